import { sql } from '../../platform/db/db.ts'
import type { Tx } from '../../platform/command/tx.ts'

/** What an agent reports: 速報 comes within hours, 確報 with the money, 取消 takes a 速報 back. */
export const reportKinds = { preliminary: '01', confirmed: '02', cancelled: '03' } as const
export type ReportKind = keyof typeof reportKinds

/** The slips of a practice town that can be paid at a store and have not been: latest issue of each, oldest first. */
export async function listPayableCodes(tx: Tx, limit: number): Promise<readonly string[]> {
  const rows = await tx.db.many<{ code: string }>(sql`
    select s.code from collection.payment_slip s
    where s.tenant_id = ${tx.tenant} and s.code is not null and s.usable_until >= ${tx.today}
      and not exists (select from collection.payment_slip n where n.tenant_id = ${tx.tenant} and n.replaces_slip_id = s.slip_id)
      and not exists (select from collection.payment p where p.tenant_id = ${tx.tenant} and p.slip_id = s.slip_id)
    order by s.issued_at, s.slip_id limit ${limit}`)
  return rows.map((row) => row.code)
}

/**
 * The file a convenience-store agent would send of these slips, paid today — 収納代行のCSV (13 columns).
 * Written from the published layout, without any of the reader's code.
 * @param codes 44 digits each; the day, `20260610`, and the time, `1015`, as the layout has them
 */
export function paymentFile(codes: readonly string[], report: { readonly kind: ReportKind; readonly day: string; readonly time: string; readonly fundsDay: string }): string {
  return codes.map((code, index) => {
    const cells = [reportKinds[report.kind], report.day, report.time, `EAN${code}`, code.slice(13, 19), code.slice(19, 30), '0', String(Number(code.slice(37, 43))), '010', '"見本の店"', String(1_000_000 + index), report.kind === 'confirmed' ? report.fundsDay : '0', report.day]
    return `${cells.join(',')}\r\n`
  }).join('')
}
