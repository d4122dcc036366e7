import type { PlainDate } from '../../kernel/plain-date.ts'
import { notBelowZero, sum, type Yen } from '../../kernel/yen.ts'
import type { Press } from '../../platform/packages/index.ts'
import type { ChargeBalance } from '../charges.ts'
import { mostLinesOnSlip } from '../forms.ts'
import { groupBy } from '../group.ts'
import { pressOf } from '../packages/shelf.ts'
import type { CandidateRow, DueSpan } from './letter-store.ts'
import { debtLetter, textsOfLetter, type LetterPaper, type Tone } from './letters.ts'
import type { LetterKind } from './model.ts'
import { demandFault, reminderFault, type LetterFacts } from './rules/demandable.ts'

// What gathering and printing of letters share.

/** What an input means on the day it is read. */
export interface LetterOrder { readonly kind: LetterKind; readonly issuedOn: PlainDate; readonly usableUntil: PlainDate; readonly span: DueSpan; readonly least: Yen; readonly tone: Tone }

/** What is known of an instalment, as the rule wants it. */
export function factsOf(row: CandidateRow): LetterFacts {
  return { due: row.due_on, unpaid: notBelowZero(row.balance), unpaidFee: notBelowZero(row.fee_balance), isAnnounced: row.is_announced, isDemanded: row.is_demanded, isDeferred: row.is_deferred, isSuspended: row.is_suspended, isBeingDebited: row.is_debited, isInKeptPlan: row.is_in_plan }
}

/** What a letter of this kind calls unpaid of an instalment before delinquency charges: a demand its tax, a reminder the fee of the demand too. */
export function unpaidIn(kind: LetterKind, { balance, feeBalance }: Pick<ChargeBalance, 'balance' | 'feeBalance'>): Yen {
  return kind === 'reminder' ? sum(balance, notBelowZero(feeBalance)) : balance
}

/** Why no letter of this kind goes out about an instalment. */
export function letterFault(kind: LetterKind, row: CandidateRow, on: PlainDate): ReturnType<typeof demandFault> {
  return kind === 'demand' ? demandFault(factsOf(row), on) : reminderFault(factsOf(row), on)
}

/** Instalments by levy, so many as one slip has room for. */
export function inSlips(charges: readonly ChargeBalance[]): readonly (readonly ChargeBalance[])[] {
  return [...groupBy(charges, (one) => one.levyCode).values()].flatMap((same) => Array.from({ length: Math.ceil(same.length / mostLinesOnSlip) }, (_, index) => same.slice(index * mostLinesOnSlip, (index + 1) * mostLinesOnSlip)))
}

/** How letters about debts are drawn. */
export function letterPress(kind: LetterKind): Press<LetterPaper> {
  return pressOf(kind, { template: debtLetter, textsOf: textsOfLetter })
}
