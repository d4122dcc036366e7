import { applyRate, dropBelow, minYen, notBelowZero, subtract, sum, zeroYen, type Rate, type Yen } from '../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../law.ts'
import { separateKinds, type HousingLoan, type Paid, type SeparateKind } from '../model.ts'
import type { TaxBases } from './bases.ts'
import { isShortTerm } from './land.ts'
import { creditShare, noShares, type Shares } from './levy.ts'
import { amount, percentText, type Sheet } from './sheet.ts'

/** The housing loan credit with its steps. */
export interface HousingCredit extends Shares { readonly residual: Yen; readonly cap: Yen }

/**
 * What the income tax could not absorb of the housing loan credit — 住宅借入金等特別税額控除.
 * The class follows the day of moving in, the consumption tax of the purchase and the contract.
 * @law local-tax-act sp-5-4-2
 */
export function housingLoanCredit(loan: HousingLoan, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): HousingCredit {
  const rule = housingClass(loan, law)
  const residual = notBelowZero(subtract(loan.available, loan.incomeTaxBefore))
  const cap = rule ? minYen(rule.ceiling, dropBelow(1, applyRate(loan.incomeTaxBase, rule.rate))) : zeroYen
  const granted = minYen(residual, cap)
  sheet.line('housing-residual', residual, null, () => ({ calculation: `控除可能額 ${amount(loan.available)}−所得税額 ${amount(loan.incomeTaxBefore)}` }))
  sheet.line('housing-cap', cap, null, () => ({ calculation: rule ? `${amount(loan.incomeTaxBase)}×${percentText(rule.rate)}　${amount(rule.ceiling)}まで` : 'この入居日の区分はない' }))
  const city = sheet.line('housing-credit-city', creditShare(applyRate(granted, law.shares.city), law), null, () => ({ calculation: `${amount(granted)}×${percentText(law.shares.city)}` }))
  const prefecture = sheet.line('housing-credit-prefecture', creditShare(applyRate(granted, law.shares.prefecture), law), null, () => ({ calculation: `${amount(granted)}×${percentText(law.shares.prefecture)}` }))
  return { residual, cap, city, prefecture }
}

/** The class of a housing loan; a contract of the earlier period keeps its class — 居住開始日の区分. */
function housingClass(loan: HousingLoan, law: IndividualTaxLaw): { readonly rate: Rate; readonly ceiling: Yen } | null {
  const rows = law.housingLoanCredit
  const index = rows.findLastIndex((row) => row.from <= loan.movedIn)
  const row = rows[loan.keepsEarlierClass && index > 0 ? index - 1 : index]
  if (!row) return null
  return loan.taxedPurchase ? row.taxedPurchase : row.otherPurchase
}

/** The donation credit with its steps. */
export interface DonationCredit extends Shares {
  readonly base: Yen
  readonly basic: Shares
  readonly special: Shares
  readonly cap: Shares
  readonly oneStop: Shares
  readonly ratio: Rate
}

/** What the donation credit rests on. */
export interface DonationQuestion {
  readonly paid: Paid
  /** Null where a case begins at the tax base: then gifts are too small for the share of income to limit them. */
  readonly aggregateIncome: Yen | null
  readonly bases: TaxBases
  /** Sum of the personal differences: the band of the ratio is chosen after taking it off. */
  readonly difference: Yen
  /** Income levy at standard rates after the adjustment credit: the special part is capped by it. */
  readonly levyForCap: Shares
  readonly oneStop: boolean
}

/**
 * Donation credit: basic part, special part for gifts to municipalities, and the one-stop part — 寄附金税額控除・ふるさと納税.
 * @law local-tax-act 314-7
 * @law local-tax-act 37-2
 * @law local-tax-act sp-5-6
 */
export function donationCredit(question: DonationQuestion, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): DonationCredit {
  const { base, basic } = basicPart(question, { law, sheet })
  const row = ratioRow(question, law)
  const cap = capOf(question.levyForCap, law)
  const special = specialPart(question, { row, cap }, { law, sheet })
  const oneStop = question.oneStop ? oneStopPart(special, row, { law, sheet }) : noShares
  return {
    base, basic, special, cap, oneStop, ratio: row.ratio,
    city: sum(basic.city, special.city, oneStop.city),
    prefecture: sum(basic.prefecture, special.prefecture, oneStop.prefecture),
  }
}

function basicPart({ paid, aggregateIncome }: DonationQuestion, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): { base: Yen; basic: Shares } {
  const rule = law.donationCredit
  const both = sum(paid.donationsToMunicipalities, paid.donationsOther)
  const ownBase = (more: Yen): Yen => {
    const given = sum(both, more)
    return notBelowZero(subtract(aggregateIncome === null ? given : minYen(given, dropBelow(1, applyRate(aggregateIncome, rule.incomeShare))), rule.ownShare))
  }
  const [base, cityBase, prefectureBase] = [ownBase(zeroYen), ownBase(paid.donationsCityOnly), ownBase(paid.donationsPrefectureOnly)]
  sheet.line('donation-base', base, null, () => ({ calculation: `寄附 ${amount(both)}（総所得の${percentText(rule.incomeShare)}まで）−${amount(rule.ownShare)}` }))
  const words = (of: Yen, rate: Rate) => () => ({ calculation: `${amount(of)}×${percentText(rate)}` })
  const city = sheet.line('donation-basic-city', creditShare(applyRate(cityBase, law.donationRates.city), law), null, words(cityBase, law.donationRates.city))
  const prefecture = sheet.line('donation-basic-prefecture', creditShare(applyRate(prefectureBase, law.donationRates.prefecture), law), null, words(prefectureBase, law.donationRates.prefecture))
  return { base, basic: { city, prefecture } }
}

/** `oneStop` is the share of the special part that stands for the income tax. LEGAL DOUBT: LD-034 on the steps above 18,000,000 yen. */
interface RatioRow { readonly ratio: Rate; readonly oneStop: Rate | null; readonly isOfSeparate?: boolean }

/**
 * The ratio by the tax base less the personal differences — 特例控除の割合.
 * LEGAL DOUBT: where only income taxed apart is left, the lowest ratio of its kinds; LD-038.
 */
function ratioRow({ bases, difference }: DonationQuestion, law: IndividualTaxLaw): RatioRow {
  const table = law.specialDonationRatio
  const measure = subtract(bases.general, difference)
  if (measure >= 0 && (bases.general > 0 || !bases.separate)) return bandOf(measure, law)
  const ratios = bases.separate ? separateRatios(bases.separate, law) : [table.negative]
  return { ratio: ratios.reduce((lowest, one) => (isLower(one, lowest) ? one : lowest)), oneStop: null, isOfSeparate: bases.separate !== null }
}

function bandOf(measure: Yen, law: IndividualTaxLaw): RatioRow {
  return law.specialDonationRatio.bands.find((band) => band.upTo === null || measure <= band.upTo)!
}

/** The ratio of each kind taxed apart; the lowest counts — 附則5条の5. */
function separateRatios(bases: Readonly<Record<SeparateKind, Yen>>, law: IndividualTaxLaw): readonly Rate[] {
  const table = law.specialDonationRatio
  return separateKinds.filter((kind) => bases[kind] > 0).map((kind) => {
    if (kind === 'forestry') return bandOf(dropBelow(1, applyRate(bases.forestry, { num: 1, den: table.forestryParts })), law).ratio
    if (kind === 'retirement') return bandOf(bases.retirement, law).ratio
    return isShortTerm(kind) ? table.shortLand : table.otherSeparate
  })
}

function isLower(left: Rate, right: Rate): boolean {
  return BigInt(left.num) * BigInt(right.den) < BigInt(right.num) * BigInt(left.den)
}

/** LEGAL DOUBT: of the levy at standard rates, LD-113. */
function capOf(levyForCap: Shares, law: IndividualTaxLaw): Shares {
  const { specialCap } = law.donationCredit
  return { city: dropBelow(1, applyRate(levyForCap.city, specialCap)), prefecture: dropBelow(1, applyRate(levyForCap.prefecture, specialCap)) }
}

function specialPart(question: DonationQuestion, { row, cap }: { row: RatioRow; cap: Shares }, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): Shares {
  const measured = notBelowZero(subtract(question.paid.donationsToMunicipalities, law.donationCredit.ownShare))
  if (measured === 0) return noShares
  const exact = applyRate(measured, row.ratio)
  sheet.line('donation-cap-city', cap.city, null, () => ({ calculation: `調整控除後の所得割（標準税率）×${percentText(law.donationCredit.specialCap)}` }))
  sheet.line('donation-cap-prefecture', cap.prefecture, null, () => ({ calculation: `調整控除後の所得割（標準税率）×${percentText(law.donationCredit.specialCap)}` }))
  const words = (share: Rate) => () => ({ calculation: `${amount(measured)}×${percentText(row.ratio)}×${percentText(share)}　限度まで`, ...(row.isOfSeparate ? { doubt: 'LD-038' } : {}) })
  const city = sheet.line('donation-special-city', minYen(cap.city, creditShare(applyRate(exact, law.shares.city), law)), null, words(law.shares.city))
  const prefecture = sheet.line('donation-special-prefecture', minYen(cap.prefecture, creditShare(applyRate(exact, law.shares.prefecture), law)), null, words(law.shares.prefecture))
  return { city, prefecture }
}

/**
 * Stands for the income-tax part where no return is filed — 申告特例控除額.
 * @law local-tax-act sp-7-2
 */
function oneStopPart(special: Shares, row: RatioRow, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): Shares {
  const ratio = row.oneStop
  if (!ratio) return noShares
  const words = (): { calculation: string } => ({ calculation: `特例分×${ratio.num}÷${ratio.den}　1円未満切上げ` })
  const city = sheet.line('donation-one-stop-city', creditShare(applyRate(special.city, ratio), law), null, words)
  const prefecture = sheet.line('donation-one-stop-prefecture', creditShare(applyRate(special.prefecture, ratio), law), null, words)
  return { city, prefecture }
}

/**
 * Whether anything was given that the credit looks at.
 * @decides nothing
 */
export function hasDonations(paid: Paid): boolean {
  return paid.donationsToMunicipalities + paid.donationsOther + paid.donationsCityOnly + paid.donationsPrefectureOnly > 0
}
