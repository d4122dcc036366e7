import { fiscalYear, type PlainDate } from '../../../kernel/plain-date.ts'
import { sumOf, type Yen } from '../../../kernel/yen.ts'
import { listParties, type Party } from '../../../party/index.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { addressText, listPersonsOn } from '../../../resident/index.ts'
import { dueDatesFor } from '../decide.ts'
import { lawFor } from '../facts.ts'
import { incomeYearOf } from '../model.ts'
import { emptyInstalments, instalmentTitle, laneOf, monthPlaceOf, type Instalment } from '../rules/collection.ts'
import type { DecisionRow } from '../store.ts'
import { payerNoticeOutput } from './model.ts'
import * as store from './payer-notice-store.ts'

// Whom an employer collects from, and how much: one list for the paper, the screen and the file.

/** One month of a year of special collection — 月割の月. */
export interface CollectionMonth { readonly no: number; readonly title: string; readonly dueOn: PlainDate }

/** An employee with every month, June first. */
export interface Employee {
  readonly personId: string
  readonly name: string
  readonly number: string
  readonly recipientNumber: string | null
  readonly address: string | null
  readonly noticeNo: string
  readonly decisionNo: number
  /** What this employer takes in the year. */
  readonly annualTax: Yen
  readonly months: readonly number[]
}

/** The months of a year with the days by which an employer pays in. */
export function monthsOf(tx: Tx, year: number): readonly CollectionMonth[] {
  const law = lawFor(tx, fiscalYear(year))
  return emptyInstalments('salary', dueDatesFor(tx, law)).map(({ no, dueOn }) => ({ no, title: instalmentTitle(no, law), dueOn }))
}

/** What is taken in each month; a month that is not among the instalments is nothing. */
export function amountsByMonth(months: readonly CollectionMonth[], instalments: readonly { readonly no: number; readonly amount: number }[]): readonly number[] {
  return months.map((_month, place) => instalments.filter((one) => monthPlaceOf(one.no) === place).reduce((sum, one) => sum + one.amount, 0))
}

/** The months of a decision that one employer takes: another one of the same year has its own. */
export function monthsTakenBy(partyId: string, decision: Pick<DecisionRow, 'instalments' | 'partyId'>): readonly Instalment[] {
  return decision.instalments.filter((one) => laneOf(one.no) === 'salary' && (one.partyId ?? decision.partyId) === partyId)
}

/** The employees of a payer by name, with the numbers by which the payer knows them. */
export async function employeesOf(tx: Tx, question: { readonly year: number; readonly partyId: string; readonly payerId: string | null; readonly decisions: readonly DecisionRow[] }): Promise<readonly Employee[]> {
  const { year, partyId, payerId, decisions } = question
  const ids = decisions.map((one) => one.personId)
  const persons = new Map((await listPersonsOn(tx, ids)).map((person) => [person.personId, person]))
  const numbers = await store.listRecipientNumbers(tx, { incomeYear: incomeYearOf(fiscalYear(year)), payerIds: payerId === null ? [] : [payerId], personIds: ids })
  const months = monthsOf(tx, year)
  const employees = decisions.map((one): Employee => {
    const [person, taken] = [persons.get(one.personId), monthsTakenBy(partyId, one)]
    return {
      personId: one.personId, name: person?.name ?? '', number: person?.addresseeNumber ?? '', recipientNumber: payerId === null ? null : (numbers.get(`${payerId}|${one.personId}`) ?? null),
      address: person === undefined ? null : addressText(person.address), noticeNo: one.noticeNo, decisionNo: one.decisionNo, annualTax: sumOf(taken.map((month) => month.amount)), months: amountsByMonth(months, taken),
    }
  })
  return employees.toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1))
}

/** The payer's own number first: its list is sorted by it. */
function orderOf(one: Employee): string {
  return `${one.recipientNumber ?? '~'}|${one.number}`
}

/** A payer as its papers and lists name it. */
export interface Collector { readonly party: Party; readonly payerId: string | null; readonly designationNumber: string | null }

export async function collectorsOf(tx: Tx, partyIds: readonly string[]): Promise<ReadonlyMap<string, Collector>> {
  const [parties, payers] = [await listParties(tx, partyIds), await store.listSalaryPayers(tx, partyIds)]
  return new Map(parties.map((party) => [party.partyId, { party, payerId: payers.get(party.partyId)?.payerId ?? null, designationNumber: payers.get(party.partyId)?.number ?? null }]))
}

/** Whose address no employer learns from us: the protection register's word, which nobody's duty and no release opens for an employer. */
export async function hiddenFromPayers(tx: Tx, personIds: readonly string[]): Promise<ReadonlySet<string>> {
  return new Set((await tx.services.guardAnswer(tx, [...personIds], { output: payerNoticeOutput, recipient: 'third-party', requester: null })).keys())
}
