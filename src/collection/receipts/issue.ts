import { assert } from '../../kernel/assert.ts'
import { accept, type Accepted } from '../../kernel/outcome.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Party } from '../../party/index.ts'
import type { RefusedAndRemembered, Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { nextReceiptNumber, printReceipt, type Taken } from './paper.ts'
import * as store from './store.ts'

export interface IssuedReceipt { readonly receiptId: string; readonly receiptNo: string; readonly documentId: string }

/** Gives the payer a receipt for money just taken — 領収証書を渡す. */
export async function issueReceipt(tx: Tx, payment: { readonly paymentId: string; readonly party: Party; readonly paidOn: PlainDate; readonly taken: readonly Taken[] }): Promise<Accepted<IssuedReceipt> | RefusedAndRemembered> {
  assert(payment.taken.length > 0, 'a payment was taken for something')
  const [receiptId, receiptNo] = [newId(), await nextReceiptNumber(tx)]
  const printed = await printReceipt(tx, { receiptNo, party: payment.party, paidOn: payment.paidOn, taken: payment.taken, takenBy: tx.actor.name, copyNo: null })
  if (!printed.ok) return printed
  const { documentId } = printed.value
  await store.insertReceipt(tx, { receiptId, receiptNo, paymentId: payment.paymentId, partyId: payment.party.partyId, desk: tx.actor.desk ?? tx.actor.section, documentId })
  return accept({ receiptId, receiptNo, documentId })
}
