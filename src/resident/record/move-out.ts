import { addDays, type Instant, type PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { registerLawOn } from '../law.ts'
import { arrivalNotice, cardFiling, type RegisterEvent, type Snapshot } from '../model.ts'
import { findHouseholdOn, listHistory } from '../queries.ts'

/** A move-out as it was filed — 転出. */
export interface MoveOut {
  /** Of the filing; the same for everybody who leaves with it. */
  readonly notificationId: string | null
  readonly movedOn: PlainDate
  readonly notifiedOn: PlainDate | null
  readonly to: string
  readonly isAbroad: boolean
  readonly isCardBased: boolean
  /** True where it was entered by the office: filed too late, or not filed at all. */
  readonly isExOfficio: boolean
  /** Everybody of the household who leaves by the same filing, in the order of the household. */
  readonly personIds: readonly string[]
}

/**
 * The move-out of a person that the office believes in, planned or past; undefined where there is none — 転出届.
 * @law basic-resident-registration-act 24
 */
export async function findMoveOut(tx: Tx, personId: string): Promise<MoveOut | undefined> {
  const filing = filingOf(await listHistory(tx, personId))
  if (filing === undefined) return undefined
  const { facts, source, validFrom } = filing
  const household = await findHouseholdOn(tx, facts.householdId, { on: addDays(validFrom, -1), knownAt: filing.recordedAt })
  const leaving: string[] = []
  for (const member of household?.members ?? []) {
    const other = filingOf(await listHistory(tx, member.personId))
    if (other !== undefined && other.validFrom === validFrom && other.source.notificationId === source.notificationId) leaving.push(member.personId)
  }
  const lateAfter = addDays(validFrom, registerLawOn(validFrom, tx.office.ordinanceOn(validFrom)).movingOutLateDays)
  return {
    notificationId: source.notificationId, movedOn: validFrom, notifiedOn: source.notifiedOn, to: facts.plannedMoveOutTo ?? facts.moveOutTo ?? '', isAbroad: source.event === 'move-out-abroad', isCardBased: source.evidence === cardFiling,
    isExOfficio: !filedEvents.has(source.event) || source.notifiedOn === null || source.notifiedOn > lateAfter, personIds: leaving.length > 0 ? leaving : [personId],
  }
}

const filedEvents: ReadonlySet<RegisterEvent> = new Set<RegisterEvent>(['move-out-domestic', 'move-out-abroad'])

/** The row by which the office closes the record for a move: the one of the filing, also where the arrival was told later. */
function filingOf(history: readonly Snapshot[]): Snapshot | undefined {
  const closing = history.find((snapshot) => snapshot.recordedTo === null && snapshot.facts.status === 'moved-out')
  if (closing === undefined || closing.source.evidence !== arrivalNotice) return closing
  return history.findLast((snapshot) => snapshot.facts.status === 'moved-out' && snapshot.source.evidence !== arrivalNotice) ?? closing
}

/** The moment at which a paper on a move-out reads the register: today, or the last day before the move. */
export function dayOfPaper(moveOut: Pick<MoveOut, 'movedOn'>, asked: { readonly on: PlainDate; readonly knownAt?: Instant }): { readonly on: PlainDate; readonly knownAt?: Instant } {
  const last = addDays(moveOut.movedOn, -1)
  return { ...asked, on: asked.on < last ? asked.on : last }
}
