import { fiscalYear } from '../../../kernel/plain-date.ts'
import { readLines, type StoredLines } from '../../../kernel/worksheet.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import type { RunFacts, RunTable } from '../../../platform/job/define.ts'
import { findRun } from '../../../platform/job/store.ts'
import { lines, type LineKey } from '../lines.ts'
import * as store from '../store.ts'
import { causeOf, causes, causeTitles, type Cause } from './rules/causes.ts'

/** What was decided last year, and why this year's proposal is another. */
export interface Compared { readonly cause: Cause; readonly before: number | null }

/** Proposals beside last year's decisions in force, in their order — 前年度との比べ. */
export async function comparedWithLastYear(tx: Tx, year: number, proposals: readonly { readonly personId: string; readonly lines: StoredLines }[]): Promise<readonly Compared[]> {
  const last = new Map((await store.listDecidedLines(tx, fiscalYear(year - 1), proposals.map((one) => one.personId))).map((row) => [row.person_id, row]))
  return proposals.map((one) => {
    const before = last.get(one.personId)
    const earlier = before === undefined ? null : readLines<LineKey>(lines, { codes: before.line_codes, amounts: before.yen })
    return { cause: causeOf(earlier, readLines<LineKey>(lines, one.lines)), before: before?.annual_tax ?? null }
  })
}

/** Totals of a page by cause, to be read by `causeTable`. */
export function causeTotals(compared: readonly Compared[], taxes: readonly number[]): Readonly<Record<string, number>> {
  const totals: Record<string, number> = {}
  compared.forEach(({ cause, before }, index) => {
    for (const [key, amount] of [[`cause:${cause}`, 1], [`cause-now:${cause}`, taxes[index]!], [`cause-before:${cause}`, before ?? 0]] as const) totals[key] = (totals[key] ?? 0) + amount
  })
  return totals
}

/** Differences from last year by what moved them; whoever was decided then and is in no proposal now is one class more. None where last year was not decided here. */
export async function causeTable(tx: Tx, run: RunFacts, lastYear: { readonly persons: number; readonly yen: number }): Promise<readonly RunTable[]> {
  if (lastYear.persons === 0) return []
  const totals = (await findRun(tx, run.runId))?.totals ?? {}
  const of = (kind: string, cause: Cause): number => totals[`${kind}:${cause}`] ?? 0
  const compared = causes.filter((cause) => cause !== 'new' && cause !== 'left')
  const left = { persons: lastYear.persons - compared.reduce((sum, cause) => sum + of('cause', cause), 0), yen: lastYear.yen - compared.reduce((sum, cause) => sum + of('cause-before', cause), 0) }
  const rows = causes.map((cause) => (cause === 'left'
    ? { title: causeTitles.left, count: 0, countBefore: left.persons, yen: 0, yenBefore: left.yen }
    : { title: causeTitles[cause], count: of('cause', cause), countBefore: cause === 'new' ? 0 : of('cause', cause), yen: of('cause-now', cause), yenBefore: of('cause-before', cause) }))
  return [{ title: '前年度との差の理由', lines: rows.filter((row) => row.count + row.countBefore > 0), chart: '前年度との差（円）' }]
}
