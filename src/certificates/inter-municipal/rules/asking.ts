import type { Refusal } from '../../../kernel/outcome.ts'
import { numberItems } from '../../model.ts'
import { itemTitles } from '../../model.ts'
import { refusal } from '../../refusals.ts'
import { interMunicipalIdentities, type HomeRequest } from '../model.ts'

/** What a request is judged by before the home town is asked. */
export interface AskingFacts {
  /** 団体コード of this town. */
  readonly ownCode: string
  /** The home town as the clerk reads it: its official name, or its code. */
  readonly homeName: string
  readonly isHomeReachable: boolean
  readonly isFeeSet: boolean
  /** Reasons for which no fee is taken and that a clerk may choose. */
  readonly exemptions: readonly string[]
}

/**
 * Every reason why the home town is not asked — 広域交付の請求の審査.
 * The person or somebody of the same household asks in person, with a document that bears a photograph.
 * @law basic-resident-registration-act 12-4(1)
 */
export function checkAsking(request: HomeRequest, facts: AskingFacts): readonly Refusal[] {
  return [
    ...homeRefusals(request, facts),
    ...(interMunicipalIdentities.some((one) => one === request.identityCheck) ? [] : [refusal('inter-municipal-identity', { field: '/identityCheck' })]),
    ...(request.scope === 'persons' && request.memberNames.length === 0 ? [refusal('inter-municipal-members', { field: '/memberNames' })] : []),
    ...numberRefusals(request),
    ...feeRefusals(request, facts),
  ]
}

function homeRefusals({ homeCode }: HomeRequest, { ownCode, homeName, isHomeReachable }: AskingFacts): readonly Refusal[] {
  if (homeCode === ownCode) return [refusal('inter-municipal-own-town', { field: '/homeCode' })]
  return isHomeReachable ? [] : [refusal('inter-municipal-not-reachable', { field: '/homeCode', town: homeName })]
}

/** A number stands on the copy on special request, for a purpose that the law allows. */
function numberRefusals({ items, purpose }: HomeRequest): readonly Refusal[] {
  const number = items.find((item) => numberItems.has(item))
  return number !== undefined && purpose === null ? [refusal('number-purpose-missing', { field: '/purpose', item: itemTitles[number] })] : []
}

function feeRefusals({ exemption }: HomeRequest, { exemptions, isFeeSet }: AskingFacts): readonly Refusal[] {
  if (exemption !== null) return exemptions.includes(exemption) ? [] : [refusal('exemption-unknown', { field: '/exemption' })]
  return isFeeSet ? [] : [refusal('fee-not-set', { field: '/copies', paper: '住民票の写し' })]
}
