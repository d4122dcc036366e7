import { stringify } from 'csv-stringify/sync'
import { accept, refused, type Outcome, type Refusal } from '../../kernel/outcome.ts'
import { readTable, type TableRow } from '../../platform/spreadsheet/index.ts'
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

const longest = { 旧の番号: 40, 直した値: 400, 理由: 200 } as const
type CorrectionRow = TableRow<(typeof findingColumns)[number]>

/**
 * Reads corrections from the table of findings (CSV or XLSX). Rows without value and reason are left out.
 * The mark of a row counts only where the row is left out or told apart: elsewhere a correction holds for the number.
 * @refuses rows without number or reason, and cells that are too long, each with its line
 */
export async function readCorrections(bytes: Uint8Array): Promise<Outcome<readonly CorrectionEntry[]>> {
  const read = await readTable(bytes, findingColumns, ['旧の番号', '項目', '直した値', '理由'])
  if (!read.ok) return read
  const filled = read.value.filter((row) => row.get('直した値') !== null || row.get('理由') !== null)
  const faults = filled.flatMap(faultsOf)
  if (faults.length > 0) return refused(faults.slice(0, 20))
  return accept(filled.map((row) => {
    const item = itemOf(row.get('項目') ?? '')
    return { legacyId: row.get('旧の番号') ?? '', item, rowDigest: item in rowDecisions ? row.get('行の印') ?? '' : '', value: row.get('直した値'), reason: row.get('理由') ?? '' }
  }))
}

function faultsOf(row: CorrectionRow): readonly Refusal[] {
  const at = { line: row.line, field: '/fileBase64' }
  const tooLong = (Object.entries(longest) as [keyof typeof longest, number][]).filter(([column, limit]) => [...row.get(column) ?? ''].length > limit)
  return [
    ...(row.get('理由') === null || row.get('旧の番号') === null ? [refusals.refusal('correction-reason', at)] : []),
    ...tooLong.map(([column, limit]) => refusals.refusal('correction-too-long', { ...at, column, limit })),
  ]
}

const itemByTitle = new Map([...Object.entries(itemTitles), ...Object.entries(rowDecisions)].map(([item, title]) => [title, item]))

function itemOf(words: string): string {
  return itemByTitle.get(words) ?? words
}
