import { assert } from '../kernel/assert.ts'
import { addDays, fiscalYear, fiscalYearOf, plainDate, startOfFiscalYear, type PlainDate } from '../kernel/plain-date.ts'
import { amountText, yenText } from '../kernel/text.ts'
import { fiscalYearText, printDate, printMonth } from '../kernel/wareki.ts'
import type { ChosenBy, Unit } from '../legislation/index.ts'

/** The first fiscal year, month or day of a value, as a law file or a command writes it: 2026, `2026-04`, `2026-04-01`. */
export type From = number | string

/** The form in which the rows of a concept are compared on a day: `2026`, `2026-04` or `2026-04-01`. */
export function rowDateOn(chosenBy: ChosenBy, on: PlainDate): string {
  if (chosenBy === 'fiscal-year') return String(fiscalYearOf(on))
  return chosenBy === 'benefit-month' ? on.slice(0, 7) : on
}

/** The first day of a value: a fiscal year begins on 1 April, a month on its first. */
export function firstDayOf(from: From): PlainDate {
  if (typeof from === 'number') return startOfFiscalYear(fiscalYear(from))
  return plainDate(from.length === 7 ? `${from}-01` : from)
}

/** The day a stored value begins, in the form its concept is chosen by. */
export function fromOf(chosenBy: ChosenBy, validFrom: PlainDate): From {
  return chosenBy === 'fiscal-year' ? fiscalYearOf(validFrom) : rowDateOn(chosenBy, validFrom)
}

/** `令和8年度から`, `令和8年4月分から`, `令和8年4月1日から`. */
export function sinceText(chosenBy: ChosenBy, from: From): string {
  const first = firstDayOf(typeof from === 'string' && chosenBy === 'fiscal-year' ? Number(from) : from)
  if (chosenBy === 'fiscal-year') return `${fiscalYearText(fiscalYearOf(first))}から`
  return chosenBy === 'benefit-month' ? `${printMonth(first)}分から` : `${printDate(first)}から`
}

/** The day before a value begins, or null where it is the day itself that counts. */
export function dayBefore(validFrom: PlainDate): PlainDate {
  return addDays(validFrom, -1)
}

interface Fraction { readonly num: number; readonly den: number }

/** A value as the office writes it: `3,000円`, `6％`, `20日`; a table says how many entries it has. */
export function valueText(unit: Unit, value: unknown): string {
  if (value === null || value === undefined) return '―'
  if (unit === 'yen' && typeof value === 'number') return yenText(value)
  if (unit === 'percent') return `${percentDigits(value)}％`
  if (unit === 'days') return `${amountText(Number(value))}日`
  if (unit === 'count') return amountText(Number(value))
  return tableText(value)
}

function tableText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  return `${Object.keys(value).length}項目の表`
}

/** A value as it is typed and stored: a percentage is a decimal text, also inside a table. */
export function plainValue(unit: Unit, value: unknown): unknown {
  return unit === 'percent' && value !== null ? percentDigits(value) : withoutFractions(value)
}

function withoutFractions(value: unknown): unknown {
  if (isFraction(value)) return percentDigits(value)
  if (Array.isArray(value)) return value.map(withoutFractions)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutFractions(part)]))
}

function isFraction(value: unknown): value is Fraction {
  return typeof value === 'object' && value !== null && Object.keys(value).sort().join() === 'den,num'
}

/** Percent of an exact rate by long division; a rate that never ends is cut after eight digits. */
function percentDigits(value: unknown): string {
  if (!isFraction(value)) return String(value)
  assert(value.den > 0, 'a rate has a positive denominator')
  const sign = value.num < 0 ? '-' : ''
  let rest = Math.abs(value.num) * 100
  const whole = Math.floor(rest / value.den)
  rest %= value.den
  let digits = ''
  while (rest > 0 && digits.length < 8) {
    rest *= 10
    digits += Math.floor(rest / value.den)
    rest %= value.den
  }
  return `${sign}${whole}${digits === '' ? '' : `.${digits}`}`
}
