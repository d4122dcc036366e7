import { addDays, endOfMonth, type FiscalYear, type Instant, type PlainDate, plainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { sql } from '../../platform/db/db.ts'
import type { Account } from '../rules/posting.ts'
import type { TallyLine } from './rules.ts'

/** Before any ledger. */
const beginning = plainDate('1900-01-01')

interface TallyRow { month: PlainDate; levy_code: string; fiscal_year: FiscalYear; due_on: PlainDate; debit: Account; credit: Account; amount: Yen }

const lineOf = (row: TallyRow): TallyLine => ({ enteredOn: row.month, levyCode: row.levy_code, fiscalYear: row.fiscal_year, dueOn: row.due_on, debit: row.debit, credit: row.credit, amount: row.amount })

/** The last day up to which sums were kept, of those not after a day. */
export async function findTalliedThrough(tx: Tx, on: PlainDate): Promise<PlainDate> {
  const row = await tx.db.find<{ through: PlainDate | null }>(sql`select max(c.month) as through from collection.month_close c where c.tenant_id = ${tx.tenant} and c.close_no = 1 and c.month < ${addDays(on, 1)}`)
  const month = row?.through ?? null
  if (month === null) return beginning
  return endOfMonth(month) <= on ? endOfMonth(month) : (await findTalliedThrough(tx, addDays(month, -1)))
}

/** Sums of the closed months up to a day on which one ended. */
export async function listTally(tx: Tx, through: PlainDate): Promise<TallyLine[]> {
  return (await tx.db.many<TallyRow>(sql<TallyRow>`
    select month, levy_code, fiscal_year, due_on, debit, credit, amount from collection.month_tally where tenant_id = ${tx.tenant} and through <= ${through} order by through, line_no`)).map(lineOf)
}

/** The same from the ledger itself, for the days after one and up to another. */
export async function listLedgerSums(tx: Tx, after: PlainDate, until: PlainDate): Promise<TallyLine[]> {
  return (await tx.db.many<TallyRow>(sql<TallyRow>`
    select date_trunc('month', l.posted_on)::date as month, c.levy_code, c.fiscal_year, c.due_on, l.debit, l.credit, sum(l.amount)::bigint as amount
    from collection.ledger l join collection.charge c on c.tenant_id = ${tx.tenant} and c.charge_id = l.charge_id
    where l.tenant_id = ${tx.tenant} and l.posted_on > ${after} and l.posted_on <= ${until}
    group by 1, c.levy_code, c.fiscal_year, c.due_on, l.debit, l.credit order by 1, c.levy_code, c.fiscal_year, c.due_on, l.debit, l.credit`)).map(lineOf)
}

export async function insertTally(tx: Tx, through: PlainDate, lines: readonly TallyLine[]): Promise<void> {
  const column = <T>(of: (line: TallyLine) => T): T[] => lines.map(of)
  await tx.db.run(sql`
    insert into collection.month_tally (tenant_id, through, line_no, month, levy_code, fiscal_year, due_on, debit, credit, amount)
    select ${tx.tenant}, ${through}, l.line_no, l.month, l.levy_code, l.fiscal_year, l.due_on, l.debit, l.credit, l.amount
    from unnest(${column((line) => line.enteredOn)}::date[], ${column((line) => line.levyCode)}::text[], ${column((line) => line.fiscalYear)}::integer[], ${column((line) => line.dueOn)}::date[], ${column((line) => line.debit)}::text[], ${column((line) => line.credit)}::text[], ${column((line) => line.amount)}::bigint[])
      with ordinality as l(month, levy_code, fiscal_year, due_on, debit, credit, amount, line_no)`)
}

/** Payments that became money in a month, by channel. */
export interface ChannelLine { readonly month: PlainDate; readonly channel: string; readonly pieces: number; readonly amount: Yen }

export async function listChannelTally(tx: Tx, span: { readonly from: PlainDate; readonly through: PlainDate }): Promise<ChannelLine[]> {
  return await tx.db.many(sql`select month, channel, pieces, amount from collection.month_channel where tenant_id = ${tx.tenant} and through <= ${span.through} and month >= ${span.from} order by month, channel`)
}

export async function listChannelSums(tx: Tx, after: PlainDate, until: PlainDate): Promise<ChannelLine[]> {
  return await tx.db.many(sql`
    with entry as materialized (
      select l.posted_on, l.payment_id, l.amount from collection.ledger l
      where l.tenant_id = ${tx.tenant} and l.posted_on > ${after} and l.posted_on <= ${until} and ((l.kind = 'receipt' and l.debit in ('funds-expected', 'cash')) or l.kind = 'confirmation'))
    select date_trunc('month', l.posted_on)::date as month, p.channel, count(distinct l.payment_id)::integer as pieces, sum(l.amount)::bigint as amount
    from entry l join collection.payment p on p.tenant_id = ${tx.tenant} and p.payment_id = l.payment_id
    group by 1, p.channel order by 1, p.channel`)
}

export async function insertChannelTally(tx: Tx, through: PlainDate, lines: readonly ChannelLine[]): Promise<void> {
  await tx.db.run(sql`
    insert into collection.month_channel (tenant_id, through, month, channel, pieces, amount)
    select ${tx.tenant}, ${through}, l.month, l.channel, l.pieces, l.amount
    from unnest(${lines.map((line) => line.month)}::date[], ${lines.map((line) => line.channel)}::text[], ${lines.map((line) => line.pieces)}::integer[], ${lines.map((line) => line.amount)}::bigint[]) as l(month, channel, pieces, amount)`)
}

/** A closing of a month — 月次の締め. */
export interface MonthClose {
  readonly month: PlainDate; readonly closeNo: number; readonly moves: number; readonly amount: Yen; readonly digest: string; readonly closedAt: Instant; readonly closedBy: string; readonly closedByName: string
  readonly reopenedAt: Instant | null; readonly reopenedByName: string | null; readonly reason: string | null
}

interface CloseRow { month: PlainDate; close_no: number; moves: number; amount: Yen; digest: string; closed_at: Instant; closed_by: string; closed_by_name: string; reopened_at: Instant | null; reopened_by_name: string | null; reason: string | null }

const closeOf = (row: CloseRow): MonthClose => ({
  month: row.month, closeNo: row.close_no, moves: row.moves, amount: row.amount, digest: row.digest, closedAt: row.closed_at, closedBy: row.closed_by, closedByName: row.closed_by_name, reopenedAt: row.reopened_at, reopenedByName: row.reopened_by_name, reason: row.reason,
})

/** Closings, the newest month first. */
export async function listCloses(tx: Tx, limit: number): Promise<readonly MonthClose[]> {
  return (await tx.db.many<CloseRow>(sql`select * from collection.month_close m where m.tenant_id = ${tx.tenant} order by m.month desc, m.close_no desc limit ${limit}`)).map(closeOf)
}

/** The last closing of a month. */
export async function findClose(tx: Tx, month: PlainDate): Promise<MonthClose | undefined> {
  const rows = await tx.db.many<CloseRow>(sql`select * from collection.month_close m where m.tenant_id = ${tx.tenant} and m.month = ${month} order by m.close_no desc limit 1`)
  return rows.map(closeOf)[0]
}

export async function insertClose(tx: Tx, close: Pick<MonthClose, 'month' | 'closeNo' | 'moves' | 'amount' | 'digest'>): Promise<void> {
  await tx.db.run(sql`
    insert into collection.month_close (tenant_id, month, close_no, moves, amount, digest, closed_at, closed_by, closed_by_name)
    values (${tx.tenant}, ${close.month}, ${close.closeNo}, ${close.moves}, ${close.amount}, ${close.digest}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

export async function reopen(tx: Tx, close: Pick<MonthClose, 'month' | 'closeNo'>, reason: string): Promise<void> {
  await tx.db.run(sql`
    update collection.month_close set reopened_at = ${tx.now}, reopened_by = ${tx.actor.id}, reopened_by_name = ${tx.actor.name}, reason = ${reason}
    where tenant_id = ${tx.tenant} and month = ${close.month} and close_no = ${close.closeNo}`)
}

/** Lines of a span of days for the accounting system, by day. */
export interface DayLine extends Omit<TallyLine, 'enteredOn'> { readonly day: PlainDate }

export async function listDayLines(tx: Tx, from: PlainDate, to: PlainDate): Promise<DayLine[]> {
  const rows = await tx.db.many<TallyRow & { day: PlainDate }>(sql`
    select l.posted_on as day, c.levy_code, c.fiscal_year, c.due_on, l.debit, l.credit, sum(l.amount)::bigint as amount
    from collection.ledger l join collection.charge c on c.tenant_id = ${tx.tenant} and c.charge_id = l.charge_id
    where l.tenant_id = ${tx.tenant} and l.posted_on >= ${from} and l.posted_on <= ${to}
    group by l.posted_on, c.levy_code, c.fiscal_year, c.due_on, l.debit, l.credit order by l.posted_on, c.levy_code, c.fiscal_year, c.due_on, l.debit, l.credit`)
  return rows.map((row) => ({ day: row.day, levyCode: row.levy_code, fiscalYear: row.fiscal_year, dueOn: row.due_on, debit: row.debit, credit: row.credit, amount: row.amount }))
}
