import { stringify } from 'csv-stringify/sync'
import iconv from 'iconv-lite'
import { charactersOf } from '../../kernel/text.ts'
import type { TextRow } from './row.ts'

/** `utf-8` with a mark at the beginning, as spreadsheets want it; `shift_jis` (code page 932) for programs that know nothing else. */
export type CsvEncoding = 'utf-8' | 'shift_jis'

/** A character that the encoding has not got, and what stands in its place. */
export interface MissingCharacter { readonly character: string; readonly count: number; readonly firstRow: number }

export interface CsvFile { readonly bytes: Uint8Array; readonly missing: readonly MissingCharacter[] }

/** What stands for a character that Shift_JIS has not got; the list of missing ones says which it was. */
const replacement = '〓'

/**
 * A list as CSV: all cells quoted, rows ended by CR LF, a cell that a spreadsheet would read as a formula defused by an
 * apostrophe — CSVの書出し.
 * @returns the bytes, and for Shift_JIS what could not be written; nothing is lost silently
 */
export function csvFile(rows: readonly TextRow[], encoding: CsvEncoding): CsvFile {
  const missing = new Map<string, MissingCharacter>()
  const written = encoding === 'utf-8' ? rows : rows.map((row, index) => row.map((cell) => writable(cell, index + 1, missing)))
  const text = stringify(written.map((row) => [...row]), { record_delimiter: '\r\n', quoted: true, escape_formulas: true, bom: encoding === 'utf-8' })
  const bytes = encoding === 'utf-8' ? Buffer.from(text, 'utf8') : iconv.encode(text, 'cp932')
  return { bytes, missing: [...missing.values()] }
}

function writable(cell: string, row: number, missing: Map<string, MissingCharacter>): string {
  if (isInShiftJis(cell)) return cell
  return charactersOf(cell).map((character) => {
    if (isInShiftJis(character)) return character
    const known = missing.get(character)
    missing.set(character, { character, count: (known?.count ?? 0) + 1, firstRow: known?.firstRow ?? row })
    return replacement
  }).join('')
}

function isInShiftJis(text: string): boolean {
  return iconv.decode(iconv.encode(text, 'cp932'), 'cp932') === text
}
