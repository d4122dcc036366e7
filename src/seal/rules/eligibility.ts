import { ageOn } from '../../kernel/age.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import type { SealLaw } from '../law.ts'
import type { Way } from '../model.ts'

/** Facts of the person who wants a seal registered, as the registers know them today. */
export interface Person {
  readonly isResident: boolean
  readonly birthOn: PlainDate
  /** 成年被後見人 by a notice in force. */
  readonly isWard: boolean
  readonly hasRegistration: boolean
  /** A letter of enquiry is out whose term has not passed. */
  readonly hasOpenLetter: boolean
}

/** How the person applies. */
export interface Coming {
  readonly way: Way
  /** An agent came instead. */
  readonly isByAgent: boolean
  /** The statutory agent of a ward is here too. */
  readonly isStatutoryAgentPresent: boolean
  /** The clerk is satisfied that the person understands what is done — 意思能力. */
  readonly isCapacityConfirmed: boolean
}

export type NotEligible = 'not-resident' | 'too-young' | 'capacity-doubtful' | 'already-registered' | 'letter-open' | 'agent-needs-letter' | 'ward-by-agent' | 'ward-without-agent'

/**
 * Why somebody may not have a seal registered — 登録の資格.
 * The age is reached at the end of the day before the birthday, so that day counts.
 * @returns every reason; empty where nothing stands in the way
 * @law seal-registration-ordinance 2
 */
export function whyNotEligible(person: Person, coming: Coming, { on, law }: { readonly on: PlainDate; readonly law: Pick<SealLaw, 'minimumAge'> }): readonly NotEligible[] {
  return [
    ...(person.isResident ? [] : ['not-resident' as const]),
    ...(ageOn(person.birthOn, on) < law.minimumAge ? ['too-young' as const] : []),
    ...(coming.isCapacityConfirmed ? [] : ['capacity-doubtful' as const]),
    ...(person.hasRegistration ? ['already-registered' as const] : []),
    ...(person.hasOpenLetter ? ['letter-open' as const] : []),
    ...whyNotComing(person, coming),
  ]
}

/** A ward comes in person with the statutory agent; whoever else sends an agent is asked by letter. */
function whyNotComing(person: Person, coming: Coming): readonly NotEligible[] {
  if (person.isWard) {
    if (coming.isByAgent) return ['ward-by-agent']
    return coming.isStatutoryAgentPresent ? [] : ['ward-without-agent']
  }
  return coming.isByAgent && coming.way !== 'letter' ? ['agent-needs-letter'] : []
}

/** The registration of whoever vouches, as it stands today; null where the number is nobody's. */
export interface Guarantor { readonly personId: string; readonly isLive: boolean; readonly isResident: boolean }

export type NotVouching = 'guarantor-unknown' | 'guarantor-not-live' | 'guarantor-is-applicant'

/**
 * Why somebody may not vouch: the guarantor's own seal is registered here and stands — 保証人.
 * @law seal-registration-ordinance 4
 */
export function whyNotVouching(guarantor: Guarantor | null, applicantId: string): NotVouching | null {
  if (guarantor === null) return 'guarantor-unknown'
  if (guarantor.personId === applicantId) return 'guarantor-is-applicant'
  return guarantor.isLive && guarantor.isResident ? null : 'guarantor-not-live'
}
