import { expect, test } from 'vitest'
import { verdictOf } from './verdict.ts'

test.each([
  ['a time below the aim', { value: 40, must: 150, aim: 50, better: 'lower' }, 'aim'],
  ['a time at the must', { value: 150, must: 150, aim: 50, better: 'lower' }, 'must'],
  ['a time above the must', { value: 151, must: 150, aim: 50, better: 'lower' }, false],
  ['a rate at the aim', { value: 2_000, must: 500, aim: 2_000, better: 'higher' }, 'aim'],
  ['a rate below the must', { value: 499, must: 500, aim: 2_000, better: 'higher' }, false],
  ['a measure without an aim', { value: 0, must: 0, aim: null, better: 'lower' }, 'must'],
  ['seconds within the must with keys above the aim', { value: 110, must: 120, aim: 80, aimed: 81, better: 'lower' }, 'must'],
  ['seconds within the must with keys at the aim', { value: 110, must: 120, aim: 80, aimed: 80, better: 'lower' }, 'aim'],
  ['keys at the aim with seconds above the must', { value: 121, must: 120, aim: 80, aimed: 80, better: 'lower' }, false],
  ['a rate that was reached with answers too late', { value: 900, must: 300, aim: 600, holds: false, better: 'higher' }, false],
] as const)('%s', (_title, figure, expected) => { expect(verdictOf(figure)).toBe(expected) })
