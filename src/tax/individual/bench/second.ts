import { assert } from '../../../kernel/assert.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import type { Bench, BenchFigure } from '../../../platform/context/manifest.ts'
import { drawHousehold, type DrawnHousehold } from '../literal/drawn/draw.ts'
import { disagreements, programRules, rulesOutcome } from './compared.ts'

/** The years whose rows both computations have whole. */
const years = [2024, 2025, 2026, 2027]
const drawnAtATime = 4_000
/** The first of them are those of the suite. */
const seed = 1
const millionSeconds = 10 * 60

interface Seconds { drawing: number; rules: number; both: number }

/** C4: the rules and the second computation of the same tax, amount by amount; one yen apart stops the bench. */
export const secondComputationBench: Bench = {
  id: 'C4',
  title: '個人住民税を別に書いた計算と一円まで突き合わせる（四年度）',
  async run(options) {
    const count = options.count ?? 1_000_000
    const seconds: Seconds = { drawing: 0, rules: 0, both: 0 }
    for (let from = 0; from < count; from += drawnAtATime) {
      await new Promise((resolve) => { setImmediate(resolve) })
      compareSome({ from, to: Math.min(count, from + drawnAtATime) }, seconds)
      if ((from / drawnAtATime) % 25 === 24) options.print(`  ${from + drawnAtATime} households`)
    }
    return figureOf(count, seconds)
  },
}

function compareSome({ from, to }: { from: number; to: number }, seconds: Seconds): void {
  const start = performance.now()
  const households = Array.from({ length: to - from }, (_, index) => drawn(from + index))
  const drawnAt = performance.now()
  for (const household of households) rulesOutcome(household, programRules)
  const ruledAt = performance.now()
  households.forEach((household, index) => refuseDisagreement(household, from + index))
  seconds.drawing += (drawnAt - start) / 1000
  seconds.rules += (ruledAt - drawnAt) / 1000
  seconds.both += (performance.now() - ruledAt) / 1000
}

function drawn(index: number): DrawnHousehold {
  return drawHousehold(seed, fiscalYear(years[index % years.length]!), Math.floor(index / years.length))
}

function refuseDisagreement(household: DrawnHousehold, index: number): void {
  const found = disagreements(household)
  assert(found.length === 0, `household ${index} of fiscal year ${household.law.fiscalYear}: ${found.map((one) => `${one.name} is ${one.literal} by the articles, ${one.rules} by the rules`).join('; ')}`)
}

function figureOf(count: number, seconds: Seconds): BenchFigure {
  return {
    value: round1(seconds.drawing + seconds.both), unit: 's', floor: { name: 'the rules alone', value: round1(seconds.rules), unit: 's' }, ratio: round1((seconds.drawing + seconds.both) / seconds.rules),
    must: round1((millionSeconds * count) / 1_000_000), aim: null, better: 'lower', more: { households: count, disagreements: 0, 'households a second': Math.round(count / (seconds.drawing + seconds.both)) },
  }
}

function round1(value: number): number {
  return Math.round(value * 10) / 10
}
