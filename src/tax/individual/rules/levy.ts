import { applyRate, dropBelow, minYen, notBelowZero, raiseBelow, subtract, sum, times, zeroYen, type ExactYen, type Yen } from '../../../kernel/yen.ts'
import type { IndividualTaxLaw, Split } from '../law.ts'
import { amount, percentText, type Sheet } from './sheet.ts'

/** An amount of the city and one of the prefecture — 市町村分と都道府県分. */
export interface Shares { readonly city: Yen; readonly prefecture: Yen }

export const noShares: Shares = Object.freeze({ city: zeroYen, prefecture: zeroYen })

/**
 * Tax base — 課税総所得金額: deductions off, the part below 1,000 yen dropped.
 * @law local-tax-act 314-3
 * @law local-tax-act 20-4-2(1)
 */
export function taxBaseOf(aggregateIncome: Yen, deductions: Yen, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): Yen {
  const base = dropBelow(law.roundingUnits.taxBase, notBelowZero(subtract(aggregateIncome, deductions)))
  return sheet.line('tax-base', base, null, () => ({ calculation: `${amount(aggregateIncome)}−${amount(deductions)}　${amount(law.roundingUnits.taxBase as Yen)}円未満切捨て` }))
}

/**
 * Income levy before credits, each share at one yen — 算出所得割.
 * @law local-tax-act 314-3
 * @law local-tax-act 35
 */
export function grossLevy(taxBase: Yen, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): Shares {
  const unit = law.cutPosition.place === 'before-adjustment-credit' ? law.roundingUnits.tax : 1
  const gross = shareByRates(taxBase, law.rates, unit)
  sheet.line('city-levy-gross', gross.city, null, () => ({ calculation: levyWords(taxBase, law.rates.city, unit) }))
  sheet.line('prefecture-levy-gross', gross.prefecture, null, () => ({ calculation: levyWords(taxBase, law.rates.prefecture, unit) }))
  return gross
}

function shareByRates(taxBase: Yen, rates: Split, unit: number): Shares {
  return { city: dropBelow(unit, applyRate(taxBase, rates.city)), prefecture: dropBelow(unit, applyRate(taxBase, rates.prefecture)) }
}

/**
 * The levy at the rates of the Act, whatever the ordinance says — 標準税率による所得割.
 * @law local-tax-act 314-7(11)
 */
export function standardLevy(taxBase: Yen, law: IndividualTaxLaw): Shares {
  return shareByRates(taxBase, law.standardRates, 1)
}

function levyWords(taxBase: Yen, rate: Split['city'], unit: number): string {
  return `${amount(taxBase)}×${percentText(rate)}　${unit}円未満切捨て`
}

/**
 * Adjustment credit — 調整控除: makes good that the inhabitant-tax deductions are smaller than those of the income tax.
 * @param question.difference sum of the personal differences
 * @param question.totalIncome above the limit of the article nothing is granted
 * @law local-tax-act 314-6
 * @law local-tax-act 37
 */
export function adjustmentCredit(question: { taxBase: Yen; difference: Yen; totalIncome: Yen }, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): Shares & { readonly base: Yen } {
  const base = adjustmentBase(question, law)
  const credit = {
    base,
    city: dropBelow(1, applyRate(base, law.adjustmentRates.city)),
    prefecture: dropBelow(1, applyRate(base, law.adjustmentRates.prefecture)),
  }
  sheet.line('adjustment-base', base, null, () => ({ calculation: adjustmentWords(question, law) }))
  sheet.line('adjustment-credit-city', credit.city, null, () => ({ calculation: `${amount(base)}×${percentText(law.adjustmentRates.city)}` }))
  sheet.line('adjustment-credit-prefecture', credit.prefecture, null, () => ({ calculation: `${amount(base)}×${percentText(law.adjustmentRates.prefecture)}` }))
  return credit
}

function adjustmentBase({ taxBase, difference, totalIncome }: { taxBase: Yen; difference: Yen; totalIncome: Yen }, law: IndividualTaxLaw): Yen {
  const rule = law.adjustmentCredit
  if (rule.incomeLimit !== null && totalIncome > rule.incomeLimit) return zeroYen
  if (taxBase <= rule.threshold) return minYen(difference, taxBase)
  const rest = subtract(difference, subtract(taxBase, rule.threshold))
  return rest > rule.leastBase ? rest : rule.leastBase
}

function adjustmentWords({ taxBase, difference, totalIncome }: { taxBase: Yen; difference: Yen; totalIncome: Yen }, law: IndividualTaxLaw): string {
  const rule = law.adjustmentCredit
  if (rule.incomeLimit !== null && totalIncome > rule.incomeLimit) return `合計所得 ${amount(totalIncome)} ＞ ${amount(rule.incomeLimit)}`
  if (taxBase <= rule.threshold) return `差 ${amount(difference)} と課税標準 ${amount(taxBase)} の少ない方`
  return `差 ${amount(difference)}−（${amount(taxBase)}−${amount(rule.threshold)}）　${amount(rule.leastBase)}を下回らない`
}

/**
 * A share of a credit at one yen, raised or dropped as the office does — 税額控除の端数.
 * @law local-tax-act 314-7
 */
export function creditShare(exact: ExactYen, law: IndividualTaxLaw): Yen {
  return law.creditRounding.mode === 'raise' ? raiseBelow(1, exact) : dropBelow(1, exact)
}

/**
 * Takes credits off, never below zero.
 * @law local-tax-act 314-6
 */
export function afterCredits(levy: Shares, credits: readonly Shares[]): Shares {
  let [city, prefecture]: [number, number] = [levy.city, levy.prefecture]
  for (const credit of credits) {
    city -= credit.city
    prefecture -= credit.prefecture
  }
  return { city: notBelowZero(city as Yen), prefecture: notBelowZero(prefecture as Yen) }
}

/**
 * Keeps what is left after tax from falling below the limit of the income levy — 調整措置.
 * LEGAL DOUBT: the levy compared is the one after all credits, and each share is raised to the yen; LD-031.
 * @law local-tax-act sp-3-3(5)
 * @law local-tax-act sp-3-3(2)
 */
export function smoothing(levy: Shares, question: { aggregateIncome: Yen; limit: Yen }, sheet: Sheet): Shares {
  const together = sum(levy.city, levy.prefecture)
  const shortfall = subtract(question.limit, subtract(question.aggregateIncome, together))
  if (together === 0 || shortfall <= 0) return noShares
  sheet.line('smoothing-shortfall', shortfall, null, () => ({ calculation: `${amount(question.limit)}−（${amount(question.aggregateIncome)}−${amount(together)}）`, doubt: 'LD-031' }))
  const city = sheet.line('smoothing-city', minYen(levy.city, proportion(shortfall, levy.city, together)), null, () => ({ calculation: '所得割の割合で分ける　1円未満切上げ' }))
  const prefecture = sheet.line('smoothing-prefecture', minYen(levy.prefecture, proportion(shortfall, levy.prefecture, together)), null, () => ({ calculation: '所得割の割合で分ける　1円未満切上げ' }))
  return { city, prefecture }
}

/**
 * Flat reduction — 定額減税: for the family in fiscal year 2024, for the spouse of a high earner in 2025.
 * The prefecture's part is raised to one yen, the city takes the rest.
 * @param question.persons for whom it is granted
 * @law local-tax-act sp-5-12
 */
export function flatReduction(levy: Shares, question: { totalIncome: Yen; persons: number }, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): Shares {
  const rule = law.flatReduction
  const together = sum(levy.city, levy.prefecture)
  if (!rule || question.persons === 0 || together === 0 || (rule.overIncome !== null && question.totalIncome <= rule.overIncome) || question.totalIncome > rule.upToIncome) return noShares
  const granted = times(rule.amount, question.persons)
  const prefecture = minYen(levy.prefecture, proportion(granted, levy.prefecture, together))
  const city = minYen(levy.city, subtract(granted, prefecture))
  sheet.line('flat-reduction-city', city, null, () => ({ calculation: `${amount(granted)}−${amount(prefecture)}` }))
  sheet.line('flat-reduction-prefecture', prefecture, null, () => ({ calculation: `${amount(granted)}×${amount(levy.prefecture)}÷${amount(together)}　1円未満切上げ` }))
  return { city, prefecture }
}

function proportion(total: Yen, part: Yen, whole: Yen): Yen {
  return raiseBelow(1, applyRate(total, { num: part, den: whole }))
}
