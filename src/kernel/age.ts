import { addDays, dateOf, dayOf, daysInMonth, isLeapYear, monthOf, type PlainDate, yearOf } from './plain-date.ts'

/**
 * Age in completed years at the end of a day — 満年齢（年齢計算ニ関スル法律による）.
 * A year of age is attained at the end of the day before the birthday, so on that eve the higher age is given:
 * a person born on 1 January has it on 31 December. Somebody born on 29 February attains it on 28 February.
 * @returns negative before birth
 * @law age-calculation-act 1
 */
export function ageOn(birth: PlainDate, on: PlainDate): number {
  return Math.floor((ymdAfter(on) - ymdOf(birth)) / 10_000)
}

/**
 * Age as people say it and screens show it: it changes on the birthday itself — 誕生日で数える年齢.
 * Also the practice of schemes that begin on the birthday. Born on 29 February, it changes on 1 March in a common year.
 */
export function ageByBirthday(birth: PlainDate, on: PlainDate): number {
  return Math.floor((ymdOf(on) - ymdOf(birth)) / 10_000)
}

/**
 * The day on whose end an age is attained, the day before the birthday — 年齢に達する日.
 * @law age-calculation-act 2
 */
export function reachesAgeOn(birth: PlainDate, age: number): PlainDate {
  return addDays(birthdayOf(birth, age), -1)
}

/** The birthday on which a person is so many years old; 1 March where there is no 29 February — 誕生日. */
export function birthdayOf(birth: PlainDate, age: number): PlainDate {
  const year = yearOf(birth) + age
  const leapDay = monthOf(birth) === 2 && dayOf(birth) === 29
  return leapDay && !isLeapYear(year) ? dateOf(year, 3, 1) : dateOf(year, monthOf(birth), dayOf(birth))
}

/**
 * The 31 March on or after the day an age is attained — 年齢に達する日以後の最初の3月31日.
 * Born on 1 April, the age is attained on 31 March and the period ends that very day.
 */
export function fiscalYearEndAfterAge(birth: PlainDate, age: number): PlainDate {
  const attained = reachesAgeOn(birth, age)
  const year = yearOf(attained)
  return monthOf(attained) <= 3 ? dateOf(year, 3, 31) : dateOf(year + 1, 3, 31)
}

/** 20260401 for 2026-04-01. */
function ymdOf(date: PlainDate): number {
  return yearOf(date) * 10_000 + monthOf(date) * 100 + dayOf(date)
}

/** The next day as such a number, without making a text: this runs for every person of a batch. */
function ymdAfter(date: PlainDate): number {
  const ymd = ymdOf(date)
  const day = ymd % 100
  if (day < 28) return ymd + 1
  const year = Math.floor(ymd / 10_000)
  const month = Math.floor(ymd / 100) % 100
  if (day < daysInMonth(year, month)) return ymd + 1
  return month === 12 ? (year + 1) * 10_000 + 101 : ymd - day + 101
}
