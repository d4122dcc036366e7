import type { Rate } from '../../../kernel/yen.ts'
import type { IndividualTaxLaw, Split } from '../law.ts'
import { baseKinds, landKinds, type BaseKind } from '../model.ts'
import { cut, cutTo, least, percentOf, plus, whole, type Fraction } from './amounts.ts'
import type { LiteralDeductions } from './deductions.ts'
import type { LiteralIncome } from './income.ts'
import type { Amounts } from './kinds.ts'

export type Side = 'city' | 'prefecture'
export const sides: readonly Side[] = ['city', 'prefecture']
export type BothSides = Record<Side, bigint>

/**
 * 課税標準: deductions are taken from one kind after the other in the order of the law; each rest is cut to 1,000 yen.
 * @law local-tax-act 314-2, 20-4-2(1), sp-33-2, sp-34, sp-35
 */
export function literalBases(income: LiteralIncome, deductions: LiteralDeductions, law: IndividualTaxLaw): Amounts {
  const bases: Amounts = { ...income.afterLosses }
  for (const kind of landKinds) bases[kind] -= income.landDeductions[kind]
  let left = deductions.total
  for (const kind of law.deductionOrder) {
    const taken = least(left, bases[kind])
    bases[kind] -= taken
    left -= taken
  }
  for (const kind of baseKinds) bases[kind] = cutTo(law.roundingUnits.taxBase, bases[kind])
  return bases
}

export type LevyByKind = Record<BaseKind, BothSides>

/**
 * 所得割: 課税総所得金額・課税山林所得金額・課税退職所得金額 at the rates of the town, what is taxed apart at rates of its own.
 * @param rates those of the ordinance, or the standard rates of the Act
 * @law local-tax-act 35, 314-3, sp-33-2, sp-34, sp-34-2, sp-34-3, sp-35, sp-35-2, sp-35-2-2, sp-35-4
 */
export function levyByKind(bases: Amounts, rates: Split, law: IndividualTaxLaw): LevyByKind {
  const levy = {} as LevyByKind
  for (const kind of baseKinds) {
    const own = law.separateLevyRate.find((row) => row.kind === kind)
    levy[kind] = own === undefined
      ? { city: cut(percentOf(bases[kind], rates.city)), prefecture: cut(percentOf(bases[kind], rates.prefecture)) }
      : { city: inBands(bases[kind], bandsOf(own.bands, 'city', law)), prefecture: inBands(bases[kind], bandsOf(own.bands, 'prefecture', law)) }
  }
  return levy
}

interface Band { readonly upTo: number | null; readonly rate: Rate }

function bandsOf(bands: IndividualTaxLaw['separateLevyRate'][number]['bands'], side: Side, law: IndividualTaxLaw): readonly Band[] {
  return bands.map((band) => ({ upTo: band.upTo, rate: band[law.designatedCity ? 'designated' : 'ordinary'][side] }))
}

/** Each part of the base at the rate of its band; one fraction of a yen is dropped at the end. */
function inBands(base: bigint, bands: readonly Band[]): bigint {
  let levy: Fraction = { over: 0n, under: 1n }
  let below = 0n
  for (const { upTo, rate } of bands) {
    const end = upTo === null ? base : least(base, whole(upTo))
    if (end > below) levy = plus(levy, percentOf(end - below, rate))
    below = end > below ? end : below
  }
  return cut(levy)
}

export function sumOfKinds(levy: LevyByKind): BothSides {
  const sum = { city: 0n, prefecture: 0n }
  for (const kind of baseKinds) for (const side of sides) sum[side] += levy[kind][side]
  return sum
}
