import { accept, collect, type Outcome, refused, type Refusal } from '../../kernel/outcome.ts'
import { findPlainDate, type PlainDate } from '../../kernel/plain-date.ts'
import { sumOf, type Yen, yen } from '../../kernel/yen.ts'
import { type CsvRow, csvRows, decode, withoutEndMark } from '../payment-file.ts'
import { refusal, refuse } from '../refusals.ts'
import type { ReadingFacts } from './profile.ts'

// Our own frame of a payment file (docs/payment-channels.md): a head that names profile, sender, town, day and number; data
// rows; an end that says how many and how much. What is cut off in the middle has no end, and is refused as a whole.

/** Reads one cell; undefined where it is not what the column holds. */
export interface Column<T> { readonly item: string; readonly field: string; read(text: string): T | undefined }

/** The head of a file. */
export interface FileHead { readonly sender: string; readonly businessOn: PlainDate; readonly sequenceNo: number }

type Columns = Readonly<Record<string, Column<unknown>>>
export type Cells<C extends Columns> = { readonly [K in keyof C]: C[K] extends Column<infer T> ? T : never }

export interface FramedLayout<C extends Columns, E extends { readonly amount: Yen }> {
  readonly profile: string
  readonly columns: C
  /** What a row says; `amount` is what it adds to the total of the file. */
  event(cells: Cells<C>, head: FileHead): E
}

/** Where something stood. */
export interface Placed { readonly lineNo: number; readonly raw: string }

/** A file of our frame with what its rows say. */
export interface FramedFile<E> { readonly encoding: 'utf-8' | 'cp932'; readonly lines: readonly (E & Placed)[]; readonly amount: Yen; readonly businessOn: PlainDate; readonly sequenceNo: number }

export function column<T>(item: string, field: string, read: (text: string) => T | undefined): Column<T> {
  return { item, field, read }
}

export function digits(item: string, field: string, { from, to = from }: { from: number; to?: number }): Column<string> {
  const form = new RegExp(`^\\d{${from},${to}}$`)
  return column(item, field, (text) => (form.test(text) ? text : undefined))
}

export function oneOf<T>(item: string, field: string, values: Readonly<Record<string, T>>): Column<T> {
  return column(item, field, (text) => (Object.hasOwn(values, text) ? values[text] : undefined))
}

export function date(item: string, field: string): Column<PlainDate> {
  return column(item, field, compactDate)
}

/** Empty where the partner does not know the day yet. */
export function optionalDate(item: string, field: string): Column<PlainDate | null> {
  return column<PlainDate | null>(item, field, (text) => (text === '' ? null : compactDate(text)))
}

/** `1815`, or empty where the channel knows no time; becomes `18:15`. */
export function optionalTime(item: string, field: string): Column<string | null> {
  return column<string | null>(item, field, (text) => (text === '' ? null : timeIn(text)))
}

function timeIn(text: string): string | undefined {
  return /^([01]\d|2[0-3])[0-5]\d$/.test(text) ? `${text.slice(0, 2)}:${text.slice(2)}` : undefined
}

export function amount(item: string, field: string): Column<Yen> {
  return column(item, field, (text) => (/^[1-9]\d{0,10}$/.test(text) ? yen(Number(text)) : undefined))
}

export function text(item: string, field: string, longest: number): Column<string> {
  return column(item, field, (cell) => (cell.length <= longest ? cell : undefined))
}

/** A day such as `20260601`. */
export function compactDate(cell: string): PlainDate | undefined {
  return /^\d{8}$/.test(cell) ? findPlainDate(`${cell.slice(0, 4)}-${cell.slice(4, 6)}-${cell.slice(6)}`) : undefined
}

/** More faults than this say nothing more: the file is broken as a whole. */
const shownFaults = 100

/**
 * Reads a whole file of our frame — 枠付きCSVの読み取り.
 * @refuses the file for any fault of it, each by line and column; one without an end as `total-missing`
 */
export function readFramed<C extends Columns, E extends { readonly amount: Yen }>(bytes: Uint8Array, layout: FramedLayout<C, E>, facts: ReadingFacts): Outcome<FramedFile<E>> {
  const decoded = decode(bytes)
  if (!decoded) return refuse('file-encoding')
  const rows = csvRows(withoutEndMark(decoded.text))
  if (!rows) return refuse('file-format-of', { profile: layout.profile })
  const [first, ...rest] = rows
  if (!first) return refuse('file-empty')
  const head = headOf(first, layout.profile, facts)
  if (!head.ok) return head
  const last = rest.at(-1)
  if (last?.cells[0] !== 'T') return refuse('total-missing')
  const read = rest.slice(0, -1).map((row) => eventOf(row, layout, head.value))
  const faults = collect(...read)
  if (faults.length > 0) return refused(faults.slice(0, shownFaults))
  const lines = read.flatMap((one) => (one.ok ? [one.value] : []))
  if (lines.length === 0) return refuse('file-empty')
  const total = sumOf(lines.map((line) => line.amount))
  const fault = totalFault(last, lines.length, total)
  return fault ? refused([fault]) : accept({ encoding: decoded.encoding, lines, amount: total, businessOn: head.value.businessOn, sequenceNo: head.value.sequenceNo })
}

/** `H,profile,sender,town,day,number` */
function headOf({ cells, lineNo: line }: CsvRow, profile: string, facts: ReadingFacts): Outcome<FileHead> {
  const [mark, named, sender = '', municipality, day = '', number = ''] = cells
  if (mark !== 'H' || cells.length !== 6 || named !== profile) return refuse('file-format-of', { profile })
  const businessOn = compactDate(day)
  const faults = [
    ...(facts.sender === null || sender === facts.sender ? [] : [refusal('file-sender', { line, found: sender, expected: facts.sender, field: '/sender' })]),
    ...(municipality === facts.municipality ? [] : [refusal('file-town', { line, found: municipality, field: '/municipality' })]),
    ...(businessOn === undefined ? [refusal('row-date', { line, item: '業務日', found: day, field: '/businessOn' })] : []),
    ...(/^\d{1,6}$/.test(number) ? [] : [refusal('row-code', { line, item: '通番', found: number, field: '/sequenceNo' })]),
  ]
  return faults.length > 0 || businessOn === undefined ? refused(faults) : accept({ sender, businessOn, sequenceNo: Number(number) })
}

function eventOf<C extends Columns, E extends { readonly amount: Yen }>({ cells, lineNo, raw }: CsvRow, layout: FramedLayout<C, E>, head: FileHead): Outcome<E & Placed> {
  const columns = Object.entries(layout.columns)
  if (cells[0] !== 'D') return refused([refusal('row-class', { line: lineNo, found: cells[0], field: '/recordClass' })])
  if (cells.length !== columns.length + 1) return refused([refusal('row-columns-of', { line: lineNo, found: cells.length, expected: columns.length + 1 })])
  const read = columns.map(([name, one], index) => ({ name, column: one, found: cells[index + 1] ?? '', value: one.read(cells[index + 1] ?? '') }))
  const faults = read.filter((one) => one.value === undefined).map(({ column: { item, field }, found }) => refusal('row-code', { line: lineNo, item, found, field: `/${field}` }))
  if (faults.length > 0) return refused(faults)
  return accept({ ...layout.event(Object.fromEntries(read.map((one) => [one.name, one.value])) as Cells<C>, head), lineNo, raw })
}

/** `T,count,amount` */
function totalFault({ cells, lineNo }: CsvRow, count: number, total: Yen): Refusal | undefined {
  const said = `${cells[1] ?? ''}件 ${cells[2] ?? ''}円`
  const found = `${count}件 ${total}円`
  return said === found && cells.length === 3 ? undefined : refusal('total-differs', { line: lineNo, expected: said, found })
}
