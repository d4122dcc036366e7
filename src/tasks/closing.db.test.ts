import { beforeEach, expect, test } from 'vitest'
import { staffMember, useTowns, valueOf, type Town } from '../../test/support/town.ts'
import { approveNotification, registerDeath, registerHouseholdChange, registerRelocation, submitNotification } from '../resident/commands.ts'
import { enterHousehold } from '../resident/test-residents.ts'
import { listOfPerson, showTask } from './queries.ts'

// How an event of the register ends an obligation that another one opened: the head who was asked for.

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const filed = { notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, notifiedOn: '2026-11-24' }
const home = { householdId: '', head: '', wife: '', child: '', mother: '' }
let lot = 0

const family = [
  { name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' }, { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1979-01-20', sex: 'female', relationship: 'wife' },
  { name: '佐久間　結衣', kana: 'サクマ　ユイ', born: '2001-06-11', sex: 'female', relationship: 'child' }, { name: '佐久間　節子', kana: 'サクマ　セツコ', born: '1950-02-02', sex: 'female', relationship: 'mother' },
] as const

async function enter(town: Town): Promise<typeof home> {
  const { householdId, personIds: [head = '', wife = '', child = '', mother = ''] } = await town.tx((tx) => enterHousehold(tx, { town: '港本町一丁目', number: `${lot}番地` }, family))
  return { householdId, head, wife, child, mother }
}

const alert = (code: string, field: string) => ({ code: `resident.${code}`, field, reason: '届出人の申出による' })

/** The head dies and nobody says who follows: the household stands without a head and is asked for one. */
async function loseHead(town: Town, of: typeof home): Promise<void> {
  valueOf(await town.run(registerDeath, { ...filed, diedOn: { calc: '2026-11-20', unknown: 'none', wording: null }, personId: of.head, acknowledged: [alert('confirm-head-leaves', '/relationships')] }))
}

beforeEach(async () => {
  lot += 1
  Object.assign(home, await enter(towns.a))
  await loseHead(towns.a, home)
})

const asked = async (householdId = home.householdId, town: Town = towns.a) => valueOf(await town.ask(listOfPerson, { personId: householdId })).items.filter((item) => item.code === 'resident.ask-for-head')

test('a household that was asked for a head is asked no longer once one is filed, and the trail says why', async () => {
  const [task] = await asked()
  expect([task?.title, task?.path]).toEqual(['世帯主変更の届出を頼む', `resident/household-change/${home.wife}`])
  valueOf(await towns.a.run(registerHouseholdChange, { ...filed, changedOn: '2026-11-21', change: 'householder', personIds: [home.wife] }))
  expect(await asked()).toEqual([])
  expect(valueOf(await towns.a.ask(showTask, { taskId: task!.taskId }))).toMatchObject({ state: 'done', reason: '世帯主が決まったため', closedAt: '2026-11-24T01:00:00.000Z' })
})

test('that it will end stands on the screen before the filing is sent, and nothing ends before the approval', async () => {
  const submitted = valueOf(await towns.a.run(submitNotification, { kind: 'household-change', notification: { ...filed, changedOn: '2026-11-21', change: 'householder', personIds: [home.wife] } }))
  expect(submitted.consequences.filter((line) => line['effect'] === 'automatic').map((line) => [line['code'], line['business'], line['title'], line['subjectIds']])).toEqual([
    ['resident.ask-for-head-ends', '住民', '「世帯主変更の届出を頼む」を済んだものとして閉じます', [home.householdId]],
  ])
  expect(await asked()).toHaveLength(1)
  valueOf(await towns.a.run(approveNotification, { notificationId: submitted.notificationId, expectedVersion: 1 }, { actor: staffMember(towns.yakuba) }))
  expect(await asked()).toEqual([])
})

test('a split that leaves the household without a head leaves the question open', async () => {
  valueOf(await towns.a.run(registerHouseholdChange, { ...filed, changedOn: '2026-11-21', change: 'split', personIds: [home.mother], acknowledged: [alert('confirm-head-leaves', '/relationships')] }))
  expect((await asked()).length).toBeGreaterThan(0)
})

test('when all have moved to another household the question is not needed any more', async () => {
  const [task] = await asked()
  const address = { postalCode: null, townBlockId: null, town: '汐見台三丁目', number: `${lot}番`, building: null, room: null }
  const relationships = [{ personId: home.wife, relationship: 'head' }, { personId: home.child, relationship: 'child' }, { personId: home.mother, relationship: 'mother' }]
  valueOf(await towns.a.run(registerRelocation, { ...filed, movedOn: '2026-11-22', personIds: [home.wife, home.child, home.mother], address, household: { kind: 'new' }, relationships }))
  const state = valueOf(await towns.a.ask(showTask, { taskId: task!.taskId }))
  expect([state.state, state.reason]).toEqual(['not-needed', '世帯に人がいなくなったため'])
})

test('what happens in one town or household ends nothing in another', async () => {
  const [other, elsewhere] = [await enter(towns.a), await enter(towns.b)]
  await loseHead(towns.a, other)
  await loseHead(towns.b, elsewhere)
  valueOf(await towns.a.run(registerHouseholdChange, { ...filed, changedOn: '2026-11-21', change: 'householder', personIds: [home.wife] }))
  expect([await asked(), await asked(other.householdId), await asked(elsewhere.householdId, towns.b)].map((tasks) => tasks.length)).toEqual([0, 1, 1])
})
