import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { CopyRows } from '../../platform/db/copy-rows.ts'
import { enterRows } from '../../platform/db/enter-rows.ts'

/**
 * Addressees for residents who are being entered in bulk in the same transaction, and of whom none is one yet — 宛名の一括登録.
 * Whoever may be an addressee already goes through `ensurePartiesForResidents`.
 */
export class ResidentPartyRows {
  readonly #tx: Tx
  readonly #rows = new CopyRows(table.columns.length)
  readonly #known = new Map<string, string>()

  constructor(tx: Tx) { this.#tx = tx }

  /** The addressee that this resident is: made where it is asked for first. */
  partyOf(resident: { readonly personId: string; readonly addresseeNumber: string }): string {
    const known = this.#known.get(resident.personId)
    if (known !== undefined) return known
    const partyId = newId()
    this.#known.set(resident.personId, partyId)
    this.#rows.row().integer(this.#tx.tenant).uuid(partyId).text(resident.addresseeNumber).text('resident').uuid(resident.personId).timestamptz(this.#tx.now).uuid(this.#tx.actor.id)
    return partyId
  }

  /** Enters all that were asked for. */
  async enter(): Promise<void> {
    await enterRows(this.#tx, table, this.#rows)
  }
}

const table = { name: 'party.party', columns: ['tenant_id', 'party_id', 'number', 'kind', 'resident_id', 'recorded_at', 'recorded_by'] } as const
