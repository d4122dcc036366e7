import { sum, yen, zeroYen, type Yen } from '../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../law.ts'
import type { Disability, Relative, TaxpayerFacts } from '../model.ts'
import { computeIncome, isDependant } from './income.ts'
import { amount, plainSheet, type Sheet } from './sheet.ts'

/** A deduction with the amount by which the income-tax one is larger: that difference feeds the adjustment credit. */
export interface Personal { readonly deduction: Yen; readonly difference: Yen }

/** Deductions for the person and the family — 人的控除. */
export interface PersonalDeductions {
  readonly disability: Personal
  readonly widow: Personal
  readonly singleParent: Personal
  readonly workingStudent: Personal
  readonly spouse: Personal
  readonly specialSpouse: Personal
  readonly dependants: Personal
  readonly specificRelatives: Personal
  readonly basic: Personal
}

const none: Personal = Object.freeze({ deduction: zeroYen, difference: zeroYen })

/**
 * Disabilities of the taxpayer, the same-livelihood spouse and dependants of any age — 障害者控除. A dependant of somebody else earns it there.
 * @law local-tax-act 314-2(1)(6)
 */
export function disabilityDeduction(facts: TaxpayerFacts, law: IndividualTaxLaw): Personal {
  let total = ofDisability(facts.condition.disability === 'co-resident-special' ? 'special' : facts.condition.disability, law)
  if (facts.spouse && facts.spouse.income <= law.dependantIncomeLimit) total = plus(total, ofDisability(facts.spouse.disability, law))
  for (const relative of facts.relatives) if (isDependant(relative, law) && !relative.notDeductible) total = plus(total, ofDisability(relative.disability, law))
  return total
}

function ofDisability(disability: Disability, law: IndividualTaxLaw): Personal {
  const [amounts, differences] = [law.disabilityDeduction, law.personalDeductionDifference.disability]
  if (disability === 'none') return none
  if (disability === 'general') return { deduction: amounts.general, difference: differences.general }
  if (disability === 'special') return { deduction: amounts.special, difference: differences.special }
  return { deduction: amounts.coResidentSpecial, difference: differences.coResidentSpecial }
}

function plus(left: Personal, right: Personal): Personal {
  if (right === none) return left
  return left === none ? right : { deduction: sum(left.deduction, right.deduction), difference: sum(left.difference, right.difference) }
}

/**
 * Widow — 寡婦控除; a single parent has that deduction instead.
 * @law local-tax-act 314-2(1)(8)
 */
export function widowDeduction(facts: TaxpayerFacts, totalIncome: Yen, law: IndividualTaxLaw): Personal {
  const entitled = facts.condition.widow && facts.condition.singleParent === 'none' && (law.widowDeduction.incomeLimit === null || totalIncome <= law.widowDeduction.incomeLimit)
  return entitled ? { deduction: law.widowDeduction.amount, difference: law.personalDeductionDifference.widow } : none
}

/**
 * Single parent — ひとり親控除. The difference is smaller for a father.
 * @law local-tax-act 314-2(1)(8-2)
 * @law local-tax-act-enforcement-order 48-7-2
 */
export function singleParentDeduction(facts: TaxpayerFacts, totalIncome: Yen, law: IndividualTaxLaw): Personal {
  const parent = facts.condition.singleParent
  if (parent === 'none' || totalIncome > law.singleParentDeduction.incomeLimit) return none
  return { deduction: law.singleParentDeduction[parent], difference: law.personalDeductionDifference.singleParent[parent] }
}

/**
 * Working student — 勤労学生控除.
 * @law local-tax-act 314-2(1)(9)
 */
export function workingStudentDeduction(facts: TaxpayerFacts, totalIncome: Yen, law: IndividualTaxLaw): Personal {
  const entitled = facts.condition.workingStudent && totalIncome <= law.workingStudentDeduction.incomeLimit
  return entitled ? { deduction: law.workingStudentDeduction.amount, difference: law.personalDeductionDifference.workingStudent } : none
}

/**
 * Spouse within the income limit — 配偶者控除; none where the taxpayer's own income is above the last tier.
 * @law local-tax-act 314-2(1)(10)
 */
export function spouseDeduction(facts: TaxpayerFacts, totalIncome: Yen, law: IndividualTaxLaw): Personal {
  if (!facts.spouse || facts.spouse.income > law.dependantIncomeLimit) return none
  const tier = law.spouseDeduction.tiers.findIndex((one) => totalIncome <= one.upTo)
  if (tier < 0) return none
  const kind = facts.spouse.age !== null && facts.spouse.age >= law.spouseDeduction.elderlyAge ? 'elderly' : 'general'
  return { deduction: law.spouseDeduction.tiers[tier]![kind], difference: law.personalDeductionDifference.spouse[tier]![kind] }
}

/**
 * Spouse above the income limit — 配偶者特別控除; a couple has it once.
 * @law local-tax-act 314-2(1)(10-2)
 * @law income-tax-act 83-2(2)
 */
export function specialSpouseDeduction(facts: TaxpayerFacts, totalIncome: Yen, law: IndividualTaxLaw): Personal {
  const { spouse } = facts
  if (!spouse || spouse.income <= law.dependantIncomeLimit || isTakenBySpouse(facts, totalIncome, law)) return none
  const tier = law.specialSpouseDeduction.tiers.findIndex((upTo) => totalIncome <= upTo)
  const band = law.specialSpouseDeduction.bands.find((one) => spouse.income <= one.upTo)
  if (tier < 0 || !band) return none
  const difference = law.personalDeductionDifference.specialSpouse.find((one) => spouse.income < one.below)
  return { deduction: band.amounts[tier]!, difference: difference?.amounts[tier] ?? zeroYen }
}

/**
 * Whether the spouse has the special deduction for this taxpayer — 配偶者特別控除の相互の適用の禁止. What a spouse has within the limit of a dependant takes nothing away.
 * LEGAL DOUBT: which of the two has it where both claim it is for an officer, LD-141.
 * @law local-tax-act 314-2(1)(10-2)
 * @law income-tax-act 83-2(2)
 */
export function isTakenBySpouse(facts: TaxpayerFacts, totalIncome: Yen, law: IndividualTaxLaw): boolean {
  return facts.spouse !== null && facts.spouse.claimsBack && totalIncome > law.dependantIncomeLimit && law.specialSpouseDeduction.bands.some((one) => totalIncome <= one.upTo)
}

/**
 * Whether somebody would have the special deduction, whatever the spouse claims — 配偶者特別控除の申告.
 * @law local-tax-act 314-2(1)(10-2)
 */
export function claimsSpecialDeduction(facts: TaxpayerFacts, law: IndividualTaxLaw): boolean {
  const { spouse } = facts
  return spouse !== null && specialSpouseDeduction({ ...facts, spouse: { ...spouse, claimsBack: false } }, computeIncome(facts, law, plainSheet()).total, law).deduction > 0
}

/**
 * Dependants by age — 扶養控除. Below 16 nothing, but they count for the limits.
 * @law local-tax-act 314-2(1)(11)
 * @law local-tax-act 314-2(4)
 */
export function dependantDeduction(relative: Relative, law: IndividualTaxLaw): Personal {
  const [amounts, differences] = [law.dependantDeduction, law.personalDeductionDifference.dependant]
  if (relative.age < amounts.deductibleAge || relative.notDeductible || !isDependant(relative, law)) return none
  const kind = dependantKind(relative, law)
  return { deduction: amounts[kind], difference: differences[kind] }
}

/**
 * The class of a dependant of 16 or more — 一般・特定・老人・同居老親等.
 * @law local-tax-act 314-2(1)(11)
 */
export function dependantKind(relative: Relative, law: IndividualTaxLaw): 'general' | 'specified' | 'elderly' | 'coResidentAscendant' {
  const { specifiedAge, elderlyAge } = law.dependantDeduction
  if (relative.age >= specifiedAge.from && relative.age < specifiedAge.below) return 'specified'
  if (relative.age < elderlyAge) return 'general'
  return relative.coResidentAscendant ? 'coResidentAscendant' : 'elderly'
}

/**
 * Relative of 19 to 22 whose income is above the limit of a dependant — 特定親族特別控除.
 * LEGAL DOUBT: whether it counts among the personal differences is not plain from the text; LD-030 reads no.
 * @law local-tax-act 314-2(1)(12)
 */
export function specificRelativeDeduction(relative: Relative, law: IndividualTaxLaw): Personal {
  const rule = law.specificRelativeDeduction
  if (!rule || relative.notDeductible || isDependant(relative, law) || relative.age < rule.age.from || relative.age >= rule.age.below) return none
  const band = rule.bands.find((one) => relative.income <= one.upTo)
  return band ? { deduction: band.amount, difference: law.personalDeductionDifference.specificRelative } : none
}

/**
 * Basic deduction — 基礎控除. Its difference is 50,000 yen of everybody, also where the income earns no deduction: by it the ratio of the special donation credit is chosen.
 * @law local-tax-act 314-2(2)
 */
export function basicDeduction(totalIncome: Yen, law: IndividualTaxLaw): Personal {
  const band = law.basicDeduction.find((one) => one.upTo === null || totalIncome <= one.upTo)
  return { deduction: band?.amount ?? zeroYen, difference: law.personalDeductionDifference.basic }
}

/**
 * All deductions for the person and the family, in the order of the article — 人的控除.
 * @law local-tax-act 314-2(1)
 * @law local-tax-act 314-2(2)
 */
export function computePersonalDeductions(facts: TaxpayerFacts, totalIncome: Yen, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): PersonalDeductions {
  let [dependants, specificRelatives] = [none, none]
  for (const relative of facts.relatives) {
    dependants = plus(dependants, dependantDeduction(relative, law))
    specificRelatives = plus(specificRelatives, specificRelativeDeduction(relative, law))
  }
  const deductions: PersonalDeductions = {
    disability: disabilityDeduction(facts, law),
    widow: widowDeduction(facts, totalIncome, law),
    singleParent: singleParentDeduction(facts, totalIncome, law),
    workingStudent: workingStudentDeduction(facts, totalIncome, law),
    spouse: spouseDeduction(facts, totalIncome, law),
    specialSpouse: specialSpouseDeduction(facts, totalIncome, law),
    dependants,
    specificRelatives,
    basic: basicDeduction(totalIncome, law),
  }
  writeConditions(deductions, sheet)
  writeFamily(facts, deductions, { law, sheet, totalIncome })
  return deductions
}

function writeConditions(deductions: PersonalDeductions, sheet: Sheet): void {
  if (deductions.disability !== none) sheet.line('disability-deduction', deductions.disability.deduction, null, () => ({ calculation: '本人・配偶者・扶養親族の障害' }))
  if (deductions.widow !== none) sheet.line('widow-deduction', deductions.widow.deduction, null, () => ({ calculation: '定額' }))
  if (deductions.singleParent !== none) sheet.line('single-parent-deduction', deductions.singleParent.deduction, null, () => ({ calculation: '定額' }))
  if (deductions.workingStudent !== none) sheet.line('working-student-deduction', deductions.workingStudent.deduction, null, () => ({ calculation: '定額' }))
}

function writeFamily(facts: TaxpayerFacts, deductions: PersonalDeductions, place: { law: IndividualTaxLaw; sheet: Sheet; totalIncome: Yen }): void {
  const { law, sheet, totalIncome } = place
  const bound = law.dependantIncomeLimit
  if (facts.spouse && deductions.spouse !== none) sheet.line('spouse-deduction', deductions.spouse.deduction, null, () => ({ calculation: `配偶者の所得 ${amount(facts.spouse!.income)} ≦ ${amount(bound)}` }))
  if (facts.spouse && deductions.specialSpouse !== none) sheet.line('special-spouse-deduction', deductions.specialSpouse.deduction, null, () => ({ calculation: `配偶者の所得 ${amount(facts.spouse!.income)} ＞ ${amount(bound)}` }))
  if (facts.spouse && facts.spouse.income > bound && isTakenBySpouse(facts, totalIncome, law)) sheet.line('special-spouse-deduction', zeroYen, null, () => ({ calculation: '配偶者がこの人について受けているため、受けられない', doubt: 'LD-141' }))
  if (deductions.dependants !== none) sheet.line('dependant-deduction', deductions.dependants.deduction, null, () => ({ calculation: dependantWords(facts, law) }))
  if (deductions.specificRelatives !== none) sheet.line('specific-relative-deduction', deductions.specificRelatives.deduction, null, () => ({
    calculation: facts.relatives.filter((one) => specificRelativeDeduction(one, law) !== none).map((one) => `${one.age}歳 所得 ${amount(one.income)} ＞ ${amount(bound)}`).join('、'),
    doubt: 'LD-030',
  }))
  sheet.line('basic-deduction', deductions.basic.deduction, null, () => ({ calculation: `合計所得 ${amount(totalIncome)} の人の額` }))
}

const kindWords = { general: '一般', specified: '特定', elderly: '老人', coResidentAscendant: '同居老親等' } as const

function dependantWords(facts: TaxpayerFacts, law: IndividualTaxLaw): string {
  const claimed = facts.relatives.filter((one) => dependantDeduction(one, law) !== none)
  return claimed.map((one) => `${kindWords[dependantKind(one, law)]} ${amount(law.dependantDeduction[dependantKind(one, law)])}`).join('＋')
}

/**
 * Sum of the deductions — 人的控除の合計.
 * @law local-tax-act 314-2
 */
export function personalTotal(deductions: PersonalDeductions): Yen {
  return yen(Object.values(deductions).reduce((total: number, one: Personal) => total + one.deduction, 0))
}

/**
 * Sum of the differences to the income-tax deductions — 人的控除額の差の合計.
 * @law local-tax-act 314-6(1)
 */
export function differenceTotal(deductions: PersonalDeductions): Yen {
  return yen(Object.values(deductions).reduce((total: number, one: Personal) => total + one.difference, 0))
}
