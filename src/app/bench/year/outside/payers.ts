import { randomFor, type Random } from '../../../../kernel/random.ts'
import { type Channel, type Day, daysAfter, type Slip } from './seen.ts'

/** What somebody is going to do with a slip or a notice, and when. */
export type Intent =
  | { readonly kind: 'pay'; readonly day: Day; readonly slip: Slip; readonly channel: Channel; readonly yen: number; readonly twist: Twist | null }
  /** Comes to the desk and pays a share of what is open of the debt. */
  | { readonly kind: 'desk'; readonly day: Day; readonly debt: number; readonly share: number }
  /** Asks the office for a new slip. */
  | { readonly kind: 'ask'; readonly day: Day; readonly debt: number }

/** What goes wrong on the way of a payment. */
export type Twist = 'taken-back' | 'unannounced' | 'never-settled' | 'taken-back-too-late' | 'charged-back' | 'strange' | 'broken' | 'no-number'

type Habit = 'at-once' | 'in-time' | 'forgetful' | 'when-demanded' | 'never'
const habits: readonly (readonly [Habit, number])[] = [['at-once', 22], ['in-time', 57], ['forgetful', 11], ['when-demanded', 6], ['never', 4]]
const ways: readonly (readonly [Channel | 'desk', number])[] = [
  ['store-csv13', 34], ['store-fixed120', 13], ['mpn-csv1', 12], ['elqr-csv1', 12], ['trustee-csv1', 9], ['bank-slip-fixed140', 12], ['transfer-csv1', 2], ['desk', 6],
]

/** Payers with habits of their own, each decision from the seed: by the slip in hand and by nothing that came before. */
export class Payers {
  readonly #seed: number

  constructor(seed: number) { this.#seed = seed }

  /** A slip has come in the post, with a notice, a demand, or because it was asked for. */
  receive(slip: Slip, { today, isDemand }: { readonly today: Day; readonly isDemand: boolean }): readonly Intent[] {
    const random = randomFor(this.#seed, 11, slip.person, Number(slip.number.slice(2, 15)))
    const habit = this.#habitOf(slip, random)
    const day = dayOf(random, { habit, slip, today, isDemand })
    if (day === null) return []
    const first = this.#payOn(random, slip, day)
    return [...first, ...again(random, { slip, first, day })]
  }

  /** Each has a habit, which now and then fails. */
  #habitOf(slip: Slip, random: Random): Habit {
    const own = weighted(randomFor(this.#seed, 12, slip.person), habits)
    return random.chance(0.06) ? weighted(random, habits) : own
  }

  #payOn(random: Random, slip: Slip, day: Day): readonly Intent[] {
    const debt = slip.parts[0]!.debt
    if (day > slip.usableUntil && random.chance(0.6)) return [{ kind: 'ask', day, debt }]
    const way = day > slip.usableUntil ? 'bank-slip-fixed140' : wayOf(random, slip, weighted(randomFor(this.#seed, 13, slip.person), ways))
    if (way === 'desk') return [{ kind: 'desk', day, debt, share: random.chance(0.15) ? 0.3 + random.next() / 2 : 1 }]
    return payments(random, { slip, day, way })
  }
}

/** When it is paid: null where it is not. */
function dayOf(random: Random, { habit, slip, today, isDemand }: { readonly habit: Habit; readonly slip: Slip; readonly today: Day; readonly isDemand: boolean }): Day | null {
  const soon = daysAfter(today, 1 + random.between(0, 9))
  const notBefore = (day: Day): Day => (day > today ? day : daysAfter(today, 1))
  if (isDemand) return habit === 'never' || random.chance(0.25) ? null : soon
  switch (habit) {
    case 'at-once': return soon
    case 'in-time': return notBefore(daysAfter(slip.usableUntil, -Math.floor(random.next() ** 2 * 14)))
    case 'forgetful': return notBefore(daysAfter(slip.usableUntil, random.between(1, 45)))
    case 'when-demanded': case 'never': return null
  }
}

/** Their usual way, as far as the slip allows it. */
function wayOf(random: Random, slip: Slip, usual: Channel | 'desk'): Channel | 'desk' {
  const way = random.chance(0.25) ? weighted(random, ways) : usual
  if (way.startsWith('store') && slip.bars === null) return 'bank-slip-fixed140'
  return way === 'elqr-csv1' && !slip.hasElQr ? 'mpn-csv1' : way
}

/** One payment, or one taken back and made once more. */
function payments(random: Random, { slip, day, way }: { readonly slip: Slip; readonly day: Day; readonly way: Channel }): readonly Intent[] {
  const twist = twistOf(random, way)
  const one: Intent = { kind: 'pay', day, slip, channel: way, yen: yenOf(random, { slip, way, twist }), twist }
  const again = (after: number): Intent => ({ ...one, day: daysAfter(day, after), yen: slip.yen, twist: null })
  if (twist === 'taken-back') return random.chance(0.7) ? [one, again(random.between(1, 6))] : [one]
  return one.yen < slip.yen && random.chance(0.4) ? [one, { kind: 'desk', day: daysAfter(day, random.between(5, 40)), debt: slip.parts[0]!.debt, share: 1 }] : [one]
}

function twistOf(random: Random, way: Channel): Twist | null {
  if (way === 'transfer-csv1') return 'no-number'
  if (way === 'bank-slip-fixed140') return random.chance(0.004) ? 'strange' : null
  const [drawn, store] = [random.next(), way.startsWith('store')]
  if (drawn < 0.018) return 'taken-back'
  if (drawn < 0.048) return 'unannounced'
  if (drawn < 0.053) return 'never-settled'
  if (drawn < 0.057) return 'taken-back-too-late'
  if (drawn < 0.061) return 'strange'
  if (drawn < 0.064) return store ? 'broken' : null
  return drawn < 0.072 && way === 'trustee-csv1' ? 'charged-back' : null
}

/** What is handed over: mostly what is printed. Stores and apps of the bars take that alone. */
function yenOf(random: Random, { slip, way, twist }: { readonly slip: Slip; readonly way: Channel; readonly twist: Twist | null }): number {
  if (way.startsWith('store') || twist === 'strange' || twist === 'broken') return slip.yen
  if (way === 'bank-slip-fixed140') {
    if (random.chance(0.06)) return Math.max(1, Math.floor(slip.yen * (0.2 + random.next() * 0.75)))
    return random.chance(0.012) ? slip.yen + random.between(1, 5_000) : slip.yen
  }
  if (way === 'transfer-csv1') return random.chance(0.1) ? slip.yen + random.pick([1, 90, 330, 880]) : slip.yen
  return random.chance(0.01) ? slip.yen + random.pick([1, 9, 90, 100, 1_000]) : slip.yen
}

/** Some pay a slip again, weeks later and elsewhere: the receipt was mislaid, somebody else in the house had paid. */
function again(random: Random, { slip, first, day }: { readonly slip: Slip; readonly first: readonly Intent[]; readonly day: Day }): readonly Intent[] {
  if (first[0]?.kind !== 'pay' || !random.chance(0.016)) return []
  const later = daysAfter(day, random.between(0, 25))
  const way = later > slip.usableUntil || slip.bars === null ? 'bank-slip-fixed140' : random.pick(['store-csv13', 'store-fixed120', 'mpn-csv1', 'trustee-csv1'] as const)
  return [{ kind: 'pay', day: later, slip, channel: way, yen: slip.yen, twist: null }]
}

/** One of these by its weight. */
export function weighted<T>(random: Random, list: readonly (readonly [T, number])[]): T {
  let drawn = random.next() * list.reduce((total, [, weight]) => total + weight, 0)
  for (const [value, weight] of list) {
    drawn -= weight
    if (drawn < 0) return value
  }
  return list[0]![0]
}
