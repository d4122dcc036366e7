import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { StoredLines } from '../../kernel/worksheet.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, firstId, type RawBuilder, sql } from '../../platform/db/db.ts'
import type { TaxClass } from './rules/assess.ts'
import type { Instalment } from './rules/collection.ts'
import type { CollectionMethod, Statement, StatementDetail, StatementKind } from './statement.ts'

const statementColumns = sql.raw('s.person_id, s.statement_id, s.income_year, s.version, s.kind, s.payer, s.payer_party_id, s.received_on, s.salary_revenue, s.pension_revenue, s.other_income, s.carried_loss, s.special_collection, s.detail, s.recorded_at')

interface StatementRow {
  person_id: string; statement_id: string; income_year: number; version: number; kind: StatementKind; payer: string | null; payer_party_id: string | null; received_on: PlainDate
  salary_revenue: number; pension_revenue: number; other_income: number; carried_loss: number; special_collection: boolean; detail: StatementDetail; recorded_at: Instant
}

function statementOf(row: StatementRow): Statement {
  return {
    statementId: row.statement_id, personId: row.person_id, incomeYear: row.income_year, version: row.version, kind: row.kind, payer: row.payer, payerPartyId: row.payer_party_id, receivedOn: row.received_on,
    salaryRevenue: row.salary_revenue as Yen, pensionRevenue: row.pension_revenue as Yen, otherIncome: row.other_income as Yen, carriedLoss: row.carried_loss as Yen,
    specialCollection: row.special_collection, detail: row.detail, recordedAt: row.recorded_at,
  }
}

/** A row as the office knew it at an instant. */
function knownAt(alias: string, at: Instant): RawBuilder<boolean> {
  const [from, to] = [sql.raw(`${alias}.recorded_at`), sql.raw(`${alias}.recorded_to`)]
  return sql`(${from} <= ${at} and (${to} is null or ${to} > ${at}))`
}

/** A statement with what the register says of its person on the assessment date. */
export interface StatementOnDate { readonly statement: Statement; readonly birthOn: PlainDate | null; readonly isResident: boolean; readonly status: string | null; readonly isDecided: boolean }

interface OnDateRow extends StatementRow { birth_date: PlainDate | null; is_resident: boolean | null; status: string | null; is_decided: boolean }

/** A page of statements in the order of persons, each with the register's word on its person: one query — 賦課の一頁. */
export async function pageOfStatements(tx: Tx, page: { incomeYear: number; assessmentDate: string; recordedAt: Instant; after: string | null; limit: number }): Promise<StatementOnDate[]> {
  const rows = await tx.db.many<OnDateRow>(sql`
    with s as (
      select * from tax_individual.income_statement s
      where s.tenant_id = ${tx.tenant} and s.income_year = ${page.incomeYear} and s.person_id > ${page.after ?? firstId}::uuid and ${knownAt('s', page.recordedAt)}
      order by s.tenant_id, s.income_year, s.person_id limit ${page.limit})
    select ${statementColumns}, h.birth_date, h.is_resident, h.status,
      exists (select from tax_individual.decision d where d.tenant_id = ${tx.tenant} and d.fiscal_year = ${page.incomeYear + 1} and d.person_id = s.person_id) as is_decided
    from s left join lateral (
      select h.birth_date, h.is_resident, h.status from resident.pub_person_history h
      where h.tenant_id = ${tx.tenant} and h.person_id = s.person_id and h.valid_from <= ${page.assessmentDate}::date and (h.valid_to is null or h.valid_to > ${page.assessmentDate}::date)
        and ${knownAt('h', page.recordedAt)} limit 1) h on true
    order by s.person_id, s.statement_id`)
  return rows.map((row) => ({ statement: statementOf(row), birthOn: row.birth_date, isResident: row.is_resident === true, status: row.status, isDecided: row.is_decided }))
}

/** Statements of these persons for a year as known at an instant. */
export async function listStatements(tx: Tx, question: { incomeYear: number; personIds: readonly string[]; recordedAt: Instant }): Promise<Statement[]> {
  if (question.personIds.length === 0) return []
  const rows = await tx.db.many<StatementRow>(sql`
    select ${statementColumns} from tax_individual.income_statement s
    where s.tenant_id = ${tx.tenant} and s.income_year = ${question.incomeYear} and s.person_id = ${anyOf(question.personIds)} and ${knownAt('s', question.recordedAt)}
    order by s.person_id, s.statement_id`)
  return rows.map(statementOf)
}

/** The register's word on persons on a day as known at an instant. */
export async function listPersonsOnDate(tx: Tx, question: { personIds: readonly string[]; on: string; recordedAt: Instant }): Promise<{ person_id: string; birth_date: PlainDate; is_resident: boolean; status: string }[]> {
  return await tx.db.many(sql`
    select h.person_id, h.birth_date, h.is_resident, h.status from resident.pub_person_history h
    where h.tenant_id = ${tx.tenant} and h.person_id = ${anyOf(question.personIds)} and h.valid_from <= ${question.on}::date and (h.valid_to is null or h.valid_to > ${question.on}::date)
      and ${knownAt('h', question.recordedAt)}`)
}

/** How many persons a run of a year will walk. */
export async function countPersonsWithStatements(tx: Tx, incomeYear: number): Promise<number> {
  const row = await tx.db.one<{ n: number }>(sql`
    select count(distinct s.person_id) as n from tax_individual.income_statement s where s.tenant_id = ${tx.tenant} and s.income_year = ${incomeYear} and s.recorded_to is null`)
  return row.n
}

/** One statement in force now, or undefined. */
export async function findStatement(tx: Tx, statementId: string): Promise<Statement | undefined> {
  const row = await tx.db.find<StatementRow>(sql`
    select ${statementColumns} from tax_individual.income_statement s where s.tenant_id = ${tx.tenant} and s.statement_id = ${statementId} and s.recorded_to is null`)
  return row && statementOf(row)
}

/** Statements in force now, by their ids. */
export async function listStatementsNow(tx: Tx, statementIds: readonly string[]): Promise<Statement[]> {
  if (statementIds.length === 0) return []
  const rows = await tx.db.many<StatementRow>(sql`
    select ${statementColumns} from tax_individual.income_statement s where s.tenant_id = ${tx.tenant} and s.statement_id = ${anyOf(statementIds)} and s.recorded_to is null order by s.statement_id`)
  return rows.map(statementOf)
}

/** Closes the recorded range of statements in force. */
export async function closeStatements(tx: Tx, statementIds: readonly string[]): Promise<void> {
  if (statementIds.length === 0) return
  await tx.db.run(sql`update tax_individual.income_statement set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and statement_id = ${anyOf(statementIds)} and recorded_to is null`)
}

/** Closes the recorded range of a statement: the only update. */
export async function closeStatement(tx: Tx, statement: Statement): Promise<number> {
  return await tx.db.run(sql`
    update tax_individual.income_statement set recorded_to = ${tx.now}
    where tenant_id = ${tx.tenant} and income_year = ${statement.incomeYear} and person_id = ${statement.personId} and statement_id = ${statement.statementId} and version = ${statement.version} and recorded_to is null`)
}

export async function insertStatement(tx: Tx, statement: Statement): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.income_statement (tenant_id, income_year, person_id, statement_id, version, kind, payer, payer_party_id, received_on, salary_revenue, pension_revenue, other_income, carried_loss, special_collection, detail, recorded_at, recorded_by)
    values (${tx.tenant}, ${statement.incomeYear}, ${statement.personId}, ${statement.statementId}, ${statement.version}, ${statement.kind}, ${statement.payer}, ${statement.payerPartyId}, ${statement.receivedOn},
      ${statement.salaryRevenue}, ${statement.pensionRevenue}, ${statement.otherIncome}, ${statement.carriedLoss}, ${statement.specialCollection}, ${JSON.stringify(statement.detail)}::jsonb, ${tx.now}, ${tx.actor.id})`)
}

/** A calculation as it is stored. */
export interface AssessmentRow {
  readonly assessmentId: string
  readonly personId: string
  readonly fiscalYear: number
  readonly runId: string | null
  readonly lawVersion: string
  readonly codeVersion: string
  readonly factsAt: Instant
  readonly recordedAt: Instant
  readonly taxClass: TaxClass
  readonly method: CollectionMethod
  readonly annualTax: Yen
  readonly lines: StoredLines
}

interface AssessmentDbRow {
  assessment_id: string; subject_id: string; period: number; run_id: string | null; law_version: string; code_version: string; facts_at: Instant; recorded_at: Instant
  tax_class: TaxClass; method: CollectionMethod; annual_tax: number; line_codes: number[]; yen: number[]
}

const assessmentColumns = sql.raw('a.assessment_id, a.subject_id, a.period, a.run_id, a.law_version, a.code_version, a.facts_at, a.recorded_at, a.tax_class, a.method, a.annual_tax, a.line_codes, a.yen')

function assessmentOf(row: AssessmentDbRow): AssessmentRow {
  return {
    assessmentId: row.assessment_id, personId: row.subject_id, fiscalYear: row.period, runId: row.run_id, lawVersion: row.law_version, codeVersion: row.code_version,
    factsAt: row.facts_at, recordedAt: row.recorded_at, taxClass: row.tax_class, method: row.method, annualTax: row.annual_tax as Yen,
    lines: { codes: row.line_codes, amounts: row.yen as Yen[] },
  }
}

export async function insertAssessment(tx: Tx, row: AssessmentRow): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.assessment (tenant_id, period, subject_id, assessment_id, run_id, law_version, code_version, facts_at, recorded_at, tax_class, method, annual_tax, line_codes, yen)
    values (${tx.tenant}, ${row.fiscalYear}, ${row.personId}, ${row.assessmentId}, ${row.runId}, ${row.lawVersion}, ${row.codeVersion}, ${row.factsAt}, ${row.recordedAt}, ${row.taxClass}, ${row.method}, ${row.annualTax},
      ${row.lines.codes}::smallint[], ${row.lines.amounts}::bigint[])`)
}

/** A page of a run's proposals that no decision rests on yet, in the order of persons. */
export async function pageOfProposals(tx: Tx, page: { fiscalYear: number; runId: string; after: string | null; limit: number }): Promise<Pick<AssessmentRow, 'assessmentId' | 'personId' | 'annualTax' | 'method' | 'lines'>[]> {
  const rows = await tx.db.many<Pick<AssessmentDbRow, 'assessment_id' | 'subject_id' | 'annual_tax' | 'method' | 'line_codes' | 'yen'>>(sql`
    select a.assessment_id, a.subject_id, a.annual_tax, a.method, a.line_codes, a.yen from tax_individual.assessment a
    where a.tenant_id = ${tx.tenant} and a.period = ${page.fiscalYear} and a.subject_id > ${page.after ?? firstId}::uuid and a.run_id = ${page.runId}
    order by a.tenant_id, a.period, a.subject_id limit ${page.limit}`)
  return rows.map((row) => ({ assessmentId: row.assessment_id, personId: row.subject_id, annualTax: row.annual_tax as Yen, method: row.method, lines: { codes: row.line_codes, amounts: row.yen as Yen[] } }))
}

/** A decision with the calculation it rests on. */
export interface DecisionRow {
  readonly personId: string
  readonly fiscalYear: number
  readonly decisionNo: number
  readonly sourceId: string
  readonly noticeNo: string
  readonly annualTax: Yen
  readonly method: CollectionMethod
  readonly instalments: readonly Instalment[]
  readonly partyId: string | null
  /** Taken off on application: the instalments add up to the annual tax less this — 減免額. */
  readonly exemption: Yen
  readonly reason: string | null
  readonly runId: string | null
  readonly decidedAt: Instant
  readonly assessment: AssessmentRow
}

interface DecisionDbRow extends AssessmentDbRow {
  decision_no: number; source_id: string; notice_no: string; decided_tax: number; decided_method: CollectionMethod; instalment_nos: number[]; due_on: PlainDate[]; instalments: number[]; instalment_parties: (string | null)[] | null; exemption: number
  party_id: string | null; reason: string | null; decided_at: Instant; decided_run: string | null
}

function decisionOf(row: DecisionDbRow): DecisionRow {
  return {
    personId: row.subject_id, fiscalYear: row.period, decisionNo: row.decision_no, sourceId: row.source_id, noticeNo: row.notice_no, annualTax: row.decided_tax as Yen, method: row.decided_method,
    instalments: row.instalments.map((_, index) => instalmentOf(row, index)), partyId: row.party_id, exemption: row.exemption as Yen, reason: row.reason, runId: row.decided_run, decidedAt: row.decided_at, assessment: assessmentOf(row),
  }
}

function instalmentOf(row: DecisionDbRow, index: number): Instalment {
  const partyId = row.instalment_parties?.[index]
  return { no: row.instalment_nos[index]!, dueOn: row.due_on[index]!, amount: row.instalments[index] as Yen, ...(partyId ? { partyId } : {}) }
}

const decisionColumns = sql.raw('d.decision_no, d.source_id, d.notice_no, d.annual_tax as decided_tax, d.method as decided_method, d.instalment_nos, d.due_on, d.instalments, d.instalment_parties, d.exemption, d.party_id, d.reason, d.decided_at, d.run_id as decided_run')
const decisionJoin = sql.raw('join tax_individual.assessment a on a.tenant_id = d.tenant_id and a.period = d.fiscal_year and a.subject_id = d.person_id and a.assessment_id = d.assessment_id')

/** All decisions of a person, the newest year and the newest decision first. */
export async function listDecisions(tx: Tx, personId: string, fiscalYear: number): Promise<DecisionRow[]> {
  const rows = await tx.db.many<DecisionDbRow>(sql`
    select ${decisionColumns}, ${assessmentColumns} from tax_individual.decision d ${decisionJoin}
    where d.tenant_id = ${tx.tenant} and a.tenant_id = ${tx.tenant} and d.person_id = ${personId} and d.fiscal_year = ${fiscalYear} order by d.decision_no desc limit 50`)
  return rows.map(decisionOf)
}

/** The last decision of a year of each of these persons. */
export async function listLastDecisions(tx: Tx, fiscalYear: number, personIds: readonly string[]): Promise<readonly DecisionRow[]> {
  if (personIds.length === 0) return []
  return await listDecisionsWhere(tx, sql`d.tenant_id = ${tx.tenant} and d.fiscal_year = ${fiscalYear} and d.person_id = ${anyOf(personIds)}
    and not exists (select from tax_individual.decision l where l.tenant_id = ${tx.tenant} and l.fiscal_year = ${fiscalYear} and l.person_id = d.person_id and l.decision_no > d.decision_no) order by d.person_id`)
}

/** Whether a notice of this decision has left the office, by itself or in a package. */
export async function isNoticeSent(tx: Tx, { fiscalYear, personId, decisionNo }: Pick<DecisionRow, 'fiscalYear' | 'personId' | 'decisionNo'>): Promise<boolean> {
  return (await tx.db.one<{ is_sent: boolean }>(sql`
    select exists (select from tax_individual.notice n where n.tenant_id = ${tx.tenant} and n.fiscal_year = ${fiscalYear} and n.person_id = ${personId} and n.decision_no = ${decisionNo})
      or exists (select from tax_individual.notice_piece p where p.tenant_id = ${tx.tenant} and p.fiscal_year = ${fiscalYear} and p.person_id = ${personId} and p.decision_no = ${decisionNo} and p.is_sent) as is_sent`)).is_sent
}

/** What the decisions before these asked for, by person: nothing before a first one. */
export async function listInstalmentsBefore(tx: Tx, fiscalYear: number, decisions: readonly Pick<DecisionRow, 'personId' | 'decisionNo'>[]): Promise<ReadonlyMap<string, readonly Instalment[]>> {
  const later = new Map(decisions.filter((one) => one.decisionNo > 1).map((one) => [one.personId, one.decisionNo]))
  if (later.size === 0) return new Map()
  const rows = await listDecisionsWhere(tx, sql`d.tenant_id = ${tx.tenant} and d.fiscal_year = ${fiscalYear} and d.person_id = ${anyOf([...later.keys()])} order by d.person_id, d.decision_no`)
  return new Map(rows.filter((row) => row.decisionNo === later.get(row.personId)! - 1).map((row) => [row.personId, row.instalments]))
}

/** Decisions with their calculations by a condition on `d`, which begins with the town and the year, and in its order. */
export async function listDecisionsWhere(tx: Tx, condition: RawBuilder<unknown>): Promise<DecisionRow[]> {
  const rows = await tx.db.many<DecisionDbRow>(sql`select ${decisionColumns}, ${assessmentColumns} from tax_individual.decision d ${decisionJoin} where a.tenant_id = ${tx.tenant} and ${condition}`)
  return rows.map(decisionOf)
}

/** A page of the decisions of a year in the order of persons, the one in force of each. */
export async function pageOfDecisions(tx: Tx, page: { fiscalYear: number; after: string | null; limit: number }): Promise<DecisionRow[]> {
  const rows = await tx.db.many<DecisionDbRow>(sql`
    select distinct on (d.person_id) ${decisionColumns}, ${assessmentColumns} from tax_individual.decision d ${decisionJoin}
    where d.tenant_id = ${tx.tenant} and a.tenant_id = ${tx.tenant} and d.fiscal_year = ${page.fiscalYear} and d.person_id > ${page.after ?? firstId}::uuid
    order by d.person_id, d.decision_no desc limit ${page.limit}`)
  return rows.map(decisionOf)
}

export interface NewDecision {
  readonly personId: string; readonly fiscalYear: number; readonly decisionNo: number; readonly assessmentId: string; readonly sourceId: string; readonly noticeNo: string
  readonly annualTax: Yen; readonly method: CollectionMethod; readonly instalments: readonly Instalment[]; readonly partyId: string | null; readonly exemption: Yen; readonly reason: string | null; readonly runId: string | null
}

export async function insertDecisions(tx: Tx, decisions: readonly NewDecision[]): Promise<void> {
  if (decisions.length === 0) return
  const column = <K extends keyof NewDecision>(key: K): NewDecision[K][] => decisions.map((one) => one[key])
  const list = <K extends keyof Instalment>(key: K): string[] => decisions.map((one) => `{${one.instalments.map((instalment) => instalment[key]).join(',')}}`)
  const parties = decisions.map((one) => (one.instalments.some((instalment) => instalment.partyId) ? `{${one.instalments.map((instalment) => instalment.partyId ?? 'null').join(',')}}` : null))
  await tx.db.run(sql`
    insert into tax_individual.decision (tenant_id, fiscal_year, person_id, decision_no, assessment_id, source_id, notice_no, annual_tax, method,
      instalment_nos, due_on, instalments, instalment_parties, exemption, party_id, reason, run_id, decided_at, decided_by)
    select ${tx.tenant}, d.fiscal_year, d.person_id, d.decision_no, d.assessment_id, d.source_id, d.notice_no, d.annual_tax, d.method,
      d.instalment_nos::smallint[], d.due_on::date[], d.instalments::bigint[], d.instalment_parties::uuid[], d.exemption, d.party_id, d.reason, d.run_id, ${tx.now}, ${tx.actor.id}::uuid
    from unnest(${column('fiscalYear')}::smallint[], ${column('personId')}::uuid[], ${column('decisionNo')}::smallint[], ${column('assessmentId')}::uuid[], ${column('sourceId')}::uuid[], ${column('noticeNo')}::text[],
      ${column('annualTax')}::bigint[], ${column('method')}::text[], ${list('no')}::text[], ${list('dueOn')}::text[], ${list('amount')}::text[], ${parties}::text[], ${column('exemption')}::bigint[], ${column('partyId')}::uuid[], ${column('reason')}::text[], ${column('runId')}::uuid[])
      as d (fiscal_year, person_id, decision_no, assessment_id, source_id, notice_no, annual_tax, method, instalment_nos, due_on, instalments, instalment_parties, exemption, party_id, reason, run_id)`)
}

/** Takes the decisions of a person and year for a correction; another correction waits. */
export async function lockDecisionNo(tx: Tx, personId: string, fiscalYear: number): Promise<number> {
  await tx.db.run(sql`select pg_advisory_xact_lock(hashtextextended(${`tax-individual:${tx.tenant}:${fiscalYear}:${personId}`}, 0))`)
  const row = await tx.db.one<{ n: number }>(sql`
    select coalesce(max(d.decision_no), 0) as n from tax_individual.decision d where d.tenant_id = ${tx.tenant} and d.fiscal_year = ${fiscalYear} and d.person_id = ${personId}`)
  return row.n
}

/** Persons who already have a decision for the year. */
export async function listDecidedPersons(tx: Tx, fiscalYear: number, personIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.db.many<{ person_id: string }>(sql`
    select distinct d.person_id from tax_individual.decision d where d.tenant_id = ${tx.tenant} and d.fiscal_year = ${fiscalYear} and d.person_id = ${anyOf(personIds)}`)
  return new Set(rows.map((row) => row.person_id))
}

export async function insertNotice(tx: Tx, notice: { fiscalYear: number; personId: string; decisionNo: number; documentId: string }): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.notice (tenant_id, fiscal_year, person_id, decision_no, document_id, issued_at)
    values (${tx.tenant}, ${notice.fiscalYear}, ${notice.personId}, ${notice.decisionNo}, ${notice.documentId}, ${tx.now})`)
}

/** Persons and tax of one class and one way of collection. */
export interface Division { readonly tax_class: TaxClass; readonly method: CollectionMethod; readonly persons: number; readonly annual_tax: number }

/** The proposals of a run by class and way of collection, without whoever is held. */
export async function divisionOfRun(tx: Tx, fiscalYear: number, runId: string): Promise<Division[]> {
  return await tx.db.many(sql`
    select a.tax_class, a.method, count(*) as persons, coalesce(sum(a.annual_tax), 0)::bigint as annual_tax from tax_individual.assessment a
    where a.tenant_id = ${tx.tenant} and a.period = ${fiscalYear} and a.run_id = ${runId}
      and not exists (select from tax_individual.decision_hold h where h.tenant_id = ${tx.tenant} and h.fiscal_year = ${fiscalYear} and h.person_id = a.subject_id and h.lifted_at is null)
    group by a.tax_class, a.method order by a.tax_class, a.method`)
}

/** The decisions in force of a year, likewise; none where the year was never decided here. */
export async function divisionOfYear(tx: Tx, fiscalYear: number): Promise<Division[]> {
  return await tx.db.many(sql`
    select p.tax_class, p.method, count(*) as persons, coalesce(sum(p.annual_tax), 0)::bigint as annual_tax from tax_individual.pub_decision p
    where p.tenant_id = ${tx.tenant} and p.fiscal_year = ${fiscalYear} group by p.tax_class, p.method order by p.tax_class, p.method`)
}

/** Persons and sum of the decisions in force of a year; nobody where the year was never decided here. */
export async function sumOfYear(tx: Tx, fiscalYear: number): Promise<{ persons: number; annual_tax: number }> {
  return await tx.db.one(sql`
    select count(*) as persons, coalesce(sum(p.annual_tax), 0)::bigint as annual_tax from tax_individual.pub_decision p
    where p.tenant_id = ${tx.tenant} and p.fiscal_year = ${fiscalYear} and p.annual_tax > 0`)
}

/** Persons whose tax moved far from last year's, the widest first — 前年から大きく動いた人. */
export async function listOutliers(tx: Tx, question: { fiscalYear: number; runId: string; least: number; limit: number }): Promise<{ person_id: string; before: number; after: number }[]> {
  return await tx.db.many(sql`
    select a.subject_id as person_id, d.annual_tax as before, a.annual_tax as after
    from tax_individual.assessment a
    join tax_individual.decision d on d.tenant_id = ${tx.tenant} and d.fiscal_year = ${question.fiscalYear - 1} and d.person_id = a.subject_id
    where a.tenant_id = ${tx.tenant} and a.period = ${question.fiscalYear} and a.run_id = ${question.runId} and abs(a.annual_tax - d.annual_tax) >= ${question.least}
      and not exists (select from tax_individual.decision l where l.tenant_id = ${tx.tenant} and l.fiscal_year = ${question.fiscalYear - 1} and l.person_id = d.person_id and l.decision_no > d.decision_no)
    order by abs(a.annual_tax - d.annual_tax) desc, a.subject_id limit ${question.limit}`)
}

/** Statements of proposals that name an employer as addressee. */
export async function listEmployers(tx: Tx, incomeYear: number, personIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (personIds.length === 0) return new Map()
  const rows = await tx.db.many<{ person_id: string; payer_party_id: string }>(sql`
    select distinct on (s.person_id) s.person_id, s.payer_party_id from tax_individual.income_statement s
    where s.tenant_id = ${tx.tenant} and s.income_year = ${incomeYear} and s.person_id = ${anyOf(personIds)} and s.recorded_to is null and s.special_collection and s.payer_party_id is not null
    order by s.person_id, s.salary_revenue desc, s.statement_id`)
  return new Map(rows.map((row) => [row.person_id, row.payer_party_id]))
}

/** Which of these persons had a statement come, corrected or taken back after an instant. */
export async function listChangedSince(tx: Tx, question: { incomeYear: number; personIds: readonly string[]; since: Instant }): Promise<ReadonlySet<string>> {
  if (question.personIds.length === 0) return new Set()
  const rows = await tx.db.many<{ person_id: string }>(sql`
    select distinct s.person_id from tax_individual.income_statement s
    where s.tenant_id = ${tx.tenant} and s.income_year = ${question.incomeYear} and s.person_id = ${anyOf(question.personIds)} and (s.recorded_at > ${question.since} or s.recorded_to > ${question.since})`)
  return new Set(rows.map((row) => row.person_id))
}

/** Persons with statements whom a run neither assessed nor found decided. */
export async function countUndecidedSetAside(tx: Tx, run: { incomeYear: number; fiscalYear: number; runId: string; recordedAt: Instant }): Promise<number> {
  const row = await tx.db.one<{ n: number }>(sql`
    select count(distinct s.person_id) as n from tax_individual.income_statement s
    where s.tenant_id = ${tx.tenant} and s.income_year = ${run.incomeYear} and ${knownAt('s', run.recordedAt)}
      and not exists (select from tax_individual.assessment a where a.tenant_id = ${tx.tenant} and a.period = ${run.fiscalYear} and a.subject_id = s.person_id and a.run_id = ${run.runId})
      and not exists (select from tax_individual.decision d where d.tenant_id = ${tx.tenant} and d.fiscal_year = ${run.fiscalYear} and d.person_id = s.person_id)`)
  return row.n
}

/** Which of these persons the register knows, or have premises here and stand outside it. */
export async function listKnownPersons(tx: Tx, personIds: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx.db.many<{ person_id: string }>(sql`
    select distinct h.person_id from resident.pub_person_history h where h.tenant_id = ${tx.tenant} and h.person_id = ${anyOf(personIds)}
    union select p.person_id from tax_individual.premises p where p.tenant_id = ${tx.tenant} and p.person_id = ${anyOf(personIds)}`)
  return new Set(rows.map((row) => row.person_id))
}

/** A living resident of today with a statement: for examples of commands. */
export async function findAnyStatementPerson(tx: Tx): Promise<string | undefined> {
  const rows = await tx.db.many<{ person_id: string }>(sql`
    select s.person_id from tax_individual.income_statement s
    where s.tenant_id = ${tx.tenant} and s.recorded_to is null and exists (
      select from resident.pub_person_history h where h.tenant_id = ${tx.tenant} and h.person_id = s.person_id and h.valid_to is null and h.recorded_to is null and h.is_resident limit 1)
    order by s.tenant_id, s.income_year, s.person_id limit 1`)
  return rows[0]?.person_id
}

/** Decisions in force of some persons in some years. */
export async function listDecisionsInForce(tx: Tx, fiscalYears: readonly number[], personIds: readonly string[]): Promise<{ person_id: string; fiscal_year: number; annual_tax: number; method: CollectionMethod }[]> {
  if (personIds.length === 0) return []
  return await tx.db.many(sql`
    select distinct on (d.person_id, d.fiscal_year) d.person_id, d.fiscal_year, d.annual_tax, d.method from tax_individual.decision d
    where d.tenant_id = ${tx.tenant} and d.fiscal_year = any(${fiscalYears}::smallint[]) and d.person_id = ${anyOf(personIds)}
    order by d.person_id, d.fiscal_year, d.decision_no desc`)
}

/** Stored lines of the decisions in force of a year. */
export async function listDecidedLines(tx: Tx, fiscalYear: number, personIds: readonly string[]): Promise<{ person_id: string; annual_tax: number; decided_at: Instant; line_codes: number[]; yen: Yen[] }[]> {
  if (personIds.length === 0) return []
  return await tx.db.many(sql`
    select p.person_id, p.annual_tax, p.decided_at, p.line_codes, p.yen from tax_individual.pub_decision p
    where p.tenant_id = ${tx.tenant} and p.fiscal_year = ${fiscalYear} and p.person_id = ${anyOf(personIds)} order by p.person_id`)
}

/** Some run of this tax: for examples of queries. */
export async function findAnyRun(tx: Tx): Promise<string | undefined> {
  const rows = await tx.db.many<{ run_id: string }>(sql`
    select a.run_id from tax_individual.assessment a where a.tenant_id = ${tx.tenant} and a.run_id is not null order by a.tenant_id, a.period, a.subject_id limit 1`)
  return rows[0]?.run_id
}

export async function countDecidedYears(tx: Tx, personId: string): Promise<number> {
  const row = await tx.db.one<{ n: number }>(sql`
    select count(distinct d.fiscal_year) as n from tax_individual.decision d where d.tenant_id = ${tx.tenant} and d.person_id = ${personId} and d.fiscal_year > 0`)
  return row.n
}

/** Classes of the decisions in force of a year. */
export async function listTaxClasses(tx: Tx, fiscalYear: number, personIds: readonly string[]): Promise<{ person_id: string; tax_class: TaxClass; annual_tax: number }[]> {
  if (personIds.length === 0) return []
  return await tx.db.many(sql`
    select p.person_id, p.tax_class, p.annual_tax from tax_individual.pub_decision p where p.tenant_id = ${tx.tenant} and p.fiscal_year = ${fiscalYear} and p.person_id = ${anyOf(personIds)}`)
}

/** Somebody whose decision of a year goes out as a notice: for examples of commands. */
export async function findAnyNotifiable(tx: Tx, fiscalYear: number): Promise<string | undefined> {
  const rows = await tx.db.many<{ person_id: string }>(sql`
    select d.person_id from tax_individual.decision d where d.tenant_id = ${tx.tenant} and d.fiscal_year = ${fiscalYear} and d.method = 'ordinary' and d.decision_no = 1
    order by d.tenant_id, d.fiscal_year, d.person_id limit 1`)
  return rows[0]?.person_id
}
