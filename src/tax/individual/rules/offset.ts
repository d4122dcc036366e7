import { applyRate, dropBelow, minYen, notBelowZero, subtract, sum, yen, zeroYen, type Yen } from '../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../law.ts'
import type { DeclaredIncome } from '../model.ts'
import { takeOff } from './pots.ts'

/** Income that losses may be taken from: each is zero or more — 損益通算の対象. */
type OffsetAmounts = Readonly<Record<'ordinary' | 'shortTransfer' | 'longTransfer' | 'occasional' | 'forestry' | 'retirement', Yen>>

/** What is left after losses met gains — 損益通算. */
export interface Offset {
  /** Ordinary income, transfers and the halves — 総所得金額. */
  readonly general: Yen
  readonly forestry: Yen
  readonly retirement: Yen
  /** Losses that were taken from other income. */
  readonly taken: Yen
  /** What no income of the year could take: the net loss for later years — 純損失. */
  readonly netLoss: Yen
  /** The loss on the own residence that other transfers left. */
  readonly residenceLoss: Yen
}

/** Salary, pension and one sum of other income, as they stand before losses. */
export interface OrdinaryIncome { readonly salary: Yen; readonly pension: Yen; readonly other: Yen }

/**
 * Offsets losses of real estate, business, transfers, forestry and the own residence against other income — 損益通算.
 * Transfers meet each other first, the own residence among them, then occasional income; ordinary losses go to transfers and occasional income after that; what is left goes to forestry and retirement.
 * @param residenceLoss what other sales of land left of it
 * @law income-tax-act 69(1)
 * @law income-tax-act-enforcement-order 198
 * @law special-taxation-measures-act 41-4
 * @law special-taxation-measures-act 41-5
 * @law special-taxation-measures-act 41-5-2
 */
export function offsetLosses(declared: DeclaredIncome, question: OrdinaryIncome & { readonly residenceLoss: Yen }, law: IndividualTaxLaw): Offset {
  const rule = law.incomeByKind
  const ordinary = ordinaryParts(declared, question)
  const transfers = transferParts(declared, question.residenceLoss, rule.transferDeduction)
  const gains: OffsetAmounts = {
    ordinary: ordinary.gains, shortTransfer: transfers.short, longTransfer: transfers.long, occasional: afterDeduction(declared.occasional, rule.occasionalDeduction),
    forestry: afterDeduction(declared.forestry, rule.forestryDeduction), retirement: declared.retirement,
  }
  const losses = [
    [ordinary.losses, ['ordinary']],
    [sum(transfers.loss, transfers.residenceLoss), ['occasional', 'ordinary', 'forestry', 'retirement']],
  ] as const
  return { ...settle(gains, losses, { forestryLoss: notBelowZero(yen(-declared.forestry)), halved: rule.halved }), residenceLoss: transfers.residenceLoss }
}

type Losses = readonly [readonly [Yen, readonly ['ordinary']], readonly [Yen, readonly (keyof OffsetAmounts)[]]]

function settle(gains: OffsetAmounts, [ordinaryLoss, transferLoss]: Losses, more: { forestryLoss: Yen; halved: IndividualTaxLaw['incomeByKind']['halved'] }): Omit<Offset, 'residenceLoss'> {
  const inside = takeOff(gains, ordinaryLoss[0], ordinaryLoss[1])
  const occasional = takeOff(inside.amounts, transferLoss[0], ['occasional'])
  const ofOrdinary = takeOff(occasional.amounts, inside.left, ['shortTransfer', 'longTransfer', 'occasional'])
  const ofTransfer = takeOff(ofOrdinary.amounts, occasional.left, ['ordinary'])
  const rest = takeOff(ofTransfer.amounts, sum(ofOrdinary.left, ofTransfer.left), ['forestry', 'retirement'])
  const ofForestry = takeOff(rest.amounts, more.forestryLoss, ['ordinary', 'shortTransfer', 'longTransfer', 'occasional', 'retirement'])
  const { amounts } = ofForestry
  const netLoss = sum(rest.left, ofForestry.left)
  return {
    general: sum(amounts.ordinary, amounts.shortTransfer, dropBelow(1, applyRate(sum(amounts.longTransfer, amounts.occasional), more.halved))),
    forestry: amounts.forestry, retirement: amounts.retirement, netLoss, taken: subtract(sum(ordinaryLoss[0], transferLoss[0], more.forestryLoss), netLoss),
  }
}

/** Miscellaneous income is one with pensions, business one with farming; interest on land loans is left out of a loss of real estate. */
function ordinaryParts(declared: DeclaredIncome, { salary, pension, other }: OrdinaryIncome): { gains: Yen; losses: Yen } {
  const realEstate = declared.realEstate < 0 ? minYen(zeroYen, sum(declared.realEstate, declared.landLoanInterest)) : declared.realEstate
  const parts = [realEstate, sum(declared.business, declared.farming), other]
  const always = sum(declared.interest, notBelowZero(declared.dividends), salary, notBelowZero(sum(pension, declared.miscellaneous)))
  return { gains: sum(always, ...parts.map(notBelowZero)), losses: sum(...parts.map((part) => notBelowZero(yen(-part)))) }
}

/** Short and long transfers meet each other; a loss on the own residence meets what is left (措通41の5-1); the special deduction comes last. Each from the short ones first. */
function transferParts({ shortTransfer, longTransfer }: DeclaredIncome, residenceLoss: Yen, deduction: Yen): { short: Yen; long: Yen; loss: Yen; residenceLoss: Yen } {
  const together = sum(shortTransfer, longTransfer)
  if (together <= 0) return { short: zeroYen, long: zeroYen, loss: yen(-together), residenceLoss }
  const short = shortTransfer < 0 ? zeroYen : minYen(shortTransfer, together)
  const residence = takeOff({ short, long: subtract(together, short) }, residenceLoss, ['short', 'long'])
  return { ...takeOff(residence.amounts, deduction, ['short', 'long']).amounts, loss: zeroYen, residenceLoss: residence.left }
}

function afterDeduction(gain: Yen, deduction: Yen): Yen {
  return notBelowZero(subtract(gain, deduction))
}
