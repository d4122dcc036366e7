import type { Instant, PlainDate } from '../../../kernel/plain-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { anyOf, sql, type RawBuilder } from '../../../platform/db/db.ts'
import type { LedgerState, ReportKind, WaiverState } from './model.ts'
import { ledgerStateOf } from './rules/ledger.ts'

export interface Payer { readonly payerId: string; readonly version: number; readonly partyId: string; readonly report: ReportKind; readonly designationNumber: string }

interface PayerRow { payer_id: string; version: number; party_id: string; report: ReportKind; designation_number: string }

function payerOf(row: PayerRow): Payer {
  return { payerId: row.payer_id, version: row.version, partyId: row.party_id, report: row.report, designationNumber: row.designation_number }
}

const payerColumns = sql.raw('p.payer_id, p.version, p.party_id, p.report, p.designation_number')

export async function findPayer(tx: Tx, payerId: string): Promise<Payer | undefined> {
  const row = await tx.db.find<PayerRow>(sql`select ${payerColumns} from tax_individual.payer p where p.tenant_id = ${tx.tenant} and p.payer_id = ${payerId} and p.recorded_to is null`)
  return row && payerOf(row)
}

/** Payers by the numbers the town gave them. */
export async function listPayersByNumber(tx: Tx, numbers: readonly string[]): Promise<readonly Payer[]> {
  if (numbers.length === 0) return []
  const rows = await tx.db.many<PayerRow>(sql`
    select ${payerColumns} from tax_individual.payer p where p.tenant_id = ${tx.tenant} and p.designation_number = ${anyOf(numbers, 'text')} and p.recorded_to is null order by p.designation_number`)
  return rows.map(payerOf)
}

export async function findPayerOfParty(tx: Tx, partyId: string, report: ReportKind): Promise<Payer | undefined> {
  const row = await tx.db.find<PayerRow>(sql`
    select ${payerColumns} from tax_individual.payer p where p.tenant_id = ${tx.tenant} and p.party_id = ${partyId} and p.report = ${report} and p.recorded_to is null`)
  return row && payerOf(row)
}

export async function insertPayers(tx: Tx, payers: readonly Payer[]): Promise<void> {
  if (payers.length === 0) return
  await tx.db.run(sql`
    insert into tax_individual.payer (tenant_id, payer_id, version, party_id, report, designation_number, recorded_at, recorded_by)
    select ${tx.tenant}, g."payerId", g.version, g."partyId", g.report, g."designationNumber", ${tx.now}, ${tx.actor.id}::uuid
    from json_to_recordset(${JSON.stringify(payers)}::json) as g("payerId" uuid, version smallint, "partyId" uuid, report text, "designationNumber" text)`)
}

/** 宛名番号 of a corporation that is no payer of this kind yet: for examples of commands. */
export async function findFreeParty(tx: Tx, report: ReportKind): Promise<string | undefined> {
  const row = await tx.db.find<{ number: string }>(sql`
    select p.number from party.pub_party p
    where p.tenant_id = ${tx.tenant} and p.kind = 'corporation' and not exists (
      select from tax_individual.payer q where q.tenant_id = ${tx.tenant} and q.party_id = p.party_id and q.report = ${report} and q.recorded_to is null)
    order by p.tenant_id, p.party_id limit 1`)
  return row?.number
}

/** A summary sheet as it was taken in. */
export interface Summary {
  readonly version: number; readonly persons: number; readonly total: number | null; readonly receivedOn: PlainDate; readonly reason: string | null; readonly recordedAt: Instant; readonly recordedByName: string
}

interface SummaryRow { version: number; persons: number; total: number | null; received_on: PlainDate; reason: string | null; recorded_at: Instant; recorded_by_name: string }

/** The versions of a payer's summary of a year, the newest first. */
export async function listSummaries(tx: Tx, payerId: string, incomeYear: number): Promise<readonly Summary[]> {
  const rows = await tx.db.many<SummaryRow>(sql`
    select a.version, a.persons, a.total, a.received_on, a.reason, a.recorded_at, a.recorded_by_name from tax_individual.payer_summary a
    where a.tenant_id = ${tx.tenant} and a.income_year = ${incomeYear} and a.payer_id = ${payerId} order by a.version desc limit 50`)
  return rows.map((row) => ({ version: row.version, persons: row.persons, total: row.total, receivedOn: row.received_on, reason: row.reason, recordedAt: row.recorded_at, recordedByName: row.recorded_by_name }))
}

/** Closes the summary in force and puts the next version in its place. */
export async function replaceSummary(tx: Tx, summary: { payerId: string; incomeYear: number; version: number; persons: number; total: number | null; receivedOn: PlainDate; reason: string | null }): Promise<void> {
  await tx.db.run(sql`
    update tax_individual.payer_summary set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and income_year = ${summary.incomeYear} and payer_id = ${summary.payerId} and recorded_to is null`)
  await tx.db.run(sql`
    insert into tax_individual.payer_summary (tenant_id, income_year, payer_id, version, persons, total, received_on, reason, recorded_at, recorded_by, recorded_by_name)
    values (${tx.tenant}, ${summary.incomeYear}, ${summary.payerId}, ${summary.version}, ${summary.persons}, ${summary.total}, ${summary.receivedOn}, ${summary.reason}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

export interface Waiver {
  readonly waiverId: string; readonly payerId: string; readonly incomeYear: number; readonly state: 'proposed' | 'approved' | 'withdrawn'; readonly summaryVersion: number; readonly loadedPersons: number; readonly reason: string
  readonly proposedAt: Instant; readonly proposedBy: string; readonly proposedByName: string; readonly decidedAt: Instant | null; readonly decidedByName: string | null
}

interface WaiverRow {
  waiver_id: string; payer_id: string; income_year: number; state: Waiver['state']; summary_version: number; loaded_persons: number; reason: string
  proposed_at: Instant; proposed_by: string; proposed_by_name: string; decided_at: Instant | null; decided_by_name: string | null
}

const waiverColumns = sql.raw('w.waiver_id, w.payer_id, w.income_year, w.state, w.summary_version, w.loaded_persons, w.reason, w.proposed_at, w.proposed_by, w.proposed_by_name, w.decided_at, w.decided_by_name')

function waiverOf(row: WaiverRow): Waiver {
  return {
    waiverId: row.waiver_id, payerId: row.payer_id, incomeYear: row.income_year, state: row.state, summaryVersion: row.summary_version, loadedPersons: row.loaded_persons, reason: row.reason,
    proposedAt: row.proposed_at, proposedBy: row.proposed_by, proposedByName: row.proposed_by_name, decidedAt: row.decided_at, decidedByName: row.decided_by_name,
  }
}

export async function lockWaiver(tx: Tx, waiverId: string): Promise<Waiver | undefined> {
  const row = await tx.db.find<WaiverRow>(sql`select ${waiverColumns} from tax_individual.payer_waiver w where w.tenant_id = ${tx.tenant} and w.waiver_id = ${waiverId} for update`)
  return row && waiverOf(row)
}

/** The waiver of a payer and year that nobody took back. */
export async function findOpenWaiver(tx: Tx, payerId: string, incomeYear: number): Promise<Waiver | undefined> {
  const row = await tx.db.find<WaiverRow>(sql`
    select ${waiverColumns} from tax_individual.payer_waiver w where w.tenant_id = ${tx.tenant} and w.income_year = ${incomeYear} and w.payer_id = ${payerId} and w.state <> 'withdrawn'`)
  return row && waiverOf(row)
}

/** A waiver in a state: for examples of commands. */
export async function findAnyWaiver(tx: Tx, state: Waiver['state'], exceptBy: string | null): Promise<Waiver | undefined> {
  const row = await tx.db.find<WaiverRow>(sql`
    select ${waiverColumns} from tax_individual.payer_waiver w where w.tenant_id = ${tx.tenant} and w.state = ${state} and (${exceptBy}::uuid is null or w.proposed_by <> ${exceptBy}::uuid) order by w.waiver_id limit 1`)
  return row && waiverOf(row)
}

export async function insertWaiver(tx: Tx, waiver: Pick<Waiver, 'waiverId' | 'payerId' | 'incomeYear' | 'summaryVersion' | 'loadedPersons' | 'reason'>): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.payer_waiver (tenant_id, waiver_id, income_year, payer_id, summary_version, loaded_persons, reason, state, proposed_at, proposed_by, proposed_by_name)
    values (${tx.tenant}, ${waiver.waiverId}, ${waiver.incomeYear}, ${waiver.payerId}, ${waiver.summaryVersion}, ${waiver.loadedPersons}, ${waiver.reason}, 'proposed', ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

export async function decideWaiver(tx: Tx, waiverId: string, state: 'approved' | 'withdrawn'): Promise<void> {
  await tx.db.run(sql`
    update tax_individual.payer_waiver set state = ${state}, decided_at = ${tx.now}, decided_by = ${tx.actor.id}, decided_by_name = ${tx.actor.name} where tenant_id = ${tx.tenant} and waiver_id = ${waiverId}`)
}

/** A payer with what it announced of a year and what arrived. */
export interface LedgerLine extends Payer {
  readonly name: string
  readonly residentId: string | null
  readonly summaryVersion: number | null
  readonly announced: { readonly persons: number; readonly total: number | null } | null
  readonly loaded: { readonly persons: number; readonly total: number }
  readonly loadedBefore: number
  readonly state: LedgerState
  readonly waiver: WaiverState
}

interface LedgerRow extends PayerRow {
  name: string; resident_id: string | null; summary_version: number | null; announced_persons: number | null; announced_total: number | null
  loaded_persons: number; loaded_total: number; loaded_before: number; waiver: 'proposed' | 'approved' | null
}

/** Every payer with its summary, its reports that arrived (in force, or not yet found to be anybody's) and those of the year before, in the order of the numbers; or one of them. */
export async function listLedger(tx: Tx, incomeYear: number, payerId: string | null = null): Promise<readonly LedgerLine[]> {
  const rows = await tx.db.many<LedgerRow>(sql`
    with p as materialized (
      select ${payerColumns} from tax_individual.payer p where p.tenant_id = ${tx.tenant} and p.recorded_to is null and (${payerId}::uuid is null or p.payer_id = ${payerId}::uuid)),
    arrived as (
      select s.income_year, s.payer_party_id as party_id, s.kind, count(*) as persons, sum(case s.kind when 'salary-report' then s.salary_revenue else s.pension_revenue end) as total
      from tax_individual.income_statement s
      where s.tenant_id = ${tx.tenant} and s.income_year between ${incomeYear - 1} and ${incomeYear} and s.recorded_to is null and s.payer_party_id is not null and ${ofOne(payerId)}
      group by s.income_year, s.payer_party_id, s.kind
      union all
      select r.income_year, p.party_id, r.kind, count(*), sum(r.amount)
      from tax_individual.return_row r join p on p.payer_id = r.payer_id
      where r.tenant_id = ${tx.tenant} and r.income_year between ${incomeYear - 1} and ${incomeYear} and r.state in ('waiting', 'aside', 'forwarded')
      group by r.income_year, p.party_id, r.kind),
    loaded as materialized (
      select income_year, party_id, kind, sum(persons)::bigint as persons, sum(total)::bigint as total from arrived group by income_year, party_id, kind)
    select ${payerColumns}, coalesce(n.name, '') as name, n.resident_id, a.version as summary_version, a.persons as announced_persons, a.total as announced_total,
      coalesce(l.persons, 0) as loaded_persons, coalesce(l.total, 0) as loaded_total, coalesce(b.persons, 0) as loaded_before, w.state as waiver
    from p
    left join party.pub_party n on n.tenant_id = ${tx.tenant} and n.party_id = p.party_id
    left join tax_individual.payer_summary a on a.tenant_id = ${tx.tenant} and a.income_year = ${incomeYear} and a.payer_id = p.payer_id and a.recorded_to is null
    left join loaded l on l.income_year = ${incomeYear} and l.party_id = p.party_id and l.kind = p.report
    left join loaded b on b.income_year = ${incomeYear - 1} and b.party_id = p.party_id and b.kind = p.report
    left join tax_individual.payer_waiver w on w.tenant_id = ${tx.tenant} and w.income_year = ${incomeYear} and w.payer_id = p.payer_id and w.state <> 'withdrawn'
      and w.summary_version = a.version and w.loaded_persons <= coalesce(l.persons, 0)
    order by p.designation_number`)
  return rows.map(lineOf)
}

/** Reports of one payer alone are counted through the index. */
function ofOne(payerId: string | null): RawBuilder<unknown> {
  return payerId === null ? sql`true` : sql`s.payer_party_id = (select p.party_id from p)`
}

function lineOf(row: LedgerRow): LedgerLine {
  const announced = row.announced_persons === null ? null : { persons: row.announced_persons, total: row.announced_total }
  const loaded = { persons: row.loaded_persons, total: row.loaded_total }
  return {
    ...payerOf(row), name: row.name, residentId: row.resident_id, summaryVersion: row.summary_version, announced, loaded, loadedBefore: row.loaded_before,
    state: ledgerStateOf(announced, loaded, row.loaded_before), waiver: row.waiver ?? 'none',
  }
}

export async function findLedgerLine(tx: Tx, payerId: string, incomeYear: number): Promise<LedgerLine | undefined> {
  const [line] = await listLedger(tx, incomeYear, payerId)
  return line
}

/** What arrived of each addressee and year, whether it is registered as a payer or not. */
export async function listReported(tx: Tx): Promise<readonly { readonly partyId: string; readonly report: ReportKind; readonly incomeYear: number; readonly persons: number; readonly total: number }[]> {
  return await tx.db.many(sql`
    select s.payer_party_id as "partyId", s.kind as report, s.income_year as "incomeYear", count(*) as persons, sum(case s.kind when 'salary-report' then s.salary_revenue else s.pension_revenue end)::bigint as total
    from tax_individual.income_statement s
    where s.tenant_id = ${tx.tenant} and s.recorded_to is null and s.payer_party_id is not null and s.kind in ('salary-report', 'pension-report')
    group by s.kind, s.payer_party_id, s.income_year order by s.kind desc, s.payer_party_id, s.income_year`)
}

/** First summaries of many payers at once. */
export async function insertFirstSummaries(tx: Tx, summaries: readonly { readonly payerId: string; readonly incomeYear: number; readonly persons: number; readonly total: number; readonly receivedOn: PlainDate }[]): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.payer_summary (tenant_id, income_year, payer_id, version, persons, total, received_on, recorded_at, recorded_by, recorded_by_name)
    select ${tx.tenant}, g."incomeYear", g."payerId", 1, g.persons, g.total, g."receivedOn", ${tx.now}, ${tx.actor.id}::uuid, ${tx.actor.name}
    from json_to_recordset(${JSON.stringify(summaries)}::json) as g("payerId" uuid, "incomeYear" smallint, persons integer, total bigint, "receivedOn" date)`)
}

/** Some payer: for examples of queries. */
export async function findAnyPayer(tx: Tx): Promise<Payer | undefined> {
  const row = await tx.db.find<PayerRow>(sql`select ${payerColumns} from tax_individual.payer p where p.tenant_id = ${tx.tenant} and p.recorded_to is null order by p.designation_number limit 1`)
  return row && payerOf(row)
}
