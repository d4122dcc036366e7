import type { Tx } from '../../../platform/command/tx.ts'
import { CopyRows } from '../../../platform/db/copy-rows.ts'
import { copyLines } from '../../../platform/db/copy.ts'
import { sql } from '../../../platform/db/db.ts'
import { enterRows } from '../../../platform/db/enter-rows.ts'
import type { Statement } from '../statement.ts'
import type { AssessmentRow } from '../store.ts'

/**
 * Statements on their way in: what is added is kept as bytes only. For samples and files — 課税資料の一括登録.
 * Those of one income year go in one after the other, as they are read.
 */
export class StatementRows {
  readonly #tx: Tx
  readonly #years = new Map<number, CopyRows>()

  constructor(tx: Tx) { this.#tx = tx }

  add(one: Statement): void {
    let rows = this.#years.get(one.incomeYear)
    if (rows === undefined) this.#years.set(one.incomeYear, rows = new CopyRows(table.columns.length))
    rows.row().integer(this.#tx.tenant).smallint(one.incomeYear).uuid(one.personId).uuid(one.statementId).smallint(one.version).text(one.kind).text(one.payer).uuid(one.payerPartyId).date(one.receivedOn)
      .bigint(one.salaryRevenue).bigint(one.pensionRevenue).bigint(one.otherIncome).bigint(one.carriedLoss).boolean(one.specialCollection).json(one.detail).timestamptz(one.recordedAt).uuid(this.#tx.actor.id)
  }

  /** Enters all that was added. */
  async enter(): Promise<void> {
    for (const year of [...this.#years.keys()].toSorted((a, b) => a - b)) await enterRows(this.#tx, table, this.#years.get(year)!)
  }
}

const table = {
  name: 'tax_individual.income_statement',
  columns: [
    'tenant_id', 'income_year', 'person_id', 'statement_id', 'version', 'kind', 'payer', 'payer_party_id', 'received_on', 'salary_revenue', 'pension_revenue', 'other_income', 'carried_loss', 'special_collection', 'detail', 'recorded_at', 'recorded_by',
  ],
} as const

/** Enters statements in the order of persons. */
export async function insertIncomeStatements(tx: Tx, statements: readonly Statement[]): Promise<void> {
  const rows = new StatementRows(tx)
  for (const one of statements.toSorted((a, b) => compare(a.personId, b.personId) || compare(a.statementId, b.statementId))) rows.add(one)
  await rows.enter()
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b))

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
