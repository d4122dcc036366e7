import { z } from 'zod'
import { accept } from '../../kernel/outcome.ts'
import { fiscalYear, type PlainDate } from '../../kernel/plain-date.ts'
import { Worksheet } from '../../kernel/worksheet.ts'
import { listBalancesOfSubjects } from '../../collection/index.ts'
import { findAddresseeOfResident, findParty, listParties, listPartyIdsOfResident, type Party } from '../../party/index.ts'
import { query } from '../../platform/command/define.ts'
import { zFiscalYear, zId, zText } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { worksheetRows } from '../../platform/screen/index.ts'
import { listResidentIdsOn } from '../../resident/index.ts'
import * as assessments from './assessment-store.ts'
import { deriveCase, lawFor, levyCode, type Derived } from './decide.ts'
import { isAssessedYear, latestAssessedYear } from './law.ts'
import { lines } from './lines.ts'
import { energies, exemptionGrounds, standings, vehicleClasses, vehicleEvents, type Vehicle } from './model.ts'
import { refusal, refuse } from './refusals.ts'
import { taxpayerOf, type Sheet } from './rules.ts'
import * as store from './store.ts'

/** Who stands in the WHO band; birth date and address are null where they are withheld. */
const zHead = z.object({
  partyId: z.string().nullable(), residentId: z.string().nullable(), number: z.string(), name: z.string(), kana: z.string().nullable(), birthOn: z.string().nullable(), sex: z.string().nullable(), address: z.string().nullable(),
})
export type Head = z.infer<typeof zHead>

function headOf(party: Omit<Party, 'partyId'> & { readonly partyId: string | null }): Head {
  const { partyId, residentId, number, name, kana, person, address } = party
  return { partyId, residentId, number, name, kana, birthOn: person?.birth.calc ?? null, sex: person?.sex ?? null, address }
}

function withheldHead(head: Head, personIds: ReadonlySet<string>): Head {
  return head.residentId !== null && personIds.has(head.residentId) ? { ...head, birthOn: null, sex: null, address: null } : head
}

const zVehicle = z.object({
  vehicleId: z.string(), version: z.int(), plate: z.string(), class: z.enum(vehicleClasses), energy: z.enum(energies), greenBand: z.union([z.literal(75), z.literal(50), z.literal(25)]).nullable(), firstInspected: z.string().nullable(),
  displacementCc: z.int().nullable(), ratedWatts: z.int().nullable(), maxWatts: z.int().nullable(), frameNumber: z.string().nullable(), model: z.string().nullable(), standing: z.enum(standings),
  isOwnershipReserved: z.boolean(), event: z.enum(vehicleEvents), validFrom: z.string(), validTo: z.string().nullable(), recordedAt: z.string(),
})
export type VehicleView = z.infer<typeof zVehicle>

function viewOf(vehicle: Vehicle): VehicleView {
  const { ownerPartyId: _owner, holderPartyId: _holder, ...facts } = vehicle
  return facts
}

const zOwner = z.object({ kind: z.enum(['resident', 'party']), id: zId })

/** 所有者の車両の一覧. */
export const listOwnersVehicles = query({
  name: 'tax-light-vehicle.list-owners-vehicles', title: '車両の一覧を見る', permission: 'tax-light-vehicle.read', action: 'list',
  description: 'The vehicles that a resident or another addressee owns or uses today.',
  input: zOwner, output: z.object({ owner: zHead, kind: z.enum(['resident', 'party']), id: z.string(), vehicles: z.array(zVehicle) }),
  async run(tx, { kind, id }) {
    const party = kind === 'resident' ? await findAddresseeOfResident(tx, id) : await findParty(tx, id)
    if (!party) return refuse('party-not-found', { field: '/id' })
    return accept({ owner: headOf(party), kind, id, vehicles: (await store.listVehiclesOf(tx, party.partyId ? [party.partyId] : [])).map(viewOf) })
  },
  subjects: (view) => (view.owner.residentId === null ? [] : [view.owner.residentId]),
  withhold: (view, personIds) => ({ ...view, owner: withheldHead(view.owner, personIds) }),
  async example(tx) {
    const [id] = await listResidentIdsOn(tx, { limit: 1 })
    return id === undefined ? null : { kind: 'resident' as const, id }
  },
})

/** 標識番号で探す. */
export const findVehicle = query({
  name: 'tax-light-vehicle.find-vehicle', title: '標識番号で車両を探す', permission: 'tax-light-vehicle.read', action: 'search', sensitive: true,
  description: 'The vehicle that bears a plate today, or bore it last; null where there is none.',
  input: z.object({ plate: zText(20, '標識番号').nullable().default(null) }), output: z.object({ plate: z.string().nullable(), found: zVehicle.extend({ ownerResidentId: z.string().nullable() }).nullable() }),
  async run(tx, { plate }) {
    const vehicle = plate === null ? undefined : await store.findByPlate(tx, plate)
    const owner = vehicle && (await findParty(tx, vehicle.ownerPartyId))
    return accept({ plate, found: vehicle ? { ...viewOf(vehicle), ownerResidentId: owner?.residentId ?? null } : null })
  },
  // A vehicle says nothing about birthday, address or household; its owner is named for the trail alone.
  subjects: (view) => (view.found?.ownerResidentId ? [view.found.ownerResidentId] : []),
  withhold: (view) => view,
  example: async (tx) => ({ plate: (await store.findAnyVehicle(tx))?.plate ?? null }),
})

const zRow = z.object({ key: z.string(), group: z.string(), label: z.string(), calculation: z.string(), article: z.string(), source: z.string(), amount: z.int().nullable(), kind: z.enum(['sum', 'total']).optional() })

const zRecord = z.object({
  vehicle: zVehicle, owner: zHead, holder: zHead.nullable(), taxpayer: zHead, history: z.array(zVehicle),
  fiscalYear: z.int(), rows: z.array(zRow),
  /** False where the stored lines and those derived again differ: a work item. */
  isSame: z.boolean(),
  /** Why there is no amount, or null. */
  obstacle: z.string().nullable(),
  decision: z.object({ decisionNo: z.int(), noticeNo: z.string(), annualTax: z.int(), decidedAt: z.string(), reason: z.string().nullable() }).nullable(),
  balances: z.array(z.object({ fiscalYear: z.int(), instalment: z.int(), dueOn: z.string(), charged: z.int(), paid: z.int(), balance: z.int() })),
  exemptions: z.array(z.object({ exemptionId: z.string(), version: z.int(), fiscalYear: z.int(), ground: z.enum(exemptionGrounds), state: z.enum(['applied', 'approved', 'refused', 'revoked']), appliedOn: z.string(), personId: z.string().nullable() })),
  papers: z.array(z.object({ documentId: z.string(), kind: z.enum(['notice', 'inspection-certificate']), fiscalYear: z.int(), serial: z.string(), issuedAt: z.string() })),
})
export type VehicleRecordView = z.infer<typeof zRecord>

/** 車両の記録と、なぜこの額か. */
export const showVehicle = query({
  name: 'tax-light-vehicle.show-vehicle', title: '車両の記録を見る', permission: 'tax-light-vehicle.read', action: 'view',
  description: 'One vehicle with its history, the worksheet of a year as it was known when decided (or a trial where it is not), charges, exemptions and papers.',
  input: z.object({ vehicleId: zId, fiscalYear: zFiscalYear.nullable().default(null) }), output: zRecord,
  async run(tx, input) {
    const year = input.fiscalYear ?? latestAssessedYear
    if (!isAssessedYear(year)) return refuse('year-not-ready', { field: '/fiscalYear', year })
    const history = await store.listHistory(tx, input.vehicleId)
    const vehicle = history.at(-1)
    if (!vehicle) return refuse('vehicle-not-found', { field: '/vehicleId' })
    const decision = (await assessments.listDecisions(tx, vehicle.vehicleId)).find((one) => one.fiscalYear === year)
    return accept({
      vehicle: viewOf(vehicle), history: history.map(viewOf).toReversed(), ...(await partiesOf(tx, vehicle, decision?.partyId)), ...(await worksheetOf(tx, vehicle, { year, decision })),
      decision: decision ? { decisionNo: decision.decisionNo, noticeNo: decision.noticeNo, annualTax: decision.annualTax, decidedAt: decision.decidedAt, reason: decision.reason } : null,
      balances: (await listBalancesOfSubjects(tx, levyCode, [vehicle.vehicleId])).map(({ fiscalYear: of, instalment, dueOn, charged, paid, balance }) => ({ fiscalYear: of, instalment, dueOn, charged, paid, balance })),
      exemptions: (await store.listExemptions(tx, vehicle.vehicleId)).map(({ exemptionId, version, fiscalYear: of, ground, state, appliedOn, personId }) => ({ exemptionId, version, fiscalYear: of, ground, state, appliedOn, personId })),
      papers: (await assessments.listPapers(tx, vehicle.vehicleId)).map(({ documentId, kind, fiscalYear: of, serial, issuedAt }) => ({ documentId, kind, fiscalYear: of, serial, issuedAt })),
    })
  },
  subjects: (view) => [...new Set([view.owner, view.holder, view.taxpayer].flatMap((head) => head?.residentId ?? []).concat(view.exemptions.flatMap((one) => one.personId ?? [])))],
  withhold: (view, personIds) => ({ ...view, owner: withheldHead(view.owner, personIds), holder: view.holder && withheldHead(view.holder, personIds), taxpayer: withheldHead(view.taxpayer, personIds) }),
  async example(tx) {
    const vehicle = await store.findAnyVehicle(tx)
    return vehicle ? { vehicleId: vehicle.vehicleId, fiscalYear: latestAssessedYear } : null
  },
})

async function partiesOf(tx: Tx, vehicle: Vehicle, decidedFor: string | undefined): Promise<Pick<VehicleRecordView, 'owner' | 'holder' | 'taxpayer'>> {
  const taxpayerId = decidedFor ?? taxpayerOf(vehicle)
  const heads = new Map((await listParties(tx, [vehicle.ownerPartyId, taxpayerId, ...(vehicle.holderPartyId ? [vehicle.holderPartyId] : [])])).map((party) => [party.partyId, headOf(party)]))
  return { owner: heads.get(vehicle.ownerPartyId)!, taxpayer: heads.get(taxpayerId)!, holder: (vehicle.holderPartyId && heads.get(vehicle.holderPartyId)) || null }
}

/** The worksheet of a decision with the words of what was known then; without a decision, a trial of today. */
async function worksheetOf(tx: Tx, vehicle: Vehicle, { year, decision }: { year: number; decision: assessments.DecidedAssessment | undefined }): Promise<Pick<VehicleRecordView, 'fiscalYear' | 'rows' | 'isSame' | 'obstacle'>> {
  const recordedAt = decision?.factsAt ?? tx.now
  const sheet: Sheet = new Worksheet(lines, 'explain')
  const [one] = await assessments.listCases(tx, { fiscalYear: fiscalYear(year), recordedAt, which: { vehicleId: vehicle.vehicleId } })
  const derived = one && deriveCase(one, lawFor(tx, fiscalYear(year), recordedAt), sheet)
  const obstacle = obstacleOf(derived, year)
  // A decision that took the tax back stands on zero alone: there is nothing to derive.
  if (obstacle !== null && decision) sheet.line('annual-tax', decision.annualTax)
  const stored = sheet.stored()
  const isSame = !decision || (stored.codes.join() === decision.lines.codes.join() && stored.amounts.join() === decision.lines.amounts.join())
  const rows = worksheetRows(lines, sheet.written()).map(({ key, group, label, calculation, article, source, amount, kind }) => ({ key, group, label, calculation: String(calculation), article, source: String(source), amount, ...(kind ? { kind } : {}) }))
  return { fiscalYear: year, rows, isSame, obstacle }
}

function obstacleOf(derived: Derived | undefined, year: number): string | null {
  if (!derived) return refusal('not-on-assessment-date', { year }).message
  return derived.kind === 'not-assessed' ? refusal(derived.why).message : null
}

/** How many vehicles a resident owns or uses, for the tab of the record. */
export async function countVehiclesOfResident(tx: Tx, residentId: string): Promise<number> {
  return (await listVehicleIdsOfResident(tx, residentId)).length
}

/** Ids of the vehicles a resident owns or uses, those from the time outside the register included. */
export async function listVehicleIdsOfResident(tx: Tx, residentId: string): Promise<readonly string[]> {
  const partyIds = await listPartyIdsOfResident(tx, residentId)
  return partyIds.length === 0 ? [] : (await store.listVehiclesOf(tx, partyIds)).map((vehicle) => vehicle.vehicleId)
}

/** Who of these persons has a vehicle on a day, for lists of residents. */
export async function ownersAmong(tx: Tx, personIds: readonly string[], on: PlainDate): Promise<ReadonlySet<string>> {
  return new Set((await store.listVehiclesOfResidents(tx, personIds, on)).map(({ residentId }) => residentId))
}

/** Who of a household has vehicles on a day, for the household lens. */
export async function rolesInHousehold(tx: Tx, personIds: readonly string[], on: PlainDate): Promise<ReadonlyMap<string, { role: string; why: string | null }>> {
  const owned = await store.listVehiclesOfResidents(tx, personIds, on)
  const residentIds = [...new Set(owned.map((one) => one.residentId))]
  return new Map(residentIds.map((id) => [id, { role: `${owned.filter((one) => one.residentId === id).length}台`, why: null }]))
}
