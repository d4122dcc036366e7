import { beforeAll, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { sql } from '../../platform/db/db.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { registerMovingOut, registerRelocation } from '../commands.ts'
import { revealNumber } from '../number/reveal.ts'
import { insertNumbers } from '../number/store.ts'
import { decideMeasure, fileMeasure, recordOpinion } from '../protection/filing.ts'
import { liftListed, proposeLifting } from '../protection/lifting.ts'
import { listBlockingMeasures } from '../protection/store.ts'
import { enterHousehold } from '../test-residents.ts'
import { RecordCopyItems, residentRecordContent } from './copy.ts'
import { residentRecord } from './record.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const made: { household: string; head: string; wife: string } = { household: '', head: '', wife: '' }
const none = RecordCopyItems.parse({})
const counter = { notifiedBy: { relation: 'self', identityProof: 'passport' }, notifiedOn: '2026-11-24' }

beforeAll(async () => {
  const { householdId, personIds } = await towns.a.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: '4番7号' }, [
    { name: '佐久間　健一', kana: 'サクマ　ケンイチ', furigana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' },
    { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1979-01-20', sex: 'female', relationship: 'wife', formerSurname: '東', formerSurnameFurigana: 'アズマ' },
  ]))
  Object.assign(made, { household: householdId, head: personIds[0], wife: personIds[1] })
  await towns.a.tx((tx) => insertNumbers(tx, [{ personId: made.head, kind: 'individual-number', number: '123456789013', reason: 'notification' }]))
})

test('a copy asked for without a word shows neither head, domicile nor number, but always the former surname', async () => {
  const copy = await towns.a.tx((tx) => residentRecordContent(tx, { subject: { householdId: made.household }, items: none }))
  const [head, wife] = copy.ok ? copy.value.persons : []
  expect(head).toMatchObject({ name: '佐久間　健一', furigana: 'サクマ　ケンイチ', householder: null, relationship: null, registeredDomicile: null, individualNumber: null, address: '汐音県汐見市汐見台二丁目4番7号' })
  expect(wife).toMatchObject({ furigana: null, formerSurname: '東' })
  expect(JSON.stringify(copy)).not.toContain('123456789013')
})

test('a record waits for the database four times, however many businesses it asks', async () => {
  const asked = { times: 0, statements: 0, isSent: false }
  towns.database.hook = (text) => {
    asked.statements += 1
    if (!asked.isSent) { asked.times += 1; setImmediate(() => { asked.isSent = false }) }
    asked.isSent = true
    return text
  }
  try { valueOf(await towns.a.ask(residentRecord, { personId: made.wife })) } finally { towns.database.hook = undefined }
  expect(asked.statements).toBeGreaterThan(15)
  expect(asked.times).toBeLessThanOrEqual(4)
})

test('numbers are printed for a stated purpose only, and the copy says that they were', async () => {
  const items = { ...none, individualNumber: true, householder: true }
  const copy = await towns.a.tx((tx) => residentRecordContent(tx, { subject: { personIds: [made.head] }, items }))
  expect(copy.ok && [copy.value.numbersRevealed, copy.value.persons[0]?.individualNumber, copy.value.persons[0]?.relationship, copy.value.isWholeHousehold]).toEqual([true, '123456789013', '世帯主', false])
  const refused = await towns.a.tx((tx) => residentRecordContent({ ...tx, purpose: null }, { subject: { personIds: [made.head] }, items }))
  expect(refused.ok ? [] : refused.refusals.map((refusal) => refusal.code)).toEqual(['resident.purpose-missing'])
})

test('a relocated person has the address before on the copy, and a filed move-out stands on none before its day', async () => {
  valueOf(await towns.a.run(registerRelocation, { ...counter, movedOn: '2026-11-20', personIds: [made.head, made.wife], household: { kind: 'keep' }, address: { postalCode: null, townBlockId: null, town: '潮風町', number: '9番地', building: null, room: null } }))
  valueOf(await towns.a.run(registerMovingOut, { ...counter, movedOn: '2026-12-10', personIds: [made.head, made.wife], to: { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市中央三丁目8番2号' } }))
  const copy = await towns.a.tx((tx) => residentRecordContent(tx, { subject: { householdId: made.household }, items: none }))
  expect(copy.ok && copy.value.persons[0]).toMatchObject({ address: '汐音県汐見市潮風町9番地', addressBefore: '汐見台二丁目4番7号', addressFixedOn: '令和8年11月20日', addressNotifiedOn: '令和8年11月24日' })
  expect(JSON.stringify(copy)).not.toContain('北浜市')
})

test('a number is shown for a reason, and the trail says that it was revealed', async () => {
  const shown = valueOf(await towns.a.ask(revealNumber, { personId: made.head, reason: '届出の照合' }))
  expect(shown.number).toBe('1234 5678 9013')
  const rows = await towns.a.tx((tx) => tx.db.many(sql`select 1 from audit.entry where tenant_id = ${tx.tenant} and number_revealed and output = 'resident.reveal-number'`))
  expect(rows.length).toBe(1)
  const other = await towns.b.ask(revealNumber, { personId: made.head, reason: '届出の照合' })
  expect(other.ok).toBe(false)
})

test('a measure blocks from the filing on, past its end, and until another officer lifts it', async () => {
  const clerk = staffMember(towns.yakuba, { permissions: ['resident.read'] })
  const filing = { personId: made.wife, kind: 'domestic-violence', filedOn: '2026-11-24', filer: 'self', identityProof: 'passport' }
  const { filingId, version, measureIds: [measureId = ''] } = valueOf(await towns.a.run(fileMeasure, filing))
  expect(valueOf(await towns.a.ask(residentRecord, { personId: made.wife }, clerk))).toMatchObject({ isWithheld: true, address: null, rows: [], members: [] })
  expect(valueOf(await towns.a.ask(residentRecord, { personId: made.head }, clerk)).address).toBeNull()
  const heard = valueOf(await towns.a.run(recordOpinion, { filingId, expectedVersion: version, body: 'police', bodyName: '汐見警察署', receivedOn: '2026-11-24', isNeeded: true }))
  valueOf(await towns.a.run(decideMeasure, { filingId, expectedVersion: heard.version, isNeeded: true, reason: '決定' }))
  const [measure] = await towns.a.tx((tx) => listBlockingMeasures(tx, [made.wife]))
  expect(measure?.periodUntil).toBe(plainDate('2027-11-23'))
  towns.clock.set('2028-04-01T01:00:00Z')
  expect(await towns.a.tx((tx) => listBlockingMeasures(tx, [made.wife]))).toHaveLength(1)
  towns.clock.set('2026-11-24T01:00:00Z')
  const { liftingId } = valueOf(await towns.a.run(proposeLifting, { target: 'measure', entries: [{ id: measureId, expectedVersion: 2 }], ground: 'request', reason: '本人の申出' }))
  expect(codesOf(await towns.a.run(liftListed, { liftingId }))).toEqual(['resident.lifting-own'])
  valueOf(await towns.a.run(liftListed, { liftingId }, { actor: staffMember(towns.yakuba) }))
  expect(await towns.a.tx((tx) => listBlockingMeasures(tx, [made.wife]))).toEqual([])
})
