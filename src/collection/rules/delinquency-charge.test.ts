import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, plainDate, type PlainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import { delinquencyLawBetween } from '../law.ts'
import { chargeAmount, type DelinquencyCharge, delinquencyCharge, endOfFirstMonth, type ReliefSpan, type TaxPayment } from './delinquency-charge.ts'
import { refundInterest } from './refund-interest.ts'

function charge(tax: number, due: string, until: string, more: { payments?: readonly TaxPayment[]; ordinance?: Record<string, unknown>; reliefs?: readonly ReliefSpan[] } = {}): DelinquencyCharge {
  const outcome = delinquencyCharge({ tax: yen(tax), due: plainDate(due), payments: more.payments ?? [], until: plainDate(until), reliefs: more.reliefs }, delinquencyLawBetween(plainDate(due), plainDate(until), more.ordinance))
  if (!outcome.ok) throw new Error(outcome.refusals[0]!.code)
  return outcome.value
}

describe('延滞金', () => {
  test.each([
    ['納期限の日に納めれば、かからない', '2026-06-30', 0],
    ['翌日から数える', '2026-07-01', 1],
    ['1月目の最後の日まで', '2026-07-31', 31],
    ['1月を過ぎた最初の日から、割合が変わる', '2026-08-01', 32],
  ])('%s', (_title, until, days) => {
    expect(charge(1_000_000, '2026-06-30', until).parts.reduce((sum, part) => sum + part.days, 0)).toBe(days)
  })

  test.each([
    ['2026-06-30', '2026-07-31'], ['2025-12-25', '2026-01-25'], ['2026-01-30', '2026-02-28'], ['2024-01-30', '2024-02-29'], ['2026-02-28', '2026-03-31'], ['2026-01-31', '2026-02-28'],
  ])('納期限 %s の1月目は %s まで', (due, last) => {
    expect(endOfFirstMonth(plainDate(due))).toBe(last)
  })

  test.each([
    ['本税1,999円にはかからない', 1_999, 0], ['本税2,000円は2,000円で数える', 2_000, 2_000], ['1,000円未満は切り捨てる', 2_999, 2_000],
  ])('%s', (_title, tax, base) => {
    expect(charge(tax, '2024-06-30', '2026-09-10').parts[0]?.base ?? 0).toBe(base)
  })

  test.each([
    ['計算して999円なら0円', 999, 0], ['1,000円なら1,000円', 1_000, 1_000], ['1,099円なら1,000円', 1_099, 1_000], ['1,100円なら1,100円', 1_100, 1_100],
  ])('%s', (_title, raw, amount) => {
    expect(chargeAmount(yen(raw), delinquencyLawBetween(plainDate('2026-06-30'), plainDate('2026-09-10')).rounding)).toBe(amount)
  })

  test('一部を納めると、残りの税額で数える', () => {
    const parts = charge(150_000, '2026-06-30', '2026-09-10', { payments: [{ paidOn: plainDate('2026-08-10'), amount: yen(100_000) }] }).parts
    expect(parts.map((part) => [part.from, part.to, part.base])).toEqual([['2026-07-01', '2026-07-31', 150_000], ['2026-08-01', '2026-08-10', 150_000], ['2026-08-11', '2026-09-10', 50_000]])
  })

  test('閏年も1年を365日で数える', () => {
    const [part] = charge(1_000_000, '2024-01-31', '2024-02-29').parts
    expect([part!.days, part!.yen]).toEqual([29, Math.trunc((1_000_000 * 29 * 24) / 365_000)])
  })

  test('端数を割合の区間ごとに切る町と、1月目とあとで一度ずつ切る町がある', () => {
    const every = charge(88_900, '2025-12-25', '2026-03-31')
    const band = charge(88_900, '2025-12-25', '2026-03-31', { ordinance: { 'collection.part-cut': 'every-band' } })
    expect(every.amounts).toEqual([34, 168, 1_426])
    // 34.71… + 168.76… = 203.48… → 203
    expect(band.amounts).toEqual([203, 1_426])
  })

  test('割合が告示されていない年にかかる計算は断る', () => {
    const outcome = delinquencyCharge({ tax: yen(100_000), due: plainDate('2026-11-30'), payments: [], until: plainDate('2027-01-01') }, delinquencyLawBetween(plainDate('2026-11-30'), plainDate('2027-01-01')))
    expect(outcome.ok ? [] : outcome.refusals.map((refusal) => refusal.code)).toEqual(['collection.rate-not-published'])
  })

  test('納める日が遅いほど、少なくはならない', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 3_000_000 }), fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 200 }), (tax, late, more) => {
      const due = plainDate('2023-12-25')
      const on = (days: number): PlainDate => addDays(due, days)
      expect(charge(tax, due, on(late + more)).amount).toBeGreaterThanOrEqual(charge(tax, due, on(late)).amount)
    }), { numRuns: 150 })
  })
})

describe('還付加算金', () => {
  const law = { rounding: delinquencyLawBetween(plainDate('2026-01-01'), plainDate('2026-01-01')).rounding, rates: delinquencyLawBetween(plainDate('2025-01-01'), plainDate('2026-12-31')).rates }
  test.each([
    ['減額した賦課は、納めた日の翌日から', { kind: 'assessment-reduced' as const }, '2025-08-01'],
    ['誤って納めたものは、1月を経過した日の翌日から', { kind: 'paid-by-mistake' as const }, '2025-09-01'],
    ['更正の請求は、請求から3月か更正から1月の早い方', { kind: 'claim-granted' as const, claimedOn: plainDate('2025-10-01'), correctedOn: plainDate('2026-01-20') }, '2026-01-02'],
    ['請求から間もない更正は、更正から1月', { kind: 'claim-granted' as const, claimedOn: plainDate('2025-10-01'), correctedOn: plainDate('2025-10-31') }, '2025-12-01'],
    ['所得税の更正は、通知から1月', { kind: 'income-tax-corrected' as const, noticeOn: plainDate('2025-11-10') }, '2025-12-11'],
  ])('%s', (_title, cause, from) => {
    const outcome = refundInterest({ overpaid: yen(1_234_500), paidOn: plainDate('2025-07-31'), decidedOn: plainDate('2026-02-10'), cause }, law)
    expect(outcome.ok && outcome.value.from).toBe(from)
  })
})

describe('猶予・減免の期間の延滞金', () => {
  const august = (effect: ReliefSpan['effect'], from = '2026-08-01', to = '2026-08-31'): ReliefSpan => ({ from: plainDate(from), to: plainDate(to), effect })

  // 150,000円: 31日 年2.8％ 356円、8月の31日、9月の10日 年9.1％ 373円
  test.each([
    ['なければ、8月も年9.1％（1,159円）', [], [356, 1_533], 1_800],
    ['全額の免除なら、8月は0円', [august('all')], [356, 0, 373], 0],
    ['半額の免除なら、8月は年4.55％', [august('half')], [356, 579, 373], 1_300],
    ['猶予の割合なら、8月は年1.3％', [august('extension-rate')], [356, 165, 373], 0],
    ['重なれば、残りの少ないほう', [august('half'), august('all', '2026-08-11', '2026-08-20')], [356, 186, 0, 205, 373], 1_100],
    ['計算の期間より前の猶予は、何も変えない', [august('all', '2026-01-01', '2026-06-30')], [356, 1_533], 1_800],
  ] as const)('%s', (_title, reliefs, amounts, amount) => {
    const found = charge(150_000, '2026-06-30', '2026-09-10', { reliefs })
    expect([found.amounts, found.amount]).toEqual([amounts, amount])
  })

  test('猶予を加えて、延滞金が増えることはない', () => {
    const day = fc.integer({ min: 0, max: 250 }).map((days) => addDays(plainDate('2026-04-01'), days))
    fc.assert(fc.property(fc.integer({ min: 2_000, max: 900_000 }), day, day, fc.constantFrom('all' as const, 'half' as const, 'extension-rate' as const), (tax, from, to, effect) => {
      const without = charge(tax, '2026-04-30', '2026-12-20')
      const withRelief = charge(tax, '2026-04-30', '2026-12-20', { reliefs: [{ from, to, effect }] })
      expect(withRelief.raw).toBeLessThanOrEqual(without.raw)
      expect(withRelief.parts.reduce((sum, part) => sum + part.days, 0)).toBe(without.parts.reduce((sum, part) => sum + part.days, 0))
    }))
  })
})
