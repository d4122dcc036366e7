import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import { paymentNumberLength } from '../channels/target.ts'
import { slipKeyLength } from '../slip-number.ts'

/** The slips on which these charges stand, by the names a file may use. */
export async function listSlipNamesOf(tx: Tx, chargeIds: readonly string[]): Promise<{ charge_id: string; slip_key: string; code: string | null }[]> {
  return await tx.db.many(sql`
    select l.charge_id, s.slip_key, s.code from collection.slip_line l join collection.payment_slip s on s.tenant_id = ${tx.tenant} and s.slip_id = l.slip_id
    where l.tenant_id = ${tx.tenant} and l.charge_id = ${anyOf(chargeIds)}`)
}

/** Which of these names stand in a line of these files; a number of twenty digits ends with the key of the slip. */
export async function listNamedInLines(tx: Tx, fileIds: readonly string[], names: readonly string[]): Promise<string[]> {
  const rows = await tx.db.many<{ name: string }>(sql<{ name: string }>`
    select distinct n.name from (
      select case when length(l.code) = ${paymentNumberLength} then right(l.code, ${slipKeyLength}) else l.code end as name
      from collection.payment_file_line l where l.tenant_id = ${tx.tenant} and l.file_id = ${anyOf(fileIds)} and l.kind in ('preliminary', 'confirmed')
    ) n where n.name = any(${[...names]}::text[])`)
  return rows.map((row) => row.name)
}
