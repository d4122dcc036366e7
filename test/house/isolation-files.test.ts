import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { withClient } from '../../src/platform/db/roles.ts'
import { searchPersons } from '../../src/resident/search/search.ts'
import { enterHousehold } from '../../src/resident/test-residents.ts'
import { useTowns, valueOf, type Town } from '../support/town.ts'

/** What `isolation.test.ts` cannot walk by examples: the data folder of large files, and the functions that read past row security. */
const towns = useTowns(import.meta.url, { now: '2026-06-15T01:00:00Z' })
const large = Buffer.alloc(10 * 1024 * 1024 + 1, '控え')

beforeAll(async () => {
  await towns.a.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: '4番7号' }, [{ name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' }]))
})

const pathIn = (town: Town, sha256: string): string => join(towns.folder, town.code, sha256.slice(0, 2), sha256)
const found = async (town: Town, sha256: string): Promise<Uint8Array | undefined> => await town.tx((tx) => tx.services.files.find(tx, sha256))

test('a file of more than 10 MB lies in the folder of its town, and neither its digest, a row of it nor its bytes open it in another', async () => {
  const sha256 = await towns.a.tx((tx) => tx.services.files.put(tx, large))
  expect(existsSync(pathIn(towns.a, sha256))).toBe(true)
  expect(existsSync(pathIn(towns.b, sha256))).toBe(false)
  expect(Buffer.compare((await found(towns.a, sha256))!, large)).toBe(0)
  expect(await found(towns.b, sha256)).toBeUndefined()

  await withClient(towns.urls.admin, async (client) => { await client.query(`insert into platform.file select 2, sha256, size, place, bytes, stored_at from platform.file where tenant_id = 1 and sha256 = $1`, [sha256]) })
  await expect(found(towns.b, sha256)).rejects.toThrow('ENOENT')
  mkdirSync(dirname(pathIn(towns.b, sha256)), { recursive: true })
  copyFileSync(pathIn(towns.a, sha256), pathIn(towns.b, sha256))
  await expect(found(towns.b, sha256)).rejects.toThrow(/authenticate/)
  expect(Buffer.compare((await found(towns.a, sha256))!, large)).toBe(0)
})

/** A call of each search that finds the household of town A. */
const calls: Readonly<Record<string, string>> = { 'resident.find_names': `select * from resident.find_names('[["久間"]]'::jsonb, null, null)` }

test('every search that reads past row security gives its own town\'s rows, nothing to the other and nothing without a town', async () => {
  const searches = towns.yakuba.registry.contexts.flatMap((context) => context.searches ?? [])
  expect(searches.map((search) => search.fn)).toEqual(Object.keys(calls))
  await withClient(towns.urls.app, async (client) => {
    for (const call of Object.values(calls)) {
      const rowsFor = async (tenant: string): Promise<number> => {
        await client.query(`select set_config('app.tenant', $1, false)`, [tenant])
        return (await client.query(call)).rows.length
      }
      expect([await rowsFor('1'), await rowsFor('2')]).toEqual([1, 0])
      await expect(rowsFor('')).rejects.toThrow('search without a tenant')
    }
  })
})

test('with the predicate taken out the search inside a name still finds its own town\'s people only', async () => {
  const names = async (town: Town): Promise<readonly string[]> => valueOf(await town.ask(searchPersons, { words: '久間' })).items.map((hit) => hit.name)
  let taken = 0
  towns.database.hook = (text) => (text.includes('tenancy.municipality') ? text : text.replace(/(?:\b\w+\.){0,2}tenant_id = (\$\d+)/g, (_all, place: string) => { taken += 1; return `(${place}::integer is not null)` }))
  try {
    expect([await names(towns.a), await names(towns.b)]).toEqual([['佐久間　健一'], []])
  } finally { towns.database.hook = undefined }
  expect(taken).toBeGreaterThan(0)
})
