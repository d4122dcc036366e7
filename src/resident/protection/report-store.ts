import type { Instant } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { sql } from '../../platform/db/db.ts'

export const findingTitles = {
  'open-output': '止まっていない出力があります', 'unprotected-member': '同じ世帯に、守られていない人がいます', expired: '期間が過ぎ、延長も解除もされていません', ending: '期間の終わりが近づいています',
  undecided: '決定を待っています', 'not-needed': '必要がないと決めましたが、解かれていません', 'transfer-open': '転送先の受付の日が、まだ分かりません', 'moved-out': '転出した人です。転送先を確かめてください', 'paper-by-duty': '責任者が、一時解除によらずに証明を出しました',
} as const
export type FindingCode = keyof typeof findingTitles

/** One thing that somebody must look at. */
export interface Finding { readonly code: FindingCode; readonly filingId: string | null; readonly personId: string | null; readonly detail: string }

export interface ReportCounts { readonly persons: number; readonly provisional: number; readonly inForce: number; readonly ending: number; readonly expired: number; readonly movedOut: number; readonly outputs: number; readonly suppressed: number }
export interface Report { readonly madeAt: Instant; readonly counts: ReportCounts; readonly findings: readonly Finding[] }

export async function insertReport(tx: Tx, counts: ReportCounts, findings: readonly Finding[]): Promise<void> {
  await tx.db.run(sql`
    insert into resident.protection_report (tenant_id, report_id, made_at, counts, findings) values (${tx.tenant}, ${newId()}, ${tx.now}, ${JSON.stringify(counts)}::jsonb, ${JSON.stringify(findings)}::jsonb)`)
}

export async function findLastReport(tx: Tx): Promise<Report | undefined> {
  return await tx.db.find<Report>(sql`select made_at as "madeAt", counts, findings from resident.protection_report where tenant_id = ${tx.tenant} order by made_at desc, report_id desc limit 1`)
}
