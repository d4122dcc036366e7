import { addYears, dateOf, yearOf, type PlainDate } from '../../../kernel/plain-date.ts'
import { maxYen, minYen, notBelowZero, subtract, sum, yen, zeroYen, type Yen } from '../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../law.ts'
import { landKinds, type AmountByKind, type DeclaredIncome, type LandKind, type LandTransfer } from '../model.ts'
import { takeOff } from './pots.ts'

/** Gains on land and buildings by kind, after losses met gains — 土地建物等の譲渡所得. */
export interface LandGains {
  readonly gains: Readonly<Record<LandKind, Yen>>
  /** Loss on the own residence that no other gain on land took. */
  readonly residenceLoss: Yen
}

const noGains: Readonly<Record<LandKind, Yen>> = Object.freeze({ 'short-general': zeroYen, 'short-state': zeroYen, 'long-general': zeroYen, 'long-excellent': zeroYen, 'long-residence': zeroYen })

/**
 * Gains on land by kind; a loss is taken from other gains on land, those of its own term first, and from nothing else — 土地建物等の譲渡損益の通算.
 * @law local-tax-act sp-34
 * @law local-tax-act sp-35
 * @law special-taxation-measures-act 31(1)
 * @law special-taxation-measures-act 32(1)
 */
export function landGains(declared: DeclaredIncome): LandGains {
  const net: Record<LandKind, Yen> = { ...noGains }
  for (const { kind, gain } of declared.landTransfers) net[kind] = sum(net[kind], gain)
  let gains: Readonly<Record<LandKind, Yen>> = net
  for (const kind of landKinds) {
    if (net[kind] < 0) gains = { ...takeOff(gains, yen(-net[kind]), ownTermFirst(kind)).amounts, [kind]: zeroYen }
  }
  const residence = takeOff(gains, declared.residenceLoss, ownTermFirst('long-general'))
  return { gains: residence.amounts, residenceLoss: residence.left }
}

function ownTermFirst(kind: LandKind): readonly LandKind[] {
  const isShort = isShortTerm(kind)
  return [...landKinds.filter((one) => isShortTerm(one) === isShort), ...landKinds.filter((one) => isShortTerm(one) !== isShort)]
}

/**
 * Whether the kind is one of short-term transfers — 短期譲渡.
 * @law local-tax-act sp-35
 */
export function isShortTerm(kind: string): boolean {
  return kind === 'short-general' || kind === 'short-state'
}

/**
 * Special deductions by kind of land: each up to its limit, all together up to the ceiling of a year, in the order of the law and from short-term gains first — 特別控除.
 * @param gains what losses and carried losses left of the gains
 * @law special-taxation-measures-act 36
 */
export function landSpecialDeductions(transfers: readonly LandTransfer[], gains: AmountByKind, law: IndividualTaxLaw): Readonly<Record<LandKind, Yen>> {
  const { ceiling, limits } = law.landSpecialDeduction
  const deducted: Record<LandKind, Yen> = { ...noGains }
  let year = ceiling
  for (const { kind: reason, limit } of limits) {
    let left = limit
    for (const land of landKinds) {
      const sold = sum(...transfers.filter((one) => one.kind === land && one.deduction === reason).map((one) => notBelowZero(one.gain)))
      const taken = minYen(sold, left, year, subtract(gains[land], deducted[land]))
      deducted[land] = sum(deducted[land], taken)
      left = subtract(left, taken)
      year = subtract(year, taken)
    }
  }
  return deducted
}

/**
 * Whether land was held long enough on 1 January of the year of its sale — 長期・短期の判定.
 * @law special-taxation-measures-act 31(2)
 * @law special-taxation-measures-act 31-3(1)
 */
export function holdingTerm(acquiredOn: PlainDate, soldOn: PlainDate, law: IndividualTaxLaw): 'short' | 'long' | 'residence' {
  const yearBegin = dateOf(yearOf(soldOn), 1, 1)
  const heldAbove = (years: number): boolean => addYears(acquiredOn, years) < yearBegin
  if (heldAbove(law.landTransferTerm.residenceAboveYears)) return 'residence'
  return heldAbove(law.landTransferTerm.longAboveYears) ? 'long' : 'short'
}

/**
 * Gains on land before any special deduction.
 * @decides nothing
 */
export function landTotal(gains: Readonly<Record<LandKind, Yen>>): Yen {
  return maxYen(zeroYen, sum(...landKinds.map((kind) => gains[kind])))
}
