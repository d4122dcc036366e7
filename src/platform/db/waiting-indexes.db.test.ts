import { expect, test } from 'vitest'
import { useTowns } from '../../../test/support/town.ts'
import { withClient } from './roles.ts'
import { restoreIndexes, withoutIndexes } from './waiting-indexes.ts'

const towns = useTowns(import.meta.url)

interface Index { readonly name: string; readonly definition: string; readonly unique: boolean }

const indexes = async (): Promise<Index[]> => await towns.ask<Index & Record<string, unknown>>(`
  select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition, indisunique as unique
  from pg_index where indrelid = any('{resident.name_key,resident.person_history}'::regclass[]) order by name`)

const tables = ['resident.name_key', 'resident.person_history']

const untidied = async (): Promise<string[]> => (await towns.ask<{ name: string }>(`select oid::regclass::text as name from pg_class where 'autovacuum_enabled=false' = any(reloptions) order by name`)).map((row) => row.name)

test('only keys stand while the tables are filled, and afterwards every index as it was', async () => {
  const before = await indexes()
  const kept = before.filter(({ unique }) => unique)
  expect(kept.length).toBeLessThan(before.length)
  let during: Index[] = []
  await withoutIndexes(towns.urls.owner, tables, async () => {
    during = await indexes()
    expect(await untidied()).toEqual(tables)
    await restoreIndexes(towns.urls.owner)
    expect(await indexes()).toEqual(during)
  })
  expect(during).toEqual(kept)
  expect(await indexes()).toEqual(before)
  expect(await untidied()).toEqual([])
})

test('work that fails leaves no index away', async () => {
  const before = await indexes()
  await expect(withoutIndexes(towns.urls.owner, tables, async () => { throw new Error('no room') })).rejects.toThrow('no room')
  expect(await indexes()).toEqual(before)
})

test('what a program that died has taken away is made at the next start', async () => {
  const before = await indexes()
  await withClient(towns.urls.owner, async (client) => {
    await client.query(`insert into platform.waiting_index select indexrelid::regclass::text, pg_get_indexdef(indexrelid) from pg_index where indexrelid = 'resident.name_key_kana_birth'::regclass`)
    await client.query('drop index resident.name_key_kana_birth')
    await client.query('alter table resident.name_key set (autovacuum_enabled = false)')
  })
  expect(await indexes()).not.toEqual(before)
  await restoreIndexes(towns.urls.owner)
  expect(await indexes()).toEqual(before)
  expect(await towns.ask('select name from platform.waiting_index')).toEqual([])
  expect(await untidied()).toEqual([])
})
