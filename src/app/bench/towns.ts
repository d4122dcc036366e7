import { join } from 'node:path'
import { enterSampleStaff } from '../../access/index.ts'
import { systemClock } from '../../platform/clock/index.ts'
import type { BenchOptions, BenchTown } from '../../platform/context/manifest.ts'
import { openYakuba, type OpenYakuba } from '../open.ts'
import { makeSampleTown } from '../sample-town.ts'
import { sampleTowns } from '../sample-towns.ts'
import { readSettings } from '../settings.ts'
import type { OpenTown } from './figure.ts'

type Size = BenchOptions['size']

/** Residents of each size of the sample (`design.md` 5). */
export const residentsOf: Readonly<Record<Size, number>> = { S: 20_000, M: 377_000, L: 3_770_000 }

const [sample] = sampleTowns

/** Opens the database of a size, which is made once and kept. */
export async function openTown(size: Size, print: (line: string) => void): Promise<OpenTown> {
  const settings = readSettings({ ...process.env, YAKUBA_DATA_DIR: process.env['YAKUBA_DATA_DIR'] ?? join(readSettings(process.env).dataDir, 'bench') })
  const building = await openYakuba(settings, { databaseName: `yakuba_bench_${size.toLowerCase()}`, clock: systemClock, print })
  try {
    const tenant = await makeSampleTown(building, { residents: residentsOf[size], seed: 1, print })
    const town = townOf(building, { tenant, residents: residentsOf[size] })
    await town.tx(async (tx) => { await enterSampleStaff(tx, [...building.yakuba.registry.permissions.keys()]) })
    const order = { appUrl: building.urls.app, queueUrl: building.urls.jobs, folder: join(settings.dataDir, 'files'), key: building.masterKey.toString('base64'), at: null }
    return { town, code: sample.code, building, order }
  } catch (error) {
    await building.close()
    throw error
  }
}

function townOf(open: OpenYakuba, { tenant, residents }: { readonly tenant: number; readonly residents: number }): BenchTown {
  const caller = { tenant, actor: benchActor(open), purpose: '測定', correlationId: 'bench' }
  const { runner } = open.yakuba
  return {
    tenant, residents, runner, caller, ownerUrl: open.urls.owner, appUrl: open.urls.app,
    run: (command, input) => runner.run(caller, { command, input, key: crypto.randomUUID() }),
    ask: (query, input) => runner.ask(caller, query, input),
    tx: (work) => runner.transaction(caller, work),
  }
}

function benchActor(open: OpenYakuba) {
  return { id: '00000000-0000-7000-8000-00000000be0c', kind: 'system' as const, name: '測定', section: '測定', desk: null, permissions: new Set(open.yakuba.registry.permissions.keys()) }
}
