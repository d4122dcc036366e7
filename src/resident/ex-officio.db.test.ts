import { beforeEach, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../test/support/town.ts'
import { plainDate } from '../kernel/plain-date.ts'
import { approveNotification, registerExOfficioEntry, registerExOfficioRecovery, registerExOfficioRemoval, registerMovingIn, registerMovingOut, registerRelocation, submitNotification } from './commands.ts'
import { findHouseholdOn, findPersonOn, listHistory } from './index.ts'
import { enterHousehold } from './test-residents.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const filed = { notifiedBy: { relation: 'other', identityProof: 'none' }, notifiedOn: '2026-11-24' }
const survey = { surveyedOn: '2026-11-20', finding: '郵便受けに別の人の名があり、管理人も転居したと話した' }
const home = { householdId: '', head: '', wife: '', child: '', guest: '', foreign: '' }
const destination = '汐音県北浜市中央三丁目8番2号'
let lot = 0

/** A couple with a child and a foreign lodger; in the other town a man at the same address. */
beforeEach(async () => {
  lot += 1
  const place = { town: '港本町一丁目', number: `${lot}番地` }
  const { householdId, personIds: [head, wife, child, guest] } = await towns.a.tx((tx) => enterHousehold(tx, place, [
    { name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' }, { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1979-01-20', sex: 'female', relationship: 'wife' },
    { name: '佐久間　結衣', kana: 'サクマ　ユイ', born: '2001-06-11', sex: 'female', relationship: 'child' }, { name: 'NGUYEN　LINH', kana: 'グエン　リン', born: '1990-01-01', sex: 'female', relationship: 'cohabitant', residentType: 'foreign', registeredDomicile: null, familyRegisterHead: null },
  ]))
  const { personIds: [foreign] } = await towns.b.tx((tx) => enterHousehold(tx, place, [{ name: '林　三郎', kana: 'ハヤシ　サブロウ', born: '1960-01-01', sex: 'male', relationship: 'head' }]))
  Object.assign(home, { householdId, head, wife, child, guest, foreign })
})

const known = (day: string) => ({ calc: day, unknown: 'none', wording: null })
const removal = (over: Record<string, unknown> = {}) => ({ ...filed, removedOn: known('2026-11-20'), reason: 'absent', personIds: [home.child], survey, ...over })
const recovery = (over: Record<string, unknown> = {}) => ({ ...filed, recoveredOn: '2026-11-20', personIds: [home.child], survey, ...over })
const now = (personId: string, day?: string) => towns.a.tx((tx) => findPersonOn(tx, personId, day === undefined ? {} : { on: plainDate(day) }))
const members = async () => (await towns.a.tx((tx) => findHouseholdOn(tx, home.householdId)))?.members.map((member) => [member.personId, member.relationship])
const refusalsOf = (answer: { readonly ok: boolean; readonly refusals?: readonly { code: string; field: string | null }[] }) => (answer.refusals ?? []).map((refusal) => `${refusal.code.replace('resident.', '')} ${refusal.field ?? ''}`)

async function approve(kind: string, notification: Record<string, unknown>) {
  const submitted = valueOf(await towns.a.run(submitNotification, { kind, notification }))
  valueOf(await towns.a.run(approveNotification, { notificationId: submitted.notificationId, expectedVersion: 1 }, { actor: staffMember(towns.yakuba) }))
  return submitted.consequences.filter((line) => line['business'] === '住民').map((line) => [line['code'], line['letter'], line['subjectIds']])
}

test('who does not live here is removed with what the office found; the person and the place of the family register are told', async () => {
  expect(await approve('ex-officio-removal', removal())).toEqual([['resident.notify-ex-officio', '職権記載等通知書', [home.child]]])
  expect((await now(home.child, '2026-11-19'))?.status).toBe('resident')
  expect(await now(home.child)).toMatchObject({ status: 'removed', ceasedOn: '2026-11-20', source: { event: 'ex-officio-removal', evidence: '職権（不現住）' } })
  expect((await members())?.map(([id]) => id)).toEqual([home.head, home.wife, home.guest])
  expect((await towns.b.tx((tx) => findPersonOn(tx, home.foreign)))?.status).toBe('resident')
})

test('RR A-13: a move-out filed fifteen days or more after the move is ex officio: no certificate of moving out, a substitute is offered', async () => {
  const out = { ...filed, movedOn: '2026-11-09', personIds: [home.child], to: { kind: 'domestic', address: destination } }
  expect(codesOf(await towns.a.run(registerMovingOut, out))).toEqual(['resident.moving-out-too-late'])
  const late = (day: string) => removal({ removedOn: known(day), reason: 'moved-out', survey: undefined, to: { address: destination } })
  expect(refusalsOf(await towns.a.run(registerExOfficioRemoval, late('2026-11-10')))).toEqual(['moving-out-in-time /removedOn'])
  expect(await approve('ex-officio-removal', late('2026-11-09'))).toEqual([
    ['resident.notify-ex-officio', '職権記載等通知書', [home.child]], ['resident.offer-substitute-certificate', '転出証明書に準ずる証明書', [home.child]],
  ])
  expect(await now(home.child)).toMatchObject({ status: 'removed', ceasedOn: '2026-11-09', moveOutTo: destination, plannedMoveOutOn: null })
})

test('a head who is removed leaves a household that is asked for another, and the rest stand as they were', async () => {
  expect(codesOf(await towns.a.run(registerExOfficioRemoval, removal({ personIds: [home.head] })))).toEqual(['resident.confirm-head-leaves'])
  valueOf(await towns.a.run(registerExOfficioRemoval, removal({ personIds: [home.head], relationships: [{ personId: home.wife, relationship: 'head' }] })))
  expect(await members()).toEqual([[home.wife, 'head'], [home.child, 'child'], [home.guest, 'cohabitant']])
})

test('a ruling of disappearance closes the record on a day of which a part may be unknown, and nobody is written to', async () => {
  const ruled = { reason: 'disappearance', survey: undefined, ruledOn: '2026-11-16', removedOn: { calc: '2026-10-31', unknown: 'day', wording: '令和8年10月日不詳' } }
  expect(await approve('ex-officio-removal', removal(ruled))).toEqual([])
  expect(await now(home.child)).toMatchObject({ status: 'removed', ceasedOn: '2026-10-31', ceasedWording: '令和8年10月日不詳' })
})

test.each<[string, () => Record<string, unknown>, string[]]>([
  ['調べた記録がない', () => removal({ survey: undefined }), ['survey-missing /survey/surveyedOn']],
  ['調べたことがない', () => removal({ survey: { surveyedOn: '2026-11-20' } }), ['survey-missing /survey/finding']],
  ['処理の後の日に調べた', () => removal({ survey: { ...survey, surveyedOn: '2026-11-25' } }), ['surveyed-in-future /survey/surveyedOn']],
  ['消除の日が不詳', () => removal({ removedOn: { calc: '2026-10-31', unknown: 'day', wording: '令和8年10月日不詳' } }), ['day-must-be-known /removedOn']],
  ['転出先がない', () => removal({ reason: 'moved-out', removedOn: known('2026-11-01') }), ['destination-missing /to/address']],
  ['転出先がこの町', () => removal({ reason: 'moved-out', removedOn: known('2026-11-01'), to: { municipalityCode: '992011', address: destination } }), ['to-own-municipality /to/municipalityCode']],
  ['失踪宣告の裁判の日がない', () => removal({ reason: 'disappearance' }), ['ruling-missing /ruledOn']],
  ['裁判から10日目（確定の日を数える）は間に合う', () => removal({ reason: 'disappearance', ruledOn: '2026-11-15' }), []],
  ['裁判から11日目は遅れ', () => removal({ reason: 'disappearance', ruledOn: '2026-11-11' }), ['confirm-late-family-register /notifiedOn']],
  ['日本人は外国人住民でなくならない', () => removal({ reason: 'out-of-scope' }), ['not-foreign-resident /personIds/0']],
  ['外国人住民に国籍喪失はない', () => removal({ reason: 'lost-nationality', personIds: [home.guest] }), ['not-japanese-resident /personIds/0']],
  ['外国人住民でなくなった人を消除する', () => removal({ reason: 'out-of-scope', personIds: [home.guest] }), []],
  ['あすの消除', () => removal({ removedOn: known('2026-11-25') }), ['moved-on-in-future /removedOn', 'filed-before-event /notifiedOn']],
  ['ほかの町の人は、いないのと同じ', () => removal({ personIds: [home.foreign] }), ['person-not-found /personIds/0']],
])('職権消除：%s', async (_title, filing, expected) => {
  expect(refusalsOf(await towns.a.run(registerExOfficioRemoval, filing()))).toEqual(expected)
})

test('a removal before a recorded relocation is refused until that is settled', async () => {
  const address = { postalCode: null, townBlockId: null, town: '汐見台三丁目', number: `${lot}番`, building: null, room: null }
  valueOf(await towns.a.run(registerRelocation, { ...filed, movedOn: '2026-11-22', personIds: [home.child], address, household: { kind: 'new' } }))
  expect(codesOf(await towns.a.run(registerExOfficioRemoval, removal()))).toEqual(['resident.removal-before-later-event'])
})

test('a removed record is opened again in its household with its old relationship; the removal stays in history', async () => {
  valueOf(await towns.a.run(registerExOfficioRemoval, removal()))
  expect(await approve('ex-officio-recovery', recovery())).toEqual([['resident.notify-ex-officio', '職権記載等通知書', [home.child]]])
  expect(await now(home.child)).toMatchObject({ status: 'resident', ceasedOn: null, relationship: 'child', householdId: home.householdId, source: { event: 'ex-officio-recovery' } })
  const history = await towns.a.tx((tx) => listHistory(tx, home.child))
  expect(history.map((row) => [row.source.event, row.recordedTo === null])).toContainEqual(['ex-officio-removal', false])
})

test('a recovered head goes back beside the new head with a relationship, or into a household of his own', async () => {
  valueOf(await towns.a.run(registerExOfficioRemoval, removal({ personIds: [home.head], relationships: [{ personId: home.wife, relationship: 'head' }] })))
  expect(codesOf(await towns.a.run(registerExOfficioRecovery, recovery({ personIds: [home.head] })))).toEqual(['resident.two-heads'])
  const { householdId } = valueOf(await towns.a.run(registerExOfficioRecovery, recovery({ personIds: [home.head], household: 'new' })))
  expect(householdId).not.toBe(home.householdId)
  expect(await now(home.head)).toMatchObject({ status: 'resident', householdId, relationship: 'head' })
  valueOf(await towns.a.run(registerExOfficioRemoval, removal({ personIds: [home.child] })))
  valueOf(await towns.a.run(registerExOfficioRecovery, recovery({ relationships: [{ personId: home.child, relationship: 'child' }] })))
  expect(await members()).toEqual([[home.wife, 'head'], [home.guest, 'cohabitant'], [home.child, 'child']])
})

test.each<[string, () => Record<string, unknown>, string[]]>([
  ['住民は回復できない', () => recovery(), ['not-removed /personIds/0']],
  ['調べた記録がない', () => recovery({ survey: undefined, personIds: [home.head] }), ['survey-missing /survey/surveyedOn', 'not-removed /personIds/0', 'two-heads /relationships']],
  ['ほかの町の人は、いないのと同じ', () => recovery({ personIds: [home.foreign] }), ['person-not-found /personIds/0']],
])('職権回復：%s', async (_title, filing, expected) => {
  expect(refusalsOf(await towns.a.run(registerExOfficioRecovery, filing()))).toEqual(expected)
})

const newcomer = { name: '見本　太郎', kana: 'ミホン　タロウ', birth: known('1980-05-05'), sex: 'male', relationship: 'head', registeredDomicile: '汐音県北浜市', familyRegisterHead: '見本　太郎' }
const arrival = (over: Record<string, unknown> = {}) => ({
  ...filed, movedOn: '2026-05-01', evidence: 'none', from: { kind: 'none', address: null }, address: { postalCode: null, townBlockId: null, town: '白鷺二丁目', number: `${lot}番`, building: null, room: null }, household: { kind: 'new' }, persons: [newcomer], survey, ...over,
})
const person = (over: Record<string, unknown>) => ({ ...newcomer, name: `見本　${lot}`, ...over })

test('somebody who was found living here without a filing is entered by the office, however long ago, and a letter is owed', async () => {
  expect(refusalsOf(await towns.a.run(registerExOfficioEntry, arrival({ survey: undefined })))).toEqual(['survey-missing /survey/surveyedOn'])
  const submitted = valueOf(await towns.a.run(submitNotification, { kind: 'ex-officio-entry', notification: arrival({ persons: [person({})] }) }))
  expect(submitted.consequences.filter((line) => line['business'] === '住民').map((line) => line['letter'])).toEqual(['職権記載等通知書'])
  const { personIds: [id] } = valueOf(await towns.a.run(approveNotification, { notificationId: submitted.notificationId, expectedVersion: 1 }, { actor: staffMember(towns.yakuba) }))
  expect(await now(id!)).toMatchObject({ status: 'resident', becameResidentOn: '2026-05-01', becameResidentEvent: 'ex-officio-entry', source: { event: 'ex-officio-entry', evidence: '職権（記載）' } })
})

test('an unreported move-in asks for the last registered place, prints （未届） and says where the notice goes', async () => {
  const moved = (over: Record<string, unknown>) => { const { survey: _survey, ...rest } = arrival({ movedOn: '2026-11-15', persons: [person({})] }); return { ...rest, from: { kind: 'domestic', address: destination, isUnreported: true, ...over } } }
  expect(refusalsOf(await towns.a.run(registerMovingIn, moved({})))).toEqual(['last-registered-missing /from/lastRegistered'])
  const { personIds: [id] } = valueOf(await towns.a.run(registerMovingIn, moved({ lastRegistered: '遠浦県沖見市一丁目1番1号' })))
  expect((await now(id!))?.previousAddress).toBe(`${destination}（未届）`)
})
