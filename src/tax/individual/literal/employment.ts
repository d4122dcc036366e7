import type { IndividualTaxLaw } from '../law.ts'
import type { TaxpayerFacts } from '../model.ts'
import { cut, cutTo, least, notBelowZero, percentOf, raise, whole } from './amounts.ts'
import { dependantRelatives, hasSameLivelihoodSpouse } from './family.ts'

/**
 * 給与所得控除後の給与等の金額: the line of the appended table 5, or revenue less the deduction.
 * @law income-tax-act 28(2), 28(3), 28(4)
 */
export function afterSalaryDeduction(revenue: bigint, law: IndividualTaxLaw): bigint {
  let income = 0n
  for (const band of law.salaryIncomeTable.bands) {
    if (revenue < whole(band.from)) continue
    income = 'fixed' in band ? whole(band.fixed) : cut(percentOf(cutTo(band.step, revenue), band.rate)) - whole(band.less)
  }
  return income
}

/**
 * 特定支出: what of the expenses exceeds half of the salary deduction.
 * @law income-tax-act 57-2(1)
 */
export function specificExpensesAbove(facts: TaxpayerFacts, law: IndividualTaxLaw): bigint {
  const expenses = whole(facts.declared?.specificExpenses ?? 0)
  const deduction = whole(facts.salaryRevenue) - afterSalaryDeduction(whole(facts.salaryRevenue), law)
  return notBelowZero(expenses - cut(percentOf(deduction, law.specificExpenses.aboveShare)))
}

/**
 * 所得金額調整控除: a salary above 8,500,000 yen of somebody with a special disability, with a dependant below 23,
 * or with a spouse or dependant of special disability; a tenth of what lies between the two amounts, raised to one yen.
 * @law special-taxation-measures-act 41-3-11(1)
 */
export function familyAdjustment(facts: TaxpayerFacts, law: IndividualTaxLaw): bigint {
  const row = law.incomeAdjustment?.family
  if (!row || facts.salaryRevenue <= row.salaryOver) return 0n
  const isSpecial = (disability: string): boolean => disability === 'special' || disability === 'co-resident-special'
  const dependants = dependantRelatives(facts, law)
  const applies = isSpecial(facts.condition.disability)
    || dependants.some((relative) => relative.age < row.relativeBelowAge)
    || (hasSameLivelihoodSpouse(facts, law) && isSpecial(facts.spouse!.disability))
    || dependants.some((relative) => isSpecial(relative.disability))
  return applies ? raise(percentOf(least(whole(facts.salaryRevenue), whole(row.salaryUpTo)) - whole(row.salaryOver), row.rate)) : 0n
}

/**
 * 公的年金等に係る雑所得: revenue less the deduction of the age, which falls with the total income beside pensions.
 * @law income-tax-act 35(2)(1), 35(4); special-taxation-measures-act 41-15-3
 */
export function pensionIncome(facts: TaxpayerFacts, beside: bigint, law: IndividualTaxLaw): bigint {
  const table = law.pensionDeductionTable
  const revenue = whole(facts.pensionRevenue)
  const isSenior = facts.age !== null && facts.age >= table.seniorAge
  let kept = 0n
  for (const band of isSenior ? table.senior : table.younger) {
    // The income is what is left of the revenue: 75 per cent less 275,000 yen, cut to one yen.
    const left = { num: band.rate.den - band.rate.num, den: band.rate.den }
    if (revenue >= whole(band.from)) kept = cut(percentOf(revenue, left)) - whole(band.plus)
  }
  let less = 0n
  for (const row of table.otherIncome) if (beside > whole(row.over)) less = whole(row.less)
  return least(notBelowZero(kept + less), revenue)
}

/**
 * 所得金額調整控除: of somebody with salary and pension, each up to 100,000 yen, what both together exceed 100,000 yen by.
 * @law special-taxation-measures-act 41-3-11(2)
 */
export function salaryAndPensionAdjustment(salary: bigint, pension: bigint, law: IndividualTaxLaw): bigint {
  const row = law.incomeAdjustment?.salaryAndPension
  if (!row || salary <= 0n || pension <= 0n) return 0n
  const each = whole(row.each)
  return notBelowZero(least(salary, each) + least(pension, each) - each)
}
