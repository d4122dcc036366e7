import { beforeEach, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../test/support/town.ts'
import { practiceIndividualNumber, withCheckDigit } from '../kernel/check-digit.ts'
import { withClient } from '../platform/db/roles.ts'
import { listOfPerson } from '../tasks/queries.ts'
import { approveNotification, registerBirth, registerDeath, registerMovingIn, registerMovingOut, submitNotification } from './commands.ts'
import { findPersonOn, listHistory, listResidentIdsOn, RecordCopyItems, residentRecordContent } from './index.ts'
import { movingInForm } from './record/forms.ts'
import { residentRecord } from './record/record.ts'
import { searchPersons } from './search/search.ts'
import { enterHousehold } from './test-residents.ts'

/** What a clerk judges the register by, played through the registered commands. */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const filed = { notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, notifiedOn: '2026-11-24' }
const elsewhere = '汐音県北浜市東雲町二丁目5番10号'
let lot = 0
beforeEach(() => { lot += 1; towns.clock.set('2026-11-24T01:00:00Z') })

const known = (day: string) => ({ calc: day, unknown: 'none', wording: null })
const someone = (over: Record<string, unknown> = {}) => ({ name: `堀内　${lot}`, kana: 'ホリウチ　タクマ', birth: known('1990-03-08'), sex: 'male', relationship: 'head', registeredDomicile: '汐音県北浜市東雲町二丁目5番地', familyRegisterHead: '堀内　拓真', ...over })
const arrival = (persons: readonly Record<string, unknown>[], over: Record<string, unknown> = {}) => ({
  ...filed, movedOn: '2026-11-14', evidence: 'moving-out-certificate', from: { kind: 'domestic', municipalityCode: null, address: elsewhere },
  address: { postalCode: null, townBlockId: null, town: '白鷺二丁目', number: `${lot}番`, building: null, room: null }, household: { kind: 'new' }, persons, ...over,
})
const now = (personId: string, town: Town = towns.a) => town.tx((tx) => findPersonOn(tx, personId))
const hits = async (words: string, town: Town = towns.a) => valueOf(await town.ask(searchPersons, { words })).items.map((hit) => hit.personId)
const copyOf = async (personId: string, town: Town = towns.a) => {
  const copy = await town.tx((tx) => residentRecordContent(tx, { subject: { personIds: [personId] }, items: RecordCopyItems.parse({}) }))
  return copy.ok ? copy.value.persons[0]! : copy.refusals.map((refusal) => refusal.code)
}
const approve = async (notificationId: string) => await towns.a.run(approveNotification, { notificationId, expectedVersion: 1 }, { actor: staffMember(towns.yakuba) })

test('RR A-01: a move-in of ten days ago is entered, reviewed and approved: three different dates as entered, and each notice is queued once', async () => {
  const submitted = valueOf(await towns.a.run(submitNotification, { kind: 'moving-in', notification: arrival([someone()], { notifiedOn: '2026-11-23' }) }))
  const { personIds: [personId = ''] } = valueOf(await approve(submitted.notificationId))
  const [row] = await towns.a.tx((tx) => listHistory(tx, personId))
  expect([row!.validFrom, row!.source.notifiedOn, row!.recordedAt.slice(0, 10)]).toEqual(['2026-11-14', '2026-11-23', '2026-11-24'])
  expect(codesOf(await approve(submitted.notificationId))).toEqual(['resident.notification-decided'])
  const queued = valueOf(await towns.a.ask(listOfPerson, { personId })).items.map((item) => item.code)
  expect(queued.filter((code) => code === 'resident.send-moving-in-notice' || code === 'supplementary-family-register.notify')).toEqual(expect.arrayContaining(['resident.send-moving-in-notice', 'supplementary-family-register.notify']))
  expect(new Set(queued).size).toBe(queued.length)
})

test('RR A-02: a draft of a move-in is seen by nobody: not in a search, not on paper, not by another business, not in the other town', async () => {
  const { personIds: [back = ''] } = await towns.a.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: `${lot}番` }, [{ name: '原　次郎', kana: 'ハラ　ジロウ', born: '1980-01-01', sex: 'male', relationship: 'head' }]))
  valueOf(await towns.a.run(registerMovingOut, { ...filed, movedOn: '2026-11-12', personIds: [back], to: { kind: 'domestic', address: elsewhere } }))
  const before = [await now(back), await towns.a.tx((tx) => listResidentIdsOn(tx, { limit: 1000 }))]
  const persons = [someone({ returningPersonId: back, name: '原　次郎', kana: 'ハラ　ジロウ', birth: known('1980-01-01') }), someone({ name: '下書　花子', kana: 'シタガキ　ハナコ', sex: 'female', relationship: 'cohabitant' })]
  valueOf(await towns.a.run(submitNotification, { kind: 'moving-in', notification: arrival(persons) }))
  expect(await hits('下書花子')).toEqual([])
  expect(await copyOf(back)).toEqual(['resident.not-found'])
  expect([await now(back), await towns.a.tx((tx) => listResidentIdsOn(tx, { limit: 1000 }))]).toEqual(before)
  expect(await withClient(towns.urls.admin, async (client) => (await client.query(`select 1 from resident.pub_person_history where name = '下書　花子'`)).rowCount)).toBe(0)
  expect(await hits('下書花子', towns.b)).toEqual([])
})

test('RR A-03: a move-in dated tomorrow is refused, with the reason and what to do', async () => {
  const answer = await towns.a.run(registerMovingIn, arrival([someone()], { movedOn: '2026-11-25' }))
  expect(answer.ok ? [] : answer.refusals.filter((refusal) => refusal.code === 'resident.moved-on-in-future')).toMatchObject([{ field: '/movedOn', message: expect.stringContaining('令和8年11月25日'), remedy: 'きょうまでの日付を入れてください。', article: '住民基本台帳法22条・23条' }])
})

test('RR A-04: who left three years ago and bears the same number is led to 再転入, keeps the 宛名番号, and the last data are offered', async () => {
  const individualNumber = withCheckDigit(practiceIndividualNumber, '11111111071')
  towns.clock.set('2022-04-01T01:00:00Z')
  const first = arrival([someone({ individualNumber, name: '古田　一郎', kana: 'フルタ　イチロウ' })], { movedOn: '2022-03-25', notifiedOn: '2022-04-01' })
  const { personIds: [personId = ''] } = valueOf(await towns.a.run(registerMovingIn, first))
  const { addresseeNumber } = (await now(personId))!
  towns.clock.set('2023-11-24T01:00:00Z')
  valueOf(await towns.a.run(registerMovingOut, { ...filed, notifiedOn: '2023-11-24', movedOn: '2023-11-20', personIds: [personId], to: { kind: 'domestic', address: elsewhere } }))
  towns.clock.set('2026-11-24T01:00:00Z')
  const again = (over: Record<string, unknown>) => arrival([someone({ individualNumber, name: '古田　一郎', kana: 'フルタ　イチロウ', ...over })])
  const answer = await towns.a.run(registerMovingIn, again({}))
  expect(codesOf(answer)).toContain('resident.returning-must-be-chosen')
  expect(valueOf(await towns.a.ask(movingInForm, { returningId: personId })).returning).toEqual({ personId, name: '古田　一郎', kana: 'フルタ　イチロウ', birth: '平成2年3月8日', sex: 'male', registeredDomicile: '汐音県北浜市東雲町二丁目5番地', familyRegisterHead: '堀内　拓真' })
  expect(codesOf(await towns.b.ask(movingInForm, { returningId: personId }))).toEqual(['resident.not-found'])
  valueOf(await towns.a.run(registerMovingIn, again({ returningPersonId: personId, registeredDomicile: '汐音県汐見市港本町一丁目9番地' })))
  expect(await now(personId)).toMatchObject({ status: 'resident', addresseeNumber, becameResidentOn: '2026-11-14', registeredDomicile: '汐音県汐見市港本町一丁目9番地' })
})

test('RR A-05: a closed person of the same name, sex and birth without a number is shown as an alert; the choice is kept with its reason', async () => {
  const { personIds: [closed = ''] } = await towns.a.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: `${lot}番` }, [{ name: '同名　一郎', kana: 'ドウメイ　イチロウ', born: '1990-03-08', sex: 'male', relationship: 'head' }]))
  valueOf(await towns.a.run(registerMovingOut, { ...filed, movedOn: '2026-11-12', personIds: [closed], to: { kind: 'domestic', address: elsewhere } }))
  const filing = arrival([someone({ name: '同名　一郎', kana: 'ドウメイ　イチロウ' })])
  const answer = await towns.a.run(registerMovingIn, filing)
  expect(answer.ok ? [] : answer.refusals).toMatchObject([{ code: 'resident.confirm-namesake-closed', field: '/persons/0/name' }])
  const other = { code: 'resident.confirm-namesake-closed', field: '/persons/0/name', reason: '別の人と確かめた' }
  const { notificationId, personIds: [made] } = valueOf(await towns.a.run(registerMovingIn, { ...filing, acknowledged: [other] }))
  expect(made).not.toBe(closed)
  const kept = await withClient(towns.urls.admin, async (client) => (await client.query('select code, reason from resident.acknowledgement where notification_id = $1', [notificationId])).rows)
  expect(kept).toEqual([{ code: other.code, reason: other.reason }])
})

test('RR A-27: a baby who moves in with the parents came by moving in, not by birth; entered as a birth, the parents\' filing is named', async () => {
  const parents = [someone(), someone({ name: `堀内　彩${lot}`, kana: 'ホリウチ　アヤカ', birth: known('1992-09-19'), sex: 'female', relationship: 'wife' })]
  const { householdId, personIds: [, mother] } = valueOf(await towns.a.run(registerMovingIn, arrival(parents)))
  const child = { name: '堀内　紬', furigana: 'ホリウチ　ツムギ', sex: 'female', relationship: 'child', registeredDomicile: '汐音県北浜市東雲町二丁目5番地', familyRegisterHead: '堀内　拓真' }
  const birth = await towns.a.run(registerBirth, { ...filed, bornOn: known('2026-11-13'), motherId: mother, householdId, child })
  expect(codesOf(birth)).toContain('resident.born-before-moving-in')
  const baby = someone({ name: '堀内　紬', kana: 'ホリウチ　ツムギ', birth: known('2026-11-13'), sex: 'female', relationship: 'child' })
  const { personIds: [personId = ''] } = valueOf(await towns.a.run(registerMovingIn, arrival([baby], { household: { kind: 'join', householdId } })))
  expect(await now(personId)).toMatchObject({ becameResidentEvent: 'move-in-domestic', becameResidentOn: '2026-11-14', birth: { calc: '2026-11-13' } })
})

test('RR A-29: a death between two days keeps the wording, and everybody computes with the day that was chosen', async () => {
  const { personIds: [personId = ''] } = valueOf(await towns.a.run(registerMovingIn, arrival([someone()], { movedOn: '2026-11-02', notifiedOn: '2026-11-10' })))
  const wording = '令和8年11月15日から20日頃までの間'
  const died = await towns.a.run(registerDeath, { ...filed, personId, diedOn: { calc: '2026-11-20', unknown: 'approximate', wording } })
  valueOf(died)
  expect(await now(personId)).toMatchObject({ status: 'dead', ceasedOn: '2026-11-20', ceasedWording: wording })
  expect(valueOf(await towns.a.ask(residentRecord, { personId })).rows.find((row) => row.item === '消除')?.value).toBe(`死亡　${wording}`)
  expect(died.ok && died.consequences.every((line) => line.effectiveOn === null || line.effectiveOn === '2026-11-20' || line.effectiveOn === '2026-11-21')).toBe(true)
})

test('RR A-30: a birth recorded as 大正15年12月25日 is printed as recorded and found by either era and by the western date', async () => {
  const birth = { calc: '1926-12-25', unknown: 'none', wording: '大正15年12月25日' }
  const { personIds: [personId = ''] } = valueOf(await towns.a.run(registerMovingIn, arrival([someone({ name: '長生　トメ', kana: 'ナガイキ　トメ', sex: 'female', birth })])))
  expect(await copyOf(personId)).toMatchObject({ birth: '大正15年12月25日' })
  for (const words of ['昭和元年12月25日', '大正15年12月25日', 'T15.12.25', 'S1.12.25', '1926-12-25']) expect(await hits(`ながいき ${words}`), words).toEqual([personId])
})

test('RR A-31: a birth on a day that the calendar does not have is taken as the family register says it, and ages are counted', async () => {
  const birth = { calc: '1993-02-28', unknown: 'off-calendar', wording: '平成5年2月29日' }
  const { personIds: [personId = ''] } = valueOf(await towns.a.run(registerMovingIn, arrival([someone({ birth })])))
  expect(await copyOf(personId)).toMatchObject({ birth: '平成5年2月29日' })
  expect(valueOf(await towns.a.ask(residentRecord, { personId }))).toMatchObject({ birth: '平成5年2月29日', age: 33 })
})

test('RR A-33: a name is found by hiragana, by half width and by another spelling of its long vowel', async () => {
  const { personIds: [personId = ''] } = valueOf(await towns.a.run(registerMovingIn, arrival([someone({ name: '大野　翔平', kana: 'オオノ　ショウヘイ' })])))
  for (const words of ['おおの しょうへい', 'おおのしょうへい', 'ｵｵﾉ ｼﾖｳﾍｲ', 'オウノ シヨウヘイ', 'ｵｵﾉｼｮｳﾍｲ']) expect(await hits(words), words).toContain(personId)
  expect(await hits('おおのしょうへい', towns.b)).toEqual([])
})

test('RR A-54: a clerk who only reads sees the person but not the domicile, and the look is in the trail', async () => {
  const { personIds: [personId = ''] } = await towns.a.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: `${lot}番` }, [{ name: '本籍　隠', kana: 'ホンセキ　カクス', born: '1980-01-01', sex: 'male', relationship: 'head', registeredDomicile: '汐音県遠浦町秘密一丁目' }]))
  const reader = staffMember(towns.yakuba, { permissions: ['resident.read'] })
  const seen = valueOf(await towns.a.ask(residentRecord, { personId }, reader))
  expect(JSON.stringify(seen)).not.toContain('秘密一丁目')
  expect(seen.rows.find((row) => row.item === '本籍・筆頭者')?.value).toContain('表示しません')
  expect(JSON.stringify(valueOf(await towns.a.ask(residentRecord, { personId })))).toContain('秘密一丁目')
  const looked = await withClient(towns.urls.admin, async (client) => (await client.query(`select 1 from audit.entry where output = 'resident.record' and subject_ids::text like '%' || $1 || '%'`, [personId])).rowCount)
  expect(looked).toBe(2)
})

test('RR A-56: two towns with the same 宛名番号: neither search, record nor paper shows anything of the other', async () => {
  const one = (given: string) => [{ name: `同番　${given}`, kana: 'ドウバン　タロウ', born: '1980-01-01', sex: 'male' as const, relationship: 'head' }]
  const { personIds: [here = ''] } = await towns.a.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: `${lot}番` }, one('甲')))
  const { personIds: [there = ''] } = await towns.b.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: `${lot}番` }, one('乙')))
  const addresseeNumber = (await now(here))!.addresseeNumber
  await withClient(towns.urls.admin, async (client) => { await client.query('update resident.person set addressee_number = $1 where person_id = $2', [addresseeNumber, there]) })
  expect((await now(there, towns.b))?.addresseeNumber).toBe(addresseeNumber)
  expect([await hits(addresseeNumber), await hits(addresseeNumber, towns.b)]).toEqual([[here], [there]])
  expect([await hits('同番'), await hits('同番', towns.b)]).toEqual([[here], [there]])
  expect(codesOf(await towns.a.ask(residentRecord, { personId: there }))).toEqual(['resident.not-found'])
  expect(await copyOf(there)).toEqual(['resident.not-found'])
  expect(await copyOf(there, towns.b)).toMatchObject({ name: '同番　乙' })
})
