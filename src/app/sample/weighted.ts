import { assert } from '../../kernel/assert.ts'
import type { Random } from './random.ts'

/** A list from which each entry is drawn as often as its weight says. */
export interface Weighted<T> {
  readonly entries: readonly T[]
  pick(random: Random): T
}

/** Prepares a weighted list (Walker's alias table: one draw is two look-ups, however long the list). */
export function weighted<T>(pairs: readonly (readonly [T, number])[]): Weighted<T> {
  assert(pairs.length > 0, 'a weighted list has entries')
  const total = pairs.reduce((sum, [, weight]) => sum + weight, 0)
  const share = Float64Array.from(pairs, ([, weight]) => (weight * pairs.length) / total)
  const other = new Uint32Array(pairs.length)
  const small: number[] = []
  const large: number[] = []
  share.forEach((value, index) => (value < 1 ? small : large).push(index))
  while (small.length > 0 && large.length > 0) {
    const [less, more] = [small.pop()!, large.pop()!]
    other[less] = more
    share[more] = share[more]! + share[less]! - 1
    ;(share[more]! < 1 ? small : large).push(more)
  }
  for (const rest of [...small, ...large]) share[rest] = 1
  const entries = pairs.map(([entry]) => entry)
  return {
    entries,
    pick(random) {
      const index = Math.floor(random.next() * entries.length)
      return entries[random.next() < share[index]! ? index : other[index]!]!
    },
  }
}

/** What holds up to an age: `[[25, 0.18], [70, 0.35]]` and, from the last one on, the rest. */
export function byAge<T>(age: number, steps: readonly (readonly [below: number, value: T])[], rest: T): T {
  for (const [below, value] of steps) if (age < below) return value
  return rest
}

/** Weights that fall as in life: the second is a fraction of the first, the hundredth still there. */
export function zipf(count: number, exponent: number, shift = 2): readonly number[] {
  return Array.from({ length: count }, (_, index) => 1 / (index + shift) ** exponent)
}
