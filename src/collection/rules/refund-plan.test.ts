import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainDate } from '../../kernel/plain-date.ts'
import { type Yen, yen } from '../../kernel/yen.ts'
import { collectionLawOn, ratesBetween } from '../law.ts'
import type { DebtPart } from './debt-part.ts'
import { claimableUntil, type OverpaidFacts, type OverpaidParts, type PaidPart, planRefund, type RefundPlan } from './refund-plan.ts'

const decidedOn = plainDate('2026-02-10')
const law = { rounding: collectionLawOn(decidedOn).chargeRounding, rates: ratesBetween(plainDate('2024-01-01'), decidedOn), order: collectionLawOn(decidedOn).partOrder }

/** Of an overpayment of tax, where nothing else is said. */
function planned({ overpaid, payments, ...facts }: Pick<OverpaidFacts, 'cause' | 'debts'> & { readonly overpaid: Yen | OverpaidParts; readonly payments: readonly (PaidPart & { readonly kind?: DebtPart })[] }): RefundPlan {
  const parts = typeof overpaid === 'number' ? { tax: overpaid, late: yen(0), fee: yen(0) } : overpaid
  const plan = planRefund({ ...facts, overpaid: parts, payments: payments.map((one) => ({ kind: 'tax', ...one })), decidedOn }, law)
  if (!plan.ok) throw new Error(plan.refusals[0]!.message)
  return plan.value
}

const debt = (chargeId: string, due: string, tax: number, late = 0, fee = 0) => ({ chargeId, due: plainDate(due), tax: yen(tax), late: yen(late), fee: yen(fee) })

describe('what becomes of an overpayment', () => {
  it('goes back with the interest of the published example where nothing else is owed', () => {
    expect(planned({ overpaid: yen(1_234_500), cause: 'assessment-reduced', payments: [{ paidOn: plainDate('2025-07-31'), amount: yen(1_234_500) }], debts: [] }))
      .toMatchObject({ interest: 6_400, appropriations: [], payable: 1_240_900 })
  })

  it('goes to the taxes of the oldest debts first, then to delinquency charges and the fees of demands, and only the rest goes back', () => {
    const plan = planned({ overpaid: yen(30_000), cause: 'paid-by-mistake', payments: [{ paidOn: plainDate('2026-02-01'), amount: yen(30_000) }], debts: [debt('b', '2025-12-25', 12_000, 700), debt('a', '2025-08-31', 9_000, 1_300, 100)] })
    expect(plan.appropriations).toEqual([{ chargeId: 'a', kind: 'tax', amount: 9_000 }, { chargeId: 'b', kind: 'tax', amount: 12_000 }, { chargeId: 'a', kind: 'late', amount: 1_300 }, { chargeId: 'b', kind: 'late', amount: 700 }, { chargeId: 'a', kind: 'fee', amount: 100 }])
    expect(plan).toMatchObject({ interest: 0, appropriated: 23_100, payable: 6_900 })
  })

  it('the payments that came last are too much, each with interest from its own day', () => {
    const plan = planned({ overpaid: yen(150_000), cause: 'assessment-reduced', payments: [{ paidOn: plainDate('2025-06-30'), amount: yen(100_000) }, { paidOn: plainDate('2025-10-31'), amount: yen(100_000) }], debts: [] })
    expect(plan.parts.map((part) => [part.paidOn, part.amount, part.interest.from])).toEqual([['2025-10-31', 100_000, '2025-11-01'], ['2025-06-30', 50_000, '2025-07-01']])
  })

  it('delinquency charge that is too much goes back with interest from the day on which it was paid, reckoned apart from that of the tax', () => {
    const [paidOn, later] = [plainDate('2025-06-30'), plainDate('2025-09-30')]
    const plan = planned({ overpaid: { tax: yen(150_000), late: yen(1_234_500), fee: yen(0) }, cause: 'assessment-reduced', debts: [], payments: [{ paidOn, amount: yen(200_000) }, { kind: 'late', paidOn: plainDate('2025-07-31'), amount: yen(1_234_500) }, { paidOn: later, amount: yen(50_000) }] })
    expect(plan.parts.map((part) => [part.kind, part.paidOn, part.amount, part.interest.amount])).toEqual([['tax', later, 50_000, 0], ['tax', paidOn, 100_000, 0], ['late', '2025-07-31', 1_234_500, 6_400]])
    expect(plan).toMatchObject({ interest: 6_400, payable: 1_390_900 })
  })

  it('a payment by mistake bears nothing for its first month', () => {
    const facts = { overpaid: yen(500_000), payments: [{ paidOn: plainDate('2026-01-20'), amount: yen(500_000) }], debts: [] }
    expect(planned({ ...facts, cause: 'paid-by-mistake' }).interest).toBe(0)
    expect(planned({ ...facts, cause: 'assessment-reduced' }).parts[0]!.interest.from).toBe('2026-01-21')
  })

  it('no yen is lost or made, whatever is owed', () => {
    const item = fc.record({ chargeId: fc.uuid(), due: fc.constantFrom('2025-06-30', '2025-08-31').map(plainDate), tax: fc.nat(50_000).map(yen), late: fc.nat(3_000).map(yen), fee: fc.constantFrom(0, 100).map(yen) })
    fc.assert(fc.property(fc.integer({ min: 1, max: 200_000 }), fc.array(item, { maxLength: 5 }), (amount, debts) => {
      const plan = planned({ overpaid: yen(amount), cause: 'assessment-reduced', payments: [{ paidOn: plainDate('2025-07-31'), amount: yen(amount) }], debts })
      expect(plan.appropriated + plan.payable).toBe(amount + plan.interest)
      expect(plan.payable === 0 || debts.every((one) => plan.appropriations.filter((part) => part.chargeId === one.chargeId).reduce((sum, part) => sum + part.amount, 0) === one.tax + one.late + one.fee)).toBe(true)
    }))
  })

  it('is claimed for five years', () => expect(claimableUntil(plainDate('2026-02-10'), 5)).toBe('2031-02-10'))
})
