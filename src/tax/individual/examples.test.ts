import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { FiscalYear } from '../../kernel/plain-date.ts'
import { runExamples } from '../../legislation/index.ts'
import { exampleRules } from './example-rules.ts'

describe('worked examples of the individual inhabitants tax', () => {
  const folder = new URL('./examples/', import.meta.url)
  const files = readdirSync(folder).map((path) => ({ path, text: readFileSync(new URL(path, folder), 'utf8') }))
  const run = runExamples(files, exampleRules)

  it.each(run.results.map((result) => [result.title, result] as const))('%s', (_title, result) => {
    expect(result.state === 'failed' ? result.differences : []).toEqual([])
  })

  it('four cases are in doubt, and say of what', () => {
    expect(run.results.filter((result) => result.state === 'doubted').map((result) => result.doubt)).toEqual(['LD-035', 'LD-112', 'LD-120', 'LD-121'])
  })
})

describe('a case that is written wrongly', () => {
  const run = (given: Readonly<Record<string, unknown>>, ordinance: Readonly<Record<string, unknown>> = {}, fiscalYear = 2026): unknown => exampleRules['tax-individual.assess']!({ fiscalYear: fiscalYear as FiscalYear, on: null, ordinance, given })

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['a field nobody knows', { salaryRevenu: 1 }, 'given の項目「salaryRevenu」（近い項目: salaryRevenue）'],
    ['a field of a person nobody knows', { spouse: { incom: 1 } }, 'given.spouse の項目「incom」（近い項目: income）'],
    ['words for an amount', { salaryRevenue: 'たくさん' }, '項目「salaryRevenue」は数で書きます'],
    ['a revenue below zero', { salaryRevenue: -1 }, '項目「salaryRevenue」は0円以上'],
    ['parts of a yen', { salaryRevenue: 1.5 }, '項目「salaryRevenue」は小数のない数'],
    ['a percent where a decimal stands', { cityRate: 8 }, '項目「cityRate」は小数で書きます（6％は 0.06）'],
    ['a grade that does not exist', { kyuchi: 4 }, '項目「kyuchi」は1・2・3のどれか'],
    ['a dependant without age or class', { dependants: [{ income: 0 }] }, '項目「dependants[0].age」'],
    ['a degree nobody knows', { disability: '重度' }, '項目「disability」は'],
    ['a day that is none', { moveIn: '2023-02-29' }, '項目「moveIn」: 2023年2月29日は、暦にない日です'],
    ['an income year of another fiscal year', { incomeYear: 2024 }, '項目「incomeYear」の 2024 は、令和8年度（2026）の所得の年ではありません'],
    ['no terms', { annualTax: 5000, terms: 0 }, '項目「terms」は1から12まで'],
    ['lists of different lengths', { salaryRevenue: [1, 2], age: [60, 61, 62] }, '並びの長さが違います。「salaryRevenue」は2件、「age」は3件'],
    ['a housing loan without the day of moving in', { housingCreditAvailable: 210_000 }, '住宅ローン控除の計算には moveIn（居住を始めた日）が要ります'],
    ['a retirement payment without years', { retirementPay: 5_000_000 }, '退職所得の計算には joined（就職した日）と retired（退職した日）か、serviceYears（勤続年数）が要ります'],
    ['years of service told twice', { retirementPay: 5_000_000, serviceYears: 5, joined: '2020-04-01' }, '勤続年数は、joined と retired か、serviceYears のどちらかで書きます'],
    ['years of service in other words', { retirementPay: 5_000_000, serviceYears: '5年半' }, '項目「serviceYears」は年数で書きます'],
    ['the levy of one side before the flat reduction', { cityIncomeLevyBefore: 60_000 }, 'cityIncomeLevyBefore（市町村民税）と prefIncomeLevyBefore（道府県民税）の両方'],
    ['a later pension year without the year before', { annualTax: 60_000, firstYear: false }, '年税額の並び annualTaxByYear が要ります'],
    ['a class of spouse nobody knows', { spouse: { kind: '特定' } }, '項目「spouse.kind」は一般か老人で書きます'],
    ['a fact of relatives for a spouse', { spouse: { income: 0, notDeductible: true } }, 'given.spouse の項目「notDeductible」'],
    ['an income told twice', { businessIncome: 1_000_000, businessRevenue: 1_000_000 }, '項目「businessIncome」はbusinessRevenue と businessExpenses とは別に書きません'],
    ['pay of family employees without a business', { businessIncome: 1_000_000, familyEmployeeSalary: 500_000 }, 'businessRevenue か farmingRevenue があるときに書きます'],
    ['a blue return without books', { businessIncome: 1_000_000, blueReturnDeduction: 650_000 }, 'realEstateRevenue か businessRevenue か farmingRevenue があるときに書きます'],
    ['expenses below zero', { businessRevenue: 1_000_000, businessExpenses: -1 }, '項目「businessExpenses」は0円以上'],
    ['a gain on land told twice', { landTransfers: [{ kind: 'long-general', gain: 1, revenue: 1 }] }, '項目「landTransfers[0].gain」はrevenue'],
    ['gifts above what the base alone allows', { taxable: 1_000_000, donationsToMunicipalities: 300_001 }, '総所得金額等が要ります'],
  ])('%s is refused in words', (_title, given, words) => expect(() => run(given)).toThrow(words))

  it.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>, string]>([
    ['a name under ordinance nobody knows', { kyuti: 2 }, {}, 'ordinance の項目「kyuti」（近い項目: kyuchi）'],
    ['the rate of an ordinary city in a designated one', { 'tax-individual.city-income-levy-rate': '8' }, { designatedCity: true }, 'designated-city-'],
    ['a fraction where a percent stands', { 'tax-individual.city-income-levy-rate': 0.06 }, {}, 'ordinance の「tax-individual.city-income-levy-rate」は百分率で書きます（6％は "6"）'],
    ['the rate of a designated city in an ordinary one', { 'tax-individual.designated-city-income-levy-rate': '8' }, {}, 'designatedCity: true'],
  ])('%s is refused in words', (_title, ordinance, given, words) => expect(() => run(given, ordinance)).toThrow(words))

  it('of a year without its tables is refused, not calculated by those of another', () => {
    expect(() => run({ salaryRevenue: 1_500_000 }, {}, 2028)).toThrow('2028年度の計算はできません')
    expect(() => run({ salaryRevenue: 1_500_000 }, {}, 2018)).toThrow('2018年度の計算はできません')
  })
})
