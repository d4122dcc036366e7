import { beforeEach, expect, test } from 'vitest'
import { useTowns, valueOf } from '../../test/support/town.ts'
import { plainDate } from '../kernel/plain-date.ts'
import { registerMovingInNotice, registerMovingOut } from './commands.ts'
import { findHouseholdOn, findPersonOn, listHistory } from './index.ts'
import { enterHousehold } from './test-residents.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const filed = { notifiedBy: { relation: 'other', identityProof: 'none' }, notifiedOn: '2026-11-24' }
const planned = '汐音県北浜市中央三丁目8番2号'
const arrived = '汐音県北浜市東雲町二丁目5番10号'
const home = { householdId: '', head: '', wife: '', child: '', foreign: '' }
let lot = 0

/** A head of three whose move-out is filed for 10 December; the wife is head from then on. In the other town a man with the same plan. */
beforeEach(async () => {
  lot += 1
  towns.clock.set('2026-11-14T01:00:00Z')
  const place = { town: '港本町一丁目', number: `${lot}番地` }
  const { householdId, personIds: [head, wife, child] } = await towns.a.tx((tx) => enterHousehold(tx, place, [
    { name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' }, { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1979-01-20', sex: 'female', relationship: 'wife' },
    { name: '佐久間　結衣', kana: 'サクマ　ユイ', born: '2001-06-11', sex: 'female', relationship: 'child' },
  ]))
  const { personIds: [foreign] } = await towns.b.tx((tx) => enterHousehold(tx, place, [{ name: '林　三郎', kana: 'ハヤシ　サブロウ', born: '1960-01-01', sex: 'male', relationship: 'head' }]))
  Object.assign(home, { householdId, head, wife, child, foreign })
  const out = { ...filed, notifiedOn: '2026-11-14', movedOn: '2026-12-10', to: { kind: 'domestic', address: planned } }
  valueOf(await towns.a.run(registerMovingOut, { ...out, personIds: [head], relationships: [{ personId: wife, relationship: 'head' }] }))
  valueOf(await towns.b.run(registerMovingOut, { ...out, personIds: [foreign] }))
  towns.clock.set('2026-11-24T01:00:00Z')
})

const notice = (over: Record<string, unknown> = {}) => ({ ...filed, movedInOn: '2026-11-20', personIds: [home.head], to: { municipalityCode: '992038', address: arrived }, ...over })
const on = (personId: string, day: string) => towns.a.tx((tx) => findPersonOn(tx, personId, { on: plainDate(day) }))
const relationshipsOn = async (day: string) => (await towns.a.tx((tx) => findHouseholdOn(tx, home.householdId, { on: plainDate(day) })))?.members.map((member) => [member.personId, member.relationship])

test('RR A-12: a notice of an earlier arrival closes the record on that day, and what was planned stays beside what was confirmed', async () => {
  valueOf(await towns.a.run(registerMovingInNotice, notice()))
  expect((await on(home.head, '2026-11-19'))?.status).toBe('resident')
  expect(await on(home.head, '2026-11-20')).toMatchObject({ status: 'moved-out', ceasedOn: '2026-11-20', moveOutTo: arrived, plannedMoveOutOn: '2026-12-10', plannedMoveOutTo: planned })
  expect(await on(home.head, '2026-12-11')).toMatchObject({ status: 'moved-out', ceasedOn: '2026-11-20' })
  const history = await towns.a.tx((tx) => listHistory(tx, home.head))
  expect(history.filter((row) => row.facts.ceasedOn === '2026-12-10').map((row) => row.recordedTo === null)).toEqual([false])
})

test('the wife who was to be head from the planned day is head from the earlier one', async () => {
  valueOf(await towns.a.run(registerMovingInNotice, notice()))
  expect(await relationshipsOn('2026-11-19')).toEqual([[home.head, 'head'], [home.wife, 'wife'], [home.child, 'child']])
  expect(await relationshipsOn('2026-11-20')).toEqual([[home.wife, 'head'], [home.child, 'child']])
  expect(await relationshipsOn('2026-12-10')).toEqual([[home.wife, 'head'], [home.child, 'child']])
})

test('a notice of a later arrival leaves the planned day as the day of the move, and confirms the address', async () => {
  towns.clock.set('2026-12-20T01:00:00Z')
  valueOf(await towns.a.run(registerMovingInNotice, notice({ notifiedOn: '2026-12-20', movedInOn: '2026-12-12' })))
  expect((await on(home.head, '2026-12-09'))?.status).toBe('resident')
  expect(await on(home.head, '2026-12-12')).toMatchObject({ status: 'moved-out', ceasedOn: '2026-12-10', moveOutTo: arrived, plannedMoveOutTo: planned })
})

test.each<[string, () => Record<string, unknown>, string[]]>([
  ['転出届のない人の通知は断る', () => ({ personIds: [home.child] }), ['no-move-out-filed /personIds/0']],
  ['あすの転入は断る', () => ({ movedInOn: '2026-11-25' }), ['moved-on-in-future /movedInOn', 'filed-before-event /notifiedOn']],
  ['転入先がこの町なら断る', () => ({ to: { municipalityCode: '992011', address: arrived } }), ['to-own-municipality /to/municipalityCode']],
  ['ほかの町の人は、いないのと同じ', () => ({ personIds: [home.foreign] }), ['person-not-found /personIds/0']],
  ['同じ人を2回は選べない', () => ({ personIds: [home.head, home.head] }), ['person-chosen-twice /personIds/1']],
  ['住民となる前の転入は断る', () => ({ movedInOn: '2015-03-31' }), ['event-before-resident /movedInOn']],
])('転入通知：%s', async (_title, over, expected) => {
  const answer = await towns.a.run(registerMovingInNotice, notice(over()))
  expect(answer.ok ? [] : answer.refusals.map((refusal) => `${refusal.code.replace('resident.', '')} ${refusal.field ?? ''}`)).toEqual(expected)
})

test('a second notice about a record that is closed already is refused, and a plan of the other town is untouched', async () => {
  valueOf(await towns.a.run(registerMovingInNotice, notice()))
  const again = await towns.a.run(registerMovingInNotice, notice({ movedInOn: '2026-11-22' }))
  expect(again.ok ? [] : again.refusals.map((refusal) => refusal.code)).toContain('resident.not-resident')
  expect(await towns.b.tx((tx) => findPersonOn(tx, home.foreign))).toMatchObject({ status: 'resident', plannedMoveOutOn: '2026-12-10' })
})
