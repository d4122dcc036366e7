import { expect, test } from 'vitest'
import { useTowns, valueOf, type Town } from '../../test/support/town.ts'
import { plainDate } from '../kernel/plain-date.ts'
import { registerBirth, registerDeath, registerFamilyRegisterChange, registerHouseholdChange, registerMovingIn, registerMovingInNotice, registerMovingOut, registerRelocation } from '../resident/commands.ts'
import { enterHousehold } from '../resident/test-residents.ts'
import { listOfPerson } from '../tasks/queries.ts'
import { schoolLawOn } from './law.ts'
import { designationAfterMove } from './rules/designation.ts'
import { entryYear } from './rules/school-age.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const law = schoolLawOn(plainDate('2026-11-24'))
const filed = { notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, notifiedOn: '2026-11-24' }
let lot = 0

/** Parents, a daughter in the fifth grade and a son who enters next April. */
async function enter(town: Town = towns.a) {
  lot += 1
  const { householdId, personIds: [head = '', wife = '', girl = '', boy = ''] } = await town.tx((tx) => enterHousehold(tx, { town: '港本町一丁目', number: `${lot}番地` }, [
    { name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1985-08-03', sex: 'male', relationship: 'head' }, { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1987-01-20', sex: 'female', relationship: 'wife' },
    { name: '佐久間　結衣', kana: 'サクマ　ユイ', born: '2015-06-11', sex: 'female', relationship: 'child' }, { name: '佐久間　蓮', kana: 'サクマ　レン', born: '2020-06-11', sex: 'male', relationship: 'child' },
  ]))
  return { householdId, head, wife, girl, boy }
}

async function moveIn(born: string, foreign: Record<string, unknown> | null = null) {
  lot += 1
  const { personIds: [, child = ''] } = valueOf(await towns.a.run(registerMovingIn, {
    ...filed, movedOn: '2026-11-20', evidence: 'moving-out-certificate', household: { kind: 'new' }, from: { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市東雲町二丁目5番10号' },
    address: { postalCode: null, townBlockId: null, town: '港本町一丁目', number: `${lot}番地`, building: null, room: null },
    persons: [['1985-05-05', 'head'], [born, 'child']].map(([calc, relationship], index) => ({ name: `見本　太郎${lot}${'一二'[index]}`, kana: 'ミホン　タロウ', birth: { calc, unknown: 'none', wording: null }, sex: 'male', relationship, registeredDomicile: '汐音県北浜市東雲町二丁目5番地', familyRegisterHead: '見本　太郎', foreign: foreign && { ...foreign, cardNumber: `AB1234567${index}CD` } })),
  }))
  return await tasksOf(child)
}

const tasksOf = async (personId: string, town: Town = towns.a) => valueOf(await town.ask(listOfPerson, { personId })).items.filter((item) => item.code.startsWith('school.'))
const shortOf = async (personId: string, town: Town = towns.a) => (await tasksOf(personId, town)).map((task) => [task.code, task.deadline, task.article])

test('RR A-47 (rule that yields the task): a child of 1 April enters a year before a child of 2 April, and only who enters next April is put on the roll in autumn', async () => {
  expect(['2020-04-01', '2020-04-02'].map((birthOn) => entryYear(plainDate(birthOn), law))).toEqual([2026, 2027])
  expect((await moveIn('2020-04-02')).map((task) => [task.code, task.deadline, task.article, task.letter])).toEqual([['school.add-to-roll', '2027-01-31', '学校教育法施行令5条第1項', '入学通知書']])
  expect((await moveIn('2020-04-01')).map((task) => [task.code, task.deadline, task.article])).toEqual([['school.notify-school', '2026-12-01', '学校教育法施行令6条']])
  expect(await moveIn('2021-04-02')).toEqual([])
})

test('RR A-48 (rule that yields the task): a pupil who moves to another district gets the new school shown, keeps the permission, and the board a work item', async () => {
  const home = await enter()
  const address = { postalCode: null, townBlockId: null, town: '汐見台三丁目', number: `${lot}番`, building: null, room: null }
  valueOf(await towns.a.run(registerRelocation, { ...filed, movedOn: '2026-11-20', personIds: [home.head, home.wife, home.girl, home.boy], address, household: { kind: 'new' } }))
  expect((await tasksOf(home.girl)).map((task) => [task.code, task.deadline, task.owner, task.detail])).toEqual([['school.review-designation', '2026-12-01', '学務係', '指定校変更の許可がある子は、その期限まで今の学校に通えます。']])
  expect(await tasksOf(home.boy)).toEqual([])
  expect(designationAfterMove({ movedOn: plainDate('2026-11-20'), formerSchool: '第一小学校', newSchool: '第二小学校', permission: { school: '第一小学校', reason: '卒業まで', until: plainDate('2028-03-31') } }))
    .toEqual({ designated: '第二小学校', attends: '第一小学校', permittedUntil: '2028-03-31', isForBoard: true })
})

test('a foreign child is invited, not obliged', async () => {
  const foreign = { nationality: 'ブラジル', category: 'mid-to-long-term', statusOfResidence: '定住者', periodOfStay: '3年', expiresOn: '2027-03-31' }
  expect((await moveIn('2016-05-05', foreign)).map((task) => [task.code, task.article, task.letter])).toEqual([['school.invite-pupil', null, '就学案内']])
})

test('who leaves is struck off after the day, by the day that the other town confirms, and in this town alone', async () => {
  const [home, elsewhere] = [await enter(), await enter(towns.b)]
  const out = (of: typeof home) => ({ ...filed, movedOn: '2026-12-10', personIds: [of.head, of.wife, of.girl, of.boy], to: { kind: 'domestic', address: '汐音県北浜市中央三丁目8番2号' } })
  valueOf(await towns.a.run(registerMovingOut, out(home)))
  valueOf(await towns.b.run(registerMovingOut, out(elsewhere)))
  expect(await shortOf(home.girl)).toEqual([['school.strike-off', '2026-12-17', '学校教育法施行令3条']])
  valueOf(await towns.a.run(registerMovingInNotice, { notifiedBy: { relation: 'other', identityProof: 'none' }, notifiedOn: '2026-11-24', movedInOn: '2026-11-22', personIds: [home.head, home.wife, home.girl, home.boy], to: { municipalityCode: null, address: '汐音県北浜市中央三丁目8番2号' } }))
  expect(await shortOf(home.girl)).toEqual([['school.strike-off', '2026-12-01', '学校教育法施行令3条']])
  expect(await shortOf(elsewhere.girl, towns.b)).toEqual([['school.strike-off', '2026-12-17', '学校教育法施行令3条']])
})

test('another head of household puts the guardian in question, a grandmother who forms her own household does not', async () => {
  const home = await enter()
  valueOf(await towns.a.run(registerHouseholdChange, { ...filed, changedOn: '2026-11-20', change: 'householder', personIds: [home.wife] }))
  expect(await shortOf(home.girl)).toEqual([['school.confirm-guardian', '2026-12-01', '学校教育法施行規則30条']])
  const other = await enter()
  valueOf(await towns.a.run(registerHouseholdChange, { ...filed, changedOn: '2026-11-20', change: 'split', personIds: [other.wife] }))
  expect(await shortOf(other.girl)).toEqual([])
  valueOf(await towns.a.run(registerDeath, { ...filed, diedOn: { calc: '2026-11-21', unknown: 'none', wording: null }, personId: other.head, relationships: [{ personId: other.girl, relationship: 'head' }, { personId: other.boy, relationship: 'younger-brother' }] }))
  expect(await shortOf(other.girl)).toEqual([['school.confirm-guardian', '2026-12-01', '学校教育法施行規則30条']])
})

test('a pupil who dies is struck off, and what was under way is closed; a newborn is told the day of school', async () => {
  const home = await enter()
  valueOf(await towns.a.run(registerHouseholdChange, { ...filed, changedOn: '2026-11-20', change: 'householder', personIds: [home.wife] }))
  valueOf(await towns.a.run(registerDeath, { ...filed, diedOn: { calc: '2026-11-22', unknown: 'none', wording: null }, personId: home.girl }))
  expect(await shortOf(home.girl)).toEqual([['school.strike-off-dead', '2026-12-01', '学校教育法施行令3条']])
  const born = { ...filed, bornOn: { calc: '2026-11-20', unknown: 'none', wording: null }, motherId: home.wife, householdId: home.householdId, child: { name: '佐久間　澪', furigana: 'サクマ　ミオ', sex: 'female', relationship: 'child', registeredDomicile: '汐音県汐見市', familyRegisterHead: '佐久間　健一', foreign: null } }
  const answer = await towns.a.run(registerBirth, born)
  valueOf(answer)
  expect(answer.ok && answer.consequences.filter((line) => line.code === 'school.enters-school').map((line) => [line.title, line.effect])).toEqual([['令和15年4月1日に小学校へ入ります', 'notice']])
})

test('a pupil\'s new name goes on the roll and to the school', async () => {
  const home = await enter()
  const renamed = (personId: string, name: string) => ({ personId, name, furigana: 'オオノ　ユイ', registeredDomicile: '汐音県北浜市東雲町二丁目5番地', familyRegisterHead: '大野　樹' })
  valueOf(await towns.a.run(registerFamilyRegisterChange, { ...filed, changedOn: '2026-11-20', cause: 'adoption', persons: [renamed(home.girl, '大野　結衣'), renamed(home.boy, '大野　蓮')] }))
  expect([await shortOf(home.girl), await shortOf(home.boy)]).toEqual([[['school.amend-roll', '2026-12-01', '学校教育法施行令3条']], []])
})
