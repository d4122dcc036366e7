import { expect, test } from 'vitest'
import holidayPackage from '@holiday-jp/holiday_jp'
import { addDays, plainDate, yearOf, type PlainDate } from '../kernel/plain-date.ts'
import { isClosed, nextOpenDay } from '../kernel/calendar.ts'
import { closedDaysOf, findHolidayName, nationalClosedDays, requireHolidays } from './index.ts'

test.each([
  ['2026-01-01', '元日'],
  ['2026-02-11', '建国記念の日'],
  ['2026-02-23', '天皇誕生日'],
  ['2026-05-06', 'こどもの日 振替休日'],
  ['2026-09-22', '休日'],
  ['2026-09-23', '秋分の日'],
  ['2025-11-24', '勤労感謝の日 振替休日'],
  ['2019-04-30', '休日'],
  ['2019-05-01', '休日（祝日扱い）'],
  ['2020-07-24', 'スポーツの日'],
  ['2021-08-09', '山の日 振替休日'],
])('%s is a national holiday: %s', (date, name) => {
  expect(findHolidayName(plainDate(date))).toBe(name)
  expect(nationalClosedDays.holidays.has(plainDate(date))).toBe(true)
})

test.each(['2026-09-24', '2026-12-23', '2020-10-12', '2026-05-07', '2026-01-02'])('%s is no national holiday', (date) => {
  expect(findHolidayName(plainDate(date))).toBeUndefined()
})

test('every Sunday holiday since 1974 has its substitute on the next day that is no holiday', () => {
  const { holidays } = nationalClosedDays
  const sundays = [...holidays].filter((date) => yearOf(date) >= 1974 && weekday(date) === 0)
  expect(sundays.length).toBeGreaterThan(80)
  for (const date of sundays) expect(holidays.has(addDays(date, 1)), date).toBe(true)
})

test('every day between two holidays since 1986 is a holiday, as the Act says', () => {
  const { holidays } = nationalClosedDays
  for (const date of holidays) {
    const between = addDays(date, 1)
    if (yearOf(date) < 1986 || weekday(between) === 0 || !holidays.has(addDays(date, 2))) continue
    expect(holidays.has(between), between).toBe(true)
  }
})

test('a due date on the silver week of 2026 moves past all five days', () => {
  expect(nextOpenDay('tax-due', plainDate('2026-09-19'), nationalClosedDays)).toBe('2026-09-24')
  expect(isClosed('tax-due', plainDate('2026-09-22'), nationalClosedDays)).toBe(true)
})

test('the package reaches a generation ahead, and a year beyond it stops the start', () => {
  expect(() => requireHolidays(plainDate('1970-01-01'), plainDate('2050-12-31'))).not.toThrow()
  expect(() => requireHolidays(plainDate('2026-01-01'), plainDate('2051-01-01'))).toThrow('2050-12-31')
  expect(() => requireHolidays(plainDate('1969-01-01'), plainDate('2026-12-31'))).toThrow('1970-01-01')
})

test('a package without a year, or with a year cut short, stops the start', () => {
  const all = Object.entries(holidayPackage.holidays as Record<string, { name: string }>)
  const without = (drop: (date: string) => boolean) => Object.fromEntries(all.filter(([date]) => !drop(date)))
  expect(() => closedDaysOf(without((date) => date.startsWith('2027')))).toThrow('2027')
  expect(() => closedDaysOf(without((date) => date.startsWith('2027') && date > '2027-06'))).toThrow('2027')
  expect(() => closedDaysOf({})).toThrow('holiday package')
})

function weekday(date: PlainDate): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay()
}
