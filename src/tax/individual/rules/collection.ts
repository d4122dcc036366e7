import { assert } from '../../../kernel/assert.ts'
import { applyRate, dropBelow, maxYen, notBelowZero, rate, subtract, times, yen, zeroYen, type Yen } from '../../../kernel/yen.ts'
import { perCapitaTotal, type IndividualTaxLaw } from '../law.ts'

/**
 * Splits an amount into equal parts of a unit; what is left over goes into the first — 端数は最初の期.
 * @law local-tax-act 20-4-2(6)
 */
export function splitIntoFirst(total: Yen, parts: number, unit: number): readonly Yen[] {
  assert(Number.isInteger(parts) && parts > 0, `parts must be a positive whole number: ${parts}`)
  const each = dropBelow(unit, applyRate(total, rate(1, parts)))
  return [subtract(total, times(each, parts - 1)), ...Array.from({ length: parts - 1 }, () => each)]
}

/**
 * Ordinary collection by terms — 普通徴収の期割. An amount not above the per-capita levies is due whole in the first term.
 * @param terms as many as the ordinance has; the law's where left out
 * @law local-tax-act 320
 * @law local-tax-act 20-4-2(6)
 */
export function ordinaryInstalments(annualTax: Yen, law: IndividualTaxLaw, terms: number = law.ordinaryTerms.months.length): readonly Yen[] {
  return collected(annualTax, { parts: terms, unit: law.roundingUnits.ordinaryInstalment }, law)
}

/**
 * Special collection from salary, June to May — 給与からの特別徴収の月割.
 * @law local-tax-act 321-5(1)
 * @law local-tax-act 20-4-2(8)
 */
export function salaryInstalments(annualTax: Yen, law: IndividualTaxLaw): readonly Yen[] {
  return collected(annualTax, { parts: law.salaryCollection.months.length, unit: law.roundingUnits.salaryInstalment }, law)
}

function collected(annualTax: Yen, split: { parts: number; unit: number }, law: IndividualTaxLaw): readonly Yen[] {
  if (annualTax > perCapitaTotal(law)) return splitIntoFirst(annualTax, split.parts, split.unit)
  return [annualTax, ...Array.from({ length: split.parts - 1 }, () => zeroYen)]
}

/** Special collection from a pension in its first year — 年金からの特別徴収、初年度. */
export interface FirstPensionYear {
  readonly ordinary: readonly Yen[]
  /** October, December, February. */
  readonly pension: readonly Yen[]
  /** April, June, August of the next year. */
  readonly nextProvisional: readonly Yen[]
}

/**
 * First year of collection from a pension: half by ordinary terms, half, cut to 100 yen, by the pension from October.
 * @law local-tax-act 321-7-2(1)
 */
export function firstPensionYear(annualTax: Yen, law: IndividualTaxLaw): FirstPensionYear {
  const rule = law.pensionCollection
  const unit = law.roundingUnits.pensionInstalment
  const byPension = annualTax < unit ? annualTax : maxYen(yen(unit), dropBelow(unit, applyRate(annualTax, rule.share)))
  return {
    ordinary: splitIntoFirst(subtract(annualTax, byPension), rule.firstYearOrdinaryTerms, law.roundingUnits.ordinaryInstalment),
    pension: splitIntoFirst(byPension, rule.finalMonths.length, unit),
    nextProvisional: provisionalPayments(annualTax, law),
  }
}

/**
 * A later year of collection from a pension: a sixth of last year's tax in April, June and August, the rest in October, December and February.
 * @param lastYear last year's tax on the pension, before any flat reduction
 * @returns six amounts in order of the months
 * @law local-tax-act 321-7-8
 */
export function continuingPensionYear(annualTax: Yen, lastYear: Yen, law: IndividualTaxLaw): readonly Yen[] {
  const provisional = provisionalPayments(lastYear, law)
  const taken = provisional.reduce((total: number, one) => total + one, 0)
  const rest = notBelowZero(yen(annualTax - taken))
  return [...provisional, ...splitIntoFirst(rest, law.pensionCollection.finalMonths.length, law.roundingUnits.pensionInstalment)]
}

function provisionalPayments(lastYear: Yen, law: IndividualTaxLaw): readonly Yen[] {
  const unit = law.roundingUnits.pensionInstalment
  return splitIntoFirst(dropBelow(unit, applyRate(lastYear, law.pensionCollection.share)), law.pensionCollection.provisionalMonths.length, unit)
}
