import type { IndividualTaxLaw } from '../law.ts'
import type { TaxpayerFacts } from '../model.ts'
import { cut, raise, type Fraction } from './amounts.ts'
import type { LiteralDeductions } from './deductions.ts'
import type { LiteralIncome } from './income.ts'
import type { Amounts } from './kinds.ts'

/** Everything a credit may look at. */
export interface CreditPlace {
  readonly facts: TaxpayerFacts
  readonly income: LiteralIncome
  readonly deductions: LiteralDeductions
  readonly bases: Amounts
  readonly law: IndividualTaxLaw
}

/** 指定都市 or another municipality: its column of a row. */
export function town(law: IndividualTaxLaw): 'ordinary' | 'designated' {
  return law.designatedCity ? 'designated' : 'ordinary'
}

/** 一円未満の端数 of a credit: raised, or dropped where the office says so. LEGAL DOUBT: LD-032 */
export function ofCredit(amount: Fraction, law: IndividualTaxLaw): bigint {
  return law.creditRounding.mode === 'raise' ? raise(amount) : cut(amount)
}
