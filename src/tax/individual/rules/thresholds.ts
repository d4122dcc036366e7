import { yen, type Yen } from '../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../law.ts'
import { pensionIncome, salaryIncome } from './income.ts'
import { limitsFor } from './non-taxable.ts'

/** No revenue is looked for above this: every limit lies far below it. */
const ceiling = 1_000_000_000

/**
 * The highest revenue whose income stays within a limit — 「壁」の逆算. Computed from the tables, never typed in:
 * where the salary table steps, the answer ends in 999.
 * @param incomeOf does not fall as revenue rises
 * @decides nothing
 */
export function highestRevenue(limit: Yen, incomeOf: (revenue: Yen) => Yen): Yen {
  let [low, high] = [0, ceiling]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (incomeOf(yen(middle)) <= limit) low = middle
    else high = middle - 1
  }
  return yen(low)
}

/** Revenue from salary alone up to which each levy is not owed — 給与だけの人の非課税の限度. */
export interface SalaryWalls { readonly noTax: Yen; readonly noPerCapita: Yen; readonly noIncomeLevy: Yen }

/**
 * The walls of a salary earner with so many persons counted — 給与収入の壁.
 * @law local-tax-act 295(3)
 * @law local-tax-act sp-3-3(4)
 */
export function salaryWalls(persons: number, law: IndividualTaxLaw): SalaryWalls {
  const limits = limitsFor(persons, law)
  const incomeOf = (revenue: Yen): Yen => salaryIncome(revenue, law)
  const least = Math.min(limits.perCapita, limits.forestTax)
  return {
    noTax: highestRevenue(yen(least), incomeOf),
    noPerCapita: highestRevenue(limits.perCapita, incomeOf),
    noIncomeLevy: highestRevenue(yen(Math.max(limits.perCapita, limits.incomeLevy)), incomeOf),
  }
}

/**
 * The walls of somebody who has a pension only — 年金収入の壁.
 * @param question.age on 31 December of the income year
 * @law local-tax-act 295(3)
 */
export function pensionWalls(question: { persons: number; age: number | null }, law: IndividualTaxLaw): SalaryWalls {
  const limits = limitsFor(question.persons, law)
  const incomeOf = (revenue: Yen): Yen => pensionIncome({ revenue, age: question.age, otherIncome: yen(0) }, law)
  return {
    noTax: highestRevenue(yen(Math.min(limits.perCapita, limits.forestTax)), incomeOf),
    noPerCapita: highestRevenue(limits.perCapita, incomeOf),
    noIncomeLevy: highestRevenue(yen(Math.max(limits.perCapita, limits.incomeLevy)), incomeOf),
  }
}
