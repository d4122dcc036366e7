import { accept, type Outcome } from '../../kernel/outcome.ts'
import { lastDayOfMonths } from '../../kernel/period.ts'
import { addDays, dateOf, daysBetween, maxDate, minDate, type PlainDate, yearOf } from '../../kernel/plain-date.ts'
import { dropBelow, type Rate, sumOf, type Yen } from '../../kernel/yen.ts'
import type { ChargeRounding, YearRates } from '../law.ts'
import { refuse } from '../refusals.ts'
import { chargeAmount, chargeBase, daily } from './delinquency-charge.ts'

/** Why money has to go back, with the day from which interest is counted for that cause. */
export type RefundCause =
  /** The office reduced its assessment — 賦課決定の減額. */
  | { readonly kind: 'assessment-reduced' }
  /** A claim for correction was granted — 更正の請求. */
  | { readonly kind: 'claim-granted'; readonly claimedOn: PlainDate; readonly correctedOn: PlainDate }
  /** The income tax was corrected by the tax office — 所得税の更正. */
  | { readonly kind: 'income-tax-corrected'; readonly noticeOn: PlainDate }
  /** A later income tax return was filed — 所得税の申告. */
  | { readonly kind: 'income-tax-return'; readonly filedOn: PlainDate }
  /** Paid twice or too much by mistake — 誤納. */
  | { readonly kind: 'paid-by-mistake' }

export interface RefundFacts {
  readonly overpaid: Yen
  readonly paidOn: PlainDate
  /** Day of the decision to refund or to set off; counts. */
  readonly decidedOn: PlainDate
  readonly cause: RefundCause
}

export interface RefundInterestPart { readonly from: PlainDate; readonly to: PlainDate; readonly days: number; readonly base: Yen; readonly rate: Rate; readonly yen: Yen }

export interface RefundInterest {
  /** First day that bears interest. */
  readonly from: PlainDate
  readonly parts: readonly RefundInterestPart[]
  readonly raw: Yen
  readonly amount: Yen
}

/**
 * Interest on money that goes back — 還付加算金.
 * @refuses a date in a year whose rate has not been published
 * @law local-tax-act 17-4
 * @law local-tax-act sp-3-2(4)
 */
export function refundInterest(facts: RefundFacts, law: { readonly rounding: ChargeRounding; readonly rates: readonly YearRates[] }): Outcome<RefundInterest> {
  const start = firstDay(facts)
  const base = chargeBase(facts.overpaid, law.rounding)
  const parts: RefundInterestPart[] = []
  for (let from = start; base > 0 && from <= facts.decidedOn; from = dateOf(yearOf(from) + 1, 1, 1)) {
    const by = law.rates.find((row) => row.year === yearOf(from))?.refund
    if (!by) return refuse('rate-not-published', { year: yearOf(from) })
    const to = minDate(facts.decidedOn, dateOf(yearOf(from), 12, 31))
    const days = daysBetween(from, to) + 1
    parts.push({ from, to, days, base, rate: by, yen: dropBelow(1, daily(base, by, { days, inYear: law.rounding.daysInYear })) })
  }
  const raw = sumOf(parts.map((part) => part.yen))
  return accept({ from: start, parts, raw, amount: chargeAmount(raw, law.rounding) })
}

/**
 * The first day that bears interest, never before the day after the payment — 起算日.
 * @law local-tax-act 17-4(1)
 */
function firstDay(facts: RefundFacts): PlainDate {
  return maxDate(addDays(facts.paidOn, 1), addDays(triggerDay(facts), 1))
}

function triggerDay({ cause, paidOn }: RefundFacts): PlainDate {
  switch (cause.kind) {
    case 'assessment-reduced': return paidOn
    case 'claim-granted': return minDate(monthsPassed(cause.claimedOn, 3), monthsPassed(cause.correctedOn, 1))
    case 'income-tax-corrected': return monthsPassed(cause.noticeOn, 1)
    case 'income-tax-return': return monthsPassed(cause.filedOn, 1)
    case 'paid-by-mistake': return monthsPassed(paidOn, 1)
  }
}

/** The day on which so many months, counted from the day after, have run out — 翌日から起算して…を経過する日. */
function monthsPassed(event: PlainDate, months: number): PlainDate {
  return lastDayOfMonths(addDays(event, 1), months)
}
