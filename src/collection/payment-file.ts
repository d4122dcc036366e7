import { parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import { accept, type Outcome, refused, type Refusal } from '../kernel/outcome.ts'
import { sumOf, type Yen } from '../kernel/yen.ts'
import { refusal, refuse } from './refusals.ts'
import { csvColumns, fixedLength, type PaymentRow, readCsvRow, readFixedRecord } from './rules/payment-row.ts'

/** A line of a file with the row it says. */
export interface FileLine { readonly lineNo: number; readonly row: PaymentRow; readonly raw: string }

export interface PaymentFile {
  readonly layout: 'csv13' | 'fixed120'
  readonly encoding: 'utf-8' | 'cp932'
  readonly lines: readonly FileLine[]
  readonly amount: Yen
}

/** More faults than this say nothing more: the file is broken as a whole. */
const shownFaults = 100

/**
 * Reads a whole file of a collection agent — 収納代行のファイルを読む.
 * Layouts: CSV of thirteen columns with or without a heading, and records of 120 bytes between a header and a trailer
 * whose count and total must fit. UTF-8 or CP932.
 * @refuses the whole file for any fault, each by line and column
 */
export function readPaymentFile(bytes: Uint8Array): Outcome<PaymentFile> {
  const decoded = decode(bytes)
  if (!decoded) return refuse('file-encoding')
  const text = withoutEndMark(decoded.text)
  if (text.trim() === '') return refuse('file-empty')
  const layout = layoutOf(text)
  if (!layout) return refuse('file-format')
  const read = layout === 'csv13' ? readCsv(text) : readFixed(text)
  if (!read.ok) return refused(read.refusals.slice(0, shownFaults))
  if (read.value.length === 0) return refuse('file-empty')
  return accept({ layout, encoding: decoded.encoding, lines: read.value, amount: sumOf(read.value.map((line) => line.row.amount)) })
}

/** The text of a file in UTF-8 or CP932; undefined where it is neither, or holds the zero that no text has. */
export function decode(bytes: Uint8Array): { text: string; encoding: PaymentFile['encoding'] } | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' }
  } catch {
    const text = iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 'cp932')
    return text.includes('\ufffd') ? undefined : { text, encoding: 'cp932' }
  }
}

/** Some agents close a file with the old end mark. */
export function withoutEndMark(text: string): string {
  return text.endsWith(endMark) ? text.slice(0, -1) : text
}

const endMark = '\u001a'

function layoutOf(text: string): PaymentFile['layout'] | undefined {
  const first = text.slice(0, 2_000).split(/\r?\n/, 1)[0] ?? ''
  if (first.split(',').length > 1) return 'csv13'
  return /^[12]/.test(first) && first.length >= fixedLength - 20 ? 'fixed120' : undefined
}

function readCsv(text: string): Outcome<FileLine[]> {
  const rows = csvRows(text)
  if (!rows) return refuse('file-format')
  const body = rows[0]?.cells[0] === '種別' ? rows.slice(1) : rows
  return gather(body.map(({ cells, lineNo, raw }) => ({ lineNo, raw, read: readCsvRow(cells, lineNo) })))
}

export interface CsvRow { readonly cells: readonly string[]; readonly lineNo: number; readonly raw: string }

/** Rows of a CSV with their lines; undefined where quotes do not close. */
export function csvRows(text: string): CsvRow[] | undefined {
  try {
    const records = parse(text, { relax_column_count: true, skip_empty_lines: true, raw: true, info: true, bom: true, max_record_size: csvColumns * 200 }) as unknown as { record: string[]; info: { lines: number }; raw: string }[]
    return records.map(({ record, info, raw }) => ({ cells: record, lineNo: info.lines, raw: raw.replace(/[\r\n]+$/, '') }))
  } catch {
    return undefined
  }
}

function readFixed(text: string): Outcome<FileLine[]> {
  const records = (/[\r\n]/.test(text) ? text.split(/\r?\n/).filter((record) => record !== '') : chunks(text)).map((raw, index) => ({ raw, lineNo: index + 1 }))
  const [header] = records
  const trailer = records.find((record) => record.raw.startsWith('8'))
  if (!header?.raw.startsWith('1') || !trailer) return refuse('total-missing')
  const body = records.slice(1).filter((record) => record !== trailer && !(record.raw.startsWith('9') && record.lineNo > trailer.lineNo))
  const lines = gather(body.map(({ raw, lineNo }) => ({ lineNo, raw, read: readFixedRecord(raw, lineNo) })))
  if (!lines.ok) return lines
  const fault = totalFault(trailer, lines.value)
  return fault ? refused([fault]) : lines
}

function chunks(text: string): string[] {
  return text.match(/[^]{1,120}/g) ?? []
}

/** Trailer: class `8`, count of six digits, total of twelve. */
function totalFault(trailer: { raw: string; lineNo: number }, lines: readonly FileLine[]): Refusal | undefined {
  const match = /^8(\d{6})(\d{12})/.exec(trailer.raw)
  const said = match ? `${Number(match[1])}件 ${Number(match[2])}円` : trailer.raw.slice(0, 19)
  const found = `${lines.length}件 ${sumOf(lines.map((line) => line.row.amount))}円`
  return said === found ? undefined : refusal('total-differs', { line: trailer.lineNo, expected: said, found })
}

interface Reading { readonly lineNo: number; readonly raw: string; readonly read: Outcome<PaymentRow> }

function gather(readings: readonly Reading[]): Outcome<FileLine[]> {
  const refusals = readings.flatMap(({ read }) => (read.ok ? [] : read.refusals))
  if (refusals.length > 0) return refused(refusals)
  return accept(readings.flatMap(({ lineNo, raw, read }) => (read.ok ? [{ lineNo, raw, row: read.value }] : [])))
}
