import { yen } from '../kernel/yen.ts'
import type { Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { collectionLawOn } from './law.ts'
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
  for (const row of await store.listBalances(tx, [...new Set(chargeIds)])) {
    book.open(row.charge_id, row.party_id, { tax: row.balance, late: row.late_balance, fee: row.fee_balance, overpaid: row.overpaid, charged: row.charged })
  }
  return book
}

/** Opens the book for charges that this transaction has just made: they hold nothing, and nobody else knows them. */
export function openNew(book: Book, charges: readonly { chargeId: string; partyId: string }[]): void {
  for (const charge of charges) book.open(charge.chargeId, charge.partyId, { tax: yen(0), late: yen(0), fee: yen(0), overpaid: yen(0), charged: yen(0) })
}

export async function closeBook(tx: Tx, book: Book): Promise<void> {
  await store.insertMoves(tx, book.moves)
}

