import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fiscalYear, plainDate, type Instant } from '../../../kernel/plain-date.ts'
import { yen, zeroYen } from '../../../kernel/yen.ts'
import { resolveLaw } from '../law.ts'
import { statementKinds, type Statement } from '../statement.ts'
import { mergeStatements } from './merge.ts'
import { mergedFields, mergeReasonOf, mergeWarnings } from './merge-reasons.ts'

const law = resolveLaw({ fiscalYear: fiscalYear(2026), designatedCity: false, ordinance: {} })
const merge = (all: readonly Statement[]) => mergeStatements(all, { birthOn: null, ownIncome: () => undefined }, law)

const statement = (id: string, kind: Statement['kind'], more: Partial<Statement> = {}): Statement => ({
  statementId: id, personId: 'p', incomeYear: 2025, version: 1, kind, payer: kind.endsWith('report') ? `支払者${id}` : null, payerPartyId: null, receivedOn: plainDate('2026-01-31'), salaryRevenue: zeroYen, pensionRevenue: zeroYen, otherIncome: zeroYen, carriedLoss: zeroYen,
  specialCollection: false, detail: {}, recordedAt: '2026-02-01T00:00:00.000Z' as Instant, ...more,
})

const reasons = (all: readonly Statement[]) => all.map((one) => [one.statementId, mergeReasonOf(one, merge(all))])

test('reports are added, and the highest salary gives the family', () => {
  const all = [statement('a', 'salary-report', { salaryRevenue: yen(1_000_000), detail: { paid: { socialInsurance: yen(100) } } }), statement('b', 'salary-report', { salaryRevenue: yen(2_000_000), specialCollection: true, detail: { paid: { socialInsurance: yen(200) }, relatives: [{ personId: null, birthOn: plainDate('2010-01-01'), income: zeroYen, disability: 'none', abroad: false, coResidentAscendant: false, notDeductible: false }] } })]
  expect(reasons(all)).toEqual([['a', 'added'], ['b', 'highest']])
  expect(mergedFields(merge(all), all).map((field) => [field.label, field.amount, field.count, field.from.map((one) => one.statementId).toSorted(), field.how])).toEqual([
    ['給与の収入', 3_000_000, null, ['a', 'b'], 'sum'], ['社会保険料', 300, null, ['a', 'b'], 'sum'], ['親族', null, 1, ['b'], 'main'], ['給与から引く（特別徴収）', null, null, ['b'], 'any'],
  ])
})

test('an income-tax return stands before an inhabitants-tax return, a later one before an earlier one, and both before reports', () => {
  const all = [
    statement('r', 'salary-report', { salaryRevenue: yen(1_000_000) }), statement('i', 'inhabitants-return', { receivedOn: plainDate('2026-03-16') }), statement('k1', 'income-tax-return', { receivedOn: plainDate('2026-03-10'), salaryRevenue: yen(900_000) }),
    statement('k2', 'income-tax-return', { receivedOn: plainDate('2026-03-12'), salaryRevenue: yen(1_000_000) }),
  ]
  expect(reasons(all)).toEqual([['r', 'return-over-report'], ['i', 'income-tax-over-inhabitants'], ['k1', 'later-over-earlier'], ['k2', 'return']])
  expect(mergeWarnings(merge(all), all)).toEqual([])
  expect(reasons([statement('o', 'pension-report', { pensionRevenue: yen(1) })])).toEqual([['o', 'only']])
})

test('a return that leaves a salary or pension out, and one payer twice, are told', () => {
  const all = [statement('r', 'salary-report', { salaryRevenue: yen(1_000_000) }), statement('s', 'pension-report', { pensionRevenue: yen(500_000) }), statement('k', 'income-tax-return', { salaryRevenue: yen(999_999), pensionRevenue: yen(500_000) })]
  expect(mergeWarnings(merge(all), all)).toEqual([{ code: 'salary-differs', stated: 999_999, reported: 1_000_000, payer: null }])
  const twice = [statement('a', 'salary-report', { payer: 'うしお', salaryRevenue: yen(1) }), statement('b', 'salary-report', { payer: 'うしお', salaryRevenue: yen(2) }), statement('c', 'salary-report', { payer: 'うしお', payerPartyId: 'x', salaryRevenue: yen(3) }), statement('d', 'salary-report', { payer: 'うしお', payerPartyId: 'y', salaryRevenue: yen(4) })]
  expect(mergeWarnings(merge(twice), twice).every((one) => one.code === 'payer-twice')).toBe(true)
  const apart = [twice[2]!, twice[3]!]
  expect(mergeWarnings(merge(apart), apart)).toEqual([])
})

test('whatever arrives, each statement has one reason, and exactly the counted ones say that they count', () => {
  const counted: ReadonlySet<string> = new Set(['only', 'return', 'highest', 'added'])
  const any = fc.array(fc.record({ kind: fc.constantFrom(...statementKinds), salary: fc.nat(3), day: fc.integer({ min: 1, max: 3 }) }), { minLength: 1, maxLength: 6 })
  fc.assert(fc.property(any, (rows) => {
    const all = rows.map((row, index) => statement(String(index), row.kind, { salaryRevenue: yen(row.salary), receivedOn: plainDate(`2026-03-0${row.day}`) }))
    const merged = merge(all)
    const used = new Set(merged.used.map((one) => one.statementId))
    for (const one of all) expect(counted.has(mergeReasonOf(one, merged))).toBe(used.has(one.statementId))
    expect(merged.main !== null && used.has(merged.main.statementId)).toBe(true)
  }))
})
