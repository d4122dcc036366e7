import { expect, test } from 'vitest'
import { yen, type Yen } from '../../../../kernel/yen.ts'
import type { LineKey } from '../../lines.ts'
import type { Cause, OurResult, TheirResult } from '../model.ts'
import { differenceOf } from './cause.ts'

const same: Partial<Record<LineKey, Yen>> = {
  'total-income': yen(3_560_000), 'deduction-total': yen(1_130_000), 'tax-base': yen(2_430_000), 'city-levy-gross': yen(145_800), 'prefecture-levy-gross': yen(97_200), 'adjustment-credit-city': yen(1_500), 'city-income-levy': yen(144_300), 'prefecture-income-levy': yen(96_200),
}
const ours = (more: Partial<OurResult> = {}): OurResult => ({ personId: 'p', annualTax: yen(245_500), method: 'ordinary', lines: same, instalments: [62_500, 61_000, 61_000, 61_000].map(yen), ...more })
const theirs = (more: Partial<TheirResult> = {}): TheirResult => ({ line: 2, number: '1', annualTax: yen(245_500), method: 'ordinary', lines: same, instalments: [62_500, 61_000, 61_000, 61_000].map(yen), ...more })
const line = (key: LineKey, off: number): Partial<TheirResult> => ({ lines: { ...same, [key]: yen(same[key]! + off) } })

test.each<[string, Partial<TheirResult>, Cause | null]>([
  ['every yen the same', {}, null],
  ['nothing stated but the amount', { lines: {}, method: null, instalments: null }, null],
  ['one yen of total income', { ...line('total-income', 1), annualTax: yen(245_500) }, 'income'],
  ['income before deductions', { lines: { ...same, 'total-income': yen(1), 'deduction-total': yen(1) } }, 'income'],
  ['a deduction', line('deduction-total', -1_000), 'deduction'],
  ['the base alone', line('tax-base', 1_000), 'base'],
  ['the rate', line('prefecture-levy-gross', 60), 'levy'],
  ['a credit', line('adjustment-credit-city', -1), 'credit'],
  ['other credits, by more than a rounding', { ...line('city-income-levy', -101), annualTax: yen(245_300) }, 'credit'],
  ['the last hundred yen', { ...line('city-income-levy', -100), annualTax: yen(245_400) }, 'rounding'],
  ['a hundred yen without lines', { lines: {}, annualTax: yen(245_400) }, 'rounding'],
  ['a hundred and one yen without lines', { lines: {}, annualTax: yen(245_399) }, 'amount'],
  ['a line that we have not', { lines: { 'forest-tax': yen(1_000) } }, 'levy'],
  ['the way of collection', { method: 'salary' }, 'method'],
  ['a thousand yen in another term', { instalments: [61_500, 62_000, 61_000, 61_000].map(yen) }, 'instalments'],
  ['a term of nothing at the end', { instalments: [62_500, 61_000, 61_000, 61_000, 0].map(yen) }, null],
])('two systems differ by %s', (_title, more, cause) => expect(differenceOf(theirs(more), ours(), 100)?.cause ?? null).toBe(cause))

test('the first line that differs stands with both amounts', () => {
  expect(differenceOf(theirs(line('tax-base', 1_000)), ours(), 100)).toEqual({ cause: 'base', theirs: 245_500, ours: 245_500, line: { key: 'tax-base', theirs: 2_431_000, ours: 2_430_000 } })
})

test('whom only one of them taxes is a difference, and whom neither taxes is none', () => {
  expect(differenceOf(theirs(), null, 100)?.cause).toBe('only-there')
  expect(differenceOf(null, ours(), 100)?.cause).toBe('only-here')
  expect(differenceOf(theirs({ annualTax: yen(0) }), null, 100)).toBeNull()
  expect(differenceOf(null, ours({ annualTax: yen(0) }), 100)).toBeNull()
})
