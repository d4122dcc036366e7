import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { ageByBirthday, ageOn, birthdayOf, fiscalYearEndAfterAge, reachesAgeOn } from './age.ts'
import { addDays, addYears, dayNumber, fromDayNumber, plainDate } from './plain-date.ts'

describe('an age is attained at the end of the day before the birthday', () => {
  test.each([
    ['1961-01-01', '2025-12-30', 64], ['1961-01-01', '2025-12-31', 65], ['1961-01-02', '2025-12-31', 64],
    ['2008-02-29', '2026-02-27', 17], ['2008-02-29', '2026-02-28', 18], ['2008-02-29', '2028-02-28', 20], ['2008-02-29', '2028-02-27', 19],
    ['2026-04-01', '2026-04-01', 0], ['2026-04-01', '2027-03-30', 0], ['2026-04-01', '2027-03-31', 1], ['2000-05-31', '2026-05-30', 26], ['2000-05-01', '2026-04-30', 26],
  ])('born on %s a person is on %s of age %#: %i', (birth, on, age) => expect(ageOn(plainDate(birth), plainDate(on))).toBe(age))

  test.each([
    ['2020-04-01', 6, '2026-03-31'], ['2020-04-02', 6, '2026-04-01'], ['2008-02-29', 18, '2026-02-28'], ['2008-02-29', 20, '2028-02-28'],
    ['1961-11-01', 65, '2026-10-31'], ['1961-11-02', 65, '2026-11-01'], ['1986-12-01', 40, '2026-11-30'], ['2006-12-01', 20, '2026-11-30'], ['2008-01-01', 18, '2025-12-31'],
  ])('born on %s a person attains %i on %s', (birth, age, day) => expect(reachesAgeOn(plainDate(birth), age)).toBe(day))

  it('on the attaining day the age is reached and on the day before it is not, whoever it is', () => {
    const birthDay = fc.integer({ min: dayNumber(plainDate('1868-01-01')), max: dayNumber(plainDate('2026-12-31')) }).map(fromDayNumber)
    const leapDay = fc.integer({ min: 470, max: 506 }).map((n) => plainDate(`${n * 4}-02-29`.replace('1900', '1904')))
    fc.assert(fc.property(fc.oneof(birthDay, leapDay), fc.integer({ min: 1, max: 120 }), (birth, age) => {
      const attained = reachesAgeOn(birth, age)
      expect([ageOn(birth, addDays(attained, -1)), ageOn(birth, attained), ageByBirthday(birth, attained), ageByBirthday(birth, addDays(attained, 1))]).toEqual([age - 1, age, age - 1, age])
    }))
  })

  it('never falls from one day to the next', () => {
    const day = fc.integer({ min: dayNumber(plainDate('1900-01-01')), max: dayNumber(plainDate('2100-12-31')) }).map(fromDayNumber)
    fc.assert(fc.property(day, day, (birth, on) => {
      const [today, tomorrow] = [ageOn(birth, on), ageOn(birth, addDays(on, 1))]
      expect([0, 1]).toContain(tomorrow - today)
    }))
  })
})

describe('birthdays', () => {
  test.each([['2008-02-29', 18, '2026-03-01'], ['2008-02-29', 20, '2028-02-29'], ['1951-12-01', 75, '2026-12-01']])('the birthday of %s at %i is %s', (birth, age, day) => {
    expect(birthdayOf(plainDate(birth), age)).toBe(day)
  })
  it('is the same day of another year', () => expect(birthdayOf(plainDate('1970-07-07'), 56)).toBe(addYears(plainDate('1970-07-07'), 56)))
})

test.each([['2008-04-01', 18, '2026-03-31'], ['2008-04-02', 18, '2027-03-31'], ['2008-01-10', 18, '2026-03-31'], ['2020-12-31', 6, '2027-03-31']])('born on %s the year in which %i is attained ends on %s', (birth, age, end) => {
  expect(fiscalYearEndAfterAge(plainDate(birth), age)).toBe(end)
})
