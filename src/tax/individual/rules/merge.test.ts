import { describe, expect, test } from 'vitest'
import { fiscalYear, plainDate, type Instant } from '../../../kernel/plain-date.ts'
import { yen, zeroYen } from '../../../kernel/yen.ts'
import { resolveLaw } from '../law.ts'
import { noCondition, noFacts, nothingDeclared, nothingPaid } from '../model.ts'
import type { ClaimedPerson, ClaimedRelative, Statement } from '../statement.ts'
import { claimedPersonIds, isReturn, leadingStatement, mergeStatements, standsForCouple, totalIncomeOf, type MergeContext, type MergedFacts } from './merge.ts'

const law = resolveLaw({ fiscalYear: fiscalYear(2026), designatedCity: false, ordinance: {} })
const statement = (id: string, kind: Statement['kind'], more: Partial<Statement> = {}): Statement => ({
  statementId: id, personId: 'p', incomeYear: 2025, version: 1, kind, payer: null, payerPartyId: null, receivedOn: plainDate('2026-01-31'), salaryRevenue: zeroYen, pensionRevenue: zeroYen, otherIncome: zeroYen, carriedLoss: zeroYen,
  specialCollection: false, detail: {}, recordedAt: '2026-02-01T00:00:00.000Z' as Instant, ...more,
})
const claim = (some: Partial<ClaimedRelative>): ClaimedRelative => ({ personId: null, birthOn: plainDate('1990-05-05'), income: zeroYen, disability: 'none', abroad: false, coResidentAscendant: false, notDeductible: false, ...some })
const merge = (all: readonly Statement[], context: Partial<MergeContext> = {}): MergedFacts => mergeStatements(all, { birthOn: null, ownIncome: () => undefined, ...context }, law)
const usedOf = (all: readonly Statement[]): readonly string[] => merge(all).used.map((one) => one.statementId)

describe('which statements count', () => {
  test.each([
    ['給与の多い方が先', [statement('a', 'salary-report', { salaryRevenue: yen(1) }), statement('b', 'salary-report', { salaryRevenue: yen(2) })], ['b', 'a']],
    ['給与が同じなら、あとに届いた方が先', [statement('a', 'salary-report'), statement('b', 'salary-report', { receivedOn: plainDate('2026-02-01') }), statement('c', 'salary-report')], ['b']],
    ['給与の報告は年金の報告より先', [statement('a', 'pension-report', { pensionRevenue: yen(9) }), statement('b', 'salary-report')], ['b', 'a']],
    ['給与がなくても申告書だけが残る', [statement('a', 'salary-report', { salaryRevenue: yen(9) }), statement('b', 'inhabitants-return')], ['b']],
    ['確定申告書は住民税申告書より先', [statement('a', 'inhabitants-return', { salaryRevenue: yen(9), receivedOn: plainDate('2026-03-20') }), statement('b', 'income-tax-return')], ['b']],
    ['あとの確定申告書が残る', [statement('a', 'income-tax-return', { salaryRevenue: yen(9) }), statement('b', 'income-tax-return', { receivedOn: plainDate('2026-03-15') })], ['b']],
    ['同じ日の申告書は給与の多い方', [statement('a', 'inhabitants-return', { salaryRevenue: yen(1) }), statement('b', 'inhabitants-return', { salaryRevenue: yen(2) })], ['b']],
    ['何も届かない', [], []],
  ])('%s', (_title, all, expected) => {
    expect(usedOf(all).slice(0, expected.length)).toEqual(expected)
    expect(usedOf(all).length).toBe(all.some((one) => isReturn(one.kind)) ? 1 : all.length)
    expect(leadingStatement(all, law)?.statementId).toBe(expected[0])
  })
  test.each([['income-tax-return', true], ['inhabitants-return', true], ['salary-report', false], ['pension-report', false]] as const)('%s is stated by the person: %s', (kind, expected) => expect(isReturn(kind)).toBe(expected))
})

describe('what is merged', () => {
  const reports = [
    statement('a', 'salary-report', { salaryRevenue: yen(2_000), otherIncome: yen(1), carriedLoss: yen(10), detail: { paid: { socialInsurance: yen(200), medical: yen(5) } } }),
    statement('b', 'salary-report', { salaryRevenue: yen(1_000), otherIncome: yen(2), carriedLoss: yen(20), specialCollection: true, detail: { paid: { socialInsurance: yen(100), earthquake: yen(7) }, condition: { widow: true }, oneStop: true } }),
    statement('c', 'pension-report', { pensionRevenue: yen(500) }),
  ]
  test('sums and premiums of all, the rest of the first', () => {
    const { facts, method, main } = merge(reports)
    expect(facts).toEqual({ ...noFacts, salaryRevenue: 3_000, pensionRevenue: 500, otherIncome: 3, carriedLoss: 30, paid: { ...nothingPaid, socialInsurance: 300, medical: 5, earthquake: 7 } })
    expect([method, main?.statementId]).toEqual(['salary', 'a'])
  })
  test('one statement gives its own, and who stated nothing has nothing', () => {
    expect(merge([reports[0]!])).toMatchObject({ method: 'ordinary', facts: { salaryRevenue: 2_000, paid: { ...nothingPaid, socialInsurance: 200, medical: 5 } } })
    expect(merge([reports[1]!]).facts).toMatchObject({ salaryRevenue: 1_000, condition: { ...noCondition, widow: true }, oneStop: true })
    expect(merge([])).toMatchObject({ facts: noFacts, method: 'ordinary', used: [], main: null })
  })
  test('the employer goes on collecting where a return replaces its report', () => {
    expect(merge([reports[1]!, statement('k', 'income-tax-return')]).method).toBe('salary')
  })
  test('one-stop holds with a report that says so, never with a return', () => {
    const oneStop = (kind: Statement['kind'], detail: Statement['detail']): boolean => merge([statement('x', kind, { detail })]).facts.oneStop
    expect([oneStop('salary-report', { oneStop: true }), oneStop('salary-report', { oneStop: false }), oneStop('salary-report', {}), oneStop('income-tax-return', { oneStop: true })]).toEqual([true, false, false, false])
  })
  test('income by kind has nothing of what was not stated, and there is none where nothing was', () => {
    expect(merge([statement('x', 'income-tax-return', { detail: { declared: { business: yen(5) } } })]).facts.declared).toEqual({ ...nothingDeclared, business: 5 })
    expect(merge([statement('x', 'income-tax-return')]).facts.declared).toBe(null)
  })
  test.each([
    ['2025年12月31日に64歳', '1961-01-02', { age: 64, condition: noCondition }], ['2026年1月1日に未成年', '2008-01-03', { age: 17, condition: { ...noCondition, minor: true } }], ['2026年1月1日に18歳', '2008-01-02', { age: 17, condition: noCondition }],
  ])('%s', (_title, birthOn, expected) => expect(merge([statement('x', 'salary-report')], { birthOn: plainDate(birthOn) }).facts).toMatchObject(expected))
  test('a minor keeps what else was stated', () => {
    expect(merge([statement('x', 'salary-report', { detail: { condition: { disability: 'general' } } })], { birthOn: plainDate('2010-01-01') }).facts.condition).toEqual({ ...noCondition, disability: 'general', minor: true })
  })
})

describe('whom somebody claims', () => {
  const couple = (spouse: ClaimedPerson | null, context: Partial<MergeContext> = {}): MergedFacts['facts']['spouse'] => merge([statement('x', 'salary-report', { detail: { spouse } })], context).facts.spouse
  const family = (relatives: readonly ClaimedRelative[], context: Partial<MergeContext> = {}): MergedFacts['facts']['relatives'] => merge([statement('x', 'salary-report', { detail: { relatives } })], context).facts.relatives
  test('the own statements of a relative say more than the claim', () => {
    const context = { ownIncome: (id: string) => (id === 's' ? yen(700_000) : undefined) }
    expect([couple(claim({ personId: 's', income: yen(1) }), context)?.income, couple(claim({ personId: 't', income: yen(1) }), context)?.income, couple(claim({ income: yen(1) }), context)?.income]).toEqual([700_000, 1, 1])
    expect(family([claim({ personId: 's' }), claim({ income: yen(3) })], context).map((one) => [one.income, one.age])).toEqual([[700_000, 35], [3, 35]])
  })
  test('a spouse whose birth is not known has no age', () => {
    expect([couple({ ...claim({}), birthOn: null })?.age, couple(claim({}))?.age, couple(null)]).toEqual([null, 35, null])
  })
  test.each([
    ['誰のものか決まっていない', undefined, 1], ['本人のものと決まった', 'p', 1], ['ほかの人のものと決まった', 'q', 0], ['配偶者自身の側に決まった', 's', 1],
  ])('%s', (_title, keeper, expected) => {
    const context = { keeper: (id: string) => (id === 's' ? keeper : undefined) }
    expect([couple(claim({ personId: 's' }), context) === null ? 0 : 1, family([claim({ personId: 's' })], context).length, family([claim({})], { keeper: () => 'q' }).length]).toEqual([expected, expected, 1])
  })
  test('a spouse claims back only where the register knows who it is', () => {
    const context = { claimsBack: (id: string) => id === 's' }
    expect([couple(claim({ personId: 's' }), context)?.claimsBack, couple(claim({ personId: 't' }), context)?.claimsBack, couple(claim({}), { claimsBack: () => true })?.claimsBack, couple(claim({ personId: 's' }))?.claimsBack]).toEqual([true, false, false, false])
  })
  test('the persons whose statements are needed are those that are known', () => {
    expect(claimedPersonIds([statement('x', 'salary-report', { detail: { spouse: claim({ personId: 's' }), relatives: [claim({}), claim({ personId: 'c' })] } }), statement('y', 'salary-report', { detail: { spouse: claim({}) } }), statement('z', 'salary-report')])).toEqual(['s', 'c'])
  })
  test('what is decided of a couple stands under the same one, whoever asks', () => expect([standsForCouple('a', 'b'), standsForCouple('b', 'a')]).toEqual(['a', 'a']))
})

test('total income by the own statements: 2,000,000 yen of salary are 1,320,000 yen of income, none is nothing', () => {
  const income = (all: readonly Statement[]): number => totalIncomeOf(all, null, law)
  expect([income([]), income([statement('x', 'salary-report', { salaryRevenue: yen(2_000_000) })]), income([statement('x', 'salary-report', { salaryRevenue: yen(2_000_000), otherIncome: yen(1) }), statement('y', 'salary-report', { otherIncome: yen(2) })])]).toEqual([0, 1_320_000, 1_320_003])
})
