import { minDate, type PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import { groupBy } from '../group.ts'
import type { ReliefEffect } from '../law.ts'
import type { ReliefSpan } from '../rules/delinquency-charge.ts'

// Extensions of collection, stays of the sale, reductions of the delinquency charge.

/** An application and what became of it — 猶予・減免. */
export interface ReliefRow {
  relief_id: string; party_id: string; ground: string; effect: ReliefEffect; is_deferring: boolean; from_on: PlainDate; until_on: PlainDate; reason: string; applied_on: PlainDate; proposed_by: string; is_granted: boolean | null; ended_on: PlainDate | null
  ended_reason: string | null; decided_reason: string | null; withdrawn_on: PlainDate | null; withdrawn_reason: string | null
}

const columns = sql.raw('r.relief_id, r.party_id, r.ground, r.effect, r.is_deferring, r.from_on, r.until_on, r.reason, r.applied_on, r.proposed_by, r.is_granted, r.ended_on, r.ended_reason, r.decided_reason, r.withdrawn_on, r.withdrawn_reason')

/** Days of granted reliefs by instalment; one that was ended counts to the day before its end — 免除の期間. */
export async function reliefSpansOf(tx: Tx, chargeIds: readonly string[]): Promise<ReadonlyMap<string, readonly ReliefSpan[]>> {
  if (chargeIds.length === 0) return new Map()
  const rows = await tx.db.many<{ charge_id: string; effect: ReliefEffect; from_on: PlainDate; until_on: PlainDate; last_on: PlainDate | null }>(sql`
    select c.charge_id, r.effect, r.from_on, r.until_on, (r.ended_on - 1)::date as last_on from collection.relief_charge c join collection.relief r on r.tenant_id = ${tx.tenant} and r.relief_id = c.relief_id
    where c.tenant_id = ${tx.tenant} and c.charge_id = ${anyOf(chargeIds)} and r.is_granted`)
  const spans = rows.map((row) => ({ chargeId: row.charge_id, from: row.from_on, to: row.last_on === null ? row.until_on : minDate(row.until_on, row.last_on), effect: row.effect })).filter((span) => span.from <= span.to)
  return groupBy(spans, (span) => span.chargeId)
}

export interface NewRelief {
  readonly reliefId: string; readonly partyId: string; readonly ground: string; readonly effect: ReliefEffect; readonly isDeferring: boolean; readonly fromOn: PlainDate; readonly untilOn: PlainDate; readonly reason: string; readonly appliedOn: PlainDate
  readonly chargeIds: readonly string[]
}

export async function insertRelief(tx: Tx, one: NewRelief): Promise<void> {
  await tx.db.run(sql`
    insert into collection.relief (tenant_id, relief_id, party_id, ground, effect, is_deferring, from_on, until_on, reason, applied_on, proposed_at, proposed_by)
    values (${tx.tenant}, ${one.reliefId}, ${one.partyId}, ${one.ground}, ${one.effect}, ${one.isDeferring}, ${one.fromOn}, ${one.untilOn}, ${one.reason}, ${one.appliedOn}, ${tx.now}, ${tx.actor.id})`)
  await tx.db.run(sql`insert into collection.relief_charge (tenant_id, relief_id, charge_id) select ${tx.tenant}, ${one.reliefId}, c.charge_id from unnest(${one.chargeIds}::uuid[]) as c(charge_id)`)
}

export async function lockRelief(tx: Tx, reliefId: string): Promise<ReliefRow | undefined> {
  return await tx.db.find<ReliefRow>(sql<ReliefRow>`select ${columns} from collection.relief r where r.tenant_id = ${tx.tenant} and r.relief_id = ${reliefId} for update`)
}

export async function listReliefsOfParties(tx: Tx, partyIds: readonly string[]): Promise<ReliefRow[]> {
  return await tx.db.many<ReliefRow>(sql<ReliefRow>`select ${columns} from collection.relief r where r.tenant_id = ${tx.tenant} and r.party_id = ${anyOf(partyIds)} order by r.from_on desc, r.relief_id desc limit 50`)
}

export async function listChargesOfReliefs(tx: Tx, reliefIds: readonly string[]): Promise<{ relief_id: string; charge_id: string }[]> {
  if (reliefIds.length === 0) return []
  return await tx.db.many(sql`select relief_id, charge_id from collection.relief_charge where tenant_id = ${tx.tenant} and relief_id = ${anyOf(reliefIds)}`)
}

/** Which of these instalments an extension covers on a day, and until when — 猶予中. */
export async function listDeferred(tx: Tx, chargeIds: readonly string[], on: PlainDate): Promise<{ charge_id: string; until_on: PlainDate }[]> {
  if (chargeIds.length === 0) return []
  return await tx.db.many(sql`
    select c.charge_id, max(r.until_on) as until_on from collection.relief_charge c join collection.relief r on r.tenant_id = ${tx.tenant} and r.relief_id = c.relief_id
    where c.tenant_id = ${tx.tenant} and c.charge_id = ${anyOf(chargeIds)} and r.is_granted and r.is_deferring and ${on} between r.from_on and r.until_on and (r.ended_on is null or r.ended_on > ${on}) group by c.charge_id`)
}

export async function decide(tx: Tx, reliefId: string, decision: { readonly isGranted: boolean; readonly reason: string | null; readonly documentId: string }): Promise<void> {
  await tx.db.run(sql`
    update collection.relief set decided_at = ${tx.now}, decided_by = ${tx.actor.id}, is_granted = ${decision.isGranted}, decided_reason = ${decision.reason}, document_id = ${decision.documentId} where tenant_id = ${tx.tenant} and relief_id = ${reliefId}`)
}

export async function end(tx: Tx, reliefId: string, ending: { readonly reason: string; readonly documentId: string }): Promise<void> {
  await tx.db.run(sql`update collection.relief set ended_on = ${tx.today}, ended_reason = ${ending.reason}, ended_document_id = ${ending.documentId} where tenant_id = ${tx.tenant} and relief_id = ${reliefId}`)
}

/** Takes an application back that was not decided. */
export async function withdraw(tx: Tx, reliefId: string, reason: string): Promise<void> {
  await tx.db.run(sql`update collection.relief set withdrawn_on = ${tx.today}, withdrawn_reason = ${reason} where tenant_id = ${tx.tenant} and relief_id = ${reliefId}`)
}

/** Applications that wait for a second officer, the oldest first. */
export async function listWaiting(tx: Tx, limit: number): Promise<ReliefRow[]> {
  return await tx.db.many<ReliefRow>(sql<ReliefRow>`select ${columns} from collection.relief r where r.tenant_id = ${tx.tenant} and r.decided_at is null and r.withdrawn_on is null order by r.proposed_at, r.relief_id limit ${limit}`)
}

/** Reliefs that run out by a day. */
export async function listEnding(tx: Tx, span: { readonly from: PlainDate; readonly until: PlainDate }, limit: number): Promise<ReliefRow[]> {
  return await tx.db.many<ReliefRow>(sql<ReliefRow>`
    select ${columns} from collection.relief r where r.tenant_id = ${tx.tenant} and r.is_granted and r.ended_on is null and r.until_on between ${span.from} and ${span.until} and r.is_deferring order by r.until_on, r.relief_id limit ${limit}`)
}

const wantedReliefs = {
  waiting: () => sql`r.decided_at is null and r.withdrawn_on is null`, 'of-another': (tx: Tx) => sql`r.decided_at is null and r.withdrawn_on is null and r.proposed_by <> ${tx.actor.id}`, running: () => sql`r.is_granted and r.ended_on is null`,
}

/** Any relief that waits at all or for somebody else, or that runs: for examples. */
export async function findAnyRelief(tx: Tx, wanted: keyof typeof wantedReliefs): Promise<ReliefRow | undefined> {
  const state = wantedReliefs[wanted](tx)
  return await tx.db.find<ReliefRow>(sql<ReliefRow>`select ${columns} from collection.relief r where r.tenant_id = ${tx.tenant} and ${state} order by r.relief_id limit 1`)
}

/** An overdue instalment that no relief covers: for examples. */
export async function findUnrelieved(tx: Tx): Promise<{ party_id: string; charge_id: string; balance: Yen } | undefined> {
  return await tx.db.find(sql`
    select b.party_id, b.charge_id, b.balance from (select charge_id from collection.charge where tenant_id = ${tx.tenant} order by tenant_id desc, charge_id desc limit 300) c
    join collection.pub_balance b on b.tenant_id = ${tx.tenant} and b.charge_id = c.charge_id where b.balance > 0 and not exists (select from collection.relief_charge x where x.tenant_id = ${tx.tenant} and x.charge_id = b.charge_id) limit 1`)
}

/** Granted extensions of these instalments with the day before their end, where they were ended. */
export async function listDeferringReliefs(tx: Tx, chargeIds: readonly string[]): Promise<{ charge_id: string; ground: string; from_on: PlainDate; until_on: PlainDate; last_on: PlainDate | null }[]> {
  if (chargeIds.length === 0) return []
  return await tx.db.many(sql`
    select c.charge_id, r.ground, r.from_on, r.until_on, (r.ended_on - 1)::date as last_on from collection.relief_charge c join collection.relief r on r.tenant_id = ${tx.tenant} and r.relief_id = c.relief_id
    where c.tenant_id = ${tx.tenant} and c.charge_id = ${anyOf(chargeIds)} and r.is_granted and r.is_deferring order by r.from_on, r.relief_id`)
}
