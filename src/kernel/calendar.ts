import { assert, bug } from './assert.ts'
import { addDays, type PlainDate, weekdayOf } from './plain-date.ts'

/** For what a day is asked: `tax-due` 地方税の期限, `filing` 届出の期限, `bank` 銀行, `provider` 事業者の営業日. */
export type CalendarKind = 'tax-due' | 'filing' | 'bank' | 'provider'

/** First and last closed day around the turn of the year, `12-29` to `01-03`. */
export interface YearEnd { readonly from: string; readonly to: string }

/** The days on which something is closed, as a value: holidays of the nation and whatever a town or provider adds — 休日の表. */
export interface ClosedDays {
  /** The holiday list says nothing outside these days, and no answer is given there. */
  readonly from: PlainDate
  readonly to: PlainDate
  /** National holidays, substitute ones included — 国民の祝日・休日. */
  readonly holidays: ReadonlySet<PlainDate>
  /** Where a town's ordinance or a provider's contract says other than `standardYearEnd`. */
  readonly yearEnd?: Partial<Readonly<Record<CalendarKind, YearEnd>>>
  /** Further closed days of one kind: a town's own day, a day of public notice. */
  readonly closedAlso?: Partial<Readonly<Record<CalendarKind, ReadonlySet<PlainDate>>>>
}

/**
 * Closed days around the turn of the year — 年末年始.
 * Local taxes: 29 to 31 December by order, 1 January a holiday, 2 and 3 January as general holidays in practice.
 * Filings: the ordinance of nearly every town. Banks open on 29 and 30 December.
 * @law local-tax-act 20-5(2)
 * @law local-tax-order 6-18(2)
 * @law local-autonomy-act 4-2(2)
 * @law banking-order 5
 */
export const standardYearEnd: Readonly<Record<CalendarKind, YearEnd>> = {
  'tax-due': { from: '12-29', to: '01-03' },
  filing: { from: '12-29', to: '01-03' },
  bank: { from: '12-31', to: '01-03' },
  provider: { from: '12-29', to: '01-03' },
}

/**
 * Whether a day is closed for a purpose: Saturday, Sunday, holiday, turn of the year — 休日.
 * Crashes outside the days the calendar knows; ask `isKnownDay` first where a date was typed.
 * @law local-tax-act 20-5(2)
 */
export function isClosed(kind: CalendarKind, date: PlainDate, calendar: ClosedDays): boolean {
  if (!isKnownDay(date, calendar)) bug(`the calendar knows ${calendar.from} to ${calendar.to} only: ${date}`)
  const weekday = weekdayOf(date)
  if (weekday === 0 || weekday === 6 || calendar.holidays.has(date)) return true
  const yearEnd = calendar.yearEnd?.[kind] ?? standardYearEnd[kind]
  const monthDay = date.slice(5)
  if (monthDay >= yearEnd.from || monthDay <= yearEnd.to) return true
  return calendar.closedAlso?.[kind]?.has(date) ?? false
}

/** Whether the calendar has an answer for a day. */
export function isKnownDay(date: PlainDate, calendar: ClosedDays): boolean {
  return date >= calendar.from && date <= calendar.to
}

/**
 * The day itself where it is open, else the next open one — 休日の翌開庁日への繰下げ.
 * Some statutory dates never move (notices to employers by 31 May, for one): their rules do not ask.
 * @law local-tax-act 20-5(2)
 * @law local-autonomy-act 4-2(4)
 */
export function nextOpenDay(kind: CalendarKind, date: PlainDate, calendar: ClosedDays): PlainDate {
  return firstOpen(kind, date, { calendar, step: 1 })
}

/** The day itself where it is open, else the last open one before it: for duties of the office, which no law moves. */
export function lastOpenDay(kind: CalendarKind, date: PlainDate, calendar: ClosedDays): PlainDate {
  return firstOpen(kind, date, { calendar, step: -1 })
}

/** The open day so many open days after a day, which itself is not counted — 営業日で数えた日. */
export function addOpenDays(kind: CalendarKind, date: PlainDate, count: { readonly days: number; readonly calendar: ClosedDays }): PlainDate {
  assert(Number.isInteger(count.days) && count.days >= 0, `days must be a whole number: ${count.days}`)
  let day = date
  for (let left = count.days; left > 0; left -= 1) day = nextOpenDay(kind, addDays(day, 1), count.calendar)
  return day
}

function firstOpen(kind: CalendarKind, date: PlainDate, walk: { readonly calendar: ClosedDays; readonly step: 1 | -1 }): PlainDate {
  let day = date
  while (isClosed(kind, day, walk.calendar)) day = addDays(day, walk.step)
  return day
}
