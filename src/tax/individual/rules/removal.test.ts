import { expect, test } from 'vitest'
import { plainDate } from '../../../kernel/plain-date.ts'
import { afterRemoval } from './removal.ts'

test.each([
  ['賦課期日の前の日の消除なら、課税を見直す', 'moved-out', '2025-12-31', 'review'],
  ['賦課期日の消除なら、課税を見直す', 'absent', '2026-01-01', 'review'],
  ['賦課期日の次の日に転出で消除しても、その年度の税は残る', 'moved-out', '2026-01-02', 'stays-here'],
  ['賦課期日のあとに失踪宣告で消除したら、相続人に', 'disappearance', '2026-01-02', 'heirs'],
  ['賦課期日までの失踪宣告なら、課税を見直す', 'disappearance', '2026-01-01', 'review'],
  ['賦課期日のあとに居所不明で消除したら、住所を調べる', 'absent', '2026-06-10', 'find-address'],
  ['二重の記載は、いつ消除しても課税を見直す', 'recorded-twice', '2026-06-10', 'review'],
])('%s', (_title, reason, removedOn, expected) => {
  expect(afterRemoval(reason, plainDate(removedOn), plainDate('2026-01-01'))).toBe(expected)
})
