import { applyRate, dropBelow, maxYen, minYen, notBelowZero, raiseBelow, subtract, sum, yen, zeroYen, type Yen } from '../../../kernel/yen.ts'
import type { IndividualTaxLaw } from '../law.ts'
import type { Relative, TaxpayerFacts } from '../model.ts'
import { kindsOfIncome, type KindsOfIncome } from './kinds.ts'
import { writeKinds } from './kinds-lines.ts'
import { amount, money, percentText, type Sheet } from './sheet.ts'

/** Income of one person for one year — 所得. */
export interface Income {
  readonly salaryIncomeBefore: Yen
  readonly adjustment: Yen
  readonly salaryIncome: Yen
  readonly pensionIncome: Yen
  /** Before losses carried forward: the measure of most limits — 合計所得金額. */
  readonly total: Yen
  /** After losses carried forward: what deductions are taken from — 総所得金額等. */
  readonly aggregate: Yen
  /** Null where nothing was declared by kind. */
  readonly kinds: KindsOfIncome | null
}

/**
 * Income from salaries — 給与所得. Bands that step by 4,000 yen follow the appended table 5 of the Income Tax Act.
 * @param revenue of all employers together — 給与の収入金額
 * @law local-tax-act 313(2)
 * @law income-tax-act 28(4)
 */
export function salaryIncome(revenue: Yen, law: IndividualTaxLaw): Yen {
  const band = salaryBand(revenue, law)
  if ('fixed' in band) return band.fixed
  return subtract(dropBelow(1, applyRate(dropBelow(band.step, revenue), band.rate)), band.less)
}

type SalaryBand = IndividualTaxLaw['salaryIncomeTable']['bands'][number]

function salaryBand(revenue: Yen, law: IndividualTaxLaw): SalaryBand {
  return lastFrom(law.salaryIncomeTable.bands, revenue)
}

/**
 * The last band that begins at or below an amount; the first one where none does.
 * @decides nothing
 */
export function lastFrom<B extends { readonly from: Yen }>(bands: readonly B[], value: Yen): B {
  let chosen = bands[0]!
  for (const band of bands) {
    if (band.from > value) break
    chosen = band
  }
  return chosen
}

/**
 * Income from public pensions — 公的年金等に係る雑所得.
 * @param question.age on 31 December of the income year; null counts as below the senior age
 * @param question.otherIncome total income beside pensions: more than ten million lowers the deduction
 * @law income-tax-act 35(4)
 * @law special-taxation-measures-act 41-15-3
 */
export function pensionIncome(question: { revenue: Yen; age: number | null; otherIncome: Yen }, law: IndividualTaxLaw): Yen {
  const { revenue, age, otherIncome } = question
  const table = law.pensionDeductionTable
  const band = lastFrom(age !== null && age >= table.seniorAge ? table.senior : table.younger, revenue)
  let less = zeroYen
  for (const tier of table.otherIncome) if (otherIncome > tier.over) less = tier.less
  const share = raiseBelow(1, applyRate(revenue, band.rate))
  return notBelowZero(yen(revenue - share - band.plus + less))
}

/**
 * Adjustment for salary earners with children or disabilities — 所得金額調整控除（子ども・特別障害者等）.
 * Both spouses may take it for the same child.
 * @law special-taxation-measures-act 41-3-11(1)
 */
export function familyAdjustment(facts: TaxpayerFacts, law: IndividualTaxLaw): Yen {
  const rule = law.incomeAdjustment?.family
  if (!rule || facts.salaryRevenue <= rule.salaryOver || !hasFamilyReason(facts, rule.relativeBelowAge, law)) return zeroYen
  return raiseBelow(1, applyRate(subtract(minYen(facts.salaryRevenue, rule.salaryUpTo), rule.salaryOver), rule.rate))
}

function hasFamilyReason(facts: TaxpayerFacts, relativeBelowAge: number, law: IndividualTaxLaw): boolean {
  if (isSpecial(facts.condition.disability)) return true
  if (facts.spouse && facts.spouse.income <= law.dependantIncomeLimit && isSpecial(facts.spouse.disability)) return true
  return facts.relatives.some((relative) => isDependant(relative, law) && (relative.age < relativeBelowAge || isSpecial(relative.disability)))
}

function isSpecial(disability: TaxpayerFacts['condition']['disability']): boolean {
  return disability === 'special' || disability === 'co-resident-special'
}

/**
 * Whether a relative is a dependant: total income within the limit — 扶養親族.
 * @law local-tax-act 292(1)(9)
 */
export function isDependant(relative: Relative, law: IndividualTaxLaw): boolean {
  return relative.income <= law.dependantIncomeLimit
}

/**
 * Adjustment for those who have both salary and pension — 所得金額調整控除（給与と年金）.
 * @law special-taxation-measures-act 41-3-11(2)
 */
export function salaryAndPensionAdjustment(salary: Yen, pension: Yen, law: IndividualTaxLaw): Yen {
  if (!law.incomeAdjustment) return zeroYen
  const { each } = law.incomeAdjustment.salaryAndPension
  return notBelowZero(yen(minYen(salary, each) + minYen(pension, each) - each))
}

/**
 * Salary income less certified expenses above half of the salary deduction — 特定支出控除.
 * @law income-tax-act 57-2(1)
 */
export function afterSpecificExpenses(facts: TaxpayerFacts, salary: Yen, law: IndividualTaxLaw): Yen {
  if (!facts.declared) return salary
  const deduction = subtract(facts.salaryRevenue, salary)
  const above = subtract(facts.declared.specificExpenses, dropBelow(1, applyRate(deduction, law.specificExpenses.aboveShare)))
  return notBelowZero(subtract(salary, notBelowZero(above)))
}

/**
 * Income of all kinds and its totals — 所得の計算. The family adjustment comes before that for salary and pension.
 * @law local-tax-act 313
 */
export function computeIncome(facts: TaxpayerFacts, law: IndividualTaxLaw, sheet: Sheet): Income {
  const before = afterSpecificExpenses(facts, salaryIncome(facts.salaryRevenue, law), law)
  const family = familyAdjustment(facts, law)
  const afterFamily = notBelowZero(subtract(before, family))
  const pension = pensionIncome({ revenue: facts.pensionRevenue, age: facts.age, otherIncome: otherThanPension(facts, afterFamily, law) }, law)
  const both = salaryAndPensionAdjustment(afterFamily, pension, law)
  const adjustment = sum(family, both)
  const salary = subtract(afterFamily, both)
  const kinds = facts.declared ? kindsOfIncome(facts.declared, { salary, pension, other: facts.otherIncome, carriedLoss: facts.carriedLoss }, law) : null
  const total = kinds?.total ?? sum(salary, pension, facts.otherIncome)
  const income: Income = {
    salaryIncomeBefore: before, adjustment, salaryIncome: salary, pensionIncome: pension, total,
    aggregate: kinds?.aggregate ?? notBelowZero(subtract(total, facts.carriedLoss)), kinds,
  }
  writeSalary(facts, { income, family, both }, { law, sheet })
  writeOthers(facts, income, { law, sheet })
  return income
}

/** The total income as it would be without any pension: the pension deduction looks at it. */
function otherThanPension(facts: TaxpayerFacts, salary: Yen, law: IndividualTaxLaw): Yen {
  if (!facts.declared || facts.pensionRevenue === 0) return sum(salary, facts.otherIncome)
  return kindsOfIncome(facts.declared, { salary, pension: zeroYen, other: facts.otherIncome, carriedLoss: zeroYen }, law).total
}

function writeSalary(facts: TaxpayerFacts, parts: { income: Income; family: Yen; both: Yen }, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): void {
  if (facts.salaryRevenue === 0) return
  const { income, family, both } = parts
  sheet.line('salary-revenue', facts.salaryRevenue)
  if (facts.declared && facts.declared.specificExpenses > 0) sheet.line('specific-expenses', subtract(salaryIncome(facts.salaryRevenue, law), income.salaryIncomeBefore), null, () => ({
    calculation: `特定支出 ${amount(facts.declared!.specificExpenses)}−給与所得控除の${percentText(law.specificExpenses.aboveShare)}`,
  }))
  if (income.adjustment > 0) sheet.line('salary-income-before-adjustment', income.salaryIncomeBefore, null, () => ({ calculation: salaryLineWords(facts, law) }))
  if (family > 0) sheet.line('income-adjustment-family', family, null, () => {
    const rule = law.incomeAdjustment!.family
    return { calculation: `（${amount(minYen(facts.salaryRevenue, rule.salaryUpTo))}−${amount(rule.salaryOver)}）×${percentText(rule.rate)}　1円未満切上げ` }
  })
  if (both > 0) sheet.line('income-adjustment-pension', both, null, () => {
    const each = amount(law.incomeAdjustment!.salaryAndPension.each)
    return { calculation: `給与所得と年金所得、それぞれ${each}円まで、の合計−${each}` }
  })
  sheet.line('salary-income', income.salaryIncome, null, () => ({
    calculation: income.adjustment > 0 ? `${amount(income.salaryIncomeBefore)}−${amount(income.adjustment)}` : salaryLineWords(facts, law),
  }))
}

function salaryLineWords(facts: TaxpayerFacts, law: IndividualTaxLaw): string {
  return facts.declared && facts.declared.specificExpenses > 0 ? `${salaryWords(facts.salaryRevenue, law)}−特定支出控除` : salaryWords(facts.salaryRevenue, law)
}

function salaryWords(revenue: Yen, law: IndividualTaxLaw): string {
  const band = salaryBand(revenue, law)
  if ('fixed' in band) return `収入 ${money(revenue)} の表の額`
  const stepped = dropBelow(band.step, revenue)
  const step = band.step > 1 ? `（${amount(yen(band.step))}円きざみの表）` : ''
  const share = band.rate.num === band.rate.den ? amount(stepped) : `${amount(stepped)}×${percentText(band.rate)}`
  return band.less < 0 ? `${share}＋${amount(yen(-band.less))}${step}` : `${share}−${amount(band.less)}${step}`
}

function writeOthers(facts: TaxpayerFacts, income: Income, { law, sheet }: { law: IndividualTaxLaw; sheet: Sheet }): void {
  if (facts.pensionRevenue > 0) {
    sheet.line('pension-revenue', facts.pensionRevenue)
    sheet.line('pension-income', income.pensionIncome, null, () => ({ calculation: pensionWords(facts, income, law) }))
  }
  if (facts.otherIncome > 0) sheet.line('other-income', facts.otherIncome, null, () => ({ calculation: '申告された額' }))
  if (facts.declared && income.kinds) writeKinds(facts.declared, income.kinds, { law, sheet })
  sheet.line('total-income', income.total, null, () => ({ calculation: income.kinds ? '総所得金額＋分離課税の所得（特別控除と繰越控除の前）' : '給与所得＋年金所得＋その他の所得' }))
  if (facts.carriedLoss > 0 || (income.kinds && income.aggregate < income.total)) {
    const off = income.kinds ? subtract(income.total, income.aggregate) : maxYen(zeroYen, minYen(facts.carriedLoss, income.total))
    sheet.line('carried-loss', off, null, () => ({ calculation: '前の年から繰り越した損失' }))
    sheet.line('aggregate-income', income.aggregate, null, () => ({ calculation: '合計所得金額−繰越控除' }))
  }
}

function pensionWords(facts: TaxpayerFacts, income: Income, law: IndividualTaxLaw): string {
  const deduction = subtract(facts.pensionRevenue, income.pensionIncome)
  const senior = facts.age !== null && facts.age >= law.pensionDeductionTable.seniorAge
  const side = `${law.pensionDeductionTable.seniorAge}歳${senior ? '以上' : '未満'}`
  return `${amount(facts.pensionRevenue)}−公的年金等控除 ${amount(deduction)}（${side}）`
}
