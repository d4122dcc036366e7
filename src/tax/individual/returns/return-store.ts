import type { Instant, PlainDate } from '../../../kernel/plain-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { anyOf, sql } from '../../../platform/db/db.ts'
import type { StatementContent } from '../statement-input.ts'
import type { StatementKind } from '../statement.ts'
import { keptContent, type Claim, type KeptContent } from './read-row.ts'
import type { MatchedBy, MatchReason } from './rules/match.ts'

/** What became of a row: a statement, on the work list, laid aside, sent on, or closed by a later row. */
export const rowStates = ['linked', 'waiting', 'aside', 'forwarded', 'replaced', 'cancelled'] as const
export type RowState = (typeof rowStates)[number]
export const openStates = ['waiting', 'aside', 'forwarded'] as const
export type OpenState = (typeof openStates)[number]

/** Stands for the payer of a return, which nobody pays. */
export const noPayer = '00000000-0000-0000-0000-000000000000'

/** By what a correction names the paper it corrects. */
export interface RowKey { readonly incomeYear: number; readonly kind: StatementKind; readonly payerId: string; readonly reportNumber: string }

export interface StoredRow extends RowKey {
  readonly rowId: string
  readonly fileId: string
  readonly lineNo: number
  readonly state: RowState
  readonly why: MatchReason | MatchedBy
  readonly personId: string | null
  readonly statementId: string | null
  readonly amount: number
  readonly addresseeNumber: string | null
  readonly recipientNumber: string | null
  readonly name: string
  readonly kana: string | null
  readonly birthOn: PlainDate | null
  readonly address: string | null
  readonly content: StatementContent
  readonly claims: readonly Claim[]
}

/** A row with what an officer decided about it. */
export interface DecidedRow extends Omit<StoredRow, 'content'> { readonly content: KeptContent; readonly recordedAt: Instant; readonly decidedAt: Instant | null; readonly decidedByName: string | null; readonly reason: string | null; readonly forwardedTo: string | null }

const rowColumns = sql.raw(`r.row_id as "rowId", r.file_id as "fileId", r.line_no as "lineNo", r.income_year as "incomeYear", r.kind, r.payer_id as "payerId", r.report_number as "reportNumber", r.state, r.why, r.person_id as "personId",
  r.statement_id as "statementId", r.amount, r.addressee_number as "addresseeNumber", r.recipient_number as "recipientNumber", r.name, r.kana, r.birth_on as "birthOn", r.address, r.content, r.claims,
  r.recorded_at as "recordedAt", r.decided_at as "decidedAt", r.decided_by_name as "decidedByName", r.reason, r.forwarded_to as "forwardedTo"`)

/** Rows in force under these keys. */
export async function listStandingRows(tx: Tx, keys: readonly RowKey[]): Promise<readonly DecidedRow[]> {
  if (keys.length === 0) return []
  return await tx.db.many<DecidedRow>(sql`
    select ${rowColumns} from tax_individual.return_row r
    join json_to_recordset(${JSON.stringify(keys)}::json) as k("incomeYear" smallint, kind text collate "C", "payerId" uuid, "reportNumber" text collate "C")
      on r.income_year = k."incomeYear" and r.kind = k.kind and r.payer_id = k."payerId" and r.report_number = k."reportNumber"
    where r.tenant_id = ${tx.tenant} and r.state not in ('replaced', 'cancelled')`)
}

export async function insertRows(tx: Tx, rows: readonly StoredRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx.db.run(sql`
    insert into tax_individual.return_row (tenant_id, row_id, file_id, line_no, income_year, kind, payer_id, report_number, state, why, person_id, statement_id, amount, addressee_number, recipient_number, name, kana, birth_on, address, content, claims, recorded_at)
    select ${tx.tenant}, g."rowId", g."fileId", g."lineNo", g."incomeYear", g.kind, g."payerId", g."reportNumber", g.state, g.why, g."personId", g."statementId", g.amount, g."addresseeNumber", g."recipientNumber", g.name, g.kana, g."birthOn", g.address, g.content, g.claims, ${tx.now}
    from json_to_recordset(${JSON.stringify(rows.map((row) => ({ ...row, content: keptContent(row.content) })))}::json) as g("rowId" uuid, "fileId" uuid, "lineNo" integer, "incomeYear" smallint, kind text, "payerId" uuid, "reportNumber" text, state text, why text, "personId" uuid, "statementId" uuid, amount bigint,
      "addresseeNumber" text, "recipientNumber" text, name text, kana text, "birthOn" date, address text, content jsonb, claims jsonb)`)
}

/** Rows that a later one replaces or takes back. */
export async function closeRows(tx: Tx, rowIds: readonly string[], state: 'replaced' | 'cancelled'): Promise<void> {
  if (rowIds.length === 0) return
  await tx.db.run(sql`update tax_individual.return_row set state = ${state} where tenant_id = ${tx.tenant} and row_id = ${anyOf(rowIds)}`)
}

/** What an officer decides about a row. */
export interface RowDecision { readonly state: RowState; readonly why: MatchReason | MatchedBy; readonly personId: string | null; readonly statementId: string | null; readonly reason: string | null; readonly forwardedTo: string | null }

export async function decideRow(tx: Tx, rowId: string, decision: RowDecision): Promise<void> {
  await tx.db.run(sql`
    update tax_individual.return_row set state = ${decision.state}, why = ${decision.why}, person_id = ${decision.personId}, statement_id = ${decision.statementId}, reason = ${decision.reason}, forwarded_to = ${decision.forwardedTo},
      decided_at = ${tx.now}, decided_by = ${tx.actor.id}, decided_by_name = ${tx.actor.name}
    where tenant_id = ${tx.tenant} and row_id = ${rowId}`)
}

export async function lockRow(tx: Tx, rowId: string): Promise<DecidedRow | undefined> {
  return await tx.db.find<DecidedRow>(sql`select ${rowColumns} from tax_individual.return_row r where r.tenant_id = ${tx.tenant} and r.row_id = ${rowId} for update`)
}

export async function findRow(tx: Tx, rowId: string): Promise<DecidedRow | undefined> {
  return await tx.db.find<DecidedRow>(sql`select ${rowColumns} from tax_individual.return_row r where r.tenant_id = ${tx.tenant} and r.row_id = ${rowId}`)
}

/** A page of rows that no statement rests on, in the order in which they came. */
export async function listOpenRows(tx: Tx, question: { incomeYear: number; state: OpenState; after: string | null; limit: number }): Promise<readonly DecidedRow[]> {
  return await tx.db.many<DecidedRow>(sql`
    select ${rowColumns} from tax_individual.return_row r
    where r.tenant_id = ${tx.tenant} and r.income_year = ${question.incomeYear} and r.state = ${question.state} and r.state in ('waiting', 'aside', 'forwarded') and r.row_id > ${question.after ?? noPayer}::uuid
    order by r.tenant_id, r.income_year, r.state, r.row_id limit ${question.limit}`)
}

export async function countOpenRows(tx: Tx, incomeYear: number): Promise<Readonly<Record<OpenState, number>>> {
  const rows = await tx.db.many<{ state: OpenState; n: number }>(sql`
    select r.state, count(*) as n from tax_individual.return_row r where r.tenant_id = ${tx.tenant} and r.income_year = ${incomeYear} and r.state in ('waiting', 'aside', 'forwarded') group by r.state`)
  const counts = { waiting: 0, aside: 0, forwarded: 0 }
  for (const row of rows) counts[row.state] = row.n
  return counts
}

/** A row in one of these states, the newest first: for examples of commands. */
export async function findAnyRow(tx: Tx, state: OpenState): Promise<DecidedRow | undefined> {
  return await tx.db.find<DecidedRow>(sql`
    select ${rowColumns} from tax_individual.return_row r where r.tenant_id = ${tx.tenant} and r.state = ${state} and r.state in ('waiting', 'aside', 'forwarded') order by r.row_id desc limit 1`)
}

/** A file as it was taken in. */
export interface ReturnFile { readonly fileId: string; readonly channel: 'screen' | 'link'; readonly lines: number; readonly linked: number; readonly waiting: number; readonly replaced: number; readonly cancelled: number; readonly receivedAt: Instant; readonly receivedByName: string }

const fileColumns = sql.raw(`f.file_id as "fileId", f.channel, f.lines, f.linked, f.waiting, f.replaced, f.cancelled, f.received_at as "receivedAt", f.received_by_name as "receivedByName"`)

/** One file at a time: two that name the same paper would meet in the middle. */
export async function lockIntake(tx: Tx): Promise<void> {
  await tx.db.run(sql`select pg_advisory_xact_lock(hashtextextended(${`tax-individual.returns:${tx.tenant}`}, 0))`)
}

export async function findFileByDigest(tx: Tx, sha256: string): Promise<ReturnFile | undefined> {
  return await tx.db.find<ReturnFile>(sql`select ${fileColumns} from tax_individual.return_file f where f.tenant_id = ${tx.tenant} and f.sha256 = ${sha256}`)
}

/** The last files, the newest first. */
export async function listFiles(tx: Tx): Promise<readonly ReturnFile[]> {
  return await tx.db.many<ReturnFile>(sql`select ${fileColumns} from tax_individual.return_file f where f.tenant_id = ${tx.tenant} order by f.tenant_id, f.file_id desc limit 50`)
}

export async function insertFile(tx: Tx, file: Omit<ReturnFile, 'receivedAt' | 'receivedByName'> & { readonly sha256: string }): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.return_file (tenant_id, file_id, sha256, channel, lines, linked, waiting, replaced, cancelled, received_at, received_by, received_by_name)
    values (${tx.tenant}, ${file.fileId}, ${file.sha256}, ${file.channel}, ${file.lines}, ${file.linked}, ${file.waiting}, ${file.replaced}, ${file.cancelled}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

/** Ids of the persons who bear these 宛名番号. */
export async function listPersonsByNumber(tx: Tx, numbers: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (numbers.length === 0) return new Map()
  const rows = await tx.db.many<{ addressee_number: string; person_id: string }>(sql`
    select distinct h.addressee_number, h.person_id from resident.pub_person_history h where h.tenant_id = ${tx.tenant} and h.addressee_number = ${anyOf(numbers, 'text')} and h.recorded_to is null`)
  return new Map(rows.map((row) => [row.addressee_number, row.person_id]))
}

/** What the register says of persons who may be meant: every name, place and span it believes in. */
export interface PersonSpan { readonly personId: string; readonly addresseeNumber: string; readonly name: string; readonly kana: string | null; readonly commonName: string | null; readonly birthOn: PlainDate; readonly addressKey: string; readonly wasResident: boolean }

export async function listSpans(tx: Tx, personIds: readonly string[], on: string): Promise<readonly PersonSpan[]> {
  if (personIds.length === 0) return []
  return await tx.db.many<PersonSpan>(sql`
    select h.person_id as "personId", h.addressee_number as "addresseeNumber", h.name, h.kana, h.common_name as "commonName", h.birth_date as "birthOn", h.address_key as "addressKey",
      h.is_resident and h.valid_from <= ${on}::date and (h.valid_to is null or h.valid_to > ${on}::date) as "wasResident"
    from resident.pub_person_history h where h.tenant_id = ${tx.tenant} and h.person_id = ${anyOf(personIds)} and h.recorded_to is null
    order by h.person_id, h.valid_from`)
}
