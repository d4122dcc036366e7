import type { Tx } from '../../platform/command/tx.ts'
import { closeBook, openBook } from '../book.ts'
import { groupBy } from '../group.ts'
import { collectionLawOn } from '../law.ts'
import { listMovesOfEntries } from '../refund/store.ts'
import { type DemandRow, lockDemandsWithoutTax, withdrawDemands } from './demand-store.ts'

/** Takes the fees of withdrawn demands back; what was paid of them is too much from now on — 督促手数料の取消し. */
export async function reverseFees(tx: Tx, demands: readonly DemandRow[]): Promise<void> {
  const entryIds = demands.flatMap((demand) => demand.fee_entry_id ?? [])
  if (entryIds.length === 0) return
  const moves = await listMovesOfEntries(tx, entryIds)
  const chargeIds = moves.flatMap((move) => move.chargeId ?? [])
  const book = await openBook(tx, chargeIds)
  for (const same of groupBy(moves, (move) => move.entryId).values()) book.reverse(same, { effectiveOn: tx.today })
  book.settle(chargeIds)
  await closeBook(tx, book)
}

/**
 * Takes back the demands of letters of whose taxes nothing is left after these instalments fell to zero, and their fees with them —
 * 税額が0円になった督促の取消し. Where another instalment of the letter is owed, the letter was due for that one and its one fee stays.
 * LEGAL DOUBT: LD-164, whether the fee falls where the tax was remitted and not taken back.
 * @law local-tax-act 330
 */
export async function dropDemandsWithoutTax(tx: Tx, chargeIds: readonly string[]): Promise<void> {
  if (chargeIds.length === 0 || collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today)).feeWithoutTax === 'stays') return
  const demands = await lockDemandsWithoutTax(tx, chargeIds)
  await reverseFees(tx, demands)
  await withdrawDemands(tx, demands.map((demand) => demand.demand_id), { reason: nothingLeft, documentId: null })
}

/** The reason that stands with such a demand. */
const nothingLeft = '税額が0円になったため'
