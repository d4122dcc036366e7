import { applyRate, dropBelow, maxYen, minYen, notBelowZero, raiseBelow, subtract, sum, yen, zeroYen, type Rate, type Yen } from '../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../law.ts'
import type { Paid } from '../model.ts'
import { amount, percentText, type Sheet } from './sheet.ts'

/** Deductions for what was paid or lost — 物的控除. */
export interface PaidDeductions {
  readonly casualty: Yen
  readonly medical: Yen
  readonly socialInsurance: Yen
  readonly mutualAid: Yen
  readonly lifeInsurance: Yen
  readonly earthquake: Yen
}

/**
 * Casualty loss — 雑損控除: the loss above a tenth of income, or disaster spending above its floor, whichever is more.
 * @law local-tax-act 314-2(1)(1)
 */
export function casualtyDeduction(paid: Paid, aggregateIncome: Yen, law: IndividualTaxLaw): Yen {
  const rule = law.casualtyDeduction
  const byLoss = subtract(paid.casualtyLoss, dropBelow(1, applyRate(aggregateIncome, rule.incomeShare)))
  const bySpending = subtract(paid.casualtyDisasterSpending, rule.spendingFloor)
  return notBelowZero(maxYen(byLoss, bySpending))
}

/**
 * Medical expenses, or self-medication where that gives more — 医療費控除・セルフメディケーション税制.
 * The taxpayer may use one only; a statement holds the one chosen.
 * @law local-tax-act 314-2(1)(2)
 * @law local-tax-act sp-4-4
 */
export function medicalDeduction(paid: Paid, aggregateIncome: Yen, law: IndividualTaxLaw): Yen {
  const rule = law.medicalDeduction
  const floor = minYen(rule.floor, dropBelow(1, applyRate(aggregateIncome, rule.incomeShare)))
  const medical = minYen(rule.ceiling, yen(paid.medical - paid.medicalReimbursed - floor))
  const selfMedication = minYen(rule.selfMedicationCeiling, subtract(paid.selfMedication, rule.selfMedicationFloor))
  return notBelowZero(maxYen(medical, selfMedication))
}

interface PaidBand { readonly upTo: Yen | null; readonly rate: Rate; readonly plus: Yen }

function byBands(paid: Yen, bands: readonly PaidBand[]): Yen {
  const band = bands.find((one) => one.upTo === null || paid <= one.upTo)!
  return sum(raiseBelow(1, applyRate(paid, band.rate)), band.plus)
}

/**
 * One class of life insurance with contracts of both kinds: the old ones alone where that gives more — 新旧両方の契約.
 * @law local-tax-act 314-2(1)(5)
 */
export function lifeInsuranceClass(paid: { newContracts: Yen; oldContracts: Yen }, law: IndividualTaxLaw): Yen {
  const rule = law.lifeInsuranceDeduction
  const fromOld = byBands(paid.oldContracts, rule.oldContracts)
  const fromNew = byBands(paid.newContracts, rule.newContracts)
  return maxYen(fromOld, minYen(sum(fromOld, fromNew), rule.classCeiling))
}

/**
 * Life insurance premiums — 生命保険料控除, three classes under one ceiling.
 * @law local-tax-act 314-2(1)(5)
 */
export function lifeInsuranceDeduction(paid: Paid, law: IndividualTaxLaw): Yen {
  return minYen(law.lifeInsuranceDeduction.ceiling, sum(...lifeInsuranceClasses(paid, law)))
}

function lifeInsuranceClasses(paid: Paid, law: IndividualTaxLaw): readonly [Yen, Yen, Yen] {
  return [
    lifeInsuranceClass({ newContracts: paid.lifeNewGeneral, oldContracts: paid.lifeOldGeneral }, law),
    lifeInsuranceClass({ newContracts: paid.lifeCare, oldContracts: zeroYen }, law),
    lifeInsuranceClass({ newContracts: paid.lifeNewPension, oldContracts: paid.lifeOldPension }, law),
  ]
}

/**
 * Earthquake insurance premiums and old long-term contracts — 地震保険料控除.
 * @law local-tax-act 314-2(1)(5-3)
 */
export function earthquakeDeduction(paid: Paid, law: IndividualTaxLaw): Yen {
  const rule = law.earthquakeInsuranceDeduction
  const earthquake = minYen(rule.ceiling, raiseBelow(1, applyRate(paid.earthquake, rule.rate)))
  const longTerm = byBands(paid.earthquakeOldLongTerm, rule.oldLongTerm)
  return minYen(rule.ceiling, sum(earthquake, longTerm))
}

/**
 * All deductions for what was paid, in the order of the article — 物的控除.
 * @law local-tax-act 314-2(1)
 */
export function computePaidDeductions(paid: Paid, aggregateIncome: Yen, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): PaidDeductions {
  const deductions: PaidDeductions = {
    casualty: casualtyDeduction(paid, aggregateIncome, law),
    medical: medicalDeduction(paid, aggregateIncome, law),
    socialInsurance: paid.socialInsurance,
    mutualAid: paid.mutualAid,
    lifeInsurance: lifeInsuranceDeduction(paid, law),
    earthquake: earthquakeDeduction(paid, law),
  }
  writeLosses(paid, deductions, sheet)
  writePremiums(paid, deductions, { law, sheet })
  return deductions
}

function writeLosses(paid: Paid, deductions: PaidDeductions, sheet: Sheet): void {
  if (paid.casualtyLoss > 0 || paid.casualtyDisasterSpending > 0) sheet.line('casualty-deduction', deductions.casualty, null, () => ({
    calculation: `損失 ${amount(paid.casualtyLoss)} から所得の1割を引いた額と、災害の支出 ${amount(paid.casualtyDisasterSpending)} から5万円を引いた額の多い方`,
  }))
  if (paid.medical > 0) sheet.line('medical-deduction', deductions.medical, null, () => ({
    calculation: `支払 ${amount(paid.medical)}−補てん ${amount(paid.medicalReimbursed)}−足切り`,
  }))
  else if (paid.selfMedication > 0) sheet.line('medical-deduction', deductions.medical, null, () => ({ calculation: `特定一般用医薬品 ${amount(paid.selfMedication)}−足切り` }))
}

function writePremiums(paid: Paid, deductions: PaidDeductions, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): void {
  if (deductions.socialInsurance > 0) sheet.line('social-insurance-deduction', deductions.socialInsurance, null, () => ({ calculation: '支払った全額' }))
  if (deductions.mutualAid > 0) sheet.line('mutual-aid-deduction', deductions.mutualAid, null, () => ({ calculation: '支払った全額' }))
  if (deductions.lifeInsurance > 0) sheet.line('life-insurance-deduction', deductions.lifeInsurance, null, () => {
    const [general, care, pension] = lifeInsuranceClasses(paid, law)
    return { calculation: `一般 ${amount(general)}＋介護医療 ${amount(care)}＋個人年金 ${amount(pension)}　合わせて${amount(law.lifeInsuranceDeduction.ceiling)}まで` }
  })
  if (deductions.earthquake > 0) sheet.line('earthquake-deduction', deductions.earthquake, null, () => {
    const rule = law.earthquakeInsuranceDeduction
    const longTerm = paid.earthquakeOldLongTerm > 0 ? `、旧長期 ${amount(paid.earthquakeOldLongTerm)} の表の額` : ''
    return { calculation: `地震 ${amount(paid.earthquake)}×${percentText(rule.rate)}${longTerm}　${amount(rule.ceiling)}まで` }
  })
}
