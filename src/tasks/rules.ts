import { addDays, type PlainDate } from '../kernel/plain-date.ts'
import type { TaskWarning } from '../platform/command/tx.ts'
import type { WarningLaw } from './law.ts'

/**
 * How near a deadline is: near from so many days ahead, past from the day after it, long past once the superior answers for it — 期限の知らせ.
 * @decides nothing: when the office is warned, not what it owes
 */
export function warningOf(deadline: PlainDate | null, today: PlainDate, { warningDays }: WarningLaw): TaskWarning {
  if (deadline === null) return 'none'
  if (addDays(deadline, warningDays.after) < today) return 'long-overdue'
  if (deadline < today) return 'overdue'
  return deadline <= addDays(today, warningDays.before) ? 'near' : 'none'
}

export const dues = ['overdue', 'near'] as const
/** Which part of the list: past its day, or near — 期限でしぼる. */
export type Due = (typeof dues)[number]

/** First and last deadline of a part of the list; what has no deadline stands at the end of time. */
export interface DueSpan { readonly from: string; readonly through: string }

/**
 * The deadlines that belong to a part of the list; all of them without one.
 * @decides nothing
 */
export function spanOf(due: Due | null, today: PlainDate, { warningDays }: WarningLaw): DueSpan {
  if (due === 'overdue') return { from: '0001-01-01', through: addDays(today, -1) }
  if (due === 'near') return { from: today, through: addDays(today, warningDays.before) }
  return { from: '0001-01-01', through: '9999-12-31' }
}
