import { assert } from './assert.ts'
import { addDays, daysBetween, dayOf, type FiscalYear, monthOf, type PlainDate, plainDate, startOfFiscalYear, weekdayOf, yearOf } from './plain-date.ts'
import { zeroPadded } from './text.ts'

/** A row of the table of eras — 元号. A new era is one more row. */
export interface Era {
  /** `令和` */
  readonly name: string
  /** `R`, as typed and printed in short dates. */
  readonly letter: string
  /** First digit of the seven-digit form. */
  readonly code: number
  readonly from: PlainDate
  /** Last day that may be written in this era, where it is not the day before the next one. */
  readonly through?: PlainDate
  /** Western year of the first fiscal year that bears the name, where its 1 April lies before the era. */
  readonly firstFiscalYear?: number
}

/** The eras in order of time. */
export type EraTable = readonly Era[]

/**
 * The eras since 1868 — 明治から令和まで.
 * The day of change was counted in both eras in 1912 and 1926 and has two valid spellings; in 1989 and 2019 it has one.
 */
export const eras: EraTable = [
  { name: '明治', letter: 'M', code: 1, from: plainDate('1868-10-23'), through: plainDate('1912-07-30') },
  { name: '大正', letter: 'T', code: 2, from: plainDate('1912-07-30'), through: plainDate('1926-12-25') },
  { name: '昭和', letter: 'S', code: 3, from: plainDate('1926-12-25') },
  { name: '平成', letter: 'H', code: 4, from: plainDate('1989-01-08') },
  { name: '令和', letter: 'R', code: 5, from: plainDate('2019-05-01'), firstFiscalYear: 2019 },
]

/** The table in force: the eras of this program and those that were announced since. */
const known: { table: EraTable } = { table: eras }

/**
 * Adds eras that were announced after this program was made — 改元. The runner hands over what stands in the database with
 * every transaction, so that all processes know the same eras and none has to be started again; which one a paper bears
 * depends on the date of the paper alone.
 */
export function announceEras(announced: readonly Era[]): void {
  const last = eras.at(-1)
  assert(last !== undefined && announced.every((era, index) => era.from > (announced[index - 1] ?? last).from), 'announced eras follow the known ones in order of time')
  known.table = [...eras, ...announced]
}

/** The eras in force in order of time, announced ones included. */
export function knownEras(): EraTable {
  return known.table
}

/** A date in the Japanese era calendar — 和暦. */
export interface Wareki {
  readonly era: string
  readonly letter: string
  readonly code: number
  /** 1 for 元年. */
  readonly year: number
  /** `令和8年4月1日` */
  readonly text: string
  /** `5080401` */
  readonly code7: string
}

/** The date in its era; undefined before the first one. On a day of change the new era is taken. */
export function findWareki(date: PlainDate, table: EraTable = known.table): Wareki | undefined {
  const era = findEraOf(date, table)
  return era && inEra(date, era)
}

/** The date in its era; crashes before the first one. */
export function fromGregorian(date: PlainDate, table: EraTable = known.table): Wareki {
  const wareki = findWareki(date, table)
  assert(wareki !== undefined, `no era on ${date}`)
  return wareki
}

/** The date written in a given era, also where a later one has begun: 大正15年12月25日. */
export function inEra(date: PlainDate, era: Era): Wareki {
  const year = eraYear(date, era)
  return {
    era: era.name,
    letter: era.letter,
    code: era.code,
    year,
    text: longText(date, era),
    code7: `${era.code}${zeroPadded(year, 2)}${date.slice(5, 7)}${date.slice(8, 10)}`,
  }
}

/** Ways of printing a date; `western` is what foreign residents' birth dates use. */
export type DateStyle = 'long' | 'long-weekday' | 'letter' | 'short' | 'western'

/**
 * Prints a date — 日付の印字.
 * `long` 令和8年4月1日, `long-weekday` 令和8年4月1日(水), `letter` R8.4.1, `short` 令8.4.1, `western` 2026年4月1日.
 * A date before the first era is printed the western way.
 */
export function printDate(date: PlainDate, style: DateStyle = 'long', table: EraTable = known.table): string {
  const era = style === 'western' ? undefined : findEraOf(date, table)
  if (!era) return westernText(date)
  if (style === 'letter') return `${era.letter}${eraYear(date, era)}.${monthOf(date)}.${dayOf(date)}`
  if (style === 'short') return `${era.name[0]}${eraYear(date, era)}.${monthOf(date)}.${dayOf(date)}`
  return style === 'long-weekday' ? `${longText(date, era)}(${weekdayText(date)})` : longText(date, era)
}

/** The month alone — `令和8年4月`. */
export function printMonth(date: PlainDate, table: EraTable = known.table): string {
  return printDate(date, 'long', table).replace(/\d+日$/, '')
}

/** The fiscal year in its era — `令和8年度`. */
export function fiscalYearText(year: FiscalYear, table: EraTable = known.table): string {
  const named = table.findLast((era) => era.firstFiscalYear !== undefined && era.firstFiscalYear <= year)
  const current = findEraOf(startOfFiscalYear(year), table)
  const era = named && (!current || named.from > current.from) ? named : current
  return era ? `${era.name}${yearText(year - yearOf(era.from) + 1)}年度` : `${year}年度`
}

/** `水` for a Wednesday. */
export function weekdayText(date: PlainDate): string {
  return '日月火水木金土'[weekdayOf(date)]!
}

/** How far a date is from today — `きょう`, `9日前`, `3日後`. */
export function distanceText(date: PlainDate, today: PlainDate): string {
  const days = daysBetween(today, date)
  if (days === 0) return 'きょう'
  return days < 0 ? `${-days}日前` : `${days}日後`
}

/** The era in force on a day; the later one on a day of change. */
export function findEraOf(date: PlainDate, table: EraTable = known.table): Era | undefined {
  for (let index = table.length - 1; index >= 0; index -= 1) {
    const era = table[index]!
    if (era.from <= date) return era
  }
  return undefined
}

/** The last day that may be written in an era; undefined while it runs. */
export function findLastDayOf(era: Era, table: EraTable = known.table): PlainDate | undefined {
  if (era.through) return era.through
  const next = table[table.indexOf(era) + 1]
  return next && addDays(next.from, -1)
}

/** `元` for the first year, else the number. */
export function yearText(year: number): string {
  return year === 1 ? '元' : String(year)
}

function eraYear(date: PlainDate, era: Era): number {
  return yearOf(date) - yearOf(era.from) + 1
}

function longText(date: PlainDate, era: Era): string {
  return `${era.name}${yearText(eraYear(date, era))}年${monthOf(date)}月${dayOf(date)}日`
}

function westernText(date: PlainDate): string {
  return `${yearOf(date)}年${monthOf(date)}月${dayOf(date)}日`
}
