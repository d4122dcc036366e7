import { z } from 'zod'
import { rate, rateOf, yen, type Rate, type Yen } from '../kernel/yen.ts'

/** What a figure of the law is measured in. */
export type Unit = 'yen' | 'percent' | 'days' | 'count' | 'table'
export const units = ['yen', 'percent', 'days', 'count', 'table'] as const

export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string }

/** How the values of one concept are read, compared with a ceiling, and typed. */
export interface ValueKind<T> {
  readonly unit: Unit
  /** Yields null on a date without a row, instead of crashing when it is read. */
  readonly mayBeAbsent: boolean
  parse(raw: unknown): Parsed<T>
  /** Below zero where `left` is smaller; null where the values have no order. */
  compare(left: T, right: T): number | null
}

/** A cell in yen, for the schema of a table. */
export const yenCell = z.number().int().transform(yen)
/** A cell in percent written as a quoted decimal, `"2.025"`, for the schema of a table. */
export const percentCell = z.union([z.string().regex(/^-?\d+(\.\d+)?$/, 'percent is a decimal number such as "6" or "2.025"'), z.number()]).transform(percent)
/** A cell with a fraction, `"2/3"`, for the schema of a table. */
export const fractionCell = z.string().regex(/^\d+\/[1-9]\d*$/, 'a fraction is written as "2/3"').transform(fraction)
/** A whole number, for the schema of a table. */
export const wholeCell = z.number().int()

/**
 * The rows of a table that is read by a bound, for the schema of a table: each bound above the one before, an open end (null) last only.
 * A row out of order would be passed over or taken for another, and a wrong yen would look right.
 * @param bound the key of the bound, `upTo`
 */
export function risingRows<S extends z.ZodObject | z.ZodUnion>(row: S, bound: string): z.ZodArray<S> {
  return z.array(row).min(1).superRefine((rows, context) => {
    rows.forEach((one, index) => {
      const [before, here] = [index === 0 ? undefined : boundOf(rows[index - 1], bound), boundOf(one, bound)]
      if (before === null) context.addIssue({ code: 'custom', path: [index - 1, bound], message: 'an open end stands before the last row' })
      else if (before !== undefined && here !== null && here <= before) context.addIssue({ code: 'custom', path: [index, bound], message: `rows overlap or are out of order: ${here} after ${before}` })
    })
  })
}

function boundOf(row: unknown, bound: string): number | string | null {
  return (row as Readonly<Record<string, number | string | null>>)[bound]!
}

/** An amount of money — 円. */
export function yenValue(): ValueKind<Yen> {
  return kind('yen', yenCell, (left, right) => left - right)
}

/** A rate in percent, exact: `6` or `"2.025"` — 率. */
export function rateValue(): ValueKind<Rate> {
  return kind('percent', percentCell, compareRates)
}

/** A number of days — 日数. */
export function daysValue(): ValueKind<number> {
  return kind('days', wholeCell, (left, right) => left - right)
}

/** A number of persons, years, months, times: whatever is counted — 数. */
export function countValue(): ValueKind<number> {
  return kind('count', wholeCell, (left, right) => left - right)
}

/** A table, list or choice of the shape that the schema says. */
export function tableValue<T>(schema: z.core.$ZodType<T>): ValueKind<T> {
  return kind('table', schema, () => null)
}

/** The same value, but null on dates on which the law has no such rule: for rules that began or ended. */
export function whereInForce<T>(inner: ValueKind<T>): ValueKind<T | null> {
  return {
    unit: inner.unit,
    mayBeAbsent: true,
    parse: inner.parse,
    compare: (left, right) => (left === null || right === null ? null : inner.compare(left, right)),
  }
}

/** A schema that reads a handful of rows once is not worth being compiled for it. */
export const readOnce = { jitless: true } as const

function kind<T>(unit: Unit, schema: z.core.$ZodType<T>, compare: (left: T, right: T) => number | null): ValueKind<T> {
  function parse(raw: unknown): Parsed<T> {
    const parsed = z.safeParse(schema, raw, readOnce)
    return parsed.success ? { ok: true, value: deepFreeze(parsed.data) } : { ok: false, reason: parsed.error.issues.map(issueText).join('; ') }
  }
  return { unit, mayBeAbsent: false, parse, compare }
}

/** One zod issue with the place it stands at. */
export function issueText(issue: z.core.$ZodIssue): string {
  return issue.path.length > 0 ? `${issue.path.join('.')}: ${issue.message}` : issue.message
}

function percent(decimal: string | number): Rate {
  const exact = rateOf(decimal)
  return rate(exact.num, exact.den * 100)
}

function fraction(text: string): Rate {
  const [num, den] = text.split('/').map(Number)
  return rate(num!, den!)
}

function compareRates(left: Rate, right: Rate): number {
  const difference = BigInt(left.num) * BigInt(right.den) - BigInt(right.num) * BigInt(left.den)
  if (difference === 0n) return 0
  return difference < 0n ? -1 : 1
}

function deepFreeze<T>(value: T): T {
  if (value === null || typeof value !== 'object' || Object.isFrozen(value)) return value
  Object.values(value).forEach(deepFreeze)
  return Object.freeze(value)
}

/** A single figure as it is typed, in full width, with commas or its unit; a rate stays the text of its decimal. What cannot be read stays as it is, and the check says so. */
export function typedFigure(typed: string, unit: Exclude<Unit, 'table'>): unknown {
  const plain = typed.normalize('NFKC').replace(/[,円%日\s]/g, '')
  if (unit === 'percent') return plain
  return /^-?\d{1,15}$/.test(plain) ? Number(plain) : plain
}
