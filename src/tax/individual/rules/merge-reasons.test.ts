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

test('fields say where they come from, also an amount of one yen; what is nothing has no field', () => {
  const claimed = { personId: null, birthOn: plainDate('1990-05-05'), income: zeroYen, disability: 'none' as const, abroad: false }
  const loan = { movedIn: plainDate('2020-01-01'), incomeTaxBase: zeroYen, available: zeroYen, incomeTaxBefore: zeroYen, taxedPurchase: true, keepsEarlierClass: false }
  const all = [
    statement('a', 'salary-report', { salaryRevenue: yen(1), otherIncome: yen(1), detail: { paid: { socialInsurance: yen(1), medical: zeroYen }, spouse: claimed, condition: { widow: true }, housingLoan: loan, oneStop: true, declared: { business: yen(1) } } }),
    statement('b', 'pension-report', { pensionRevenue: yen(1), detail: { paid: { medical: yen(1) }, relatives: [{ ...claimed, coResidentAscendant: false, notDeductible: false }] } }),
  ]
  const fieldsOf = (list: readonly Statement[]) => mergedFields(merge(list), list).map((field) => [field.label, field.amount, field.count, field.from.map((one) => one.statementId), field.how])
  expect(fieldsOf(all)).toEqual([
    ['給与の収入', 1, null, ['a'], 'sum'], ['年金の収入', 1, null, ['b'], 'sum'], ['その他の所得', 1, null, ['a'], 'sum'], ['社会保険料', 1, null, ['a'], 'sum'], ['医療費', 1, null, ['b'], 'sum'],
    ['配偶者', null, 1, ['a'], 'main'], ['本人の障害・ひとり親など', null, null, ['a'], 'main'], ['住宅借入金等', null, null, ['a'], 'main'], ['種類ごとの所得', null, null, ['a'], 'main'], ['ワンストップ特例', null, null, ['a'], 'main'],
  ])
  expect([fieldsOf([statement('c', 'salary-report')]), mergedFields(merge([]), [])]).toEqual([[], []])
})

test('a return is held against the reports of each kind, and only a return', () => {
  const reports = [statement('r', 'salary-report', { salaryRevenue: yen(10) }), statement('s', 'salary-report', { salaryRevenue: yen(1) }), statement('t', 'pension-report', { pensionRevenue: yen(20) })]
  const warned = (more: Partial<Statement>, all = reports) => {
    const together = [...all, statement('k', 'inhabitants-return', more)]
    return mergeWarnings(merge(together), together).map((one) => [one.code, one.stated, one.reported])
  }
  expect(warned({ salaryRevenue: yen(11), pensionRevenue: yen(20) })).toEqual([])
  expect(warned({ salaryRevenue: yen(10), pensionRevenue: yen(21) })).toEqual([['salary-differs', 10, 11], ['pension-differs', 21, 20]])
  expect(warned({ salaryRevenue: yen(10), pensionRevenue: yen(20) }, reports.slice(2))).toEqual([])
  expect(warned({}, reports.slice(0, 1))).toEqual([['salary-differs', 0, 10]])
  expect(mergeWarnings(merge(reports), reports)).toEqual([])
})

test.each([
  ['支払者の名が同じ', 'salary-report', { payer: 'うしお' }, { payer: 'うしお' }, true], ['支払者の名が違う', 'salary-report', { payer: 'うしお' }, { payer: 'みなと' }, false], ['支払者の名がない', 'salary-report', { payer: null }, { payer: null }, false],
  ['宛名が同じ', 'salary-report', { payer: 'うしお', payerPartyId: 'x' }, { payer: 'うしお運輸', payerPartyId: 'x' }, true], ['宛名が違う', 'salary-report', { payer: 'うしお', payerPartyId: 'x' }, { payer: 'うしお', payerPartyId: 'y' }, false],
  ['片方の宛名だけが分かる', 'salary-report', { payer: 'うしお', payerPartyId: 'x' }, { payer: 'うしお' }, true], ['もう片方の宛名だけが分かる', 'salary-report', { payer: 'うしお' }, { payer: 'みなと', payerPartyId: 'x' }, false],
  ['年金と給与', 'pension-report', { payer: 'うしお' }, { payer: 'うしお', kind: 'salary-report' }, false], ['年金が二枚', 'pension-report', { payer: 'うしお' }, { payer: 'うしお' }, true],
] as const)('twice from one payer: %s', (_title, kind, one, other, twice) => {
  const all = [statement('a', kind, { salaryRevenue: yen(2), pensionRevenue: yen(20), receivedOn: plainDate('2026-02-01'), ...one }), statement('b', kind, { salaryRevenue: yen(1), pensionRevenue: yen(10), ...other })]
  const [stated, reported] = kind === 'pension-report' ? [20, 10] : [2, 1]
  expect(mergeWarnings(merge(all), all)).toEqual(twice ? [{ code: 'payer-twice', stated, reported, payer: all[1]!.payer }] : [])
})

test('a third report of one payer is told beside the first one', () => {
  const all = [3, 2, 1].map((salary) => statement(String(salary), 'salary-report', { payer: 'うしお', salaryRevenue: yen(salary) }))
  expect(mergeWarnings(merge(all), all).map((one) => [one.stated, one.reported])).toEqual([[3, 2], [3, 1]])
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
