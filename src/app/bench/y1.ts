import { randomFor } from '../sample/random.ts'
import type { BuildingBench, BuildingFigure } from './figure.ts'
import { disturb, drawKillsAmongPresses, type DisturbedRun } from './r3-kills.ts'
import { residentsOf } from './towns.ts'
import { openYear, type YearRun } from './y1-kills.ts'
import type { Lived } from './year/walk.ts'

const seed = 20_260_701
/** A fiscal year of which every rate has been published. */
const [from, to] = ['2025-04-01', '2026-03-31']

/** Y1: a year of a town with every way of paying and everything that goes wrong on it, twice: undisturbed, and killed again and again. */
export const yearBench: BuildingBench = {
  id: 'Y1', title: 'a year of payments, every night beside a second book; then the same year under kills',
  async run(options) {
    const year = await openYear({ fast: false, residents: residentsOf[options.size], plan: { from, to, seed, print: options.print } })
    try {
      const undisturbed = year.lived()
      tell(undisturbed, options.print)
      options.print(`  undisturbed: ${(year.work.ms / 1000).toFixed(0)} s, ${year.work.presses} presses, ${rowCount(year)} rows`)
      const count = options.count ?? 200
      if (count === 0) return figureOf(year, { undisturbed, disturbed: undisturbed, runs: [] })
      const run = await disturb(year.parts, year.work, drawKillsAmongPresses(randomFor(seed, 1), { presses: year.work.presses, count, what: 'program' }))
      for (const difference of run.differences.slice(0, 20)) options.print(`    ${difference.only} only: ${difference.table} ${difference.row.slice(0, 300)}`)
      tell(year.lived(), options.print)
      return figureOf(year, { undisturbed, disturbed: year.lived(), runs: [run] })
    } finally {
      await year.end()
    }
  },
}

function tell(lived: Lived, print: (line: string) => void): void {
  for (const fault of lived.faults.slice(0, 20)) print(`    ${fault}`)
}

interface Both { readonly undisturbed: Lived; readonly disturbed: Lived; readonly runs: readonly DisturbedRun[] }

function figureOf(year: YearRun, { undisturbed, disturbed, runs }: Both): BuildingFigure {
  const total = (count: (run: DisturbedRun) => number): number => runs.reduce((sum, run) => sum + count(run), 0)
  return {
    place: `${undisturbed.persons} payers`, value: undisturbed.yen + disturbed.yen + total((run) => run.differences.length), unit: 'yen or rows apart', better: 'lower', must: 0, aim: null, ratio: 0,
    holds: undisturbed.faults.length + disturbed.faults.length === 0 && undisturbed.nights > 0 && total((run) => run.jobsLeft) === 0,
    floor: { name: 'rows of the undisturbed year', value: rowCount(year), unit: 'rows' },
    more: {
      nights: undisturbed.nights, 'in suspense at the end': undisturbed.suspense, kills: total((run) => run.kills.length), 'presses repeated': total((run) => run.repeats), 'rows apart': total((run) => run.differences.length), 'jobs left on the queue': total((run) => run.jobsLeft),
      'seconds of the undisturbed year': Math.round(year.work.ms / 1000), ...undisturbed.counts,
    },
  }
}

function rowCount({ work }: YearRun): number {
  return [...work.rows.values()].reduce((sum, rows) => sum + rows.length, 0)
}
