import { expect, test } from 'vitest'
import { drawBytes } from './random.ts'

test('bytes are of the length asked for, never given twice, and stay what they were while more are drawn', () => {
  const drawn = Array.from({ length: 5_000 }, (_, index) => drawBytes(12 + (index % 21)))
  const seen = drawn.map((bytes) => bytes.toString('hex'))
  for (let more = 0; more < 1_000; more += 1) drawBytes(64)
  expect(drawn.map((bytes) => bytes.length)).toEqual(drawn.map((_, index) => 12 + (index % 21)))
  expect(new Set(seen.map((text) => text.slice(0, 24))).size).toBe(drawn.length)
  expect(drawn.map((bytes) => bytes.toString('hex'))).toEqual(seen)
})

test('every bit of a byte comes as often as not', () => {
  const draws = 20_000
  const ones = Array.from({ length: 8 }, () => 0)
  for (let draw = 0; draw < draws; draw += 1) for (const byte of drawBytes(4)) for (let bit = 0; bit < 8; bit += 1) ones[bit]! += (byte >> bit) & 1
  // Twenty standard deviations, so that chance alone never fails it; a pool that is not filled does.
  const spread = 20 * Math.sqrt(draws * 4) / 2
  for (const count of ones) expect(Math.abs(count - draws * 2)).toBeLessThan(spread)
})

test('no more than a few bytes are drawn at a time', () => {
  expect(() => drawBytes(65)).toThrow('a few bytes')
  expect(() => drawBytes(0)).toThrow('a few bytes')
})
