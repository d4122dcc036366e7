import { addDays, dayOf, monthOf, yearOf, type PlainDate } from '../../../kernel/plain-date.ts'
import type { RetirementLaw } from '../law.ts'
import { cut, cutTo, least, most, notBelowZero, percentOf, whole } from './amounts.ts'

/** A payment at retirement, as the payer knows it. */
export interface LiteralPayment {
  readonly pay: number
  readonly joinedOn: PlainDate
  readonly retiredOn: PlainDate
  readonly isOfficer: boolean
  readonly isDisabled: boolean
  /** Whole years that an earlier payment was deducted for already — 重複期間. */
  readonly overlappingYears: number
}

export interface LiteralRetirement { readonly years: bigint; readonly deduction: bigint; readonly income: bigint; readonly city: bigint; readonly prefecture: bigint }

/**
 * 退職所得の分離課税に係る所得割.
 * @law local-tax-act 50-2 to 50-4, 328 to 328-3; income-tax-act 30
 */
export function literalRetirement(payment: LiteralPayment, law: RetirementLaw): LiteralRetirement {
  const row = law.deduction
  const years = serviceYears(payment.joinedOn, payment.retiredOn)
  // 所得税法30条3項: 400,000 yen a year up to 20, 700,000 for each above.
  const byYears = (count: bigint): bigint => whole(row.perYear) * least(count, BigInt(row.years)) + whole(row.perYearAbove) * notBelowZero(count - BigInt(row.years))
  // 30条6項, 令70条1項: less that of years counted before; at least 800,000 yen; 1,000,000 more for a disability.
  const deduction = most(byYears(years) - byYears(BigInt(payment.overlappingYears)), whole(row.least)) + (payment.isDisabled ? whole(row.disability) : 0n)
  const rest = notBelowZero(whole(payment.pay) - deduction)
  const isShort = years <= BigInt(row.shortYears)
  const half = (amount: bigint): bigint => cut(percentOf(amount, row.halved))
  let income = half(rest)
  // 30条2項・4項・5項: an officer of five years or less has no half; others since 2022 only of the first 3,000,000 yen.
  if (isShort && payment.isOfficer) income = rest
  else if (isShort && row.shortHalvedUpTo !== null) income = half(least(rest, whole(row.shortHalvedUpTo))) + notBelowZero(rest - whole(row.shortHalvedUpTo))
  const base = cutTo(law.roundingUnits.taxBase, income)
  const levy = (side: 'city' | 'prefecture'): bigint => cutTo(law.roundingUnits.tax, cut(percentOf(base, law.rates[side])))
  return { years, deduction, income: base, city: levy('city'), prefecture: levy('prefecture') }
}

/** 勤続年数: from the day of joining to that of retiring, a part of a year as one. @law income-tax-act-enforcement-order 69(2) */
function serviceYears(joinedOn: PlainDate, retiredOn: PlainDate): bigint {
  const end = addDays(retiredOn, 1)
  const years = yearOf(end) - yearOf(joinedOn)
  const [endDay, startDay] = [monthOf(end) * 100 + dayOf(end), monthOf(joinedOn) * 100 + dayOf(joinedOn)]
  return BigInt(Math.max(1, endDay > startDay ? years + 1 : years))
}
