import { maxYen, minYen, yen, zeroYen, type Yen } from '../../../kernel/yen.ts'
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
 * @param exemptUpTo total income up to which nothing is owed by a disabled person, minor, widow or single parent; zero for others
 * @law local-tax-act 295(1)(2)
 * @law local-tax-act 295(3)
 * @law local-tax-act sp-3-3(4)
 */
export function salaryWalls(persons: number, law: IndividualTaxLaw, exemptUpTo: Yen = zeroYen): SalaryWalls {
  return walls({ persons, exemptUpTo, incomeOf: (revenue) => salaryIncome(revenue, law) }, law)
}

function walls(question: { persons: number; exemptUpTo: Yen; incomeOf: (revenue: Yen) => Yen }, law: IndividualTaxLaw): SalaryWalls {
  const limits = limitsFor(question.persons, law)
  const wall = (limit: Yen): Yen => highestRevenue(maxYen(limit, question.exemptUpTo), question.incomeOf)
  return { noTax: wall(minYen(limits.perCapita, limits.forestTax)), noPerCapita: wall(limits.perCapita), noIncomeLevy: wall(maxYen(limits.perCapita, limits.incomeLevy)) }
}

/**
 * The walls of somebody who has a pension only — 年金収入の壁.
 * @param question.age on 31 December of the income year
 * @param question.exemptUpTo as for `salaryWalls`
 * @law local-tax-act 295(1)(2)
 * @law local-tax-act 295(3)
 */
export function pensionWalls(question: { persons: number; age: number | null; exemptUpTo?: Yen }, law: IndividualTaxLaw): SalaryWalls {
  const { persons, age, exemptUpTo = zeroYen } = question
  return walls({ persons, exemptUpTo, incomeOf: (revenue) => pensionIncome({ revenue, age, otherIncome: zeroYen }, law) }, law)
}
