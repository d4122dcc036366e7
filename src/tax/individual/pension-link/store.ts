import type { Instant, PlainDate } from '../../../kernel/plain-date.ts'
import type { Yen } from '../../../kernel/yen.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { sql } from '../../../platform/db/db.ts'
import type { Asked, NoneReason, RequestKind } from './model.ts'

/** A file that came from a payer of pensions or was given to one — 年金保険者とやりとりしたファイル. */
export interface PensionFile { readonly fileId: string; readonly direction: 'in' | 'out'; readonly fiscalYear: number; readonly payerId: string | null; readonly rows: number; readonly amount: Yen; readonly recordedAt: Instant; readonly recordedByName: string }

interface FileRow { file_id: string; direction: 'in' | 'out'; fiscal_year: number; payer_id: string | null; rows: number; amount: number; recorded_at: Instant; recorded_by_name: string }
const fileOf = (row: FileRow): PensionFile => ({ fileId: row.file_id, direction: row.direction, fiscalYear: row.fiscal_year, payerId: row.payer_id, rows: row.rows, amount: row.amount as Yen, recordedAt: row.recorded_at, recordedByName: row.recorded_by_name })
const fileColumns = sql.raw('f.file_id, f.direction, f.fiscal_year, f.payer_id, f.rows, f.amount, f.recorded_at, f.recorded_by_name')

export async function insertFile(tx: Tx, file: Omit<PensionFile, 'recordedAt' | 'recordedByName'> & { readonly sha256: string }): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.pension_file (tenant_id, file_id, direction, fiscal_year, payer_id, sha256, rows, amount, recorded_at, recorded_by, recorded_by_name)
    values (${tx.tenant}, ${file.fileId}, ${file.direction}, ${file.fiscalYear}, ${file.payerId}, ${file.sha256}, ${file.rows}, ${file.amount}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

/** Whether a file has been taken in before. */
export async function findTaken(tx: Tx, sha256: string): Promise<{ readonly recordedAt: Instant } | undefined> {
  const row = await tx.db.find<{ recorded_at: Instant }>(sql`select f.recorded_at from tax_individual.pension_file f where f.tenant_id = ${tx.tenant} and f.sha256 = ${sha256} and f.direction = 'in'`)
  return row && { recordedAt: row.recorded_at }
}

/** Files of a year, the newest first. */
export async function listFiles(tx: Tx, fiscalYear: number, limit: number): Promise<readonly PensionFile[]> {
  return (await tx.db.many<FileRow>(sql`select ${fileColumns} from tax_individual.pension_file f where f.tenant_id = ${tx.tenant} and f.fiscal_year = ${fiscalYear} order by f.recorded_at desc, f.file_id desc limit ${limit}`)).map(fileOf)
}

export async function findFile(tx: Tx, fileId: string): Promise<PensionFile | undefined> {
  const row = await tx.db.find<FileRow>(sql`select ${fileColumns} from tax_individual.pension_file f where f.tenant_id = ${tx.tenant} and f.file_id = ${fileId}`)
  return row && fileOf(row)
}

/** A file that was given out: for examples. */
export async function findAnyOut(tx: Tx): Promise<string | undefined> {
  return (await tx.db.find<{ file_id: string }>(sql`select f.file_id from tax_individual.pension_file f where f.tenant_id = ${tx.tenant} and f.direction = 'out' order by f.recorded_at desc limit 1`))?.file_id
}

/** Of which payer and year, and of which of its numbers; of all where they are left out. */
export interface OfPayer { readonly fiscalYear: number; readonly payerId: string; readonly numbers?: readonly string[] }

/** Whom a payer named for a year — 特別徴収の対象者の1行. */
export interface PensionEntry {
  readonly fiscalYear: number; readonly payerId: string; readonly recipientNumber: string; readonly fileId: string; readonly lineNo: number; readonly name: string; readonly kana: string | null; readonly birthOn: PlainDate; readonly yearly: Yen; readonly careWithheld: boolean
  readonly personId: string | null
}

interface EntryRow { fiscal_year: number; payer_id: string; recipient_number: string; file_id: string; line_no: number; name: string; kana: string | null; birth_on: PlainDate; yearly: number; care_withheld: boolean; person_id: string | null }
const entryOf = (row: EntryRow): PensionEntry => ({
  fiscalYear: row.fiscal_year, payerId: row.payer_id, recipientNumber: row.recipient_number, fileId: row.file_id, lineNo: row.line_no, name: row.name, kana: row.kana, birthOn: row.birth_on, yearly: row.yearly as Yen, careWithheld: row.care_withheld, personId: row.person_id,
})

/** Keeps whom a payer named; a later list of the year takes the place of the earlier one, line by line. */
export async function saveEntries(tx: Tx, entries: readonly PensionEntry[]): Promise<void> {
  if (entries.length === 0) return
  await tx.db.run(sql`
    insert into tax_individual.pension_entry (tenant_id, fiscal_year, payer_id, recipient_number, file_id, line_no, name, kana, birth_on, yearly, care_withheld, person_id)
    select ${tx.tenant}, g."fiscalYear", g."payerId", g."recipientNumber", g."fileId", g."lineNo", g.name, g.kana, g."birthOn", g.yearly, g."careWithheld", g."personId"
    from json_to_recordset(${JSON.stringify(entries)}::json) as g("fiscalYear" smallint, "payerId" uuid, "recipientNumber" text, "fileId" uuid, "lineNo" integer, name text, kana text, "birthOn" date, yearly bigint, "careWithheld" boolean, "personId" uuid)
    on conflict (tenant_id, fiscal_year, payer_id, recipient_number) do update set file_id = excluded.file_id, line_no = excluded.line_no, name = excluded.name, kana = excluded.kana, birth_on = excluded.birth_on, yearly = excluded.yearly,
      care_withheld = excluded.care_withheld, person_id = coalesce(tax_individual.pension_entry.person_id, excluded.person_id)`)
}

/** Entries of a payer and year: all, or those of some numbers. */
export async function listEntries(tx: Tx, { fiscalYear, payerId, numbers }: OfPayer): Promise<readonly PensionEntry[]> {
  return (await tx.db.many<EntryRow>(sql`
    select e.fiscal_year, e.payer_id, e.recipient_number, e.file_id, e.line_no, e.name, e.kana, e.birth_on, e.yearly, e.care_withheld, e.person_id from tax_individual.pension_entry e
    where e.tenant_id = ${tx.tenant} and e.fiscal_year = ${fiscalYear} and e.payer_id = ${payerId} and (${numbers === undefined} or e.recipient_number = any(${[...(numbers ?? [])]}::text[])) order by e.recipient_number`)).map(entryOf)
}

/** Payers with entries of a year: how many, how many of them nobody was found for, and what was asked and answered. */
export async function listPayersOfYear(tx: Tx, fiscalYear: number): Promise<readonly { payer_id: string; entries: number; unknown: number; taken: number; refused: number }[]> {
  return await tx.db.many(sql`
    select e.payer_id, count(*)::integer as entries, count(*) filter (where e.person_id is null)::integer as unknown, count(*) filter (where q.kind in ('start', 'change') and q.result_code is not distinct from '00')::integer as taken,
      count(*) filter (where q.result_code <> '00')::integer as refused
    from tax_individual.pension_entry e
    left join lateral (select r.kind, r.result_code from tax_individual.pension_request r where r.tenant_id = ${tx.tenant} and r.fiscal_year = e.fiscal_year and r.payer_id = e.payer_id and r.recipient_number = e.recipient_number order by r.request_no desc limit 1) q on true
    where e.tenant_id = ${tx.tenant} and e.fiscal_year = ${fiscalYear} group by e.payer_id order by e.payer_id`)
}

/** A payer with entries of a year: for examples. */
export async function findAnyEntryPayer(tx: Tx, fiscalYear: number): Promise<string | undefined> {
  return (await tx.db.find<{ payer_id: string }>(sql`select e.payer_id from tax_individual.pension_entry e where e.tenant_id = ${tx.tenant} and e.fiscal_year = ${fiscalYear} order by e.payer_id limit 1`))?.payer_id
}

/** A request as it was made, with what the payer answered. */
export interface PensionRequest extends Asked {
  readonly fiscalYear: number; readonly payerId: string; readonly recipientNumber: string; readonly requestNo: number; readonly personId: string | null; readonly fileId: string; readonly resultCode: string | null
}

interface RequestRow { fiscal_year: number; payer_id: string; recipient_number: string; request_no: number; kind: RequestKind; person_id: string | null; notice_no: string | null; amounts: number[]; reason: NoneReason | null; file_id: string; result_code: string | null }
const requestOf = (row: RequestRow): PensionRequest => ({
  fiscalYear: row.fiscal_year, payerId: row.payer_id, recipientNumber: row.recipient_number, requestNo: row.request_no, kind: row.kind, personId: row.person_id, noticeNo: row.notice_no, amounts: row.amounts as Yen[], reason: row.reason, fileId: row.file_id, resultCode: row.result_code,
})
const requestColumns = sql.raw('r.fiscal_year, r.payer_id, r.recipient_number, r.request_no, r.kind, r.person_id, r.notice_no, r.amounts, r.reason, r.file_id, r.result_code')

/** All requests to a payer of a year, in order: of all entries, or of some numbers. */
export async function listRequests(tx: Tx, { fiscalYear, payerId, numbers }: OfPayer): Promise<readonly PensionRequest[]> {
  return (await tx.db.many<RequestRow>(sql`
    select ${requestColumns} from tax_individual.pension_request r where r.tenant_id = ${tx.tenant} and r.fiscal_year = ${fiscalYear} and r.payer_id = ${payerId} and (${numbers === undefined} or r.recipient_number = any(${[...(numbers ?? [])]}::text[]))
    order by r.recipient_number, r.request_no`)).map(requestOf)
}

export async function listRequestsOfFile(tx: Tx, fileId: string): Promise<readonly PensionRequest[]> {
  return (await tx.db.many<RequestRow>(sql`select ${requestColumns} from tax_individual.pension_request r where r.tenant_id = ${tx.tenant} and r.file_id = ${fileId} order by r.recipient_number`)).map(requestOf)
}

export async function insertRequests(tx: Tx, requests: readonly Omit<PensionRequest, 'resultCode'>[]): Promise<void> {
  if (requests.length === 0) return
  await tx.db.run(sql`
    insert into tax_individual.pension_request (tenant_id, fiscal_year, payer_id, recipient_number, request_no, kind, person_id, notice_no, amounts, reason, file_id, requested_at)
    select ${tx.tenant}, g."fiscalYear", g."payerId", g."recipientNumber", g."requestNo", g.kind, g."personId", g."noticeNo", g.amounts, g.reason, g."fileId", ${tx.now}
    from json_to_recordset(${JSON.stringify(requests)}::json) as g("fiscalYear" smallint, "payerId" uuid, "recipientNumber" text, "requestNo" smallint, kind text, "personId" uuid, "noticeNo" text, amounts bigint[], reason text, "fileId" uuid)`)
}

/** Keeps what a payer answered. */
export async function keepResults(tx: Tx, fileId: string, results: readonly (Pick<PensionRequest, 'fiscalYear' | 'payerId' | 'recipientNumber' | 'requestNo'> & { readonly resultCode: string })[]): Promise<void> {
  if (results.length === 0) return
  await tx.db.run(sql`
    update tax_individual.pension_request r set result_code = g."resultCode", result_file_id = ${fileId}, result_at = ${tx.now}
    from json_to_recordset(${JSON.stringify(results)}::json) as g("fiscalYear" smallint, "payerId" uuid, "recipientNumber" text, "requestNo" smallint, "resultCode" text)
    where r.tenant_id = ${tx.tenant} and r.fiscal_year = g."fiscalYear" and r.payer_id = g."payerId" and r.recipient_number = g."recipientNumber" and r.request_no = g."requestNo"`)
}
