import { describe, expect, it, test } from 'vitest'
import { ExampleFault, exampleDay, exampleFlag, exampleNumber, exampleText, exampleWhole, nearNames, refuseUnknownFields, tabulated, withoutNulls } from './example-input.ts'

describe('what an official writes', () => {
  test.each<[string, unknown, number]>([
    ['a number', 5_000_000, 5_000_000], ['a number in quotes', '5000000', 5_000_000], ['with commas and 円', '5,000,000円', 5_000_000], ['in full width', '５，０００，０００円', 5_000_000],
    ['below zero', '△80,000', -80_000], ['a decimal', '0.08', 0.08], ['zero', '0', 0],
    ['in 万', '500万円', 5_000_000], ['in 億 and 万', '１億2,000万円', 120_000_000], ['in 万 and yen', '5万5,000円', 55_000], ['in parts of 万', '1.5万円', 15_000], ['below zero in 万', '▲30万円', -300_000],
  ])('%s is an amount', (_title, written, amount) => expect(exampleNumber(written, 'x')).toBe(amount))
  test.each([['words', '五百万'], ['nothing', ''], ['a list', [1]], ['null', null], ['no number', Number.NaN], ['two numbers', '1 000.5.2'], ['a unit alone', '万円'], ['units in another order', '3万2億']])('%s is no amount', (_title, written) => {
    expect(() => exampleNumber(written, '給与')).toThrow('項目「給与」は数で書きます')
  })
  it('asks for whole yen', () => expect(() => exampleWhole('1.5', 'x')).toThrow('小数のない数'))
  test.each([[true, true], ['true', true], ['はい', true], ['有', true], [false, false], ['無', false], ['いいえ', false]])('%s is %s', (written, flag) => expect(exampleFlag(written, 'x')).toBe(flag))
  it('does not guess what is neither yes nor no', () => expect(() => exampleFlag('たぶん', 'x')).toThrow('true か false'))
  it('takes a whole number for its digits, nothing else for text', () => {
    expect([exampleText('012', 'x'), exampleText(12, 'x')]).toEqual(['012', '12'])
    expect(() => exampleText(1.5, 'x')).toThrow(ExampleFault)
  })
  test.each<[string, unknown]>([['an ISO date', '2026-04-01'], ['a date of the era', '令和8年4月1日'], ['with full-width digits', '令和８年４月１日'], ['with slashes', '2026/4/1'], ['a date that a reader of YAML made', new Date('2026-04-01T00:00:00Z')]])('%s is a day', (_title, written) => {
    expect(exampleDay(written, 'x')).toBe('2026-04-01')
  })
  test.each([['2026-02-29', '暦にない日'], ['平成31年5月1日', '平成が終わったあと'], ['春', '日付として読めません'], [20260401, '日付で書きます']])('%s is refused: %s', (written, words) => expect(() => exampleDay(written, 'x')).toThrow(words))
})

describe('a name mistyped', () => {
  const known = ['salaryRevenue', 'salaryIncome', 'pensionRevenue', 'age', 'annualTax']
  test.each([['salaryRevenu', ['salaryRevenue']], ['SALARYREVENUE', ['salaryRevenue']], ['salary', ['salaryIncome', 'salaryRevenue']], ['annualtax', ['annualTax']], ['agee', ['age']], ['zzzzzz', []]])('%s may mean %j', (typed, near) => {
    expect(nearNames(typed, known).filter((name) => near.includes(name))).toEqual(near)
    if (near.length === 0) expect(nearNames(typed, known)).toEqual([])
  })
  it('is refused with the side it stands on and every field of a small rule', () => {
    expect(() => refuseUnknownFields({ agee: 1, annualTax: 2 }, known, 'ordinance')).toThrow('ordinance の項目「agee」（近い項目: age）は、この計算では使えません。使えるのは salaryRevenue、')
    expect(() => refuseUnknownFields({ annualTax: 2 }, known)).not.toThrow()
  })
})

it('null is left out at every depth, a list keeps its places', () => {
  expect(withoutNulls({ a: null, b: { c: null, d: 0 }, e: [{ f: null }, null, 1], g: false })).toEqual({ b: { d: 0 }, e: [{}, null, 1], g: false })
})

describe('a list in place of a fact', () => {
  const rule = (given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => ({ sum: Number(given.a ?? 0) + Number((given.person as { age?: number } | undefined)?.age ?? 0), kept: given.natural })
  test.each<[string, Readonly<Record<string, unknown>>, unknown]>([
    ['gives a list of each line', { a: [1, 2] }, { sum: [1, 2], kept: [undefined, undefined] }],
    ['counts inside a person too', { a: 1, person: { age: [10, 20] } }, { sum: [11, 21], kept: [undefined, undefined] }],
    ['leaves lists by nature and lists of persons whole', { a: 1, natural: [5, 6], person: undefined }, { sum: 1, kept: [5, 6] }],
    ['asks one case where there is none', { a: 3 }, { sum: 3, kept: undefined }],
  ])('%s', (_title, given, lines) => expect(tabulated(given, new Set(['natural']), rule)).toEqual(lines))
  it('must be as long as the others', () => expect(() => tabulated({ a: [1, 2], b: [1] }, new Set(), rule)).toThrow('「a」は2件、「b」は1件'))
})
