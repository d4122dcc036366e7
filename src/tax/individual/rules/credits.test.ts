import { describe, expect, test } from 'vitest'
import { fiscalYear, plainDate } from '../../../kernel/plain-date.ts'
import { yen, zeroYen } from '../../../kernel/yen.ts'
import { resolveLaw, type IndividualTaxLaw } from '../law.ts'
import { noFacts, nothingDeclared, nothingPaid, type DeclaredIncome, type HousingLoan, type SeparateKind, type TaxpayerFacts } from '../model.ts'
import { assess } from './assess.ts'
import { donationCredit, housingLoanCredit, type DonationCredit } from './credits.ts'
import { adjustmentCredit, noShares, smoothing, type Shares } from './levy.ts'
import { foreignTaxCredit, withheldLevyCredit } from './other-credits.ts'
import { noAmounts } from './pots.ts'
import { explainingSheet, plainSheet, type Sheet } from './sheet.ts'

const law: IndividualTaxLaw = resolveLaw({ fiscalYear: fiscalYear(2026), designatedCity: false, ordinance: {} })
const place = (sheet: Sheet = plainSheet()) => ({ law, sheet })
const shares = (city: number, prefecture: number): Shares => ({ city: yen(city), prefecture: yen(prefecture) })

describe('adjustment credit', () => {
  test.each([[1_999_000, 10_000, 10_000], [2_000_000, 10_000, 10_000], [2_001_000, 10_000, 50_000], [2_001_000, 60_000, 59_000], [2_010_000, 60_000, 50_000]])('a base of %i yen and a difference of %i yen give a base of %i yen', (taxBase, difference, base) => {
    expect(adjustmentCredit({ taxBase: yen(taxBase), difference: yen(difference), totalIncome: zeroYen }, place()).base).toBe(base)
  })
})

describe('housing loan', () => {
  const capOf = (movedIn: string, keepsEarlierClass: boolean): number => {
    const loan: HousingLoan = { movedIn: plainDate(movedIn), incomeTaxBase: yen(3_000_000), available: yen(400_000), incomeTaxBefore: zeroYen, taxedPurchase: true, keepsEarlierClass }
    return housingLoanCredit(loan, place()).cap
  }
  test.each([['2009-06-01', 97_500], ['2014-04-01', 97_500], ['2022-01-01', 136_500]])('a contract of the earlier period keeps its class, and the first period has none before it: %s', (movedIn, cap) => expect(capOf(movedIn, true)).toBe(cap))
})

describe('gifts', () => {
  const { general: _general, ...nothingApart } = noAmounts
  const giving = (general: number, difference: number, apart: Partial<Record<SeparateKind, number>> | null, sheet: Sheet = plainSheet()): DonationCredit => donationCredit({
    paid: { ...nothingPaid, donationsToMunicipalities: yen(50_000) }, aggregateIncome: yen(9_000_000), difference: yen(difference), levyForCap: shares(600_000, 400_000), oneStop: false,
    bases: { general: yen(general), separate: apart && Object.assign({ ...nothingApart }, apart) },
  }, place(sheet))
  test.each([
    ['差を引くと1,000円残る', 51_000, 50_000, null, 84_895], ['差を引くとちょうど0円', 50_000, 50_000, null, 84_895], ['差の方が1,000円多い', 49_000, 50_000, null, 90_000],
    ['差のほかに何もない', 0, 0, null, 84_895], ['総合の課税標準がなく、短期の土地だけ', 0, 0, { 'short-general': 1_000 }, 59_370], ['総合の課税標準が残れば、分離は見ない', 60_000, 50_000, { 'short-general': 1_000 }, 84_895],
    ['差の方が多く、長期の土地がある', 0, 50_000, { 'long-general': 1_000 }, 74_685], ['低い方の割合', 0, 50_000, { 'long-general': 1_000, 'short-state': 1_000 }, 59_370],
    ['山林は五分の一で見る', 0, 50_000, { forestry: 9_750_000 }, 84_895], ['山林の五分の一が1,950,200円', 0, 50_000, { forestry: 9_751_000 }, 79_790], ['退職は全額で見る', 0, 50_000, { retirement: 1_951_000 }, 79_790],
  ] as const)('%s', (_title, general, difference, apart, ratio) => {
    const found = giving(general, difference, apart).ratio
    expect((found.num * 100_000) / found.den).toBe(ratio)
  })
  test('the doubt about income taxed apart is said where its ratio counts, and only there', () => {
    const doubtOf = (general: number, difference: number, apart: Partial<Record<SeparateKind, number>> | null): string | undefined => {
      const sheet = explainingSheet()
      giving(general, difference, apart, sheet)
      return sheet.written().find((line) => line.key === 'donation-special-city')?.words?.doubt
    }
    expect([doubtOf(0, 50_000, { 'long-general': 1_000 }), doubtOf(60_000, 50_000, { 'long-general': 1_000 }), doubtOf(0, 50_000, null)]).toEqual(['LD-038', undefined, undefined])
  })
  test('who gave nothing has no credit of gifts, and who gave no municipality no cap of the special part', () => {
    const giver = (paid: Partial<TaxpayerFacts['paid']>): ReturnType<typeof assess> => assess({ ...noFacts, otherIncome: yen(4_000_000), paid: { ...nothingPaid, ...paid } }, law)
    expect([giver({}).levy?.donation, giver({}).sheet.find('donation-base')]).toEqual([null, undefined])
    expect([giver({ donationsOther: yen(50_000) }).sheet.find('donation-cap-city'), giver({ donationsOther: yen(50_000) }).levy?.donation?.special]).toEqual([undefined, noShares])
    expect(giver({ donationsOther: yen(1) }).levy?.donation?.base).toBe(0)
    expect(giver({ donationsToMunicipalities: yen(2_001) }).sheet.find('donation-cap-city')).toBe(giver({ donationsToMunicipalities: yen(90_000) }).sheet.find('donation-cap-city'))
  })
})

describe('income tax paid abroad', () => {
  const credited = (paid: number, levy: Shares = shares(600_000, 400_000)): Shares | null => foreignTaxCredit({ paid: yen(paid), incomeTaxLimit: yen(100_000), reconstructionTaxLimit: yen(2_100) }, levy, place())
  // 12,000 of the prefecture, 18,000 of the city.
  test.each([[102_100, null], [102_101, { city: 0, prefecture: 1 }], [114_100, { city: 0, prefecture: 12_000 }], [114_101, { city: 1, prefecture: 12_000 }], [132_101, { city: 18_000, prefecture: 12_000 }]])('%i yen, of which the national limits take 102,100: %j', (paid, expected) => expect(credited(paid)).toEqual(expected))
  test('a small levy takes no more than itself, and the city does not begin earlier', () => expect(credited(132_100, shares(5_000, 3_000))).toEqual({ city: 5_000, prefecture: 3_000 }))
})

describe('tax withheld from listed income', () => {
  const credited = (declared: Partial<DeclaredIncome>, levy: Shares, sheet: Sheet = plainSheet()): ReturnType<typeof withheldLevyCredit> => withheldLevyCredit({ ...nothingDeclared, ...declared }, levy, place(sheet))
  test('of 1,000 yen 600 are the city’s and 400 the prefecture’s; what the levy cannot take is told', () => {
    const excessLine = (levy: Shares): number | undefined => {
      const sheet = plainSheet()
      credited({ withheldDividendLevy: yen(1_000) }, levy, sheet)
      return sheet.find('withheld-levy-excess')
    }
    expect(credited({ withheldDividendLevy: yen(700), withheldSharesLevy: yen(300) }, shares(500, 400))).toEqual({ city: 500, prefecture: 400, excess: { city: 100, prefecture: 0 } })
    expect([excessLine(shares(600, 400)), excessLine(shares(599, 400)), excessLine(shares(600, 399)), excessLine(shares(0, 0))]).toEqual([undefined, 1, 1, 1_000])
  })
  test('nothing withheld makes no credit, nor does what was not declared', () => {
    const undeclared = { incomeTax: 'not-declared', inhabitantTax: null } as const
    expect(credited({}, shares(500, 400))).toBe(null)
    expect(credited({ withheldDividendLevy: yen(1_000), listedDividendsChoice: undeclared, withheldSharesLevy: yen(1) }, shares(500, 400))).toMatchObject({ city: 0, prefecture: 1 })
    expect(credited({ withheldSharesLevy: yen(1_000), listedSharesChoice: undeclared }, shares(500, 400))).toBe(null)
  })
})

describe('smoothing at the limit of the income levy', () => {
  const limit = yen(450_000)
  const kept = (levy: Shares, aggregateIncome: number): Shares => smoothing(levy, { aggregateIncome: yen(aggregateIncome), limit }, plainSheet())
  test.each([
    ['引いたあとが限度と同じ', shares(600, 400), 451_000, noShares], ['1円足りなければ、どちらも1円に切り上げる', shares(600, 400), 450_999, shares(1, 1)], ['100円足りない', shares(600, 400), 450_900, shares(60, 40)],
    ['所得割がなければ調整もない', noShares, 440_000, noShares], ['1円の所得割', shares(1, 0), 450_000, shares(1, 0)], ['道府県の分が多くても、その所得割まで', shares(1, 9), 450_001, shares(1, 9)],
  ])('%s', (_title, levy, aggregateIncome, expected) => expect(kept(levy, aggregateIncome)).toEqual(expected))
})
