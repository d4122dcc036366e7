import { assert } from '../../../kernel/assert.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { drawHousehold, type DrawnHousehold } from '../literal/drawn/draw.ts'
import { disagreements, programRules, rulesOutcome } from './compared.ts'

/** The years whose rows both computations have whole. */
const years = [2024, 2025, 2026, 2027]
/** The first of them are those of the suite. */
const seed = 1

/** Households that are drawn and compared at a time, by their numbers. */
export interface Span { readonly from: number; readonly to: number }

/** Seconds that were needed. */
export interface Seconds { readonly drawing: number; readonly rules: number; readonly both: number }

/** Draws some households and puts the two computations of each side by side; one yen apart ends it. */
export function compareSome({ from, to }: Span): Seconds {
  const start = performance.now()
  const households = Array.from({ length: to - from }, (_, index) => drawn(from + index))
  const drawnAt = performance.now()
  for (const household of households) rulesOutcome(household, programRules)
  const ruledAt = performance.now()
  households.forEach((household, index) => { refuseDisagreement(household, from + index) })
  return { drawing: (drawnAt - start) / 1000, rules: (ruledAt - drawnAt) / 1000, both: (performance.now() - ruledAt) / 1000 }
}

function drawn(index: number): DrawnHousehold {
  return drawHousehold(seed, fiscalYear(years[index % years.length]!), Math.floor(index / years.length))
}

function refuseDisagreement(household: DrawnHousehold, index: number): void {
  const found = disagreements(household)
  assert(found.length === 0, `household ${index} of fiscal year ${household.law.fiscalYear}: ${found.map((one) => `${one.name} is ${one.literal} by the articles, ${one.rules} by the rules`).join('; ')}`)
}
