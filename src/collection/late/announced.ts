import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import { noticeCodeOf, paymentNumberLength } from '../channels/target.ts'
import { getLevy } from '../levies.ts'
import { listUnpostedFiles } from '../payment-store.ts'
import { slipKeyLength } from '../slip-number.ts'
import type { BalanceRow } from '../store.ts'

/**
 * Instalments for which a file that has been taken in brings money, as long as its lines are still being posted — 消込の途中の納付.
 * A line names the bars of a slip, its number, or an instalment of a notice.
 */
export async function announcedAmong(tx: Tx, charges: readonly BalanceRow[]): Promise<ReadonlySet<string>> {
  const fileIds = charges.length === 0 ? [] : (await listUnpostedFiles(tx)).map((file) => file.file_id)
  if (fileIds.length === 0) return new Set()
  const names = new Map<string, Set<string>>()
  const name = (code: string, chargeId: string): void => { names.set(code, (names.get(code) ?? new Set()).add(chargeId)) }
  for (const slip of await listSlipsOf(tx, charges.map((charge) => charge.charge_id))) {
    name(slip.slip_key, slip.charge_id)
    if (slip.code !== null) name(slip.code, slip.charge_id)
  }
  for (const charge of charges) if (charge.notice_no !== null) name(noticeCodeOf({ levyNumber: getLevy(charge.levy_code).number, fiscalYear: charge.fiscal_year, noticeNo: charge.notice_no, instalment: charge.instalment }), charge.charge_id)
  const found = await listNamed(tx, fileIds, [...names.keys()])
  return new Set(found.flatMap((code) => [...names.get(code) ?? []]))
}

async function listSlipsOf(tx: Tx, chargeIds: readonly string[]): Promise<{ charge_id: string; slip_key: string; code: string | null }[]> {
  return await tx.db.many(sql`
    select l.charge_id, s.slip_key, s.code from collection.slip_line l join collection.payment_slip s on s.tenant_id = ${tx.tenant} and s.slip_id = l.slip_id
    where l.tenant_id = ${tx.tenant} and l.charge_id = ${anyOf(chargeIds)}`)
}

/** Which of these names stand in a line of these files; a number of twenty digits ends with the key of the slip. */
async function listNamed(tx: Tx, fileIds: readonly string[], names: readonly string[]): Promise<string[]> {
  const rows = await tx.db.many<{ name: string }>(sql<{ name: string }>`
    select distinct n.name from (
      select case when length(l.code) = ${paymentNumberLength} then right(l.code, ${slipKeyLength}) else l.code end as name
      from collection.payment_file_line l where l.tenant_id = ${tx.tenant} and l.file_id = ${anyOf(fileIds)} and l.kind in ('preliminary', 'confirmed')
    ) n where n.name = any(${[...names]}::text[])`)
  return rows.map((row) => row.name)
}
