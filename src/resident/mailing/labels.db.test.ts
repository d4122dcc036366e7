import { beforeAll, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { makeTestWeb } from '../../../test/support/web.ts'
import { enterSampleStaff } from '../../access/index.ts'
import { readPages } from '../../platform/document/index.ts'
import { insertMeasures, newMeasure } from '../protection/store.ts'
import { setSuppression } from '../protection/suppression.ts'
import { enterHousehold, type Wanted } from '../test-residents.ts'
import { labelsOutput, labelsPaper, mailingLabels } from './labels.ts'
import { labelSheets, type LabelSheetKey } from './sheets.ts'

/** Covers on sheets of labels: each on its own label, from a place on, and never one for a protected household. */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const town = '港本町一丁目'
const person = (name: string, over: Partial<Wanted> = {}): Wanted => ({ name, kana: 'ミナト　イチ', born: '1990-03-08', sex: 'male', relationship: 'head', ...over })
const ids: string[][] = []

beforeAll(async () => {
  for (const one of [towns.a, towns.b]) {
    await one.tx(async (tx) => {
      await tx.db.client.query(`insert into resident.town_block (tenant_id, town_block_id, town, kana, postal_code, numbering) values ($1, '0001001', $2, 'ミナトホンチョウ', '9990100', 'residential')`, [tx.tenant, town])
      for (let index = 1; index <= (one === towns.a ? 14 : 1); index += 1) {
        const { personIds } = await enterHousehold(tx, { town, number: `${index}番1号` }, [person(one === towns.a ? `港　第${index}` : '他町　一', { address: { postalCode: '9990100', townBlockId: '0001001', town, number: `${index}番1号`, building: null, room: null } }), person(`港　子${index}`, { relationship: 'child', born: '2015-01-01' })])
        if (one === towns.a) ids.push(personIds)
      }
    })
  }
})

const ask = async (over: Record<string, unknown> = {}, actor?: ReturnType<typeof staffMember>) => valueOf(await towns.a.ask(mailingLabels, { towns: [town], ...over }, actor))
const pagesOf = async (pdfBase64: string | null) => await readPages(Buffer.from(pdfBase64 ?? '', 'base64'))
const namesOn = async (pdfBase64: string | null) => (await pagesOf(pdfBase64)).map((page) => page.lines.filter((line) => line.text.endsWith('様')))

test.each(Object.keys(labelSheets) as LabelSheetKey[])('on sheets of %s every name stands inside a label of its own, on paper of the size of A4', async (key) => {
  const sheet = labelSheets[key]
  expect([sheet.leftMm * 2 + sheet.columns * sheet.widthMm <= 210.1, sheet.topMm * 2 + sheet.rows * sheet.heightMm <= 297.1]).toEqual([true, true])
  const taken = new Set<string>()
  const names = await namesOn((await ask({ sheet: key })).pdfBase64)
  for (const [page, lines] of names.entries()) {
    for (const line of lines) {
      const [column, row] = [Math.floor((line.xMm - sheet.leftMm) / sheet.widthMm), Math.floor((line.yMm - sheet.topMm) / sheet.heightMm)]
      expect(line.endMm).toBeLessThan(sheet.leftMm + (column + 1) * sheet.widthMm)
      taken.add(`${page} ${column} ${row}`)
    }
  }
  expect(taken.size).toBe(14)
})

test('labels begin where the first sheet is used up to, in the order of the post, with the whole address', async () => {
  const { pdfBase64, count } = await ask({ used: 11 })
  const pages = await pagesOf(pdfBase64)
  expect([count, pages.length, ...(await namesOn(pdfBase64)).map((lines) => lines.length)]).toEqual([14, 3, 1, 12, 1])
  expect(pages[0]!.lines.map((line) => line.text).filter((text) => text !== '見本')).toEqual(['〒999-0100', `汐音県汐見市${town}1番1号`, '港　第1　様'])
  expect(codesOf(await towns.a.ask(mailingLabels, { towns: [town], used: 12 }))).toEqual(['resident.label-place'])
  expect(codesOf(await towns.a.ask(mailingLabels, { towns: ['字山畑'] }))).toEqual(['resident.reading-town-unknown'])
})

test('a name that no font has is named by its number, and the others move up', async () => {
  await towns.a.tx((tx) => enterHousehold(tx, { town, number: '5番9号' }, [person('辻\u{E01EF}　一')]))
  const { pdfBase64, notDrawn, count } = await ask()
  expect([count, notDrawn.length, (await namesOn(pdfBase64)).map((lines) => lines.length)]).toEqual([15, 1, [12, 2]])
})

test('whoever is protected a minute before gets no label, nor does the household, not even when the officer in charge prints; the same where a suppression names the labels, and the other town knows of none', async () => {
  await towns.a.tx(async (tx) => { await insertMeasures(tx, [{ ...newMeasure(ids[2]![1]!, { kind: 'child-abuse', state: 'provisional', periodFrom: tx.today, periodUntil: null }), reason: '試験' }]) })
  valueOf(await towns.a.run(setSuppression, { personId: ids[3]![0], kind: 'other', levels: { entry: 'none', issuance: 'none', inquiry: 'none' }, forms: [{ output: labelsOutput, level: 'error' }], periodFrom: '2026-11-24', periodUntil: null, reason: '返戻' }))
  for (const actor of [towns.a.actor, staffMember(towns.yakuba, { permissions: ['resident.export'] })]) {
    const { pdfBase64, leftOut, personIds } = await ask({ unit: 'person' }, actor)
    const text = (await pagesOf(pdfBase64)).map((page) => page.text).join('\n')
    expect([leftOut, personIds.some((id) => [...ids[2]!, ...ids[3]!].includes(id))]).toEqual([4, false])
    for (const words of ['港　第3', '港　子3', `${town}3番1号`, '港　第4　様', `${town}4番1号`]) expect(text).not.toContain(words)
    expect(text).toContain('港　第5　様')
  }
  expect(await towns.a.tx((tx) => labelsPaper.tryFor(tx, ids[2]![0]!))).toBeNull()
  expect(await towns.a.tx((tx) => labelsPaper.tryFor(tx, ids[4]![0]!))).toBeInstanceOf(Uint8Array)
  const { pdfBase64, count } = valueOf(await towns.b.ask(mailingLabels, { towns: [town] }))
  expect([count, (await pagesOf(pdfBase64))[0]!.text.includes('港　')]).toEqual([1, false])
})

test('the page keeps what was asked for, offers the file, and says beside the field what is wrong', async () => {
  for (const one of [towns.a, towns.b]) await one.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
  const { app, cookieOf } = await makeTestWeb(towns)
  const page = async (search: string, path = 'labels') => await (await app.fetch(new Request(`http://yakuba.test/${towns.a.code}/resident/mailing${path === '' ? '' : `/${path}`}?${search}`, { headers: { cookie: cookieOf(towns.a), host: 'yakuba.test' } }))).text()
  const whom = new URLSearchParams({ 'towns.0': town, unit: 'merged', order: 'kana' }).toString()
  const made = await page(`${whom}&sheet=a4-24&used=2`)
  for (const words of ['download="labels.pdf"', 'value="2"', 'A4 24面']) expect(made).toContain(words)
  expect(await page(`${whom}&used=99`)).toContain('この用紙のラベルは12枚です')
  expect(await page(whom, '')).toContain('宛名ラベルにする')
})
