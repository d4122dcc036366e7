import type { CreditName, IndividualTaxLaw } from '../law.ts'
import { baseKinds, nothingDeclared, type TaxpayerFacts } from '../model.ts'
import { cut, cutTo, least, notBelowZero, percentOf, plus, raise, total, whole, type Fraction } from './amounts.ts'
import { donationCredit, type DonationCredit } from './donations.ts'
import { dependantRelatives, hasSameLivelihoodSpouse, personsOfLimits } from './family.ts'
import { listedMethod } from './kinds.ts'
import { levyByKind, sides, sumOfKinds, type BothSides, type LevyByKind } from './levy.ts'
import { limitsOfPersons } from './limits.ts'
import { ofCredit, town, type CreditPlace } from './place.ts'

export interface LiteralLevy {
  readonly byKind: LevyByKind
  readonly gross: BothSides
  readonly adjustmentBase: bigint
  /** Each credit as its article grants it, and what of it the levy could bear. */
  readonly wanted: Record<CreditName, BothSides>
  readonly credits: Record<CreditName, BothSides>
  readonly housing: Housing
  readonly donation: DonationCredit
  readonly shortfall: bigint
  readonly withheldExcess: bigint
  readonly beforeCut: BothSides
  readonly due: BothSides
}

/** 住宅借入金等特別税額控除, before what is left of the levy limits it. */
export interface Housing extends BothSides { readonly residual: bigint; readonly cap: bigint }

const nothing: BothSides = { city: 0n, prefecture: 0n }

/** 所得割の額から税額控除を順に引く. @law local-tax-act 314-6 to 314-9, sp-3-3, sp-5, sp-5-4-2, sp-5-8, sp-5-12 */
export function literalLevy(place: CreditPlace): LiteralLevy {
  const { law, bases } = place
  const byKind = levyByKind(bases, law.rates, law)
  // An office that cuts the levy before the adjustment credit too cuts each part of it. LEGAL DOUBT: LD-039
  if (law.cutPosition.place === 'before-adjustment-credit') for (const kind of baseKinds) byKind[kind] = cutBoth(byKind[kind], law)
  const gross = sumOfKinds(byKind)
  const remaining = { ...gross }
  const adjustmentBase = adjustmentBaseOf(place)
  const adjustment = splitOf(adjustmentBase, law.adjustmentCredit[town(law)])
  const standard = sumOfKinds(levyByKind(bases, law.standardRates, law))
  const donation = donationCredit(place, { city: notBelowZero(standard.city - adjustment.city), prefecture: notBelowZero(standard.prefecture - adjustment.prefecture) })
  const [granted, credits] = [{} as Record<CreditName, BothSides>, {} as Record<CreditName, BothSides>]
  let [shortfall, withheldExcess] = [0n, 0n]
  for (const name of law.creditOrder) {
    if (name === 'smoothing') shortfall = shortfallOf(place, remaining)
    const wanted = wantedCredit(name, { ...place, remaining: { ...remaining }, adjustment, donation, shortfall })
    granted[name] = wanted
    credits[name] = { city: least(wanted.city, remaining.city), prefecture: least(wanted.prefecture, remaining.prefecture) }
    if (name === 'withheld-levy') withheldExcess = wanted.city + wanted.prefecture - credits[name].city - credits[name].prefecture
    for (const side of sides) remaining[side] -= credits[name][side]
  }
  return { byKind, gross, adjustmentBase, wanted: granted, credits, housing: housing(place), donation, shortfall, withheldExcess, beforeCut: remaining, due: cutBoth(remaining, law) }
}

interface Wanted extends CreditPlace { readonly remaining: BothSides; readonly adjustment: BothSides; readonly donation: DonationCredit; readonly shortfall: bigint }

function wantedCredit(name: CreditName, place: Wanted): BothSides {
  switch (name) {
    case 'adjustment': return place.adjustment
    case 'dividend': return dividendCredit(place)
    case 'housing-loan': return housing(place)
    case 'donation': return place.donation.all
    case 'foreign-tax': return foreignTaxCredit(place)
    case 'smoothing': return byLevy(place.shortfall, place.remaining)
    case 'flat-reduction': return flatReduction(place)
    case 'withheld-levy': return withheldLevy(place)
  }
}

function cutBoth(levy: BothSides, law: IndividualTaxLaw): BothSides {
  return { city: cutTo(law.roundingUnits.tax, levy.city), prefecture: cutTo(law.roundingUnits.tax, levy.prefecture) }
}

function splitOf(amount: bigint, rates: { city: { num: number; den: number }; prefecture: { num: number; den: number } }): BothSides {
  return { city: cut(percentOf(amount, rates.city)), prefecture: cut(percentOf(amount, rates.prefecture)) }
}

/**
 * 調整控除: none above 25,000,000 yen. Up to 2,000,000 yen of 課税総所得金額等 the lesser of the differences and the base;
 * above it the differences less what the base is above, at least 50,000 yen.
 * @law local-tax-act 37, 314-6
 */
function adjustmentBaseOf({ income, bases, deductions, law }: CreditPlace): bigint {
  const row = law.adjustmentCredit
  if (row.incomeLimit !== null && income.total > whole(row.incomeLimit)) return 0n
  const taxed = bases.general + bases.retirement + bases.forestry
  const threshold = whole(row.threshold)
  if (taxed <= threshold) return least(deductions.difference, taxed)
  const base = deductions.difference - (taxed - threshold)
  return base < whole(row.leastBase) ? whole(row.leastBase) : base
}

/**
 * 配当控除: at the full rates as far as the bases, without forestry and retirement, stay within 10,000,000 yen; what lies above earns half.
 * Foreign trusts lie above first, then other trusts, dividends of profits last.
 * @law local-tax-act sp-5(1), sp-5(3); income-tax-act 92(1)
 */
function dividendCredit({ facts, bases, law }: CreditPlace): BothSides {
  const dividends = facts.declared?.dividendsWithCredit
  if (!dividends) return nothing
  const { within, above } = law.dividendCredit[town(law)]
  let excess = notBelowZero(total(baseKinds.map((kind) => (kind === 'forestry' || kind === 'retirement' ? 0n : bases[kind]))) - whole(law.dividendCredit.threshold))
  const credit: Record<'city' | 'prefecture', Fraction> = { city: { over: 0n, under: 1n }, prefecture: { over: 0n, under: 1n } }
  for (const name of ['foreignTrusts', 'trusts', 'profits'] as const) {
    const over = least(whole(dividends[name]), excess)
    excess -= over
    for (const side of sides) credit[side] = plus(credit[side], plus(percentOf(over, above[name][side]), percentOf(whole(dividends[name]) - over, within[name][side])))
  }
  return { city: ofCredit(credit.city, law), prefecture: ofCredit(credit.prefecture, law) }
}

/**
 * 住宅借入金等特別税額控除: what the income tax could not bear, up to a share of its base by the day of moving in.
 * @law local-tax-act sp-5-4-2(1), sp-5-4-2(5)
 */
function housing({ facts, law }: CreditPlace): Housing {
  const loan = facts.housingLoan
  if (!loan) return { ...nothing, residual: 0n, cap: 0n }
  let found = -1
  law.housingLoanCredit.forEach((row, index) => { if (row.from <= loan.movedIn) found = index })
  // 特別特例取得 and the like: a contract of the earlier period keeps its class.
  const row = law.housingLoanCredit[loan.keepsEarlierClass ? found - 1 : found]
  const residual = notBelowZero(whole(loan.available) - whole(loan.incomeTaxBefore))
  if (!row) return { ...nothing, residual, cap: 0n }
  const { rate, ceiling } = loan.taxedPurchase ? row.taxedPurchase : row.otherPurchase
  const cap = least(cut(percentOf(whole(loan.incomeTaxBase), rate)), whole(ceiling))
  return { residual, cap, ...sharedOut(least(residual, cap), law) }
}

/** Three fifths and two fifths, or four fifths and one fifth in a designated city. */
function sharedOut(amount: bigint, law: IndividualTaxLaw): BothSides {
  const shares = law.creditShares[town(law)]
  return { city: ofCredit(percentOf(amount, shares.city), law), prefecture: ofCredit(percentOf(amount, shares.prefecture), law) }
}

/**
 * 外国税額控除: what is above the limits of the national taxes; the prefecture first up to its share of the limit, then the city.
 * @law local-tax-act 37-3, 314-8; local-tax-act-enforcement-order 7-19, 48-9-2
 */
function foreignTaxCredit({ facts, law }: CreditPlace): BothSides {
  const tax = facts.declared?.foreignTax
  if (!tax) return nothing
  const shares = law.foreignTaxCredit[town(law)]
  const left = notBelowZero(whole(tax.paid) - whole(tax.incomeTaxLimit) - whole(tax.reconstructionTaxLimit))
  const prefecture = least(left, cut(percentOf(whole(tax.incomeTaxLimit), shares.prefecture)))
  return { prefecture, city: least(left - prefecture, cut(percentOf(whole(tax.incomeTaxLimit), shares.city))) }
}

/**
 * 調整措置: by how much 総所得金額等 less the two levies, after 314条の6 to 314条の8 and 附則5条・5条の4の2・5条の5, is below the limit.
 * @law local-tax-act sp-3-3(2), sp-3-3(5)
 */
function shortfallOf({ facts, income, law }: CreditPlace, remaining: BothSides): bigint {
  return notBelowZero(limitsOfPersons(personsOfLimits(facts, law), law).incomeLevy - (income.aggregate - remaining.city - remaining.prefecture))
}

/** The shortfall times each levy over both, raised to one yen. */
function byLevy(amount: bigint, levy: BothSides): BothSides {
  const both = levy.city + levy.prefecture
  if (both === 0n) return nothing
  return { city: raise({ over: amount * levy.city, under: both }), prefecture: raise({ over: amount * levy.prefecture, under: both }) }
}

/**
 * 定額減税: 10,000 yen for the taxpayer, the spouse who gives a deduction and each dependant, all in Japan (fiscal year 2024);
 * for the same-livelihood spouse of a taxpayer above 10,000,000 yen (2025). The prefecture's part is raised to one yen, the city has the rest.
 * @law local-tax-act sp-5-8, sp-5-12
 */
/** 定額減税 of what the other credits left, from the prefecture's share raised to the yen.
 * @law local-tax-act sp-5-8, sp-5-12
 */
export function flatReduction({ facts, income, law, remaining }: Pick<Wanted, 'facts' | 'law' | 'remaining'> & { readonly income: Pick<Wanted['income'], 'total'> }): BothSides {
  const row = law.flatReduction
  if (row === null || income.total > whole(row.upToIncome) || (row.overIncome !== null && income.total <= whole(row.overIncome))) return nothing
  const amount = whole(row.amount) * BigInt(personsOfReduction(facts, income.total, { law, persons: row.persons }))
  const both = remaining.city + remaining.prefecture
  if (amount >= both) return remaining
  const prefecture = raise({ over: amount * remaining.prefecture, under: both })
  return { prefecture, city: amount - prefecture }
}

function personsOfReduction(facts: TaxpayerFacts, totalIncome: bigint, of: { law: IndividualTaxLaw; persons: 'family' | 'spouse' }): number {
  const spouse = hasSameLivelihoodSpouse(facts, of.law) && !facts.spouse!.abroad
  if (of.persons === 'spouse') return spouse ? 1 : 0
  const givesDeduction = spouse && of.law.spouseDeduction.tiers.some((tier) => totalIncome <= whole(tier.upTo))
  return 1 + (givesDeduction ? 1 : 0) + dependantRelatives(facts, of.law).filter((relative) => !relative.notDeductible && !relative.abroad).length
}

/**
 * 配当割額・株式等譲渡所得割額の控除, of what was declared; the city has what the prefecture's part leaves. LEGAL DOUBT: LD-032, LD-037
 * @law local-tax-act 37-4, 314-9
 */
function withheldLevy({ facts, law }: CreditPlace): BothSides {
  const declared = facts.declared ?? nothingDeclared
  let withheld = 0n
  if (listedMethod(declared.listedDividendsChoice, law) !== 'not-declared') withheld += whole(declared.withheldDividendLevy)
  if (listedMethod(declared.listedSharesChoice, law) !== 'not-declared') withheld += whole(declared.withheldSharesLevy)
  const shares = law.withheldLevyShare[town(law)]
  const prefecture = ofCredit(percentOf(withheld, shares.prefecture), law)
  return { prefecture, city: withheld - prefecture }
}
