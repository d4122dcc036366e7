import type { Tx } from '../../../platform/command/tx.ts'
import { copyLines, copyText } from '../../../platform/db/copy.ts'
import { sql } from '../../../platform/db/db.ts'
import type { Statement } from '../statement.ts'
import type { AssessmentRow } from '../store.ts'

/**
 * Enters statements in bulk: for samples and files — 課税資料の一括登録.
 * COPY into a temporary table of this connection, then one insert-select under the policy.
 */
export async function insertIncomeStatements(tx: Tx, statements: readonly Statement[]): Promise<void> {
  if (statements.length === 0) return
  await tx.db.client.query(`
    create temporary table if not exists incoming_statement (
      income_year smallint, person_id uuid, statement_id uuid, version smallint, kind text, payer text, payer_party_id uuid, received_on date, salary_revenue bigint, pension_revenue bigint,
      other_income bigint, carried_loss bigint, special_collection boolean, detail jsonb, recorded_at timestamptz) on commit delete rows;
    truncate incoming_statement`)
  await copyLines(tx.db.client, 'incoming_statement', statementLines(statements))
  await tx.db.run(sql`
    insert into tax_individual.income_statement (tenant_id, income_year, person_id, statement_id, version, kind, payer, payer_party_id, received_on, salary_revenue, pension_revenue, other_income, carried_loss, special_collection, detail, recorded_at, recorded_by)
    select ${tx.tenant}, income_year, person_id, statement_id, version, kind, payer, payer_party_id, received_on, salary_revenue, pension_revenue, other_income, carried_loss, special_collection, detail, recorded_at, ${tx.actor.id}::uuid
    from incoming_statement order by income_year, person_id, statement_id`)
}

function* statementLines(statements: readonly Statement[]): Generator<string> {
  for (const one of statements) {
    yield [
      one.incomeYear, one.personId, one.statementId, one.version, one.kind, copyText(one.payer), copyText(one.payerPartyId), one.receivedOn, one.salaryRevenue, one.pensionRevenue,
      one.otherIncome, one.carriedLoss, one.specialCollection ? 't' : 'f', copyText(JSON.stringify(one.detail)), one.recordedAt,
    ].join('\t')
  }
}

/** Everything a page of a run shares. */
export interface PageOfResults {
  readonly fiscalYear: number
  readonly runId: string
  readonly lawVersion: string
  readonly codeVersion: string
  readonly factsAt: string
  readonly results: readonly Pick<AssessmentRow, 'assessmentId' | 'personId' | 'taxClass' | 'method' | 'annualTax' | 'lines'>[]
}

/** Stores the results of one page of a run, each with the amounts of all its lines in one row. */
export async function insertAssessments(tx: Tx, page: PageOfResults): Promise<void> {
  if (page.results.length === 0) return
  await tx.db.client.query(`
    create temporary table if not exists incoming_assessment (subject_id uuid, assessment_id uuid, tax_class text, method text, annual_tax bigint, line_codes smallint[], yen bigint[]) on commit delete rows;
    truncate incoming_assessment`)
  await copyLines(tx.db.client, 'incoming_assessment', assessmentLines(page))
  await tx.db.run(sql`
    insert into tax_individual.assessment (tenant_id, period, subject_id, assessment_id, run_id, law_version, code_version, facts_at, recorded_at, tax_class, method, annual_tax, line_codes, yen)
    select ${tx.tenant}, ${page.fiscalYear}::smallint, subject_id, assessment_id, ${page.runId}::uuid, ${page.lawVersion}, ${page.codeVersion}, ${page.factsAt}::timestamptz, ${tx.now}::timestamptz, tax_class, method, annual_tax, line_codes, yen
    from incoming_assessment`)
}

function* assessmentLines(page: PageOfResults): Generator<string> {
  for (const one of page.results) {
    yield `${one.personId}\t${one.assessmentId}\t${one.taxClass}\t${one.method}\t${one.annualTax}\t{${one.lines.codes.join(',')}}\t{${one.lines.amounts.join(',')}}`
  }
}
