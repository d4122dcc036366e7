import { expect, test } from 'vitest'
import { useTowns, valueOf, type Town } from '../../test/support/town.ts'
import { plainDate } from '../kernel/plain-date.ts'
import { yen } from '../kernel/yen.ts'
import { registerBirth, registerDeath, registerFamilyRegisterChange, registerHouseholdChange, registerMovingIn, registerMovingInNotice, registerMovingOut } from '../resident/commands.ts'
import { enterHousehold } from '../resident/test-residents.ts'
import { listOfPerson } from '../tasks/queries.ts'
import { pensionLawOn } from './law.ts'
import { exemptionByMonth, maternityMonths } from './rules/exemption.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const law = pensionLawOn(plainDate('2026-11-24'))
const filed = { notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, notifiedOn: '2026-11-24' }
let lot = 0

/** A couple with a grown-up daughter and a mother of eighty. */
async function enter(town: Town = towns.a) {
  lot += 1
  const { householdId, personIds: [head = '', wife = '', daughter = '', mother = ''] } = await town.tx((tx) => enterHousehold(tx, { town: '港本町一丁目', number: `${lot}番地` }, [
    { name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1967-08-03', sex: 'male', relationship: 'head' }, { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1969-01-20', sex: 'female', relationship: 'wife' },
    { name: '佐久間　結衣', kana: 'サクマ　ユイ', born: '1996-06-11', sex: 'female', relationship: 'child' }, { name: '佐久間　節子', kana: 'サクマ　セツコ', born: '1946-06-11', sex: 'female', relationship: 'mother' },
  ]))
  return { householdId, head, wife, daughter, mother }
}

async function arrive(born: string, from: 'abroad' | 'domestic' = 'abroad') {
  lot += 1
  const answer = await towns.a.run(registerMovingIn, {
    ...filed, movedOn: '2026-11-15', evidence: from === 'abroad' ? 'passport' : 'moving-out-certificate', household: { kind: 'new' }, from: { kind: from, municipalityCode: null, address: from === 'abroad' ? 'ブラジル' : '汐音県北浜市東雲町二丁目5番10号' },
    address: { postalCode: null, townBlockId: null, town: '港本町一丁目', number: `${lot}番地`, building: null, room: null },
    persons: [{ name: `見本　太郎${lot}`, kana: 'ミホン　タロウ', birth: { calc: born, unknown: 'none', wording: null }, sex: 'male', relationship: 'head', registeredDomicile: '汐音県北浜市東雲町二丁目5番地', familyRegisterHead: '見本　太郎', foreign: null }],
  })
  const { personIds: [personId = ''] } = valueOf(answer)
  return { personId, lines: answer.ok ? answer.consequences.filter((line) => line.code.startsWith('national-pension.')) : [] }
}

const tasksOf = async (personId: string, town: Town = towns.a) => valueOf(await town.ask(listOfPerson, { personId })).items.filter((item) => item.code.startsWith('national-pension.'))
const shortOf = async (personId: string, town: Town = towns.a) => (await tasksOf(personId, town)).map((task) => [task.code.split('.')[1], task.deadline, task.article])

test('RR A-49 (rule that yields the task): who returns at nineteen files nothing now and stands on the list of those who reach twenty', async () => {
  const { personId, lines } = await arrive('2007-01-20')
  expect(await shortOf(personId)).toEqual([['list-twenty', '2027-01-19', '国民年金法8条']])
  expect(lines.map((line) => [line.code, line.effectiveOn])).toEqual([['national-pension.list-twenty', '2027-01-19']])
})

test('who settles from abroad between twenty and sixty files within fourteen days, moved off the Sunday; from another town the address just follows', async () => {
  expect(await shortOf((await arrive('1990-05-05')).personId)).toEqual([['acquire', '2026-11-30', '国民年金法12条第1項']])
  expect(await shortOf((await arrive('1966-11-16')).personId)).toEqual([])
  const domestic = await arrive('1990-05-05', 'domestic')
  expect([await shortOf(domestic.personId), domestic.lines.map((line) => [line.code, line.effect])]).toEqual([[], [['national-pension.address-follows', 'notice']]])
})

test('RR A-50 (rule that yields the task): twins expected on 10 November exempt August to January', async () => {
  expect(maternityMonths({ on: plainDate('2026-11-10'), isMultiple: true }, law)).toEqual(['2026-08', '2026-09', '2026-10', '2026-11', '2026-12', '2027-01'])
  const home = await enter()
  const born = { ...filed, bornOn: { calc: '2026-11-10', unknown: 'none', wording: null }, motherId: home.daughter, householdId: home.householdId, child: { name: '佐久間　澪', furigana: 'サクマ　ミオ', sex: 'female', relationship: 'child.child', registeredDomicile: '汐音県汐見市', familyRegisterHead: '佐久間　健一', foreign: null } }
  valueOf(await towns.a.run(registerBirth, born))
  expect((await tasksOf(home.daughter)).map((task) => [task.code, task.deadline, task.article, task.detail])).toEqual([[
    'national-pension.offer-maternity', '2026-12-08', '国民年金法88条の2', '第1号被保険者なら、令和8年10月から令和9年1月までの保険料が免除になります（双子以上は令和8年8月から令和9年1月まで）。予定日で届け出てあれば要りません。',
  ]])
})

test('RR A-51 (rule that yields the task): a household that splits is judged with the new householder from that month', async () => {
  const home = await enter()
  valueOf(await towns.a.run(registerHouseholdChange, { ...filed, changedOn: '2026-11-20', change: 'split', personIds: [home.daughter] }))
  expect(await shortOf(home.daughter)).toEqual([['review-exemption', '2026-12-08', '国民年金法90条第1項']])
  expect(await shortOf(home.wife)).toEqual([])
  const facts = (income: number) => ({ income: yen(income), deductions: yen(0), dependants: 0, hasSpecialStatus: false })
  const byMonth = exemptionByMonth({
    filedOn: plainDate('2026-12-20'), from: plainDate('2026-10-01'), through: plainDate('2026-12-31'), self: facts(300_000), spouse: null,
    householders: [{ from: plainDate('2015-04-01'), facts: facts(4_000_000) }, { from: plainDate('2026-11-20'), facts: null }],
  }, law)
  expect([...byMonth]).toEqual([['2026-10', 'none'], ['2026-11', 'full'], ['2026-12', 'full']])
})

test('when the householder dies the exemptions of those who stay are looked at, and the death is filed only for who could be insured', async () => {
  const home = await enter()
  const died = (personId: string) => ({ ...filed, diedOn: { calc: '2026-11-21', unknown: 'none', wording: null }, personId })
  valueOf(await towns.a.run(registerDeath, { ...died(home.head), relationships: [{ personId: home.wife, relationship: 'head' }, { personId: home.daughter, relationship: 'child' }, { personId: home.mother, relationship: 'husband.mother' }] }))
  expect(await shortOf(home.head)).toEqual([['report-death', '2026-12-07', '国民年金法105条第4項']])
  expect([await shortOf(home.wife), await shortOf(home.mother)]).toEqual([[['review-exemption', '2026-12-08', '国民年金法90条第1項']], []])
  const answer = await towns.a.run(registerDeath, died(home.mother))
  valueOf(answer)
  expect(answer.ok && answer.consequences.filter((line) => line.business === '年金').map((line) => [line.code, line.lostAfter])).toEqual([['national-pension.guide-survivors', '死亡一時金は2年、ほかは5年で請求できなくなります']])
})

test('who leaves Japan loses it on the next day, and stays insured when the other town says that the person arrived there, in this town alone', async () => {
  const [home, elsewhere] = [await enter(), await enter(towns.b)]
  const out = (of: typeof home) => ({ ...filed, movedOn: '2026-12-10', personIds: [of.daughter], to: { kind: 'abroad', address: 'ブラジル' } })
  const answer = await towns.a.run(registerMovingOut, out(home))
  valueOf(answer)
  valueOf(await towns.b.run(registerMovingOut, out(elsewhere)))
  expect(answer.ok && answer.consequences.filter((line) => line.business === '年金').map((line) => [line.code, line.effectiveOn, line.deadline])).toEqual([['national-pension.lose', '2026-12-11', '2026-12-24'], ['national-pension.offer-voluntary', '2026-12-10', null]])
  valueOf(await towns.a.run(registerMovingInNotice, { notifiedBy: { relation: 'other', identityProof: 'none' }, notifiedOn: '2026-11-24', movedInOn: '2026-11-22', personIds: [home.daughter], to: { municipalityCode: null, address: '汐音県北浜市中央三丁目8番2号' } }))
  expect([await shortOf(home.daughter), await shortOf(elsewhere.daughter, towns.b)]).toEqual([[], [['lose', '2026-12-24', '国民年金法12条第1項']]])
})

test('a new name is filed or reported within fourteen days for who is of age to be insured, and for nobody else', async () => {
  const home = await enter()
  const renamed = (personId: string, name: string) => ({ personId, name, furigana: 'オオノ　ユイ', registeredDomicile: '汐音県北浜市東雲町二丁目5番地', familyRegisterHead: '大野　樹' })
  valueOf(await towns.a.run(registerFamilyRegisterChange, { ...filed, changedOn: '2026-11-20', cause: 'marriage', persons: [renamed(home.daughter, '大野　結衣'), renamed(home.mother, '大野　節子')] }))
  expect([await shortOf(home.daughter), await shortOf(home.mother)]).toEqual([[['report-name', '2026-12-04', '国民年金法12条第1項']], []])
})
