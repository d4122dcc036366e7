import { expect, test } from 'vitest'
import { useTowns } from '../../../test/support/town.ts'
import { withClient } from './roles.ts'
import { restoreIndexes, withoutIndexes } from './waiting-indexes.ts'

const towns = useTowns(import.meta.url)

interface Index { readonly name: string; readonly definition: string; readonly key: string | null }

const indexes = async (): Promise<Index[]> => await towns.ask<Index & Record<string, unknown>>(`
  select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition, (select conname || ' ' || pg_get_constraintdef(c.oid) from pg_constraint c where conindid = indexrelid and contype <> 'f') as key
  from pg_index where indrelid = any('{party.party,resident.name_key,resident.person_history}'::regclass[]) order by name`)

const tables = ['party.party', 'resident.name_key', 'resident.person_history']

const untidied = async (): Promise<string[]> => (await towns.ask<{ name: string }>(`select oid::regclass::text as name from pg_class where 'autovacuum_enabled=false' = any(reloptions) order by name`)).map((row) => row.name)
const unforced = async (): Promise<string[]> => (await towns.ask<{ name: string }>(`select oid::regclass::text as name from pg_class where relrowsecurity and not relforcerowsecurity and relowner = 'yakuba_owner'::regrole order by name`)).map((row) => row.name)

test('only keys that others lean on stand while the tables are filled, and afterwards every index as it was', async () => {
  const before = await indexes()
  let during: Index[] = []
  await withoutIndexes(towns.urls.owner, tables, async () => {
    during = await indexes()
    expect(await untidied()).toEqual(tables)
    await restoreIndexes(towns.urls.owner)
    expect(await indexes()).toEqual(during)
  })
  expect(during.map(({ name }) => name)).toEqual(['party.party_pkey'])
  expect(before.length).toBeGreaterThan(10)
  expect(await indexes()).toEqual(before)
  expect([...await untidied(), ...await unforced()]).toEqual([])
})

test('row security does not hold for the owner while the tables are filled, and for everybody else as ever', async () => {
  const add = `insert into party.party (tenant_id, party_id, number, kind, recorded_at, recorded_by) values (${towns.b.tenant}, gen_random_uuid(), '9000000018', 'outsider', now(), gen_random_uuid())`
  await withoutIndexes(towns.urls.owner, tables, async () => {
    expect(await unforced()).toEqual(tables)
    await withClient(towns.urls.owner, async (client) => { await client.query(add) })
    await expect(withClient(towns.urls.app, async (client) => { await client.query(add) })).rejects.toThrow('row-level security')
    await expect(towns.a.tx((tx) => tx.db.client.query(add))).rejects.toThrow('row-level security')
    expect((await towns.a.tx((tx) => tx.db.client.query('select from party.party'))).rowCount).toBe(0)
    await restoreIndexes(towns.urls.owner)
    expect(await unforced()).toEqual(tables)
  })
  expect(await unforced()).toEqual([])
  await expect(withClient(towns.urls.owner, async (client) => { await client.query(add) })).rejects.toThrow('row-level security')
})

test('work that fails leaves no index away', async () => {
  const before = await indexes()
  await expect(withoutIndexes(towns.urls.owner, tables, async () => { throw new Error('no room') })).rejects.toThrow('no room')
  expect(await indexes()).toEqual(before)
  expect([...await untidied(), ...await unforced()]).toEqual([])
})

test('what a program that died has taken away is made at the next start', async () => {
  const before = await indexes()
  await withClient(towns.urls.owner, async (client) => {
    await client.query(`insert into platform.waiting_index select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index where indexrelid = 'resident.name_key_kana_birth'::regclass`)
    await client.query('drop index resident.name_key_kana_birth')
    await client.query('alter table resident.name_key set (autovacuum_enabled = false), no force row level security')
  })
  expect(await indexes()).not.toEqual(before)
  await restoreIndexes(towns.urls.owner)
  expect(await indexes()).toEqual(before)
  expect(await towns.ask('select name from platform.waiting_index')).toEqual([])
  expect([...await untidied(), ...await unforced()]).toEqual([])
})
