import { type ClosedDays, isClosed, isKnownDay } from '../../kernel/calendar.ts'
import { addDays, type PlainDate } from '../../kernel/plain-date.ts'
import type { ExpectedDays } from './store.ts'

/** When a partner has agreed to send: on which days, and until which time of the day. */
export interface Agreement { readonly days: ExpectedDays; readonly by: string | null; readonly activeFrom: PlainDate; readonly activeTo: PlainDate | null }

export interface Expectation {
  /** Day of the file that should have come last, or null where none is due yet. */
  readonly due: PlainDate | null
  /** Day of the next one. */
  readonly next: PlainDate | null
  /** Nothing has come since the day that was due began: silence is the most common fault. */
  readonly isOverdue: boolean
}

/** Longer than any row of closed days. */
const daysLookedAt = 15

/** Which file of a channel should have come, and which comes next — 届くはずのファイル. */
export function expectedFile(agreement: Agreement, now: { readonly today: PlainDate; readonly time: string; readonly lastOn: PlainDate | null }, closed: ClosedDays): Expectation {
  if (agreement.days === 'none' || agreement.by === null) return { due: null, next: null, isOverdue: false }
  const isExpected = (day: PlainDate): boolean => day >= agreement.activeFrom && (agreement.activeTo === null || day <= agreement.activeTo)
    && (agreement.days === 'every-day' || (isKnownDay(day, closed) && !isClosed('bank', day, closed)))
  const isPast = now.time >= agreement.by
  const due = findDay(isPast ? now.today : addDays(now.today, -1), -1, isExpected)
  const next = findDay(isPast ? addDays(now.today, 1) : now.today, 1, isExpected)
  return { due, next, isOverdue: due !== null && (now.lastOn === null || now.lastOn < due) }
}

function findDay(from: PlainDate, step: 1 | -1, isWanted: (day: PlainDate) => boolean): PlainDate | null {
  const days = Array.from({ length: daysLookedAt }, (_, index) => addDays(from, index * step))
  return days.find(isWanted) ?? null
}
