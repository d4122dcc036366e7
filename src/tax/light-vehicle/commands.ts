import { z } from 'zod'
import { refused, type Refusal } from '../../kernel/outcome.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { fiscalYearText, printDate } from '../../kernel/wareki.ts'
import { localTaxAct } from '../../legislation/index.ts'
import { listParties } from '../../party/index.ts'
import { command } from '../../platform/command/define.ts'
import { done, type Consequence, type Decision, type Done, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { listResidentIdsOn } from '../../resident/index.ts'
import { isYearDecided } from './assessment-store.ts'
import { lawFor } from './decide.ts'
import { changeFrom, correct, endOn, type HistoryChange } from './history.ts'
import { ChangeInput, DeregistrationInput, RegistrationInput, TransferInput, type PartyInput } from './inputs.ts'
import { latestAssessedYear } from './law.ts'
import { agedClasses, assessmentDateOf, classTitles, type Vehicle, type VehicleRecord } from './model.ts'
import { resolveParty } from './parties.ts'
import { refusal, refuse } from './refusals.ts'
import { checkSize } from './rules.ts'
import * as store from './store.ts'

// The register: registration, transfer, change, end. Amounts are decided in `assessment-commands.ts`.

const zVehicle = z.object({ vehicleId: z.string(), version: z.int() })
type VehicleAnswer = z.infer<typeof zVehicle>

/** 軽自動車等を登録する — 地方税法463条の19. */
export const registerVehicle = command({
  name: 'tax-light-vehicle.register-vehicle', title: '車両を登録する', permission: 'tax-light-vehicle.write',
  description: 'Enters a vehicle with its owner, and its user where another, from a day on. The size must fit the class; a plate in use is refused.',
  input: RegistrationInput, output: zVehicle,
  async run(tx, input) {
    const { owner: _owner, holder: _holder, isOwnershipReserved: _reserved, registeredOn, ...facts } = input
    const parties = await resolveParties(tx, input)
    const refusals = [...checkDay(tx, registeredOn, '/registeredOn'), ...checkFacts(tx, facts, registeredOn), ...parties.refusals, ...(await checkPlate(tx, facts.plate, null))]
    if (refusals.length > 0) return refused(refusals)
    const vehicle: Vehicle = { ...facts, ...parties.owners, vehicleId: newId(), version: 1, validFrom: registeredOn, validTo: null, recordedAt: tx.now, event: 'registered' }
    await store.insertVehicles(tx, [vehicle])
    return await answer(tx, vehicle, registeredOn)
  },
  async example(tx) {
    const [residentId] = await listResidentIdsOn(tx, { limit: 1 })
    return residentId === undefined ? null : RegistrationInput.parse({ plate: `例 ${newId().slice(-8)}`, class: 'moped-50', energy: 'petrol', displacementCc: 49, owner: { residentId }, registeredOn: tx.today })
  },
})

/** 名義を変える — 地方税法463条の19. */
export const transferVehicle = command({
  name: 'tax-light-vehicle.transfer-vehicle', title: '名義を変える', permission: 'tax-light-vehicle.write',
  description: 'Enters another owner of a vehicle from a day on. Whoever owned it on 1 April still owes that year.',
  input: TransferInput, output: zVehicle,
  async run(tx, input) {
    const found = await findOpen(tx, input, { on: input.transferredOn, field: '/transferredOn' })
    if (!found.ok) return found
    const parties = await resolveParties(tx, input)
    const refusals = [...parties.refusals, ...(await checkPlate(tx, input.plate, input.vehicleId))]
    if (refusals.length > 0) return refused(refusals)
    return await keep(tx, changeFrom(found.last, { ...parties.owners, plate: input.plate }, { event: 'transferred', on: input.transferredOn, lastVersion: found.lastVersion, recordedAt: tx.now }), input.transferredOn)
  },
  async example(tx) {
    const [vehicle, [residentId]] = [await store.findAnyVehicle(tx, { startedBefore: tx.today }), await listResidentIdsOn(tx, { limit: 1 })]
    return vehicle && residentId ? TransferInput.parse({ vehicleId: vehicle.vehicleId, expectedVersion: vehicle.version, owner: { residentId }, plate: vehicle.plate, transferredOn: tx.today }) : null
  },
})

/** 車両の内容を変える・訂正する — 地方税法463条の19. */
export const changeVehicle = command({
  name: 'tax-light-vehicle.change-vehicle', title: '車両の内容を変える', permission: 'tax-light-vehicle.write',
  description: 'Enters other facts of a vehicle from a day on (change), or from the first day of its present record (correction).',
  input: ChangeInput, output: zVehicle,
  async run(tx, { vehicleId, expectedVersion, kind, changedOn, ...facts }) {
    const found = await findOpen(tx, { vehicleId, expectedVersion }, kind === 'change' ? { on: changedOn!, field: '/changedOn' } : null)
    if (!found.ok) return found
    const from = kind === 'change' ? changedOn! : found.last.validFrom
    const refusals = [...checkFacts(tx, facts, from), ...(await checkPlate(tx, facts.plate, vehicleId))]
    if (refusals.length > 0) return refused(refusals)
    const act = { lastVersion: found.lastVersion, recordedAt: tx.now }
    return await keep(tx, kind === 'change' ? changeFrom(found.last, facts, { ...act, event: 'changed', on: from }) : correct(found.last, facts, act), from)
  },
  async example(tx) {
    const vehicle = await store.findAnyVehicle(tx)
    return vehicle ? ChangeInput.parse({ ...factsOf(vehicle), vehicleId: vehicle.vehicleId, expectedVersion: vehicle.version, model: 'うしおモータース', kind: 'correction' }) : null
  },
})

/** 廃車にする — 地方税法463条の19. */
export const deregisterVehicle = command({
  name: 'tax-light-vehicle.deregister-vehicle', title: '廃車にする', permission: 'tax-light-vehicle.write',
  description: 'Takes a vehicle out of the register from a day on. A year begun is owed in full; there is no monthly share.',
  input: DeregistrationInput, output: zVehicle,
  async run(tx, input) {
    const found = await findOpen(tx, input, { on: input.deregisteredOn, field: '/deregisteredOn' })
    if (!found.ok) return found
    return await keep(tx, endOn(found.last, { event: 'deregistered', on: input.deregisteredOn, lastVersion: found.lastVersion, recordedAt: tx.now }), input.deregisteredOn)
  },
  async example(tx) {
    const vehicle = await store.findAnyVehicle(tx, { startedBefore: tx.today })
    return vehicle ? { vehicleId: vehicle.vehicleId, expectedVersion: vehicle.version, deregisteredOn: tx.today } : null
  },
})

type Open = { readonly ok: true; readonly last: Vehicle; readonly lastVersion: number }

/** The open record of a vehicle, if it is the one that was on the screen and something may happen to it on that day. */
async function findOpen(tx: Tx, input: { vehicleId: string; expectedVersion: number }, act: { on: PlainDate; field: string } | null): Promise<Open | ReturnType<typeof refuse>> {
  const lastVersion = await store.lockVersion(tx, input.vehicleId)
  const last = (await store.listHistory(tx, input.vehicleId)).at(-1)
  if (!last) return refuse('vehicle-not-found', { field: '/vehicleId' })
  if (last.version !== input.expectedVersion) return refuse('changed-meanwhile', { field: '/expectedVersion' })
  if (last.validTo !== null) return refuse('already-deregistered', { field: '/vehicleId', on: printDate(last.validTo) })
  if (act && act.on <= last.validFrom) return refuse('before-last-event', { field: act.field, from: printDate(last.validFrom) })
  const late = act ? checkDay(tx, act.on, act.field) : []
  return late.length > 0 ? refused(late) : { ok: true, last, lastVersion }
}

function checkDay(tx: Tx, on: PlainDate, field: string): readonly Refusal[] {
  return on > tx.today ? [refusal('day-in-future', { field })] : []
}

type Facts = Omit<VehicleRecord, keyof Owners>

function checkFacts(tx: Tx, facts: Facts, on: PlainDate): readonly Refusal[] {
  const refusals: Refusal[] = []
  const size = checkSize(facts.class, facts, lawFor(tx, latestAssessedYear))
  if (size === 'does-not-fit') refusals.push(refusal('class-does-not-fit', { field: '/class', class: classTitles[facts.class] }))
  if (size === 'size-missing') refusals.push(refusal('size-missing', { field: '/displacementCc', class: classTitles[facts.class] }))
  if (agedClasses.has(facts.class) && facts.firstInspected === null) refusals.push(refusal('first-inspection-missing', { field: '/firstInspected' }))
  if (facts.firstInspected !== null && facts.firstInspected > on.slice(0, 7)) refusals.push(refusal('first-inspection-in-future', { field: '/firstInspected' }))
  return refusals
}

type Owners = Pick<VehicleRecord, 'ownerPartyId' | 'holderPartyId' | 'isOwnershipReserved'>

/** Owner and user as addressees, and what is wrong with them. */
async function resolveParties(tx: Tx, { owner, holder, isOwnershipReserved }: { owner: PartyInput; holder: PartyInput | null; isOwnershipReserved: boolean }): Promise<{ owners: Owners; refusals: readonly Refusal[] }> {
  const [ownerPartyId, holderPartyId] = [await resolveParty(tx, owner), holder === null ? null : await resolveParty(tx, holder)]
  return {
    owners: { ownerPartyId: ownerPartyId ?? '', holderPartyId: holderPartyId ?? null, isOwnershipReserved },
    refusals: [
      ...(isOwnershipReserved && holder === null ? [refusal('holder-missing', { field: '/holder/number' })] : []),
      ...(ownerPartyId === undefined ? [refusal('party-not-found', { field: '/owner/number' })] : []),
      ...(holderPartyId === undefined ? [refusal('party-not-found', { field: '/holder/number' })] : []),
    ],
  }
}

async function checkPlate(tx: Tx, plate: string, vehicleId: string | null): Promise<readonly Refusal[]> {
  const other = await store.findByPlate(tx, plate)
  return other && other.validTo === null && other.vehicleId !== vehicleId ? [refusal('plate-taken', { field: '/plate', plate })] : []
}

async function keep(tx: Tx, change: HistoryChange, from: PlainDate): Promise<Decision<VehicleAnswer>> {
  if ((await store.closeVehicle(tx, change.close)) !== 1) return refuse('changed-meanwhile', { field: '/expectedVersion' })
  await store.insertVehicles(tx, change.insert)
  return await answer(tx, change.insert.at(-1)!, from)
}

/** Whoever is concerned, and the work that a late notification makes: the year may have been decided on other facts. */
async function answer(tx: Tx, vehicle: Vehicle, from: PlainDate): Promise<Done<VehicleAnswer>> {
  const parties = await listParties(tx, [vehicle.ownerPartyId, ...(vehicle.holderPartyId ? [vehicle.holderPartyId] : [])])
  const subjectIds = parties.flatMap((party) => party.residentId ?? [])
  const isLate = from <= assessmentDateOf(latestAssessedYear) && (await isYearDecided(tx, latestAssessedYear))
  return done({ vehicleId: vehicle.vehicleId, version: vehicle.version }, { subjectIds, tasks: isLate ? [reviewTask(subjectIds)] : [] })
}

function reviewTask(subjectIds: readonly string[]): Consequence {
  return {
    code: 'tax-light-vehicle.review-amount', business: '課税', subjectIds, title: `${fiscalYearText(latestAssessedYear)}の軽自動車税を見直す`, detail: '4月1日より前の内容が変わりました。税額を決め直すか、変わらないことを確かめてください。',
    article: localTaxAct.art('463-16'), effectiveOn: null, deadline: null, lostAfter: null, amount: null, amountUnknown: null, letter: null, effect: 'task', owner: '税務課',
  }
}

function factsOf(vehicle: Vehicle): Facts {
  const { plate, class: vehicleClass, energy, greenBand, firstInspected, displacementCc, ratedWatts, maxWatts, frameNumber, model, standing } = vehicle
  return { plate, class: vehicleClass, energy, greenBand, firstInspected, displacementCc, ratedWatts, maxWatts, frameNumber, model, standing }
}
