import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import type { Yen } from '../kernel/yen.ts'
import type { Tx } from '../platform/command/tx.ts'
import { sql } from '../platform/db/db.ts'
import type { CashKind } from './model.ts'

/** A row of the cash book of one desk — 出納の一行. */
export interface CashEntry {
  readonly desk: string; readonly entry_no: number; readonly business_on: PlainDate; readonly kind: 'fee' | 'correction'; readonly document_kind: CashKind
  readonly payment: 'cash' | 'postal-order'; readonly count: number; readonly yen: Yen; readonly exemption: string | null; readonly request_id: string; readonly corrects_no: number | null; readonly reason: string | null
  readonly recorded_by: string; readonly recorded_by_name: string; readonly recorded_at: Instant
}

export type NewCashEntry = Pick<CashEntry, 'desk' | 'entry_no' | 'kind' | 'document_kind' | 'payment' | 'count' | 'yen' | 'exemption' | 'request_id' | 'corrects_no' | 'reason'>

export async function insertEntry(tx: Tx, entry: NewCashEntry): Promise<void> {
  tx.db.later(sql`
    insert into certificates.cash_entry (tenant_id, desk, entry_no, business_on, kind, document_kind, payment, count, yen, exemption, request_id, corrects_no, reason, recorded_by, recorded_by_name, recorded_at)
    values (${tx.tenant}, ${entry.desk}, ${entry.entry_no}, ${tx.today}, ${entry.kind}, ${entry.document_kind}, ${entry.payment}, ${entry.count}, ${entry.yen}, ${entry.exemption}, ${entry.request_id}, ${entry.corrects_no}, ${entry.reason}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now})`)
}

export async function findEntry(tx: Tx, desk: string, entryNo: number): Promise<CashEntry | undefined> {
  return await tx.db.find<CashEntry>(sql`select * from certificates.cash_entry where tenant_id = ${tx.tenant} and desk = ${desk} and entry_no = ${entryNo}`)
}

/** What is left of an entry after its corrections. */
export async function sumOfEntry(tx: Tx, desk: string, entryNo: number): Promise<{ readonly count: number; readonly yen: number }> {
  return await tx.db.one(sql`
    select coalesce(sum(count), 0)::integer as count, coalesce(sum(yen), 0)::bigint as yen from certificates.cash_entry
    where tenant_id = ${tx.tenant} and desk = ${desk} and (entry_no = ${entryNo} or corrects_no = ${entryNo})`)
}

/** The rows of a day, desk by desk. */
export async function listEntries(tx: Tx, on: PlainDate): Promise<CashEntry[]> {
  return await tx.db.many<CashEntry>(sql`select * from certificates.cash_entry where tenant_id = ${tx.tenant} and business_on = ${on} order by desk, entry_no`)
}

/** The rows of a desk and day that no closing covers yet. */
export async function listOpenEntries(tx: Tx, desk: string, on: PlainDate): Promise<CashEntry[]> {
  return await tx.db.many<CashEntry>(sql`
    select * from certificates.cash_entry where tenant_id = ${tx.tenant} and business_on = ${on} and desk = ${desk}
      and entry_no > (select coalesce(max(through_no), 0) from certificates.day_close where tenant_id = ${tx.tenant} and desk = ${desk})
    order by entry_no`)
}

/** The oldest day before this one of which rows of the desk are not closed. */
export async function findOpenDayBefore(tx: Tx, desk: string, on: PlainDate): Promise<PlainDate | undefined> {
  const row = await tx.db.one<{ business_on: PlainDate | null }>(sql`
    select min(business_on) as business_on from certificates.cash_entry
    where tenant_id = ${tx.tenant} and desk = ${desk} and business_on < ${on}
      and entry_no > (select coalesce(max(through_no), 0) from certificates.day_close where tenant_id = ${tx.tenant} and desk = ${desk})`)
  return row.business_on ?? undefined
}

/** A closing of a desk — 日計の締め. */
export interface DayClose {
  readonly desk: string; readonly close_no: number; readonly business_on: PlainDate; readonly from_no: number; readonly through_no: number; readonly count: number; readonly yen: Yen
  readonly counted_yen: Yen; readonly difference_reason: string | null; readonly closed_by_name: string; readonly recorded_at: Instant
}

export type NewDayClose = Omit<DayClose, 'closed_by_name' | 'recorded_at'>

export async function insertClose(tx: Tx, close: NewDayClose): Promise<void> {
  await tx.db.run(sql`
    insert into certificates.day_close (tenant_id, desk, close_no, business_on, from_no, through_no, count, yen, counted_yen, difference_reason, closed_by, closed_by_name, recorded_at)
    values (${tx.tenant}, ${close.desk}, ${close.close_no}, ${close.business_on}, ${close.from_no}, ${close.through_no}, ${close.count}, ${close.yen}, ${close.counted_yen}, ${close.difference_reason}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now})`)
}

export async function listCloses(tx: Tx, on: PlainDate): Promise<DayClose[]> {
  return await tx.db.many<DayClose>(sql`select * from certificates.day_close where tenant_id = ${tx.tenant} and business_on = ${on} order by desk, close_no`)
}

/** A desk and day for the example of closing: open and of others' money where there is such, else the newest. */
export async function findDeskToClose(tx: Tx): Promise<{ readonly desk: string; readonly business_on: PlainDate; readonly through_no: number } | undefined> {
  return await tx.db.find(sql`
    select e.desk, e.business_on, max(e.entry_no) as through_no from certificates.cash_entry e
    where e.tenant_id = ${tx.tenant}
    group by e.desk, e.business_on
    order by bool_or(e.recorded_by = ${tx.actor.id}), max(e.entry_no) <= coalesce((select max(c.through_no) from certificates.day_close c where c.tenant_id = ${tx.tenant} and c.desk = e.desk), 0), e.business_on, e.desk
    limit 1`)
}

/** A row to be corrected, for the example of correcting: one with money that nobody has corrected where there is such. */
export async function findAnyFee(tx: Tx): Promise<CashEntry | undefined> {
  return await tx.db.find<CashEntry>(sql`
    select e.* from certificates.cash_entry e where e.tenant_id = ${tx.tenant} and e.kind = 'fee'
    order by exists (select from certificates.cash_entry c where c.tenant_id = ${tx.tenant} and c.desk = e.desk and c.corrects_no = e.entry_no), e.yen = 0, e.business_on desc, e.desk, e.entry_no desc limit 1`)
}
