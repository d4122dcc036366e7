import type { IndividualTaxLaw } from '../law.ts'
import type { Disability, Paid, TaxpayerFacts } from '../model.ts'
import { cut, least, most, notBelowZero, percentOf, raise, total, whole } from './amounts.ts'
import { dependantRelatives, hasSameLivelihoodSpouse } from './family.ts'
import type { LiteralIncome } from './income.ts'

/** 所得控除, item by item, and 人的控除額の差. */
export interface LiteralDeductions {
  readonly casualty: bigint
  readonly medical: bigint
  readonly socialInsurance: bigint
  readonly mutualAid: bigint
  readonly lifeInsurance: bigint
  readonly earthquake: bigint
  readonly disability: bigint
  readonly widow: bigint
  readonly singleParent: bigint
  readonly workingStudent: bigint
  readonly spouse: bigint
  readonly specialSpouse: bigint
  readonly dependants: bigint
  readonly specificRelatives: bigint
  readonly basic: bigint
  readonly total: bigint
  readonly difference: bigint
}

/** 所得控除. @law local-tax-act 34, 314-2 */
export function literalDeductions(facts: TaxpayerFacts, income: LiteralIncome, law: IndividualTaxLaw): LiteralDeductions {
  const { paid } = facts
  const persons = personalDeductions(facts, income.total, law)
  const items = {
    casualty: casualty(paid, income.aggregate, law),
    medical: medical(paid, income.aggregate, law),
    // 314条の2第1項3号・4号: the whole of what was paid.
    socialInsurance: whole(paid.socialInsurance),
    mutualAid: whole(paid.mutualAid),
    lifeInsurance: lifeInsurance(paid, law),
    earthquake: earthquake(paid, law),
    disability: persons.disability.amount, widow: persons.widow.amount, singleParent: persons.singleParent.amount, workingStudent: persons.workingStudent.amount,
    spouse: persons.spouse.amount, specialSpouse: persons.specialSpouse.amount, dependants: persons.dependants.amount, specificRelatives: persons.specificRelatives.amount,
    basic: basic(income.total, law),
  }
  // 314条の6第1項1号イ: 50,000 yen, and the amount of each personal deduction that the taxpayer has.
  const difference = whole(law.personalDeductionDifference.basic) + total(Object.values(persons).map((one) => one.difference))
  return { ...items, total: total(Object.values(items)), difference }
}

/** 1号 雑損控除: the loss above a tenth of 総所得金額等, or the disaster spending above 50,000 yen, whichever is more. */
function casualty(paid: Paid, aggregate: bigint, law: IndividualTaxLaw): bigint {
  const row = law.casualtyDeduction
  const loss = whole(paid.casualtyLoss) - cut(percentOf(aggregate, row.incomeShare))
  return notBelowZero(most(loss, whole(paid.casualtyDisasterSpending) - whole(row.spendingFloor)))
}

/** 2号 医療費控除: above 5 per cent of 総所得金額等 or 100,000 yen, up to 2,000,000; or 附則4条の4: medicines above 12,000 yen, up to 88,000. */
function medical(paid: Paid, aggregate: bigint, law: IndividualTaxLaw): bigint {
  const row = law.medicalDeduction
  const floor = least(whole(row.floor), cut(percentOf(aggregate, row.incomeShare)))
  const ordinary = least(notBelowZero(whole(paid.medical) - whole(paid.medicalReimbursed) - floor), whole(row.ceiling))
  const medicines = least(notBelowZero(whole(paid.selfMedication) - whole(row.selfMedicationFloor)), whole(row.selfMedicationCeiling))
  return most(ordinary, medicines)
}

interface PaidBand { readonly upTo: number | null; readonly rate: { num: number; den: number }; readonly plus: number }

function byBand(paid: bigint, bands: readonly PaidBand[]): bigint {
  for (const band of bands) if (band.upTo === null || paid <= whole(band.upTo)) return raise(percentOf(paid, band.rate)) + whole(band.plus)
  return 0n
}

/** 5号 生命保険料控除: general, care and pension insurance, each by old and new contracts; up to 70,000 yen. */
function lifeInsurance(paid: Paid, law: IndividualTaxLaw): bigint {
  const row = law.lifeInsuranceDeduction
  const classOf = (newPaid: number, oldPaid: number): bigint => {
    const onNew = newPaid > 0 ? byBand(whole(newPaid), row.newContracts) : 0n
    const onOld = oldPaid > 0 ? byBand(whole(oldPaid), row.oldContracts) : 0n
    return most(onOld, least(onNew + onOld, whole(row.classCeiling)))
  }
  return least(classOf(paid.lifeNewGeneral, paid.lifeOldGeneral) + classOf(paid.lifeCare, 0) + classOf(paid.lifeNewPension, paid.lifeOldPension), whole(row.ceiling))
}

/** 5号の3 地震保険料控除: half of what was paid, with the old long-term contracts up to 25,000 yen. */
function earthquake(paid: Paid, law: IndividualTaxLaw): bigint {
  const row = law.earthquakeInsuranceDeduction
  const half = least(raise(percentOf(whole(paid.earthquake), row.rate)), whole(row.ceiling))
  const old = paid.earthquakeOldLongTerm > 0 ? byBand(whole(paid.earthquakeOldLongTerm), row.oldLongTerm) : 0n
  return least(half + old, whole(row.ceiling))
}

/** 2項 基礎控除 by 合計所得金額. */
function basic(totalIncome: bigint, law: IndividualTaxLaw): bigint {
  for (const band of law.basicDeduction) if (band.upTo === null || totalIncome <= whole(band.upTo)) return whole(band.amount)
  return 0n
}

interface Personal { readonly amount: bigint; readonly difference: bigint }
const none: Personal = { amount: 0n, difference: 0n }

function personalDeductions(facts: TaxpayerFacts, totalIncome: bigint, law: IndividualTaxLaw): Record<'disability' | 'widow' | 'singleParent' | 'workingStudent' | 'spouse' | 'specialSpouse' | 'dependants' | 'specificRelatives', Personal> {
  return {
    disability: disability(facts, law),
    ...ownConditions(facts, totalIncome, law),
    spouse: spouse(facts, totalIncome, law),
    specialSpouse: specialSpouse(facts, totalIncome, law),
    dependants: dependants(facts, law),
    specificRelatives: specificRelatives(facts, law),
  }
}

/** 6号 障害者控除: the taxpayer, the same-livelihood spouse and each dependant, also those below 16. */
function disability(facts: TaxpayerFacts, law: IndividualTaxLaw): Personal {
  const degrees: Disability[] = [facts.condition.disability]
  if (hasSameLivelihoodSpouse(facts, law)) degrees.push(facts.spouse!.disability)
  for (const relative of dependantRelatives(facts, law)) if (!relative.notDeductible) degrees.push(relative.disability)
  const names = { general: 'general', special: 'special', 'co-resident-special': 'coResidentSpecial' } as const
  let [amount, difference] = [0n, 0n]
  for (const degree of degrees) {
    if (degree === 'none') continue
    amount += whole(law.disabilityDeduction[names[degree]])
    difference += whole(law.personalDeductionDifference.disability[names[degree]])
  }
  return { amount, difference }
}

/** 8号 寡婦, 8号の2 ひとり親, 9号 勤労学生, each within a total income. A single parent is no widow in the sense of the Act (292条1項11号). */
function ownConditions({ condition }: TaxpayerFacts, totalIncome: bigint, law: IndividualTaxLaw): Record<'widow' | 'singleParent' | 'workingStudent', Personal> {
  const differences = law.personalDeductionDifference
  const within = (limit: number | null): boolean => limit === null || totalIncome <= whole(limit)
  const parent = condition.singleParent
  const isParent = parent !== 'none' && within(law.singleParentDeduction.incomeLimit)
  const isWidow = condition.widow && parent === 'none' && within(law.widowDeduction.incomeLimit)
  const isStudent = condition.workingStudent && within(law.workingStudentDeduction.incomeLimit)
  return {
    widow: isWidow ? { amount: whole(law.widowDeduction.amount), difference: whole(differences.widow) } : none,
    singleParent: isParent ? { amount: whole(law.singleParentDeduction[parent]), difference: whole(differences.singleParent[parent]) } : none,
    workingStudent: isStudent ? { amount: whole(law.workingStudentDeduction.amount), difference: whole(differences.workingStudent) } : none,
  }
}

/** 10号 配偶者控除: a same-livelihood spouse of a taxpayer within 10,000,000 yen, by the taxpayer's income; elderly from 70. */
function spouse(facts: TaxpayerFacts, totalIncome: bigint, law: IndividualTaxLaw): Personal {
  if (!hasSameLivelihoodSpouse(facts, law)) return none
  const { tiers, elderlyAge } = law.spouseDeduction
  const tier = tiers.findIndex((one) => totalIncome <= whole(one.upTo))
  if (tier < 0) return none
  const age = facts.spouse!.age
  const name = age !== null && age >= elderlyAge ? 'elderly' : 'general'
  return { amount: whole(tiers[tier]![name]), difference: whole(law.personalDeductionDifference.spouse[tier]![name]) }
}

/** 10号の2 配偶者特別控除: a spouse above the limit, by both incomes; not where the spouse has the same deduction for the taxpayer, whose income then lies within its table. */
function specialSpouse(facts: TaxpayerFacts, totalIncome: bigint, law: IndividualTaxLaw): Personal {
  if (facts.spouse === null || hasSameLivelihoodSpouse(facts, law)) return none
  const row = law.specialSpouseDeduction
  const isWithinTable = totalIncome > whole(law.dependantIncomeLimit) && totalIncome <= whole(row.bands.at(-1)!.upTo)
  if (facts.spouse.claimsBack && isWithinTable) return none
  const tier = row.tiers.findIndex((upTo) => totalIncome <= whole(upTo))
  const band = row.bands.find((one) => facts.spouse!.income <= one.upTo)
  if (tier < 0 || band === undefined) return none
  const gap = law.personalDeductionDifference.specialSpouse.find((one) => facts.spouse!.income < one.below)
  return { amount: whole(band.amounts[tier]!), difference: gap === undefined ? 0n : whole(gap.amounts[tier]!) }
}

/** 11号 扶養控除 and 4項: dependants from 16, those of 19 to 22, from 70, and elderly ascendants living with the couple. */
function dependants(facts: TaxpayerFacts, law: IndividualTaxLaw): Personal {
  const row = law.dependantDeduction
  let [amount, difference] = [0n, 0n]
  for (const relative of dependantRelatives(facts, law)) {
    if (relative.notDeductible || relative.age < row.deductibleAge) continue
    let name: 'general' | 'specified' | 'elderly' | 'coResidentAscendant' = 'general'
    if (relative.age >= row.specifiedAge.from && relative.age < row.specifiedAge.below) name = 'specified'
    if (relative.age >= row.elderlyAge) name = relative.coResidentAscendant ? 'coResidentAscendant' : 'elderly'
    amount += whole(row[name])
    difference += whole(law.personalDeductionDifference.dependant[name])
  }
  return { amount, difference }
}

/** 12号 特定親族特別控除: relatives of 19 to 22 above the limit of a dependant, by their income. LEGAL DOUBT: LD-030, no difference. */
function specificRelatives(facts: TaxpayerFacts, law: IndividualTaxLaw): Personal {
  const row = law.specificRelativeDeduction
  if (row === null) return none
  let [amount, difference] = [0n, 0n]
  for (const relative of facts.relatives) {
    if (relative.notDeductible || relative.age < row.age.from || relative.age >= row.age.below || relative.income <= law.dependantIncomeLimit) continue
    const band = row.bands.find((one) => relative.income <= one.upTo)
    if (band === undefined) continue
    amount += whole(band.amount)
    difference += whole(law.personalDeductionDifference.specificRelative)
  }
  return { amount, difference }
}
