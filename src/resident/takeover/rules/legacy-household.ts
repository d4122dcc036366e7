import type { Sex } from '../../model.ts'
import { isSpouseOfHead, relationshipText, sexImplied } from '../../rules/relationship.ts'

/** A resident of a household as the file has it; `relationship` is undefined where it cannot be read. */
export interface LegacyMember { readonly lineNo: number; readonly relationship: string | undefined; readonly sex: Sex; readonly birthOn: string | undefined; readonly placeKey: string | null }

export interface HouseholdFault { readonly lineNo: number; readonly item: 'relationship' | 'household_number' | 'address'; readonly code: 'head-missing' | 'two-heads' | 'two-spouses' | 'child-older' | 'relationship-sex' | 'address-differs'; readonly words: string }

/**
 * What is wrong between the members of a household — 世帯の中の食い違い.
 * Where the relationship of one cannot be read, nobody says that the head is missing.
 * @law basic-resident-registration-act 7(4)
 */
export function faultsOfHousehold(members: readonly LegacyMember[], standingHeads: number): readonly HouseholdFault[] {
  const heads = members.filter((member) => member.relationship === 'head')
  const [head] = heads
  const [first] = members
  const isReadable = members.every((member) => member.relationship !== undefined)
  const spouses = members.filter((member) => member.relationship !== undefined && isSpouseOfHead(member.relationship))
  return [
    ...(first !== undefined && isReadable && heads.length + standingHeads === 0 ? [fault(first, 'household_number', 'head-missing')] : []),
    ...heads.slice(standingHeads > 0 ? 0 : 1).map((member) => fault(member, 'relationship', 'two-heads')),
    ...spouses.slice(1).map((member) => fault(member, 'relationship', 'two-spouses')),
    ...(head === undefined ? [] : members.filter((member) => isOlderChild(member, head)).map((member) => fault(member, 'relationship', 'child-older'))),
    ...members.filter(isOfOtherSex).map((member) => fault(member, 'relationship', 'relationship-sex')),
    ...(head === undefined ? [] : members.filter((member) => member.placeKey !== null && head.placeKey !== null && member.placeKey !== head.placeKey).map((member) => fault(member, 'address', 'address-differs'))),
  ]
}

function fault(member: LegacyMember, item: HouseholdFault['item'], code: HouseholdFault['code']): HouseholdFault {
  return { lineNo: member.lineNo, item, code, words: member.relationship === undefined ? '' : relationshipText(member.relationship) }
}

function isOlderChild(member: LegacyMember, head: LegacyMember): boolean {
  return member.relationship === 'child' && member.birthOn !== undefined && head.birthOn !== undefined && member.birthOn < head.birthOn
}

function isOfOtherSex(member: LegacyMember): boolean {
  const implied = member.relationship === undefined ? undefined : sexImplied(member.relationship)
  return implied !== undefined && member.sex !== 'unknown' && member.sex !== implied
}
