import { z } from 'zod'
import { findParty, type Party } from '../../party/index.ts'
import { command } from '../../platform/command/define.ts'
import { zId, zText } from '../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../platform/command/tx.ts'
import * as payments from '../payment-store.ts'
import { postByHand } from '../payments.ts'
import { refuse } from '../refusals.ts'
import { printReceipt } from './paper.ts'
import * as store from './store.ts'

/** A receipt that stands, with its payment and payer, or why it does not. */
async function standing(tx: Tx, receiptId: string) {
  const receipt = await store.lockReceipt(tx, receiptId)
  const [party, payment] = receipt ? [await findParty(tx, receipt.party_id), await payments.findPayment(tx, receipt.payment_id)] : []
  if (!receipt || !party || !payment) return refuse('receipt-not-found', { field: '/receiptId' })
  if (receipt.is_cancelled || payment.notices.includes('reversed')) return refuse('receipt-void', { field: '/receiptId' })
  return { ok: true as const, value: { receipt, party, payment } }
}

function subjectsOf(party: Party): string[] {
  return party.residentId === null ? [] : [party.residentId]
}

const zCopy = z.object({ receiptId: z.string(), copyNo: z.number(), documentId: z.string() })

/** Prints a receipt again, marked as a copy — 領収証書の写しを出す. */
export const issueReceiptCopy = command({
  name: 'collection.issue-receipt-copy', title: '領収証書の写しを出す', permission: 'collection.write', keepOutcome: 'for-ever',
  description: 'Draws a receipt once more with its own number, day and sums, marked as a copy and counted. A receipt that was taken back, or whose payment was undone, is not copied.',
  input: z.strictObject({ receiptId: zId, reason: zText(100, '理由') }), output: zCopy,
  async run(tx, { receiptId, reason }): Promise<Decision<z.output<typeof zCopy>>> {
    const found = await standing(tx, receiptId)
    if (!found.ok) return found
    const { receipt, party, payment } = found.value
    const [copyNo, taken] = [receipt.copies + 1, (await store.listTaken(tx, receipt.payment_id)).map((row) => ({ chargeId: row.charge_id, kind: row.kind, amount: row.amount }))]
    const printed = await printReceipt(tx, { receiptNo: receipt.receipt_no, party, paidOn: payment.paid_on, taken, takenBy: receipt.issued_by_name, copyNo })
    if (!printed.ok) return printed
    await store.insertCopy(tx, { receiptId, copyNo, reason, documentId: printed.value.documentId })
    return done({ receiptId, copyNo, documentId: printed.value.documentId }, { subjectIds: subjectsOf(party) })
  },
  async example(tx) {
    const receipt = await store.findAnyReceipt(tx, tx.today)
    return receipt ? { receiptId: receipt.receipt_id, reason: '紛失したため' } : null
  },
})

const zCancelled = z.object({ receiptId: z.string(), paymentId: z.string() })

/** Takes a mistaken receipt back on its day: its sheet is in hand, and the payment is undone by opposite entries — 領収証書の取消し. */
export const cancelReceipt = command({
  name: 'collection.cancel-receipt', title: '領収証書を取り消す', permission: 'collection.write', keepOutcome: 'for-ever',
  description: 'Undoes a payment for which a receipt was given by mistake, on the day of the receipt and only with its sheet in hand. Number, sheet and reason stay on record and in the cash list of the day.',
  input: z.strictObject({
    receiptId: zId, reason: zText(200, '理由'),
    /** The sheet, and every copy of it, has come back. */
    isReturned: z.boolean(),
  }),
  output: zCancelled,
  async run(tx, { receiptId, reason, isReturned }): Promise<Decision<z.output<typeof zCancelled>>> {
    const found = await standing(tx, receiptId)
    if (!found.ok) return found
    const { receipt, party, payment } = found.value
    if (receipt.issued_on !== tx.today) return refuse('receipt-day-over', { field: '/receiptId' })
    if (!isReturned) return refuse('receipt-not-returned', { field: '/isReturned' })
    await postByHand(tx, payment, { kind: 'reversed', reason })
    await store.insertCancellation(tx, { receiptId, reason })
    return done({ receiptId, paymentId: payment.payment_id }, { subjectIds: subjectsOf(party) })
  },
  async example(tx) {
    const receipt = await store.findAnyReceipt(tx, tx.today)
    return receipt ? { receiptId: receipt.receipt_id, reason: '別の人の期で受け取ったため', isReturned: true } : null
  },
})
