import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { sql } from '../../platform/db/db.ts'
import type { Difference, KioskForm, OwnSheet, SheetEnd } from './model.ts'

export interface PrintedRow { readonly kiosk_request_id: string; readonly number: string; readonly form: KioskForm; readonly fee_yen: Yen; readonly ended_on: PlainDate; readonly kiosk: string; readonly store: string }

/** Sheets printed on the days of a month, by number: what the stores have been paid for — 精算する紙. */
export async function listPrintedIn(tx: Tx, from: PlainDate, until: PlainDate): Promise<PrintedRow[]> {
  return await tx.db.many<PrintedRow>(sql`
    select e.kiosk_request_id, s.number, r.form, r.fee_yen, e.ended_on, r.kiosk, r.store from certificates.kiosk_sheet_end e
    join certificates.kiosk_sheet s on s.tenant_id = ${tx.tenant} and s.kiosk_request_id = e.kiosk_request_id and s.line_no = e.line_no
    join certificates.kiosk_request r on r.tenant_id = ${tx.tenant} and r.kiosk_request_id = e.kiosk_request_id
    where e.tenant_id = ${tx.tenant} and e.ended_on >= ${from} and e.ended_on <= ${until} and e.state = 'printed' order by s.number`)
}

/** Whatever of ours bears one of these numbers. */
export async function listOwnByNumber(tx: Tx, numbers: readonly string[], of: { readonly from: PlainDate; readonly until: PlainDate }): Promise<OwnSheet[]> {
  const rows = await tx.db.many<{ kiosk_request_id: string; number: string; fee_yen: Yen; state: SheetEnd | null; is_of_month: boolean }>(sql`
    select s.kiosk_request_id, s.number, r.fee_yen, e.state, coalesce(e.ended_on >= ${of.from} and e.ended_on <= ${of.until}, false) as is_of_month from certificates.kiosk_sheet s
    join certificates.kiosk_request r on r.tenant_id = ${tx.tenant} and r.kiosk_request_id = s.kiosk_request_id
    left join certificates.kiosk_sheet_end e on e.tenant_id = ${tx.tenant} and e.kiosk_request_id = s.kiosk_request_id and e.line_no = s.line_no
    where s.tenant_id = ${tx.tenant} and s.number = any(${numbers}::text[])`)
  return rows.map((row) => ({ requestId: row.kiosk_request_id, number: row.number, feeYen: row.fee_yen, state: row.state, isOfMonth: row.is_of_month }))
}

export interface SettlementRow {
  readonly settlement_id: string; readonly month: PlainDate; readonly run_no: number; readonly file_digest: string; readonly file_count: number; readonly file_yen: Yen; readonly own_count: number; readonly own_yen: Yen
  readonly loaded_at: Instant; readonly loaded_by_name: string
}

export type NewSettlement = Omit<SettlementRow, 'run_no' | 'loaded_at' | 'loaded_by_name'>

/** Keeps a comparison and its differences; comparisons of a month stand in their order. */
export async function insertSettlement(tx: Tx, one: NewSettlement, differences: readonly Difference[]): Promise<void> {
  await tx.db.run(sql`select pg_advisory_xact_lock(${tx.tenant}, hashtext(${`certificates.kiosk-settlement:${one.month}`}))`)
  await tx.db.run(sql`
    insert into certificates.kiosk_settlement (tenant_id, settlement_id, month, run_no, file_digest, file_count, file_yen, own_count, own_yen, loaded_at, loaded_by, loaded_by_name)
    select ${tx.tenant}::integer, ${one.settlement_id}::uuid, ${one.month}::date, coalesce(max(k.run_no), 0) + 1, ${one.file_digest}::text, ${one.file_count}::integer, ${one.file_yen}::bigint, ${one.own_count}::integer, ${one.own_yen}::bigint,
      ${tx.now}::timestamptz, ${tx.actor.id}::uuid, ${tx.actor.name}::text
    from certificates.kiosk_settlement k where k.tenant_id = ${tx.tenant} and k.month = ${one.month}`)
  for (const [index, row] of differences.entries()) {
    await tx.db.run(sql`
      insert into certificates.kiosk_difference (tenant_id, settlement_id, line_no, kind, number, kiosk_request_id, own_yen, file_yen, file_line)
      values (${tx.tenant}, ${one.settlement_id}, ${index + 1}, ${row.kind}, ${row.number}, ${row.requestId}, ${row.ownYen}, ${row.fileYen}, ${row.fileLine})`)
  }
}

/** The comparisons of a month, the newest first. */
export async function listSettlements(tx: Tx, month: PlainDate): Promise<SettlementRow[]> {
  return await tx.db.many<SettlementRow>(sql`select * from certificates.kiosk_settlement where tenant_id = ${tx.tenant} and month = ${month} order by run_no desc`)
}

export interface DifferenceRow {
  readonly settlement_id: string; readonly line_no: number; readonly kind: Difference['kind']; readonly number: string; readonly kiosk_request_id: string | null; readonly own_yen: Yen | null; readonly file_yen: Yen | null; readonly file_line: number | null
  readonly finding: string | null; readonly ended_at: Instant | null; readonly ended_by_name: string | null
}

export async function listDifferences(tx: Tx, settlementId: string): Promise<DifferenceRow[]> {
  return await tx.db.many<DifferenceRow>(sql`
    select d.settlement_id, d.line_no, d.kind, d.number, d.kiosk_request_id, d.own_yen, d.file_yen, d.file_line, e.finding, e.ended_at, e.ended_by_name from certificates.kiosk_difference d
    left join certificates.kiosk_difference_end e on e.tenant_id = ${tx.tenant} and e.settlement_id = d.settlement_id and e.line_no = d.line_no
    where d.tenant_id = ${tx.tenant} and d.settlement_id = ${settlementId} order by d.line_no`)
}

/** Says what was found about a difference, once; the number of rows written. */
export async function endDifference(tx: Tx, settlementId: string, of: { readonly lineNo: number; readonly finding: string }): Promise<number> {
  return await tx.db.run(sql`
    insert into certificates.kiosk_difference_end (tenant_id, settlement_id, line_no, finding, ended_at, ended_by, ended_by_name)
    values (${tx.tenant}, ${settlementId}, ${of.lineNo}, ${of.finding}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name}) on conflict (tenant_id, settlement_id, line_no) do nothing`)
}

/** A difference that nobody has looked at, for examples. */
export async function findOpenDifference(tx: Tx): Promise<{ readonly settlement_id: string; readonly line_no: number } | undefined> {
  return await tx.db.find(sql`
    select d.settlement_id, d.line_no from certificates.kiosk_difference d
    where d.tenant_id = ${tx.tenant} and not exists (select from certificates.kiosk_difference_end e where e.tenant_id = ${tx.tenant} and e.settlement_id = d.settlement_id and e.line_no = d.line_no) order by d.settlement_id desc, d.line_no limit 1`)
}
