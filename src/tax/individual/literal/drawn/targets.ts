import type { Random } from '../../../../kernel/random.ts'
import { yen, zeroYen, type Yen } from '../../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../../law.ts'
import { nothingDeclared, type TaxpayerFacts } from '../../model.ts'
import { literalDeductions } from '../deductions.ts'
import { personsOfLimits } from '../family.ts'
import { literalIncome } from '../income.ts'
import { literalBases } from '../levy.ts'
import { limitsOfPersons } from '../limits.ts'
import { drawApart } from './apart.ts'

/**
 * Other income that brings a sum beside a threshold of the law: the total income by which limits and deductions are chosen,
 * or the base by which credits are. Facts that are already above it stay as they are.
 */
export function toThreshold(random: Random, facts: TaxpayerFacts, law: IndividualTaxLaw): TaxpayerFacts {
  const aim = random.next()
  if (aim < 0.36) return withTotal(facts, beside(random, totalsOf(facts, law)), law)
  if (aim < 0.44) return aboveLevyLimit(random, facts, law)
  if (aim < 0.48) return withBesidePension(facts, beside(random, law.pensionDeductionTable.otherIncome.map((one) => one.over)), law)
  if (aim < 0.74) return withBase(random, facts, law)
  return aim < 0.86 ? drawApart(random, facts, law) : facts
}

/** Just above the limit of the income levy, where it is smoothed, sometimes after a foreign tax credit. */
function aboveLevyLimit(random: Random, facts: TaxpayerFacts, law: IndividualTaxLaw): TaxpayerFacts {
  const target = Number(limitsOfPersons(personsOfLimits(facts, law), law).incomeLevy) + random.between(-1, 60_000)
  const foreignTax = { paid: yen(random.between(30_000, 60_000)), incomeTaxLimit: yen(random.between(10_000, 40_000)), reconstructionTaxLimit: zeroYen }
  const abroad = facts.declared !== null && random.chance(0.5)
  return withTotal(abroad ? { ...facts, salaryRevenue: zeroYen, pensionRevenue: zeroYen, declared: { ...nothingDeclared, foreignTax } } : facts, target, law)
}

function beside(random: Random, bounds: readonly number[]): number {
  return random.pick(bounds) + random.between(-1, 1)
}

/** Total incomes at which something changes for this family; what few families have is asked more often of those who do. */
function totalsOf(facts: TaxpayerFacts, law: IndividualTaxLaw): readonly number[] {
  const limits = limitsOfPersons(personsOfLimits(facts, law), law)
  const bounds: readonly (number | bigint | null | undefined)[] = [
    limits.perCapita, limits.forest, limits.incomeLevy, ...law.basicDeduction.map((one) => one.upTo), law.adjustmentCredit.incomeLimit, law.flatReduction?.overIncome, law.flatReduction?.upToIncome,
    ...often(totalsOfCondition(facts, law)), ...often(totalsOfSpouse(facts, law)),
    ...often(law.lossCarryForward.filter((row) => facts.declared?.carriedLosses.some((loss) => loss.kind === row.kind)).map((row) => row.totalIncomeLimit)),
  ]
  return bounds.flatMap((one) => (one === null || one === undefined ? [] : [Number(one)]))
}

function often(bounds: readonly (number | null | undefined)[]): readonly (number | null | undefined)[] {
  return [...bounds, ...bounds, ...bounds, ...bounds]
}

function totalsOfCondition({ condition }: TaxpayerFacts, law: IndividualTaxLaw): readonly (number | null)[] {
  return [
    ...(condition.singleParent === 'none' ? [] : [law.singleParentDeduction.incomeLimit]), ...(condition.widow ? [law.widowDeduction.incomeLimit] : []), ...(condition.workingStudent ? [law.workingStudentDeduction.incomeLimit] : []),
    ...(condition.disability === 'none' && !condition.minor && !condition.widow && condition.singleParent === 'none' ? [] : [law.nonTaxableConditionLimit.totalIncome]),
  ]
}

/** At a tier of the spouse deductions, and inside it. */
function totalsOfSpouse({ spouse }: TaxpayerFacts, law: IndividualTaxLaw): readonly (number | undefined)[] {
  if (spouse === null) return []
  const tiers = law.spouseDeduction.tiers.map((one) => one.upTo)
  return spouse.income > law.dependantIncomeLimit ? [...tiers, ...law.specialSpouseDeduction.tiers.map((upTo) => upTo - 100_000)] : [...tiers, law.flatReduction?.upToIncome]
}

function withTotal(facts: TaxpayerFacts, target: number, law: IndividualTaxLaw): TaxpayerFacts {
  return withOther(facts, target - Number(literalIncome({ ...facts, otherIncome: zeroYen }, law).total))
}

/** The total income beside a pension, which lowers the pension deduction. */
function withBesidePension(facts: TaxpayerFacts, target: number, law: IndividualTaxLaw): TaxpayerFacts {
  return withOther(facts, target - Number(literalIncome({ ...facts, pensionRevenue: zeroYen, otherIncome: zeroYen }, law).total))
}

/** The base of what is taxed together at a threshold, by thousands. Deductions follow the income, so the second step meets it. */
function withBase(random: Random, facts: TaxpayerFacts, law: IndividualTaxLaw): TaxpayerFacts {
  const difference = Number(literalDeductions(facts, literalIncome(facts, law), law).difference)
  const target = random.pick(facts.paid.donationsToMunicipalities > law.donationCredit.ownShare ? basesOfGifts(random, difference, law) : basesOfCredits(random, difference, law))
  const thousands = Math.floor(target / 1000) * 1000 + random.between(-1, 1) * 1000 + random.between(0, 999)
  let drawn = facts
  for (let step = 0; step < 2; step += 1) {
    const income = literalIncome(drawn, law)
    const deductions = literalDeductions(drawn, income, law)
    const reached = Number(literalBases(income, deductions, law).general) > 0 || drawn.declared === null
    drawn = withOther(drawn, drawn.otherIncome + thousands + (reached ? Number(deductions.total) : 0) - Number(income.afterLosses.general))
  }
  return drawn
}

function basesOfCredits(random: Random, difference: number, law: IndividualTaxLaw): readonly number[] {
  const { threshold, leastBase } = law.adjustmentCredit
  return [threshold, threshold + difference - leastBase, difference, law.dividendCredit.threshold, random.between(10_000, 400_000)]
}

function basesOfGifts(random: Random, difference: number, law: IndividualTaxLaw): readonly number[] {
  const small = random.between(1_000, Math.max(1_000, difference))
  return [small, small, difference, ...law.specialDonationRatio.bands.map((band, index, bands) => (band.upTo ?? bands[index - 1]!.upTo! + 1_000_000) + difference)]
}

function withOther(facts: TaxpayerFacts, otherIncome: number): TaxpayerFacts {
  return otherIncome < 0 ? facts : { ...facts, otherIncome: otherIncome as Yen }
}
