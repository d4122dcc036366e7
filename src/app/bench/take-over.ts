import { assert } from '../../kernel/assert.ts'
import { stopwatch } from '../../platform/clock/index.ts'
import { migrate } from '../../platform/db/migrate.ts'
import { urlOfRole } from '../../platform/db/roles.ts'
import { migrateQueue } from '../../platform/job/worker.ts'
import { allMigrations } from '../open.ts'
import { answersCsv, makeLegacySample, type LegacySample } from '../sample/legacy/legacy.ts'
import { insertTownBlocks } from '../sample/store.ts'
import { enterSampleTowns, sampleTowns } from '../sample-towns.ts'
import type { Yakuba } from '../wiring.ts'
import { round2, type BuildingBench, type BuildingFigure, type BuildingOptions } from './figure.ts'
import { emptyTown, startFaultServer } from './r3-town.ts'
import { residentsOf } from './towns.ts'
import { staffMember, trialTown, valueOf, type TrialTown } from './trial-town.ts'

const day = '2026-11-24T01:00:00Z'

interface Trial { readonly runId: string; readonly errors: number; readonly seconds: number }

/** T1: another system's register of a size, as messy as they are, taken over in three trials and reconciled to the person. */
export const takeOverBench: BuildingBench = {
  id: 'T1', title: 'take-over from a messy Shift_JIS file in three trials: rows a second of the last trial, all checks',
  async run(options) {
    const residents = options.count ?? residentsOf[options.size === 'L' ? 'M' : options.size]
    const watch = stopwatch()
    const sample = makeLegacySample(sampleTowns[0], { residents, seed: 8 })
    options.print(`  ${sample.lines} rows, ${sample.file.length} bytes, ${sample.characters.length} own characters, made in ${watch().toFixed(1)} s`)
    options.print(`  planted: ${[...sample.faults].map(([fault, count]) => `${fault} ${count}`).join(', ')}`)
    const server = await startFaultServer({ fast: false })
    try {
      const order = server.orderFor(emptyTown, day)
      const owner = urlOfRole(server.urlOf(emptyTown), Buffer.from(order.key, 'base64'), 'owner')
      await migrate(owner, allMigrations())
      await migrateQueue(order.queueUrl)
      await enterSampleTowns(owner)
      return await server.within({ name: emptyTown, at: day }, async (yakuba) => await measure(yakuba, sample, options))
    } finally {
      await server.end()
    }
  },
}

async function measure(yakuba: Yakuba, sample: LegacySample, options: BuildingOptions): Promise<BuildingFigure> {
  const town = trialTown(yakuba, sampleTowns[0].tenantId, sampleTowns[0].code)
  const office = new Office(yakuba, town, options)
  await town.tx((tx) => insertTownBlocks(tx, sample.blocks))
  const profileId = await office.profile(null, sample.firstProfile)
  const first = await office.trial(profileId, sample)
  await office.profile(profileId, sample.laterProfile)
  await office.press('resident.decide-external-character', { profileId, characters: sample.characters.map((one) => ({ code: one.code, kind: one.kind === '同定した' ? 'identified' : 'substitute', written: one.written, reason: one.reason })) })
  const second = await office.trial(profileId, sample)
  await office.press('resident.correct-take-over', { profileId, fileBase64: Buffer.from(answersCsv(sample.answers)).toString('base64') })
  const third = await office.trial(profileId, sample)
  await office.press('resident.propose-take-over', { runId: third.runId })
  const approver = staffMember(yakuba)
  await office.press('resident.approve-take-over', { runId: third.runId, headCount: sample.truth.length }, approver)
  const watch = stopwatch()
  await office.work(third.runId)
  const seconds = watch()
  const paper = await office.ask('resident.reconciliation', { runId: third.runId }) as { isReconciled: boolean; reconciliation: { register: { persons: number } | null } }
  options.print(`  taken over: ${paper.reconciliation.register?.persons} persons in ${seconds.toFixed(1)} s, ${paper.isReconciled ? 'reconciled to the person' : 'NOT reconciled'}`)
  const isFalling = first.errors > second.errors && second.errors > third.errors && third.errors === 0
  return {
    value: Math.round(sample.lines / third.seconds), unit: 'rows/s', floor: { name: 'persons written into the register', value: Math.round(sample.truth.length / seconds), unit: 'persons/s' }, ratio: round2((sample.lines / third.seconds) / (sample.truth.length / seconds)),
    must: 5000, aim: null, better: 'higher', holds: isFalling && paper.isReconciled && paper.reconciliation.register?.persons === sample.truth.length,
    more: { 'errors 1': first.errors, 'errors 2': second.errors, 'errors 3': third.errors, 'rows/s 1': Math.round(sample.lines / first.seconds), 'rows/s 2': Math.round(sample.lines / second.seconds), persons: paper.reconciliation.register?.persons ?? 0 },
  }
}

/** Presses what an officer presses, and works as the queue does. */
class Office {
  readonly #yakuba: Yakuba
  readonly #town: TrialTown
  readonly #options: BuildingOptions
  #version = 0

  constructor(yakuba: Yakuba, town: TrialTown, options: BuildingOptions) {
    this.#yakuba = yakuba
    this.#town = town
    this.#options = options
  }

  async press(name: string, input: unknown, actor = this.#town.actor): Promise<unknown> {
    const command = this.#yakuba.registry.commands.get(name)
    assert(command !== undefined, `a command of this name: ${name}`)
    return valueOf(await this.#town.run(command, input, { actor }))
  }

  async ask(name: string, input: unknown): Promise<unknown> {
    const query = this.#yakuba.registry.queries.get(name)
    assert(query !== undefined, `a query of this name: ${name}`)
    return valueOf(await this.#town.ask(query, input))
  }

  async profile(profileId: string | null, content: string): Promise<string> {
    const saved = await this.press('resident.decide-import-profile', { profileId, expectedVersion: profileId === null ? null : this.#version, name: '旧システム', validFrom: '2026-11-24', content }) as { profileId: string; version: number }
    this.#version = saved.version
    return saved.profileId
  }

  async trial(profileId: string, sample: LegacySample): Promise<Trial> {
    const watch = stopwatch()
    const { runId } = await this.press('resident.open-trial', { profileId, fileBase64: sample.file.toString('base64') }) as { runId: string }
    await this.work(runId)
    const seconds = watch()
    const shown = await this.ask('resident.trial', { runId, code: null, after: 0 }) as { run: { errors: number; trialNo: number }; tallies: { kinds: readonly { code: string; level: string; count: number }[] } }
    this.#options.print(`  trial ${shown.run.trialNo}: ${shown.run.errors} errors in ${seconds.toFixed(1)} s (${shown.tallies.kinds.filter((kind) => kind.level === 'error').map((kind) => `${kind.code} ${kind.count}`).join(', ') || 'none'})`)
    return { runId, errors: shown.run.errors, seconds }
  }

  async work(runId: string): Promise<void> {
    const job = this.#yakuba.registry.jobs.get('resident.take-over')
    assert(job !== undefined, 'the job of the take-over')
    const isUnderWay = async (): Promise<boolean> => {
      const { run } = await this.ask('resident.trial', { runId, code: null, after: 0 }) as { run: { state: string } }
      return ['reading', 'checking', 'posting'].includes(run.state)
    }
    while (await isUnderWay()) await this.#town.tx(async (tx) => { await job.run(tx, { runId }) })
  }
}
