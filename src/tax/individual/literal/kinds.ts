import type { IndividualTaxLaw } from '../law.ts'
import { baseKinds, incomeYearOf, nothingDeclared, type BaseKind, type CarriedLoss, type DeclaredIncome, type ListedChoice, type ListedMethod, type TaxpayerFacts } from '../model.ts'
import { cut, least, notBelowZero, percentOf, total, whole } from './amounts.ts'
import { landIncome } from './land.ts'

export type Amounts = Record<BaseKind, bigint>

/** Income by kind: 損益通算 first, then 繰越控除. */
export interface Kinds {
  /** 一時所得 before its half, and the two of 総合課税の譲渡 before the special deduction. */
  readonly ofYear: Amounts
  /** 損益通算で引いた額 and what no income could bear. */
  readonly offset: bigint
  readonly netLoss: bigint
  readonly totalIncome: bigint
}

export function listedMethod(choice: ListedChoice, law: IndividualTaxLaw): ListedMethod {
  // 地方税法313条12項・14項: as for the income tax; until fiscal year 2023 the taxpayer could say otherwise.
  return law.listedIncomeChoice.rule === 'own' ? choice.inhabitantTax ?? choice.incomeTax : choice.incomeTax
}

/** Amounts that a loss may still be taken from; taking keeps count of 損益通算. */
interface Pots { ordinary: bigint; shortTransfer: bigint; longTransfer: bigint; occasional: bigint; forestry: bigint; retirement: bigint; taken: bigint }

function take(pots: Pots, from: keyof Omit<Pots, 'taken'>, loss: bigint): bigint {
  const taken = least(loss, notBelowZero(pots[from]))
  pots[from] -= taken
  pots.taken += taken
  return loss - taken
}

/**
 * 各種所得の金額と損益通算.
 * @param earned salary income after all its deductions, and pension income
 * @law local-tax-act 313(1), 313(2); income-tax-act 21, 22, 69
 */
export function kindsOfYear(facts: TaxpayerFacts, earned: { readonly salary: bigint; readonly pension: bigint }, law: IndividualTaxLaw): Kinds {
  const declared = facts.declared ?? nothingDeclared
  const { pots, losses } = beforeOffset(facts, earned, { declared, law })
  const netLoss = offset(pots, losses)
  // 所得税法22条2項: ordinary income and short transfers in full, of long transfers and occasional income half.
  const halved = cut(percentOf(pots.longTransfer + pots.occasional, law.incomeByKind.halved))
  const ofYear: Amounts = {
    general: notBelowZero(pots.ordinary + pots.shortTransfer + halved), ...landIncome(declared.landTransfers), ...securities(declared, law),
    forestry: notBelowZero(pots.forestry), retirement: pots.retirement,
  }
  return { ofYear, offset: pots.taken, netLoss, totalIncome: total(baseKinds.map((kind) => ofYear[kind])) }
}

interface Losses { readonly business: bigint; readonly transfer: bigint; readonly forestry: bigint }

function beforeOffset(facts: TaxpayerFacts, earned: { readonly salary: bigint; readonly pension: bigint }, place: { declared: DeclaredIncome; law: IndividualTaxLaw }): { pots: Pots; losses: Losses } {
  const { declared, law } = place
  const business = whole(declared.business) + whole(declared.farming)
  const realEstate = realEstateIncome(declared)
  // 所得税法35条2項: pensions and the rest of miscellaneous income are one kind; its loss is taken from no other (69条1項).
  const miscellaneous = notBelowZero(earned.pension + whole(declared.miscellaneous))
  const listed = listedMethod(declared.listedDividendsChoice, law) === 'aggregate' ? whole(declared.listedDividends) : 0n
  const transfers = transferIncome(declared, law)
  const forestry = forestryIncome(declared, law)
  return {
    pots: {
      ordinary: whole(declared.interest) + whole(declared.dividends) + listed + notBelowZero(realEstate) + notBelowZero(business) + earned.salary + miscellaneous + whole(facts.otherIncome),
      shortTransfer: transfers.short, longTransfer: transfers.long, occasional: occasionalIncome(declared, law), forestry: notBelowZero(forestry), retirement: whole(declared.retirement), taken: 0n,
    },
    losses: { business: notBelowZero(-realEstate) + notBelowZero(-business), transfer: transfers.loss, forestry: notBelowZero(-forestry) },
  }
}

/**
 * 不動産所得: the part of a loss that is interest on loans for land is deemed not to have arisen.
 * @law special-taxation-measures-act 41-4(1)
 */
function realEstateIncome(declared: DeclaredIncome): bigint {
  const income = whole(declared.realEstate)
  return income < 0n ? income + least(whole(declared.landLoanInterest), -income) : income
}

/**
 * 譲渡所得（総合課税）: the shortfall of one term is taken from the gain of the other; then a loss on the own residence from
 * what is left of short gains, then of long ones (措通41の5-1); then the special deduction, from short-term gains first.
 * @returns the loss is what no transfer could bear, the residence included
 * @law income-tax-act 33(3), 33(4), 33(5); special-taxation-measures-act 41-5(1), 41-5-2(1)
 */
function transferIncome(declared: DeclaredIncome, law: IndividualTaxLaw): { short: bigint; long: bigint; loss: bigint } {
  let [short, long, residence] = [whole(declared.shortTransfer), whole(declared.longTransfer), whole(declared.residenceLoss)]
  if (short + long <= 0n) return { short: 0n, long: 0n, loss: residence - (short + long) }
  if (short < 0n) [short, long] = [0n, long + short]
  if (long < 0n) [short, long] = [short + long, 0n]
  const [shortLost, longLost] = [least(residence, short), least(notBelowZero(residence - short), long)]
  short -= shortLost
  long -= longLost
  residence -= shortLost + longLost
  const special = whole(law.incomeByKind.transferDeduction)
  const fromShort = least(special, short)
  return { short: short - fromShort, long: notBelowZero(long - (special - fromShort)), loss: residence }
}

/** 一時所得. @law income-tax-act 34(2), 34(3) */
function occasionalIncome(declared: DeclaredIncome, law: IndividualTaxLaw): bigint {
  return notBelowZero(whole(declared.occasional) - whole(law.incomeByKind.occasionalDeduction))
}

/** 山林所得, below zero for a loss. @law income-tax-act 32(3), 32(4) */
function forestryIncome(declared: DeclaredIncome, law: IndividualTaxLaw): bigint {
  const gain = whole(declared.forestry)
  return gain > 0n ? notBelowZero(gain - whole(law.incomeByKind.forestryDeduction)) : gain
}

/**
 * 損益通算の順序, item by item.
 * @returns 純損失の金額, what was left of all losses
 * @law income-tax-act-enforcement-order 198
 */
function offset(pots: Pots, losses: Losses): bigint {
  // 一号: a loss of real estate or business from the other ordinary income.
  let business = take(pots, 'ordinary', losses.business)
  // 二号: a loss of transfers from occasional income.
  let transfer = take(pots, 'occasional', losses.transfer)
  // 三号: what is left of 一号 from transfers, short ones first, then from occasional income.
  business = take(pots, 'shortTransfer', business)
  business = take(pots, 'longTransfer', business)
  business = take(pots, 'occasional', business)
  // 四号: what is left of 二号 from ordinary income.
  transfer = take(pots, 'ordinary', transfer)
  // 五号: what is left of both from forestry income, then from retirement income.
  let left = take(pots, 'forestry', business + transfer)
  left = take(pots, 'retirement', left)
  // 六号: a loss of forestry from ordinary income, transfers, occasional income, and retirement income.
  let forestry = take(pots, 'ordinary', losses.forestry)
  forestry = take(pots, 'shortTransfer', forestry)
  forestry = take(pots, 'longTransfer', forestry)
  forestry = take(pots, 'occasional', forestry)
  forestry = take(pots, 'retirement', forestry)
  return left + forestry
}

/**
 * 株式等・上場株式等の配当・先物: each apart from the rest; a loss of listed shares is taken from listed dividends taxed apart.
 * @law local-tax-act sp-33-2, sp-35-2, sp-35-2-2, sp-35-2-6, sp-35-4
 */
function securities(declared: DeclaredIncome, law: IndividualTaxLaw): Pick<Amounts, 'listed-dividends' | 'shares' | 'listed-shares' | 'futures'> {
  const dividends = listedMethod(declared.listedDividendsChoice, law) === 'separate' ? whole(declared.listedDividends) : 0n
  const listed = listedMethod(declared.listedSharesChoice, law) === 'not-declared' ? 0n : whole(declared.listedShares)
  return {
    'listed-dividends': dividends - least(dividends, notBelowZero(-listed)), 'listed-shares': notBelowZero(listed),
    shares: notBelowZero(whole(declared.shares)), futures: notBelowZero(whole(declared.futures)),
  }
}

/**
 * 繰越控除: in the order of the kinds of losses, the oldest year first, each from the incomes it may be taken from.
 * @returns what is left of each kind of income: 総所得金額等 is its sum
 * @law local-tax-act 313(8), 313(9), 314, sp-4, sp-4-2, sp-35-2-6, sp-35-4-2
 */
export function afterCarriedLosses(facts: TaxpayerFacts, kinds: Kinds, law: IndividualTaxLaw): Amounts {
  const left: Amounts = { ...kinds.ofYear }
  // A loss that is stated as one sum beside the kinds comes off what is taxed together.
  left.general -= least(left.general, whole(facts.carriedLoss))
  for (const row of law.lossCarryForward) {
    if (row.totalIncomeLimit !== null && kinds.totalIncome > whole(row.totalIncomeLimit)) continue
    for (const loss of oldestFirst(facts.declared?.carriedLosses ?? [], row.kind)) {
      const age = incomeYearOf(law.fiscalYear) - loss.year
      if (age < 1 || age > row.years) continue
      let amount = whole(loss.amount)
      for (const kind of row.order) {
        const taken = least(amount, left[kind])
        left[kind] -= taken
        amount -= taken
      }
    }
  }
  return left
}

function oldestFirst(losses: readonly CarriedLoss[], kind: CarriedLoss['kind']): readonly CarriedLoss[] {
  return losses.filter((loss) => loss.kind === kind).sort((a, b) => a.year - b.year)
}
