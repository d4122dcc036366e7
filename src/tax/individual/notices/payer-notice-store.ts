import type { Instant } from '../../../kernel/plain-date.ts'
import type { Yen } from '../../../kernel/yen.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { anyOf, sql } from '../../../platform/db/db.ts'
import { salaryNumbers } from '../rules/collection.ts'
import { listDecisionsWhere, type DecisionRow } from '../store.ts'
import { listSentPieces } from './payer-package-store.ts'

/** Decisions in force of a year. */
function inForce(tx: Tx, fiscalYear: number) {
  return sql`d.tenant_id = ${tx.tenant} and d.fiscal_year = ${fiscalYear}
    and not exists (select from tax_individual.decision l where l.tenant_id = ${tx.tenant} and l.fiscal_year = ${fiscalYear} and l.person_id = d.person_id and l.decision_no > d.decision_no)`
}

/** The months of salary of a decision with who takes each: another employer of the same year has its own. */
const months = sql`unnest(d.instalment_nos, d.due_on, d.instalments, d.instalment_parties) as i(no, due_on, amount, party)`
const isSalary = sql`i.no between ${salaryNumbers.first} and ${salaryNumbers.last}`

/** Employees and tax of one addressee. */
export interface PayerSum { readonly partyId: string; readonly persons: number; readonly annualTax: number; readonly lastDecidedAt: Instant }

/** Everybody who takes tax from salaries by decisions in force, in the order of their ids. */
export async function listPayerSums(tx: Tx, fiscalYear: number): Promise<readonly PayerSum[]> {
  const rows = await tx.db.many<{ party_id: string; persons: number; annual_tax: number; last: Instant }>(sql`
    select coalesce(i.party, d.party_id) as party_id, count(distinct d.person_id) as persons, sum(i.amount)::bigint as annual_tax, max(d.decided_at) as last
    from tax_individual.decision d cross join lateral ${months} where ${inForce(tx, fiscalYear)} and ${isSalary} and coalesce(i.party, d.party_id) is not null group by 1 order by 1`)
  return rows.map((row) => ({ partyId: row.party_id, persons: row.persons, annualTax: row.annual_tax, lastDecidedAt: row.last }))
}

/** 指定番号 of addressees who report salaries. */
export async function listSalaryPayers(tx: Tx, partyIds: readonly string[]): Promise<ReadonlyMap<string, { readonly payerId: string; readonly number: string }>> {
  if (partyIds.length === 0) return new Map()
  const rows = await tx.db.many<{ party_id: string; payer_id: string; designation_number: string }>(sql`
    select p.party_id, p.payer_id, p.designation_number from tax_individual.payer p where p.tenant_id = ${tx.tenant} and p.party_id = ${anyOf(partyIds)} and p.report = 'salary-report' and p.recorded_to is null`)
  return new Map(rows.map((row) => [row.party_id, { payerId: row.payer_id, number: row.designation_number }]))
}

/** The same of several addressees: a decision of which two take months stands once. */
export async function listDecisionsOfPayers(tx: Tx, fiscalYear: number, partyIds: readonly string[]): Promise<readonly DecisionRow[]> {
  if (partyIds.length === 0) return []
  return await listDecisionsWhere(tx, sql`${inForce(tx, fiscalYear)} and (d.party_id = ${anyOf(partyIds)} or d.instalment_parties && ${partyIds}::uuid[])
    and exists (select from ${months} where ${isSalary} and coalesce(i.party, d.party_id) = ${anyOf(partyIds)}) order by d.person_id`)
}

/** The decisions in force of which an addressee takes months, in the order of persons. */
export async function listDecisionsOfPayer(tx: Tx, fiscalYear: number, partyId: string): Promise<readonly DecisionRow[]> {
  return await listDecisionsWhere(tx, sql`${inForce(tx, fiscalYear)} and (d.party_id = ${partyId} or ${partyId} = any(d.instalment_parties))
    and exists (select from ${months} where ${isSalary} and coalesce(i.party, d.party_id) = ${partyId}) order by d.person_id`)
}

/** Months of a year with what each employee pays in it, for the file of all payers. */
export interface EmployeeAmounts { readonly partyId: string; readonly personId: string; readonly noticeNo: string; readonly annualTax: Yen; readonly instalments: readonly { readonly no: number; readonly amount: Yen }[] }

/** Employees of all payers after one, so many at a time, without the lines of their calculations. */
export async function listEmployeeAmounts(tx: Tx, fiscalYear: number, part: { readonly limit: number; readonly offset: number }): Promise<readonly EmployeeAmounts[]> {
  const rows = await tx.db.many<{ party_id: string; person_id: string; notice_no: string; annual_tax: number; nos: number[]; amounts: number[] }>(sql`
    select p.party as party_id, d.person_id, d.notice_no, p.annual_tax, p.nos, p.amounts from tax_individual.decision d
    cross join lateral (select coalesce(i.party, d.party_id) as party, sum(i.amount)::bigint as annual_tax, array_agg(i.no order by i.no) as nos, array_agg(i.amount order by i.no) as amounts from ${months} where ${isSalary} group by 1) as p
    where ${inForce(tx, fiscalYear)} and p.party is not null order by p.party, d.person_id limit ${part.limit} offset ${part.offset}`)
  return rows.map((row) => ({ partyId: row.party_id, personId: row.person_id, noticeNo: row.notice_no, annualTax: row.annual_tax as Yen, instalments: row.amounts.map((amount, index) => ({ no: row.nos[index]!, amount: amount as Yen })) }))
}

/** The payer's own numbers of its employees, as its last reports of the year had them — 受給者番号. */
export async function listRecipientNumbers(tx: Tx, question: { readonly incomeYear: number; readonly payerIds: readonly string[]; readonly personIds: readonly string[] }): Promise<ReadonlyMap<string, string>> {
  if (question.personIds.length === 0 || question.payerIds.length === 0) return new Map()
  const rows = await tx.db.many<{ payer_id: string; person_id: string; recipient_number: string }>(sql`
    select r.payer_id, r.person_id, r.recipient_number from tax_individual.return_row r
    where r.tenant_id = ${tx.tenant} and r.income_year = ${question.incomeYear} and r.kind = 'salary-report' and r.payer_id = ${anyOf(question.payerIds)} and r.state not in ('replaced', 'cancelled') and r.person_id = ${anyOf(question.personIds)} and r.recipient_number is not null
    order by r.recorded_at, r.row_id`)
  return new Map(rows.map((row) => [`${row.payer_id}|${row.person_id}`, row.recipient_number]))
}

/** What a payer was told last: papers of its own, or a parcel of a package. */
export interface PayerNotice {
  readonly partyId: string; readonly persons: number; readonly annualTax: number; readonly issuedAt: Instant
  readonly documents: { readonly payer: string; readonly employees: string } | null
  readonly packageId: string | null
}

/** Papers that are issued to one payer by themselves. */
export interface IssuedPapers { readonly fiscalYear: number; readonly partyId: string; readonly persons: number; readonly annualTax: number; readonly payerDocumentId: string; readonly employeeDocumentId: string }

export async function insertPayerNotice(tx: Tx, notice: IssuedPapers): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.payer_notice (tenant_id, fiscal_year, party_id, issued_at, persons, annual_tax, payer_document_id, employee_document_id, issued_by, issued_by_name)
    values (${tx.tenant}, ${notice.fiscalYear}, ${notice.partyId}, ${tx.now}, ${notice.persons}, ${notice.annualTax}, ${notice.payerDocumentId}, ${notice.employeeDocumentId}, ${tx.actor.id}, ${tx.actor.name})`)
}

/** What each payer of a year was told last. */
export async function listPayerNotices(tx: Tx, fiscalYear: number, partyIds: readonly string[]): Promise<ReadonlyMap<string, PayerNotice>> {
  if (partyIds.length === 0) return new Map()
  const rows = await tx.db.many<{ party_id: string; persons: number; annual_tax: number; payer_document_id: string; employee_document_id: string; issued_at: Instant }>(sql`
    select distinct on (n.party_id) n.party_id, n.persons, n.annual_tax, n.payer_document_id, n.employee_document_id, n.issued_at from tax_individual.payer_notice n
    where n.tenant_id = ${tx.tenant} and n.fiscal_year = ${fiscalYear} and n.party_id = ${anyOf(partyIds)} order by n.party_id, n.issued_at desc`)
  const alone = rows.map((row): PayerNotice => ({ partyId: row.party_id, persons: row.persons, annualTax: row.annual_tax, issuedAt: row.issued_at, documents: { payer: row.payer_document_id, employees: row.employee_document_id }, packageId: null }))
  const packed = (await listSentPieces(tx, fiscalYear, partyIds)).map((one): PayerNotice => ({ partyId: one.partyId, persons: one.persons, annualTax: one.annualTax, issuedAt: one.printedAt, documents: null, packageId: one.runId }))
  return new Map([...alone, ...packed].toSorted((a, b) => (a.issuedAt < b.issuedAt ? -1 : 1)).map((one) => [one.partyId, one]))
}

/** The addressee of special collection with the fewest employees, one who reports salaries where there is one: for examples. */
export async function findAnyCollector(tx: Tx, fiscalYear: number): Promise<string | undefined> {
  const sums = (await listPayerSums(tx, fiscalYear)).toSorted((a, b) => a.persons - b.persons)
  const payers = await listSalaryPayers(tx, sums.map((one) => one.partyId))
  return (sums.find((one) => payers.has(one.partyId)) ?? sums[0])?.partyId
}
