import { ExampleFault, type NamedValues } from '../../kernel/example-input.ts'
import { dropBelow, sum, zeroYen, type Yen } from '../../kernel/yen.ts'
import { findYen } from './example-town.ts'
import type { IndividualTaxLaw } from './law.ts'
import type { TaxpayerFacts } from './model.ts'
import { computeAmounts } from './rules/assess.ts'
import { personsReduced } from './rules/income-levy.ts'
import { afterCredits, flatReduction, type Shares } from './rules/levy.ts'
import { plainSheet } from './rules/sheet.ts'

// A case that begins at the income levy before the flat reduction, as pages about the reduction do.

/** The income levy that a page states before the flat reduction, of city and prefecture; null where it states none. */
export function statedLevy(given: NamedValues): Shares | null {
  const [city, prefecture] = [findYen(given, 'cityIncomeLevyBefore'), findYen(given, 'prefIncomeLevyBefore')]
  if (city === undefined && prefecture === undefined) return null
  if (city === undefined || prefecture === undefined) throw new ExampleFault('定額減税の前の所得割は、cityIncomeLevyBefore（市町村民税）と prefIncomeLevyBefore（道府県民税）の両方を書きます。')
  return { city, prefecture }
}

/** The reduction and what is left after it, with the per-capita levies; a page that says no income means one within the limit. */
export function reductionLines(given: NamedValues, { before, facts }: { before: Shares; facts: TaxpayerFacts }, law: IndividualTaxLaw): Readonly<Record<string, Yen>> {
  const place = { law, sheet: plainSheet() }
  const totalIncome = findYen(given, 'totalIncome') ?? zeroYen
  const taken = flatReduction(before, { totalIncome, persons: personsReduced(facts, totalIncome, law) }, place)
  const left = afterCredits(before, [taken])
  const due: Shares = { city: dropBelow(law.roundingUnits.tax, left.city), prefecture: dropBelow(law.roundingUnits.tax, left.prefecture) }
  const amounts = computeAmounts(due, { perCapita: true, forestTax: true, onPremises: false, places: 1 }, place)
  return {
    reduction: sum(taken.city, taken.prefecture), reductionCity: taken.city, reductionPref: taken.prefecture,
    cityIncomeLevyBefore: before.city, prefIncomeLevyBefore: before.prefecture, cityIncomeLevyBeforeCut: left.city, prefIncomeLevyBeforeCut: left.prefecture,
    cityIncomeLevy: due.city, prefIncomeLevy: due.prefecture, cityPerCapita: amounts.cityPerCapita, prefPerCapita: amounts.prefecturePerCapita, forestTax: amounts.forestTax,
    perCapitaTotal: sum(amounts.cityPerCapita, amounts.prefecturePerCapita, amounts.forestTax), cityTotal: amounts.cityTotal, prefTotal: amounts.prefectureTotal, annualTax: amounts.annualTax,
  }
}
