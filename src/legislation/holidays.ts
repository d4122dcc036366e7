import holidayPackage from '@holiday-jp/holiday_jp'
import { assert } from '../kernel/assert.ts'
import type { ClosedDays } from '../kernel/calendar.ts'
import { dateOf, plainDate, yearOf, type PlainDate } from '../kernel/plain-date.ts'

/** A list of named holidays by date, as the holiday package gives it. */
export type HolidayList = Readonly<Record<string, { readonly name: string }>>

/** New Year's Day and Labour Thanksgiving Day, the first and a late holiday of every year since 1949: a year without them has been cut short. */
const everyYear = ['01-01', '11-23']
const firstYear = 1970

/**
 * National holidays as closed days, substitute holidays and 国民の休日 included — 国民の祝日・休日.
 * Equinoxes later than next year's are forecasts: the Gazette of each February decides them, and a new package brings them.
 * @law holidays-act 2
 * @law holidays-act 3(2)
 */
export const nationalClosedDays: ClosedDays = closedDaysOf(holidayPackage.holidays)

/** The holiday's name on a day, `建国記念の日`; the package calls a day between two holidays (国民の休日) `休日`. Undefined on any other day. */
export function findHolidayName(date: PlainDate): string | undefined {
  return (holidayPackage.holidays as HolidayList)[date]?.name
}

/**
 * Stops the start where the holiday package does not reach the years in use.
 * Asked by the program at its start for the days it works with.
 */
export function requireHolidays(from: PlainDate, to: PlainDate, calendar: ClosedDays = nationalClosedDays): void {
  assert(calendar.from <= from && to <= calendar.to, `the holiday package knows ${calendar.from} to ${calendar.to}; days from ${from} to ${to} are in use: bring a newer @holiday-jp/holiday_jp`)
}

/** Turns a list into closed days; a year missing or cut short inside the list stops the start. */
export function closedDaysOf(list: HolidayList): ClosedDays {
  const holidays = new Set(Object.keys(list).map(plainDate))
  const lastYear = Math.max(...[...holidays].map(yearOf))
  assert(lastYear >= firstYear, 'the holiday package is empty')
  for (let year = firstYear; year <= lastYear; year += 1) {
    assert(everyYear.every((day) => holidays.has(plainDate(`${year}-${day}`))), `the holiday package lacks holidays of ${year}`)
  }
  return Object.freeze({ from: dateOf(firstYear, 1, 1), to: dateOf(lastYear, 12, 31), holidays })
}
