import { ExampleFault, exampleFlag, exampleWhole, refuseUnknownFields, tabulated, wrongKind, type NamedValues } from '../../kernel/example-input.ts'
import { applyRate, dropBelow, notBelowZero, rate, subtract, sum, yen, zeroYen, type Yen } from '../../kernel/yen.ts'
import type { ExampleInput, ExampleRule } from '../../platform/context/manifest.ts'
import { afterExampleRules } from './after/example-rules.ts'
import { factsOfExample, findWhole, knownFields, listFields } from './example-facts.ts'
import { separateBasesOf } from './example-declared.ts'
import { baseLines, housingLines, incomeDeductionLines, kindLines, levyLines } from './example-lines.ts'
import { reductionLines, statedLevy } from './example-reduction.ts'
import { retirementLines } from './example-retirement.ts'
import { datedOrdinance, findYen, townCaseOf } from './example-town.ts'
import { provisionalRows, type IndividualTaxLaw } from './law.ts'
import type { AmountByKind, Relative, TaxpayerFacts } from './model.ts'
import { computeAmounts, computeDeductions, totalOf, type Deductions } from './rules/assess.ts'
import { taxBases, type TaxBases } from './rules/bases.ts'
import { continuingPensionYear, firstPensionYear, ordinaryInstalments, salaryInstalments } from './rules/collection.ts'
import { computeIncome, salaryIncome, type Income } from './rules/income.ts'
import { computeLevy } from './rules/income-levy.ts'
import { noShares } from './rules/levy.ts'
import type { KindsOfIncome } from './rules/kinds.ts'
import { decideLiability, exemptUpTo, limitsFor, personsCounted } from './rules/non-taxable.ts'
import type { PaidDeductions } from './rules/paid-deductions.ts'
import { basicDeduction, dependantDeduction, specificRelativeDeduction } from './rules/personal-deductions.ts'
import { plainSheet } from './rules/sheet.ts'
import { pensionWalls, salaryWalls } from './rules/thresholds.ts'

type Raw = NamedValues
type Lines = Record<string, unknown>

/** What worked examples of this tax may call. */
export const exampleRules: Readonly<Record<string, ExampleRule>> = {
  'tax-individual.assess': (example) => {
    refuseUnknownFields(example.given, knownFields)
    return tabulated(example.given, listFields, (given) => runExample({ ...example, given }))
  },
  ...afterExampleRules,
}

/**
 * Runs one worked example: whatever facts it gives, every line that follows from them.
 * It enters the computation where the case begins: at revenue, at an income, at a deduction, at the tax base, at the annual amount, or at a table.
 */
function runExample(example: ExampleInput): Lines {
  const { given, law } = townCaseOf(example)
  const kind = kindOf(given)
  if (kind === 'pensionWithholding') return pensionCollectionLines(given, law)
  if (kind === 'retirement') return retirementLines(given, { law, ordinance: datedOrdinance(example.ordinance), on: example.on })
  const facts = factsOfExample(given, law)
  const before = statedLevy(given)
  if (before) {
    const lines = reductionLines(given, { before, facts }, law)
    return { ...lines, ...collectionLines({ annualTax: lines.annualTax!, reduced: lines.reduction! }, given, law) }
  }
  const relativeIncome = findYen(given, 'relativeIncome')
  return {
    ...wallLines(personsOf(given, facts, law), facts, law),
    ...assessmentLines(given, facts, law),
    provisional: provisionalRows(law).map(({ title }) => title),
    ...(relativeIncome === undefined ? {} : { deduction: studentDeduction(relativeIncome, law) }),
  }
}

/** What a case asks beside the assessment: by name, or by the fact that nothing else takes. */
export function kindOf(given: Raw): 'retirement' | 'pensionWithholding' | null {
  if (given.kind === undefined && given.retirementPay !== undefined) return 'retirement'
  if (given.kind === undefined) return given.annualTaxByYear === undefined && given.firstYear === undefined ? null : 'pensionWithholding'
  const kind = String(given.kind)
  if (kind === 'retirement' || kind.startsWith('退職')) return 'retirement'
  if (kind === 'pensionWithholding' || kind.startsWith('年金')) return 'pensionWithholding'
  throw new ExampleFault(`kind の「${kind}」はここでは計算しません。使えるのは retirement（退職所得）と pensionWithholding（年金からの特別徴収）です。`)
}

/** A bare number of dependants is the number that counts; persons are counted one by one. */
function personsOf(given: Raw, facts: TaxpayerFacts, law: IndividualTaxLaw): number {
  const isNumber = given.dependants !== undefined && !Array.isArray(given.dependants)
  return isNumber && given.spouse === undefined ? exampleWhole(given.dependants, 'dependants') : personsCounted(facts, law)
}

/** Deduction for one relative of 20 years with an income of their own. */
function studentDeduction(income: Yen, law: IndividualTaxLaw): Yen {
  const relative: Relative = { age: 20, income, disability: 'none', coResidentAscendant: false, abroad: false, notDeductible: false }
  return sum(dependantDeduction(relative, law).deduction, specificRelativeDeduction(relative, law).deduction)
}

function wallLines(persons: number, facts: TaxpayerFacts, law: IndividualTaxLaw): Lines {
  const limits = limitsFor(persons, law)
  const exempt = exemptUpTo(facts, law)
  const salary = salaryWalls(persons, law, exempt)
  const pension = pensionWalls({ persons, age: facts.age, exemptUpTo: exempt }, law)
  return {
    perCapitaLimit: limits.perCapita, incomeLevyLimit: limits.incomeLevy, forestTaxLimit: limits.forestTax,
    maxSalaryNoTax: salary.noTax, maxSalaryNoPerCapita: salary.noPerCapita, maxSalaryNoIncomeLevy: salary.noIncomeLevy,
    incomeAtMax: salaryIncome(salary.noTax, law), taxedAtSalary: salary.noTax + 1,
    maxPensionNoTax: pension.noTax, maxPensionNoPerCapita: pension.noPerCapita, maxPensionNoIncomeLevy: pension.noIncomeLevy, taxedAtPension: pension.noTax + 1,
  }
}

function pensionCollectionLines(given: Raw, law: IndividualTaxLaw): Lines {
  if (given.annualTaxByYear === undefined && given.firstYear !== undefined && !exampleFlag(given.firstYear, 'firstYear')) throw new ExampleFault('年金からの徴収を続ける年度の計算には、前年度からの年税額の並び annualTaxByYear が要ります（例: [60000, 36000]）。')
  if (given.annualTaxByYear === undefined) return firstPensionLines(findYen(given, 'annualTax') ?? zeroYen, findYen(given, 'reduction') ?? zeroYen, law)
  if (given.reduction !== undefined) throw new ExampleFault('項目「reduction」は annualTax（定額減税のあとの年税額）と書きます。何年分かの並びでは、どの年度のものか分かりません。')
  if (!Array.isArray(given.annualTaxByYear)) throw new ExampleFault('項目「annualTaxByYear」は年税額の並びで書きます（例: [60000, 36000]）。')
  const years = given.annualTaxByYear.map((one) => yen(exampleWhole(one, 'annualTaxByYear')))
  const continues = given.firstYearIsContinuing === undefined || exampleFlag(given.firstYearIsContinuing, 'firstYearIsContinuing')
  return Object.fromEntries(years.map((annualTax, index) => {
    if (index === 0 && !continues) return ['year0', [zeroYen, zeroYen, zeroYen, ...firstPensionYear(annualTax, law).pension]]
    return [`year${index}`, continuingPensionYear(annualTax, { lastYear: years[Math.max(0, index - 1)]! }, law)]
  }))
}

function firstPensionLines(annualTax: Yen, reduced: Yen, law: IndividualTaxLaw): Lines {
  const year = firstPensionYear(annualTax, law, reduced)
  return { ordinaryTerm1: year.ordinary[0], ordinaryTerm2: year.ordinary[1], pension: year.pension, nextYearProvisional: year.nextProvisional }
}

/** The computation itself, from wherever the case enters it. */
function assessmentLines(given: Raw, facts: TaxpayerFacts, law: IndividualTaxLaw): Lines {
  const place = { law, sheet: plainSheet() }
  const stated = findYen(given, 'taxable') ?? findYen(given, 'taxableGeneral') ?? (separateBasesOf(given) ? zeroYen : undefined)
  const saysIncome = ['totalIncome', 'aggregateIncome', 'salaryIncome', 'pensionIncome', 'salaryRevenue', 'pensionRevenue', 'otherIncome'].some((field) => given[field] !== undefined)
  const measured = statedIncome(given, computeIncome(facts, law, place.sheet))
  const income = stated === undefined || saysIncome ? measured : null
  const deductions = statedDeductions(given, computeDeductions(facts, measured, place))
  const difference = findYen(given, 'personalDeductionDiff') ?? deductions.difference
  const bases = statedBases(given, stated, () => taxBases(measured, deductions.total, place))
  const liability = stated === undefined ? decideLiability(facts, measured, place) : { perCapita: true, incomeLevy: true, forestTax: true, exemptBy: null, onPremises: false, places: 1 }
  if (income === null) refuseGiftsWithoutIncome(facts, bases.general, law)
  const levy = liability.incomeLevy ? computeLevy({ facts, income, bases, difference }, place) : null
  const amounts = computeAmounts(levy?.due ?? noShares, liability, place)
  const reduced = levy === null ? zeroYen : sum(levy.flatReduction.city, levy.flatReduction.prefecture)
  const perHead = sum(amounts.cityPerCapita, amounts.prefecturePerCapita, amounts.forestTax)
  return {
    ...incomeLines(facts, income, law),
    ...deductionLines(facts, deductions, { law, difference, totalIncome: income?.total ?? zeroYen }),
    ...kindLines(income),
    ...baseLines(bases),
    ...levyLines(levy, bases, law),
    ...housingLines(facts, law),
    cityPerCapita: amounts.cityPerCapita, prefPerCapita: amounts.prefecturePerCapita,
    perCapitaTotal: perHead,
    cityTotal: amounts.cityTotal, prefTotal: amounts.prefectureTotal, forestTax: amounts.forestTax,
    ...collectionLines({ annualTax: findYen(given, 'annualTax') ?? amounts.annualTax, reduced: findYen(given, 'reduction') ?? reduced, perHead }, given, law),
  }
}

/** Bases that a page states stand in place of those that follow from income. */
function statedBases(given: Raw, general: Yen | undefined, computed: () => TaxBases): TaxBases {
  return general === undefined ? computed() : { general, separate: separateBasesOf(given) }
}

/** Incomes that a page states stand in place of those that follow from revenue. */
function statedIncome(given: Raw, computed: Income): Income {
  const salary = findYen(given, 'salaryIncome') ?? computed.salaryIncome
  const pension = findYen(given, 'pensionIncome') ?? computed.pensionIncome
  const total = findYen(given, 'totalIncome') ?? sum(computed.total, subtract(salary, computed.salaryIncome), subtract(pension, computed.pensionIncome))
  const aggregate = findYen(given, 'aggregateIncome') ?? (computed.kinds ? sum(computed.aggregate, subtract(total, computed.total)) : notBelowZero(subtract(total, findYen(given, 'carriedForwardLoss') ?? zeroYen)))
  const more = sum(subtract(salary, computed.salaryIncome), subtract(pension, computed.pensionIncome))
  return { ...computed, salaryIncome: salary, pensionIncome: pension, total, aggregate, kinds: computed.kinds && withGeneral(computed.kinds, more) }
}

/** Income by kind with more of what is taxed together, where a page states salary or pension income itself. */
function withGeneral(kinds: KindsOfIncome, more: Yen): KindsOfIncome {
  const add = (amounts: AmountByKind): AmountByKind => ({ ...amounts, general: sum(amounts.general, more) })
  return { ...kinds, ofYear: add(kinds.ofYear), afterLosses: add(kinds.afterLosses), taxable: add(kinds.taxable) }
}

const statedPaid: Readonly<Record<string, keyof PaidDeductions>> = {
  casualtyDeduction: 'casualty', medicalDeduction: 'medical', socialInsuranceDeduction: 'socialInsurance', mutualAidDeduction: 'mutualAid', lifeInsuranceDeduction: 'lifeInsurance', earthquakeDeduction: 'earthquake',
}

/** The same for deductions. */
function statedDeductions(given: Raw, computed: Deductions): Deductions {
  const own = Object.entries(statedPaid).flatMap(([field, key]) => {
    const amount = findYen(given, field)
    return amount === undefined ? [] : [[key, amount] as const]
  })
  const paid: PaidDeductions = { ...computed.paid, ...Object.fromEntries(own) }
  return { ...computed, paid, total: findYen(given, 'deductionTotal') ?? totalOf(paid, computed.personal) }
}

/** A case that begins at the tax base says no income; gifts far below the share of income that limits them need none. */
function refuseGiftsWithoutIncome(facts: TaxpayerFacts, taxBase: Yen, law: IndividualTaxLaw): void {
  const gifts = sum(facts.paid.donationsToMunicipalities, facts.paid.donationsOther)
  if (gifts > dropBelow(1, applyRate(taxBase, law.donationCredit.incomeShare))) throw new ExampleFault('寄附金の控除には総所得金額等が要ります。given に aggregateIncome か totalIncome を書いてください。')
}

function incomeLines(facts: TaxpayerFacts, income: Income | null, law: IndividualTaxLaw): Lines {
  if (!income) return {}
  const spouse: Lines = facts.spouse ? { spouseIncome: facts.spouse.income } : {}
  return {
    salaryIncomeBefore: income.salaryIncomeBefore, incomeAdjustmentDeduction: income.adjustment, salaryIncome: income.salaryIncome,
    pensionIncome: income.pensionIncome, ...incomeDeductionLines(facts, income),
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
    lifeInsuranceDeduction: paid.lifeInsurance, earthquakeDeduction: paid.earthquake,
    disabilityDeduction: personal.disability.deduction, widowDeduction: personal.widow.deduction, singleParentDeduction: personal.singleParent.deduction, workingStudentDeduction: personal.workingStudent.deduction,
    spouseDeduction: personal.spouse.deduction, spouseDeductionElderly: elderly ? personal.spouse.deduction : zeroYen, spouseSpecialDeduction: personal.specialSpouse.deduction,
    dependantDeduction: personal.dependants.deduction, specificRelativeDeduction: personal.specificRelatives.deduction,
    basicDeduction: basicDeduction(more.totalIncome, more.law).deduction,
    deductionTotal: deductions.total, personalDeductionDiff: more.difference,
  }
}

function collectionLines({ annualTax, reduced, perHead }: { annualTax: Yen; reduced: Yen; perHead?: Yen }, given: Raw, law: IndividualTaxLaw): Lines {
  const terms = findWhole(given, 'terms')
  if (terms !== undefined && (terms < 1 || terms > 12)) throw wrongKind('terms', '1から12までの期の数で書きます', given.terms)
  return {
    annualTax,
    ordinaryCollection: ordinaryInstalments(annualTax, law, { terms, reduced, perHead }),
    specialCollection: salaryInstalments(annualTax, law, { reduced, perHead }),
  }
}
