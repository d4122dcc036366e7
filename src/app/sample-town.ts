import { withClient } from '../platform/db/roles.ts'
import { enterSampleTowns, sampleTowns } from './sample-towns.ts'
import { fillTown, type FillOptions } from './sample/fill.ts'
import { systemCaller } from '../platform/job/worker.ts'
import { enterSampleOrdinance } from '../tenancy/index.ts'
import type { OpenYakuba } from './open.ts'

/**
 * Makes the first town of a database full of invented people and gives its number; filled once, kept, and gone on with
 * where it was stopped — 測定用の町.
 */
export async function makeSampleTown(open: OpenYakuba, options: FillOptions): Promise<number> {
  await enterSampleTowns(open.urls.owner)
  const [town] = sampleTowns
  await open.yakuba.runner.transaction(systemCaller(town.tenantId, 'sample'), enterSampleOrdinance)
  await fillLargeTown(open, town.tenantId, options)
  return town.tenantId
}

/** From so many on, a thread for each lane is worth its start. */
const residentsForThreads = 50_000

/** Fills a town of any size, a large one by several threads. */
export async function fillLargeTown(open: OpenYakuba, tenant: number, options: FillOptions): Promise<void> {
  const place = { appUrl: open.urls.app, masterKey: open.masterKey, fileFolder: open.fileFolder }
  await fillTown(open.yakuba, tenant, { ...options, threads: options.residents >= residentsForThreads ? place : undefined, analyze: async () => { await analyze(open) } })
}

/** Counts the tables anew, as their owner. */
async function analyze(open: OpenYakuba): Promise<void> {
  await withClient(open.urls.owner, async (client) => { await client.query('analyze') })
}
