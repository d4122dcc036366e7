import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql, type RawBuilder } from '../../platform/db/db.ts'
import type { DocumentKind, IdentityCheck } from '../model.ts'
import { toldRequesters, type Disclosure, type Handing, type Registration, type ToldRequester } from './model.ts'

/** Makes two presses about one person wait for each other. */
export async function lockRegistrationsOf(tx: Tx, personId: string): Promise<void> {
  await tx.db.run(sql`select pg_advisory_xact_lock(${tx.tenant}, hashtext(${`disclosure/${personId}`}))`)
}

export async function insertRegistration(tx: Tx, one: { readonly registrationId: string; readonly personId: string; readonly identityCheck: IdentityCheck; readonly endsOn: PlainDate | null }): Promise<void> {
  await tx.db.run(sql`
    insert into certificates.disclosure_registration (tenant_id, registration_id, person_id, identity_check, ends_on, registered_on, recorded_by, recorded_by_name, recorded_at)
    values (${tx.tenant}, ${one.registrationId}, ${one.personId}, ${one.identityCheck}, ${one.endsOn}, ${tx.today}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now})`)
}

export async function insertEnd(tx: Tx, registrationId: string, reason: string): Promise<void> {
  await tx.db.run(sql`
    insert into certificates.disclosure_end (tenant_id, registration_id, reason, recorded_by, recorded_by_name, recorded_at) values (${tx.tenant}, ${registrationId}, ${reason}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now})`)
}

interface RegistrationRow { readonly registration_id: string; readonly person_id: string; readonly registered_on: PlainDate; readonly ends_on: PlainDate | null; readonly ended_reason: string | null }

async function registrations(tx: Tx, rest: RawBuilder<unknown>): Promise<readonly Registration[]> {
  const rows = await tx.db.many<RegistrationRow>(sql`
    select g.registration_id, g.person_id, g.registered_on, g.ends_on, e.reason as ended_reason from certificates.disclosure_registration g
    left join certificates.disclosure_end e on e.tenant_id = ${tx.tenant} and e.registration_id = g.registration_id
    where g.tenant_id = ${tx.tenant} and ${rest}`)
  return rows.map((row) => ({ registrationId: row.registration_id, personId: row.person_id, registeredOn: row.registered_on, endsOn: row.ends_on, endedReason: row.ended_reason }))
}

/** Registrations of a person, the newest first. */
export async function listRegistrationsOf(tx: Tx, personId: string): Promise<readonly Registration[]> {
  return await registrations(tx, sql`g.person_id = ${personId} order by g.recorded_at desc, g.registration_id desc limit 50`)
}

export async function findRegistration(tx: Tx, registrationId: string): Promise<Registration | undefined> {
  return (await registrations(tx, sql`g.registration_id = ${registrationId}`))[0]
}

/** The newest registrations that nobody gave up: for examples. */
export async function listNewestRegistrations(tx: Tx, limit: number): Promise<readonly Registration[]> {
  return await registrations(tx, sql`e.registration_id is null order by g.registration_id desc limit ${limit}`)
}

interface DisclosureRow { readonly request_id: string; readonly person_id: string; readonly kind: DocumentKind; readonly requester_kind: ToldRequester; readonly requested_on: PlainDate; readonly copies: number }

/**
 * Papers that went to an agent or a third party while somebody on them was registered, and of which no letter tells yet, in
 * the order of issue; a paper whose sheets were all spoiled was not disclosed.
 */
export async function listUntold(tx: Tx, wanted: { readonly personId?: string; readonly requestId?: string; readonly limit: number }): Promise<readonly Disclosure[]> {
  const person = wanted.personId === undefined ? sql`` : sql`and g.person_id = ${wanted.personId}`
  const request = wanted.requestId === undefined ? sql`` : sql`and q.request_id = ${wanted.requestId}`
  const rows = await tx.db.many<DisclosureRow>(sql`
    select distinct r.recorded_at, r.request_id, g.person_id, r.kind, r.requester_kind, r.requested_on, s.copies from certificates.disclosure_registration g
    join certificates.request_subject q on q.tenant_id = ${tx.tenant} and q.subject_id = g.person_id
    join certificates.request r on r.tenant_id = ${tx.tenant} and r.request_id = q.request_id and r.requester_kind = ${anyOf([...toldRequesters], 'text')} and r.recorded_at >= g.recorded_at and (g.ends_on is null or r.requested_on <= g.ends_on)
    cross join lateral (
      select count(*)::integer as copies from certificates.issuance i where i.tenant_id = ${tx.tenant} and i.request_id = r.request_id
        and not exists (select from certificates.spoiled b where b.tenant_id = ${tx.tenant} and b.issuance_id = i.issuance_id)) s
    where g.tenant_id = ${tx.tenant} ${person} ${request} and s.copies > 0
      and not exists (select from certificates.disclosure_end e where e.tenant_id = ${tx.tenant} and e.registration_id = g.registration_id and e.recorded_at <= r.recorded_at)
      and not exists (select from certificates.disclosure_notice n where n.tenant_id = ${tx.tenant} and n.person_id = g.person_id and n.request_id = r.request_id)
    order by r.recorded_at, r.request_id, g.person_id limit ${wanted.limit}`)
  return rows.map((row) => ({ requestId: row.request_id, personId: row.person_id, kind: row.kind, requester: row.requester_kind, issuedOn: row.requested_on, copies: row.copies }))
}

export interface NewTold { readonly noticeId: string; readonly number: string; readonly personId: string; readonly requestId: string; readonly handing: Handing; readonly documentId: string }

export async function insertTold(tx: Tx, told: NewTold): Promise<void> {
  await tx.db.run(sql`
    insert into certificates.disclosure_notice (tenant_id, notice_id, number, person_id, request_id, handing, document_id, issued_on, issued_by, issued_by_name, issued_at)
    values (${tx.tenant}, ${told.noticeId}, ${told.number}, ${told.personId}, ${told.requestId}, ${told.handing}, ${told.documentId}, ${tx.today}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now})`)
}

export interface Told { readonly number: string; readonly handing: Handing; readonly documentId: string; readonly issuedOn: PlainDate; readonly issuedByName: string }

/** Letters that told a person, the newest first. */
export async function listTold(tx: Tx, personId: string, limit: number): Promise<Told[]> {
  return await tx.db.many<Told>(sql`
    select n.number, n.handing, n.document_id as "documentId", n.issued_on as "issuedOn", n.issued_by_name as "issuedByName" from certificates.disclosure_notice n
    where n.tenant_id = ${tx.tenant} and n.person_id = ${personId} order by n.issued_at desc, n.number desc limit ${limit}`)
}
