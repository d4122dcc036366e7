import { z } from 'zod'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { sumOf } from '../../../kernel/yen.ts'
import { envelopeOf } from '../../../party/index.ts'
import { command } from '../../../platform/command/define.ts'
import { zFiscalYear, zId, zText } from '../../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../../platform/command/tx.ts'
import { issueDocument } from '../../../platform/document/index.ts'
import { withheldFrom } from '../../../platform/guard/index.ts'
import { lawFor } from '../facts.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { refuse } from '../refusals.ts'
import { laneOf } from '../rules/collection.ts'
import { listDecisions, type DecisionRow } from '../store.ts'
import { payerNotice, payerNoticeData } from './forms/payer-notice.ts'
import { employeeNotice, employeeNoticeData } from './forms/tax-notice.ts'
import { collectorsOf, employeesOf, hiddenFromPayers, monthsOf, monthsTakenBy, type Collector, type Employee } from './payer-list.ts'
import { deliveryKeys, employeeNoticeOutput, payerNoticeOutput } from './model.ts'
import * as store from './payer-notice-store.ts'
import { envelopeAtWork } from './payer-package-facts.ts'
import { insertDelivery, listDeliveries } from './payer-package-store.ts'

const output = z.object({ payerDocumentId: zId, employeeDocumentId: zId, persons: z.int(), annualTax: z.int() })

/** 特別徴収税額の決定・変更通知書を出す — 地方税法321条の4. */
export const issuePayerNotice = command({
  name: 'tax-individual.issue-payer-notice', title: '特別徴収税額の通知書を出す', permission: 'tax-individual.issue',
  description: 'Issues the notice of special collection to one employer, with all its employees and months, and the sheets which it hands to them, from the decisions in force.',
  input: z.strictObject({ partyId: zId, fiscalYear: zFiscalYear }), output,
  async run(tx, input): Promise<Decision<z.output<typeof output>>> {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const [decisions, collector] = [await store.listDecisionsOfPayer(tx, input.fiscalYear, input.partyId), (await collectorsOf(tx, [input.partyId])).get(input.partyId)]
    if (decisions.length === 0 || collector === undefined) return refuse('no-employees', { field: '/partyId', year: input.fiscalYear })
    const facts: PayerPapers = { year: input.fiscalYear, collector, decisions, employees: await employeesOf(tx, { year: input.fiscalYear, partyId: input.partyId, payerId: collector.payerId, decisions }) }
    const forPayer = await drawPayerNotice(tx, facts)
    if (!forPayer.ok) return forPayer
    const forEmployees = await drawEmployeeNotices(tx, facts)
    if (!forEmployees.ok) return forEmployees
    const [persons, annualTax] = [decisions.length, sumOf(facts.employees.map((one) => one.annualTax))]
    await store.insertPayerNotice(tx, { fiscalYear: input.fiscalYear, partyId: input.partyId, persons, annualTax, payerDocumentId: forPayer.value.documentId, employeeDocumentId: forEmployees.value.documentId })
    return done({ payerDocumentId: forPayer.value.documentId, employeeDocumentId: forEmployees.value.documentId, persons, annualTax }, { subjectIds: decisions.map((one) => one.personId) })
  },
  async example(tx) {
    const partyId = await store.findAnyCollector(tx, latestAssessedYear)
    return partyId === undefined ? null : { partyId, fiscalYear: latestAssessedYear }
  },
})

const deliveryOutput = z.object({ partyId: zId, delivery: z.enum(deliveryKeys) })

/** 特別徴収義務者の受取方法を入れる — 地方税法321条の4. */
export const recordPayerDelivery = command({
  name: 'tax-individual.record-payer-delivery', title: '特別徴収の通知の受取方法を入れる', permission: 'tax-individual.write',
  description: 'Keeps how an employer wants to be told of special collection: on paper, or by the electronic list alone. Packages for the printer leave out whoever takes the list.',
  input: z.strictObject({ partyId: zId, delivery: z.enum(deliveryKeys, { error: '紙か電子の一覧かを選んでください。' }), reason: zText(200, '理由') }), output: deliveryOutput,
  async run(tx, input): Promise<Decision<z.output<typeof deliveryOutput>>> {
    const collector = (await collectorsOf(tx, [input.partyId])).get(input.partyId)
    if (collector === undefined) return refuse('payer-party-missing', { field: '/partyId' })
    if (((await listDeliveries(tx, [input.partyId])).get(input.partyId) ?? 'paper') === input.delivery) return refuse('delivery-as-wanted', { field: '/delivery' })
    await insertDelivery(tx, input)
    return done({ partyId: input.partyId, delivery: input.delivery }, { subjectIds: collector.party.residentId === null ? [] : [collector.party.residentId] })
  },
  async example(tx) {
    const partyId = await store.findAnyCollector(tx, latestAssessedYear)
    return partyId === undefined ? null : { partyId, delivery: 'electronic' as const, reason: '電子データで受け取ると届出があった' }
  },
})

interface PayerPapers { readonly year: number; readonly collector: Collector; readonly decisions: readonly DecisionRow[]; readonly employees: readonly Employee[] }

/** The employer knows who works for it; where somebody protected lives it learns from no paper of ours, whoever prints. */
async function drawPayerNotice(tx: Tx, { year, collector, decisions, employees }: PayerPapers) {
  const ids = decisions.map((one) => one.personId)
  const hidden = await hiddenFromPayers(tx, ids)
  const envelope = await envelopeOfPayer(tx, collector)
  const data = payerNoticeData({
    office: tx.office, envelope, designationNumber: collector.designationNumber, fiscalYear: year, months: monthsOf(tx, year), issuedOn: tx.today,
    employees: employees.map((one) => ({ ...one, address: hidden.has(one.personId) ? '' : (one.address ?? ''), isChange: one.decisionNo > 1 })),
  })
  return await issueDocument(tx, {
    output: payerNoticeOutput, kind: 'payer-tax-notice', template: payerNotice, data, subjectIds: ids, request: { year, partyId: collector.party.partyId, decisions: decisions.map((one) => [one.personId, one.decisionNo]) },
    recipient: 'third-party', serial: null, mustStand: [data.addressee, data.total, data.persons, ...data.months.map((month) => month.amount), ...data.employees.flatMap((one) => [one.name, one.annual])], allowedFor: ids,
  })
}

/** A resident who pays wages and is protected gets the paper by hand. */
async function envelopeOfPayer(tx: Tx, { party }: Collector) {
  const withheld = party.residentId === null ? new Set<string>() : await withheldFrom(tx, { output: payerNoticeOutput, personIds: [party.residentId], recipient: 'self' })
  return withheld.size > 0 ? { name: party.name, postalCode: null, lines: [] } : envelopeOf(party, tx.office)
}

/** One sheet for each employee: the amounts are for the employee's eyes, and no address stands on it, since the employer hands it out. */
async function drawEmployeeNotices(tx: Tx, { year, collector, decisions, employees }: PayerPapers) {
  const [law, byPerson] = [lawFor(tx, fiscalYear(year)), new Map(decisions.map((one) => [one.personId, one]))]
  const payer = collector.party.name
  const notices = employees.map((one) => employeeNoticeData({
    office: tx.office, payer, decision: byPerson.get(one.personId)!, months: monthsTakenBy(collector.party.partyId, byPerson.get(one.personId)!), law, issuedOn: tx.today,
    envelope: envelopeAtWork(payer, one),
  }))
  const ids = decisions.map((one) => one.personId)
  return await issueDocument(tx, {
    output: employeeNoticeOutput, kind: 'employee-tax-notice', template: employeeNotice, data: { notices }, subjectIds: ids, request: { year, partyId: collector.party.partyId, decisions: decisions.map((one) => [one.personId, one.decisionNo]) },
    recipient: 'self', serial: null, mustStand: notices.flatMap((one) => [one.addressee, one.noticeNo, one.total]), allowedFor: ids,
  })
}

/** The employer's paper of somebody, for the test of the guard; null where nobody's wages pay. */
export async function tryPayerNoticeFor(tx: Tx, personId: string): Promise<string | Uint8Array | null> {
  const papers = await papersOfEmployee(tx, personId)
  const issued = papers && await drawPayerNotice(tx, papers)
  return issued?.ok ? issued.value.pdf : null
}

/** Likewise the sheet of the employee. */
export async function tryEmployeeNoticeFor(tx: Tx, personId: string): Promise<string | Uint8Array | null> {
  const papers = await papersOfEmployee(tx, personId)
  const issued = papers && await drawEmployeeNotices(tx, { ...papers, decisions: papers.decisions.filter((one) => one.personId === personId), employees: papers.employees.filter((one) => one.personId === personId) })
  return issued?.ok ? issued.value.pdf : null
}

async function papersOfEmployee(tx: Tx, personId: string): Promise<PayerPapers | null> {
  const [decision] = await listDecisions(tx, personId, latestAssessedYear)
  const last = decision?.instalments.findLast((one) => laneOf(one.no) === 'salary')
  const partyId = last && (last.partyId ?? decision?.partyId)
  if (!partyId) return null
  const [decisions, collector] = [await store.listDecisionsOfPayer(tx, latestAssessedYear, partyId), (await collectorsOf(tx, [partyId])).get(partyId)]
  return collector === undefined ? null : { year: latestAssessedYear, collector, decisions, employees: await employeesOf(tx, { year: latestAssessedYear, partyId, payerId: collector.payerId, decisions }) }
}
