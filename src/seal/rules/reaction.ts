import type { CancellationReason } from '../model.ts'

/** How somebody left the resident register. */
export type Left = 'resident' | 'moved-out' | 'dead' | 'removed'

/**
 * Why a registration ends with the record of the person, or null while it stands — 職権による抹消.
 * A move-out that is only filed changes nothing before its day.
 * @law seal-registration-ordinance 11
 */
export function reasonOfLeaving(left: Left): CancellationReason | null {
  if (left === 'resident') return null
  if (left === 'dead') return 'died'
  return left === 'moved-out' ? 'moved-out' : 'removed'
}
