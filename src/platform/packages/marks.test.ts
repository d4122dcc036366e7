import { describe, expect, test } from 'vitest'
import { insertBitsOf, sortTextOf } from './marks.ts'
import { sortKeyOf } from './sort-key.ts'

describe('marks for the machines', () => {
  test('the last sheet closes its envelope, sheets and envelopes count on, and the dashes are even', () => {
    const bits = [1, 2, 3].map((sheet) => insertBitsOf({ piece: 6, pieces: 9, sheet, sheets: 3 }))
    // 1 begins every row, 2 closes; sheets 0, 1, 2 times 4; envelope 6 is 2 of 4, times 32; 128 for evenness
    expect(bits).toEqual([1 + 64, 1 + 4 + 64 + 128, 1 + 2 + 8 + 64])
    for (let piece = 1; piece <= 8; piece += 1) for (let sheet = 1; sheet <= 9; sheet += 1) expect([...insertBitsOf({ piece, pieces: 8, sheet, sheets: 9 }).toString(2)].filter((digit) => digit === '1').length % 2).toBe(0)
  })

  test('an envelope never looks like the next one', () => {
    for (let piece = 1; piece < 12; piece += 1) expect(insertBitsOf({ piece, pieces: 12, sheet: 1, sheets: 1 })).not.toBe(insertBitsOf({ piece: piece + 1, pieces: 12, sheet: 1, sheets: 1 }))
  })

  test('people read the number with its total', () => {
    expect(sortTextOf({ piece: 1, pieces: 12_345, sheet: 2, sheets: 5 })).toBe('1/12,345  2-5')
    expect(sortTextOf({ piece: 1_234_567, pieces: 1_234_567, sheet: 1, sheets: 1 })).toBe('1,234,567/1,234,567  1-1')
  })
})

describe('the order of the envelopes', () => {
  const key = (postalCode: string | null, line: string, household = ''): string => sortKeyOf({ postalCode, lines: [line], household })

  test('goes by postal code, then by the numbers of the address as numbers, then by household', () => {
    const inOrder = [key('9980001', '汐見町二丁目2番10号'), key('9980001', '汐見町二丁目10番2号', '0001'), key('9980001', '汐見町二丁目10番2号', '0002'), key('9980002', '汐見町一丁目1番'), key(null, '遠浦県沖見市')]
    expect(inOrder.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(inOrder)
  })

  test('full-width digits are digits', () => expect(key('9980001', '１０番')).toBe(key('9980001', '10番')))
})
