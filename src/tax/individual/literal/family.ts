import type { IndividualTaxLaw } from '../law.ts'
import type { Relative, TaxpayerFacts } from '../model.ts'

/**
 * 同一生計配偶者: the spouse of the same livelihood whose total income is within the limit.
 * @law local-tax-act 292(1)(7)
 */
export function hasSameLivelihoodSpouse(facts: TaxpayerFacts, law: IndividualTaxLaw): boolean {
  return facts.spouse !== null && facts.spouse.income <= law.dependantIncomeLimit
}

/**
 * 扶養親族: relatives of the same livelihood whose total income is within the limit, of whatever age.
 * @law local-tax-act 292(1)(9)
 */
export function dependantRelatives(facts: TaxpayerFacts, law: IndividualTaxLaw): readonly Relative[] {
  return facts.relatives.filter((relative) => relative.income <= law.dependantIncomeLimit)
}

/**
 * The number by which the limits grow: the same-livelihood spouse, and the dependants below 16 or deductible.
 * @law local-tax-act-enforcement-order 47-3(1)
 */
export function personsOfLimits(facts: TaxpayerFacts, law: IndividualTaxLaw): number {
  const relatives = dependantRelatives(facts, law).filter((relative) => !relative.notDeductible).length
  return (hasSameLivelihoodSpouse(facts, law) ? 1 : 0) + relatives
}
