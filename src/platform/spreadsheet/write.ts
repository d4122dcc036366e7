import { writeXlsxStream } from 'hucre/xlsx'
import type { TextRow } from './row.ts'

/** Any text that the format would read back as another character: `_x0041_` is A to it. */
const escaped = /_(?=x[0-9A-Fa-f]{4}_)/g

/**
 * A list as XLSX, piece by piece: every cell is text and none a formula, the head stays in sight — XLSXの書出し.
 * Memory does not grow with the number of rows.
 * @param rows the head first
 */
export function streamXlsx(rows: Iterable<TextRow> | AsyncIterable<TextRow>, sheet = '一覧'): ReadableStream<Uint8Array> {
  return writeXlsxStream(asCells(rows), { name: sheet, freezePane: { rows: 1 } })
}

/** The same whole, for files that are kept. */
export async function xlsxFile(rows: Iterable<TextRow> | AsyncIterable<TextRow>, sheet?: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  for await (const piece of streamXlsx(rows, sheet)) pieces.push(piece)
  return Buffer.concat(pieces)
}

async function* asCells(rows: Iterable<TextRow> | AsyncIterable<TextRow>): AsyncGenerator<string[]> {
  for await (const row of rows) yield row.map((cell) => cell.replaceAll(escaped, '_x005F_'))
}
