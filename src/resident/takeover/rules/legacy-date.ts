import { addDays, dateOf, endOfMonth, isDayOfCalendar, type PlainDate, yearOf } from '../../../kernel/plain-date.ts'
import { calcDateIn, type DaySpan, longestWording, readUnknownDate, type UnknownDate } from '../../../kernel/unknown-date.ts'
import { findLastDayOf, inEra, knownEras, printDate, yearText, type Era } from '../../../kernel/wareki.ts'
import { characterCount } from '../../../kernel/text.ts'

/** How the other system writes dates. */
export interface LegacyDateRules {
  readonly eraDigits: Readonly<Record<string, string>>
  /** Writings of "no date". */
  readonly empty: readonly string[]
  /** Writings of "not known at all". */
  readonly unknown: readonly string[]
  readonly calc: 'first' | 'last'
}

/** A date of the other system: none, a date that may be partly unknown, or one that cannot be read. */
export type LegacyDate = { readonly kind: 'none' } | { readonly kind: 'date'; readonly date: UnknownDate } | { readonly kind: 'unreadable' }

const unreadable: LegacyDate = { kind: 'unreadable' }

/**
 * Reads a date as other systems write it — 旧システムの日付の読み取り.
 * `S55.03.00` (day unknown), `4-560310` with the table of digits, `20260401`, `S500229` (off the calendar), `明治5年閏…`,
 * `99999999`; words as `readUnknownDate` knows them. A day that is not on the calendar or not known keeps its wording, and
 * the day to compute with is one that the wording allows; where it allows none, it stays null and must be given.
 * @decides nothing
 */
export function readLegacyDate(written: string, rules: LegacyDateRules): LegacyDate {
  const text = written.normalize('NFKC').trim()
  if (text === '' || rules.empty.includes(text)) return { kind: 'none' }
  if (rules.unknown.includes(text)) return dated({ calc: null, unknown: 'all', wording: '年月日不詳' })
  const parts = partsOf(text.replace(/\s/g, ''), rules)
  if (parts !== undefined) return fromParts(parts, rules)
  return text.includes('閏') ? lunar(text, rules) : fromWords(text, rules)
}

interface Parts { readonly era: Era | null; readonly year: number; readonly month: number; readonly day: number }

const [separated, packed, withDigit, western, westernSeparated] = [/^([A-Z]|[明大昭平令]|\p{Script=Han}{2})(\d{1,2}|元)[./年-](\d{1,2})[./月-](\d{1,2})日?$/u, /^([A-Z]|[明大昭平令])(\d{2})(\d{2})(\d{2})$/, /^(\d)-?(\d{2})(\d{2})(\d{2})$/, /^(\d{4})(\d{2})(\d{2})$/, /^(\d{4})[./年-](\d{1,2})[./月-](\d{1,2})日?$/]

function partsOf(text: string, rules: LegacyDateRules): Parts | undefined {
  const whole = western.exec(text) ?? westernSeparated.exec(text)
  if (whole) return { era: null, year: Number(whole[1]), month: Number(whole[2]), day: Number(whole[3]) }
  const inLetters = separated.exec(text.toUpperCase()) ?? packed.exec(text.toUpperCase())
  const digit = inLetters ? null : withDigit.exec(text)
  const match = inLetters ?? digit
  if (!match) return undefined
  const sign = digit ? rules.eraDigits[match[1]!] : match[1]!
  const era = sign === undefined ? undefined : knownEras().find((one) => one.name === sign || one.letter === sign || one.name[0] === sign)
  return era && { era, year: match[2] === '元' ? 1 : Number(match[2]), month: Number(match[3]), day: Number(match[4]) }
}

/** 0 and 99 stand for what is not known. */
function isUnknownPart(part: number): boolean {
  return part === 0 || part === 99
}

/** Four digits: `00800401` is no date. */
function isYear(year: number): boolean {
  return String(year).length === 4
}

function fromParts({ era, year, month, day }: Parts, rules: LegacyDateRules): LegacyDate {
  const westernYear = era === null ? year : yearOf(era.from) + year - 1
  const named = `${era === null ? year : `${era.name}${yearText(year)}`}年`
  if (year === 0 || !isYear(westernYear)) return unreadable
  if (isUnknownPart(month)) return dated({ calc: calcDateIn({ first: dateOf(westernYear, 1, 1), last: dateOf(westernYear, 12, 31) }, rules.calc), unknown: 'month-day', wording: `${named}月日不詳` })
  if (month > 12) return unreadable
  const first = dateOf(westernYear, month, 1)
  if (isUnknownPart(day)) return dated({ calc: calcDateIn({ first, last: endOfMonth(first) }, rules.calc), unknown: 'day', wording: `${named}${month}月日不詳` })
  if (day > 31) return unreadable
  const wording = `${named}${month}月${day}日`
  if (!isDayOfCalendar(westernYear, month, day)) return dated({ calc: calcDateIn({ first: endOfMonth(first), last: addDays(endOfMonth(first), 1) }, rules.calc), unknown: 'off-calendar', wording })
  return inItsEra(dateOf(westernYear, month, day), era)
}

/** A complete date; written in an era that is not the usual one of that day it keeps its wording, and outside its era it cannot be read. */
function inItsEra(date: PlainDate, era: Era | null): LegacyDate {
  if (era === null) return dated({ calc: date, unknown: 'none', wording: null })
  const end = findLastDayOf(era)
  if (date < era.from || (end !== undefined && date > end)) return unreadable
  const text = inEra(date, era).text
  return dated({ calc: date, unknown: 'none', wording: text === printDate(date) ? null : text })
}

/** A leap month of the lunar calendar: kept as it is written, computed with a day of that month. */
function lunar(text: string, rules: LegacyDateRules): LegacyDate {
  const reading = readLegacyDate(text.replace('閏', ''), rules)
  if (reading.kind !== 'date' || reading.date.calc === null || characterCount(text) > longestWording) return unreadable
  return dated({ calc: reading.date.calc, unknown: 'off-calendar', wording: text })
}

function fromWords(text: string, rules: LegacyDateRules): LegacyDate {
  const read = readUnknownDate(text)
  if (!read.ok) return unreadable
  const { date, span, properWording } = read.value
  return dated({ calc: date.calc ?? calcOf(span, rules), unknown: date.unknown, wording: date.unknown === 'none' ? date.wording : properWording ?? date.wording })
}

function calcOf(span: DaySpan | null, rules: LegacyDateRules): PlainDate | null {
  return span === null ? null : calcDateIn(span, rules.calc)
}

function dated(date: UnknownDate): LegacyDate {
  return { kind: 'date', date }
}
