import { charactersOf } from './text.ts'
import { type DateFault, findEraPrefix, readDate, typedText, type WrittenParts, writtenText } from './date-input.ts'
import { accept, type Outcome, refusalCatalogue } from './outcome.ts'
import { addDays, dateOf, daysInMonth, endOfMonth, isDayOfCalendar, type PlainDate, yearOf } from './plain-date.ts'
import { type Era, type EraTable, knownEras, printDate, yearText } from './wareki.ts'

/**
 * What is unknown of a date — 不詳の区分.
 * `approximate` is every wording such as 頃, 推定, 春, 上旬, から…まで; `off-calendar` a day the family register
 * has though the calendar has not (29 February of a common year).
 */
export type UnknownPart = 'none' | 'day' | 'month-day' | 'all' | 'approximate' | 'off-calendar'

/**
 * A date that may be unknown — 不詳日付.
 * Papers print the wording, rules compute with `calc`; no deemed birth date is ever stored as if it were recorded.
 */
export interface UnknownDate {
  /** The date rules compute with; null until somebody has given one. */
  readonly calc: PlainDate | null
  readonly unknown: UnknownPart
  /** As recorded, at most 72 characters; with a known date only where the era written is not the usual one (大正15年12月25日). */
  readonly wording: string | null
}

/** First and last day that the wording allows. */
export interface DaySpan { readonly first: PlainDate; readonly last: PlainDate }

export interface UnknownDateReading {
  readonly date: UnknownDate
  /** The wording as the register writes it, 昭和52年8月日不詳, to be offered beside what was typed. */
  readonly properWording: string | null
  /** Where the calculable date must lie; null where nothing is known. */
  readonly span: DaySpan | null
}

export const longestWording = 72

export const unknownDateRefusals = refusalCatalogue('kernel', {
  'unknown-date-unreadable': { message: '「{typed}」は、日付としても不詳の表記としても読めません。', remedy: '昭和52年8月日不詳、平成2年春頃、年月日不詳 のような形で入れてください。' },
  'unknown-date-wording-too-long': { message: '不詳の表記が72字を超えています。', remedy: '72字までに縮めてください。' },
  'unknown-date-wording-missing': { message: '日付に不詳の部分がありますが、表記がありません。', remedy: '戸籍などに書かれたとおりの表記を入れてください。' },
  'unknown-date-calc-missing': { message: '計算に使う日付がありません。', remedy: '年月日を入れるか、不詳の区分を選んでください。' },
})

/** A date of which everything is known. */
export function knownDate(date: PlainDate): UnknownDate {
  return { calc: date, unknown: 'none', wording: null }
}

/** Puts a date that may be unknown together and checks that its three parts agree. */
export function unknownDate(parts: UnknownDate): Outcome<UnknownDate> {
  if (parts.unknown === 'none' && parts.calc === null) return unknownDateRefusals.refuse('unknown-date-calc-missing', { field: '/calc' })
  if (parts.unknown !== 'none' && !parts.wording) return unknownDateRefusals.refuse('unknown-date-wording-missing', { field: '/wording' })
  if (charactersOf(parts.wording ?? '').length > longestWording) return unknownDateRefusals.refuse('unknown-date-wording-too-long', { field: '/wording' })
  return accept({ calc: parts.calc, unknown: parts.unknown, wording: parts.wording || null })
}

/** The same date with the day that rules shall compute with. */
export function withCalc(date: UnknownDate, calc: PlainDate): UnknownDate {
  return { ...date, calc }
}

/** Which day of the span a scheme computes with; each scheme has its own policy — みなし日の方針. */
export function calcDateIn(span: DaySpan, policy: 'first' | 'last'): PlainDate {
  return policy === 'first' ? span.first : span.last
}

/** What papers print: the wording where there is one, else the date. */
export function printUnknownDate(date: UnknownDate): string {
  return date.wording ?? (date.calc === null ? '' : printDate(date.calc))
}

/** The flag sent to other systems — 不詳フラグ. */
export function unknownFlag(date: UnknownDate): 0 | 1 {
  return date.unknown === 'none' ? 0 : 1
}

/** Order of dates of which some are unknown: by the calculable date, those without one last. */
export function compareUnknownDates(left: UnknownDate, right: UnknownDate): number {
  if (left.calc === right.calc) return 0
  if (left.calc === null || right.calc === null) return left.calc === null ? 1 : -1
  return left.calc < right.calc ? -1 : 1
}

/**
 * Reads a date field that may be unknown — 不詳を許す日付欄の読み取り.
 * Exact dates as `readDate`; `不詳`, `S52.不詳`, `S52.8.不詳`, `H2年春`, `昭和20年8月上旬頃`, `推定大正5年3月`,
 * `昭和20年3月10日頃から15日頃までの間`. The wording stays as typed and the calculable date is left to be asked for.
 * @refuses what has neither a date nor a wording of unknownness
 */
export function readUnknownDate(typed: string, options: { readonly table?: EraTable; readonly field?: string } = {}): Outcome<UnknownDateReading> {
  const wording = typed.trim()
  if (charactersOf(wording).length > longestWording) return unknownDateRefusals.refuse('unknown-date-wording-too-long', { field: options.field })
  const exact = readDate(typed, options)
  if (exact.ok) return accept(readingOfKnown(exact.value.date, exact.value.text, options.table))
  const text = typedText(typed)
  const reading = allUnknown(text) ?? offCalendar(text, exact.fault, options.table) ?? rangeOf(text, options.table) ?? partlyKnown(text, options.table)
  if (reading) return accept({ date: { calc: null, unknown: reading.unknown, wording }, properWording: reading.properWording, span: reading.span })
  return exact.fault === 'unreadable' ? unknownDateRefusals.refuse('unknown-date-unreadable', { typed: wording, field: options.field }) : exact
}

interface Reading { readonly unknown: UnknownPart; readonly properWording: string | null; readonly span: DaySpan | null }

function readingOfKnown(date: PlainDate, text: string, table: EraTable | undefined): UnknownDateReading {
  const wording = text === printDate(date, 'long', table) ? null : text
  return { date: { calc: date, unknown: 'none', wording }, properWording: wording, span: { first: date, last: date } }
}

function allUnknown(text: string): Reading | undefined {
  return /^(?:生?年月日)?不[詳明]$/.test(text) ? { unknown: 'all', properWording: '年月日不詳', span: null } : undefined
}

/** A complete date that the calendar does not have; only days up to 31 of a real month, as registers have them. */
function offCalendar(text: string, fault: DateFault, table: EraTable | undefined): Reading | undefined {
  const head = fault === 'noSuchDay' ? findYear(withEraLetter(text, table), table) : undefined
  const match = head && /^[年./-]?(\d{1,2})[月./-]?(\d{1,2})日?$/.exec(head.rest)
  if (!match) return undefined
  const [month, day] = [Number(match[1]), Number(match[2])]
  if (month < 1 || month > 12 || day < 1 || day > 31) return undefined
  const parts: WrittenParts = { era: head.era, year: head.year, month, day }
  const last = endOfMonth(dateOf(head.western, month, 1))
  return { unknown: 'off-calendar', properWording: writtenText(parts), span: { first: last, last: addDays(last, 1) } }
}

/** `3500229` as `S500229`. */
function withEraLetter(text: string, table: EraTable = knownEras()): string {
  const era = /^\d{7}$/.test(text) ? table.find((row) => row.code === Number(text[0])) : undefined
  return era ? `${era.letter}${text.slice(1)}` : text
}

interface YearHead { readonly era: Era | null; readonly year: number; readonly western: number; readonly rest: string }

/** The year at the beginning of a text, in an era or western. */
function findYear(text: string, table: EraTable | undefined): YearHead | undefined {
  const prefix = findEraPrefix(text, table)
  const match = prefix ? /^(\d{1,2})(?!\d{4})(.*)$/.exec(prefix.rest) : /^(\d{4})(.*)$/.exec(text)
  if (!match) return compactHead(text, prefix)
  const year = Number(match[1])
  const western = prefix ? yearOf(prefix.era.from) + year - 1 : year
  return year < 1 ? undefined : { era: prefix?.era ?? null, year, western, rest: match[2]! }
}

/** `S500229`: year, month and day without anything between. */
function compactHead(text: string, prefix: ReturnType<typeof findEraPrefix>): YearHead | undefined {
  const match = prefix && /^(\d{2})(\d{4})$/.exec(prefix.rest)
  if (!match) return undefined
  const year = Number(match[1])
  return { era: prefix.era, year, western: yearOf(prefix.era.from) + year - 1, rest: `${match[2]!.slice(0, 2)}.${match[2]!.slice(2)}` }
}

const approximateWords = /頃|ころ|ごろ|推定|春|夏|秋|冬|上旬|中旬|下旬|初め|末/

const rangeWords = /^(.+?)[頃ごろ]*から(.+?)[頃ごろ]*まで(?:の間)?$/

/** A year, perhaps a month, perhaps a day, and words that say what is not known. */
function partlyKnown(text: string, table: EraTable | undefined): Reading | undefined {
  const presumed = text.replace('推定', '')
  const head = findYear(presumed, table)
  if (!head) return undefined
  const match = /^[年./-]?(?:(\d{1,2})(?:[月./-]|$)(?:(\d{1,2})日)?)?(.*)$/.exec(head.rest)!
  const [month, day] = [match[1], match[2]].map((n) => (n === undefined ? undefined : Number(n)))
  const words = match[3]!.replace(/[.-]/g, '')
  if (month !== undefined && (month < 1 || month > 12)) return undefined
  const known = `${head.era?.name ?? ''}${head.era ? yearText(head.year) : head.year}年${month === undefined ? '' : `${month}月`}`
  if (/^月?日?(?:不[詳明]){1,2}$/.test(words) && day === undefined) return unknownRest(head, month, known)
  if (!approximateWords.test(text) || rangeWords.test(text)) return undefined
  return { unknown: 'approximate', properWording: `${text === presumed ? '' : '推定'}${known}${day === undefined ? '' : `${day}日`}${words}`, span: spanOf(head.western, month, { day, words }) }
}

function unknownRest(head: YearHead, month: number | undefined, known: string): Reading {
  const span = spanOf(head.western, month, {})
  return month === undefined ? { unknown: 'month-day', properWording: `${known}月日不詳`, span } : { unknown: 'day', properWording: `${known}日不詳`, span }
}

/** The days a wording allows. Winter spans two calendar years and is taken as the whole year. */
function spanOf(year: number, month: number | undefined, rest: { readonly day?: number | undefined; readonly words?: string }): DaySpan | null {
  const words = rest.words ?? ''
  if (month === undefined) {
    const [first, last] = seasonMonths(words)
    return { first: dateOf(year, first, 1), last: endOfMonth(dateOf(year, last, 1)) }
  }
  if (rest.day !== undefined) {
    const date = isDayOfCalendar(year, month, rest.day) ? dateOf(year, month, rest.day) : null
    return date && { first: date, last: date }
  }
  const [first, last] = thirdOfMonth(words, daysInMonth(year, month))
  return { first: dateOf(year, month, first), last: dateOf(year, month, last) }
}

function seasonMonths(words: string): readonly [number, number] {
  if (words.includes('春')) return [3, 5]
  if (words.includes('夏')) return [6, 8]
  return words.includes('秋') ? [9, 11] : [1, 12]
}

function thirdOfMonth(words: string, days: number): readonly [number, number] {
  if (words.includes('上旬')) return [1, 10]
  if (words.includes('中旬')) return [11, 20]
  return words.includes('下旬') ? [21, days] : [1, days]
}

/** 「…から…までの間」: days or months; the second may leave out what it shares with the first. */
function rangeOf(text: string, table: EraTable | undefined): Reading | undefined {
  const match = rangeWords.exec(text.replaceAll('推定', ''))
  const first = match && edgeOf(match[1]!, table)
  if (!first) return undefined
  const last = [match[2]!, match[1]!.replace(/年.*$/, `年${match[2]}`), match[1]!.replace(/月.*$/, `月${match[2]}`)].map((candidate) => edgeOf(candidate, table)).find((edge) => edge)
  if (!last || last.last < first.first) return undefined
  return { unknown: 'approximate', properWording: null, span: { first: first.first, last: last.last } }
}

/** The days of one end of a range: a date, or a whole month. */
function edgeOf(text: string, table: EraTable | undefined): DaySpan | undefined {
  const exact = readDate(text, { table })
  if (exact.ok) return { first: exact.value.date, last: exact.value.date }
  const head = findYear(text, table)
  const month = Number(head && /^年(\d{1,2})月$/.exec(head.rest)?.[1])
  return head && month >= 1 && month <= 12 ? (spanOf(head.western, month, {}) ?? undefined) : undefined
}
