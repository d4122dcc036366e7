import type { Town } from '../../test/support/town.ts'
import { valueOf } from '../../test/support/town.ts'
import { plainDate, type Instant } from '../kernel/plain-date.ts'
import { newId } from '../platform/crypto/index.ts'
import { insertMeasures, insertRegister, newMeasure, takeAddresseeNumber, takeHouseholdNumber, type PersonFacts, type RegisterPerson } from '../resident/index.ts'
import { drawScan, type Drawing } from './drawn.ts'
import { takeImprint } from './imprint-commands.ts'
import type { RegisterInput } from './inputs.ts'
import { registerSeal } from './register-commands.ts'

// Invented residents and seals for the tests of this folder.

export interface Wanted extends Partial<PersonFacts> {
  readonly name: string
  readonly born?: string
  /** What the register says from a later day on; it is known beforehand, so that a test only has to move the clock. */
  readonly later?: Partial<PersonFacts> & { readonly on: string }
}

export const someone = (name: string, more: Omit<Wanted, 'name'> = {}): Wanted => ({ name, ...more })

const houses = { next: 0 }
const since = plainDate('2015-04-01')

/** Enters one household at an address of its own; gives the ids in the order of the list. */
export async function enterFamily(town: Town, members: readonly Wanted[]): Promise<string[]> {
  houses.next += 1
  const [householdId, number] = [newId(), `${houses.next}番1号`]
  return await town.tx(async (tx) => {
    const persons: RegisterPerson[] = []
    for (const [index, member] of members.entries()) persons.push(personOf(member, { householdId, number, memberOrder: index + 1, addresseeNumber: await takeAddresseeNumber(tx) }))
    await insertRegister(tx, { households: [{ householdId, householdNumber: await takeHouseholdNumber(tx) }], persons })
    return persons.map((person) => person.personId)
  })
}

interface Place { readonly householdId: string; readonly number: string; readonly memberOrder: number; readonly addresseeNumber: string }

function personOf({ born = '1980-05-05', later, ...over }: Wanted, { addresseeNumber, number, ...place }: Place): RegisterPerson {
  const personId = newId()
  const facts: PersonFacts = {
    status: 'resident', residentType: 'japanese', kana: 'シメイ', kanaConfirmed: true, furigana: 'シメイ　フリガナ', formerSurname: null, formerSurnameFurigana: null, commonName: null, commonNameKana: null,
    birth: { calc: plainDate(born), unknown: 'none', wording: null }, sex: 'female', registeredDomicile: '汐音県汐見市港本町一丁目12番地', familyRegisterHead: over.name, nationality: null, immigration: null,
    relationship: place.memberOrder === 1 ? 'head' : 'child', address: { postalCode: '9980001', townBlockId: null, town: '汐見台四丁目', number, building: null, room: null }, addressFixedOn: since, becameResidentOn: since,
    becameResidentEvent: 'taken-over', previousAddress: null, previousMunicipalityCode: null, plannedMoveOutOn: null, plannedMoveOutTo: null, ceasedOn: null, ceasedWording: null, moveOutTo: null, ...place, ...over,
  }
  const base = { personId, version: 1, recordedAt: `${since}T03:00:00.000Z` as Instant, recordedTo: null, source: { event: 'taken-over' as const, notificationId: null, notifiedOn: null, evidence: null } }
  if (later === undefined) return { personId, addresseeNumber, individualNumber: null, residentCode: null, history: [{ ...base, historyNo: 1, validFrom: since, validTo: null, facts }] }
  const { on, ...patch } = later
  const from = plainDate(on)
  return {
    personId, addresseeNumber, individualNumber: null, residentCode: null,
    history: [{ ...base, historyNo: 1, validFrom: since, validTo: from, facts }, { ...base, historyNo: 2, validFrom: from, validTo: null, source: { ...base.source, event: 'name-change' }, facts: { ...facts, ...patch } }],
  }
}

/** Enters a household of one. */
export async function enterOne(town: Town, name = '白浜　澄子', more: Omit<Wanted, 'name'> = {}): Promise<string> {
  return (await enterFamily(town, [someone(name, more)]))[0]!
}

/** Reads an invented imprint of a person; gives its id. */
export async function readImprint(town: Town, personId: string, drawing: Partial<Drawing> = {}): Promise<string> {
  const scan = drawScan({ shape: 'round', sideMm: 15, dpi: 400, seed: 1, ...drawing })
  return valueOf(await town.run(takeImprint, { personId, fileBase64: scan.toString('base64'), statedDpi: null })).imprintId
}

/** An application as the counter makes it when nothing is wrong. */
export function application(personId: string, imprintId: string, more: Partial<RegisterInput> = {}): RegisterInput {
  return {
    personId, imprintId, shownText: '白浜', katakanaName: null, agentName: null, faults: [], frameReason: null, distinctReason: null, isStatutoryAgentPresent: false, isCapacityConfirmed: true, way: 'photo-id', guarantorNumber: null, ...more,
  }
}

export interface Registered { readonly registrationId: string; readonly registrationNumber: string; readonly cardNumber: string }

/** Registers the seal of a person with an imprint of its own. */
export async function registerOne(town: Town, personId: string, how: { readonly seed?: number; readonly shownText?: string } = {}): Promise<Registered> {
  const imprintId = await readImprint(town, personId, { seed: how.seed ?? 1 })
  return valueOf(await town.run(registerSeal, application(personId, imprintId, { shownText: how.shownText ?? '白浜' })))
}

/** Puts a person under protection. */
export async function protect(town: Town, personId: string): Promise<void> {
  await town.tx((tx) => insertMeasures(tx, [{ ...newMeasure(personId, { kind: 'stalking', state: 'in-force', periodFrom: plainDate('2026-01-01'), periodUntil: plainDate('2027-01-01') }), reason: '試験' }]))
}
