import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { Level, Suppression, SuppressionKind } from './model.ts'

interface SuppressionRow {
  suppression_id: string; version: number; person_id: string | null; household_id: string | null; kind: SuppressionKind; entry_level: Level; issuance_level: Level; inquiry_level: Level
  forms: Suppression['forms']; period_from: PlainDate; period_until: PlainDate | null; state: Suppression['state']; reason: string; by_id: string; recorded_at: Instant
}

const suppressionOf = (row: SuppressionRow): Suppression => ({
  suppressionId: row.suppression_id, version: row.version, personId: row.person_id, householdId: row.household_id, kind: row.kind,
  levels: { entry: row.entry_level, issuance: row.issuance_level, inquiry: row.inquiry_level }, forms: row.forms, periodFrom: row.period_from, periodUntil: row.period_until, state: row.state,
  reason: row.reason, byId: row.by_id, recordedAt: row.recorded_at,
})

/**
 * What suppresses these persons now, each with the person it meets: their own, and those of the household in which they are today.
 * It begins on its day; its end opens nothing.
 */
export async function listSuppressionsOf(tx: Tx, personIds: readonly string[]): Promise<{ readonly personId: string; readonly suppression: Suppression }[]> {
  if (personIds.length === 0) return []
  const rows = await tx.db.many<SuppressionRow & { meets_id: string }>(sql`
    select s.*, s.person_id as meets_id from resident.suppression s
    where s.tenant_id = ${tx.tenant} and s.person_id = ${anyOf(personIds)} and s.recorded_to is null and s.state <> 'lifted' and s.period_from <= ${tx.today}
    union all
    select s.*, h.person_id as meets_id from resident.person_history h
    join resident.suppression s on s.tenant_id = ${tx.tenant} and s.household_id = h.household_id and s.recorded_to is null and s.state <> 'lifted' and s.period_from <= ${tx.today}
    where h.tenant_id = ${tx.tenant} and h.person_id = ${anyOf(personIds)} and h.recorded_to is null and h.valid_from <= ${tx.today} and (h.valid_to is null or h.valid_to > ${tx.today})`)
  return rows.map((row) => ({ personId: row.meets_id, suppression: suppressionOf(row) }))
}

/** Suppressions of these that are not lifted, locked. */
export async function lockSuppressions(tx: Tx, suppressionIds: readonly string[]): Promise<Suppression[]> {
  const rows = await tx.db.many<SuppressionRow>(sql`
    select * from resident.suppression where tenant_id = ${tx.tenant} and suppression_id = ${anyOf(suppressionIds)} and recorded_to is null and state <> 'lifted' order by suppression_id for update`)
  return rows.map(suppressionOf)
}

export async function findAnySuppression(tx: Tx): Promise<Suppression | undefined> {
  const row = await tx.db.find<SuppressionRow>(sql`select * from resident.suppression where tenant_id = ${tx.tenant} and recorded_to is null and state <> 'lifted' order by suppression_id limit 1`)
  return row && suppressionOf(row)
}

export async function countSuppressions(tx: Tx): Promise<number> {
  const row = await tx.db.one<{ n: number }>(sql`select count(*) as n from resident.suppression where tenant_id = ${tx.tenant} and recorded_to is null and state <> 'lifted'`)
  return row.n
}

export async function insertSuppression(tx: Tx, one: Omit<Suppression, 'byId' | 'recordedAt'>): Promise<void> {
  await tx.db.run(sql`
    insert into resident.suppression (tenant_id, suppression_id, version, person_id, household_id, kind, entry_level, issuance_level, inquiry_level, forms, period_from, period_until, state, reason, by_id, recorded_at)
    values (${tx.tenant}, ${one.suppressionId}, ${one.version}, ${one.personId}, ${one.householdId}, ${one.kind}, ${one.levels.entry}, ${one.levels.issuance}, ${one.levels.inquiry}, ${JSON.stringify(one.forms)}::jsonb,
      ${one.periodFrom}, ${one.periodUntil}, ${one.state}, ${one.reason}, ${tx.actor.id}, ${tx.now})`)
}

/** Closes the present state of a suppression and writes that it is lifted. */
export async function liftSuppression(tx: Tx, one: Suppression, reason: string): Promise<void> {
  await tx.db.run(sql`
    update resident.suppression set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and suppression_id = ${one.suppressionId} and version = ${one.version} and recorded_to is null`)
  await insertSuppression(tx, { ...one, version: one.version + 1, state: 'lifted', reason })
}
