import { assert, bug } from './assert.ts'

declare const dateBrand: unique symbol
/** A calendar date without time or zone, `2026-04-01` — 暦日. Comparable with `<` and `>` as text. */
export type PlainDate = string & { readonly [dateBrand]: 'PlainDate' }

declare const instantBrand: unique symbol
/** A moment in UTC as RFC 3339 text, `2026-04-01T00:00:00.000Z` — 日時. */
export type Instant = string & { readonly [instantBrand]: 'Instant' }

declare const fiscalYearBrand: unique symbol
/** The western year of a fiscal year's 1 April: 2026 is 令和8年度 — 年度. */
export type FiscalYear = number & { readonly [fiscalYearBrand]: 'FiscalYear' }

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
  if (!Number.isInteger(year) || !Number.isInteger(month) || !Number.isInteger(day)) return false
  return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

export function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

// The parts are read from character codes: a batch asks for them hundreds of millions of times.
export function yearOf(date: PlainDate): number {
  return date.charCodeAt(0) * 1000 + date.charCodeAt(1) * 100 + date.charCodeAt(2) * 10 + date.charCodeAt(3) - zeroCode * 1111
}

export function monthOf(date: PlainDate): number {
  return date.charCodeAt(5) * 10 + date.charCodeAt(6) - zeroCode * 11
}

export function dayOf(date: PlainDate): number {
  return date.charCodeAt(8) * 10 + date.charCodeAt(9) - zeroCode * 11
}

/** Days since 1970-01-01, for differences and storage in binary copies. */
export function dayNumber(date: PlainDate): number {
  // Years begin on 1 March here, so that the leap day is the last of its year.
  const month = monthOf(date)
  const year = month > 2 ? yearOf(date) : yearOf(date) - 1
  const monthFromMarch = month > 2 ? month - 3 : month + 9
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + dayOf(date) - 1
  return year * 365 + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400) + dayOfYear - daysBeforeEpoch
}

export function fromDayNumber(days: number): PlainDate {
  const index = days - firstRemembered
  return remembered[index] ?? remember(index, makeDate(days))
}

function makeDate(days: number): PlainDate {
  if (!Number.isInteger(days) || days < firstDayNumber || days > lastDayNumber) bug(`not a day number: ${days}`)
  const shifted = days + daysBeforeEpoch
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  return format(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
}

/** The date so many days later; earlier where negative. */
export function addDays(date: PlainDate, days: number): PlainDate {
  return fromDayNumber(dayNumber(date) + days)
}

/** The corresponding day so many months later, or the last day of that month where there is none (Civil Code art. 143). */
export function addMonths(date: PlainDate, months: number): PlainDate {
  const index = yearOf(date) * 12 + monthOf(date) - 1 + months
  const year = Math.floor(index / 12)
  if (!Number.isInteger(months) || year < 1 || year > 9999) bug(`not in the calendar: ${date} and ${months} months`)
  const month = index - year * 12 + 1
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

export function startOfMonth(date: PlainDate): PlainDate {
  return format(yearOf(date), monthOf(date), 1)
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
  assert(Number.isInteger(year) && year >= 1868 && year <= 9998, `not a fiscal year: ${year}`)
  return year as FiscalYear
}

/** 1 April — 年度の初日. */
export function startOfFiscalYear(year: FiscalYear): PlainDate {
  return format(year, 4, 1)
}

/** 31 March of the next western year — 年度の末日. */
export function endOfFiscalYear(year: FiscalYear): PlainDate {
  return format(year + 1, 3, 31)
}

export function minDate(first: PlainDate, ...others: readonly PlainDate[]): PlainDate {
  let earliest = first
  for (const date of others) if (date < earliest) earliest = date
  return earliest
}

export function maxDate(first: PlainDate, ...others: readonly PlainDate[]): PlainDate {
  let latest = first
  for (const date of others) if (date > latest) latest = date
  return latest
}

const zeroCode = 48
/** Days from 1 March of the year 0 to 1970-01-01. */
const daysBeforeEpoch = 719_468
const firstDayNumber = -719_162
const lastDayNumber = 2_932_896

/** The texts of the days people live in, each made once: 1868-01-01 to 2100-12-31. */
const firstRemembered = -37_256
const rememberedDays = 85_102
const remembered: (PlainDate | undefined)[] = Array.from({ length: rememberedDays }, () => undefined)

function remember(index: number, date: PlainDate): PlainDate {
  if (index >= 0 && index < rememberedDays) remembered[index] = date
  return date
}

const twoDigits: readonly string[] = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'))

function format(year: number, month: number, day: number): PlainDate {
  const century = Math.floor(year / 100)
  return `${twoDigits[century]}${twoDigits[year - century * 100]}-${twoDigits[month]}-${twoDigits[day]}` as PlainDate
}
