import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { exampleFlag, exampleWhole, tabulated, type NamedValues } from '../../../kernel/example-input.ts'
import { dateOf } from '../../../kernel/plain-date.ts'
import type { ExampleInput } from '../../../platform/context/manifest.ts'
import { runExamples } from '../../../legislation/index.ts'
import { separateBasesOf, baseFields } from '../example-declared.ts'
import { factsOfExample, findWhole, listFields } from '../example-facts.ts'
import { serviceOf } from '../example-retirement.ts'
import { kindOf } from '../example-rules.ts'
import { datedOrdinance, findYen, townCaseOf } from '../example-town.ts'
import { resolveRetirementLaw, type IndividualTaxLaw } from '../law.ts'
import { noFacts, separateKinds, type TaxpayerFacts } from '../model.ts'
import { notBelowZero, total, whole } from './amounts.ts'
import { literalFirstPensionYear, literalPensionYear, literalSalaryMonths, literalTerms } from './collection.ts'
import { flatReduction, literalLevy, type LiteralLevy } from './credits.ts'
import { literalDeductions, type LiteralDeductions } from './deductions.ts'
import { personsOfLimits } from './family.ts'
import { literalIncome, type LiteralIncome } from './income.ts'
import type { Amounts } from './kinds.ts'
import { literalBases } from './levy.ts'
import { limitsOfPersons, literalLiability, municipalitiesOf } from './limits.ts'
import { literalRetirement } from './retirement.ts'

type Lines = Record<string, unknown>

/** Lines of worked examples that only the program has: walls that are searched for, shapes of a page, what is carried on. */
const notComputedHere = /^(max|taxedAt|incomeAtMax|salaryDiv4|provisional|lossesLeft)/

describe('worked examples by the second computation', () => {
  const folder = new URL('../examples/', import.meta.url)
  // What happens after the run is computed once: those cases ask other rules.
  const files = readdirSync(folder).filter((path) => !path.startsWith('after-')).map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') }))
  const run = runExamples(files, { 'tax-individual.assess': (example) => tabulated(example.given, listFields, (given) => literalExample({ ...example, given })) })
  const differing = (result: (typeof run.results)[number]): readonly unknown[] => result.differences.filter((one) => !(one.actual === undefined && one.reason === null && notComputedHere.test(one.field)))

  it.each(run.results.filter((one) => one.doubt === null).map((result) => [result.title, result] as const))('%s', (_title, result) => {
    expect(differing(result)).toEqual([])
  })

  it('every file of examples has cases here', () => {
    expect(new Set(run.results.map((one) => one.path)).size).toBe(files.length)
  })
})

/** One case, entered where it begins: at revenue, at a stated income, at a stated base, at an annual amount, or at a payment. */
function literalExample(example: ExampleInput): Lines {
  const { given, law } = townCaseOf(example)
  const kind = kindOf(given)
  if (kind === 'pensionWithholding') return pensionLines(given, law)
  if (kind === 'retirement') return retirementLines(given, law, example)
  const facts = factsOfExample(given, law)
  if (given.cityIncomeLevyBefore !== undefined) return reducedLines(given, facts, law)
  const income = statedIncome(given, literalIncome(facts, law))
  const deductions = statedDeductions(given, literalDeductions(facts, income, law))
  const stated = statedBases(given)
  const bases = stated ?? literalBases(income, deductions, law)
  const liability = literalLiability(facts, income, law)
  const levy = stated !== null || liability.incomeLevy ? literalLevy({ facts, income: stated !== null && !saysIncome(given) ? unlimited(income) : income, deductions, bases, law }) : null
  const times = stated !== null || liability.perCapita ? municipalitiesOf(facts, law) : 0n
  const perCapita = { city: whole(law.cityPerCapitaLevy) * times, prefecture: whole(law.prefecturePerCapitaLevy) * times }
  const forest = stated !== null || liability.forest ? whole(law.forestEnvironmentTax) : 0n
  const due = levy?.due ?? { city: 0n, prefecture: 0n }
  const annual = findYen(given, 'annualTax') ?? total([due.city, due.prefecture, perCapita.city, perCapita.prefecture, forest])
  return numbers({
    ...incomeLines(facts, income), ...deductionLines(facts, deductions, law), ...limitLines(given, facts, law), ...levyLines(levy, law), ...baseLines(bases),
    ...(facts.spouse ? { spouseIncome: facts.spouse.income } : {}), ...studentLine(given, law),
    ...housing(facts, { income, deductions, bases, law }),
    cityPerCapita: perCapita.city, prefPerCapita: perCapita.prefecture, forestTax: forest, perCapitaTotal: perCapita.city + perCapita.prefecture + forest,
    cityTotal: due.city + perCapita.city, prefTotal: due.prefecture + perCapita.prefecture, annualTax: annual, fiscalYear: law.fiscalYear,
    ...collectionLines(whole(Number(annual)), given, { levy, law, perHead: perCapita.city + perCapita.prefecture + forest }),
  })
}

/** A case that begins at the levy before the flat reduction. */
function reducedLines(given: NamedValues, facts: TaxpayerFacts, law: IndividualTaxLaw): Lines {
  const remaining = { city: stated(given, 'cityIncomeLevyBefore')!, prefecture: stated(given, 'prefIncomeLevyBefore')! }
  const taken = flatReduction({ facts, law, remaining, income: { total: stated(given, 'totalIncome') ?? 0n } })
  const hundreds = (amount: bigint): bigint => amount - (amount % BigInt(law.roundingUnits.tax))
  const [city, prefecture] = [hundreds(remaining.city - taken.city), hundreds(remaining.prefecture - taken.prefecture)]
  const annual = city + prefecture + whole(law.cityPerCapitaLevy) + whole(law.prefecturePerCapitaLevy) + whole(law.forestEnvironmentTax)
  const reduced = taken.city + taken.prefecture
  return numbers({
    reduction: reduced, reductionCity: taken.city, reductionPref: taken.prefecture, cityIncomeLevy: city, prefIncomeLevy: prefecture, annualTax: annual,
    ordinaryCollection: literalTerms(annual, law, { reduced, perHead: 0n }), specialCollection: literalSalaryMonths(annual, law, { reduced, perHead: 0n }),
  })
}

function numbers(lines: Lines): Lines {
  const plain = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(plain)
    return typeof value === 'bigint' ? Number(value) : value
  }
  return Object.fromEntries(Object.entries(lines).map(([name, value]) => [name, plain(value)]))
}

function saysIncome(given: NamedValues): boolean {
  return ['totalIncome', 'aggregateIncome', 'salaryIncome', 'pensionIncome', 'salaryRevenue', 'pensionRevenue', 'otherIncome'].some((field) => given[field] !== undefined)
}

/** A case that begins at the base says no income: no limit by income binds it. */
function unlimited(income: LiteralIncome): LiteralIncome {
  return { ...income, total: 0n, aggregate: 10n ** 12n }
}

function statedIncome(given: NamedValues, income: LiteralIncome): LiteralIncome {
  const salary = stated(given, 'salaryIncome') ?? income.salary
  const pension = stated(given, 'pensionIncome') ?? income.pension
  const more = salary - income.salary + pension - income.pension
  const all = stated(given, 'totalIncome') ?? income.total + more
  const aggregate = stated(given, 'aggregateIncome') ?? notBelowZero(income.aggregate + all - income.total)
  const general = notBelowZero(income.afterLosses.general + aggregate - income.aggregate)
  return { ...income, salary, pension, total: all, aggregate, afterLosses: { ...income.afterLosses, general } }
}

const statedNames = {
  casualtyDeduction: 'casualty', medicalDeduction: 'medical', socialInsuranceDeduction: 'socialInsurance', mutualAidDeduction: 'mutualAid', lifeInsuranceDeduction: 'lifeInsurance', earthquakeDeduction: 'earthquake',
} as const

function statedDeductions(given: NamedValues, computed: LiteralDeductions): LiteralDeductions {
  let [items, sum] = [computed, computed.total]
  for (const [field, key] of Object.entries(statedNames)) {
    const amount = stated(given, field)
    if (amount === undefined) continue
    sum += amount - computed[key]
    items = { ...items, [key]: amount }
  }
  return { ...items, total: stated(given, 'deductionTotal') ?? sum, difference: stated(given, 'personalDeductionDiff') ?? computed.difference }
}

function stated(given: NamedValues, field: string): bigint | undefined {
  const amount = findYen(given, field)
  return amount === undefined ? undefined : whole(amount)
}

function statedBases(given: NamedValues): Amounts | null {
  const separate = separateBasesOf(given)
  const general = stated(given, 'taxable') ?? stated(given, 'taxableGeneral') ?? (separate ? 0n : undefined)
  if (general === undefined) return null
  return { general, ...Object.fromEntries(separateKinds.map((kind) => [kind, whole(separate?.[kind] ?? 0)])) } as Amounts
}

function incomeLines(facts: TaxpayerFacts, income: LiteralIncome): Lines {
  const { ofYear, offset, netLoss } = income.kinds
  return {
    salaryIncomeBefore: income.salaryBefore, incomeAdjustmentDeduction: income.familyAdjustment + income.pensionAdjustment, salaryIncome: income.salary, pensionIncome: income.pension,
    salaryDeduction: whole(facts.salaryRevenue) - income.salaryBefore, pensionDeduction: whole(facts.pensionRevenue) - income.pension, totalIncome: income.total, aggregateIncome: income.aggregate,
    lossOffset: offset, netLoss, generalIncome: ofYear.general, forestryIncome: ofYear.forestry,
    landGain: ofYear['short-general'] + ofYear['short-state'] + ofYear['long-general'] + ofYear['long-excellent'] + ofYear['long-residence'], landSpecialDeduction: total(Object.values(income.landDeductions)),
  }
}

function deductionLines(facts: TaxpayerFacts, deductions: LiteralDeductions, law: IndividualTaxLaw): Lines {
  const isElderly = (facts.spouse?.age ?? 0) >= law.spouseDeduction.elderlyAge
  return {
    casualtyDeduction: deductions.casualty, medicalDeduction: deductions.medical, socialInsuranceDeduction: deductions.socialInsurance, mutualAidDeduction: deductions.mutualAid,
    lifeInsuranceDeduction: deductions.lifeInsurance, earthquakeDeduction: deductions.earthquake, disabilityDeduction: deductions.disability, widowDeduction: deductions.widow,
    singleParentDeduction: deductions.singleParent, workingStudentDeduction: deductions.workingStudent, spouseDeduction: deductions.spouse, spouseDeductionElderly: isElderly ? deductions.spouse : 0n,
    spouseSpecialDeduction: deductions.specialSpouse, dependantDeduction: deductions.dependants, specificRelativeDeduction: deductions.specificRelatives, basicDeduction: deductions.basic,
    deductionTotal: deductions.total, personalDeductionDiff: deductions.difference,
  }
}

function limitLines(given: NamedValues, facts: TaxpayerFacts, law: IndividualTaxLaw): Lines {
  const isNumber = given.dependants !== undefined && !Array.isArray(given.dependants) && given.spouse === undefined
  const limits = limitsOfPersons(isNumber ? exampleWhole(given.dependants, 'dependants') : personsOfLimits(facts, law), law)
  return { perCapitaLimit: limits.perCapita, incomeLevyLimit: limits.incomeLevy, forestTaxLimit: limits.forest }
}

function baseLines(bases: Amounts): Lines {
  return { taxable: bases.general, taxableGeneral: bases.general, ...Object.fromEntries(separateKinds.map((kind) => [baseFields[kind], bases[kind]])) }
}

const groups = { ShortTerm: ['short-general', 'short-state'], LongTerm: ['long-general', 'long-excellent', 'long-residence'], ListedDividends: ['listed-dividends'], Shares: ['shares', 'listed-shares'], Futures: ['futures'], Forestry: ['forestry'], Retirement: ['retirement'] } as const

function levyLines(levy: LiteralLevy | null, law: IndividualTaxLaw): Lines {
  if (!levy) return { cityIncomeLevy: 0n, prefIncomeLevy: 0n, cityIncomeLevyGross: 0n, prefIncomeLevyGross: 0n, adjCreditCity: 0n, adjCreditPref: 0n, withheldLevyCreditCity: 0n, incomeLevyTotal: 0n, incomeLevyGrossTotal: 0n, adjCreditTotal: 0n }
  const lines: Lines = { adjustmentBase: levy.adjustmentBase, specialRatio: levy.donation.ratio.num / levy.donation.ratio.den, withheldLevyExcess: levy.withheldExcess, reduction: levy.credits['flat-reduction'].city + levy.credits['flat-reduction'].prefecture }
  for (const [name, { city, prefecture }] of Object.entries({ adjCreditTotal: levy.credits.adjustment, incomeLevyGrossTotal: levy.gross, incomeLevyTotal: levy.due, donationCreditTotal: levy.credits.donation })) lines[name] = city + prefecture
  const hundred = BigInt(law.roundingUnits.tax)
  for (const [side, word] of [['city', 'City'], ['prefecture', 'Pref']] as const) {
    const short = side === 'city' ? 'city' : 'pref'
    lines[`${short}IncomeLevyGross`] = lines[`${short}LevyGross`] = levy.gross[side]
    lines[`${short}IncomeLevyGrossCut100`] = levy.gross[side] - (levy.gross[side] % hundred)
    lines[`${short}LevyGeneral`] = levy.byKind.general[side]
    for (const [name, kinds] of Object.entries(groups)) lines[`${short}Levy${name}`] = total(kinds.map((kind) => levy.byKind[kind][side]))
    lines[`adjCredit${word}`] = levy.credits.adjustment[side]
    lines[`${short}IncomeLevyAfterAdjust`] = levy.gross[side] - levy.credits.adjustment[side]
    lines[`dividendCredit${word}`] = levy.credits.dividend[side]
    lines[`basicCredit${word}`] = levy.donation.basic[side]
    lines[`specialCredit${word}`] = levy.donation.special[side]
    lines[`oneStopCredit${word}`] = levy.donation.oneStop[side]
    lines[`cap${word}`] = levy.donation.cap[side]
    lines[`foreignTaxCredit${word}`] = levy.credits['foreign-tax'][side]
    lines[`smoothing${word}`] = levy.credits.smoothing[side]
    lines[`reduction${word}`] = levy.credits['flat-reduction'][side]
    lines[`withheldLevyCredit${word}`] = levy.credits['withheld-levy'][side]
    const before = levy.beforeCut[side] + levy.credits['flat-reduction'][side]
    lines[`${short}IncomeLevyBefore`] = before
    lines[`${short}IncomeLevyBeforeTeigaku`] = before - (before % hundred)
    lines[`${short}IncomeLevyBeforeCut`] = levy.beforeCut[side]
    lines[`${short}IncomeLevy`] = levy.due[side]
  }
  return lines
}

/** The deduction for one relative of 20 years with an income of their own. */
function studentLine(given: NamedValues, law: IndividualTaxLaw): Lines {
  const income = findYen(given, 'relativeIncome')
  if (income === undefined) return {}
  const facts = { ...noFacts, relatives: [{ age: 20, income, disability: 'none' as const, coResidentAscendant: false, abroad: false, notDeductible: false }] }
  const deductions = literalDeductions(facts, literalIncome(facts, law), law)
  return { deduction: deductions.dependants + deductions.specificRelatives }
}

/** The housing loan credit may be asked for without any income. */
function housing(facts: TaxpayerFacts, place: { income: LiteralIncome; deductions: LiteralDeductions; bases: Amounts; law: IndividualTaxLaw }): Lines {
  if (!facts.housingLoan) return {}
  const { housing: loan } = literalLevy({ facts, ...place })
  return { residual: loan.residual, cap: loan.cap, creditCity: loan.city, creditPref: loan.prefecture }
}

function collectionLines(annual: bigint, given: NamedValues, of: { levy: LiteralLevy | null; law: IndividualTaxLaw; perHead: bigint }): Lines {
  const terms = findWhole(given, 'terms')
  const law = terms === undefined ? of.law : { ...of.law, ordinaryTerms: { terms: Array.from({ length: terms }, () => ({ month: 6, day: 'end' as const })) } }
  const reduced = stated(given, 'reduction') ?? (of.levy ? of.levy.credits['flat-reduction'].city + of.levy.credits['flat-reduction'].prefecture : 0n)
  const asked = { reduced, perHead: of.perHead }
  return { ordinaryCollection: literalTerms(annual, law, asked), specialCollection: literalSalaryMonths(annual, law, asked) }
}

function pensionLines(given: NamedValues, law: IndividualTaxLaw): Lines {
  if (!Array.isArray(given.annualTaxByYear)) {
    const [annual, reduced] = [stated(given, 'annualTax') ?? 0n, stated(given, 'reduction') ?? 0n]
    const [first, whole] = [literalFirstPensionYear(annual, law, reduced), literalFirstPensionYear(annual + reduced, law, 0n)]
    return numbers({ ordinaryTerm1: first.ordinary[0], ordinaryTerm2: first.ordinary[1], pension: first.pension, nextYearProvisional: whole.pension })
  }
  const years = given.annualTaxByYear.map((one) => BigInt(exampleWhole(one, 'annualTaxByYear')))
  return numbers(Object.fromEntries(years.map((annual, index) => [`year${index}`, literalPensionYear(annual, { lastYear: years[Math.max(0, index - 1)]!, reduced: 0n }, law)])))
}

function retirementLines(given: NamedValues, town: IndividualTaxLaw, example: ExampleInput): Lines {
  const { joinedOn, retiredOn, paidOn } = serviceOf(given, example.on ?? dateOf(town.fiscalYear, 4, 1))
  const law = resolveRetirementLaw({ paidOn, designatedCity: town.designatedCity, ordinance: datedOrdinance(example.ordinance) })
  const flag = (field: string): boolean => given[field] !== undefined && exampleFlag(given[field], field)
  const levy = literalRetirement({ pay: findYen(given, 'retirementPay') ?? 0, joinedOn, retiredOn, isOfficer: flag('officerShort'), isDisabled: flag('disability'), overlappingYears: findWhole(given, 'overlappingYears') ?? 0 }, law)
  return numbers({ serviceYears: levy.years, retirementDeduction: levy.deduction, retirementIncome: levy.income, cityTax: levy.city, prefTax: levy.prefecture })
}
