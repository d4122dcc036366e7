import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainDate } from '../../../kernel/plain-date.ts'
import { sumOf, yen } from '../../../kernel/yen.ts'
import { monthlyDays, planStanding, spreadOver } from './plan.ts'

describe('a plan', () => {
  test('takes the taxes first and the delinquency charges at the end, every month the same sum', () => {
    const parts = spreadOver([{ chargeId: 'a', kind: 'tax', amount: yen(25_000) }, { chargeId: 'b', kind: 'tax', amount: yen(30_000) }, { chargeId: 'a', kind: 'late', amount: yen(1_200) }], yen(20_000))
    expect(parts.map((part) => [part.instalment, part.chargeId, part.kind, part.amount])).toEqual([[1, 'a', 'tax', 20_000], [2, 'a', 'tax', 5_000], [2, 'b', 'tax', 15_000], [3, 'b', 'tax', 15_000], [3, 'a', 'late', 1_200]])
  })

  test('of any debts pays each to the yen, and no month more than its sum', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 20 }), fc.integer({ min: 1_000, max: 50_000 }), (amounts, monthly) => {
      const debts = amounts.map((amount, index) => ({ chargeId: String(index), kind: 'tax' as const, amount: yen(amount) }))
      const parts = spreadOver(debts, yen(monthly))
      for (const debt of debts) expect(sumOf(parts.filter((part) => part.chargeId === debt.chargeId).map((part) => part.amount))).toBe(debt.amount)
      const last = parts.at(-1)!.instalment
      for (let instalment = 1; instalment <= last; instalment += 1) {
        const sum = sumOf(parts.filter((part) => part.instalment === instalment).map((part) => part.amount))
        expect(instalment < last ? sum === monthly : sum > 0 && sum <= monthly).toBe(true)
      }
    }))
  })

  test('falls on the same day of each month, or on its last', () => {
    expect(monthlyDays(plainDate('2026-08-31'), 3)).toEqual(['2026-08-31', '2026-09-30', '2026-10-31'])
    expect(monthlyDays(plainDate('2026-12-25'), 2)).toEqual(['2026-12-25', '2027-01-25'])
  })
})

describe('how a plan stands', () => {
  const instalments = [{ dueOn: plainDate('2026-08-31'), amount: yen(20_000) }, { dueOn: plainDate('2026-09-30'), amount: yen(20_000) }, { dueOn: plainDate('2026-10-31'), amount: yen(5_000) }]
  test.each([
    ['nothing is late on the day itself', 0, '2026-08-31', null, 0, '2026-08-31'],
    ['the day after, one yen short is behind', 19_999, '2026-09-01', '2026-08-31', 1, '2026-09-30'],
    ['paid in time it goes on', 20_000, '2026-09-01', null, 0, '2026-09-30'],
    ['two months short names the first', 10_000, '2026-10-01', '2026-08-31', 30_000, '2026-10-31'],
    ['paid ahead it waits for nothing', 40_000, '2026-09-01', null, 0, '2026-10-31'],
  ] as const)('%s', (_title, paid, on, behindSince, missing, next) => {
    expect(planStanding(instalments, yen(paid), plainDate(on))).toMatchObject({ behindSince, missing, next: { dueOn: next }, isKept: false })
  })

  test('all paid is kept', () => expect(planStanding(instalments, yen(45_000), plainDate('2026-12-01'))).toEqual({ behindSince: null, missing: 0, next: null, isKept: true }))
})
