import type { Outcome } from '../kernel/outcome.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { notBelowZero, subtract, type Yen, zeroYen } from '../kernel/yen.ts'
import type { Tx } from '../platform/command/tx.ts'
import type { ChargeBalance } from './charges.ts'
import { suspendedSpansOf } from './enforcement/suspension-store.ts'
import { groupBy } from './group.ts'
import { reliefSpansOf } from './late/relief-store.ts'
import { delinquencyLawBetween } from './law.ts'
import { type DelinquencyCharge, delinquencyCharge, type ReliefSpan, type TaxPayment } from './rules/delinquency-charge.ts'
import * as store from './store.ts'

/** The delinquency charge of an instalment as of a day — ある日の延滞金. */
export interface Accrued {
  /** With every stretch of days it is made of; refused where a rate is not published yet. */
  readonly charge: Outcome<DelinquencyCharge>
  /** What of it is still to pay; null where it cannot be computed. */
  readonly open: Yen | null
}

/**
 * Delinquency charges of these instalments if what is open is paid on a day — 延滞金の計算.
 * Four statements for any number of instalments.
 */
export async function accruedOn(tx: Tx, balances: readonly ChargeBalance[], on: PlainDate): Promise<ReadonlyMap<string, Accrued>> {
  const late = balances.filter((balance) => balance.dueOn < on)
  const payments = groupBy(await store.listTaxPayments(tx, late.map((balance) => balance.chargeId)), (row) => row.charge_id)
  const [reliefs, suspended] = [await reliefSpansOf(tx, late.map((balance) => balance.chargeId)), await suspendedSpansOf(tx, late.map((balance) => balance.chargeId))]
  return new Map(balances.map((balance) => {
    const paid = (payments.get(balance.chargeId) ?? []).map((row): TaxPayment => ({ paidOn: row.paid_on, amount: row.amount }))
    return [balance.chargeId, accrue(tx, balance, { paid, on, reliefs: [...reliefs.get(balance.chargeId) ?? [], ...suspended.get(balance.chargeId) ?? []] })]
  }))
}

function accrue(tx: Tx, balance: ChargeBalance, { paid, on, reliefs }: { paid: readonly TaxPayment[]; on: PlainDate; reliefs: readonly ReliefSpan[] }): Accrued {
  const none: DelinquencyCharge = { parts: [], amounts: [], raw: zeroYen, amount: zeroYen }
  // Of what is written off no more is counted.
  if (balance.writtenOff > zeroYen) return { charge: { ok: true, value: none }, open: notBelowZero(balance.lateBalance) }
  const until = balance.balance > zeroYen ? on : lastDay(paid)
  if (until === null || until <= balance.dueOn) return { charge: { ok: true, value: none }, open: notBelowZero(balance.lateBalance) }
  const law = delinquencyLawBetween(balance.dueOn, until, tx.office.ordinanceOn(until))
  const charge = delinquencyCharge({ tax: balance.charged, due: balance.dueOn, payments: paid, until, reliefs }, law)
  const latePaid = subtract(balance.lateCharged, balance.lateBalance)
  return { charge, open: charge.ok ? notBelowZero(subtract(charge.value.amount, latePaid)) : null }
}

function lastDay(paid: readonly TaxPayment[]): PlainDate | null {
  return paid.reduce<PlainDate | null>((last, payment) => (payment.amount > zeroYen && (last === null || payment.paidOn > last) ? payment.paidOn : last), null)
}
