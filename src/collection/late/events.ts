import { minDate, type PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { listAcknowledgedCharges } from './plan-store.ts'
import { listDeferringReliefs } from './relief-store.ts'

// What prescription and seizure ask of promises and extensions.

/** The debtor said in writing that an instalment is owed: prescription begins anew on that day — 債務の承認. */
export interface Acknowledgement { readonly chargeId: string; readonly on: PlainDate; readonly planId: string }

/** Acknowledgements of these instalments, the oldest first; a plan that was broken later keeps its effect. */
export async function listAcknowledgements(tx: Tx, chargeIds: readonly string[]): Promise<readonly Acknowledgement[]> {
  return (await listAcknowledgedCharges(tx, chargeIds)).map((row) => ({ chargeId: row.charge_id, on: row.agreed_on, planId: row.plan_id }))
}

/** Days on which collection of an instalment was extended, first and last in: prescription does not run — 猶予の期間. */
export interface Deferral { readonly chargeId: string; readonly from: PlainDate; readonly to: PlainDate }

/** Extensions of these instalments; one that was ended counts to the day before its end. */
export async function listDeferrals(tx: Tx, chargeIds: readonly string[]): Promise<readonly Deferral[]> {
  return (await listDeferringReliefs(tx, chargeIds)).map((row) => ({ chargeId: row.charge_id, from: row.from_on, to: row.last_on === null ? row.until_on : minDate(row.until_on, row.last_on) })).filter((span) => span.from <= span.to)
}
