import { daysBetween, type PlainDate } from '../../kernel/plain-date.ts'
import { sum, type Yen, zeroYen } from '../../kernel/yen.ts'
import { delinquencyCharge, type DelinquencyLaw, type ReliefSpan, type TaxPayment } from './delinquency-charge.ts'

/** What the delinquency charge of an instalment rests on, beside the amount of its tax. */
export interface LateFacts {
  /** The due date after its move to an open day. */
  readonly due: PlainDate
  /** Money that went to the tax; what was undone stands with an amount below zero on the same day. */
  readonly payments: readonly TaxPayment[]
  readonly reliefs: readonly ReliefSpan[]
  /** The law of the days from the due date to this one. */
  readonly lawUntil: (until: PlainDate) => DelinquencyLaw
}

/**
 * How much delinquency charge may have been charged of a tax that was lowered: what accrued on the tax that is left, with the payments as
 * they came, until the last of them — 減額された税額に対する延滞金. What of it was charged beyond that was never owed. LEGAL DOUBT: LD-165.
 * @returns null where a rate of those days is not published: then what was charged stands
 * @law local-tax-act 17
 * @law local-tax-act 326
 */
export function lateOfLowered(tax: Yen, { due, payments, reliefs, lawUntil }: LateFacts): Yen | null {
  const paid = netOfDays(payments)
  const until = paid.at(-1)?.paidOn
  if (until === undefined || until <= due) return zeroYen
  const late = delinquencyCharge({ tax, due, payments: paid, until, reliefs }, lawUntil(until))
  return late.ok ? late.value.amount : null
}

function netOfDays(payments: readonly TaxPayment[]): TaxPayment[] {
  const byDay = new Map<PlainDate, Yen>()
  for (const { paidOn, amount } of payments) byDay.set(paidOn, sum(byDay.get(paidOn) ?? zeroYen, amount))
  return [...byDay].map(([paidOn, amount]) => ({ paidOn, amount })).filter((one) => one.amount > zeroYen).toSorted((a, b) => daysBetween(b.paidOn, a.paidOn))
}
