import { withClient } from '../platform/db/roles.ts'
import { enterSampleTowns, sampleTowns } from './sample-towns.ts'
import { fillTown, type FillOptions } from './sample/fill.ts'
import { hasResidents } from './sample/store.ts'
import { systemCaller } from '../platform/job/worker.ts'
import { withoutIndexes } from '../platform/db/waiting-indexes.ts'
import { enterSampleOrdinance, listMunicipalities } from '../tenancy/index.ts'
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

/** From so many on, threads of their own and indexes made afterwards are worth their start. */
const isLarge = (residents: number): boolean => residents >= 50_000

/** Fills a town of any size; the first large one of a database without the indexes that nobody searches by yet. */
export async function fillLargeTown(open: OpenYakuba, tenant: number, options: FillOptions): Promise<void> {
  const all = open.yakuba.registry.contexts.flatMap((context) => context.tables)
  const tables = all.filter((table) => table.large).map((table) => table.name)
  const whole = { ...options, analyze: async () => { await analyze(open.urls.owner, [...new Set([...tables, ...all.map((table) => table.name)])]) } }
  if (!isLarge(options.residents)) { await fillTown(open.yakuba, tenant, whole); return }
  const isAlone = await nobodyElseHasResidents(open, tenant)
  const threads = { databaseUrl: isAlone ? open.urls.owner : open.urls.app, masterKey: open.masterKey, fileFolder: open.fileFolder }
  await fillTown(open.yakuba, tenant, { ...whole, threads, ...(isAlone ? { withoutIndexes: (write) => withoutIndexes(open.urls.owner, tables, write) } : {}) })
}

async function nobodyElseHasResidents(open: OpenYakuba, tenant: number): Promise<boolean> {
  const towns = await open.database.transaction(null, async (db) => await listMunicipalities(db))
  for (const { tenant_id: other } of towns) {
    if (other !== tenant && await open.yakuba.runner.transaction(systemCaller(other, 'sample'), hasResidents)) return false
  }
  return true
}

/** Counts the tables anew, as their owner, two at a time; the large ones first. */
async function analyze(ownerUrl: string, tables: readonly string[]): Promise<void> {
  const waiting = [...tables]
  await Promise.all([1, 2].map(async () => {
    await withClient(ownerUrl, async (client) => { for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await client.query(`analyze ${next}`) })
  }))
}
