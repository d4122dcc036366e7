import { assert } from '../../kernel/assert.ts'
import type { Refusal } from '../../kernel/outcome.ts'
import { times, yen } from '../../kernel/yen.ts'
import { isResident, type PersonOnDate } from '../../resident/index.ts'
import type { FeeLaw } from '../law.ts'
import { foreignItems, itemTitles, numberItems, type CopyRequest, type Fee, type Item, type RequesterKind } from '../model.ts'
import { refusal } from '../refusals.ts'

/** The person of the page and everyone of the household today; empty where the person is no resident. */
export interface CopyFacts { readonly person: PersonOnDate; readonly members: readonly PersonOnDate[] }

/** What third parties may not have on a copy: it is left out without being asked. */
const notForThirdParties: ReadonlySet<Item> = new Set<Item>(['history'])

/**
 * Every reason why this request may not be met — 請求の審査.
 * @law basic-resident-registration-act 12(1)
 */
export function checkRequest(facts: CopyFacts, request: CopyRequest, fees: FeeLaw): readonly Refusal[] {
  if (!isResident(facts.person) || facts.members.length === 0) return [refusal('closed-record')]
  return [...checkSubjects(facts, request), ...checkRequester(request), ...checkItems(facts, request), ...checkFee(request, fees)]
}

/**
 * The persons on the paper, in the order of the household — 載せる人.
 * @law basic-resident-registration-act 12(1)
 */
export function subjectsOf(facts: CopyFacts, request: Pick<CopyRequest, 'scope' | 'subjectIds'>): readonly PersonOnDate[] {
  return request.scope === 'household' ? facts.members : facts.members.filter((member) => request.subjectIds.includes(member.personId))
}

function checkSubjects(facts: CopyFacts, request: CopyRequest): readonly Refusal[] {
  if (request.scope === 'household') return []
  const members = new Set(facts.members.map((member) => member.personId))
  if (request.subjectIds.length === 0) return [refusal('subjects-empty', { field: '/subjectIds' })]
  return request.subjectIds.every((id) => members.has(id)) ? [] : [refusal('subject-outside', { field: '/subjectIds' })]
}

function checkRequester({ requester, identityCheck, purpose }: CopyRequest): readonly Refusal[] {
  const found: Refusal[] = []
  if (comesForAnother(requester.kind) && requester.name === null) found.push(refusal('requester-name-missing', { field: '/requester/name' }))
  if (needsPurpose(requester.kind) && purpose === null) found.push(refusal('purpose-missing', { field: '/purpose' }))
  if ((requester.kind === 'official') !== (identityCheck === 'staff-card')) found.push(refusal('identity-of-official', { field: '/identityCheck' }))
  return found
}

function checkItems(facts: CopyFacts, request: CopyRequest): readonly Refusal[] {
  const subjects = subjectsOf(facts, request)
  const isForeign = subjects.some((subject) => subject.residentType === 'foreign')
  return request.items.flatMap((item) => {
    const place = { field: '/items', item: itemTitles[item] }
    if (request.requester.kind === 'third-party' && notForThirdParties.has(item)) return [refusal('item-not-for-third-party', place)]
    if (numberItems.has(item) && comesForAnother(request.requester.kind)) return [refusal('number-only-for-household', place)]
    if (numberItems.has(item) && request.purpose === null) return [refusal('number-purpose-missing', { ...place, field: '/purpose' })]
    if (foreignItems.has(item) && !isForeign) return [refusal('item-foreign-only', place)]
    return item === 'history' && subjects.length !== 1 ? [refusal('history-for-one', place)] : []
  })
}

function checkFee(request: CopyRequest, fees: FeeLaw): readonly Refusal[] {
  if (request.exemption !== null && !fees.exemptions.some((one) => one.code === request.exemption && one.requester === null)) return [refusal('exemption-unknown', { field: '/exemption' })]
  return fees.copyFee === null && exemptionOf(request, fees) === null ? [refusal('fee-not-set', { field: '/copies' })] : []
}

/**
 * Who stands for somebody else, so that the name is written down.
 * @law basic-resident-registration-act 12(2)
 */
export function comesForAnother(kind: RequesterKind): boolean {
  return kind === 'agent' || kind === 'third-party' || kind === 'official'
}

/**
 * Whose reason is examined; the person and the household need not say why.
 * @law basic-resident-registration-act 12-3(4)
 */
export function needsPurpose(kind: RequesterKind): boolean {
  return kind === 'third-party' || kind === 'official'
}

/**
 * The fee of a request: one for each copy, however many persons stand on it — 手数料.
 * @law local-autonomy-act 227
 */
export function feeOf(request: Pick<CopyRequest, 'requester' | 'exemption' | 'copies'>, fees: FeeLaw): Fee {
  const exemption = exemptionOf(request, fees)
  if (exemption !== null) return { eachYen: yen(0), totalYen: yen(0), exemption }
  assert(fees.copyFee !== null, 'a fee is asked for only where the town has set one')
  return { eachYen: fees.copyFee, totalYen: times(fees.copyFee, request.copies), exemption: null }
}

function exemptionOf(request: Pick<CopyRequest, 'requester' | 'exemption'>, fees: FeeLaw): { code: string; title: string } | null {
  const found = fees.exemptions.find((one) => (request.requester.kind === one.requester) || (one.requester === null && one.code === request.exemption))
  return found ? { code: found.code, title: found.title } : null
}
