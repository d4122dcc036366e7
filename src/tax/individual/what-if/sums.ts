import { amountText } from '../../../kernel/text.ts'
import type { Yen } from '../../../kernel/yen.ts'

/** What a person owes now and would owe. */
export interface Change { readonly personId: string; readonly before: Yen; readonly after: Yen }

/** Persons and yen of one class of differences. */
export interface BandSum { readonly persons: number; readonly yen: number }

/** What was found so far — 集計. */
export interface Sums {
  readonly persons: number
  readonly notAssessed: number
  readonly before: number
  readonly after: number
  /** Who would owe more, with the sum of the increases; who would owe less, with that of the decreases (negative). */
  readonly more: BandSum
  readonly less: BandSum
  /** Who owes nothing now and would, and the other way round. */
  readonly newlyTaxed: number
  readonly noLongerTaxed: number
  /** By class of difference, from the largest decrease to the largest increase. */
  readonly bands: readonly BandSum[]
}

/** Bounds of the classes of differences in yen: a class reaches from its bound up to below the next; the middle one is no difference. */
const bounds = [100_000, 50_000, 10_000, 5_000, 1_000, 1] as const

/** Titles of the classes in their order, in yen as a narrow column has them. */
export const bandTitles: readonly string[] = [...bounds.map((_, index) => `△${titleOf(index)}`), '変わらない', ...bounds.map((_, index) => `＋${titleOf(index)}`).toReversed()]

function titleOf(index: number): string {
  const words = (yen: number): string => (yen % 10_000 === 0 ? `${yen / 10_000}万` : amountText(yen))
  const [bound, next] = [bounds[index]!, bounds[index - 1]]
  if (next === undefined) return `${words(bound)}以上`
  return index === bounds.length - 1 ? `${words(next)}未満` : `${words(bound)}～${words(next)}`
}

const unchangedBand = bounds.length
const nobody: BandSum = { persons: 0, yen: 0 }

/** The class of a difference, by its place in `bandTitles`. */
export function bandOf(difference: number): number {
  if (difference === 0) return unchangedBand
  const size = Math.abs(difference)
  const steps = bounds.length - bounds.findIndex((bound) => size >= bound)
  return difference < 0 ? unchangedBand - steps : unchangedBand + steps
}

export const noSums: Sums = { persons: 0, notAssessed: 0, before: 0, after: 0, more: nobody, less: nobody, newlyTaxed: 0, noLongerTaxed: 0, bands: bandTitles.map(() => nobody) }

/** The sums with the persons of one more page. */
export function addPage(sums: Sums, changes: readonly Change[], notAssessed: number): Sums {
  const bands = sums.bands.map((band) => ({ ...band }))
  let [before, after, more, less, newlyTaxed, noLongerTaxed] = [sums.before, sums.after, sums.more, sums.less, sums.newlyTaxed, sums.noLongerTaxed]
  for (const change of changes) {
    const difference = change.after - change.before
    const band = bands[bandOf(difference)]!
    band.persons += 1
    band.yen += difference
    before += change.before
    after += change.after
    if (difference > 0) more = { persons: more.persons + 1, yen: more.yen + difference }
    if (difference < 0) less = { persons: less.persons + 1, yen: less.yen + difference }
    if (change.before === 0 && change.after > 0) newlyTaxed += 1
    if (change.before > 0 && change.after === 0) noLongerTaxed += 1
  }
  return { persons: sums.persons + changes.length, notAssessed: sums.notAssessed + notAssessed, before, after, more, less, newlyTaxed, noLongerTaxed, bands }
}
