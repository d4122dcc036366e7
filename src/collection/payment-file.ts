import { isUtf8 } from 'node:buffer'
import { CsvError, parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import { accept, type Outcome, refused, type Refusal } from '../kernel/outcome.ts'
import { sum, type Yen, zeroYen } from '../kernel/yen.ts'
import { type PlacedRecord, RecordScanner } from '../platform/spreadsheet/index.ts'
import { refusal, refuse } from './refusals.ts'
import { csvColumns, fixedLength, type PaymentRow, readCsvRow, readFixedRecord } from './rules/payment-row.ts'

/** A line of a file with the row it says. */
export interface FileLine { readonly lineNo: number; readonly row: PaymentRow; readonly raw: string }

/** What a file of an agent is as a whole. */
export interface PaymentFile {
  readonly layout: PaymentLayout
  readonly encoding: PaymentEncoding
  readonly count: number
  readonly amount: Yen
}

export type PaymentLayout = 'csv13' | 'fixed120'
export type PaymentEncoding = 'utf-8' | 'cp932'

/** More faults than this say nothing more: the file is broken as a whole. */
const shownFaults = 100
/** So many bytes are made text at a time. */
const pieceBytes = 64 * 1024

/**
 * Reads a file of a collection agent line by line, holding no more of it than a piece — 収納代行のファイルを読む.
 * Layouts: CSV of thirteen columns with or without a heading, and records of 120 bytes between a header and a trailer
 * whose count and total must fit. UTF-8 or CP932. The lines count only once the end has come and says that the file is whole.
 * @refuses the whole file for any fault, each by line and column
 */
export function* readPaymentFile(bytes: Uint8Array): Generator<FileLine, Outcome<PaymentFile>> {
  if (bytes.includes(0)) return refuse('file-encoding')
  const text = new TextOfFile(withoutEndMarkByte(bytes))
  const first = text.first()
  if (!text.isBroken && first.trim() === '') return refuse('file-empty')
  const layout = layoutOf(first)
  if (!layout) return refuse(text.isBroken ? 'file-encoding' : 'file-format')
  const read = yield* layout === 'csv13' ? readCsv(text) : readFixed(text)
  if (text.isBroken) return refuse('file-encoding')
  if (!read.ok) return read
  return read.value.count === 0 ? refuse('file-empty') : accept({ layout, encoding: text.encoding, ...read.value })
}

/** The text of a file, piece by piece; broken where it is neither UTF-8 nor CP932. */
class TextOfFile {
  readonly encoding: PaymentEncoding
  isBroken = false
  readonly #bytes: Uint8Array
  #first: string | undefined
  #rest: Iterator<string>

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.encoding = isUtf8(bytes) ? 'utf-8' : 'cp932'
    this.#rest = this.#pieces()
  }

  /** Line ends stand in it; records of a fixed length may come without. */
  get hasLineEnds(): boolean {
    return this.#bytes.includes(0x0a) || this.#bytes.includes(0x0d)
  }

  first(): string {
    const piece = this.#rest.next()
    this.#first = piece.done ? '' : piece.value
    return this.#first
  }

  /** All pieces from the first on; nothing more once the text is broken. */
  *[Symbol.iterator](): Generator<string> {
    yield this.#first ?? this.first()
    for (let piece = this.#rest.next(); !piece.done && !this.isBroken; piece = this.#rest.next()) yield piece.value
  }

  *#pieces(): Generator<string> {
    const decoder = this.encoding === 'utf-8' ? utf8Decoder() : iconv.getDecoder('cp932')
    for (let from = 0; from < this.#bytes.length; from += pieceBytes) yield this.#looked(decoder.write(Buffer.from(this.#bytes.buffer, this.#bytes.byteOffset + from, Math.min(pieceBytes, this.#bytes.length - from))))
    yield this.#looked(decoder.end() ?? '')
  }

  #looked(text: string): string {
    if (this.encoding === 'cp932' && text.includes('\ufffd')) this.isBroken = true
    return text
  }
}

/** The mark at the beginning is no part of the text. */
function utf8Decoder(): { write(bytes: Buffer): string; end(): string } {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  return { write: (bytes) => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() }
}

/** The text of a file in UTF-8 or CP932; undefined where it is neither, or holds the zero that no text has. */
export function decode(bytes: Uint8Array): { text: string; encoding: PaymentEncoding } | undefined {
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

function withoutEndMarkByte(bytes: Uint8Array): Uint8Array {
  return bytes.at(-1) === endMark.charCodeAt(0) ? bytes.subarray(0, -1) : bytes
}

function layoutOf(text: string): PaymentLayout | undefined {
  const first = text.slice(0, 2_000).split(/\r?\n/, 1)[0] ?? ''
  if (first.split(',').length > 1) return 'csv13'
  return /^[12]/.test(first) && first.length >= fixedLength - 20 ? 'fixed120' : undefined
}

interface Body { readonly count: number; readonly amount: Yen }

/** What has been read so far: how many lines, their sum, and the first faults; with a fault no line counts any more. */
class Tally {
  readonly faults: Refusal[] = []
  #count = 0
  #amount = zeroYen

  /** The line of a reading, or null where it is faulty. */
  take({ lineNo, raw, read }: Reading): FileLine | null {
    if (!read.ok) {
      if (this.faults.length < shownFaults) this.faults.push(...read.refusals)
      return null
    }
    this.#count += 1
    this.#amount = sum(this.#amount, read.value.amount)
    return { lineNo, raw, row: read.value }
  }

  get body(): Body { return { count: this.#count, amount: this.#amount } }

  outcome(): Outcome<Body> {
    return this.faults.length > 0 ? refused(this.faults.slice(0, shownFaults)) : accept(this.body)
  }
}

interface Reading { readonly lineNo: number; readonly raw: string; readonly read: Outcome<PaymentRow> }

/** A record that does not end within so many letters has lost a quote. */
const longestRecord = csvColumns * 200

function* readCsv(text: TextOfFile): Generator<FileLine, Outcome<Body>> {
  const tally = new Tally()
  let isFirst = true
  try {
    for (const { cells, line: lineNo, raw } of csvRecords(text)) {
      const isHead = isFirst && cells[0] === '種別'
      isFirst = false
      const line = isHead ? null : tally.take({ lineNo, raw, read: readCsvRow(cells, lineNo) })
      if (line) yield line
    }
  } catch (error) {
    if (!(error instanceof CsvError) && !(error instanceof RecordTooLong)) throw error
    return refuse('file-format')
  }
  return tally.outcome()
}

class RecordTooLong extends Error {}

function* csvRecords(text: Iterable<string>): Generator<PlacedRecord> {
  const scanner = new RecordScanner()
  for (const piece of text) {
    for (const record of scanner.takePlaced(piece)) yield fitting(record)
    if (scanner.openLength > longestRecord + pieceBytes) throw new RecordTooLong()
  }
  for (const record of scanner.endPlaced()) yield fitting(record)
}

function fitting(record: PlacedRecord): PlacedRecord {
  if (record.raw.length > longestRecord) throw new RecordTooLong()
  return record
}

export interface CsvRow { readonly cells: readonly string[]; readonly lineNo: number; readonly raw: string }

/** Rows of a CSV with their lines; undefined where quotes do not close. */
export function csvRows(text: string): CsvRow[] | undefined {
  try {
    const records = parse(text, { relax_column_count: true, skip_empty_lines: true, raw: true, info: true, bom: true, max_record_size: longestRecord }) as unknown as { record: string[]; info: { lines: number }; raw: string }[]
    return records.map(({ record, info, raw }) => ({ cells: record, lineNo: info.lines, raw: raw.replace(/[\r\n]+$/, '') }))
  } catch {
    return undefined
  }
}

function* readFixed(text: TextOfFile): Generator<FileLine, Outcome<Body>> {
  const tally = new Tally()
  let [header, trailer, lineNo]: [string | undefined, { raw: string; lineNo: number } | undefined, number] = [undefined, undefined, 0]
  for (const raw of fixedRecords(text)) {
    lineNo += 1
    if (lineNo === 1) header = raw
    else if (!trailer && raw.startsWith('8')) trailer = { raw, lineNo }
    else if (!trailer || !raw.startsWith('9')) {
      const line = tally.take({ lineNo, raw, read: readFixedRecord(raw, lineNo) })
      if (line) yield line
    }
  }
  if (!header?.startsWith('1') || !trailer) return refuse('total-missing')
  const fault = tally.faults.length > 0 ? undefined : totalFault(trailer, tally.body)
  return fault ? refused([fault]) : tally.outcome()
}

/** Records by their line ends, or where there are none by their length. */
function* fixedRecords(text: TextOfFile): Generator<string> {
  const cut = text.hasLineEnds ? (whole: string): string[] => whole.split(/\r?\n/) : (whole: string): string[] => whole.match(/[^]{1,120}/g) ?? []
  let rest = ''
  for (const piece of text) {
    const records = cut(rest + piece)
    rest = records.pop() ?? ''
    for (const record of records) if (record !== '') yield record
  }
  if (rest !== '') yield rest
}

/** Trailer: class `8`, count of six digits, total of twelve. */
function totalFault(trailer: { raw: string; lineNo: number }, { count, amount }: Body): Refusal | undefined {
  const match = /^8(\d{6})(\d{12})/.exec(trailer.raw)
  const said = match ? `${Number(match[1])}件 ${Number(match[2])}円` : trailer.raw.slice(0, 19)
  const found = `${count}件 ${amount}円`
  return said === found ? undefined : refusal('total-differs', { line: trailer.lineNo, expected: said, found })
}
