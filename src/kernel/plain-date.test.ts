import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { addDays, addMonths, addYears, dateOf, dayNumber, dayOf, daysBetween, daysInMonth, endOfFiscalYear, endOfMonth, findPlainDate, fiscalYear, fiscalYearOf, fromDayNumber, isDayOfCalendar, maxDate, minDate, monthOf, type PlainDate, plainDate, startOfFiscalYear, startOfMonth, weekdayOf, yearOf } from './plain-date.ts'

const anyDay = fc.integer({ min: dayNumber(plainDate('1868-01-01')), max: dayNumber(plainDate('2100-12-31')) }).map(fromDayNumber)

describe('days of the calendar', () => {
  test.each(['2025-02-29', '1900-02-29', '2026-04-31', '2026-13-01', '2026-00-10', '2026-01-00', '2026-1-1', '20260401', ''])('%s is no date', (text) => {
    expect(findPlainDate(text)).toBeUndefined()
    expect(() => plainDate(text)).toThrow('not a date')
  })
  test.each(['2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31'])('%s is a date', (text) => expect(findPlainDate(text)).toBe(text))

  it('counts days as the astronomers do, from the first year to the last', () => {
    const wrong: number[] = []
    for (let day = -719_162; day <= 2_932_896; day += 53) {
      const date = fromDayNumber(day)
      if (dayNumber(date) !== day || date !== new Date(day * 86_400_000).toISOString().slice(0, 10)) wrong.push(day)
    }
    expect(wrong).toEqual([])
    expect([fromDayNumber(-719_162), fromDayNumber(2_932_896), fromDayNumber(0)]).toEqual(['0001-01-01', '9999-12-31', '1970-01-01'])
    expect(() => fromDayNumber(2_932_897)).toThrow('not a day number')
  })

  it('reads the parts it was built from', () => {
    fc.assert(fc.property(anyDay, (date) => {
      expect(dateOf(yearOf(date), monthOf(date), dayOf(date))).toBe(date)
      expect(weekdayOf(date)).toBe(new Date(`${date}T00:00:00Z`).getUTCDay())
    }))
  })

  it('orders as text in the order of time', () => {
    fc.assert(fc.property(anyDay, fc.integer({ min: 1, max: 40_000 }), (date, days) => {
      fc.pre(dayNumber(date) + days <= 2_932_896)
      expect(date < addDays(date, days)).toBe(true)
      expect(daysBetween(date, addDays(date, days))).toBe(days)
    }))
  })
})

it('a day has no fractions', () => expect([isDayOfCalendar(2026.5, 4, 1), isDayOfCalendar(2026, 4.5, 1), isDayOfCalendar(2026, 4, 1.5), isDayOfCalendar(2026, 4, 1)]).toEqual([false, false, false, true]))

describe('months and years', () => {
  test.each([
    ['2026-01-31', 1, '2026-02-28'], ['2024-01-31', 1, '2024-02-29'], ['2026-03-31', -1, '2026-02-28'],
    ['2026-12-15', 1, '2027-01-15'], ['2026-01-15', -1, '2025-12-15'], ['2026-05-31', 0, '2026-05-31'], ['2026-01-15', -25, '2023-12-15'],
  ])('%s and %i months give %s', (from, months, to) => expect(addMonths(plainDate(from), months)).toBe(to))

  it('keeps the day of the month, or takes the last one', () => {
    fc.assert(fc.property(anyDay, fc.integer({ min: -600, max: 600 }), (date, months) => {
      const moved = addMonths(date, months)
      expect(dayOf(moved)).toBe(Math.min(dayOf(date), daysInMonth(yearOf(moved), monthOf(moved))))
      expect((yearOf(moved) - yearOf(date)) * 12 + monthOf(moved) - monthOf(date)).toBe(months)
    }))
  })

  it('gives the last day of February for 29 February in a common year', () => expect(addYears(plainDate('2024-02-29'), 1)).toBe('2025-02-28'))
  it('does not leave the calendar', () => expect(() => addMonths(plainDate('9999-12-01'), 1)).toThrow('not in the calendar'))
  it('knows the ends of a month', () => expect([startOfMonth(plainDate('2024-02-10')), endOfMonth(plainDate('2024-02-10'))]).toEqual(['2024-02-01', '2024-02-29']))
})

describe('fiscal years', () => {
  test.each([['2026-03-31', 2025], ['2026-04-01', 2026], ['2026-12-31', 2026], ['2027-01-01', 2026]])('%s lies in fiscal year %i', (date, year) => {
    expect(fiscalYearOf(plainDate(date))).toBe(year)
  })
  it('begins on 1 April and ends on 31 March', () => expect([startOfFiscalYear(fiscalYear(2026)), endOfFiscalYear(fiscalYear(2026))]).toEqual(['2026-04-01', '2027-03-31']))
  it('refuses what is no year', () => expect(() => fiscalYear(26)).toThrow('not a fiscal year'))
})

it('finds the earliest and the latest of several days', () => {
  const days = ['2026-04-02', '2026-04-01', '2026-04-03'].map(plainDate) as [PlainDate, PlainDate, PlainDate]
  expect([minDate(...days), maxDate(...days)]).toEqual(['2026-04-01', '2026-04-03'])
})
