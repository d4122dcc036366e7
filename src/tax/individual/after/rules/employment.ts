import { assert } from '../../../../kernel/assert.ts'
import { addMonths, dateOf, monthOf, startOfMonth, yearOf, type PlainDate } from '../../../../kernel/plain-date.ts'
import { subtract, sum, sumOf, zeroYen, type Yen } from '../../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../../law.ts'
import {
  emptyInstalments, employerOf, inOrder, isNotifiable, isStillToCome, laneOf, lastEmployer, monthOfInstalment, reviseInstalments, splitIntoFirst, supplementaryTerm, unitOf, type DueDates, type Instalment, type Lane,
} from '../../rules/collection.ts'

/** Why somebody's tax is no longer taken from this salary or pension, or begins to be — 異動の種類. */
export const changeKinds = ['leaving', 'transfer', 'hiring', 'death', 'pension-stop'] as const
export type ChangeKind = (typeof changeKinds)[number]

/** A change of employment as the rules need it — 給与所得者異動届; the end of a pension's part is one too. */
export interface EmploymentChange {
  readonly kind: ChangeKind
  /** The day on which the pay of this employer or the pension ends, or the new pay begins. */
  readonly happenedOn: PlainDate
  /** First month of the new employer as its first day; null where nobody takes over. */
  readonly firstMonth: PlainDate | null
  /** The person asked the employer to take all that is left at once. */
  readonly lumpAsked: boolean
  /** Pay and retirement pay still to be paid up to 31 May; null where the form does not say. */
  readonly payToMay: Yen | null
}

/** What stands when a change is carried out. */
export interface ChangePlace {
  readonly before: readonly Instalment[]
  readonly today: PlainDate
  readonly dueDates: DueDates
  /** Numbers of instalments on which money has come in: they stay where they are. */
  readonly paidNos: ReadonlySet<number>
  /** The employer who takes over, as addressee. */
  readonly newParty: string | undefined
}

/** Why a change cannot be carried out. */
export type ChangeRefusal = 'change-nothing-left' | 'change-not-salary' | 'change-not-ordinary' | 'change-not-pension' | 'change-first-month' | 'change-too-many'

export interface ChangedCollection {
  readonly instalments: readonly Instalment[]
  /** Yen that changed their way of collection. */
  readonly moved: Yen
  readonly lump: LumpDuty
}

export type ChangeOutcome = { readonly ok: true; readonly value: ChangedCollection } | { readonly ok: false; readonly why: ChangeRefusal }

/** Whether what is left is taken from the last pay at once: it must be, it is because the person asked, or it is not — 一括徴収. */
export type LumpDuty = 'must' | 'asked' | 'none'

/**
 * Whether the employer takes at once what is left — 一括徴収の要否.
 * Nobody's death and no transfer leads to it. From January to April it is a duty, where the pay is above what is left; where the form does not state the pay, it counts as above.
 * @param left what the months after the change would have taken
 * @law local-tax-act 321-5(2)
 */
export function lumpDuty(change: Pick<EmploymentChange, 'kind' | 'happenedOn' | 'lumpAsked' | 'payToMay'>, left: Yen, law: IndividualTaxLaw): LumpDuty {
  const { onRequest, byDuty } = law.lumpCollection
  const suffices = change.payToMay === null || change.payToMay > left
  if (change.kind !== 'leaving' || !suffices || left === zeroYen) return 'none'
  if (isWithin(change.happenedOn, law.fiscalYear + 1, byDuty)) return 'must'
  return change.lumpAsked && isWithin(change.happenedOn, law.fiscalYear, onRequest) ? 'asked' : 'none'
}

function isWithin(day: PlainDate, year: number, months: { readonly fromMonth: number; readonly toMonth: number }): boolean {
  return yearOf(day) === year && monthOf(day) >= months.fromMonth && monthOf(day) <= months.toMonth
}

/**
 * Carries a change of employment through the instalments of a year — 異動による徴収方法の変更.
 * Months after the one of the change are released. They are taken at once, go on at the next employer, or become terms of ordinary collection.
 * @law local-tax-act 321-4(6)
 * @law local-tax-act 321-5(2)
 * @law local-tax-act 321-7
 * @law local-tax-act 321-7-9
 */
export function changeEmployment(change: EmploymentChange, place: ChangePlace, law: IndividualTaxLaw): ChangeOutcome {
  if (change.kind === 'hiring') return hire(change, place, law)
  const lanes = releasedLanes[change.kind]
  if (!place.before.some((one) => lanes.includes(laneOf(one.no)))) return { ok: false, why: change.kind === 'pension-stop' ? 'change-not-pension' : 'change-not-salary' }
  const { released, rest } = release(change, place, law)
  const moved = sumOf(released.map((one) => one.amount))
  if (moved === zeroYen) return { ok: false, why: 'change-nothing-left' }
  const emptied = [...rest, ...released.map((one) => ({ ...one, amount: zeroYen }))]
  if (change.kind === 'transfer') return takeOver(change, { ...place, emptied, released, moved }, law)
  const lump = lumpDuty(change, moved, law)
  const instalments = lump === 'none' ? intoTerms(emptied, moved, { ...place, law }) : intoMonth(emptied, moved, { happenedOn: change.happenedOn, law })
  return { ok: true, value: { instalments: inOrder(instalments), moved, lump } }
}

const releasedLanes: Readonly<Record<Exclude<ChangeKind, 'hiring'>, readonly Lane[]>> = { leaving: ['salary'], transfer: ['salary'], death: ['salary', 'pension'], 'pension-stop': ['pension'] }

/** Months of the employer of now, and payments of the pension, that begin after the change; what was paid ahead stays where it is. */
function release(change: EmploymentChange, { before, paidNos }: Pick<ChangePlace, 'before' | 'paidNos'>, law: IndividualTaxLaw): { released: readonly Instalment[]; rest: readonly Instalment[] } {
  const [employer, lanes] = [lastEmployer(before), change.kind === 'hiring' ? [] : releasedLanes[change.kind]]
  const isReleased = (one: Instalment): boolean => lanes.includes(laneOf(one.no)) && (laneOf(one.no) === 'pension' || employerOf(one.no) === employer) && monthOfInstalment(one.no, law) > change.happenedOn && !paidNos.has(one.no)
  return { released: before.filter(isReleased), rest: before.filter((one) => !isReleased(one)) }
}

/** All that is left is taken with the pay of the month of the change. */
function intoMonth(emptied: readonly Instalment[], moved: Yen, { happenedOn, law }: { happenedOn: PlainDate; law: IndividualTaxLaw }): readonly Instalment[] {
  const employer = lastEmployer(emptied)
  const last = emptied.findLast((one) => laneOf(one.no) === 'salary' && employerOf(one.no) === employer && monthOfInstalment(one.no, law) <= startOfMonth(happenedOn))
  assert(last !== undefined, 'a lump is taken in a month of the year')
  return emptied.map((one) => (one.no === last.no ? { ...one, amount: sum(one.amount, moved) } : one))
}

/**
 * What is released comes on top of the terms for which the notice is in time, in equal parts, what is left over in the first; where none is, a supplementary term.
 * @law local-tax-act 321-7
 * @law local-tax-act 20-4-2(6)
 */
export function intoTerms(emptied: readonly Instalment[], moved: Yen, place: Pick<ChangePlace, 'today' | 'dueDates'> & { readonly law: IndividualTaxLaw }): readonly Instalment[] {
  const { law } = place
  const standing = new Map(emptied.map((one) => [one.no, one]))
  const terms = emptyInstalments('ordinary', place.dueDates).map((one) => standing.get(one.no) ?? one)
  const open = terms.filter((one) => isNotifiable(one, place.today, law))
  if (open.length === 0) return [...emptied, supplementaryTerm(emptied, moved, place)]
  const split = splitIntoFirst(moved, open.length, unitOf('ordinary', law))
  const added = open.map((one, index) => ({ ...one, amount: sum(one.amount, split[index]!) }))
  return [...emptied.filter((one) => !added.some((other) => other.no === one.no)), ...added]
}

interface Released extends ChangePlace { readonly emptied: readonly Instalment[]; readonly released: readonly Instalment[]; readonly moved: Yen }

/** The next employer takes each month what the last one took; what no month of either takes comes with the first. */
function takeOver(change: EmploymentChange, place: Released, law: IndividualTaxLaw): ChangeOutcome {
  const { emptied, released, moved } = place
  const begun = released.filter((one) => change.firstMonth !== null && monthOfInstalment(one.no, law) >= change.firstMonth)
  if (begun.length === 0) return { ok: false, why: 'change-first-month' }
  if (isLastEmployer(place.before)) return { ok: false, why: 'change-too-many' }
  const gap = subtract(moved, sumOf(begun.map((one) => one.amount)))
  const amounts = new Map(begun.map((one, index) => [one.dueOn, index === 0 ? sum(one.amount, gap) : one.amount]))
  const next = emptyInstalments('salary', place.dueDates, lastEmployer(place.before) + 1).filter((one) => amounts.has(one.dueOn))
    .map((one) => ({ ...one, amount: amounts.get(one.dueOn)!, partyId: place.newParty }))
  return { ok: true, value: { instalments: inOrder([...emptied, ...next]), moved, lump: 'none' } }
}

/**
 * Terms not yet due and not yet paid become months of salary from the first month of the employer — 普通徴収から特別徴収への切替.
 * @law local-tax-act 321-4(5)
 * @law local-tax-act 20-4-2(8)
 */
function hire(change: EmploymentChange, place: ChangePlace, law: IndividualTaxLaw): ChangeOutcome {
  const isMoved = (one: Instalment): boolean => laneOf(one.no) === 'ordinary' && isStillToCome(one, place.today, law) && !place.paidNos.has(one.no)
  const moved = sumOf(place.before.filter(isMoved).map((one) => one.amount))
  if (moved === zeroYen) return { ok: false, why: place.before.some((one) => laneOf(one.no) === 'ordinary') ? 'change-nothing-left' : 'change-not-ordinary' }
  if (isLastEmployer(place.before)) return { ok: false, why: 'change-too-many' }
  const { firstMonth } = change
  const months = emptyInstalments('salary', place.dueDates, lastEmployer(place.before) + 1).filter((one) => firstMonth !== null && monthOfInstalment(one.no, law) >= firstMonth && isStillToCome(one, place.today, law))
  if (months.length === 0) return { ok: false, why: 'change-first-month' }
  const split = splitIntoFirst(moved, months.length, unitOf('salary', law))
  const taken = months.map((one, index) => ({ ...one, amount: split[index]!, partyId: place.newParty }))
  return { ok: true, value: { instalments: inOrder([...place.before.map((one) => (isMoved(one) ? { ...one, amount: zeroYen } : one)), ...taken]), moved, lump: 'none' } }
}

/** Numbers of instalments are kept for this many employers of one year. */
const mostEmployers = 5

function isLastEmployer(before: readonly Instalment[]): boolean {
  return lastEmployer(before) + 1 >= mostEmployers
}

/**
 * How the tax is collected after a change — 異動のあとの徴収の方法.
 * @law local-tax-act 321-7
 */
export function laneAfter(kind: ChangeKind, instalments: readonly Instalment[], before: Lane): Lane {
  const isTaken = (lane: Lane): boolean => instalments.some((one) => laneOf(one.no) === lane && one.amount > 0)
  if (kind === 'transfer' || kind === 'hiring') return before === 'pension' ? 'pension' : 'salary'
  if (kind === 'pension-stop') return isTaken('salary') ? 'salary' : 'ordinary'
  return kind === 'leaving' && before === 'pension' ? 'pension' : 'ordinary'
}

/**
 * Takes a change back: what is still to come and unpaid is collected as before it; months that passed meanwhile come with those to come — 異動の取消し.
 * @param prior the instalments before the change, and how they were collected
 * @law local-tax-act 321-6
 */
export function takeBack(current: readonly Instalment[], prior: { readonly instalments: readonly Instalment[]; readonly lane: Lane }, place: Pick<ChangePlace, 'today' | 'dueDates' | 'paidNos'> & { readonly law: IndividualTaxLaw }): readonly Instalment[] {
  const { law } = place
  const employer = lastEmployer(prior.instalments)
  const isPrior = (one: Instalment): boolean => laneOf(one.no) === prior.lane && (prior.lane !== 'salary' || employerOf(one.no) === employer)
  const annual = sumOf(current.map((one) => one.amount))
  const cleared = current.map((one) => (isPrior(one) || place.paidNos.has(one.no) || !isStillToCome(one, place.today, law) ? one : { ...one, amount: zeroYen }))
  return reviseInstalments(cleared, { annualTax: annual, method: prior.lane, reduced: zeroYen, today: place.today, dueDates: place.dueDates, employer }, law)
}

/**
 * The last day by which the employer hands the form in: the tenth of the month after — 異動届の提出期限.
 * @law local-tax-act 321-5(3)
 */
export function formDueOn(happenedOn: PlainDate, openDay: (nominal: PlainDate) => PlainDate, law: IndividualTaxLaw): PlainDate {
  const next = addMonths(startOfMonth(happenedOn), 1)
  return openDay(dateOf(yearOf(next), monthOf(next), law.salaryCollection.payDay))
}
