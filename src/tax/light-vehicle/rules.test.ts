import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fiscalYear, plainDate, type PlainDate } from '../../kernel/plain-date.ts'
import { readLines, Worksheet } from '../../kernel/worksheet.ts'
import { sumOf, yen, type Yen } from '../../kernel/yen.ts'
import { lawOf } from './law.ts'
import { lines } from './lines.ts'
import { agedClasses, vehicleClasses, type VehicleFacts, type YearMonth } from './model.ts'
import { assess, checkSize, earnsExemption, isExemptedBy, lateDueOn, reviseInstalments, taxpayerOf, type AssessmentFacts, type Instalment } from './rules.ts'

const law2025 = lawOf(fiscalYear(2025))
const law2026 = lawOf(fiscalYear(2026))
const month = (text: string): YearMonth => text as YearMonth

function car(over: Partial<AssessmentFacts> = {}): AssessmentFacts {
  return { class: 'passenger-private', energy: 'petrol', greenBand: null, firstInspected: month('2020-05'), standing: 'taxable', isExempted: false, ...over }
}

function taxOf(facts: AssessmentFacts, law = law2026): number | string {
  const result = assess(facts, law)
  return result.kind === 'assessed' ? result.annualTax : result.why
}

describe('rates', () => {
  test('every class of vehicle has a rate in fiscal year 2026', () => {
    const without = vehicleClasses.filter((one) => typeof taxOf(car({ class: one })) === 'string')
    expect(without).toEqual([])
  })

  test.each<[string, Partial<VehicleFacts>, number, number]>([
    ['平成24年3月の初度検査は令和7年度から重課', { firstInspected: month('2012-03') }, 12900, 12900],
    ['平成24年4月の初度検査は令和8年度から重課', { firstInspected: month('2012-04') }, 7200, 12900],
    ['平成25年3月の初度検査は令和8年度から重課', { firstInspected: month('2013-03') }, 7200, 12900],
    ['平成25年4月の初度検査はまだ重課でない', { firstInspected: month('2013-04') }, 7200, 7200],
    ['平成27年3月の初度検査は前の税率', { firstInspected: month('2015-03') }, 7200, 7200],
    ['平成27年4月の初度検査はいまの税率', { firstInspected: month('2015-04') }, 10800, 10800],
    ['令和6年3月の初度検査は翌年度だけ軽課', { firstInspected: month('2024-03'), energy: 'electric', greenBand: 75 }, 10800, 10800],
    ['令和6年4月の初度検査は令和7年度に軽課', { firstInspected: month('2024-04'), energy: 'electric', greenBand: 75 }, 2700, 10800],
    ['令和7年3月の初度検査は令和7年度に軽課', { firstInspected: month('2025-03'), energy: 'electric', greenBand: 75 }, 2700, 10800],
    ['令和7年4月の初度検査は令和8年度に軽課', { firstInspected: month('2025-04'), energy: 'electric', greenBand: 75 }, 10800, 2700],
  ])('%s', (_title, facts, in2025, in2026) => {
    expect([taxOf(car(facts), law2025), taxOf(car(facts), law2026)]).toEqual([in2025, in2026])
  })

  test('the 25 % band ends with fiscal year 2025, the 50 % band with 2026, the 75 % band with 2028', () => {
    const years = [2025, 2026, 2027, 2028, 2029].map((year) => lawOf(fiscalYear(year)))
    expect(years.map((law) => law.greenRates25 !== null)).toEqual([true, false, false, false, false])
    expect(years.map((law) => law.greenRates50 !== null)).toEqual([true, true, false, false, false])
    expect(years.map((law) => law.greenRates75 !== null)).toEqual([true, true, true, true, false])
  })

  test('a moped of the new class has no rate before fiscal year 2025', () => {
    expect(taxOf(car({ class: 'moped-125-limited', firstInspected: null }), lawOf(fiscalYear(2024)))).toBe('class-without-rate')
  })

  test('an ordinance may set a rate up to one and a half times the standard, not a yen more', () => {
    const set = (moped: number) => lawOf(fiscalYear(2026), { 'tax-light-vehicle.standard-rates': { ...law2026.standardRates, 'moped-50': moped } })
    expect(taxOf(car({ class: 'moped-50' }), set(3000))).toBe(3000)
    expect(() => set(3001)).toThrow(/above the ceiling/)
  })
})

describe('who and what is taxed', () => {
  test.each<[string, Partial<AssessmentFacts>, number | string]>([
    ['国や町の車は課税しない', { standing: 'public-body' }, 'public-body'],
    ['盗まれた車は課税を保留する', { standing: 'suspended' }, 'suspended'],
    ['初度検査の分からない軽四輪は計算しない', { firstInspected: null }, 'first-inspection-unknown'],
    ['初度検査のない原付は計算する', { class: 'moped-50', firstInspected: null }, 2000],
    ['減免した車は0円', { isExempted: true }, 0],
  ])('%s', (_title, facts, expected) => expect(taxOf(car(facts))).toBe(expected))

  test('the owner is taxed, and the buyer where the seller keeps the ownership', () => {
    const parties = { ownerPartyId: 'dealer', holderPartyId: 'buyer' }
    expect(taxpayerOf({ ...parties, isOwnershipReserved: false })).toBe('dealer')
    expect(taxpayerOf({ ...parties, isOwnershipReserved: true })).toBe('buyer')
    expect(taxpayerOf({ ...parties, holderPartyId: null, isOwnershipReserved: true })).toBe('dealer')
  })
})

describe('the worksheet', () => {
  test('it explains an exempted heavy rate line by line with its articles', () => {
    const sheet = new Worksheet(lines, 'explain')
    assess(car({ firstInspected: month('2012-06'), isExempted: true }), law2026, sheet)
    expect(sheet.written().map((line) => [line.key, line.amount, line.article?.article])).toEqual([
      ['years-since-inspection', 14, 'sp-30'], ['heavy-rate', 12900, 'sp-30'], ['exemption', 12900, '463-23'], ['annual-tax', 0, '463-15'],
    ])
    expect(sheet.written()[0]?.words?.calculation).toBe('令和8年度 − 平成24年度')
  })

  test('an explaining sheet and a bare one hold the same yen, and the total is the rate less the exemption', () => {
    const anyFacts = fc.record({
      class: fc.constantFrom(...vehicleClasses), energy: fc.constantFrom('petrol', 'hybrid', 'electric'), greenBand: fc.constantFrom(null, 75, 50, 25),
      firstInspected: fc.record({ year: fc.integer({ min: 1998, max: 2026 }), month: fc.integer({ min: 1, max: 12 }) }).map(({ year, month: of }) => month(`${year}-${String(of).padStart(2, '0')}`)),
      standing: fc.constant('taxable'), isExempted: fc.boolean(),
    })
    fc.assert(fc.property(anyFacts, fc.constantFrom(law2025, law2026), (facts, law) => {
      const [bare, explained] = [assess(facts as AssessmentFacts, law), assess(facts as AssessmentFacts, law, new Worksheet(lines, 'explain'))]
      if (bare.kind !== 'assessed' || explained.kind !== 'assessed') throw new Error('a vehicle with all facts is assessed')
      expect(explained.sheet.stored()).toEqual(bare.sheet.stored())
      const read = readLines(lines, bare.sheet.stored())
      const rates = [read['standard-rate'], read['former-rate'], read['heavy-rate'], read['green-rate']].filter((one) => one !== undefined)
      expect(rates).toHaveLength(1)
      expect(bare.annualTax).toBe(rates[0]! - (read.exemption ?? 0))
    }))
  })

  test('a petrol car never gets cheaper by growing old, once its green year is over', () => {
    const oldest = vehicleClasses.filter((one) => agedClasses.has(one))
    for (const one of oldest) {
      const taxes = Array.from({ length: 8 }, (_, index) => taxOf(car({ class: one, firstInspected: month('2013-04') }), lawOf(fiscalYear(2022 + index))) as number)
      expect(taxes).toEqual(taxes.toSorted((a, b) => a - b))
    }
  })
})

describe('class and size', () => {
  const cc = (displacementCc: number, maxWatts: number | null = null) => ({ displacementCc, ratedWatts: null, maxWatts })
  const watts = (ratedWatts: number) => ({ displacementCc: null, ratedWatts, maxWatts: null })
  test.each([
    ['50ccは原付一種', 'moped-50', cc(50), 'fits'], ['51ccは原付一種でない', 'moped-50', cc(51), 'does-not-fit'],
    ['51ccは90cc以下の原付', 'moped-90', cc(51), 'fits'], ['90ccは90cc以下の原付', 'moped-90', cc(90), 'fits'], ['91ccはそうでない', 'moped-90', cc(91), 'does-not-fit'],
    ['125ccは125cc以下の原付', 'moped-125', cc(125), 'fits'], ['126ccはそうでない', 'moped-125', cc(126), 'does-not-fit'],
    ['125ccで4,000Wは新基準原付', 'moped-125-limited', cc(125, 4000), 'fits'], ['4,001Wは新基準原付でない', 'moped-125-limited', cc(125, 4001), 'does-not-fit'],
    ['最高出力の分からない新基準原付は確かめられない', 'moped-125-limited', cc(110), 'size-missing'],
    ['600Wは原付一種', 'moped-50', watts(600), 'fits'], ['601Wはそうでない', 'moped-50', watts(601), 'does-not-fit'],
    ['250ccは軽二輪', 'motorcycle-250', cc(250), 'fits'], ['251ccは小型二輪', 'motorcycle-over-250', cc(251), 'fits'], ['250ccは小型二輪でない', 'motorcycle-over-250', cc(250), 'does-not-fit'],
    ['大きさの分からない原付は確かめられない', 'moped-50', { displacementCc: null, ratedWatts: null, maxWatts: null }, 'size-missing'],
    ['大きさの分からない農耕用は登録できる', 'small-special-farm', { displacementCc: null, ratedWatts: null, maxWatts: null }, 'fits'],
  ] as const)('%s', (_title, vehicleClass, size, expected) => expect(checkSize(vehicleClass, size, law2026)).toBe(expected))

  test.each([
    ['本人が運転する下肢6級は減免', { part: 'legs', grade: 6, driver: 'self' }, true], ['家族が運転する下肢6級は減免でない', { part: 'legs', grade: 6, driver: 'family' }, false],
    ['上肢3級は減免でない', { part: 'arms', grade: 3, driver: 'self' }, false], ['精神1級は家族の運転でも減免', { part: 'mental', grade: 1, driver: 'family' }, true],
  ] as const)('%s', (_title, handbook, expected) => expect(earnsExemption(handbook, law2026)).toBe(expected))
})

describe('how long an exemption counts', () => {
  const automatic = lawOf(fiscalYear(2026), { 'tax-light-vehicle.exemption-terms': { daysBeforeDue: 7, renewal: 'automatic' } })
  test.each([
    ['その年度に認めた減免は数える', { fiscalYear: 2026, isApproved: true }, true, true], ['前の年度の減免は、継続する町だけで数える', { fiscalYear: 2025, isApproved: true }, false, true],
    ['取り消した減免は数えない', { fiscalYear: 2026, isApproved: false }, false, false], ['減免がなければ数えない', null, false, false],
  ] as const)('%s', (_title, exemption, yearly, running) => expect([isExemptedBy(exemption, law2026), isExemptedBy(exemption, automatic)]).toEqual([yearly, running]))
})

describe('instalments after a correction', () => {
  const may: PlainDate = plainDate('2026-06-01')
  const whole = (amount: number): Instalment[] => [{ no: 0, dueOn: may, amount: yen(amount) }]
  const next = { today: plainDate('2026-07-10'), dueOn: plainDate('2026-08-31') }

  test('a rise before the due date raises the instalment, on the day after it makes a new one', () => {
    expect(reviseInstalments(whole(7200), yen(12900), { ...next, today: may })).toEqual(whole(12900))
    expect(reviseInstalments(whole(7200), yen(12900), { ...next, today: plainDate('2026-06-02') })).toEqual([...whole(7200), { no: 51, dueOn: next.dueOn, amount: 5700 }])
  })

  test('a fall is taken from the last instalment first', () => {
    const both = [...whole(7200), { no: 51, dueOn: next.dueOn, amount: yen(5700) }]
    expect(reviseInstalments(both, yen(5000), next)).toEqual([{ ...both[0], amount: 5000 }, { ...both[1], amount: 0 }])
    expect(reviseInstalments(both, yen(12_000), next)).toEqual([both[0], { ...both[1], amount: 4800 }])
  })

  test('each further rise after the due date has the next number', () => {
    const late = { today: plainDate('2026-10-01'), dueOn: plainDate('2026-11-30') }
    const both = [...whole(7200), { no: 51, dueOn: next.dueOn, amount: yen(5700) }]
    expect(reviseInstalments(both, yen(13_000), late).at(-1)).toEqual({ no: 52, dueOn: late.dueOn, amount: 100 })
  })

  test('whatever was corrected, the instalments are the annual tax', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 6 }), (taxes) => {
      const after = taxes.reduce<readonly Instalment[]>((standing, tax) => reviseInstalments(standing, yen(tax), next), [])
      expect(sumOf(after.map((one): Yen => one.amount))).toBe(taxes.at(-1))
    }))
  })

  test('what is decided in July is due at the end of August', () => {
    expect(lateDueOn(plainDate('2026-07-31'), law2026)).toBe('2026-08-31')
  })
})
