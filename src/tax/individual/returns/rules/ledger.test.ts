import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ledgerStateOf, holdsRun } from './ledger.ts'

test.each([
  ['総括表がなく、何も届いていない', null, { persons: 0, total: 0 }, 0, 'not-announced'],
  ['総括表がなく、去年は届いた', null, { persons: 0, total: 0 }, 12, 'silent'],
  ['総括表がなく、届いてはいる', null, { persons: 3, total: 9_000_000 }, 12, 'not-announced'],
  ['報告する人がいないと言ってきた', { persons: 0, total: null }, { persons: 0, total: 0 }, 5, 'declared-none'],
  ['報告する人がいないと言ったのに届いた', { persons: 0, total: null }, { persons: 1, total: 1_000_000 }, 0, 'over'],
  ['一件も届いていない', { persons: 12, total: null }, { persons: 0, total: 0 }, 12, 'missing'],
  ['一人足りない', { persons: 12, total: null }, { persons: 11, total: 1 }, 12, 'short'],
  ['人数が合い、額は書かれていない', { persons: 12, total: null }, { persons: 12, total: 1 }, 12, 'complete'],
  ['人数も額も合う', { persons: 12, total: 1 }, { persons: 12, total: 1 }, 12, 'complete'],
  ['人数は合い、額が一円違う', { persons: 12, total: 2 }, { persons: 12, total: 1 }, 12, 'total-differs'],
  ['一人多い', { persons: 12, total: null }, { persons: 13, total: 1 }, 12, 'over'],
] as const)('%s', (_title, announced, loaded, before, state) => {
  expect(ledgerStateOf(announced, loaded, before)).toBe(state)
})

test('the run waits for exactly those who announced more than arrived, until a second person decides to go on', () => {
  fc.assert(fc.property(fc.nat(20), fc.nat(20), fc.nat(20), (announced, loaded, before) => {
    const state = ledgerStateOf({ persons: announced, total: null }, { persons: loaded, total: 0 }, before)
    expect([holdsRun(state, 'none'), holdsRun(state, 'proposed'), holdsRun(state, 'approved')]).toEqual([loaded < announced, loaded < announced, false])
  }))
})
