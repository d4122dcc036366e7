import type { PlainDate } from '../kernel/plain-date.ts'
import type { Yen } from '../kernel/yen.ts'

/** A calendar month, `2026-04`. */
export type Month = string & { readonly __month: true }

export function monthOfDate(date: PlainDate): Month {
  return date.slice(0, 7) as Month
}

export const exemptionClasses = ['full', 'three-quarters', 'half', 'quarter', 'none'] as const
/** How much of the premium is exempted, the most first — 免除の区分. */
export type ExemptionClass = (typeof exemptionClasses)[number]

/** The income of one person that is looked at — 審査の対象となる所得. */
export interface IncomeFacts {
  readonly income: Yen
  /** Social insurance and the like, taken off for every class but the full one. */
  readonly deductions: Yen
  readonly dependants: number
  /** Disabled, widowed or a single parent — 障害者・寡婦・ひとり親. */
  readonly hasSpecialStatus: boolean
}

/** A householder from a day on; the first may begin at any time before the months asked for — 世帯主. */
export interface HouseholderFrom { readonly from: PlainDate; /** Null where the applicant is the householder. */ readonly facts: IncomeFacts | null }
