import { addDays, addYears, daysBetween, minDate, plainDate, type Instant, type PlainDate } from '../../kernel/plain-date.ts'
import type { Random } from './random.ts'

/** The day the sample stands for: everything in it has happened before, whatever the clock says, so that a seed always gives the same town. */
export const sampleDay = plainDate('2026-04-01')
/** The day from which the register knows every change; what was before came in one piece from the system before. */
export const takenOverOn = plainDate('2023-10-02')
export const takenOverAt = '2023-10-02T00:30:00.000Z' as Instant
/** First day on which readings of names could be filed — 氏名の振り仮名の届出. */
export const furiganaFrom = plainDate('2025-05-26')

/** Years of which statements of income arrive; each is taxed in the fiscal year after it. */
export const incomeYears = [2024, 2025] as const

/** A birthday such that the person is this old on the day of the sample. */
export function birthdayFor(random: Random, age: number): PlainDate {
  return addDays(addYears(sampleDay, -age), -random.between(1, 365))
}

/** A day between two, both included; the first where they cross. */
export function dayBetween(random: Random, from: PlainDate, to: PlainDate): PlainDate {
  const span = daysBetween(from, to)
  return span <= 0 ? from : addDays(from, random.between(0, span))
}

/** A day on which something has happened: after a first day, and in any case before the day of the sample. */
export function pastDayFrom(random: Random, from: PlainDate): PlainDate {
  return minDate(dayBetween(random, from, addDays(sampleDay, -15)), addDays(sampleDay, -3))
}

/** The letters of the moment that is being made: put together from parts of text, it would have to be joined before it can be written. */
const letters = Buffer.from('2026-04-01T00:00:00.000Z', 'latin1')
const zeroCode = 48

/** A moment of that day in office hours of the town, nine to five; never after the day of the sample. */
export function officeTime(random: Random, on: PlainDate): Instant {
  const day = minDate(on, sampleDay)
  for (let index = 0; index < 10; index += 1) letters[index] = day.charCodeAt(index)
  letters[12] = zeroCode + random.between(0, 7)
  writeTwo(14, random.between(0, 59))
  writeTwo(17, random.between(0, 59))
  return letters.toString('latin1') as Instant
}

function writeTwo(at: number, value: number): void {
  letters[at] = zeroCode + Math.floor(value / 10)
  letters[at + 1] = zeroCode + (value % 10)
}
