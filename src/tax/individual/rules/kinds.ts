import { minYen, notBelowZero, subtract, sum, yen, zeroYen, type Yen } from '../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../law.ts'
import { incomeYearOf, landKinds, type AmountByKind, type CarriedLoss, type DeclaredIncome, type LandKind, type ListedChoice, type ListedMethod } from '../model.ts'
import { landGains, landSpecialDeductions } from './land.ts'
import { offsetLosses, type Offset } from './offset.ts'
import { takeOff, totalOfAmounts } from './pots.ts'

/** The income of somebody who declared it by kind — 所得の種類ごとの額. */
export interface KindsOfIncome {
  /** Of the year, before carried losses and before the special deductions of land. */
  readonly ofYear: AmountByKind
  /** After carried losses, still before the special deductions of land. */
  readonly afterLosses: AmountByKind
  readonly landDeductions: Readonly<Record<LandKind, Yen>>
  /** What the income deductions are taken from. */
  readonly taxable: AmountByKind
  readonly offset: Offset
  readonly total: Yen
  readonly aggregate: Yen
  /** What is left of carried losses and of this year's own for the years to come. */
  readonly lossesLeft: readonly CarriedLoss[]
}

/** What comes from elsewhere: salary and pension after their deductions, one sum of other income, one sum of carried losses. */
export interface BesideKinds { readonly salary: Yen; readonly pension: Yen; readonly other: Yen; readonly carriedLoss: Yen }

/**
 * Income by kind: offsets, what is taxed apart, carried losses, special deductions — 所得の種類ごとの計算.
 * @law local-tax-act 313
 * @law local-tax-act 292(1)(13)
 */
export function kindsOfIncome(stated: DeclaredIncome, beside: BesideKinds, law: IndividualTaxLaw): KindsOfIncome {
  const declared = withChoice(stated, law)
  const land = landGains(declared)
  const offset = offsetLosses(declared, { ...beside, residenceLoss: land.residenceLoss }, law)
  const listed = offsetListed(declared)
  const ofYear: AmountByKind = {
    ...land.gains, general: offset.general, forestry: offset.forestry, retirement: offset.retirement,
    'listed-dividends': listed.dividends, 'listed-shares': listed.shares, shares: notBelowZero(declared.shares), futures: notBelowZero(declared.futures),
  }
  const total = totalOfAmounts(ofYear)
  const carried = takeCarriedLosses(ofYear, { losses: declared.carriedLosses, one: beside.carriedLoss, totalIncome: total }, law)
  const deductions = landSpecialDeductions(declared.landTransfers, carried.amounts, law)
  const taxable: Record<keyof AmountByKind, Yen> = { ...carried.amounts }
  for (const kind of landKinds) taxable[kind] = subtract(taxable[kind], deductions[kind])
  return {
    ofYear, afterLosses: carried.amounts, landDeductions: deductions, taxable, offset, total, aggregate: totalOfAmounts(carried.amounts),
    lossesLeft: [...carried.lossesLeft, ...ownLosses(declared, { netLoss: offset.netLoss, residenceLoss: offset.residenceLoss, listedLoss: listed.loss }, law)],
  }
}

/**
 * The method that counts for this tax: that of the income tax, or the one stated where the year allows it — 課税方式の選択.
 * @law local-tax-act 313(12)
 * @law local-tax-act 313(14)
 */
export function methodInForce(choice: ListedChoice, law: IndividualTaxLaw): ListedMethod {
  return law.listedIncomeChoice.rule === 'own' && choice.inhabitantTax !== null ? choice.inhabitantTax : choice.incomeTax
}

/** Listed dividends join the aggregate ones, stay apart, or are not there at all; share gains stay apart or are not there. */
function withChoice(declared: DeclaredIncome, law: IndividualTaxLaw): DeclaredIncome {
  const [dividends, shares] = [methodInForce(declared.listedDividendsChoice, law), methodInForce(declared.listedSharesChoice, law)]
  return {
    ...declared,
    dividends: dividends === 'aggregate' ? sum(declared.dividends, declared.listedDividends) : declared.dividends,
    listedDividends: dividends === 'separate' ? declared.listedDividends : zeroYen,
    listedShares: shares === 'not-declared' ? zeroYen : declared.listedShares,
  }
}

/** A loss on listed shares is taken from listed dividends taxed apart — 上場株式等の損益通算（附則35条の2の6）. */
function offsetListed({ listedShares, listedDividends }: DeclaredIncome): { shares: Yen; dividends: Yen; loss: Yen } {
  if (listedShares >= 0) return { shares: listedShares, dividends: listedDividends, loss: zeroYen }
  const taken = minYen(listedDividends, yen(-listedShares))
  return { shares: zeroYen, dividends: subtract(listedDividends, taken), loss: subtract(yen(-listedShares), taken) }
}

interface Carried { readonly amounts: AmountByKind; readonly lossesLeft: readonly CarriedLoss[] }

/**
 * Takes carried losses off, kind by kind in the order of the law, the oldest year first — 繰越控除.
 * @param question.one a sum of losses stated without kind: it is taken from all kinds in the order of the deductions
 * @law local-tax-act 313(8)
 * @law local-tax-act 313(9)
 * @law local-tax-act sp-35-2-6
 */
export function takeCarriedLosses(income: AmountByKind, question: { losses: readonly CarriedLoss[]; one: Yen; totalIncome: Yen }, law: IndividualTaxLaw): Carried {
  let amounts = income
  const lossesLeft: CarriedLoss[] = []
  for (const rule of law.lossCarryForward) {
    const isGranted = rule.totalIncomeLimit === null || question.totalIncome <= rule.totalIncomeLimit
    for (const loss of inForce(question.losses, rule, law)) {
      const taken = isGranted ? takeOff(amounts, loss.amount, rule.order) : { amounts, left: loss.amount }
      amounts = taken.amounts
      if (taken.left > 0 && isCarriedOn(loss, rule.years, law)) lossesLeft.push({ ...loss, amount: taken.left })
    }
  }
  return { amounts: takeOff(amounts, question.one, law.deductionOrder).amounts, lossesLeft }
}

function inForce(losses: readonly CarriedLoss[], rule: IndividualTaxLaw['lossCarryForward'][number], law: IndividualTaxLaw): readonly CarriedLoss[] {
  const incomeYear = incomeYearOf(law.fiscalYear)
  return losses.filter((one) => one.kind === rule.kind && one.year < incomeYear && incomeYear - one.year <= rule.years).toSorted((a, b) => a.year - b.year)
}

/** Whether the next year may still take it. */
function isCarriedOn(loss: CarriedLoss, years: number, law: IndividualTaxLaw): boolean {
  return incomeYearOf(law.fiscalYear) + 1 - loss.year <= years
}

/** Losses of the year for those to come; of what nothing took, the loss on the own residence is carried by its own rule. */
function ownLosses(declared: DeclaredIncome, left: { netLoss: Yen; residenceLoss: Yen; listedLoss: Yen }, law: IndividualTaxLaw): readonly CarriedLoss[] {
  const year = incomeYearOf(law.fiscalYear)
  const residence = minYen(left.netLoss, left.residenceLoss)
  const own: readonly CarriedLoss[] = [
    { kind: 'net', year, amount: subtract(left.netLoss, residence) }, { kind: 'residence', year, amount: residence }, { kind: 'listed-shares', year, amount: left.listedLoss }, { kind: 'futures', year, amount: yen(-declared.futures) },
  ]
  return own.filter((one) => one.amount > 0)
}

