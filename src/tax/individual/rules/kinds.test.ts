import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { fiscalYear, plainDate } from '../../../kernel/plain-date.ts'
import { sum, yen, type Yen } from '../../../kernel/yen.ts'
import { resolveLaw, resolveRetirementLaw, type IndividualTaxLaw } from '../law.ts'
import { baseKinds, landKinds, noFacts, nothingDeclared, separateKinds, type DeclaredIncome, type TaxpayerFacts } from '../model.ts'
import { assess } from './assess.ts'
import { taxBases } from './bases.ts'
import { kindsOfIncome } from './kinds.ts'
import { holdingTerm, landSpecialDeductions } from './land.ts'
import { grossLevy } from './levy.ts'
import { offsetLosses } from './offset.ts'
import { noAmounts, takeOff, totalOfAmounts } from './pots.ts'
import { retirementLevy, serviceYears } from './retirement.ts'
import { explainingSheet, plainSheet } from './sheet.ts'

const lawOf = (year: number, designatedCity = false): IndividualTaxLaw => resolveLaw({ fiscalYear: fiscalYear(year), designatedCity, ordinance: {} })
const law = lawOf(2026)
const declared = (some: Partial<DeclaredIncome>): DeclaredIncome => ({ ...nothingDeclared, ...some })
const nothingBeside = { salary: yen(0), pension: yen(0), other: yen(0), carriedLoss: yen(0) }
const kindsOf = (some: Partial<DeclaredIncome>, salary = 0): ReturnType<typeof kindsOfIncome> => kindsOfIncome(declared(some), { ...nothingBeside, salary: yen(salary) }, law)
const place = (): { law: IndividualTaxLaw; sheet: ReturnType<typeof plainSheet> } => ({ law, sheet: plainSheet() })

describe('boundaries of income by kind', () => {
  test.each([[500_000, 0], [500_001, 0], [500_002, 1], [500_003, 1], [1_500_000, 500_000]])('an occasional gain of %i yen enters with %i yen', (gain, income) => {
    expect(kindsOf({ occasional: yen(gain) }).total).toBe(income)
  })
  test.each([[499_999, 0], [500_000, 0], [500_001, 1]])('a short-term transfer of %i yen enters with %i yen', (gain, income) => expect(kindsOf({ shortTransfer: yen(gain) }).total).toBe(income))
  test.each([[-100_000, 1_000_000, 200_000], [300_000, 900_000, 350_000], [900_000, -300_000, 100_000], [-200_000, 100_000, 0]])(
    'transfers of %i (short) and %i (long) yen enter with %i yen', (short, long, income) => expect(kindsOf({ shortTransfer: yen(short), longTransfer: yen(long) }).total).toBe(income))
  test.each([[500_000, 0], [500_001, 1]])('a forestry gain of %i yen is income of %i yen', (gain, income) => expect(kindsOf({ forestry: yen(gain) }).ofYear.forestry).toBe(income))
  test.each([['2021-01-01', 'short'], ['2020-12-31', 'long'], ['2016-01-01', 'long'], ['2015-12-31', 'residence']])('land bought on %s and sold in 2026 is held for a term called %s', (acquired, term) => {
    expect(holdingTerm(plainDate(acquired), plainDate('2026-06-30'), law)).toBe(term)
  })
  test('a loss on short-term land meets short-term gains before long-term ones', () => {
    const { ofYear } = kindsOf({ landTransfers: [{ kind: 'short-general', gain: yen(-500), deduction: null }, { kind: 'short-state', gain: yen(300), deduction: null }, { kind: 'long-general', gain: yen(1_000), deduction: null }] })
    expect(landKinds.map((kind) => ofYear[kind])).toEqual([0, 0, 800, 0, 0])
  })
  test.each([
    ['interest', 1, 1], ['realEstate', 1, 1], ['business', 1, 1], ['listedShares', 1, 1], ['listedDividends', 1, 1], ['shares', 1, 1], ['futures', 1, 1], ['retirement', 1, 1], ['dividends', -1_000, 0], ['miscellaneous', -1_000, 0], ['shares', -1, 0],
  ] as const)('%s of %i yen are income of %i yen, and a loss of these takes nothing from a salary', (key, stated, income) => {
    const { total, offset } = kindsOf({ [key]: yen(stated) }, 5_000)
    expect([total, offset.taken, offset.netLoss]).toEqual([5_000 + income, 0, 0])
  })
  test('a yen of land is taxed as a yen, and a yen of a transfer is no loss', () => {
    expect([kindsOf({ landTransfers: [{ kind: 'long-general', gain: yen(1), deduction: null }] }).ofYear['long-general'], kindsOf({ shortTransfer: yen(1) }).offset]).toMatchObject([1, { general: 0, taken: 0, netLoss: 0 }])
  })
  test('interest on the loan for land makes a loss of real estate no larger than nothing', () => {
    const entering = (realEstate: number, landLoanInterest: number): number => kindsOf({ realEstate: yen(realEstate), landLoanInterest: yen(landLoanInterest) }, 5_000).total
    expect([entering(-1_000, 400), entering(-1_000, 1_000), entering(-1_000, 1_001), entering(0, 400), entering(1, 400)]).toEqual([4_400, 5_000, 5_000, 5_000, 5_001])
  })
  test('two special deductions together take no more than losses left of the gain', () => {
    const gains = { ...noAmounts, 'long-general': yen(40_000_000) }
    const sales = [{ kind: 'long-general', gain: yen(20_000_000), deduction: 'expropriation' }, { kind: 'long-general', gain: yen(30_000_000), deduction: 'residence' }] as const
    expect(landSpecialDeductions(sales, gains, law)['long-general']).toBe(40_000_000)
  })
  test('a loss of one yen is carried on, its own year’s and what is left of an earlier one', () => {
    expect(kindsOf({ futures: yen(-1) }).lossesLeft).toEqual([{ kind: 'futures', year: 2025, amount: 1 }])
    expect(kindsOf({ futures: yen(100), carriedLosses: [{ kind: 'futures', year: 2024, amount: yen(101) }] }).lossesLeft).toEqual([{ kind: 'futures', year: 2024, amount: 1 }])
    expect(kindsOf({ futures: yen(100), carriedLosses: [{ kind: 'futures', year: 2024, amount: yen(100) }] }).lossesLeft).toEqual([])
  })
  test('what is taken off goes from one amount to the next and never below nothing', () => {
    const amounts = { a: yen(5), b: yen(-2), c: yen(10) }
    expect([takeOff(amounts, yen(0), ['a', 'b', 'c']), takeOff(amounts, yen(5), ['a', 'c']), takeOff(amounts, yen(6), ['a', 'b', 'c']), takeOff(amounts, yen(20), ['c', 'a'])]).toEqual([
      { amounts, left: 0 }, { amounts: { ...amounts, a: 0 }, left: 0 }, { amounts: { a: 0, b: -2, c: 9 }, left: 0 }, { amounts: { a: 0, b: -2, c: 0 }, left: 5 },
    ])
  })
  test.each(law.landSpecialDeduction.limits.map(({ kind, limit }) => [kind, limit] as const))('the special deduction %s ends at its limit', (kind, limit) => {
    const taxedOf = (gain: number): number => kindsOf({ landTransfers: [{ kind: 'long-general', gain: yen(gain), deduction: kind }] }).taxable['long-general']
    expect([limit - 1, limit, limit + 1].map(taxedOf)).toEqual([0, 0, 1])
  })
  test('one limit serves short-term sales first', () => {
    const gains = { ...noAmounts, 'short-general': yen(20_000_000), 'long-residence': yen(20_000_000) }
    const sales = [{ kind: 'long-residence', gain: yen(20_000_000), deduction: 'residence' }, { kind: 'short-general', gain: yen(20_000_000), deduction: 'residence' }] as const
    expect(landSpecialDeductions(sales, gains, law)).toMatchObject({ 'short-general': 20_000_000, 'long-residence': 10_000_000 })
  })
  test.each(law.lossCarryForward.map((rule) => [rule.kind, rule.years] as const))('a loss %s is taken for %i years and no longer', (kind, years) => {
    const order = law.lossCarryForward.find((one) => one.kind === kind)!.order
    const income = order.includes('general') ? { business: yen(1_000) } : { listedShares: yen(1_000), futures: yen(1_000) }
    const takenAfter = (after: number): number => {
      const kinds = kindsOf({ ...income, carriedLosses: [{ kind, year: 2025 - after, amount: yen(100) }] })
      return kinds.total - kinds.aggregate
    }
    expect([takenAfter(0), takenAfter(1), takenAfter(years), takenAfter(years + 1)]).toEqual([0, 100, 100, 0])
  })
  test.each([[2023, 'not-declared', 0], [2024, 'aggregate', 1_000]] as const)('in fiscal year %i listed dividends that this tax would leave out count as %s', (year, _method, total) => {
    const stated = declared({ listedDividends: yen(1_000), listedDividendsChoice: { incomeTax: 'aggregate', inhabitantTax: 'not-declared' } })
    expect(kindsOfIncome(stated, nothingBeside, lawOf(year)).total).toBe(total)
  })
})

describe('levies apart', () => {
  test.each(law.separateLevyRate.flatMap(({ kind, bands }) => bands.filter((band) => band.upTo !== null).map((band) => [kind, band.upTo!] as const)))('the rate on %s changes above %i yen and only for what lies above', (kind, bound) => {
    const levyOn = (base: number): number => grossLevy({ general: yen(0), separate: { ...separateNothing, [kind]: yen(base) } }, place()).total.city
    expect([levyOn(bound + 1_000) - levyOn(bound), levyOn(bound) - levyOn(bound - 1_000)]).toEqual([30, 24])
  })
  test.each(separateKinds)('in every town city and prefecture together take the same of %s', (kind) => {
    const levyIn = (designated: boolean): number => {
      const { total } = grossLevy({ general: yen(0), separate: { ...separateNothing, [kind]: yen(10_000_000) } }, { law: lawOf(2026, designated), sheet: plainSheet() })
      return total.city + total.prefecture
    }
    expect(levyIn(true)).toBe(levyIn(false))
  })
})

const { general: _general, ...separateNothing } = noAmounts

const anyYen = (max: number): fc.Arbitrary<Yen> => fc.integer({ min: 0, max }).map(yen)
const anyGain = (max: number): fc.Arbitrary<Yen> => fc.integer({ min: -max, max }).map(yen)
const anyDeclared: fc.Arbitrary<DeclaredIncome> = fc.record({
  interest: anyYen(100_000), dividends: anyYen(3_000_000), realEstate: anyGain(5_000_000), landLoanInterest: anyYen(1_000_000), business: anyGain(10_000_000), farming: anyGain(1_000_000),
  miscellaneous: anyGain(1_000_000), shortTransfer: anyGain(3_000_000), longTransfer: anyGain(3_000_000), occasional: anyYen(5_000_000), forestry: anyGain(5_000_000), retirement: anyYen(5_000_000),
  residenceLoss: fc.constantFrom(yen(0), yen(3_000_000)), shares: anyGain(2_000_000), listedShares: anyGain(2_000_000), listedDividends: anyYen(2_000_000), futures: anyGain(2_000_000),
  landTransfers: fc.array(fc.record({ kind: fc.constantFrom(...landKinds), gain: anyGain(60_000_000), deduction: fc.constantFrom(null, 'residence' as const, 'expropriation' as const, 'farmland' as const) }), { maxLength: 3 }),
  carriedLosses: fc.array(fc.record({ kind: fc.constantFrom(...law.lossCarryForward.map((one) => one.kind)), year: fc.integer({ min: 2018, max: 2024 }), amount: fc.integer({ min: 1, max: 4_000_000 }).map(yen) }), { maxLength: 3 }),
}).map(declared)

describe('properties of income by kind', () => {
  test('no amount falls below zero, and what is taken off is never more than there was', () => {
    fc.assert(fc.property(anyDeclared, anyYen(20_000_000), (one, salary) => {
      const kinds = kindsOfIncome(one, { ...nothingBeside, salary }, law)
      for (const kind of baseKinds) {
        expect(kinds.taxable[kind]).toBeGreaterThanOrEqual(0)
        expect(kinds.afterLosses[kind]).toBeLessThanOrEqual(kinds.ofYear[kind])
      }
      expect(kinds.total).toBe(totalOfAmounts(kinds.ofYear))
      expect(kinds.aggregate).toBeLessThanOrEqual(kinds.total)
      expect(kinds.lossesLeft.every((loss) => loss.amount > 0)).toBe(true)
    }))
  })
  test('every loss is taken from a gain or left as a net loss', () => {
    fc.assert(fc.property(anyDeclared, anyYen(20_000_000), (one, salary) => {
      const offset = offsetLosses(one, { salary, pension: yen(0), other: yen(0), residenceLoss: one.residenceLoss }, law)
      const without = offsetLosses({ ...one, realEstate: yen(Math.max(0, one.realEstate)), business: yen(Math.max(0, one.business + one.farming)), farming: yen(0), shortTransfer: yen(Math.max(0, one.shortTransfer)), longTransfer: yen(Math.max(0, one.longTransfer)), forestry: yen(Math.max(0, one.forestry)) }, { salary, pension: yen(0), other: yen(0), residenceLoss: yen(0) }, law)
      expect(without).toMatchObject({ taken: 0, netLoss: 0 })
      expect(offset.taken).toBeGreaterThanOrEqual(0)
      expect(sum(offset.general, offset.forestry, offset.retirement)).toBeLessThanOrEqual(sum(without.general, without.forestry, without.retirement))
      // A loss that nothing took leaves nothing of what it may be taken from.
      if (offset.netLoss > 0) expect(Math.min(offset.general, offset.retirement)).toBe(0)
    }))
  })
  test('more of any gain never lowers the total income', () => {
    const sums = ['interest', 'dividends', 'realEstate', 'business', 'farming', 'miscellaneous', 'shortTransfer', 'longTransfer', 'occasional', 'forestry', 'retirement', 'shares', 'listedShares', 'listedDividends', 'futures'] as const
    fc.assert(fc.property(anyDeclared, fc.constantFrom(...sums), fc.integer({ min: 1, max: 3_000_000 }), (one, key, more) => {
      const richer = { ...one, [key]: yen(one[key] + more) }
      expect(kindsOfIncome(richer, nothingBeside, law).total).toBeGreaterThanOrEqual(kindsOfIncome(one, nothingBeside, law).total)
    }), { numRuns: 500 })
  })
  // Without gifts and dividend credits nothing in the articles takes the tax down as a gain grows: every bound of a deduction lets the tax leap up.
  test.each([2021, 2026, 2027])('the tax of fiscal year %i never falls as a gain grows', (year) => {
    const sums = ['business', 'realEstate', 'longTransfer', 'occasional', 'forestry', 'listedShares', 'futures'] as const
    const ofYear = lawOf(year)
    fc.assert(fc.property(anyDeclared, fc.constantFrom(...sums), fc.integer({ min: 1, max: 3_000_000 }), anyYen(12_000_000), (one, key, more, salaryRevenue) => {
      const taxOf = (stated: DeclaredIncome): number => assess({ ...noFacts, salaryRevenue, declared: stated }, ofYear).amounts.annualTax
      // Cuts of a base to 1,000 yen and of a levy to 100 may fall differently on two bases: less than two hundred yen.
      expect(taxOf({ ...one, [key]: yen(one[key] + more) })).toBeGreaterThanOrEqual(taxOf(one) - 200)
    }), { numRuns: 400 })
  })
  test('deductions are taken once: the bases lose what was deducted and their parts below 1,000 yen, and nothing else', () => {
    fc.assert(fc.property(anyDeclared, anyYen(8_000_000), (one, deductions) => {
      const kinds = kindsOfIncome(one, nothingBeside, law)
      const bases = taxBases({ aggregate: kinds.aggregate, kinds }, deductions, place())
      const based = sum(bases.general, ...Object.values(bases.separate ?? {}))
      const rest = Math.max(0, totalOfAmounts(kinds.taxable) - deductions)
      expect(rest - based).toBeGreaterThanOrEqual(0)
      expect(rest - based).toBeLessThan(1_000 * baseKinds.length)
    }))
  })
  test('somebody who declares nothing by kind owes what others owe', () => {
    fc.assert(fc.property(anyYen(20_000_000), anyYen(3_000_000), fc.integer({ min: 20, max: 90 }), (salaryRevenue, pensionRevenue, age) => {
      const plain: TaxpayerFacts = { ...noFacts, salaryRevenue, pensionRevenue, age }
      expect(assess({ ...plain, declared: nothingDeclared }, law).amounts).toEqual(assess(plain, law).amounts)
    }), { numRuns: 200 })
  })
  test('the words never change a yen, and every line has words', () => {
    fc.assert(fc.property(anyDeclared, anyYen(10_000_000), (one, salaryRevenue) => {
      const facts: TaxpayerFacts = { ...noFacts, salaryRevenue, declared: { ...one, dividendsWithCredit: { profits: one.dividends, trusts: yen(0), foreignTrusts: yen(0) }, withheldDividendLevy: yen(12_345), foreignTax: { paid: yen(90_000), incomeTaxLimit: yen(50_000), reconstructionTaxLimit: yen(1_050) } } }
      const sheet = explainingSheet()
      assess(facts, law, sheet)
      expect(sheet.stored()).toEqual(assess(facts, law).sheet.stored())
      expect(sheet.written().filter((line) => line.key !== 'salary-revenue' && (line.words?.calculation ?? '') === '').map((line) => line.key)).toEqual([])
      expect(new Set(sheet.written().map((line) => line.code)).size).toBe(sheet.written().length)
    }), { numRuns: 200 })
  })
  test('taking off in an order empties the first before the second', () => {
    expect(takeOff({ first: yen(3), second: yen(5) }, yen(4), ['second', 'first'])).toEqual({ amounts: { first: 3, second: 1 }, left: 0 })
    expect(takeOff({ first: yen(3), second: yen(5) }, yen(9), ['first', 'second'])).toEqual({ amounts: { first: 0, second: 0 }, left: 1 })
  })
})

describe('retirement payments', () => {
  const retirementLaw = resolveRetirementLaw({ paidOn: plainDate('2026-03-31'), designatedCity: false, ordinance: {} })
  const levyOf = (pay: number, some = {}): ReturnType<typeof retirementLevy> => retirementLevy({
    pay: yen(pay), joinedOn: plainDate('1996-04-01'), retiredOn: plainDate('2026-03-31'), isOfficer: false, isDisabled: false, overlappingYears: 0, ...some,
  }, { law: retirementLaw, sheet: plainSheet() })
  test.each([['2006-04-01', '2026-03-31', 20], ['2006-04-01', '2026-04-01', 21], ['2006-04-02', '2026-03-31', 20], ['2026-04-01', '2026-04-01', 1], ['2004-02-29', '2024-02-28', 20]])('from %s to %s are %i years of service', (joined, retired, years) => {
    expect(serviceYears(plainDate(joined), plainDate(retired))).toBe(years)
  })
  test.each([[15_000_000, 0], [15_001_999, 0], [15_002_000, 1_000], [15_004_000, 2_000]])('of %i yen after thirty years %i yen are taxed', (pay, income) => expect(levyOf(pay).income).toBe(income))
  test.each([[5, 5_000_000, 1_500_000], [5, 5_002_000, 1_502_000], [6, 5_402_000, 1_501_000]])('after %i years a payment of %i yen is income of %i yen', (years, pay, income) => {
    expect(levyOf(pay, { joinedOn: plainDate(`${2026 - years}-04-01`) }).income).toBe(income)
  })
  test('years of an earlier payment are taken out of the deduction, which keeps its least', () => {
    expect([levyOf(0, { overlappingYears: 10 }).deduction, levyOf(0, { overlappingYears: 30 }).deduction]).toEqual([11_000_000, 800_000])
  })
  test('an ordinance value may set the rates of a designated city', () => {
    const own = resolveRetirementLaw({ paidOn: plainDate('2026-03-31'), designatedCity: true, ordinance: { 'tax-individual.retirement-levy-rate': { ordinary: { city: '6', prefecture: '4' }, designated: { city: '8', prefecture: '2' } } } })
    expect(retirementLevy({ pay: yen(17_000_000), joinedOn: plainDate('1996-04-01'), retiredOn: plainDate('2026-03-31'), isOfficer: false, isDisabled: false, overlappingYears: 0 }, { law: own, sheet: explainingSheet() })).toMatchObject({ income: 1_000_000, cityTax: 80_000, prefectureTax: 20_000 })
  })
  test('the levy never falls as the payment grows', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 60_000_000 }), fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 40 }), fc.boolean(), (pay, more, years, isOfficer) => {
      const some = { joinedOn: plainDate(`${2026 - years}-04-01`), isOfficer }
      expect(levyOf(pay + more, some).cityTax).toBeGreaterThanOrEqual(levyOf(pay, some).cityTax)
    }))
  })
})
