import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Permission } from '../model.ts'

/** A child's schools around a move inside the municipality. */
export interface MoveBetweenDistricts { readonly movedOn: PlainDate; readonly formerSchool: string; readonly newSchool: string; readonly permission: Permission | null }

/** What a move changes — 転居と指定校. */
export interface Designation {
  /** The school of the new district — 指定校. */
  readonly designated: string
  /** The school the child goes on attending until something is decided. */
  readonly attends: string
  /** Last day of the permission that stays in force, or null. */
  readonly permittedUntil: PlainDate | null
  /** The board has to look at it: another district, or a permission beside the designation — 教育委員会が確かめる. */
  readonly isForBoard: boolean
}

/**
 * The designated school after a move: always that of the new district; a permission that still runs is never dropped by it — 指定校と許可.
 * The last day of a permission still counts.
 * @law school-education-act-enforcement-order 6
 * @law school-education-act-enforcement-order 8
 */
export function designationAfterMove({ movedOn, formerSchool, newSchool, permission }: MoveBetweenDistricts): Designation {
  const running = permission !== null && permission.until >= movedOn ? permission : null
  return { designated: newSchool, attends: running?.school ?? newSchool, permittedUntil: running?.until ?? null, isForBoard: newSchool !== formerSchool || running !== null }
}
