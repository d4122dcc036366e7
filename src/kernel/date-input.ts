import type { Accepted, Refused } from './outcome.ts'
import { refusalCatalogue } from './outcome.ts'
import { addDays, dateOf, isDayOfCalendar, type PlainDate, weekdayOf, yearOf } from './plain-date.ts'
import { hyphenLikes, toHalfWidth } from './text.ts'
import { type Era, type EraTable, findLastDayOf, findWareki, inEra, knownEras, printDate, type Wareki, yearText } from './wareki.ts'

/** Why a typed date was not taken. */
export type DateFault = 'unreadable' | 'noSuchDay' | 'beforeEraStart' | 'afterEraEnd' | 'relativeNotAllowed' | 'wrongWeekday'

/** Sentences for typed dates; every screen uses the same ones. */
export const dateRefusals = refusalCatalogue('kernel', {
  'date-unreadable': { message: '「{typed}」は、日付として読めません。', remedy: 'R8.4.1、5080401、20260401 のような形で入れてください。' },
  'date-no-such-day': { message: '{written}は、暦にない日です。', remedy: '月と日を確かめて、入れ直してください。' },
  'date-before-era-start': { message: '{written}は、{era}が始まる前です。{era}は{start}からです。', remedy: '前の元号で入れ直してください。' },
  'date-after-era-end': { message: '{written}は、{era}が終わったあとです。{era}は{end}までです。', remedy: '{normalised}と入れ直してください。' },
  'date-relative-not-allowed': { message: 'この欄では、きょうから数えた日数は使えません。', remedy: '年月日を入れてください。' },
  'date-wrong-weekday': { message: '{written}は、{weekday}曜日です。書かれた曜日と違います。', remedy: '日付と曜日のどちらが正しいか、確かめてください。' },
})

/** A date as somebody wrote it. */
export interface WrittenDate {
  readonly date: PlainDate
  /** In the era it was written in: 大正15年12月25日 stays, though 昭和元年 has the same day. */
  readonly text: string
  /** The era it was written in, or the one of that day; null before the first era. */
  readonly wareki: Wareki | null
}

export interface DateNotRead extends Refused {
  readonly fault: DateFault
  /** The day that was probably meant, to be offered: 平成31年5月1日 is 2019-05-01. */
  readonly normalised: PlainDate | null
}

/** A typed date: taken, or refused with the reason. Also an `Outcome<WrittenDate>`. */
export type DateReading = Accepted<WrittenDate> | DateNotRead

export interface DateInputOptions {
  /** Allows `0`, `+3`, `-1`; left out for birth dates. */
  readonly today?: PlainDate
  readonly table?: EraTable
  /** JSON pointer of the field, for the refusal. */
  readonly field?: string
}

/**
 * Reads a date as clerks type it, half or full width — 日付欄の読み取り.
 * `R8.4.1` `r8/4/1` `令8.4.1` `令和元年5月1日` `5080401` `R080401` `2026-04-01` `20260401`; `0` `+3` `-1` where today is given.
 * @refuses unreadable text, days outside the calendar or outside the era written, a weekday that does not fit
 */
export function readDate(typed: string, options: DateInputOptions = {}): DateReading {
  const text = typedText(typed)
  const [, body, weekday] = /^(.*?)(?:\(([日月火水木金土])\))?$/.exec(text)!
  const reading = readRelative(body!, options) ?? readDigits(body!, options) ?? readEra(body!, options) ?? readWestern(body!, options) ?? unreadable(typed, options)
  return weekday && reading.ok ? checkWeekday(reading, weekday, options) : reading
}

/** The typed text in one width and case, without spaces, with one kind of hyphen and stop. */
export function typedText(typed: string): string {
  return toHalfWidth(typed).replace(/\s/g, '').replace(hyphenLikes, '-').replace(/[。、,・･]/g, '.').toUpperCase()
}

/** The era a text begins with, by name, first character or letter, and the rest of the text. */
export function findEraPrefix(text: string, table: EraTable = knownEras()): { readonly era: Era; readonly rest: string } | undefined {
  for (const era of table) {
    const prefix = [era.name, era.name[0]!, era.letter].find((candidate) => text.startsWith(candidate))
    if (prefix !== undefined) return { era, rest: text.slice(prefix.length).replace(/^元/, '1') }
  }
  return undefined
}

/** The parts of a date as written, before anybody has looked whether there is such a day. */
export interface WrittenParts { readonly era: Era | null; readonly year: number; readonly month: number; readonly day: number }

/** The parts as printed words, also where the day does not exist: 昭和50年2月29日. */
export function writtenText(parts: WrittenParts): string {
  return `${parts.era?.name ?? ''}${parts.era ? yearText(parts.year) : parts.year}年${parts.month}月${parts.day}日`
}

function readRelative(text: string, options: DateInputOptions): DateReading | undefined {
  if (!/^(?:0|[+-]\d{1,4})$/.test(text)) return undefined
  if (!options.today) return notRead('relativeNotAllowed', options)
  return taken(addDays(options.today, Number(text)), options)
}

function readDigits(text: string, options: DateInputOptions): DateReading | undefined {
  if (/^\d{8}$/.test(text)) return westernDay([Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6))], options)
  if (!/^\d{7}$/.test(text)) return undefined
  const era = (options.table ?? knownEras()).find((row) => row.code === Number(text[0]))
  return era && dayInEra(era, compactParts(text.slice(1)), options)
}

function readEra(text: string, options: DateInputOptions): DateReading | undefined {
  const prefix = findEraPrefix(text, options.table)
  if (!prefix) return undefined
  if (/^\d{6}$/.test(prefix.rest)) return dayInEra(prefix.era, compactParts(prefix.rest), options)
  const match = /^(\d{1,2})(?:年|[./-])(\d{1,2})(?:月|[./-])(\d{1,2})日?$/.exec(prefix.rest)
  return match ? dayInEra(prefix.era, [Number(match[1]), Number(match[2]), Number(match[3])], options) : undefined
}

function readWestern(text: string, options: DateInputOptions): DateReading | undefined {
  const match = /^(\d{4})(?:年|[./-])(\d{1,2})(?:月|[./-])(\d{1,2})日?$/.exec(text)
  return match ? westernDay([Number(match[1]), Number(match[2]), Number(match[3])], options) : undefined
}

type Parts = readonly [year: number, month: number, day: number]

function compactParts(digits: string): Parts {
  return [Number(digits.slice(0, 2)), Number(digits.slice(2, 4)), Number(digits.slice(4, 6))]
}

function westernDay([year, month, day]: Parts, options: DateInputOptions): DateReading {
  if (!isDayOfCalendar(year, month, day)) return noSuchDay({ era: null, year, month, day }, options)
  return taken(dateOf(year, month, day), options)
}

function dayInEra(era: Era, [year, month, day]: Parts, options: DateInputOptions): DateReading {
  const westernYear = yearOf(era.from) + year - 1
  const parts: WrittenParts = { era, year, month, day }
  if (year < 1 || !isDayOfCalendar(westernYear, month, day)) return noSuchDay(parts, options)
  const date = dateOf(westernYear, month, day)
  const end = findLastDayOf(era, options.table)
  if (date < era.from) return beforeEraStart(parts, era, options)
  if (end !== undefined && date > end) return afterEraEnd(parts, { era, end, date }, options)
  const wareki = inEra(date, era)
  return { ok: true, value: { date, text: wareki.text, wareki } }
}

function taken(date: PlainDate, options: DateInputOptions): DateReading {
  return { ok: true, value: { date, text: printDate(date, 'long', options.table), wareki: findWareki(date, options.table) ?? null } }
}

function checkWeekday(reading: Accepted<WrittenDate>, weekday: string, options: DateInputOptions): DateReading {
  const actual = '日月火水木金土'[weekdayOf(reading.value.date)]!
  if (actual === weekday) return reading
  return notRead('wrongWeekday', options, { written: reading.value.text, weekday: actual })
}

function noSuchDay(parts: WrittenParts, options: DateInputOptions): DateNotRead {
  return notRead('noSuchDay', options, { written: writtenText(parts) })
}

function beforeEraStart(parts: WrittenParts, era: Era, options: DateInputOptions): DateNotRead {
  const words = { written: writtenText(parts), era: era.name, start: inEra(era.from, era).text }
  return notRead('beforeEraStart', options, words)
}

function afterEraEnd(parts: WrittenParts, at: { era: Era; end: PlainDate; date: PlainDate }, options: DateInputOptions): DateNotRead {
  const words = { written: writtenText(parts), era: at.era.name, end: inEra(at.end, at.era).text, normalised: printDate(at.date, 'long', options.table) }
  return { ...notRead('afterEraEnd', options, words), normalised: at.date }
}

function unreadable(typed: string, options: DateInputOptions): DateNotRead {
  return notRead('unreadable', options, { typed: typed.trim() })
}

function notRead(fault: DateFault, options: DateInputOptions, words: Readonly<Record<string, string>> = {}): DateNotRead {
  return { ...dateRefusals.refuse(faultCodes[fault], { ...words, field: options.field }), fault, normalised: null }
}

const faultCodes: Readonly<Record<DateFault, keyof typeof dateRefusals.entries>> = {
  unreadable: 'date-unreadable',
  noSuchDay: 'date-no-such-day',
  beforeEraStart: 'date-before-era-start',
  afterEraEnd: 'date-after-era-end',
  relativeNotAllowed: 'date-relative-not-allowed',
  wrongWeekday: 'date-wrong-weekday',
}
