import { assert } from '../../kernel/assert.ts'
import { applyRate, dropBelow, rate, subtract, sum, yen, zeroYen, type Rate, type Yen } from '../../kernel/yen.ts'
import type { ExampleInput, ExampleRule } from '../../platform/context/manifest.ts'
import { factsOfExample, findWhole, findYen, lawOfExample, refuseUnknownFields } from './example-facts.ts'
import { latestAssessedYear, perCapitaTotal, type IndividualTaxLaw } from './law.ts'
import { incomeYearOf, type Relative, type TaxpayerFacts } from './model.ts'
import { computeAmounts, computeDeductions, computeLevy, type Deductions, type IncomeLevy } from './rules/assess.ts'
import { continuingPensionYear, firstPensionYear, ordinaryInstalments, salaryInstalments } from './rules/collection.ts'
import { housingLoanCredit } from './rules/credits.ts'
import { computeIncome, salaryIncome, type Income } from './rules/income.ts'
import { afterCredits, noShares, standardLevy, taxBaseOf } from './rules/levy.ts'
import { decideLiability, limitsFor } from './rules/non-taxable.ts'
import { lifeInsuranceDeduction } from './rules/paid-deductions.ts'
import { basicDeduction, dependantDeduction, specificRelativeDeduction } from './rules/personal-deductions.ts'
import { plainSheet } from './rules/sheet.ts'
import { pensionWalls, salaryWalls } from './rules/thresholds.ts'

type Raw = Readonly<Record<string, unknown>>
type Lines = Record<string, unknown>

/** What worked examples of this tax may call. */
export const exampleRules: Readonly<Record<string, ExampleRule>> = { 'tax-individual.assess': runExample }

/**
 * Runs one worked example: whatever facts it gives, every line that follows from them.
 * It enters the computation where the case begins: at revenue, at the tax base, at the annual amount, or at a table.
 */
function runExample(example: ExampleInput): Lines {
  refuseUnknownFields(example.given)
  const { given } = example
  assert(given.kind === undefined || given.kind === 'pensionWithholding', `no rule for kind ${String(given.kind)}: tax withheld from retirement pay is not assessed here`)
  const law = lawOfExample(example, latestAssessedYear)
  refuseOtherYear(given, law)
  const table = tableLines(given, law)
  if (table) return table
  if (given.kind === 'pensionWithholding') return pensionCollectionLines(given, law)
  return { ...thresholdLines(given, law), ...assessmentLines(given, law) }
}

function refuseOtherYear(given: Raw, law: IndividualTaxLaw): void {
  const year = findWhole(given, 'incomeYear')
  assert(year === undefined || year === incomeYearOf(law.fiscalYear), `incomeYear ${year} does not belong to fiscal year ${law.fiscalYear}`)
}

/** A list in place of one figure asks for a table. */
function tableLines(given: Raw, law: IndividualTaxLaw): Lines | null {
  if (Array.isArray(given.salaryRevenue)) return { salaryIncome: yenList(given.salaryRevenue).map((revenue) => salaryIncome(revenue, law)) }
  if (Array.isArray(given.relativeIncome)) return { deduction: yenList(given.relativeIncome).map((income) => studentDeduction(income, law)) }
  if (Array.isArray(given.dependants) && given.dependants.some((one) => typeof one === 'number')) {
    const rows = (given.dependants as readonly number[]).map((persons) => wallLines(persons, given, law))
    return Object.fromEntries(Object.keys(rows[0]!).map((key) => [key, rows.map((row) => row[key])]))
  }
  return null
}

/** Deduction for one relative of 20 years with an income of their own. */
function studentDeduction(income: Yen, law: IndividualTaxLaw): Yen {
  const relative: Relative = { age: 20, income, disability: 'none', coResidentAscendant: false, notDeductible: false }
  return sum(dependantDeduction(relative, law).deduction, specificRelativeDeduction(relative, law).deduction)
}

function yenList(raw: readonly unknown[]): readonly Yen[] {
  return raw.map((one) => {
    assert(typeof one === 'number', 'a table is a list of yen')
    return yen(one)
  })
}

function thresholdLines(given: Raw, law: IndividualTaxLaw): Lines {
  if (given.dependants !== undefined && typeof given.dependants !== 'number') return {}
  return wallLines(given.dependants ?? 0, given, law)
}

function wallLines(persons: number, given: Raw, law: IndividualTaxLaw): Lines {
  const limits = limitsFor(persons, law)
  const salary = salaryWalls(persons, law)
  const pension = pensionWalls({ persons, age: findWhole(given, 'age') ?? null }, law)
  return {
    perCapitaLimit: limits.perCapita, incomeLevyLimit: limits.incomeLevy, forestTaxLimit: limits.forestTax,
    maxSalaryNoTax: salary.noTax, maxSalaryNoPerCapita: salary.noPerCapita, maxSalaryNoIncomeLevy: salary.noIncomeLevy,
    incomeAtMax: salaryIncome(salary.noTax, law), taxedAtSalary: salary.noTax + 1,
    maxPensionNoTax: pension.noTax, maxPensionNoPerCapita: pension.noPerCapita, maxPensionNoIncomeLevy: pension.noIncomeLevy, taxedAtPension: pension.noTax + 1,
  }
}

function pensionCollectionLines(given: Raw, law: IndividualTaxLaw): Lines {
  if (given.firstYear === true) {
    const year = firstPensionYear(findYen(given, 'annualTax') ?? zeroYen, law)
    return { ordinaryTerm1: year.ordinary[0], ordinaryTerm2: year.ordinary[1], pension: year.pension, nextYearProvisional: year.nextProvisional }
  }
  assert(Array.isArray(given.annualTaxByYear) && given.firstYearIsContinuing !== false, 'annualTaxByYear starts with a continuing year')
  const years = yenList(given.annualTaxByYear)
  return Object.fromEntries(years.map((annualTax, index) => [`year${index}`, continuingPensionYear(annualTax, years[Math.max(0, index - 1)]!, law)]))
}

/** The computation itself, from wherever the case enters it. */
function assessmentLines(given: Raw, law: IndividualTaxLaw): Lines {
  const place = { law, sheet: plainSheet() }
  const facts = factsOfExample(given, law)
  const entersAtBase = given.taxable !== undefined || given.taxableGeneral !== undefined
  const stated = findYen(given, 'totalIncome')
  const income = entersAtBase && stated === undefined ? null : computeIncome(facts, law, place.sheet)
  const measured = income && stated !== undefined ? { ...income, total: stated, aggregate: stated } : income
  const deductions = computeDeductions(facts, measured ?? computeIncome(facts, law, plainSheet()), place)
  const difference = findYen(given, 'personalDeductionDiff') ?? deductions.difference
  const taxBase = findYen(given, 'taxable') ?? findYen(given, 'taxableGeneral') ?? taxBaseOf(measured!.aggregate, deductions.total, place)
  const liability = measured && !entersAtBase ? decideLiability(facts, measured, place) : { perCapita: true, incomeLevy: true, forestTax: true, exemptBy: null }
  const levy = liability.incomeLevy ? computeLevy({ facts, income: measured, taxBase, difference }, place) : null
  const amounts = computeAmounts(levy?.due ?? noShares, liability, place)
  return {
    ...incomeLines(facts, measured, law),
    ...deductionLines(facts, deductions, { law, difference, totalIncome: measured?.total ?? zeroYen }),
    taxable: taxBase,
    ...levyLines(levy, taxBase, law),
    ...housingLines(facts, law),
    cityPerCapita: amounts.cityPerCapita, prefPerCapita: amounts.prefecturePerCapita,
    perCapitaTotal: liability.perCapita ? perCapitaTotal(law) : amounts.forestTax,
    cityTotal: amounts.cityTotal, prefTotal: amounts.prefectureTotal, forestTax: amounts.forestTax,
    ...collectionLines(findYen(given, 'annualTax') ?? amounts.annualTax, given, law),
  }
}

function incomeLines(facts: TaxpayerFacts, income: Income | null, law: IndividualTaxLaw): Lines {
  if (!income) return {}
  const spouse: Lines = facts.spouse ? { spouseIncome: facts.spouse.income } : {}
  return {
    salaryIncomeBefore: income.salaryIncomeBefore, incomeAdjustmentDeduction: income.adjustment, salaryIncome: income.salaryIncome,
    salaryDeduction: subtract(facts.salaryRevenue, income.salaryIncomeBefore),
    pensionIncome: income.pensionIncome, pensionDeduction: subtract(facts.pensionRevenue, income.pensionIncome),
    totalIncome: income.total, aggregateIncome: income.aggregate,
    ...quarterLines(facts.salaryRevenue),
    ...spouse,
    fiscalYear: law.fiscalYear,
  }
}

/** The way municipalities show the 4,000-yen step: a quarter, cut to 1,000. */
function quarterLines(revenue: Yen): Lines {
  const quarter = applyRate(revenue, rate(1, 4))
  return { salaryDiv4: dropBelow(1, quarter), salaryDiv4Cut1000: dropBelow(1000, quarter) }
}

function deductionLines(facts: TaxpayerFacts, deductions: Deductions, more: { law: IndividualTaxLaw; difference: Yen; totalIncome: Yen }): Lines {
  const { paid, personal } = deductions
  const elderly = facts.spouse?.age != null && facts.spouse.age >= more.law.spouseDeduction.elderlyAge
  return {
    casualtyDeduction: paid.casualty, medicalDeduction: paid.medical, socialInsuranceDeduction: paid.socialInsurance, mutualAidDeduction: paid.mutualAid,
    lifeInsuranceDeduction: lifeInsuranceDeduction(facts.paid, more.law), earthquakeDeduction: paid.earthquake,
    disabilityDeduction: personal.disability.deduction, widowDeduction: personal.widow.deduction, singleParentDeduction: personal.singleParent.deduction, workingStudentDeduction: personal.workingStudent.deduction,
    spouseDeduction: personal.spouse.deduction, spouseDeductionElderly: elderly ? personal.spouse.deduction : zeroYen, spouseSpecialDeduction: personal.specialSpouse.deduction,
    dependantDeduction: personal.dependants.deduction, specificRelativeDeduction: personal.specificRelatives.deduction,
    basicDeduction: basicDeduction(more.totalIncome, more.law).deduction,
    deductionTotal: deductions.total, personalDeductionDiff: more.difference,
  }
}

function levyLines(levy: IncomeLevy | null, taxBase: Yen, law: IndividualTaxLaw): Lines {
  if (!levy) return { cityIncomeLevy: zeroYen, prefIncomeLevy: zeroYen, cityIncomeLevyGross: zeroYen, prefIncomeLevyGross: zeroYen, adjCreditCity: zeroYen, adjCreditPref: zeroYen }
  const adjusted = afterCredits(levy.gross, [levy.adjustment])
  const unreduced = sumShares(levy)
  return {
    cityIncomeLevyGross: levy.gross.city, prefIncomeLevyGross: levy.gross.prefecture,
    cityLevyGeneral: levy.gross.city, prefLevyGeneral: levy.gross.prefecture, cityLevyGross: levy.gross.city, prefLevyGross: levy.gross.prefecture,
    cityIncomeLevyGrossCut100: dropBelow(law.roundingUnits.tax, levy.gross.city), prefIncomeLevyGrossCut100: dropBelow(law.roundingUnits.tax, levy.gross.prefecture),
    adjustmentBase: levy.adjustment.base, adjCreditCity: levy.adjustment.city, adjCreditPref: levy.adjustment.prefecture,
    cityIncomeLevyAfterAdjust: adjusted.city, prefIncomeLevyAfterAdjust: adjusted.prefecture,
    smoothingCity: levy.smoothing.city, smoothingPref: levy.smoothing.prefecture,
    reduction: sum(levy.flatReduction.city, levy.flatReduction.prefecture), reductionCity: levy.flatReduction.city, reductionPref: levy.flatReduction.prefecture,
    cityIncomeLevyBefore: unreduced.city, prefIncomeLevyBefore: unreduced.prefecture,
    cityIncomeLevyBeforeTeigaku: cut(unreduced.city, law), prefIncomeLevyBeforeTeigaku: cut(unreduced.prefecture, law),
    cityIncomeLevyBeforeCut: levy.beforeCut.city, prefIncomeLevyBeforeCut: levy.beforeCut.prefecture,
    cityIncomeLevy: levy.due.city, prefIncomeLevy: levy.due.prefecture,
    ...donationLines(levy, taxBase, law),
  }
}

function sumShares(levy: IncomeLevy): { city: Yen; prefecture: Yen } {
  return { city: sum(levy.beforeCut.city, levy.flatReduction.city), prefecture: sum(levy.beforeCut.prefecture, levy.flatReduction.prefecture) }
}

function cut(amount: Yen, law: IndividualTaxLaw): Yen {
  return dropBelow(law.roundingUnits.tax, amount)
}

function donationLines(levy: IncomeLevy, taxBase: Yen, law: IndividualTaxLaw): Lines {
  const { donation } = levy
  if (!donation) return {}
  const standard = standardLevy(taxBase, law)
  return {
    specialRatio: decimal(donation.ratio),
    basicCreditCity: donation.basic.city, basicCreditPref: donation.basic.prefecture,
    specialCreditCity: donation.special.city, specialCreditPref: donation.special.prefecture,
    capCity: donation.cap.city, capPref: donation.cap.prefecture,
    oneStopCreditCity: donation.oneStop.city, oneStopCreditPref: donation.oneStop.prefecture,
    donationCreditCity: donation.city, donationCreditPref: donation.prefecture,
    standardLevyCity: standard.city, standardLevyPref: standard.prefecture,
  }
}

/** A ratio as the decimal that published cases show; for comparison only, no yen is computed from it. */
function decimal(ratio: Rate): number {
  return ratio.num / ratio.den
}

function housingLines(facts: TaxpayerFacts, law: IndividualTaxLaw): Lines {
  if (!facts.housingLoan) return {}
  const credit = housingLoanCredit(facts.housingLoan, { law, sheet: plainSheet() })
  return { residual: credit.residual, cap: credit.cap, creditCity: credit.city, creditPref: credit.prefecture }
}

function collectionLines(annualTax: Yen, given: Raw, law: IndividualTaxLaw): Lines {
  return {
    annualTax,
    ordinaryCollection: ordinaryInstalments(annualTax, law, findWhole(given, 'terms')),
    specialCollection: salaryInstalments(annualTax, law),
  }
}
