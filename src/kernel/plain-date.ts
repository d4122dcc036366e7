import { assert } from './assert.ts'

declare const dateBrand: unique symbol
/** A calendar date without time or zone, `2026-04-01` — 暦日. Comparable with `<` and `>` as text. */
export type PlainDate = string & { readonly [dateBrand]: 'PlainDate' }

declare const instantBrand: unique symbol
/** A moment in UTC as RFC 3339 text, `2026-04-01T00:00:00.000Z` — 日時. */
export type Instant = string & { readonly [instantBrand]: 'Instant' }

declare const fiscalYearBrand: unique symbol
/** The western year of a fiscal year's 1 April: 2026 is 令和8年度 — 年度. */
export type FiscalYear = number & { readonly [fiscalYearBrand]: 'FiscalYear' }

const dayMs = 86_400_000

/** Reads `2026-04-01`; undefined where it is no date of the calendar. */
export function findPlainDate(text: string): PlainDate | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  if (!match) return undefined
  return isDayOfCalendar(Number(match[1]), Number(match[2]), Number(match[3])) ? (text as PlainDate) : undefined
}

/** Reads `2026-04-01`; crashes where it is no date: for constants and rows of the database. */
export function plainDate(text: string): PlainDate {
  const date = findPlainDate(text)
  assert(date !== undefined, `not a date: ${text}`)
  return date
}

/** Builds a date from its parts; crashes where they are no day of the calendar. */
export function dateOf(year: number, month: number, day: number): PlainDate {
  assert(isDayOfCalendar(year, month, day), `not a date: ${year}-${month}-${day}`)
  return format(year, month, day)
}

export function isDayOfCalendar(year: number, month: number, day: number): boolean {
  return Number.isInteger(year) && year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

export function yearOf(date: PlainDate): number {
  return Number(date.slice(0, 4))
}

export function monthOf(date: PlainDate): number {
  return Number(date.slice(5, 7))
}

export function dayOf(date: PlainDate): number {
  return Number(date.slice(8, 10))
}

/** Days since 1970-01-01, for differences and storage in binary copies. */
export function dayNumber(date: PlainDate): number {
  return Date.UTC(yearOf(date), monthOf(date) - 1, dayOf(date)) / dayMs
}

export function fromDayNumber(days: number): PlainDate {
  return new Date(days * dayMs).toISOString().slice(0, 10) as PlainDate
}

/** The date so many days later; earlier where negative. */
export function addDays(date: PlainDate, days: number): PlainDate {
  return fromDayNumber(dayNumber(date) + days)
}

/** The corresponding day so many months later, or the last day of that month where there is none (Civil Code art. 143). */
export function addMonths(date: PlainDate, months: number): PlainDate {
  const index = yearOf(date) * 12 + monthOf(date) - 1 + months
  const year = Math.floor(index / 12)
  const month = (index % 12) + 1
  return format(year, month, Math.min(dayOf(date), daysInMonth(year, month)))
}

export function addYears(date: PlainDate, years: number): PlainDate {
  return addMonths(date, years * 12)
}

/** Days from `from` to `to`; zero on the same day. */
export function daysBetween(from: PlainDate, to: PlainDate): number {
  return dayNumber(to) - dayNumber(from)
}

/** 0 is Sunday, 6 is Saturday. */
export function weekdayOf(date: PlainDate): number {
  return (((dayNumber(date) + 4) % 7) + 7) % 7
}

export function endOfMonth(date: PlainDate): PlainDate {
  return format(yearOf(date), monthOf(date), daysInMonth(yearOf(date), monthOf(date)))
}

/** The fiscal year a date falls in — その日の属する年度. */
export function fiscalYearOf(date: PlainDate): FiscalYear {
  return (monthOf(date) >= 4 ? yearOf(date) : yearOf(date) - 1) as FiscalYear
}

/** Brands a western year as a fiscal year. */
export function fiscalYear(year: number): FiscalYear {
  assert(Number.isInteger(year) && year >= 1868 && year <= 9999, `not a fiscal year: ${year}`)
  return year as FiscalYear
}

export function minDate(...dates: readonly PlainDate[]): PlainDate {
  return dates.reduce((a, b) => (a < b ? a : b))
}

export function maxDate(...dates: readonly PlainDate[]): PlainDate {
  return dates.reduce((a, b) => (a > b ? a : b))
}

function format(year: number, month: number, day: number): PlainDate {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` as PlainDate
}
