import type { Tx } from '../../../platform/command/tx.ts'
import { CopyRows } from '../../../platform/db/copy-rows.ts'
import { enterRows } from '../../../platform/db/enter-rows.ts'
import type { Vehicle } from '../model.ts'

/** Rows of the register of vehicles on their way in by the thousand: what is added is kept as bytes only — 車両の一括登録. */
export class VehicleRows {
  readonly #tx: Tx
  readonly #rows = new CopyRows(table.columns.length)

  constructor(tx: Tx) { this.#tx = tx }

  add(vehicle: Vehicle): void {
    this.#rows.row().integer(this.#tx.tenant).uuid(vehicle.vehicleId).smallint(vehicle.version).date(vehicle.validFrom).date(vehicle.validTo).text(vehicle.event).text(vehicle.plate).text(vehicle.class).text(vehicle.energy)
      .smallint(vehicle.greenBand).text(vehicle.firstInspected).integer(vehicle.displacementCc).integer(vehicle.ratedWatts).integer(vehicle.maxWatts).text(vehicle.frameNumber).text(vehicle.model)
      .uuid(vehicle.ownerPartyId).uuid(vehicle.holderPartyId).boolean(vehicle.isOwnershipReserved).text(vehicle.standing).timestamptz(vehicle.recordedAt).uuid(this.#tx.actor.id)
  }

  /** Enters all that was added. */
  async enter(): Promise<void> {
    await enterRows(this.#tx, table, this.#rows)
  }
}

const table = {
  name: 'tax_light_vehicle.vehicle',
  columns: [
    'tenant_id', 'vehicle_id', 'version', 'valid_from', 'valid_to', 'event', 'plate', 'class', 'energy', 'green_band', 'first_inspected', 'displacement_cc', 'rated_watts', 'max_watts', 'frame_number', 'model',
    'owner_party_id', 'holder_party_id', 'is_ownership_reserved', 'standing', 'recorded_at', 'recorded_by',
  ],
} as const
