import { plainDate, type Instant } from '../kernel/plain-date.ts'
import { newId } from '../platform/crypto/index.ts'
import type { Tx } from '../platform/command/tx.ts'
import { insertRegister, type RegisterPerson } from './bulk/store.ts'
import { blankFacts, type PersonFacts } from './model.ts'
import { takeAddresseeNumber, takeHouseholdNumber } from './number/serial.ts'

// Invented residents for the tests of this folder.

export interface Wanted extends Partial<PersonFacts> { readonly name: string; readonly kana: string; readonly born: string; readonly sex: 'male' | 'female'; readonly relationship: string }

/** Enters one household at an address with a history since a day; gives the ids in the order of the list. */
export async function enterHousehold(tx: Tx, place: { readonly town: string; readonly number: string; readonly since?: string }, members: readonly Wanted[]): Promise<{ householdId: string; personIds: string[] }> {
  const [householdId, since] = [newId(), plainDate(place.since ?? '2015-04-01')]
  const persons: RegisterPerson[] = []
  for (const [index, { born, ...over }] of members.entries()) {
    const personId = newId()
    const birthOn = plainDate(born)
    const from = birthOn > since ? birthOn : since
    const facts: PersonFacts = {
      ...blankFacts, birth: { calc: birthOn, unknown: 'none', wording: null }, householdId, memberOrder: index + 1, registeredDomicile: '汐音県汐見市港本町一丁目12番地', familyRegisterHead: members[0]!.name,
      address: { postalCode: null, townBlockId: null, town: place.town, number: place.number, building: null, room: null }, addressFixedOn: from, becameResidentOn: from, becameResidentEvent: 'taken-over', ...over,
    }
    persons.push({
      personId, addresseeNumber: await takeAddresseeNumber(tx), individualNumber: null, residentCode: null,
      history: [{ personId, historyNo: 1, version: 1, validFrom: from, validTo: null, recordedAt: `${from}T03:00:00.000Z` as Instant, recordedTo: null, source: { event: 'taken-over', notificationId: null, notifiedOn: null, evidence: null }, facts }],
    })
  }
  await insertRegister(tx, { households: [{ householdId, householdNumber: await takeHouseholdNumber(tx) }], persons })
  return { householdId, personIds: persons.map((person) => person.personId) }
}
