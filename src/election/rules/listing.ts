import { ageOn, reachesAgeOn } from '../../kernel/age.ts'
import { nextOpenDay, type ClosedDays } from '../../kernel/calendar.ts'
import { lastDayOfMonths } from '../../kernel/period.ts'
import { addDays, addMonths, maxDate, monthOf, startOfMonth, type PlainDate } from '../../kernel/plain-date.ts'
import type { ElectionLaw } from '../law.ts'
import type { Absence, Listing, Voter } from '../model.ts'

// Who stands on the voters' list, from when, and until when. The one place that answers it.

/** The days of a registration: what is judged on which. */
export interface ListDays {
  /** Base day of a regular registration or of an election — 基準日. */
  readonly baseOn: PlainDate
  /** Day of the election, on which the age is judged where there is one — 選挙の期日. */
  readonly electionOn?: PlainDate | null
}

/**
 * The first base day on which the three months are over — 住民票が作成された日から引き続き3か月.
 * Counted from the day on which the record was made: for a move-in the day of its filing. A record of 1 March is listed on 1 June, one of 2 March is not.
 * LEGAL DOUBT: LD-070, whether the day itself counts.
 * @law public-offices-election-act 21(1)
 */
export function residenceCompleteOn(recordMadeOn: PlainDate, law: ElectionLaw): PlainDate {
  return addMonths(recordMadeOn, law.residenceMonths)
}

/**
 * The day on which a person who moved away is deleted from the list — 転出後4か月の抹消.
 * The months run from the day after the move; the deletion is due on the day after they are over.
 * @law public-offices-election-act 28
 */
export function deletionDay(movedOutOn: PlainDate, law: ElectionLaw): PlainDate {
  return dayAfterMonths(movedOutOn, law.deletionMonths)
}

/**
 * The day on which an entry of the overseas list is deleted after the return — 在外選挙人名簿の抹消.
 * @param settledOn day of settling an address in Japan, as the supplementary family register has it
 * @law public-offices-election-act 30-11
 */
export function overseasDeletionDay(settledOn: PlainDate, law: ElectionLaw): PlainDate {
  return dayAfterMonths(settledOn, law.overseasDeletionMonths)
}

function dayAfterMonths(event: PlainDate, months: number): PlainDate {
  return addDays(lastDayOfMonths(addDays(event, 1), months), 1)
}

/**
 * Whether a person stands on the list, with the reason — 登録されるか、されないか.
 * Who moved away less than four months ago stays on it, and is even entered, where the three months were over before the move.
 * @law public-offices-election-act 21(1)
 * @law public-offices-election-act 21(2)
 * @law public-offices-election-act 22(3)
 * @law public-offices-election-act 27(1)
 * @law public-offices-election-act 28
 */
export function listingOn(voter: Voter, days: ListDays, law: ElectionLaw): Listing {
  const { baseOn } = days
  if (!voter.isJapanese) return absent('not-japanese')
  if (voter.diedOn !== null && voter.diedOn <= baseOn) return absent('dead')
  const complete = residenceCompleteOn(voter.recordMadeOn, law)
  if (voter.movedOutOn !== null && voter.movedOutOn <= baseOn) {
    const deletedOn = deletionDay(voter.movedOutOn, law)
    if (baseOn >= deletedOn || complete > voter.movedOutOn) return absent('moved-away')
    return ageOn(voter.birthOn, days.electionOn ?? baseOn) < law.votingAge ? absent('under-age') : { isListed: true, mark: 'moved-out', deletedOn }
  }
  const from = maxDate(complete, reachesAgeOn(voter.birthOn, law.votingAge))
  if (complete > baseOn) return absent('three-months-short', from)
  if (ageOn(voter.birthOn, days.electionOn ?? baseOn) < law.votingAge) return absent('under-age', from)
  const isSuspended = voter.suspendedUntil !== null && baseOn < voter.suspendedUntil
  return { isListed: true, mark: isSuspended ? 'suspended' : null, deletedOn: voter.movedOutOn === null ? null : deletionDay(voter.movedOutOn, law) }
}

function absent(why: Absence, from: PlainDate | null = null): Listing {
  return { isListed: false, why, from }
}

/** A regular registration: the 1st on which it is judged, and the day on which it is made — 定時登録. */
export interface Registration { readonly baseOn: PlainDate; readonly registeredOn: PlainDate }

/**
 * The first regular registration on or after a day — 次の定時登録.
 * @law public-offices-election-act 22(1)
 */
export function regularRegistrationFrom(day: PlainDate, law: ElectionLaw, closedDays: ClosedDays): Registration {
  let baseOn = startOfMonth(day) === day ? day : startOfMonth(addMonths(day, 1))
  while (!law.registrationMonths.includes(monthOf(baseOn))) baseOn = addMonths(baseOn, 1)
  return { baseOn, registeredOn: nextOpenDay('filing', baseOn, closedDays) }
}

/** Days on which two towns may have the same person on their lists, last day in — 二重登録のおそれのある間. */
export interface DoubleListing { readonly from: PlainDate; readonly through: PlainDate }

/**
 * The days between the entry here and the deletion at the former place; null where they do not meet — 前の市区町村との二重登録.
 * @law public-offices-election-act 21(1)
 * @law public-offices-election-act 28
 */
export function doubleListing(move: { readonly movedOn: PlainDate; readonly registeredOn: PlainDate }, law: ElectionLaw): DoubleListing | null {
  const deletedOn = deletionDay(move.movedOn, law)
  return move.registeredOn < deletedOn ? { from: move.registeredOn, through: addDays(deletedOn, -1) } : null
}
