import { dropBelow, applyRate, minYen, notBelowZero, raiseBelow, type Rate, subtract, sum, times, type Yen } from '../../../kernel/yen.ts'

/** What is left to whoever works — 給料等の差押禁止の基準. */
export interface SalaryLaw {
  /** Of the debtor, for each month. */
  readonly livingYen: Yen
  /** Of each relative who lives of the same purse, for each month. */
  readonly relativeYen: Yen
  /** Share of the rest that is left for the debtor's standing. */
  readonly standingRate: Rate
  /** How many times the living part that share may be at most. */
  readonly standingLimit: number
}

export interface SalaryFacts {
  /** Pay of one payment day. */
  readonly pay: Yen
  readonly incomeTax: Yen
  /** 特別徴収の住民税と森林環境税. */
  readonly inhabitantTax: Yen
  readonly socialInsurance: Yen
  /** Spouse and relatives who live of the same purse, besides the debtor. */
  readonly relatives: number
  /** Months for which it is paid. */
  readonly months: number
}

/** The amounts of the sheet, in the order of the items of the article — 差押可能額の計算書. */
export interface SeizableSalary {
  readonly taxes: Yen
  readonly insurance: Yen
  readonly living: Yen
  readonly standing: Yen
  readonly protected: Yen
  readonly seizable: Yen
}

/**
 * What of a salary may be seized — 給料等の差押可能額.
 * Fractions of a yen go to the debtor. LEGAL DOUBT: LD-156, LD-157.
 * @returns the protected items and what is left for seizure, zero or more
 * @law national-tax-collection-act 76(1)
 * @law national-tax-collection-act-enforcement-order 34
 */
export function seizableSalary(facts: SalaryFacts, law: SalaryLaw): SeizableSalary {
  const taxes = sum(facts.incomeTax, facts.inhabitantTax)
  const living = times(sum(law.livingYen, times(law.relativeYen, facts.relatives)), facts.months)
  const left = notBelowZero(subtract(facts.pay, sum(taxes, facts.socialInsurance, living)))
  const standing = minYen(raiseBelow(1, applyRate(left, law.standingRate)), times(living, law.standingLimit))
  const kept = sum(taxes, facts.socialInsurance, living, standing)
  return { taxes, insurance: facts.socialInsurance, living, standing, protected: kept, seizable: dropBelow(1, notBelowZero(subtract(facts.pay, kept))) }
}
