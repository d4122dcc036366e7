import { ageOn } from '../../kernel/age.ts'
import type { Refusal } from '../../kernel/outcome.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import type { RegisterLaw } from '../law.ts'
import type { PersonFacts } from '../model.ts'
import { refusals } from '../refusals.ts'
import { generationOf, isRelationship, isSpouseOfHead, relationshipText, relationshipToNewHead, sexImplied } from './relationship.ts'

/** A member as the rules on households see one. */
export interface Member extends Pick<PersonFacts, 'relationship' | 'sex' | 'birth'> { readonly personId: string }

export interface Asked { readonly personId: string; readonly relationship: string }

/** What becomes of those who stay when some leave. */
export interface Remainder {
  /** New relationships by person, only where they change. */
  readonly relationships: ReadonlyMap<string, string>
  /** The head afterwards; null where the household stands without one — 世帯主未設定. */
  readonly headId: string | null
  readonly isEmpty: boolean
  /** The only one left, made head without having filed it. */
  readonly isHeadExOfficio: boolean
  readonly findings: readonly Refusal[]
}

/**
 * What becomes of a household when some of its members leave — 世帯主が抜けたあとの世帯.
 * Nobody left: it is dissolved. Head stays: nothing changes. One left: that member becomes head. Two or more: the new
 * head is asked for; without an answer the household stands without a head and a letter asks for one.
 * @law basic-resident-registration-act 25
 * @law basic-resident-registration-act-enforcement-order 10
 */
export function settleRemainder(remaining: readonly Member[], asked: readonly Asked[], field = '/relationships'): Remainder {
  const findings = checkAsked(remaining, asked, field)
  const head = remaining.find((member) => member.relationship === 'head')
  if (remaining.length === 0) return { relationships: new Map(), headId: null, isEmpty: true, isHeadExOfficio: false, findings }
  if (head && !asked.some((one) => one.relationship === 'head')) return { relationships: changed(remaining, asked), headId: head.personId, isEmpty: false, isHeadExOfficio: false, findings }
  const chosen = asked.filter((one) => one.relationship === 'head')
  if (chosen.length === 0 && remaining.length === 1) return soleMember(remaining[0]!, findings)
  if (chosen.length === 0) return { relationships: changed(remaining, asked), headId: null, isEmpty: false, isHeadExOfficio: false, findings: [...findings, refusals.refusal('confirm-head-leaves', { field })] }
  return { ...aroundNewHead(remaining, asked, field), isEmpty: false, isHeadExOfficio: false, findings: [...findings, ...aroundNewHead(remaining, asked, field).findings] }
}

function soleMember(member: Member, findings: readonly Refusal[]): Remainder {
  return { relationships: new Map([[member.personId, 'head']]), headId: member.personId, isEmpty: false, isHeadExOfficio: true, findings: [...findings, refusals.refusal('confirm-last-member-head', { field: '/relationships' })] }
}

/**
 * Relationships of a group around the head that was chosen for it: as asked, else as they follow from the old ones — 続柄の付け直し.
 * @law basic-resident-registration-act 7(4)
 */
export function aroundNewHead(members: readonly Member[], asked: readonly Asked[], field: string): Pick<Remainder, 'relationships' | 'headId' | 'findings'> {
  const given = new Map(asked.map((one) => [one.personId, one.relationship]))
  const head = members.find((member) => given.get(member.personId) === 'head') ?? members.find((member) => member.relationship === 'head' && !given.has(member.personId))
  if (head === undefined) return { relationships: changed(members, asked), headId: null, findings: [refusals.refusal('head-missing', { field })] }
  const relationships = new Map<string, string>()
  let isAskedFor = false
  for (const member of members) {
    const next = member === head ? 'head' : given.get(member.personId) ?? relationshipToNewHead(member, head)
    if (next === undefined) isAskedFor = true
    else if (next !== member.relationship) relationships.set(member.personId, next)
  }
  return { relationships, headId: head.personId, findings: isAskedFor ? [refusals.refusal('relationship-needed', { field })] : [] }
}

function changed(members: readonly Member[], asked: readonly Asked[]): ReadonlyMap<string, string> {
  const now = new Map(members.map((member) => [member.personId, member.relationship]))
  return new Map(asked.filter((one) => now.has(one.personId) && now.get(one.personId) !== one.relationship).map((one) => [one.personId, one.relationship]))
}

function checkAsked(members: readonly Member[], asked: readonly Asked[], field: string): readonly Refusal[] {
  return asked.flatMap((one, index) => [
    ...(isRelationship(one.relationship) ? [] : [refusals.refusal('relationship-wrong', { field: `${field}/${index}/relationship`, written: one.relationship })]),
    ...(members.some((member) => member.personId === one.personId) ? [] : [refusals.refusal('relationship-of-others', { field: `${field}/${index}/personId` })]),
  ])
}

/** A member of the household as it will stand, with the field that says so; null for whom the filing does not touch. */
export interface MemberAfter extends Member { readonly field: string | null }

/**
 * Whether a household hangs together: one head, one spouse, generations and ages that can be — 世帯の続柄の整合.
 * @law basic-resident-registration-act 7(4)
 */
export function checkHousehold(members: readonly MemberAfter[], day: PlainDate, law: RegisterLaw): readonly Refusal[] {
  const heads = members.filter((member) => member.relationship === 'head')
  const spouses = members.filter((member) => isSpouseOfHead(member.relationship))
  const touched = members.filter((member): member is MemberAfter & { field: string } => member.field !== null)
  const fieldOf = (group: readonly MemberAfter[]): string | undefined => group.find((member) => member.field !== null)?.field ?? undefined
  return [
    ...(heads.length > 1 ? [refusals.refusal('two-heads', { field: fieldOf(heads) })] : []),
    ...(spouses.length > 1 ? [refusals.refusal('two-spouses', { field: fieldOf(spouses) })] : []),
    ...touched.flatMap((member) => checkMember(member, heads.length === 1 ? heads[0] : undefined, { day, law })),
  ]
}

function checkMember(member: MemberAfter & { field: string }, head: MemberAfter | undefined, at: { readonly day: PlainDate; readonly law: RegisterLaw }): readonly Refusal[] {
  const { field, relationship, birth } = member
  if (!isRelationship(relationship)) return [refusals.refusal('relationship-wrong', { field, written: relationship })]
  const sex = sexImplied(relationship)
  const generation = generationOf(relationship)
  const found: (Refusal | false)[] = [
    sex !== undefined && member.sex !== 'unknown' && sex !== member.sex && refusals.refusal('confirm-relationship-sex', { field, written: relationshipText(relationship) }),
    isSpouseOfHead(relationship) && ageOn(birth.calc, at.day) < at.law.marriageableAge && refusals.refusal('confirm-spouse-age', { field }),
    head !== undefined && head !== member && relationship === 'child' && generation === 1 && birth.calc <= head.birth.calc && refusals.refusal('child-older-than-parent', { field }),
    head !== undefined && (relationship === 'father' || relationship === 'mother') && birth.calc >= head.birth.calc && refusals.refusal('confirm-parent-age', { field }),
  ]
  return found.filter((one): one is Refusal => one !== false)
}
