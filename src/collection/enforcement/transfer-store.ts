import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'

// Cases handed to a joint body, and what it reported.

export interface TransferRow { transfer_id: string; party_id: string; body: string; transferred_on: PlainDate; returned_on: PlainDate | null; reason: string | null }
export interface TransferClaimRow { transfer_id: string; charge_id: string; claim_no: string; tax: Yen; late: Yen; fee: Yen }

const columns = sql.raw('t.transfer_id, t.party_id, t.body, t.transferred_on, t.returned_on, t.reason')

export interface NewTransfer { readonly transferId: string; readonly partyId: string; readonly body: string; readonly claims: readonly { readonly chargeId: string; readonly claimNo: string; readonly tax: Yen; readonly late: Yen; readonly fee: Yen }[] }

export async function insertTransfer(tx: Tx, row: NewTransfer): Promise<void> {
  await tx.db.run(sql`
    insert into collection.case_transfer (tenant_id, transfer_id, party_id, body, transferred_on, recorded_at, recorded_by) values (${tx.tenant}, ${row.transferId}, ${row.partyId}, ${row.body}, ${tx.today}, ${tx.now}, ${tx.actor.id})`)
  await tx.db.run(sql`
    insert into collection.case_transfer_claim (tenant_id, transfer_id, charge_id, claim_no, tax, late, fee)
    select ${tx.tenant}, ${row.transferId}, c.charge_id, c.claim_no, c.tax, c.late, c.fee
    from unnest(${row.claims.map((c) => c.chargeId)}::uuid[], ${row.claims.map((c) => c.claimNo)}::text[], ${row.claims.map((c) => c.tax)}::bigint[], ${row.claims.map((c) => c.late)}::bigint[], ${row.claims.map((c) => c.fee)}::bigint[]) as c(charge_id, claim_no, tax, late, fee)`)
}

export async function lockTransfer(tx: Tx, transferId: string): Promise<TransferRow | undefined> {
  return await tx.db.find<TransferRow>(sql<TransferRow>`select ${columns} from collection.case_transfer t where t.tenant_id = ${tx.tenant} and t.transfer_id = ${transferId} for update`)
}

export async function listTransfersOfParty(tx: Tx, partyId: string): Promise<TransferRow[]> {
  return await tx.db.many<TransferRow>(sql<TransferRow>`select ${columns} from collection.case_transfer t where t.tenant_id = ${tx.tenant} and t.party_id = ${partyId} order by t.transferred_on desc, t.transfer_id`)
}

/** Cases of a day that are with the body. */
export async function listTransfersOn(tx: Tx, on: PlainDate, limit: number): Promise<TransferRow[]> {
  return await tx.db.many<TransferRow>(sql<TransferRow>`
    select ${columns} from collection.case_transfer t where t.tenant_id = ${tx.tenant} and t.transferred_on = ${on} order by t.transfer_id limit ${limit}`)
}

export async function listOpenTransfers(tx: Tx, limit: number): Promise<TransferRow[]> {
  return await tx.db.many<TransferRow>(sql<TransferRow>`
    select ${columns} from collection.case_transfer t where t.tenant_id = ${tx.tenant} and t.returned_on is null order by t.transferred_on, t.transfer_id limit ${limit}`)
}

export async function listTransferClaims(tx: Tx, transferIds: readonly string[]): Promise<TransferClaimRow[]> {
  if (transferIds.length === 0) return []
  return await tx.db.many(sql`select transfer_id, charge_id, claim_no, tax, late, fee from collection.case_transfer_claim where tenant_id = ${tx.tenant} and transfer_id = ${anyOf(transferIds)} order by claim_no`)
}

/** Claims with a body, by the numbers under which it knows them. */
export async function listClaimsByNumber(tx: Tx, claimNos: readonly string[]): Promise<(TransferClaimRow & { party_id: string })[]> {
  if (claimNos.length === 0) return []
  return await tx.db.many(sql`
    select c.transfer_id, c.charge_id, c.claim_no, c.tax, c.late, c.fee, t.party_id from collection.case_transfer_claim c
    join collection.case_transfer t on t.tenant_id = ${tx.tenant} and t.transfer_id = c.transfer_id where c.tenant_id = ${tx.tenant} and c.claim_no = ${anyOf(claimNos, 'text')}`)
}

export async function endTransfer(tx: Tx, transferId: string, how: { returnedOn: PlainDate; reason: string }): Promise<void> {
  await tx.db.run(sql`update collection.case_transfer set returned_on = ${how.returnedOn}, returned_by = ${tx.actor.id}, reason = ${how.reason} where tenant_id = ${tx.tenant} and transfer_id = ${transferId}`)
}

/** Keys of results that have been taken in before. */
export async function listKnownResults(tx: Tx, keys: readonly string[]): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set()
  return new Set((await tx.db.many<{ result_key: string }>(sql<{ result_key: string }>`select result_key from collection.case_transfer_result where tenant_id = ${tx.tenant} and result_key = ${anyOf(keys, 'text')}`)).map((row) => row.result_key))
}

export async function insertResults(tx: Tx, rows: readonly { key: string; claimNo: string; amount: Yen; paidOn: PlainDate; paymentId: string }[]): Promise<void> {
  if (rows.length === 0) return
  await tx.db.run(sql`
    insert into collection.case_transfer_result (tenant_id, result_key, claim_no, amount, paid_on, payment_id, recorded_at, recorded_by)
    select ${tx.tenant}, r.result_key, r.claim_no, r.amount, r.paid_on, r.payment_id, ${tx.now}, ${tx.actor.id}
    from unnest(${rows.map((r) => r.key)}::text[], ${rows.map((r) => r.claimNo)}::text[], ${rows.map((r) => r.amount)}::bigint[], ${rows.map((r) => r.paidOn)}::date[], ${rows.map((r) => r.paymentId)}::uuid[]) as r(result_key, claim_no, amount, paid_on, payment_id)`)
}

/** Money that bodies reported of these claims. */
export async function listResults(tx: Tx, claimNos: readonly string[]): Promise<{ claim_no: string; amount: Yen; paid_on: PlainDate }[]> {
  if (claimNos.length === 0) return []
  return await tx.db.many(sql`select claim_no, amount, paid_on from collection.case_transfer_result where tenant_id = ${tx.tenant} and claim_no = ${anyOf(claimNos, 'text')} order by paid_on, claim_no`)
}
