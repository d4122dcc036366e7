import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { fiscalYear, plainDate } from '../../../../kernel/plain-date.ts'
import { rate, sumOf, yen, type Yen } from '../../../../kernel/yen.ts'
import { resolveLaw } from '../../law.ts'
import { noFacts } from '../../model.ts'
import { assess } from '../../rules/assess.ts'
import { dueDatesOf, emptyInstalments, firstInstalments, reviseInstalments, type Instalment } from '../../rules/collection.ts'
import { changeEmployment, formDueOn, intoTerms, laneAfter, lumpDuty, takeBack, type ChangePlace, type EmploymentChange } from './employment.ts'
import { lastDayOfCorrection, statutoryDueDate } from './limits.ts'
import { isTakenFromPension, pensionInstalments, pensionPart, reducedTaxOf, shareWithPension } from './pension.ts'
import { exempt } from './exemption.ts'

const law = resolveLaw({ fiscalYear: fiscalYear(2026), designatedCity: false, ordinance: {} })
const dueDates = dueDatesOf(law, (day) => day)
const none: ReadonlySet<number> = new Set()

const first = (annualTax: number, method: 'ordinary' | 'salary', today = '2026-05-12'): readonly Instalment[] => firstInstalments({ annualTax: yen(annualTax), reduced: yen(0), method, today: plainDate(today), dueDates }, law)
const amounts = (list: readonly Instalment[]): Record<number, number> => Object.fromEntries(list.filter((one) => one.amount > 0).map((one) => [one.no, one.amount]))
const total = (list: readonly Instalment[]): number => sumOf(list.map((one) => one.amount))
const change = (some: Partial<Record<keyof EmploymentChange, unknown>>): EmploymentChange => ({ kind: 'leaving', happenedOn: plainDate('2026-08-15'), firstMonth: null, lumpAsked: false, payToMay: null, ...some } as EmploymentChange)
const place = (before: readonly Instalment[], today: string, some: Partial<ChangePlace> = {}): ChangePlace => ({ before, today: plainDate(today), dueDates, paidNos: none, newParty: undefined, ...some })

function carried(one: EmploymentChange, where: ChangePlace) {
  const outcome = changeEmployment(one, where, law)
  if (!outcome.ok) throw new Error(outcome.why)
  return outcome.value
}

// 120,000 in twelve months of 10,000
const salaried = first(120_000, 'salary')
const byTerms = first(100_000, 'ordinary')

describe('a correction of tax taken from the salary', () => {
  const revised = (annualTax: number, today: string): Record<number, number> => amounts(reviseInstalments(salaried, { annualTax: yen(annualTax), reduced: yen(0), method: 'salary', today: plainDate(today), dueDates }, law))
  test('counts from the month after the notice: the month of the notice and those before it stay', () => {
    expect(revised(150_000, '2026-10-05')).toEqual({ 101: 10_000, 102: 10_000, 103: 10_000, 104: 10_000, 105: 10_000, 106: 14_800, 107: 14_200, 108: 14_200, 109: 14_200, 110: 14_200, 111: 14_200, 112: 14_200 })
    // 110,000 over the eight months from October
    expect(revised(150_000, '2026-09-30')).toMatchObject({ 104: 10_000, 105: 14_100, 106: 13_700 })
  })
  test('makes a supplementary term after the last month has begun', () => {
    expect(revised(130_000, '2027-05-02')).toMatchObject({ 51: 10_000, 112: 10_000 })
  })
  test('takes what was taken too much off the last months that are past', () => {
    expect(revised(45_000, '2026-10-05')).toEqual({ 101: 10_000, 102: 10_000, 103: 10_000, 104: 10_000, 105: 5_000 })
  })
  test('who is first decided in July has the year taken from August', () => {
    expect(amounts(first(100_000, 'salary', '2026-07-15'))).toEqual({ 103: 10_000, 104: 10_000, 105: 10_000, 106: 10_000, 107: 10_000, 108: 10_000, 109: 10_000, 110: 10_000, 111: 10_000, 112: 10_000 })
    expect(first(100_000, 'salary', '2026-05-31')[0]?.amount).toBe(first(100_000, 'salary')[0]?.amount)
  })
})

describe('leaving an employer', () => {
  test('in August: the months from September become the terms still to come, the remainder in the first', () => {
    const { instalments, moved, lump } = carried(change({}), place(salaried, '2026-09-05'))
    expect([moved, lump]).toEqual([90_000, 'none'])
    expect(amounts(instalments)).toEqual({ 3: 45_000, 4: 45_000, 101: 10_000, 102: 10_000, 103: 10_000 })
  })
  test('a form that comes late moves the months that were not taken too', () => {
    expect(amounts(carried(change({}), place(salaried, '2026-12-01')).instalments)).toEqual({ 4: 90_000, 101: 10_000, 102: 10_000, 103: 10_000 })
  })
  test('the month of the change is the last one of the employer, also where it is its first day', () => {
    expect(amounts(carried(change({ happenedOn: plainDate('2026-09-01') }), place(salaried, '2026-09-05')).instalments)).toEqual({ 3: 40_000, 4: 40_000, 101: 10_000, 102: 10_000, 103: 10_000, 104: 10_000 })
  })
  test('what stands on the terms stays, each number once', () => {
    const standing = [...byTerms, ...salaried.map((one) => ({ ...one, amount: yen(0) }))]
    expect(intoTerms(standing, yen(30_000), { today: plainDate('2026-09-05'), dueDates, law }).map((one) => [one.no, one.amount]).toSorted(([a], [b]) => a! - b!).slice(0, 5)).toEqual([[1, 25_000], [2, 25_000], [3, 40_000], [4, 40_000], [101, 0]])
    expect(intoTerms(standing, yen(30_000), { today: plainDate('2026-09-05'), dueDates, law }).length).toBe(16)
  })
  test('a month that the employer paid ahead stays with it', () => {
    expect(amounts(carried(change({}), place(salaried, '2026-09-05', { paidNos: new Set([104]) })).instalments)).toEqual({ 3: 40_000, 4: 40_000, 101: 10_000, 102: 10_000, 103: 10_000, 104: 10_000 })
  })
  test('after the last term it is a supplementary term at the end of the next month', () => {
    const { instalments } = carried(change({ happenedOn: plainDate('2027-01-20'), payToMay: yen(30_000) }), place(salaried, '2027-02-10'))
    expect(instalments.find((one) => one.no === 51)).toMatchObject({ amount: 40_000, dueOn: '2027-03-31' })
  })
  test('who asks for it before the end of the year gives all at once with the pay of the month', () => {
    const { instalments, lump } = carried(change({ lumpAsked: true }), place(salaried, '2026-09-05'))
    expect([lump, amounts(instalments)]).toEqual(['asked', { 101: 10_000, 102: 10_000, 103: 100_000 }])
  })
  test.each([
    ['5月末で辞めるなら、次の年度は何も徴収していない', '2026-05-31', null, false, 'none'],
    ['6月1日に辞めて申し出た', '2026-06-01', null, true, 'asked'], ['12月31日に辞めて申し出た', '2026-12-31', null, true, 'asked'], ['12月31日に辞めて申し出ない', '2026-12-31', null, false, 'none'],
    ['1月1日に辞めた', '2027-01-01', null, false, 'must'], ['4月30日に辞めた', '2027-04-30', null, false, 'must'], ['5月1日に辞めた', '2027-05-01', null, true, 'none'],
    ['給与が残りと同じ額', '2027-01-01', 40_000, false, 'none'], ['給与が残りを1円こえる', '2027-01-01', 40_001, false, 'must'], ['申し出ても給与が足りない', '2026-12-31', 40_000, true, 'none'],
    ['当年度の4月は、前の年度の届け', '2026-04-15', null, false, 'none'],
  ] as const)('%s', (_title, happenedOn, payToMay, lumpAsked, expected) => {
    expect(lumpDuty({ kind: 'leaving', happenedOn: plainDate(happenedOn), lumpAsked, payToMay: payToMay === null ? null : yen(payToMay) }, yen(40_000), law)).toBe(expected)
  })
  test('a death is never a lump', () => {
    expect(lumpDuty({ kind: 'death', happenedOn: plainDate('2027-02-01'), lumpAsked: true, payToMay: null }, yen(40_000), law)).toBe('none')
  })
  test('nothing is left to move in May, and nothing where no salary gives', () => {
    expect(changeEmployment(change({ happenedOn: plainDate('2027-05-10') }), place(salaried, '2027-05-12'), law)).toEqual({ ok: false, why: 'change-nothing-left' })
    expect(changeEmployment(change({}), place(byTerms, '2026-09-05'), law)).toEqual({ ok: false, why: 'change-not-salary' })
  })
  test('a later correction of who left goes to the terms', () => {
    const left = carried(change({ lumpAsked: true }), place(salaried, '2026-09-05')).instalments
    const more = reviseInstalments(left, { annualTax: yen(130_000), reduced: yen(0), method: laneAfter('leaving', left, 'salary'), today: plainDate('2026-09-20'), dueDates }, law)
    expect(amounts(more)).toEqual({ 3: 5_000, 4: 5_000, 101: 10_000, 102: 10_000, 103: 100_000 })
  })
  test('the form is due on the tenth of the next month', () => {
    expect([formDueOn(plainDate('2026-08-31'), (day) => day, law), formDueOn(plainDate('2026-12-01'), (day) => day, law)]).toEqual(['2026-09-10', '2027-01-10'])
  })
})

describe('going on at another employer', () => {
  test('the months go on with the same amounts under numbers of their own, charged to the new employer', () => {
    const { instalments } = carried(change({ kind: 'transfer', firstMonth: plainDate('2026-09-01') }), place(salaried, '2026-08-20', { newParty: 'q' }))
    expect(amounts(instalments)).toEqual({ 101: 10_000, 102: 10_000, 103: 10_000, ...Object.fromEntries(Array.from({ length: 9 }, (_, index) => [124 + index, 10_000])) })
    expect([instalments.find((one) => one.no === 124), instalments.find((one) => one.no === 104)]).toMatchObject([{ partyId: 'q', dueOn: '2026-10-10' }, { amount: 0 }])
  })
  test('what no month of either took comes with the first month of the new one', () => {
    const { instalments } = carried(change({ kind: 'transfer', firstMonth: plainDate('2026-11-01') }), place(salaried, '2026-10-20', { newParty: 'q' }))
    expect([amounts(instalments)[126], amounts(instalments)[127], total(instalments)]).toEqual([30_000, 10_000, 120_000])
  })
  test('a second transfer has the next numbers, and leaving then releases only the last employer', () => {
    const once = carried(change({ kind: 'transfer', firstMonth: plainDate('2026-09-01') }), place(salaried, '2026-08-20', { newParty: 'q' })).instalments
    const twice = carried(change({ kind: 'transfer', happenedOn: plainDate('2026-11-30'), firstMonth: plainDate('2026-12-01') }), place(once, '2026-11-20', { newParty: 'r' })).instalments
    expect([amounts(twice)[126], amounts(twice)[127], amounts(twice)[147]]).toEqual([10_000, undefined, 10_000])
    expect(amounts(carried(change({ happenedOn: plainDate('2026-12-25') }), place(twice, '2027-01-05')).instalments)).toMatchObject({ 4: 50_000, 147: 10_000 })
  })
  test.each([[2, { ok: true }], [3, { ok: true }], [4, { ok: false, why: 'change-too-many' }]])('after employer %i of a year (from 0): %j', (employer, expected) => {
    const months = emptyInstalments('salary', dueDates, employer).map((one) => ({ ...one, amount: yen(10_000) }))
    expect(changeEmployment(change({ kind: 'transfer', firstMonth: plainDate('2026-09-01') }), place(months, '2026-08-20', { newParty: 'q' }), law)).toMatchObject(expected)
    const terms = [...byTerms, ...months.map((one) => ({ ...one, amount: yen(0) }))]
    expect(changeEmployment(change({ kind: 'hiring', happenedOn: plainDate('2026-09-01'), firstMonth: plainDate('2026-10-01') }), place(terms, '2026-08-20', { newParty: 'q' }), law)).toMatchObject(expected)
  })
  test('without a first month to come it is refused', () => {
    expect(changeEmployment(change({ kind: 'transfer' }), place(salaried, '2026-08-20'), law)).toEqual({ ok: false, why: 'change-first-month' })
  })
})

describe('beginning to be paid by an employer', () => {
  const hiring = change({ kind: 'hiring', happenedOn: plainDate('2026-09-01'), firstMonth: plainDate('2026-10-01') })
  test('terms not yet due become months; those that are past stay with the person', () => {
    const { instalments, moved } = carried(hiring, place(byTerms, '2026-09-10', { newParty: 'q' }))
    expect(moved).toBe(50_000)
    expect(amounts(instalments)).toEqual({ 1: 25_000, 2: 25_000, 105: 6_600, 106: 6_200, 107: 6_200, 108: 6_200, 109: 6_200, 110: 6_200, 111: 6_200, 112: 6_200 })
  })
  test('a term that was paid ahead stays where it is', () => {
    const { instalments } = carried(hiring, place(byTerms, '2026-09-10', { newParty: 'q', paidNos: new Set([4]) }))
    expect([amounts(instalments)[3], amounts(instalments)[4], total(instalments)]).toEqual([undefined, 25_000, 100_000])
  })
  test('a month that has begun is not one to come', () => {
    expect(changeEmployment({ ...hiring, firstMonth: plainDate('2027-05-01') }, place(byTerms, '2027-01-31'), law)).toMatchObject({ ok: true })
    expect(changeEmployment({ ...hiring, firstMonth: null }, place(byTerms, '2026-09-10'), law)).toEqual({ ok: false, why: 'change-first-month' })
    expect(changeEmployment(hiring, place(byTerms, '2027-02-10'), law)).toEqual({ ok: false, why: 'change-nothing-left' })
    expect(changeEmployment(hiring, place(salaried, '2026-09-10'), law)).toEqual({ ok: false, why: 'change-not-ordinary' })
    expect(changeEmployment(hiring, place([...byTerms, ...salaried], '2027-02-10'), law)).toEqual({ ok: false, why: 'change-nothing-left' })
  })
})

describe('how the tax is collected after a change', () => {
  const months = (amount: number): readonly Instalment[] => [...byTerms, ...salaried.map((one) => ({ ...one, amount: yen(amount) }))]
  test.each([
    ['transfer', 'salary', 10, 'salary'], ['transfer', 'pension', 10, 'pension'], ['hiring', 'ordinary', 10, 'salary'], ['hiring', 'pension', 10, 'pension'],
    ['pension-stop', 'pension', 1, 'salary'], ['pension-stop', 'pension', 0, 'ordinary'], ['leaving', 'salary', 10, 'ordinary'], ['leaving', 'pension', 10, 'pension'], ['death', 'pension', 10, 'ordinary'], ['death', 'salary', 10, 'ordinary'],
  ] as const)('%s of somebody with %s and %i yen a month: %s', (kind, before, amount, expected) => expect(laneAfter(kind, months(amount), before)).toBe(expected))
  test('a year without any month of salary goes on by terms', () => expect(laneAfter('pension-stop', byTerms, 'pension')).toBe('ordinary'))
})

describe('taking a change back', () => {
  test('what is still to come is taken from the salary again, the months that passed with it', () => {
    const left = carried(change({}), place(salaried, '2026-09-05')).instalments
    const back = takeBack(left, { instalments: salaried, lane: 'salary' }, { ...place(left, '2026-10-20'), law })
    expect(amounts(back)).toEqual({ 101: 10_000, 102: 10_000, 103: 10_000, 106: 13_200, 107: 12_800, 108: 12_800, 109: 12_800, 110: 12_800, 111: 12_800, 112: 12_800 })
  })
  test('months that the next employer has not begun come back to the first; those begun or paid stay', () => {
    const moved = carried(change({ kind: 'transfer', firstMonth: plainDate('2026-09-01') }), place(salaried, '2026-08-20', { newParty: 'q' })).instalments
    const back = (paid: readonly number[]): Record<number, number> => amounts(takeBack(moved, { instalments: salaried, lane: 'salary' }, { ...place(moved, '2026-10-20', { paidNos: new Set(paid) }), law }))
    const stays = { 101: 10_000, 102: 10_000, 103: 10_000, 124: 10_000, 125: 10_000 }
    expect(back([])).toEqual({ ...stays, 106: 10_000, 107: 10_000, 108: 10_000, 109: 10_000, 110: 10_000, 111: 10_000, 112: 10_000 })
    expect(back([128])).toEqual({ ...stays, 128: 10_000, 106: 9_000, 107: 8_500, 108: 8_500, 109: 8_500, 110: 8_500, 111: 8_500, 112: 8_500 })
  })
  test('months that were not begun become terms again', () => {
    const hired = carried(change({ kind: 'hiring', happenedOn: plainDate('2026-09-01'), firstMonth: plainDate('2026-10-01') }), place(byTerms, '2026-09-10', { newParty: 'q' })).instalments
    expect(amounts(takeBack(hired, { instalments: byTerms, lane: 'ordinary' }, { ...place(hired, '2026-10-10'), law }))).toEqual({ 1: 25_000, 2: 25_000, 3: 22_400, 4: 21_000, 105: 6_600 })
  })
  test('no change and no taking back loses or invents a yen', () => {
    const days = ['2026-06-20', '2026-08-15', '2026-10-31', '2026-12-28', '2027-01-15', '2027-04-02'].map(plainDate)
    fc.assert(fc.property(fc.integer({ min: 51, max: 9_000 }), fc.constantFrom(...days), fc.constantFrom(...days), fc.constantFrom('leaving' as const, 'transfer' as const, 'hiring' as const, 'death' as const), fc.boolean(), (hundreds, happenedOn, today, kind, lumpAsked) => {
      const before = first(hundreds * 100, kind === 'hiring' ? 'ordinary' : 'salary')
      const outcome = changeEmployment(change({ kind, happenedOn, lumpAsked, firstMonth: plainDate('2027-05-01') }), place(before, today, { newParty: 'q' }), law)
      if (!outcome.ok) return
      expect(total(outcome.value.instalments)).toBe(hundreds * 100)
      expect(outcome.value.instalments.every((one) => one.amount >= 0)).toBe(true)
      expect(total(takeBack(outcome.value.instalments, { instalments: before, lane: kind === 'hiring' ? 'ordinary' : 'salary' }, { ...place(outcome.value.instalments, today), law }))).toBe(hundreds * 100)
    }))
  })
})

describe('the limits of corrections', () => {
  const due = statutoryDueDate(dueDates)
  const lastDay = (some: Partial<Parameters<typeof lastDayOfCorrection>[1]>): string => lastDayOfCorrection(due, { rises: true, incomeTaxChangedOn: null, byFraud: false, ...some }, law)
  test('three years to raise, five to lower, seven after fraud, counted from the day after the first term', () => {
    expect([due, lastDay({}), lastDay({ rises: false }), lastDay({ byFraud: true })]).toEqual(['2026-06-30', '2029-06-30', '2031-06-30', '2033-06-30'])
  })
  test('a changed income tax gives two years from its notice, and never less than before', () => {
    expect([lastDay({ incomeTaxChangedOn: plainDate('2030-03-10') }), lastDay({ incomeTaxChangedOn: plainDate('2026-08-01') })]).toEqual(['2032-03-10', '2029-06-30'])
  })
})

describe('a reduction on application', () => {
  const exempted = (before: readonly Instalment[], appliedOn: string, paid: readonly number[] = []) => exempt({ kind: 'share', share: rate(1, 2) }, { before, appliedOn: plainDate(appliedOn), today: plainDate(appliedOn), paidNos: new Set(paid) }, law)
  test('reaches the terms not yet due and not paid; what is left of each is cut to 100 yen', () => {
    const { instalments, exemption, base } = exempted(first(100_300, 'ordinary'), '2026-09-01')
    expect([amounts(instalments), exemption, base]).toEqual([{ 1: 25_300, 2: 25_000, 3: 12_500, 4: 12_500 }, 25_000, 50_000])
    expect(amounts(exempted(first(100_300, 'ordinary'), '2026-06-30').instalments)).toEqual({ 1: 12_600, 2: 12_500, 3: 12_500, 4: 12_500 })
    expect(exempted(first(100_300, 'ordinary'), '2026-07-01').base).toBe(75_000)
  })
  test('a paid term and months already begun stay', () => {
    expect(exempted(byTerms, '2026-09-01', [3]).exemption).toBe(12_500)
    expect(amounts(exempted(salaried, '2026-10-05').instalments)).toMatchObject({ 105: 10_000, 106: 5_000, 112: 5_000 })
  })
  test('an amount comes off the next instalment first and never goes below nothing', () => {
    const by = (amount: number) => exempt({ kind: 'amount', amount: yen(amount) }, { before: byTerms, appliedOn: plainDate('2026-09-01'), today: plainDate('2026-09-01'), paidNos: none }, law)
    expect([amounts(by(30_000).instalments), by(30_000).exemption]).toEqual([{ 1: 25_000, 2: 25_000, 4: 20_000 }, 30_000])
    expect(by(90_000).exemption).toBe(50_000)
  })
  test('a payment of a pension is reached while its payer can be told, and a month of the employer of now only', () => {
    const pension = emptyInstalments('pension', dueDates).map((one) => ({ ...one, amount: yen(6_000) }))
    expect(amounts(exempted(pension, '2026-10-10').instalments)).toEqual({ 201: 6_000, 202: 6_000, 203: 6_000, 204: 6_000, 205: 3_000, 206: 3_000 })
    const both = [...salaried, ...emptyInstalments('salary', dueDates, 1).slice(10).map((one) => ({ ...one, amount: yen(10_000) }))]
    expect(amounts(exempted(both, '2027-02-20').instalments)).toMatchObject({ 110: 10_000, 111: 10_000, 112: 10_000, 131: 5_000, 132: 5_000 })
  })
  test('the whole is an exemption', () => {
    const { instalments, exemption } = exempt({ kind: 'share', share: rate(1, 1) }, { before: byTerms, appliedOn: plainDate('2026-05-20'), today: plainDate('2026-05-20'), paidNos: none }, law)
    expect([total(instalments), exemption]).toEqual([0, 100_000])
  })
})

describe('tax taken from a pension', () => {
  const facts = { birthOn: plainDate('1961-04-02'), yearly: yen(180_000), careWithheld: true }
  test.each([
    ['4月2日生まれは4月1日に65歳', {}, 10_000, true], ['4月3日生まれはまだ64歳', { birthOn: plainDate('1961-04-03') }, 10_000, false], ['生まれた日が分からない', { birthOn: null }, 10_000, false],
    ['年金が18万円に1円足りない', { yearly: yen(179_999) }, 10_000, false], ['介護保険料が引かれていない', { careWithheld: false }, 10_000, false],
    ['年金分の税額が1円ある', {}, 1, true], ['税額が年金と同じ', {}, 180_000, true], ['税額が年金をこえる', {}, 180_001, false], ['年金分の税額がない', {}, 0, false],
  ])('%s', (_title, some, tax, expected) => expect(isTakenFromPension({ ...facts, ...some }, yen(tax), law)).toBe(expected))
  test('the part of the pension is what the tax falls by without it', () => {
    expect([pensionPart(yen(120_000), yen(80_000)), pensionPart(yen(5_000), yen(5_000)), pensionPart(yen(0), yen(5_000))]).toEqual([40_000, 0, 0])
  })
  const question = { pensionTax: yen(48_000), otherTax: yen(0), otherLane: 'ordinary' as 'ordinary' | 'salary', lastYear: null as Yen | null, reduced: { pension: yen(0), other: yen(0) }, today: plainDate('2026-05-15'), dueDates, pensionParty: 'p' }
  test('in the first year half comes in two terms and half from October', () => {
    const list = pensionInstalments(question, law)
    expect(amounts(list)).toEqual({ 1: 12_000, 2: 12_000, 204: 8_000, 205: 8_000, 206: 8_000 })
    expect(list.find((one) => one.no === 204)).toMatchObject({ dueOn: '2026-11-10', partyId: 'p' })
  })
  test('the tax on other income comes on top, by terms or from a salary', () => {
    expect(amounts(pensionInstalments({ ...question, otherTax: yen(20_000) }, law))).toEqual({ 1: 17_000, 2: 17_000, 3: 5_000, 4: 5_000, 204: 8_000, 205: 8_000, 206: 8_000 })
    expect(amounts(pensionInstalments({ ...question, otherTax: yen(24_000), otherLane: 'salary' }, law))).toMatchObject({ 1: 12_000, 101: 2_000, 112: 2_000, 206: 8_000 })
  })
  test('in a later year a sixth of last year comes in spring and the rest from October', () => {
    expect(amounts(pensionInstalments({ ...question, lastYear: yen(60_000) }, law))).toEqual({ 201: 10_000, 202: 10_000, 203: 10_000, 204: 6_000, 205: 6_000, 206: 6_000 })
  })
  test('what spring took beyond the whole tax comes off its last payments', () => {
    expect(amounts(pensionInstalments({ ...question, pensionTax: yen(15_000), lastYear: yen(60_000) }, law))).toEqual({ 201: 10_000, 202: 5_000 })
  })
  const later = pensionInstalments({ ...question, lastYear: yen(60_000) }, law)
  test.each([
    ['10月10日までの変更は12月と2月から', '2026-10-10', { 204: 6_000, 205: 12_000, 206: 12_000 }], ['10月11日からは2月だけ', '2026-10-11', { 205: 6_000, 206: 18_000 }],
    ['12月10日までは2月に間に合う', '2026-12-10', { 206: 18_000 }], ['12月11日からは随時の納期', '2026-12-11', { 51: 12_000, 206: 6_000 }],
  ])('%s', (_title, today, expected) => {
    expect(amounts(reviseInstalments(later, { annualTax: yen(60_000), reduced: yen(0), method: 'pension', today: plainDate(today), dueDates }, law))).toMatchObject(expected)
  })
  test.each([
    ['the last day for a notice of the second term', '2026-08-20', { 2: 24_000 }], ['one day later a supplementary term', '2026-08-21', { 51: 24_000 }],
  ])('a late first year: %s', (_title, today, expected) => {
    const list = pensionInstalments({ ...question, today: plainDate(today) }, law)
    expect(amounts(list)).toEqual({ ...expected, 204: 8_000, 205: 8_000, 206: 8_000 })
    expect(list.filter((one) => one.no === 51).map((one) => one.dueOn)).toEqual('51' in expected ? ['2026-09-30'] : [])
  })
  // 5,000 per head; 10,000 of the reduction for each person.
  const parts = (annualTax: number, reduced: number): { annualTax: ReturnType<typeof yen>; reduced: ReturnType<typeof yen>; perCapita: ReturnType<typeof yen> } => ({ annualTax: yen(annualTax), reduced: yen(reduced), perCapita: yen(Math.min(annualTax, 5_000)) })
  test.each([
    ['the rest has levy enough', parts(75_000, 10_000), parts(35_000, 10_000), { pensionTax: 40_000, otherTax: 35_000, reduced: { pension: 0, other: 10_000 } }],
    ['the rest has exactly as much', parts(75_000, 10_000), parts(5_000, 10_000), { pensionTax: 70_000, otherTax: 5_000, reduced: { pension: 0, other: 10_000 } }],
    ['the rest has a yen less', parts(75_000, 10_000), parts(5_000, 9_999), { pensionTax: 70_000, otherTax: 5_000, reduced: { pension: 1, other: 9_999 } }],
    ['the rest owes nothing', parts(75_000, 10_000), parts(0, 0), { pensionTax: 75_000, otherTax: 0, reduced: { pension: 10_000, other: 0 } }],
    ['nothing but what is owed per head is left', parts(5_000, 40_000), parts(5_000, 15_000), { pensionTax: 0, otherTax: 5_000, reduced: { pension: 25_000, other: 15_000 } }],
  ])('the reduction of 2024 comes off the rest before the pension: %s', (_title, whole, without, expected) => {
    const law2024 = resolveLaw({ fiscalYear: fiscalYear(2024), designatedCity: false, ordinance: {} })
    expect(shareWithPension(whole, without, law2024)).toEqual(expected)
    // The reduction of 2025 comes off no instalment: the pension has what the tax falls by.
    const law2025 = resolveLaw({ fiscalYear: fiscalYear(2025), designatedCity: false, ordinance: {} })
    expect(shareWithPension(whole, without, law2025)).toEqual({ pensionTax: whole.annualTax - without.annualTax, otherTax: without.annualTax, reduced: { pension: 0, other: 0 } })
  })
  test('a row that has the pension first turns the two round', () => {
    const law2024 = resolveLaw({ fiscalYear: fiscalYear(2024), designatedCity: false, ordinance: {} })
    const turned = { ...law2024, flatReduction: { ...law2024.flatReduction!, pensionLast: false } }
    expect(shareWithPension(parts(75_000, 50_000), parts(35_000, 10_000), turned)).toEqual({ pensionTax: 30_000, otherTax: 45_000, reduced: { pension: 50_000, other: 0 } })
    expect(shareWithPension(parts(15_000, 50_000), parts(5_000, 25_000), turned)).toEqual({ pensionTax: 0, otherTax: 15_000, reduced: { pension: 35_000, other: 15_000 } })
  })
  test('a yen of the pension alone makes its payments and no empty terms', () => {
    expect(pensionInstalments({ ...question, pensionTax: yen(100) }, law).map((one) => [one.no, one.amount])).toEqual([[201, 0], [202, 0], [203, 0], [204, 100], [205, 0], [206, 0]])
    expect(pensionInstalments(question, law).map((one) => one.no)).toEqual([1, 2, 201, 202, 203, 204, 205, 206])
    expect(pensionInstalments({ ...question, otherTax: yen(24_000), lastYear: yen(60_000) }, law).map((one) => one.no)).toEqual([1, 2, 3, 4, 201, 202, 203, 204, 205, 206])
  })
  test('in the year of the flat reduction the terms give what is taken off, whichever income it is for, and a salary its June', () => {
    const law2024 = resolveLaw({ fiscalYear: fiscalYear(2024), designatedCity: false, ordinance: {} })
    const days = dueDatesOf(law2024, (day) => day)
    const ofYear = (some: Partial<typeof question>) => amounts(pensionInstalments({ ...question, otherTax: yen(40_000), today: plainDate('2024-05-15'), dueDates: days, ...some }, law2024))
    // 48,000 and 20,000 of the pension, 40,000 and 10,000 of the rest before the reduction
    expect(ofYear({ pensionTax: yen(28_000), otherTax: yen(30_000), reduced: { pension: yen(20_000), other: yen(10_000) } })).toEqual({ 2: 14_000, 3: 10_000, 4: 10_000, 204: 8_000, 205: 8_000, 206: 8_000 })
    expect(ofYear({ pensionTax: yen(28_000), otherTax: yen(33_000), otherLane: 'salary', reduced: { pension: yen(20_000), other: yen(7_000) } })).toMatchObject({ 2: 4_000, 102: 3_000, 103: 3_000, 112: 3_000, 204: 8_000 })
    // A salary whose holder has reduction of the pension alone has no June either.
    expect(ofYear({ pensionTax: yen(28_000), otherTax: yen(33_000), otherLane: 'salary', reduced: { pension: yen(20_000), other: yen(0) } })).toMatchObject({ 102: 3_000, 112: 3_000 })
  })
  test('what the flat reduction took is that of city and prefecture together', () => {
    const law2024 = resolveLaw({ fiscalYear: fiscalYear(2024), designatedCity: false, ordinance: {} })
    const reducedOf = (otherIncome: number): readonly number[] => {
      const { annualTax, reduced, perCapita } = reducedTaxOf(assess({ ...noFacts, otherIncome: yen(otherIncome) }, law2024))
      return [annualTax, reduced, perCapita]
    }
    // 1,430,000 less 430,000 are 1,000,000: 100,000 less 2,500, of which 10,000 are taken off.
    expect([reducedOf(1_430_000), reducedOf(440_000)]).toEqual([[92_500, 10_000, 5_000], [0, 0, 0]])
  })
  test('the end of the pension turns what it would have given into terms, and a death ends salary and pension alike', () => {
    expect(amounts(carried(change({ kind: 'pension-stop', happenedOn: plainDate('2026-09-20') }), place(later, '2026-10-05')).instalments)).toEqual({ 3: 9_000, 4: 9_000, 201: 10_000, 202: 10_000, 203: 10_000 })
    const both = pensionInstalments({ ...question, otherTax: yen(24_000), otherLane: 'salary' }, law)
    expect(amounts(carried(change({ kind: 'death', happenedOn: plainDate('2026-09-20') }), place(both, '2026-10-05')).instalments)).toEqual({ 1: 12_000, 2: 12_000, 3: 20_000, 4: 20_000, 101: 2_000, 102: 2_000, 103: 2_000, 104: 2_000 })
    expect(laneAfter('pension-stop', later, 'pension')).toBe('ordinary')
  })
})
