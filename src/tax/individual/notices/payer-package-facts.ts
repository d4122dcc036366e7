import { assert } from '../../../kernel/assert.ts'
import { fiscalYear, type Instant, type PlainDate } from '../../../kernel/plain-date.ts'
import { envelopeOf } from '../../../party/index.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { marksOf, type Place } from '../../../platform/packages/index.ts'
import { lawFor } from '../facts.ts'
import type { DecisionRow } from '../store.ts'
import { massPayerPaper, sheetsOfParcel, type MassPayerPaper } from './forms/payer-mass.ts'
import { payerNoticeData } from './forms/payer-notice.ts'
import { employeeNoticeData } from './forms/tax-notice.ts'
import type { EmployeeSheets } from './model.ts'
import { collectorsOf, employeesOf, hiddenFromPayers, monthsOf, monthsTakenBy, type Collector, type Employee } from './payer-list.ts'
import * as store from './payer-notice-store.ts'

// Which employers are still to be told, and what is told to each: the same for the screen, one paper and a package.

/** Whether what an employer was told still holds: the same employees and tax, and nothing decided since. */
export function agreesWith(told: Pick<store.PayerNotice, 'persons' | 'annualTax' | 'issuedAt'>, now: store.PayerSum): boolean {
  return told.persons === now.persons && told.annualTax === now.annualTax && told.issuedAt >= now.lastDecidedAt
}

/** Employers of a year who have not been told what holds now, in the order of their ids; with decisions of a moment or before — まだ通知していない義務者. */
export async function listUntold(tx: Tx, year: number, knownAt: Instant): Promise<readonly store.PayerSum[]> {
  const sums = (await store.listPayerSums(tx, year)).filter((one) => one.lastDecidedAt <= knownAt)
  const told = await store.listPayerNotices(tx, year, sums.map((one) => one.partyId))
  return sums.filter((one) => { const last = told.get(one.partyId); return last === undefined || !agreesWith(last, one) })
}

/** An employer with everybody whose tax it takes. */
export interface PayerFacts { readonly collector: Collector; readonly employees: readonly Employee[]; readonly decisions: readonly DecisionRow[] }

/** Employers with their employees: one statement each for the decisions, the addressees and the payers. */
export async function listPayerFacts(tx: Tx, year: number, partyIds: readonly string[]): Promise<ReadonlyMap<string, PayerFacts>> {
  const [all, collectors] = [await store.listDecisionsOfPayers(tx, year, partyIds), await collectorsOf(tx, partyIds)]
  const facts = new Map<string, PayerFacts>()
  for (const partyId of partyIds) {
    const [collector, decisions] = [collectors.get(partyId), all.filter((one) => monthsTakenBy(partyId, one).length > 0)]
    if (collector === undefined || decisions.length === 0) continue
    facts.set(partyId, { collector, decisions, employees: await employeesOf(tx, { year, partyId, payerId: collector.payerId, decisions }) })
  }
  return facts
}

/** How a parcel is drawn: the day that stands on it, how its sheets are made, and its place in the package; null for the proof. */
export interface ParcelOrder { readonly year: number; readonly issuedOn: PlainDate; readonly form: EmployeeSheets; readonly place: Place | null }

/**
 * The parcel of an employer before it is drawn. Where somebody protected lives stands on none of its sheets, whoever prints.
 * @returns with whose address was left out
 */
export async function parcelOf(tx: Tx, { collector, employees, decisions }: PayerFacts, { year, issuedOn, form, place }: ParcelOrder): Promise<{ readonly paper: MassPayerPaper; readonly hiddenIds: readonly string[] }> {
  const [hidden, law, byPerson] = [await hiddenFromPayers(tx, employees.map((one) => one.personId)), lawFor(tx, fiscalYear(year)), new Map(decisions.map((one) => [one.personId, one]))]
  const { party } = collector
  const payer = payerNoticeData({
    office: tx.office, envelope: envelopeOf(party, tx.office), designationNumber: collector.designationNumber, fiscalYear: year, months: monthsOf(tx, year), issuedOn,
    employees: employees.map((one) => ({ ...one, address: hidden.has(one.personId) ? '' : (one.address ?? ''), isChange: one.decisionNo > 1 })),
  })
  const sheets = employees.map((one) => {
    const decision = byPerson.get(one.personId)
    assert(decision !== undefined, 'an employee has a decision')
    return employeeNoticeData({ office: tx.office, payer: party.name, decision, months: monthsTakenBy(party.partyId, decision), law, issuedOn, envelope: envelopeAtWork(party.name, one) })
  })
  const count = sheetsOfParcel(employees.length, form)
  return { paper: massPayerPaper({ payer, employees: sheets }, form, (sheet) => marksOf(place, { sheet, sheets: count })), hiddenIds: employees.filter((one) => hidden.has(one.personId)).map((one) => one.personId) }
}

/** The employer hands it out: no address stands on it. */
export function envelopeAtWork(payer: string, { name, recipientNumber }: Pick<Employee, 'name' | 'recipientNumber'>): { readonly name: string; readonly postalCode: null; readonly lines: readonly string[] } {
  return { name, postalCode: null, lines: [`${payer}　気付`, ...(recipientNumber === null ? [] : [`受給者番号 ${recipientNumber}`])] }
}
