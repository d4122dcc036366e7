import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { BalanceRow } from '../store.ts'
import type { ClaimEventKind, EnteredKind, WriteOffCause } from './model.ts'

/** Accounts of what is owed. */
const receivables = sql.raw("('receivable', 'late-receivable', 'fee-receivable')")

// Events that bear on the prescription of claims, the day on which they lapse, and write-offs.

/** An event that an officer entered — 時効に関わる出来事. */
export interface ClaimEventRow { event_id: string; charge_id: string; kind: EnteredKind; happened_on: PlainDate; ended_on: PlainDate | null; note: string; recorded_at: Instant; withdrawn_at: Instant | null; reason: string | null }

const eventColumns = sql.raw('e.event_id, e.charge_id, e.kind, e.happened_on, e.ended_on, e.note, e.recorded_at, e.withdrawn_at, e.reason')

export async function insertClaimEvents(tx: Tx, events: readonly { eventId: string; chargeId: string }[], what: { kind: EnteredKind; on: PlainDate; until: PlainDate | null; note: string }): Promise<void> {
  await tx.db.run(sql`
    insert into collection.claim_event (tenant_id, event_id, charge_id, kind, happened_on, ended_on, note, recorded_at, recorded_by)
    select ${tx.tenant}, n.event_id, n.charge_id, ${what.kind}, ${what.on}, ${what.until}, ${what.note}, ${tx.now}, ${tx.actor.id}
    from unnest(${events.map((e) => e.eventId)}::uuid[], ${events.map((e) => e.chargeId)}::uuid[]) as n(event_id, charge_id)`)
}

/** Events of these instalments, withdrawn ones too, the oldest first. */
export async function listClaimEvents(tx: Tx, chargeIds: readonly string[]): Promise<ClaimEventRow[]> {
  if (chargeIds.length === 0) return []
  return await tx.db.many<ClaimEventRow>(sql<ClaimEventRow>`select ${eventColumns} from collection.claim_event e where e.tenant_id = ${tx.tenant} and e.charge_id = ${anyOf(chargeIds)} order by e.happened_on, e.event_id`)
}

export async function lockClaimEvent(tx: Tx, eventId: string): Promise<ClaimEventRow | undefined> {
  return await tx.db.find<ClaimEventRow>(sql<ClaimEventRow>`select ${eventColumns} from collection.claim_event e where e.tenant_id = ${tx.tenant} and e.event_id = ${eventId} for update`)
}

export async function findAnyClaimEvent(tx: Tx): Promise<ClaimEventRow | undefined> {
  const rows = await tx.db.many<ClaimEventRow>(sql<ClaimEventRow>`select ${eventColumns} from collection.claim_event e where e.tenant_id = ${tx.tenant} and e.withdrawn_at is null and e.kind <> 'demand' order by e.recorded_at desc limit 1`)
  return rows[0]
}

export async function withdrawClaimEvent(tx: Tx, eventId: string, reason: string): Promise<void> {
  await tx.db.run(sql`update collection.claim_event set withdrawn_at = ${tx.now}, withdrawn_by = ${tx.actor.id}, reason = ${reason} where tenant_id = ${tx.tenant} and event_id = ${eventId}`)
}

/** What lasted or lasts on these instalments: seizures, requests for delivery, suspensions. */
export interface LastingRow { charge_id: string; kind: ClaimEventKind; happened_on: PlainDate; ended_on: PlainDate | null; is_annulled: boolean }

export async function listLasting(tx: Tx, chargeIds: readonly string[]): Promise<LastingRow[]> {
  if (chargeIds.length === 0) return []
  return await tx.db.many<LastingRow>(sql<LastingRow>`
    select c.charge_id, 'seizure' as kind, s.seized_on as happened_on, s.ended_on, coalesce(s.ending = 'annulled', false) as is_annulled
      from collection.seizure_claim c join collection.seizure s on s.tenant_id = ${tx.tenant} and s.seizure_id = c.seizure_id where c.tenant_id = ${tx.tenant} and c.charge_id = ${anyOf(chargeIds)}
    union all
    select c.charge_id, r.kind, r.requested_on, r.ended_on, false
      from collection.delivery_request_claim c join collection.delivery_request r on r.tenant_id = ${tx.tenant} and r.request_id = c.request_id where c.tenant_id = ${tx.tenant} and c.charge_id = ${anyOf(chargeIds)}
    union all
    select c.charge_id, 'suspension', s.suspended_on, s.ended_on, false
      from collection.suspension_claim c join collection.suspension s on s.tenant_id = ${tx.tenant} and s.suspension_id = c.suspension_id
      where c.tenant_id = ${tx.tenant} and c.charge_id = ${anyOf(chargeIds)} and s.approved_at is not null
    order by 3, 2`)
}

/** Days on which the office received a part of the tax of these instalments from the debtor: money of a seizure acknowledges nothing. */
export async function listPaidDays(tx: Tx, chargeIds: readonly string[]): Promise<{ charge_id: string; paid_on: PlainDate }[]> {
  if (chargeIds.length === 0) return []
  return await tx.db.many(sql`
    with entry as materialized (
      select l.charge_id, l.payment_id, l.credit, l.amount from collection.ledger l
      where l.tenant_id = ${tx.tenant} and l.charge_id = ${anyOf(chargeIds)} and (l.credit in ${receivables} or l.debit in ${receivables}))
    select l.charge_id, p.paid_on
    from entry l join collection.payment p on p.tenant_id = ${tx.tenant} and p.payment_id = l.payment_id
    where p.channel <> 'enforcement'
    group by l.charge_id, p.paid_on
    having sum(case when l.credit in ${receivables} then l.amount else -l.amount end) > 0
    order by l.charge_id, p.paid_on`)
}

/** The next instalments after one, with their sums. */
export async function listChargesAfter(tx: Tx, after: string | null, limit: number): Promise<BalanceRow[]> {
  return await tx.db.many(sql`
    select b.* from (
      select charge_id from collection.charge where tenant_id = ${tx.tenant} and charge_id > ${after ?? '00000000-0000-0000-0000-000000000000'}::uuid order by tenant_id, charge_id limit ${limit}
    ) c join collection.pub_balance b on b.tenant_id = ${tx.tenant} and b.charge_id = c.charge_id order by b.charge_id`)
}

export interface PrescriptionRow { charge_id: string; completes_on: PlainDate | null; held_by: ClaimEventKind | null; derived_on: PlainDate }

/** Keeps the last days of the right; whatever has nothing open any more is dated out by a null. */
export async function keepPrescriptions(tx: Tx, rows: readonly { chargeId: string; completesOn: PlainDate | null; heldBy: ClaimEventKind | null }[]): Promise<void> {
  if (rows.length === 0) return
  await tx.db.run(sql`
    insert into collection.prescription (tenant_id, charge_id, completes_on, held_by, derived_on)
    select ${tx.tenant}, n.charge_id, n.completes_on, n.held_by, ${tx.today}
    from unnest(${rows.map((r) => r.chargeId)}::uuid[], ${rows.map((r) => r.completesOn)}::date[], ${rows.map((r) => r.heldBy)}::text[]) as n(charge_id, completes_on, held_by)
    on conflict (tenant_id, charge_id) do update set completes_on = excluded.completes_on, held_by = excluded.held_by, derived_on = excluded.derived_on`)
}

/** Instalments whose right ends by a day, the nearest first, as they were last derived. */
export async function listPrescriptionsUntil(tx: Tx, until: PlainDate, limit: number): Promise<PrescriptionRow[]> {
  return await tx.db.many(sql`
    select charge_id, completes_on, held_by, derived_on from collection.prescription
    where tenant_id = ${tx.tenant} and completes_on is not null and completes_on <= ${until} order by completes_on, charge_id limit ${limit}`)
}

export interface WriteOffRow {
  write_off_id: string; charge_id: string; party_id: string; cause: WriteOffCause; gone_on: PlainDate; tax: Yen; late: Yen; fee: Yen; ground: string; proposed_at: Instant; proposed_by: string; approved_at: Instant | null; withdrawn_at: Instant | null; reason: string | null
}

const writeOffColumns = sql.raw('write_off_id, charge_id, party_id, cause, gone_on, tax, late, fee, ground, proposed_at, proposed_by, approved_at, withdrawn_at, reason')

export async function insertWriteOff(tx: Tx, row: { writeOffId: string; chargeId: string; partyId: string; cause: WriteOffCause; goneOn: PlainDate; tax: Yen; late: Yen; fee: Yen; ground: string }): Promise<void> {
  await tx.db.run(sql`
    insert into collection.write_off (tenant_id, write_off_id, charge_id, party_id, cause, gone_on, tax, late, fee, ground, proposed_at, proposed_by)
    values (${tx.tenant}, ${row.writeOffId}, ${row.chargeId}, ${row.partyId}, ${row.cause}, ${row.goneOn}, ${row.tax}, ${row.late}, ${row.fee}, ${row.ground}, ${tx.now}, ${tx.actor.id})`)
}

export async function lockWriteOff(tx: Tx, writeOffId: string): Promise<WriteOffRow | undefined> {
  return await tx.db.find<WriteOffRow>(sql<WriteOffRow>`select ${writeOffColumns} from collection.write_off where tenant_id = ${tx.tenant} and write_off_id = ${writeOffId} for update`)
}

/** Proposals of these instalments that wait for a second officer. */
export async function listOpenWriteOffs(tx: Tx, chargeIds: readonly string[]): Promise<WriteOffRow[]> {
  if (chargeIds.length === 0) return []
  return await tx.db.many<WriteOffRow>(sql<WriteOffRow>`select ${writeOffColumns} from collection.write_off where tenant_id = ${tx.tenant} and charge_id = ${anyOf(chargeIds)} and approved_at is null and withdrawn_at is null`)
}

export async function listWriteOffsOfCharges(tx: Tx, chargeIds: readonly string[]): Promise<WriteOffRow[]> {
  if (chargeIds.length === 0) return []
  return await tx.db.many<WriteOffRow>(sql<WriteOffRow>`select ${writeOffColumns} from collection.write_off where tenant_id = ${tx.tenant} and charge_id = ${anyOf(chargeIds)} order by proposed_at`)
}

/** Everything that waits for a second officer, the oldest first. */
export async function listWaitingWriteOffs(tx: Tx, limit: number): Promise<WriteOffRow[]> {
  return await tx.db.many<WriteOffRow>(sql<WriteOffRow>`select ${writeOffColumns} from collection.write_off where tenant_id = ${tx.tenant} and approved_at is null and withdrawn_at is null order by proposed_at, write_off_id limit ${limit}`)
}

export async function approveWriteOff(tx: Tx, writeOffId: string): Promise<void> {
  await tx.db.run(sql`update collection.write_off set approved_at = ${tx.now}, approved_by = ${tx.actor.id} where tenant_id = ${tx.tenant} and write_off_id = ${writeOffId}`)
}

export async function withdrawWriteOff(tx: Tx, writeOffId: string, reason: string): Promise<void> {
  await tx.db.run(sql`update collection.write_off set withdrawn_at = ${tx.now}, withdrawn_by = ${tx.actor.id}, reason = ${reason} where tenant_id = ${tx.tenant} and write_off_id = ${writeOffId}`)
}
