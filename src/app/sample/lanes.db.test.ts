import { expect, test } from 'vitest'
import { testKey } from '../../../test/support/key.ts'
import { useTowns, type Towns } from '../../../test/support/town.ts'
import { fillTown } from './fill.ts'

const alone = useTowns(`${import.meta.url}#alone`)
const inThreads = useTowns(`${import.meta.url}#threads`)

const size = { residents: 4_100, seed: 3 }

/** What a sample writes, without the moments at which it was written. */
async function rowsOf(towns: Towns): Promise<readonly unknown[]> {
  const each = ['resident.person_history', 'resident.name_key', 'tax_individual.income_statement', 'tax_light_vehicle.vehicle', 'platform.counter']
    .map(async (table) => (await towns.ask<{ rows: string[] }>(`select array_agg(row order by row) as rows from (select (to_jsonb(t) - 'recorded_at' - 'recorded_to' - 'payer_party_id' - 'owner_party_id' - 'holder_party_id')::text as row from ${table} t where tenant_id = ${towns.a.tenant}) as all_rows`))[0]?.rows)
  return await Promise.all(each)
}

test('a thread for each lane writes the very town that the caller writes alone, and a second start adds nothing', async () => {
  await fillTown(alone.yakuba, alone.a.tenant, size)
  const threads = { appUrl: inThreads.urls.app, masterKey: testKey, fileFolder: inThreads.folder }
  await fillTown(inThreads.yakuba, inThreads.a.tenant, { ...size, threads })
  const written = await rowsOf(inThreads)
  expect(written).toEqual(await rowsOf(alone))
  await fillTown(inThreads.yakuba, inThreads.a.tenant, { ...size, threads })
  expect(await rowsOf(inThreads)).toEqual(written)
}, 120_000)

test('a thread that cannot write fails the caller', async () => {
  const nowhere = new URL(inThreads.urls.app)
  nowhere.pathname = '/yakuba_not_there'
  await expect(fillTown(inThreads.yakuba, inThreads.b.tenant, { ...size, threads: { appUrl: nowhere.toString(), masterKey: testKey, fileFolder: inThreads.folder } })).rejects.toThrow()
}, 120_000)
