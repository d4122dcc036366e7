import { expect, test } from 'vitest'
import { useTowns, valueOf, type Town } from '../../test/support/town.ts'
import { registerDeath, registerExOfficioRemoval, registerMovingInNotice, registerMovingOut, registerRelocation } from '../resident/commands.ts'
import { enterHousehold } from '../resident/test-residents.ts'
import { listOfPerson } from '../tasks/queries.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const filed = { notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, notifiedOn: '2026-11-24' }
let lot = 0

/** Three who share a flat: domicile in the first town, elsewhere, and not recorded. */
async function enter(town: Town = towns.a) {
  lot += 1
  const { personIds: [own = '', other = '', unknown = ''] } = await town.tx((tx) => enterHousehold(tx, { town: '港本町一丁目', number: `${lot}番地` }, [
    { name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1985-08-03', sex: 'male', relationship: 'head', registeredDomicile: `${tx.office.prefecture}${tx.office.name}港本町一丁目12番地` },
    { name: '森　美咲', kana: 'モリ　ミサキ', born: '1987-01-20', sex: 'female', relationship: 'cohabitant', registeredDomicile: '汐音県北浜市東雲町二丁目5番地' },
    { name: '原　次郎', kana: 'ハラ　ジロウ', born: '1988-01-20', sex: 'male', relationship: 'cohabitant', registeredDomicile: null },
  ]))
  return { own, other, unknown, all: [own, other, unknown] }
}

const shortOf = async (personId: string, town: Town = towns.a) => valueOf(await town.ask(listOfPerson, { personId })).items.filter((item) => item.code.startsWith('supplementary-family-register.')).map((item) => [item.code.split('.')[1], item.deadline, item.article, item.letter])

test('a relocation is told to the place of the domicile, ours is amended, and a missing domicile is looked for', async () => {
  const home = await enter()
  const address = { postalCode: null, townBlockId: null, town: '汐見台三丁目', number: `${lot}番`, building: null, room: null }
  valueOf(await towns.a.run(registerRelocation, { ...filed, movedOn: '2026-11-20', personIds: home.all, address, household: { kind: 'new' } }))
  expect(await shortOf(home.own)).toEqual([['amend', '2026-11-27', '住民基本台帳法18条', null]])
  expect(await shortOf(home.other)).toEqual([['notify', '2026-11-27', '住民基本台帳法19条第1項', '戸籍の附票記載事項通知']])
  expect(await shortOf(home.unknown)).toEqual([['find-domicile', '2026-11-27', '住民基本台帳法19条第1項', null]])
})

test('RR F-08 (rule that yields the task): the notice says that measures go before the address or with it', async () => {
  const home = await enter()
  const address = { postalCode: null, townBlockId: null, town: '汐見台三丁目', number: `${lot}番`, building: null, room: null }
  valueOf(await towns.a.run(registerRelocation, { ...filed, movedOn: '2026-11-20', personIds: home.all, address, household: { kind: 'new' } }))
  const { items } = valueOf(await towns.a.ask(listOfPerson, { personId: home.other }))
  expect(items.find((item) => item.code === 'supplementary-family-register.notify')?.detail).toBe('支援措置の情報があるときは、住所より先か一緒に送ります。')
})

const out = (personIds: readonly string[], kind: 'domestic' | 'abroad') => ({ ...filed, movedOn: '2026-12-10', personIds, to: { kind, address: kind === 'abroad' ? 'ブラジル' : '汐音県北浜市中央三丁目8番2号' } })

test('leaving Japan is told from here on its day, a move within Japan by the new place', async () => {
  const [abroad, within] = [await enter(), await enter(towns.b)]
  valueOf(await towns.a.run(registerMovingOut, out(abroad.all, 'abroad')))
  valueOf(await towns.b.run(registerMovingOut, out(within.all, 'domestic')))
  expect(await shortOf(abroad.other)).toEqual([['notify', '2026-12-13', '住民基本台帳法19条第1項', '戸籍の附票記載事項通知']])
  expect(await shortOf(within.other, towns.b)).toEqual([])
})

test('who was to leave Japan and arrives in another municipality is told from there', async () => {
  const home = await enter()
  valueOf(await towns.a.run(registerMovingOut, out(home.all, 'abroad')))
  valueOf(await towns.a.run(registerMovingInNotice, { notifiedBy: { relation: 'other', identityProof: 'none' }, notifiedOn: '2026-11-24', movedInOn: '2026-11-22', personIds: home.all, to: { municipalityCode: null, address: '汐音県北浜市中央三丁目8番2号' } }))
  expect([await shortOf(home.own), await shortOf(home.other)]).toEqual([[], []])
})

test('a removal by the office is told to the place of the domicile, a ruling of disappearance reaches it through the family register', async () => {
  const [home, ruled] = [await enter(), await enter()]
  const removal = { ...filed, removedOn: { calc: '2026-11-20', unknown: 'none', wording: null }, reason: 'absent', personIds: [home.other], survey: { surveyedOn: '2026-11-18', finding: '住んでいない' } }
  valueOf(await towns.a.run(registerExOfficioRemoval, removal))
  valueOf(await towns.a.run(registerExOfficioRemoval, { ...removal, reason: 'disappearance', ruledOn: '2026-11-20', personIds: [ruled.other] }))
  expect(await shortOf(home.other)).toEqual([['notify', '2026-11-27', '住民基本台帳法19条第1項', '戸籍の附票記載事項通知']])
  expect(await shortOf(ruled.other)).toEqual([])
})

test('a death reaches it through the family register and asks nothing of us', async () => {
  const home = await enter()
  valueOf(await towns.a.run(registerDeath, { ...filed, diedOn: { calc: '2026-11-21', unknown: 'none', wording: null }, personId: home.other }))
  expect(await shortOf(home.other)).toEqual([])
})
