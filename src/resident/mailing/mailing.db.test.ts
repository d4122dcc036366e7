import { beforeAll, expect, test } from 'vitest'
import { staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { insertMeasures, newMeasure } from '../protection/store.ts'
import { enterHousehold, type Wanted } from '../test-residents.ts'
import { mailingList } from './list.ts'

/** Covers for some districts: by household or person, in the order of the post, never to a protected household. */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const town = '港本町一丁目'
const person = (name: string, over: Partial<Wanted> = {}): Wanted => ({ name, kana: 'ミナト　イチ', born: '1990-03-08', sex: 'male', relationship: 'head', ...over })
const ids: Record<string, string[]> = {}
const ask = async (over: Record<string, unknown> = {}, actor?: ReturnType<typeof staffMember>) => valueOf(await towns.a.ask(mailingList, { towns: [town], ...over }, actor))

beforeAll(async () => {
  await towns.a.tx(async (tx) => {
    await tx.db.client.query(`insert into resident.town_block (tenant_id, town_block_id, town, kana, postal_code, numbering) values (${tx.tenant}, '0001001', '${town}', 'ミナトホンチョウ', '9990100', 'residential')`)
    for (const [key, number, members] of [
      ['ten', '10番1号', [person('原　十郎', { kana: 'ハラ　ジュウロウ' }), person('原　花', { relationship: 'child', born: '2020-01-01', sex: 'female' })]], ['two', '2番1号', [person('港　二郎')]],
      ['old', '2番5号', [person('佐久間　一')]], ['young', '2番5号', [person('佐久間　次')]], ['other', '2番5号', [person('山田　三')]],
    ] as const) ids[key] = (await enterHousehold(tx, { town, number }, members)).personIds
  })
  await towns.b.tx(async (tx) => { await enterHousehold(tx, { town, number: '1番1号' }, [person('他　町')]) })
}, 120_000)

test('a list by household goes to the heads in the order of the post, house numbers as numbers, and knows no other town', async () => {
  expect((await ask()).pieces.map((piece) => piece.addressees.join('、'))).toEqual(['港　二郎', '佐久間　一', '佐久間　次', '山田　三', '原　十郎'])
  expect((await ask({ order: 'kana' })).pieces[0]!.addressees).toEqual(['原　十郎'])
})

test('households of one surname at one address go under one cover, and nobody else does', async () => {
  expect((await ask({ unit: 'merged' })).pieces.map((piece) => [piece.addressees.join('、'), piece.persons])).toEqual([['港　二郎', 1], ['佐久間　一、佐久間　次', 2], ['山田　三', 1], ['原　十郎', 1 + 1]])
})

test('by person and age a letter goes to the person alone', async () => {
  expect((await ask({ unit: 'person', ageTo: 10 })).pieces).toMatchObject([{ addressees: ['原　花'], persons: 1 }])
  expect((await ask({ ageTo: 10 })).pieces).toMatchObject([{ addressees: ['原　十郎'], persons: 1 }])
})

test('whoever is protected a minute before is on no list of a clerk, with the whole household, and the officer in charge has it', async () => {
  const clerk = staffMember(towns.yakuba, { permissions: ['resident.export'] })
  await towns.a.tx(async (tx) => { await insertMeasures(tx, [{ ...newMeasure(ids['ten']![1]!, { kind: 'child-abuse', state: 'provisional', periodFrom: tx.today, periodUntil: null }), reason: '試験' }]) })
  const list = await ask({}, clerk)
  expect([list.pieces.length, list.withheld, list.pieces.some((piece) => piece.address.includes('10番1号'))]).toEqual([4, 1, false])
  expect((await ask()).pieces).toHaveLength(5)
})
