import { accept, type Outcome } from '../../kernel/outcome.ts'
import { addYears, type PlainDate } from '../../kernel/plain-date.ts'
import { minYen, subtract, sum, sumOf, type Yen, zeroYen } from '../../kernel/yen.ts'
import type { ChargeRounding, YearRates } from '../law.ts'
import { allocate, type Allocation, type OpenItem } from './allocation.ts'
import { type DebtPart, debtParts, type PartOrder } from './debt-part.ts'
import { refundInterest, type RefundInterest } from './refund-interest.ts'

/** Why money is too much: 誤納 or 過納. The two stay apart in the settlement of accounts. */
export type OverpaidCause = 'paid-by-mistake' | 'assessment-reduced'

/** Money that came for a charge, by the day of its payment. */
export interface PaidPart { readonly paidOn: PlainDate; readonly amount: Yen }

/** What of a charge is too much: of its tax, of its delinquency charge, of the fee of its demand. */
export type OverpaidParts = Readonly<Record<DebtPart, Yen>>

export interface OverpaidFacts {
  readonly overpaid: OverpaidParts
  readonly cause: OverpaidCause
  /** Everything that was paid on the charge, and on which part of it. */
  readonly payments: readonly (PaidPart & { readonly kind: DebtPart })[]
  readonly decidedOn: PlainDate
  /** Other debts of the same person whose due date has come, with their delinquency charge. */
  readonly debts: readonly OpenItem[]
}

export interface RefundPlan {
  readonly parts: readonly { readonly kind: DebtPart; readonly paidOn: PlainDate; readonly amount: Yen; readonly interest: RefundInterest }[]
  readonly interest: Yen
  readonly appropriations: readonly Allocation[]
  readonly appropriated: Yen
  /** What goes back, with interest. */
  readonly payable: Yen
}

/**
 * What becomes of an overpayment — 充当と還付.
 * The payments that came last are too much first, and each bears interest from its own day; tax and delinquency charge are reckoned
 * apart, each with its own cuts. LEGAL DOUBT: LD-166. What there is, interest included, goes to unpaid debts of the same person in the statutory order; only the rest goes back.
 * @refuses a day in a year whose rate has not been published
 * @law local-tax-act 17
 * @law local-tax-act 17-2
 * @law local-tax-act 17-4
 */
export function planRefund(facts: OverpaidFacts, law: { readonly rounding: ChargeRounding; readonly rates: readonly YearRates[]; readonly order: PartOrder }): Outcome<RefundPlan> {
  const parts: { kind: DebtPart; paidOn: PlainDate; amount: Yen; interest: RefundInterest }[] = []
  for (const { kind, paidOn, amount } of debtParts.flatMap((part) => latestParts(facts, part))) {
    const interest = refundInterest({ overpaid: amount, paidOn, decidedOn: facts.decidedOn, cause: { kind: facts.cause } }, law)
    if (!interest.ok) return interest
    parts.push({ kind, paidOn, amount, interest: interest.value })
  }
  const interest = sumOf(parts.map((part) => part.interest.amount))
  const { allocations, rest } = allocate(sum(overpaidOf(facts.overpaid), interest), facts.debts, { named: [], order: law.order })
  return accept({ parts, interest, appropriations: allocations, appropriated: sumOf(allocations.map((one) => one.amount)), payable: rest })
}

/**
 * All that is too much of a charge.
 * @decides nothing: adds up
 */
export function overpaidOf(parts: OverpaidParts): Yen {
  return sumOf(debtParts.map((part) => parts[part]))
}

/** Which payments of a part are too much: the last ones, as far as they reach. */
function latestParts({ overpaid, payments }: OverpaidFacts, kind: DebtPart): { readonly kind: DebtPart; readonly paidOn: PlainDate; readonly amount: Yen }[] {
  const parts: { kind: DebtPart; paidOn: PlainDate; amount: Yen }[] = []
  let rest = overpaid[kind]
  for (const payment of payments.filter((one) => one.kind === kind).toSorted((a, b) => (a.paidOn < b.paidOn ? 1 : -1))) {
    const amount = minYen(rest, payment.amount)
    if (amount <= zeroYen) continue
    parts.push({ kind, paidOn: payment.paidOn, amount })
    rest = subtract(rest, amount)
  }
  return parts
}

/**
 * The last day on which money can still be claimed back — 還付請求権の時効.
 * @law local-tax-act 18-3
 */
export function claimableUntil(since: PlainDate, years: number): PlainDate {
  return addYears(since, years)
}
