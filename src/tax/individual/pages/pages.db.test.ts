import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { codesOf, useTowns, valueOf } from '../../../../test/support/town.ts'
import { formValues, noValues } from '../../../platform/http/form.ts'
import { renderPart, type Page, type PageRequest, type ViewState } from '../../../platform/screen/index.ts'
import { acceptIncomeStatement, decideAmount } from '../commands.ts'
import { enterPersons } from '../test-taxpayers.ts'
import { homePage } from './home.tsx'
import { personPage } from './person.tsx'
import { statementsPage } from './statements.tsx'

const towns = useTowns(import.meta.url, { now: '2026-05-12T01:00:00Z' })
const made = { person: '', statement: '' }

beforeAll(async () => {
  made.person = (await towns.a.tx((tx) => enterPersons(tx, [{ born: '1977-08-03' }])))[0]!
  const input = {
    statementId: null, expectedVersion: null, personId: made.person, incomeYear: 2025, kind: 'salary-report', payer: '株式会社うしお運輸', receivedOn: '2026-01-28', salaryRevenue: 5_640_000,
    paid: { socialInsurance: 846_000, donationsToMunicipalities: 30_000 }, relatives: [{ birthOn: '2006-05-05', income: 1_000_000 }],
  }
  made.statement = valueOf(await towns.a.run(acceptIncomeStatement, input)).statementId
  valueOf(await towns.a.run(decideAmount, { personId: made.person, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
  towns.clock.set('2026-11-24T01:00:00Z')
  valueOf(await towns.a.run(acceptIncomeStatement, { ...input, statementId: made.statement, expectedVersion: 1, salaryRevenue: 6_100_000 }))
})

interface Visit { readonly query?: Record<string, string>; readonly form?: readonly (readonly [string, string])[]; readonly state?: Partial<ViewState> }

async function requestOf(visit: Visit): Promise<PageRequest> {
  return await towns.a.tx(async (tx) => ({
    params: { id: made.person }, query: formValues(Object.entries(visit.query ?? {})), form: formValues(visit.form ?? []), today: tx.today, actor: towns.a.actor, office: tx.office, link: (path) => `/992011/${path}`,
  }))
}

async function open(page: Page, visit: Visit = {}): Promise<string> {
  const request = await requestOf(visit)
  const answer = await towns.yakuba.runner.ask(towns.a.caller(), page.query, page.input(request))
  if (!answer.ok) throw new Error(answer.refusals.map((refusal) => refusal.message).join())
  const state: ViewState = { request, form: visit.form ? request.form : noValues, refusals: [], preview: null, carriedOut: null, idempotencyKey: randomUUID(), action: '/992011/x', withheld: answer.withheld, ...visit.state }
  expect(page.frame(answer.value, request).title).not.toContain('汐見')
  return String(await renderPart(page.view(answer.value, state)))
}

test('the worksheet of a decision shows calculation, article, source, instalments and the doubt about the law', async () => {
  const html = await open(personPage)
  for (const words of ['給与支払報告書 株式会社うしお運輸', '314条の2①十二', '19歳', '疑義', 'LD-030', '第1期', '年税額']) expect(html).toContain(words)
  expect(html).not.toContain('税額を決める前に')
  expect(html).not.toContain('data-command')
})

test('what a decision now would give is compared with the standing one, line by line, and can be decided', async () => {
  const html = await open(personPage, { query: { decision: '0' } })
  expect(html).toContain('class="chg"')
  expect(html).toMatch(/円に更正する/)
  const request = await requestOf({ form: [['year', '2026'], ['decision', '0'], ['expectedVersion', '1'], ['reason', '給与支払報告書の訂正']] })
  const answer = await towns.a.run(personPage.acts!['decide']!.command, personPage.acts!['decide']!.input(request), { dry: true })
  expect(valueOf(answer)).toMatchObject({ decisionNo: 2 })
  expect(codesOf(await towns.a.run(decideAmount, { ...(personPage.acts!['decide']!.input(request) as object), expectedDecisionNo: 0 }))).toEqual(['tax-individual.statement-changed'])
})

test('the entry form takes era dates and amounts as clerks type them', async () => {
  const html = await open(statementsPage)
  expect(html).toContain('6,100,000')
  const form: [string, string][] = [['year', '2026'], ['kind', 'pension-report'], ['payer', '日本年金機構'], ['receivedOn', 'R8.1.30'], ['pensionRevenue', '１,２００,０００円'], ['paid.socialInsurance', '60,000'], ['condition.flags', 'widow']]
  const input = statementsPage.acts!['accept']!.input(await requestOf({ form }))
  valueOf(await towns.a.run(acceptIncomeStatement, input))
  const after = await open(statementsPage)
  expect(after).toContain('1,200,000')
  expect(after).toContain('公的年金等支払報告書')
})

test('a refused statement keeps what was typed and names the field', async () => {
  const form: [string, string][] = [['year', '2026'], ['kind', 'salary-report'], ['payer', ''], ['receivedOn', 'R8.1.30'], ['salaryRevenue', '百万円']]
  const request = await requestOf({ form })
  const answer = await towns.a.run(acceptIncomeStatement, statementsPage.acts!['accept']!.input(request))
  expect(answer.ok ? [] : answer.refusals.map((refusal) => refusal.field)).toEqual(['/salaryRevenue'])
  const html = await open(statementsPage, { form, state: { refusals: answer.ok ? [] : answer.refusals } })
  expect(html).toContain('value="百万円"')
  expect(html).toContain('aria-invalid="true"')
})

test('the entrance shows runs and nothing that differs', async () => {
  expect(await open(homePage)).toContain('違う決定はありません')
})
