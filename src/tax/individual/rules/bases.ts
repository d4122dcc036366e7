import { dropBelow, minYen, notBelowZero, subtract, sum, yen, zeroYen, type Yen } from '../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../law.ts'
import { separateKinds, type AmountByKind, type SeparateKind } from '../model.ts'
import type { Income } from './income.ts'
import { noAmounts } from './pots.ts'
import { amount, type Sheet } from './sheet.ts'

/** What the rates are applied to — 課税標準. */
export interface TaxBases {
  /** Of all that is taxed together — 課税総所得金額. */
  readonly general: Yen
  /** Of what is taxed apart; null where nothing is. */
  readonly separate: Readonly<Record<SeparateKind, Yen>> | null
}

/**
 * Tax bases: the deductions are taken from each kind of income in the order of the law, and each base loses its part below 1,000 yen — 課税標準額.
 * @law local-tax-act 314-2
 * @law local-tax-act 314-3
 * @law local-tax-act 20-4-2(1)
 */
export function taxBases(income: Pick<Income, 'aggregate' | 'kinds'>, deductions: Yen, place: { law: IndividualTaxLaw; sheet: Sheet }): TaxBases {
  if (!income.kinds) return { general: taxBaseOf(income.aggregate, deductions, place), separate: null }
  return basesByKind(income.kinds.taxable, deductions, place)
}

/**
 * Tax base of what is taxed together — 課税総所得金額: deductions off, the part below 1,000 yen dropped.
 * @law local-tax-act 314-3
 * @law local-tax-act 20-4-2(1)
 */
export function taxBaseOf(aggregateIncome: Yen, deductions: Yen, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): Yen {
  const base = dropBelow(law.roundingUnits.taxBase, notBelowZero(subtract(aggregateIncome, deductions)))
  return sheet.line('tax-base', base, null, () => ({ calculation: baseWords(aggregateIncome, deductions, law) }))
}

function baseWords(income: Yen, deductions: Yen, law: IndividualTaxLaw): string {
  return `${amount(income)}−${amount(deductions)}　${amount(yen(law.roundingUnits.taxBase))}円未満切捨て`
}

function basesByKind(income: AmountByKind, deductions: Yen, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): TaxBases {
  const bases: Record<keyof AmountByKind, Yen> = { ...noAmounts }
  let left = deductions
  for (const kind of law.deductionOrder) {
    const taken = minYen(income[kind], left)
    left = subtract(left, taken)
    bases[kind] = dropBelow(law.roundingUnits.taxBase, subtract(income[kind], taken))
    const words = (): { calculation: string } => ({ calculation: baseWords(income[kind], taken, law) })
    if (kind === 'general') sheet.line('tax-base', bases.general, null, words)
    else if (income[kind] > 0) sheet.line(`base-${kind}`, bases[kind], null, words)
  }
  const { general, ...separate } = bases
  return { general, separate: separateKinds.some((kind) => separate[kind] > 0) ? separate : null }
}

/**
 * The sum of bases that the adjustment credit and the personal differences look at: what is taxed together, forestry and retirement income — 合計課税所得金額.
 * @law local-tax-act 314-6
 */
export function combinedBase({ general, separate }: TaxBases): Yen {
  return separate ? sum(general, separate.forestry, separate.retirement) : general
}

/**
 * All bases but forestry and retirement: what the threshold of the dividend credit is measured by — 課税総所得金額等.
 * @law local-tax-act sp-5(1)
 */
export function basesForDividends({ general, separate }: TaxBases): Yen {
  if (!separate) return general
  return sum(general, ...separateKinds.map((kind) => (kind === 'forestry' || kind === 'retirement' ? zeroYen : separate[kind])))
}
