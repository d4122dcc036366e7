import { beforeAll, expect, test } from 'vitest'
import { codesOf, useTowns, valueOf } from '../../../../test/support/town.ts'
import { acceptIncomeStatement, decideAmount } from '../commands.ts'
import { listStatements } from '../store.ts'
import { enterPersons } from '../test-taxpayers.ts'
import { estimateTax } from './estimate-queries.ts'

const towns = useTowns(import.meta.url, { now: '2026-05-12T01:00:00Z' })
const made = { person: '' }

beforeAll(async () => {
  made.person = (await towns.a.tx((tx) => enterPersons(tx, [{ born: '1985-07-01' }])))[0]!
  valueOf(await towns.a.run(acceptIncomeStatement, {
    statementId: null, expectedVersion: null, personId: made.person, incomeYear: 2025, kind: 'salary-report', payer: '株式会社うしお運輸', receivedOn: '2026-01-28', salaryRevenue: 5_000_000, paid: { socialInsurance: 700_000, mutualAid: 120_000 },
    relatives: [{ birthOn: '2006-05-05', income: 0 }],
  }))
})

const estimate = async (input: Record<string, unknown>) => valueOf(await towns.a.ask(estimateTax, { fiscalYear: 2026, ...input }))
const line = (view: Awaited<ReturnType<typeof estimate>>, key: string) => view.rows.find((row) => row.key === key)

test('from nothing it reckons as the assessment does, with article and calculation of each line', async () => {
  // 3,560,000 - 1,130,000 = 2,430,000; 145,800 - 1,500 and 97,200 - 1,000; 5,000 on top
  const view = await estimate({ stated: { birthOn: '1985-07-01', salaryRevenue: 5_000_000, socialInsurance: 700_000 } })
  expect([view.annualTax, view.annualTaxBefore, view.person]).toEqual([245_500, null, null])
  expect(line(view, 'salary-income')).toMatchObject({ amount: 3_560_000, calculation: expect.stringContaining('80％') })
  expect((await estimate({})).annualTax).toBe(0)
})

test('a family said at the desk counts by its ages', async () => {
  const single = await estimate({ stated: { salaryRevenue: 3_000_000 } })
  const view = await estimate({ stated: { salaryRevenue: 3_000_000, spouse: { income: 0 }, relatives: [{ birthOn: '2007-06-06' }, { birthOn: '2015-06-06' }] } })
  expect([line(view, 'spouse-deduction')?.amount, line(view, 'dependant-deduction')?.amount]).toEqual([330_000, 330_000])
  expect(view.annualTax).toBeLessThan(single.annualTax)
})

test('from a person\'s statements it begins with what they give, and keeps what the form does not ask', async () => {
  const standing = await estimate({ personId: made.person })
  expect([standing.annualTax, standing.standing.salaryRevenue, standing.standing.socialInsurance]).toEqual([standing.annualTaxBefore, 5_000_000, 700_000])
  const view = await estimate({ personId: made.person, stated: { salaryRevenue: 4_000_000, socialInsurance: 600_000 } })
  expect(line(view, 'salary-income')).toMatchObject({ amount: 2_760_000, before: 3_560_000 })
  expect([line(view, 'mutual-aid-deduction')?.amount, line(view, 'dependant-deduction')?.amount]).toEqual([120_000, 450_000])
  const decided = valueOf(await towns.a.run(decideAmount, { personId: made.person, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
  expect(decided.annualTax).toBe(standing.annualTax)
})

test('leaves nothing behind, and knows nobody of the other town', async () => {
  const count = async () => (await towns.ask<{ n: string }>('select (select count(*) from tax_individual.assessment) + (select count(*) from tax_individual.income_statement) + (select count(*) from tax_individual.decision) as n'))[0]?.n
  const before = await count()
  await estimate({ personId: made.person, stated: { salaryRevenue: 9_000_000 } })
  expect(await count()).toBe(before)
  expect(codesOf(await towns.b.ask(estimateTax, { fiscalYear: 2026, personId: made.person }))).toEqual(['tax-individual.person-not-found'])
  expect(codesOf(await towns.a.ask(estimateTax, { fiscalYear: 2031 }))).toEqual(['tax-individual.year-not-ready'])
  expect((await towns.a.tx((tx) => listStatements(tx, { incomeYear: 2025, personIds: [made.person], recordedAt: tx.now }))).length).toBe(1)
})
