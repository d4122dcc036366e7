import { addDays, addYears, dateOf, monthOf, yearOf, type PlainDate } from '../../kernel/plain-date.ts'
import { fromGregorian, yearText } from '../../kernel/wareki.ts'
import type { BirthDate, Immigration } from '../../resident/index.ts'
import { birthdayFor, sampleDay } from './calendar.ts'
import type { Composition, HouseholdKind, Member } from './composition.ts'
import { pickForeigner, pickNation, type Foreigner, type Nation } from './foreign-names.ts'
import { fullName, pickGivenName, pickSurname, type Name } from './names.ts'
import { mix, type Random } from './random.ts'
import type { Serials } from './serials.ts'
import { Timeline } from './timeline.ts'
import type { TownPlan } from './town-plan.ts'
import { byAge } from './weighted.ts'

/** One invented person with everything that does not change. */
export interface Person {
  readonly personId: string
  readonly addresseeNumber: string
  /** What the numbers of the person are made of. */
  readonly serial: number
  readonly member: Member
  readonly birth: BirthDate
  readonly surname: Name
  readonly given: Name
  readonly name: Name
  readonly foreigner: Foreigner | null
  readonly immigration: Immigration | null
  /** 本籍 and 筆頭者; null for foreign residents. */
  readonly register: { readonly place: string; readonly head: string } | null
  /** The only parent in the household, with a child below twenty. */
  readonly isLoneParent: boolean
  readonly timeline: Timeline
}

/** Whether somebody was a resident on a day, as the last of what is believed says. */
export function isResidentOn({ timeline }: Person, on: PlainDate): boolean {
  const { facts } = timeline
  return timeline.history[0]!.validFrom <= on && (facts.ceasedOn === null || facts.ceasedOn > on)
}

export interface PeopleParts {
  readonly random: Random; readonly serials: Serials; readonly plan: TownPlan
  /** A surname this family has in any case. */
  readonly surname: Name | null
}

/** What the members of a household have in common before anybody has a name. */
interface Family {
  readonly nation: Nation | null
  /** The spouse of a Japanese head is foreign. */
  readonly isMixed: boolean
  readonly surnames: Readonly<Record<'head' | 'spouse', Name>>
}

/** Gives the members of a household names, birthdays, numbers and a family register. */
export function peopleOf(composition: Composition, parts: PeopleParts): readonly Person[] {
  const family = familyOf(composition, parts)
  const births = composition.members.map((member) => birthdayFor(parts.random, member.age))
  const named = composition.members.map((member, index) => nameMember(member, { family, random: parts.random, birthYear: yearOf(births[index]!), index }))
  const registers = registersOf(composition.members, named, parts)
  const isLone = (composition.kind === 'mother-children' || composition.kind === 'father-children') && composition.members.some((member) => member.relationship === 'child' && member.age < 20)
  return composition.members.map((member, index) => {
    const { surname, given, foreigner } = named[index]!
    const personId = parts.serials.id()
    return {
      personId, ...parts.serials.person(), member, surname, given, foreigner, name: fullName(surname, given), birth: birthOf(births[index]!, member, parts.random),
      immigration: foreigner && immigrationOf(foreigner, personId, parts.random), register: foreigner ? null : registers[index]!, isLoneParent: isLone && index === 0, timeline: new Timeline(personId),
    }
  })
}

/** A further member of a family that is there already: somebody who has died or left. */
export function relativeOf(known: Person, member: Member, parts: PeopleParts): Person {
  const { random, serials } = parts
  const birth = birthdayFor(random, member.age)
  const given = pickGivenName(random, member.sex, yearOf(birth))
  const personId = serials.id()
  return {
    personId, ...serials.person(), member, surname: known.surname, given, name: fullName(known.surname, given), foreigner: null, immigration: null,
    birth: { calc: birth, unknown: 'none', wording: null }, register: known.register, isLoneParent: false, timeline: new Timeline(personId),
  }
}

/** Shares of households of foreign residents, chosen so that they are about three in a hundred people, most of them young. */
const foreignShares: Partial<Record<HouseholdKind, readonly (readonly [number, number])[]>> = { single: [[40, 0.17], [55, 0.035]], couple: [[45, 0.09], [55, 0.035]] }

function familyOf({ kind, members }: Composition, { random, surname }: PeopleParts): Family {
  const age = members[0]!.age
  const foreignShare = byAge(age, foreignShares[kind] ?? [[55, 0.035]], 0.008)
  const nation = random.chance(foreignShare) && surname === null ? pickNation(random) : null
  return { nation, isMixed: nation === null && kind !== 'others' && random.chance(0.012), surnames: { head: surname ?? pickSurname(random), spouse: pickSurname(random) } }
}

interface Named { readonly surname: Name; readonly given: Name; readonly foreigner: Foreigner | null }

function nameMember(member: Member, at: { readonly family: Family; readonly random: Random; readonly birthYear: number; readonly index: number }): Named {
  const { family, random, birthYear } = at
  const isSpouse = member.relationship === 'wife' || member.relationship === 'husband'
  const nation = family.nation ?? (family.isMixed && isSpouse ? pickNation(random) : null)
  if (nation) {
    const foreigner = pickForeigner(random, nation, { sex: member.sex, birthYear })
    return { surname: foreigner.surname, given: foreigner.given, foreigner }
  }
  const surname = member.surnameOf === 'own' ? pickSurname(random) : family.surnames[member.surnameOf]
  return { surname, given: pickGivenName(random, member.sex, birthYear), foreigner: null }
}

/** Family registers: the couple with unmarried children, the child's own family, the elders, everybody else at home. */
function registersOf(members: readonly Member[], named: readonly Named[], { random, plan }: PeopleParts): readonly { readonly place: string; readonly head: string }[] {
  const nameAt = (index: number): string => fullName(named[index]!.surname, named[index]!.given).written
  const hasChildWife = members.some((member) => member.relationship === 'child.wife')
  const groupOf = (relationship: string): string => {
    if (relationship === 'head' || relationship === 'wife' || relationship === 'husband') return 'couple'
    if (relationship === 'child') return hasChildWife ? 'child' : 'couple'
    return relationship.startsWith('child.') ? 'child' : relationship.replace(/(father|mother)$/, 'elders')
  }
  const made = new Map<string, { readonly place: string; readonly head: string }>()
  return members.map((member, index) => {
    const group = groupOf(member.relationship)
    const known = made.get(group)
    if (known) return known
    const first = members.findIndex((one) => groupOf(one.relationship) === group && one.sex === 'male' && !(group === 'couple' && one.relationship === 'child'))
    const isAlone = members.length === 1 && member.age < 36
    const parent = `${named[index]!.surname.written}\u3000${pickGivenName(random, 'male', 1996 - member.age).written}`
    const head = isAlone || member.surnameOf === 'own' ? parent : nameAt(first >= 0 ? first : index)
    const register = { place: plan.registerPlaceOf(random.next()), head }
    made.set(group, register)
    return register
  })
}

/** One in two thousand adults has a birth date of which not everything is known. */
function birthOf(birth: PlainDate, member: Member, random: Random): BirthDate {
  const isUnknown = member.age >= 25 && random.chance(member.age >= 70 ? 0.0012 : 0.0003)
  return isUnknown ? unknownBirth(birth, random) : { calc: birth, unknown: 'none', wording: null }
}

/** The same birth with its day, or day and month, unknown; rules compute with the last day that can be. */
export function unknownBirth(birth: PlainDate, random: Random): BirthDate {
  const era = fromGregorian(birth)
  const year = `${era.era}${yearText(era.year)}年`
  if (random.chance(0.5)) return { calc: birth, unknown: 'day', wording: `${year}${monthOf(birth)}月日不詳` }
  const calc = dateOf(yearOf(birth), 12, 31)
  return fromGregorian(calc).era === era.era ? { calc, unknown: 'month-day', wording: `${year}月日不詳` } : { calc: birth, unknown: 'day', wording: `${year}${monthOf(birth)}月日不詳` }
}

function immigrationOf(foreigner: Foreigner, personId: string, random: Random): Immigration {
  const permanent = foreigner.isSpecialPermanent || foreigner.periodOfStay === '無期限'
  const years = permanent ? 7 : Number(foreigner.periodOfStay[0])
  const letters = 'ABCDEFGHJKLMNPRSTUWXYZ'
  const letter = (shift: number): string => letters[(mix(Number.parseInt(personId.slice(24, 32), 16)) >>> shift) % letters.length]!
  return {
    category: foreigner.isSpecialPermanent ? 'special-permanent' : 'mid-to-long-term',
    statusOfResidence: foreigner.isSpecialPermanent ? null : foreigner.statusOfResidence, periodOfStay: permanent ? null : foreigner.periodOfStay,
    expiresOn: addDays(addYears(sampleDay, 1), random.between(0, (years - 1) * 365)),
    cardNumber: `${letter(1)}${letter(6)}${String(Number.parseInt(personId.slice(5, 8) + personId.slice(9, 13), 16) % 100_000_000).padStart(8, '0')}${letter(12)}${letter(20)}`,
  }
}
