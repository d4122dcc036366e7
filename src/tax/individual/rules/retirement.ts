import { addDays, addYears, yearOf, type PlainDate } from '../../../kernel/plain-date.ts'
import { applyRate, dropBelow, maxYen, notBelowZero, subtract, sum, times, yen, zeroYen, type Yen } from '../../../kernel/yen.ts'
import type { RetirementLaw } from '../law.ts'
import { amount, percentText, type Sheet } from './sheet.ts'

/** One retirement payment from which the payer withholds this tax — 退職手当等. */
export interface RetirementPay {
  readonly pay: Yen
  readonly joinedOn: PlainDate
  readonly retiredOn: PlainDate
  /** Officer of a company, member of an assembly or official — 役員等. */
  readonly isOfficer: boolean
  /** Retired because of a disability. */
  readonly isDisabled: boolean
  /** Whole years that an earlier payment was deducted for already — 重複期間. */
  readonly overlappingYears: number
}

/** The levy on a retirement payment with its steps — 分離課税に係る所得割. */
export interface RetirementLevy {
  readonly serviceYears: number
  readonly deduction: Yen
  readonly income: Yen
  readonly cityTax: Yen
  readonly prefectureTax: Yen
}

/**
 * Years of service: a part of a year counts as one — 勤続年数.
 * @law income-tax-act-enforcement-order 69(2)
 */
export function serviceYears(joinedOn: PlainDate, retiredOn: PlainDate): number {
  const end = addDays(retiredOn, 1)
  const years = yearOf(end) - yearOf(joinedOn)
  return Math.max(1, addYears(joinedOn, years) < end ? years + 1 : years)
}

/**
 * Deduction from a retirement payment — 退職所得控除.
 * @law income-tax-act 30(3)
 * @law income-tax-act 30(6)
 */
export function retirementDeduction(question: { years: number; isDisabled: boolean; overlappingYears: number }, law: RetirementLaw): Yen {
  const rule = law.deduction
  const whole = maxYen(rule.least, byYears(question.years, rule))
  const after = maxYen(rule.least, subtract(whole, byYears(question.overlappingYears, rule)))
  return sum(after, question.isDisabled ? rule.disability : zeroYen)
}

function byYears(years: number, rule: RetirementLaw['deduction']): Yen {
  const above = Math.max(0, years - rule.years)
  return sum(times(rule.perYear, years - above), times(rule.perYearAbove, above))
}

/**
 * Retirement income: half of what the deduction leaves, cut to 1,000 yen; after few years of service not all of it is halved — 退職所得金額.
 * @law income-tax-act 30(2)
 * @law local-tax-act 328-2
 */
export function retirementIncome(rest: Yen, service: { years: number; isOfficer: boolean }, law: RetirementLaw): Yen {
  return dropBelow(law.roundingUnits.taxBase, sum(...retirementParts(rest, service, law)))
}

/** The halved part and the part taken whole. */
function retirementParts(rest: Yen, { years, isOfficer }: { years: number; isOfficer: boolean }, law: RetirementLaw): readonly [Yen, Yen] {
  const rule = law.deduction
  const half = (of: Yen): Yen => dropBelow(1, applyRate(of, rule.halved))
  if (years > rule.shortYears) return [half(rest), zeroYen]
  if (isOfficer) return [zeroYen, rest]
  if (rule.shortHalvedUpTo === null || rest <= rule.shortHalvedUpTo) return [half(rest), zeroYen]
  return [half(rule.shortHalvedUpTo), subtract(rest, rule.shortHalvedUpTo)]
}

/**
 * The income levy that the payer withholds from a retirement payment in the year of payment — 退職所得に係る個人住民税.
 * Nothing is owed on what is paid because of a death, nor by somebody without an address here on 1 January of the year: neither comes to this rule.
 * LEGAL DOUBT: the rates in a designated city, LD-036.
 * @law local-tax-act 328
 * @law local-tax-act 328-3
 * @law local-tax-act 50-4
 */
export function retirementLevy(paid: RetirementPay, { law, sheet }: { law: RetirementLaw; sheet: Sheet }): RetirementLevy {
  const years = serviceYears(paid.joinedOn, paid.retiredOn)
  const deduction = retirementDeduction({ years, isDisabled: paid.isDisabled, overlappingYears: paid.overlappingYears }, law)
  const rest = notBelowZero(subtract(paid.pay, deduction))
  const income = retirementIncome(rest, { years, isOfficer: paid.isOfficer }, law)
  const unit = law.roundingUnits.tax
  sheet.line('retirement-pay', paid.pay)
  sheet.count('retirement-service-years', years, null, () => ({ calculation: '1年未満は1年' }))
  sheet.line('retirement-deduction', deduction, null, () => ({ calculation: deductionWords(years, paid, law) }))
  sheet.line('retirement-taxed', income, null, () => ({ calculation: `${partWords(retirementParts(rest, { years, isOfficer: paid.isOfficer }, law))}　${amount(yen(law.roundingUnits.taxBase))}円未満切捨て` }))
  const words = (rate: RetirementLaw['rates']['city']) => () => ({ calculation: `${amount(income)}×${percentText(rate)}　${unit}円未満切捨て`, ...(law.designatedCity ? { doubt: 'LD-036' } : {}) })
  const cityTax = sheet.line('retirement-tax-city', dropBelow(unit, applyRate(income, law.rates.city)), null, words(law.rates.city))
  const prefectureTax = sheet.line('retirement-tax-prefecture', dropBelow(unit, applyRate(income, law.rates.prefecture)), null, words(law.rates.prefecture))
  return { serviceYears: years, deduction, income, cityTax, prefectureTax }
}

function deductionWords(years: number, paid: RetirementPay, law: RetirementLaw): string {
  const rule = law.deduction
  const above = years > rule.years ? `＋${amount(rule.perYearAbove)}×（${years}−${rule.years}）年` : ''
  const overlap = paid.overlappingYears > 0 ? `　重なる${paid.overlappingYears}年の分を除く` : ''
  return `${amount(rule.perYear)}×${Math.min(years, rule.years)}年${above}${overlap}${paid.isDisabled ? `＋${amount(rule.disability)}` : ''}　${amount(rule.least)}以上`
}

function partWords([halved, whole]: readonly [Yen, Yen]): string {
  return whole > 0 ? `半分にした ${amount(halved)}＋半分にしない ${amount(whole)}` : `（支払額−控除）の半分 ${amount(halved)}`
}
