import { findParty, listPartyIdsOfResident } from '../../party/index.ts'
import type { Output } from '../../platform/context/manifest.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { listBalancesOfParty } from '../charges.ts'
import { receiptData, receiptOutput } from './paper.ts'

/** What would stand on a receipt of this person; null where nothing was ever charged. */
async function tryReceiptFor(tx: Tx, personId: string): Promise<string | null> {
  for (const partyId of await listPartyIdsOfResident(tx, personId)) {
    const [party, charges] = [await findParty(tx, partyId), (await listBalancesOfParty(tx, partyId)).slice(0, 1)]
    if (party && charges.length > 0) return JSON.stringify(receiptData(tx, { receiptNo: '見本', party, paidOn: tx.today, charges, taken: charges.map((charge) => ({ chargeId: charge.chargeId, kind: 'tax', amount: charge.charged })), takenBy: tx.actor.name, copyNo: null }))
  }
  return null
}

/** Papers of this room as the gate knows them. */
export const receiptOutputs: readonly Output[] = [{ name: receiptOutput, title: '領収証書', kind: 'slip', tryFor: tryReceiptFor }]
