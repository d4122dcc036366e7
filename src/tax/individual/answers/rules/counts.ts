import type { IndividualTaxLaw } from '../../law.ts'
import type { TaxpayerFacts } from '../../model.ts'
import { isDependant } from '../../rules/income.ts'
import { dependantKind } from '../../rules/personal-deductions.ts'

/** A count as it stands on a certificate: `特定扶養`, 1. */
export interface FamilyCount { readonly label: string; readonly count: number }

const kindLabels = { general: '一般の扶養', specified: '特定扶養', elderly: '老人扶養', coResidentAscendant: '同居老親等' } as const

/**
 * How many of the family count in each class, as on the certificate — 控除対象の人数. Classes without anybody are left out.
 * @law local-tax-act 314-2(1)(11)
 * @law local-tax-act 295(3)
 */
export function countFamily(facts: TaxpayerFacts, law: IndividualTaxLaw): readonly FamilyCount[] {
  const dependants = facts.relatives.filter((one) => isDependant(one, law) && !one.notDeductible)
  const deductible = dependants.filter((one) => one.age >= law.dependantDeduction.deductibleAge)
  const spouse = facts.spouse !== null && facts.spouse.income <= law.dependantIncomeLimit ? [facts.spouse] : []
  const disabled = [...spouse, ...dependants].filter((one) => one.disability !== 'none')
  const counts: readonly FamilyCount[] = [
    { label: '同一生計配偶者', count: spouse.length },
    ...(Object.keys(kindLabels) as (keyof typeof kindLabels)[]).map((kind) => ({ label: kindLabels[kind], count: deductible.filter((one) => dependantKind(one, law) === kind).length })),
    { label: `${law.dependantDeduction.deductibleAge}歳未満`, count: dependants.filter((one) => one.age < law.dependantDeduction.deductibleAge).length },
    { label: '障害のある人', count: disabled.length },
  ]
  return counts.filter((one) => one.count > 0)
}
