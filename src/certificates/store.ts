import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import type { Yen } from '../kernel/yen.ts'
import type { Tx } from '../platform/command/tx.ts'
import { sql, type RawBuilder } from '../platform/db/db.ts'
import type { CopyRequest, Delivery, DocumentKind, IdentityCheck, Item, RequesterKind, Scope } from './model.ts'

export interface NewRequest extends CopyRequest { readonly requestId: string; readonly onPaper: readonly string[]; readonly feeYen: Yen; readonly shown: string; readonly desk: string; readonly exemptionTaken: string | null; readonly filingId: string | null; readonly repeatsIssuanceId: string | null }

/** Writes what was asked for, and who stands on the paper. */
export async function insertRequest(tx: Tx, request: NewRequest): Promise<void> {
  tx.db.later(sql`
    insert into certificates.request (tenant_id, request_id, kind, person_id, scope, items, requester_kind, requester_name, identity_check, purpose, exemption, copies, fee_yen, shown_digest, desk, requested_on, recorded_by, recorded_by_name, recorded_at,
      delivery, mail_to, postal_order_yen, filing_id, repeats_issuance_id)
    values (${tx.tenant}, ${request.requestId}, ${request.kind}, ${request.personId}, ${request.scope}, ${request.items}::text[], ${request.requester.kind}, ${request.requester.name}, ${request.identityCheck},
      ${request.purpose}, ${request.exemptionTaken}, ${request.copies}, ${request.feeYen}, ${request.shown}, ${request.desk}, ${tx.today}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now},
      ${request.delivery}, ${request.mailTo}, ${request.postalOrderYen}, ${request.filingId}, ${request.repeatsIssuanceId})`)
  tx.db.later(sql`
    insert into certificates.request_subject (tenant_id, subject_id, request_id, line_no)
    select ${tx.tenant}, s.id, ${request.requestId}, s.line_no from unnest(${request.onPaper}::uuid[]) with ordinality as s(id, line_no)`)
}

export interface NewIssuance { readonly issuanceId: string; readonly requestId: string; readonly kind: DocumentKind; readonly number: string; readonly copyNo: number; readonly documentId: string; readonly pages: number; readonly reissueOf: string | null; readonly desk: string }

export async function insertIssuance(tx: Tx, issuance: NewIssuance): Promise<void> {
  tx.db.later(sql`
    insert into certificates.issuance (tenant_id, issuance_id, request_id, kind, number, copy_no, document_id, pages, reissue_of, issued_on, desk, issued_by, issued_by_name, issued_at)
    values (${tx.tenant}, ${issuance.issuanceId}, ${issuance.requestId}, ${issuance.kind}, ${issuance.number}, ${issuance.copyNo}, ${issuance.documentId}, ${issuance.pages}, ${issuance.reissueOf},
      ${tx.today}, ${issuance.desk}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now})`)
}

/** Marks a sheet as spoiled, once; the number of rows written. */
export async function insertSpoiled(tx: Tx, issuanceId: string, reason: string): Promise<number> {
  return await tx.db.run(sql`
    insert into certificates.spoiled (tenant_id, issuance_id, reason, recorded_by, recorded_by_name, recorded_at)
    values (${tx.tenant}, ${issuanceId}, ${reason}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now}) on conflict (tenant_id, issuance_id) do nothing`)
}

/** One issued sheet with its request, its spoiling and the sheet that replaced it — 発行記録の一行. */
export interface IssuanceRow {
  readonly issuance_id: string; readonly request_id: string; readonly kind: DocumentKind; readonly number: string; readonly copy_no: number; readonly document_id: string; readonly pages: number
  readonly reissue_of: string | null; readonly issued_on: PlainDate; readonly issued_at: Instant; readonly desk: string; readonly issued_by_name: string
  readonly person_id: string; readonly scope: Scope; readonly items: readonly Item[]; readonly requester_kind: RequesterKind; readonly requester_name: string | null; readonly identity_check: IdentityCheck
  readonly purpose: string | null; readonly exemption: string | null; readonly copies: number; readonly fee_yen: Yen; readonly shown_digest: string
  readonly delivery: Delivery; readonly mail_to: string | null; readonly postal_order_yen: Yen | null; readonly repeats_issuance_id: string | null
  readonly spoiled_reason: string | null; readonly spoiled_at: Instant | null; readonly replaced_by: string | null; readonly subject_ids: readonly string[]
}

function issuances(tx: Tx, wanted: RawBuilder<unknown>, rest: RawBuilder<unknown>): RawBuilder<IssuanceRow> {
  return sql<IssuanceRow>`
    select i.issuance_id, i.request_id, i.kind, i.number, i.copy_no, i.document_id, i.pages, i.reissue_of, i.issued_on, i.issued_at, i.desk, i.issued_by_name,
      r.person_id, r.scope, r.items, r.requester_kind, r.requester_name, r.identity_check, r.purpose, r.exemption, r.copies, r.fee_yen, r.shown_digest,
      r.delivery, r.mail_to, r.postal_order_yen, r.repeats_issuance_id,
      s.reason as spoiled_reason, s.recorded_at as spoiled_at, n.number as replaced_by,
      array(select q.subject_id from certificates.request_subject q where q.tenant_id = ${tx.tenant} and q.request_id = i.request_id order by q.line_no) as subject_ids
    from certificates.issuance i
    join certificates.request r on r.tenant_id = ${tx.tenant} and r.request_id = i.request_id
    left join certificates.spoiled s on s.tenant_id = ${tx.tenant} and s.issuance_id = i.issuance_id
    left join certificates.issuance n on n.tenant_id = ${tx.tenant} and n.reissue_of = i.issuance_id
    where i.tenant_id = ${tx.tenant} and ${wanted} ${rest}`
}

export async function findIssuance(tx: Tx, issuanceId: string): Promise<IssuanceRow | undefined> {
  return await tx.db.find<IssuanceRow>(issuances(tx, sql`i.issuance_id = ${issuanceId}`, sql``))
}

/** Makes two presses on one sheet wait for each other. */
export async function lockIssuance(tx: Tx, issuanceId: string): Promise<void> {
  await tx.db.run(sql`select pg_advisory_xact_lock(${tx.tenant}, hashtext(${issuanceId}))`)
}

/** Sheets of a day after a number, in the order of the numbers. */
export async function listIssuedOn(tx: Tx, on: PlainDate, page: { readonly after: string | null; readonly limit: number }): Promise<IssuanceRow[]> {
  return await tx.db.many<IssuanceRow>(issuances(tx, sql`i.issued_on = ${on} and i.number > ${page.after ?? ''}`, sql`order by i.number limit ${page.limit}`))
}

/** Sheets on which a person stands, newest first. */
export async function listIssuedFor(tx: Tx, subjectId: string, limit: number): Promise<IssuanceRow[]> {
  return await tx.db.many<IssuanceRow>(issuances(tx,
    sql`i.request_id in (select q.request_id from certificates.request_subject q where q.tenant_id = ${tx.tenant} and q.subject_id = ${subjectId})`, sql`order by i.issued_at desc, i.number desc limit ${limit}`))
}

export async function countIssuedFor(tx: Tx, subjectId: string): Promise<number> {
  const row = await tx.db.one<{ count: number }>(sql`
    select count(*)::integer as count from certificates.request_subject q
    join certificates.issuance i on i.tenant_id = ${tx.tenant} and i.request_id = q.request_id
    where q.tenant_id = ${tx.tenant} and q.subject_id = ${subjectId}`)
  return row.count
}

export interface FirstIssueRow { readonly issuance_id: string; readonly number: string; readonly issued_on: PlainDate; readonly issued_at: Instant }

/** The first sheet that certified this filing for this person and is not spoiled. */
export async function findFirstIssue(tx: Tx, sought: { readonly kind: DocumentKind; readonly filingId: string; readonly personId: string; readonly apartFrom: string | null }): Promise<FirstIssueRow | undefined> {
  return await tx.db.find<FirstIssueRow>(sql`
    select i.issuance_id, i.number, i.issued_on, i.issued_at from certificates.request r
    join certificates.issuance i on i.tenant_id = ${tx.tenant} and i.request_id = r.request_id
    where r.tenant_id = ${tx.tenant} and r.filing_id = ${sought.filingId} and r.kind = ${sought.kind} and (${sought.apartFrom}::uuid is null or r.request_id <> ${sought.apartFrom}::uuid)
      and exists (select from certificates.request_subject q where q.tenant_id = ${tx.tenant} and q.subject_id = ${sought.personId} and q.request_id = r.request_id)
      and not exists (select from certificates.spoiled s where s.tenant_id = ${tx.tenant} and s.issuance_id = i.issuance_id)
    order by i.issued_at, i.number limit 1`)
}

export interface LastRequest { readonly requested_on: PlainDate; readonly kind: DocumentKind; readonly scope: Scope; readonly items: readonly Item[]; readonly purpose: string | null }

/** What this person asked for the last time, to be offered again. */
export async function findLastRequest(tx: Tx, personId: string): Promise<LastRequest | undefined> {
  return await tx.db.find<LastRequest>(sql`
    select requested_on, kind, scope, items, purpose from certificates.request
    where tenant_id = ${tx.tenant} and person_id = ${personId} and requester_kind = 'self' order by recorded_at desc limit 1`)
}

/** A sheet that is neither spoiled nor replaced, for examples of commands. */
export async function findAnyIssuance(tx: Tx, issuedOn: PlainDate | null): Promise<IssuanceRow | undefined> {
  return await tx.db.find<IssuanceRow>(issuances(tx, sql`s.issuance_id is null and r.delivery <> 'kiosk' and (${issuedOn}::date is null or i.issued_on = ${issuedOn}::date)`, sql`order by i.issued_on desc, i.number desc limit 1`))
}
