import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chosenEntry, entryDifferences } from './entry.ts'

const first = { kind: 'salary-report', payer: 'うしお', salaryRevenue: 3_000_000, paid: { medical: 0, socialInsurance: 450_000 }, spouse: null as object | null, relatives: [{ income: 0, birthOn: '2010-04-01' }] }

test.each([
  ['同じ', {}, []],
  ['額が一桁違う', { salaryRevenue: 300_000 }, ['salaryRevenue']],
  ['支払った額の一つが違う', { paid: { medical: 1, socialInsurance: 450_000 } }, ['paid.medical']],
  ['親族の人数が違う', { relatives: [] }, ['relatives']],
  ['配偶者がいる', { spouse: { income: 0 } }, ['spouse']],
  ['欄の順だけが違う', { relatives: [{ birthOn: '2010-04-01', income: 0 }] }, []],
  ['配偶者の所得だけが違っても、配偶者として', { spouse: { income: 1 } }, ['spouse']],
  ['支払った額がひとつもない', { paid: undefined }, ['paid']],
  ['三つ違う', { payer: null, paid: { medical: 1, socialInsurance: 0 } }, ['payer', 'paid.medical', 'paid.socialInsurance']],
])('%s', (_title, more, paths) => {
  expect(entryDifferences(first, { ...first, ...more }).map((one) => one.path)).toEqual(paths)
})

test('what is chosen differs from each keying in the fields of the other, and nowhere else', () => {
  const keyed = fc.record({ kind: fc.constantFrom('a', 'b'), salaryRevenue: fc.nat(2), paid: fc.record({ medical: fc.nat(1), socialInsurance: fc.nat(1) }), relatives: fc.array(fc.nat(1), { maxLength: 2 }) })
  fc.assert(fc.property(keyed, keyed, fc.subarray(['kind', 'salaryRevenue', 'paid.medical', 'paid.socialInsurance', 'relatives']), (a, b, fromSecond) => {
    const differing = entryDifferences(a, b).map((one) => one.path)
    const chosen = chosenEntry(a, b, new Set(fromSecond))
    expect(entryDifferences(a, chosen).map((one) => one.path)).toEqual(differing.filter((path) => fromSecond.includes(path)))
    expect(entryDifferences(chosen, b).map((one) => one.path)).toEqual(differing.filter((path) => !fromSecond.includes(path)))
  }))
})
