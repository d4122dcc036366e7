import { beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { endOfMonth, plainDate, type Instant } from '../../kernel/plain-date.ts'
import { insertMeasures, newMeasure } from '../protection/store.ts'
import { registerBirth, registerDeath, registerMovingOut } from '../commands.ts'
import { beginExtraction, doPage } from '../lists/extraction.ts'
import { cancelExtraction, readExtractionPage, resumeExtraction } from '../lists/extraction-commands.ts'
import { findExtraction } from '../lists/extraction-store.ts'
import { enterHousehold } from '../test-residents.ts'
import { makeMonthlyStatistics, makeStatistics } from './commands.ts'
import { movementsMethod, populationMethod } from './methods.ts'
import { listStatistics, showStatistics, statisticsRows, type StatisticsView } from './views.ts'

/** What a section that reports figures judges them by, played through the registered commands. */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const made: { family?: readonly string[]; householdId?: string; baby?: string } = {}

beforeAll(async () => {
  const { householdId, personIds } = await towns.a.tx((tx) => enterHousehold(tx, { town: '港本町一丁目', number: '12番地' }, [
    { name: '堀内　誠', kana: 'ホリウチ　マコト', born: '1960-11-02', sex: 'male', relationship: 'head' }, { name: '堀内　澄', kana: 'ホリウチ　スミ', born: '1988-02-29', sex: 'female', relationship: 'child' },
    { name: 'NGUYEN　VAN', kana: 'グエン　バン', born: '1990-05-05', sex: 'male', relationship: 'cohabitant', residentType: 'foreign', nationality: 'ベトナム', immigration: { category: 'mid-to-long-term', statusOfResidence: '留学', periodOfStay: '1年', expiresOn: plainDate('2027-03-31'), cardNumber: 'AB12345678CD' } },
  ]))
  Object.assign(made, { householdId, family: personIds })
  await towns.a.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: '4番7号' }, [{ name: '佐久間　ハル', kana: 'サクマ　ハル', born: '1921-11-01', sex: 'female', relationship: 'head' }]))
  await towns.b.tx((tx) => enterHousehold(tx, { town: '湯の沢一丁目', number: '1番' }, [{ name: '湯元　一', kana: 'ユモト　ハジメ', born: '1970-01-01', sex: 'male', relationship: 'head' }]))
})

const show = async (town: Town, input: unknown): Promise<StatisticsView> => valueOf(await town.ask(showStatistics, { extractionId: valueOf(await town.run(makeStatistics, input)).extractionId }))
const population = (on: string, knownOn: string | null = null) => ({ kind: 'population', on, knownOn })
const movements = (from: string, to: string, knownOn: string | null = null) => ({ kind: 'movements', from, to, knownOn })
const row = (view: StatisticsView, key: string, name: string): readonly unknown[] => view.tables.find((table) => table.key === key)?.rows.find(([first]) => first === name)?.slice(1) ?? []
const known = (date: string) => ({ calc: date, unknown: 'none', wording: null })
const filed = { notifiedOn: '2026-11-24', notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, acknowledged: [] }
const acknowledged = async (town: Town, command: Parameters<Town['run']>[0], input: Record<string, unknown>): Promise<unknown> => {
  const answer = await town.run(command, input)
  if (answer.ok) return answer.value
  return valueOf(await town.run(command, { ...input, acknowledged: answer.refusals.map((refusal) => ({ code: refusal.code, field: refusal.field, reason: '本人に確かめた' })) }))
}

test('a town is counted by district, age, nationality, status of residence and household, and the other town not at all', async () => {
  const view = await show(towns.a, population('2026-10-31'))
  expect([view.persons, view.households, view.progress.state, view.title]).toEqual([4, 2, 'done', '令和8年10月31日の人口・世帯数'])
  expect(row(view, 'town', '港本町一丁目')).toEqual([1, 2, 1, 3, 1])
  expect(row(view, 'age-group', '65～69歳')).toEqual([1, 0, 1])
  expect(row(view, 'age-group', '100歳以上')).toEqual([0, 1, 1])
  expect([row(view, 'nationality', 'ベトナム'), row(view, 'residence', '留学'), row(view, 'size', '3人'), row(view, 'household', '複数国籍の世帯')]).toEqual([[1, 0, 1], [1, 0, 1], [1, 3], [1]])
  const other = await show(towns.b, population('2026-10-31'))
  expect([other.persons, row(other, 'town', '港本町一丁目'), row(other, 'town', '湯の沢一丁目')]).toEqual([1, [], [1, 1, 0, 1, 0]])
})

test('an age is attained on the eve of the birthday: the day decides in which row somebody stands', async () => {
  expect(row(await show(towns.a, population('2026-10-31')), 'age', '65歳')).toEqual([1, 0, 1, 1, 0])
  expect(row(await show(towns.a, population('2026-11-01')), 'age', '65歳')).toEqual([0, 0, 0, 0, 0])
  expect(row(await show(towns.a, population('2026-11-01')), 'age', '66歳')).toEqual([1, 0, 1, 1, 0])
})

describe('what is recorded late', () => {
  test('changes the figures of the month in which it happened, and those known before stay as they were', async () => {
    const before = await show(towns.a, movements('2026-10-01', '2026-10-31'))
    towns.clock.set('2026-11-25T01:00:00Z')
    const born = await acknowledged(towns.a, registerBirth, { ...filed, notifiedOn: '2026-11-25', bornOn: known('2026-10-20'), motherId: made.family![1], householdId: made.householdId, child: { name: '堀内　紬', furigana: 'ホリウチ　ツムギ', sex: 'female', relationship: 'child.child', registeredDomicile: '汐音県汐見市', familyRegisterHead: '堀内　誠' } })
    made.baby = (born as { personIds: string[] }).personIds[0]!
    const after = await show(towns.a, movements('2026-10-01', '2026-10-31'))
    expect([before.months[0]?.moves.birth, after.months[0]?.moves.birth, after.months[0]?.end]).toEqual([0, 1, 5])
    const asKnown = await show(towns.a, movements('2026-10-01', '2026-10-31', '2026-11-24'))
    expect({ ...asKnown.months[0], knownAt: null }).toEqual({ ...before.months[0], knownAt: null })
    expect((await show(towns.a, movements('2026-11-01', '2026-11-30'))).months[0]).toMatchObject({ start: 5, end: 5 })
    expect([(await show(towns.a, population('2026-10-31'))).persons, (await show(towns.a, population('2026-10-31', '2026-11-24'))).persons]).toEqual([5, 4])
  })

  test('shows in each table alike: two counts of the same day, one by household and one by movements, agree', async () => {
    await acknowledged(towns.a, registerDeath, { ...filed, notifiedOn: '2026-11-25', personId: made.family![0], diedOn: known('2026-11-03'), relationships: [{ personId: made.family![1], relationship: 'head' }, { personId: made.baby, relationship: 'child' }, { personId: made.family![2], relationship: 'cohabitant' }] })
    towns.clock.set('2026-11-25T01:10:00Z')
    const view = await show(towns.a, movements('2025-12-01', '2026-11-30'))
    for (const line of view.months.slice(0, -1)) {
      const day = await show(towns.a, population(endOfMonth(plainDate(`${line.month}-01`))))
      expect([line.month, line.end]).toEqual([line.month, day.persons])
    }
    expect(view.months.at(-1)).toMatchObject({ moves: { death: 1 }, isBalanced: true })
    expect([view.differing, view.differences]).toEqual([0, []])
  })
})

test('a move-out that was filed for a later day counts the person until then', async () => {
  await acknowledged(towns.a, registerMovingOut, { ...filed, notifiedOn: '2026-11-25', personIds: [made.family![2]], movedOn: '2026-12-05', to: { kind: 'domestic', address: '東京都中野区中野四丁目8番1号', municipalityCode: null } })
  towns.clock.set('2026-11-25T01:20:00Z')
  expect((await show(towns.a, population('2026-11-25'))).persons).toBe(4)
  expect((await show(towns.a, movements('2026-11-01', '2026-11-30'))).months[0]).toMatchObject({ end: 4, moves: { 'out-domestic': 0 } })
})

describe('a record that no event explains', () => {
  test('is told by name, and only to those who may see it', async () => {
    await towns.a.tx(async (tx) => { await tx.db.client.query(`update resident.person_history set valid_to = '2026-10-10' where tenant_id = $1 and person_id = (select person_id from resident.name_key where tenant_id = $1 and kana like 'サクマ%' limit 1) and recorded_to is null`, [tx.tenant]) })
    const { extractionId } = valueOf(await towns.a.run(makeStatistics, movements('2026-10-01', '2026-10-31')))
    const view = valueOf(await towns.a.ask(showStatistics, { extractionId }))
    expect([view.differing, view.months[0]?.isBalanced, view.differences.length]).toEqual([1, false, 1])
    const [who] = view.differences
    await towns.a.tx(async (tx) => { await insertMeasures(tx, [{ ...newMeasure(who!.personId, { kind: 'other', state: 'in-force', periodFrom: plainDate('2026-06-01'), periodUntil: null }), reason: '試験' }]) })
    const other = valueOf(await towns.a.ask(showStatistics, { extractionId }, staffMember(towns.yakuba, { permissions: ['resident.read'] })))
    expect([other.differing, other.differences]).toEqual([1, []])
  })
})

describe('a large town', () => {
  test('is read page by page; stopped and resumed anywhere, the figures are the same', async () => {
    const order = { input: { on: '2026-11-25' }, knownAt: null, expected: 2, expiresAt: null }
    const whole = await show(towns.a, population('2026-11-25'))
    const first = await towns.a.tx((tx) => beginExtraction(tx, populationMethod(1), order))
    expect([first.state, first.pages, first.readCount]).toEqual(['running', 1, 1])
    expect(codesOf(await towns.a.ask(statisticsRows, { extractionId: first.extractionId, table: 'town' }))).toEqual(['resident.extraction-unfinished'])
    valueOf(await towns.a.run(cancelExtraction, { extractionId: first.extractionId }))
    await towns.a.tx((tx) => doPage(tx, populationMethod(1), first.extractionId))
    expect((await towns.a.tx((tx) => findExtraction(tx, first.extractionId)))?.pages).toBe(1)
    expect(codesOf(await towns.a.run(cancelExtraction, { extractionId: first.extractionId }))).toEqual(['resident.extraction-stopped-already'])
    valueOf(await towns.a.run(resumeExtraction, { extractionId: first.extractionId }))
    expect(codesOf(await towns.a.run(resumeExtraction, { extractionId: first.extractionId }))).toEqual(['resident.extraction-not-stopped'])
    await expect(towns.a.tx(async (tx) => { await doPage(tx, populationMethod(1), first.extractionId); throw new Error('killed') })).rejects.toThrow('killed')
    for (let left = 3; left > 0; left -= 1) await towns.a.tx((tx) => doPage(tx, populationMethod(1), first.extractionId))
    const again = valueOf(await towns.a.ask(showStatistics, { extractionId: first.extractionId }))
    expect([again.progress.state, again.persons, again.tables]).toEqual(['done', whole.persons, whole.tables])
  })

  test('is finished by the job of the queue, and the work of one town is not found in the other', async () => {
    const first = await towns.a.tx((tx) => beginExtraction(tx, movementsMethod(1), { input: { from: '2026-10-01', to: '2026-10-31' }, knownAt: '2026-11-24T14:59:59.999Z' as Instant, expected: 5, expiresAt: null }))
    await towns.b.tx((tx) => readExtractionPage.run(tx, { extractionId: first.extractionId }))
    expect((await towns.a.tx((tx) => findExtraction(tx, first.extractionId)))?.pages).toBe(1)
    expect(codesOf(await towns.b.run(cancelExtraction, { extractionId: first.extractionId }))).toEqual(['resident.extraction-not-found'])
    await towns.a.tx((tx) => readExtractionPage.run(tx, { extractionId: first.extractionId }))
    expect((await towns.a.tx((tx) => findExtraction(tx, first.extractionId)))?.state).toBe('done')
  })
})

test('figures of a day to come, of half a month and of more than a year are refused with the reason', async () => {
  expect(codesOf(await towns.a.run(makeStatistics, population('2026-11-26')))).toEqual(['resident.statistics-in-future'])
  expect(codesOf(await towns.a.run(makeStatistics, movements('2026-12-01', '2026-12-31')))).toEqual(['resident.statistics-in-future'])
  expect(codesOf(await towns.a.run(makeStatistics, movements('2026-10-02', '2026-10-31')))).toEqual(['resident.statistics-period'])
  expect(codesOf(await towns.a.run(makeStatistics, movements('2025-10-01', '2026-10-31')))).toEqual(['resident.statistics-period'])
})

test('on the second of a month the last one is counted by itself, in each town its own', async () => {
  towns.clock.set('2026-12-01T16:00:00Z')
  await towns.b.tx((tx) => makeMonthlyStatistics.run(tx, {}))
  const titles = valueOf(await towns.b.ask(listStatistics, {})).items.slice(0, 2).map((item) => `${item.title} ${item.progress.state}`)
  expect(titles.toSorted()).toEqual(['令和8年11月30日の人口・世帯数 done', '令和8年11月の人口の動き done'].toSorted())
})

test('a table leaves as rows of text with its head and its total', async () => {
  const { extractionId } = valueOf(await towns.b.run(makeStatistics, population('2026-10-31')))
  expect(valueOf(await towns.b.ask(statisticsRows, { extractionId, table: 'town' })).rows).toEqual([['町丁字', '世帯', '男', '女', '人口', 'うち外国人'], ['湯の沢一丁目', '1', '1', '0', '1', '0'], ['合計', '1', '1', '0', '1', '0']])
})
