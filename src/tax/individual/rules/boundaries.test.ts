import { describe, expect, test } from 'vitest'
import { addDays, addYears, dateOf, fiscalYear } from '../../../kernel/plain-date.ts'
import { applyRate, dropBelow, raiseBelow, yen, zeroYen, type Yen } from '../../../kernel/yen.ts'
import { calculableYears, resolveLaw, type IndividualTaxLaw } from '../law.ts'
import { assessmentDateOf, isMinorOn, noCondition, noFacts, nothingPaid, type Condition, type Relative, type TaxpayerFacts } from '../model.ts'
import { assess } from './assess.ts'
import { pensionIncome, salaryIncome } from './income.ts'
import { holdingTerm } from './land.ts'
import { adjustmentCredit } from './levy.ts'
import { exemptUpTo, limitsFor } from './non-taxable.ts'
import { casualtyDeduction, earthquakeDeduction, lifeInsuranceClass, lifeInsuranceDeduction, medicalDeduction } from './paid-deductions.ts'
import {
  basicDeduction, dependantDeduction, singleParentDeduction, specialSpouseDeduction, specificRelativeDeduction, spouseDeduction, widowDeduction, workingStudentDeduction,
} from './personal-deductions.ts'
import { plainSheet } from './sheet.ts'

// One yen below, at and above every threshold of every row, drawn from the rows of each year: a new year is tried without a line here.

const years = Array.from({ length: calculableYears.last - calculableYears.first + 1 }, (_, index) => calculableYears.first + index)
const laws = years.map((year) => [year, resolveLaw({ fiscalYear: fiscalYear(year), designatedCity: false, ordinance: {} })] as const)
const facts = (some: Partial<TaxpayerFacts>): TaxpayerFacts => ({ ...noFacts, ...some })
const withCondition = (some: Partial<Condition>): TaxpayerFacts => facts({ condition: { ...noCondition, ...some } })
const relative = (some: Partial<Relative>): Relative => ({ income: zeroYen, age: 20, disability: 'none', coResidentAscendant: false, abroad: false, notDeductible: false, ...some })
const spouse = (income: number, age = 40): TaxpayerFacts => facts({ spouse: { income: yen(income), age, disability: 'none', abroad: false, claimsBack: false } })
const around = (bound: number): readonly [Yen, Yen, Yen] => [yen(bound - 1), yen(bound), yen(bound + 1)]

describe.each(laws)('fiscal year %i', (_year, law) => {
  test('salary: each band begins at its bound, and no band gives less than the one before', () => {
    const { bands } = law.salaryIncomeTable
    bands.slice(1).forEach((band, index) => {
      const [below, at, above] = around(band.from).map((revenue) => salaryIncome(revenue, law))
      expect(at).toBe(byBand(bands, index + 1, band.from))
      expect(below).toBe(byBand(bands, index, yen(band.from - 1)))
      expect(below! <= at! && at! <= above!).toBe(true)
    })
  })
  test.each(['younger', 'senior'] as const)('pension (%s): each band begins at its bound, without a leap', (side) => {
    const age = law.pensionDeductionTable.seniorAge - (side === 'younger' ? 1 : 0)
    const incomeOf = (revenue: Yen): Yen => pensionIncome({ revenue, age, otherIncome: zeroYen }, law)
    for (const band of law.pensionDeductionTable[side].slice(1)) {
      const [below, at, above] = around(band.from).map(incomeOf)
      expect(at).toBe(band.from - raiseBelow(1, applyRate(band.from, band.rate)) - band.plus)
      expect(at! - below!).toBeLessThanOrEqual(1)
      expect(above! - at!).toBeLessThanOrEqual(1)
    }
  })
  test('pension: the deduction falls one yen above each bound of the other income', () => {
    const incomeBeside = (otherIncome: Yen): Yen => pensionIncome({ revenue: yen(3_000_000), age: 65, otherIncome }, law)
    law.pensionDeductionTable.otherIncome.slice(1).forEach((tier, index) => {
      const [below, at, above] = around(tier.over).map(incomeBeside)
      expect([at! - below!, above! - at!]).toEqual([0, tier.less - law.pensionDeductionTable.otherIncome[index]!.less])
    })
  })
  test('basic deduction', () => {
    law.basicDeduction.forEach((band, index) => {
      if (band.upTo === null) return
      expect(around(band.upTo).map((total) => basicDeduction(total, law).deduction)).toEqual([band.amount, band.amount, law.basicDeduction[index + 1]?.amount ?? 0])
    })
  })
  test('spouse: by the income of the spouse and of the taxpayer, by age', () => {
    const { tiers, elderlyAge } = law.spouseDeduction
    const own = tiers[0]!.upTo
    expect(around(law.dependantIncomeLimit).map((income) => spouseDeduction(spouse(income), own, law).deduction)).toEqual([tiers[0]!.general, tiers[0]!.general, 0])
    tiers.forEach((tier, index) => {
      expect(around(tier.upTo).map((total) => spouseDeduction(spouse(0), total, law).deduction)).toEqual([tier.general, tier.general, tiers[index + 1]?.general ?? 0])
      expect([elderlyAge - 1, elderlyAge].map((age) => spouseDeduction(spouse(0, age), tier.upTo, law).deduction)).toEqual([tier.general, tier.elderly])
    })
  })
  test('special spouse: every cell of the table, and its differences', () => {
    const { tiers, bands } = law.specialSpouseDeduction
    tiers.forEach((total, column) => bands.forEach((band, index) => {
      expect(around(band.upTo).map((income) => specialSpouseDeduction(spouse(income), total, law).deduction)).toEqual([band.amounts[column], band.amounts[column], bands[index + 1]?.amounts[column] ?? 0])
    }))
    law.personalDeductionDifference.specialSpouse.forEach(({ below, amounts }, index, rows) => {
      expect([below - 1, below].map((income) => specialSpouseDeduction(spouse(income), tiers[0]!, law).difference)).toEqual([amounts[0], rows[index + 1]?.amounts[0] ?? 0])
    })
  })
  test('special spouse: none where the spouse has it, and that only for an income within its table', () => {
    const { tiers, bands } = law.specialSpouseDeduction
    const least = yen(law.dependantIncomeLimit + 1)
    const couple = spouse(least)
    const had = (total: Yen): Yen => specialSpouseDeduction({ ...couple, spouse: { ...couple.spouse!, claimsBack: true } }, total, law).deduction
    expect(around(law.dependantIncomeLimit).map(had)).toEqual([bands[0]!.amounts[0], bands[0]!.amounts[0], 0])
    expect(around(bands.at(-1)!.upTo).map(had)).toEqual([0, 0, bands[0]!.amounts[0]])
    expect(bands.at(-1)!.upTo).toBeLessThan(tiers[0]!)
  })
  test('dependants: income and every age', () => {
    const rule = law.dependantDeduction
    expect(around(law.dependantIncomeLimit).map((income) => dependantDeduction(relative({ age: rule.deductibleAge, income }), law).deduction)).toEqual([rule.general, rule.general, 0])
    const ofAge = (age: number): number => dependantDeduction(relative({ age }), law).deduction
    expect([rule.deductibleAge - 1, rule.deductibleAge, rule.specifiedAge.from - 1, rule.specifiedAge.from, rule.specifiedAge.below - 1, rule.specifiedAge.below, rule.elderlyAge - 1, rule.elderlyAge].map(ofAge))
      .toEqual([0, rule.general, rule.general, rule.specified, rule.specified, rule.general, rule.general, rule.elderly])
  })
  test('specific relatives: every band, where the year has them', () => {
    const rule = law.specificRelativeDeduction
    const deducted = (income: Yen): Yen => specificRelativeDeduction(relative({ age: rule?.age.from ?? 20, income }), law).deduction
    expect(deducted(law.dependantIncomeLimit)).toBe(0)
    expect(deducted(yen(law.dependantIncomeLimit + 1))).toBe(rule?.bands[0]!.amount ?? 0)
    rule?.bands.forEach((band, index) => expect(around(band.upTo).map(deducted)).toEqual([band.amount, band.amount, rule.bands[index + 1]?.amount ?? 0]))
  })
  test('conditions: widow, single parent and working student by income', () => {
    const working = (total: Yen): Yen => workingStudentDeduction(withCondition({ workingStudent: true }), total, law).deduction
    expect(around(law.workingStudentDeduction.incomeLimit).map(working)).toEqual([law.workingStudentDeduction.amount, law.workingStudentDeduction.amount, 0])
    for (const singleParent of ['mother', 'father'] as const) {
      const amount = law.singleParentDeduction[singleParent]
      expect(around(law.singleParentDeduction.incomeLimit).map((total) => singleParentDeduction(withCondition({ singleParent }), total, law).deduction)).toEqual([amount, amount, 0])
    }
    const { amount, incomeLimit } = law.widowDeduction
    const widow = (total: Yen): Yen => widowDeduction(withCondition({ widow: true }), total, law).deduction
    expect(around(incomeLimit ?? 99_000_000).map(widow)).toEqual([amount, amount, incomeLimit === null ? amount : 0])
  })
  test('paid deductions: every band and ceiling', () => {
    expectPaid(law)
  })
  test('non-taxable: the limits of each levy and of the conditions', () => {
    for (const persons of [0, 1, 4]) {
      const limits = limitsFor(persons, law)
      const family = facts({ relatives: Array.from({ length: persons }, () => relative({ age: 10 })) })
      expect(around(limits.perCapita).map((otherIncome) => assess({ ...family, otherIncome }, law).liability.perCapita)).toEqual([false, false, true])
      expect(around(limits.incomeLevy).map((otherIncome) => assess({ ...family, otherIncome }, law).liability.incomeLevy)).toEqual([false, false, true])
      expect(around(limits.forestTax).map((otherIncome) => assess({ ...family, otherIncome }, law).liability.forestTax)).toEqual([false, false, true])
    }
    const minor = withCondition({ minor: true })
    expect(exemptUpTo(minor, law)).toBe(law.nonTaxableConditionLimit.totalIncome)
    expect(around(law.nonTaxableConditionLimit.totalIncome).map((otherIncome) => assess({ ...minor, otherIncome }, law).amounts.annualTax > 0)).toEqual([false, false, true])
  })
  test('adjustment credit: around its threshold, its least base and its limit', () => {
    const rule = law.adjustmentCredit
    const baseOf = (taxBase: number, difference: number, totalIncome = 0): number => adjustmentCredit({ taxBase: yen(taxBase), difference: yen(difference), totalIncome: yen(totalIncome) }, { law, sheet: plainSheet() }).base
    expect([baseOf(rule.threshold, 300_000), baseOf(rule.threshold + 1_000, 300_000)]).toEqual([300_000, 299_000])
    expect([baseOf(rule.threshold + 250_000, 300_000), baseOf(rule.threshold + 251_000, 300_000)]).toEqual([rule.leastBase, rule.leastBase])
    expect(baseOf(30_000, 50_000)).toBe(30_000)
    if (rule.incomeLimit !== null) expect(around(rule.incomeLimit).map((total) => baseOf(5_000_000, 50_000, total))).toEqual([rule.leastBase, rule.leastBase, 0])
  })
  test('minors: who is born two days after the assessment date is below the age, a day after not', () => {
    const born = addYears(assessmentDateOf(law.fiscalYear), -law.nonTaxableConditionLimit.minorBelowAge)
    expect([1, 2].map((days) => isMinorOn(addDays(born, days), assessmentDateOf(law.fiscalYear), law.nonTaxableConditionLimit.minorBelowAge))).toEqual([false, true])
  })
  test('land: held longer than the years counted on 1 January of the year of the sale', () => {
    const termOf = (years: number): readonly string[] => [-1, 0].map((days) => holdingTerm(addDays(dateOf(law.fiscalYear - 1 - years, 1, 1), days), dateOf(law.fiscalYear - 1, 6, 30), law))
    expect(termOf(law.landTransferTerm.longAboveYears)).toEqual(['long', 'short'])
    expect(termOf(law.landTransferTerm.residenceAboveYears)).toEqual(['residence', 'long'])
  })
  test('gifts: own share, share of income, and the cap of the special part', () => {
    const giver = (gift: number): TaxpayerFacts => facts({ otherIncome: yen(4_000_000), paid: { ...nothingPaid, donationsToMunicipalities: yen(gift) } })
    const creditOf = (gift: number): number => assess(giver(gift), law).levy!.donation!.base
    const most = dropBelow(1, applyRate(yen(4_000_000), law.donationCredit.incomeShare))
    expect(around(law.donationCredit.ownShare).map(creditOf)).toEqual([0, 0, 1])
    expect(around(most).map(creditOf)).toEqual([most - law.donationCredit.ownShare - 1, most - law.donationCredit.ownShare, most - law.donationCredit.ownShare])
    const { special, cap } = assess(giver(most), law).levy!.donation!
    expect(special).toEqual(cap)
  })
})

type Bands = IndividualTaxLaw['salaryIncomeTable']['bands']

function byBand(bands: Bands, index: number, revenue: Yen): number {
  const band = bands[index]!
  return 'fixed' in band ? band.fixed : dropBelow(1, applyRate(dropBelow(band.step, revenue), band.rate)) - band.less
}

interface PaidBand { readonly upTo: Yen | null; readonly rate: { num: number; den: number }; readonly plus: Yen }

function expectBands(bands: readonly PaidBand[], deducted: (paid: Yen) => number, ceiling: number): void {
  bands.forEach((band, index) => {
    if (band.upTo === null) return
    const next = bands[index + 1]!
    const by = (one: PaidBand, paid: Yen): number => Math.min(ceiling, raiseBelow(1, applyRate(paid, one.rate)) + one.plus)
    expect(around(band.upTo).map(deducted)).toEqual([by(band, yen(band.upTo - 1)), by(band, band.upTo), by(next, yen(band.upTo + 1))])
  })
}

function expectPaid(law: IndividualTaxLaw): void {
  const life = law.lifeInsuranceDeduction
  expectBands(life.newContracts, (paid) => lifeInsuranceClass({ newContracts: paid, oldContracts: zeroYen }, law), life.classCeiling)
  expectBands(life.oldContracts, (paid) => lifeInsuranceClass({ newContracts: zeroYen, oldContracts: paid }, law), Number.MAX_SAFE_INTEGER)
  expect(lifeInsuranceDeduction({ ...nothingPaid, lifeOldGeneral: yen(200_000), lifeCare: yen(200_000), lifeOldPension: yen(200_000) }, law)).toBe(life.ceiling)
  const quake = law.earthquakeInsuranceDeduction
  expectBands(quake.oldLongTerm, (paid) => earthquakeDeduction({ ...nothingPaid, earthquakeOldLongTerm: paid }, law), quake.ceiling)
  const full = yen((quake.ceiling * quake.rate.den) / quake.rate.num)
  expect(around(full).map((earthquake) => earthquakeDeduction({ ...nothingPaid, earthquake }, law))).toEqual([quake.ceiling, quake.ceiling, quake.ceiling])
  const medical = law.medicalDeduction
  const spent = (paid: Yen): Yen => medicalDeduction({ ...nothingPaid, medical: paid }, yen(9_000_000), law)
  expect(around(medical.floor).map(spent)).toEqual([0, 0, 1])
  expect(around(medical.floor + medical.ceiling).map(spent)).toEqual([medical.ceiling - 1, medical.ceiling, medical.ceiling])
  const drugs = (selfMedication: Yen): Yen => medicalDeduction({ ...nothingPaid, selfMedication }, yen(9_000_000), law)
  expect(around(medical.selfMedicationFloor).map(drugs)).toEqual([0, 0, 1])
  expect(around(medical.selfMedicationFloor + medical.selfMedicationCeiling).map(drugs)).toEqual([medical.selfMedicationCeiling - 1, medical.selfMedicationCeiling, medical.selfMedicationCeiling])
  expect(around(law.casualtyDeduction.spendingFloor).map((casualtyDisasterSpending) => casualtyDeduction({ ...nothingPaid, casualtyDisasterSpending }, zeroYen, law))).toEqual([0, 0, 1])
}
