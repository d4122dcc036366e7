import { beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { visit } from '../../../test/support/pages.ts'
import { makeTestWeb } from '../../../test/support/web.ts'
import { enterSampleStaff } from '../../access/index.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { sql } from '../../platform/db/db.ts'
import { readXlsx } from '../../platform/spreadsheet/index.ts'
import { enterSampleOrdinance } from '../../tenancy/index.ts'
import { insertMeasures, newMeasure } from '../protection/store.ts'
import { enterHousehold } from '../test-residents.ts'
import { closeExpiredLists, endListDefinition, makeList, setListDefinition } from './commands.ts'
import { cancelExtraction, readExtractionPage, resumeExtraction } from './extraction-commands.ts'
import { findExtraction } from './extraction-store.ts'
import { beginExtraction, doPage } from './extraction.ts'
import { columnTitles, type Column, type Conditions } from './model.ts'
import { listMethod } from './select.ts'
import { listLists, listRows, previewList, showList } from './views.ts'

/** What staff who send letters and answer enquiries judge a list by, and what whoever guards protected persons does. */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const ids: Record<string, string> = {}
const purpose = { kind: 'mailing', text: '健診の案内', basis: '健康増進法19条の2' }

beforeAll(async () => {
  const family = await towns.a.tx((tx) => enterHousehold(tx, { town: '港本町一丁目', number: '12番地', since: '2018-06-01' }, [
    { name: '=SUM(A1)　誠', kana: 'ホリウチ　マコト', born: '1986-11-25', sex: 'male', relationship: 'head', previousAddress: '汐音県北浜市東雲町' }, { name: '𠮷野　澄', kana: 'ヨシノ　スミ', born: '1988-02-29', sex: 'female', relationship: 'wife' }, { name: '堀内　紬', kana: 'ホリウチ　ツムギ', born: '2020-11-24', sex: 'female', relationship: 'child' },
  ]))
  const single = await towns.a.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: '4番7号' }, [{ name: '佐久間　ハル', kana: 'サクマ　ハル', born: '1930-01-01', sex: 'female', relationship: 'head' }]))
  Object.assign(ids, { makoto: family.personIds[0], sumi: family.personIds[1], tsumugi: family.personIds[2], haru: single.personIds[0] })
  await towns.b.tx((tx) => enterHousehold(tx, { town: '港本町一丁目', number: '1番' }, [{ name: '湯元　一', kana: 'ユモト　ハジメ', born: '1970-01-01', sex: 'male', relationship: 'head' }]))
})

const draft = (conditions: Partial<Record<keyof Conditions, unknown>> = {}, columns: readonly Column[] = ['name', 'address']) => ({ conditions: { on: '2026-11-24', statuses: ['resident'], ...conditions }, columns, sort: 'kana' })
const made = async (town: Town, conditions: Partial<Record<keyof Conditions, unknown>> = {}, columns?: readonly Column[]): Promise<string> => valueOf(await town.run(makeList, { draft: draft(conditions, columns), purpose })).extractionId
const names = async (town: Town, extractionId: string): Promise<readonly string[]> => valueOf(await town.ask(listRows, { extractionId })).rows.map((row) => row.cells[0] ?? '')
const found = async (conditions: Partial<Record<keyof Conditions, unknown>>): Promise<readonly string[]> => await names(towns.a, await made(towns.a, conditions))
const [makoto, sumi, tsumugi, haru] = ['=SUM(A1)　誠', '𠮷野　澄', '堀内　紬', '佐久間　ハル']

describe('the conditions of a list', () => {
  test.each<[string, Partial<Record<keyof Conditions, unknown>>, readonly string[]]>([
    ['none', {}, [haru, tsumugi, makoto, sumi]],
    ['40 and over on the eve of the birthday, on whose end the age is attained', { ageFrom: 40 }, [haru, makoto]],
    ['40 and over the day before that', { ageFrom: 40, ageOn: '2026-11-23' }, [haru]],
    ['at most 38', { ageTo: 38 }, [tsumugi, sumi]],
    ['born in a span, both ends counted', { born: { from: '1988-02-29', to: '2020-11-24' } }, [tsumugi, sumi]],
    ['women of a district', { sexes: ['female'], towns: ['港本町一丁目'] }, [tsumugi, sumi]],
    ['heads of households', { headship: 'head' }, [haru, makoto]],
    ['in a household with a child under six: on its eve the child is six', { childUnder: 6 }, []],
    ['in a household with a child under seven, for the letter to its head', { childUnder: 7, headship: 'head' }, [makoto]],
    ['of households of the old alone', { allOver: 65 }, [haru]],
    ['of households of three', { sizeFrom: 3, sizeTo: 3 }, [tsumugi, makoto, sumi]],
    ['who became residents in a span', { becameResident: { from: '2018-06-01', to: '2018-06-01' } }, [makoto, sumi]],
    ['who had an event in a span', { events: ['taken-over'], eventIn: { from: '2015-04-01', to: '2015-12-31' } }, [haru]],
    ['of whom nothing happened since a day', { quietSince: '2018-06-01' }, [haru]],
    ['as of a day before somebody was born', { on: '2020-11-23' }, [haru, makoto, sumi]],
    ['as it was known on a day on which nobody was recorded', { knownOn: '2010-01-01' }, []],
  ])('%s', async (_title, conditions, expected) => {
    expect((await found(conditions)).toSorted()).toEqual([...expected].toSorted())
  })
})

test('no list can hold an Individual Number, a resident record code or a card number, whatever is asked', async () => {
  expect(Object.values(columnTitles).join()).not.toMatch(/個人番号|住民票コード|カード/)
  const answer = await towns.a.run(makeList, { draft: draft({}, ['individualNumber' as Column]), purpose })
  expect([codesOf(answer), answer.ok ? '' : answer.refusals[0]?.message]).toEqual([['command.input'], 'この項目は、一覧に載せられません。'])
})

test.each([['kind', { ...purpose, kind: '' }], ['text', { ...purpose, text: '' }], ['basis', { ...purpose, basis: '' }]])('without the %s of its purpose no list is made', async (field, without) => {
  const answer = await towns.a.run(makeList, { draft: draft(), purpose: without })
  expect(answer.ok ? [] : answer.refusals.map((refusal) => refusal.field)).toEqual([`/purpose/${field}`])
})

test('a list of a day to come is refused, and one without the right too', async () => {
  expect(codesOf(await towns.a.run(makeList, { draft: draft({ on: '2026-11-25' }), purpose }))).toEqual(['resident.list-in-future'])
  const clerk = staffMember(towns.yakuba, { permissions: ['resident.read', 'resident.write'] })
  expect(codesOf(await towns.a.run(makeList, { draft: draft(), purpose }, { actor: clerk }))).toEqual(['command.forbidden'])
  expect(codesOf(await towns.a.ask(listLists, {}, clerk))).toEqual(['command.forbidden'])
})

test('the log keeps who, when, for what, from which conditions and how many, and holds nobody\'s name', async () => {
  const extractionId = await made(towns.a, { ageFrom: 40 })
  const [item] = valueOf(await towns.a.ask(listLists, { whose: 'all' })).items
  expect(item).toMatchObject({ extractionId, purpose, count: 2, words: ['令和8年11月24日の姿', '住民の別が住民', '年齢が40歳以上'], columns: ['氏名', '住所'], openedAt: '2026-11-24T01:00:00.000Z' })
  expect(item?.digest).toMatch(/^[0-9a-f]{64}$/)
  expect(JSON.stringify(valueOf(await towns.a.ask(listLists, { whose: 'all' })))).not.toContain('佐久間')
  expect(valueOf(await towns.b.ask(listLists, { whose: 'all' })).items).toEqual([])
  expect(codesOf(await towns.b.ask(listRows, { extractionId }))).toEqual(['resident.extraction-not-found'])
})

test('before it is made, a list is counted and its first rows are shown', async () => {
  const { preview, problems } = valueOf(await towns.a.ask(previewList, { draft: draft({ ageFrom: 40 }) }))
  expect([preview?.count, preview?.head, preview?.rows.map((row) => row.cells[0]).toSorted(), problems]).toEqual([2, ['氏名', '住所'], [makoto, haru].toSorted(), []])
  const wrong = valueOf(await towns.a.ask(previewList, { draft: draft({ ageFrom: 'x', on: '' }) }))
  expect([wrong.preview, wrong.problems.map(({ field }) => field).toSorted()]).toEqual([null, ['/draft/conditions/ageFrom', '/draft/conditions/on']])
})

describe('definitions of the town', () => {
  test('are kept by section under a name, put right as another version, and ended', async () => {
    const { definitionId } = valueOf(await towns.a.run(setListDefinition, { name: '健診', draft: draft({ ageFrom: 40 }) }))
    expect(codesOf(await towns.a.run(setListDefinition, { name: '健診', draft: draft() }))).toEqual(['resident.list-definition-taken'])
    expect(codesOf(await towns.a.run(setListDefinition, { definitionId, expectedVersion: 7, name: '健診', draft: draft() }))).toEqual(['resident.list-definition-changed'])
    valueOf(await towns.a.run(setListDefinition, { definitionId, expectedVersion: 1, name: '健診', draft: draft({ ageFrom: 50 }) }))
    expect(valueOf(await towns.a.ask(previewList, { definitionId })).definition).toMatchObject({ name: '健診', version: 2, draft: { conditions: { ageFrom: 50 } } })
    expect(valueOf(await towns.b.ask(previewList, { definitionId })).definition).toBeNull()
    expect(codesOf(await towns.b.run(endListDefinition, { definitionId }))).toEqual(['resident.list-definition-not-found'])
    valueOf(await towns.a.run(endListDefinition, { definitionId }))
    expect(valueOf(await towns.a.ask(listLists, {})).definitions).toEqual([])
  })
})

describe('a large register', () => {
  test('is read page by page; stopped, killed and resumed, the list is the same', async () => {
    const input = { draft: { ...draft(), conditions: { ...valueOf(await towns.a.ask(showList, { extractionId: await made(towns.a) })) && draft().conditions } }, purpose }
    const whole = await names(towns.a, await made(towns.a))
    const first = await towns.a.tx((tx) => beginExtraction(tx, listMethod(1), { input, knownAt: null, expected: 4, expiresAt: null }))
    expect([first.state, first.pages]).toEqual(['running', 1])
    expect(codesOf(await towns.a.ask(listRows, { extractionId: first.extractionId }))).toEqual(['resident.list-unfinished'])
    valueOf(await towns.a.run(cancelExtraction, { extractionId: first.extractionId }))
    valueOf(await towns.a.run(resumeExtraction, { extractionId: first.extractionId }))
    await expect(towns.a.tx(async (tx) => { await doPage(tx, listMethod(1), first.extractionId); throw new Error('killed') })).rejects.toThrow('killed')
    await towns.a.tx((tx) => doPage(tx, listMethod(1), first.extractionId))
    await towns.a.tx((tx) => readExtractionPage.run(tx, { extractionId: first.extractionId }))
    expect((await towns.a.tx((tx) => findExtraction(tx, first.extractionId)))?.state).toBe('done')
    expect(await names(towns.a, first.extractionId)).toEqual(whole)
  })
})

describe('a person protected after a list was made', () => {
  test('vanishes from the old list, from its files, from new ones and from every count', async () => {
    const old = await made(towns.a, {}, ['name', 'address', 'headName', 'householdSize'])
    expect(await names(towns.a, old)).toContain(makoto)
    const before = valueOf(await towns.a.ask(previewList, { draft: draft({ towns: ['港本町一丁目'] }) }))
    await towns.a.tx(async (tx) => { await insertMeasures(tx, [{ ...newMeasure(ids['makoto']!, { kind: 'domestic-violence', state: 'in-force', periodFrom: plainDate('2026-11-24'), periodUntil: null }), reason: '試験' }]) })
    const { rows } = valueOf(await towns.a.ask(listRows, { extractionId: old }))
    expect(JSON.stringify(rows)).not.toContain('SUM')
    expect(rows.find((row) => row.personId === ids['sumi'])?.cells).toEqual([sumi, '港本町一丁目12番地', '', '2'])
    expect(await found({ towns: ['港本町一丁目'] })).toEqual([tsumugi, sumi])
    const after = valueOf(await towns.a.ask(previewList, { draft: draft({ towns: ['港本町一丁目'] }) }))
    expect([before.preview?.count, after.preview?.count, before.neverListed, after.neverListed]).toEqual([3, 2, 0, 1])
  })

  test('is counted for the whole town alike, whatever conditions are tried: no condition tells who or where', async () => {
    const tries = [{ towns: ['港本町一丁目'] }, { towns: ['汐見台二丁目'] }, { born: { from: '1986-11-25', to: '1986-11-25' } }, { born: { from: '1986-11-26', to: '1986-11-26' } }]
    const answers = await Promise.all(tries.map(async (conditions) => valueOf(await towns.a.ask(previewList, { draft: draft(conditions) }))))
    expect(answers.map(({ neverListed }) => neverListed)).toEqual([1, 1, 1, 1])
    expect(answers.slice(2).map(({ preview }) => [preview?.count, preview?.rows])).toEqual([[0, []], [0, []]])
    const officer = valueOf(await towns.a.ask(previewList, { draft: draft({ born: { from: '1986-11-25', to: '1986-11-25' } }) }, staffMember(towns.yakuba)))
    expect(officer.preview?.count).toBe(0)
  })
})

describe('the files of a list', () => {
  test('leave as CSV, Shift_JIS and XLSX, formulas defused, each entered in the trail; the other town gets none', async () => {
    for (const town of [towns.a, towns.b]) { await town.tx(enterSampleOrdinance); await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()])) }
    await towns.a.tx(async (tx) => { await tx.db.run(sql`update resident.protective_measure set recorded_to = ${tx.now} where tenant_id = ${tx.tenant}`) })
    const web = await makeTestWeb(towns)
    const extractionId = await made(towns.a, {}, ['name', 'householdNumber'])
    const fetched = async (format: string, town: Town = towns.a): Promise<Response> => await web.app.fetch(new Request(`http://yakuba.test/${town.code}/files/list/${extractionId}/rows/${format}`, { headers: { cookie: web.cookieOf(town), host: 'yakuba.test' } }))
    const csv = await fetched('csv')
    expect([csv.status, csv.headers.get('content-disposition'), (await csv.text()).split('\r\n').find((line) => line.includes('SUM'))]).toEqual([200, 'attachment; filename="list-rows.csv"', expect.stringMatching(/^"'=SUM\(A1\)　誠","0\d+"$/)])
    expect(Buffer.from(await (await fetched('sjis')).arrayBuffer()).includes(Buffer.from('〓', 'utf8'))).toBe(false)
    const read = await readXlsx(new Uint8Array(await (await fetched('xlsx')).arrayBuffer()))
    expect(read.ok && read.value.map((row) => row[0]).toSorted()).toEqual(['氏名', haru, tsumugi, makoto, sumi].toSorted())
    expect([(await fetched('pdf')).status, (await fetched('csv', towns.b)).status]).toEqual([404, 422])
    expect((await visit(web, towns.a, `resident/lists/characters/${extractionId}`)).body).toContain('U+20BB7')
    const entries = await towns.a.tx((tx) => tx.db.many<{ action: string; n: number }>(sql`select action, cardinality(subject_ids) as n from audit.entry where tenant_id = ${tx.tenant} and output = 'resident.list-rows' and outcome = 'done' order by at desc, id desc limit 3`))
    expect(entries).toEqual([{ action: 'export', n: 4 }, { action: 'export', n: 4 }, { action: 'export', n: 4 }])
  })

  test('leave no longer than their days; then nobody stands in them, and the log goes on', async () => {
    const extractionId = await made(towns.a)
    towns.clock.set('2026-12-01T00:59:59Z')
    expect((await names(towns.a, extractionId)).length).toBe(4)
    towns.clock.set('2026-12-01T01:00:01Z')
    expect(codesOf(await towns.a.ask(listRows, { extractionId }))).toEqual(['resident.list-expired'])
    await towns.b.tx((tx) => closeExpiredLists.run(tx, {}))
    const left = async (): Promise<number> => (await towns.a.tx((tx) => tx.db.many(sql`select 1 from resident.extraction_person where tenant_id = ${tx.tenant} and extraction_id = ${extractionId}`))).length
    expect(await left()).toBe(4)
    await towns.a.tx((tx) => closeExpiredLists.run(tx, {}))
    expect([await left(), valueOf(await towns.a.ask(showList, { extractionId }))]).toMatchObject([0, { count: 4, isExpired: true }])
  })
})
