import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { findPlainDate, fiscalYear, type FiscalYear, type PlainDate } from '../kernel/plain-date.ts'
import type { ExampleInput, ExampleRule } from '../platform/context/manifest.ts'
import { lineSuffix } from './law-file.ts'
import { findConcept } from './ordinance.ts'
import { issueText } from './values.ts'

export interface ExampleFile { readonly path: string; readonly text: string }

/** One field that came out otherwise than expected. */
export interface Difference {
  /** `specialCollection[0]`, `refund.A`; empty where the case as a whole could not be run. */
  readonly field: string
  readonly expected: unknown
  readonly actual: unknown
  /** In place of the two values, where there are none to compare. */
  readonly reason: string | null
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

const day = z.string().refine((text) => findPlainDate(text) !== undefined, 'not a date of the calendar such as 2026-04-01')
const fields = z.record(z.string(), z.unknown())

/** One worked example as it stands in a file — 計算例. */
export const exampleCase = z.strictObject({
  title: z.string().min(1),
  /** `tax-individual.assess`, as the manifest of a context names it. */
  rule: z.string().min(1),
  source: z.strictObject({ kind: z.string().min(1), place: z.string().min(1), seen: day.nullish() }),
  fiscalYear: z.number().int().min(1868).max(9999).nullish(),
  on: day.nullish(),
  ordinance: fields.nullish(),
  given: fields.nullish(),
  expect: fields.refine((expected) => Object.keys(expected).length > 0, 'expects nothing'),
  doubt: z.string().regex(/^LD-\d{3,}$/, 'a doubt is named like LD-031, after docs/legal-doubts.md').nullish(),
})
type ExampleCase = z.infer<typeof exampleCase>

interface Place { readonly path: string; readonly line: number }

/**
 * Runs worked examples against the rules of the contexts — 計算例の検証.
 * A broken file or case is a failed case named by file and line; the others still run.
 * @param rules what the manifests let examples call, by name
 */
export function runExamples(files: readonly ExampleFile[], rules: Rules): ExampleRun {
  const results = files.flatMap((file) => runFile(file, rules))
  const count = (state: ExampleResult['state']): number => results.filter((result) => result.state === state).length
  return { results, passed: count('passed'), failed: count('failed'), doubted: count('doubted') }
}

function runFile(file: ExampleFile, rules: Rules): readonly ExampleResult[] {
  const lines = new LineCounter()
  const document = parseDocument(file.text, { lineCounter: lines })
  const [error] = document.errors
  if (error) return [unreadable({ path: file.path, line: error.linePos?.[0].line ?? 1 }, error.message.split('\n')[0]!)]
  const cases: unknown = document.toJS()
  if (!Array.isArray(cases) || cases.length === 0) return [unreadable({ path: file.path, line: 1 }, 'the file must be a list of cases')]
  return cases.map((raw: unknown, index) => {
    const line = Number(lineSuffix(document.getIn([index], true), lines).slice(1)) || 1
    const parsed = exampleCase.safeParse(raw)
    if (parsed.success) return runCase(parsed.data, { path: file.path, line }, rules)
    const issue = parsed.error.issues[0]!
    const at = lineSuffix(document.getIn([index, ...unknownKeyPath(issue)], true), lines).slice(1)
    return unreadable({ path: file.path, line: Number(at) || line }, parsed.error.issues.map(issueText).join('; '), titleOf(raw))
  })
}

/** Where an issue stands; for an unknown key the key itself. */
function unknownKeyPath(issue: z.core.$ZodIssue): readonly unknown[] {
  return issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path
}

function titleOf(raw: unknown): string {
  const title = (raw as { title?: unknown } | null)?.title
  return typeof title === 'string' ? title : ''
}

function unreadable(place: Place, reason: string, title = ''): ExampleResult {
  return { ...place, title, rule: null, state: 'failed', doubt: null, differences: [{ field: '', expected: undefined, actual: undefined, reason }] }
}

function runCase(example: ExampleCase, place: Place, rules: Rules): ExampleResult {
  const { title, rule: name, expect } = example
  const outcome = calculate(example, rules)
  const differences = 'lines' in outcome ? compare(expect, outcome.lines) : [{ field: '', expected: undefined, actual: undefined, reason: outcome.reason }]
  const doubt = example.doubt ?? null
  const base = { ...place, title, rule: name, doubt }
  if (doubt === null) return { ...base, state: differences.length === 0 ? 'passed' : 'failed', differences }
  if (differences.length === 0) return { ...base, state: 'failed', differences: [doubtSettled(doubt)] }
  const badlyWritten = 'reason' in outcome && outcome.badlyWritten
  return { ...base, state: badlyWritten ? 'failed' : 'doubted', differences }
}

function doubtSettled(doubt: string): Difference {
  return { field: '', expected: undefined, actual: undefined, reason: `the case passes now: take the doubt ${doubt} away` }
}

type Calculation = { readonly lines: Fields } | { readonly reason: string; readonly badlyWritten: boolean }

/** A doubt is about figures: a case that names an unknown rule, field or ordinance value fails all the same. */
function calculate(example: ExampleCase, rules: Rules): Calculation {
  const rule = Object.hasOwn(rules, example.rule) ? rules[example.rule] : undefined
  if (!rule) return { reason: `unknown rule: ${example.rule}`, badlyWritten: true }
  const ordinance = ordinanceOf(example)
  if ('unknown' in ordinance) return { reason: `unknown ordinance value: ${ordinance.unknown}`, badlyWritten: true }
  try {
    return { lines: rule(inputOf(example, ordinance.values)) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { reason, badlyWritten: /unknown field|unrecognized key/i.test(reason) }
  }
}

function inputOf(example: ExampleCase, ordinance: Fields): ExampleInput {
  return {
    fiscalYear: example.fiscalYear == null ? null : (fiscalYear(example.fiscalYear) satisfies FiscalYear),
    on: (example.on ?? null) as PlainDate | null,
    ordinance,
    given: example.given ?? {},
  }
}

/** Ordinance values by their full key; a key without context is one of the rule's own context, or a field that the rule itself knows. */
function ordinanceOf(example: ExampleCase): { readonly values: Fields } | { readonly unknown: string } {
  const context = example.rule.split('.')[0]!
  const values: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(example.ordinance ?? {})) {
    const full = !key.includes('.') && findConcept(`${context}.${key}`) ? `${context}.${key}` : key
    if (full.includes('.') && !findConcept(full)) return { unknown: key }
    values[full] = value
  }
  return { values: Object.freeze(values) }
}

/** Only what is expected is compared, in nested values too; a list must have the same length. */
export function compare(expected: unknown, actual: unknown, field = ''): readonly Difference[] {
  if (Array.isArray(expected)) return compareLists(expected, actual, field)
  if (!isFields(expected) || !isFields(actual)) return expected === actual ? [] : [{ field, expected, actual, reason: null }]
  return Object.entries(expected).flatMap(([key, value]) => {
    const path = field ? `${field}.${key}` : key
    if (!Object.hasOwn(actual, key) || actual[key] === undefined) return [{ field: path, expected: value, actual: undefined, reason: null }]
    return compare(value, actual[key], path)
  })
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
 * Values of the town may stand under `ordinance` by their field name as well as in `given`.
 * @param schema every field that the rule knows, all optional
 * @returns the facts, and the ordinance values by concept key for `lawFolder(...).resolve`
 */
export function readExample<S extends z.ZodObject>(example: ExampleInput, schema: S): { given: z.infer<S>; ordinance: Fields } {
  const entries = Object.entries(example.ordinance)
  const facts = { ...Object.fromEntries(entries.filter(([key]) => !key.includes('.'))), ...example.given }
  const unknown = Object.keys(facts).filter((key) => !Object.hasOwn(schema.shape, key))
  if (unknown.length > 0) throw new Error(`unknown field in given: ${unknown.join(', ')}`)
  const parsed = schema.safeParse(facts)
  if (!parsed.success) throw new Error(parsed.error.issues.map(issueText).join('; '))
  return { given: parsed.data, ordinance: Object.fromEntries(entries.filter(([key]) => key.includes('.'))) }
}
