import type { PlainDate } from '../../../kernel/plain-date.ts'
import { sum, type Yen, zeroYen } from '../../../kernel/yen.ts'

/** What is known of an instalment when a letter about it is to go out. */
export interface LetterFacts {
  readonly due: PlainDate
  /** Unpaid tax; money that only a preliminary report has announced counts as paid. */
  readonly unpaid: Yen
  /** Unpaid fee of a demand that stands — 督促手数料. */
  readonly unpaidFee: Yen
  /** A file brings money for it that is still being posted. */
  readonly isAnnounced: boolean
  /** A demand stands for it. */
  readonly isDemanded: boolean
  /** An extension of collection covers it — 徴収猶予・換価の猶予. */
  readonly isDeferred: boolean
  /** The disposition of it is suspended — 滞納処分の停止. */
  readonly isSuspended: boolean
  /** A bank was asked to debit it and has not answered. */
  readonly isBeingDebited: boolean
  /** A plan covers it that has been kept so far — 分納. */
  readonly isInKeptPlan: boolean
}

/** Why no letter about an instalment goes out. */
export type LetterFault = 'not-due' | 'paid' | 'announced' | 'demanded' | 'not-demanded' | 'deferred' | 'suspended' | 'being-debited' | 'in-plan'

/**
 * Why an instalment is not demanded on a day, or null where it is — 督促するかどうか.
 * Never for what is paid, and once only: what follows a demand are reminders. The fee of a demand is never demanded itself.
 * @law local-tax-act 329(1)
 * @law local-tax-act 15
 * @law local-tax-act 15-7
 */
export function demandFault(facts: LetterFacts, on: PlainDate): LetterFault | null {
  return faultOf(facts, facts.unpaid, on) ?? (facts.isDemanded ? 'demanded' : null)
}

/**
 * Why nobody is reminded of an instalment on a day, or null — 催告するかどうか.
 * A reminder has no effect in law and follows a demand; it asks for the fee of one too where nothing else is left. Whoever keeps a promise gets none.
 * @decides nothing
 */
export function reminderFault(facts: LetterFacts, on: PlainDate): LetterFault | null {
  const fault = faultOf(facts, sum(facts.unpaid, facts.unpaidFee), on)
  if (fault !== null) return fault
  if (!facts.isDemanded) return 'not-demanded'
  return facts.isInKeptPlan ? 'in-plan' : null
}

/**
 * Why nobody gets a slip of an instalment in the post, or null — 納付書を送るかどうか.
 * Not for what is paid, nor where a bank is to debit it: who gets a slip as well pays twice.
 * @law local-tax-act 15
 * @law local-tax-act 15-7
 */
export function slipFault(facts: LetterFacts & { readonly isByDebit: boolean }): LetterFault | 'by-debit' | null {
  if (facts.unpaid <= zeroYen) return 'paid'
  if (facts.isAnnounced) return 'announced'
  if (facts.isDeferred) return 'deferred'
  if (facts.isSuspended) return 'suspended'
  if (facts.isInKeptPlan) return 'in-plan'
  if (facts.isBeingDebited) return 'being-debited'
  return facts.isByDebit ? 'by-debit' : null
}

function faultOf(facts: LetterFacts, unpaid: Yen, on: PlainDate): LetterFault | null {
  if (unpaid <= zeroYen) return 'paid'
  if (facts.isAnnounced) return 'announced'
  if (facts.due >= on) return 'not-due'
  if (facts.isDeferred) return 'deferred'
  if (facts.isSuspended) return 'suspended'
  return facts.isBeingDebited ? 'being-debited' : null
}
