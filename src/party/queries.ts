import { z } from 'zod'
import { assert } from '../kernel/assert.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { query } from '../platform/command/define.ts'
import { zId } from '../platform/command/schema.ts'
import type { Tx } from '../platform/command/tx.ts'
import { addressText, findPersonIdByAddresseeNumber, listPersonsOn, listResidentIdsOn, type PersonOnDate } from '../resident/index.ts'
import { findDelivery, type DeliveryAddress, type Party } from './model.ts'
import { findLink, listLinksOfResidents } from './link-store.ts'
import { refuse } from './refusals.ts'
import * as store from './store.ts'

export interface PartyAsOf {
  /** The day of the letter; today where left out. */
  readonly on?: PlainDate
  /** Takes the delivery address of this levy before that for all letters. */
  readonly levyCode?: string | null
}

/**
 * Addressees with name, address and delivery address on a day, for letters and lists — 宛名の一覧.
 * @returns in the order of the ids; an unknown id is left out
 */
export async function listParties(tx: Tx, partyIds: readonly string[], asOf: PartyAsOf = {}): Promise<Party[]> {
  if (partyIds.length === 0) return []
  const on = asOf.on ?? tx.today
  const rows = await store.listPartyRows(tx, partyIds)
  const residents = await residentsByIdOn(tx, rows.flatMap((row) => row.resident_id ?? []), on)
  const outside = rows.filter((row) => row.kind !== 'resident').map((row) => row.party_id)
  const profiles = new Map((outside.length > 0 ? await store.listProfiles(tx, outside) : []).map((row) => [row.party_id, row]))
  const deliveries = await deliveriesByParty(tx, partyIds)
  const parties = new Map(rows.map((row) => [row.party_id, partyOf(row, {
    resident: row.resident_id === null ? undefined : residents.get(row.resident_id),
    profile: profiles.get(row.party_id),
    delivery: findDelivery(deliveries.get(row.party_id) ?? [], on, asOf.levyCode ?? null),
  })]))
  return [...new Set(partyIds)].flatMap((id) => parties.get(id) ?? [])
}

export async function findParty(tx: Tx, partyId: string, asOf: PartyAsOf = {}): Promise<Party | undefined> {
  const [party] = await listParties(tx, [partyId], asOf)
  return party
}

/** The birth date of an addressee, of a resident as the register reckons it; undefined of a corporation and where none is known — 生年月日. */
export async function findBirthDate(tx: Tx, partyId: string): Promise<PlainDate | undefined> {
  const party = await findParty(tx, partyId)
  if (party?.kind !== 'outsider') return party?.person?.birth.calc
  return (await store.listProfiles(tx, [partyId]))[0]?.birth_on ?? undefined
}

/** The addressee with this 宛名番号; a resident who has been no addressee yet has none. */
export async function findPartyByNumber(tx: Tx, number: string): Promise<Party | undefined> {
  const partyId = await store.findPartyIdByNumber(tx, number)
  return partyId === undefined ? undefined : await findParty(tx, partyId)
}

/** The addressee that a resident is, or undefined where nothing was ever addressed to them. */
export async function findPartyIdOfResident(tx: Tx, residentId: string): Promise<string | undefined> {
  const [row] = await store.listPartyRowsOfResidents(tx, [residentId])
  return row?.party_id
}

/** A resident as an addressee, also one to whom nothing was ever addressed: then without an id. */
export async function findAddresseeOfResident(tx: Tx, residentId: string): Promise<Omit<Party, 'partyId'> & { readonly partyId: string | null } | undefined> {
  const partyId = await findPartyIdOfResident(tx, residentId)
  if (partyId !== undefined) return await findParty(tx, partyId)
  const [resident] = await listPersonsOn(tx, [residentId])
  if (!resident) return undefined
  const row = { party_id: '', number: resident.addresseeNumber, kind: 'resident' as const, resident_id: residentId }
  return { ...partyOf(row, { resident, profile: undefined, delivery: undefined }), partyId: null }
}

/** Whether a number is taken by anyone, resident or not. */
export async function isNumberTaken(tx: Tx, number: string): Promise<boolean> {
  return (await store.findPartyIdByNumber(tx, number)) !== undefined || (await findPersonIdByAddresseeNumber(tx, number)) !== undefined
}

async function deliveriesByParty(tx: Tx, partyIds: readonly string[]): Promise<ReadonlyMap<string, readonly DeliveryAddress[]>> {
  const byParty = new Map<string, DeliveryAddress[]>()
  for (const delivery of await store.listDeliveries(tx, partyIds)) byParty.set(delivery.partyId, [...(byParty.get(delivery.partyId) ?? []), delivery])
  return byParty
}

async function residentsByIdOn(tx: Tx, residentIds: readonly string[], on: PlainDate): Promise<ReadonlyMap<string, PersonOnDate>> {
  const found = new Map((await listPersonsOn(tx, residentIds, { on })).map((person) => [person.personId, person]))
  // A letter may be dated before somebody moved in: then the first thing known of them is used.
  const missing = residentIds.filter((id) => !found.has(id))
  if (missing.length > 0 && on !== tx.today) for (const person of await listPersonsOn(tx, missing)) found.set(person.personId, person)
  return found
}

interface Parts { readonly resident: PersonOnDate | undefined; readonly profile: store.ProfileRow | undefined; readonly delivery: DeliveryAddress | undefined }

function partyOf(row: store.PartyRow, parts: Parts): Party {
  const base = { partyId: row.party_id, number: row.number, kind: row.kind, residentId: row.resident_id, delivery: parts.delivery ? placeOf(parts.delivery) : null }
  if (row.kind === 'resident') {
    const { resident } = parts
    assert(resident !== undefined, 'a resident who is an addressee stands in the register')
    return { ...base, name: resident.name, kana: resident.kana, corporateNumber: null, ...homeOf(resident), person: { birth: resident.birth, sex: resident.sex } }
  }
  const { profile } = parts
  assert(profile !== undefined, 'an addressee outside the register has a name and an address')
  return { ...base, name: profile.name, kana: profile.kana, corporateNumber: profile.corporate_number, postalCode: profile.postal_code, address: profile.address, isInTown: false, person: null }
}

/** Where a resident lives, or where somebody who moved away has gone to: letters do not go to a house that was left. */
function homeOf(resident: PersonOnDate): Pick<Party, 'postalCode' | 'address' | 'isInTown'> {
  const movedTo = resident.status === 'moved-out' ? resident.moveOutTo ?? resident.plannedMoveOutTo : null
  return movedTo === null ? { postalCode: resident.address.postalCode, address: addressText(resident.address), isInTown: true } : { postalCode: null, address: movedTo, isInTown: false }
}

function placeOf(delivery: DeliveryAddress): Party['delivery'] {
  return { addressee: delivery.addressee, postalCode: delivery.postalCode, address: delivery.address }
}

const zPlace = z.object({ addressee: z.string().nullable(), postalCode: z.string().nullable(), address: z.string().nullable() })

/** An addressee as the screen shows it; an address is null where it is withheld. */
const zPartyRecord = z.object({
  partyId: z.string(), number: z.string(), kind: z.enum(['resident', 'outsider', 'corporation']), residentId: z.string().nullable(),
  name: z.string(), kana: z.string().nullable(), corporateNumber: z.string().nullable(), phone: z.string().nullable(),
  postalCode: z.string().nullable(), address: z.string().nullable(), version: z.number(),
  /** The same person under other numbers: the resident somebody outside the register has become, and the other way round — 名寄せ. */
  same: z.array(z.object({ partyId: z.string().nullable(), residentId: z.string(), number: z.string(), isResident: z.boolean() })),
  deliveries: z.array(zPlace.extend({
    deliveryId: z.string(), version: z.number(), levyCode: z.string().nullable(), reason: z.string(), validFrom: z.string(), validTo: z.string().nullable(),
  })),
})
export type PartyRecord = z.infer<typeof zPartyRecord>

/** One addressee with address and all delivery addresses — 宛名の照会. */
export const showParty = query({
  name: 'party.show', title: '宛名を見る', permission: 'party.read', action: 'view',
  description: 'An addressee with name, address and delivery addresses, past and future ones included.',
  input: z.object({ partyId: zId }),
  output: zPartyRecord,
  async run(tx, { partyId }) {
    const party = await findParty(tx, partyId)
    if (!party) return refuse('party-not-found', { field: '/partyId' })
    const [profile] = party.kind === 'resident' ? [] : await store.listProfiles(tx, [partyId])
    const deliveries = (await store.listDeliveries(tx, [partyId])).map(({ partyId: _party, ...delivery }) => delivery)
    const { delivery: _current, person: _person, ...facts } = party
    return { ok: true, value: { ...facts, phone: profile?.phone ?? null, version: profile?.history_no ?? 0, deliveries, same: await sameAs(tx, party) } }
  },
  subjects: (value) => [...(value.residentId === null ? [] : [value.residentId]), ...value.same.map((one) => one.residentId)],
  withhold: (value, personIds) => ((value.residentId !== null && personIds.has(value.residentId)) || value.same.some((one) => personIds.has(one.residentId))
    ? { ...value, postalCode: null, address: null, phone: null, deliveries: value.deliveries.map((one) => ({ ...one, addressee: null, postalCode: null, address: null, reason: '' })) }
    : value),
  async example(tx) {
    const found = await store.findAnyParty(tx)
    return found ? { partyId: found.party_id } : null
  },
})

/** Under which other numbers this person stands. */
async function sameAs(tx: Tx, party: Party): Promise<PartyRecord['same']> {
  if (party.residentId !== null) {
    const links = await listLinksOfResidents(tx, [party.residentId])
    const rows = await store.listPartyRows(tx, links.map((link) => link.outsider_id))
    return rows.map((row) => ({ partyId: row.party_id, residentId: party.residentId!, number: row.number, isResident: false }))
  }
  const link = await findLink(tx, party.partyId)
  if (link === undefined || link.state === 'unlinked') return []
  const resident = await findAddresseeOfResident(tx, link.resident_id)
  return resident === undefined ? [] : [{ partyId: resident.partyId, residentId: link.resident_id, number: resident.number, isResident: true }]
}

/** A resident of the town who may become an addressee, for examples of commands. */
export async function findAnyResident(tx: Tx): Promise<string | undefined> {
  const [id] = await listResidentIdsOn(tx, { limit: 1 })
  return id
}
