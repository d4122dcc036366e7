import { createHash } from 'node:crypto'
import { randomFor, type Random } from '../sample/random.ts'
import type { BuildingBench, BuildingFigure } from './figure.ts'
import { drawKills, disturb, openAnnualRun, type AnnualRun } from './r3-kills.ts'
import { exportOf, readRows } from './r3-rows.ts'

/** Residents of the town: three pages of statements are calculated, some twenty pages of proposals posted. */
const residents = 6_000
const killsOfRun = 4
const seed = 20_260_603

/** C6: the program is killed in the annual run at random moments; the sorted export of what it left is the undisturbed run's, byte for byte. */
export const annualRunBench: BuildingBench = {
  id: 'C6', title: '当初賦課の途中で20回止めても、結果の書き出しは一字も違わない',
  async run(options) {
    const run = await openAnnualRun({ fast: false, residents })
    try {
      const undisturbed = Buffer.from(exportOf(run.work.rows, run.work.known))
      options.print(`  undisturbed: ${(run.work.ms / 1000).toFixed(1)} s, ${lineCount(undisturbed)} lines, ${undisturbed.length} bytes, ${digestOf(undisturbed)}`)
      return figureOf(undisturbed, await killAll(run, { undisturbed, wanted: options.count ?? 20, random: randomFor(seed, 1), print: options.print }))
    } finally {
      await run.end()
    }
  },
}

interface Trial { readonly kills: number; readonly isSame: boolean; readonly jobsLeft: number }
interface Plan { readonly undisturbed: Buffer; readonly wanted: number; readonly random: Random; readonly print: (line: string) => void }

async function killAll({ parts, work }: AnnualRun, { undisturbed, wanted, random, print }: Plan): Promise<readonly Trial[]> {
  const trials: Trial[] = []
  for (let made = 0; made < wanted;) {
    const { kills, jobsLeft, database } = await disturb(parts, work, drawKills(random, { ms: work.ms, count: Math.min(killsOfRun, wanted - made), what: 'program' }))
    const disturbed = Buffer.from(exportOf(await readRows(parts.server.placeOf(database), work.marks), work.known))
    made += kills.length
    trials.push({ kills: kills.length, isSame: disturbed.equals(undisturbed), jobsLeft })
    print(`  ${String(made).padStart(4)} kills: ${disturbed.length} bytes, ${digestOf(disturbed)}`)
  }
  return trials
}

function figureOf(undisturbed: Buffer, trials: readonly Trial[]): BuildingFigure {
  const total = (count: (trial: Trial) => number): number => trials.reduce((sum, trial) => sum + count(trial), 0)
  return {
    place: `${residents} residents`, value: total((trial) => (trial.isSame ? 0 : 1)), unit: 'exports that differ', better: 'lower', must: 0, aim: null, ratio: 0, holds: total((trial) => trial.jobsLeft) === 0,
    floor: { name: 'lines of the undisturbed export', value: lineCount(undisturbed), unit: 'lines' },
    more: { kills: total((trial) => trial.kills), runs: trials.length, bytes: undisturbed.length, 'jobs left on the queue': total((trial) => trial.jobsLeft) },
  }
}

function lineCount(text: Buffer): number {
  return text.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0)
}

function digestOf(text: Buffer): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
