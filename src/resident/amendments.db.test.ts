import { beforeEach, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../test/support/town.ts'
import { plainDate } from '../kernel/plain-date.ts'
import { approveNotification, registerBirth, registerCommonName, registerFamilyRegisterChange, registerFormerSurname, registerRelocation, submitNotification } from './commands.ts'
import { findPersonOn, listHistory, RecordCopyItems, residentRecordContent } from './index.ts'
import { searchPersons } from './search/search.ts'
import { enterHousehold } from './test-residents.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const filed = { notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, notifiedOn: '2026-11-24' }
const home = { householdId: '', head: '', wife: '', child: '', guest: '', foreign: '' }
let lot = 0

const immigration = { category: 'mid-to-long-term', statusOfResidence: '技術・人文知識・国際業務', periodOfStay: '3年', expiresOn: plainDate('2027-05-01'), cardNumber: 'AB12345678CD' } as const

/** A couple with a child, in whose family register the head stands first, and a foreign lodger; in the other town a man of the same name. */
beforeEach(async () => {
  lot += 1
  const place = { town: '港本町一丁目', number: `${lot}番地` }
  const { householdId, personIds: [head, wife, child, guest] } = await towns.a.tx((tx) => enterHousehold(tx, place, [
    { name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' },
    { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1979-01-20', sex: 'female', relationship: 'wife' },
    { name: '佐久間　結衣', kana: 'サクマ　ユイ', born: '2001-06-11', sex: 'female', relationship: 'child' },
    { name: 'NGUYEN LINH', kana: 'グエン　リン', born: '1990-01-01', sex: 'female', relationship: 'cohabitant', residentType: 'foreign', nationality: 'ベトナム', registeredDomicile: null, familyRegisterHead: null, immigration: { ...immigration, cardNumber: `AB${String(lot).padStart(8, '0')}CD` } },
  ]))
  const { personIds: [foreign] } = await towns.b.tx((tx) => enterHousehold(tx, place, [{ name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' }]))
  Object.assign(home, { householdId, head, wife, child, guest, foreign })
})

const change = (persons: readonly Record<string, unknown>[], over: Record<string, unknown> = {}) => ({ ...filed, changedOn: '2026-11-20', cause: 'marriage', persons, ...over })
const surname = (over: Record<string, unknown> = {}) => ({ ...filed, request: 'entry', personId: home.child, formerSurname: '佐久間', formerSurnameFurigana: 'サクマ', ...over })
const alias = (over: Record<string, unknown> = {}) => ({ ...filed, request: 'entry', personId: home.guest, commonName: '田中　凛', commonNameKana: 'タナカ　リン', proof: '勤め先の在職証明書', ...over })
const now = (personId: string, day?: string) => towns.a.tx((tx) => findPersonOn(tx, personId, day === undefined ? {} : { on: plainDate(day) }))
const refusalsOf = (answer: { readonly ok: boolean; readonly refusals?: readonly { code: string; field: string | null }[] }) => (answer.refusals ?? []).map((refusal) => `${refusal.code.replace('resident.', '')} ${refusal.field ?? ''}`)
const renamed = (over: Record<string, unknown> = {}) => ({ personId: home.child, name: '大野　結衣', furigana: 'オオノ　ユイ', registeredDomicile: '汐音県北浜市東雲町二丁目5番地', familyRegisterHead: '大野　樹', ...over })
const copyOf = async (personId: string) => {
  const copy = await towns.a.tx((tx) => residentRecordContent(tx, { subject: { personIds: [personId] }, items: RecordCopyItems.parse({}) }))
  if (!copy.ok) throw new Error(copy.refusals.map((refusal) => refusal.code).join())
  return copy.value.persons[0]!
}

/** Submits, has it approved by another officer, and gives what was shown. */
async function approve(kind: string, notification: Record<string, unknown>) {
  const submitted = valueOf(await towns.a.run(submitNotification, { kind, notification }))
  valueOf(await towns.a.run(approveNotification, { notificationId: submitted.notificationId, expectedVersion: 1 }, { actor: staffMember(towns.yakuba) }))
  return submitted.consequences
}

test('a marriage changes name, reading, domicile and first of the register from its day; the old name stays in history and finds the person', async () => {
  const told = await approve('family-register-change', change([renamed()]))
  expect(await now(home.child, '2026-11-19')).toMatchObject({ name: '佐久間　結衣', familyRegisterHead: '佐久間　健一' })
  expect(await now(home.child)).toMatchObject({ name: '大野　結衣', furigana: 'オオノ　ユイ', kana: 'オオノ　ユイ', registeredDomicile: '汐音県北浜市東雲町二丁目5番地', familyRegisterHead: '大野　樹', source: { event: 'name-change', evidence: '戸籍の届出（婚姻）' } })
  expect(told.filter((line) => line['business'] === '住民').map((line) => [line['code'], line['subjectIds']])).toEqual([['resident.may-enter-former-surname', [home.child]]])
  for (const line of ['大野　結衣', '佐久間　結衣', 'さくま ゆい', 'おおの ゆい']) expect(valueOf(await towns.a.ask(searchPersons, { words: line })).items.map((hit) => hit.personId), line).toContain(home.child)
  expect(await towns.b.tx((tx) => findPersonOn(tx, home.foreign))).toMatchObject({ name: '佐久間　健一' })
})

test('a later relocation keeps the new name, and a name change before it is carried on', async () => {
  const address = { postalCode: null, townBlockId: null, town: '汐見台三丁目', number: `${lot}番`, building: null, room: null }
  valueOf(await towns.a.run(registerRelocation, { ...filed, movedOn: '2026-11-22', personIds: [home.child], address, household: { kind: 'new' } }))
  valueOf(await towns.a.run(registerFamilyRegisterChange, change([renamed()], { acknowledged: [{ code: 'resident.confirm-retroactive', field: '/persons/0', reason: '書類で確かめた' }] })))
  expect(await now(home.child, '2026-11-21')).toMatchObject({ name: '大野　結衣', address: { town: '港本町一丁目' } })
  expect(await now(home.child)).toMatchObject({ name: '大野　結衣', address: { town: '汐見台三丁目' } })
})

test('the relationship of an unregistered wife becomes that of a wife, and her domicile the common one', async () => {
  valueOf(await towns.a.run(registerFamilyRegisterChange, change([{ personId: home.wife, registeredDomicile: '汐音県汐見市港本町一丁目30番地', relationship: 'wife-unregistered' }], { cause: 'divorce' })))
  expect(await now(home.wife)).toMatchObject({ relationship: 'wife-unregistered', source: { event: 'ex-officio-correction', evidence: '戸籍の届出（離婚）' } })
  valueOf(await towns.a.run(registerFamilyRegisterChange, change([{ personId: home.wife, relationship: 'wife' }])))
  expect(await now(home.wife)).toMatchObject({ relationship: 'wife', registeredDomicile: '汐音県汐見市港本町一丁目30番地' })
})

test.each<[string, () => Record<string, unknown>, string[]]>([
  ['新しい氏名に振り仮名がない', () => change([renamed({ furigana: null })]), ['furigana-with-name /persons/0/furigana']],
  ['振り仮名に区切りがない', () => change([renamed({ furigana: 'オオノユイ' })]), ['furigana-parts /persons/0/furigana']],
  ['振り仮名に漢字が入っている（E-30）', () => change([renamed({ furigana: 'オオノ　ニ二' })]), ['kana-has-kanji /persons/0/furigana']],
  ['何も変わらない', () => change([{ personId: home.child, registeredDomicile: '汐音県汐見市港本町一丁目12番地' }]), ['nothing-changes /persons/0']],
  ['筆頭者の氏名だけを変えると、同じ戸籍の人を聞く', () => change([{ personId: home.head, name: '大野　健一', furigana: 'オオノ　ケンイチ' }], { cause: 'surname-change' }), ['confirm-head-renamed /persons/0/name']],
  ['世帯主の続柄を外すと、世帯主がいなくなる', () => change([{ personId: home.head, relationship: 'cohabitant' }]), ['head-missing /persons/0/relationship']],
  ['続柄の言葉は決まったものだけ（E-18）', () => change([{ personId: home.child, relationship: '長女' }]), ['relationship-wrong /persons/0/relationship']],
  ['外国人住民の氏名や本籍は戸籍では変わらない', () => change([{ personId: home.guest, registeredDomicile: '汐音県汐見市' }]), ['domicile-of-foreigner /persons/0']],
  ['名のある人に命名はない', () => change([renamed()], { cause: 'naming' }), ['name-not-cleared /persons/0/name']],
  ['あすの変更', () => change([renamed()], { changedOn: '2026-11-25' }), ['moved-on-in-future /changedOn', 'filed-before-event /notifiedOn']],
  ['同じ人を2行に書く', () => change([renamed(), renamed()]), ['person-chosen-twice /persons/1']],
  ['ほかの町の人は、いないのと同じ', () => change([renamed({ personId: home.foreign })]), ['person-not-found /persons/0']],
])('戸籍の届出：%s', async (_title, filing, expected) => {
  expect(refusalsOf(await towns.a.run(registerFamilyRegisterChange, filing()))).toEqual(expected)
})

test('RR A-28: a newborn without a name is entered with it blank, papers say so, and the name comes later as an amendment', async () => {
  const birth = { ...filed, bornOn: { calc: '2026-11-20', unknown: 'none', wording: null }, motherId: home.wife, householdId: home.householdId, child: { name: null, furigana: null, sex: 'female', relationship: 'child', registeredDomicile: '汐音県汐見市港本町一丁目12番地', familyRegisterHead: '佐久間　健一' } }
  expect(codesOf(await towns.a.run(registerBirth, birth))).toEqual(['resident.confirm-name-undecided'])
  const { personIds: [baby] } = valueOf(await towns.a.run(registerBirth, { ...birth, acknowledged: [{ code: 'resident.confirm-name-undecided', field: '/child/name', reason: '本人に確かめた' }] }))
  expect((await now(baby!))?.name).toBe('')
  expect((await copyOf(baby!)).name).toBe('（氏名未定）')
  valueOf(await towns.a.run(registerFamilyRegisterChange, change([{ personId: baby, name: '佐久間　凛', furigana: 'サクマ　リン' }], { cause: 'naming', changedOn: '2026-11-24' })))
  expect(await copyOf(baby!)).toMatchObject({ name: '佐久間　凛', furigana: 'サクマ　リン' })
  expect((await towns.a.tx((tx) => listHistory(tx, baby!))).filter((row) => row.recordedTo === null).map((row) => row.source.event)).toEqual(['birth', 'ex-officio-correction'])
})

test('RR A-59: with a working kana alone the furigana of a copy is blank and the kana finds the person; once the legal reading is recorded it is printed', async () => {
  expect((await copyOf(home.child)).furigana).toBeNull()
  expect(valueOf(await towns.a.ask(searchPersons, { words: 'さくま ゆい' })).items.map((hit) => hit.personId)).toContain(home.child)
  const reading = (furigana: string, over: Record<string, unknown> = {}) => change([{ personId: home.child, furigana }], { cause: 'furigana', ...over })
  expect(refusalsOf(await towns.a.run(registerFamilyRegisterChange, change([{ personId: home.child, registeredDomicile: '汐音県' }], { cause: 'furigana' })))).toEqual(['furigana-missing /persons/0/furigana'])
  valueOf(await towns.a.run(registerFamilyRegisterChange, reading('サクマ　ユウイ')))
  expect((await copyOf(home.child)).furigana).toBe('サクマ　ユウイ')
  expect(await now(home.child)).toMatchObject({ kana: 'サクマ　ユイ', furigana: 'サクマ　ユウイ', source: { event: 'furigana-entry' } })
  for (const line of ['さくま ゆい', 'さくま ゆうい']) expect(valueOf(await towns.a.ask(searchPersons, { words: line })).items.map((hit) => hit.personId), line).toContain(home.child)
  expect(refusalsOf(await towns.a.run(registerFamilyRegisterChange, reading('サクマ　ユイ')))).toEqual(['confirm-furigana-recorded /persons/0/furigana'])
})

test('RR A-58: a former surname without its furigana is refused; with both it is recorded, and every copy shows it', async () => {
  valueOf(await towns.a.run(registerFamilyRegisterChange, change([renamed()])))
  expect(refusalsOf(await towns.a.run(registerFormerSurname, surname({ formerSurnameFurigana: null })))).toEqual(['former-surname-without-furigana /formerSurnameFurigana'])
  await approve('former-surname', surname())
  expect(await now(home.child)).toMatchObject({ formerSurname: '佐久間', formerSurnameFurigana: 'サクマ', source: { event: 'former-surname-entry', evidence: '申出（旧氏の記載）' } })
  expect(await copyOf(home.child)).toMatchObject({ name: '大野　結衣', formerSurname: '佐久間' })
})

test('a former surname: one only; changed to the one borne directly before, deleted, and entered again only after the surname has changed', async () => {
  const marry = async (to: string, reading: string, day: string) => valueOf(await towns.a.run(registerFamilyRegisterChange, change([renamed({ name: `${to}　結衣`, furigana: `${reading}　ユイ`, familyRegisterHead: `${to}　樹` })], { changedOn: day })))
  const ask = async (over: Record<string, unknown>) => refusalsOf(await towns.a.run(registerFormerSurname, surname(over)))
  await marry('大野', 'オオノ', '2026-11-10')
  expect(await ask({})).toEqual([])
  expect(await ask({})).toEqual(['former-surname-recorded /request'])
  expect(await ask({ request: 'change', formerSurname: '佐久間' })).toEqual(['nothing-changes /formerSurname'])
  await marry('林', 'ハヤシ', '2026-11-24')
  expect(await ask({ request: 'change', formerSurname: '白浜', formerSurnameFurigana: 'シラハマ' })).toEqual(['former-surname-change-limit /formerSurname'])
  expect(await ask({ request: 'change', formerSurname: '大野', formerSurnameFurigana: 'オオノ' })).toEqual([])
  towns.clock.set('2026-11-26T01:00:00Z')
  expect(await ask({ request: 'deletion', notifiedOn: '2026-11-26' })).toEqual([])
  expect(await ask({ request: 'deletion', notifiedOn: '2026-11-26' })).toEqual(['former-surname-none /request'])
  expect(await ask({ notifiedOn: '2026-11-26', formerSurname: '大野', formerSurnameFurigana: 'オオノ' })).toEqual(['former-surname-again /request'])
  towns.clock.set('2026-12-01T01:00:00Z')
  valueOf(await towns.a.run(registerFamilyRegisterChange, change([renamed({ name: '森　結衣', furigana: 'モリ　ユイ', familyRegisterHead: '森　樹' })], { changedOn: '2026-11-30', notifiedOn: '2026-12-01' })))
  expect(await ask({ notifiedOn: '2026-12-01', formerSurname: '林', formerSurnameFurigana: 'ハヤシ' })).toEqual([])
  towns.clock.set('2026-11-24T01:00:00Z')
})

test.each<[string, () => Record<string, unknown>, string[]]>([
  ['外国人住民に旧氏はない（E-33）', () => surname({ personId: home.guest }), ['former-surname-of-foreigner /personId', 'confirm-former-surname-evidence /formerSurname']],
  ['いまの氏は旧氏でない', () => surname(), ['former-surname-is-surname /formerSurname', 'confirm-former-surname-evidence /formerSurname']],
  ['名まで書くと断る', () => surname({ formerSurname: '白浜　結衣' }), ['former-surname-not-surname /formerSurname', 'confirm-former-surname-evidence /formerSurname']],
  ['この町で称したことのない氏は、戸籍で確かめる', () => surname({ formerSurname: '白浜', formerSurnameFurigana: 'シラハマ' }), ['confirm-former-surname-evidence /formerSurname']],
  ['あすの申出', () => surname({ formerSurname: '白浜', formerSurnameFurigana: 'シラハマ', notifiedOn: '2026-11-25' }), ['notified-on-in-future /notifiedOn', 'confirm-former-surname-evidence /formerSurname']],
  ['ほかの町の人は、いないのと同じ', () => surname({ personId: home.foreign }), ['person-not-found /personId']],
])('旧氏：%s', async (_title, request, expected) => {
  expect(refusalsOf(await towns.a.run(registerFormerSurname, request()))).toEqual(expected)
})

test('an alias is recorded with what shows its use, found and printed; deleted, it stays in history and is asked about before another', async () => {
  await approve('common-name', alias())
  expect(await copyOf(home.guest)).toMatchObject({ name: 'NGUYEN LINH', commonName: '田中　凛' })
  expect(valueOf(await towns.a.ask(searchPersons, { words: 'たなか りん' })).items.map((hit) => hit.personId)).toContain(home.guest)
  expect(refusalsOf(await towns.a.run(registerCommonName, alias()))).toEqual(['common-name-recorded /request'])
  towns.clock.set('2026-11-26T01:00:00Z')
  valueOf(await towns.a.run(registerCommonName, alias({ request: 'deletion', notifiedOn: '2026-11-26' })))
  expect((await now(home.guest))?.commonName).toBeNull()
  expect((await now(home.guest, '2026-11-25'))?.commonName).toBe('田中　凛')
  expect(refusalsOf(await towns.a.run(registerCommonName, alias({ commonName: '鈴木　凛', notifiedOn: '2026-11-26' })))).toEqual(['confirm-common-name-again /commonName'])
  towns.clock.set('2026-11-24T01:00:00Z')
})

test.each<[string, () => Record<string, unknown>, string[]]>([
  ['日本人に通称はない（E-33）', () => alias({ personId: home.child }), ['common-name-of-japanese /personId']],
  ['通用を示す書類がない', () => alias({ proof: null }), ['common-name-proof-missing /proof']],
  ['フリガナがない', () => alias({ commonNameKana: null }), ['kana-missing /commonNameKana']],
  ['氏名と同じ', () => alias({ commonName: 'NGUYEN LINH' }), ['name-parts /commonName', 'common-name-is-name /commonName']],
  ['ない通称は消せない', () => alias({ request: 'deletion' }), ['common-name-none /request']],
  ['ほかの町の人は、いないのと同じ', () => alias({ personId: home.foreign }), ['person-not-found /personId']],
])('通称：%s', async (_title, request, expected) => {
  expect(refusalsOf(await towns.a.run(registerCommonName, request()))).toEqual(expected)
})
