import type { LineKey } from '../lines.ts'
import { landKinds, separateKinds, type SeparateKind, type TaxpayerFacts } from '../model.ts'
import { total, whole } from './amounts.ts'
import type { LiteralLevy } from './credits.ts'
import type { LiteralTax } from './literal.ts'
import { sides, type Side } from './levy.ts'

/** Amounts by the names of the worksheet. */
export type LiteralLines = Map<LineKey, bigint>

/** The second computation under the names of the worksheet, so that the two can be laid side by side. */
export function literalLines(facts: TaxpayerFacts, tax: LiteralTax): LiteralLines {
  const lines: LiteralLines = new Map()
  writeIncome(lines, facts, tax)
  writeKinds(lines, facts, tax)
  // 294条1項2号: only 均等割 can be owed, so that nothing else is asked.
  if (facts.residence !== 'here') return writeTotals(lines.set('persons-counted', BigInt(tax.liability.persons)).set('per-capita-limit', tax.liability.limits.perCapita), tax)
  writeLimits(lines, tax)
  writeDeductions(lines, tax)
  lines.set('tax-base', tax.bases.general)
  for (const kind of separateKinds) lines.set(namesOfKind[kind].base, tax.bases[kind])
  if (tax.levy) for (const side of sides) writeLevy(lines, tax.levy, side)
  if (tax.levy) writeSteps(lines, tax.levy)
  return writeTotals(lines, tax)
}

function writeIncome(lines: LiteralLines, facts: TaxpayerFacts, { income }: LiteralTax): void {
  lines.set('salary-revenue', whole(facts.salaryRevenue)).set('specific-expenses', income.specificExpenses).set('salary-income-before-adjustment', income.salaryBefore)
  lines.set('income-adjustment-family', income.familyAdjustment).set('income-adjustment-pension', income.pensionAdjustment).set('salary-income', income.salary)
  lines.set('pension-revenue', whole(facts.pensionRevenue)).set('pension-income', income.pension).set('other-income', whole(facts.otherIncome))
  lines.set('total-income', income.total).set('carried-loss', income.total - income.aggregate).set('aggregate-income', income.aggregate)
}

function writeKinds(lines: LiteralLines, facts: TaxpayerFacts, { income }: LiteralTax): void {
  const { declared } = facts
  if (declared === null) return
  const { ofYear, offset, netLoss } = income.kinds
  lines.set('interest-income', whole(declared.interest)).set('dividend-income', whole(declared.dividends)).set('miscellaneous-income', whole(declared.miscellaneous))
  lines.set('short-transfer-income', whole(declared.shortTransfer)).set('long-transfer-income', whole(declared.longTransfer)).set('occasional-income', whole(declared.occasional))
  lines.set('real-estate-income', whole(declared.realEstate)).set('business-income', whole(declared.business)).set('farming-income', whole(declared.farming))
  lines.set('loss-offset', offset).set('net-loss', netLoss).set('general-income', ofYear.general)
  lines.set('land-short-income', ofYear['short-general'] + ofYear['short-state']).set('land-long-income', ofYear['long-general'] + ofYear['long-excellent'] + ofYear['long-residence'])
  lines.set('land-special-deduction', total(landKinds.map((kind) => income.landDeductions[kind])))
  lines.set('listed-dividends-income', ofYear['listed-dividends']).set('shares-income', ofYear.shares).set('listed-shares-income', ofYear['listed-shares'])
  lines.set('futures-income', ofYear.futures).set('forestry-income', ofYear.forestry).set('retirement-income', ofYear.retirement)
}

function writeLimits(lines: LiteralLines, { liability: { persons, limits } }: LiteralTax): void {
  lines.set('persons-counted', BigInt(persons)).set('per-capita-limit', limits.perCapita).set('income-levy-limit', limits.incomeLevy).set('forest-tax-limit', limits.forest)
}

function writeDeductions(lines: LiteralLines, { deductions }: LiteralTax): void {
  lines.set('casualty-deduction', deductions.casualty).set('medical-deduction', deductions.medical).set('social-insurance-deduction', deductions.socialInsurance)
  lines.set('mutual-aid-deduction', deductions.mutualAid).set('life-insurance-deduction', deductions.lifeInsurance).set('earthquake-deduction', deductions.earthquake)
  lines.set('disability-deduction', deductions.disability).set('widow-deduction', deductions.widow).set('single-parent-deduction', deductions.singleParent)
  lines.set('working-student-deduction', deductions.workingStudent).set('spouse-deduction', deductions.spouse).set('special-spouse-deduction', deductions.specialSpouse)
  lines.set('dependant-deduction', deductions.dependants).set('specific-relative-deduction', deductions.specificRelatives).set('basic-deduction', deductions.basic)
  lines.set('deduction-total', deductions.total).set('personal-difference', deductions.difference)
}

interface KindNames { readonly base: LineKey; readonly city: LineKey; readonly prefecture: LineKey }

const namesOfKind = Object.fromEntries(separateKinds.map((kind): [SeparateKind, KindNames] => [kind, { base: `base-${kind}`, city: `city-levy-${kind}`, prefecture: `prefecture-levy-${kind}` }])) as Record<SeparateKind, KindNames>

const namesOfSide = {
  city: {
    general: 'city-levy-gross', all: 'city-levy-all', adjustment: 'adjustment-credit-city', dividend: 'dividend-credit-city', housing: 'housing-credit-city', basic: 'donation-basic-city', cap: 'donation-cap-city',
    special: 'donation-special-city', oneStop: 'donation-one-stop-city', foreign: 'foreign-tax-credit-city', smoothing: 'smoothing-city', flat: 'flat-reduction-city', withheld: 'withheld-levy-city', before: 'city-levy-before-cut',
  },
  prefecture: {
    general: 'prefecture-levy-gross', all: 'prefecture-levy-all', adjustment: 'adjustment-credit-prefecture', dividend: 'dividend-credit-prefecture', housing: 'housing-credit-prefecture', basic: 'donation-basic-prefecture', cap: 'donation-cap-prefecture',
    special: 'donation-special-prefecture', oneStop: 'donation-one-stop-prefecture', foreign: 'foreign-tax-credit-prefecture', smoothing: 'smoothing-prefecture', flat: 'flat-reduction-prefecture', withheld: 'withheld-levy-prefecture', before: 'prefecture-levy-before-cut',
  },
} as const

function writeLevy(lines: LiteralLines, levy: LiteralLevy, side: Side): void {
  const names = namesOfSide[side]
  lines.set(names.general, levy.byKind.general[side]).set(names.all, levy.gross[side]).set(names.before, levy.beforeCut[side])
  for (const kind of separateKinds) lines.set(namesOfKind[kind][side], levy.byKind[kind][side])
  lines.set(names.adjustment, levy.wanted.adjustment[side]).set(names.dividend, levy.wanted.dividend[side]).set(names.housing, levy.wanted['housing-loan'][side])
  lines.set(names.basic, levy.donation.basic[side]).set(names.cap, levy.donation.cap[side]).set(names.special, levy.donation.special[side]).set(names.oneStop, levy.donation.oneStop[side])
  lines.set(names.foreign, levy.credits['foreign-tax'][side]).set(names.smoothing, levy.credits.smoothing[side]).set(names.flat, levy.credits['flat-reduction'][side]).set(names.withheld, levy.credits['withheld-levy'][side])
}

function writeSteps(lines: LiteralLines, levy: LiteralLevy): void {
  lines.set('adjustment-base', levy.adjustmentBase).set('housing-residual', levy.housing.residual).set('housing-cap', levy.housing.cap).set('donation-base', levy.donation.base)
  lines.set('smoothing-shortfall', levy.shortfall).set('withheld-levy-excess', levy.withheldExcess)
}

function writeTotals(lines: LiteralLines, tax: LiteralTax): LiteralLines {
  lines.set('city-income-levy', tax.incomeLevy.city).set('prefecture-income-levy', tax.incomeLevy.prefecture).set('city-per-capita', tax.perCapita.city).set('prefecture-per-capita', tax.perCapita.prefecture)
  lines.set('city-total', tax.incomeLevy.city + tax.perCapita.city).set('prefecture-total', tax.incomeLevy.prefecture + tax.perCapita.prefecture).set('forest-tax', tax.forest).set('annual-tax', tax.annualTax)
  return lines
}
