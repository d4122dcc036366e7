import type { LineKey } from '../lines.ts'
import { landKinds, separateKinds, nothingDeclared, type TaxpayerFacts } from '../model.ts'
import { total, whole } from './amounts.ts'
import type { LiteralLevy } from './credits.ts'
import type { LiteralTax } from './literal.ts'
import { sides } from './levy.ts'

/** Amounts under the names of the worksheet; what is not named here is an amount that only one of the two computations has. */
export type LiteralLines = Partial<Record<LineKey, bigint>>

/** The second computation under the names of the worksheet, so that the two can be laid side by side. */
export function literalLines(facts: TaxpayerFacts, tax: LiteralTax): LiteralLines {
  return { ...incomeLines(facts, tax), ...kindLines(facts, tax), ...limitLines(tax), ...deductionLines(tax), ...baseLines(tax), ...levyLines(tax.levy), ...totalLines(tax) }
}

function incomeLines(facts: TaxpayerFacts, { income }: LiteralTax): LiteralLines {
  return {
    'salary-revenue': whole(facts.salaryRevenue), 'specific-expenses': income.specificExpenses, 'salary-income-before-adjustment': income.salaryBefore,
    'income-adjustment-family': income.familyAdjustment, 'income-adjustment-pension': income.pensionAdjustment, 'salary-income': income.salary,
    'pension-revenue': whole(facts.pensionRevenue), 'pension-income': income.pension, 'other-income': whole(facts.otherIncome),
    'total-income': income.total, 'carried-loss': income.total - income.aggregate, 'aggregate-income': income.aggregate,
  }
}

function kindLines(facts: TaxpayerFacts, { income }: LiteralTax): LiteralLines {
  if (facts.declared === null) return {}
  const { ofYear, offset, netLoss } = income.kinds
  const declared = facts.declared ?? nothingDeclared
  return {
    'interest-income': whole(declared.interest), 'dividend-income': whole(declared.dividends), 'miscellaneous-income': whole(declared.miscellaneous),
    'short-transfer-income': whole(declared.shortTransfer), 'long-transfer-income': whole(declared.longTransfer), 'occasional-income': whole(declared.occasional), 'real-estate-income': whole(declared.realEstate), 'business-income': whole(declared.business), 'farming-income': whole(declared.farming),
    'loss-offset': offset, 'net-loss': netLoss, 'general-income': ofYear.general,
    'land-short-income': ofYear['short-general'] + ofYear['short-state'], 'land-long-income': ofYear['long-general'] + ofYear['long-excellent'] + ofYear['long-residence'],
    'land-special-deduction': total(landKinds.map((kind) => income.landDeductions[kind])),
    'listed-dividends-income': ofYear['listed-dividends'], 'shares-income': ofYear.shares, 'listed-shares-income': ofYear['listed-shares'], 'futures-income': ofYear.futures,
    'forestry-income': ofYear.forestry, 'retirement-income': ofYear.retirement,
  }
}

function limitLines({ liability }: LiteralTax): LiteralLines {
  return { 'persons-counted': BigInt(liability.persons), 'per-capita-limit': liability.limits.perCapita, 'income-levy-limit': liability.limits.incomeLevy, 'forest-tax-limit': liability.limits.forest }
}

function deductionLines({ deductions }: LiteralTax): LiteralLines {
  return {
    'casualty-deduction': deductions.casualty, 'medical-deduction': deductions.medical, 'social-insurance-deduction': deductions.socialInsurance, 'mutual-aid-deduction': deductions.mutualAid,
    'life-insurance-deduction': deductions.lifeInsurance, 'earthquake-deduction': deductions.earthquake, 'disability-deduction': deductions.disability, 'widow-deduction': deductions.widow,
    'single-parent-deduction': deductions.singleParent, 'working-student-deduction': deductions.workingStudent, 'spouse-deduction': deductions.spouse, 'special-spouse-deduction': deductions.specialSpouse,
    'dependant-deduction': deductions.dependants, 'specific-relative-deduction': deductions.specificRelatives, 'basic-deduction': deductions.basic,
    'deduction-total': deductions.total, 'personal-difference': deductions.difference,
  }
}

function baseLines({ bases }: LiteralTax): LiteralLines {
  const lines: LiteralLines = { 'tax-base': bases.general }
  for (const kind of separateKinds) lines[`base-${kind}`] = bases[kind]
  return lines
}

function levyLines(levy: LiteralLevy | null): LiteralLines {
  if (levy === null) return {}
  const lines: LiteralLines = {
    'adjustment-base': levy.adjustmentBase, 'housing-residual': levy.housing.residual, 'housing-cap': levy.housing.cap, 'smoothing-shortfall': levy.shortfall, 'donation-base': levy.donation.base, 'withheld-levy-excess': levy.withheldExcess,
  }
  for (const side of sides) {
    lines[`${side}-levy-gross`] = levy.byKind.general[side]
    for (const kind of separateKinds) lines[`${side}-levy-${kind}`] = levy.byKind[kind][side]
    lines[`${side}-levy-all`] = levy.gross[side]
    lines[`adjustment-credit-${side}`] = levy.wanted.adjustment[side]
    lines[`dividend-credit-${side}`] = levy.wanted.dividend[side]
    lines[`housing-credit-${side}`] = levy.wanted['housing-loan'][side]
    lines[`donation-basic-${side}`] = levy.donation.basic[side]
    lines[`donation-cap-${side}`] = levy.donation.cap[side]
    lines[`donation-special-${side}`] = levy.donation.special[side]
    lines[`donation-one-stop-${side}`] = levy.donation.oneStop[side]
    lines[`foreign-tax-credit-${side}`] = levy.credits['foreign-tax'][side]
    lines[`smoothing-${side}`] = levy.credits.smoothing[side]
    lines[`flat-reduction-${side}`] = levy.credits['flat-reduction'][side]
    lines[`withheld-levy-${side}`] = levy.credits['withheld-levy'][side]
    lines[`${side}-levy-before-cut`] = levy.beforeCut[side]
  }
  return lines
}

function totalLines(tax: LiteralTax): LiteralLines {
  return {
    'city-income-levy': tax.incomeLevy.city, 'prefecture-income-levy': tax.incomeLevy.prefecture, 'city-per-capita': tax.perCapita.city, 'prefecture-per-capita': tax.perCapita.prefecture,
    'city-total': tax.incomeLevy.city + tax.perCapita.city, 'prefecture-total': tax.incomeLevy.prefecture + tax.perCapita.prefecture, 'forest-tax': tax.forest, 'annual-tax': tax.annualTax,
  }
}
