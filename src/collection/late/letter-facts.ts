import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { renderBulk, type PrintedSlice } from '../../platform/document/index.ts'
import type { SetAside } from '../../platform/job/define.ts'
import type { ChargeBalance } from '../charges.ts'
import { mostLinesOnSlip } from '../forms.ts'
import { groupBy } from '../group.ts'
import type { CandidateRow, DueSpan, Piece } from './letter-store.ts'
import { debtLetter, type LetterPaper, type Tone } from './letters.ts'
import { asideWords, letterOutputs, type AsideReason, type LetterKind } from './model.ts'
import { demandFault, reminderFault, type LetterFacts } from './rules/demandable.ts'

// What gathering and printing of letters share.

/** What an input means on the day it is read. */
export interface LetterOrder { readonly kind: LetterKind; readonly issuedOn: PlainDate; readonly usableUntil: PlainDate; readonly span: DueSpan; readonly least: Yen; readonly tone: Tone }

/** What is known of an instalment, as the rule wants it. */
export function factsOf(row: CandidateRow): LetterFacts {
  return { due: row.due_on, unpaid: row.balance, isAnnounced: row.is_announced, isDemanded: row.is_demanded, isDeferred: row.is_deferred, isSuspended: row.is_suspended, isBeingDebited: row.is_debited, isInKeptPlan: row.is_in_plan }
}

/** Why no letter of this kind goes out about an instalment. */
export function letterFault(kind: LetterKind, row: CandidateRow, on: PlainDate): ReturnType<typeof demandFault> {
  return kind === 'demand' ? demandFault(factsOf(row), on) : reminderFault(factsOf(row), on)
}

/** Instalments by levy, so many as one slip has room for. */
export function inSlips(charges: readonly ChargeBalance[]): readonly (readonly ChargeBalance[])[] {
  return [...groupBy(charges, (one) => one.levyCode).values()].flatMap((same) => Array.from({ length: Math.ceil(same.length / mostLinesOnSlip) }, (_, index) => same.slice(index * mostLinesOnSlip, (index + 1) * mostLinesOnSlip)))
}

/** Whom the protection register keeps out of a pile that leaves the office: nobody's duty opens it. */
export async function stoppedAmong(tx: Tx, personIds: readonly string[]): Promise<ReadonlyMap<string, AsideReason>> {
  if (personIds.length === 0) return new Map()
  const answers = [...(await tx.services.guardAnswer(tx, personIds, { output: letterOutputs.demand, recipient: 'third-party', requester: null })).values()]
  return new Map(answers.map((answer) => [answer.personId, answer.ground === 'measure' ? 'protected' as const : 'suppressed' as const]))
}

/** Fewer pieces than these are drawn in the caller's thread: a print thread would take longer to start. */
const drawnHere = 12

export async function* drawnLetters(papers: readonly LetterPaper[]): AsyncGenerator<PrintedSlice> {
  if (papers.length === 0) return
  yield* renderBulk(debtLetter, papers, { workers: papers.length <= drawnHere ? 0 : 1, sliceSize: papers.length, pagesOf: (paper) => (paper as LetterPaper).slips.length + 1 })
}

export function setAsideOf(pieces: readonly Piece[]): readonly SetAside[] {
  return pieces.flatMap((one) => (one.aside === null ? [] : [{ subjectId: one.partyId, ...asideWords[one.aside] }]))
}
