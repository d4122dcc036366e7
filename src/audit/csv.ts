import { stringify } from 'csv-stringify/sync'
import { townDay, townTime } from '../platform/clock/index.ts'
import type { AuditLine } from './model.ts'
import { actionWords, outcomeWords } from './words.ts'

const columns = ['日', '時刻', '職員', '係', '窓口', '何をした', '画面・命令', '名前', '対象の人数', '個人番号を見た', '用件', '結果', '行の番号'] as const

/** Entries as a file for spreadsheets; a cell that would be read as a formula is defused — 監査記録の控え. */
export function entriesCsv(lines: readonly AuditLine[]): string {
  const rows = lines.map((line) => [
    townDay(line.at), townTime(line.at), line.actorName, line.section, line.desk ?? '', actionWords[line.action], line.title, line.output, line.subjectIds.length,
    line.numberRevealed ? '見た' : '', line.purpose ?? '', outcomeWords(line.outcome), line.entryId,
  ])
  return stringify([[...columns], ...rows], { bom: true, record_delimiter: '\r\n', escape_formulas: true })
}
