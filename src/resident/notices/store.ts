import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { sql } from '../../platform/db/db.ts'
import type { Handing, NoticeKind } from './model.ts'

export interface NewNotice { readonly noticeId: string; readonly kind: NoticeKind; readonly number: string; readonly personId: string; readonly filingId: string | null; readonly handing: Handing; readonly documentId: string }

/** Enters a letter in the log of the register's letters. */
export async function insertNotice(tx: Tx, notice: NewNotice): Promise<void> {
  await tx.db.run(sql`
    insert into resident.notice (tenant_id, notice_id, kind, number, person_id, filing_id, handing, document_id, issued_on, issued_at, issued_by, issued_by_name)
    values (${tx.tenant}, ${notice.noticeId}, ${notice.kind}, ${notice.number}, ${notice.personId}, ${notice.filingId}, ${notice.handing}, ${notice.documentId}, ${tx.today}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

export interface IssuedNotice { readonly noticeId: string; readonly kind: NoticeKind; readonly number: string; readonly handing: Handing; readonly documentId: string; readonly issuedOn: PlainDate; readonly issuedByName: string }

/** Letters to a person, the newest first; at most so many. */
export async function listNotices(tx: Tx, personId: string, limit: number): Promise<IssuedNotice[]> {
  return await tx.db.many(sql`
    select notice_id as "noticeId", kind, number, handing, document_id as "documentId", issued_on as "issuedOn", issued_by_name as "issuedByName"
    from resident.notice where tenant_id = ${tx.tenant} and person_id = ${personId} order by issued_at desc, number desc limit ${limit}`)
}

export interface FiledRow { readonly filingId: string; readonly number: string; readonly kind: string; readonly eventOn: PlainDate; readonly notifiedOn: PlainDate; readonly body: unknown; readonly recordedAt: Instant }

/** Recorded filings that name a person or wrote something of one, the newest first; at most so many. */
export async function listRecordedFilings(tx: Tx, personId: string, limit: number): Promise<FiledRow[]> {
  return await tx.db.many(sql`
    select n.notification_id as "filingId", n.number, n.kind, n.event_on as "eventOn", n.notified_on as "notifiedOn", n.body, s.recorded_at as "recordedAt"
    from resident.notification n
    join resident.notification_state s on s.tenant_id = ${tx.tenant} and s.notification_id = n.notification_id and s.recorded_to is null and s.state = 'approved'
    where n.tenant_id = ${tx.tenant} and n.notification_id in (
      select p.notification_id from resident.notification_person p where p.tenant_id = ${tx.tenant} and p.person_id = ${personId}
      union select h.notification_id from resident.person_history h where h.tenant_id = ${tx.tenant} and h.person_id = ${personId} and h.notification_id is not null)
    order by s.recorded_at desc, n.number desc limit ${limit}`)
}

/** Residents without a head in their household, and persons who became head here, for examples: the first of either. */
export async function findExampleAddressee(tx: Tx): Promise<{ personId: string } | undefined> {
  return await tx.db.find(sql`
    select h.person_id as "personId" from resident.person_history h
    join resident.person_history e on e.tenant_id = ${tx.tenant} and e.person_id = h.person_id and e.recorded_to is null and e.valid_to = h.valid_from and e.relationship <> 'head'
    where h.tenant_id = ${tx.tenant} and h.recorded_to is null and h.valid_to is null and h.status = 'resident' and h.relationship = 'head' and h.valid_from <= ${tx.today}
      and not exists (select from resident.protective_measure m where m.tenant_id = ${tx.tenant} and m.person_id = h.person_id and m.recorded_to is null)
    order by h.person_id limit 1`)
}

/** The newest filing that names a person, whatever became of it. */
export async function findDraftOf(tx: Tx, personId: string): Promise<{ notificationId: string } | undefined> {
  return await tx.db.find(sql`
    select p.notification_id as "notificationId" from resident.notification_person p where p.tenant_id = ${tx.tenant} and p.person_id = ${personId} order by p.notification_id desc limit 1`)
}
