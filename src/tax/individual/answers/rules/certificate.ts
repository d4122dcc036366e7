import type { Refusal } from '../../../../kernel/outcome.ts'
import { times, zeroYen, type Yen } from '../../../../kernel/yen.ts'
import type { OfficeValues } from '../../law.ts'
import { certificateKinds, itemsOfKind, itemTitles, type CertificateRequest } from '../model.ts'
import { refusal } from '../../refusals.ts'
import type { NotAssessed } from '../../rules/assess.ts'

/** What a request is judged by. */
export interface CertificateFacts {
  /** Annual tax of the decision in force; null where there is none. */
  readonly annualTax: Yen | null
  /** Why the person is not assessed here, or null. */
  readonly why: NotAssessed | null
  readonly hasStatements: boolean
}

/**
 * Every reason why this certificate may not be issued — 請求の審査. Nobody whose income is unknown is certified to have none.
 * @law local-tax-act 22
 */
export function checkCertificate(facts: CertificateFacts, request: CertificateRequest, office: OfficeValues): readonly Refusal[] {
  const obstacle = obstacleOf(facts, request)
  return [...(obstacle ? [obstacle] : []), ...checkRequester(request), ...checkItems(request), ...checkFee(request, office)]
}

/**
 * What stands in the way of the paper itself: no decision, or one that says something else.
 * @law local-tax-act 294(1)
 */
export function obstacleOf({ annualTax, why, hasStatements }: CertificateFacts, { kind, fiscalYear }: Pick<CertificateRequest, 'kind' | 'fiscalYear'>): Refusal | undefined {
  const place = { field: '/fiscalYear', year: fiscalYear }
  if (why !== null) return refusal(why, place)
  if (annualTax === null) return refusal(hasStatements ? 'certificate-not-decided' : 'certificate-not-declared', place)
  if (kind === 'taxation-certificate' && annualTax === zeroYen) return refusal('certificate-not-taxed', { ...place, field: '/kind' })
  return kind === 'non-taxation-certificate' && annualTax > zeroYen ? refusal('certificate-is-taxed', { ...place, field: '/kind' }) : undefined
}

function checkRequester({ requester, identityCheck, purpose }: CertificateRequest): readonly Refusal[] {
  const found: Refusal[] = []
  if (requester.kind !== 'self' && requester.name === null) found.push(refusal('certificate-requester', { field: '/requester/name' }))
  if (requester.kind === 'official' && purpose === null) found.push(refusal('certificate-purpose', { field: '/purpose' }))
  if ((requester.kind === 'official') !== (identityCheck === 'staff-card')) found.push(refusal('certificate-identity', { field: '/identityCheck' }))
  return found
}

function checkItems({ kind, items }: CertificateRequest): readonly Refusal[] {
  return items.filter((item) => !itemsOfKind(kind).includes(item)).map((item) => refusal('certificate-item', { field: '/items', item: itemTitles[item], paper: certificateKinds[kind].title }))
}

function checkFee(request: CertificateRequest, office: OfficeValues): readonly Refusal[] {
  if (request.exemption !== null && !office.exemptions.some((one) => one.code === request.exemption && one.requester === null)) return [refusal('certificate-exemption', { field: '/exemption' })]
  return office.certificateFee === null && exemptionOf(request, office) === null ? [refusal('certificate-fee', { field: '/copies' })] : []
}

/**
 * Why no fee is taken: who asks is exempt without asking, or the reason that the clerk chose — 手数料の免除.
 * @law local-autonomy-act 228(1)
 */
export function exemptionOf(request: Pick<CertificateRequest, 'requester' | 'exemption'>, { exemptions }: Pick<OfficeValues, 'exemptions'>): { readonly code: string; readonly title: string } | null {
  return exemptions.find((one) => one.requester === request.requester.kind || (one.requester === null && one.code === request.exemption)) ?? null
}

/**
 * What the certificates cost, one fee a sheet — 手数料; null where the town has not set it.
 * @law local-autonomy-act 227
 */
export function feeOf(request: Pick<CertificateRequest, 'requester' | 'exemption' | 'copies'>, office: OfficeValues): { readonly eachYen: Yen; readonly totalYen: Yen } | null {
  if (exemptionOf(request, office) !== null) return { eachYen: zeroYen, totalYen: zeroYen }
  return office.certificateFee === null ? null : { eachYen: office.certificateFee, totalYen: times(office.certificateFee, request.copies) }
}
