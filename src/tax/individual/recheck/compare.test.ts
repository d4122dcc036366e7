import { expect, test } from 'vitest'
import { yen } from '../../../kernel/yen.ts'
import type { StoredLines } from '../../../kernel/worksheet.ts'
import { firstDifference, hasSameLines } from './compare.ts'

const lines = (...pairs: readonly (readonly [number, number])[]): StoredLines => ({ codes: pairs.map(([code]) => code), amounts: pairs.map(([, amount]) => yen(amount)) })

test.each<[string, StoredLines, StoredLines, ReturnType<typeof firstDifference>]>([
  ['one yen less in the middle', lines([14, 100], [50, 90], [100, 5]), lines([14, 100], [50, 89], [100, 5]), { code: 50, before: yen(90), after: yen(89) }],
  ['a line that is there no more', lines([14, 100], [50, 90]), lines([50, 90]), { code: 14, before: yen(100), after: null }],
  ['a line more, before the others', lines([50, 90]), lines([14, 100], [50, 90]), { code: 14, before: null, after: yen(100) }],
  ['the earliest of several', lines([14, 100], [50, 90]), lines([14, 99], [50, 89]), { code: 14, before: yen(100), after: yen(99) }],
  ['nothing but another order', lines([14, 100], [50, 90]), lines([50, 90], [14, 100]), null],
])('the first line that differs: %s', (_title, decided, derived, expected) => {
  expect(hasSameLines(decided, derived)).toBe(false)
  expect(firstDifference(decided, derived)).toEqual(expected)
})

test('the same lines with the same amounts are the same', () => {
  expect(hasSameLines(lines([14, 100], [100, 5]), lines([14, 100], [100, 5]))).toBe(true)
})
