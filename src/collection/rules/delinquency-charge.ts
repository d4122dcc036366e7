import { lastDayOfMonths } from '../../kernel/period.ts'
import { addDays, dateOf, daysBetween, maxDate, minDate, type PlainDate, yearOf } from '../../kernel/plain-date.ts'
import { addExact, applyRate, dropBelow, type ExactYen, rate, type Rate, sumOf, type Yen, yen, zeroYen } from '../../kernel/yen.ts'
import { accept, type Outcome } from '../../kernel/outcome.ts'
import type { ChargeRounding, PartCut, ReliefEffect, YearRates } from '../law.ts'
import { refuse } from '../refusals.ts'

/** The first month after the due date, or the time after it. */
export type Band = 'first-month' | 'later'

/** Days under one rate on one balance, first and last day in — 延滞金の計算の一区間. */
export interface ChargePart {
  readonly band: Band
  readonly from: PlainDate
  readonly to: PlainDate
  readonly days: number
  /** Unpaid tax of these days after the cut. */
  readonly base: Yen
  readonly rate: Rate
  /** What an extension or reduction leaves of the charge on these days; null where there is none. */
  readonly relief: ReliefEffect | null
  /** After the cut to whole yen; null where the town cuts once for the band. */
  readonly yen: Yen | null
}

export interface DelinquencyCharge {
  readonly parts: readonly ChargePart[]
  /** The amounts that are added: one for each part, or one for each band. */
  readonly amounts: readonly Yen[]
  /** Sum before the last cut. */
  readonly raw: Yen
  /** What is owed. */
  readonly amount: Yen
}

/** Days of an extension or a reduction, first and last in — 猶予・減免の期間. */
export interface ReliefSpan { readonly from: PlainDate; readonly to: PlainDate; readonly effect: ReliefEffect }

/** Money that went to the tax of an instalment. */
export interface TaxPayment { readonly paidOn: PlainDate; readonly amount: Yen }

export interface DelinquencyFacts {
  readonly tax: Yen
  /** The due date after its move to an open day. */
  readonly due: PlainDate
  /** Payments in any order; money paid by the due date bears no charge. */
  readonly payments: readonly TaxPayment[]
  /** The day up to which days are counted for what is still unpaid: today, or the day of the last payment. */
  readonly until: PlainDate
  /** Extensions and reductions that were granted; of those that overlap the one that leaves least counts. */
  readonly reliefs?: readonly ReliefSpan[]
}

export interface DelinquencyLaw {
  readonly rounding: ChargeRounding
  readonly cut: PartCut
  readonly rates: readonly YearRates[]
}

/**
 * Delinquency charge of one instalment — 延滞金.
 * Payments go to the tax first, so each stretch of days counts on the balance open on those days. The rate of each
 * calendar year counts for its own days; a year always has 365 days.
 * @returns the charge with every stretch it is made of
 * @refuses a date in a year whose rate has not been published
 * @law local-tax-act 326
 * @law local-tax-act sp-3-2
 * @law local-tax-act 20-4-2(2)
 * @law local-tax-act 20-9-4
 * @law local-tax-act 15-9
 */
export function delinquencyCharge(facts: DelinquencyFacts, law: DelinquencyLaw): Outcome<DelinquencyCharge> {
  const stretches = balances(facts).flatMap((balance) => {
    const base = chargeBase(balance.unpaid, law.rounding)
    return base === 0 ? [] : bandsOf(facts.due, balance).map((stretch) => ({ ...stretch, base }))
  })
  const parts: Counted[] = []
  for (const stretch of stretches.flatMap(byYear).flatMap((one) => byRelief(one, facts.reliefs ?? []))) {
    const found = rateOf(stretch, law.rates)
    if (found === null) return refuse('rate-not-published', { year: yearOf(stretch.from) })
    parts.push(countPart(stretch, found, law.rounding.daysInYear))
  }
  return accept(addUp(parts, law))
}

/**
 * The amount on which a charge or interest is counted: nothing below the floor, else cut — 計算の基礎となる税額.
 * @law local-tax-act 20-4-2(2)
 */
export function chargeBase(tax: Yen, rounding: ChargeRounding): Yen {
  return tax < rounding.baseFloor ? zeroYen : dropBelow(rounding.baseUnit, tax)
}

/**
 * The charge or interest that is taken or paid: nothing below the floor, else cut — 確定金額の端数.
 * @law local-tax-act 20-4-2(5)
 */
export function chargeAmount(raw: Yen, rounding: ChargeRounding): Yen {
  return raw < rounding.amountFloor ? zeroYen : dropBelow(rounding.amountUnit, raw)
}

/**
 * Last day of the first month after the due date — 納期限の翌日から1月を経過する日.
 * @law local-tax-act 326
 * @law civil-code 143(2)
 */
export function endOfFirstMonth(due: PlainDate): PlainDate {
  return lastDayOfMonths(addDays(due, 1), 1)
}

interface Span { readonly from: PlainDate; readonly to: PlainDate }
interface Balance extends Span { readonly unpaid: Yen }
interface Stretch extends Span { readonly band: Band; readonly base: Yen }
/** A stretch of days under one relief, or under none. */
interface ReliefStretch extends Stretch { readonly relief: ReliefEffect | null }
interface Counted { readonly part: ChargePart; readonly exact: ExactYen }

function balances(facts: DelinquencyFacts): Balance[] {
  const list: Balance[] = []
  let unpaid = facts.tax as number
  let from = addDays(facts.due, 1)
  for (const payment of [...facts.payments].sort((a, b) => daysBetween(b.paidOn, a.paidOn))) {
    const to = minDate(payment.paidOn, facts.until)
    if (from <= to) { list.push({ from, to, unpaid: yen(Math.max(unpaid, 0)) }); from = addDays(to, 1) }
    unpaid -= payment.amount
  }
  if (from <= facts.until) list.push({ from, to: facts.until, unpaid: yen(Math.max(unpaid, 0)) })
  return list
}

function bandsOf(due: PlainDate, span: Span): Omit<Stretch, 'base'>[] {
  const last = endOfFirstMonth(due)
  const first = { band: 'first-month' as const, from: span.from, to: minDate(span.to, last) }
  const later = { band: 'later' as const, from: maxDate(span.from, addDays(last, 1)), to: span.to }
  return [first, later].filter((band) => band.from <= band.to)
}

function byYear(stretch: Stretch): Stretch[] {
  const list: Stretch[] = []
  for (let from = stretch.from; from <= stretch.to; from = dateOf(yearOf(from) + 1, 1, 1)) {
    list.push({ ...stretch, from, to: minDate(stretch.to, dateOf(yearOf(from), 12, 31)) })
  }
  return list
}

const order: readonly ReliefEffect[] = ['all', 'extension-rate', 'half']

/** Cuts a stretch where a relief begins or ends; each piece stands under the one that leaves least. */
function byRelief(stretch: Stretch, reliefs: readonly ReliefSpan[]): ReliefStretch[] {
  const touching = reliefs.filter((one) => one.from <= stretch.to && stretch.from <= one.to)
  const starts = [stretch.from, ...touching.flatMap((one) => (one.to < stretch.to ? [one.from, addDays(one.to, 1)] : [one.from]))].filter((day) => day >= stretch.from && day <= stretch.to)
  const days = [...new Set(starts)].sort()
  return days.map((from, index) => ({
    ...stretch, from, to: index + 1 < days.length ? addDays(days[index + 1]!, -1) : stretch.to, relief: order.find((effect) => touching.some((one) => one.effect === effect && one.from <= from && from <= one.to)) ?? null,
  }))
}

function rateOf(stretch: ReliefStretch, rates: readonly YearRates[]): Rate | null {
  const row = rates.find((candidate) => candidate.year === yearOf(stretch.from))
  const full = (stretch.band === 'first-month' ? row?.firstMonth : row?.later) ?? null
  if (full === null || stretch.relief === null) return full
  if (stretch.relief === 'all') return rate(0, 1)
  if (stretch.relief === 'half') return rate(full.num, full.den * 2)
  const lower = row?.extension ?? null
  return lower !== null && lower.num * full.den < full.num * lower.den ? lower : full
}

/**
 * Interest of a number of days at a rate a year, exact until cut — 日割.
 * @law local-tax-act sp-3-2(5)
 */
export function daily(base: Yen, by: Rate, days: { readonly days: number; readonly inYear: number }): ExactYen {
  return applyRate(applyRate(base, by), rate(days.days, days.inYear))
}

function countPart(stretch: ReliefStretch, by: Rate, inYear: number): Counted {
  const days = daysBetween(stretch.from, stretch.to) + 1
  const exact = daily(stretch.base, by, { days, inYear })
  return { part: { ...stretch, days, rate: by, yen: dropBelow(1, exact) }, exact }
}

function addUp(counted: readonly Counted[], law: DelinquencyLaw): DelinquencyCharge {
  const parts = counted.map(({ part }) => (law.cut === 'every-rate' ? part : { ...part, yen: null }))
  const amounts = law.cut === 'every-rate' ? counted.map(({ part }) => part.yen ?? zeroYen) : bandAmounts(counted)
  const raw = sumOf(amounts)
  return { parts, amounts, raw, amount: chargeAmount(raw, law.rounding) }
}

function bandAmounts(counted: readonly Counted[]): Yen[] {
  const bands = (['first-month', 'later'] as const).map((band) => counted.filter(({ part }) => part.band === band))
  return bands.filter((band) => band.length > 0).map((band) => dropBelow(1, band.map(({ exact }) => exact).reduce(addExact)))
}
