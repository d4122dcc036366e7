import type { IndividualTaxLaw } from '../../law.ts'

const firstPensionMonth = 201

/**
 * The month whose pension an instalment is taken from: 201 to 206 are April to February; null for terms and months of salary — 年金から引く月.
 * @law local-tax-act 321-7-8
 */
export function pensionMonthOf(no: number, law: IndividualTaxLaw): number | null {
  const { provisionalMonths, finalMonths } = law.pensionCollection
  return [...provisionalMonths, ...finalMonths][no - firstPensionMonth] ?? null
}
