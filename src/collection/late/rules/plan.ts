import { addMonths, endOfMonth, type PlainDate } from '../../../kernel/plain-date.ts'
import { minYen, subtract, sumOf, type Yen, zeroYen } from '../../../kernel/yen.ts'
import type { DebtPart } from '../../rules/debt-part.ts'

/** What is to be paid: taxes by their due dates, then delinquency charges and fees of demands. */
export interface PlanDebt { readonly chargeId: string; readonly kind: DebtPart; readonly amount: Yen }

/** What of a debt is paid with one instalment of a plan. */
export interface PlanPart extends PlanDebt { readonly instalment: number }

/**
 * Spreads debts over instalments of one sum, in their order; the last may be smaller — 分納の計画.
 * @decides nothing: what is promised is agreed with the debtor
 */
export function spreadOver(debts: readonly PlanDebt[], monthly: Yen): readonly PlanPart[] {
  const parts: PlanPart[] = []
  let [instalment, room] = [1, monthly]
  for (const debt of debts) {
    for (let left = debt.amount; left > zeroYen;) {
      if (room <= zeroYen) { instalment += 1; room = monthly }
      const amount = minYen(left, room)
      parts.push({ ...debt, instalment, amount })
      left = subtract(left, amount)
      room = subtract(room, amount)
    }
  }
  return parts
}

/**
 * The nominal days of a plan: the same day of each month, or its last where the first is one — 分納の日.
 * @decides nothing
 */
export function monthlyDays(first: PlainDate, count: number): readonly PlainDate[] {
  const isMonthEnd = first === endOfMonth(first)
  return Array.from({ length: count }, (_, index) => (isMonthEnd ? endOfMonth(addMonths(first, index)) : addMonths(first, index)))
}

/** How a plan stands on a day. */
export interface PlanStanding {
  /** The first day whose instalment was due and is not covered; null where none is. */
  readonly behindSince: PlainDate | null
  /** What should have been paid by now and was not. */
  readonly missing: Yen
  /** What is to be paid next; null where all is paid or due already. */
  readonly next: { readonly dueOn: PlainDate; readonly amount: Yen } | null
  readonly isKept: boolean
}

/**
 * Whether a plan has been kept until a day: what was paid since it was made covers the instalments in their order — 分納の履行.
 * @param instalments in the order of their days
 * @decides nothing
 */
export function planStanding(instalments: readonly { readonly dueOn: PlainDate; readonly amount: Yen }[], paid: Yen, on: PlainDate): PlanStanding {
  let [sum, behindSince, missing] = [zeroYen, null as PlainDate | null, zeroYen]
  for (const one of instalments) {
    sum = sumOf([sum, one.amount])
    if (one.dueOn < on && paid < sum) { behindSince ??= one.dueOn; missing = subtract(sum, paid) }
  }
  const open = instalments.find((one, index) => one.dueOn >= on && paid < sumOf(instalments.slice(0, index + 1).map((each) => each.amount)))
  return { behindSince, missing, next: open === undefined ? null : { dueOn: open.dueOn, amount: open.amount }, isKept: paid >= sum }
}
