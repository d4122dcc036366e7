import type { Random } from './random.ts'
import { weighted, type Weighted } from './weighted.ts'

/** Kinds of households as the census counts them — 世帯の家族類型. */
export type HouseholdKind = 'single' | 'couple' | 'couple-children' | 'mother-children' | 'father-children' | 'three-generations' | 'couple-parents' | 'others'

/** Whose surname a member bears. */
export type SurnameOf = 'head' | 'spouse' | 'own'

/** One member before name and dates: age on the day the sample stands for, and place in the household. */
export interface Member {
  readonly sex: 'male' | 'female'
  readonly age: number
  /** Chain of atoms as in the register: `head`, `child.wife`. */
  readonly relationship: string
  readonly surnameOf: SurnameOf
}

export interface Composition { readonly kind: HouseholdKind; readonly members: readonly Member[] }

/**
 * Households of each kind by age of the head, in bands of five years from 15 on, per 1,000 households of all kinds.
 * The sums of the kinds are those of the census of 2020 (総務省 国勢調査, 家族類型別一般世帯数); the shares inside a kind
 * were fitted until the ages of all members stood as in the population estimate (総務省 人口推計, 1 October 2022).
 */
const householdsByHeadAge: Readonly<Record<HouseholdKind, readonly number[]>> = {
  single: [3, 35, 29, 19, 12, 9.6, 17, 20, 19, 23, 22, 42, 35, 38, 32, 20, 4.4],
  couple: [0, 1.6, 7.7, 8.2, 5.4, 4.1, 6.2, 9.5, 13, 21, 25, 38, 26, 18, 12, 3.6, 0.5],
  'couple-children': [0, 0.5, 4, 14, 25, 34, 41, 42, 28, 19, 14, 14, 7.9, 4.9, 2.2, 0.4, 0],
  'mother-children': [0, 0.3, 0.7, 2.3, 7.5, 9.1, 11, 12, 8.2, 5.3, 3.6, 4.3, 3.4, 4.1, 3.7, 1.8, 0.3],
  'father-children': [0, 0, 0.1, 0.2, 0.7, 1.5, 2, 2.2, 1.6, 1.1, 0.8, 0.9, 0.7, 0.6, 0.5, 0.3, 0],
  'three-generations': [0, 0, 0.3, 1.6, 3.5, 5.2, 6.6, 5.9, 4.3, 3.5, 3.6, 4.3, 2.3, 1.2, 0.8, 0, 0],
  'couple-parents': [0, 0, 0, 0.1, 0.3, 0.5, 1.2, 2.2, 2.7, 3.1, 2.8, 1.7, 0.5, 0, 0, 0, 0],
  others: [0.1, 1.6, 1.7, 1.5, 1, 0.9, 1.5, 2.1, 1.8, 2, 1.9, 1.8, 1.2, 1.1, 0.7, 0, 0],
}

interface Cell { readonly kind: HouseholdKind; readonly headAge: number }

/** A table of households by kind and age of the head, ready to be drawn from. */
export function householdTable(byHeadAge: Readonly<Record<HouseholdKind, readonly number[]>> = householdsByHeadAge): Weighted<Cell> {
  return weighted((Object.keys(byHeadAge) as HouseholdKind[]).flatMap((kind) => byHeadAge[kind].map((weight, band) => [{ kind, headAge: 15 + band * 5 }, weight] as const)))
}

const table = householdTable()

/** A household as drawn from all. */
export function pickComposition(random: Random): Composition {
  const cell = table.pick(random)
  return composeHousehold(random, cell.kind, ageIn(random, cell.headAge))
}

/** A household of not more than so many members, for the last places of a page. */
export function pickSmallComposition(random: Random, most: number): Composition {
  for (let tries = 0; tries < 40; tries += 1) {
    const drawn = pickComposition(random)
    if (drawn.members.length <= most) return drawn
  }
  return composeHousehold(random, 'single', ageIn(random, random.between(4, 14) * 5))
}

function ageIn(random: Random, from: number): number {
  return Math.max(18, from + random.between(0, 4))
}

/** The members of a household of this kind around a head of this age. */
export function composeHousehold(random: Random, kind: HouseholdKind, headAge: number): Composition {
  return { kind, members: membersOf(random, kind, headAge) }
}

function membersOf(random: Random, kind: HouseholdKind, age: number): readonly Member[] {
  switch (kind) {
    case 'single': return [{ sex: random.chance(shareOfMenAlone(age)) ? 'male' : 'female', age, relationship: 'head', surnameOf: 'head' }]
    case 'couple': return coupleOf(random, age)
    case 'couple-children': return withChildren(random, coupleOf(random, age))
    case 'mother-children': return loneParent(random, 'female', age)
    case 'father-children': return loneParent(random, 'male', age)
    case 'three-generations': return age >= 58 ? grandparentsFirst(random, age) : withParents(random, withChildren(random, coupleOf(random, age)))
    case 'couple-parents': return withParents(random, coupleOf(random, age))
    case 'others': return othersOf(random, age)
  }
}

/** Men live alone when young, women when old. */
function shareOfMenAlone(age: number): number {
  if (age < 60) return 0.63
  return age < 75 ? 0.5 : 0.27
}

/** Head and spouse; in one of twelve couples the wife is the head. */
function coupleOf(random: Random, headAge: number): readonly Member[] {
  const isWifeHead = random.chance(0.08)
  const gap = Math.round(1.8 + 3.4 * random.normal())
  const spouseAge = Math.max(18, isWifeHead ? headAge + gap : headAge - gap)
  return [
    { sex: isWifeHead ? 'female' : 'male', age: headAge, relationship: 'head', surnameOf: 'head' },
    { sex: isWifeHead ? 'male' : 'female', age: Math.min(spouseAge, 99), relationship: isWifeHead ? 'husband' : 'wife', surnameOf: 'head' },
  ]
}

function withChildren(random: Random, couple: readonly Member[], relationship = 'child'): readonly Member[] {
  const mother = couple.find((member) => member.sex === 'female')!
  return [...couple, ...childrenOf(random, mother.age, relationship)]
}

/** Children still at home, the eldest first: at least one. Grown-up ones have mostly left. */
function childrenOf(random: Random, motherAge: number, relationship: string): readonly Member[] {
  const [least, most] = [Math.max(0, motherAge - 44), Math.min(59, motherAge - 18)]
  const wanted = random.pick([1, 1, 1, 1, 2, 2, 2, 2, 2, 3])
  let age = Math.round(motherAge - 30.2 + 4.6 * random.normal())
  const children: Member[] = []
  for (let count = 0; count < wanted; count += 1) {
    const within = Math.min(most, Math.max(least, age))
    if (count === 0 || (age >= 0 && age >= least && random.chance(shareAtHome(age)))) children.push({ sex: random.chance(0.513) ? 'male' : 'female', age: within, relationship, surnameOf: 'head' })
    age = within - random.pick([2, 2, 3, 3, 4, 5])
  }
  return children
}

function shareAtHome(age: number): number {
  if (age < 18) return 1
  return age < 23 ? 0.7 : 0.3
}

/** Mother or father with children; where the parent is old, the child has mostly become the head. */
function loneParent(random: Random, sex: 'male' | 'female', age: number): readonly Member[] {
  const head: Member = { sex, age, relationship: 'head', surnameOf: 'head' }
  const children = childrenOf(random, sex === 'female' ? age : Math.max(18, age - 2), 'child')
  const [eldest] = children
  if (age < 72 || eldest === undefined || eldest.age < 30 || random.chance(0.4)) return [head, ...children]
  return [{ ...eldest, relationship: 'head' }, { ...head, relationship: sex === 'female' ? 'mother' : 'father' }]
}

/** Parents of the head, or now and then of the wife, move in below. */
function withParents(random: Random, members: readonly Member[]): readonly Member[] {
  const head = members[0]!
  const isSpouses = members.length > 1 && random.chance(0.12)
  const child = isSpouses ? members[1]! : head
  const prefix = isSpouses ? `${child.relationship}.` : ''
  const motherAge = Math.min(103, child.age + Math.max(18, Math.round(27 + 4 * random.normal())))
  const mother: Member = { sex: 'female', age: motherAge, relationship: `${prefix}mother`, surnameOf: isSpouses ? 'spouse' : 'head' }
  const father: Member = { sex: 'male', age: Math.min(102, motherAge + random.between(0, 5)), relationship: `${prefix}father`, surnameOf: mother.surnameOf }
  return [...members, ...eldersOf(random.next(), father, mother)]
}

/** Mostly the mother alone is left. */
function eldersOf(draw: number, father: Member, mother: Member): readonly Member[] {
  if (draw < 0.58) return [mother]
  return draw < 0.72 ? [father] : [father, mother]
}

/** Grandparents at the head, their child's family below them. */
function grandparentsFirst(random: Random, age: number): readonly Member[] {
  const elders = random.chance(age > 78 ? 0.45 : 0.8) ? coupleOf(random, age) : [{ sex: 'male', age, relationship: 'head', surnameOf: 'head' } as const]
  const motherAge = elders.find((member) => member.sex === 'female')?.age ?? age - 2
  const son: Member = { sex: 'male', age: Math.max(22, Math.round(motherAge - 27 + 3 * random.normal())), relationship: 'child', surnameOf: 'head' }
  const wife: Member = { sex: 'female', age: Math.max(20, son.age - random.between(-2, 5)), relationship: 'child.wife', surnameOf: 'head' }
  return [...elders, son, wife, ...childrenOf(random, wife.age, 'child.child')]
}

/** Brothers and sisters, couples not registered as married, people who share a home. */
function othersOf(random: Random, age: number): readonly Member[] {
  const sex = random.chance(0.55) ? 'male' : 'female'
  const head: Member = { sex, age, relationship: 'head', surnameOf: 'head' }
  const draw = random.next()
  const otherSex = random.chance(0.5) ? 'male' : 'female'
  if (draw < 0.4) {
    const younger = random.chance(0.6)
    const years = random.between(1, 7)
    const word = `${younger ? 'younger' : 'elder'}-${otherSex === 'male' ? 'brother' : 'sister'}`
    return [head, { sex: otherSex, age: Math.max(15, younger ? age - years : age + years), relationship: word, surnameOf: 'head' }]
  }
  if (draw < 0.7) return [head, { sex: sex === 'male' ? 'female' : 'male', age: Math.max(18, age + random.between(-6, 4)), relationship: sex === 'male' ? 'wife-unregistered' : 'husband-unregistered', surnameOf: 'own' }]
  if (draw < 0.85) return [head, { sex: otherSex, age: Math.max(18, age + random.between(-8, 8)), relationship: 'cohabitant', surnameOf: 'own' }]
  return [head, { sex: otherSex, age: Math.max(3, age - random.between(14, 40)), relationship: random.chance(0.5) ? 'kin' : `younger-brother.child`, surnameOf: 'own' }]
}
