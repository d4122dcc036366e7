import { assert } from '../../../kernel/assert.ts'
import { addDays, addMonths, dateOf, daysInMonth, endOfMonth, monthOf, yearOf, type FiscalYear, type PlainDate } from '../../../kernel/plain-date.ts'
import { applyRate, dropBelow, maxYen, minYen, notBelowZero, rate, subtract, sum, times, yen, zeroYen, type Yen } from '../../../kernel/yen.ts'
import { perCapitaTotal, type IndividualTaxLaw } from '../law.ts'

/**
 * Splits an amount into equal parts of a unit; what is left over goes into the first — 端数は最初の期.
 * @law local-tax-act 20-4-2(6)
 */
export function splitIntoFirst(total: Yen, parts: number, unit: number): readonly Yen[] {
  assert(Number.isInteger(parts) && parts > 0, `parts must be a positive whole number: ${parts}`)
  const each = dropBelow(unit, applyRate(total, rate(1, parts)))
  return [subtract(total, times(each, parts - 1)), ...Array.from({ length: parts - 1 }, () => each)]
}

/**
 * Ordinary collection by terms — 普通徴収の期割. An amount not above the per-capita levies is due whole in the first term.
 * @param more.terms as many as the ordinance has; the law's where left out
 * @param more.reduced the flat reduction in the annual tax, which in its year comes off the first terms
 * @param more.perHead what is owed per head where it is more than once
 * @law local-tax-act 320
 * @law local-tax-act 20-4-2(6)
 */
export function ordinaryInstalments(annualTax: Yen, law: IndividualTaxLaw, more: { terms?: number | undefined; reduced?: Yen; perHead?: Yen | undefined } = {}): readonly Yen[] {
  const { terms = law.ordinaryTerms.terms.length, reduced = zeroYen } = more
  const split = { parts: terms, unit: law.roundingUnits.ordinaryInstalment }
  const off = offFirst(reduced, law)
  return takeOffFirst(collected(sum(annualTax, off), split, allInFirst(law, more.perHead)), off)
}

/**
 * Special collection from salary, June to May — 給与からの特別徴収の月割.
 * @param more.reduced the flat reduction in the annual tax, in whose year nothing is taken in June
 * @param more.perHead what is owed per head where it is more than once
 * @law local-tax-act 321-5(1)
 * @law local-tax-act 20-4-2(8)
 */
export function salaryInstalments(annualTax: Yen, law: IndividualTaxLaw, more: { reduced?: Yen; perHead?: Yen | undefined } = {}): readonly Yen[] {
  const [parts, unit] = [law.salaryCollection.months.length, law.roundingUnits.salaryInstalment]
  const inFirst = allInFirst(law, more.perHead)
  if (law.flatReduction?.offFirstTerms !== true || (more.reduced ?? zeroYen) === 0) return collected(annualTax, { parts, unit }, inFirst)
  return [zeroYen, ...collected(annualTax, { parts: parts - 1, unit }, inFirst)]
}

/** Up to which amount a year is due whole in its first instalment. */
function allInFirst(law: IndividualTaxLaw, perHead: Yen = zeroYen): Yen {
  return maxYen(perCapitaTotal(law), perHead)
}

/**
 * Amounts of which the first give as much as they have until a sum is found.
 * @decides nothing
 */
export function takeOffFirst(amounts: readonly Yen[], off: Yen): readonly Yen[] {
  let left = off
  return amounts.map((one) => {
    const taken = minYen(one, left)
    left = subtract(left, taken)
    return subtract(one, taken)
  })
}

function collected(annualTax: Yen, split: { parts: number; unit: number }, inFirst: Yen): readonly Yen[] {
  if (annualTax > inFirst) return splitIntoFirst(annualTax, split.parts, split.unit)
  return [annualTax, ...Array.from({ length: split.parts - 1 }, () => zeroYen)]
}

/** Special collection from a pension in its first year — 年金からの特別徴収、初年度. */
export interface FirstPensionYear {
  readonly ordinary: readonly Yen[]
  /** October, December, February. */
  readonly pension: readonly Yen[]
  /** April, June, August of the next year. */
  readonly nextProvisional: readonly Yen[]
}

/**
 * First year of collection from a pension: half by ordinary terms, half, cut to 100 yen, by the pension from October.
 * @param reduced the flat reduction in the annual tax, which in its year comes off the first terms and goes on to October; the provisional payments after it rest on the tax before it
 * @law local-tax-act 321-7-2(1)
 */
export function firstPensionYear(annualTax: Yen, law: IndividualTaxLaw, reduced: Yen = zeroYen): FirstPensionYear {
  const rule = law.pensionCollection
  const unit = law.roundingUnits.pensionInstalment
  const off = offFirst(reduced, law)
  const whole = sum(annualTax, off)
  const byPension = whole < unit ? whole : maxYen(yen(unit), dropBelow(unit, applyRate(whole, rule.share)))
  const terms = splitIntoFirst(subtract(whole, byPension), rule.firstYearOrdinaryTerms, law.roundingUnits.ordinaryInstalment)
  const amounts = takeOffFirst([...terms, ...splitIntoFirst(byPension, rule.finalMonths.length, unit)], off)
  return { ordinary: amounts.slice(0, terms.length), pension: amounts.slice(terms.length), nextProvisional: provisionalPayments(whole, law) }
}

/** The flat reduction where its year takes it off the first instalments. */
function offFirst(reduced: Yen, law: IndividualTaxLaw): Yen {
  return law.flatReduction?.offFirstTerms === true ? reduced : zeroYen
}

/**
 * A later year of collection from a pension: a sixth of last year's tax in April, June and August, the rest in October, December and February.
 * @param more.lastYear last year's tax on the pension, before any flat reduction
 * @param more.reduced the flat reduction in the annual tax, which in its year comes off October first
 * @returns six amounts in order of the months
 * @law local-tax-act 321-7-8
 */
export function continuingPensionYear(annualTax: Yen, more: { lastYear: Yen; reduced?: Yen }, law: IndividualTaxLaw): readonly Yen[] {
  const provisional = provisionalPayments(more.lastYear, law)
  const taken = provisional.reduce((total: number, one) => total + one, 0)
  const off = offFirst(more.reduced ?? zeroYen, law)
  const rest = notBelowZero(yen(annualTax + off - taken))
  return [...provisional, ...takeOffFirst(splitIntoFirst(rest, law.pensionCollection.finalMonths.length, law.roundingUnits.pensionInstalment), off)]
}

function provisionalPayments(lastYear: Yen, law: IndividualTaxLaw): readonly Yen[] {
  const unit = law.roundingUnits.pensionInstalment
  return splitIntoFirst(dropBelow(unit, applyRate(lastYear, law.pensionCollection.share)), law.pensionCollection.provisionalMonths.length, unit)
}

/** Moves a day to the next open one: the office's calendar, handed in as a function. */
export type OpenDay = (nominal: PlainDate) => PlainDate

/**
 * Due dates of the terms of ordinary collection: the day of the ordinance, or the next open one — 普通徴収の納期限.
 * @law local-tax-act 320
 * @law local-tax-act 20-5(2)
 */
export function ordinaryDueDates(law: IndividualTaxLaw, openDay: OpenDay): readonly PlainDate[] {
  return law.ordinaryTerms.terms.map(({ month, day }) => {
    const year = yearOfMonth(law.fiscalYear, month, 4)
    return openDay(dateOf(year, month, day === 'end' ? daysInMonth(year, month) : day))
  })
}

/**
 * Days by which an employer pays in what was taken from each month's salary — 特別徴収の納入期限.
 * @law local-tax-act 321-5(3)
 */
export function salaryDueDates(law: IndividualTaxLaw, openDay: OpenDay): readonly PlainDate[] {
  const [first] = law.salaryCollection.months
  return law.salaryCollection.months.map((month) => {
    const year = yearOfMonth(law.fiscalYear, month, first!)
    return openDay(month === 12 ? dateOf(year + 1, 1, law.salaryCollection.payDay) : dateOf(year, month + 1, law.salaryCollection.payDay))
  })
}

/** The calendar year of a month in a round of twelve that begins with `first`. */
function yearOfMonth(fiscalYear: FiscalYear, month: number, first: number): number {
  return month >= first ? fiscalYear : fiscalYear + 1
}

/** One instalment of a decision — 期別の税額. */
export interface Instalment {
  /** 1 to 12 terms, 51 and on supplementary terms, 101 to 112 months of salary from June, 121 and on those of the next employer, 201 to 206 payments of the pension from April. */
  readonly no: number
  readonly dueOn: PlainDate
  readonly amount: Yen
  /** Who is charged, where it is not the party of the decision. */
  readonly partyId?: string | undefined
}

/** Ways of collecting, each with instalments of its own — 徴収の方法. */
export type Lane = 'ordinary' | 'salary' | 'pension'

const firstSupplementary = 51
const firstSalaryMonth = 101
/** Months of the next employer of a year begin this much higher: a charge never changes its party. */
const employerStep = 20
/** The payment of April of a pension; the others follow it. */
export const firstPensionPayment = 201
/** Numbers that months of salary may have, whichever employer of the year takes them. */
export const salaryNumbers = { first: firstSalaryMonth, last: firstPensionPayment - 1 } as const

/**
 * By which way an instalment is collected.
 * @decides nothing
 */
export function laneOf(no: number): Lane {
  if (no >= firstPensionPayment) return 'pension'
  return no >= firstSalaryMonth ? 'salary' : 'ordinary'
}

/**
 * Which employer of the year an instalment belongs to, from 0.
 * @decides nothing
 */
export function employerOf(no: number): number {
  return Math.floor((no - firstSalaryMonth) / employerStep)
}

/**
 * Which of the months of a year an instalment of a salary is, from 0.
 * @decides nothing
 */
export function monthPlaceOf(no: number): number {
  return (no - firstSalaryMonth) % employerStep
}

/** The employer who takes the tax now: the last one of the year, from 0; -1 where none does.
 * @decides nothing
 */
export function lastEmployer(instalments: readonly Instalment[]): number {
  return Math.max(-1, ...instalments.filter((one) => laneOf(one.no) === 'salary').map((one) => employerOf(one.no)))
}

/** The first day of the month of salary or pension that an instalment is taken from.
 * @decides nothing
 */
export function monthOfInstalment(no: number, law: IndividualTaxLaw): PlainDate {
  if (laneOf(no) === 'pension') {
    const months = pensionMonths(law)
    return dateOf(yearOfMonth(law.fiscalYear, months[no - firstPensionPayment]!, months[0]!), months[no - firstPensionPayment]!, 1)
  }
  const { months } = law.salaryCollection
  const month = months[monthPlaceOf(no)]!
  return dateOf(yearOfMonth(law.fiscalYear, month, months[0]!), month, 1)
}

/** The months of a year in which a pension is paid, in order.
 * @decides nothing
 */
export function pensionMonths(law: IndividualTaxLaw): readonly number[] {
  return [...law.pensionCollection.provisionalMonths, ...law.pensionCollection.finalMonths]
}

/** Due dates of a year in one town, worked out once for a page of a run — 納期の表. */
export interface DueDates {
  readonly ordinary: readonly PlainDate[]
  readonly salary: readonly PlainDate[]
  readonly pension: readonly PlainDate[]
  readonly openDay: OpenDay
}

/**
 * The due dates of a year.
 * @law local-tax-act 320
 */
export function dueDatesOf(law: IndividualTaxLaw, openDay: OpenDay): DueDates {
  return { ordinary: ordinaryDueDates(law, openDay), salary: salaryDueDates(law, openDay), pension: pensionDueDates(law, openDay), openDay }
}

/**
 * Days by which the payer of a pension pays in what was taken from each payment — 年金特別徴収の納入期限.
 * @law local-tax-act 321-7-6
 */
export function pensionDueDates(law: IndividualTaxLaw, openDay: OpenDay): readonly PlainDate[] {
  return pensionMonths(law).map((_, index) => {
    const next = addMonths(monthOfInstalment(firstPensionPayment + index, law), 1)
    return openDay(dateOf(yearOf(next), monthOf(next), law.pensionCollection.payDay))
  })
}

/** What collection of a decision rests on. */
export interface CollectionQuestion {
  readonly annualTax: Yen
  readonly method: Lane
  /** The flat reduction in the annual tax. */
  readonly reduced: Yen
  /** What is owed per head; the law's amounts where left out. */
  readonly perHead?: Yen | undefined
  readonly today: PlainDate
  readonly dueDates: DueDates
  /** Which employer of the year takes the tax, from 0; the last one where left out. */
  readonly employer?: number
}

/**
 * Instalments of the first decision of a year: all terms where the notice reaches the taxpayer in time for each, with the flat reduction as its year has it; else those left — 当初の期割・月割.
 * @law local-tax-act 320
 * @law local-tax-act 321-5(1)
 */
export function firstInstalments(question: CollectionQuestion, law: IndividualTaxLaw): readonly Instalment[] {
  const empty = emptyInstalments(question.method, question.dueDates)
  if (!empty.every((one) => isNotifiable(one, question.today, law))) return reviseInstalments(empty, question, law)
  const { annualTax, reduced, perHead } = question
  const amounts = question.method === 'salary' ? salaryInstalments(annualTax, law, { reduced, perHead }) : ordinaryInstalments(annualTax, law, { reduced, perHead })
  return empty.map((one, index) => ({ ...one, amount: amounts[index]! }))
}

/**
 * The instalments of a way of collecting with nothing in them.
 * @param employer of the year, from 0
 * @decides nothing
 */
export function emptyInstalments(lane: Lane, dueDates: DueDates, employer = 0): readonly Instalment[] {
  const first = { ordinary: 1, salary: firstSalaryMonth + employer * employerStep, pension: firstPensionPayment }[lane]
  return dueDates[lane].map((dueOn, index) => ({ no: first + index, dueOn, amount: zeroYen }))
}

/**
 * Whether an instalment can still be changed on a day: a term until its last day, a month of salary while it has not begun (the notice
 * counts from the month after it), a payment of the pension until the payer can be told — これから来る期・月.
 * @law local-tax-act 320
 * @law local-tax-act 321-5(1)
 * @law local-tax-act 321-6
 * @law local-tax-act-enforcement-order 48-9-15
 */
export function isStillToCome(one: Pick<Instalment, 'no' | 'dueOn'>, today: PlainDate, law: IndividualTaxLaw): boolean {
  switch (laneOf(one.no)) {
    case 'ordinary': return one.dueOn >= today
    case 'salary': return monthOfInstalment(one.no, law) > today
    case 'pension': return isPensionToCome(one.no, today, law)
  }
}

/**
 * The last day on which a notice leaves the office for a term: so many whole days lie between its delivery and the last day of the term — 納税通知書の交付の期限.
 * LEGAL DOUBT: whether the day of delivery is one of the ten, LD-111.
 * @law local-tax-act 319-2(3)
 */
export function lastDayOfNotice(dueOn: PlainDate, law: IndividualTaxLaw): PlainDate {
  const { days, deliveryDayCounts, daysInPost } = law.noticeLead
  return addDays(dueOn, -(days + (deliveryDayCounts ? 0 : 1) + daysInPost))
}

/**
 * Whether an amount can be put on an instalment on a day: one still to come, and for a term the notice reaches the taxpayer in time — 通知が間に合う期・月.
 * @law local-tax-act 319-2(3)
 */
export function isNotifiable(one: Pick<Instalment, 'no' | 'dueOn'>, today: PlainDate, law: IndividualTaxLaw): boolean {
  return isStillToCome(one, today, law) && (laneOf(one.no) !== 'ordinary' || today <= lastDayOfNotice(one.dueOn, law))
}

/** What a decision asks for, beside what the notice before it said; nothing before the first. */
export interface AskedAndTold { readonly decided: readonly Instalment[]; readonly told: readonly Instalment[] }

/**
 * Terms that ask for more than the notice before them did, and of which no notice sent on a day reaches the taxpayer in time — 通知が間に合わない期.
 * @law local-tax-act 319-2(3)
 */
export function lateTerms({ decided, told }: AskedAndTold, sentOn: PlainDate, law: IndividualTaxLaw): readonly Instalment[] {
  const before = new Map(told.map((one) => [one.no, one.amount]))
  return decided.filter((one) => laneOf(one.no) === 'ordinary' && one.amount > (before.get(one.no) ?? zeroYen) && sentOn > lastDayOfNotice(one.dueOn, law))
}

/**
 * The day by which a notice leaves for the first term that it raises; null where it raises none — 通知書を出す期限.
 * @law local-tax-act 319-2(3)
 */
export function firstNoticeDay({ decided, told }: AskedAndTold, law: IndividualTaxLaw): PlainDate | null {
  const before = new Map(told.map((one) => [one.no, one.amount]))
  const [first] = decided.filter((one) => laneOf(one.no) === 'ordinary' && one.amount > (before.get(one.no) ?? zeroYen)).toSorted(byDueDate)
  return first === undefined ? null : lastDayOfNotice(first.dueOn, law)
}

/**
 * Puts what late terms ask too much for on the terms that a notice still reaches — 納期限の繰下げ.
 * @law local-tax-act 319-2(3)
 */
export function moveLateTerms({ decided, told }: AskedAndTold, question: CollectionQuestion, law: IndividualTaxLaw): readonly Instalment[] {
  const [before, late] = [new Map(told.map((one) => [one.no, one.amount])), new Set(lateTerms({ decided, told }, question.today, law))]
  return reviseInstalments(decided.map((one) => (late.has(one) ? { ...one, amount: before.get(one.no) ?? zeroYen } : one)), { ...question, method: 'ordinary' }, law)
}

function isPensionToCome(no: number, today: PlainDate, law: IndividualTaxLaw): boolean {
  const until = law.pensionCollection.changeUntil.find((row) => row.month === pensionMonths(law)[no - firstPensionPayment])
  return until !== undefined && today <= dateOf(law.fiscalYear, until.untilMonth, until.untilDay)
}

/**
 * Instalments after a correction: what is past or too near for a notice stays, the rest of the year's amount is split anew over what is to come — 変更後の期割・月割.
 * Where nothing is to come, an increase makes a supplementary term at the end of the next month, and a decrease is taken off the last ones:
 * what was paid on them is too much then and goes back.
 * @law local-tax-act 321-2
 * @law local-tax-act 321-6
 */
export function reviseInstalments(before: readonly Instalment[], question: CollectionQuestion, law: IndividualTaxLaw): readonly Instalment[] {
  const employer = question.employer ?? lastEmployer(before)
  const isOpen = (one: Instalment): boolean => laneOf(one.no) === question.method && (question.method !== 'salary' || employerOf(one.no) === employer) && isNotifiable(one, question.today, law)
  const kept = before.filter((one) => !isOpen(one))
  const rest = yen(question.annualTax - kept.reduce((total: number, one) => total + one.amount, 0))
  if (rest < 0) return inOrder([...takeOffLast(kept, yen(-rest)), ...before.filter(isOpen).map((one) => ({ ...one, amount: zeroYen }))])
  // Who never had an instalment of this way of collecting gets those of the year.
  const missing = before.some((one) => laneOf(one.no) === question.method) || rest === 0 ? [] : emptyInstalments(question.method, question.dueDates)
  const open = [...before, ...missing].filter((one) => missing.includes(one) ? isNotifiable(one, question.today, law) : isOpen(one))
  const past = missing.filter((one) => !open.includes(one))
  if (open.length === 0) return rest === 0 ? before : inOrder([...kept, ...past, supplementaryTerm(kept, rest, question)])
  const split = splitIntoFirst(rest, open.length, unitOf(question.method, law))
  return inOrder([...kept, ...past, ...open.map((one, index) => ({ ...one, amount: split[index]! }))])
}

/**
 * The unit to which the later instalments of a way of collecting are cut.
 * @decides nothing
 */
export function unitOf(lane: Lane, law: IndividualTaxLaw): number {
  return { ordinary: law.roundingUnits.ordinaryInstalment, salary: law.roundingUnits.salaryInstalment, pension: law.roundingUnits.pensionInstalment }[lane]
}

/** Instalments by their number.
 * @decides nothing
 */
export function inOrder(instalments: readonly Instalment[]): readonly Instalment[] {
  return instalments.toSorted((a, b) => a.no - b.no)
}

/** The order in which instalments fall due.
 * @decides nothing
 */
export function byDueDate(a: Pick<Instalment, 'no' | 'dueOn'>, b: Pick<Instalment, 'no' | 'dueOn'>): number {
  if (a.dueOn === b.dueOn) return a.no - b.no
  return a.dueOn < b.dueOn ? -1 : 1
}

/** Takes an excess off what was due last, then off what was due before it. */
function takeOffLast(due: readonly Instalment[], excess: Yen): readonly Instalment[] {
  let left = excess
  return due.toSorted((a, b) => byDueDate(b, a)).map((one) => {
    const off = minYen(left, one.amount)
    left = subtract(left, off)
    return { ...one, amount: subtract(one.amount, off) }
  })
}

/**
 * A supplementary term: the end of the month after the notice — 随時期.
 * @law local-tax-act 320
 */
export function supplementaryTerm(standing: readonly Instalment[], amount: Yen, { today, dueDates }: Pick<CollectionQuestion, 'today' | 'dueDates'>): Instalment {
  const no = Math.max(firstSupplementary - 1, ...standing.map((one) => (one.no < firstSalaryMonth ? one.no : 0))) + 1
  return { no, dueOn: dueDates.openDay(endOfMonth(addMonths(today, 1))), amount }
}

/**
 * `第1期`, `随時`, `6月分`, `10月支給の年金`
 * @decides nothing
 */
export function instalmentTitle(no: number, law: IndividualTaxLaw): string {
  if (laneOf(no) === 'pension') return `${pensionMonths(law)[no - firstPensionPayment]}月の年金`
  if (laneOf(no) === 'salary') return `${law.salaryCollection.months[(no - firstSalaryMonth) % employerStep]}月分`
  return no >= firstSupplementary ? '随時' : `第${no}期`
}
