import { addExact, applyRate, dropBelow, maxYen, minYen, notBelowZero, raiseBelow, subtract, sum, times, zeroYen, type ExactYen, type Yen } from '../../../kernel/yen.ts'
import { citeRow, type IndividualTaxLaw, type RateBand, type Split } from '../law.ts'
import { separateKinds, type SeparateKind } from '../model.ts'
import type { TaxBases } from './bases.ts'
import { amount, percentText, type Sheet } from './sheet.ts'

/** An amount of the city and one of the prefecture — 市町村分と都道府県分. */
export interface Shares { readonly city: Yen; readonly prefecture: Yen }

export const noShares: Shares = Object.freeze({ city: zeroYen, prefecture: zeroYen })

/** The income levy before credits, in all and by its parts — 算出所得割. */
export interface GrossLevy {
  readonly total: Shares
  readonly general: Shares
  /** Null where nothing is taxed apart. */
  readonly separate: Readonly<Record<SeparateKind, Shares>> | null
}

/**
 * Income levy before credits, each part at one yen — 算出所得割.
 * LEGAL DOUBT: an office that cuts it to 100 yen before the adjustment credit cuts each part; LD-039.
 * @law local-tax-act 314-3
 * @law local-tax-act 35
 * @law local-tax-act sp-34
 * @law local-tax-act sp-35
 */
export function grossLevy(bases: TaxBases, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): GrossLevy {
  const unit = law.cutPosition.place === 'before-adjustment-credit' ? law.roundingUnits.tax : 1
  const general = shareByRates(bases.general, law.rates, unit)
  sheet.line('city-levy-gross', general.city, null, () => ({ calculation: levyWords(bases.general, law.rates.city, unit) }))
  sheet.line('prefecture-levy-gross', general.prefecture, null, () => ({ calculation: levyWords(bases.general, law.rates.prefecture, unit) }))
  if (!bases.separate) return { total: general, general, separate: null }
  const separate = separateLevies(bases.separate, law.separateRates, unit)
  writeSeparate(bases.separate, separate, { law, sheet })
  const total = addShares([general, ...Object.values(separate)])
  sheet.line('city-levy-all', total.city, null, () => ({ calculation: '総合課税の分と分離課税の分の計' }))
  sheet.line('prefecture-levy-all', total.prefecture, null, () => ({ calculation: '総合課税の分と分離課税の分の計' }))
  return { total, general, separate }
}

function shareByRates(taxBase: Yen, rates: Split, unit: number): Shares {
  return { city: dropBelow(unit, applyRate(taxBase, rates.city)), prefecture: dropBelow(unit, applyRate(taxBase, rates.prefecture)) }
}

/** The levy on each base that is taxed apart; a part of a base has the rate of its band — 分離課税の所得割. */
function separateLevies(bases: Readonly<Record<SeparateKind, Yen>>, rates: IndividualTaxLaw['separateRates'], unit: number): Readonly<Record<SeparateKind, Shares>> {
  const levies: Record<SeparateKind, Shares> = { ...noSeparateLevies }
  for (const kind of separateKinds) if (bases[kind] > 0) levies[kind] = shareByBands(bases[kind], rates[kind], unit)
  return levies
}

const noSeparateLevies: Readonly<Record<SeparateKind, Shares>> = {
  'short-general': noShares, 'short-state': noShares, 'long-general': noShares, 'long-excellent': noShares, 'long-residence': noShares,
  'listed-dividends': noShares, shares: noShares, 'listed-shares': noShares, futures: noShares, forestry: noShares, retirement: noShares,
}

function shareByBands(base: Yen, bands: readonly RateBand[], unit: number): Shares {
  let [from, city, prefecture]: [Yen, ExactYen, ExactYen] = [zeroYen, { num: 0, den: 1 }, { num: 0, den: 1 }]
  for (const { upTo, rates } of bands) {
    const to = upTo === null ? base : minYen(base, upTo)
    const part = subtract(to, from)
    city = addExact(city, applyRate(part, rates.city))
    prefecture = addExact(prefecture, applyRate(part, rates.prefecture))
    from = to
  }
  return { city: dropBelow(unit, city), prefecture: dropBelow(unit, prefecture) }
}

function writeSeparate(bases: Readonly<Record<SeparateKind, Yen>>, levies: Readonly<Record<SeparateKind, Shares>>, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): void {
  for (const kind of separateKinds) {
    if (bases[kind] === 0) continue
    const words = (side: 'city' | 'prefecture') => () => ({ calculation: `${amount(bases[kind])}×${bandWords(law.separateRates[kind], side)}` })
    sheet.line(`city-levy-${kind}`, levies[kind].city, null, words('city'))
    sheet.line(`prefecture-levy-${kind}`, levies[kind].prefecture, null, words('prefecture'))
  }
}

function bandWords(bands: readonly RateBand[], side: 'city' | 'prefecture'): string {
  return bands.map(({ upTo, rates }) => `${percentText(rates[side])}${upTo === null ? '' : `（${amount(upTo)}まで）`}`).join('・')
}

/**
 * Adds amounts of city and prefecture, each for itself.
 * @decides nothing
 */
export function addShares(parts: readonly Shares[]): Shares {
  let [city, prefecture] = [zeroYen, zeroYen]
  for (const part of parts) [city, prefecture] = [sum(city, part.city), sum(prefecture, part.prefecture)]
  return { city, prefecture }
}

/**
 * The levy at the rates of the Act, whatever the ordinance says — 標準税率による所得割.
 * @law local-tax-act 314-7(11)
 */
export function standardLevy(bases: TaxBases, law: IndividualTaxLaw): Shares {
  const general = shareByRates(bases.general, law.standardRates, 1)
  return bases.separate ? addShares([general, ...Object.values(separateLevies(bases.separate, law.standardSeparateRates, 1))]) : general
}

function levyWords(taxBase: Yen, rate: Split['city'], unit: number): string {
  return `${amount(taxBase)}×${percentText(rate)}　${unit}円未満切捨て`
}

/** The adjustment credit with the base it rests on. */
export interface AdjustmentCredit extends Shares { readonly base: Yen }

/**
 * Adjustment credit — 調整控除: makes good that the inhabitant-tax deductions are smaller than those of the income tax.
 * @param question.taxBase what is taxed together with forestry and retirement income; gains taxed apart do not count
 * @param question.difference sum of the personal differences
 * @param question.totalIncome above the limit of the article nothing is granted
 * @law local-tax-act 314-6
 * @law local-tax-act 37
 */
export function adjustmentCredit(question: { taxBase: Yen; difference: Yen; totalIncome: Yen }, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): AdjustmentCredit {
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
  return maxYen(rest, rule.leastBase)
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
 * @law local-tax-act sp-5-8
 * @law local-tax-act sp-5-12
 */
export function flatReduction(levy: Shares, question: { totalIncome: Yen; persons: number }, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): Shares {
  const rule = law.flatReduction
  const together = sum(levy.city, levy.prefecture)
  if (!rule || question.persons === 0 || together === 0 || (rule.overIncome !== null && question.totalIncome <= rule.overIncome) || question.totalIncome > rule.upToIncome) return noShares
  const granted = times(rule.amount, question.persons)
  const prefecture = minYen(levy.prefecture, proportion(granted, levy.prefecture, together))
  const city = minYen(levy.city, subtract(granted, prefecture))
  const article = citeRow(law, 'flatReduction')
  sheet.line('flat-reduction-city', city, article, () => ({ calculation: `${amount(granted)}−${amount(prefecture)}` }))
  sheet.line('flat-reduction-prefecture', prefecture, article, () => ({ calculation: `${amount(granted)}×${amount(levy.prefecture)}÷${amount(together)}　1円未満切上げ` }))
  return { city, prefecture }
}

function proportion(total: Yen, part: Yen, whole: Yen): Yen {
  return raiseBelow(1, applyRate(total, { num: part, den: whole }))
}
