import { assert } from '../../../kernel/assert.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import type { Bench, BenchFigure, BenchOptions, BenchTown } from '../../../platform/context/manifest.ts'
import { percentiles, timed } from '../../../platform/context/measure.ts'
import { doorsOf } from '../../../platform/job/commands.ts'
import { runPage } from '../../../platform/job/engine.ts'
import { findOpenRun, findRun } from '../../../platform/job/store.ts'
import { lawFor, loadCases, mergeCases } from '../facts.ts'
import { annualAssessment } from '../jobs.ts'
import { latestAssessedYear } from '../law.ts'
import { incomeYearOf } from '../model.ts'
import { assess } from '../rules/assess.ts'
import { explainingSheet } from '../rules/sheet.ts'
import { whatIfBench } from '../what-if/bench.ts'
import { deriveRunAgain } from './again.ts'
import { mutationBench } from './mutation.ts'
import { secondComputationBench } from './second.ts'
import { listDecidedYears, listHouseholdsOfFour, measureCopyFloor, oneStatement, removeMeasuredRuns } from './store.ts'

const doors = doorsOf(annualAssessment)
/** The largest city, by which the limits of the annual run are said. */
const largestCity = 3_770_000

/** P10: one household with all rules and every worksheet in words. */
const householdBench: Bench = {
  id: 'P10',
  title: '一世帯の計算（全員、計算書つき）',
  async run(options) {
    const town = await options.town()
    const households = await town.tx((tx) => listHouseholdsOfFour(tx, incomeYearOf(latestAssessedYear), options.count ?? 300))
    assert(households.length > 0, 'the sample town has households of four with statements')
    const floors: number[] = []
    const times: number[] = []
    const end = performance.now() + options.seconds * 1000
    for (let round = 0; performance.now() < end; round += 1) {
      const personIds = households[round % households.length]!
      await town.tx(async (tx) => {
        floors.push(await timed(() => oneStatement(tx)))
        times.push(await timed(() => explainHousehold(tx, personIds)))
      })
    }
    const [floor, time] = [percentiles(floors), percentiles(times)]
    return {
      value: round2(time.median), unit: 'ms', floor: { name: 'one statement', value: round2(floor.median), unit: 'ms' }, ratio: round2(time.median / floor.median), must: 50, aim: 5, better: 'lower',
      more: { p95: round2(time.p95), p99: round2(time.p99), households: times.length },
    }
  },
}

async function explainHousehold(tx: Parameters<Parameters<BenchTown['tx']>[0]>[0], personIds: readonly string[]): Promise<number> {
  const law = lawFor(tx, latestAssessedYear, tx.now)
  const cases = await loadCases(tx, { fiscalYear: latestAssessedYear, personIds, recordedAt: tx.now })
  const merged = await mergeCases(tx, cases, { law, recordedAt: tx.now })
  return merged.reduce((lines, one) => lines + assess(one.facts, law, explainingSheet()).sheet.written().length, 0)
}

/** P11: the annual assessment end to end, with checks and stored lines, beside plain COPY of the same bytes. */
const annualBench: Bench = {
  id: 'P11',
  title: '当初賦課（計算・確認・保存まで）',
  async run(options) {
    const town = await options.town()
    const year = await yearToMeasure(town)
    await removeMeasuredRuns(town.ownerUrl, town.tenant, year)
    const { runId, seconds, persons } = await runYear(town, year, options)
    const floor = await measureCopyFloor(town.ownerUrl, { tenant: town.tenant, incomeYear: incomeYearOf(fiscalYear(year)), fiscalYear: year, runId })
    assert(floor.rows === persons, 'the floor copies what the run stored')
    await town.run(doors.cancel, { runId })
    return figureOf({ seconds, persons, share: town.residents / largestCity, floor })
  },
}

/** The newest year that nobody has been decided for; else the newest, whose decided persons are passed over. */
async function yearToMeasure(town: BenchTown): Promise<number> {
  return await town.tx(async (tx) => {
    const decided = await listDecidedYears(tx)
    return [latestAssessedYear, latestAssessedYear - 1].find((year) => !decided.has(year)) ?? latestAssessedYear
  })
}

async function runYear(town: BenchTown, year: number, options: BenchOptions): Promise<{ runId: string; seconds: number; persons: number }> {
  const standing = await town.tx((tx) => findOpenRun(tx, annualAssessment.name, year))
  if (standing) await town.run(doors.cancel, { runId: standing.id })
  const start = performance.now()
  const opened = await town.run(doors.open, { fiscalYear: year })
  assert(opened.ok, 'no other run of the year stands open')
  const { runId } = opened.value
  for (let page = 1; (await town.tx((tx) => runPage(tx, annualAssessment, runId))) === 'more'; page += 1) if (page % 200 === 0) options.print(`  ${page} pages`)
  const seconds = (performance.now() - start) / 1000
  const run = await town.tx((tx) => findRun(tx, runId))
  assert(run?.state === 'checked', 'the run ends with its checks')
  return { runId, seconds, persons: run.totals.persons ?? 0 }
}

function figureOf({ seconds, persons, share, floor }: { seconds: number; persons: number; share: number; floor: { outSeconds: number; inSeconds: number; megabytes: number } }): BenchFigure {
  const copy = floor.outSeconds + floor.inSeconds
  return {
    value: round2(seconds), unit: 's', floor: { name: `COPY out + in of the same ${floor.megabytes} MB`, value: round2(copy), unit: 's' }, ratio: round2(seconds / copy),
    must: round2(15 * 60 * share), aim: round2(2 * 60 * share), better: 'lower', more: { persons, 'persons a second': Math.round(persons / seconds) },
  }
}

/** Within this many seconds of a night every assessment has been derived again. */
const nightSeconds = 20 * 60

/** C2: the night's check: every assessment of a run again, from facts and law as they were known then. */
const againBench: Bench = {
  id: 'C2',
  title: '全員の税額を当時の事実と法令から計算し直す',
  async run(options) {
    const town = await options.town()
    const year = await yearToMeasure(town)
    await removeMeasuredRuns(town.ownerUrl, town.tenant, year)
    const { runId, seconds, persons } = await runYear(town, year, options)
    const start = performance.now()
    const { checked, differing } = await deriveRunAgain(town, { runId, year })
    const again = (performance.now() - start) / 1000
    await town.run(doors.cancel, { runId })
    assert(checked === persons && differing === 0, `every assessment gives the same yen again: ${differing} of ${checked} differ, ${persons} were made`)
    return {
      value: round2(again), unit: 's', floor: { name: 'the run that made them', value: round2(seconds), unit: 's' }, ratio: round2(again / seconds), must: nightSeconds, aim: null, better: 'lower',
      more: { assessments: checked, differing, 'assessments a second': Math.round(checked / again) },
    }
  },
}

function round2(value: number): number {
  return Math.round(value * 100) / 100
}

export const individualTaxBenches: readonly Bench[] = [householdBench, annualBench, whatIfBench, againBench, secondComputationBench, mutationBench]
