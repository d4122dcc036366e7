import type { ClosedDays } from '../kernel/calendar.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { nationalClosedDays } from '../legislation/index.ts'

/** National holidays and the days a town closes by ordinance or public notice — 納期限の休日. */
export function closedDaysWith(own: readonly PlainDate[]): ClosedDays {
  return own.length === 0 ? nationalClosedDays : { ...nationalClosedDays, closedAlso: { 'tax-due': new Set(own) } }
}
