import type { PlainDate } from '../../../kernel/plain-date.ts'
import { maxYen, subtract, sumOf, type Yen, zeroYen } from '../../../kernel/yen.ts'
import type { Allocation } from '../../rules/allocation.ts'
import { debtParts, receivableOf } from '../../rules/debt-part.ts'
import type { Book, Move } from '../../rules/posting.ts'

// What disposition of delinquency writes into the ledger.

/**
 * Money that came by force waits for its distribution — 差押えの取立金の受入れ.
 * @law national-tax-collection-act 128
 */
export function enterMoney(book: Book, money: { readonly partyId: string; readonly amount: Yen; readonly receivedOn: PlainDate }): void {
  book.enter({ kind: 'seizure-receipt', effectiveOn: money.receivedOn }, [{ debit: 'cash', credit: 'seized-money', amount: money.amount, chargeId: null, partyId: money.partyId }])
}

export interface SharedMoney {
  readonly partyId: string
  readonly amount: Yen
  /** The taxes count as collected on this day. */
  readonly receivedOn: PlainDate
  /** What falls to the claims for which it was seized. */
  readonly own: readonly Allocation[]
  /** The payment that the own share is; null where nothing falls to the claims. */
  readonly paymentId: string | null
  /** What of the delinquency charges has to be charged so that they are owed. */
  readonly lateLines: readonly { readonly chargeId: string; readonly amount: Yen }[]
}

/**
 * Money is distributed: the own share is a payment on the claims, the rest is owed to others and to the debtor — 配当の仕訳.
 * @returns the lines written, so that they can be undone together
 * @law national-tax-collection-act 129
 */
export function enterDistribution(book: Book, { partyId, amount, receivedOn, own, paymentId, lateLines }: SharedMoney): Move[] {
  const total = sumOf(own.map((one) => one.amount))
  const entered = [
    ...book.enter({ kind: 'distribution', effectiveOn: receivedOn }, [
      { debit: 'seized-money', credit: 'cash', amount: total, chargeId: null, partyId }, { debit: 'seized-money', credit: 'distribution-due', amount: subtract(amount, total), chargeId: null, partyId },
    ]),
    ...book.enter({ kind: 'late-charge', effectiveOn: receivedOn, paymentId }, lateLines.map((line) => ({ debit: 'late-receivable', credit: 'late-revenue', ...line, partyId }))),
    ...book.enter({ kind: 'receipt', effectiveOn: receivedOn, paymentId }, own.map(({ chargeId, kind, amount: part }) => ({ debit: 'cash', credit: receivableOf[kind], amount: part, chargeId, partyId }))),
  ]
  book.settle(own.map((one) => one.chargeId))
  return entered
}

/**
 * A share that is owed to another creditor or to the debtor is paid out — 配当金の交付.
 * @law national-tax-collection-act 132(2)
 */
export function enterHandOver(book: Book, share: { readonly partyId: string; readonly amount: Yen; readonly handedOn: PlainDate }): void {
  book.enter({ kind: 'hand-over', effectiveOn: share.handedOn }, [{ debit: 'distribution-due', credit: 'cash', amount: share.amount, chargeId: null, partyId: share.partyId }])
}

/**
 * Undoes what an entry wrote, on its own day, so that no day counts as paid — 配当の取消し.
 * @decides nothing: writes opposite lines
 */
export function undoEntry(book: Book, moves: readonly Move[]): void {
  const [first] = moves
  if (first) book.reverse(moves, { effectiveOn: first.effectiveOn, paymentId: first.paymentId })
}

/**
 * What is open of a claim that is gone leaves the debts for the losses — 不納欠損の仕訳.
 * @law local-tax-act 18(1)
 * @law local-tax-act 15-7(4)
 */
export function enterWriteOff(book: Book, loss: { readonly chargeId: string; readonly partyId: string; readonly tax: Yen; readonly late: Yen; readonly fee: Yen; readonly goneOn: PlainDate }): void {
  const to = { debit: 'write-off' as const, chargeId: loss.chargeId, partyId: loss.partyId }
  book.enter({ kind: 'write-off', effectiveOn: loss.goneOn }, debtParts.map((part) => ({ ...to, credit: receivableOf[part], amount: maxYen(loss[part], zeroYen) })))
}
