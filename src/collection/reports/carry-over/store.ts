import type { Instant, PlainDate } from '../../../kernel/plain-date.ts'
import type { Yen } from '../../../kernel/yen.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { sql } from '../../../platform/db/db.ts'
import type { DebtPart } from '../../rules/debt-part.ts'

/** The carrying over of a year — 滞納繰越. */
export interface CarryOver {
  readonly runId: string; readonly fromYear: number; readonly closingOn: PlainDate; readonly lines: number; readonly tax: Yen; readonly late: Yen; readonly fee: Yen; readonly openedAt: Instant; readonly openedBy: string; readonly openedByName: string
  readonly approvedAt: Instant | null; readonly approvedByName: string | null; readonly withdrawnAt: Instant | null; readonly withdrawnByName: string | null; readonly reason: string | null
}

interface RunRow {
  run_id: string; from_year: number; closing_on: PlainDate; lines: number; tax: Yen; late: Yen; fee: Yen; opened_at: Instant; opened_by: string; opened_by_name: string; approved_at: Instant | null; approved_by_name: string | null; withdrawn_at: Instant | null; withdrawn_by_name: string | null; reason: string | null
}

const runOf = (row: RunRow): CarryOver => ({
  runId: row.run_id, fromYear: row.from_year, closingOn: row.closing_on, lines: row.lines, tax: row.tax, late: row.late, fee: row.fee, openedAt: row.opened_at, openedBy: row.opened_by, openedByName: row.opened_by_name, approvedAt: row.approved_at, approvedByName: row.approved_by_name,
  withdrawnAt: row.withdrawn_at, withdrawnByName: row.withdrawn_by_name, reason: row.reason,
})

export async function listRuns(tx: Tx, limit: number): Promise<readonly CarryOver[]> {
  return (await tx.db.many<RunRow>(sql`select * from collection.carry_over o where o.tenant_id = ${tx.tenant} order by o.from_year desc, (o.withdrawn_at is not null), o.run_id desc limit ${limit}`)).map(runOf)
}

/** The one of a year that was not withdrawn. */
export async function findStanding(tx: Tx, fromYear: number): Promise<CarryOver | undefined> {
  const row = await tx.db.find<RunRow>(sql`select * from collection.carry_over o where o.tenant_id = ${tx.tenant} and o.from_year = ${fromYear} and o.withdrawn_at is null`)
  return row && runOf(row)
}

/** Takes a run for this transaction. */
export async function lockRun(tx: Tx, runId: string): Promise<CarryOver | undefined> {
  const row = await tx.db.find<RunRow>(sql`select * from collection.carry_over o where o.tenant_id = ${tx.tenant} and o.run_id = ${runId} for update`)
  return row && runOf(row)
}

export async function insertRun(tx: Tx, run: Pick<CarryOver, 'runId' | 'fromYear' | 'closingOn' | 'lines' | DebtPart>): Promise<void> {
  await tx.db.run(sql`
    insert into collection.carry_over (tenant_id, run_id, from_year, closing_on, lines, tax, late, fee, opened_at, opened_by, opened_by_name)
    values (${tx.tenant}, ${run.runId}, ${run.fromYear}, ${run.closingOn}, ${run.lines}, ${run.tax}, ${run.late}, ${run.fee}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

/** What was owed of each charge of a year and before at the end of a day. */
export async function sumsOwed(tx: Tx, fromYear: number, on: PlainDate): Promise<{ lines: number } & Record<DebtPart, Yen>> {
  return await tx.db.one(sql`
    select count(*)::integer as lines, coalesce(sum(o.tax), 0)::bigint as tax, coalesce(sum(o.late), 0)::bigint as late, coalesce(sum(o.fee), 0)::bigint as fee from (${owed(tx, fromYear, on)}) o`)
}

export async function insertLines(tx: Tx, run: Pick<CarryOver, 'runId' | 'fromYear' | 'closingOn'>): Promise<void> {
  await tx.db.run(sql`insert into collection.carry_over_line (tenant_id, run_id, charge_id, tax, late, fee) select ${tx.tenant}, ${run.runId}, o.charge_id, o.tax, o.late, o.fee from (${owed(tx, run.fromYear, run.closingOn)}) o`)
}

const owed = (tx: Tx, fromYear: number, on: PlainDate) => sql`
  select l.charge_id,
    coalesce(sum(case when l.debit = 'receivable' then l.amount when l.credit = 'receivable' then -l.amount end), 0)::bigint as tax,
    coalesce(sum(case when l.debit = 'late-receivable' then l.amount when l.credit = 'late-receivable' then -l.amount end), 0)::bigint as late,
    coalesce(sum(case when l.debit = 'fee-receivable' then l.amount when l.credit = 'fee-receivable' then -l.amount end), 0)::bigint as fee
  from collection.charge c join collection.ledger l on l.tenant_id = ${tx.tenant} and l.charge_id = c.charge_id
  where c.tenant_id = ${tx.tenant} and c.fiscal_year <= ${fromYear} and l.posted_on <= ${on}
  group by l.charge_id
  having sum(case when l.debit = 'receivable' then l.amount when l.credit = 'receivable' then -l.amount end) <> 0 or sum(case when l.debit = 'late-receivable' then l.amount when l.credit = 'late-receivable' then -l.amount end) <> 0
    or sum(case when l.debit = 'fee-receivable' then l.amount when l.credit = 'fee-receivable' then -l.amount end) <> 0`

/** An amount that goes from one year to the next. */
export interface CarryOverEntry { readonly levyCode: string; readonly fiscalYear: number; readonly kind: DebtPart; readonly amount: Yen }

/** Sums of the lines of a run by levy, year of the debt and kind. */
export async function listEntrySums(tx: Tx, runId: string): Promise<CarryOverEntry[]> {
  return (await tx.db.many<{ levy_code: string; fiscal_year: number; kind: DebtPart; amount: Yen }>(sql`
    select c.levy_code, c.fiscal_year, k.kind, sum(k.amount)::bigint as amount
    from collection.carry_over_line o join collection.charge c on c.tenant_id = ${tx.tenant} and c.charge_id = o.charge_id
    cross join lateral (values ('tax', o.tax), ('late', o.late), ('fee', o.fee)) as k (kind, amount)
    where o.tenant_id = ${tx.tenant} and o.run_id = ${runId} group by c.levy_code, c.fiscal_year, k.kind having sum(k.amount) > 0 order by c.levy_code, c.fiscal_year, k.kind`))
    .map((row) => ({ levyCode: row.levy_code, fiscalYear: row.fiscal_year, kind: row.kind, amount: row.amount }))
}

export async function insertEntries(tx: Tx, run: Pick<CarryOver, 'runId' | 'fromYear'>, entries: readonly CarryOverEntry[]): Promise<void> {
  await tx.db.run(sql`
    insert into collection.carry_over_entry (tenant_id, run_id, line_no, levy_code, fiscal_year, kind, from_year, to_year, amount, posted_on, recorded_at, recorded_by)
    select ${tx.tenant}, ${run.runId}, e.line_no, e.levy_code, e.fiscal_year, e.kind, ${run.fromYear}, ${run.fromYear + 1}, e.amount, ${tx.today}, ${tx.now}, ${tx.actor.id}
    from unnest(${entries.map((one) => one.levyCode)}::text[], ${entries.map((one) => one.fiscalYear)}::integer[], ${entries.map((one) => one.kind)}::text[], ${entries.map((one) => one.amount)}::bigint[]) with ordinality as e(levy_code, fiscal_year, kind, amount, line_no)`)
}

export async function approve(tx: Tx, runId: string): Promise<void> {
  await tx.db.run(sql`update collection.carry_over set approved_at = ${tx.now}, approved_by = ${tx.actor.id}, approved_by_name = ${tx.actor.name} where tenant_id = ${tx.tenant} and run_id = ${runId}`)
}

export async function withdraw(tx: Tx, runId: string, reason: string): Promise<void> {
  await tx.db.run(sql`update collection.carry_over set withdrawn_at = ${tx.now}, withdrawn_by_name = ${tx.actor.name}, reason = ${reason} where tenant_id = ${tx.tenant} and run_id = ${runId}`)
}
