import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { fiscalYear, plainDate } from '../../../kernel/plain-date.ts'
import { sumOf, yen } from '../../../kernel/yen.ts'
import { isAssessedYear, latestAssessedYear, lawData, provisionalRows, resolveLaw, type IndividualTaxLaw } from '../law.ts'
import { ageAtYearEnd, isMinorOn, noCondition, noFacts, nothingDeclared, nothingPaid, type Relative, type TaxpayerFacts } from '../model.ts'
import { assess, whyNotAssessed } from './assess.ts'
import { continuingPensionYear, dueDatesOf, firstInstalments, firstNoticeDay, firstPensionYear, lastDayOfNotice, lateTerms, moveLateTerms, ordinaryInstalments, reviseInstalments, salaryInstalments, splitIntoFirst } from './collection.ts'
import { housingLoanCredit } from './credits.ts'
import { lastFrom, pensionIncome, salaryAndPensionAdjustment, salaryIncome } from './income.ts'
import { limitsFor } from './non-taxable.ts'
import { casualtyDeduction, earthquakeDeduction, lifeInsuranceClass, medicalDeduction } from './paid-deductions.ts'
import { basicDeduction, claimsSpecialDeduction, singleParentDeduction, specialSpouseDeduction, specificRelativeDeduction, spouseDeduction } from './personal-deductions.ts'
import { explainingSheet, percentText, plainSheet } from './sheet.ts'
import { highestRevenue, salaryWalls } from './thresholds.ts'

const lawOf = (year: number, designatedCity = false): IndividualTaxLaw => resolveLaw({ fiscalYear: fiscalYear(year), designatedCity, ordinance: {} })
const law2025 = lawOf(2025)
const law2026 = lawOf(2026)
const facts = (some: Partial<TaxpayerFacts>): TaxpayerFacts => ({ ...noFacts, ...some })
const relative = (some: Partial<Relative>): Relative => ({ income: yen(0), age: 20, disability: 'none', coResidentAscendant: false, abroad: false, notDeductible: false, ...some })
const spouse = (income: number, age: number | null = 40): TaxpayerFacts['spouse'] => ({ income: yen(income), age, disability: 'none', abroad: false, claimsBack: false })

describe('who is assessed', () => {
  test.each([
    ['1月1日に死亡した人は課税しない', { diedOn: '2026-01-01', livesHere: true, hasPremises: false }, 'not-living'],
    ['1月2日に死亡した人は課税する', { diedOn: '2026-01-02', livesHere: true, hasPremises: false }, null],
    ['1月1日に住所のない人は課税しない', { diedOn: null, livesHere: false, hasPremises: false }, 'not-resident'],
    ['住所はなくても家屋敷のある人は課税する', { diedOn: null, livesHere: false, hasPremises: true }, null],
    ['家屋敷があっても1月1日に死亡した人は課税しない', { diedOn: '2026-01-01', livesHere: false, hasPremises: true }, 'not-living'],
  ])('%s', (_title, person, expected) => expect(whyNotAssessed(person, '2026-01-01')).toBe(expected))

  test.each([
    ['昭和36年1月1日生まれは令和7年12月31日に65歳', '1961-01-01', 65],
    ['昭和36年1月2日生まれは令和7年12月31日に64歳', '1961-01-02', 64],
  ])('%s', (_title, birth, age) => expect(ageAtYearEnd(plainDate(birth), fiscalYear(2026))).toBe(age))

  test.each([
    ['18歳の誕生日が1月2日の人は1月1日に未成年ではない', '2008-01-02', false],
    ['18歳の誕生日が1月3日の人は1月1日に未成年', '2008-01-03', true],
  ])('%s', (_title, birth, minor) => expect(isMinorOn(plainDate(birth), plainDate('2026-01-01'), law2026.nonTaxableConditionLimit.minorBelowAge)).toBe(minor))
})

describe('boundaries of income', () => {
  test.each([[650_999, 0], [651_000, 1_000], [1_899_999, 1_249_999], [1_900_000, 1_250_000], [1_903_999, 1_250_000], [1_904_000, 1_252_800], [6_599_999, 4_836_800], [6_600_001, 4_840_000], [8_499_999, 6_549_999], [8_500_000, 6_550_000]])(
    'salary of %i yen is income of %i yen in fiscal year 2026', (revenue, income) => expect(salaryIncome(yen(revenue), law2026)).toBe(income))

  test.each([
    [64, 600_000, 0], [64, 600_001, 1], [64, 1_299_999, 699_999], [64, 1_300_000, 700_000], [64, 4_099_999, 2_799_999], [64, 4_100_000, 2_800_000],
    [65, 1_100_000, 0], [65, 1_100_001, 1], [65, 3_299_999, 2_199_999], [65, 3_300_000, 2_200_000], [65, 7_700_000, 5_860_000], [65, 10_000_000, 8_045_000],
  ])('at %i a pension of %i yen is income of %i yen', (age, revenue, income) => expect(pensionIncome({ revenue: yen(revenue), age, otherIncome: yen(0) }, law2026)).toBe(income))

  test.each([[10_000_000, 900_000], [10_000_001, 1_000_000], [20_000_000, 1_000_000], [20_000_001, 1_100_000]])(
    'with other income of %i yen the pension of 2,000,000 yen is income of %i yen', (otherIncome, income) => expect(pensionIncome({ revenue: yen(2_000_000), age: 65, otherIncome: yen(otherIncome) }, law2026)).toBe(income))

  test.each([[8_500_000, 0], [8_500_001, 1], [8_500_011, 2], [10_000_000, 150_000], [12_000_000, 150_000]])(
    'salary of %i yen with a child gives an adjustment of %i yen', (revenue, adjustment) => {
      expect(assess(facts({ salaryRevenue: yen(revenue), relatives: [relative({ age: 10 })] }), law2026).income.adjustment).toBe(adjustment)
    })

  test.each([[100_000, 100_000, 100_000], [100_000, 1, 1], [60_000, 40_000, 0], [60_000, 40_001, 1], [50_000, 30_000, 0], [9_000_000, 0, 0], [0, 9_000_000, 0]])(
    'a salary income of %i yen and a pension income of %i yen give an adjustment of %i yen', (salary, pension, adjustment) => expect(salaryAndPensionAdjustment(yen(salary), yen(pension), law2026)).toBe(adjustment))
  // 9,000,000 are 7,050,000 of income; of the expenses the part above 975,000 comes off it, then 50,000 for the child, then what the rest and the pension's 90,000 are together above 100,000.
  test.each([[975_000, 6_910_000, 140_000], [7_915_000, 10_000, 100_000], [7_964_999, 10_000, 50_001], [7_965_000, 10_000, 50_000], [7_995_000, 0, 50_000], [8_100_000, 0, 50_000]])(
    'with a child, a pension and certified expenses of %i yen a salary of 9,000,000 yen is income of %i yen after an adjustment of %i yen', (specificExpenses, income, adjustment) => {
      const { income: found } = assess(facts({ salaryRevenue: yen(9_000_000), pensionRevenue: yen(1_190_000), age: 70, relatives: [relative({ age: 10 })], declared: { ...nothingDeclared, specificExpenses: yen(specificExpenses) } }), law2026)
      expect([found.salaryIncome, found.adjustment]).toEqual([income, adjustment])
    })
  test('of bands of which none begins low enough the first one counts', () => expect([50, 100, 199, 200].map((value) => lastFrom([{ from: yen(100) }, { from: yen(200) }], yen(value)).from)).toEqual([100, 100, 100, 200]))

  test.each([[22, 50_000], [23, 0]])('a dependant of %i gives an adjustment of %i yen', (age, adjustment) => {
    expect(assess(facts({ salaryRevenue: yen(9_000_000), relatives: [relative({ age })] }), law2026).income.adjustment).toBe(adjustment)
  })
})

describe('boundaries of deductions', () => {
  const paid = (some: Partial<typeof nothingPaid>): typeof nothingPaid => ({ ...nothingPaid, ...some })

  test.each([[12_000, 12_000], [12_001, 12_001], [32_000, 22_000], [32_001, 22_001], [56_000, 28_000], [56_001, 28_000]])(
    'new life insurance of %i yen deducts %i yen', (amount, deduction) => expect(lifeInsuranceClass({ newContracts: yen(amount), oldContracts: yen(0) }, law2026)).toBe(deduction))
  test.each([[15_000, 15_000], [15_001, 15_001], [40_000, 27_500], [40_003, 27_501], [70_000, 35_000], [70_001, 35_000]])(
    'old life insurance of %i yen deducts %i yen', (amount, deduction) => expect(lifeInsuranceClass({ newContracts: yen(0), oldContracts: yen(amount) }, law2026)).toBe(deduction))
  test('old contracts alone win where they give more than both under the ceiling', () => {
    expect(lifeInsuranceClass({ newContracts: yen(30_000), oldContracts: yen(65_000) }, law2026)).toBe(33_750)
    expect(lifeInsuranceClass({ newContracts: yen(15_000), oldContracts: yen(20_000) }, law2026)).toBe(28_000)
  })
  test.each([[50_000, 0, 25_000], [50_002, 0, 25_000], [0, 5_000, 5_000], [0, 5_001, 5_001], [0, 15_000, 10_000], [0, 15_001, 10_000], [40_000, 20_000, 25_000]])(
    'earthquake %i yen and old long-term %i yen deduct %i yen', (earthquake, longTerm, deduction) => {
      expect(earthquakeDeduction(paid({ earthquake: yen(earthquake), earthquakeOldLongTerm: yen(longTerm) }), law2026)).toBe(deduction)
    })
  test.each([[1_999_999, 100_001, 2], [2_000_000, 100_001, 1], [2_000_000, 100_000, 0], [9_000_000, 2_100_001, 2_000_000]])(
    'with income of %i yen, medical expenses of %i yen deduct %i yen', (income, medical, deduction) => expect(medicalDeduction(paid({ medical: yen(medical) }), yen(income), law2026)).toBe(deduction))
  test.each([[12_000, 0], [12_001, 1], [100_001, 88_000]])('self-medication of %i yen deducts %i yen', (spent, deduction) => {
    expect(medicalDeduction(paid({ selfMedication: yen(spent) }), yen(3_000_000), law2026)).toBe(deduction)
  })

  test.each([[24_000_000, 430_000], [24_000_001, 290_000], [24_500_000, 290_000], [24_500_001, 150_000], [25_000_000, 150_000], [25_000_001, 0]])(
    'total income of %i yen gives a basic deduction of %i yen', (total, deduction) => expect(basicDeduction(yen(total), law2026).deduction).toBe(deduction))

  test.each([
    [law2025, 480_000, 330_000, 0], [law2025, 480_001, 0, 330_000], [law2026, 580_000, 330_000, 0], [law2026, 580_001, 0, 330_000],
    [law2026, 1_000_000, 0, 330_000], [law2026, 1_000_001, 0, 310_000], [law2026, 1_330_000, 0, 30_000], [law2026, 1_330_001, 0, 0],
  ])('%# a spouse with %i… yen', (law, income, ordinary, special) => {
    const person = facts({ spouse: spouse(income) })
    expect(spouseDeduction(person, yen(5_000_000), law).deduction).toBe(ordinary)
    expect(specialSpouseDeduction(person, yen(5_000_000), law).deduction).toBe(special)
  })

  test.each([[9_000_000, 330_000, 50_000], [9_000_001, 220_000, 40_000], [9_500_001, 110_000, 20_000], [10_000_000, 110_000, 20_000], [10_000_001, 0, 0]])(
    'a taxpayer with %i yen deducts %i yen for the spouse, difference %i', (total, deduction, difference) => {
      expect(spouseDeduction(facts({ spouse: spouse(0) }), yen(total), law2026)).toEqual({ deduction, difference })
    })
  test.each([[law2025, 499_999, 50_000], [law2025, 500_000, 30_000], [law2025, 549_999, 30_000], [law2025, 550_000, 0], [law2026, 600_000, 0]])(
    '%# the special spouse deduction has its difference by the income of the spouse', (law, income, difference) => {
      expect(specialSpouseDeduction(facts({ spouse: spouse(income) }), yen(5_000_000), law).difference).toBe(difference)
    })
  test.each([[18, 0], [19, 450_000], [22, 450_000], [23, 0]])('a relative of %i with income of 900,000 yen deducts %i yen', (age, deduction) => {
    expect(specificRelativeDeduction(relative({ age, income: yen(900_000) }), law2026).deduction).toBe(deduction)
  })
  test('there is no specific relative deduction in fiscal year 2025', () => {
    expect(specificRelativeDeduction(relative({ income: yen(900_000) }), law2025).deduction).toBe(0)
  })
  test.each([[15, 0], [16, 330_000], [18, 330_000], [19, 450_000], [22, 450_000], [23, 330_000], [69, 330_000], [70, 380_000]])(
    'a dependant of %i deducts %i yen', (age, deduction) => {
      expect(assess(facts({ relatives: [relative({ age })] }), law2026).deductions.personal.dependants.deduction).toBe(deduction)
    })
  test('a parent of 70 who lives with the taxpayer deducts 450,000 yen', () => {
    expect(assess(facts({ relatives: [relative({ age: 70, coResidentAscendant: true })] }), law2026).deductions.personal.dependants).toEqual({ deduction: 450_000, difference: 130_000 })
  })
  test.each([[580_000, 330_000, 1], [580_001, 0, 0]])('a dependant with income of %i yen deducts %i yen and %i person counts', (income, deduction, counted) => {
    const parent = facts({ otherIncome: yen(3_000_000), relatives: [relative({ age: 30, income: yen(income) })] })
    const result = assess(parent, law2026)
    expect([result.deductions.personal.dependants.deduction, result.sheet.find('persons-counted')]).toEqual([deduction, counted])
  })
  test('a single parent has that deduction and not also the one of a widow', () => {
    const personal = assess(facts({ otherIncome: yen(3_000_000), condition: { ...noCondition, widow: true, singleParent: 'mother' } }), law2026).deductions.personal
    expect([personal.singleParent.deduction, personal.widow.deduction]).toEqual([300_000, 0])
  })
  test.each([[5_000_000, 260_000], [5_000_001, 0]])('a widow with income of %i yen deducts %i yen', (total, deduction) => {
    expect(assess(facts({ otherIncome: yen(total), condition: { ...noCondition, widow: true } }), law2026).deductions.personal.widow.deduction).toBe(deduction)
  })
  test.each([['general', 260_000, 10_000], ['special', 300_000, 100_000], ['co-resident-special', 530_000, 220_000]] as const)('a child with a disability (%s) deducts %i yen, difference %i', (disability, deduction, difference) => {
    expect(assess(facts({ relatives: [relative({ age: 8, disability })] }), law2026).deductions.personal.disability).toEqual({ deduction, difference })
  })
  test.each([[100_000, 0, 0], [100_001, 0, 1], [0, 50_000, 0], [0, 50_001, 1], [200_000, 180_000, 130_000]])(
    'with income of 1,000,000 yen a loss of %i yen and disaster spending of %i yen deduct %i yen', (loss, spending, deduction) => {
      expect(casualtyDeduction(paid({ casualtyLoss: yen(loss), casualtyDisasterSpending: yen(spending) }), yen(1_000_000), law2026)).toBe(deduction)
    })
  test('the special deduction for a spouse is claimed where it would be had, whatever the spouse claims', () => {
    const claims = (income: number, own: number, claimsBack = false): boolean => claimsSpecialDeduction(facts({ otherIncome: yen(own), spouse: { ...spouse(income)!, claimsBack } }), law2026)
    expect([claims(580_001, 1_000_000), claims(580_001, 1_000_000, true), claims(580_000, 1_000_000), claims(1_330_001, 1_000_000), claims(580_001, 10_000_001)]).toEqual([true, true, false, false, false])
    expect(claimsSpecialDeduction(facts({ otherIncome: yen(1_000_000) }), law2026)).toBe(false)
  })
  test('a working student of 2026 may earn 850,000 yen of income and not one more', () => {
    const student = { ...noCondition, workingStudent: true }
    expect(assess(facts({ otherIncome: yen(850_000), condition: student }), law2026).deductions.personal.workingStudent.deduction).toBe(260_000)
    expect(assess(facts({ otherIncome: yen(850_001), condition: student }), law2026).deductions.personal.workingStudent.deduction).toBe(0)
    expect(assess(facts({ otherIncome: yen(750_001), condition: student }), law2025).deductions.personal.workingStudent.deduction).toBe(0)
  })
})

describe('boundaries of liability', () => {
  test.each([[1_100_000, 0, 'non-taxable'], [1_100_001, 5_000, 'per-capita-only']])('a single person with salary of %i yen owes %i yen', (salary, annualTax, taxClass) => {
    const result = assess(facts({ salaryRevenue: yen(salary) }), law2026)
    expect([result.amounts.annualTax, result.taxClass]).toEqual([annualTax, taxClass])
  })
  test('who receives livelihood assistance owes nothing whatever the income', () => {
    expect(assess(facts({ salaryRevenue: yen(5_000_000), condition: { ...noCondition, publicAssistance: true } }), law2026).amounts.annualTax).toBe(0)
  })
  test('children below 16 and the spouse raise the limits, a relative above the limit does not', () => {
    const family = facts({ salaryRevenue: yen(2_200_000), spouse: spouse(0), relatives: [relative({ age: 10 })] })
    expect(assess(family, law2026).liability).toMatchObject({ perCapita: true, incomeLevy: false })
    expect(assess({ ...family, relatives: [relative({ age: 20, income: yen(580_001) })] }, law2026).liability.incomeLevy).toBe(true)
  })
  test('a relative abroad who gives no deduction is not counted', () => {
    const base = facts({ salaryRevenue: yen(1_660_000) })
    expect(assess({ ...base, relatives: [relative({ age: 40 })] }, law2026).liability.perCapita).toBe(false)
    expect(assess({ ...base, relatives: [relative({ age: 40, notDeductible: true })] }, law2026).liability.perCapita).toBe(true)
  })
  test('carried losses count for the income levy but not for the per-capita levy', () => {
    const result = assess(facts({ otherIncome: yen(3_000_000), carriedLoss: yen(2_600_000) }), law2026)
    expect(result.liability).toMatchObject({ perCapita: true, incomeLevy: false })
    expect(result.amounts.annualTax).toBe(5_000)
  })
  test('who is within a per-capita limit above the one of the income levy owes neither', () => {
    const generous = resolveLaw({ fiscalYear: fiscalYear(2026), designatedCity: false, ordinance: { 'tax-individual.per-capita-limit': { perHead: 400_000, plus: 100_000, familyAddition: 210_000, byGrade: false } } })
    expect(assess(facts({ otherIncome: yen(500_000) }), generous)).toMatchObject({ taxClass: 'forest-tax-only', liability: { perCapita: false, incomeLevy: false, forestTax: true } })
  })
  test.each([[1, 450_000], [2, 415_000], [3, 380_000]])('a town of grade %i has a limit of %i yen for a single person', (grade, limit) => {
    expect(limitsFor(0, resolveLaw({ fiscalYear: fiscalYear(2026), designatedCity: false, ordinance: { 'tax-individual.regional-grade': grade } })).perCapita).toBe(limit)
  })
  test('who is exempt has no per-capita levy in the worksheet, and owes nothing for premises elsewhere', () => {
    const exempt = facts({ otherIncome: yen(1_350_000), condition: { ...noCondition, widow: true } })
    expect([assess(exempt, law2026).sheet.find('city-per-capita'), assess({ ...exempt, otherIncome: yen(1_350_001) }, law2026).sheet.find('city-per-capita')]).toEqual([undefined, 3_000])
    expect([assess(exempt, law2026).liability, assess({ ...exempt, residence: 'elsewhere' }, law2026).liability]).toMatchObject([{ exemptBy: 'condition', onPremises: false }, { exemptBy: 'condition', onPremises: true }])
  })
  test('the wall of no tax is that of the lower limit, the one of no income levy that of the higher', () => {
    const generous = resolveLaw({ fiscalYear: fiscalYear(2026), designatedCity: false, ordinance: { 'tax-individual.per-capita-limit': { perHead: 400_000, plus: 100_000, familyAddition: 210_000, byGrade: false } } })
    expect(salaryWalls(0, generous)).toEqual({ noTax: 1_100_000, noPerCapita: 1_150_000, noIncomeLevy: 1_150_000 })
    expect(highestRevenue(yen(0), (revenue) => revenue)).toBe(0)
  })
  test('one yen above a wall of the screen is taxed and the wall itself is not', () => {
    for (const persons of [0, 1, 2, 3]) {
      const family = facts({ relatives: Array.from({ length: persons }, () => relative({ age: 10 })) })
      const wall = salaryWalls(persons, law2026).noTax
      expect(assess({ ...family, salaryRevenue: wall }, law2026).amounts.annualTax).toBe(0)
      expect(assess({ ...family, salaryRevenue: yen(wall + 1) }, law2026).amounts.annualTax).toBeGreaterThan(0)
    }
  })
})

describe('credits', () => {
  const loan = (movedIn: string, more = {}): Parameters<typeof housingLoanCredit>[0] => ({
    movedIn: plainDate(movedIn), incomeTaxBase: yen(3_000_000), available: yen(400_000), incomeTaxBefore: yen(100_000), taxedPurchase: true, keepsEarlierClass: false, ...more,
  })
  test.each([
    ['2008-12-31', {}, 0], ['2009-01-01', {}, 97_500], ['2014-03-31', {}, 97_500], ['2014-04-01', {}, 136_500], ['2014-04-01', { taxedPurchase: false }, 97_500],
    ['2021-12-31', {}, 136_500], ['2022-01-01', {}, 97_500], ['2022-06-01', { keepsEarlierClass: true }, 136_500], ['2025-12-31', {}, 97_500],
  ])('moved in on %s %j the housing loan credit is at most %i yen', (movedIn, more, cap) => {
    expect(housingLoanCredit(loan(movedIn, more), { law: law2026, sheet: plainSheet() }).cap).toBe(cap)
  })
  test.each([
    ['調整控除は200万円以下では差と課税標準の少ない方', 2_430_000, 50_000], ['200万円をこえると5万円を下回らない', 2_431_000, 50_000],
  ])('%s', (_title, otherIncome, base) => {
    expect(assess(facts({ otherIncome: yen(otherIncome) }), law2026).levy?.adjustment.base).toBe(base)
  })
  test('the special donation part stops at a fifth of the levy at standard rates, also where the prefecture adds to its rate', () => {
    const ordinance = { 'tax-individual.prefecture-income-levy-rate': '4.025' }
    const surtaxed = resolveLaw({ fiscalYear: fiscalYear(2026), designatedCity: false, ordinance })
    const giver = facts({ salaryRevenue: yen(6_000_000), paid: { ...nothingPaid, socialInsurance: yen(850_000), donationsToMunicipalities: yen(500_000) } })
    expect(assess(giver, surtaxed).levy?.donation).toMatchObject({ cap: { city: 36_660, prefecture: 24_440 }, special: { city: 36_660, prefecture: 24_440 } })
  })
  test.each([[1_950_000, 84_895], [1_951_000, 79_790], [3_300_000, 79_790], [3_301_000, 69_580], [6_950_000, 69_580], [6_951_000, 66_517], [9_000_000, 66_517], [9_001_000, 56_307], [18_001_000, 49_160], [40_001_000, 44_055]])(
    'a tax base of %i yen after the differences gives a special ratio of %i in 100,000', (base, ratio) => {
      const giver = facts({ otherIncome: yen(base + 50_000 + 430_000), paid: { ...nothingPaid, donationsToMunicipalities: yen(50_000) } })
      const { ratio: found } = assess(giver, { ...law2026, basicDeduction: [{ upTo: yen(99_999_999), amount: yen(430_000) }] }).levy!.donation!
      expect((found.num * 100_000) / found.den).toBe(ratio)
    })
  test('a tax base below the differences takes nine tenths', () => {
    const giver = facts({ otherIncome: yen(470_000), paid: { ...nothingPaid, donationsToMunicipalities: yen(50_000) } })
    expect(assess(giver, law2026).levy!.donation!.ratio).toEqual({ num: 90, den: 100 })
  })
  test('the flat reduction is shared by the levies, the prefecture raised to one yen and the city taking the rest', () => {
    const surtaxed = resolveLaw({ fiscalYear: fiscalYear(2025), designatedCity: false, ordinance: { 'tax-individual.prefecture-income-levy-rate': '4.025' } })
    // 540,000 - 1,500 and 362,250 - 1,000: 10,000 x 361,250 / 899,750 = 4,015.004
    const taxpayer = facts({ otherIncome: yen(11_000_000), paid: { ...nothingPaid, socialInsurance: yen(1_570_000) }, spouse: spouse(0) })
    expect(assess(taxpayer, surtaxed).levy?.flatReduction).toEqual({ city: 5_984, prefecture: 4_016 })
    expect(assess({ ...taxpayer, spouse: { ...spouse(0)!, abroad: true } }, surtaxed).levy?.flatReduction).toEqual({ city: 0, prefecture: 0 })
  })
  test.each([[2024, 3_000_000, '5-8'], [2025, 11_000_000, '5-12']])('the flat reduction of fiscal year %i rests on its own provision', (year, otherIncome, article) => {
    const sheet = explainingSheet()
    assess(facts({ otherIncome: yen(otherIncome), spouse: spouse(0) }), lawOf(year), sheet)
    expect(sheet.written().find((line) => line.key === 'flat-reduction-city')?.article?.article).toBe(`sp-${article}`)
  })
  test('donations count up to three tenths of income', () => {
    const giver = facts({ otherIncome: yen(1_000_000), paid: { ...nothingPaid, donationsOther: yen(400_000) } })
    expect(assess(giver, law2026).levy?.donation?.base).toBe(298_000)
  })
  test('a levy never falls below zero', () => {
    const giver = facts({ otherIncome: yen(700_000), housingLoan: loan('2023-04-01', { incomeTaxBefore: yen(0) }) })
    expect(assess(giver, law2026).levy?.due).toEqual({ city: 0, prefecture: 0 })
  })
})

describe('instalments', () => {
  test.each([[5_000, [5_000, 0, 0, 0]], [5_100, [2_100, 1_000, 1_000, 1_000]], [8_000, [2_000, 2_000, 2_000, 2_000]], [11_500, [5_500, 2_000, 2_000, 2_000]]])(
    'ordinary collection of %i yen is %j', (annualTax, expected) => expect(ordinaryInstalments(yen(annualTax), law2026)).toEqual(expected))
  test('a pension year whose tax fell below the provisional payments takes no more in autumn', () => {
    expect(continuingPensionYear(yen(20_000), { lastYear: yen(60_000) }, law2026)).toEqual([10_000, 10_000, 10_000, 0, 0, 0])
  })
  test('the half taken from a pension in its first year is cut to 100 yen', () => {
    expect(firstPensionYear(yen(25_100), law2026)).toEqual({ ordinary: [6_600, 6_000], pension: [4_300, 4_100, 4_100], nextProvisional: [4_300, 4_100, 4_100] })
  })
  describe('after a change', () => {
    const dueDates = dueDatesOf(law2026, (day) => day)
    const question = (annualTax: number, today: string): Parameters<typeof reviseInstalments>[1] => ({ annualTax: yen(annualTax), reduced: yen(0), method: 'ordinary', today: plainDate(today), dueDates })
    const first = firstInstalments(question(100_000, '2026-06-01'), law2026)
    const amounts = (list: readonly { amount: number }[]): readonly number[] => list.map((one) => one.amount)
    test.each([
      ['納期限（8月31日）との間に10日あれば、その期にも分ける', '2026-08-20', 130_000, [25_000, 35_000, 35_000, 35_000]],
      ['間が9日なら、通知が間に合わないので次の期から分ける', '2026-08-21', 130_000, [25_000, 25_000, 40_000, 40_000]],
      ['納期限の次の日はもう過ぎている', '2026-09-01', 130_000, [25_000, 25_000, 40_000, 40_000]],
      ['端数は次の期に寄せる', '2026-09-01', 101_500, [25_000, 25_000, 26_500, 25_000]],
      ['減って納め過ぎる分は、過ぎた期の後ろから引く', '2026-11-05', 60_000, [25_000, 25_000, 10_000, 0]],
      ['なくなれば、すべての期が0になる', '2026-11-05', 0, [0, 0, 0, 0]],
    ])('%s', (_title, today, annualTax, expected) => expect(amounts(reviseInstalments(first, question(annualTax, today), law2026))).toEqual(expected))
    test('an increase after the last term makes a supplementary term at the end of the next month, and the next one another', () => {
      const once = reviseInstalments(first, question(110_000, '2027-02-10'), law2026)
      expect(once.at(-1)).toEqual({ no: 51, dueOn: '2027-03-31', amount: 10_000 })
      expect(reviseInstalments(once, question(115_000, '2027-04-10'), law2026).slice(-2).map((one) => [one.no, one.amount])).toEqual([[51, 10_000], [52, 5_000]])
    })
    test('who is first assessed in autumn pays in the terms still to come', () => {
      expect(firstInstalments(question(90_000, '2026-10-05'), law2026).map((one) => [one.no, one.amount])).toEqual([[1, 0], [2, 0], [3, 45_000], [4, 45_000]])
    })
    test('a first decision too near to the first term goes to the others', () => {
      expect(amounts(firstInstalments(question(100_000, '2026-06-19'), law2026))).toEqual([25_000, 25_000, 25_000, 25_000])
      expect(amounts(firstInstalments(question(100_000, '2026-06-20'), law2026))).toEqual([0, 34_000, 33_000, 33_000])
    })
    test('the day the post takes and the counting of the day of delivery are figures of the row', () => {
      const notice = (lead: Partial<typeof law2026.noticeLead>): string => lastDayOfNotice(plainDate('2026-06-30'), { ...law2026, noticeLead: { ...law2026.noticeLead, ...lead } })
      expect([notice({}), notice({ deliveryDayCounts: true }), notice({ daysInPost: 2 })]).toEqual(['2026-06-19', '2026-06-20', '2026-06-17'])
    })
    test('what a late term asks too much for is put off to those that a notice reaches, and what was told before stays', () => {
      const decided = reviseInstalments(first, question(130_000, '2026-08-20'), law2026)
      const terms = { decided, told: first }
      expect(lateTerms(terms, plainDate('2026-08-20'), law2026)).toEqual([])
      expect(lateTerms(terms, plainDate('2026-08-25'), law2026).map((one) => one.no)).toEqual([2])
      expect(firstNoticeDay(terms, law2026)).toBe('2026-08-20')
      expect(amounts(moveLateTerms(terms, question(130_000, '2026-08-25'), law2026))).toEqual([25_000, 25_000, 40_000, 40_000])
    })
    test('no change loses or invents a yen', () => {
      fc.assert(fc.property(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 0, max: 5_000 }), fc.constantFrom('2026-06-01', '2026-07-01', '2026-09-01', '2026-11-05', '2027-02-10'), fc.constantFrom('ordinary' as const, 'salary' as const), (before, after, today, method) => {
        const begun = firstInstalments({ ...question(before * 100, '2026-06-01'), method }, law2026)
        expect(sumOf(reviseInstalments(begun, { ...question(after * 100, today), method }, law2026).map((one) => one.amount))).toBe(after * 100)
      }))
    })
  })
  test('splitting and adding up changes nothing', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 50_000_000 }), fc.integer({ min: 1, max: 12 }), fc.constantFrom(1, 100, 1_000), (hundreds, parts, unit) => {
      const total = yen(hundreds * 100)
      const split = splitIntoFirst(total, parts, unit)
      expect(sumOf(split)).toBe(total)
      expect(split.slice(1).every((one) => one % unit === 0 && one <= split[0]!)).toBe(true)
    }))
  })
  test('every instalment list of a result adds up to the annual tax', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 300_000 }), (hundreds) => {
      const total = yen(hundreds * 100)
      expect(sumOf(ordinaryInstalments(total, law2026))).toBe(total)
      expect(sumOf(salaryInstalments(total, law2026))).toBe(total)
      expect(sumOf(continuingPensionYear(total, { lastYear: total }, law2026))).toBe(total)
    }))
  })
})

const anyPerson = fc.record({
  salary: fc.integer({ min: 0, max: 30_000_000 }), pension: fc.integer({ min: 0, max: 5_000_000 }), age: fc.integer({ min: 18, max: 95 }),
  social: fc.integer({ min: 0, max: 2_000_000 }), donation: fc.integer({ min: 0, max: 200_000 }),
  spouseIncome: fc.option(fc.integer({ min: 0, max: 1_500_000 })), children: fc.array(fc.record({ age: fc.integer({ min: 0, max: 80 }), income: fc.integer({ min: 0, max: 1_300_000 }) }), { maxLength: 4 }),
}).map((one): TaxpayerFacts => facts({
  salaryRevenue: yen(one.salary), pensionRevenue: yen(one.pension), age: one.age,
  paid: { ...nothingPaid, socialInsurance: yen(one.social), donationsToMunicipalities: yen(one.donation) },
  spouse: one.spouseIncome === null ? null : spouse(one.spouseIncome),
  relatives: one.children.map((child) => relative({ age: child.age, income: yen(child.income) })),
}))

describe('properties', () => {
  // The 2,000-yen own share, the ratio bands and the caps of gifts fall as income rises, and the adjustment credit loses its 2,500 yen at 25,000,000:
  // those move the tax up. Nothing in the articles takes tax down as salary rises, the flat reduction of 2025 apart: it begins above 10,000,000.
  test.each([['2026', law2026], ['2026 in a designated city', lawOf(2026, true)]])('tax never falls as salary rises, without gifts (%s)', (_year, law) => {
    fc.assert(fc.property(anyPerson, fc.integer({ min: 1, max: 1_000_000 }), (person, more) => {
      const plain = { ...person, paid: { ...person.paid, donationsToMunicipalities: yen(0) } }
      const richer = { ...plain, salaryRevenue: yen(plain.salaryRevenue + more) }
      expect(assess(richer, law).amounts.annualTax).toBeGreaterThanOrEqual(assess(plain, law).amounts.annualTax)
    }), { numRuns: 1000 })
  })
  test('the article of the flat reduction of 2025 makes the one exception: tax falls where income passes 10,000,000 yen', () => {
    const at = (total: number): number => assess(facts({ otherIncome: yen(total), spouse: spouse(0) }), law2025).amounts.annualTax
    expect(at(10_000_001)).toBe(at(10_000_000) + 1_000)
    expect(assess(facts({ otherIncome: yen(10_000_001), spouse: spouse(0) }), law2025).levy?.flatReduction).toEqual({ city: 6_000, prefecture: 4_000 })
  })
  test('city and prefecture shares, per-capita levy and forest tax add up to the annual tax, each share cut to 100 yen', () => {
    fc.assert(fc.property(anyPerson, (person) => {
      const { amounts, levy } = assess(person, law2026)
      expect(amounts.cityTotal + amounts.prefectureTotal + amounts.forestTax).toBe(amounts.annualTax)
      expect((levy?.due.city ?? 0) % 100 + (levy?.due.prefecture ?? 0) % 100).toBe(0)
    }))
  })
  test('the words never change a yen: explained and plain worksheets hold the same lines', () => {
    fc.assert(fc.property(anyPerson, (person) => {
      const sheet = explainingSheet()
      const explained = assess(person, law2026, sheet)
      expect(sheet.stored()).toEqual(assess(person, law2026).sheet.stored())
      expect(sheet.written().filter((line) => line.key !== 'salary-revenue' && line.key !== 'pension-revenue').every((line) => (line.words?.calculation.length ?? 0) > 0)).toBe(true)
      expect(explained.amounts.annualTax).toBe(sheet.find('annual-tax'))
    }), { numRuns: 200 })
  })
})

describe('law data', () => {
  test('each row is taken from its first fiscal year on', () => {
    expect([lawOf(2025).dependantIncomeLimit, lawOf(2026).dependantIncomeLimit]).toEqual([480_000, 580_000])
    expect([law2025.flatReduction?.amount, law2026.flatReduction]).toEqual([10_000, null])
  })
  test('a notice is recomputed as the law was known then', () => {
    expect(lawData.resolve({ fiscalYear: fiscalYear(2026) }, {}, plainDate('2025-03-30')).dependantIncomeLimit).toBe(480_000)
  })
  test('fiscal year 2027 can be calculated, says what is not settled, and is not yet the year the screens begin with', () => {
    expect(provisionalRows(lawOf(2027)).map(({ title }) => title)).toContain('扶養親族・同一生計配偶者の所得の限度')
    expect([2024, 2025, 2026].flatMap((year) => provisionalRows(lawOf(year)))).toEqual([])
    expect([latestAssessedYear, isAssessedYear(2027), isAssessedYear(2028), isAssessedYear(2024), isAssessedYear(2023)]).toEqual([2026, true, false, true, false])
  })
  test.each([
    [2019, 650_000, 0], [2019, 651_000, 1_000], [2020, 10_000_000, 7_800_000], [2020, 9_999_999, 7_799_999], [2019, 1_628_000, 976_800], [2019, 6_599_999, 4_736_800],
    [2021, 551_000, 1_000], [2027, 2_190_999, 1_450_999], [2027, 2_191_000, 1_451_000], [2027, 2_196_000, 1_456_000], [2027, 2_200_000, 1_460_000],
  ])('in fiscal year %i a salary of %i yen is income of %i yen', (year, revenue, income) => expect(salaryIncome(yen(revenue), lawOf(year))).toBe(income))
  test.each([[2022, 20, 1_350_000], [2020, 20, 1_250_000], [2023, 18, 1_350_000]])('in fiscal year %i minors are those below %i and the exemption ends at %i yen', (year, minorBelowAge, totalIncome) => {
    expect(lawOf(year).nonTaxableConditionLimit).toEqual({ totalIncome, minorBelowAge })
  })
  test.each([['mother' as const, 300_000, 50_000], ['father' as const, 260_000, 10_000]])('before 2021 a %s alone deducts %i yen with a difference of %i', (singleParent, deduction, difference) => {
    expect(singleParentDeduction(facts({ condition: { ...noCondition, singleParent } }), yen(5_000_000), lawOf(2019))).toEqual({ deduction, difference })
  })
  test.each([[2020, 350_000], [2021, 450_000]])('in fiscal year %i a single person owes nothing up to %i yen', (year, limit) => expect(limitsFor(0, lawOf(year))).toMatchObject({ perCapita: limit, incomeLevy: limit }))
  test('before 2021 there is no adjustment of the salary, and no income too high for the basic deduction and the adjustment credit', () => {
    const rich = assess(facts({ salaryRevenue: yen(40_000_000), relatives: [relative({ age: 10 })] }), lawOf(2020))
    expect([rich.income.adjustment, rich.deductions.personal.basic.deduction, rich.levy?.adjustment.city]).toEqual([0, 330_000, 1_500])
  })
  test('a rate is said as staff say it', () => {
    expect([law2026.rates.city, law2026.specialDonationRatio.bands[0]!.ratio].map(percentText)).toEqual(['6％', '84.895％'])
  })
})
