import { describe, expect, test } from 'vitest'
import { fiscalYear, plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import type { Account } from '../rules/posting.ts'
import { ageing, ageOf, budgetYearOf, collectionRate, figuresOf, partsOfYear, type TallyLine, uncollectedOf } from './rules.ts'

const closing = { month: 5, day: 31 }
const line = (enteredOn: string, debit: string, credit: string, amount: number, over: { year?: number; dueOn?: string } = {}): TallyLine => ({ enteredOn: plainDate(enteredOn), levyCode: 'bathing-tax', fiscalYear: fiscalYear(over.year ?? 2025), dueOn: plainDate(over.dueOn ?? '2025-06-30'), debit: debit as Account, credit: credit as Account, amount: yen(amount) })

test.each([
  ['現年度の調定', 2025, '2025-06-01', 2025], ['年度が始まる前の調定は、その年度', 2026, '2026-03-20', 2026], ['出納整理期間の収入は旧年度', 2025, '2026-05-31', 2025], ['出納閉鎖の次の日からは新年度の滞納繰越', 2025, '2026-06-01', 2026],
  ['滞納繰越分も出納閉鎖までは旧年度', 2020, '2026-05-31', 2025], ['新年度の調定は4月から新年度', 2026, '2026-04-01', 2026], ['年度の最後の日', 2025, '2026-03-31', 2025],
])('%s', (_title, chargeYear, day, budgetYear) => expect(budgetYearOf(fiscalYear(chargeYear), plainDate(day), closing)).toBe(budgetYear))

describe('集計', () => {
  const lines = [
    line('2025-05-01', 'receivable', 'revenue', 100_000), line('2025-05-02', 'revenue', 'receivable', 10_000), line('2025-06-10', 'cash', 'receivable', 30_000), line('2025-06-11', 'provisional', 'receivable', 20_000), line('2025-06-12', 'funds-expected', 'provisional', 15_000),
    line('2025-06-13', 'receivable', 'overpayment', 4_000), line('2025-06-14', 'refund-due', 'receivable', 1_000), line('2025-06-15', 'overpayment', 'refund-due', 4_000), line('2026-03-31', 'write-off', 'receivable', 500),
    line('2025-07-01', 'late-receivable', 'late-revenue', 900), line('2025-07-01', 'cash', 'late-receivable', 900),
  ]

  test('調定・収入・不納欠損・還付未済・速報は、勘定の組から決まる', () => {
    expect(figuresOf(lines, 'tax')).toEqual({ charged: 90_000, collected: 47_000, writtenOff: 500, refundDue: 3_000, preliminary: 5_000 })
    expect(uncollectedOf(figuresOf(lines, 'tax'))).toBe(42_500)
    expect(figuresOf(lines, 'late')).toEqual({ charged: 900, collected: 900, writtenOff: 0, refundDue: 0, preliminary: 0 })
  })

  test('不納欠損のあとで減額になった額は、調定からも不納欠損からも引く', () => {
    const lowered = [...lines, line('2026-04-10', 'revenue', 'write-off', 200)]
    expect(figuresOf(lowered, 'tax')).toMatchObject({ charged: 89_800, collected: 47_000, writtenOff: 300 })
    expect(uncollectedOf(figuresOf(lowered, 'tax'))).toBe(42_500)
  })

  test('滞納繰越分の調定は、出納閉鎖のときの未収入から始まる', () => {
    const years = [...lines, line('2026-05-20', 'cash', 'receivable', 2_500), line('2026-06-20', 'cash', 'receivable', 10_000), line('2026-05-01', 'receivable', 'revenue', 70_000, { year: 2026 }), line('2026-05-20', 'cash', 'receivable', 35_000, { year: 2026 })]
    expect(partsOfYear(years, fiscalYear(2025), { closing, kind: 'tax' })).toMatchObject({ current: { charged: 90_000, collected: 49_500 }, arrears: { charged: 0, collected: 0 } })
    expect(partsOfYear(years, fiscalYear(2026), { closing, kind: 'tax' })).toMatchObject({ current: { charged: 70_000, collected: 35_000 }, arrears: { charged: 40_000, collected: 10_000 } })
    // Seen in May, before the books are closed: what is owed now is what would be carried over.
    expect(partsOfYear(years.filter((one) => one.enteredOn <= '2026-05-19'), fiscalYear(2026), { closing, kind: 'tax' }).arrears).toMatchObject({ charged: 42_500, collected: 0 })
  })

  test('滞納の期間ごとの未収入は、合わせると未収入の全体になる', () => {
    const more = [...lines, line('2026-05-01', 'receivable', 'revenue', 8_000, { year: 2026, dueOn: '2026-06-30' }), line('2019-05-01', 'receivable', 'revenue', 300, { year: 2019, dueOn: '2019-06-30' })]
    const found = ageing(more, plainDate('2026-06-01'))
    expect(Object.fromEntries(found)).toMatchObject({ 'not-due': 8_000, year: 42_500, older: 300 })
    expect([...found.values()].reduce((total, one) => total + one, 0)).toBe(uncollectedOf(figuresOf(more, 'tax')))
  })
})

test.each([['2026-06-30', 'not-due'], ['2026-06-01', 'not-due'], ['2026-05-31', 'quarter'], ['2025-06-01', 'year'], ['2021-05-30', 'older']])('%s が納期限のものは %s', (dueOn, age) => expect(ageOf(plainDate(dueOn), plainDate('2026-06-01'))).toBe(age))

test.each([[10_000, 10_000, 10_000], [10_000, 9_999, 9_999], [3, 1, 3_333], [3, 2, 6_667], [0, 0, null], [10_000_000_000_000, 9_999_500_000_000, 10_000], [8, 1, 1_250]])('調定 %i円 のうち %i円 の収納率は %s（万分率）', (charged, collected, rate) => expect(collectionRate({ charged: yen(charged), collected: yen(collected) })).toBe(rate))
