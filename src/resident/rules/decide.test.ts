import { expect, test } from 'vitest'
import { plainDate, type Instant } from '../../kernel/plain-date.ts'
import { knownDate } from '../../kernel/unknown-date.ts'
import { nationalClosedDays } from '../../legislation/index.ts'
import { Birth, Death, MovingIn, MovingOut, Relocation } from '../inputs.ts'
import { registerLawOn } from '../law.ts'
import { blankFacts, type Household, type PersonFacts, type PersonOnDate, type Snapshot } from '../model.ts'
import { decideBirth, decideDeath } from './birth-death.ts'
import type { PlaceFacts, Surroundings } from './checks.ts'
import type { EntryDecision, FreshIds } from './entry.ts'
import { firstSnapshot } from './history.ts'
import { decideMovingIn, type MovingInFacts } from './moving-in.ts'
import { decideMovingOut } from './moving-out.ts'
import { decideRelocation } from './relocation.ts'

const today = plainDate('2026-11-24')
const [h, j] = ['11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222']
const ids: FreshIds = { householdId: '33333333-3333-4333-8333-333333333333', personIds: ['44444444-4444-4444-8444-444444444441', '44444444-4444-4444-8444-444444444442'], notificationId: '55555555-5555-4555-8555-555555555555' }
const [head, wife, child] = ['66666666-6666-4666-8666-666666666661', '66666666-6666-4666-8666-666666666662', '66666666-6666-4666-8666-666666666663']
const place: PlaceFacts = { block: { townBlockId: '0001001', postalCode: '9980001' }, isDictionaryKept: true, neighbours: [] }
const address = { postalCode: null, townBlockId: null, town: '汐見台三丁目', number: '12番5号', building: null, room: null }
const counter = { notifiedBy: { relation: 'self', identityProof: 'passport' }, notifiedOn: '2026-11-24' }
const law = registerLawOn(today)

function facts(over: Partial<PersonFacts>): PersonFacts {
  return {
    ...blankFacts, name: '佐久間　健一', kana: 'サクマ　ケンイチ', birth: { calc: plainDate('1977-08-03'), unknown: 'none', wording: null }, sex: 'male', householdId: h, relationship: 'head', memberOrder: 1,
    address: { ...address, town: '港本町一丁目', number: '3番地' }, addressFixedOn: plainDate('2015-04-01'), becameResidentOn: plainDate('2015-04-01'), becameResidentEvent: 'move-in-domestic', ...over,
  }
}

const family: readonly [string, PersonFacts][] = [
  [head, facts({})], [wife, facts({ name: '佐久間　美咲', sex: 'female', relationship: 'wife', memberOrder: 2, birth: { calc: plainDate('1979-01-20'), unknown: 'none', wording: null } })],
  [child, facts({ name: '佐久間　結衣', sex: 'female', relationship: 'child', memberOrder: 3, birth: { calc: plainDate('2011-06-11'), unknown: 'none', wording: null } })],
]
const recordedAt = '2015-04-03T00:00:00.000Z' as Instant
const timelines = new Map<string, readonly Snapshot[]>(family.map(([id, one]) => [id, [firstSnapshot(id, { from: one.becameResidentOn, facts: one, source: { event: 'move-in-domestic', notificationId: null, notifiedOn: null, evidence: null } }, recordedAt)]]))
const members = family.map(([personId, one]): PersonOnDate => ({ ...one, personId, addresseeNumber: personId, householdNumber: '1', historyNo: 1, validFrom: one.becameResidentOn, validTo: null, recordedAt, source: { event: 'move-in-domestic', notificationId: null, notifiedOn: null, evidence: null } }))
const household: Household = { householdId: h, householdNumber: '1', members }
const around: Surroundings = { today, townCode: '992011', isPracticeTown: true, closedDays: nationalClosedDays, law, timelines, inDraft: new Set(), withheld: new Set() }

function codes(decision: EntryDecision): readonly string[] {
  return decision.ok ? [] : decision.refusals.map((refusal) => `${refusal.code.replace('resident.', '')} ${refusal.field ?? ''}`)
}

const mover = { name: '堀内　拓真', kana: 'ホリウチ　タクマ', birth: knownDate(plainDate('1990-03-08')), sex: 'male', relationship: 'head', registeredDomicile: '北浜市', familyRegisterHead: '堀内　拓真' }
const movingIn = (over: Record<string, unknown> = {}, person: Record<string, unknown> = {}) => MovingIn.parse({
  ...counter, movedOn: '2026-11-15', evidence: 'moving-out-certificate', from: { kind: 'domestic', municipalityCode: '992038', address: '北浜市東雲町' }, address, household: { kind: 'new' }, persons: [{ ...mover, ...person }], ...over,
})
const inFacts: MovingInFacts = { ...around, isToldByMessage: false, timelines: new Map(), place, joined: undefined, byNumber: [], namesakes: [] }

test.each([
  ['きのう移った人は受け付ける', { movedOn: '2026-11-23' }, {}, []],
  ['あす移る人は断る', { movedOn: '2026-11-25', notifiedOn: '2026-11-24' }, {}, ['moved-on-in-future /movedOn', 'filed-before-event /notifiedOn']],
  ['14日目は間に合う', { movedOn: '2026-11-10' }, {}, []],
  ['期限の日が休みなら次の開庁日まで間に合う', { movedOn: '2026-11-08', notifiedOn: '2026-11-24' }, {}, []],
  ['14日目が日曜なら月曜に間に合う', { movedOn: '2026-11-01', notifiedOn: '2026-11-16' }, {}, []],
  ['その次の日は遅れ', { movedOn: '2026-11-01', notifiedOn: '2026-11-17' }, {}, ['confirm-late /notifiedOn']],
  ['理由を選べば遅れても受け付ける', { movedOn: '2026-09-01', acknowledged: [{ code: 'resident.confirm-late', field: '/notifiedOn', reason: '入院していた' }] }, {}, []],
  ['生まれる前には移れない', {}, { birth: knownDate(plainDate('2026-11-16')) }, ['event-before-birth /persons/0/birth']],
  ['前の住所がこの町なら断る', { from: { kind: 'domestic', municipalityCode: '992011', address: '汐見市' } }, {}, ['from-own-municipality /from/municipalityCode']],
  ['前の住所が空なら断る', { from: { kind: 'domestic', address: null } }, {}, ['from-address-missing /from/address']],
  ['本籍のない日本人は断る', {}, { registeredDomicile: null }, ['domicile-missing /persons/0/registeredDomicile']],
  ['世帯主のいない世帯は断る', {}, { relationship: 'child' }, ['head-missing /persons/0/relationship']],
  ['力は漢字', {}, { kana: 'ホリウチ　タ力マ' }, ['kana-has-kanji /persons/0/kana']],
  ['旧氏には振り仮名が要る', {}, { formerSurname: '東' }, ['former-surname-without-furigana /persons/0/formerSurname']],
  ['日本人に通称はない', {}, { commonName: '堀' }, ['common-name-of-japanese /persons/0/commonName']],
  ['研修の町に本物の個人番号は入らない', {}, { individualNumber: '123456789018' }, ['individual-number-of-practice /persons/0/individualNumber']],
  ['研修用の個人番号は入る', {}, { individualNumber: '123456789013' }, []],
  ['検査用数字の合わない個人番号は断る', {}, { individualNumber: '123456789012' }, ['individual-number-wrong /persons/0/individualNumber']],
  ['住民票コードの検査用数字は確かめるだけ', {}, { residentCode: '12345678901' }, ['confirm-resident-code /persons/0/residentCode']],
  ['中長期在留者にはカード番号が要る', {}, { registeredDomicile: null, foreign: { nationality: 'ベトナム', category: 'mid-to-long-term', statusOfResidence: '留学', periodOfStay: '1年', expiresOn: '2027-04-01', cardNumber: null } }, ['residence-facts-missing /persons/0/foreign/cardNumber']],
  ['満了日が過ぎていれば確かめる', {}, { registeredDomicile: null, foreign: { nationality: 'ベトナム', category: 'mid-to-long-term', statusOfResidence: '留学', periodOfStay: '1年', expiresOn: '2026-11-14', cardNumber: 'AB12345678CD' } }, ['confirm-stay-expired /persons/0/foreign/expiresOn']],
])('転入：%s', (_title, over, person, expected) => expect(codes(decideMovingIn(movingIn(over, person), inFacts, ids))).toEqual(expected))

test.each([
  ['住民と番号が同じ', { byNumber: [{ line: 0, what: '個人番号', personId: head, isResident: true }] }, ['already-resident /persons/0']],
  ['転出した人と番号が同じ', { byNumber: [{ line: 0, what: '個人番号', personId: head, isResident: false }] }, ['returning-must-be-chosen /persons/0/returningPersonId']],
  ['氏名・性別・生年月日が住民と同じ', { namesakes: [{ line: 0, personId: head, isResident: true }] }, ['confirm-namesake-resident /persons/0/name']],
  ['氏名・性別・生年月日が転出した人と同じ', { namesakes: [{ line: 0, personId: head, isResident: false }] }, ['confirm-namesake-closed /persons/0/name']],
  ['辞書にない町字', { place: { ...place, block: undefined } }, ['confirm-town-unknown /address/town']],
  ['同じ番地に同じ氏の世帯', { place: { ...place, neighbours: [{ personId: 'x', householdId: 'y', name: '堀内　実', building: null, room: null }] } }, ['confirm-same-surname /address/number']],
] as const)('転入：%sなら、止めるか確かめる', (_title, more, expected) => expect(codes(decideMovingIn(movingIn(), { ...inFacts, ...more }, ids))).toEqual(expected))

test('転入：集合住宅の部屋番号がなければ、届出のある室数を言って確かめる', () => {
  const neighbours = ['101', '102'].map((room, index) => ({ personId: `n${index}`, householdId: `m${index}`, name: '別　人', building: '汐見ハイツ', room }))
  const decision = decideMovingIn(movingIn({ address: { ...address, building: '汐見ハイツ' } }), { ...inFacts, place: { ...place, neighbours } }, ids)
  expect(decision.ok ? '' : decision.refusals[0]?.message).toContain('2室')
})

const movingOut = (over: Record<string, unknown> = {}) => MovingOut.parse({ ...counter, movedOn: '2026-11-24', personIds: [child], to: { kind: 'domestic', municipalityCode: '992038', address: '北浜市' }, ...over })

test.each([
  ['先の日付でも受け付ける', { movedOn: '2026-12-20' }, []],
  ['3か月より先は確かめる', { movedOn: '2027-02-25' }, ['confirm-planned-far /movedOn']],
  ['3か月ちょうどは確かめない', { movedOn: '2027-02-24' }, []],
  ['14日後までは転出届', { movedOn: '2026-11-10' }, []],
  ['15日後は職権', { movedOn: '2026-11-09' }, ['moving-out-too-late /movedOn']],
  ['転出先がこの町なら断る', { to: { kind: 'domestic', municipalityCode: '992011', address: '汐見市' } }, ['to-own-municipality /to/municipalityCode']],
  ['世帯主が抜けると、次の世帯主を聞く', { personIds: [head] }, ['confirm-head-leaves /relationships']],
  ['世帯主と子が抜けると、残る妻が世帯主', { personIds: [head, child] }, ['confirm-last-member-head /relationships']],
  ['全員が抜けると聞くことはない', { personIds: [head, wife, child] }, []],
  ['住民となる前には転出できない', { movedOn: '2015-03-31', notifiedOn: '2015-03-31' }, ['event-before-resident /movedOn']],
])('転出：%s', (_title, over, expected) => expect(codes(decideMovingOut(movingOut(over), { ...around, isToldByMessage: false, left: household }, ids))).toEqual(expected))

test('転出：下書きのある人、責任者の扱う人、ほかの町の人は断る', () => {
  expect(codes(decideMovingOut(movingOut(), { ...around, isToldByMessage: false, left: household, inDraft: new Set([child]) }, ids))).toEqual(['person-in-draft /personIds/0'])
  expect(codes(decideMovingOut(movingOut(), { ...around, isToldByMessage: false, left: household, withheld: new Set([child]) }, ids))).toEqual(['protected-person /personIds/0'])
  expect(codes(decideMovingOut(movingOut({ personIds: [j] }), { ...around, isToldByMessage: false, left: undefined }, ids))).toEqual(['person-not-found /personIds/0'])
})

const relocation = (over: Record<string, unknown> = {}) => Relocation.parse({ ...counter, movedOn: '2026-11-20', personIds: [head, wife, child], address, household: { kind: 'keep' }, ...over })

test.each([
  ['全員が動けば世帯はそのまま', {}, []],
  ['一部が動くのに世帯をそのままにはできない', { personIds: [wife, child] }, ['keep-needs-all /household', 'head-missing /relationships']],
  ['子だけが動けば、子が世帯主', { personIds: [child], household: { kind: 'new' } }, []],
  ['妻と子が動けば、世帯主を選ぶ', { personIds: [wife, child], household: { kind: 'new' }, relationships: [{ personId: wife, relationship: 'head' }] }, []],
  ['同じ住所への転居はない', { address: { ...address, town: '港本町一丁目', number: '3番地' } }, ['same-address /address/number', 'same-address /personIds/1', 'same-address /personIds/2']],
  ['入る世帯がなければ断る', { personIds: [child], household: { kind: 'join', householdId: j }, relationships: [{ personId: child, relationship: 'child' }] }, ['household-not-found /household/householdId']],
])('転居：%s', (_title, over, expected) => expect(codes(decideRelocation(relocation(over), { ...around, place, left: household, joined: undefined }, ids))).toEqual(expected))

const birth = (over: Record<string, unknown> = {}, baby: Record<string, unknown> = {}) => Birth.parse({
  ...counter, bornOn: knownDate(plainDate('2026-11-20')), motherId: wife, householdId: h, child: { name: '佐久間　澪', furigana: 'サクマ　ミオ', sex: 'female', relationship: 'child', registeredDomicile: '汐見市', familyRegisterHead: '佐久間　健一', ...baby }, ...over,
})

test.each([
  ['14日目（生まれた日から数える）は間に合う', { bornOn: knownDate(plainDate('2026-11-11')) }, {}, []],
  ['14日目が日曜と祝日に続けて当たれば、火曜まで間に合う', { bornOn: knownDate(plainDate('2026-11-09')) }, {}, []],
  ['14日目が金曜なら、次の週は遅れ', { bornOn: knownDate(plainDate('2026-11-07')) }, {}, ['confirm-late-family-register /notifiedOn']],
  ['名が決まっていなければ確かめる', {}, { name: null, furigana: null }, ['confirm-name-undecided /child/name']],
  ['母が男なら断る', { motherId: head }, {}, ['mother-not-female /motherId']],
  ['同じ子は二重に記録しない', { bornOn: knownDate(plainDate('2011-06-11')), notifiedOn: '2011-06-20' }, { name: '佐久間　結衣' }, ['child-already-recorded /child/name', 'event']],
])('出生：%s', (_title, over, baby, expected) => {
  const found = codes(decideBirth(birth(over, baby), { ...around, household }, ids))
  expect(expected.at(-1) === 'event' ? found.filter((code) => code.startsWith('child-already')) : found).toEqual(expected.filter((code) => code !== 'event'))
})

const death = (over: Record<string, unknown> = {}) => Death.parse({ ...counter, personId: child, diedOn: knownDate(plainDate('2026-11-20')), ...over })

test.each([
  ['7日目（知った日を含む）は間に合う', { diedOn: knownDate(plainDate('2026-11-18')) }, []],
  ['8日目が開庁日なら遅れ', { diedOn: knownDate(plainDate('2026-11-17')), notifiedOn: '2026-11-25' }, ['notified-on-in-future /notifiedOn', 'confirm-late-family-register /notifiedOn']],
  ['あすの死亡は断る', { diedOn: knownDate(plainDate('2026-11-25')) }, ['moved-on-in-future /diedOn', 'filed-before-event /notifiedOn']],
  ['世帯主が死亡すると、次の世帯主を聞く', { personId: head }, ['confirm-head-leaves /relationships']],
])('死亡：%s', (_title, over, expected) => expect(codes(decideDeath(death(over), { ...around, household }, ids))).toEqual(expected))

test('死亡：後の日付の転居が記録されていれば、先に取り消すまで断る', () => {
  const later = firstSnapshot(child, { from: plainDate('2026-11-22'), facts: facts({ relationship: 'child' }), source: { event: 'relocate-within', notificationId: null, notifiedOn: null, evidence: null } }, recordedAt)
  const standing = timelines.get(child)![0]!
  const decision = decideDeath(death(), { ...around, household, timelines: new Map([...timelines, [child, [{ ...standing, validTo: plainDate('2026-11-22') }, { ...later, historyNo: 2 }]]]) }, ids)
  expect(codes(decision)).toEqual(['death-before-later-event /diedOn/calc'])
})

test('死亡：不詳の日は表記のまま残り、計算には別の日を使う', () => {
  const decision = decideDeath(death({ diedOn: { calc: '2026-11-20', unknown: 'approximate', wording: '令和8年11月18日頃から20日頃までの間' } }), { ...around, household }, ids)
  expect(decision.ok && decision.entry.changes[0]?.patch).toMatchObject({ status: 'dead', ceasedOn: '2026-11-20', ceasedWording: '令和8年11月18日頃から20日頃までの間' })
})
