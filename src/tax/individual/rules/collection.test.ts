import { describe, expect, test } from 'vitest'
import { fiscalYear, plainDate } from '../../../kernel/plain-date.ts'
import { yen, zeroYen } from '../../../kernel/yen.ts'
import { resolveLaw, type IndividualTaxLaw } from '../law.ts'
import {
  byDueDate, continuingPensionYear, dueDatesOf, emptyInstalments, employerOf, firstInstalments, firstNoticeDay, firstPensionYear, inOrder, instalmentTitle, isNotifiable, isStillToCome, laneOf, lastEmployer, lateTerms, monthOfInstalment, monthPlaceOf,
  moveLateTerms, ordinaryInstalments, reviseInstalments, salaryInstalments, salaryNumbers, supplementaryTerm, takeOffFirst, unitOf, type CollectionQuestion, type Instalment, type Lane,
} from './collection.ts'

const lawOf = (year: number, ordinance: Readonly<Record<string, unknown>> = {}): IndividualTaxLaw => resolveLaw({ fiscalYear: fiscalYear(year), designatedCity: false, ordinance })
const law = lawOf(2026)
const dueDates = dueDatesOf(law, (day) => day)
const question = (annualTax: number, method: Lane, today: string): CollectionQuestion => ({ annualTax: yen(annualTax), reduced: zeroYen, method, today: plainDate(today), dueDates })
const first = (annualTax: number, method: Lane, today = '2026-05-12'): readonly Instalment[] => firstInstalments(question(annualTax, method, today), law)
const pairs = (list: readonly Instalment[]): readonly (readonly [number, number])[] => list.map((one) => [one.no, one.amount])
const times = (count: number, amount: number): readonly number[] => Array.from({ length: count }, () => amount)

describe('the days of a year', () => {
  test('terms end with their months, the tenth of the next month is for salary and pension', () => {
    expect(dueDates.ordinary).toEqual(['2026-06-30', '2026-08-31', '2026-10-31', '2027-01-31'])
    expect(dueDates.salary).toEqual(['2026-07-10', '2026-08-10', '2026-09-10', '2026-10-10', '2026-11-10', '2026-12-10', '2027-01-10', '2027-02-10', '2027-03-10', '2027-04-10', '2027-05-10', '2027-06-10'])
    expect(dueDates.pension).toEqual(['2026-05-10', '2026-07-10', '2026-09-10', '2026-11-10', '2027-01-10', '2027-03-10'])
  })
  test('an ordinance may end a term within a month, and begin in April', () => {
    const own = lawOf(2026, { 'tax-individual.ordinary-terms': { terms: [{ month: 4, day: 25 }, { month: 12, day: 28 }, { month: 3, day: 'end' }] } })
    expect(dueDatesOf(own, (day) => day).ordinary).toEqual(['2026-04-25', '2026-12-28', '2027-03-31'])
  })
  test.each([[101, '2026-06-01'], [107, '2026-12-01'], [108, '2027-01-01'], [112, '2027-05-01'], [121, '2026-06-01'], [128, '2027-01-01'], [201, '2026-04-01'], [205, '2026-12-01'], [206, '2027-02-01']])(
    'instalment %i is of the month that begins on %s', (no, month) => expect(monthOfInstalment(no, law)).toBe(month))
})

describe('numbers of instalments', () => {
  test.each([[1, 'ordinary'], [51, 'ordinary'], [100, 'ordinary'], [101, 'salary'], [200, 'salary'], [201, 'pension']] as const)('%i is of the lane %s', (no, lane) => expect(laneOf(no)).toBe(lane))
  test.each([[101, 0, 0], [112, 0, 11], [120, 0, 19], [121, 1, 0], [132, 1, 11], [181, 4, 0]])('%i is of employer %i and month %i', (no, employer, month) => expect([employerOf(no), monthPlaceOf(no)]).toEqual([employer, month]))
  test('months of salary end where pensions begin', () => {
    expect([laneOf(salaryNumbers.first - 1), laneOf(salaryNumbers.first), laneOf(salaryNumbers.last), laneOf(salaryNumbers.last + 1)]).toEqual(['ordinary', 'salary', 'salary', 'pension'])
  })
  test('the last employer is the one with the highest months; none where no salary gives', () => {
    expect([lastEmployer([]), lastEmployer(emptyInstalments('ordinary', dueDates)), lastEmployer(emptyInstalments('pension', dueDates)), lastEmployer([...emptyInstalments('salary', dueDates, 2), ...emptyInstalments('salary', dueDates)])]).toEqual([-1, -1, -1, 2])
  })
  test('each way of collecting numbers its own', () => {
    const numbers = (lane: Lane, employer?: number): readonly number[] => emptyInstalments(lane, dueDates, employer).map((one) => one.no)
    expect([numbers('ordinary'), numbers('salary').slice(0, 2), numbers('salary', 1).slice(0, 2), numbers('pension')]).toEqual([[1, 2, 3, 4], [101, 102], [121, 122], [201, 202, 203, 204, 205, 206]])
  })
  test.each([[1, '第1期'], [50, '第50期'], [51, '随時'], [101, '6月分'], [112, '5月分'], [121, '6月分'], [201, '4月の年金'], [206, '2月の年金']])('%i is called %s', (no, title) => expect(instalmentTitle(no, law)).toBe(title))
  test('a supplementary term has the number after the last one, whatever months of salary stand', () => {
    const numberAfter = (standing: readonly Instalment[]): number => supplementaryTerm(standing, yen(1), { today: plainDate('2026-12-15'), dueDates }).no
    const one = (no: number): Instalment => ({ no, dueOn: plainDate('2027-01-31'), amount: zeroYen })
    expect([numberAfter([]), numberAfter([one(4), one(112), one(206)]), numberAfter([one(51), one(101)]), numberAfter([one(52), one(51)])]).toEqual([51, 51, 52, 53])
    expect(supplementaryTerm([], yen(1), { today: plainDate('2026-12-15'), dueDates })).toEqual({ no: 51, dueOn: '2027-01-31', amount: 1 })
  })
  test('instalments of one day stand by their numbers, others by their days', () => {
    const one = (no: number, dueOn: string): Instalment => ({ no, dueOn: plainDate(dueOn), amount: zeroYen })
    const list = [one(4, '2027-01-31'), one(52, '2026-12-31'), one(51, '2026-12-31'), one(101, '2026-07-10')]
    expect([list.toSorted(byDueDate).map(({ no }) => no), inOrder(list).map(({ no }) => no)]).toEqual([[101, 51, 52, 4], [4, 51, 52, 101]])
  })
  test('terms are cut to 1,000 yen, months and payments to 100', () => expect([unitOf('ordinary', law), unitOf('salary', law), unitOf('pension', law)]).toEqual([1_000, 100, 100]))
})

describe('the amounts of a year', () => {
  test('a salary gives all at once up to what is owed per head, and above it a year in twelve months, what is left over in June', () => {
    expect(salaryInstalments(yen(5_000), law)).toEqual([5_000, ...times(11, 0)])
    expect(salaryInstalments(yen(5_100), law)).toEqual([700, ...times(11, 400)])
  })
  test('the first decision of a year takes its amounts as they stand, with the flat reduction of its year', () => {
    expect([pairs(first(5_000, 'ordinary')), pairs(first(5_000, 'salary')).slice(0, 2)]).toEqual([[[1, 5_000], [2, 0], [3, 0], [4, 0]], [[101, 5_000], [102, 0]]])
    const law2024 = lawOf(2024)
    const days = dueDatesOf(law2024, (day) => day)
    const of2024 = (method: Lane): readonly number[] => firstInstalments({ annualTax: yen(80_000), reduced: yen(40_000), method, today: plainDate('2024-05-12'), dueDates: days }, law2024).map((one) => one.amount)
    expect([of2024('ordinary'), of2024('salary').slice(0, 3)]).toEqual([[0, 20_000, 30_000, 30_000], [0, 8_000, 7_200]])
  })
  test('what is owed per head in three wards is due at once', () => {
    expect([ordinaryInstalments(yen(15_000), law, { perHead: yen(15_000) }), ordinaryInstalments(yen(15_100), law, { perHead: yen(15_000) })]).toEqual([[15_000, 0, 0, 0], [6_100, 3_000, 3_000, 3_000]])
    expect(salaryInstalments(yen(15_000), law, { perHead: yen(15_000) })).toEqual([15_000, ...times(11, 0)])
    // Less than the law's own amounts lowers nothing.
    expect(ordinaryInstalments(yen(5_000), law, { perHead: yen(1_000) })).toEqual([5_000, 0, 0, 0])
  })
  test('in the year of the flat reduction a salary gives nothing in June where there is any, and the year in eleven months', () => {
    const law2024 = lawOf(2024)
    expect(salaryInstalments(yen(111_500), law2024, { reduced: yen(1) })).toEqual([0, 10_500, ...times(10, 10_100)])
    expect(salaryInstalments(yen(120_000), law2024, { reduced: zeroYen })[0]).toBe(10_000)
    expect(salaryInstalments(yen(5_000), law2024, { reduced: yen(10_000) })).toEqual([0, 5_000, ...times(10, 0)])
    // The reduction of 2025 comes off no instalment.
    expect(salaryInstalments(yen(120_000), lawOf(2025), { reduced: yen(10_000) })[0]).toBe(10_000)
  })
  test('in the year of the flat reduction the first terms give it', () => {
    const law2024 = lawOf(2024)
    expect(ordinaryInstalments(yen(80_000), law2024, { reduced: yen(40_000) })).toEqual([0, 20_000, 30_000, 30_000])
    expect(ordinaryInstalments(yen(80_000), lawOf(2025), { reduced: yen(40_000) })).toEqual([20_000, 20_000, 20_000, 20_000])
    expect(continuingPensionYear(yen(50_000), { lastYear: yen(60_000), reduced: yen(10_000) }, law2024)).toEqual([10_000, 10_000, 10_000, 0, 10_000, 10_000])
  })
  test('what the first amounts do not have goes on to the next', () => {
    expect(takeOffFirst([yen(100), yen(200), yen(300)], yen(250))).toEqual([0, 50, 300])
    expect(takeOffFirst([yen(100)], yen(250))).toEqual([0])
  })
  test('half of a first pension year falls to the pension, cut to 100 yen', () => {
    expect(firstPensionYear(yen(48_300), law)).toEqual({ ordinary: [12_200, 12_000], pension: [8_100, 8_000, 8_000], nextProvisional: [8_100, 8_000, 8_000] })
  })
})

describe('what a day still reaches', () => {
  const come = (no: number, today: string): boolean => isStillToCome([...emptyInstalments('ordinary', dueDates), ...emptyInstalments('salary', dueDates), ...emptyInstalments('pension', dueDates)].find((one) => one.no === no)!, plainDate(today), law)
  test.each([
    [2, '2026-08-31', true], [2, '2026-09-01', false], [103, '2026-07-31', true], [103, '2026-08-01', false],
    [201, '2026-04-01', false], [203, '2026-04-01', false], [204, '2026-07-31', true], [204, '2026-08-01', false], [205, '2026-10-10', true], [205, '2026-10-11', false], [206, '2026-12-10', true], [206, '2026-12-11', false],
  ])('instalment %i on %s: %s', (no, today, expected) => expect(come(no, today)).toBe(expected))
  test('a month of salary needs no ten days, a term does', () => {
    const [term, month] = [emptyInstalments('ordinary', dueDates)[1]!, emptyInstalments('salary', dueDates)[2]!]
    expect([isNotifiable(term, plainDate('2026-08-20'), law), isNotifiable(term, plainDate('2026-08-21'), law), isNotifiable(month, plainDate('2026-07-31'), law), isNotifiable(month, plainDate('2026-08-01'), law)]).toEqual([true, false, true, false])
  })
})

describe('notices of terms that rise', () => {
  const told = first(100_000, 'ordinary')
  const raised = (...nos: readonly number[]): readonly Instalment[] => told.map((one) => (nos.includes(one.no) ? { ...one, amount: yen(one.amount + 1) } : one))
  const months = first(120_000, 'salary')
  test('the first day is that of the first term that asks for more; none where none does', () => {
    expect(firstNoticeDay({ decided: raised(4, 3), told }, law)).toBe('2026-10-20')
    expect(firstNoticeDay({ decided: raised(3, 4).toReversed(), told }, law)).toBe('2026-10-20')
    expect(firstNoticeDay({ decided: told, told }, law)).toBe(null)
    expect(firstNoticeDay({ decided: told, told: [] }, law)).toBe('2026-06-19')
    expect(firstNoticeDay({ decided: months, told: [] }, law)).toBe(null)
  })
  test('late is a term that asks for more and whose last day for a notice is past', () => {
    const lateOn = (day: string, decided = raised(2, 3), before = told): readonly number[] => lateTerms({ decided, told: before }, plainDate(day), law).map((one) => one.no)
    expect([lateOn('2026-08-20'), lateOn('2026-08-21'), lateOn('2026-10-20'), lateOn('2026-10-21')]).toEqual([[], [2], [2], [2, 3]])
    expect([lateOn('2026-12-31', told), lateOn('2026-12-31', told, []), lateOn('2027-05-31', months, [])]).toEqual([[], [1, 2, 3], []])
  })
  test('what a late term rises by is asked for in those that are in time; a term first told late asks for nothing', () => {
    expect(pairs(moveLateTerms({ decided: told, told: [] }, question(100_000, 'ordinary', '2026-07-01'), law))).toEqual([[1, 0], [2, 34_000], [3, 33_000], [4, 33_000]])
  })
})

describe('a year collected in another way than it began', () => {
  const months = first(120_000, 'salary')
  test('the terms of the year stand with the months, those that are past with nothing', () => {
    const kept = months.map((one) => (one.no > 103 ? { ...one, amount: zeroYen } : one))
    const revised = reviseInstalments(kept, question(120_000, 'ordinary', '2026-09-05'), law)
    expect(pairs(revised).slice(0, 4)).toEqual([[1, 0], [2, 0], [3, 45_000], [4, 45_000]])
    expect(revised.length).toBe(16)
  })
  test('nothing more to collect makes no terms', () => {
    expect(reviseInstalments(months, question(120_000, 'ordinary', '2026-09-05'), law)).toEqual(months)
    expect(reviseInstalments(first(100_000, 'ordinary'), question(100_000, 'ordinary', '2027-02-10'), law)).toEqual(first(100_000, 'ordinary'))
  })
  test('one yen more is asked for', () => {
    const revised = reviseInstalments(months, question(120_001, 'ordinary', '2026-09-05'), law)
    expect(pairs(revised).slice(0, 4)).toEqual([[1, 0], [2, 0], [3, 1], [4, 0]])
  })
  test('a yen less comes off the last day, also where later numbers fall due earlier', () => {
    const both = [...first(100_000, 'ordinary'), { no: 51, dueOn: plainDate('2026-09-30'), amount: yen(5_000) }]
    expect(pairs(reviseInstalments(both, question(104_999, 'ordinary', '2027-02-10'), law))).toEqual([[1, 25_000], [2, 25_000], [3, 25_000], [4, 24_999], [51, 5_000]])
  })
  test('only the months of the last employer are split anew', () => {
    const second = emptyInstalments('salary', dueDates, 1).map((one) => ({ ...one, amount: yen(10_000) })).slice(6)
    const both = [...months.slice(0, 6), ...second]
    expect(pairs(reviseInstalments(both, question(126_000, 'salary', '2026-12-05'), law)).filter(([, amount]) => amount !== 10_000)).toEqual([[128, 11_200], [129, 11_200], [130, 11_200], [131, 11_200], [132, 11_200]])
  })
})
