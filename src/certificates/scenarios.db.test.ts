import { beforeAll, expect, test } from 'vitest'
import { useTowns, valueOf, type Town } from '../../test/support/town.ts'
import { findIssued, readPages } from '../platform/document/index.ts'
import { enterHousehold } from '../resident/test-residents.ts'
import { dailyCash } from './cash.ts'
import { issue, reissue } from './commands.ts'
import { plainRequest, type CopyInput } from './inputs.ts'
import { issuedSheet } from './lists.ts'
import { prepare } from './prepare.ts'

/** What a clerk judges the counter by, played through the registered commands. */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:42:00Z' })
const made: Record<string, string> = {}

// In the order of the household: head, wife, children by birth.
const six = [['佐久間　健一', 'head', '1977-08-03'], ['佐久間　美咲', 'wife', '1979-02-18'], ['佐久間　陽翔', 'child', '2005-04-25'], ['佐久間　結衣', 'child', '2011-10-09'], ['佐久間　蒼', 'child', '2014-01-05'], ['佐久間　凛', 'child', '2017-07-30']] as const

beforeAll(async () => {
  for (const town of [towns.a, towns.b]) {
    await town.tx(async (tx) => {
      await tx.db.client.query(`insert into tenancy.ordinance_value (tenant_id, concept, row_no, valid_from, value, published, because, recorded_at) values ($1, 'certificates.resident-record-copy-fee', 1, '2000-04-01', '300', '2000-03-24', '[]', '2000-03-24T00:00:00Z')`, [town.tenant])
      const members = six.map(([name, relationship, born]) => ({ name, kana: 'サクマ', born, sex: 'male' as const, relationship }))
      made[town.code] = (await enterHousehold(tx, { town: '汐見台二丁目', number: '4番7号' }, members)).personIds[0]!
    })
  }
})

async function sheetsOf(town: Town, more: Partial<CopyInput> = {}) {
  const input = { ...plainRequest(made[town.code]!), ...more }
  const { shown } = valueOf(await town.ask(prepare, input))
  return valueOf(await town.run(issue, { ...input, shown })).sheets
}

async function textsOf(town: Town, documentId: string): Promise<readonly string[]> {
  return (await readPages((await town.tx((tx) => findIssued(tx, documentId)))!.pdf)).map((page) => page.text)
}

test('RR A-20: a household of six stands on two pages, four and two in the order of the household; certification and seal on the last only, each page with its place', async () => {
  const [sheet] = await sheetsOf(towns.a)
  const texts = await textsOf(towns.a, sheet!.documentId)
  const namesOn = (text: string) => six.map(([name]) => name).filter((name) => text.includes(name)).toSorted((a, b) => text.indexOf(a) - text.indexOf(b))
  expect(texts.map(namesOn)).toEqual([six.slice(0, 4).map(([name]) => name), six.slice(4).map(([name]) => name)])
  expect(texts.map((text) => text.includes('相違ないことを証明する'))).toEqual([false, true])
  expect(texts.map((text) => text.includes('長谷川　恵子'))).toEqual([false, true])
  expect(texts.map((text) => /\d／\d/.exec(text)?.[0])).toEqual(['1／2', '2／2'])
})

test('RR A-21: who says nothing special gets no relationship, no domicile, no number and no code', async () => {
  const [sheet] = await sheetsOf(towns.a)
  const text = (await textsOf(towns.a, sheet!.documentId)).join('\n')
  expect(text).not.toMatch(/\n(妻|子)\n|港本町一丁目12番地|個人番号|住民票コード/)
  expect(text.match(/（省略）/g)?.length).toBeGreaterThanOrEqual(six.length * 2)
})

test('RR A-24: a jammed sheet is spoiled and printed again: two numbers, the first marked, one fee', async () => {
  const [sheet] = await sheetsOf(towns.a)
  const before = valueOf(await towns.a.ask(dailyCash, { on: null })).yen
  const again = valueOf(await towns.a.run(reissue, { issuanceId: sheet!.issuanceId, reason: '用紙が詰まった' }))
  expect(again.sheet.number).not.toBe(sheet!.number)
  expect(valueOf(await towns.a.ask(issuedSheet, { issuanceId: sheet!.issuanceId })).sheet).toMatchObject({ spoiled: { reason: '用紙が詰まった' }, replacedBy: again.sheet.number })
  expect(valueOf(await towns.a.ask(dailyCash, { on: null })).yen).toBe(before)
  expect(valueOf(await towns.b.ask(dailyCash, { on: null })).yen).toBe(0)
})
