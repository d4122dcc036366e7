import { plainDate, type Instant, type PlainDate } from '../../kernel/plain-date.ts'
import { yen, zeroYen } from '../../kernel/yen.ts'
import { newId } from '../../platform/crypto/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { nextNumber, padNumber } from '../../platform/number/index.ts'
import { insertRegister, type PersonFacts, type RegisterPerson } from '../../resident/index.ts'
import { insertIncomeStatements } from './bulk/store.ts'
import type { Statement, StatementDetail } from './statement.ts'

// Invented taxpayers for the tests of this folder.

export interface Wanted {
  readonly born: string
  readonly since?: string
  /** Died or moved away on this day. */
  readonly ceased?: { readonly on: string; readonly status: 'dead' | 'moved-out' }
}

/** Enters residents, each a household of one; gives their ids in order. */
export async function enterPersons(tx: Tx, wanted: readonly Wanted[]): Promise<string[]> {
  const serial = await nextNumber(tx, 'test-taxpayer')
  const made = wanted.map((one, index) => personOf(one, serial * 10_000 + index))
  await insertRegister(tx, {
    households: made.map((one, index) => ({ householdId: one.history[0]!.facts.householdId, householdNumber: `7${padNumber(serial * 10_000 + index, 9)}` })),
    persons: made,
  })
  return made.map((one) => one.personId)
}

function personOf(one: Wanted, serial: number): RegisterPerson {
  const [personId, born] = [newId(), plainDate(one.born)]
  const since = plainDate(one.since ?? '2015-04-01')
  const from = born > since ? born : since
  const facts = factsOf(born, from, newId())
  const base = { personId, version: 1, recordedAt: `${from}T03:00:00.000Z` as Instant, recordedTo: null, source: { event: 'taken-over' as const, notificationId: null, notifiedOn: null, evidence: null } }
  const end = one.ceased ? plainDate(one.ceased.on) : null
  const living = { ...base, historyNo: 1, validFrom: from, validTo: end, facts }
  const gone = end === null ? [] : [{ ...base, historyNo: 2, validFrom: end, validTo: null, facts: { ...facts, status: one.ceased!.status, ceasedOn: end } }]
  return { personId, addresseeNumber: `8${padNumber(serial, 9)}`, individualNumber: null, residentCode: null, history: [living, ...gone] }
}

function factsOf(born: PlainDate, from: PlainDate, householdId: string): PersonFacts {
  return {
    status: 'resident', residentType: 'japanese', name: '汐見　課太郎', kana: 'シオミ　カタロウ', kanaConfirmed: true, furigana: 'シオミ　カタロウ', formerSurname: null, formerSurnameFurigana: null, commonName: null, commonNameKana: null,
    birth: { calc: born, unknown: 'none', wording: null }, sex: 'male', registeredDomicile: '汐音県汐見市港本町一丁目12番地', familyRegisterHead: '汐見　課太郎', nationality: null, immigration: null,
    householdId, relationship: 'head', memberOrder: 1, address: { postalCode: '9980001', townBlockId: null, town: '港本町一丁目', number: '1番1号', building: null, room: null }, addressFixedOn: from,
    becameResidentOn: from, becameResidentEvent: 'taken-over', previousAddress: null, previousMunicipalityCode: null, plannedMoveOutOn: null, plannedMoveOutTo: null, ceasedOn: null, ceasedWording: null, moveOutTo: null,
  }
}

export interface WantedStatement { readonly personId: string; readonly salary?: number; readonly pension?: number; readonly special?: boolean; readonly detail?: StatementDetail; readonly kind?: Statement['kind']; readonly incomeYear?: number }

/** Enters statements of one income year in bulk; gives their ids in order. */
export async function enterStatements(tx: Tx, wanted: readonly WantedStatement[]): Promise<string[]> {
  const statements = wanted.map((one): Statement => ({
    statementId: newId(), personId: one.personId, incomeYear: one.incomeYear ?? 2025, version: 1, kind: one.kind ?? (one.pension ? 'pension-report' : 'salary-report'), payer: '株式会社うしお運輸', payerPartyId: null, receivedOn: plainDate('2026-01-28'),
    salaryRevenue: yen(one.salary ?? 0), pensionRevenue: yen(one.pension ?? 0), otherIncome: zeroYen, carriedLoss: zeroYen, specialCollection: one.special === true, detail: one.detail ?? {}, recordedAt: tx.now,
  }))
  await insertIncomeStatements(tx, statements)
  return statements.map((one) => one.statementId)
}
