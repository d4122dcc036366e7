import holidayJp from '@holiday-jp/holiday_jp'
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { addOpenDays, type ClosedDays, isClosed, isKnownDay, lastOpenDay, nextOpenDay } from './calendar.ts'
import { addDays, dayNumber, daysBetween, fromDayNumber, plainDate, weekdayOf } from './plain-date.ts'

const holidays = new Set(Object.keys(holidayJp.holidays).map(plainDate))
const calendar: ClosedDays = { from: plainDate('1970-01-01'), to: plainDate('2050-12-31'), holidays }

describe('a tax due date that falls on a closed day moves to the next open one', () => {
  test.each([
    ['2026-01-31', '2026-02-02'], ['2026-05-31', '2026-06-01'], ['2026-09-20', '2026-09-24'], ['2026-12-31', '2027-01-04'], ['2025-08-31', '2025-09-01'],
    ['2026-10-31', '2026-11-02'], ['2027-01-31', '2027-02-01'], ['2026-06-30', '2026-06-30'], ['2026-12-29', '2027-01-04'], ['2026-12-28', '2026-12-28'], ['2026-10-10', '2026-10-13'],
  ])('%s becomes %s', (nominal, due) => expect(nextOpenDay('tax-due', plainDate(nominal), calendar)).toBe(due))
})

describe('the purpose decides', () => {
  test.each([
    ['bank', '2026-12-29', false], ['bank', '2026-12-30', false], ['bank', '2026-12-31', true], ['bank', '2027-01-03', true],
    ['filing', '2026-12-29', true], ['provider', '2026-12-29', true], ['tax-due', '2026-12-28', false], ['tax-due', '2027-01-02', true], ['tax-due', '2027-01-04', false],
  ] as const)('for %s %s is closed: %s', (kind, date, closed) => expect(isClosed(kind, plainDate(date), calendar)).toBe(closed))

  it('a town may close on a day of its own, for filings only', () => {
    const town: ClosedDays = { ...calendar, closedAlso: { filing: new Set([plainDate('2026-11-24')]) } }
    expect(nextOpenDay('filing', plainDate('2026-11-21'), town)).toBe('2026-11-25')
    expect(nextOpenDay('tax-due', plainDate('2026-11-21'), town)).toBe('2026-11-24')
  })
  it('a provider may stay open until New Year', () => {
    const open: ClosedDays = { ...calendar, yearEnd: { provider: { from: '12-31', to: '01-03' } } }
    expect(nextOpenDay('provider', plainDate('2026-12-29'), open)).toBe('2026-12-29')
  })
})

test.each([
  ['2026-11-19', '2026-11-20'], ['2026-11-20', '2026-11-24'], ['2026-11-21', '2026-11-24'], ['2026-11-23', '2026-11-24'], ['2026-12-28', '2027-01-04'], ['2026-09-18', '2026-09-24'], ['2027-03-19', '2027-03-23'],
])('one provider day after %s is %s', (from, to) => expect(addOpenDays('provider', plainDate(from), { days: 1, calendar })).toBe(to))

test.each([['2026-11-22', '2026-11-20'], ['2026-12-05', '2026-12-04'], ['2026-05-31', '2026-05-29'], ['2026-12-04', '2026-12-04']])('a duty of the office due on %s is done by %s', (nominal, by) => {
  expect(lastOpenDay('filing', plainDate(nominal), calendar)).toBe(by)
})

it('gives no answer outside the years it knows', () => {
  expect(isKnownDay(plainDate('2051-01-01'), calendar)).toBe(false)
  expect(() => isClosed('tax-due', plainDate('2051-01-01'), calendar)).toThrow('the calendar knows')
  expect(() => nextOpenDay('tax-due', plainDate('2050-12-31'), calendar)).toThrow('the calendar knows')
})

describe('whatever the day', () => {
  // Thirty days on, and the closed days of the year's end, the calendar must still know the day.
  const anyDay = fc.integer({ min: dayNumber(plainDate('1975-01-01')), max: dayNumber(plainDate('2050-11-15')) }).map(fromDayNumber)
  const kind = fc.constantFrom('tax-due', 'filing', 'bank', 'provider')
  it('the next open day is open, stays where it is, and no open day is passed over', () => {
    fc.assert(fc.property(kind, anyDay, (purpose, date) => {
      const open = nextOpenDay(purpose, date, calendar)
      expect(isClosed(purpose, open, calendar)).toBe(false)
      expect(nextOpenDay(purpose, open, calendar)).toBe(open)
      expect(weekdayOf(open) % 6).not.toBe(0)
      for (let day = date; day < open; day = addDays(day, 1)) expect(isClosed(purpose, day, calendar)).toBe(true)
      expect(daysBetween(date, open)).toBeLessThan(12)
    }))
  })
  it('never moves an earlier date behind a later one', () => {
    fc.assert(fc.property(kind, anyDay, fc.nat(30), (purpose, date, days) => {
      expect(nextOpenDay(purpose, date, calendar) <= nextOpenDay(purpose, addDays(date, days), calendar)).toBe(true)
    }))
  })
})
