import type { PlainDate } from '../../kernel/plain-date.ts'

/** What a special collector reports for a month — 納入申告. */
export interface MonthlyReturn {
  /** First day of the month. */
  readonly month: PlainDate
  /** Guests who bathed, one for each day. */
  readonly guests: number
  /** Of these, exempt by ordinance (children and others). */
  readonly exemptGuests: number
}
