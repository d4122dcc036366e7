import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Yen } from '../../../kernel/yen.ts'
import { addPage, bandOf, bandTitles, noSums, type Change } from './sums.ts'

describe('a difference belongs to the class whose words it fits', () => {
  test.each([
    [-100_000, '△10万以上'], [-99_999, '△5万～10万'], [-50_000, '△5万～10万'], [-49_999, '△1万～5万'], [-1_000, '△1,000～5,000'], [-999, '△1,000未満'], [-1, '△1,000未満'],
    [0, '変わらない'], [1, '＋1,000未満'], [999, '＋1,000未満'], [1_000, '＋1,000～5,000'], [5_000, '＋5,000～1万'], [10_000, '＋1万～5万'], [99_999, '＋5万～10万'], [100_000, '＋10万以上'], [7_000_000, '＋10万以上'],
  ])('%i yen: %s', (difference, title) => expect(bandTitles[bandOf(difference)]).toBe(title))
})

const changes = fc.array(fc.record({ personId: fc.uuid(), before: fc.integer({ min: 0, max: 5_000_000 }), after: fc.integer({ min: 0, max: 5_000_000 }) }), { maxLength: 40 }) as fc.Arbitrary<Change[]>

test('the classes hold everybody once, and their yen are what the town gains or loses, however the pages are cut', () => {
  fc.assert(fc.property(changes, fc.nat(40), (all, cut) => {
    const sums = addPage(addPage(noSums, all.slice(0, cut), 1), all.slice(cut), 2)
    expect(sums).toEqual(addPage(noSums, all, 3))
    expect(sums.bands.reduce((sum, band) => sum + band.persons, 0)).toBe(all.length)
    expect(sums.bands.reduce((sum, band) => sum + band.yen, 0)).toBe(sums.after - sums.before)
    expect(sums.more.yen + sums.less.yen).toBe(sums.after - sums.before)
  }))
})

test('who begins to owe and who ceases to is counted apart', () => {
  const of = (before: number, after: number): Change => ({ personId: 'x', before: before as Yen, after: after as Yen })
  expect(addPage(noSums, [of(0, 5_000), of(5_000, 0), of(0, 0), of(1, 2)], 0)).toMatchObject({ newlyTaxed: 1, noLongerTaxed: 1, more: { persons: 2, yen: 5_001 }, less: { persons: 1, yen: -5_000 } })
})
