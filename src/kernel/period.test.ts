import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { ClosedDays } from './calendar.ts'
import { contains, dayWhenPassed, daysIn, deadlineFrom, intersection, lastDayOf, lastDayOfDays, lastDayOfMonths, listSeams, overlaps, period, periodThrough, splitAt, within14Days } from './period.ts'
import { addDays, addMonths, dayNumber, fromDayNumber, plainDate } from './plain-date.ts'

const calendar: ClosedDays = { from: plainDate('2026-01-01'), to: plainDate('2027-12-31'), holidays: new Set(['2026-11-23', '2027-01-01', '2027-01-11'].map(plainDate)) }
const d = plainDate

describe('deadlines of filings', () => {
  test.each([['2026-11-15', '2026-11-29', '2026-11-30'], ['2026-12-18', '2027-01-01', '2027-01-04'], ['2026-11-09', '2026-11-23', '2026-11-24'], ['2026-11-04', '2026-11-18', '2026-11-18']])('moved on %s: fourteen days end on %s, due %s', (event, nominal, due) => {
    expect(deadlineFrom(d(event), within14Days, calendar)).toEqual({ nominal, due })
  })
  test.each([['2026-11-09', 14, '2026-11-22', '2026-11-24'], ['2026-11-10', 14, '2026-11-23', '2026-11-24'], ['2026-11-16', 7, '2026-11-22', '2026-11-24']])('a family-register event on %s counts as day one of %i: %s, due %s', (event, days, nominal, due) => {
    expect(deadlineFrom(d(event), { days, firstDay: 'in', kind: 'filing' }, calendar)).toEqual({ nominal, due })
  })
  it('a duty of the office itself does not move', () => {
    expect(deadlineFrom(d('2026-11-02'), { days: 20, kind: 'none' }, calendar)).toEqual({ nominal: '2026-11-22', due: '2026-11-22' })
  })
  it('ten days counted from the issue of a demand have passed on the eleventh', () => expect(dayWhenPassed(d('2026-11-20'), 10, 'in')).toBe('2026-11-30'))
  it('ninety days after a filing', () => expect(lastDayOfDays(d('2026-11-10'), 90)).toBe('2027-02-08'))
  it('a period has at least one day', () => expect(() => lastDayOfDays(d('2026-11-10'), 0)).toThrow('at least one day'))
})

describe('periods of months', () => {
  test.each([
    ['2026-01-31', 1, '2026-02-28'], ['2026-11-03', 1, '2026-12-02'], ['2025-07-01', 36, '2028-06-30'], ['2026-06-13', 3, '2026-09-12'],
    ['2024-02-29', 12, '2025-02-28'], ['2026-02-28', 1, '2026-03-27'], ['2026-01-01', 1, '2026-01-31'], ['2025-12-26', 1, '2026-01-25'],
  ])('from %s %i months end on %s', (start, months, last) => expect(lastDayOfMonths(d(start), months)).toBe(last))

  it('a new period of a month begins where the last one ended, when the day exists', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 40_000 }).map(fromDayNumber), fc.integer({ min: 1, max: 240 }), (start, months) => {
      const next = addDays(lastDayOfMonths(start, months), 1)
      expect(next >= addMonths(start, months)).toBe(true)
      expect(dayNumber(next) - dayNumber(addMonths(start, months))).toBeLessThanOrEqual(1)
    }))
  })
})

describe('spans of validity', () => {
  const march = periodThrough(d('2026-03-01'), d('2026-03-31'))
  it('has its first day and its last, not the day after', () => {
    expect([contains(march, d('2026-02-28')), contains(march, d('2026-03-01')), contains(march, d('2026-03-31')), contains(march, d('2026-04-01'))]).toEqual([false, true, true, false])
    expect([lastDayOf(march), daysIn(march as { from: typeof march.from; until: typeof march.from }), lastDayOf(period(d('2026-03-01')))]).toEqual(['2026-03-31', 31, null])
    expect(contains(period(d('2026-03-01')), d('9999-12-31'))).toBe(true)
  })
  it('cannot end before it begins', () => expect(() => period(d('2026-03-01'), d('2026-03-01'))).toThrow('must not end'))
  it('neighbours do not overlap', () => {
    const april = period(d('2026-04-01'))
    expect([overlaps(march, april), overlaps(april, march), overlaps(march, period(d('2026-03-31')))]).toEqual([false, false, true])
    expect(intersection(march, april)).toBeUndefined()
    expect(intersection(march, period(d('2026-03-10')))).toEqual({ from: '2026-03-10', until: '2026-04-01' })
    expect(intersection(period(d('2026-01-01')), period(d('2026-03-10')))).toEqual({ from: '2026-03-10', until: null })
  })
  it('splitting a span and counting its parts changes nothing', () => {
    const day = fc.integer({ min: 10_000, max: 20_000 })
    fc.assert(fc.property(day, fc.integer({ min: 1, max: 4000 }), day, (from, days, at) => {
      const span = period(fromDayNumber(from), fromDayNumber(from + days))
      const parts = splitAt(span, fromDayNumber(at))
      expect(parts.reduce((total, part) => total + daysIn(part as { from: typeof span.from; until: typeof span.from }), 0)).toBe(days)
      expect(listSeams(parts)).toEqual([])
    }))
  })
  it('a span that still runs is split into one that has ended and one that runs', () => {
    expect(splitAt(period(d('2026-03-01')), d('2026-04-01'))).toEqual([{ from: '2026-03-01', until: '2026-04-01' }, { from: '2026-04-01', until: null }])
  })
  it('finds the days in two rows of a history and the days in none', () => {
    expect(listSeams([march, period(d('2026-04-01'))])).toEqual([])
    expect(listSeams([period(d('2026-04-03')), march])).toEqual([{ kind: 'gap', at: '2026-04-01' }])
    expect(listSeams([march, period(d('2026-03-31'))])).toEqual([{ kind: 'overlap', at: '2026-03-31' }])
    expect(listSeams([period(d('2026-01-01')), march])).toEqual([{ kind: 'overlap', at: '2026-03-01' }])
    expect(listSeams([periodThrough(d('2026-01-01'), d('2026-12-31')), march, period(d('2027-01-01'))])).toEqual([{ kind: 'overlap', at: '2026-03-01' }])
  })
})
