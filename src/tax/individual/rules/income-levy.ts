import { dropBelow, zeroYen, type Yen } from '../../../kernel/yen.ts'
import { unreachable } from '../../../kernel/assert.ts'
import type { CreditName, IndividualTaxLaw } from '../law.ts'
import type { TaxpayerFacts } from '../model.ts'
import { combinedBase, type TaxBases } from './bases.ts'
import { donationCredit, hasDonations, housingLoanCredit, type DonationCredit, type HousingCredit } from './credits.ts'
import { isDependant, type Income } from './income.ts'
import { adjustmentCredit, afterCredits, flatReduction, grossLevy, noShares, smoothing, standardLevy, type AdjustmentCredit, type GrossLevy, type Shares } from './levy.ts'
import { isSameLivelihoodSpouse, limitsFor, personsCounted } from './non-taxable.ts'
import { dividendCredit, foreignTaxCredit, withheldLevyCredit, type WithheldCredit } from './other-credits.ts'
import { spouseDeduction } from './personal-deductions.ts'
import { amount, type Sheet } from './sheet.ts'

/** The income levy with every step — 所得割の計算. */
export interface IncomeLevy {
  readonly gross: GrossLevy
  readonly adjustment: AdjustmentCredit
  readonly dividend: Shares | null
  readonly housing: HousingCredit | null
  readonly donation: DonationCredit | null
  readonly foreignTax: Shares | null
  readonly smoothing: Shares
  readonly flatReduction: Shares
  readonly withheld: WithheldCredit | null
  readonly beforeCut: Shares
  readonly due: Shares
}

/** What the income levy rests on; `income` is null where a case begins at the tax base. */
export interface LevyQuestion {
  readonly facts: TaxpayerFacts
  readonly income: Pick<Income, 'total' | 'aggregate'> | null
  readonly bases: TaxBases
  readonly difference: Yen
}

interface Place { readonly law: IndividualTaxLaw; readonly sheet: Sheet }

/** Credits as they are taken one after the other. */
interface Taken {
  adjustment: AdjustmentCredit
  dividend: Shares | null
  housing: HousingCredit | null
  donation: DonationCredit | null
  foreignTax: Shares | null
  smoothing: Shares
  flatReduction: Shares
  withheld: WithheldCredit | null
}

/**
 * Income levy: gross, credits in the order of the law data, cut to 100 yen for city and prefecture apart — 所得割.
 * @law local-tax-act 314-3
 * @law local-tax-act 314-6
 * @law local-tax-act 20-4-2(3)
 */
export function computeLevy(question: LevyQuestion, place: Place): IncomeLevy {
  const gross = grossLevy(question.bases, place)
  const taken: Taken = {
    adjustment: { ...noShares, base: zeroYen }, dividend: null, housing: null, donation: null, foreignTax: null, smoothing: noShares, flatReduction: noShares, withheld: null,
  }
  let left = gross.total
  for (const name of place.law.creditOrder) left = afterCredits(left, [takeCredit(name, { question, left, taken }, place) ?? noShares])
  return { gross, ...taken, beforeCut: left, due: cutLevy(left, place) }
}

/** Works one credit out from what the credits before it left, and notes it. */
function takeCredit(name: CreditName, { question, left, taken }: { question: LevyQuestion; left: Shares; taken: Taken }, place: Place): Shares | null {
  const { facts, income, bases, difference } = question
  switch (name) {
    case 'adjustment': return (taken.adjustment = adjustmentCredit({ taxBase: combinedBase(bases), difference, totalIncome: income?.total ?? zeroYen }, place))
    case 'dividend': return (taken.dividend = facts.declared ? dividendCredit(facts.declared.dividendsWithCredit, bases, place) : null)
    case 'housing-loan': return (taken.housing = facts.housingLoan ? housingLoanCredit(facts.housingLoan, place) : null)
    case 'donation': return (taken.donation = donationOf(question, taken, place))
    case 'foreign-tax': return (taken.foreignTax = facts.declared ? foreignTaxCredit(facts.declared.foreignTax, left, place) : null)
    case 'smoothing': return (taken.smoothing = income ? smoothing(left, { aggregateIncome: income.aggregate, limit: limitsFor(personsCounted(facts, place.law), place.law).incomeLevy }, place.sheet) : noShares)
    case 'flat-reduction': return (taken.flatReduction = flatReduction(left, { totalIncome: income?.total ?? zeroYen, persons: personsReduced(facts, income?.total ?? zeroYen, place.law) }, place))
    case 'withheld-levy': return (taken.withheld = facts.declared ? withheldLevyCredit(facts.declared, left, place) : null)
    default: return unreachable(name)
  }
}

function donationOf({ facts, income, bases, difference }: LevyQuestion, taken: Taken, place: Place): DonationCredit | null {
  if (!hasDonations(facts.paid)) return null
  return donationCredit({
    paid: facts.paid, aggregateIncome: income?.aggregate ?? null, bases, difference, oneStop: facts.oneStop,
    levyForCap: afterCredits(standardLevy(bases, place.law), [taken.adjustment]),
  }, place)
}

/**
 * Persons for whom the flat reduction of the year is granted: the family of 2024, the spouse without deduction of 2025, all of them in the country.
 * @law local-tax-act sp-5-8
 * @law local-tax-act sp-5-12
 */
export function personsReduced(facts: TaxpayerFacts, totalIncome: Yen, law: IndividualTaxLaw): number {
  const spouse = isSameLivelihoodSpouse(facts, law) && !facts.spouse!.abroad ? 1 : 0
  if (law.flatReduction?.persons !== 'family') return spouse
  const claimed = spouseDeduction(facts, totalIncome, law).deduction > 0 ? spouse : 0
  return 1 + claimed + facts.relatives.filter((relative) => isDependant(relative, law) && !relative.notDeductible && !relative.abroad).length
}

function cutLevy(beforeCut: Shares, { law, sheet }: Place): Shares {
  const unit = law.roundingUnits.tax
  sheet.line('city-levy-before-cut', beforeCut.city, null, () => ({ calculation: '所得割−税額控除' }))
  sheet.line('prefecture-levy-before-cut', beforeCut.prefecture, null, () => ({ calculation: '所得割−税額控除' }))
  const words = (before: Yen) => () => ({ calculation: `${amount(before)}　${unit}円未満切捨て` })
  const city = sheet.line('city-income-levy', dropBelow(unit, beforeCut.city), null, words(beforeCut.city))
  const prefecture = sheet.line('prefecture-income-levy', dropBelow(unit, beforeCut.prefecture), null, words(beforeCut.prefecture))
  return { city, prefecture }
}
