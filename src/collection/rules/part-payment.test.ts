import { expect, test } from 'vitest'
import { yen } from '../../kernel/yen.ts'
import { fitted } from './part-payment.ts'

const slip = {
  slipId: 's', partyId: 'p', amount: yen(31_600),
  lines: [{ chargeId: 'c1', kind: 'tax' as const, amount: yen(20_000) }, { chargeId: 'c1', kind: 'late' as const, amount: yen(1_500) }, { chargeId: 'c1', kind: 'fee' as const, amount: yen(100) }, { chargeId: 'c2', kind: 'tax' as const, amount: yen(10_000) }],
}

test.each([
  ['額のとおり', 31_600, [['c1', 'tax', 20_000], ['c1', 'late', 1_500], ['c1', 'fee', 100], ['c2', 'tax', 10_000]]],
  ['最初の本税に足りない', 19_999, [['c1', 'tax', 19_999]]],
  ['最初の本税ちょうど', 20_000, [['c1', 'tax', 20_000]]],
  ['延滞金より、次の期の本税が先', 20_001, [['c1', 'tax', 20_000], ['c2', 'tax', 1]]],
  ['本税のあとに延滞金', 30_001, [['c1', 'tax', 20_000], ['c2', 'tax', 10_000], ['c1', 'late', 1]]],
  ['延滞金のあとに督促手数料', 31_501, [['c1', 'tax', 20_000], ['c2', 'tax', 10_000], ['c1', 'late', 1_500], ['c1', 'fee', 1]]],
  ['多すぎれば最初の期の過誤納になる', 31_601, [['c1', 'tax', 20_001], ['c2', 'tax', 10_000], ['c1', 'late', 1_500], ['c1', 'fee', 100]]],
])('%s', (_title, amount, expected) => {
  const { lines, ...rest } = fitted(slip, yen(amount), ['tax', 'late', 'fee'])
  expect(lines.map((line) => [line.chargeId, line.kind, line.amount])).toEqual(expected)
  expect(rest.amount).toBe(amount)
})

test('督促手数料を先に充てる町では、本税より先になる', () => {
  expect(fitted(slip, yen(150), ['fee', 'tax', 'late']).lines.map((line) => [line.kind, line.amount])).toEqual([['fee', 100], ['tax', 50]])
})
