import { ageOn } from '../../../kernel/age.ts'
import type { PlainDate } from '../../../kernel/plain-date.ts'
import { isResident, type PersonOnDate } from '../../../resident/index.ts'
import type { KioskLaw } from '../../law.ts'

/** What stands in the way of a person at a kiosk. */
export type Obstacle = 'not-resident' | 'too-young' | 'moving-out' | 'moved-in-today'

/** Facts as they are at this moment. */
export interface Standing {
  readonly person: PersonOnDate
  /** Everybody on the paper. */
  readonly subjects: readonly PersonOnDate[]
  /** Days on which a move into the town, as it stands now, was entered. */
  readonly enteredOn: readonly PlainDate[]
}

/**
 * Why a paper is not given at a kiosk though the counter might: somebody on it has filed to move out, moved in today, is too young, or is no resident — コンビニ交付で断る場合.
 * @law basic-resident-registration-act 12(1)
 */
export function findObstacle({ person, subjects, enteredOn }: Standing, today: PlainDate, { minimumAge }: KioskLaw['terms']): Obstacle | undefined {
  if (!isResident(person)) return 'not-resident'
  if (ageOn(person.birth.calc, today) < minimumAge) return 'too-young'
  if ([person, ...subjects].some((one) => one.plannedMoveOutOn !== null)) return 'moving-out'
  return enteredOn.includes(today) ? 'moved-in-today' : undefined
}
