import type { Random } from '../../../../kernel/random.ts'
import { yen, type Yen } from '../../../../kernel/yen.ts'

/** One of the thresholds, one yen below it, at it or above it; now and then some hundreds away. Never below zero. */
export function near(random: Random, thresholds: readonly (number | null)[]): Yen {
  const bounds = thresholds.filter((one) => one !== null)
  const off = random.chance(0.75) ? random.between(-1, 1) : random.between(-999, 999)
  return yen(Math.max(0, random.pick(bounds) + off))
}

/** An amount up to a most, small ones more often. */
export function upTo(random: Random, most: number): Yen {
  return yen(Math.floor(most * random.next() ** 2))
}

/** An amount beside a threshold, or anywhere up to a most. */
export function amount(random: Random, thresholds: readonly (number | null)[], most: number): Yen {
  return random.chance(0.6) ? near(random, thresholds) : upTo(random, most)
}

/** The same in a share of cases, else nothing. */
export function sometimes(random: Random, share: number, draw: () => Yen): Yen {
  return random.chance(share) ? draw() : yen(0)
}
