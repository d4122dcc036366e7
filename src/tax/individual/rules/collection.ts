import { assert } from '../../../kernel/assert.ts'
import { addMonths, dateOf, daysInMonth, endOfMonth, type FiscalYear, type PlainDate } from '../../../kernel/plain-date.ts'
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
 * @law local-tax-act 320
 * @law local-tax-act 20-4-2(6)
 */
export function ordinaryInstalments(annualTax: Yen, law: IndividualTaxLaw, more: { terms?: number | undefined; reduced?: Yen } = {}): readonly Yen[] {
  const { terms = law.ordinaryTerms.terms.length, reduced = zeroYen } = more
  const split = { parts: terms, unit: law.roundingUnits.ordinaryInstalment }
  if (law.flatReduction?.offFirstTerms !== true || reduced === 0) return collected(annualTax, split, law)
  return takeOffFirst(collected(sum(annualTax, reduced), split, law), reduced)
}

/**
 * Special collection from salary, June to May — 給与からの特別徴収の月割.
 * @param more.reduced the flat reduction in the annual tax, in whose year nothing is taken in June
 * @law local-tax-act 321-5(1)
 * @law local-tax-act 20-4-2(8)
 */
export function salaryInstalments(annualTax: Yen, law: IndividualTaxLaw, more: { reduced?: Yen } = {}): readonly Yen[] {
  const [parts, unit] = [law.salaryCollection.months.length, law.roundingUnits.salaryInstalment]
  if (law.flatReduction?.offFirstTerms !== true || (more.reduced ?? zeroYen) === 0) return collected(annualTax, { parts, unit }, law)
  return [zeroYen, ...collected(annualTax, { parts: parts - 1, unit }, law)]
}

function takeOffFirst(amounts: readonly Yen[], off: Yen): readonly Yen[] {
  let left = off
  return amounts.map((one) => {
    const taken = minYen(one, left)
    left = subtract(left, taken)
    return subtract(one, taken)
  })
}

function collected(annualTax: Yen, split: { parts: number; unit: number }, law: IndividualTaxLaw): readonly Yen[] {
  if (annualTax > perCapitaTotal(law)) return splitIntoFirst(annualTax, split.parts, split.unit)
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
 * @law local-tax-act 321-7-2(1)
 */
export function firstPensionYear(annualTax: Yen, law: IndividualTaxLaw): FirstPensionYear {
  const rule = law.pensionCollection
  const unit = law.roundingUnits.pensionInstalment
  const byPension = annualTax < unit ? annualTax : maxYen(yen(unit), dropBelow(unit, applyRate(annualTax, rule.share)))
  return {
    ordinary: splitIntoFirst(subtract(annualTax, byPension), rule.firstYearOrdinaryTerms, law.roundingUnits.ordinaryInstalment),
    pension: splitIntoFirst(byPension, rule.finalMonths.length, unit),
    nextProvisional: provisionalPayments(annualTax, law),
  }
}

/**
 * A later year of collection from a pension: a sixth of last year's tax in April, June and August, the rest in October, December and February.
 * @param lastYear last year's tax on the pension, before any flat reduction
 * @returns six amounts in order of the months
 * @law local-tax-act 321-7-8
 */
export function continuingPensionYear(annualTax: Yen, lastYear: Yen, law: IndividualTaxLaw): readonly Yen[] {
  const provisional = provisionalPayments(lastYear, law)
  const taken = provisional.reduce((total: number, one) => total + one, 0)
  const rest = notBelowZero(yen(annualTax - taken))
  return [...provisional, ...splitIntoFirst(rest, law.pensionCollection.finalMonths.length, law.roundingUnits.pensionInstalment)]
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
  /** 1 to 12 terms, 51 and on supplementary terms, 101 to 112 months of salary from June. */
  readonly no: number
  readonly dueOn: PlainDate
  readonly amount: Yen
}

const firstSupplementary = 51
const firstSalaryMonth = 101
const monthsOfYear = 12

/**
 * Whether an instalment is a month of salary, which an employer pays in.
 * @decides nothing
 */
export function isSalaryMonth(no: number): boolean {
  return no >= firstSalaryMonth && no < firstSalaryMonth + monthsOfYear
}

/**
 * Numbers of the months of salary in their order.
 * @decides nothing
 */
export function salaryMonthNos(law: IndividualTaxLaw): readonly number[] {
  return law.salaryCollection.months.map((_month, index) => firstSalaryMonth + index)
}

/**
 * Whether an instalment is a term that the person pays with a slip, supplementary ones included.
 * @decides nothing
 */
export function isOrdinaryTerm(no: number): boolean {
  return no < firstSalaryMonth
}

/** Due dates of a year in one town, worked out once for a page of a run — 納期の表. */
export interface DueDates {
  readonly ordinary: readonly PlainDate[]
  readonly salary: readonly PlainDate[]
  readonly openDay: OpenDay
}

/**
 * The due dates of a year.
 * @law local-tax-act 320
 */
export function dueDatesOf(law: IndividualTaxLaw, openDay: OpenDay): DueDates {
  return { ordinary: ordinaryDueDates(law, openDay), salary: salaryDueDates(law, openDay), openDay }
}

/** What collection of a decision rests on. */
export interface CollectionQuestion {
  readonly annualTax: Yen
  readonly method: 'ordinary' | 'salary'
  /** The flat reduction in the annual tax. */
  readonly reduced: Yen
  readonly today: PlainDate
  readonly dueDates: DueDates
}

/**
 * Instalments of the first decision of a year: all terms where none has passed, with the flat reduction as its year has it; else those still to come — 当初の期割・月割.
 * @law local-tax-act 320
 * @law local-tax-act 321-5(1)
 */
export function firstInstalments(question: CollectionQuestion, law: IndividualTaxLaw): readonly Instalment[] {
  const empty = emptyInstalments(question)
  if (empty.some((one) => one.dueOn < question.today)) return reviseInstalments(empty, question, law)
  const { annualTax, reduced } = question
  const amounts = question.method === 'salary' ? salaryInstalments(annualTax, law, { reduced }) : ordinaryInstalments(annualTax, law, { reduced })
  return empty.map((one, index) => ({ ...one, amount: amounts[index]! }))
}

function emptyInstalments(question: CollectionQuestion): readonly Instalment[] {
  const [first, dates] = question.method === 'salary' ? [firstSalaryMonth, question.dueDates.salary] : [1, question.dueDates.ordinary]
  return dates.map((dueOn, index) => ({ no: first + index, dueOn, amount: zeroYen }))
}

/**
 * Instalments after a correction: those already due stay, the rest of the year's amount is split anew over those still to come — 変更後の期割・月割.
 * Where none is to come, an increase makes a supplementary term at the end of the next month, and a decrease is taken off the last ones.
 * @law local-tax-act 321-2
 * @law local-tax-act 321-6
 */
export function reviseInstalments(before: readonly Instalment[], question: CollectionQuestion, law: IndividualTaxLaw): readonly Instalment[] {
  const due = before.filter((one) => one.dueOn < question.today)
  const open = before.filter((one) => one.dueOn >= question.today)
  const rest = yen(question.annualTax - due.reduce((total: number, one) => total + one.amount, 0))
  if (rest < 0) return [...takeOffLast(due, yen(-rest)), ...open.map((one) => ({ ...one, amount: zeroYen }))]
  if (open.length === 0) return rest === 0 ? due : [...due, supplementaryTerm(due, rest, question)]
  const unit = question.method === 'salary' ? law.roundingUnits.salaryInstalment : law.roundingUnits.ordinaryInstalment
  const split = splitIntoFirst(rest, open.length, unit)
  return [...due, ...open.map((one, index) => ({ ...one, amount: split[index]! }))]
}

function takeOffLast(due: readonly Instalment[], excess: Yen): readonly Instalment[] {
  let left = excess
  return due.toReversed().map((one) => {
    const off = left < one.amount ? left : one.amount
    left = subtract(left, off)
    return { ...one, amount: subtract(one.amount, off) }
  }).toReversed()
}

/** A supplementary term — 随時期. */
function supplementaryTerm(due: readonly Instalment[], amount: Yen, question: CollectionQuestion): Instalment {
  const no = Math.max(firstSupplementary - 1, ...due.map((one) => (one.no < firstSalaryMonth ? one.no : 0))) + 1
  return { no, dueOn: question.dueDates.openDay(endOfMonth(addMonths(question.today, 1))), amount }
}

/**
 * `第1期`, `随時`, `6月分`
 * @decides nothing
 */
export function instalmentTitle(no: number, law: IndividualTaxLaw): string {
  if (no >= firstSalaryMonth) return `${law.salaryCollection.months[no - firstSalaryMonth]}月分`
  return no >= firstSupplementary ? '随時' : `第${no}期`
}
