import type { PlainDate } from '../../kernel/plain-date.ts'
import type { DebtPart } from '../rules/debt-part.ts'
import type { PaymentState } from '../rules/reconcile.ts'

/** How a slip stands, as its payer is told — 納付書の状態. */
export type SlipState =
  /** Money has arrived and is confirmed; or a report of it only — 領収を確認・速報. */
  | 'confirmed' | 'preliminary'
  /** Nothing is left of what it is for, by another way. */
  | 'paid-otherwise'
  /** What is left is no longer the amount of the slip. */
  | 'changed'
  /** Its last day is past. */
  | 'expired'
  | 'payable'

export interface SlipFacts {
  readonly payments: readonly PaymentState[]
  readonly usableUntil: PlainDate
  readonly lines: readonly { readonly kind: DebtPart; readonly amount: number; readonly stillOpen: number }[]
}

/**
 * What the payer is told of a slip on a day — 納付の状態.
 * Money on the slip comes first: whoever has paid must read that it arrived, whatever else has changed since.
 * The delinquency charge of a slip is charged when it is paid, so that an open one says nothing here. Tax and fee are charged before.
 * @law local-autonomy-act 231-3
 */
export function slipStateOn(slip: SlipFacts, today: PlainDate): SlipState {
  if (slip.payments.includes('confirmed')) return 'confirmed'
  if (slip.payments.includes('preliminary')) return 'preliminary'
  const charged = slip.lines.filter((line) => line.kind !== 'late')
  const isLateOnly = charged.length === 0
  if (!isLateOnly && charged.every((line) => line.stillOpen <= 0)) return 'paid-otherwise'
  if (charged.some((line) => line.stillOpen !== line.amount)) return 'changed'
  return slip.usableUntil < today ? 'expired' : 'payable'
}
