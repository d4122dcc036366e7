import type { Bench, BenchFigure, BenchOptions } from '../../platform/context/manifest.ts'
import { randomFor, type Random } from '../sample/random.ts'
import { disturb, drawKills, openDay, type Day, type DisturbedRun } from './r3-kills.ts'

/** Kills of the program in one run; every tenth kill of all is one of the database instead, in a run of its own. */
const killsOfRun = 3
const seed = 20_260_601

/** R3: `kill -9` under load, and every row compared with an undisturbed run. */
export const killBench: Bench = {
  id: 'R3', title: 'Program and database killed under load: rows lost or doubled',
  async run(options) {
    const day = await openDay({ fast: false, residents: 500, slips: 560, papersOfEach: 3 })
    try {
      return figureOf(await killAll(day, options), day)
    } finally {
      await day.end()
    }
  },
}

async function killAll(day: Day, options: BenchOptions): Promise<readonly DisturbedRun[]> {
  const [wanted, random] = [options.count ?? 100, randomFor(seed, 3)]
  const runs: DisturbedRun[] = []
  for (const work of day.works) options.print(`  undisturbed: ${work.work.name} ${(work.ms / 1000).toFixed(1)} s`)
  for (let round = 0; killsOf(runs) < wanted; round += 1) {
    const work = day.works[round % day.works.length]!
    const run = await disturb(day.parts, work, nextKills(random, { made: killsOf(runs), left: wanted - killsOf(runs), ms: work.ms }))
    runs.push(run)
    options.print(`  ${String(killsOf(runs)).padStart(4)} kills: ${run.work}, ${run.kills.map((kill) => kill.what).join(' ') || 'none in time'}, ${run.differences.length} rows differ`)
    for (const difference of run.differences.slice(0, 5)) options.print(`       ${difference.only} only: ${difference.table} ${difference.row.slice(0, 200)}`)
  }
  return runs
}

function nextKills(random: Random, { made, left, ms }: { readonly made: number; readonly left: number; readonly ms: number }) {
  const untilDatabase = 9 - (made % 10)
  if (untilDatabase === 0) return drawKills(random, { ms, count: 1, what: 'database' })
  return drawKills(random, { ms, count: Math.min(killsOfRun, left, untilDatabase), what: 'program' })
}

function killsOf(runs: readonly DisturbedRun[], what?: 'program' | 'database'): number {
  return runs.reduce((sum, run) => sum + run.kills.filter((kill) => what === undefined || kill.what === what).length, 0)
}

function figureOf(runs: readonly DisturbedRun[], day: Day): BenchFigure {
  const rows = (only: 'disturbed' | 'undisturbed'): number => runs.reduce((sum, run) => sum + run.differences.filter((difference) => difference.only === only).length, 0)
  const [lost, doubled] = [rows('undisturbed'), rows('disturbed')]
  const compared = day.works.reduce((sum, work) => sum + [...work.rows.values()].reduce((all, list) => all + list.length, 0), 0)
  return {
    value: lost + doubled, unit: 'rows', better: 'lower', must: 0, aim: null, ratio: 0,
    floor: { name: 'rows of the undisturbed runs', value: compared, unit: 'rows' },
    more: {
      kills: killsOf(runs), 'kills of the program': killsOf(runs, 'program'), 'kills of the database': killsOf(runs, 'database'), runs: runs.length,
      'rows lost': lost, 'rows doubled': doubled, 'jobs left on the queue': runs.reduce((sum, run) => sum + run.jobsLeft, 0), 'presses repeated': runs.reduce((sum, run) => sum + run.repeats, 0),
    },
  }
}
