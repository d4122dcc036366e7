import { beforeAll, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { registerRelocation } from '../commands.ts'
import { residentRecord } from '../record/record.ts'
import { searchPersons } from '../search/search.ts'
import { enterHousehold } from '../test-residents.ts'
import { decideMeasure, fileMeasure, recordOpinion } from './filing.ts'
import { listMeasures, showMeasure } from './measure-views.ts'
import { makeReport, showReport } from './report.ts'
import { setSuppression } from './suppression.ts'
import { confirmTransfer, sendTransfer } from './transfer.ts'

const towns = useTowns(import.meta.url, { now: '2026-04-01T01:00:00Z' })
const made = { mother: '', child: '', ex: '', exNumber: '', neighbour: '', householdId: '', filingId: '', version: 0 }
const clerk = () => staffMember(towns.yakuba, { permissions: ['resident.read', 'resident.write', 'resident.approve'] })

beforeAll(async () => {
  for (const town of [towns.a, towns.b]) {
    await town.tx(async (tx) => {
      const home = await enterHousehold(tx, { town: '白鷺一丁目', number: '15番3号' }, [
        { name: '宮地　絢子', kana: 'ミヤジ　アヤコ', born: '1988-07-21', sex: 'female', relationship: 'head' }, { name: '宮地　空', kana: 'ミヤジ　ソラ', born: '2016-06-01', sex: 'male', relationship: 'child' },
      ])
      const elsewhere = await enterHousehold(tx, { town: '港本町一丁目', number: '9番地' }, [{ name: '宮地　一', kana: 'ミヤジ　ハジメ', born: '1985-02-02', sex: 'male', relationship: 'head' }])
      const near = await enterHousehold(tx, { town: '白鷺一丁目', number: '16番' }, [{ name: '隣　静', kana: 'トナリ　シズカ', born: '1970-03-03', sex: 'female', relationship: 'head' }])
      if (town !== towns.a) return
      const number = (await tx.db.client.query<{ n: string }>('select addressee_number as n from resident.person where person_id = $1', [elsewhere.personIds[0]])).rows[0]!.n
      Object.assign(made, { mother: home.personIds[0], child: home.personIds[1], ex: elsewhere.personIds[0], exNumber: number, neighbour: near.personIds[0], householdId: home.householdId })
    })
  }
  const filed = valueOf(await towns.a.run(fileMeasure, {
    personId: made.child, kind: 'child-abuse', filedOn: '2026-04-01', filer: 'child-consultation-centre', filerName: '児童相談所長', identityProof: 'none', counterparts: [{ name: '宮地　一', addresseeNumber: made.exNumber }],
    acts: [{ register: 'resident-record', place: 'former', municipality: '遠見市' }],
  }))
  Object.assign(made, filed)
})

const search = async (words: string, actor = clerk()) => valueOf(await towns.a.ask(searchPersons, { words }, actor))

test('who is looked for by an address is not found by it where protection stands, nor who lives there too, and no count betrays it', async () => {
  const found = await search('白鷺一丁目')
  expect([found.items.map((hit) => hit.name), found.atLeast, found.counts.resident]).toEqual([['隣　静'], 1, 1])
  expect((await search('白鷺一丁目', staffMember(towns.yakuba))).items).toHaveLength(3)
})

test('the address of a mother is withheld where only her child is protected', async () => {
  const [mother] = (await search('ミヤジ アヤコ')).items
  expect(mother).toMatchObject({ name: '宮地　絢子', address: null, household: null, isWithheld: true, isProtected: false })
  expect(valueOf(await towns.a.ask(residentRecord, { personId: made.mother }, clerk())).address).toBeNull()
})

test('the record of the counterpart says to staff that somebody is to be asked, and to nobody why', async () => {
  const value = valueOf(await towns.a.ask(residentRecord, { personId: made.ex }, clerk()))
  expect(value).toMatchObject({ isToAsk: true, measure: null })
  expect(JSON.stringify(value)).not.toMatch(/絢子|宮地　空|白鷺|相手方|支援/)
  expect(valueOf(await towns.a.ask(residentRecord, { personId: made.neighbour }, clerk())).isToAsk).toBe(false)
})

test('a case is decided only after an opinion, and "not needed" opens nothing', async () => {
  const decision = { filingId: made.filingId, isNeeded: false, reason: '意見により' }
  expect(codesOf(await towns.a.run(decideMeasure, { ...decision, expectedVersion: made.version }))).toEqual(['resident.opinion-missing'])
  const heard = valueOf(await towns.a.run(recordOpinion, { filingId: made.filingId, expectedVersion: made.version, body: 'child-centre', bodyName: '児童相談所', receivedOn: '2026-04-01', isNeeded: false }))
  expect(codesOf(await towns.a.run(decideMeasure, { ...decision, expectedVersion: made.version }))).toEqual(['resident.measure-changed'])
  const { version } = valueOf(await towns.a.run(decideMeasure, { ...decision, expectedVersion: heard.version }))
  expect(valueOf(await towns.a.ask(residentRecord, { personId: made.child }, clerk())).address).toBeNull()
  made.version = version
})

test('a copy that went to another municipality waits for its receipt, which cannot lie before it was sent', async () => {
  const { transferId } = valueOf(await towns.a.run(sendTransfer, { filingId: made.filingId, municipality: '遠見市', ground: 'former-address', sentOn: '2026-04-01' }))
  expect(codesOf(await towns.a.run(confirmTransfer, { transferId, receivedOn: '2026-03-31' }))).toEqual(['resident.transfer-order'])
  const report = async () => { valueOf(await towns.a.run(makeReport, {})); return valueOf(await towns.a.ask(showReport, {})).report?.findings.map((finding) => finding.code) }
  expect(await report()).toEqual(['unprotected-member', 'not-needed', 'transfer-open'])
  valueOf(await towns.a.run(confirmTransfer, { transferId, receivedOn: '2026-04-01' }))
  expect(await report()).toEqual(['unprotected-member', 'not-needed'])
  expect(valueOf(await towns.a.ask(showMeasure, { filingId: made.filingId })).transfers).toMatchObject([{ municipality: '遠見市', sentOn: '2026-04-01', receivedOn: '2026-04-01' }])
  expect((await towns.b.ask(showMeasure, { filingId: made.filingId })).ok).toBe(false)
})

test('the daily report asks every output anew, and would name one that stands open', async () => {
  const { counts } = valueOf(await towns.a.ask(showReport, {})).report!
  expect(counts).toMatchObject({ persons: 1, provisional: 1, outputs: towns.yakuba.registry.outputs.size })
  expect(valueOf(await towns.b.ask(showReport, {})).report).toBeNull()
  const { items } = valueOf(await towns.a.ask(listMeasures, { show: 'provisional' }))
  expect(items.map((line) => [line.personId, line.standing])).toEqual([[made.child, 'provisional']])
})

test('a suppression of entries stops a filing, and one that warns asks for a reason; of a household it meets every member', async () => {
  const address = { postalCode: null, townBlockId: null, town: '汐見台三丁目', number: '99番', building: null, room: null }
  const filing = { notifiedBy: { relation: 'self', identityProof: 'passport' }, notifiedOn: '2026-04-01', movedOn: '2026-04-01', personIds: [made.neighbour], address, household: { kind: 'keep' } }
  const codes = async () => { const answer = await towns.a.run(registerRelocation, filing, { dry: true }); return answer.ok ? [] : answer.refusals.map((refusal) => refusal.code) }
  const { householdId } = await towns.a.tx(async (tx) => (await tx.db.client.query<{ householdId: string }>('select household_id as "householdId" from resident.person_history where person_id = $1', [made.neighbour])).rows[0]!)
  expect(await codes()).toEqual([])
  valueOf(await towns.a.run(setSuppression, { householdId, kind: 'inquiry', levels: { entry: 'alert', issuance: 'none', inquiry: 'none' }, periodFrom: '2026-04-01', reason: '調査中' }))
  expect(await codes()).toEqual(['resident.confirm-suppressed'])
  valueOf(await towns.a.run(setSuppression, { personId: made.neighbour, kind: 'duplicate', levels: { entry: 'error', issuance: 'none', inquiry: 'none' }, periodFrom: '2026-04-01', reason: '重複の疑い' }))
  expect(await codes()).toEqual(['resident.person-suppressed'])
  expect(valueOf(await towns.a.ask(residentRecord, { personId: made.neighbour }, clerk())).suppressions.map((one) => one.title).toSorted()).toEqual(['調査中', '重複疑い'])
  expect(codesOf(await towns.a.run(setSuppression, { personId: made.neighbour, kind: 'other', levels: { entry: 'none', issuance: 'none', inquiry: 'none' }, periodFrom: '2026-04-01', reason: '試し' }))).toEqual(['resident.suppression-nothing'])
})
