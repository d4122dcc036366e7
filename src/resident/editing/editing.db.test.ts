import { beforeEach, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import type { Actor } from '../../platform/command/tx.ts'
import { approveNotification, registerRelocation, submitNotification } from '../commands.ts'
import { personForm } from '../record/forms.ts'
import { residentRecord } from '../record/record.ts'
import { enterHousehold } from '../test-residents.ts'
import { listEditing, stopEditing } from './editing.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:42:00Z' })
const home = { head: '', wife: '', foreign: '' }
const [first, second] = ['千葉　早苗', '岡本　直樹'].map((name) => (): Actor => ({ ...staffMember(towns.yakuba), name })) as [() => Actor, () => Actor]
const clerk: { first: Actor; second: Actor } = { first: null as never, second: null as never }
let lot = 0

/** A couple at a new lot each time, in both towns. */
beforeEach(async () => {
  towns.clock.set('2026-11-24T01:42:00Z')
  Object.assign(clerk, { first: first(), second: second() })
  lot += 1
  const enter = (town: Town) => town.tx(async (tx) => (await enterHousehold(tx, { town: '港本町一丁目', number: `${lot}番地` }, [
    { name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' }, { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1979-01-20', sex: 'female', relationship: 'wife' },
  ])).personIds)
  const [head, wife] = await enter(towns.a)
  Object.assign(home, { head, wife, foreign: (await enter(towns.b))[0] })
})

const relocation = (personIds: readonly string[]) => ({
  notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, notifiedOn: '2026-11-24', movedOn: '2026-11-20', personIds, household: { kind: 'new' },
  address: { postalCode: null, townBlockId: null, town: '汐見台三丁目', number: `${lot}番`, building: null, room: null },
})
const submit = async (actor: Actor, personId = home.wife) => await towns.a.run(submitNotification, { kind: 'relocation', notification: relocation([personId]) }, { actor })
const open = async (actor: Actor) => valueOf(await towns.a.ask(personForm, { personId: home.wife }, actor)).editing

test('RR A-53: two clerks open one person for editing: the second sees the first’s name, may look, and is refused with it when saving', async () => {
  expect(await open(clerk.first)).toEqual({ holderName: '千葉　早苗', since: '10:42', until: '10:57', isOwn: true })
  towns.clock.set('2026-11-24T01:45:00Z')
  expect(await open(clerk.second)).toEqual({ holderName: '千葉　早苗', since: '10:42', until: '10:57', isOwn: false })
  expect(valueOf(await towns.a.ask(residentRecord, { personId: home.wife }, clerk.second)).name).toBe('佐久間　美咲')
  const refused = await submit(clerk.second)
  expect(refused.ok ? '' : refused.refusals.map((one) => `${one.message}${one.remedy}`).join()).toBe('この人の記録は、千葉　早苗さんが10:42から編集しています。保存できません。見ることはできます。千葉　早苗さんに声をかけるか、10:57を過ぎてから、もう一度保存してください。')
  expect(codesOf(await towns.a.run(registerRelocation, relocation([home.wife]), { actor: clerk.second }))).toEqual(['resident.being-edited'])
  const submitted = valueOf(await submit(clerk.first))
  valueOf(await towns.a.run(approveNotification, { notificationId: submitted.notificationId, expectedVersion: 1 }, { actor: clerk.second }))
  expect((await open(clerk.second)).isOwn).toBe(true)
})

test('the hold ends after its minutes, and each look of its holder begins them anew', async () => {
  await open(clerk.first)
  towns.clock.set('2026-11-24T01:50:00Z')
  expect(await open(clerk.first)).toMatchObject({ since: '10:42', until: '11:05' })
  towns.clock.set('2026-11-24T02:04:59Z')
  expect(codesOf(await submit(clerk.second))).toEqual(['resident.being-edited'])
  towns.clock.set('2026-11-24T02:05:00Z')
  expect((await submit(clerk.second)).ok).toBe(true)
})

test('whoever leaves gives the record free; nobody else can, and not from the other town', async () => {
  await open(clerk.first)
  valueOf(await towns.a.run(stopEditing, { personId: home.wife }, { actor: clerk.second }))
  expect(codesOf(await towns.b.run(stopEditing, { personId: home.wife }, { actor: clerk.first }))).toEqual(['resident.person-not-found'])
  expect(valueOf(await towns.a.ask(listEditing, {}, clerk.second)).items.filter((line) => line.personId === home.wife)).toMatchObject([{ name: '佐久間　美咲', holderName: '千葉　早苗', isOwn: false }])
  expect(valueOf(await towns.b.ask(listEditing, {})).items).toEqual([])
  expect(codesOf(await submit(clerk.second))).toEqual(['resident.being-edited'])
  valueOf(await towns.a.run(stopEditing, { personId: home.wife }, { actor: clerk.first }))
  expect((await submit(clerk.second)).ok).toBe(true)
})

test('the rest of the household is not held', async () => {
  await open(clerk.first)
  expect(codesOf(await submit(clerk.second, home.head))).toEqual(['resident.confirm-last-member-head'])
})
