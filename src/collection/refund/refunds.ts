import { accept, type Outcome } from '../../kernel/outcome.ts'
import { minDate, type PlainDate } from '../../kernel/plain-date.ts'
import { minYen, notBelowZero, subtract, sum, type Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { openItemsOf } from '../account.ts'
import { closeBook, openBook } from '../book.ts'
import { collectionLawOn, ratesBetween } from '../law.ts'
import { lateLines } from '../payments.ts'
import { refuse } from '../refusals.ts'
import { receivableOf } from '../rules/debt-part.ts'
import { claimableUntil, type OverpaidCause, type OverpaidParts, planRefund, type RefundPlan } from '../rules/refund-plan.ts'
import * as ledger from '../store.ts'
import * as store from './store.ts'

export interface Planned extends RefundPlan { readonly partyId: string; readonly overpaid: Yen; readonly overpaidParts: OverpaidParts }

/**
 * What would become of the overpayment of a charge if it were decided on a day — 充当・還付の計算.
 * @refuses where nothing is overpaid, where money on the charge is preliminary, and after the claim has lapsed
 */
export async function planOf(tx: Tx, chargeId: string, how: { cause: OverpaidCause; decidedOn: PlainDate }): Promise<Outcome<Planned>> {
  const [balance] = await ledger.listBalances(tx, [chargeId])
  if (!balance) return refuse('charge-not-found', { field: '/chargeId' })
  if (balance.overpaid <= 0) return refuse('refund-nothing', { field: '/chargeId' })
  if (balance.preliminary > 0) return refuse('refund-preliminary', { field: '/chargeId' })
  const law = collectionLawOn(how.decidedOn, tx.office.ordinanceOn(how.decidedOn))
  const since = await store.findOverpaidSince(tx, chargeId)
  if (since && claimableUntil(since, law.refundClaimYears) < how.decidedOn) return refuse('refund-lapsed', { years: law.refundClaimYears, field: '/chargeId' })
  const debts = await openItemsOf(tx, balance.party_id, how.decidedOn)
  if (!debts.ok) return debts
  const parts = partsIn(balance.overpaid, await store.findOverpaidParts(tx, chargeId))
  const payments = (await store.listPaidParts(tx, chargeId)).map((row) => ({ kind: row.kind, paidOn: row.paid_on, amount: row.amount }))
  const from = payments.reduce((first, payment) => minDate(first, payment.paidOn), how.decidedOn)
  const plan = planRefund({ ...how, overpaid: parts, payments, debts: debts.value.filter((item) => item.due <= how.decidedOn) }, { rounding: law.chargeRounding, rates: ratesBetween(from, how.decidedOn), order: law.partOrder })
  return plan.ok ? accept({ ...plan.value, partyId: balance.party_id, overpaid: balance.overpaid, overpaidParts: parts }) : plan
}

/** Of which parts the overpayment is: what is too much of one may have filled another, the tax first. */
function partsIn(overpaid: Yen, moved: OverpaidParts): OverpaidParts {
  const tax = minYen(overpaid, notBelowZero(moved.tax))
  const late = minYen(subtract(overpaid, tax), notBelowZero(moved.late))
  return { tax, late, fee: subtract(overpaid, sum(tax, late)) }
}

/** Writes an approved decision into the ledger: out of the overpayments, to the debts, and what is left as owed to the person — 決議の記帳. */
export async function postRefund(tx: Tx, refund: store.RefundRow, lines: readonly store.RefundLineRow[]): Promise<void> {
  const allocations = lines.map((line) => ({ chargeId: line.charge_id, kind: line.kind, amount: line.amount }))
  const chargeIds = [refund.charge_id, ...allocations.map((one) => one.chargeId)]
  const book = await openBook(tx, chargeIds)
  const [effectiveOn, partyId] = [refund.decided_on, refund.party_id]
  book.enter({ kind: 'refund', effectiveOn }, [{ debit: 'overpayment', credit: 'refund-due', amount: refund.overpaid, chargeId: refund.charge_id, partyId }])
  book.enter({ kind: 'refund-interest', effectiveOn }, [{ debit: 'refund-interest', credit: 'refund-due', amount: refund.interest, chargeId: refund.charge_id, partyId }])
  book.enter({ kind: 'late-charge', effectiveOn }, lateLines(allocations, (chargeId) => book.balancesOf(chargeId).late).map((line) => ({ debit: 'late-receivable', credit: 'late-revenue', ...line, partyId })))
  book.enter({ kind: 'appropriation', effectiveOn }, allocations.map(({ chargeId, kind, amount }) => ({ debit: 'refund-due', credit: receivableOf[kind], amount, chargeId, partyId })))
  book.settle(chargeIds)
  await closeBook(tx, book)
}
