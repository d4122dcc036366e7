import { z } from 'zod'
import { ExampleFault, findNumber, findWrittenDay, nearNames, nearWords, refuseUnknownFields, withoutNulls } from '../kernel/example-input.ts'
import { findPlainDate, fiscalYear, fiscalYearOf, type FiscalYear } from '../kernel/plain-date.ts'
import type { ExampleInput, ExampleRule } from '../platform/context/manifest.ts'
import { readCases, type ExampleCase, type ExampleFile, type ExamplePlace } from './example-file.ts'
import type { ExampleFamilies } from './example-vectors.ts'
import { checkOrdinance, findConcept, listConcepts } from './ordinance.ts'
import { issueText } from './values.ts'

/** One field that came out otherwise than expected. */
export interface Difference {
  /** `specialCollection[0]`, `refund.A`; empty where the case as a whole could not be run. */
  readonly field: string
  readonly expected: unknown
  readonly actual: unknown
  /** In place of the two values, where there are none to compare. */
  readonly reason: string | null
  /** Lines of nearly this name, where the rule returns none of it. */
  readonly near?: readonly string[]
}

/** What became of one case. */
export interface ExampleResult {
  readonly path: string
  /** Line of the file where the case begins, 1 for the first. */
  readonly line: number
  readonly title: string
  readonly rule: string | null
  readonly state: 'passed' | 'failed' | 'doubted'
  readonly doubt: string | null
  readonly differences: readonly Difference[]
}

export interface ExampleRun {
  readonly results: readonly ExampleResult[]
  readonly passed: number
  readonly failed: number
  readonly doubted: number
}

type Rules = Readonly<Record<string, ExampleRule>>
type Fields = Readonly<Record<string, unknown>>

/**
 * Runs worked examples against the rules of the contexts — 計算例の検証.
 * A broken file or case is a failed case named by file and line; the others still run.
 * @param rules what the manifests let examples call, by name
 * @param families which of them published vectors ask
 */
export function runExamples(files: readonly ExampleFile[], rules: Rules, families: ExampleFamilies = {}): ExampleRun {
  const results = files.flatMap((file) => readCases(file, families)).map((read) => ('example' in read ? runCase(read.example, read.place, rules) : unreadable(read)))
  const count = (state: ExampleResult['state']): number => results.filter((result) => result.state === state).length
  return { results, passed: count('passed'), failed: count('failed'), doubted: count('doubted') }
}

function unreadable({ place, title, reason }: { place: ExamplePlace; title: string; reason: string }): ExampleResult {
  return { ...place, title, rule: null, state: 'failed', doubt: null, differences: [said(reason)] }
}

function said(reason: string): Difference {
  return { field: '', expected: undefined, actual: undefined, reason }
}

function runCase(example: ExampleCase, place: ExamplePlace, rules: Rules): ExampleResult {
  const { title, rule: name, expect } = example
  const outcome = calculate(example, rules)
  const differences = 'lines' in outcome ? compare(expect, outcome.lines) : [said(outcome.reason)]
  const doubt = example.doubt ?? null
  const base = { ...place, title, rule: name, doubt }
  if (doubt === null) return { ...base, state: differences.length === 0 ? 'passed' : 'failed', differences }
  if (differences.length === 0) return { ...base, state: 'failed', differences: [said(`期待どおりの結果になりました。疑義 ${doubt} の印を外してください。`)] }
  const badlyWritten = 'reason' in outcome && outcome.badlyWritten
  return { ...base, state: badlyWritten ? 'failed' : 'doubted', differences }
}

type Calculation = { readonly lines: Fields } | { readonly reason: string; readonly badlyWritten: boolean }

/** A doubt is about figures: a case that names an unknown rule, field or ordinance value fails all the same. */
function calculate(example: ExampleCase, rules: Rules): Calculation {
  const rule = Object.hasOwn(rules, example.rule) ? rules[example.rule] : undefined
  if (!rule) return { reason: `「${example.rule}」という計算はありません${nearWords(example.rule, Object.keys(rules))}。計算の名前は docs/worked-examples.md にあります。`, badlyWritten: true }
  try {
    return { lines: rule({ ...caseDates(example), ordinance: ordinanceOf(example), given: example.given ?? {} }) }
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error), badlyWritten: error instanceof ExampleFault }
  }
}

function caseDates(example: ExampleCase): Pick<ExampleInput, 'fiscalYear' | 'on'> {
  return { fiscalYear: example.fiscalYear == null ? null : (fiscalYear(example.fiscalYear) satisfies FiscalYear), on: example.on ?? null }
}

/** Ordinance values by their full key; a key without context is one of the rule's own context, or a field that the rule itself knows. */
function ordinanceOf(example: ExampleCase): Fields {
  const context = example.rule.split('.')[0]!
  const values: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(example.ordinance ?? {})) {
    const full = !key.includes('.') && findConcept(`${context}.${key}`) ? `${context}.${key}` : key
    if (full.includes('.')) refuseOrdinance(full, value, caseDates(example))
    values[full] = value
  }
  return Object.freeze(values)
}

/** Throws where the office could not set this value either. */
function refuseOrdinance(key: string, value: unknown, { fiscalYear: year, on }: Pick<ExampleInput, 'fiscalYear' | 'on'>): void {
  const listed = findConcept(key)
  if (!listed) throw new ExampleFault(`ordinance の「${key}」という条例値はありません${nearWords(key, listConcepts().map((one) => one.key))}。`)
  const ofYear = year ?? (on === null ? undefined : fiscalYearOf(on))
  const ofDay = listed.chosenBy === 'benefit-month' ? on?.slice(0, 7) : (on ?? undefined)
  const checked = checkOrdinance(key, value, listed.chosenBy === 'fiscal-year' ? ofYear : ofDay)
  if (!checked.ok) throw new ExampleFault(`ordinance の「${key}」: ${checked.refusals.map(({ message, remedy }) => `${message}${remedy}`).join('')}`)
}

/**
 * Only what is expected is compared, in nested values too; a list must have the same length.
 * A number and its digits in quotes are equal, also with commas or 円; a day and the same day in another writing are.
 */
export function compare(expected: unknown, actual: unknown, field = ''): readonly Difference[] {
  if (Array.isArray(expected)) return compareLists(expected, actual, field)
  if (!isFields(expected) || !isFields(actual)) return isSame(expected, actual) ? [] : [{ field, expected, actual, reason: null }]
  return Object.entries(expected).flatMap(([key, value]) => {
    const path = field ? `${field}.${key}` : key
    if (!Object.hasOwn(actual, key) || actual[key] === undefined) return [notReturned(path, value, nearNames(key, Object.keys(actual)))]
    return compare(value, actual[key], path)
  })
}

function notReturned(field: string, expected: unknown, near: readonly string[]): Difference {
  const difference = { field, expected, actual: undefined, reason: null }
  return near.length === 0 ? difference : { ...difference, near }
}

function isSame(expected: unknown, actual: unknown): boolean {
  if (typeof expected === 'string' && typeof actual === 'number') return expected === String(actual) || (/[,，円万億]/.test(expected) && findNumber(expected) === actual)
  if (typeof expected === 'number' && typeof actual === 'string') return String(expected) === actual
  return expected === actual || isSameDay(expected, actual)
}

function isSameDay(expected: unknown, actual: unknown): boolean {
  return typeof expected === 'string' && typeof actual === 'string' && findPlainDate(actual) !== undefined && findWrittenDay(expected) === actual
}

function compareLists(expected: readonly unknown[], actual: unknown, field: string): readonly Difference[] {
  if (!Array.isArray(actual) || actual.length !== expected.length) return [{ field, expected, actual, reason: null }]
  return expected.flatMap((item, index) => compare(item, actual[index], `${field}[${index}]`))
}

function isFields(value: unknown): value is Fields {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}

/**
 * Reads the facts of an example for a rule, which are never ignored: an unknown field is an error.
 * Values of the town may stand under `ordinance` by their field name as well as in `given`; what is null was not said.
 * @param schema every field that the rule knows, all optional
 * @returns the facts, and the ordinance values by concept key for `lawFolder(...).resolve`
 */
export function readExample<S extends z.ZodObject>(example: ExampleInput, schema: S): { given: z.infer<S>; ordinance: Fields } {
  const entries = Object.entries(example.ordinance)
  const facts = withoutNulls({ ...Object.fromEntries(entries.filter(([key]) => !key.includes('.'))), ...example.given })
  refuseUnknownFields(facts, Object.keys(schema.shape))
  const parsed = schema.safeParse(facts)
  if (!parsed.success) throw new ExampleFault(parsed.error.issues.map(factWords).join('、'))
  return { given: parsed.data, ordinance: Object.fromEntries(entries.filter(([key]) => key.includes('.'))) }
}

function factWords(issue: z.core.$ZodIssue): string {
  if (issue.code === 'custom') return issue.message.replace(fieldName, issue.path.join('.'))
  if (issue.code === 'unrecognized_keys') return `given の項目「${[...issue.path, issue.keys.join('、')].join('.')}」は、この計算では使えません`
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return `given に項目「${issue.path.join('.')}」が必要です`
  return `given の項目「${issue.path.join('.')}」が正しくありません（${issueText({ ...issue, path: [] })}）`
}

const fieldName = '{field}'

/** A fact for the schema of `readExample`, read by a reader of `kernel/example-input.ts`: lenient in writing, strict in kind. */
export function fact<T>(read: (value: unknown, field: string) => T): z.ZodType<T> {
  return z.unknown().transform((value, context): T => {
    try {
      if (value === undefined) throw new ExampleFault(`given に項目「${fieldName}」が必要です`)
      return read(value, fieldName)
    } catch (error) {
      if (!(error instanceof ExampleFault)) throw error
      context.addIssue({ code: 'custom', message: error.message })
      return z.NEVER
    }
  })
}
