import { type ClosedDays, isClosed, isKnownDay } from '../kernel/calendar.ts'
import type { Refused } from '../kernel/outcome.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { printDate } from '../kernel/wareki.ts'
import { nationalClosedDays } from '../legislation/index.ts'
import { refuse } from './refusals.ts'

/** National holidays and the days a town closes by ordinance or public notice — 納期限の休日. */
export function closedDaysWith(own: readonly PlainDate[]): ClosedDays {
  return own.length === 0 ? nationalClosedDays : { ...nationalClosedDays, closedAlso: { 'tax-due': new Set(own) } }
}

/** Why a bank cannot move money on a day, or nothing: it is past or today, beyond the calendar, or closed. */
export function bankDayFault(day: PlainDate, today: PlainDate, asked: { readonly past: 'debit-day-past' | 'transfer-day-past'; readonly field: string }): Refused | undefined {
  const { past, field } = asked
  if (day <= today) return refuse(past, { field })
  if (!isKnownDay(day, nationalClosedDays)) return refuse('calendar-unknown', { date: printDate(day), field })
  return isClosed('bank', day, nationalClosedDays) ? refuse('debit-day-closed', { date: printDate(day), field }) : undefined
}
