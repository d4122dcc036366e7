import { assert } from '../../../kernel/assert.ts'
import type { Bench, BenchTown } from '../../../platform/context/manifest.ts'
import { loadPage } from '../facts.ts'
import { latestAssessedYear } from '../law.ts'
import { assessmentDateOf } from '../model.ts'
import { calculatePage, statementsInPage } from './calculate.ts'
import { suppose, withdrawWhatIf } from './commands.ts'
import { showWhatIf } from './queries.ts'

/** The largest city, by which the limit is said. */
const largestCity = 3_770_000
const largestCitySeconds = 300
/** Aims of the sizes that have one. */
const aimSeconds = { S: null, M: 10, L: 60 } as const

/** P12: everybody calculated twice, by the values in force and by those supposed, beside the same statements read and nothing calculated. */
export const whatIfBench: Bench = {
  id: 'P12',
  title: '条例の値を変えた場合の全員の試算',
  async run(options) {
    const town = await options.town()
    const start = performance.now()
    const begun = await town.run(suppose, { title: '測定', fiscalYear: latestAssessedYear, values: [{ concept: 'tax-individual.city-income-levy-rate', value: '5.5' }], lawYear: null })
    assert(begun.ok, 'the supposition is accepted')
    const { whatIfId } = begun.value
    for (let isRunning = true; isRunning;) {
      await town.tx((tx) => calculatePage(tx, whatIfId))
      const view = await town.ask(showWhatIf, { whatIfId })
      assert(view.ok, 'the calculation is there')
      isRunning = view.value.state === 'running'
    }
    const seconds = (performance.now() - start) / 1000
    const view = await town.ask(showWhatIf, { whatIfId })
    assert(view.ok && view.value.less.persons > 0, 'a lower rate lowers somebody\'s amount')
    const floor = await readSeconds(town, view.value.read)
    await town.run(withdrawWhatIf, { whatIfId })
    return {
      value: round2(seconds), unit: 's', floor: { name: 'the same statements read', value: round2(floor), unit: 's' }, ratio: round2(seconds / floor), better: 'lower',
      must: round2((largestCitySeconds * town.residents) / largestCity), aim: aimSeconds[options.size],
      more: { persons: view.value.persons, changed: view.value.less.persons, 'persons a second': Math.round(view.value.persons / seconds) },
    }
  },
}

/** Reads the pages of the year and does nothing with them. */
async function readSeconds(town: BenchTown, expected: number): Promise<number> {
  const start = performance.now()
  let [read, after]: [number, string | null] = [0, null]
  do {
    const from: string | null = after
    const page: Awaited<ReturnType<typeof loadPage>> = await town.tx((tx) => loadPage(tx, { fiscalYear: latestAssessedYear, assessmentDate: assessmentDateOf(latestAssessedYear), recordedAt: tx.now, after: from, limit: statementsInPage }))
    read += page.cases.length
    after = page.next
  } while (after !== null)
  assert(read === expected, 'the floor reads whom the calculation reads')
  return (performance.now() - start) / 1000
}

function round2(value: number): number {
  return Math.round(value * 100) / 100
}
