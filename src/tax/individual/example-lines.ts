import { dropBelow, subtract, sum, zeroYen, type Rate, type Yen } from '../../kernel/yen.ts'
import { baseFields } from './example-declared.ts'
import type { IndividualTaxLaw } from './law.ts'
import { landKinds, separateKinds, type SeparateKind, type TaxpayerFacts } from './model.ts'
import type { TaxBases } from './rules/bases.ts'
import { housingLoanCredit } from './rules/credits.ts'
import type { Income } from './rules/income.ts'
import type { IncomeLevy } from './rules/income-levy.ts'
import { addShares, afterCredits, noShares, standardLevy, type Shares } from './rules/levy.ts'
import { plainSheet } from './rules/sheet.ts'

// Lines of the levy and its credits under the names of worked examples.

type Lines = Record<string, unknown>

/** Income by kind, where it was declared so. */
export function kindLines(income: Income | null): Lines {
  if (!income?.kinds) return {}
  const { kinds } = income
  const land = (amounts: Readonly<Record<(typeof landKinds)[number], Yen>>): Yen => sum(...landKinds.map((kind) => amounts[kind]))
  return {
    generalIncome: kinds.ofYear.general, lossOffset: kinds.offset.taken, netLoss: kinds.offset.netLoss, landGain: land(kinds.ofYear), landSpecialDeduction: land(kinds.landDeductions),
    forestryIncome: kinds.ofYear.forestry, lossesLeft: kinds.lossesLeft.map(({ kind, year, amount }) => ({ kind, year, amount })),
  }
}

/** The bases, each under the name by which a case may also begin at it. */
export function baseLines({ general, separate }: TaxBases): Lines {
  return { taxable: general, taxableGeneral: general, ...(separate ? Object.fromEntries(separateKinds.map((kind) => [baseFields[kind], separate[kind]])) : {}) }
}

/** Groups of kinds that pages show as one line. */
const levyGroups: Readonly<Record<string, readonly SeparateKind[]>> = {
  ShortTerm: ['short-general', 'short-state'], LongTerm: ['long-general', 'long-excellent', 'long-residence'], ListedDividends: ['listed-dividends'], Shares: ['shares', 'listed-shares'],
  Futures: ['futures'], Forestry: ['forestry'], Retirement: ['retirement'],
}

/** The income levy with its credits. */
export function levyLines(levy: IncomeLevy | null, bases: TaxBases, law: IndividualTaxLaw): Lines {
  if (!levy) return { cityIncomeLevy: zeroYen, prefIncomeLevy: zeroYen, incomeLevyTotal: zeroYen, cityIncomeLevyGross: zeroYen, prefIncomeLevyGross: zeroYen, incomeLevyGrossTotal: zeroYen, adjCreditCity: zeroYen, adjCreditPref: zeroYen, adjCreditTotal: zeroYen }
  const { total, general } = levy.gross
  const adjusted = afterCredits(total, [levy.adjustment])
  const unreduced = addShares([levy.beforeCut, levy.flatReduction])
  return {
    cityIncomeLevyGross: total.city, prefIncomeLevyGross: total.prefecture, cityLevyGross: total.city, prefLevyGross: total.prefecture,
    cityLevyGeneral: general.city, prefLevyGeneral: general.prefecture, ...separateLines(levy),
    cityIncomeLevyGrossCut100: cut(total.city, law), prefIncomeLevyGrossCut100: cut(total.prefecture, law),
    adjustmentBase: levy.adjustment.base, adjCreditCity: levy.adjustment.city, adjCreditPref: levy.adjustment.prefecture, adjCreditTotal: both(levy.adjustment),
    cityIncomeLevyAfterAdjust: adjusted.city, prefIncomeLevyAfterAdjust: adjusted.prefecture,
    smoothingCity: levy.smoothing.city, smoothingPref: levy.smoothing.prefecture,
    reduction: sum(levy.flatReduction.city, levy.flatReduction.prefecture), reductionCity: levy.flatReduction.city, reductionPref: levy.flatReduction.prefecture,
    cityIncomeLevyBefore: unreduced.city, prefIncomeLevyBefore: unreduced.prefecture,
    cityIncomeLevyBeforeTeigaku: cut(unreduced.city, law), prefIncomeLevyBeforeTeigaku: cut(unreduced.prefecture, law),
    cityIncomeLevyBeforeCut: levy.beforeCut.city, prefIncomeLevyBeforeCut: levy.beforeCut.prefecture,
    cityIncomeLevy: levy.due.city, prefIncomeLevy: levy.due.prefecture, incomeLevyTotal: both(levy.due), incomeLevyGrossTotal: both(total),
    ...donationLines(levy, bases, law), ...otherCreditLines(levy),
  }
}

function separateLines({ gross }: IncomeLevy): Lines {
  const { separate } = gross
  if (!separate) return {}
  return Object.fromEntries(Object.entries(levyGroups).flatMap(([name, kinds]) => {
    const group = addShares(kinds.map((kind) => separate[kind]))
    return [[`cityLevy${name}`, group.city], [`prefLevy${name}`, group.prefecture]]
  }))
}

/** City and prefecture together, as pages of a few lines show them. */
function both(shares: Shares): Yen {
  return sum(shares.city, shares.prefecture)
}

function cut(amount: Yen, law: IndividualTaxLaw): Yen {
  return dropBelow(law.roundingUnits.tax, amount)
}

function donationLines(levy: IncomeLevy, bases: TaxBases, law: IndividualTaxLaw): Lines {
  const { donation } = levy
  if (!donation) return {}
  const standard = standardLevy(bases, law)
  return {
    specialRatio: decimal(donation.ratio),
    basicCreditCity: donation.basic.city, basicCreditPref: donation.basic.prefecture,
    specialCreditCity: donation.special.city, specialCreditPref: donation.special.prefecture,
    capCity: donation.cap.city, capPref: donation.cap.prefecture,
    oneStopCreditCity: donation.oneStop.city, oneStopCreditPref: donation.oneStop.prefecture,
    donationCreditCity: donation.city, donationCreditPref: donation.prefecture, donationCreditTotal: both(donation),
    standardLevyCity: standard.city, standardLevyPref: standard.prefecture,
  }
}

/** A ratio as the decimal that published cases show; for comparison only, no yen is computed from it. */
function decimal(ratio: Rate): number {
  return ratio.num / ratio.den
}

function otherCreditLines({ dividend, foreignTax, withheld }: IncomeLevy): Lines {
  const excess = withheld?.excess ?? noShares
  return {
    dividendCreditCity: dividend?.city ?? zeroYen, dividendCreditPref: dividend?.prefecture ?? zeroYen,
    foreignTaxCreditCity: foreignTax?.city ?? zeroYen, foreignTaxCreditPref: foreignTax?.prefecture ?? zeroYen,
    withheldLevyCreditCity: withheld?.city ?? zeroYen, withheldLevyCreditPref: withheld?.prefecture ?? zeroYen, withheldLevyExcess: sum(excess.city, excess.prefecture),
  }
}

/** The housing loan credit, which a case may ask for without any income. */
export function housingLines(facts: TaxpayerFacts, law: IndividualTaxLaw): Lines {
  if (!facts.housingLoan) return {}
  const credit = housingLoanCredit(facts.housingLoan, { law, sheet: plainSheet() })
  return { residual: credit.residual, cap: credit.cap, creditCity: credit.city, creditPref: credit.prefecture }
}

/** Deduction from salary and from pension, as pages show them. */
export function incomeDeductionLines(facts: TaxpayerFacts, income: Income): Lines {
  return { salaryDeduction: subtract(facts.salaryRevenue, income.salaryIncomeBefore), pensionDeduction: subtract(facts.pensionRevenue, income.pensionIncome) }
}
