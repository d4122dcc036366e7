import type { Instant } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { sql } from '../../platform/db/db.ts'

/** How the page of an addressee stands — 納付の確認ページの状態. */
export interface CitizenAccess {
  readonly partyId: string; readonly opened: number; readonly lastOpenedAt: Instant | null; readonly misses: number
  readonly closedAt: Instant | null; readonly closedByName: string | null; readonly reason: string | null
}

interface AccessRow { party_id: string; opened: number; last_opened_at: Instant | null; misses: number; closed_at: Instant | null; closed_by_name: string | null; reason: string | null }

const accessOf = (row: AccessRow): CitizenAccess => ({ partyId: row.party_id, opened: row.opened, lastOpenedAt: row.last_opened_at, misses: row.misses, closedAt: row.closed_at, closedByName: row.closed_by_name, reason: row.reason })

/** The slip of a number, and whose it is. */
export async function findSlipByKey(tx: Tx, slipKey: string): Promise<{ slip_id: string; party_id: string } | undefined> {
  return await tx.db.find(sql`select slip_id, party_id from collection.payment_slip where tenant_id = ${tx.tenant} and slip_key = ${slipKey}`)
}

export async function findAccess(tx: Tx, partyId: string): Promise<CitizenAccess | undefined> {
  const row = await tx.db.find<AccessRow>(sql`select * from collection.citizen_access a where a.tenant_id = ${tx.tenant} and a.party_id = ${partyId}`)
  return row && accessOf(row)
}

/** Takes the page of an addressee for this transaction: tries that come together are counted one after the other. */
export async function lockAccess(tx: Tx, partyId: string): Promise<CitizenAccess> {
  await tx.db.run(sql`insert into collection.citizen_access (tenant_id, party_id, opened, misses) values (${tx.tenant}, ${partyId}, 0, 0) on conflict (tenant_id, party_id) do nothing`)
  const row = await tx.db.one<AccessRow>(sql`select * from collection.citizen_access a where a.tenant_id = ${tx.tenant} and a.party_id = ${partyId} for update`)
  return accessOf(row)
}

export async function countOpening(tx: Tx, partyId: string): Promise<void> {
  await tx.db.run(sql`update collection.citizen_access set opened = opened + 1, last_opened_at = ${tx.now}, misses = 0 where tenant_id = ${tx.tenant} and party_id = ${partyId}`)
}

/** A wrong birth date; the last one that is let through closes the page. */
export async function countMiss(tx: Tx, partyId: string, atMost: number): Promise<void> {
  await tx.db.run(sql`
    update collection.citizen_access set misses = misses + 1, closed_at = case when misses + 1 >= ${atMost} then ${tx.now}::timestamptz else closed_at end
    where tenant_id = ${tx.tenant} and party_id = ${partyId} and closed_at is null`)
}

/** A wrong answer of the town in this hour. */
export async function countMissOfTown(tx: Tx): Promise<void> {
  await tx.db.run(sql`
    insert into collection.citizen_hour as h (tenant_id, hour, misses) values (${tx.tenant}, date_trunc('hour', ${tx.now}::timestamptz), 1)
    on conflict (tenant_id, hour) do update set misses = h.misses + 1`)
}

export async function missesOfTown(tx: Tx): Promise<number> {
  const row = await tx.db.find<{ misses: number }>(sql`select misses from collection.citizen_hour where tenant_id = ${tx.tenant} and hour = date_trunc('hour', ${tx.now}::timestamptz)`)
  return row?.misses ?? 0
}

/** Closes the page of an addressee, or opens it again with its tries forgotten. */
export async function changeClosing(tx: Tx, partyId: string, closing: { readonly isClosed: boolean; readonly reason: string }): Promise<void> {
  await tx.db.run(sql`
    update collection.citizen_access set closed_at = case when ${closing.isClosed} then ${tx.now}::timestamptz end, closed_by_name = case when ${closing.isClosed} then ${tx.actor.name} end, reason = ${closing.reason}, misses = 0
    where tenant_id = ${tx.tenant} and party_id = ${partyId}`)
}

/** Somebody whose page is closed: for examples. */
export async function findAnyClosed(tx: Tx): Promise<string | undefined> {
  const row = await tx.db.find<{ party_id: string }>(sql`select party_id from collection.citizen_access where tenant_id = ${tx.tenant} and closed_at is not null order by closed_at limit 1`)
  return row?.party_id
}

/** The first slips of the town, of an addressee each: for examples. */
export async function listAnySlips(tx: Tx): Promise<{ slip_key: string; party_id: string }[]> {
  return await tx.db.many(sql`
    select distinct on (s.party_id) s.slip_key, s.party_id from (select slip_key, party_id, slip_id from collection.payment_slip where tenant_id = ${tx.tenant} order by tenant_id, slip_id limit 100) s order by s.party_id, s.slip_id`)
}
