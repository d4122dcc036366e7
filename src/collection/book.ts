import { yen } from '../kernel/yen.ts'
import type { Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { suspendedSpansOf } from './enforcement/suspension-store.ts'
import { groupBy } from './group.ts'
import { reliefSpansOf } from './late/relief-store.ts'
import { collectionLawOn, delinquencyLawBetween } from './law.ts'
import { listKept, listLateSums } from './lowered-store.ts'
import { Book } from './rules/posting.ts'
import * as store from './store.ts'

/**
 * Opens the book for these charges: nobody else writes to them until the transaction ends — 帳簿を開く.
 * What the book has written goes to the ledger by `closeBook`.
 */
export async function openBook(tx: Tx, chargeIds: readonly string[]): Promise<Book> {
  const book = new Book({ newId, today: tx.today, order: collectionLawOn(tx.today, tx.office.ordinanceOn(tx.today)).partOrder })
  if (chargeIds.length === 0) return book
  await store.lockCharges(tx, chargeIds)
  const ids = [...new Set(chargeIds)]
  const kept = new Map((await listKept(tx, ids)).map((row) => [row.charge_id, row]))
  for (const row of await store.listBalances(tx, ids)) {
    const moved = kept.get(row.charge_id)
    book.open(row.charge_id, row.party_id, { tax: row.balance, late: row.late_balance, fee: row.fee_balance, overpaid: row.overpaid, charged: row.charged, ...(moved ? { kept: { tax: moved.tax, late: moved.late, fee: moved.fee } } : {}) })
  }
  const lowered = [...kept.values()].filter((row) => row.is_lowered).map((row) => row.charge_id)
  await openLate(tx, book, { chargeIds: lowered, isLowered: true })
  return book
}

/** Makes the book know what the delinquency charges of these charges rest on: their tax was lowered, or is about to be — 減額された期の延滞金. */
export async function openLate(tx: Tx, book: Book, { chargeIds, isLowered }: { readonly chargeIds: readonly string[]; readonly isLowered: boolean }): Promise<void> {
  if (chargeIds.length === 0) return
  const payments = groupBy(await store.listTaxPayments(tx, chargeIds), (row) => row.charge_id)
  const cuts = groupBy(await store.listStandingLateCuts(tx, chargeIds), (move) => move.chargeId)
  const [reliefs, suspended] = [await reliefSpansOf(tx, chargeIds), await suspendedSpansOf(tx, chargeIds)]
  for (const row of await listLateSums(tx, chargeIds)) {
    const id = row.charge_id
    book.openLate(id, {
      due: row.due_on, payments: (payments.get(id) ?? []).map((one) => ({ paidOn: one.paid_on, amount: one.amount })), reliefs: [...reliefs.get(id) ?? [], ...suspended.get(id) ?? []],
      lawUntil: (until) => delinquencyLawBetween(row.due_on, until, tx.office.ordinanceOn(until)), charged: row.late_charged, writtenOff: row.written_off, mostTax: row.most_tax, isLowered, cuts: cuts.get(id) ?? [],
    })
  }
}

/** Opens the book for charges that this transaction has just made: they hold nothing, and nobody else knows them. */
export function openNew(book: Book, charges: readonly { chargeId: string; partyId: string }[]): void {
  for (const charge of charges) book.open(charge.chargeId, charge.partyId, { tax: yen(0), late: yen(0), fee: yen(0), overpaid: yen(0), charged: yen(0) })
}

export async function closeBook(tx: Tx, book: Book): Promise<void> {
  await store.insertMoves(tx, book.moves)
}

