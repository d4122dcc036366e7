import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { keptOneFile } from '../../../bin/one-file.mjs'
import { Bug } from '../../kernel/assert.ts'
import type { Caller } from '../../platform/command/runner.ts'
import type { Tx } from '../../platform/command/tx.ts'
import type { MasterKey } from '../../platform/crypto/index.ts'
import { systemCaller } from '../../platform/job/worker.ts'
import { startThread } from '../../platform/thread.ts'
import { ResidentPartyRows } from '../../party/index.ts'
import { insertMeasures, RegisterRows } from '../../resident/index.ts'
import { StatementRows } from '../../tax/individual/index.ts'
import { VehicleRows } from '../../tax/light-vehicle/index.ts'
import { projectFolder } from '../settings.ts'
import type { Yakuba } from '../wiring.ts'
import type { Employer } from './earnings.ts'
import { householdsOfPage, planSample, type SamplePage, type SampleSize } from './page.ts'
import { countPage } from './store.ts'
import type { SampleTown } from './town-plan.ts'

/** Pages written at the same time: while the database writes one, the next is thought out. */
export const lanes = 3

/** Every third page of a sample, from the first that is not written yet. */
export interface LaneOrder {
  readonly tenant: number
  readonly town: SampleTown
  readonly size: SampleSize
  readonly employers: readonly Employer[]
  /** Who pays public pensions. */
  readonly pensionPayer: Employer
  readonly lane: number
  /** Pages of the lane that an earlier run has written. */
  readonly done: number
}

/** Writes the pages of a lane one after the other, each in a transaction with the note that it is written. */
export async function writeLane(yakuba: Yakuba, order: LaneOrder, whenWritten: (residents: number) => Promise<void>): Promise<void> {
  const { lane } = order
  const plan = { ...planSample(order.town, order.size, order.employers), pensionPayer: order.pensionPayer }
  const contexts = new Set(yakuba.registry.contexts.map((context) => context.name))
  for (let page = lane + lanes * order.done; page < plan.pages; page += lanes) {
    const residents = await yakuba.runner.transaction(sampleCaller(yakuba, order.tenant), async (tx) => {
      const written = await writePage(tx, householdsOfPage(plan, page), contexts)
      await countPage(tx, lane)
      return written
    })
    await whenWritten(residents)
  }
}

/** The same in a thread of its own, which tells of each page. */
export async function writeLaneInThread(order: LaneOrder, { place, whenWritten }: { readonly place: ThreadPlace; whenWritten(residents: number): Promise<void> }): Promise<void> {
  const thread = await startLane({ order, place })
  await new Promise<void>((done, fail) => {
    thread.on('message', (residents: number) => { whenWritten(residents).catch(fail) })
    thread.on('error', fail)
    thread.on('exit', (code) => { if (code === 0) done(); else fail(new Bug(`a thread of the sample ended with ${code}`)) })
  }).finally(() => thread.terminate())
}

const laneThread = new URL('lane-thread.ts', import.meta.url)
let written: Promise<string | undefined> | undefined

/** With the building read from one file, as the program itself is: a thread that reads it module by module takes ten times as long. */
async function startLane(lane: LaneThread): Promise<Worker> {
  // Where nothing may be written, from TypeScript as it stands.
  written ??= keptOneFile(projectFolder, fileURLToPath(laneThread)).catch(() => undefined)
  const program = await written
  return program === undefined ? startThread(laneThread, lane) : new Worker(program, { workerData: lane, execArgv: [] })
}

/** What a thread opens the building with; the database as whoever may fill it. */
export interface ThreadPlace { readonly databaseUrl: string; readonly masterKey: MasterKey; readonly fileFolder: string }

/** What a thread of a large sample is started with. */
export interface LaneThread { readonly order: LaneOrder; readonly place: ThreadPlace }

/**
 * Each kind of row through the bulk door of its owner, as far as the building has that owner. A household is bytes before the
 * next is thought of: what lives as short as that costs the collector nothing.
 */
async function writePage(tx: Tx, households: Iterable<SamplePage>, contexts: ReadonlySet<string>): Promise<number> {
  const [register, statements, parties, vehicles] = [new RegisterRows(tx), new StatementRows(tx), new ResidentPartyRows(tx), new VehicleRows(tx)]
  const measures: SamplePage['measures'][number][] = []
  const hasVehicles = contexts.has('tax-light-vehicle')
  let residents = 0
  for (const household of households) {
    residents += household.residents
    register.add(household.register)
    for (const measure of household.measures) measures.push(measure)
    for (const statement of household.statements) statements.add(statement)
    if (hasVehicles) for (const { owner, vehicle } of household.vehicles) vehicles.add({ ...vehicle, ownerPartyId: parties.partyOf(owner) })
  }
  await register.enter()
  await insertMeasures(tx, measures)
  await statements.enter()
  await parties.enter()
  await vehicles.enter()
  return residents
}

/** The caller of samples: the system itself, with the permissions that registering employers needs. */
export function sampleCaller(yakuba: Yakuba, tenant: number): Caller {
  const caller = systemCaller(tenant, 'sample')
  return { ...caller, purpose: '研修用の町民の作成', actor: { ...caller.actor, permissions: new Set(yakuba.registry.permissions.keys()) } }
}
