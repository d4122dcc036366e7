import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql, type RawBuilder } from '../../platform/db/db.ts'
import type { BodyPart, Energy, Exemption, GreenBand, Standing, Vehicle, VehicleClass, VehicleEvent, YearMonth } from './model.ts'

// The register of vehicles and the exemptions. What is calculated and decided stands in `assessment-store.ts`.

export interface VehicleRow {
  vehicle_id: string; version: number; valid_from: PlainDate; valid_to: PlainDate | null; event: VehicleEvent; plate: string; class: VehicleClass; energy: Energy; green_band: GreenBand | null
  first_inspected: YearMonth | null; displacement_cc: number | null; rated_watts: number | null; max_watts: number | null; frame_number: string | null; model: string | null
  owner_party_id: string; holder_party_id: string | null; is_ownership_reserved: boolean; standing: Standing; recorded_at: Instant
}

const columns = sql.raw(`vehicle_id, version, valid_from, valid_to, event, plate, class, energy, green_band, first_inspected, displacement_cc, rated_watts, max_watts,
  frame_number, model, owner_party_id, holder_party_id, is_ownership_reserved, standing, recorded_at`)

export function vehicleOf(row: VehicleRow): Vehicle {
  return {
    vehicleId: row.vehicle_id, version: row.version, validFrom: row.valid_from, validTo: row.valid_to, event: row.event, plate: row.plate, class: row.class, energy: row.energy, greenBand: row.green_band,
    firstInspected: row.first_inspected, displacementCc: row.displacement_cc, ratedWatts: row.rated_watts, maxWatts: row.max_watts, frameNumber: row.frame_number, model: row.model,
    ownerPartyId: row.owner_party_id, holderPartyId: row.holder_party_id, isOwnershipReserved: row.is_ownership_reserved, standing: row.standing, recordedAt: row.recorded_at,
  }
}

/** Rows believed at an instant — その時点で知っていたこと. */
export function knownAt(alias: 'v' | 'x' | 'h', at: Instant): RawBuilder<boolean> {
  const row = sql.raw(alias)
  return sql<boolean>`${row}.recorded_at <= ${at} and (${row}.recorded_to is null or ${row}.recorded_to > ${at})`
}

/**
 * Enters rows of the register, one or thousands, in one statement — 車両の登録.
 * The sample and files hand in whole pages; a command hands in what one act made.
 */
export async function insertVehicles(tx: Tx, vehicles: readonly Vehicle[]): Promise<void> {
  if (vehicles.length === 0) return
  await tx.db.run(sql`
    insert into tax_light_vehicle.vehicle (tenant_id, ${columns}, recorded_by)
    select ${tx.tenant}, ${columns}, ${tx.actor.id}::uuid
    from jsonb_to_recordset(${JSON.stringify(vehicles.map(columnsOf))}::jsonb) as r (
      vehicle_id uuid, version smallint, valid_from date, valid_to date, event text, plate text, class text, energy text, green_band smallint, first_inspected text, displacement_cc integer, rated_watts integer, max_watts integer,
      frame_number text, model text, owner_party_id uuid, holder_party_id uuid, is_ownership_reserved boolean, standing text, recorded_at timestamptz)`)
}

function columnsOf(vehicle: Vehicle): VehicleRow {
  return {
    vehicle_id: vehicle.vehicleId, version: vehicle.version, valid_from: vehicle.validFrom, valid_to: vehicle.validTo, event: vehicle.event, plate: vehicle.plate, class: vehicle.class, energy: vehicle.energy,
    green_band: vehicle.greenBand, first_inspected: vehicle.firstInspected, displacement_cc: vehicle.displacementCc, rated_watts: vehicle.ratedWatts, max_watts: vehicle.maxWatts, frame_number: vehicle.frameNumber,
    model: vehicle.model, owner_party_id: vehicle.ownerPartyId, holder_party_id: vehicle.holderPartyId, is_ownership_reserved: vehicle.isOwnershipReserved, standing: vehicle.standing, recorded_at: vehicle.recordedAt,
  }
}

/** Closes the recorded range of a row: the only update. */
export async function closeVehicle(tx: Tx, vehicle: Vehicle): Promise<number> {
  return await tx.db.run(sql`
    update tax_light_vehicle.vehicle set recorded_to = ${tx.now}
    where tenant_id = ${tx.tenant} and vehicle_id = ${vehicle.vehicleId} and version = ${vehicle.version} and recorded_to is null`)
}

/** The history of a vehicle as it is believed now, the oldest first. */
export async function listHistory(tx: Tx, vehicleId: string): Promise<Vehicle[]> {
  const rows = await tx.db.many<VehicleRow>(sql`
    select ${columns} from tax_light_vehicle.vehicle v where v.tenant_id = ${tx.tenant} and v.vehicle_id = ${vehicleId} and v.recorded_to is null order by v.valid_from`)
  return rows.map(vehicleOf)
}

/** The highest version ever written of a vehicle, replaced rows included; locks it until the transaction ends. */
export async function lockVersion(tx: Tx, vehicleId: string): Promise<number> {
  await tx.db.run(sql`select pg_advisory_xact_lock(hashtextextended(${`tax-light-vehicle:${tx.tenant}:${vehicleId}`}, 0))`)
  const row = await tx.db.one<{ version: number | null }>(sql`select max(version) as version from tax_light_vehicle.vehicle where tenant_id = ${tx.tenant} and vehicle_id = ${vehicleId}`)
  return row.version ?? 0
}

/** Vehicles these parties own or use on a day, in the order of plates. */
export async function listVehiclesOf(tx: Tx, partyIds: readonly string[], on: PlainDate = tx.today): Promise<Vehicle[]> {
  if (partyIds.length === 0) return []
  const rows = await tx.db.many<VehicleRow>(sql`
    select ${columns} from tax_light_vehicle.vehicle v
    where v.tenant_id = ${tx.tenant} and v.recorded_to is null and (v.owner_party_id = ${anyOf(partyIds)} or v.holder_party_id = ${anyOf(partyIds)})
      and v.valid_from <= ${on} and (v.valid_to is null or v.valid_to > ${on})
    order by v.plate`)
  return rows.map(vehicleOf)
}

/** Vehicles of these residents on a day, with the resident each belongs to: what a resident event touches. */
export async function listVehiclesOfResidents(tx: Tx, residentIds: readonly string[], on: PlainDate): Promise<{ residentId: string; vehicle: Vehicle }[]> {
  if (residentIds.length === 0) return []
  const rows = await tx.db.many<VehicleRow & { resident_id: string }>(sql`
    select p.resident_id, ${columns} from party.pub_party p
    join tax_light_vehicle.vehicle v on v.tenant_id = ${tx.tenant} and v.owner_party_id = p.party_id and v.recorded_to is null and v.valid_from <= ${on} and (v.valid_to is null or v.valid_to > ${on})
    where p.tenant_id = ${tx.tenant} and p.resident_id = ${anyOf(residentIds)} order by p.resident_id, v.plate`)
  return rows.map((row) => ({ residentId: row.resident_id, vehicle: vehicleOf(row) }))
}

/** The vehicle that bears a plate today, or bore it last. */
export async function findByPlate(tx: Tx, plate: string): Promise<Vehicle | undefined> {
  const row = await tx.db.find<VehicleRow>(sql`
    select ${columns} from tax_light_vehicle.vehicle v
    where v.tenant_id = ${tx.tenant} and v.plate = ${plate} and v.recorded_to is null order by v.valid_to desc nulls first limit 1`)
  return row && vehicleOf(row)
}

/** A vehicle still in the register, for examples of commands: one whose record began before a day, or one nobody asked an exemption for in a year. */
export async function findAnyVehicle(tx: Tx, wanted: { readonly startedBefore?: PlainDate; readonly withoutExemptionIn?: number } = {}): Promise<Vehicle | undefined> {
  const row = await tx.db.find<VehicleRow>(sql`
    select ${columns} from tax_light_vehicle.vehicle v
    where v.tenant_id = ${tx.tenant} and v.recorded_to is null and v.valid_to is null and v.valid_from < ${wanted.startedBefore ?? '9999-12-31'}
      and not exists (select from tax_light_vehicle.exemption x where x.tenant_id = ${tx.tenant} and x.vehicle_id = v.vehicle_id and x.fiscal_year = ${wanted.withoutExemptionIn ?? 0} and x.recorded_to is null)
    order by v.tenant_id, v.vehicle_id limit 1`)
  return row && vehicleOf(row)
}

interface ExemptionRow {
  exemption_id: string; version: number; fiscal_year: number; vehicle_id: string; ground: Exemption['ground']; person_id: string | null; part: BodyPart | null; grade: number | null; driver: 'self' | 'family' | null
  applied_on: PlainDate; state: Exemption['state']; decided_on: PlainDate | null; reason: string | null
}

const exemptionColumns = sql.raw('x.exemption_id, x.version, x.fiscal_year, x.vehicle_id, x.ground, x.person_id, x.part, x.grade, x.driver, x.applied_on, x.state, x.decided_on, x.reason')

function exemptionOf(row: ExemptionRow): Exemption {
  const handbook = row.part === null || row.grade === null || row.driver === null ? null : { part: row.part, grade: row.grade, driver: row.driver }
  return {
    exemptionId: row.exemption_id, version: row.version, fiscalYear: row.fiscal_year, vehicleId: row.vehicle_id, ground: row.ground, personId: row.person_id, handbook,
    appliedOn: row.applied_on, state: row.state, decidedOn: row.decided_on, reason: row.reason,
  }
}

/** Exemptions of a vehicle, the newest year first. */
export async function listExemptions(tx: Tx, vehicleId: string): Promise<Exemption[]> {
  const rows = await tx.db.many<ExemptionRow>(sql`
    select ${exemptionColumns} from tax_light_vehicle.exemption x where x.tenant_id = ${tx.tenant} and x.vehicle_id = ${vehicleId} and x.recorded_to is null order by x.fiscal_year desc, x.exemption_id desc`)
  return rows.map(exemptionOf)
}

export async function findExemption(tx: Tx, exemptionId: string): Promise<Exemption | undefined> {
  const row = await tx.db.find<ExemptionRow>(sql`
    select ${exemptionColumns} from tax_light_vehicle.exemption x where x.tenant_id = ${tx.tenant} and x.exemption_id = ${exemptionId} and x.recorded_to is null for update`)
  return row && exemptionOf(row)
}

/** The exemption that stands for a disabled person in a year, on whatever vehicle: one is the most — 一人一台. */
export async function findExemptionOfPerson(tx: Tx, personId: string, fiscalYear: number): Promise<Exemption | undefined> {
  const row = await tx.db.find<ExemptionRow>(sql`
    select ${exemptionColumns} from tax_light_vehicle.exemption x
    where x.tenant_id = ${tx.tenant} and x.person_id = ${personId} and x.fiscal_year = ${fiscalYear} and x.recorded_to is null and x.state in ('applied', 'approved')`)
  return row && exemptionOf(row)
}

/** An application nobody has decided yet, or an exemption that may be revoked, for examples of commands. */
export async function findAnyStandingExemption(tx: Tx): Promise<Exemption | undefined> {
  const row = await tx.db.find<ExemptionRow>(sql`
    select ${exemptionColumns} from tax_light_vehicle.exemption x where x.tenant_id = ${tx.tenant} and x.recorded_to is null and x.state in ('applied', 'approved') order by x.state, x.exemption_id limit 1`)
  return row && exemptionOf(row)
}

/** Writes a version of an exemption and closes the one before. */
export async function keepExemption(tx: Tx, exemption: Exemption): Promise<void> {
  await tx.db.run(sql`
    update tax_light_vehicle.exemption set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and exemption_id = ${exemption.exemptionId} and recorded_to is null`)
  const { handbook } = exemption
  await tx.db.run(sql`
    insert into tax_light_vehicle.exemption (tenant_id, exemption_id, version, fiscal_year, vehicle_id, ground, person_id, part, grade, driver, applied_on, state, decided_on, reason, recorded_at, recorded_by)
    values (${tx.tenant}, ${exemption.exemptionId}, ${exemption.version}, ${exemption.fiscalYear}, ${exemption.vehicleId}, ${exemption.ground}, ${exemption.personId}, ${handbook?.part ?? null}, ${handbook?.grade ?? null},
      ${handbook?.driver ?? null}, ${exemption.appliedOn}, ${exemption.state}, ${exemption.decidedOn}, ${exemption.reason}, ${tx.now}, ${tx.actor.id})`)
}
