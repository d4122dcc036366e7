import { dayOf, monthOf, type PlainDate, yearOf } from '../../kernel/plain-date.ts'
import { amountText } from '../../kernel/text.ts'
import { distanceText, printDate, weekdayText } from '../../kernel/wareki.ts'

/** A difference as staff write it: `＋13,000`, `△450,000`, `0`. */
export function differenceText(amount: number): string {
  return amount > 0 ? `＋${amountText(amount)}` : amountText(amount)
}

/** A count with its unit: `1,684世帯`. */
export function countText(count: number, unit: string): string {
  return `${amountText(count)}${unit}`
}

/** `11月15日(日)`, for places where the year is clear. */
export function dayText(date: PlainDate): string {
  return `${monthOf(date)}月${dayOf(date)}日(${weekdayText(date)})`
}

/** `11.24(火)`, for narrow columns where the year is clear. */
export function shortDayText(date: PlainDate): string {
  return `${monthOf(date)}.${dayOf(date)}(${weekdayText(date)})`
}

/** What a field printed back of what was typed — 読み取り. */
export interface Echo {
  readonly text: string
  readonly note?: string
}

/**
 * What a date field prints back: `11月15日(日)`, `9日前`; with its era where the year is not this one.
 * The deadline that the date starts is worked out by the caller.
 */
export function dateEcho(date: PlainDate, today?: PlainDate, deadline?: string): Echo {
  const notes = [today ? distanceText(date, today) : '', deadline ?? ''].filter(Boolean)
  const isThisYear = today !== undefined && yearOf(date) === yearOf(today)
  return { text: isThisYear ? dayText(date) : printDate(date, 'long-weekday'), ...(notes.length > 0 ? { note: notes.join('　') } : {}) }
}
