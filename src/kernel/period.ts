import { assert } from './assert.ts'
import { type CalendarKind, type ClosedDays, nextOpenDay } from './calendar.ts'
import { addDays, addMonths, dayOf, daysBetween, type PlainDate } from './plain-date.ts'

/**
 * Whether the day of the event counts — 初日不算入（`out`）／初日算入（`in`）.
 * Out is the rule; in are family-register filings and every text that says "counting from" a day.
 * @law civil-code 140
 * @law family-register-act 43(1)
 */
export type FirstDay = 'out' | 'in'

/**
 * The last day of a period of days — 期間の末日.
 * Fourteen days from an event on 15 November end on 29 November; with the first day in, on the 28th.
 * @law civil-code 140
 * @law civil-code 141
 */
export function lastDayOfDays(event: PlainDate, days: number, firstDay: FirstDay = 'out'): PlainDate {
  assert(Number.isInteger(days) && days > 0, `a period has at least one day: ${days}`)
  return addDays(event, firstDay === 'out' ? days : days - 1)
}

/**
 * The last day of a period of months that begins on a counted day — 月又は年で定めた期間の末日.
 * The day before the one of the same number; the end of the month where there is none: a month from 31 January ends on 28 February.
 * @param start the first day that counts
 * @law civil-code 143(2)
 */
export function lastDayOfMonths(start: PlainDate, months: number): PlainDate {
  assert(Number.isInteger(months) && months > 0, `a period has at least one month: ${months}`)
  const corresponding = addMonths(start, months)
  return dayOf(corresponding) === dayOf(start) ? addDays(corresponding, -1) : corresponding
}

/**
 * The day on which so many days have passed: the one after the period — 経過した日.
 * Ten days counted from the issue of a demand on 20 November have passed on the 30th.
 */
export function dayWhenPassed(event: PlainDate, days: number, firstDay: FirstDay = 'out'): PlainDate {
  return addDays(lastDayOfDays(event, days, firstDay), 1)
}

/** A time limit as the law states it: within so many days, and which calendar moves its end. */
export interface TimeLimit {
  readonly days: number
  readonly firstDay?: FirstDay
  /** `none` for duties of the office itself and for dates the law fixes: they do not move. */
  readonly kind: CalendarKind | 'none'
}

export interface Deadline {
  /** Last day by the count alone — 期間の末日. */
  readonly nominal: PlainDate
  /** Last day on which the act is in time — 期限. */
  readonly due: PlainDate
}

/** Moving in, moving out and relocation are notified within fourteen days — 14日以内の届出. */
export const within14Days: TimeLimit = { days: 14, kind: 'filing' }

/**
 * The deadline that an event starts — 期限.
 * @law civil-code 140
 * @law local-autonomy-act 4-2(4)
 */
export function deadlineFrom(event: PlainDate, limit: TimeLimit, calendar: ClosedDays): Deadline {
  const nominal = lastDayOfDays(event, limit.days, limit.firstDay)
  return { nominal, due: limit.kind === 'none' ? nominal : nextOpenDay(limit.kind, nominal, calendar) }
}

/**
 * A span of days, first day in, last day out; `until` null while it runs — 有効期間.
 * Half-open, so that one span ends on the day the next begins.
 */
export interface Period { readonly from: PlainDate; readonly until: PlainDate | null }

/** A span with at least one day; crashes where it has none. */
export function period(from: PlainDate, until: PlainDate | null = null): Period {
  assert(until === null || from < until, `a period must not end before it begins: ${from} ${until}`)
  return { from, until }
}

/** A span given by its first and last day, as laws and letters write it. */
export function periodThrough(from: PlainDate, last: PlainDate): Period {
  return period(from, addDays(last, 1))
}

/** The last day of a span; null while it runs. */
export function lastDayOf(span: Period): PlainDate | null {
  return span.until === null ? null : addDays(span.until, -1)
}

export function contains(span: Period, date: PlainDate): boolean {
  return span.from <= date && (span.until === null || date < span.until)
}

export function overlaps(left: Period, right: Period): boolean {
  return (right.until === null || left.from < right.until) && (left.until === null || right.from < left.until)
}

/** The days both spans have; undefined where they have none. */
export function intersection(left: Period, right: Period): Period | undefined {
  if (!overlaps(left, right)) return undefined
  const until = earlierEnd(left.until, right.until)
  return { from: left.from > right.from ? left.from : right.from, until }
}

/** The two spans before and from a day; a side without days is left out. */
export function splitAt(span: Period, date: PlainDate): readonly Period[] {
  if (date <= span.from || (span.until !== null && date >= span.until)) return [span]
  return [{ from: span.from, until: date }, { from: date, until: span.until }]
}

/** Number of days of a span that has ended — 日数. */
export function daysIn(span: Period & { readonly until: PlainDate }): number {
  return daysBetween(span.from, span.until)
}

/** Where two neighbours of a history do not join: days in both, or days in neither. */
export interface Seam { readonly kind: 'gap' | 'overlap'; readonly at: PlainDate }

/** The faults of a history that should be without gap and overlap — 履歴のすき間と重なり. */
export function listSeams(spans: readonly Period[]): readonly Seam[] {
  const ordered = spans.toSorted((a, b) => (a.from < b.from ? -1 : Number(a.from > b.from)))
  const seams: Seam[] = []
  let reached: PlainDate | null | undefined
  for (const span of ordered) {
    if (reached === null || (reached !== undefined && span.from < reached)) seams.push({ kind: 'overlap', at: span.from })
    if (reached && span.from > reached) seams.push({ kind: 'gap', at: reached })
    if (reached !== null && (span.until === null || reached === undefined || span.until > reached)) reached = span.until
  }
  return seams
}

function earlierEnd(left: PlainDate | null, right: PlainDate | null): PlainDate | null {
  if (left === null) return right
  return right === null || left < right ? left : right
}
