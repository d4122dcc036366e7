import { setTimeout as sleep } from 'node:timers/promises'
import { assert } from '../../kernel/assert.ts'
import { percentiles } from '../../platform/context/measure.ts'
import { withClient } from '../../platform/db/roles.ts'
import { doorsOf } from '../../platform/job/commands.ts'
import type { Batch } from '../../platform/job/define.ts'
import { assertAnswered, prepareCounter, type CounterWork, type Mix } from './counter-work.ts'
import { round2, type BuildingBench, type BuildingFigure, type BuildingOptions, type OpenTown } from './figure.ts'
import { withServedTown, type ServedTown } from './served-town.ts'

/** What twenty clerks ask while the year's tax is calculated. */
const mix: Mix = { search: 50, record: 40, certificate: 10, move: 0 }
const [clerks, requestsPerSecond] = [20, 10]
/** The annual assessment of the largest city must end within a quarter of an hour. */
const [largestCity, secondsOfLargest] = [3_770_000, 15 * 60]
const batchName = 'tax-individual.annual-assessment'

/** P14: answers at the counter while the same program assesses the whole town, beside the same answers when it is idle. */
export const counterDuringRunBench: BuildingBench = {
  id: 'P14', title: 'counter p95 (20 clerks, 10 requests a second) while P11 runs',
  async run(options) {
    const open = await options.openTown()
    const batch = open.building.yakuba.registry.batches.get(batchName)
    assert(batch !== undefined, 'the building has an annual assessment')
    await cancelStanding(open, batch)
    const work = await prepareCounter(open, mix)
    options.print(`  ${open.town.residents} residents, ${clerks} clerks, ${requestsPerSecond} requests a second`)
    return await withServedTown(open, async (served) => await measure({ open, batch, served, work, options }))
  },
}

interface Parts { readonly open: OpenTown; readonly batch: Batch; readonly served: ServedTown; readonly work: CounterWork; readonly options: BuildingOptions }

async function measure(parts: Parts): Promise<BuildingFigure> {
  const { options, open } = parts
  await ask(parts, async () => await sleep(3_000))
  const idle = percentiles(await ask(parts, async () => await sleep(options.seconds * 1000)))
  options.print(`  idle: median ${idle.median.toFixed(1)} ms, p95 ${idle.p95.toFixed(1)} ms`)
  const run = { seconds: 0 }
  const times = await ask(parts, async () => { run.seconds = await runYear(parts) })
  const busy = percentiles(times)
  const limit = (secondsOfLargest * open.town.residents) / largestCity
  return {
    value: round2(busy.p95), unit: 'ms', better: 'lower', must: round2(Math.max(2 * idle.p95, 100)), aim: round2(1.2 * idle.p95), ratio: round2(busy.p95 / idle.p95), holds: run.seconds <= limit,
    floor: { name: 'the same counter while nothing else runs, p95', value: round2(idle.p95), unit: 'ms' },
    more: { 'median ms': round2(busy.median), 'p99 ms': round2(busy.p99), 'idle median ms': round2(idle.median), 'idle p99 ms': round2(idle.p99), requests: times.length, 'run s': round2(run.seconds), 'run must end within s': round2(limit) },
  }
}

/** Requests at fixed moments until the work is over; a time counts from the moment at which the request was due. */
async function ask({ served, work }: Pick<Parts, 'served' | 'work'>, during: () => Promise<void>): Promise<number[]> {
  const times: number[] = []
  const state = { isOver: false }
  const over = during().finally(() => { state.isOver = true })
  over.catch(() => undefined)
  const start = performance.now()
  await Promise.all(Array.from({ length: clerks }, async (_, clerk) => {
    for (let round = 0; ; round += 1) {
      const due = start + ((round * clerks + clerk) * 1000) / requestsPerSecond
      await sleep(Math.max(0, due - performance.now()))
      if (state.isOver) return
      const request = work.next()
      assertAnswered(request.kind, await request.send(served))
      times.push(performance.now() - due)
    }
  }))
  await over
  return times
}

/** Opens the run as an officer does and waits until its checks are there; the proposals are then taken away. */
async function runYear({ open, batch, served }: Parts): Promise<number> {
  const doors = doorsOf(batch)
  const input = await open.town.tx((tx) => batch.example(tx))
  const start = performance.now()
  const opened = await served.post(doors.open.name.replace('.', '/'), input)
  assert(opened.status === 200, `the run opens: ${opened.body.slice(0, 300)}`)
  const { runId } = (JSON.parse(opened.body) as { value: { runId: string } }).value
  for (let state = ''; state !== 'checked'; await sleep(200)) {
    state = await stateOf(open, runId)
    assert(!['failed', 'cancelled'].includes(state), `the run goes on, not ${state}`)
  }
  const seconds = (performance.now() - start) / 1000
  await open.town.run(doors.cancel, { runId })
  await withClient(open.town.ownerUrl, async (client) => {
    await client.query(`select set_config('app.tenant', $1, false)`, [String(open.town.tenant)])
    await client.query('delete from tax_individual.assessment where tenant_id = $1 and run_id = $2', [open.town.tenant, runId])
  })
  return seconds
}

async function stateOf({ town }: OpenTown, runId: string): Promise<string> {
  return await withClient(town.ownerUrl, async (client) => {
    await client.query(`select set_config('app.tenant', $1, false)`, [String(town.tenant)])
    const { rows } = await client.query<{ state: string }>('select state from platform.batch_run where tenant_id = $1 and id = $2', [town.tenant, runId])
    return rows[0]?.state ?? ''
  })
}

/** A measure that was broken off may have left its run open. */
async function cancelStanding({ town }: OpenTown, batch: Batch): Promise<void> {
  const doors = doorsOf(batch)
  const runs = await town.ask(doors.runs, {})
  assert(runs.ok, 'the runs are listed')
  for (const run of runs.value.items) if (!['posted', 'cancelled', 'failed'].includes(run.state)) await town.run(doors.cancel, { runId: run.runId })
}
