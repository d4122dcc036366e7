import { expect, test } from 'vitest'
import { useTowns, valueOf, type Town } from '../../test/support/town.ts'
import { plainDate } from '../kernel/plain-date.ts'
import type { Instant } from '../kernel/plain-date.ts'
import { registerDeath, registerFamilyRegisterChange, registerLossOfNationality, registerMovingIn, registerMovingInNotice, registerMovingOut, registerRelocation } from '../resident/commands.ts'
import { enterHousehold } from '../resident/test-residents.ts'
import { listOfPerson, showTask } from '../tasks/queries.ts'
import { electionLawOn } from './law.ts'
import { deletionDay, listingOn } from './rules/listing.ts'
import { whyWithheld } from './rules/polling-card.ts'
import { votingRight } from './rules/right.ts'
import { whyNotMarked } from './rules/suspension.ts'

const towns = useTowns(import.meta.url, { now: '2026-03-02T01:00:00Z' })
const selfFiled = { relation: 'self', identityProof: 'individual-number-card' }
const at = (day: string): void => towns.clock.set(`${day}T01:00:00.000Z` as Instant)
const law = electionLawOn(plainDate('2026-03-02'))
let lot = 0

/** A couple and their daughter of seventeen, since 2015. */
async function enter(town: Town = towns.a, since = '2015-04-01'): Promise<{ head: string; wife: string; child: string }> {
  lot += 1
  const { personIds: [head = '', wife = '', child = ''] } = await town.tx((tx) => enterHousehold(tx, { town: '港本町一丁目', number: `${lot}番地`, since }, [
    { name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' }, { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1979-01-20', sex: 'female', relationship: 'wife' },
    { name: '佐久間　結衣', kana: 'サクマ　ユイ', born: '2008-12-11', sex: 'female', relationship: 'child' },
  ]))
  return { head, wife, child }
}

/** Moves a man of 1990 in from another town, and gives the obligations that follow for him. */
async function moveIn(filing: { movedOn: string; notifiedOn: string; born?: string; foreign?: unknown }, town: Town = towns.a) {
  lot += 1
  at(filing.notifiedOn)
  const { personIds: [personId = ''] } = valueOf(await town.run(registerMovingIn, {
    notifiedBy: selfFiled, movedOn: filing.movedOn, notifiedOn: filing.notifiedOn, evidence: 'moving-out-certificate', household: { kind: 'new' },
    acknowledged: [{ code: 'resident.confirm-late', field: '/notifiedOn', reason: '入院していたため' }, { code: 'resident.confirm-town-unknown', field: '/address/town', reason: '台帳にない町名' }],
    from: { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市東雲町二丁目5番10号' }, address: { postalCode: null, townBlockId: null, town: '港本町一丁目', number: `${lot}番地`, building: null, room: null },
    persons: [{ name: `見本　太郎${lot}`, kana: 'ミホン　タロウ', birth: { calc: filing.born ?? '1990-05-05', unknown: 'none', wording: null }, sex: 'male', relationship: 'head', registeredDomicile: '汐音県北浜市東雲町二丁目5番地', familyRegisterHead: '見本　太郎', foreign: filing.foreign ?? null }],
  }))
  return { personId, tasks: await tasksOf(personId, town) }
}

const tasksOf = async (personId: string, town: Town = towns.a) => valueOf(await town.ask(listOfPerson, { personId })).items.filter((item) => item.code.startsWith('election.'))
const datesOf = async (personId: string) => (await tasksOf(personId)).map((item) => [item.code, item.deadline, item.article])

test('RR A-45 (rule that yields the task): moved on 10 February, filed on 1 March is listed on 1 June, filed on 2 March in September', async () => {
  const [first, second] = [await moveIn({ movedOn: '2026-02-10', notifiedOn: '2026-03-01' }), await moveIn({ movedOn: '2026-02-10', notifiedOn: '2026-03-02' })]
  const registration = (tasks: typeof first.tasks) => tasks.filter((task) => task.code === 'election.consider-registration').map((task) => [task.deadline, task.article, task.owner])
  expect(registration(first.tasks)).toEqual([['2026-06-01', '公職選挙法21条第1項', '選挙管理委員会']])
  expect(registration(second.tasks)).toEqual([['2026-09-01', '公職選挙法21条第1項', '選挙管理委員会']])
  const voter = (recordMadeOn: string) => ({ isJapanese: true, birthOn: plainDate('1990-05-05'), recordMadeOn: plainDate(recordMadeOn), movedOutOn: null, diedOn: null, suspendedUntil: null })
  expect(['2026-03-01', '2026-03-02'].map((filedOn) => listingOn(voter(filedOn), { baseOn: plainDate('2026-06-01') }, law).isListed)).toEqual([true, false])
})

test('RR A-46 (rule that yields the task): who moved out on 9 March is deleted on 10 July, who moved out on 10 March stands there with a mark', async () => {
  at('2026-03-10')
  const [ninth, tenth] = [await enter(), await enter()]
  const out = (movedOn: string, of: typeof ninth) => ({ notifiedBy: selfFiled, notifiedOn: '2026-03-10', movedOn, personIds: [of.head, of.wife, of.child], to: { kind: 'domestic', address: '汐音県北浜市中央三丁目8番2号' } })
  valueOf(await towns.a.run(registerMovingOut, out('2026-03-09', ninth)))
  valueOf(await towns.a.run(registerMovingOut, out('2026-03-10', tenth)))
  expect(await datesOf(ninth.wife)).toEqual([['election.mark-moved-out', '2026-03-10', '公職選挙法27条第1項'], ['election.delete-moved-out', '2026-07-10', '公職選挙法28条']])
  expect(await datesOf(tenth.wife)).toEqual([['election.mark-moved-out', '2026-03-10', '公職選挙法27条第1項'], ['election.delete-moved-out', '2026-07-11', '公職選挙法28条']])
  expect(await datesOf(tenth.child)).toEqual([])
  const listing = listingOn({ isJapanese: true, birthOn: plainDate('1979-01-20'), recordMadeOn: plainDate('2015-04-01'), movedOutOn: plainDate('2026-03-10'), diedOn: null, suspendedUntil: null }, { baseOn: plainDate('2026-07-10') }, law)
  expect(listing).toEqual({ isListed: true, mark: 'moved-out', deletedOn: '2026-07-11' })
})

test('RR F-17 (rule that yields the task): the three months run from the filing, however early the move was', async () => {
  const late = await moveIn({ movedOn: '2025-11-10', notifiedOn: '2026-03-02' })
  expect(late.tasks.find((task) => task.code === 'election.consider-registration')).toMatchObject({ deadline: '2026-09-01', detail: '届出の日から3か月を数えます（引っ越した日からではありません）。基準日は令和8年9月1日です。' })
})

test('RR F-18 (rule that yields the task): while the former place still has the person, the committee is told to compare before a card goes', async () => {
  const both = await moveIn({ movedOn: '2026-02-27', notifiedOn: '2026-03-01' })
  expect(both.tasks.find((task) => task.code === 'election.compare-double-listing')).toMatchObject({ deadline: '2026-06-01', detail: '前の名簿から消えるのは令和8年6月28日です。それまでの選挙では、入場券を送る前に確かめます。' })
  expect((await moveIn({ movedOn: '2026-01-31', notifiedOn: '2026-03-01' })).tasks.map((task) => task.code)).toEqual(['election.consider-registration'])
  expect(whyWithheld({ snapshotOn: plainDate('2026-06-05'), changes: [], isListedElsewhere: true })).toEqual(['listed-elsewhere'])
})

test('RR F-19 (rule that yields the task): until the day of the deletion the screen says that the person may vote', async () => {
  const movedOutOn = plainDate('2026-03-09')
  const voter = { isJapanese: true, birthOn: plainDate('1979-01-20'), recordMadeOn: plainDate('2015-04-01'), movedOutOn, diedOn: null, suspendedUntil: null }
  const voting = { election: 'national', listedOn: plainDate('2026-06-21'), electionOn: plainDate('2026-07-10'), isWithinPrefecture: false } as const
  const saidOn = (day: string) => votingRight(voter, { ...voting, votingOn: plainDate(day) }, law)
  expect(deletionDay(movedOutOn, law)).toBe('2026-07-10')
  expect(saidOn('2026-07-09')).toEqual({ may: true, through: '2026-07-09', sentence: 'きょう投票できます。転出の表示がありますが、令和8年7月9日までは投票できます。' })
  expect(saidOn('2026-07-10')).toEqual({ may: false, through: null, sentence: 'きょうは投票できません。転出から4か月がたち、令和8年7月10日に名簿から抹消されました。' })
})

test('RR F-20 (rule that yields the task): a death and a move inside the town after the list was drawn take the card out at enclosure', async () => {
  at('2026-03-02')
  const home = await enter()
  const address = { postalCode: null, townBlockId: null, town: '汐見台三丁目', number: `${lot}番`, building: null, room: null }
  valueOf(await towns.a.run(registerRelocation, { notifiedBy: selfFiled, notifiedOn: '2026-03-02', movedOn: '2026-03-01', personIds: [home.wife], address, household: { kind: 'new' } }))
  expect((await tasksOf(home.wife)).map((task) => [task.code, task.detail, task.article])).toEqual([['election.change-district', '入場券を作ったあとなら、封入のときに抜きます。', '住民基本台帳法15条第2項']])
  valueOf(await towns.a.run(registerDeath, { notifiedBy: selfFiled, notifiedOn: '2026-03-02', diedOn: { calc: '2026-03-01', unknown: 'none', wording: null }, personId: home.wife }))
  expect((await tasksOf(home.wife)).map((task) => [task.code, task.deadline, task.article])).toEqual([['election.delete-dead', '2026-03-02', '公職選挙法28条']])
  const snapshotOn = plainDate('2026-02-20')
  expect(whyWithheld({ snapshotOn, isListedElsewhere: false, changes: [{ recordedOn: plainDate('2026-03-02'), what: 'died' }, { recordedOn: plainDate('2026-03-02'), what: 'moved' }] })).toEqual(['died', 'moved'])
  expect(whyWithheld({ snapshotOn, isListedElsewhere: false, changes: [{ recordedOn: plainDate('2026-02-19'), what: 'renamed' }] })).toEqual([])
})

test('who loses the nationality is deleted at once, and only where the person was a voter', async () => {
  at('2026-03-02')
  const [home, elsewhere] = [await enter(), await enter(towns.b)]
  const lost = (personId: string) => ({
    notifiedBy: selfFiled, notifiedOn: '2026-03-02', personId, lostOn: '2026-02-20', knownOn: '2026-02-25', name: 'SAKUMA　MISAKI', nationality: '米国',
  })
  valueOf(await towns.a.run(registerLossOfNationality, lost(home.wife)))
  expect((await tasksOf(home.wife)).map((task) => [task.code, task.deadline, task.article])).toEqual([['election.delete-lost-nationality', '2026-03-02', '公職選挙法28条']])
  valueOf(await towns.a.run(registerLossOfNationality, lost(home.child)))
  expect(await tasksOf(home.child)).toEqual([])
  expect(await tasksOf(elsewhere.wife, towns.b)).toEqual([])
})

test.each([
  ['no document and nobody beside the one who typed it', { document: null, enteredBy: 'A', checkedBy: null }, ['document-missing', 'second-check-missing']],
  ['the same officer twice', { document: '本籍地の通知', enteredBy: 'A', checkedBy: 'A' }, ['same-person-checked']],
  ['a document read by two', { document: '本籍地の通知', enteredBy: 'A', checkedBy: 'B' }, []],
])('RR F-21 (rule that yields the task): a mark of a suspended right with %s', (_title, entry, faults) => {
  expect(whyNotMarked(entry)).toEqual(faults)
})

test('RR F-22 (rule that yields the task): who is not on the list gets no ballot', () => {
  const voter = { isJapanese: true, birthOn: plainDate('1979-01-20'), recordMadeOn: plainDate('2026-04-01'), movedOutOn: null, diedOn: null, suspendedUntil: null }
  expect(votingRight(voter, { votingOn: plainDate('2026-06-28'), election: 'national', listedOn: plainDate('2026-06-20'), electionOn: plainDate('2026-06-28'), isWithinPrefecture: false }, law)).toEqual({ may: false, through: null, sentence: 'きょうは投票できません。名簿に載っていません。' })
})

test('a foreign resident and a child of sixteen are asked nothing of; somebody who turns eighteen on the eve of the base day is', async () => {
  const foreign = { nationality: 'ブラジル', category: 'mid-to-long-term', statusOfResidence: '定住者', periodOfStay: '3年', expiresOn: '2027-03-31', cardNumber: 'AB12345678CD' }
  expect((await moveIn({ movedOn: '2026-02-27', notifiedOn: '2026-03-01', foreign })).tasks).toEqual([])
  expect((await moveIn({ movedOn: '2026-02-27', notifiedOn: '2026-03-01', born: '2008-06-03' })).tasks).toEqual([])
  expect((await moveIn({ movedOn: '2026-02-27', notifiedOn: '2026-03-01', born: '2008-06-02' })).tasks.map((task) => task.deadline)).toEqual(['2026-06-01', '2026-06-01'])
})

test('a planned move-out that the other town confirms for an earlier day is written anew, in this town alone', async () => {
  at('2026-03-02')
  const [home, elsewhere] = [await enter(), await enter(towns.b)]
  const out = (of: typeof home) => ({ notifiedBy: selfFiled, notifiedOn: '2026-03-02', movedOn: '2026-03-20', personIds: [of.head, of.wife, of.child], to: { kind: 'domestic', address: '汐音県北浜市中央三丁目8番2号' } })
  valueOf(await towns.a.run(registerMovingOut, out(home)))
  valueOf(await towns.b.run(registerMovingOut, out(elsewhere)))
  const [planned] = await tasksOf(home.head)
  expect((await datesOf(home.head)).map(([code, deadline]) => [code, deadline])).toEqual([['election.mark-moved-out', '2026-03-20'], ['election.delete-moved-out', '2026-07-21']])
  at('2026-03-16')
  valueOf(await towns.a.run(registerMovingInNotice, { notifiedBy: { relation: 'other', identityProof: 'none' }, notifiedOn: '2026-03-16', movedInOn: '2026-03-15', personIds: [home.head, home.wife, home.child], to: { municipalityCode: null, address: '汐音県北浜市中央三丁目8番2号' } }))
  expect((await datesOf(home.head)).map(([code, deadline]) => [code, deadline])).toEqual([['election.mark-moved-out', '2026-03-16'], ['election.delete-moved-out', '2026-07-16']])
  expect(valueOf(await towns.a.ask(showTask, { taskId: planned!.taskId }))).toMatchObject({ state: 'not-needed', reason: '転入通知で転出の日が変わり、新しい日で書き直したため' })
  expect((await tasksOf(elsewhere.head, towns.b)).map((task) => task.deadline)).toEqual(['2026-03-20', '2026-07-21'])
})

test('a new name by marriage is put on the list, of the grown-up whose name it is', async () => {
  at('2026-03-02')
  const home = await enter()
  const renamed = (personId: string, name: string) => ({ personId, name, furigana: 'オオノ　ミサキ', registeredDomicile: '汐音県北浜市東雲町二丁目5番地', familyRegisterHead: '大野　樹' })
  valueOf(await towns.a.run(registerFamilyRegisterChange, { notifiedBy: selfFiled, notifiedOn: '2026-03-02', changedOn: '2026-03-01', cause: 'marriage', persons: [renamed(home.wife, '大野　美咲'), renamed(home.child, '大野　結衣')] }))
  expect((await tasksOf(home.wife)).map((task) => [task.code, task.article, task.subjectIds])).toEqual([['election.amend-entry', '住民基本台帳法15条第2項', [home.wife]]])
  expect([await tasksOf(home.child), await tasksOf(home.head)]).toEqual([[], []])
})
