import type { IndividualTaxLaw } from '../law.ts'
import type { TaxpayerFacts } from '../model.ts'
import { total, whole } from './amounts.ts'
import { literalLevy, type LiteralLevy } from './credits.ts'
import { literalDeductions, type LiteralDeductions } from './deductions.ts'
import { literalIncome, type LiteralIncome } from './income.ts'
import type { Amounts } from './kinds.ts'
import { literalBases, type BothSides } from './levy.ts'
import { literalLiability, municipalitiesOf, type LiteralLiability } from './limits.ts'

/** The whole of one person's tax for a year, in the order of the Act. */
export interface LiteralTax {
  readonly income: LiteralIncome
  readonly liability: LiteralLiability
  readonly deductions: LiteralDeductions
  readonly bases: Amounts
  /** Null where no income levy is due. */
  readonly levy: LiteralLevy | null
  readonly incomeLevy: BothSides
  readonly perCapita: BothSides
  readonly forest: bigint
  readonly annualTax: bigint
}

/**
 * 個人住民税, computed a second time: sentence by sentence after the articles, slowly, with nothing of `rules/`.
 * It reads the same law rows and the same facts; that both give the same yen is what the tests beside it hold.
 * @law local-tax-act 23 to 71, 292 to 331
 */
export function literalTax(facts: TaxpayerFacts, law: IndividualTaxLaw): LiteralTax {
  const income = literalIncome(facts, law)
  const liability = literalLiability(facts, income, law)
  const deductions = literalDeductions(facts, income, law)
  const bases = literalBases(income, deductions, law)
  const levy = liability.incomeLevy ? literalLevy({ facts, income, deductions, bases, law }) : null
  const incomeLevy = levy?.due ?? { city: 0n, prefecture: 0n }
  // 310条・38条, 森林環境税法5条.
  const times = liability.perCapita ? municipalitiesOf(facts, law) : 0n
  const perCapita = { city: whole(law.cityPerCapitaLevy) * times, prefecture: whole(law.prefecturePerCapitaLevy) * times }
  const forest = liability.forest ? whole(law.forestEnvironmentTax) : 0n
  return { income, liability, deductions, bases, levy, incomeLevy, perCapita, forest, annualTax: total([incomeLevy.city, incomeLevy.prefecture, perCapita.city, perCapita.prefecture, forest]) }
}

