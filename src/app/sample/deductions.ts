import type { PlainDate } from '../../kernel/plain-date.ts'
import { yen, type Yen } from '../../kernel/yen.ts'
import type { StatementDetail } from '../../tax/individual/index.ts'
import type { Earnings } from './earnings.ts'
import type { Random } from './random.ts'

/** What somebody has paid in the year and states, and whether it needs a return. */
export interface Payments {
  readonly paid: Writable<NonNullable<StatementDetail['paid']>>
  readonly condition: StatementDetail['condition'] | null
  readonly housingLoan: NonNullable<StatementDetail['housingLoan']> | null
  readonly oneStop: boolean
  readonly needsReturn: boolean
}

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** Premiums, donations and loans at the shares of life: social insurance nearly all, life insurance half, gifts to municipalities one in seven. */
export function declaredPayments(earnings: Earnings, { random, year }: { readonly random: Random; readonly year: number }): Payments {
  const { salary, pension, trade, worksFullTime } = earnings
  const total = salary + pension + trade
  const paid: Payments['paid'] = {}
  const social = socialInsurance(earnings, random)
  if (social > 0) paid.socialInsurance = yen(social)
  if (total > 1_500_000) addInsurances(paid, random)
  const gives = total > 2_600_000 && random.chance(0.16)
  if (gives) paid.donationsToMunicipalities = yen(Math.max(5000, Math.round((total * (0.008 + 0.01 * random.next())) / 1000) * 1000))
  const hasMedical = total > 1_200_000 && random.chance(0.055)
  if (hasMedical) paid.medical = yen(random.between(104_000, 640_000))
  const loan = worksFullTime && salary > 3_000_000 && earnings.person.member.relationship === 'head' && earnings.person.member.age < 56 && random.chance(0.24) ? housingLoan(salary, random, year) : null
  const oneStop = gives && !hasMedical && trade === 0 && random.chance(0.62)
  return { paid, condition: conditionOf(earnings, random), housingLoan: loan, oneStop, needsReturn: hasMedical || (gives && !oneStop) }
}

/** Employees' insurance goes with the wage up to its ceiling; others pay national insurance and pension. */
function socialInsurance({ salary, pension, trade, worksFullTime, person }: Earnings, random: Random): number {
  if (worksFullTime) return Math.round(Math.min(salary, 9_800_000) * (person.member.age < 40 ? 0.1425 : 0.15))
  if (trade > 0) return Math.round(Math.min(820_000, 60_000 + trade * 0.1)) + (person.member.age < 60 ? 203_760 : 0)
  if (pension > 0) return Math.round(30_000 + (pension + salary) * 0.055)
  if (salary > 1_300_000) return Math.round(salary * 0.145)
  return random.chance(0.2) ? 203_760 : 0
}

function addInsurances(paid: Payments['paid'], random: Random): void {
  if (random.chance(0.52)) paid.lifeNewGeneral = yen(random.between(9, 180) * 1000)
  if (random.chance(0.12)) paid.lifeOldGeneral = yen(random.between(12, 150) * 1000)
  if (random.chance(0.4)) paid.lifeCare = yen(random.between(6, 90) * 1000)
  if (random.chance(0.13)) paid.lifeNewPension = yen(random.between(24, 240) * 1000)
  if (random.chance(0.34)) paid.earthquake = yen(random.between(4, 60) * 1000)
  if (random.chance(0.06)) paid.mutualAid = yen(random.between(5, 23) * 12_000)
}

function conditionOf({ person, pension }: Earnings, random: Random): Payments['condition'] {
  const { member, isLoneParent } = person
  const disability = disabilityOf(member.age, random)
  if (disability === 'none' && !isLoneParent) return null
  const singleParent = member.sex === 'female' ? 'mother' as const : 'father' as const
  return { ...(disability === 'none' ? {} : { disability }), ...(isLoneParent && pension === 0 ? { singleParent } : {}) }
}

function disabilityOf(age: number, random: Random): 'none' | 'general' | 'special' {
  if (!random.chance(age >= 65 ? 0.05 : 0.015)) return 'none'
  return random.chance(0.3) ? 'special' : 'general'
}

/** A loan that income tax could not use up in full leaves the rest to the inhabitants tax. */
function housingLoan(salary: number, random: Random, year: number): NonNullable<StatementDetail['housingLoan']> {
  const base = Math.max(200_000, Math.round((salary * 0.55 - 900_000) / 1000) * 1000)
  const before: Yen = yen(Math.round(base <= 1_950_000 ? base * 0.05 : base * 0.1 - 97_500))
  return {
    movedIn: `${Math.min(year - 1, random.between(2016, 2023))}-${String(random.between(1, 12)).padStart(2, '0')}-20` as PlainDate, incomeTaxBase: yen(base), available: yen(random.between(60, 280) * 1000), incomeTaxBefore: before,
    taxedPurchase: true, keepsEarlierClass: false,
  }
}
