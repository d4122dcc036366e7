import { assert, bug } from './assert.ts'

declare const yenBrand: unique symbol
/** An amount of money in whole yen — 円. A safe integer; a float never touches money. */
export type Yen = number & { readonly [yenBrand]: 'Yen' }

/** A rate as an exact fraction, `{ num: 6, den: 100 }` is 6 % — 率. */
export interface Rate { readonly num: number; readonly den: number }

/** An amount that is exact but not yet rounded, `num / den` yen; a bigint once a product would pass 2^53. */
export interface ExactYen { readonly num: number | bigint; readonly den: number | bigint }

export const zeroYen = 0 as Yen

/** Brands a whole number as yen. A value that is not a safe integer is a bug and crashes. */
export function yen(amount: number): Yen {
  if (!Number.isSafeInteger(amount)) bug(`yen must be a safe integer: ${amount}`)
  return (amount === 0 ? 0 : amount) as Yen
}

/** Builds a rate from integers, `rate(6, 100)`. */
export function rate(num: number, den: number): Rate {
  assert(Number.isSafeInteger(num) && Number.isSafeInteger(den) && den > 0, `rate must be integers over a positive integer: ${num}/${den}`)
  return { num, den }
}

/** Reads a decimal as an exact rate: `rateOf('0.02025')` is 2025/100000. */
export function rateOf(decimal: string | number): Rate {
  const text = typeof decimal === 'number' ? decimalText(decimal) : decimal
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  assert(match, `rate must be a decimal number: ${text}`)
  const fraction = match[3] ?? ''
  const num = Number(`${match[2]}${fraction}`)
  return rate(match[1] ? -num : num, 10 ** fraction.length)
}

function decimalText(value: number): string {
  assert(Number.isFinite(value), `rate must be finite: ${value}`)
  const text = String(value)
  const match = /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text)
  if (!match) return text
  return `${match[1]}0.${'0'.repeat(Number(match[4]) - 1)}${match[2]}${match[3] ?? ''}`
}

/** Sum of amounts. */
export function sum(...amounts: readonly Yen[]): Yen {
  return sumOf(amounts)
}

/** Sum of a list of amounts. */
export function sumOf(amounts: Iterable<Yen>): Yen {
  let total = 0
  for (const amount of amounts) total = yen(total + amount)
  return total as Yen
}

/** The negative of an amount, for use inside `sum`. */
export function minus(amount: Yen): Yen {
  return yen(-amount)
}

/** `left - right`. */
export function subtract(left: Yen, right: Yen): Yen {
  return yen(left - right)
}

/** The amount, or zero where it is negative. */
export function notBelowZero(amount: Yen): Yen {
  return amount < 0 ? zeroYen : amount
}

export function minYen(first: Yen, ...others: readonly Yen[]): Yen {
  let least = first
  for (const amount of others) if (amount < least) least = amount
  return least
}

export function maxYen(first: Yen, ...others: readonly Yen[]): Yen {
  let most = first
  for (const amount of others) if (amount > most) most = amount
  return most
}

/** Amount times a whole number. */
export function times(amount: Yen, count: number): Yen {
  if (!Number.isSafeInteger(count)) bug(`count must be a whole number: ${count}`)
  return yen(amount * count)
}

/** Applies a rate; the result is exact until a rounding with a name and an article is put on it. */
export function applyRate(base: Yen | ExactYen, by: Rate): ExactYen {
  if (typeof base === 'number') return product(base, by.num, by.den)
  return scale(base, by)
}

function product(base: number, num: number, den: number): ExactYen {
  const small = base * num
  if (Number.isSafeInteger(small)) return { num: small, den }
  return { num: BigInt(base) * BigInt(num), den: BigInt(den) }
}

function scale(base: ExactYen, by: Rate): ExactYen {
  const num = typeof base.num === 'number' ? base.num * by.num : Number.NaN
  const den = typeof base.den === 'number' ? base.den * by.den : Number.NaN
  if (Number.isSafeInteger(num) && Number.isSafeInteger(den)) return { num, den }
  return { num: BigInt(base.num) * BigInt(by.num), den: BigInt(base.den) * BigInt(by.den) }
}

/** Adds exact amounts without rounding. */
export function addExact(left: ExactYen, right: ExactYen): ExactYen {
  if (left.den === right.den && typeof left.num === 'number' && typeof right.num === 'number') {
    const num = left.num + right.num
    if (Number.isSafeInteger(num)) return { num, den: left.den }
  }
  const [ln, ld, rn, rd] = [BigInt(left.num), BigInt(left.den), BigInt(right.num), BigInt(right.den)]
  return ld === rd ? { num: ln + rn, den: ld } : { num: ln * rd + rn * ld, den: ld * rd }
}

/** Cuts off everything below `unit` yen — 切捨て. Negative amounts are cut towards zero, as a remainder is dropped by law. */
export function dropBelow(unit: number, amount: Yen | ExactYen): Yen {
  return toUnit(unit, amount, 'drop')
}

/** Raises everything below `unit` yen to one `unit` — 切上げ (away from zero). */
export function raiseBelow(unit: number, amount: Yen | ExactYen): Yen {
  return toUnit(unit, amount, 'raise')
}

/** Rounds half up to `unit` yen — 四捨五入 (half goes away from zero). */
export function roundHalfUp(unit: number, amount: Yen | ExactYen): Yen {
  return toUnit(unit, amount, 'half-up')
}

type Rounding = 'drop' | 'raise' | 'half-up'

function toUnit(unit: number, amount: Yen | ExactYen, rounding: Rounding): Yen {
  if (!Number.isSafeInteger(unit) || unit <= 0) bug(`unit must be a positive whole number: ${unit}`)
  const num = typeof amount === 'number' ? amount : amount.num
  const den = typeof amount === 'number' ? 1 : amount.den
  if (typeof num === 'number' && typeof den === 'number' && Number.isSafeInteger(den * unit)) return yen(unitsOfSafe(num, den * unit, rounding) * unit)
  return yen(Number(unitsOfBig(BigInt(num), BigInt(den) * BigInt(unit), rounding)) * unit)
}

/** The road nearly every amount takes: no number here passes 2^53, so `%` and `/` are exact. */
function unitsOfSafe(num: number, divisor: number, rounding: Rounding): number {
  const rest = num % divisor
  const whole = (num - rest) / divisor
  if (rest === 0 || rounding === 'drop') return whole
  // `size >= divisor - size` says "half or more" without doubling past 2^53.
  const size = Math.abs(rest)
  return rounding === 'raise' || size >= divisor - size ? whole + Math.sign(num) : whole
}

function unitsOfBig(num: bigint, divisor: bigint, rounding: Rounding): bigint {
  const sign = num < 0n ? -1n : 1n
  const size = num * sign
  const rest = size % divisor
  const up = rest > 0n && (rounding === 'raise' || (rounding === 'half-up' && rest * 2n >= divisor))
  return sign * (size / divisor + (up ? 1n : 0n))
}
