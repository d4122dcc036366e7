import { reachesAgeOn } from '../../kernel/age.ts'
import { isKnownDay, type ClosedDays } from '../../kernel/calendar.ts'
import { deadlineFrom } from '../../kernel/period.ts'
import { addDays, addMonths, type PlainDate } from '../../kernel/plain-date.ts'
import type { PensionLaw } from '../law.ts'

/** What a person who settles here from abroad becomes. */
export type Arrival =
  | { readonly kind: 'insured'; readonly acquiredOn: PlainDate }
  | { readonly kind: 'twenty-soon'; readonly reachesOn: PlainDate }
  | { readonly kind: 'nothing' }

/**
 * Category 1 by settling in Japan: from twenty, on that very day; who is about to reach twenty is only listed — 第1号被保険者の資格取得.
 * Sixty is reached on the eve of the birthday, and whoever has reached it is not insured.
 * @law national-pension-act 7(1)(1)
 * @law national-pension-act 8
 */
export function arrivalFromAbroad(birthOn: PlainDate, settledOn: PlainDate, law: PensionLaw): Arrival {
  const [twentyOn, sixtyOn] = [reachesAgeOn(birthOn, law.insuredAges.from), reachesAgeOn(birthOn, law.insuredAges.until)]
  if (settledOn >= sixtyOn) return { kind: 'nothing' }
  if (settledOn >= twentyOn) return { kind: 'insured', acquiredOn: settledOn }
  return twentyOn <= addMonths(settledOn, law.twentyListMonths) ? { kind: 'twenty-soon', reachesOn: twentyOn } : { kind: 'nothing' }
}

/**
 * Whether somebody is of an age to be insured on a day — 20歳以上60歳未満.
 * @law national-pension-act 7(1)(1)
 * @law national-pension-act 9
 */
export function isOfInsuredAge(birthOn: PlainDate, on: PlainDate, law: PensionLaw): boolean {
  return on >= reachesAgeOn(birthOn, law.insuredAges.from) && on < reachesAgeOn(birthOn, law.insuredAges.until)
}

/**
 * Whether somebody has reached the age from which one is insured, however long ago — 20歳に達したことがあるか.
 * @law national-pension-act 8
 */
export function hasEverBeenOfAge(birthOn: PlainDate, on: PlainDate, law: PensionLaw): boolean {
  return on >= reachesAgeOn(birthOn, law.insuredAges.from)
}

/**
 * Whether somebody who leaves Japan may go on paying by choice — 任意加入.
 * @law national-pension-act sp-5(1)
 */
export function mayJoinByChoice(person: { readonly birthOn: PlainDate; readonly isJapanese: boolean }, on: PlainDate, law: PensionLaw): boolean {
  return person.isJapanese && on >= reachesAgeOn(person.birthOn, law.insuredAges.from) && on < reachesAgeOn(person.birthOn, law.insuredAges.voluntaryUntil)
}

/**
 * The day on which the insurance is lost: the day after a death or a departure from Japan; on reaching sixty that same day — 資格喪失の日.
 * @law national-pension-act 9
 */
export function lostOn(cause: { readonly kind: 'died' | 'left-japan' | 'reached-sixty'; readonly on: PlainDate }): PlainDate {
  return cause.kind === 'reached-sixty' ? cause.on : addDays(cause.on, 1)
}

/**
 * The last day of a filing with the municipality: so many days after the fact, the fact's day left out, moved off closed days — 届出の期限.
 * @law national-pension-act 12(1)
 * @law local-autonomy-act 4-2(4)
 */
export function filedBy(fact: PlainDate, days: number, closedDays: ClosedDays): PlainDate {
  return deadlineFrom(fact, { days, kind: isKnownDay(fact, closedDays) ? 'filing' : 'none' }, closedDays).due
}
