import { z } from 'zod'
import { assert } from '../kernel/assert.ts'
import { checkNumber, corporateNumber as corporateNumberKind, nextAddresseeNumber } from '../kernel/check-digit.ts'
import { command } from '../platform/command/define.ts'
import { zDate, zDigits, zId, zOptionalText, zText, zVersion } from '../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { nextNumber } from '../platform/number/index.ts'
import { listPersonsOn } from '../resident/index.ts'
import { addresseeNumberWidth, addresseeSerial } from './number.ts'
import { findAnyResident, isNumberTaken } from './queries.ts'
import { exampleOutsider } from './link.ts'
import { refuse } from './refusals.ts'
import * as store from './store.ts'

/**
 * The addressee that a resident is; entered on first use — 住民の宛名.
 * @refuses nothing: an id that is no person of the town is a bug of the caller
 */
export async function ensurePartyForResident(tx: Tx, residentId: string): Promise<string> {
  const partyId = (await ensurePartiesForResidents(tx, [residentId])).get(residentId)
  assert(partyId !== undefined, 'every resident becomes an addressee')
  return partyId
}

/** The addressees that these residents are, by person; three statements for any number of them. */
export async function ensurePartiesForResidents(tx: Tx, residentIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const wanted = [...new Set(residentIds)]
  if (wanted.length === 0) return new Map()
  const found = await partyIdsByResident(tx, wanted)
  const missing = wanted.filter((id) => !found.has(id))
  if (missing.length === 0) return found
  const persons = await listPersonsOn(tx, missing)
  assert(persons.length === missing.length, 'only persons of the register become addressees')
  await store.insertResidents(tx, persons.map((person) => ({ residentId: person.personId, number: person.addresseeNumber })))
  return await partyIdsByResident(tx, wanted)
}

async function partyIdsByResident(tx: Tx, residentIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  return new Map((await store.listPartyRowsOfResidents(tx, residentIds)).map((row) => [row.resident_id ?? '', row.party_id]))
}

const zPostalCode = zDigits(7, '郵便番号').nullable()
const zPhone = z.string().regex(/^[0-9-]{6,15}$/, { error: '電話番号は数字とハイフンで入れてください。' }).nullable()
const zNewParty = z.object({ partyId: z.string(), number: z.string() })

const zIdentity = { birthOn: zDate.nullable().default(null), sex: z.enum(['male', 'female', 'unknown'], { error: '性別を選んでください。' }).nullable().default(null) }

const outsiderInput = z.object({
  name: zText(100, '氏名'), kana: zOptionalText(100, 'フリガナ'), postalCode: zPostalCode, address: zText(150, '住所'), phone: zPhone, validFrom: zDate,
  /** The clerk has looked at the addressee of the same name and address and says it is somebody else. */
  isSomebodyElse: z.boolean(),
  /** Birth date and sex where they are known: with name and address they tell whether a resident is the same person. */
  ...zIdentity,
})

/** Registers a person outside the resident register — 住登外者の登録. */
export const registerOutsider = command({
  name: 'party.register-outsider', title: '住登外者を登録する', permission: 'party.write',
  description: 'Registers a person who is not in the resident register under an addressee number. A second entry of the same name and address is refused unless it is said to be somebody else.',
  input: outsiderInput, output: zNewParty,
  async run(tx, input) {
    return await register(tx, { ...input, kind: 'outsider', corporateNumber: null })
  },
  example: async (tx) => ({
    name: '遠山　渚', kana: 'トオヤマ　ナギサ', postalCode: '9990001', address: '遠浦県沖見市灯台町一丁目2番3号', birthOn: null, sex: null, ...await exampleOutsider(tx), phone: null, validFrom: tx.today, isSomebodyElse: true,
  }),
})

const corporationInput = z.object({
  name: zText(100, '名称'), kana: zOptionalText(100, 'フリガナ'), corporateNumber: zDigits(13, '法人番号').nullable(),
  postalCode: zPostalCode, address: zText(150, '所在地'), phone: zPhone, validFrom: zDate, isSomebodyElse: z.boolean(),
})

/** Registers a corporation — 法人の登録. */
export const registerCorporation = command({
  name: 'party.register-corporation', title: '法人を登録する', permission: 'party.write',
  description: 'Registers a corporation under an addressee number. A corporate number with a wrong check digit, or one already registered, is refused.',
  input: corporationInput, output: zNewParty,
  async run(tx, input) {
    if (input.corporateNumber !== null && !checkNumber(corporateNumberKind, input.corporateNumber).valid) return refuse('corporate-number-wrong', { field: '/corporateNumber' })
    return await register(tx, { ...input, kind: 'corporation', birthOn: null, sex: null })
  },
  example: async (tx) => ({
    name: '株式会社　沖見海産', kana: 'オキミカイサン', corporateNumber: null, postalCode: '9990001', address: '遠浦県沖見市港町四丁目5番6号', phone: null, validFrom: tx.today, isSomebodyElse: true,
  }),
})

interface NewParty extends z.infer<typeof corporationInput>, Pick<z.infer<typeof outsiderInput>, 'birthOn' | 'sex'> { readonly kind: 'outsider' | 'corporation' }

async function register(tx: Tx, input: NewParty): Promise<Decision<z.infer<typeof zNewParty>>> {
  const same = await store.findSame(tx, input)
  if (same && input.corporateNumber !== null && same.corporate_number === input.corporateNumber) return refuse('corporate-number-taken', { number: same.number, field: '/corporateNumber' })
  if (same && !input.isSomebodyElse) return refuse('already-registered', { number: same.number, field: '/name' })
  const number = await takeAddresseeNumber(tx)
  const partyId = newId()
  await store.insertParty(tx, { partyId, number, kind: input.kind })
  await store.replaceProfile(tx, { ...input, partyId, historyNo: 1 })
  return done({ partyId, number })
}

/** The next free 宛名番号: serials of remainder 1 are skipped, and so are numbers that the register has taken already. */
async function takeAddresseeNumber(tx: Tx): Promise<string> {
  for (;;) {
    const serial = await nextNumber(tx, addresseeSerial)
    const next = nextAddresseeNumber(serial, addresseeNumberWidth)
    if (next.serial === serial && !(await isNumberTaken(tx, next.number))) return next.number
  }
}

const profileInput = z.object({
  partyId: zId, name: zText(100, '氏名・名称'), kana: zOptionalText(100, 'フリガナ'), postalCode: zPostalCode, address: zText(150, '住所'), phone: zPhone,
  validFrom: zDate, expectedVersion: zVersion,
  /** Left out: what is known stays. */
  birthOn: zDate.nullable().optional(), sex: zIdentity.sex.unwrap().optional(),
})

/** Changes name or address of somebody outside the register; what was stays in the history — 住登外者・法人の変更. */
export const changeParty = command({
  name: 'party.change', title: '住登外者・法人の氏名や住所を変える', permission: 'party.write',
  description: 'Enters a new name or address of an addressee outside the register. Residents are refused: their register decides.',
  input: profileInput, output: z.object({ partyId: z.string(), version: z.number() }),
  async run(tx, input) {
    const [row] = await store.listPartyRows(tx, [input.partyId])
    if (!row) return refuse('party-not-found', { field: '/partyId' })
    if (row.kind === 'resident') return refuse('resident-address', { field: '/address' })
    const [profile] = await store.listProfiles(tx, [input.partyId])
    assert(profile !== undefined, 'an addressee outside the register has a profile')
    if (profile.history_no !== input.expectedVersion) return refuse('changed-meanwhile')
    const version = profile.history_no + 1
    await store.replaceProfile(tx, { ...input, birthOn: input.birthOn === undefined ? profile.birth_on : input.birthOn, sex: input.sex === undefined ? profile.sex : input.sex, corporateNumber: profile.corporate_number, historyNo: version })
    return done({ partyId: input.partyId, version })
  },
  async example(tx) {
    const partyId = await store.findAnyOutside(tx)
    const [profile] = partyId === undefined ? [] : await store.listProfiles(tx, [partyId])
    if (!profile) return null
    return { partyId: profile.party_id, name: profile.name, kana: profile.kana, postalCode: profile.postal_code, address: `${profile.address}　201`, phone: profile.phone, validFrom: tx.today, expectedVersion: profile.history_no }
  },
})

const deliveryInput = z.object({
  /** The addressee, or the resident who becomes one by this. */
  partyId: zId.nullable(), residentId: zId.nullable(),
  levyCode: zOptionalText(60, '税目'), addressee: zOptionalText(100, '送付先の名前'), postalCode: zPostalCode, address: zText(150, '送付先の住所'),
  reason: zText(100, '理由'), validFrom: zDate, validTo: zDate.nullable(),
}).refine((input) => (input.partyId === null) !== (input.residentId === null), { error: '宛名か住民のどちらか一つを指定してください。', path: ['partyId'] })

/** Sends letters elsewhere from a day on — 送付先の登録. */
export const setDeliveryAddress = command({
  name: 'party.set-delivery-address', title: '送付先を登録する', permission: 'party.write',
  description: 'Registers a delivery address for all letters or those of one levy, from a day on and if known until one.',
  input: deliveryInput, output: z.object({ partyId: z.string(), deliveryId: z.string() }),
  async run(tx, input) {
    const found = await partyOfInput(tx, input)
    if (!found) return refuse(input.partyId === null ? 'resident-not-found' : 'party-not-found', { field: input.partyId === null ? '/residentId' : '/partyId' })
    if (input.validTo !== null && input.validTo < input.validFrom) return refuse('ends-before-start', { field: '/validTo', from: input.validFrom })
    const clash = (await store.listDeliveries(tx, [found.partyId])).find((one) => one.levyCode === input.levyCode
      && (one.validTo === null || input.validFrom < one.validTo) && (input.validTo === null || one.validFrom < input.validTo))
    if (clash) return refuse('delivery-overlaps', { field: '/validFrom', from: clash.validFrom })
    const deliveryId = newId()
    const { residentId: _resident, ...facts } = input
    await store.replaceDelivery(tx, { ...facts, partyId: found.partyId, deliveryId, version: 1 })
    return done({ partyId: found.partyId, deliveryId }, { subjectIds: found.residentId === null ? [] : [found.residentId] })
  },
  async example(tx) {
    const residentId = await findAnyResident(tx)
    if (residentId === undefined) return null
    return { partyId: null, residentId, levyCode: null, addressee: null, postalCode: '9990001', address: '遠浦県沖見市灯台町一丁目2番3号', reason: '単身赴任', validFrom: tx.today, validTo: null }
  },
})

async function partyOfInput(tx: Tx, input: z.infer<typeof deliveryInput>): Promise<{ partyId: string; residentId: string | null } | undefined> {
  if (input.partyId !== null) {
    const [row] = await store.listPartyRows(tx, [input.partyId])
    return row && { partyId: row.party_id, residentId: row.resident_id }
  }
  if (input.residentId === null || (await listPersonsOn(tx, [input.residentId])).length === 0) return undefined
  return { partyId: await ensurePartyForResident(tx, input.residentId), residentId: input.residentId }
}

/** Ends a delivery address; letters go to the address again — 送付先の終了. */
export const endDeliveryAddress = command({
  name: 'party.end-delivery-address', title: '送付先を終わらせる', permission: 'party.write',
  description: 'Ends a delivery address on a day. What was registered stays in the history.',
  input: z.object({ deliveryId: zId, validTo: zDate, expectedVersion: zVersion }),
  output: z.object({ partyId: z.string(), deliveryId: z.string(), version: z.number() }),
  async run(tx, input) {
    const delivery = await store.findDeliveryById(tx, input.deliveryId)
    if (!delivery) return refuse('delivery-not-found', { field: '/deliveryId' })
    if (delivery.version !== input.expectedVersion) return refuse('changed-meanwhile')
    if (delivery.validTo !== null && delivery.validTo <= tx.today) return refuse('delivery-already-ended', { field: '/deliveryId' })
    if (input.validTo < delivery.validFrom) return refuse('ends-before-start', { field: '/validTo', from: delivery.validFrom })
    const next = { ...delivery, validTo: input.validTo, version: delivery.version + 1 }
    await store.replaceDelivery(tx, next)
    const [row] = await store.listPartyRows(tx, [delivery.partyId])
    return done({ partyId: delivery.partyId, deliveryId: delivery.deliveryId, version: next.version }, { subjectIds: row?.resident_id ? [row.resident_id] : [] })
  },
  async example(tx) {
    const delivery = await store.findAnyRunningDelivery(tx)
    return delivery ? { deliveryId: delivery.deliveryId, validTo: tx.today, expectedVersion: delivery.version } : null
  },
})
