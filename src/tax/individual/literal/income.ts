import type { IndividualTaxLaw } from '../law.ts'
import { baseKinds, type TaxpayerFacts } from '../model.ts'
import { least, notBelowZero, total, whole } from './amounts.ts'
import { afterSalaryDeduction, familyAdjustment, pensionIncome, salaryAndPensionAdjustment, specificExpensesAbove } from './employment.ts'
import { afterCarriedLosses, kindsOfYear, type Amounts, type Kinds } from './kinds.ts'
import { landSpecialDeductions, type LandAmounts } from './land.ts'

/** What the year's income is, step by step. */
export interface LiteralIncome {
  readonly salaryBefore: bigint
  readonly specificExpenses: bigint
  readonly familyAdjustment: bigint
  readonly pensionAdjustment: bigint
  readonly salary: bigint
  readonly pension: bigint
  readonly kinds: Kinds
  /** 繰越控除 after which each kind stands, before special deductions of land. */
  readonly afterLosses: Amounts
  readonly landDeductions: LandAmounts
  /** 合計所得金額 */
  readonly total: bigint
  /** 総所得金額等 */
  readonly aggregate: bigint
}

/**
 * 前年の所得: salary, pension, every other kind, and the two sums on which limits and deductions rest.
 * @law local-tax-act 32, 313, 292(1)(13)
 */
export function literalIncome(facts: TaxpayerFacts, law: IndividualTaxLaw): LiteralIncome {
  const fromTable = afterSalaryDeduction(whole(facts.salaryRevenue), law)
  const specificExpenses = least(fromTable, specificExpensesAbove(facts, law))
  const salaryBefore = fromTable - specificExpenses
  const family = familyAdjustment(facts, law)
  // 措置法41条の3の11: 1項 first; 公的年金等に係る雑所得以外の合計所得金額 is without pensions, and so without 2項.
  const afterFamily = notBelowZero(salaryBefore - family)
  const beside = kindsOfYear(facts, { salary: afterFamily, pension: 0n }, law).totalIncome
  const pension = pensionIncome(facts, beside, law)
  const pensionAdjustment = salaryAndPensionAdjustment(afterFamily, pension, law)
  const salary = notBelowZero(afterFamily - pensionAdjustment)
  const kinds = kindsOfYear(facts, { salary, pension }, law)
  const afterLosses = afterCarriedLosses(facts, kinds, law)
  return {
    salaryBefore, specificExpenses, familyAdjustment: family, pensionAdjustment, salary, pension, kinds, afterLosses,
    landDeductions: landSpecialDeductions(facts.declared?.landTransfers ?? [], afterLosses, law),
    total: kinds.totalIncome, aggregate: total(baseKinds.map((kind) => afterLosses[kind])),
  }
}
