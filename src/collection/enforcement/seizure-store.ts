import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { PropertyKind } from './model.ts'
import type { SalaryFacts, SeizableSalary } from './rules/salary.ts'

// Seized property, requests for delivery, and inquiries about property.

export interface SeizureRow {
  seizure_id: string; seizure_no: string; party_id: string; kind: PropertyKind; debtor_name: string | null; debtor_address: string | null; seized_on: PlainDate; served_on: PlainDate | null
  salary: (SalaryFacts & SeizableSalary) | null; ended_on: PlainDate | null; ending: 'lifted' | 'annulled' | 'satisfied' | null; reason: string | null
}
export interface SeizureItemRow { seizure_id: string; line_no: number; description: string; amount: Yen | null; lifted_on: PlainDate | null; sold_on: PlainDate | null }
export interface ClaimSumRow { charge_id: string; tax: Yen; late: Yen; fee: Yen }

const columns = sql.raw('s.seizure_id, s.seizure_no, s.party_id, s.kind, s.debtor_name, s.debtor_address, s.seized_on, s.served_on, s.salary, s.ended_on, s.ending, s.reason')

export interface NewSeizure {
  readonly seizureId: string; readonly seizureNo: string; readonly partyId: string; readonly kind: PropertyKind; readonly debtorName: string | null; readonly debtorAddress: string | null; readonly salary: (SalaryFacts & SeizableSalary) | null
  readonly items: readonly { readonly description: string; readonly amount: Yen | null }[]
  readonly claims: readonly { readonly chargeId: string; readonly tax: Yen; readonly late: Yen; readonly fee: Yen }[]
}

export async function insertSeizure(tx: Tx, row: NewSeizure): Promise<void> {
  await tx.db.run(sql`
    insert into collection.seizure (tenant_id, seizure_id, seizure_no, party_id, kind, debtor_name, debtor_address, seized_on, salary, recorded_at, recorded_by)
    values (${tx.tenant}, ${row.seizureId}, ${row.seizureNo}, ${row.partyId}, ${row.kind}, ${row.debtorName}, ${row.debtorAddress}, ${tx.today}, ${row.salary === null ? null : JSON.stringify(row.salary)}::jsonb, ${tx.now}, ${tx.actor.id})`)
  await tx.db.run(sql`
    insert into collection.seizure_item (tenant_id, seizure_id, line_no, description, amount)
    select ${tx.tenant}, ${row.seizureId}, i.line_no, i.description, i.amount from unnest(${row.items.map((i) => i.description)}::text[], ${row.items.map((i) => i.amount)}::bigint[]) with ordinality as i(description, amount, line_no)`)
  await tx.db.run(sql`
    insert into collection.seizure_claim (tenant_id, seizure_id, charge_id, tax, late, fee)
    select ${tx.tenant}, ${row.seizureId}, c.charge_id, c.tax, c.late, c.fee from unnest(${row.claims.map((c) => c.chargeId)}::uuid[], ${row.claims.map((c) => c.tax)}::bigint[], ${row.claims.map((c) => c.late)}::bigint[], ${row.claims.map((c) => c.fee)}::bigint[]) as c(charge_id, tax, late, fee)`)
}

export async function lockSeizure(tx: Tx, seizureId: string): Promise<SeizureRow | undefined> {
  return await tx.db.find<SeizureRow>(sql<SeizureRow>`select ${columns} from collection.seizure s where s.tenant_id = ${tx.tenant} and s.seizure_id = ${seizureId} for update`)
}

export async function listSeizures(tx: Tx, seizureIds: readonly string[]): Promise<SeizureRow[]> {
  if (seizureIds.length === 0) return []
  return await tx.db.many<SeizureRow>(sql<SeizureRow>`select ${columns} from collection.seizure s where s.tenant_id = ${tx.tenant} and s.seizure_id = ${anyOf(seizureIds)}`)
}

export async function listSeizuresOfParty(tx: Tx, partyId: string): Promise<SeizureRow[]> {
  return await tx.db.many<SeizureRow>(sql<SeizureRow>`select ${columns} from collection.seizure s where s.tenant_id = ${tx.tenant} and s.party_id = ${partyId} order by s.seized_on desc, s.seizure_no desc`)
}

/** Seizures that stand, the oldest first. */
export async function listLivingSeizures(tx: Tx, limit: number): Promise<SeizureRow[]> {
  return await tx.db.many<SeizureRow>(sql<SeizureRow>`select ${columns} from collection.seizure s where s.tenant_id = ${tx.tenant} and s.ended_on is null order by s.seized_on, s.seizure_id limit ${limit}`)
}

export async function listSeizureItems(tx: Tx, seizureIds: readonly string[]): Promise<SeizureItemRow[]> {
  if (seizureIds.length === 0) return []
  return await tx.db.many(sql`select seizure_id, line_no, description, amount, lifted_on, sold_on from collection.seizure_item where tenant_id = ${tx.tenant} and seizure_id = ${anyOf(seizureIds)} order by seizure_id, line_no`)
}

export async function listSeizureClaims(tx: Tx, seizureIds: readonly string[]): Promise<(ClaimSumRow & { seizure_id: string })[]> {
  if (seizureIds.length === 0) return []
  return await tx.db.many(sql`select seizure_id, charge_id, tax, late, fee from collection.seizure_claim where tenant_id = ${tx.tenant} and seizure_id = ${anyOf(seizureIds)} order by seizure_id, charge_id`)
}

export async function serveSeizure(tx: Tx, seizureId: string, servedOn: PlainDate): Promise<void> {
  await tx.db.run(sql`update collection.seizure set served_on = ${servedOn} where tenant_id = ${tx.tenant} and seizure_id = ${seizureId}`)
}

export async function liftItems(tx: Tx, seizureId: string, lineNos: readonly number[]): Promise<void> {
  await tx.db.run(sql`update collection.seizure_item set lifted_on = ${tx.today} where tenant_id = ${tx.tenant} and seizure_id = ${seizureId} and line_no = ${anyOf(lineNos.map(String), 'integer')} and lifted_on is null`)
}

export async function endSeizure(tx: Tx, seizureId: string, how: { ending: 'lifted' | 'annulled' | 'satisfied'; reason: string }): Promise<void> {
  await tx.db.run(sql`update collection.seizure set ended_on = ${tx.today}, ending = ${how.ending}, ended_by = ${tx.actor.id}, reason = ${how.reason} where tenant_id = ${tx.tenant} and seizure_id = ${seizureId}`)
}

/** A request to another authority — 交付要求・参加差押. */
export interface RequestRow { request_id: string; request_no: string; party_id: string; kind: 'delivery-request' | 'participating-seizure'; authority: string; proceeding: string; requested_on: PlainDate; ended_on: PlainDate | null; reason: string | null }

const requestColumns = sql.raw('r.request_id, r.request_no, r.party_id, r.kind, r.authority, r.proceeding, r.requested_on, r.ended_on, r.reason')

export async function insertRequest(tx: Tx, row: { requestId: string; requestNo: string; partyId: string; kind: RequestRow['kind']; authority: string; proceeding: string; claims: NewSeizure['claims'] }): Promise<void> {
  await tx.db.run(sql`
    insert into collection.delivery_request (tenant_id, request_id, request_no, party_id, kind, authority, proceeding, requested_on, recorded_at, recorded_by)
    values (${tx.tenant}, ${row.requestId}, ${row.requestNo}, ${row.partyId}, ${row.kind}, ${row.authority}, ${row.proceeding}, ${tx.today}, ${tx.now}, ${tx.actor.id})`)
  await tx.db.run(sql`
    insert into collection.delivery_request_claim (tenant_id, request_id, charge_id, tax, late, fee)
    select ${tx.tenant}, ${row.requestId}, c.charge_id, c.tax, c.late, c.fee from unnest(${row.claims.map((c) => c.chargeId)}::uuid[], ${row.claims.map((c) => c.tax)}::bigint[], ${row.claims.map((c) => c.late)}::bigint[], ${row.claims.map((c) => c.fee)}::bigint[]) as c(charge_id, tax, late, fee)`)
}

export async function lockRequest(tx: Tx, requestId: string): Promise<RequestRow | undefined> {
  return await tx.db.find<RequestRow>(sql<RequestRow>`select ${requestColumns} from collection.delivery_request r where r.tenant_id = ${tx.tenant} and r.request_id = ${requestId} for update`)
}

export async function listRequests(tx: Tx, requestIds: readonly string[]): Promise<RequestRow[]> {
  if (requestIds.length === 0) return []
  return await tx.db.many<RequestRow>(sql<RequestRow>`select ${requestColumns} from collection.delivery_request r where r.tenant_id = ${tx.tenant} and r.request_id = ${anyOf(requestIds)}`)
}

export async function listRequestsOfParty(tx: Tx, partyId: string): Promise<RequestRow[]> {
  return await tx.db.many<RequestRow>(sql<RequestRow>`select ${requestColumns} from collection.delivery_request r where r.tenant_id = ${tx.tenant} and r.party_id = ${partyId} order by r.requested_on desc, r.request_no desc`)
}

export async function listLivingRequests(tx: Tx, limit: number): Promise<RequestRow[]> {
  return await tx.db.many<RequestRow>(sql<RequestRow>`select ${requestColumns} from collection.delivery_request r where r.tenant_id = ${tx.tenant} and r.ended_on is null order by r.requested_on, r.request_id limit ${limit}`)
}

export async function listRequestClaims(tx: Tx, requestIds: readonly string[]): Promise<(ClaimSumRow & { request_id: string })[]> {
  if (requestIds.length === 0) return []
  return await tx.db.many(sql`select request_id, charge_id, tax, late, fee from collection.delivery_request_claim where tenant_id = ${tx.tenant} and request_id = ${anyOf(requestIds)} order by request_id, charge_id`)
}

export async function endRequest(tx: Tx, requestId: string, how: { endedOn: PlainDate; reason: string }): Promise<void> {
  await tx.db.run(sql`update collection.delivery_request set ended_on = ${how.endedOn}, ended_by = ${tx.actor.id}, reason = ${how.reason} where tenant_id = ${tx.tenant} and request_id = ${requestId}`)
}

/** An inquiry about property — 財産の照会. */
export interface InquiryRow { inquiry_id: string; inquiry_no: string; party_id: string; about: PropertyKind; addressed_to: string; address: string | null; inquired_on: PlainDate; answered_on: PlainDate | null; found: boolean | null; findings: string | null }

const inquiryColumns = sql.raw('q.inquiry_id, q.inquiry_no, q.party_id, q.about, q.addressed_to, q.address, q.inquired_on, q.answered_on, q.found, q.findings')

export async function insertInquiry(tx: Tx, row: { inquiryId: string; inquiryNo: string; partyId: string; about: PropertyKind; addressedTo: string; address: string | null }): Promise<void> {
  await tx.db.run(sql`
    insert into collection.property_inquiry (tenant_id, inquiry_id, inquiry_no, party_id, about, addressed_to, address, inquired_on, recorded_at, recorded_by)
    values (${tx.tenant}, ${row.inquiryId}, ${row.inquiryNo}, ${row.partyId}, ${row.about}, ${row.addressedTo}, ${row.address}, ${tx.today}, ${tx.now}, ${tx.actor.id})`)
}

export async function lockInquiry(tx: Tx, inquiryId: string): Promise<InquiryRow | undefined> {
  return await tx.db.find<InquiryRow>(sql<InquiryRow>`select ${inquiryColumns} from collection.property_inquiry q where q.tenant_id = ${tx.tenant} and q.inquiry_id = ${inquiryId} for update`)
}

export async function answerInquiry(tx: Tx, inquiryId: string, answer: { answeredOn: PlainDate; found: boolean; findings: string }): Promise<void> {
  await tx.db.run(sql`
    update collection.property_inquiry set answered_on = ${answer.answeredOn}, found = ${answer.found}, findings = ${answer.findings}, answered_by = ${tx.actor.id} where tenant_id = ${tx.tenant} and inquiry_id = ${inquiryId}`)
}

export async function listInquiriesOfParty(tx: Tx, partyId: string): Promise<InquiryRow[]> {
  return await tx.db.many<InquiryRow>(sql<InquiryRow>`select ${inquiryColumns} from collection.property_inquiry q where q.tenant_id = ${tx.tenant} and q.party_id = ${partyId} order by q.inquired_on desc, q.inquiry_no desc`)
}

/** Inquiries that wait for an answer, the oldest first. */
export async function listOpenInquiries(tx: Tx, limit: number): Promise<InquiryRow[]> {
  return await tx.db.many<InquiryRow>(sql<InquiryRow>`select ${inquiryColumns} from collection.property_inquiry q where q.tenant_id = ${tx.tenant} and q.answered_on is null order by q.inquired_on, q.inquiry_id limit ${limit}`)
}
