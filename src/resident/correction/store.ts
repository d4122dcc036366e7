import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { Tx } from '../../platform/command/tx.ts'
import type { Snapshot } from '../model.ts'
import type { RegisterEntry } from '../rules/entry.ts'
import { groupByPerson, type SnapshotRow } from '../store.ts'
import type { Cancelled } from './rules/replay.ts'

// Whole histories, and which filings were cancelled.

/** Everything ever recorded of these persons. */
export async function listHistories(tx: Tx, personIds: readonly string[]): Promise<ReadonlyMap<string, readonly Snapshot[]>> {
  if (personIds.length === 0) return new Map()
  const rows = await tx.db.many<SnapshotRow>(sql<SnapshotRow>`
    select * from resident.person_history where tenant_id = ${tx.tenant} and person_id = ${anyOf(personIds)} order by person_id, recorded_at, history_no, version`)
  return groupByPerson(rows)
}

/** Persons of whom these filings wrote something. */
export async function listPersonsOfFilings(tx: Tx, notificationIds: readonly string[]): Promise<readonly string[]> {
  if (notificationIds.length === 0) return []
  const rows = await tx.db.many<{ person_id: string }>(sql`
    select distinct person_id from resident.person_history where tenant_id = ${tx.tenant} and notification_id = ${anyOf(notificationIds)} order by person_id`)
  return rows.map((row) => row.person_id)
}

/** Persons who are believed to be, or to have been, in one of these households. */
export async function listPersonsOfHouseholds(tx: Tx, householdIds: readonly string[]): Promise<readonly string[]> {
  if (householdIds.length === 0) return []
  const rows = await tx.db.many<{ person_id: string }>(sql`
    select distinct person_id from resident.person_history where tenant_id = ${tx.tenant} and household_id = ${anyOf(householdIds)} and recorded_to is null order by person_id`)
  return rows.map((row) => row.person_id)
}

/** A filing among those that touched somebody: what it is, and where it stands. */
export interface FiledAct { readonly notificationId: string; readonly number: string; readonly kind: string; readonly eventOn: PlainDate; readonly notifiedOn: PlainDate; readonly byName: string; readonly commandId: string | null }

/** Recorded filings by their ids, with who recorded each and by which command. */
export async function listFiledActs(tx: Tx, notificationIds: readonly string[]): Promise<readonly FiledAct[]> {
  if (notificationIds.length === 0) return []
  const rows = await tx.db.many<{ notification_id: string; number: string; kind: string; event_on: PlainDate; notified_on: PlainDate; by_name: string; command_id: string | null }>(sql`
    select n.notification_id, n.number, n.kind, n.event_on, n.notified_on, s.by_name, s.command_id
    from resident.notification n
    join resident.notification_state s on s.tenant_id = ${tx.tenant} and s.notification_id = n.notification_id and s.recorded_to is null and s.state = 'approved'
    where n.tenant_id = ${tx.tenant} and n.notification_id = ${anyOf(notificationIds)} order by n.number`)
  return rows.map((row) => ({ notificationId: row.notification_id, number: row.number, kind: row.kind, eventOn: row.event_on, notifiedOn: row.notified_on, byName: row.by_name, commandId: row.command_id }))
}

/** Which of these filings were cancelled, for whom, and by which. */
export async function listCancelled(tx: Tx, notificationIds: readonly string[]): Promise<readonly Cancelled[]> {
  if (notificationIds.length === 0) return []
  const rows = await tx.db.many<{ notification_id: string; cancelled_by: string; person_ids: string[] | null }>(sql`
    select e.notification_id, e.cancelled_by, null::uuid[] as person_ids, e.recorded_at from resident.event_cancellation e where e.tenant_id = ${tx.tenant} and e.notification_id = ${anyOf(notificationIds)}
    union all
    select p.notification_id, p.cancelled_by, array_agg(p.person_id order by p.person_id), min(p.recorded_at) from resident.person_cancellation p
    where p.tenant_id = ${tx.tenant} and p.notification_id = ${anyOf(notificationIds)} group by p.notification_id, p.cancelled_by
    order by recorded_at, notification_id`)
  return rows.map((row) => ({ notificationId: row.notification_id, byId: row.cancelled_by, personIds: row.person_ids }))
}

/** Keeps that filings were cancelled, one of them perhaps for some of its persons; a second time is impossible. */
export async function insertCancellations(tx: Tx, cancellation: NonNullable<RegisterEntry['cancellation']>, recordedAt: Instant): Promise<void> {
  await tx.db.run(sql`
    insert into resident.event_cancellation (tenant_id, notification_id, cancelled_by, recorded_at)
    select ${tx.tenant}, id, ${cancellation.byId}, ${recordedAt} from unnest(${cancellation.notificationIds}::uuid[]) as id`)
  if (cancellation.part === null) return
  await tx.db.run(sql`
    insert into resident.person_cancellation (tenant_id, notification_id, person_id, cancelled_by, recorded_at)
    select ${tx.tenant}, ${cancellation.part.notificationId}, id, ${cancellation.byId}, ${recordedAt} from unnest(${cancellation.part.personIds}::uuid[]) as id`)
}

/** The newest recorded filing of these kinds that was not cancelled and whose persons have neither draft nor measure: for examples of commands. */
export async function findExampleFiling(tx: Tx, kinds: readonly string[]): Promise<string | undefined> {
  const row = await tx.db.find<{ notification_id: string }>(sql`
    select n.notification_id from resident.notification n
    join resident.notification_state s on s.tenant_id = ${tx.tenant} and s.notification_id = n.notification_id and s.recorded_to is null and s.state = 'approved'
    where n.tenant_id = ${tx.tenant} and n.kind = ${anyOf(kinds, 'text')}
      and not exists (select from resident.event_cancellation c where c.tenant_id = ${tx.tenant} and c.notification_id = n.notification_id)
      and not exists (select from resident.person_cancellation c where c.tenant_id = ${tx.tenant} and c.notification_id = n.notification_id)
      and exists (select from resident.person_history h where h.tenant_id = ${tx.tenant} and h.notification_id = n.notification_id and h.recorded_to is null)
      and not exists (
        select from resident.person_history h where h.tenant_id = ${tx.tenant} and h.notification_id = n.notification_id and (
          exists (select from resident.protective_measure m where m.tenant_id = ${tx.tenant} and m.person_id = h.person_id and m.recorded_to is null)
          or exists (select from resident.person_history l where l.tenant_id = ${tx.tenant} and l.person_id = h.person_id and l.recorded_at > h.recorded_at and l.notification_id is distinct from h.notification_id)
          or exists (select from resident.notification_person p join resident.notification_state d on d.tenant_id = ${tx.tenant} and d.notification_id = p.notification_id and d.recorded_to is null and d.state = 'submitted'
            where p.tenant_id = ${tx.tenant} and p.person_id = h.person_id)))
    order by n.number desc limit 1`)
  return row?.notification_id
}

/** 世帯番号 by household. */
export async function listHouseholdNumbers(tx: Tx, householdIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (householdIds.length === 0) return new Map()
  const rows = await tx.db.many<{ household_id: string; household_number: string }>(sql`
    select household_id, household_number from resident.household where tenant_id = ${tx.tenant} and household_id = ${anyOf(householdIds)}`)
  return new Map(rows.map((row) => [row.household_id, row.household_number]))
}
