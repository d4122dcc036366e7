import { addYears, maxDate, type PlainDate } from '../../../../kernel/plain-date.ts'
import type { IndividualTaxLaw } from '../../law.ts'
import type { DueDates } from '../../rules/collection.ts'

/** What a correction does, and why a longer time may hold — 更正の種類. */
export interface CorrectionFacts {
  /** The annual amount rises, or is decided for the first time. */
  readonly rises: boolean
  /** Day on which the notice of a changed income tax was sent; null where none. */
  readonly incomeTaxChangedOn: PlainDate | null
  readonly byFraud: boolean
}

/**
 * The statutory due date of a year: the first term of ordinary collection — 法定納期限. LEGAL DOUBT: for tax taken from salary alone, LD-116.
 * @law local-tax-act 11-4(1)
 */
export function statutoryDueDate(dueDates: Pick<DueDates, 'ordinary'>): PlainDate {
  return dueDates.ordinary[0]!
}

/**
 * The last day on which a decision or correction of a year can be made — 賦課決定をすることができる最後の日.
 * Years are counted from the day after the statutory due date. LEGAL DOUBT: two years after a change of the income tax, LD-115.
 * @law local-tax-act 17-5(3)
 * @law local-tax-act 17-5(4)
 * @law local-tax-act 17-5(7)
 * @law local-tax-act 17-6(3)
 */
export function lastDayOfCorrection(due: PlainDate, facts: CorrectionFacts, law: IndividualTaxLaw): PlainDate {
  const limit = law.correctionLimit
  const own = addYears(due, facts.rises ? limit.increaseYears : limit.decreaseYears)
  const fraud = facts.byFraud ? addYears(due, limit.fraudYears) : own
  const followed = facts.incomeTaxChangedOn === null ? own : addYears(facts.incomeTaxChangedOn, limit.afterIncomeTaxYears)
  return maxDate(own, fraud, followed)
}
