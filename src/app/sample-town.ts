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
  await fillTown(open.yakuba, town.tenantId, { ...options, analyze: async () => { await analyze(open) } })
  return town.tenantId
}

/** Counts the tables anew, as their owner. */
export async function analyze(open: OpenYakuba): Promise<void> {
  await withClient(open.urls.owner, async (client) => { await client.query('analyze') })
}
