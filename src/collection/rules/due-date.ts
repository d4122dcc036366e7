import { type ClosedDays, nextOpenDay } from '../../kernel/calendar.ts'
import { dayWhenPassed, lastDayOfDays } from '../../kernel/period.ts'
import { dateOf, daysInMonth, type FiscalYear, type PlainDate } from '../../kernel/plain-date.ts'
import { type Yen, zeroYen } from '../../kernel/yen.ts'

/** When an instalment is due by ordinance, before it moves to an open day — 納期. */
export interface Term {
  /** Calendar month 1 to 12; January to March lie in the following year. */
  readonly month: number
  /** Day of the month, or `end` for its last day. */
  readonly day: number | 'end'
}

/**
 * The due date: the day itself where it is open, else the next open day — 納期限.
 * @law local-tax-act 20-5(2)
 * @law local-tax-act-enforcement-order 6-18(2)
 */
export function dueDate(nominal: PlainDate, calendar: ClosedDays): PlainDate {
  return nextOpenDay('tax-due', nominal, calendar)
}

/**
 * Due dates of the terms of a fiscal year in the order given — 各期の納期限.
 * @law local-tax-act 20-5(2)
 */
export function dueDatesOf(year: FiscalYear, terms: readonly Term[], calendar: ClosedDays): readonly PlainDate[] {
  return terms.map(({ month, day }) => {
    const calendarYear = month >= 4 ? year : year + 1
    const last = daysInMonth(calendarYear, month)
    return dueDate(dateOf(calendarYear, month, day === 'end' ? last : Math.min(day, last)), calendar)
  })
}

export interface DemandDates {
  /** Last day on which the demand should go out; null where nothing is unpaid. */
  readonly issueBy: PlainDate | null
  /** First day of seizure where the demand went out and nothing was paid; null before a demand. */
  readonly seizureFrom: PlainDate | null
}

/**
 * By when a demand goes out, and from when property may be seized — 督促の期限と差押えのできる日.
 * Both counts end on their own day: no holiday moves a duty of the office.
 * @law local-tax-act 329(1)
 * @law local-tax-act 331(1)
 */
export function demandDates(facts: { readonly due: PlainDate; readonly unpaid: Yen; readonly issuedOn: PlainDate | null }, law: { readonly demandDays: number; readonly seizureDays: number }): DemandDates {
  if (facts.unpaid <= zeroYen) return { issueBy: null, seizureFrom: null }
  return {
    issueBy: lastDayOfDays(facts.due, law.demandDays),
    seizureFrom: facts.issuedOn === null ? null : dayWhenPassed(facts.issuedOn, law.seizureDays),
  }
}
