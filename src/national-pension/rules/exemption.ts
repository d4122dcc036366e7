import { addMonths, endOfMonth, startOfMonth, type PlainDate } from '../../kernel/plain-date.ts'
import type { PensionLaw } from '../law.ts'
import { exemptionClasses, monthOfDate, type ExemptionClass, type HouseholderFrom, type IncomeFacts, type Month } from '../model.ts'

/** Months in a row, first and last in. */
function monthsFrom(first: PlainDate, count: number): readonly Month[] {
  return Array.from({ length: count }, (_, index) => monthOfDate(addMonths(first, index)))
}

/**
 * The months exempted around a birth: from the month before, four in all; for several children from three months before, six — 産前産後期間の免除.
 * @param birth the expected day, or the day of the birth where it is filed after it
 * @law national-pension-act 88-2
 */
export function maternityMonths(birth: { readonly on: PlainDate; readonly isMultiple: boolean }, law: PensionLaw): readonly Month[] {
  const { before, months } = birth.isMultiple ? law.maternityMonths.multiple : law.maternityMonths.single
  return monthsFrom(addMonths(startOfMonth(birth.on), -before), months)
}

/**
 * The first day on which the exemption may be filed before the expected day — 届出ができる最初の日.
 * @law national-pension-act 88-2
 */
export function maternityFiledFrom(expectedOn: PlainDate, law: PensionLaw): PlainDate {
  return addMonths(expectedOn, -law.maternityMonths.filedMonthsBefore)
}

/**
 * The best class that one person's income allows — 所得による免除の区分.
 * @law national-pension-act 90(1)
 * @law national-pension-act 90-2
 * @law national-pension-act-enforcement-order 6-7
 * @law national-pension-act-enforcement-order 6-9-2
 */
export function classOf(facts: IncomeFacts, law: PensionLaw): ExemptionClass {
  const { full, specialStatus, partial, perDependant } = law.exemptionLimits
  if (facts.income <= full.perPerson * (facts.dependants + 1) + full.base) return 'full'
  if (facts.hasSpecialStatus && facts.income <= specialStatus) return 'full'
  const left = facts.income - facts.deductions
  return partial.find((one) => left <= one.limit + perDependant * facts.dependants)?.class ?? 'none'
}

/** Whose income is looked at in a month. */
export interface Judged { readonly self: IncomeFacts; readonly spouse: IncomeFacts | null; readonly householder: IncomeFacts | null }

/**
 * The class of a month: the least that applicant, spouse and householder each allow — 申請免除の審査.
 * @law national-pension-act 90(1)
 * @law national-pension-act 90-2
 */
export function exemptionOf({ self, spouse, householder }: Judged, law: PensionLaw): ExemptionClass {
  const classes = [self, spouse, householder].flatMap((facts) => (facts === null ? [] : [classOf(facts, law)]))
  return exemptionClasses.findLast((one) => classes.includes(one)) ?? 'none'
}

/**
 * Whether payment may be deferred: under fifty, by the applicant's and the spouse's income alone — 納付猶予.
 * @law national-pension-amendment-act-2004 sp-19
 */
export function mayDefer(of: Pick<Judged, 'self' | 'spouse'> & { readonly age: number }, law: PensionLaw): boolean {
  return of.age < law.exemptionLimits.deferralUnder && exemptionOf({ self: of.self, spouse: of.spouse, householder: null }, law) === 'full'
}

/** An application for a run of months. */
export interface Application {
  readonly filedOn: PlainDate
  readonly from: PlainDate
  readonly through: PlainDate
  readonly self: IncomeFacts
  readonly spouse: IncomeFacts | null
  /** In the order of their days. */
  readonly householders: readonly HouseholderFrom[]
}

/**
 * The class of every month applied for: each month is judged with whoever is the householder at its end, back to the limit of the past — 月ごとの審査.
 * LEGAL DOUBT: LD-081, which day of the month decides.
 * @law national-pension-act 90(1)
 */
export function exemptionByMonth(application: Application, law: PensionLaw): ReadonlyMap<Month, ExemptionClass> {
  const earliest = startOfMonth(addMonths(application.filedOn, -law.exemptionLimits.retroactiveMonths))
  const months = new Map<Month, ExemptionClass>()
  for (let day = startOfMonth(application.from); day <= application.through; day = addMonths(day, 1)) {
    if (day < earliest) continue
    const householder = application.householders.findLast((one) => one.from <= endOfMonth(day))?.facts ?? null
    months.set(monthOfDate(day), exemptionOf({ self: application.self, spouse: application.spouse, householder }, law))
  }
  return months
}
