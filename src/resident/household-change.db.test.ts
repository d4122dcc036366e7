import { beforeEach, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../test/support/town.ts'
import { plainDate } from '../kernel/plain-date.ts'
import { approveNotification, registerHouseholdChange, registerMovingOut, registerRelocation, registerDeath, submitNotification } from './commands.ts'
import { findHouseholdOn, findPersonOn, listHistory, type Household } from './index.ts'
import { enterHousehold } from './test-residents.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const filed = { notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, notifiedOn: '2026-11-24' }
const home = { householdId: '', head: '', wife: '', child: '', mother: '', besideId: '', besideHead: '', besideWife: '', farId: '', foreignId: '' }
let lot = 0

/** A family of four, a couple at the same address and a man elsewhere, each time at a new lot; in the other town a household too. */
beforeEach(async () => {
  lot += 1
  const place = { town: '港本町一丁目', number: `${lot}番地` }
  await towns.a.tx(async (tx) => {
    const own = await enterHousehold(tx, place, [
      { name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' }, { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1979-01-20', sex: 'female', relationship: 'wife' },
      { name: '佐久間　結衣', kana: 'サクマ　ユイ', born: '2001-06-11', sex: 'female', relationship: 'child' }, { name: '佐久間　節子', kana: 'サクマ　セツコ', born: '1950-02-02', sex: 'female', relationship: 'mother' },
    ])
    const beside = await enterHousehold(tx, place, [
      { name: '森　一郎', kana: 'モリ　イチロウ', born: '1970-01-01', sex: 'male', relationship: 'head' }, { name: '森　花子', kana: 'モリ　ハナコ', born: '1971-01-01', sex: 'female', relationship: 'wife' },
    ])
    const far = await enterHousehold(tx, { town: '汐見台三丁目', number: `${lot}番` }, [{ name: '原　次郎', kana: 'ハラ　ジロウ', born: '1960-01-01', sex: 'male', relationship: 'head' }])
    const [head, wife, child, mother] = own.personIds
    Object.assign(home, { householdId: own.householdId, head, wife, child, mother, besideId: beside.householdId, besideHead: beside.personIds[0], besideWife: beside.personIds[1], farId: far.householdId })
  })
  await towns.b.tx(async (tx) => { home.foreignId = (await enterHousehold(tx, place, [{ name: '林　三郎', kana: 'ハヤシ　サブロウ', born: '1960-01-01', sex: 'male', relationship: 'head' }])).householdId })
})

const change = (over: Record<string, unknown>) => ({ ...filed, changedOn: '2026-11-20', ...over })
const relationshipsIn = (found: Household | undefined) => found?.members.map((member) => [member.personId, member.relationship])
const household = (id: string, on = '2026-11-24') => towns.a.tx((tx) => findHouseholdOn(tx, id, { on: plainDate(on) }))

test('a mother who keeps house for herself forms a household at the same address, and the rest is as it was', async () => {
  const { householdId } = valueOf(await towns.a.run(registerHouseholdChange, change({ change: 'split', personIds: [home.mother] })))
  expect(relationshipsIn(await household(householdId))).toEqual([[home.mother, 'head']])
  expect(relationshipsIn(await household(home.householdId))).toEqual([[home.head, 'head'], [home.wife, 'wife'], [home.child, 'child']])
  expect((await household(home.householdId, '2026-11-19'))?.members).toHaveLength(4)
  const history = await towns.a.tx((tx) => listHistory(tx, home.mother))
  expect(history.map((row) => [row.source.event, row.recordedTo === null, row.facts.address.town])).toEqual([['taken-over', false, '港本町一丁目'], ['taken-over', true, '港本町一丁目'], ['household-split', true, '港本町一丁目']])
})

test('a household merges into the one beside it, with the relationships that were asked for', async () => {
  const relationships = [{ personId: home.head, relationship: 'younger-brother' }, { personId: home.wife, relationship: 'younger-brother.wife' }, { personId: home.child, relationship: 'younger-brother.child' }, { personId: home.mother, relationship: 'mother' }]
  const filing = change({ change: 'merge', personIds: [home.head, home.wife, home.child, home.mother], householdId: home.besideId })
  expect(codesOf(await towns.a.run(registerHouseholdChange, filing))).toContain('resident.relationship-needed')
  valueOf(await towns.a.run(registerHouseholdChange, { ...filing, relationships }))
  expect(relationshipsIn(await household(home.besideId))).toEqual([[home.besideHead, 'head'], [home.besideWife, 'wife'], ...relationships.map((one) => [one.personId, one.relationship])])
  expect(await household(home.householdId)).toBeUndefined()
})

test('who arrives as head in another household leaves nobody there without a new relationship', async () => {
  const filing = change({ change: 'transfer', personIds: [home.mother], householdId: home.besideId })
  const asHead = { personId: home.mother, relationship: 'head' }
  expect(codesOf(await towns.a.run(registerHouseholdChange, { ...filing, relationships: [asHead] }))).toContain('resident.relationship-needed')
  valueOf(await towns.a.run(registerHouseholdChange, { ...filing, relationships: [asHead, { personId: home.besideHead, relationship: 'child' }, { personId: home.besideWife, relationship: 'child.wife' }] }))
  expect(relationshipsIn(await household(home.besideId))).toEqual([[home.besideHead, 'child'], [home.besideWife, 'child.wife'], [home.mother, 'head']])
})

test('with a new head the relationships that follow from the old ones are written, and the others are asked for', async () => {
  valueOf(await towns.a.run(registerHouseholdChange, change({ change: 'householder', personIds: [home.wife] })))
  expect(relationshipsIn(await household(home.householdId))).toEqual([[home.head, 'husband'], [home.wife, 'head'], [home.child, 'child'], [home.mother, 'husband.mother']])
  expect(codesOf(await towns.a.run(registerHouseholdChange, change({ change: 'householder', personIds: [home.mother] })))).toEqual(['resident.relationship-needed'])
})

test.each<[string, () => Record<string, unknown>, string[]]>([
  ['全員を選んだ世帯分離は断る', () => ({ change: 'split', personIds: [home.head, home.wife, home.child, home.mother] }), ['split-needs-some /personIds']],
  ['一部だけの世帯合併は断る', () => ({ change: 'merge', personIds: [home.mother], householdId: home.besideId, relationships: [{ personId: home.mother, relationship: 'kin' }] }), ['merge-needs-all /personIds']],
  ['入る世帯のない世帯変更は断る', () => ({ change: 'transfer', personIds: [home.mother], relationships: [{ personId: home.mother, relationship: 'kin' }] }), ['household-not-chosen /householdId']],
  ['いまの世帯に入ることはできない', () => ({ change: 'transfer', personIds: [home.mother], householdId: home.householdId, relationships: [{ personId: home.mother, relationship: 'kin' }] }), ['household-is-own /householdId']],
  ['住所の違う世帯に入るのは転居なので断る', () => ({ change: 'transfer', personIds: [home.mother], householdId: home.farId, relationships: [{ personId: home.mother, relationship: 'kin' }] }), ['household-at-other-address /householdId']],
  ['ほかの町の世帯は、ないのと同じ', () => ({ change: 'transfer', personIds: [home.mother], householdId: home.foreignId, relationships: [{ personId: home.mother, relationship: 'kin' }] }), ['household-not-found /householdId']],
  ['いまの世帯主を、もう一度世帯主にはできない', () => ({ change: 'householder', personIds: [home.head] }), ['already-head /personIds']],
  ['入る世帯に世帯主は2人いない（E-17）', () => ({ change: 'transfer', personIds: [home.mother], householdId: home.besideId, relationships: [{ personId: home.mother, relationship: 'head' }, { personId: home.besideHead, relationship: 'head' }, { personId: home.besideWife, relationship: 'wife' }] }), ['two-heads /relationships/0/relationship']],
  ['続柄の言葉は決まったものだけ（E-18）', () => ({ change: 'transfer', personIds: [home.mother], householdId: home.besideId, relationships: [{ personId: home.mother, relationship: '伯母' }] }), ['relationship-wrong /relationships/0/relationship']],
  ['世帯主が分かれ3人残れば、次の世帯主を聞く（E-15）', () => ({ change: 'split', personIds: [home.head] }), ['confirm-head-leaves /relationships']],
  ['1人残れば、その人を世帯主にしてよいか確かめる（E-16）', () => ({ change: 'split', personIds: [home.head, home.wife, home.child] }), ['confirm-last-member-head /relationships']],
  ['14日目（休みなら次の開庁日）は間に合う', () => ({ change: 'split', personIds: [home.mother], changedOn: '2026-11-08' }), []],
  ['15日目は遅れ', () => ({ change: 'split', personIds: [home.mother], changedOn: '2026-11-06' }), ['confirm-late /notifiedOn']],
  ['あすの変更は断る', () => ({ change: 'split', personIds: [home.mother], changedOn: '2026-11-25' }), ['moved-on-in-future /changedOn', 'filed-before-event /notifiedOn']],
  ['住民となる前の日の変更は断る', () => ({ change: 'split', personIds: [home.mother], changedOn: '2015-03-31', acknowledged: [{ code: 'resident.confirm-late', field: '/notifiedOn', reason: '申出' }] }), ['event-before-resident /changedOn']],
])('世帯変更：%s', async (_title, over, expected) => {
  const answer = await towns.a.run(registerHouseholdChange, change(over()))
  expect(answer.ok ? [] : answer.refusals.map((refusal) => `${refusal.code.replace('resident.', '')} ${refusal.field ?? ''}`)).toEqual(expected)
})

test('a change dated before a later relocation is let through only when that was confirmed, and the later address stays', async () => {
  const address = { postalCode: null, townBlockId: null, town: '汐見台三丁目', number: '99番', building: null, room: null }
  valueOf(await towns.a.run(registerRelocation, { ...filed, movedOn: '2026-11-22', personIds: [home.mother], address, household: { kind: 'new' } }))
  const filing = change({ change: 'split', personIds: [home.mother] })
  expect(codesOf(await towns.a.run(registerHouseholdChange, filing))).toEqual(['resident.confirm-retroactive'])
  valueOf(await towns.a.run(registerHouseholdChange, { ...filing, acknowledged: [{ code: 'resident.confirm-retroactive', field: '/personIds/0', reason: '届出人の申出による' }] }))
  expect((await towns.a.tx((tx) => findPersonOn(tx, home.mother)))?.address.town).toBe('汐見台三丁目')
})

test('RR A-06: one of four moves to an empty address, and only those who change get a row', async () => {
  const address = { postalCode: null, townBlockId: null, town: '汐見台三丁目', number: '98番', building: null, room: null }
  const { householdId } = valueOf(await towns.a.run(registerRelocation, { ...filed, movedOn: '2026-11-20', personIds: [home.child], address, household: { kind: 'new' } }))
  expect(relationshipsIn(await household(householdId))).toEqual([[home.child, 'head']])
  const events = await Promise.all([home.head, home.wife, home.child, home.mother].map((id) => towns.a.tx(async (tx) => (await listHistory(tx, id)).map((row) => row.source.event))))
  expect(events).toEqual([['taken-over'], ['taken-over'], ['taken-over', 'taken-over', 'relocate-within'], ['taken-over']])
})

async function approve(kind: string, notification: Record<string, unknown>) {
  const submitted = valueOf(await towns.a.run(submitNotification, { kind, notification }))
  valueOf(await towns.a.run(approveNotification, { notificationId: submitted.notificationId, expectedVersion: 1 }, { actor: staffMember(towns.yakuba) }))
  return submitted.consequences
}

test('RR A-07: a head moves out and three remain: asked for the new head, and left unanswered the household stands without one and is written to', async () => {
  const out = { ...filed, movedOn: '2026-11-23', personIds: [home.head], to: { kind: 'domestic', address: '汐音県北浜市中央三丁目8番2号' } }
  expect(codesOf(await towns.a.run(registerMovingOut, out))).toEqual(['resident.confirm-head-leaves'])
  const told = await approve('moving-out', { ...out, acknowledged: [{ code: 'resident.confirm-head-leaves', field: '/relationships', reason: '届出人の申出による' }] })
  expect(told.filter((line) => line['business'] === '住民').map((line) => [line['code'], line['letter'], line['subjectIds']])).toEqual([['resident.ask-for-head', '世帯主変更依頼通知書', [home.householdId]]])
  expect(relationshipsIn(await household(home.householdId))).toEqual([[home.wife, 'wife'], [home.child, 'child'], [home.mother, 'mother']])
  valueOf(await towns.a.run(registerHouseholdChange, change({ change: 'householder', changedOn: '2026-11-23', personIds: [home.wife] })))
  expect(relationshipsIn(await household(home.householdId))).toEqual([[home.wife, 'head'], [home.child, 'child'], [home.mother, 'husband.mother']])
})

test('RR A-08: a head dies and one remains: offered as head, and the letter that says so is owed', async () => {
  const died = { ...filed, personId: home.besideHead, diedOn: { calc: '2026-11-23', unknown: 'none', wording: null } }
  expect(codesOf(await towns.a.run(registerDeath, died))).toEqual(['resident.confirm-last-member-head'])
  const told = await approve('death', { ...died, acknowledged: [{ code: 'resident.confirm-last-member-head', field: '/relationships', reason: '本人に確かめた' }] })
  expect(told.filter((line) => line['business'] === '住民').map((line) => [line['code'], line['letter'], line['subjectIds']])).toEqual([['resident.notify-new-head', '世帯主変更通知書', [home.besideWife]]])
  expect(relationshipsIn(await household(home.besideId))).toEqual([[home.besideWife, 'head']])
})
