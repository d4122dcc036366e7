import { z } from 'zod'
import { LineCounter, parseDocument, type Document } from 'yaml'
import type { Citation } from '../kernel/citation.ts'
import { findPlainDate, type PlainDate } from '../kernel/plain-date.ts'
import { choices, findRowDate, nextRowDate, rowDateForm, type ChosenBy, type RowDate } from './dates.ts'
import { laws } from './laws.ts'
import { issueText, readOnce, units, type ValueKind } from './values.ts'

/** Who may change a value: nobody (`fixed`), the ordinance in place of the national row (`standard-rate`), the ordinance alone (`ordinance`). */
export type Scope = 'fixed' | 'standard-rate' | 'ordinance'

/** One dated row of a concept, as read. */
export interface LawRow<T = unknown> {
  readonly from: RowDate
  /** Last year, month or day the row covers; null where it runs until the next row. */
  readonly to: RowDate | null
  /** Null only for scope `ordinance`, which has no national value. */
  readonly value: T | null
  readonly ceiling: T | null
  readonly floor: T | null
  readonly published: PlainDate
  readonly because: readonly Citation[]
  readonly note: string | null
  /** What is still to be settled, in Japanese, where the row is not yet sure; whoever uses it is told — 未確定. */
  readonly provisional: string | null
}

/** One concept of the law: a file of a `law/` folder. */
export interface Concept<T = unknown> {
  /** `per-capita-levy` */
  readonly name: string
  /** Japanese name as the office says it; always there where an ordinance may set the value. */
  readonly title: string | null
  readonly chosenBy: ChosenBy
  readonly scope: Scope
  readonly kind: ValueKind<T>
  readonly rows: readonly LawRow<T>[]
}

/** A law file that cannot be trusted stops the start-up; every fault of the folder is named with file, line and reason. */
export class LawFileError extends Error {
  override readonly name = 'LawFileError'
  readonly faults: readonly string[]
  constructor(faults: readonly string[]) {
    super(`law files are broken:\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
    this.faults = faults
  }
}

const plainDateText = z.string().refine((text) => findPlainDate(text) !== undefined, 'not a date of the calendar such as 2026-04-01')
const article = /^(sp-)?\d+(-\d+)*(\(\d+(-\d+)*\)){0,3}$|^(appendix|form)(-\d+)*$/

/** A citation in a law file or an ordinance row. */
export const citationSchema = z.strictObject({
  law: z.string().refine((key) => laws.has(key), 'no such law in src/legislation/laws.ts'),
  article: z.string().regex(article, 'an article is written like "314-2(1)(11)" or "sp-3-3"'),
})

const rowSchema = z.strictObject({
  from: z.union([z.number(), z.string()]),
  to: z.union([z.number(), z.string()]).optional(),
  value: z.unknown().optional(),
  ceiling: z.unknown().optional(),
  floor: z.unknown().optional(),
  published: plainDateText,
  because: z.array(citationSchema).min(1, 'a row needs at least one citation'),
  note: z.string().min(1).optional(),
  provisional: z.string().min(1).optional(),
})

const fileSchema = z.strictObject({
  concept: z.string(),
  title: z.string().min(1).optional(),
  unit: z.enum(units),
  'chosen-by': z.enum(choices),
  scope: z.enum(['fixed', 'standard-rate', 'ordinance']),
  rows: z.array(rowSchema).min(1, 'a concept needs at least one row'),
})

type FileRow = z.infer<typeof rowSchema>
type Faults = (row: number | null, reason: string) => void

/**
 * Reads one concept strictly.
 * @param report called with every fault found, as `file:line row 2: reason`
 * @returns undefined where anything was reported
 */
export function readConcept<T>(file: { path: string; name: string; text: string }, kind: ValueKind<T>, report: (fault: string) => void): Concept<T> | undefined {
  const lines = new LineCounter()
  const document = parseDocument(file.text, { lineCounter: lines })
  if (reportSyntax(document, file.path, report)) return undefined
  const lineOf = (row: number): string => lineSuffix(document.getIn(['rows', row], true), lines)
  return checkConcept({ path: file.path, name: file.name, content: document.toJS(), lineOf }, kind, report)
}

interface ParsedFile { readonly path: string; readonly name: string; readonly content: unknown; lineOf?(row: number): string }

/** The same for a file whose text has been parsed. */
export function checkConcept<T>(file: ParsedFile, kind: ValueKind<T>, report: (fault: string) => void): Concept<T> | undefined {
  let sound = true
  function fault(row: number | null, reason: string): void {
    sound = false
    report(`${file.path}${row === null ? '' : `${file.lineOf?.(row) ?? ''} row ${row + 1}`}: ${reason}`)
  }
  const parsed = fileSchema.safeParse(file.content, readOnce)
  if (!parsed.success) {
    for (const issue of parsed.error.issues) fault(rowOf(issue.path), issueText({ ...issue, path: rowOf(issue.path) === null ? issue.path : issue.path.slice(2) }))
    return undefined
  }
  const concept = buildConcept(parsed.data, kind, fault)
  if (parsed.data.concept !== file.name) fault(null, `the file is named ${file.name}.yaml but says concept: ${parsed.data.concept}`)
  checkSequence(concept, fault)
  return sound ? concept : undefined
}

/** Where a YAML node begins, as `:7`; empty where it is not in the text. */
export function lineSuffix(node: unknown, lines: LineCounter): string {
  const range = (node as { range?: readonly number[] | null } | null | undefined)?.range
  return range ? `:${lines.linePos(range[0]!).line}` : ''
}

function reportSyntax(document: Document, path: string, report: (fault: string) => void): boolean {
  for (const error of document.errors) report(`${path}:${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}`)
  return document.errors.length > 0
}

function rowOf(path: readonly PropertyKey[]): number | null {
  return path[0] === 'rows' && typeof path[1] === 'number' ? path[1] : null
}

function buildConcept<T>(file: z.infer<typeof fileSchema>, kind: ValueKind<T>, fault: Faults): Concept<T> {
  if (file.unit !== kind.unit) fault(null, `unit is ${file.unit} but the rule reads ${kind.unit}`)
  if (file.scope !== 'fixed' && !file.title) fault(null, 'needs a Japanese title, because the office reads it where it sets its own value')
  const chosenBy = file['chosen-by']
  const rows = file.rows.map((row, index) => buildRow({ row, chosenBy, scope: file.scope }, kind, (reason) => fault(index, reason)))
  return { name: file.concept, title: file.title ?? null, chosenBy, scope: file.scope, kind, rows }
}

function buildRow<T>(source: { row: FileRow; chosenBy: ChosenBy; scope: Scope }, kind: ValueKind<T>, fault: (reason: string) => void): LawRow<T> {
  const { row, chosenBy, scope } = source
  const [from, to] = [findRowDate(chosenBy, row.from), row.to === undefined ? null : findRowDate(chosenBy, row.to)]
  if (from === undefined) fault(`from must be ${rowDateForm(chosenBy)}: ${row.from}`)
  if (to === undefined) fault(`to must be ${rowDateForm(chosenBy)}: ${row.to}`)
  if (from && to && to < from) fault(`to ${row.to} is before from ${row.from}`)
  checkParts(row, scope, fault)
  const [value, ceiling, floor] = (['value', 'ceiling', 'floor'] as const).map((part) => readPart(row[part], kind, (reason) => fault(`${part}: ${reason}`)))
  for (const broken of limitFaults(kind, value ?? null, { ceiling: ceiling ?? null, floor: floor ?? null })) fault(`the value is ${broken}`)
  return Object.freeze({
    from: from ?? '', to: to ?? null, value: value ?? null, ceiling: ceiling ?? null, floor: floor ?? null,
    published: row.published as PlainDate, because: Object.freeze(row.because), note: row.note ?? null, provisional: row.provisional ?? null,
  })
}

function checkParts(row: FileRow, scope: Scope, fault: (reason: string) => void): void {
  if (scope === 'ordinance' && row.value !== undefined) fault('a concept of scope ordinance has no national value')
  if (scope !== 'ordinance' && row.value === undefined) fault('value is missing')
  if (scope === 'fixed' && (row.ceiling !== undefined || row.floor !== undefined)) fault('ceiling and floor are for what an ordinance may set; the scope is fixed')
}

function readPart<T>(raw: unknown, kind: ValueKind<T>, fault: (reason: string) => void): T | null {
  if (raw === undefined) return null
  if (holdsFloat(raw)) fault('a decimal number must stand in quotes, so that it is read exactly')
  const parsed = kind.parse(raw)
  if (parsed.ok) return parsed.value
  fault(parsed.reason)
  return null
}

/** What is wrong with a value beside its ceiling and floor. */
export function limitFaults<T>(kind: ValueKind<T>, value: T | null, limits: { ceiling: T | null; floor: T | null }): readonly ('above the ceiling' | 'below the floor')[] {
  if (value === null) return []
  const above = limits.ceiling !== null && (kind.compare(value, limits.ceiling) ?? 0) > 0
  const below = limits.floor !== null && (kind.compare(value, limits.floor) ?? 0) < 0
  return [...(above ? ['above the ceiling' as const] : []), ...(below ? ['below the floor' as const] : [])]
}

/** A float in a law file would no longer be the figure that was written. */
function holdsFloat(raw: unknown): boolean {
  if (typeof raw === 'number') return !Number.isSafeInteger(raw)
  return raw !== null && typeof raw === 'object' && Object.values(raw).some(holdsFloat)
}

/** Rows follow one another without overlap or gap; two rows of one `from` are a figure published anew. */
function checkSequence(concept: Concept, fault: Faults): void {
  concept.rows.forEach((row, index) => {
    const before = concept.rows[index - 1]
    if (!before) return
    const rank = `${row.from} ${row.published}`
    if (rank === `${before.from} ${before.published}`) fault(index, `overlap: from ${row.from} stands twice with the same publication date`)
    else if (rank < `${before.from} ${before.published}`) fault(index, 'rows must be in the order of from, then published')
    else if (before.to !== null && row.from > nextRowDate(before.to)) fault(index, `gap: nothing covers ${nextRowDate(before.to)}`)
    else if (before.to !== null && row.from <= before.to && row.from !== before.from) fault(index, `overlap: the row before runs to ${before.to}`)
  })
}
