import type { Rate, Yen } from '../../../kernel/yen.ts'

// The second computation has an arithmetic of its own: whole yen as bigint, and fractions that stay fractions until an article cuts or raises them.

/** Over its denominator, not yet rounded. Never below zero where it is rounded. */
export interface Fraction { readonly over: bigint; readonly under: bigint }

/** An amount of the facts or of a law row as whole yen. */
export function whole(amount: Yen | number): bigint {
  return BigInt(amount)
}

/** So many per cent of an amount, exact. */
export function percentOf(amount: bigint, rate: Rate): Fraction {
  return { over: amount * BigInt(rate.num), under: BigInt(rate.den) }
}

/** Multiplies a fraction once more. */
export function percentOfFraction(amount: Fraction, rate: Rate): Fraction {
  return { over: amount.over * BigInt(rate.num), under: amount.under * BigInt(rate.den) }
}

/** Adds two fractions. */
export function plus(left: Fraction, right: Fraction): Fraction {
  return { over: left.over * right.under + right.over * left.under, under: left.under * right.under }
}

/** 切捨て: the whole yen below. */
export function cut({ over, under }: Fraction): bigint {
  return over / under
}

/** 切上げ: the whole yen above. */
export function raise({ over, under }: Fraction): bigint {
  const rest = over % under
  return rest === 0n ? over / under : over / under + 1n
}

/** 端数切捨て: what is below a unit of 1,000 or 100 yen is dropped. */
export function cutTo(unit: number, amount: bigint): bigint {
  return amount - (amount % BigInt(unit))
}

export function least(first: bigint, second: bigint): bigint {
  return first < second ? first : second
}

export function most(first: bigint, second: bigint): bigint {
  return first > second ? first : second
}

/** 残額がないときは零. */
export function notBelowZero(amount: bigint): bigint {
  return amount < 0n ? 0n : amount
}

export function total(amounts: readonly bigint[]): bigint {
  let sum = 0n
  for (const amount of amounts) sum += amount
  return sum
}
