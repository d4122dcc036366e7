import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'

// Demands as they went out, came back, were served and withdrawn.

/** A demand for one instalment — 督促. */
export interface DemandRow {
  demand_id: string; charge_id: string; party_id: string; run_id: string; piece_id: string; letter_no: string; issued_on: PlainDate; unpaid: Yen
  returned_on: PlainDate | null; notice_id: string | null; served_on: PlainDate | null; withdrawn_on: PlainDate | null; withdrawn_reason: string | null
}

const columns = sql.raw('d.demand_id, d.charge_id, d.party_id, d.run_id, d.piece_id, d.letter_no, d.issued_on, d.unpaid, d.returned_on, d.notice_id, d.served_on, d.withdrawn_on, d.withdrawn_reason')

/** The demand that stands for each of these instalments. */
export async function listStandingDemands(tx: Tx, chargeIds: readonly string[]): Promise<DemandRow[]> {
  if (chargeIds.length === 0) return []
  return await tx.db.many<DemandRow>(sql<DemandRow>`select ${columns} from collection.demand d where d.tenant_id = ${tx.tenant} and d.charge_id = ${anyOf(chargeIds)} and d.withdrawn_on is null`)
}

/** Every demand of these instalments, withdrawn ones too, the oldest first. */
export async function listDemandsOfCharges(tx: Tx, chargeIds: readonly string[]): Promise<DemandRow[]> {
  if (chargeIds.length === 0) return []
  return await tx.db.many<DemandRow>(sql<DemandRow>`select ${columns} from collection.demand d where d.tenant_id = ${tx.tenant} and d.charge_id = ${anyOf(chargeIds)} order by d.issued_on, d.demand_id`)
}

/** Demands by their ids, held for this transaction. */
export async function lockDemands(tx: Tx, demandIds: readonly string[]): Promise<DemandRow[]> {
  if (demandIds.length === 0) return []
  return await tx.db.many<DemandRow>(sql<DemandRow>`select ${columns} from collection.demand d where d.tenant_id = ${tx.tenant} and d.demand_id = ${anyOf(demandIds)} order by d.demand_id for update`)
}

export interface NewDemand {
  readonly demandId: string; readonly chargeId: string; readonly partyId: string; readonly runId: string; readonly pieceId: string; readonly letterNo: string; readonly issuedOn: PlainDate; readonly unpaid: Yen
}

/** Enters demands; an instalment that has one already gets no second. */
export async function insertDemands(tx: Tx, demands: readonly NewDemand[]): Promise<void> {
  if (demands.length === 0) return
  await tx.db.run(sql`
    insert into collection.demand (tenant_id, demand_id, charge_id, party_id, run_id, piece_id, letter_no, issued_on, unpaid, recorded_at, recorded_by)
    select ${tx.tenant}, n.demand_id, n.charge_id, n.party_id, n.run_id, n.piece_id, n.letter_no, n.issued_on, n.unpaid, ${tx.now}, ${tx.actor.id}
    from unnest(${demands.map((d) => d.demandId)}::uuid[], ${demands.map((d) => d.chargeId)}::uuid[], ${demands.map((d) => d.partyId)}::uuid[], ${demands.map((d) => d.runId)}::uuid[], ${demands.map((d) => d.pieceId)}::uuid[],
      ${demands.map((d) => d.letterNo)}::text[], ${demands.map((d) => d.issuedOn)}::date[], ${demands.map((d) => d.unpaid)}::bigint[])
      as n(demand_id, charge_id, party_id, run_id, piece_id, letter_no, issued_on, unpaid)
    on conflict (tenant_id, charge_id) where withdrawn_on is null do nothing`)
}

/** The letter came back: the demand has not been served — 返戻. */
export async function markReturned(tx: Tx, demandIds: readonly string[], returnedOn: PlainDate): Promise<void> {
  await tx.db.run(sql`update collection.demand set returned_on = ${returnedOn} where tenant_id = ${tx.tenant} and demand_id = ${anyOf(demandIds)}`)
}

/** Served after all: by hand on a day, or by a public notice from the day of its effect. */
export async function markServed(tx: Tx, demandIds: readonly string[], served: { readonly servedOn: PlainDate; readonly noticeId: string | null }): Promise<void> {
  await tx.db.run(sql`update collection.demand set served_on = ${served.servedOn}, notice_id = ${served.noticeId} where tenant_id = ${tx.tenant} and demand_id = ${anyOf(demandIds)}`)
}

/** Takes demands back; they stay on record. */
export async function withdrawDemands(tx: Tx, demandIds: readonly string[], withdrawal: { readonly reason: string; readonly documentId: string | null }): Promise<void> {
  if (demandIds.length === 0) return
  await tx.db.run(sql`
    update collection.demand set withdrawn_on = ${tx.today}, withdrawn_reason = ${withdrawal.reason}, withdrawal_document_id = ${withdrawal.documentId} where tenant_id = ${tx.tenant} and demand_id = ${anyOf(demandIds)} and withdrawn_on is null`)
}
