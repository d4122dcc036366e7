import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { sql, type RawBuilder } from '../../platform/db/db.ts'
import type { Item } from '../model.ts'
import type { KioskForm, KioskScope, KioskSheet, ReportFault, SheetEnd } from './model.ts'

const gate = 'certificates.kiosk'

/** Held together by all who issue at kiosks, until they end: a stop waits for them, and nobody issues beside it. */
export async function holdOpen(tx: Tx): Promise<void> {
  await tx.db.run(sql`select pg_advisory_xact_lock_shared(${tx.tenant}, hashtext(${gate}))`)
}

/** Waits until nobody issues at a kiosk any more and keeps everybody else waiting. */
export async function holdShut(tx: Tx): Promise<void> {
  await tx.db.run(sql`select pg_advisory_xact_lock(${tx.tenant}, hashtext(${gate}))`)
}

/** Makes all who speak of one request wait for each other. */
export async function lockRequest(tx: Tx, requestId: string): Promise<void> {
  await tx.db.run(sql`select pg_advisory_xact_lock(${tx.tenant}, hashtext(${`${gate}:${requestId}`}))`)
}

/** A request as it stands in the log, without its sheets. */
export interface RequestRow {
  readonly kiosk_request_id: string; readonly content_digest: string; readonly card_id: string | null; readonly person_id: string | null; readonly form: KioskForm; readonly scope: KioskScope; readonly items: readonly Item[]; readonly copies: number
  readonly kiosk: string; readonly store: string; readonly asked_at: Instant; readonly received_on: PlainDate; readonly received_at: Instant; readonly outcome: string; readonly cause: string | null; readonly fee_yen: Yen
}

export type NewRequest = Omit<RequestRow, 'received_on' | 'received_at'>

/** Enters a request with its one outcome; whoever entered it first has told it. */
export async function insertRequest(tx: Tx, row: NewRequest): Promise<void> {
  await tx.db.run(sql`
    insert into certificates.kiosk_request (tenant_id, kiosk_request_id, content_digest, card_id, person_id, form, scope, items, copies, kiosk, store, asked_at, received_on, received_at, outcome, cause, fee_yen)
    values (${tx.tenant}, ${row.kiosk_request_id}, ${row.content_digest}, ${row.card_id}, ${row.person_id}, ${row.form}, ${row.scope}, ${row.items}::text[], ${row.copies}, ${row.kiosk}, ${row.store}, ${row.asked_at}, ${tx.today}, ${tx.now},
      ${row.outcome}, ${row.cause}, ${row.fee_yen})
    on conflict (tenant_id, kiosk_request_id) do nothing`)
}

export async function findRequest(tx: Tx, requestId: string): Promise<RequestRow | undefined> {
  return await tx.db.find<RequestRow>(sql`select * from certificates.kiosk_request where tenant_id = ${tx.tenant} and kiosk_request_id = ${requestId}`)
}

export interface NewSheet { readonly requestId: string; readonly lineNo: number; readonly issuanceId: string | null; readonly number: string; readonly documentId: string; readonly pageDigest: string; readonly pages: number }

export async function insertSheet(tx: Tx, sheet: NewSheet): Promise<void> {
  await tx.db.run(sql`
    insert into certificates.kiosk_sheet (tenant_id, kiosk_request_id, line_no, issuance_id, number, document_id, page_digest, pages, issued_at)
    values (${tx.tenant}, ${sheet.requestId}, ${sheet.lineNo}, ${sheet.issuanceId}, ${sheet.number}, ${sheet.documentId}, ${sheet.pageDigest}, ${sheet.pages}, ${tx.now})`)
  await tx.db.run(sql`insert into certificates.kiosk_waiting (tenant_id, kiosk_request_id, line_no, issued_at) values (${tx.tenant}, ${sheet.requestId}, ${sheet.lineNo}, ${tx.now})`)
}

export interface SheetRow {
  readonly kiosk_request_id: string; readonly line_no: number; readonly issuance_id: string | null; readonly number: string; readonly document_id: string; readonly page_digest: string; readonly pages: number; readonly issued_at: Instant
  readonly state: SheetEnd | null; readonly ended_on: PlainDate | null; readonly ended_at: Instant | null
}

function sheets(tx: Tx, rest: RawBuilder<unknown>): RawBuilder<SheetRow> {
  return sql<SheetRow>`
    select s.kiosk_request_id, s.line_no, s.issuance_id, s.number, s.document_id, s.page_digest, s.pages, s.issued_at, e.state, e.ended_on, e.ended_at from certificates.kiosk_sheet s
    left join certificates.kiosk_sheet_end e on e.tenant_id = ${tx.tenant} and e.kiosk_request_id = s.kiosk_request_id and e.line_no = s.line_no
    where s.tenant_id = ${tx.tenant} and ${rest}`
}

export async function listSheetsOf(tx: Tx, requestIds: readonly string[]): Promise<SheetRow[]> {
  if (requestIds.length === 0) return []
  return await tx.db.many<SheetRow>(sheets(tx, sql`s.kiosk_request_id = any(${requestIds}::uuid[]) order by s.kiosk_request_id, s.line_no`))
}

/** The sheet that bears a number, whatever request it answers. */
export async function findSheetByNumber(tx: Tx, number: string): Promise<SheetRow | undefined> {
  return await tx.db.find<SheetRow>(sheets(tx, sql`s.number = ${number}`))
}

/** Sheets of which nothing was heard since a moment, the oldest first. */
export async function listUnheard(tx: Tx, issuedBefore: Instant, limit: number): Promise<SheetRow[]> {
  return await tx.db.many<SheetRow>(sheets(tx, sql`(s.kiosk_request_id, s.line_no) in (
    select w.kiosk_request_id, w.line_no from certificates.kiosk_waiting w where w.tenant_id = ${tx.tenant} and w.issued_at < ${issuedBefore} order by w.issued_at, w.kiosk_request_id, w.line_no limit ${limit}) order by s.issued_at, s.number`))
}

/** A sheet that still waits to be printed, for examples. */
export async function findWaitingSheet(tx: Tx): Promise<SheetRow | undefined> {
  return await tx.db.find<SheetRow>(sheets(tx, sql`(s.kiosk_request_id, s.line_no) in (
    select w.kiosk_request_id, w.line_no from certificates.kiosk_waiting w where w.tenant_id = ${tx.tenant} order by w.issued_at desc, w.kiosk_request_id desc limit 1)`))
}

export function sheetOf(row: SheetRow): KioskSheet {
  const end = row.state === null || row.ended_on === null || row.ended_at === null ? null : { state: row.state, on: row.ended_on, at: row.ended_at }
  return { lineNo: row.line_no, issuanceId: row.issuance_id, number: row.number, documentId: row.document_id, pageDigest: row.page_digest, pages: row.pages, issuedAt: row.issued_at, end }
}

/** Says how a sheet ended, once; the number of rows written. */
export async function endSheet(tx: Tx, sheet: Pick<SheetRow, 'kiosk_request_id' | 'line_no'>, state: SheetEnd): Promise<number> {
  await tx.db.run(sql`delete from certificates.kiosk_waiting where tenant_id = ${tx.tenant} and kiosk_request_id = ${sheet.kiosk_request_id} and line_no = ${sheet.line_no}`)
  return await tx.db.run(sql`
    insert into certificates.kiosk_sheet_end (tenant_id, kiosk_request_id, line_no, state, ended_on, ended_at) values (${tx.tenant}, ${sheet.kiosk_request_id}, ${sheet.line_no}, ${state}, ${tx.today}, ${tx.now})
    on conflict (tenant_id, kiosk_request_id, line_no) do nothing`)
}

export async function insertCancellation(tx: Tx, requestId: string, reason: string): Promise<void> {
  await tx.db.run(sql`insert into certificates.kiosk_cancellation (tenant_id, kiosk_request_id, reason, recorded_at) values (${tx.tenant}, ${requestId}, ${reason}, ${tx.now}) on conflict (tenant_id, kiosk_request_id) do nothing`)
}

export async function findCancellation(tx: Tx, requestId: string): Promise<{ readonly reason: string; readonly recorded_at: Instant } | undefined> {
  return await tx.db.find(sql`select reason, recorded_at from certificates.kiosk_cancellation where tenant_id = ${tx.tenant} and kiosk_request_id = ${requestId}`)
}

export async function insertReport(tx: Tx, report: { readonly requestId: string; readonly number: string | null; readonly fault: ReportFault }): Promise<void> {
  await tx.db.run(sql`
    insert into certificates.kiosk_report (tenant_id, report_id, kiosk_request_id, number, fault, recorded_on, recorded_at)
    values (${tx.tenant}, ${newId()}, ${report.requestId}, ${report.number}, ${report.fault}, ${tx.today}, ${tx.now})`)
}

export interface ReportRow { readonly kiosk_request_id: string; readonly number: string | null; readonly fault: ReportFault; readonly recorded_at: Instant }

export async function listReportsOf(tx: Tx, requestId: string): Promise<ReportRow[]> {
  return await tx.db.many<ReportRow>(sql`select kiosk_request_id, number, fault, recorded_at from certificates.kiosk_report where tenant_id = ${tx.tenant} and kiosk_request_id = ${requestId} order by recorded_at, report_id`)
}

/** What the log shows: all, or requests that came to this. */
export type LogState = 'all' | 'printed' | 'waiting' | 'not-printed' | 'refused'
export interface LogWanted { readonly on: PlainDate; readonly state: LogState; readonly find: string | null; readonly after: string | null; readonly limit: number }

function hasState(tx: Tx, state: LogState): RawBuilder<unknown> {
  const some = (rest: RawBuilder<unknown>): RawBuilder<unknown> => sql`exists (
    select from certificates.kiosk_sheet s left join certificates.kiosk_sheet_end e on e.tenant_id = ${tx.tenant} and e.kiosk_request_id = s.kiosk_request_id and e.line_no = s.line_no
    where s.tenant_id = ${tx.tenant} and s.kiosk_request_id = r.kiosk_request_id and ${rest})`
  switch (state) {
    case 'all': return sql`true`
    case 'refused': return sql`r.outcome <> 'issued'`
    case 'printed': return some(sql`e.state = 'printed'`)
    case 'waiting': return some(sql`e.state is null`)
    case 'not-printed': return some(sql`e.state in ('not-printed', 'cancelled', 'timed-out')`)
  }
}

/** Requests of a day, in the order of the ids, which the centre gives by time; a word to find is the number of a sheet, a kiosk or a store. */
export async function listRequestsOn(tx: Tx, wanted: LogWanted): Promise<RequestRow[]> {
  const { find } = wanted
  const found = find === null ? sql`true` : sql`(r.kiosk = ${find} or r.store = ${find} or exists (select from certificates.kiosk_sheet s where s.tenant_id = ${tx.tenant} and s.number = ${find} and s.kiosk_request_id = r.kiosk_request_id))`
  return await tx.db.many<RequestRow>(sql`
    select r.* from certificates.kiosk_request r
    where r.tenant_id = ${tx.tenant} and r.received_on = ${wanted.on} and (${wanted.after}::uuid is null or (r.received_at, r.kiosk_request_id) > (
      select a.received_at, a.kiosk_request_id from certificates.kiosk_request a where a.tenant_id = ${tx.tenant} and a.kiosk_request_id = ${wanted.after}::uuid))
      and ${hasState(tx, wanted.state)} and ${found}
    order by r.received_at, r.kiosk_request_id limit ${wanted.limit}`)
}

export interface HourCount { readonly hour: number; readonly issued: number; readonly refused: number }

/** Requests of a day by the hour of the town's clock. */
export async function countByHour(tx: Tx, on: PlainDate): Promise<HourCount[]> {
  return await tx.db.many<HourCount>(sql`
    select extract(hour from received_at at time zone 'Asia/Tokyo')::integer as hour, count(*) filter (where outcome = 'issued')::integer as issued, count(*) filter (where outcome <> 'issued')::integer as refused
    from certificates.kiosk_request where tenant_id = ${tx.tenant} and received_on = ${on} group by 1 order by 1`)
}

export interface DayFigures { readonly printed: number; readonly printed_yen: Yen; readonly waiting: number; readonly spoiled: number }

/** How the sheets of a day's requests stand, and the fees of the printed ones. */
export async function figuresOn(tx: Tx, on: PlainDate): Promise<DayFigures> {
  return await tx.db.one<DayFigures>(sql`
    select count(*) filter (where e.state = 'printed')::integer as printed, coalesce(sum(r.fee_yen) filter (where e.state = 'printed'), 0)::bigint as printed_yen,
      count(*) filter (where e.state is null)::integer as waiting, count(*) filter (where e.state <> 'printed')::integer as spoiled
    from certificates.kiosk_request r join certificates.kiosk_sheet s on s.tenant_id = ${tx.tenant} and s.kiosk_request_id = r.kiosk_request_id
    left join certificates.kiosk_sheet_end e on e.tenant_id = ${tx.tenant} and e.kiosk_request_id = s.kiosk_request_id and e.line_no = s.line_no
    where r.tenant_id = ${tx.tenant} and r.received_on = ${on}`)
}

/** Any request, for examples: the newest. */
export async function findAnyRequest(tx: Tx): Promise<RequestRow | undefined> {
  return await tx.db.find<RequestRow>(sql`select * from certificates.kiosk_request where tenant_id = ${tx.tenant} order by received_on desc, received_at desc, kiosk_request_id desc limit 1`)
}
