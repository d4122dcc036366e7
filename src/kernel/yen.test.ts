import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { addExact, applyRate, dropBelow, type ExactYen, maxYen, minus, minYen, notBelowZero, raiseBelow, rate, rateOf, roundHalfUp, subtract, sum, sumOf, times, yen } from './yen.ts'

describe('an amount is a whole number of yen', () => {
  test.each([1.5, Number.NaN, Infinity, 2 ** 53])('%s is no amount', (value) => expect(() => yen(value)).toThrow('safe integer'))
  it('has no negative zero', () => expect(Object.is(yen(-0), 0)).toBe(true))
  it('crashes where a sum would no longer be exact', () => expect(() => sumOf([yen(Number.MAX_SAFE_INTEGER), yen(5), yen(-10)])).toThrow('safe integer'))
  it('adds, subtracts and multiplies', () => {
    expect([sum(yen(3), minus(yen(1))), subtract(yen(2), yen(5)), times(yen(7), 3), notBelowZero(yen(-1)), notBelowZero(yen(4))]).toEqual([2, -3, 21, 0, 4])
    expect([minYen(yen(3), yen(-2), yen(9)), maxYen(yen(3), yen(-2), yen(9))]).toEqual([-2, 9])
  })
})

describe('a rate is an exact fraction', () => {
  test.each([['0.02025', 2025, 100_000], ['8', 8, 1], ['-0.5', -5, 10], [0.1, 1, 10], [5e-7, 5, 10_000_000], [-1.5e-7, -15, 100_000_000]])('%s is %i/%i', (decimal, num, den) => {
    expect(rateOf(decimal)).toEqual({ num, den })
  })
  test.each(['', 'a', '1e5', '.5', '1.'])('%s is no rate', (text) => expect(() => rateOf(text)).toThrow('decimal'))
  it('refuses a fraction over nothing', () => expect(() => rate(1, 0)).toThrow('rate must be'))
})

describe('rounding', () => {
  test.each([
    [100, 299, 200, 300, 300], [100, 300, 300, 300, 300], [100, 249, 200, 300, 200], [100, 250, 200, 300, 300],
    [100, -249, -200, -300, -200], [100, -250, -200, -300, -300], [1000, 999, 0, 1000, 1000], [1, -7, -7, -7, -7],
  ])('to %i yen: %i is cut to %i, raised to %i, rounded to %i', (unit, amount, cut, raised, rounded) => {
    expect([dropBelow(unit, yen(amount)), raiseBelow(unit, yen(amount)), roundHalfUp(unit, yen(amount))]).toEqual([cut, raised, rounded])
  })
  it('cuts an exact product once, not its factors', () => {
    expect(dropBelow(1, applyRate(applyRate(yen(333), rate(1, 3)), rate(3, 1)))).toBe(333)
    expect(dropBelow(1, addExact(applyRate(yen(1), rate(1, 3)), applyRate(yen(2), rate(1, 3))))).toBe(1)
  })
  it('adds large fractions of one kind beyond what a number holds', () => {
    const third = { num: Number.MAX_SAFE_INTEGER, den: 3 }
    expect(addExact(third, third)).toEqual({ num: 18_014_398_509_481_982n, den: 3n })
  })
  it('refuses a unit that is no whole number', () => expect(() => dropBelow(0.5, yen(1))).toThrow('unit'))
})

const amount = fc.maxSafeInteger()
const factor = fc.tuple(fc.integer({ min: -1_000_000, max: 1_000_000 }), fc.integer({ min: 1, max: 1_000_000 }))
const unit = fc.constantFrom(1, 10, 100, 500, 1000)

function exactly(base: number, rates: readonly (readonly [number, number])[]): { num: bigint; den: bigint } {
  return rates.reduce((at, [num, den]) => ({ num: at.num * BigInt(num), den: at.den * BigInt(den) }), { num: BigInt(base), den: 1n })
}

function expected(value: { num: bigint; den: bigint }, to: number, pick: 'drop' | 'raise' | 'half'): bigint {
  const divisor = value.den * BigInt(to)
  const size = value.num < 0n ? -value.num : value.num
  const rest = size % divisor
  const up = pick === 'raise' ? rest > 0n : pick === 'half' && rest * 2n >= divisor
  const whole = (size / divisor + (up ? 1n : 0n)) * BigInt(to)
  return value.num < 0n ? -whole : whole
}

describe('the helper agrees with whole-number arithmetic of any size', () => {
  it.each([['drop', dropBelow], ['raise', raiseBelow], ['half', roundHalfUp]] as const)('%s', (pick, round) => {
    fc.assert(fc.property(amount, fc.array(factor, { maxLength: 3 }), unit, (base, rates, to) => {
      let value: ExactYen = { num: base, den: 1 }
      for (const [num, den] of rates) value = applyRate(value, rate(num, den))
      const want = expected(exactly(base, rates), to, pick)
      const safe = want >= BigInt(Number.MIN_SAFE_INTEGER) && want <= BigInt(Number.MAX_SAFE_INTEGER)
      if (safe) expect(BigInt(round(to, value))).toBe(want)
      else expect(() => round(to, value)).toThrow('safe integer')
    }), { numRuns: 500 })
  })

  it('adds fractions without loss', () => {
    fc.assert(fc.property(amount, fc.oneof(factor, fc.constant<[number, number]>([3, 100])), amount, fc.oneof(factor, fc.constant<[number, number]>([7, 100])), (a, [an, ad], b, [bn, bd]) => {
      const added = addExact(applyRate(yen(a), rate(an, ad)), applyRate(yen(b), rate(bn, bd)))
      const want = BigInt(a) * BigInt(an) * BigInt(bd) + BigInt(b) * BigInt(bn) * BigInt(ad)
      expect(BigInt(added.num) * BigInt(ad) * BigInt(bd)).toBe(want * BigInt(added.den))
    }))
  })
})
