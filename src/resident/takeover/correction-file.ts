import { CsvError, parse } from 'csv-parse/sync'
import { stringify } from 'csv-stringify/sync'
import iconv from 'iconv-lite'
import { accept, refused, type Outcome } from '../../kernel/outcome.ts'
import { refusals } from '../refusals.ts'
import { findingTitles, itemTitles, rowDecisions, titleOfItem } from './model.ts'
import type { CorrectionEntry } from './store.ts'

/** Columns of the findings as a file; the last two are filled in by the office and come back as corrections. */
export const findingColumns = ['行', '旧の番号', '行の印', '項目', '種類', '何が', 'どうするか', 'いまの値', '直した値', '理由'] as const

export interface FindingLine { readonly lineNo: number; readonly legacyId: string; readonly rowDigest: string | null; readonly item: string; readonly code: string; readonly level: string; readonly message: string; readonly remedy: string; readonly found: string | null }

/** Findings as a file for spreadsheets; a cell that would be read as a formula is defused. */
export function findingsCsv(lines: readonly FindingLine[]): string {
  const rows = lines.map((line) => [line.lineNo > 0 ? line.lineNo : '', line.legacyId, line.rowDigest ?? '', titleOfItem(line.item), findingTitles[line.code] ?? line.code, line.message, line.remedy, line.found ?? '', '', ''])
  return stringify([[...findingColumns], ...rows], { bom: true, record_delimiter: '\r\n', escape_formulas: true })
}

const wanted = ['旧の番号', '項目', '直した値', '理由'] as const

/**
 * Reads corrections from a CSV (UTF-8, or Shift_JIS as spreadsheets write it). Rows without value and reason are left out.
 * The mark of a row counts only where the row is left out or told apart: elsewhere a correction holds for the number.
 */
export function readCorrections(bytes: Buffer): Outcome<readonly CorrectionEntry[]> {
  const read = recordsOf(bytes)
  if (read === undefined) return refusals.refuse('csv-unreadable', { line: 1, field: '/fileBase64' })
  const [head = [], ...rows] = read
  const missing = wanted.filter((column) => !head.includes(column))
  if (missing.length > 0) return refused(missing.map((column) => refusals.refusal('correction-column', { field: '/fileBase64', column })))
  const cellOf = (row: readonly string[], column: string): string => withoutDefusing((row[head.indexOf(column)] ?? '').trim())
  const filled = rows.map((row, index) => ({ row, line: index + 2 })).filter(({ row }) => cellOf(row, '直した値') !== '' || cellOf(row, '理由') !== '')
  const nameless = filled.filter(({ row }) => cellOf(row, '理由') === '' || cellOf(row, '旧の番号') === '')
  if (nameless.length > 0) return refused(nameless.slice(0, 20).map(({ line }) => refusals.refusal('correction-reason', { line, field: '/fileBase64' })))
  return accept(filled.map(({ row }) => {
    const item = itemOf(cellOf(row, '項目'))
    return { legacyId: cellOf(row, '旧の番号'), item, rowDigest: item in rowDecisions && head.includes('行の印') ? cellOf(row, '行の印') : '', value: cellOf(row, '直した値') || null, reason: cellOf(row, '理由').slice(0, 200) }
  }))
}

function recordsOf(bytes: Buffer): string[][] | undefined {
  const utf8 = iconv.decode(bytes, 'utf8')
  try {
    return parse(utf8.includes('\uFFFD') ? iconv.decode(bytes, 'cp932') : utf8, { bom: true, relax_column_count: true, skip_empty_lines: true }) as string[][]
  } catch (error) {
    if (error instanceof CsvError) return undefined
    throw error
  }
}

function withoutDefusing(cell: string): string {
  return /^'[=+\-@]/.test(cell) ? cell.slice(1) : cell
}

const itemByTitle = new Map([...Object.entries(itemTitles), ...Object.entries(rowDecisions)].map(([item, title]) => [title, item]))

function itemOf(words: string): string {
  return itemByTitle.get(words) ?? words
}
