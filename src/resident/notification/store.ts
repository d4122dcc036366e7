import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Consequence } from '../../platform/command/consequence.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { sql } from '../../platform/db/db.ts'
import type { Acknowledged } from '../inputs.ts'

export type NotificationState = 'submitted' | 'approved' | 'sent-back' | 'withdrawn'
export const notificationStates: Readonly<Record<NotificationState, string>> = { submitted: '審査待ち', approved: '記録済み', 'sent-back': '差し戻し', withdrawn: '取下げ' }

/** A filing as stored, with where it stands. */
export interface StoredNotification {
  readonly notificationId: string
  readonly number: string
  readonly kind: string
  readonly eventOn: PlainDate
  readonly notifiedOn: PlainDate
  /** The filing without 個人番号 and 住民票コード. */
  readonly body: unknown
  readonly sealedNumbers: Buffer | null
  readonly shown: readonly Consequence[]
  readonly submittedBy: string
  readonly submittedByName: string
  readonly submittedAt: Instant
  readonly state: NotificationState
  readonly stepNo: number
  readonly stateReason: string | null
  readonly stateByName: string
  readonly stateAt: Instant
}

interface Row {
  notification_id: string; number: string; kind: string; event_on: PlainDate; notified_on: PlainDate; body: unknown; sealed_numbers: Buffer | null; shown: Consequence[]
  submitted_by: string; submitted_by_name: string; submitted_at: Instant; state: NotificationState; step_no: number; state_reason: string | null; state_by_name: string; state_at: Instant
}

const notificationOf = (row: Row): StoredNotification => ({
  notificationId: row.notification_id, number: row.number, kind: row.kind, eventOn: row.event_on, notifiedOn: row.notified_on, body: row.body, sealedNumbers: row.sealed_numbers,
  shown: row.shown, submittedBy: row.submitted_by, submittedByName: row.submitted_by_name, submittedAt: row.submitted_at,
  state: row.state, stepNo: row.step_no, stateReason: row.state_reason, stateByName: row.state_by_name, stateAt: row.state_at,
})

/** One filing with its present state, which is locked until the transaction ends. */
export async function findNotification(tx: Tx, notificationId: string): Promise<StoredNotification | undefined> {
  const row = await tx.db.find<Row>(sql<Row>`
    select n.notification_id, n.number, n.kind, n.event_on, n.notified_on, n.body, n.sealed_numbers, n.shown, n.submitted_by, n.submitted_by_name, n.submitted_at,
      s.state, s.step_no, s.reason as state_reason, s.by_name as state_by_name, s.recorded_at as state_at
    from resident.notification n
    join resident.notification_state s on s.tenant_id = ${tx.tenant} and s.notification_id = n.notification_id and s.recorded_to is null
    where n.tenant_id = ${tx.tenant} and n.notification_id = ${notificationId} for update of s`)
  return row && notificationOf(row)
}

/** Filings in a state, oldest first, after a cursor. */
export async function listNotifications(tx: Tx, wanted: { readonly state: NotificationState; readonly after: string | null; readonly limit: number }): Promise<StoredNotification[]> {
  const rows = await tx.db.many<Row>(sql<Row>`
    select n.notification_id, n.number, n.kind, n.event_on, n.notified_on, n.body, null::bytea as sealed_numbers, n.shown, n.submitted_by, n.submitted_by_name, n.submitted_at,
      s.state, s.step_no, s.reason as state_reason, s.by_name as state_by_name, s.recorded_at as state_at
    from resident.notification_state s
    join resident.notification n on n.tenant_id = ${tx.tenant} and n.notification_id = s.notification_id
    where s.tenant_id = ${tx.tenant} and s.state = ${wanted.state} and s.recorded_to is null and (${wanted.after}::text is null or n.number > ${wanted.after})
    order by n.number limit ${wanted.limit}`)
  return rows.map(notificationOf)
}

export interface NewNotification {
  readonly notificationId: string
  readonly number: string
  readonly kind: string
  readonly eventOn: PlainDate
  readonly notifiedOn: PlainDate
  readonly body: unknown
  readonly sealedNumbers: Buffer | null
  readonly shown: readonly Consequence[]
  readonly state: NotificationState
  readonly personIds: readonly string[]
  readonly acknowledged: readonly Acknowledged[]
}

/** Keeps a filing: what was filed, what was shown, which alerts were acknowledged and why. */
export async function insertNotification(tx: Tx, filing: NewNotification): Promise<void> {
  tx.db.later(sql`
    insert into resident.notification (tenant_id, notification_id, number, kind, event_on, notified_on, body, sealed_numbers, shown, submitted_by, submitted_by_name, submitted_at)
    values (${tx.tenant}, ${filing.notificationId}, ${filing.number}, ${filing.kind}, ${filing.eventOn}, ${filing.notifiedOn}, ${JSON.stringify(filing.body)}::jsonb, ${filing.sealedNumbers},
      ${JSON.stringify(filing.shown)}::jsonb, ${tx.actor.id}, ${tx.actor.name}, ${tx.now})`)
  await insertState(tx, filing.notificationId, { stepNo: 1, state: filing.state, reason: null })
  tx.db.later(sql`
    insert into resident.notification_person (tenant_id, person_id, notification_id)
    select ${tx.tenant}, id, ${filing.notificationId} from unnest(${filing.personIds}::uuid[]) as id on conflict do nothing`)
  tx.db.later(sql`
    insert into resident.acknowledgement (tenant_id, notification_id, line_no, code, reason)
    select ${tx.tenant}, ${filing.notificationId}, a.line_no, a.code, a.reason
    from jsonb_to_recordset(${JSON.stringify(filing.acknowledged.map((one, index) => ({ line_no: index + 1, code: one.code, reason: one.reason })))}::jsonb) as a(line_no smallint, code text, reason text)`)
}

interface Step { readonly stepNo: number; readonly state: NotificationState; readonly reason: string | null }

async function insertState(tx: Tx, notificationId: string, step: Step): Promise<void> {
  tx.db.later(sql`
    insert into resident.notification_state (tenant_id, notification_id, step_no, state, reason, by_id, by_name, recorded_at, command_id)
    values (${tx.tenant}, ${notificationId}, ${step.stepNo}, ${step.state}, ${step.reason}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now}, ${tx.commandId})`)
}

/** Moves a filing on: closes its present state and writes the next. */
export async function moveOn(tx: Tx, filing: StoredNotification, next: { readonly state: NotificationState; readonly reason: string | null }): Promise<void> {
  await tx.db.run(sql`
    update resident.notification_state set recorded_to = ${tx.now}
    where tenant_id = ${tx.tenant} and notification_id = ${filing.notificationId} and step_no = ${filing.stepNo} and recorded_to is null`)
  await insertState(tx, filing.notificationId, { stepNo: filing.stepNo + 1, ...next })
}

/** Marks a place in the transaction to which a trial goes back. */
export async function beginTrial(tx: Tx): Promise<void> {
  await tx.db.run(sql`savepoint trial`)
}

export async function endTrial(tx: Tx): Promise<void> {
  await tx.db.run(sql`rollback to savepoint trial`)
}

/** What is acknowledged of a filing, for the review. */
export async function listAcknowledgements(tx: Tx, notificationId: string): Promise<{ code: string; reason: string }[]> {
  return await tx.db.many<{ code: string; reason: string }>(sql`
    select code, reason from resident.acknowledgement where tenant_id = ${tx.tenant} and notification_id = ${notificationId} order by line_no`)
}

/** An adult who is a resident today, has no draft and is not protected: for examples of commands. A mother is a woman of an age to bear. */
export async function findExamplePerson(tx: Tx, wanted: { readonly isHead: boolean; readonly isMother?: boolean }): Promise<{ personId: string; householdId: string } | undefined> {
  const row = await tx.db.find<{ person_id: string; household_id: string }>(sql`
    select h.person_id, h.household_id from resident.person_history h
    where h.tenant_id = ${tx.tenant} and h.recorded_to is null and h.valid_to is null and h.status = 'resident' and h.valid_from < ${tx.today}
      and (h.relationship = 'head') = ${wanted.isHead} and h.resident_type = 'japanese'
      and h.birth_on between ${tx.today}::date - ${wanted.isMother ? 14_000 : 25_000}::int and ${tx.today}::date - 8000 and (h.sex = 'female' or not ${wanted.isMother ?? false})
      and not exists (select from resident.protective_measure m where m.tenant_id = ${tx.tenant} and m.person_id = h.person_id and m.recorded_to is null)
      and not exists (select from resident.notification_person p join resident.notification_state s on s.tenant_id = ${tx.tenant} and s.notification_id = p.notification_id and s.recorded_to is null and s.state = 'submitted'
        where p.tenant_id = ${tx.tenant} and p.person_id = h.person_id)
    order by h.person_id limit 1`)
  return row && { personId: row.person_id, householdId: row.household_id }
}

/** A person whose move-out has been filed, has no draft and is not protected: for examples of commands. */
export async function findExampleLeaver(tx: Tx): Promise<{ personId: string; plannedOn: PlainDate } | undefined> {
  const row = await tx.db.find<{ person_id: string; planned_move_out_on: PlainDate }>(sql`
    select h.person_id, h.planned_move_out_on from resident.person_history h
    where h.tenant_id = ${tx.tenant} and h.recorded_to is null and h.valid_to is null and h.status = 'moved-out' and h.planned_move_out_on is not null and h.event = 'move-out-domestic'
      and not exists (select from resident.protective_measure m where m.tenant_id = ${tx.tenant} and m.person_id = h.person_id and m.recorded_to is null)
      and not exists (select from resident.notification_person p join resident.notification_state s on s.tenant_id = ${tx.tenant} and s.notification_id = p.notification_id and s.recorded_to is null and s.state = 'submitted'
        where p.tenant_id = ${tx.tenant} and p.person_id = h.person_id)
    order by h.person_id limit 1`)
  return row && { personId: row.person_id, plannedOn: row.planned_move_out_on }
}
