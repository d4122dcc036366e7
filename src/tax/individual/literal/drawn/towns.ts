import type { FiscalYear } from '../../../../kernel/plain-date.ts'
import { resolveLaw, type IndividualTaxLaw } from '../../law.ts'

interface Town { readonly designatedCity: boolean; readonly ordinance: Readonly<Record<string, unknown>> }

/** Towns of both kinds and every grade, with and without values of their own. */
const towns: readonly Town[] = [
  { designatedCity: false, ordinance: {} },
  { designatedCity: false, ordinance: { 'tax-individual.regional-grade': 2, 'tax-individual.prefecture-income-levy-rate': '4.025', 'tax-individual.prefecture-per-capita-levy': 1300 } },
  { designatedCity: false, ordinance: { 'tax-individual.regional-grade': 3, 'tax-individual.credit-rounding': { mode: 'drop' } } },
  { designatedCity: true, ordinance: {} },
  { designatedCity: true, ordinance: { 'tax-individual.designated-city-income-levy-rate': '7.7', 'tax-individual.city-per-capita-levy': 2800, 'tax-individual.designated-city-prefecture-income-levy-rate': '2.025' } },
  { designatedCity: false, ordinance: { 'tax-individual.cut-position': { place: 'before-adjustment-credit' }, 'tax-individual.per-capita-limit': { perHead: 320000, plus: 100000, familyAddition: 190000, byGrade: false }, 'tax-individual.regional-grade': 3 } },
]

/** The law of a year in each of the towns; resolved once. */
export function lawsOfTowns(fiscalYear: FiscalYear): readonly IndividualTaxLaw[] {
  const known = resolved.get(fiscalYear) ?? towns.map((town) => resolveLaw({ fiscalYear, ...town }))
  resolved.set(fiscalYear, known)
  return known
}

const resolved = new Map<FiscalYear, readonly IndividualTaxLaw[]>()
