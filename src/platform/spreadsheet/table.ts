import { CsvError, parse } from 'csv-parse/sync'
import { accept, refused, type Outcome } from '../../kernel/outcome.ts'
import { readXlsx, spreadsheetRefusals } from './read.ts'

/** A row of a table that somebody brings, by the names of its columns, with its line in the file. */
export interface TableRow<C extends string> { readonly line: number; get(column: C): string | null }

/**
 * Reads a table with a head of Japanese column names, however a spreadsheet saved it: CSV in UTF-8 or Shift_JIS, or XLSX —
 * 表の取込み. A cell of nothing is null, and the mark that stands before a formula is taken off.
 * @refuses a file that is none of these, an unknown, doubled or missing column, a table without rows
 */
export async function readTable<C extends string>(bytes: Uint8Array, columns: readonly C[], required: readonly C[]): Promise<Outcome<readonly TableRow<C>[]>> {
  const read = isPacked(bytes) ? await readSheet(bytes) : readText(bytes)
  if (!read.ok) return read
  const [head, ...rows] = read.value
  if (head === undefined || rows.length === 0) return spreadsheetRefusals.refuse('table-empty')
  const names = head.cells.map((cell) => cell.trim())
  const at = { line: head.line }
  const faults = [
    ...names.filter((name) => !(columns as readonly string[]).includes(name)).map((column) => spreadsheetRefusals.refusal('column-unknown', { ...at, field: column, column, columns: columns.join('、') })),
    ...names.filter((name, index) => names.indexOf(name) !== index).map((column) => spreadsheetRefusals.refusal('column-twice', { ...at, field: column, column })),
    ...required.filter((column) => !names.includes(column)).map((column) => spreadsheetRefusals.refusal('column-missing', { ...at, field: column, column })),
  ]
  if (faults.length > 0) return refused(faults)
  const places = new Map(names.map((name, index) => [name, index]))
  return accept(rows.map(({ line, cells }) => ({ line, get: (column) => cellOf(cells[places.get(column) ?? -1]) })))
}

interface Line { readonly line: number; readonly cells: readonly string[] }

/** XLSX is a packed file; no text begins so. */
function isPacked(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03
}

async function readSheet(bytes: Uint8Array): Promise<Outcome<readonly Line[]>> {
  const read = await readXlsx(bytes)
  if (!read.ok) return read
  return accept(read.value.map((cells, index) => ({ line: index + 1, cells })).filter(({ cells }) => cells.some((cell) => cell !== '')))
}

function readText(bytes: Uint8Array): Outcome<readonly Line[]> {
  const text = decoded(bytes, 'utf-8') ?? decoded(bytes, 'shift_jis')
  if (text === undefined) return spreadsheetRefusals.refuse('not-text')
  try {
    // The library counts each character of a line end inside a cell; its lines are those on which records end.
    const records = parse(text.replaceAll(/\r\n?/g, '\n'), { bom: true, skip_empty_lines: true, relax_column_count: true, info: true }) as unknown as { readonly record: readonly string[]; readonly info: { readonly lines: number } }[]
    return accept(records.map(({ record, info }) => ({ line: info.lines - record.join('').split('\n').length + 1, cells: record })))
  } catch (error) {
    if (error instanceof CsvError) return spreadsheetRefusals.refuse('csv-unreadable', { line: Number(error.lines ?? 1) })
    throw error
  }
}

function decoded(bytes: Uint8Array, encoding: 'utf-8' | 'shift_jis'): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

function cellOf(cell: string | undefined): string | null {
  const plain = (cell ?? '').replace(/^'(?=[=+\-@\t\r＝＋－＠])/, '').trim()
  return plain === '' ? null : plain
}
