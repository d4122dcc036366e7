import { addDays, plainDate, type Instant, type PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { SuspensionGround } from './model.ts'

// Suspensions of disposition with what they cover and how they were looked at again.

export interface SuspensionRow {
  suspension_id: string; party_id: string; ground: SuspensionGround; findings: string; suspended_on: PlainDate; proposed_at: Instant; proposed_by: string; approved_at: Instant | null; withdrawn_at: Instant | null
  review_by: PlainDate; ended_on: PlainDate | null; ending: 'cancelled' | 'extinguished' | null; reason: string | null
}

const columns = sql.raw('s.suspension_id, s.party_id, s.ground, s.findings, s.suspended_on, s.proposed_at, s.proposed_by, s.approved_at, s.withdrawn_at, s.review_by, s.ended_on, s.ending, s.reason')

export async function insertSuspension(tx: Tx, row: { suspensionId: string; partyId: string; ground: SuspensionGround; findings: string; suspendedOn: PlainDate; reviewBy: PlainDate; chargeIds: readonly string[] }): Promise<void> {
  await tx.db.run(sql`
    insert into collection.suspension (tenant_id, suspension_id, party_id, ground, findings, suspended_on, proposed_at, proposed_by, review_by)
    values (${tx.tenant}, ${row.suspensionId}, ${row.partyId}, ${row.ground}, ${row.findings}, ${row.suspendedOn}, ${tx.now}, ${tx.actor.id}, ${row.reviewBy})`)
  await tx.db.run(sql`
    insert into collection.suspension_claim (tenant_id, suspension_id, charge_id) select ${tx.tenant}, ${row.suspensionId}, c from unnest(${[...row.chargeIds]}::uuid[]) as c`)
}

export async function lockSuspension(tx: Tx, suspensionId: string): Promise<SuspensionRow | undefined> {
  return await tx.db.find<SuspensionRow>(sql<SuspensionRow>`select ${columns} from collection.suspension s where s.tenant_id = ${tx.tenant} and s.suspension_id = ${suspensionId} for update`)
}

/** The suspension that stands for an instalment, approved and not ended. */
export async function findSuspensionOfCharge(tx: Tx, chargeId: string): Promise<SuspensionRow | undefined> {
  return (await listStandingOfCharges(tx, [chargeId]))[0]
}

/** Suspensions of these instalments that stand or wait for a second officer. */
export async function listOpenOfCharges(tx: Tx, chargeIds: readonly string[]): Promise<SuspensionRow[]> {
  return await tx.db.many<SuspensionRow>(sql<SuspensionRow>`
    select ${columns} from collection.suspension_claim c join collection.suspension s on s.tenant_id = ${tx.tenant} and s.suspension_id = c.suspension_id
    where c.tenant_id = ${tx.tenant} and c.charge_id = ${anyOf(chargeIds)} and s.withdrawn_at is null and s.ended_on is null`)
}

async function listStandingOfCharges(tx: Tx, chargeIds: readonly string[]): Promise<SuspensionRow[]> {
  return (await listOpenOfCharges(tx, chargeIds)).filter((row) => row.approved_at !== null)
}

export async function listSuspensionsOfParty(tx: Tx, partyId: string): Promise<SuspensionRow[]> {
  return await tx.db.many<SuspensionRow>(sql<SuspensionRow>`select ${columns} from collection.suspension s where s.tenant_id = ${tx.tenant} and s.party_id = ${partyId} order by s.suspended_on desc, s.suspension_id`)
}

/** Suspensions to be looked at by a day, and those that wait for a second officer, the nearest first. */
export async function listSuspensionsToReview(tx: Tx, by: PlainDate, limit: number): Promise<SuspensionRow[]> {
  return await tx.db.many<SuspensionRow>(sql<SuspensionRow>`
    select ${columns} from collection.suspension s where s.tenant_id = ${tx.tenant} and s.ended_on is null and s.withdrawn_at is null and s.review_by <= ${by} order by s.review_by, s.suspension_id limit ${limit}`)
}

export async function listOpenSuspensions(tx: Tx, limit: number): Promise<SuspensionRow[]> {
  return await tx.db.many<SuspensionRow>(sql<SuspensionRow>`
    select ${columns} from collection.suspension s where s.tenant_id = ${tx.tenant} and s.ended_on is null and s.withdrawn_at is null order by s.review_by, s.suspension_id limit ${limit}`)
}

export async function listSuspensionClaims(tx: Tx, suspensionIds: readonly string[]): Promise<{ suspension_id: string; charge_id: string }[]> {
  if (suspensionIds.length === 0) return []
  return await tx.db.many(sql`select suspension_id, charge_id from collection.suspension_claim where tenant_id = ${tx.tenant} and suspension_id = ${anyOf(suspensionIds)} order by suspension_id, charge_id`)
}

/** It takes effect on the day of the approval. */
export async function approveSuspension(tx: Tx, suspensionId: string, reviewBy: PlainDate): Promise<void> {
  await tx.db.run(sql`update collection.suspension set approved_at = ${tx.now}, approved_by = ${tx.actor.id}, suspended_on = ${tx.today}, review_by = ${reviewBy} where tenant_id = ${tx.tenant} and suspension_id = ${suspensionId}`)
}

export async function withdrawSuspension(tx: Tx, suspensionId: string, reason: string): Promise<void> {
  await tx.db.run(sql`update collection.suspension set withdrawn_at = ${tx.now}, withdrawn_by = ${tx.actor.id}, reason = ${reason} where tenant_id = ${tx.tenant} and suspension_id = ${suspensionId}`)
}

export async function endSuspension(tx: Tx, suspensionId: string, how: { endedOn: PlainDate; ending: 'cancelled' | 'extinguished'; reason: string }): Promise<void> {
  await tx.db.run(sql`
    update collection.suspension set ended_on = ${how.endedOn}, ending = ${how.ending}, ended_by = ${tx.actor.id}, reason = ${how.reason} where tenant_id = ${tx.tenant} and suspension_id = ${suspensionId}`)
}

export async function insertReview(tx: Tx, review: { reviewId: string; suspensionId: string; reviewedOn: PlainDate; findings: string; nextBy: PlainDate }): Promise<void> {
  await tx.db.run(sql`
    insert into collection.suspension_review (tenant_id, review_id, suspension_id, reviewed_on, findings, recorded_at, recorded_by)
    values (${tx.tenant}, ${review.reviewId}, ${review.suspensionId}, ${review.reviewedOn}, ${review.findings}, ${tx.now}, ${tx.actor.id})`)
  await tx.db.run(sql`update collection.suspension set review_by = ${review.nextBy} where tenant_id = ${tx.tenant} and suspension_id = ${review.suspensionId}`)
}

export async function listReviews(tx: Tx, suspensionIds: readonly string[]): Promise<{ suspension_id: string; reviewed_on: PlainDate; findings: string }[]> {
  if (suspensionIds.length === 0) return []
  return await tx.db.many(sql`select suspension_id, reviewed_on, findings from collection.suspension_review where tenant_id = ${tx.tenant} and suspension_id = ${anyOf(suspensionIds)} order by reviewed_on, review_id`)
}

/** A suspension has ended with the duty once nothing of what it covers is open. */
export async function endExtinguished(tx: Tx, chargeId: string): Promise<void> {
  await tx.db.run(sql`
    update collection.suspension s set ended_on = ${tx.today}, ending = 'extinguished', ended_by = ${tx.actor.id}
    where s.tenant_id = ${tx.tenant} and s.ended_on is null and s.approved_at is not null
      and s.suspension_id in (select c.suspension_id from collection.suspension_claim c where c.tenant_id = ${tx.tenant} and c.charge_id = ${chargeId})
      and not exists (
        select from collection.suspension_claim c join collection.pub_balance b on b.tenant_id = ${tx.tenant} and b.charge_id = c.charge_id
        where c.tenant_id = ${tx.tenant} and c.suspension_id = s.suspension_id and (b.balance > 0 or b.late_balance > 0 or b.fee_balance > 0))`)
}

/** Days on which no delinquency charge grows because disposition was suspended, by instalment; the day of the cancellation is out — 停止の期間に対応する延滞金の免除. */
export async function suspendedSpansOf(tx: Tx, chargeIds: readonly string[]): Promise<ReadonlyMap<string, readonly { readonly from: PlainDate; readonly to: PlainDate; readonly effect: 'all' }[]>> {
  if (chargeIds.length === 0) return new Map()
  const rows = await tx.db.many<{ charge_id: string; suspended_on: PlainDate; ended_on: PlainDate | null }>(sql<{ charge_id: string; suspended_on: PlainDate; ended_on: PlainDate | null }>`
    select c.charge_id, s.suspended_on, s.ended_on from collection.suspension_claim c join collection.suspension s on s.tenant_id = ${tx.tenant} and s.suspension_id = c.suspension_id
    where c.tenant_id = ${tx.tenant} and c.charge_id = ${anyOf(chargeIds)} and s.approved_at is not null order by c.charge_id, s.suspended_on`)
  return groupBySpan(rows.map((row) => ({ chargeId: row.charge_id, from: row.suspended_on, to: row.ended_on === null ? lastOfAll : addDays(row.ended_on, -1) })))
}

/** A day beyond every delinquency charge that is counted. */
const lastOfAll = plainDate('9999-12-31')

function groupBySpan(rows: readonly { chargeId: string; from: PlainDate; to: PlainDate }[]): ReadonlyMap<string, { from: PlainDate; to: PlainDate; effect: 'all' }[]> {
  const spans = new Map<string, { from: PlainDate; to: PlainDate; effect: 'all' }[]>()
  for (const { chargeId, from, to } of rows.filter((row) => row.from <= row.to)) spans.set(chargeId, [...(spans.get(chargeId) ?? []), { from, to, effect: 'all' }])
  return spans
}
