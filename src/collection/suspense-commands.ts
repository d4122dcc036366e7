import { z } from 'zod'
import { yen } from '../kernel/yen.ts'
import { findParty } from '../party/index.ts'
import { command } from '../platform/command/define.ts'
import { zId, zText } from '../platform/command/schema.ts'
import { done } from '../platform/command/tx.ts'
import { closeBook, openBook } from './book.ts'
import * as paymentStore from './payment-store.ts'
import { refuse } from './refusals.ts'
import type { Move } from './rules/posting.ts'
import { paymentState } from './rules/reconcile.ts'
import * as store from './store.ts'

/**
 * Gives money in suspense to the instalment it was paid for — 調査中の納付を期に充てる.
 * What is more than the instalment becomes its overpayment, as with any payment.
 */
export const assignSuspense = command({
  name: 'collection.assign-suspense', title: '調査中の納付を期に充てる', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Posts a confirmed payment whose debt was not known to one instalment, on the day on which it was paid. The whole amount goes there; what is too much becomes an overpayment.',
  input: z.object({ paymentId: zId, chargeId: zId, reason: zText(200, '分かった理由') }), output: z.object({ paymentId: z.string(), amount: z.number() }),
  async run(tx, { paymentId, chargeId, reason }) {
    await store.lockPaymentFiles(tx)
    const payment = await paymentStore.findPayment(tx, paymentId)
    if (!payment) return refuse('payment-not-found', { field: '/paymentId' })
    if (paymentState(new Set(payment.notices)) !== 'confirmed') return refuse('suspense-preliminary', { field: '/paymentId' })
    const amount = inSuspense(await store.listStandingMoves(tx, [paymentId]))
    if (amount <= 0) return refuse('suspense-nothing', { field: '/paymentId' })
    const [charge] = await store.listCharges(tx, [chargeId])
    if (!charge) return refuse('charge-not-found', { field: '/chargeId' })
    const book = await openBook(tx, [chargeId])
    book.enter({ kind: 'receipt', effectiveOn: payment.paid_on, paymentId }, [{ debit: 'unmatched', credit: 'receivable', amount: yen(amount), chargeId, partyId: charge.party_id }])
    book.settle([chargeId])
    await closeBook(tx, book)
    await paymentStore.insertAssignment(tx, { paymentId, chargeId, reason })
    const party = await findParty(tx, charge.party_id)
    return done({ paymentId, amount }, { subjectIds: party?.residentId ? [party.residentId] : [] })
  },
  async example(tx) {
    const charge = await store.findAnyOpenCharge(tx)
    for (const row of charge ? await paymentStore.listSuspense(tx, 50) : []) {
      const payment = await paymentStore.findPayment(tx, row.payment_id)
      if (charge && payment && paymentState(new Set(payment.notices)) === 'confirmed') return { paymentId: row.payment_id, chargeId: charge.charge_id, reason: '本人に領収書を見せてもらった' }
    }
    return null
  },
})

function inSuspense(moves: readonly Move[]): number {
  return moves.reduce((total, move) => total + (move.credit === 'unmatched' ? move.amount : 0) - (move.debit === 'unmatched' ? move.amount : 0), 0)
}
