import type { Person } from './people.ts'
import type { Random } from './random.ts'
import { weighted, zipf, type Weighted } from './weighted.ts'

/** Who pays wages here; the party is the addressee to whom special collection is charged. */
export interface Employer { readonly name: string; readonly partyId: string | null }

/** What a person earns in a year, before anything is stated to the office. */
export interface Earnings {
  readonly person: Person
  readonly salary: number
  readonly pension: number
  /** Profit of a trade or of letting. */
  readonly trade: number
  readonly worksFullTime: boolean
  readonly employer: Employer | null
}

/** Large employers first: a few pay many. */
export function weightedEmployers(employers: readonly Employer[]): Weighted<Employer> {
  const weights = zipf(employers.length, 0.9)
  return weighted(employers.map((employer, index) => [employer, weights[index]!] as const))
}

/** Wages rise by about three in a hundred, pensions by two. */
export function grown(earnings: Earnings, random: Random): Earnings {
  return { ...earnings, salary: Math.round(earnings.salary * (1.005 + 0.05 * random.next())), pension: Math.round(earnings.pension * 1.019), trade: Math.round(earnings.trade * (0.88 + 0.28 * random.next())) }
}

/** Median yearly wages in 10,000 yen of full-time men from 20 on, by five years of age (after 国税庁 民間給与実態統計調査). */
const wages = [310, 460, 540, 610, 670, 715, 755, 780, 560, 400, 290, 230, 200]
const shareAtWork = { male: [0.7, 0.9, 0.94, 0.95, 0.95, 0.95, 0.94, 0.92, 0.84, 0.62, 0.43, 0.26, 0.12], female: [0.68, 0.86, 0.8, 0.78, 0.8, 0.82, 0.81, 0.76, 0.64, 0.43, 0.26, 0.15, 0.05] }

/** What a person earns, by age and sex: at work or not, full time or part time, pension, trade. */
export function earningsOf(person: Person, { random, employers }: { readonly random: Random; readonly employers: Weighted<Employer> }): Earnings {
  const { age, sex } = person.member
  const nothing: Earnings = { person, salary: 0, pension: 0, trade: 0, worksFullTime: false, employer: null }
  if (age < 17) return nothing
  const pension = pensionOf(person, random)
  const band = Math.min(12, Math.max(0, Math.floor((age - 20) / 5)))
  if (age < 20 || (age < 23 && random.chance(0.5))) return random.chance(0.3) ? { ...nothing, salary: random.between(180_000, 1_080_000), employer: employers.pick(random) } : nothing
  if (!random.chance(shareAtWork[sex][band]!)) return { ...nothing, pension }
  if (random.chance(0.085)) return { ...nothing, pension, trade: lognormal(random, 2_700_000, 0.8) }
  const isPartTime = random.chance(partTimeShare(person))
  const salary = isPartTime ? partTimeWage(random) : lognormal(random, wages[band]! * 10_000 * (sex === 'male' ? 1 : 0.72), 0.36)
  return { ...nothing, pension, salary, worksFullTime: !isPartTime, employer: employers.pick(random), trade: random.chance(0.02) ? lognormal(random, 700_000, 0.7) : 0 }
}

function partTimeShare({ member }: Person): number {
  if (member.age >= 65) return 0.55
  if (member.sex === 'male') return 0.08
  return member.relationship === 'wife' ? 0.5 : 0.26
}

/** Part-time wages crowd below the sums at which tax or insurance begins. */
function partTimeWage(random: Random): number {
  const draw = random.next()
  if (draw < 0.34) return random.between(880_000, 1_030_000)
  if (draw < 0.5) return random.between(1_030_001, 1_299_000)
  return draw < 0.75 ? random.between(240_000, 879_000) : random.between(1_300_000, 2_300_000)
}

/** Nearly everybody from 65 on draws a pension, some take less and earlier. */
function pensionOf(person: Person, random: Random): number {
  const { age } = person.member
  if (age >= 66) return fullPension(person, random)
  return age >= 64 && random.chance(0.2) ? Math.round(fullPension(person, random) * 0.7) : 0
}

/** Basic pension alone, or with what employees have earned beside it. */
function fullPension({ member }: Person, random: Random): number {
  const isBasicOnly = random.chance(member.sex === 'male' ? 0.22 : 0.52)
  return isBasicOnly ? random.between(420_000, 832_000) : lognormal(random, member.sex === 'male' ? 1_950_000 : 1_240_000, 0.26)
}

function lognormal(random: Random, median: number, deviation: number): number {
  return Math.round(median * Math.exp(deviation * random.normal()))
}
