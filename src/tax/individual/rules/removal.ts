import type { PlainDate } from '../../../kernel/plain-date.ts'

/** What is done about an assessment of somebody whose record the office has closed — 職権消除のあとの住民税. */
export type AfterRemoval = 'heirs' | 'review' | 'stays-here' | 'find-address'

/**
 * An assessment stands where the person lived here on its day; one of a day on or after the removal is looked at again, as is
 * one of a record that stood twice. A declared disappearance counts as a death; of whom nobody knows the whereabouts, letters
 * go by public notice in the end.
 * @param reason of the removal, as the register tells it
 * @param assessedOn the day of assessment of the year
 * @law local-tax-act 318
 * @law local-tax-act 294(3)
 * @law local-tax-act 9
 * @law local-tax-act 20-2
 */
export function afterRemoval(reason: string, removedOn: PlainDate, assessedOn: PlainDate): AfterRemoval {
  if (removedOn <= assessedOn || reason === 'recorded-twice') return 'review'
  if (reason === 'disappearance') return 'heirs'
  return reason === 'moved-out' ? 'stays-here' : 'find-address'
}
