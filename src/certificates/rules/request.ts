import { assert } from '../../kernel/assert.ts'
import type { Refusal } from '../../kernel/outcome.ts'
import { yenText } from '../../kernel/text.ts'
import { times, yen } from '../../kernel/yen.ts'
import { addressText, isResident, type MoveOut, type PersonOnDate } from '../../resident/index.ts'
import type { FeeLaw } from '../law.ts'
import { documentKinds, foreignItems, itemKinds, itemsOfKind, itemTitles, numberItems, ofThePast, type CopyRequest, type DocumentKind, type Fee, type RequesterKind } from '../model.ts'
import { refusal } from '../refusals.ts'

/** What a request is judged by. */
export interface CopyFacts {
  readonly person: PersonOnDate
  /** Who may stand on the paper: the household today, the closed person, or those who leave with one filing. */
  readonly members: readonly PersonOnDate[]
  /** The household whose head the paper names; also everyone whom the guard is asked about. */
  readonly household: readonly PersonOnDate[]
  /** The filed move-out that a moving-out certificate certifies. */
  readonly moveOut: MoveOut | null
}

/**
 * Every reason why this request may not be met — 請求の審査.
 * @law basic-resident-registration-act 12(1)
 */
export function checkRequest(facts: CopyFacts, request: CopyRequest, fees: FeeLaw): readonly Refusal[] {
  const basis = basisRefusal(facts, request)
  if (basis !== undefined) return [basis]
  return [...checkSubjects(facts, request), ...checkAddresses(facts, request), ...checkRequester(facts, request), ...checkItems(facts, request), ...checkFee(request, fees), ...checkMail(request, fees)]
}

/**
 * Whether the record can give this paper at all: a live one a copy, a closed one its own, a filed move-out its certificate.
 * @law basic-resident-registration-act 15-4(1)
 * @law basic-resident-registration-act-enforcement-order 24(1)
 */
export function basisRefusal(facts: CopyFacts, { kind }: Pick<CopyRequest, 'kind'>): Refusal | undefined {
  const { person, members, moveOut } = facts
  const { basis, title } = documentKinds[kind]
  if (basis === 'live') return isResident(person) && members.length > 0 ? undefined : refusal('closed-record', { paper: title })
  if (basis === 'closed') return isResident(person) ? refusal('record-is-live', { paper: title }) : undefined
  if (moveOut === null) return refusal('no-move-out', { paper: title })
  if (moveOut.isAbroad) return refusal('moves-abroad', { paper: title })
  if (kind === 'moving-out') return moveOut.isExOfficio ? refusal('move-out-late') : undefined
  return moveOut.isExOfficio ? undefined : refusal('move-out-in-time')
}

/**
 * The persons on the paper, in the order of the household — 載せる人.
 * @law basic-resident-registration-act 12(1)
 */
export function subjectsOf(facts: Pick<CopyFacts, 'members'>, request: Pick<CopyRequest, 'scope' | 'subjectIds'>): readonly PersonOnDate[] {
  return request.scope === 'household' ? facts.members : facts.members.filter((member) => request.subjectIds.includes(member.personId))
}

/** A sheet names one address for all who stand on it. */
function checkAddresses(facts: CopyFacts, request: CopyRequest): readonly Refusal[] {
  const addresses = new Set(subjectsOf(facts, request).map((subject) => addressText(subject.address)))
  return addresses.size > 1 ? [refusal('addresses-differ', { field: '/subjectIds' })] : []
}

function checkSubjects(facts: CopyFacts, request: CopyRequest): readonly Refusal[] {
  if (request.scope === 'household') return []
  const members = new Set(facts.members.map((member) => member.personId))
  if (request.subjectIds.length === 0) return [refusal('subjects-empty', { field: '/subjectIds' })]
  return request.subjectIds.every((id) => members.has(id)) ? [] : [refusal('subject-outside', { field: '/subjectIds' })]
}

function checkRequester(facts: CopyFacts, { kind, requester, identityCheck, purpose }: CopyRequest): readonly Refusal[] {
  const found: Refusal[] = []
  if (comesForAnother(requester.kind) && requester.name === null) found.push(refusal('requester-name-missing', { field: '/requester/name' }))
  if (needsPurpose(requester.kind, kind) && purpose === null) found.push(refusal('purpose-missing', { field: '/purpose' }))
  if ((requester.kind === 'official') !== (identityCheck === 'staff-card')) found.push(refusal('identity-of-official', { field: '/identityCheck' }))
  if (documentKinds[kind].basis === 'closed' && requester.kind === 'self' && facts.person.status === 'dead') found.push(refusal('dead-cannot-ask', { field: '/requester/kind' }))
  if (documentKinds[kind].basis === 'leaving' && needsPurpose(requester.kind, kind)) found.push(refusal('move-out-for-movers', { field: '/requester/kind' }))
  return found
}

function checkItems(facts: CopyFacts, request: CopyRequest): readonly Refusal[] {
  if (itemKinds.has(request.kind) && request.items.length === 0) return [refusal('items-empty', { field: '/items' })]
  const subjects = subjectsOf(facts, request)
  const isForeign = subjects.some((subject) => subject.residentType === 'foreign')
  const known = new Set(itemsOfKind(request.kind))
  return request.items.flatMap((item) => {
    const place = { field: '/items', item: itemTitles[item] }
    if (!known.has(item)) return [refusal('item-of-other-paper', place)]
    if (item === 'building' && !request.items.includes('address')) return [refusal('building-without-address', place)]
    if (request.requester.kind === 'third-party' && ofThePast.has(item)) return [refusal('item-not-for-third-party', place)]
    if (numberItems.has(item)) return checkNumber(facts, request, place)
    if (foreignItems.has(item) && !isForeign) return [refusal('item-foreign-only', place)]
    return ofThePast.has(item) && subjects.length !== 1 ? [refusal('history-for-one', place)] : []
  })
}

/**
 * A number is for the person and the household alone; an agent may ask for it, but it goes by mail to the address in the
 * register. Of the dead none is printed.
 * @law basic-resident-registration-act 12-3(7)
 * @law my-number-act 19
 */
function checkNumber(facts: CopyFacts, { kind, requester, purpose, delivery, mailTo }: CopyRequest, place: { readonly field: string; readonly item: string }): readonly Refusal[] {
  const isMailedHome = requester.kind === 'agent' && delivery === 'mail' && mailTo === null
  const isOfHousehold = documentKinds[kind].basis === 'closed' ? requester.kind === 'self' : !comesForAnother(requester.kind)
  if (facts.person.status === 'dead' && documentKinds[kind].basis === 'closed') return [refusal('number-of-the-dead', place)]
  if (!isOfHousehold && !isMailedHome) return [refusal('number-only-for-household', place)]
  return purpose === null ? [refusal('number-purpose-missing', { ...place, field: '/purpose' })] : []
}

function checkFee(request: CopyRequest, fees: FeeLaw): readonly Refusal[] {
  if (request.exemption !== null && !fees.exemptions.some((one) => one.code === request.exemption && one.requester === null)) return [refusal('exemption-unknown', { field: '/exemption' })]
  return fees.feeOf(request.kind) === null && exemptionOf(request, fees) === null ? [refusal('fee-not-set', { field: '/copies', paper: documentKinds[request.kind].title })] : []
}

/** A request by mail brings its fee as postal orders; what is over goes back with the paper — 郵送請求. */
function checkMail(request: CopyRequest, fees: FeeLaw): readonly Refusal[] {
  const { delivery, mailTo, postalOrderYen } = request
  if (delivery !== 'mail') return mailTo === null && postalOrderYen === null ? [] : [refusal('mail-only', { field: mailTo === null ? '/postalOrderYen' : '/mailTo' })]
  const isPriced = fees.feeOf(request.kind) !== null || exemptionOf(request, fees) !== null
  const owed = isPriced ? feeOf(request, fees).totalYen : 0
  return (postalOrderYen ?? 0) < owed ? [refusal('postal-orders-short', { field: '/postalOrderYen', owed: yenText(owed) })] : []
}

/**
 * Who stands for somebody else, so that the name is written down.
 * @law basic-resident-registration-act 12(2)
 */
export function comesForAnother(kind: RequesterKind): boolean {
  return kind === 'agent' || kind === 'third-party' || kind === 'official'
}

/**
 * Whose reason is examined; the person and the household need not say why. Of a closed record the person alone need not.
 * @law basic-resident-registration-act 12-3(4)
 * @law basic-resident-registration-act 15-4(3)
 */
export function needsPurpose(requester: RequesterKind, kind: DocumentKind): boolean {
  if (documentKinds[kind].basis === 'closed' && requester === 'household') return true
  return requester === 'third-party' || requester === 'official'
}

/**
 * The fee of a request: one for each copy, however many persons stand on it — 手数料.
 * @law local-autonomy-act 227
 */
export function feeOf(request: Pick<CopyRequest, 'kind' | 'requester' | 'exemption' | 'copies'>, fees: FeeLaw): Fee {
  const exemption = exemptionOf(request, fees)
  if (exemption !== null) return { eachYen: yen(0), totalYen: yen(0), exemption }
  const each = fees.feeOf(request.kind)
  assert(each !== null, 'a fee is asked for only where the town has set one')
  return { eachYen: each, totalYen: times(each, request.copies), exemption: null }
}

function exemptionOf(request: Pick<CopyRequest, 'requester' | 'exemption'>, fees: FeeLaw): { code: string; title: string } | null {
  const found = fees.exemptions.find((one) => (request.requester.kind === one.requester) || (one.requester === null && one.code === request.exemption))
  return found ? { code: found.code, title: found.title } : null
}
