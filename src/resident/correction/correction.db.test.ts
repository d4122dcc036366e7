import { beforeEach, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { approveNotification, cancelEvent, correctRecord, registerBirth, registerHouseholdChange, registerMovingIn, registerMovingOut, registerRelocation, submitNotification } from '../commands.ts'
import { findHouseholdOn, findPersonOn, listHistory, residentRecordContent, RecordCopyItems } from '../index.ts'
import { residentRecord } from '../record/record.ts'
import { cancellationForm } from './views.ts'
import { enterHousehold } from '../test-residents.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const filed = { notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, notifiedOn: '2026-11-24' }
const home = { householdId: '', head: '', wife: '', child: '', mother: '', foreign: '' }
let lot = 0

/** A family of four at a new lot each time, and a man at the same lot in the other town. */
beforeEach(async () => {
  towns.clock.set('2026-11-24T01:00:00Z')
  lot += 1
  const place = { town: '港本町一丁目', number: `${lot}番地` }
  await towns.a.tx(async (tx) => {
    const { householdId, personIds: [head, wife, child, mother] } = await enterHousehold(tx, place, [
      { name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' }, { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1979-01-20', sex: 'female', relationship: 'wife' },
      { name: '佐久間　結衣', kana: 'サクマ　ユイ', born: '2001-06-11', sex: 'female', relationship: 'child' }, { name: '佐久間　節子', kana: 'サクマ　セツコ', born: '1950-02-02', sex: 'female', relationship: 'mother' },
    ])
    Object.assign(home, { householdId, head, wife, child, mother })
  })
  await towns.b.tx(async (tx) => { home.foreign = (await enterHousehold(tx, place, [{ name: '林　三郎', kana: 'ハヤシ　サブロウ', born: '1960-01-01', sex: 'male', relationship: 'head' }])).personIds[0]! })
})

const address = (number: string) => ({ postalCode: null, townBlockId: null, town: '汐見台三丁目', number, building: null, room: null })
const relocation = (over: Record<string, unknown> = {}) => ({ ...filed, movedOn: '2026-11-20', personIds: [home.head, home.wife, home.child, home.mother], address: address(`${lot}番`), household: { kind: 'keep' }, ...over })
const cancellation = (notificationId: string, personIds: readonly string[], later: unknown[] = []) => ({ ...filed, notificationId, personIds, reason: '別の人の届出で記録していたため', later })
const membersOf = async (id = home.householdId, on = '2026-11-24') => (await towns.a.tx((tx) => findHouseholdOn(tx, id, { on: plainDate(on) })))?.members.map((member) => [member.personId, member.relationship, member.memberOrder])
const rowsOf = async (personId: string) => (await towns.a.tx((tx) => listHistory(tx, personId))).map((row) => [row.historyNo, row.version, row.source.event, row.validFrom, row.validTo, row.recordedTo === null])
const outboxOf = async () => await towns.a.tx(async (tx) => (await tx.db.client.query<{ name: string }>('select name from platform.outbox where tenant_id = 1 order by recorded_at desc, id desc limit 2')).rows.map((row) => row.name))

async function approve(kind: string, notification: Record<string, unknown>) {
  const submitted = valueOf(await towns.a.run(submitNotification, { kind, notification }))
  valueOf(await towns.a.run(approveNotification, { notificationId: submitted.notificationId, expectedVersion: 1 }, { actor: staffMember(towns.yakuba) }))
  return submitted
}

test('RR A-17: a wrong relocation approved yesterday is cancelled today: everybody is back with the old relationship, and both acts stay in the history', async () => {
  const before = await membersOf()
  const { notificationId } = await approve('relocation', relocation({ personIds: [home.child], household: { kind: 'new' } }))
  expect(await membersOf()).toHaveLength(3)
  towns.clock.set('2026-11-25T01:00:00Z')
  await approve('event-cancellation', { ...cancellation(notificationId, [home.child]), notifiedOn: '2026-11-25' })
  expect(await membersOf(home.householdId, '2026-11-25')).toEqual(before)
  expect(await rowsOf(home.child)).toEqual([
    [1, 1, 'taken-over', '2015-04-01', null, false], [1, 2, 'taken-over', '2015-04-01', '2026-11-20', true], [2, 1, 'relocate-within', '2026-11-20', null, false], [3, 1, 'cancellation-amend', '2026-11-20', null, true],
  ])
  expect((await outboxOf()).toSorted()).toEqual(['resident.event-cancelled', 'resident.relocated'])
  const there = await towns.a.tx((tx) => findPersonOn(tx, home.child, { on: plainDate('2026-11-22'), knownAt: '2026-11-24T12:00:00.000Z' as typeof tx.now }))
  expect(there?.address.town).toBe('汐見台三丁目')
})

test('RR A-19: a move-out taken back before its day leaves the record live without planned data', async () => {
  const planned = { ...filed, movedOn: '2026-12-14', personIds: [home.child], to: { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市中央三丁目8番2号' } }
  const { notificationId } = valueOf(await towns.a.run(registerMovingOut, planned))
  towns.clock.set('2026-12-01T01:00:00Z')
  valueOf(await towns.a.run(cancelEvent, { ...cancellation(notificationId, [home.child]), notifiedOn: '2026-12-01' }))
  towns.clock.set('2027-01-10T01:00:00Z')
  expect(await towns.a.tx((tx) => findPersonOn(tx, home.child))).toMatchObject({ status: 'resident', plannedMoveOutOn: null, plannedMoveOutTo: null, ceasedOn: null })
})

test('RR A-18: a birth year wrong since 2015 is put right over the whole history; the old value stays in it and the copy shows the right one', async () => {
  const born = { calc: '1951-02-02', unknown: 'none', wording: null }
  await approve('record-correction', { ...filed, correction: 'clerical-error', personId: home.mother, items: { birth: born }, evidence: '戸籍の全部事項証明書', reason: '昭和26年を25年と書き誤っていたため' })
  expect((await towns.a.tx((tx) => findPersonOn(tx, home.mother, { on: plainDate('2018-01-01') })))?.birth.calc).toBe('1951-02-02')
  expect(await rowsOf(home.mother)).toEqual([
    [1, 1, 'taken-over', '2015-04-01', null, false], [1, 3, 'taken-over', '2015-04-01', '2026-11-24', true], [2, 1, 'clerical-error-correction', '2026-11-24', null, true],
  ])
  const history = await towns.a.tx((tx) => listHistory(tx, home.mother))
  expect(history.map((row) => row.facts.birth.calc)).toEqual(['1950-02-02', '1951-02-02', '1951-02-02'])
  const copy = await towns.a.tx((tx) => residentRecordContent(tx, { subject: { personIds: [home.mother] }, items: RecordCopyItems.parse({}) }))
  expect(copy.ok && copy.value.persons[0]?.birth).toBe('昭和26年2月2日')
})

test('RR A-09: on the fifth day of a planned move-out a copy prints without any of the planned data', async () => {
  valueOf(await towns.a.run(registerMovingOut, { ...filed, movedOn: '2026-12-14', personIds: [home.child], to: { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市中央三丁目8番2号' } }))
  towns.clock.set('2026-11-29T01:00:00Z')
  const copy = await towns.a.tx((tx) => residentRecordContent(tx, { subject: { householdId: home.householdId }, items: RecordCopyItems.parse({ householder: true, domicile: true }) }))
  expect(copy.ok && copy.value.persons.map((person) => person.personId)).toContain(home.child)
  expect(JSON.stringify(copy)).not.toMatch(/中央三丁目|令和8年12月14日|転出/)
})

test('RR A-11, the register: on the planned day the record is closed without anybody, and a live copy is refused', async () => {
  valueOf(await towns.a.run(registerMovingOut, { ...filed, movedOn: '2026-12-14', personIds: [home.child], to: { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市中央三丁目8番2号' } }))
  const state = async () => (await towns.a.tx((tx) => findPersonOn(tx, home.child)))?.status
  towns.clock.set('2026-12-13T14:59:00Z')
  expect(await state()).toBe('resident')
  towns.clock.set('2026-12-13T15:01:00Z')
  expect([await state(), await membersOf(home.householdId, '2026-12-14')]).toEqual(['moved-out', [[home.head, 'head', 1], [home.wife, 'wife', 2], [home.mother, 'mother', 4]]])
  const copy = await towns.a.tx((tx) => residentRecordContent(tx, { subject: { personIds: [home.child] }, items: RecordCopyItems.parse({}) }))
  expect(copy.ok).toBe(false)
})

test('a death that was another person’s is cancelled: the widow is wife again, and the obligations it began are taken back', async () => {
  const before = await membersOf()
  const died = { ...filed, personId: home.head, diedOn: { calc: '2026-11-22', unknown: 'none', wording: null }, relationships: [{ personId: home.wife, relationship: 'head' }] }
  const { notificationId } = await approve('death', died)
  expect(await membersOf()).toEqual([[home.wife, 'head', 2], [home.child, 'child', 3], [home.mother, 'husband.mother', 4]])
  await approve('event-cancellation', cancellation(notificationId, [home.head, home.wife, home.mother]))
  expect(await membersOf()).toEqual(before)
  expect((await rowsOf(home.head)).at(-1)).toEqual([3, 1, 'cancellation-increase', '2026-11-22', null, true])
})

test('later filings on the same persons have to be decided one by one; cancelled too they go back together, kept they are replayed', async () => {
  const before = await membersOf()
  const moved = valueOf(await towns.a.run(registerRelocation, relocation()))
  const changed = valueOf(await towns.a.run(registerHouseholdChange, { ...filed, changedOn: '2026-11-22', change: 'householder', personIds: [home.wife] }))
  const everybody = [home.head, home.wife, home.child, home.mother]
  expect(codesOf(await towns.a.run(cancelEvent, cancellation(moved.notificationId, everybody)))).toEqual(['resident.later-undecided'])
  const decided = (decision: string) => cancellation(moved.notificationId, everybody, [{ notificationId: changed.notificationId, decision }])
  const kept = await towns.a.run(submitNotification, { kind: 'event-cancellation', notification: decided('keep') }, { dry: true })
  expect(kept.ok).toBe(true)
  valueOf(await towns.a.run(cancelEvent, decided('cancel')))
  expect([await membersOf(), (await towns.a.tx((tx) => findPersonOn(tx, home.wife)))?.address.town]).toEqual([before, '港本町一丁目'])
})

test('a new head that is kept stays head after the relocation before it was cancelled', async () => {
  const moved = valueOf(await towns.a.run(registerRelocation, relocation()))
  const changed = valueOf(await towns.a.run(registerHouseholdChange, { ...filed, changedOn: '2026-11-22', change: 'householder', personIds: [home.wife] }))
  valueOf(await towns.a.run(cancelEvent, cancellation(moved.notificationId, [home.head, home.wife, home.child, home.mother], [{ notificationId: changed.notificationId, decision: 'keep' }])))
  expect(await membersOf()).toEqual([[home.head, 'husband', 1], [home.wife, 'head', 2], [home.child, 'child', 3], [home.mother, 'husband.mother', 4]])
  expect(await membersOf(home.householdId, '2026-11-21')).toEqual([[home.head, 'head', 1], [home.wife, 'wife', 2], [home.child, 'child', 3], [home.mother, 'mother', 4]])
})

const family = () => ({
  ...filed, movedOn: '2026-11-16', evidence: 'moving-out-certificate', address: address(`${lot}番1号`), household: { kind: 'new' }, from: { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市東雲町二丁目5番10号' },
  persons: [
    { name: '堀内　拓真', kana: 'ホリウチ　タクマ', birth: { calc: `1990-03-${10 + lot}`, unknown: 'none', wording: null }, sex: 'male', relationship: 'head', registeredDomicile: '汐音県北浜市東雲町', familyRegisterHead: '堀内　拓真' },
    { name: '堀内　彩香', kana: 'ホリウチ　アヤカ', birth: { calc: `1991-04-${10 + lot}`, unknown: 'none', wording: null }, sex: 'female', relationship: 'wife', registeredDomicile: '汐音県北浜市東雲町', familyRegisterHead: '堀内　拓真' },
  ],
})

test('a birth into a household that never moved in cannot stay; cancelled too, all three were never residents', async () => {
  const moved = valueOf(await towns.a.run(registerMovingIn, family()))
  const [, mother] = moved.personIds
  const born = valueOf(await towns.a.run(registerBirth, { ...filed, bornOn: { calc: '2026-11-20', unknown: 'none', wording: null }, motherId: mother, householdId: moved.householdId, child: { name: '堀内　澪', furigana: 'ホリウチ　ミオ', sex: 'female', relationship: 'child', registeredDomicile: '汐音県北浜市東雲町', familyRegisterHead: '堀内　拓真' } }))
  const later = (decision: string) => cancellation(moved.notificationId, moved.personIds, [{ notificationId: born.notificationId, decision }])
  expect(codesOf(await towns.a.run(cancelEvent, later('keep')))).toEqual(['resident.kept-household-gone'])
  valueOf(await towns.a.run(cancelEvent, later('cancel')))
  expect(await membersOf(moved.householdId)).toBeUndefined()
  const baby = born.personIds.find((id) => !moved.personIds.includes(id))!
  expect(await rowsOf(baby)).toEqual([[1, 1, 'birth', '2026-11-20', null, false], [2, 1, 'cancellation-decrease', '2026-11-20', null, true]])
})

test('who goes back to a household that the others have left meanwhile forms one of his own at the old address', async () => {
  const split = valueOf(await towns.a.run(registerRelocation, relocation({ personIds: [home.child], household: { kind: 'new' } })))
  const rest = valueOf(await towns.a.run(registerRelocation, relocation({ personIds: [home.head, home.wife, home.mother], address: address(`${lot}番9号`), household: { kind: 'new' }, movedOn: '2026-11-22' })))
  const { householdId } = valueOf(await towns.a.run(cancelEvent, cancellation(split.notificationId, [home.child])))
  expect([rest.householdId, home.householdId]).not.toContain(householdId)
  expect(await membersOf(householdId)).toEqual([[home.child, 'head', 3]])
  expect([await membersOf(home.householdId), await membersOf(home.householdId, '2026-11-21')]).toEqual([undefined, [[home.head, 'head', 1], [home.wife, 'wife', 2], [home.child, 'child', 3], [home.mother, 'mother', 4]]])
  expect((await towns.a.tx((tx) => findPersonOn(tx, home.child)))?.address.town).toBe('港本町一丁目')
})

test('one of a family did not move after all: she goes back to a household of her own at the old address, and the filing stays for the others until they go back too', async () => {
  const everybody = [home.head, home.wife, home.child, home.mother]
  const { notificationId } = await approve('relocation', relocation())
  const form = async (personIds: string[] = []) => valueOf(await towns.a.ask(cancellationForm, { notificationId, personIds }))
  expect([(await form()).personIds.length, (await form([home.child])).personIds]).toEqual([4, [home.child]])
  const { householdId } = valueOf(await towns.a.run(cancelEvent, cancellation(notificationId, [home.child])))
  const townOf = async (personId: string) => (await towns.a.tx((tx) => findPersonOn(tx, personId)))?.address.town
  expect([await membersOf(householdId), await membersOf()]).toEqual([[[home.child, 'head', 3]], [[home.head, 'head', 1], [home.wife, 'wife', 2], [home.mother, 'mother', 4]]])
  expect([await townOf(home.child), await townOf(home.mother)]).toEqual(['港本町一丁目', '汐見台三丁目'])
  expect((await rowsOf(home.mother)).map((row) => row[2])).not.toContain('cancellation-amend')
  expect((await form()).persons.map((person) => person.isCancelled)).toEqual([false, false, true, false])
  expect(codesOf(await towns.a.run(cancelEvent, cancellation(notificationId, everybody)))).toEqual(['resident.cancelled-persons-differ'])
  valueOf(await towns.a.run(cancelEvent, cancellation(notificationId, [home.head, home.wife, home.mother])))
  expect([await membersOf(), await townOf(home.mother)]).toEqual([[[home.head, 'head', 1], [home.wife, 'wife', 2], [home.mother, 'mother', 4]], '港本町一丁目'])
  expect(codesOf(await towns.a.run(cancelEvent, cancellation(notificationId, [home.mother])))).toEqual(['resident.already-cancelled'])
})

test('what a filing began for those alone who go back falls with them, and what it began for others too is looked at again', async () => {
  const { notificationId, personIds } = valueOf(await towns.a.run(registerMovingIn, family()))
  const open = async (personId: string) => (await towns.a.tx((tx) => tx.services.tasksOfPerson(tx, personId))).items.map((item) => item.code)
  const [before, wifes] = [await open(personIds[0]!), await open(personIds[1]!)]
  expect([before.includes('resident.send-moving-in-notice'), wifes.includes('resident.send-moving-in-notice')]).toEqual([true, true])
  valueOf(await towns.a.run(cancelEvent, cancellation(notificationId, [personIds[1]!])))
  expect(await open(personIds[0]!)).toEqual(expect.arrayContaining(before))
  const after = await open(personIds[1]!)
  expect(after).toContain('resident.send-moving-in-notice-to-review')
  expect((await towns.a.tx((tx) => findPersonOn(tx, personIds[1]!)))?.status).toBe('removed')
})

test.each<[string, () => Promise<[Record<string, unknown>, string[]]>]>([
  ['ほかの町の届出は、ないのと同じ', async () => { const { notificationId } = valueOf(await towns.b.run(registerMovingOut, { ...filed, movedOn: '2026-11-24', personIds: [home.foreign], to: { kind: 'abroad', municipalityCode: null, address: 'カナダ' } })); return [cancellation(notificationId, [home.foreign]), ['resident.notification-not-found']] }],
  ['審査待ちの届出に、取り消す異動はない', async () => { const { notificationId } = valueOf(await towns.a.run(submitNotification, { kind: 'relocation', notification: relocation() })); return [cancellation(notificationId, [home.head]), ['resident.filing-not-recorded']] }],
  ['その異動の人でない人は、選べない', async () => { const { notificationId } = valueOf(await towns.a.run(registerRelocation, relocation({ personIds: [home.child], household: { kind: 'new' } }))); return [cancellation(notificationId, [home.child, home.mother]), ['resident.cancelled-persons-differ']] }],
  ['世帯主だけ戻すと、残る人の世帯に世帯主がいなくなる', async () => { const { notificationId } = valueOf(await towns.a.run(registerRelocation, relocation())); return [cancellation(notificationId, [home.head]), ['resident.confirm-cancelled-headless']] }],
  ['世帯主でない2人だけでは、もとの住所の世帯主が決まらない', async () => { const { notificationId } = valueOf(await towns.a.run(registerRelocation, relocation())); return [cancellation(notificationId, [home.child, home.mother]), ['resident.part-without-head']] }],
  ['世帯主が替わった異動で、前の世帯主だけは戻せない', async () => { const { notificationId } = valueOf(await towns.a.run(registerHouseholdChange, { ...filed, changedOn: '2026-11-22', change: 'householder', personIds: [home.wife] })); return [cancellation(notificationId, [home.head]), ['resident.cancelled-two-heads']] }],
  ['二度は取り消せない', async () => { const { notificationId } = valueOf(await towns.a.run(registerRelocation, relocation({ personIds: [home.child], household: { kind: 'new' } }))); valueOf(await towns.a.run(cancelEvent, cancellation(notificationId, [home.child]))); return [cancellation(notificationId, [home.child]), ['resident.already-cancelled']] }],
  ['取消しは取り消せない', async () => { const { notificationId } = valueOf(await towns.a.run(registerRelocation, relocation({ personIds: [home.child], household: { kind: 'new' } }))); const by = valueOf(await towns.a.run(cancelEvent, cancellation(notificationId, [home.child]))); return [cancellation(by.notificationId, [home.child]), ['resident.cancellation-of-cancellation']] }],
  ['戻ってきた人の転出は、再転入を残したままでは取り消せない', async () => {
    const out = valueOf(await towns.a.run(registerMovingOut, { ...filed, movedOn: '2026-11-18', personIds: [home.child], to: { kind: 'abroad', municipalityCode: null, address: 'カナダ' } }))
    const person = { returningPersonId: home.child, name: '佐久間　結衣', kana: 'サクマ　ユイ', birth: { calc: '2001-06-11', unknown: 'none', wording: null }, sex: 'female', relationship: 'head', registeredDomicile: 'なし', familyRegisterHead: 'なし' }
    const back = valueOf(await towns.a.run(registerMovingIn, { ...family(), movedOn: '2026-11-23', acknowledged: [{ code: 'resident.confirm-namesake-resident', field: '/persons/0/name', reason: '書類で確かめた' }], from: { kind: 'abroad', municipalityCode: null, address: 'カナダ' }, persons: [person] }))
    return [cancellation(out.notificationId, [home.child], [{ notificationId: back.notificationId, decision: 'keep' }]), ['resident.kept-other-status']]
  }],
])('取消し：%s', async (_title, made) => {
  const [input, codes] = await made()
  expect(codesOf(await towns.a.run(cancelEvent, input))).toEqual(codes)
})

const correction = (over: Record<string, unknown>) => ({ ...filed, correction: 'clerical-error', personId: home.mother, items: {}, evidence: '戸籍の全部事項証明書', reason: '書き誤り', ...over })

test('a correction from a day on begins there, two of one day both hold, and one before a later event is carried through it', async () => {
  valueOf(await towns.a.run(registerRelocation, relocation({ personIds: [home.mother], household: { kind: 'new' } })))
  valueOf(await towns.a.run(correctRecord, correction({ from: '2020-05-01', items: { kana: 'サクマ　セツ' }, correction: 'ex-officio' })))
  valueOf(await towns.a.run(correctRecord, correction({ items: { previousAddress: '汐音県北浜市' } })))
  const on = async (day: string) => { const person = await towns.a.tx((tx) => findPersonOn(tx, home.mother, { on: plainDate(day) })); return [person?.kana, person?.previousAddress, person?.address.town] }
  expect(await on('2020-04-30')).toEqual(['サクマ　セツコ', '汐音県北浜市', '港本町一丁目'])
  expect(await on('2020-05-01')).toEqual(['サクマ　セツ', '汐音県北浜市', '港本町一丁目'])
  expect(await on('2026-11-24')).toEqual(['サクマ　セツ', '汐音県北浜市', '汐見台三丁目'])
})

test('a filing that was cancelled by mistake is entered again the same day as it was, under a number of its own', async () => {
  const filing = relocation({ personIds: [home.mother], household: { kind: 'new' } })
  const first = valueOf(await towns.a.run(registerRelocation, filing))
  valueOf(await towns.a.run(cancelEvent, cancellation(first.notificationId, [home.mother])))
  const again = valueOf(await towns.a.run(registerRelocation, filing))
  expect([again.notificationId === first.notificationId, again.number === first.number]).toEqual([false, false])
  expect((await towns.a.tx((tx) => findPersonOn(tx, home.mother)))?.address.town).toBe('汐見台三丁目')
})

test('a cancelled correction brings the old value back', async () => {
  const { notificationId } = valueOf(await towns.a.run(correctRecord, correction({ items: { kana: 'サクマ　セツ' } })))
  valueOf(await towns.a.run(cancelEvent, cancellation(notificationId, [home.mother])))
  expect((await towns.a.tx((tx) => listHistory(tx, home.mother))).filter((row) => row.recordedTo === null).map((row) => row.facts.kana)).toEqual(['サクマ　セツコ', 'サクマ　セツコ'])
})

test.each<[string, Record<string, unknown>, string[]]>([
  ['変わらない修正', { items: { kana: 'サクマ　セツコ' } }, ['correction-empty /items']],
  ['記録の始まりより前', { from: '2015-03-31', items: { kana: 'サクマ　セツ' } }, ['correction-before-record /from']],
  ['あすから', { from: '2026-11-25', items: { kana: 'サクマ　セツ' } }, ['correction-in-future /from']],
  ['住民となった日より後の生年月日', { items: { birth: { calc: '2015-04-02', unknown: 'none', wording: null } } }, ['birth-after-record /items/birth', 'birth-after-record /items/birth', 'confirm-parent-age /items/birth']],
  ['世帯主が2人になる続柄', { items: { relationship: 'head' } }, ['two-heads-on-day null']],
  ['漢字の交じったフリガナ', { items: { kana: 'サクマ　セツ子' } }, ['kana-not-kana /items/kana']],
  ['振り仮名のない旧氏', { items: { formerSurname: '森' } }, ['former-surname-without-furigana /items/formerSurname']],
])('修正は断る：%s', async (_title, over, expected) => {
  const answer = await towns.a.run(correctRecord, correction(over))
  expect(answer.ok ? [] : answer.refusals.map((one) => `${one.code.replace('resident.', '')} ${one.field}`)).toEqual(expected)
})

test('each value of the record rests on the act that first recorded it: a corrected one on the correction, one brought back by a cancellation on what it rested on before', async () => {
  const moved = valueOf(await towns.a.run(registerRelocation, relocation({ personIds: [home.mother], household: { kind: 'new' } })))
  valueOf(await towns.a.run(correctRecord, correction({ items: { registeredDomicile: '汐音県北浜市東雲町二丁目' } })))
  const wrong = valueOf(await towns.a.run(registerRelocation, relocation({ personIds: [home.mother], movedOn: '2026-11-22', address: address(`${lot}番8号`) })))
  valueOf(await towns.a.run(cancelEvent, cancellation(wrong.notificationId, [home.mother])))
  const { rows } = valueOf(await towns.a.ask(residentRecord, { personId: home.mother }))
  const restsOn = (item: string) => rows.filter((row) => row.item === item).map((row) => [row.notificationId, row.source])
  expect(restsOn('住所')).toEqual([[moved.notificationId, '転居届　届出 令8.11.24']])
  expect(restsOn('本籍・筆頭者').map(([, source]) => source)).toEqual(['戸籍の全部事項証明書'])
  const copy = await towns.a.tx((tx) => residentRecordContent(tx, { subject: { personIds: [home.mother] }, items: RecordCopyItems.parse({}) }))
  expect(copy.ok && copy.value.persons[0]).toMatchObject({ addressNotifiedOn: '令和8年11月24日', address: expect.stringContaining(`汐見台三丁目${lot}番`) })
})
