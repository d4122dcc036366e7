import { beforeAll, expect, test } from 'vitest'
import { useDesk } from '../../../test/journeys/desk.ts'
import { useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { enterSampleStaff } from '../../access/index.ts'
import { registerDeath, registerMovingIn, registerMovingOut, registerRelocation } from '../../resident/commands.ts'
import { enterHousehold } from '../../resident/test-residents.ts'
import { listOpen } from '../queries.ts'

/** A morning with the deadlines, in a real browser and by keys alone: what is past its day, an obligation handed over, another done. */
const towns = useTowns(import.meta.url, { now: '2026-11-03T01:00:00Z' })
const { begin, clerk, open } = useDesk(towns)
const made = { wife: '' }
const filed = { notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, notifiedOn: '2026-11-03' }

/** One family moves inside the town, another leaves Japan, a widower dies, a couple with children moves in: three weeks ago. */
async function liveThreeWeeksAgo(town: Town): Promise<void> {
  const family = [
    { name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1985-08-03', sex: 'male', relationship: 'head' }, { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1987-01-20', sex: 'female', relationship: 'wife' },
    { name: '佐久間　結衣', kana: 'サクマ　ユイ', born: '2015-06-11', sex: 'female', relationship: 'child' },
  ] as const
  const homes = await town.tx(async (tx) => {
    const found = []
    for (const number of ['1番地', '2番地', '3番地']) found.push((await enterHousehold(tx, { town: '港本町一丁目', number }, family)).personIds)
    return found
  })
  const address = { postalCode: null, townBlockId: null, town: '汐見台三丁目', number: '9番', building: null, room: null }
  valueOf(await town.run(registerRelocation, { ...filed, movedOn: '2026-11-01', personIds: homes[0], address, household: { kind: 'new' } }))
  valueOf(await town.run(registerMovingOut, { ...filed, movedOn: '2026-11-20', personIds: homes[1], to: { kind: 'abroad', address: 'ブラジル' } }))
  valueOf(await town.run(registerDeath, { ...filed, diedOn: { calc: '2026-11-01', unknown: 'none', wording: null }, personId: homes[2]![0], relationships: [{ personId: homes[2]![1], relationship: 'head' }, { personId: homes[2]![2], relationship: 'child' }] }))
  valueOf(await town.run(registerMovingIn, {
    ...filed, movedOn: '2026-11-02', evidence: 'moving-out-certificate', household: { kind: 'new' }, from: { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市東雲町二丁目5番10号' }, address: { ...address, number: '10番' },
    persons: [['見本　太郎', '1985-05-05', 'head'], ['見本　凪', '2020-06-05', 'child']].map(([name, calc, relationship]) => ({ name, kana: 'ミホン　タロウ', birth: { calc, unknown: 'none', wording: null }, sex: 'male', relationship, registeredDomicile: '汐音県北浜市東雲町二丁目5番地', familyRegisterHead: '見本　太郎', foreign: null })),
  }))
  made.wife = homes[2]![1]!
}

beforeAll(async () => {
  await towns.a.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
  await liveThreeWeeksAgo(towns.b)
  await liveThreeWeeksAgo(towns.a)
  towns.clock.set('2026-11-24T01:00:00Z')
  await begin('okamoto')
}, 120_000)

const overdue = async (town: Town) => valueOf(await town.ask(listOpen, { due: 'overdue' })).items

test('the counter opens with the nearest deadlines, whose they are, and what presses in the own section', async () => {
  await open('')
  const text = await clerk().text()
  expect(text).toMatch(/期限切れ \d+日/)
  expect(text).toContain('佐久間　健一')
  await clerk().picture('deadlines-home')
})

test('K shows what is past its day, the arrows walk it, Enter opens, and one is handed to another section', async () => {
  const [first] = await overdue(towns.a)
  const before = (await overdue(towns.b)).map((item) => [item.taskId, item.owner])
  await open('tasks')
  await clerk().picture('deadlines-list')
  await clerk().arrives(/due=overdue/, async () => { await clerk().press('k') })
  expect(await clerk().page.locator('tbody tr').count()).toBe((await overdue(towns.a)).length)
  await clerk().picture('deadlines-overdue')
  await clerk().press('ArrowDown')
  await clerk().arrives(/tasks\/[0-9a-f-]{36}$/, async () => { await clerk().press('Enter') })
  await clerk().picture('deadlines-task')
  await open(`tasks/${first!.taskId}/hand-over`)
  await clerk().choose('owner', '住民課 課長')
  await clerk().to('reason')
  await clerk().type('課長が答えるため')
  await clerk().picture('deadlines-hand-over')
  await clerk().command()
  expect(await clerk().text()).toContain('住民課 課長へ引き継ぎました')
  await clerk().picture('deadlines-handed')
  expect((await overdue(towns.a)).find((item) => item.taskId === first!.taskId)?.owner).toBe('住民課 課長')
  expect((await overdue(towns.b)).map((item) => [item.taskId, item.owner])).toEqual(before)
})

test('the record of a person says what is left, and leads to where it is done or handed over', async () => {
  await open(`resident/record/${made.wife}`)
  expect(await clerk().text()).toContain('済ませる・引き継ぐ')
  await clerk().picture('deadlines-person')
  expect(clerk().problems).toEqual([])
})
