import { minYen, notBelowZero, subtract, sum, zeroYen, type Yen } from '../../../kernel/yen.ts'
import type { AmountByKind } from '../model.ts'

// Amounts by kind from which losses and deductions are taken in an order of the law.

/** No amount of any kind. */
export const noAmounts: AmountByKind = Object.freeze({
  general: zeroYen, 'short-general': zeroYen, 'short-state': zeroYen, 'long-general': zeroYen, 'long-excellent': zeroYen, 'long-residence': zeroYen,
  'listed-dividends': zeroYen, shares: zeroYen, 'listed-shares': zeroYen, futures: zeroYen, forestry: zeroYen, retirement: zeroYen,
})

/** Amounts by name after something was taken off, and what could not be taken. */
export interface TakenOff<A> { readonly amounts: A; readonly left: Yen }

/**
 * Takes a sum off amounts in an order, each not below zero.
 * @decides nothing
 */
export function takeOff<K extends string>(amounts: Readonly<Record<K, Yen>>, off: Yen, order: readonly NoInfer<K>[]): TakenOff<Readonly<Record<K, Yen>>> {
  const after: Record<K, Yen> = { ...amounts }
  let left = off
  for (const kind of order) {
    const taken = minYen(left, notBelowZero(after[kind]))
    after[kind] = subtract(after[kind], taken)
    left = subtract(left, taken)
  }
  return { amounts: after, left }
}

/**
 * Sum of amounts by name.
 * @decides nothing
 */
export function totalOfAmounts(amounts: Readonly<Record<string, Yen>>): Yen {
  return sum(...Object.values(amounts))
}
