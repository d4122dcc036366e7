import { CsvError, parse } from 'csv-parse/sync'
import iconv from 'iconv-lite'
import type { ImportProfile } from './profile.ts'

/** A record of the file with the line it begins on; `cells` is undefined where it cannot be read. */
export interface LegacyRecord { readonly lineNo: number; readonly cells: readonly string[] | undefined }

/** A stretch of a file: its records, and where the next one begins. */
export interface Stretch { readonly records: readonly LegacyRecord[]; readonly nextByte: number; readonly nextLine: number }

export type FileForm = Pick<ImportProfile, 'encoding' | 'delimiter' | 'quote'>

/** A record that goes on over more lines than this has lost a quote; the lines after its first are read for themselves. */
const mostLinesOfRecord = 30
const iconvNames = { 'utf-8': 'utf8', cp932: 'cp932', 'euc-jp': 'eucjp' } as const
/** The platform's own decoders: their Shift_JIS has the rows of the vendors and the whole area of one's own, F040 to F9FC. */
const decoders = { 'utf-8': new TextDecoder('utf-8', { ignoreBOM: true }), cp932: new TextDecoder('shift_jis'), 'euc-jp': new TextDecoder('euc-jp') } as const
const lineFeed = 0x0a
const carriageReturn = 0x0d

/**
 * Reads about `limit` lines of a file from a place on — 旧システムのCSVの行.
 * Lines are found among the bytes, before they are decoded: in all three encodings a byte of a line end is nothing else.
 * Empty lines are passed over, a line end inside quotes belongs to its cell.
 */
export function readStretch(bytes: Buffer, from: { readonly byte: number; readonly line: number }, how: FileForm & { readonly limit: number }): Stretch {
  const starts = lineStarts(bytes, from.byte === 0 && hasMark(bytes) ? 3 : from.byte, how.limit + mostLinesOfRecord)
  const lines = decoders[how.encoding].decode(bytes.subarray(starts[0], starts.at(-1))).split(endOf(bytes) === lineFeed ? '\n' : '\r')
  const count = starts.length - 1
  const records: LegacyRecord[] = []
  let index = 0
  while (index < count && (index < how.limit || starts.at(-1) === bytes.length)) {
    const { text, length } = joined(lines, index, { quote: how.quote, end: count })
    if (text === undefined || text !== '') records.push({ lineNo: from.line + index + 1, cells: text === undefined ? undefined : cellsOf(text, how) })
    index += length
  }
  return { records, nextByte: starts[Math.min(index, count)]!, nextLine: from.line + index }
}

function hasMark(bytes: Buffer): boolean {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
}

/** Files of old machines end their lines with a carriage return alone. */
function endOf(bytes: Buffer): number {
  const head = bytes.subarray(0, 65_536)
  return head.includes(lineFeed) || !head.includes(carriageReturn) ? lineFeed : carriageReturn
}

/** Bytes at which lines begin, and at last the end of what was looked at. */
function lineStarts(bytes: Buffer, from: number, most: number): number[] {
  const [starts, end] = [[from], endOf(bytes)]
  for (let at = from; at < bytes.length && starts.length <= most;) {
    const next = bytes.indexOf(end, at)
    at = next < 0 ? bytes.length : next + 1
    starts.push(at)
  }
  return starts
}

/** The text of a record that begins on a line; undefined where its quotes do not close. */
function joined(lines: readonly string[], index: number, { quote, end }: { readonly quote: ImportProfile['quote']; readonly end: number }): { readonly text: string | undefined; readonly length: number } {
  let text = withoutReturn(lines[index]!)
  if (quote === 'none' || !isOpen(text)) return { text, length: 1 }
  for (let length = 2; length <= mostLinesOfRecord && index + length <= end; length += 1) {
    text += `\n${withoutReturn(lines[index + length - 1]!)}`
    if (!isOpen(text)) return { text, length }
  }
  return { text: undefined, length: 1 }
}

function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}

function isOpen(text: string): boolean {
  let quotes = 0
  for (let at = text.indexOf('"'); at >= 0; at = text.indexOf('"', at + 1)) quotes += 1
  return quotes % 2 === 1
}

/** The cells of a record; the library reads it where quotes stand otherwise than round whole cells. */
function cellsOf(text: string, { delimiter, quote }: FileForm): readonly string[] | undefined {
  const between = delimiter === 'tab' ? '\t' : delimiter
  if (quote === 'none' || !text.includes('"')) return text.split(between)
  if (text.startsWith('"') && text.endsWith('"')) {
    const cells = text.slice(1, -1).split(`"${between}"`)
    if (!cells.some((cell) => cell.includes('"'))) return cells
  }
  try {
    const [record] = parse(text, { delimiter: between, relax_quotes: true, relax_column_count: true }) as string[][]
    return record
  } catch (error) {
    if (error instanceof CsvError) return undefined
    throw error
  }
}

/** A text in the encoding of a file; what the encoding has not becomes a question mark. */
export function encodeText(text: string, encoding: ImportProfile['encoding']): Buffer {
  return iconv.encode(text, iconvNames[encoding])
}
