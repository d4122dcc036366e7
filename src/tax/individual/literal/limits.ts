import type { IndividualTaxLaw } from '../law.ts'
import type { TaxpayerFacts } from '../model.ts'
import { cut, percentOf, whole } from './amounts.ts'
import { personsOfLimits } from './family.ts'
import type { LiteralIncome } from './income.ts'

/** 均等割・所得割・森林環境税 that a person is liable for, with the limits asked. */
export interface LiteralLiability {
  readonly persons: number
  readonly limits: LiteralLimits
  readonly perCapita: boolean
  readonly incomeLevy: boolean
  readonly forest: boolean
}

/** 非課税の範囲. @law local-tax-act 24-5, 295, sp-3-3; forest-environment-tax-act 4 */
export function literalLiability(facts: TaxpayerFacts, income: LiteralIncome, law: IndividualTaxLaw): LiteralLiability {
  const persons = personsOfLimits(facts, law)
  const limits = limitsOfPersons(persons, law)
  if (facts.residence !== 'here') return { persons, limits, perCapita: facts.residence === 'abroad' || owesForPremises(facts, income.total, law), incomeLevy: false, forest: false }
  const exempt = isExempt(facts, income.total, law)
  const perCapita = !exempt && income.total > limits.perCapita
  return {
    persons, limits, perCapita,
    incomeLevy: perCapita && income.aggregate > limits.incomeLevy,
    forest: !exempt && income.total > limits.forest,
  }
}

/**
 * 24条1項2号・294条1項2号: who has an office, a business place or a house in the town and no address there owes 均等割 and nothing else. The proviso of 295条1項 and the words of
 * its 3項 exempt only who has an address within the country. 森林環境税法3条 taxes an address, not a house.
 * @law local-tax-act 24(1)(2), 294(1)(2), 295(1), 295(3); forest-environment-tax-act 3
 */
function owesForPremises(facts: TaxpayerFacts, totalIncome: bigint, law: IndividualTaxLaw): boolean {
  return !isExempt(facts, totalIncome, law) && totalIncome > limitsOfPersons(personsOfLimits(facts, law), law).perCapita
}

/**
 * 均等割 is owed to the municipality of the address, and to each other one with an office, a business place or a house; 737条 makes a municipality of each 区 of a 指定都市.
 * LEGAL DOUBT: LD-144
 * @law local-tax-act 24(1), 294(1), 737
 */
export function municipalitiesOf(facts: TaxpayerFacts, law: IndividualTaxLaw): bigint {
  let count = facts.residence === 'here' ? 1n : 0n
  if (law.designatedCity) count += BigInt(facts.premisesWards)
  // Whoever has no address here is taxed for what is here, wherever in the city.
  return count === 0n ? 1n : count
}

/** The three limits for so many persons beside the taxpayer. */
export interface LiteralLimits { readonly perCapita: bigint; readonly incomeLevy: bigint; readonly forest: bigint }

/** 非課税限度額. @law local-tax-act 295(3), sp-3-3(1), sp-3-3(4); local-tax-act-enforcement-order 47-3; forest-environment-tax-act 4(1)(3) */
export function limitsOfPersons(persons: number, law: IndividualTaxLaw): LiteralLimits {
  return {
    perCapita: limitOf(law.perCapitaLimit, persons, law.perCapitaLimit.byGrade ? gradeOf(law) : null),
    incomeLevy: limitOf(law.incomeLevyLimit, persons, null),
    // 森林環境税法施行令1条: always the national figures at the grade of the municipality.
    forest: limitOf(law.forestTaxLimit, persons, gradeOf(law)),
  }
}

/** An amount for each person, 100,000 yen, and an addition for who has family. */
function limitOf(row: { readonly perHead: number; readonly plus: number; readonly familyAddition: number }, persons: number, grade: { num: number; den: number } | null): bigint {
  const graded = (amount: number): bigint => (grade === null ? whole(amount) : cut(percentOf(whole(amount), grade)))
  return graded(row.perHead) * BigInt(persons + 1) + whole(row.plus) + (persons > 0 ? graded(row.familyAddition) : 0n)
}

/** 級地区分ごとの率. @law local-tax-act-enforcement-regulation 9-21(2) */
function gradeOf(law: IndividualTaxLaw): { num: number; den: number } {
  for (const row of law.regionalGradeRates) if (row.grade === law.regionalGrade) return row.rate
  throw new Error(`no rate for the grade ${law.regionalGrade}`)
}

/**
 * 295条1項: one of public assistance (item 1); the disabled, minors, widows and single parents within an income (item 2).
 * @law local-tax-act 295(1)
 */
function isExempt({ condition }: TaxpayerFacts, totalIncome: bigint, law: IndividualTaxLaw): boolean {
  if (condition.publicAssistance) return true
  const named = condition.disability !== 'none' || condition.minor || condition.widow || condition.singleParent !== 'none'
  return named && totalIncome <= whole(law.nonTaxableConditionLimit.totalIncome)
}
