import { expect, test } from 'vitest'
import { testKey } from '../../../test/support/key.ts'
import { useTowns, type Towns } from '../../../test/support/town.ts'
import { withoutIndexes } from '../../platform/db/waiting-indexes.ts'
import { sampleTowns } from '../sample-towns.ts'
import { writeLane, writeLaneInThread, type LaneOrder } from './lanes.ts'

const alone = useTowns(`${import.meta.url}#alone`)
const apart = useTowns(`${import.meta.url}#apart`)

/** The second page of a town that has little more than one. */
function orderFor(towns: Towns): LaneOrder {
  const { code, name, prefecture, kind, postalCode } = sampleTowns[0]
  return { tenant: towns.a.tenant, town: { code, name, prefecture, kind, postalCode }, size: { residents: 4_120, seed: 3 }, employers: [{ name: '株式会社うしお運輸', partyId: null }], pensionPayer: { name: '厚生労働大臣', partyId: null }, lane: 1, done: 0 }
}

const tables = ['resident.person', 'resident.household', 'resident.person_history', 'resident.name_key', 'resident_number.number', 'tax_individual.income_statement', 'tax_light_vehicle.vehicle', 'party.party']

/** What a lane writes, without the moments at which it was written and the ids of addressees. */
async function rowsOf(towns: Towns): Promise<readonly unknown[]> {
  const each = [...tables, 'platform.counter']
    .map(async (table) => (await towns.ask<{ rows: string[] }>(`select array_agg(row order by row) as rows from (select (to_jsonb(t) - '{recorded_at,recorded_to,party_id,owner_party_id,holder_party_id,sealed}'::text[])::text as row from ${table} t where tenant_id = ${towns.a.tenant}) as all_rows`))[0]?.rows)
  return await Promise.all(each)
}

test('a thread writes as the owner, without indexes, the very rows that the caller writes alone, and tells of each page', async () => {
  const written: number[] = []
  const place = { databaseUrl: apart.urls.owner, masterKey: testKey, fileFolder: apart.folder }
  await withoutIndexes(apart.urls.owner, tables, () => writeLaneInThread(orderFor(apart), { place, whenWritten: async (residents) => { written.push(residents) } }))
  await writeLane(alone.yakuba, orderFor(alone), async () => undefined)
  expect(written).toEqual([120])
  expect(await rowsOf(apart)).toEqual(await rowsOf(alone))
}, 120_000)

test('a thread that cannot write fails the caller', async () => {
  const nowhere = new URL(apart.urls.app)
  nowhere.pathname = '/yakuba_not_there'
  await expect(writeLaneInThread(orderFor(apart), { place: { databaseUrl: nowhere.toString(), masterKey: testKey, fileFolder: apart.folder }, whenWritten: async () => undefined })).rejects.toThrow()
}, 120_000)
