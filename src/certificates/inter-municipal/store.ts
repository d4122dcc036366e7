import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { Delivery } from '../../platform/job/define.ts'
import type { IdentityCheck } from '../model.ts'
import { Answer, Question } from './messages.ts'
import type { AnswerOutcome, Asker, HomeRequest, InterMunicipalItem, InterMunicipalScope } from './model.ts'

/** A request at our counter with what was answered; the answer is null once its content is taken out. */
export interface InterMunicipalRequest extends HomeRequest {
  readonly requestId: string
  readonly requestedOn: PlainDate
  readonly recordedAt: Instant
  readonly recordedByName: string
  readonly delivery: Delivery | null
  readonly answeredAt: Instant | null
  readonly outcome: AnswerOutcome | null
  readonly answer: Answer | null
}

interface RequestRow {
  request_id: string; home_code: string; sealed: Buffer; scope: InterMunicipalScope; items: InterMunicipalItem[]; identity_check: IdentityCheck; exemption: string | null; copies: number
  requested_on: PlainDate; recorded_by_name: string; recorded_at: Instant; delivery: Delivery | null; answered_at: Instant | null; outcome: AnswerOutcome | null; sealed_answer: Buffer | null
}

const sealedRequest = (requestId: string): string => `inter-municipal-request:${requestId}`
const sealedAnswer = (requestId: string): string => `inter-municipal-answer:${requestId}`

/** Who asked for whom and why: sealed, since they are no residents of this town. */
interface Sealed { readonly asker: Asker; readonly memberNames: readonly string[]; readonly purpose: string | null }

export async function insertRequest(tx: Tx, { requestId, desk, ...request }: HomeRequest & { readonly requestId: string; readonly desk: string }): Promise<void> {
  const who: Sealed = { asker: request.asker, memberNames: request.memberNames, purpose: request.purpose }
  const sealed = tx.services.cipher(tx.tenant).seal(JSON.stringify(who), sealedRequest(requestId))
  await tx.db.run(sql`
    insert into certificates.inter_municipal_request (tenant_id, request_id, home_code, sealed, scope, items, identity_check, exemption, copies, desk, requested_on, recorded_by, recorded_by_name, recorded_at)
    values (${tx.tenant}, ${requestId}, ${request.homeCode}, ${sealed}, ${request.scope}, ${request.items}::text[], ${request.identityCheck}, ${request.exemption}, ${request.copies}, ${desk}, ${tx.today}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now})`)
}

function requestOf(tx: Tx, row: RequestRow): InterMunicipalRequest {
  const cipher = tx.services.cipher(tx.tenant)
  const who = JSON.parse(cipher.open(row.sealed, sealedRequest(row.request_id)).toString('utf8')) as Sealed
  return {
    ...who, requestId: row.request_id, homeCode: row.home_code, scope: row.scope, items: row.items, identityCheck: row.identity_check, exemption: row.exemption, copies: row.copies,
    requestedOn: row.requested_on, recordedAt: row.recorded_at, recordedByName: row.recorded_by_name, delivery: row.delivery, answeredAt: row.answered_at, outcome: row.outcome,
    answer: row.sealed_answer === null ? null : Answer.parse(JSON.parse(cipher.open(row.sealed_answer, sealedAnswer(row.request_id)).toString('utf8'))),
  }
}

const requests = (tx: Tx) => sql`
  select request_id, home_code, sealed, scope, items, identity_check, exemption, copies, requested_on, recorded_by_name, recorded_at, delivery, answered_at, outcome, sealed_answer
  from certificates.inter_municipal_request where tenant_id = ${tx.tenant}`

export async function findRequest(tx: Tx, requestId: string): Promise<InterMunicipalRequest | undefined> {
  const row = await tx.db.find<RequestRow>(sql`${requests(tx)} and request_id = ${requestId}`)
  return row && requestOf(tx, row)
}

/** Makes two presses on one request wait for each other. */
export async function lockRequest(tx: Tx, requestId: string): Promise<void> {
  await tx.db.run(sql`select pg_advisory_xact_lock(${tx.tenant}, hashtext(${`inter-municipal:${requestId}`}))`)
}

/** Requests of a day after a place in it, oldest first; the cursor is the id of the last one shown. */
export async function listRequestsOn(tx: Tx, on: PlainDate, page: { readonly after: string | null; readonly limit: number }): Promise<InterMunicipalRequest[]> {
  const rows = await tx.db.many<RequestRow>(sql`
    ${requests(tx)} and requested_on = ${on} and (${page.after}::uuid is null or request_id > ${page.after}::uuid) order by request_id limit ${page.limit}`)
  return rows.map((row) => requestOf(tx, row))
}

/** The newest request, for examples; with an answer that can be printed where that is wanted. */
export async function findNewestRequest(tx: Tx, wanted: { readonly isPrintable: boolean }): Promise<InterMunicipalRequest | undefined> {
  const row = await tx.db.find<RequestRow>(sql`
    ${requests(tx)} and (not ${wanted.isPrintable}::boolean or (requested_on = ${tx.today} and sealed_answer is not null and outcome = 'answered' and not exists (
      select from certificates.inter_municipal_issuance i where i.tenant_id = ${tx.tenant} and i.request_id = inter_municipal_request.request_id
        and not exists (select from certificates.spoiled s where s.tenant_id = ${tx.tenant} and s.issuance_id = i.issuance_id)))) order by recorded_at desc, request_id desc limit 1`)
  return row && requestOf(tx, row)
}

/** Requests that wait to be carried to their home towns, oldest first. */
export async function listUndeliveredRequests(tx: Tx, limit: number): Promise<InterMunicipalRequest[]> {
  return (await tx.db.many<RequestRow>(sql`${requests(tx)} and delivered_at is null order by recorded_at, request_id limit ${limit}`)).map((row) => requestOf(tx, row))
}

export function questionOf(tx: Tx, request: InterMunicipalRequest): Question {
  return Question.parse({ type: 'question', requestId: request.requestId, from: tx.office.code, asker: request.asker, scope: request.scope, memberNames: request.memberNames, items: request.items, purpose: request.purpose })
}

export async function markRequestDelivered(tx: Tx, requestId: string, delivery: Delivery): Promise<void> {
  await tx.db.run(sql`update certificates.inter_municipal_request set delivered_at = ${tx.now}, delivery = ${delivery} where tenant_id = ${tx.tenant} and request_id = ${requestId} and delivered_at is null`)
}

/** Keeps the first answer of the town that was asked; another changes nothing. */
export async function keepAnswer(tx: Tx, answer: Answer): Promise<void> {
  const sealed = answer.outcome === 'answered' ? tx.services.cipher(tx.tenant).seal(JSON.stringify(answer), sealedAnswer(answer.requestId)) : null
  await tx.db.run(sql`
    update certificates.inter_municipal_request set answered_at = ${tx.now}, outcome = ${answer.outcome}, sealed_answer = ${sealed}
    where tenant_id = ${tx.tenant} and request_id = ${answer.requestId} and home_code = ${answer.from} and answered_at is null`)
}

/** What this town told another, without the content — 住所地として答えたもの. */
export interface GivenAnswer { readonly request_id: string; readonly asked_by: string; readonly outcome: AnswerOutcome; readonly cause: string | null; readonly person_id: string | null; readonly subject_ids: readonly string[]; readonly recorded_at: Instant }

export async function isAnswered(tx: Tx, requestId: string): Promise<boolean> {
  return await tx.db.find(sql`select 1 from certificates.inter_municipal_answer where tenant_id = ${tx.tenant} and request_id = ${requestId}`) !== undefined
}

export interface NewAnswer { readonly askedBy: string; readonly cause: string | null; readonly personId: string | null; readonly subjectIds: readonly string[]; readonly answer: Answer }

/** Puts an answer into the outbox, once. */
export async function insertAnswer(tx: Tx, { askedBy, cause, personId, subjectIds, answer }: NewAnswer): Promise<void> {
  const sealed = tx.services.cipher(tx.tenant).seal(JSON.stringify(answer), sealedAnswer(answer.requestId))
  await tx.db.run(sql`
    insert into certificates.inter_municipal_answer (tenant_id, request_id, asked_by, outcome, cause, person_id, subject_ids, sealed, answered_on, recorded_at)
    values (${tx.tenant}, ${answer.requestId}, ${askedBy}, ${answer.outcome}, ${cause}, ${personId}, ${subjectIds}::uuid[], ${sealed}, ${tx.today}, ${tx.now})`)
}

/** Answers that wait to be carried, oldest first, each with the town that asked. */
export async function listUndeliveredAnswers(tx: Tx, limit: number): Promise<readonly { readonly to: string; readonly answer: Answer }[]> {
  const rows = await tx.db.many<{ request_id: string; asked_by: string; sealed: Buffer }>(sql`
    select request_id, asked_by, sealed from certificates.inter_municipal_answer where tenant_id = ${tx.tenant} and delivered_at is null and sealed is not null order by recorded_at, request_id limit ${limit}`)
  const cipher = tx.services.cipher(tx.tenant)
  return rows.map((row) => ({ to: row.asked_by, answer: Answer.parse(JSON.parse(cipher.open(row.sealed, sealedAnswer(row.request_id)).toString('utf8'))) }))
}

/** The answer has left: its content stays with the town that prints it. */
export async function markAnswerDelivered(tx: Tx, requestId: string, delivery: Delivery): Promise<void> {
  await tx.db.run(sql`update certificates.inter_municipal_answer set delivered_at = ${tx.now}, delivery = ${delivery}, sealed = null where tenant_id = ${tx.tenant} and request_id = ${requestId} and delivered_at is null`)
}

export async function listAnswersOn(tx: Tx, on: PlainDate, limit: number): Promise<GivenAnswer[]> {
  return await tx.db.many<GivenAnswer>(sql`
    select request_id, asked_by, outcome, cause, person_id, subject_ids, recorded_at from certificates.inter_municipal_answer where tenant_id = ${tx.tenant} and answered_on = ${on} order by recorded_at desc, request_id limit ${limit}`)
}

/** Takes out the content of earlier days, on both sides. */
export async function eraseContents(tx: Tx): Promise<void> {
  await tx.db.run(sql`update certificates.inter_municipal_request set sealed_answer = null where tenant_id = ${tx.tenant} and sealed_answer is not null and requested_on < ${tx.today}`)
  await tx.db.run(sql`update certificates.inter_municipal_answer set sealed = null where tenant_id = ${tx.tenant} and sealed is not null and answered_on < ${tx.today}`)
}

export interface NewSheet { readonly issuanceId: string; readonly requestId: string; readonly number: string; readonly documentId: string; readonly pages: number; readonly desk: string }

export async function insertSheet(tx: Tx, sheet: NewSheet): Promise<void> {
  await tx.db.run(sql`
    insert into certificates.inter_municipal_issuance (tenant_id, issuance_id, request_id, number, document_id, pages, issued_on, desk, issued_by, issued_by_name, issued_at)
    values (${tx.tenant}, ${sheet.issuanceId}, ${sheet.requestId}, ${sheet.number}, ${sheet.documentId}, ${sheet.pages}, ${tx.today}, ${sheet.desk}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now})`)
}

/** A sheet with its spoiling. */
export interface SheetRow { readonly issuance_id: string; readonly request_id: string; readonly number: string; readonly document_id: string; readonly pages: number; readonly issued_at: Instant; readonly spoiled_reason: string | null }

const sheets = (tx: Tx) => sql`
  select i.issuance_id, i.request_id, i.number, i.document_id, i.pages, i.issued_at, s.reason as spoiled_reason from certificates.inter_municipal_issuance i
  left join certificates.spoiled s on s.tenant_id = ${tx.tenant} and s.issuance_id = i.issuance_id where i.tenant_id = ${tx.tenant}`

/** The sheets of requests in the order of their numbers. */
export async function listSheetsOf(tx: Tx, requestIds: readonly string[]): Promise<SheetRow[]> {
  if (requestIds.length === 0) return []
  return await tx.db.many<SheetRow>(sql`${sheets(tx)} and i.request_id = ${anyOf(requestIds)} order by i.number`)
}

export async function findSheet(tx: Tx, issuanceId: string): Promise<SheetRow | undefined> {
  return await tx.db.find<SheetRow>(sql`${sheets(tx)} and i.issuance_id = ${issuanceId}`)
}

/** A sheet that is not spoiled, for examples. */
export async function findAnySheet(tx: Tx): Promise<SheetRow | undefined> {
  return await tx.db.find<SheetRow>(sql`${sheets(tx)} and s.issuance_id is null order by i.issued_at desc, i.number desc limit 1`)
}
