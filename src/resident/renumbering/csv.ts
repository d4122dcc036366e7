import { CsvError, parse } from 'csv-parse/sync'
import { accept, refused, type Outcome } from '../../kernel/outcome.ts'
import { refusals } from '../refusals.ts'

/** A row of a small CSV file by its Japanese column names, with its line in the file. */
export interface CsvRow<C extends string> { readonly line: number; get(column: C): string | null }

/**
 * Reads a small CSV file with a head of Japanese column names; a cell of nothing is null, and the mark a spreadsheet
 * puts before a formula is taken off.
 * @refuses a file that is not UTF-8 CSV, an unknown or missing column, a file without rows
 */
export function readCsv<C extends string>(bytes: Uint8Array, columns: readonly C[], required: readonly C[]): Outcome<readonly CsvRow<C>[]> {
  const text = decoded(bytes)
  if (text === undefined) return refusals.refuse('csv-not-utf8', { line: 1 })
  const records = recordsOf(text)
  if (!Array.isArray(records)) return refusals.refuse('csv-unreadable', { line: records.line })
  const [head, ...rows] = records
  if (head === undefined || rows.length === 0) return refusals.refuse('csv-empty')
  const faults = [
    ...head.filter((column) => !(columns as readonly string[]).includes(column)).map((column) => refusals.refusal('csv-column-unknown', { line: 1, field: column, column })),
    ...head.filter((column, index) => head.indexOf(column) !== index).map((column) => refusals.refusal('csv-column-twice', { line: 1, field: column, column })),
    ...required.filter((column) => !head.includes(column)).map((column) => refusals.refusal('csv-column-missing', { line: 1, field: column, column })),
  ]
  if (faults.length > 0) return refused(faults)
  const places = new Map(head.map((column, index) => [column, index]))
  return accept(rows.map((cells, index) => ({ line: index + 2, get: (column) => cellOf(cells[places.get(column) ?? -1]) })))
}

function cellOf(cell: string | undefined): string | null {
  const plain = (cell ?? '').replace(/^'(?=[=+\-@\t])/, '').trim()
  return plain === '' ? null : plain
}

function decoded(bytes: Uint8Array): string | undefined {
  try { return new TextDecoder('utf-8', { fatal: true }).decode(bytes) } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

function recordsOf(text: string): string[][] | { readonly line: number } {
  try { return parse(text, { bom: true, skip_empty_lines: true, relax_column_count: true }) as string[][] } catch (error) {
    if (error instanceof CsvError) return { line: Number(error.lines ?? 1) }
    throw error
  }
}
