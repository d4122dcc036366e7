import type { Random } from '../../../../kernel/random.ts'
import { zeroYen } from '../../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../../law.ts'
import { noCondition, type Condition, type Disability, type Relative, type Spouse } from '../../model.ts'
import { amount } from './chance.ts'

export function drawCondition(random: Random): Condition {
  if (random.chance(0.5)) return noCondition
  return {
    publicAssistance: random.chance(0.05), minor: random.chance(0.1), widow: random.chance(0.3), singleParent: random.chance(0.3) ? random.pick(['mother', 'father'] as const) : 'none',
    disability: random.chance(0.3) ? random.pick(['general', 'special'] as const) : 'none', workingStudent: random.chance(0.3),
  }
}

/** Ages on both sides of each that the law names. */
function agesOf(law: IndividualTaxLaw): readonly number[] {
  const { deductibleAge, specifiedAge, elderlyAge } = law.dependantDeduction
  const named = [deductibleAge, specifiedAge.from, specifiedAge.below, elderlyAge, law.specificRelativeDeduction?.age.from ?? 0, law.specificRelativeDeduction?.age.below ?? 0, law.incomeAdjustment?.family.relativeBelowAge ?? 0]
  return named.flatMap((age) => [age - 1, age, age + 1]).filter((age) => age >= 0)
}

const degrees: readonly Disability[] = ['general', 'special', 'co-resident-special']

function drawDisability(random: Random): Disability {
  return random.chance(0.15) ? random.pick(degrees) : 'none'
}

export function drawSpouse(random: Random, law: IndividualTaxLaw): Spouse | null {
  if (random.chance(0.5)) return null
  const { elderlyAge } = law.spouseDeduction
  const bounds = [law.dependantIncomeLimit, ...law.specialSpouseDeduction.bands.map((band) => band.upTo), ...law.personalDeductionDifference.specialSpouse.map((one) => one.below)]
  return {
    income: random.chance(0.3) ? zeroYen : amount(random, bounds, 1_500_000), age: random.pick([null, elderlyAge - 30, elderlyAge - 1, elderlyAge, elderlyAge + 1]),
    disability: drawDisability(random), abroad: random.chance(0.1), claimsBack: false,
  }
}

export function drawRelatives(random: Random, law: IndividualTaxLaw): readonly Relative[] {
  const count = random.chance(0.5) ? 0 : random.between(1, 4)
  return Array.from({ length: count }, () => drawRelative(random, law))
}

function drawRelative(random: Random, law: IndividualTaxLaw): Relative {
  const age = random.chance(0.8) ? random.pick(agesOf(law)) : random.between(0, 90)
  const bounds = [law.dependantIncomeLimit, ...(law.specificRelativeDeduction?.bands.map((band) => band.upTo) ?? [])]
  const disability = drawDisability(random)
  const isElderly = age >= law.dependantDeduction.elderlyAge
  // Somebody of 30 to 69 abroad gives no deduction, unless with a disability.
  const mayLiveAbroad = age >= 30 && !isElderly && disability === 'none'
  const relative = { age, income: random.chance(0.5) ? zeroYen : amount(random, bounds, 1_300_000), disability, coResidentAscendant: isElderly && random.chance(0.5) }
  const givesNone = mayLiveAbroad && random.chance(0.4)
  return { ...relative, abroad: givesNone, notDeductible: givesNone }
}

/** The relatives, some of them abroad with a deduction or dependants of somebody else. */
export function drawElsewhere(random: Random, relatives: readonly Relative[]): readonly Relative[] {
  return relatives.map((one) => ({ ...one, abroad: one.abroad || random.chance(0.05), notDeductible: one.notDeductible || random.chance(0.05) }))
}
