import { plainDate, type Instant } from '../../kernel/plain-date.ts'
import { ensurePartiesForResidents } from '../../party/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { nextNumber, padNumber } from '../../platform/number/index.ts'
import { insertMeasures, insertRegister, newMeasure, type PersonFacts, type RegisterPerson } from '../../resident/index.ts'
import type { Vehicle } from './model.ts'
import { insertVehicles } from './store.ts'

// Invented owners and vehicles for the tests of this folder.

export interface WantedOwner { readonly name?: string; readonly diedOn?: string; readonly isProtected?: boolean }

/** Enters residents, each a household of one; gives their ids in order. */
export async function enterOwners(tx: Tx, wanted: readonly WantedOwner[]): Promise<string[]> {
  const serial = await nextNumber(tx, 'test-owner')
  const persons = wanted.map((one, index) => personOf(one, serial * 1_000 + index))
  await insertRegister(tx, { households: persons.map((one, index) => ({ householdId: one.history[0]!.facts.householdId, householdNumber: `5${padNumber(serial * 1_000 + index, 9)}` })), persons })
  const hidden = persons.filter((_, index) => wanted[index]!.isProtected)
  await insertMeasures(tx, hidden.map((one) => ({ ...newMeasure(one.personId, { kind: 'stalking', state: 'in-force', periodFrom: plainDate('2026-01-01'), periodUntil: plainDate('2027-01-01') }), reason: '試験' })))
  return persons.map((one) => one.personId)
}

function personOf({ name = '汐見　乗太郎', diedOn }: WantedOwner, serial: number): RegisterPerson {
  const personId = newId()
  const from = plainDate('2015-04-01')
  const facts: PersonFacts = {
    status: 'resident', residentType: 'japanese', name, kana: 'シオミ　ノリタロウ', kanaConfirmed: true, furigana: 'シオミ　ノリタロウ', formerSurname: null, formerSurnameFurigana: null, commonName: null, commonNameKana: null,
    birth: { calc: plainDate('1970-05-05'), unknown: 'none', wording: null }, sex: 'male', registeredDomicile: null, familyRegisterHead: null, nationality: null, immigration: null, householdId: newId(), relationship: 'head', memberOrder: 1,
    address: { postalCode: '9980001', townBlockId: null, town: '港本町一丁目', number: '1番1号', building: null, room: null }, addressFixedOn: from, becameResidentOn: from, becameResidentEvent: 'taken-over',
    previousAddress: null, previousMunicipalityCode: null, plannedMoveOutOn: null, plannedMoveOutTo: null, ceasedOn: null, ceasedWording: null, moveOutTo: null,
  }
  const base = { personId, version: 1, recordedAt: `${from}T03:00:00.000Z` as Instant, recordedTo: null, source: { event: 'taken-over' as const, notificationId: null, notifiedOn: null, evidence: null } }
  const died = diedOn ? plainDate(diedOn) : null
  const living = { ...base, historyNo: 1, validFrom: from, validTo: died, facts }
  const dead = died ? [{ ...base, historyNo: 2, validFrom: died, validTo: null, facts: { ...facts, status: 'dead' as const, ceasedOn: died } }] : []
  return { personId, addresseeNumber: `6${padNumber(serial, 9)}`, individualNumber: null, residentCode: null, history: [living, ...dead] }
}

export interface WantedVehicle extends Partial<Vehicle> { readonly ownerId: string }

/** Enters vehicles in bulk, each a private car of 2020 unless told; gives their ids in order. */
export async function enterVehicles(tx: Tx, wanted: readonly WantedVehicle[]): Promise<string[]> {
  const parties = await ensurePartiesForResidents(tx, wanted.map((one) => one.ownerId))
  const vehicles = wanted.map(({ ownerId, ...over }): Vehicle => {
    const vehicleId = newId()
    return {
      vehicleId, version: 1, validFrom: plainDate('2020-05-10'), validTo: null, recordedAt: tx.now, event: 'taken-over', plate: `汐見 580 ${vehicleId.slice(-6)}`, class: 'passenger-private', energy: 'petrol', greenBand: null, firstInspected: '2020-05' as Vehicle['firstInspected'],
      displacementCc: 658, ratedWatts: null, maxWatts: null, frameNumber: `KE-${vehicleId.slice(-6)}`, model: 'うしおモータース', ownerPartyId: parties.get(ownerId)!, holderPartyId: null, isOwnershipReserved: false, standing: 'taxable', ...over,
    }
  })
  await insertVehicles(tx, vehicles)
  return vehicles.map((one) => one.vehicleId)
}
