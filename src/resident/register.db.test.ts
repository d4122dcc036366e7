import { expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../test/support/town.ts'
import { sql } from '../platform/db/db.ts'
import { plainDate } from '../kernel/plain-date.ts'
import { knownDate } from '../kernel/unknown-date.ts'
import { approveNotification, registerBirth, registerDeath, registerMovingIn, registerMovingOut, registerRelocation, submitNotification } from './commands.ts'
import { findHouseholdOn, findPersonOn, listHistory, listPersonsOn } from './index.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })

const counter = { notifiedBy: { relation: 'self', identityProof: 'individual-number-card' } }
const known = (date: string) => knownDate(plainDate(date))

function family(surname: string, over: Record<string, unknown> = {}) {
  const kana = 'ホリウチ'
  return {
    ...counter, movedOn: '2026-11-15', notifiedOn: '2026-11-24', evidence: 'moving-out-certificate', household: { kind: 'new' },
    from: { kind: 'domestic', municipalityCode: '992038', address: '汐音県北浜市東雲町二丁目5番10号' },
    address: { postalCode: null, townBlockId: null, town: '汐見台三丁目', number: '12番5号', building: '汐見ハイツ', room: '205' },
    persons: [
      { name: `${surname}　拓真`, kana: `${kana}　タクマ`, birth: known('1990-03-08'), sex: 'male', relationship: 'head', registeredDomicile: '汐音県北浜市東雲町', familyRegisterHead: `${surname}　拓真` },
      { name: `${surname}　彩香`, kana: `${kana}　アヤカ`, birth: known('1992-10-21'), sex: 'female', relationship: 'wife', registeredDomicile: '汐音県北浜市東雲町', familyRegisterHead: `${surname}　拓真` },
      { name: `${surname}　湊斗`, kana: `${kana}　ミナト`, birth: known('2019-08-03'), sex: 'male', relationship: 'child', registeredDomicile: '汐音県北浜市東雲町', familyRegisterHead: `${surname}　拓真` },
      { name: `${surname}　紬`, kana: `${kana}　ツムギ`, birth: known('2024-05-20'), sex: 'female', relationship: 'child', registeredDomicile: '汐音県北浜市東雲町', familyRegisterHead: `${surname}　拓真` },
    ],
    ...over,
  }
}

test('a family that moves in stands in the register from the day of the move, in the order of the form', async () => {
  const { personIds, householdId } = valueOf(await towns.a.run(registerMovingIn, family('堀内')))
  const household = await towns.a.tx((tx) => findHouseholdOn(tx, householdId))
  expect(household?.members.map((member) => [member.name, member.relationship])).toEqual([['堀内　拓真', 'head'], ['堀内　彩香', 'wife'], ['堀内　湊斗', 'child'], ['堀内　紬', 'child']])
  expect(household?.members.map((member) => member.personId)).toEqual(personIds)
  expect(await towns.a.tx((tx) => findHouseholdOn(tx, householdId, { on: plainDate('2026-11-14') }))).toBeUndefined()
  expect(await towns.b.tx((tx) => listPersonsOn(tx, personIds))).toEqual([])
})

test('a draft under review is not in the register, and another officer approves it with the consequences that were shown', async () => {
  const submitted = valueOf(await towns.a.run(submitNotification, { kind: 'moving-in', notification: family('北原') }))
  const rows = await towns.a.tx((tx) => tx.db.many(sql`select 1 from resident.person_history where tenant_id = ${tx.tenant} and name = '北原　拓真'`))
  expect(rows).toEqual([])
  const own = await towns.a.run(approveNotification, { notificationId: submitted.notificationId, expectedVersion: 1 })
  expect(codesOf(own)).toEqual(['resident.own-notification'])
  const reviewer = staffMember(towns.yakuba)
  const approved = valueOf(await towns.a.run(approveNotification, { notificationId: submitted.notificationId, expectedVersion: 1 }, { actor: reviewer }))
  expect((await towns.a.tx((tx) => listPersonsOn(tx, approved.personIds))).map((person) => person.name)).toContain('北原　紬')
  const again = await towns.a.run(approveNotification, { notificationId: submitted.notificationId, expectedVersion: 1 }, { actor: reviewer })
  expect(codesOf(again)).toEqual(['resident.notification-decided'])
})

test('a wife who relocates alone forms a household of her own, and the rest keep theirs', async () => {
  const { personIds, householdId } = valueOf(await towns.a.run(registerMovingIn, family('相原')))
  const wife = personIds[1]!
  const moved = valueOf(await towns.a.run(registerRelocation, {
    ...counter, movedOn: '2026-11-20', notifiedOn: '2026-11-24', personIds: [wife], household: { kind: 'new' },
    address: { postalCode: null, townBlockId: null, town: '港本町一丁目', number: '3番地', building: null, room: null },
  }))
  const [after] = await towns.a.tx((tx) => listPersonsOn(tx, [wife]))
  expect([after?.relationship, after?.householdId, after?.address.town]).toEqual(['head', moved.householdId, '港本町一丁目'])
  const before = await towns.a.tx((tx) => findHouseholdOn(tx, householdId, { on: plainDate('2026-11-19') }))
  const rest = await towns.a.tx((tx) => findHouseholdOn(tx, householdId))
  expect([before?.members.length, rest?.members.length]).toEqual([4, 3])
})

test('a move-out filed for a coming day leaves the record live until that day and closes it then without anybody', async () => {
  const { personIds, householdId } = valueOf(await towns.a.run(registerMovingIn, family('森岡')))
  const filing = { ...counter, movedOn: '2026-12-10', notifiedOn: '2026-11-24', personIds: [personIds[0]], to: { kind: 'domestic', municipalityCode: '992038', address: '汐音県北浜市中央三丁目8番2号' } }
  expect(codesOf(await towns.a.run(registerMovingOut, filing))).toEqual(['resident.confirm-head-leaves'])
  valueOf(await towns.a.run(registerMovingOut, { ...filing, relationships: [{ personId: personIds[1], relationship: 'head' }] }))
  const [now, then] = await towns.a.tx(async (tx) => [await findPersonOn(tx, personIds[0]!), await findPersonOn(tx, personIds[0]!, { on: plainDate('2026-12-10') })])
  expect([now?.status, now?.plannedMoveOutOn, then?.status, then?.ceasedOn]).toEqual(['resident', '2026-12-10', 'moved-out', '2026-12-10'])
  const [today, later] = await towns.a.tx(async (tx) => [await findHouseholdOn(tx, householdId), await findHouseholdOn(tx, householdId, { on: plainDate('2026-12-10') })])
  expect(today?.members.map((member) => member.relationship)).toEqual(['head', 'wife', 'child', 'child'])
  expect(later?.members.map((member) => member.relationship)).toEqual(['head', 'child', 'child'])
})

test('a child is born into the household, the father dies, and the wife becomes head with children of her own', async () => {
  const { personIds, householdId } = valueOf(await towns.a.run(registerMovingIn, family('藤代')))
  const born = valueOf(await towns.a.run(registerBirth, {
    ...counter, bornOn: known('2026-11-20'), notifiedOn: '2026-11-24', motherId: personIds[1], householdId,
    child: { name: '藤代　澪', furigana: 'フジシロ　ミオ', sex: 'female', relationship: 'child', registeredDomicile: '汐音県北浜市東雲町', familyRegisterHead: '藤代　拓真' },
  }))
  const death = { ...counter, notifiedOn: '2026-11-24', personId: personIds[0], diedOn: known('2026-11-22') }
  expect(codesOf(await towns.a.run(registerDeath, death))).toEqual(['resident.confirm-head-leaves'])
  valueOf(await towns.a.run(registerDeath, { ...death, relationships: [{ personId: personIds[1], relationship: 'head' }] }))
  const household = await towns.a.tx((tx) => findHouseholdOn(tx, householdId))
  expect(household?.members.map((member) => [member.name, member.relationship])).toEqual([['藤代　彩香', 'head'], ['藤代　湊斗', 'child'], ['藤代　紬', 'child'], ['藤代　澪', 'child']])
  const history = await towns.a.tx((tx) => listHistory(tx, personIds[0]!))
  expect(history.map((row) => [row.historyNo, row.version, row.validTo, row.facts.status, row.recordedTo === null])).toEqual([[1, 1, null, 'resident', false], [1, 2, '2026-11-22', 'resident', true], [2, 1, null, 'dead', true]])
  expect(born.personIds).toContain(personIds[1])
})

test('what was known at a moment is answered as it was known then', async () => {
  const { personIds } = valueOf(await towns.a.run(registerMovingIn, family('三枝')))
  towns.clock.set('2026-11-25T01:00:00Z')
  valueOf(await towns.a.run(registerDeath, { ...counter, notifiedOn: '2026-11-25', personId: personIds[3], diedOn: known('2026-11-23') }))
  const on = plainDate('2026-11-25')
  const [before, after] = await towns.a.tx(async (tx) => [await findPersonOn(tx, personIds[3]!, { on, knownAt: '2026-11-24T12:00:00.000Z' as typeof tx.now }), await findPersonOn(tx, personIds[3]!, { on })])
  expect([before?.status, after?.status]).toEqual(['resident', 'dead'])
  towns.clock.set('2026-11-24T01:00:00Z')
})

test('every refusal of a filing is named at once with its field, errors before alerts', async () => {
  const filing = family('早瀬', { movedOn: '2026-11-25', notifiedOn: '2026-11-24' })
  filing.persons[1]!.kana = 'ハヤセ　アヤ力'
  filing.persons[2]!.relationship = '孫'
  const answer = await towns.a.run(registerMovingIn, filing)
  expect(answer.ok ? [] : answer.refusals.map((refusal) => [refusal.code, refusal.field])).toEqual([
    ['resident.moved-on-in-future', '/movedOn'], ['resident.filed-before-event', '/notifiedOn'], ['resident.kana-has-kanji', '/persons/1/kana'], ['resident.relationship-wrong', '/persons/2/relationship'],
  ])
})
