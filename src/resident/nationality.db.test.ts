import { beforeEach, expect, test } from 'vitest'
import { staffMember, useTowns, valueOf } from '../../test/support/town.ts'
import { plainDate } from '../kernel/plain-date.ts'
import { approveNotification, registerImmigrationNotice, registerLossOfNationality, registerNaturalisation, submitNotification } from './commands.ts'
import { findPersonOn, listHistory, RecordCopyItems, residentRecordContent } from './index.ts'
import { insertNumbers, openNumber } from './number/store.ts'
import { residentRecord } from './record/record.ts'
import { enterHousehold } from './test-residents.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const filed = { notifiedBy: { relation: 'self', identityProof: 'residence-card' }, notifiedOn: '2026-11-24' }
const home = { householdId: '', head: '', guest: '', other: '', foreign: '' }
let lot = 0
const cardOf = (no: number) => `AB${String(no).padStart(8, '0')}CD`
const stay = (no: number, over: Record<string, unknown> = {}) => ({ category: 'mid-to-long-term' as const, statusOfResidence: '技術・人文知識・国際業務', periodOfStay: '3年', expiresOn: plainDate('2027-05-01'), cardNumber: cardOf(no), ...over })

/** A Japanese head with a foreign wife who goes by an alias, and a lodger; in the other town a foreign man. */
beforeEach(async () => {
  lot += 1
  const place = { town: '港本町一丁目', number: `${lot}番地`, since: '2018-07-01' }
  const foreigner = { residentType: 'foreign' as const, nationality: 'ベトナム', registeredDomicile: null, familyRegisterHead: null, sex: 'female' as const }
  const { householdId, personIds: [head, guest, other] } = await towns.a.tx((tx) => enterHousehold(tx, place, [
    { name: '佐久間　健一', kana: 'サクマ　ケンイチ', furigana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' },
    { name: 'NGUYEN　LINH', kana: 'グエン　リン', born: '1990-01-01', relationship: 'wife', commonName: '佐久間　鈴', commonNameKana: 'サクマ　リン', ...foreigner, immigration: stay(lot * 10) },
    { name: 'TRAN　AN', kana: 'チャン　アン', born: '1995-01-01', relationship: 'cohabitant', ...foreigner, immigration: stay(lot * 10 + 1, { expiresOn: plainDate('2026-11-25') }) },
  ]))
  await towns.a.tx((tx) => insertNumbers(tx, [{ personId: guest!, kind: 'individual-number', number: String(111_111_110_000 + lot), reason: 'notification' }, { personId: guest!, kind: 'resident-code', number: String(11_111_110_000 + lot), reason: 'notification' }]))
  const { personIds: [foreign] } = await towns.b.tx((tx) => enterHousehold(tx, place, [{ name: 'LE　MINH', kana: 'レ　ミン', born: '1960-01-01', relationship: 'head', ...foreigner, immigration: stay(lot * 10) }]))
  Object.assign(home, { householdId, head, guest, other, foreign })
})

const naturalised = (over: Record<string, unknown> = {}) => ({ ...filed, gainedOn: '2026-11-10', gain: 'naturalisation', personId: home.guest, name: '佐久間　鈴', furigana: 'サクマ　リン', registeredDomicile: '汐音県汐見市港本町一丁目12番地', familyRegisterHead: '佐久間　健一', ...over })
const lost = (over: Record<string, unknown> = {}) => ({ ...filed, lostOn: '2026-11-10', knownOn: '2026-11-12', personId: home.head, name: 'SAKUMA　KENICHI', nationality: '米国', ...over })
const notice = (over: Record<string, unknown> = {}) => ({ ...filed, changedOn: '2026-11-20', personId: home.guest, foreign: { nationality: 'ベトナム', ...stay(lot * 10), statusOfResidence: '永住者', periodOfStay: '無期限', expiresOn: null }, ...over })
const now = (personId: string, day?: string) => towns.a.tx((tx) => findPersonOn(tx, personId, day === undefined ? {} : { on: plainDate(day) }))
const refusalsOf = (answer: { readonly ok: boolean; readonly refusals?: readonly { code: string; field: string | null }[] }) => (answer.refusals ?? []).map((refusal) => `${refusal.code.replace('resident.', '')} ${refusal.field ?? ''}`)
const record = async (personId: string) => valueOf(await towns.a.ask(residentRecord, { personId }))

test('RR A-26: a foreign resident naturalises: the foreign record ends, a Japanese one goes on with what was recorded, number and code stay, the alias is gone', async () => {
  const before = (await now(home.guest))!
  const numbers = () => towns.a.tx(async (tx) => { const own = { ...tx, purpose: '試験' }; return [await openNumber(own, home.guest, 'individual-number'), await openNumber(own, home.guest, 'resident-code')] })
  const held = await numbers()
  const submitted = valueOf(await towns.a.run(submitNotification, { kind: 'naturalisation', notification: naturalised() }))
  expect(submitted.consequences.filter((line) => line['business'] === '住民').map((line) => line['letter'])).toEqual(['職権記載等通知書'])
  valueOf(await towns.a.run(approveNotification, { notificationId: submitted.notificationId, expectedVersion: 1 }, { actor: staffMember(towns.yakuba) }))
  const rows = (await towns.a.tx((tx) => listHistory(tx, home.guest))).filter((row) => row.recordedTo === null)
  expect(rows.map((row) => [row.facts.residentType, row.validFrom, row.validTo, row.source.event])).toEqual([['foreign', '2018-07-01', '2026-11-10', 'taken-over'], ['japanese', '2026-11-10', null, 'naturalisation']])
  const { birth, sex, address, relationship, becameResidentOn, addressFixedOn, householdId, addresseeNumber } = before
  expect(await now(home.guest)).toMatchObject({ birth, sex, address, relationship, becameResidentOn, addressFixedOn, householdId, addresseeNumber })
  expect(await now(home.guest)).toMatchObject({ name: '佐久間　鈴', furigana: 'サクマ　リン', registeredDomicile: '汐音県汐見市港本町一丁目12番地', commonName: null, immigration: null, nationality: null })
  expect(await numbers()).toEqual(held)
  const copy = await towns.a.tx((tx) => residentRecordContent(tx, { subject: { personIds: [home.guest] }, items: RecordCopyItems.parse({ domicile: true, residenceStatus: true }) }))
  expect(copy.ok && copy.value.persons[0]).toMatchObject({ name: '佐久間　鈴', commonName: null, registeredDomicile: '汐音県汐見市港本町一丁目12番地', residence: [], birth: '平成2年1月1日' })
  expect((await towns.b.tx((tx) => findPersonOn(tx, home.foreign)))?.residentType).toBe('foreign')
})

test.each<[string, () => Record<string, unknown>, string[]]>([
  ['日本人は帰化しない', () => naturalised({ personId: home.head }), ['not-foreign-resident /personId']],
  ['振り仮名がない', () => naturalised({ furigana: null }), ['furigana-missing /furigana']],
  ['告示の日を数えて1か月の末日は間に合う', () => naturalised({ gainedOn: '2026-10-25' }), []],
  ['その翌日は遅れ（休みの日を過ぎて）', () => naturalised({ gainedOn: '2026-10-20' }), ['confirm-late-family-register /notifiedOn']],
  ['続柄も変わるなら、世帯の整合を見る', () => naturalised({ relationship: 'head' }), ['two-heads /relationship']],
  ['あすの帰化', () => naturalised({ gainedOn: '2026-11-25' }), ['moved-on-in-future /gainedOn', 'filed-before-event /notifiedOn']],
  ['ほかの町の人は、いないのと同じ', () => naturalised({ personId: home.foreign }), ['person-not-found /personId']],
])('帰化：%s', async (_title, filing, expected) => {
  expect(refusalsOf(await towns.a.run(registerNaturalisation, filing()))).toEqual(expected)
})

test('who loses the nationality and stays goes on as a foreign resident for sixty days from the loss, under the same numbers', async () => {
  valueOf(await towns.a.run(registerLossOfNationality, lost()))
  expect(await now(home.head, '2026-11-09')).toMatchObject({ residentType: 'japanese', name: '佐久間　健一' })
  expect(await now(home.head)).toMatchObject({
    residentType: 'foreign', name: 'SAKUMA　KENICHI', kana: 'サクマ　ケンイチ', furigana: null, registeredDomicile: null, nationality: '米国', becameResidentOn: '2026-11-10', relationship: 'head',
    immigration: { category: 'transitional-loss', expiresOn: '2027-01-09' }, source: { event: 'loss-of-nationality' },
  })
})

test.each<[string, () => Record<string, unknown>, string[]]>([
  ['外国人住民は国籍を失わない', () => lost({ personId: home.guest }), ['not-japanese-resident /personId']],
  ['失う前には知れない', () => lost({ knownOn: '2026-11-09' }), ['known-before-loss /knownOn']],
  ['知った日から1か月を過ぎた', () => lost({ lostOn: '2026-01-05', knownOn: '2026-10-20' }), ['confirm-late-family-register /notifiedOn']],
])('国籍喪失：%s', async (_title, filing, expected) => {
  expect(refusalsOf(await towns.a.run(registerLossOfNationality, filing()))).toEqual(expected)
})

test('a notice of the Agency changes status, period, expiry and card from its day, and the card before stays in history', async () => {
  valueOf(await towns.a.run(registerImmigrationNotice, notice({ foreign: { ...notice().foreign, cardNumber: cardOf(lot * 10 + 5) } })))
  expect((await now(home.guest, '2026-11-19'))?.immigration).toMatchObject({ periodOfStay: '3年', cardNumber: cardOf(lot * 10) })
  expect(await now(home.guest)).toMatchObject({ immigration: { statusOfResidence: '永住者', periodOfStay: '無期限', expiresOn: null, cardNumber: cardOf(lot * 10 + 5) }, commonName: '佐久間　鈴', source: { event: 'immigration-notice', evidence: '入管庁長官の通知' } })
})

test.each<[string, () => Record<string, unknown>, string[]]>([
  ['日本人に在留の通知はない', () => notice({ personId: home.head }), ['not-foreign-resident /personId']],
  ['何も変わらない', () => notice({ foreign: { nationality: 'ベトナム', ...stay(lot * 10) } }), ['nothing-changes /foreign']],
  ['区分に要る事項がない（E-22）', () => notice({ foreign: { ...notice().foreign, cardNumber: null } }), ['residence-facts-missing /foreign/cardNumber']],
  ['カード番号の形が違う（E-21）', () => notice({ foreign: { ...notice().foreign, cardNumber: 'AB1234CD' } }), ['residence-card-wrong /foreign/cardNumber']],
  ['ほかの住民のカード番号', () => notice({ foreign: { ...notice().foreign, cardNumber: cardOf(lot * 10 + 1) } }), ['card-of-another /foreign/cardNumber']],
  ['経過滞在者にはならない', () => notice({ foreign: { nationality: 'ベトナム', category: 'transitional-birth', statusOfResidence: null, periodOfStay: null, expiresOn: '2026-12-31', cardNumber: null } }), ['category-not-by-notice /foreign/category']],
  ['満了日がもう過ぎている（E-21）', () => notice({ foreign: { ...notice().foreign, expiresOn: '2026-11-01' } }), ['confirm-stay-expired /foreign/expiresOn']],
  ['ほかの町の人は、いないのと同じ', () => notice({ personId: home.foreign }), ['person-not-found /personId']],
])('在留の通知：%s', async (_title, filing, expected) => {
  expect(refusalsOf(await towns.a.run(registerImmigrationNotice, filing()))).toEqual(expected)
})

test('RR A-25: a stay that ends tomorrow is told on the record; when the day has passed it is told still, and nothing is removed', async () => {
  expect((await record(home.other)).stayEnds).toEqual({ on: '2026-11-25', isPast: false })
  expect((await record(home.guest)).stayEnds).toBeNull()
  towns.clock.set('2026-11-25T01:00:00Z')
  expect((await record(home.other)).stayEnds).toEqual({ on: '2026-11-25', isPast: false })
  towns.clock.set('2026-11-26T01:00:00Z')
  expect(await record(home.other)).toMatchObject({ status: 'resident', stayEnds: { on: '2026-11-25', isPast: true } })
  towns.clock.set('2026-12-20T01:00:00Z')
  expect(await record(home.other)).toMatchObject({ status: 'resident', stayEnds: { on: '2026-11-25', isPast: true } })
  towns.clock.set('2027-02-01T01:00:00Z')
  expect((await record(home.guest)).stayEnds).toEqual({ on: '2027-05-01', isPast: false })
  towns.clock.set('2026-11-24T01:00:00Z')
})
