import { beforeAll, expect, test } from 'vitest'
import { useDesk } from '../../../../test/journeys/desk.ts'
import { fillBoth } from '../../../../test/support/sample.ts'
import { staffMember, useTowns, valueOf } from '../../../../test/support/town.ts'
import { enterSampleStaff } from '../../../access/index.ts'
import { drawScan } from '../../../seal/drawn.ts'
import { acceptPayment } from '../../../collection/commands.ts'
import { listBalancesOfParty } from '../../../collection/index.ts'
import { runPage } from '../../../platform/job/engine.ts'
import type { Batch } from '../../../platform/job/define.ts'
import { acceptIncomeStatement, decideAmount } from '../commands.ts'
import { keyReturnEntry } from '../entry/entry-commands.ts'
import { annualAssessment } from '../jobs.ts'
import { noticePackage } from '../notices/print-run.ts'

/** January to October at the desk of the tax officer, in a real browser: payers, what they announced, what arrived; the run, its notices, a correction. */
const towns = useTowns(import.meta.url, { now: '2026-05-12T01:00:00Z' })
const { as, begin, clerk, open } = useDesk(towns)

beforeAll(async () => {
  await fillBoth(towns, 300)
  await towns.a.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
  await begin('nishino')
}, 180_000)

test('a summary that announces one person more shows the payer as short, in the list and on its own page', async () => {
  await open('tax-individual/payers?year=2026')
  expect(await clerk().text()).toContain('そろった')
  await clerk().page.locator('main table a').first().click()
  await clerk().page.waitForURL(/tax-individual\/payer\//)
  const standing = Number(await clerk().page.inputValue('[name=persons]'))
  await clerk().fill('persons', String(standing + 1))
  await clerk().fill('reason', '5月11日に電話で確かめた')
  await clerk().command()
  expect(await clerk().text()).toContain('足りない')
  await clerk().picture('payer-short')
  await open('tax-individual/payers?year=2026&filter=holding')
  expect(await clerk().text()).toContain('賦課が待つ 1者')
  await clerk().picture('payers-holding')
  await open('tax-individual/payers?year=2026')
  await clerk().picture('payers')
  expect(clerk().problems).toEqual([])
})

test('a file with a faulty line is refused by line and column; put right, one report is linked and one waits for the officer, who links it', async () => {
  const person = await towns.a.tx(async (tx) => (await tx.db.client.query<{ name: string; kana: string; born: string; address: string }>(`
    select h.name, h.kana, h.birth_date::text as born, h.address from resident.pub_person_history h where h.tenant_id = 1 and h.recorded_to is null and h.valid_to is null and h.is_resident and h.birth_date < '1990-01-01' and h.valid_from < '2025-01-01' order by h.person_id desc offset 5 limit 1`)).rows[0]!)
  const head = '資料番号,資料の種類,収入の年,指定番号,受付日,氏名,フリガナ,生年月日,住所,給与の収入,社会保険料'
  const row = (number: string, address: string, salary: string): string => `${number},給与支払報告書,2025,0000000001,2026-01-28,${person.name},${person.kana},${person.born},${address},${salary},120000`
  const file = (salary: string) => ({ name: 'returns.csv', mimeType: 'text/csv', buffer: Buffer.from([head, row('Z-1', person.address, '1200000'), row('Z-2', '遠浦県沖見市港町四丁目5番6号', salary)].join('\r\n')) })
  await open('tax-individual/returns?year=2026')
  await clerk().page.setInputFiles('input[name=file]', file('百万円'))
  await clerk().press('Control+Enter')
  await clerk().page.waitForSelector('#refusals')
  await clerk().picture('returns-refused')
  await clerk().page.setInputFiles('input[name=file]', file('1000000'))
  await clerk().command()
  await clerk().picture('returns-taken')
  expect(await clerk().text()).toContain('個人特定の残り 1件')
  await open('tax-individual/returns/open?year=2026')
  await clerk().picture('returns-open')
  await clerk().page.locator('main table a').first().click()
  await clerk().page.waitForURL(/returns\/row\//)
  await clerk().picture('returns-row')
  await clerk().page.locator('input[name=personId]').first().check()
  await clerk().command()
  await clerk().picture('returns-row-linked')
  expect(await clerk().text()).toContain('人に結びました')
  expect(clerk().problems).toEqual([])
})

test('two who claim the same child stand side by side, and the officer decides with the reason', async () => {
  const claim = await towns.a.tx(async (tx) => (await tx.db.client.query<{ claimed: string; born: string; other: string }>(`
    select r.claim ->> 'personId' as claimed, r.claim ->> 'birthOn' as born, (select o.person_id from tax_individual.income_statement o where o.tenant_id = 1 and o.income_year = 2025 and o.kind = 'income-tax-return' and o.person_id <> s.person_id limit 1) as other
    from tax_individual.income_statement s cross join lateral jsonb_array_elements(s.detail -> 'relatives') as r(claim) where s.tenant_id = 1 and s.income_year = 2025 and s.kind = 'salary-report' order by s.person_id desc limit 1`)).rows[0]!)
  valueOf(await towns.a.run(acceptIncomeStatement, { statementId: null, expectedVersion: null, personId: claim.other, incomeYear: 2025, kind: 'income-tax-return', payer: null, receivedOn: '2026-03-20', salaryRevenue: 4_000_000, relatives: [{ personId: claim.claimed, birthOn: claim.born, income: 0 }] }))
  await open('tax-individual/dependants?year=2026')
  await clerk().command()
  await clerk().picture('claims')
  expect(await clerk().text()).toContain('重複 1人')
  await clerk().page.locator('input[name=keeperId]').first().check()
  await clerk().page.fill('[name=reason]', '同居し、生計を一にしている')
  await clerk().arrives(/done=/, async () => { await clerk().page.getByRole('button', { name: 'この人の扶養とする' }).click() })
  await clerk().picture('claims-decided')
  expect(await clerk().text()).toContain('だれの扶養か決めました')
  await open(`tax-individual/statements/${claim.other}?year=2026`)
  await clerk().picture('statements-merged')
  expect(clerk().problems).toEqual([])
})

test('a paper return is keyed beside its picture by two; where they differ the fields stand side by side', async () => {
  const personId = await towns.a.tx(async (tx) => (await tx.db.client.query<{ id: string }>(`
    select h.person_id as id from resident.pub_person_history h where h.tenant_id = 1 and h.recorded_to is null and h.valid_to is null and h.is_resident and h.birth_date < '1990-01-01' and h.valid_from < '2025-01-01' order by h.person_id desc offset 9 limit 1`)).rows[0]!.id)
  await open(`tax-individual/statements/${personId}?year=2026`)
  await clerk().page.setInputFiles('input[name=file]', { name: 'return.png', mimeType: 'image/png', buffer: drawScan({ shape: 'round', sideMm: 20, dpi: 400, seed: 3 }) })
  await clerk().arrives(/tax-individual\/entry\//, async () => { await clerk().page.getByRole('button', { name: '付ける', exact: true }).click() })
  const imageId = /entry\/([0-9a-f-]{36})/.exec(clerk().page.url())![1]!
  expect(await clerk().page.evaluate(() => (document.querySelector('img.paper') as HTMLImageElement).naturalWidth)).toBeGreaterThan(100)
  await clerk().page.check('input[name=kind][value=inhabitants-return]')
  await clerk().fill('otherIncome', '1,200,000')
  await clerk().picture('entry-first')
  await clerk().command()
  expect(await clerk().text()).toContain('一人目の入力が済みました')
  valueOf(await towns.a.run(keyReturnEntry, { imageId, kind: 'inhabitants-return', payer: null, receivedOn: '2026-05-12', otherIncome: 120_000 }, { actor: staffMember(towns.yakuba) }))
  await open(`tax-individual/entry/${imageId}`)
  await clerk().picture('entry-differs')
  expect(await clerk().text()).toContain('1,200,000円')
  expect(clerk().problems).toEqual([])
})

test('an estimate at the desk is reckoned from what is said, told what could not be read, and leaves nothing', async () => {
  await open('tax-individual/estimate')
  await clerk().fill('salaryRevenue', '5,000,000')
  await clerk().fill('socialInsurance', '70万')
  await clerk().arrives(/tax-individual\/estimate/, async () => { await clerk().press('Control+Enter') })
  expect(await clerk().text()).toContain('金額として読めません。0円で試算しました。')
  await clerk().fill('socialInsurance', '700000')
  await clerk().arrives(/tax-individual\/estimate/, async () => { await clerk().press('Control+Enter') })
  await clerk().picture('estimate')
  expect(await clerk().text()).toContain('年税額 245,500円')
  expect(clerk().problems).toEqual([])
})

/** Begins a run on the screen and does its pages; gives the address of its page. */
async function beginRun(batch: Batch, start: () => Promise<void>): Promise<string> {
  await clerk().arrives(/runs\/[a-z-]+\/[0-9a-f-]{36}/, start)
  const runId = /[0-9a-f-]{36}/.exec(clerk().page.url())![0]
  await workThrough(batch, runId)
  return `tax-individual/runs/${batch.name.split('.')[1]}/${runId}`
}

async function workThrough(batch: Batch, runId: string): Promise<void> {
  while ((await towns.a.tx((tx) => runPage(tx, batch, runId))) === 'more');
}

/** Puts another number of persons on the summary of the first payer of a list. */
async function correctSummary(list: string, by: number): Promise<void> {
  await open(list)
  await clerk().page.locator('main table a').first().click()
  await clerk().page.waitForURL(/tax-individual\/payer\//)
  await clerk().fill('persons', String(Number(await clerk().page.inputValue('[name=persons]')) + by))
  await clerk().fill('reason', '5月12日に電話で確かめた')
  await clerk().command()
}

/** Another officer types the total from the paper; then the pages of the posting. */
async function approve(batch: Batch, path: string): Promise<void> {
  const runId = path.split('/').at(-1)!
  const [total] = await towns.ask<{ total: string }>(`select totals ->> $2 as total from platform.batch_run where id = $1`, [runId, batch.approvalTotal])
  const head = await as('kuroda')
  await head.page.goto(clerk().page.url().replace(/\/tax-individual\/.*/, `/${path}`))
  await head.fill('total', total!.total)
  await head.command()
  expect(head.problems).toEqual([])
  await head.page.context().close()
  await workThrough(batch, runId)
}

const assessed: { person: string; party: string; held: string } = { person: '', party: '', held: '' }

test('a run is held up by the payer that is short; put right, one far from last year is held, and the rest is approved by another officer', async () => {
  const [held] = await towns.ask<{ id: string }>(`select s.person_id as id from tax_individual.income_statement s where s.tenant_id = 1 and s.income_year = 2025 and s.recorded_to is null and s.salary_revenue between 3000000 and 6000000 and not s.special_collection
    and exists (select from resident.pub_person_history h where h.tenant_id = 1 and h.person_id = s.person_id and h.recorded_to is null and h.valid_to is null and h.is_resident and h.valid_from < '2024-01-01') order by s.person_id limit 1`)
  assessed.held = held!.id
  valueOf(await towns.a.run(acceptIncomeStatement, { statementId: null, expectedVersion: null, personId: held!.id, incomeYear: 2024, kind: 'income-tax-return', payer: null, receivedOn: '2025-03-10', otherIncome: 30_000_000 }))
  valueOf(await towns.a.run(decideAmount, { personId: held!.id, fiscalYear: 2025, expectedDecisionNo: 0, reason: '前年度の決定' }))
  const start = async (): Promise<void> => {
    await open('tax-individual/runs/annual-assessment')
    await clerk().fill('fiscalYear', '2026')
    await clerk().press('Control+Enter')
  }
  await correctSummary('tax-individual/payers?year=2026', 3)
  const blocked = await beginRun(annualAssessment as Batch, start)
  await open(blocked)
  expect(await clerk().text()).toContain('1者がそろっていません')
  await clerk().picture('run-blocked')
  await towns.ask(`update platform.batch_run set state = 'cancelled' where id = $1`, [blocked.split('/').at(-1)])
  await correctSummary('tax-individual/payers?year=2026&filter=holding', -3)

  const run = await beginRun(annualAssessment as Batch, start)
  await open(run)
  await clerk().picture('run-checked')
  await open(`tax-individual/outliers/${run.split('/').at(-1)}`)
  await clerk().page.locator('details summary').first().click()
  await clerk().page.locator('details[open] [name=reason]').fill('前年は土地を売った年か、本人に確かめる')
  await clerk().arrives(/done=/, async () => { await clerk().page.getByRole('button', { name: 'この人の決定を保留する' }).first().click() })
  expect(await clerk().text()).toContain('決定を保留しました')
  await clerk().picture('outliers-held')
  await approve(annualAssessment as Batch, run)
  await open(run)
  expect(await clerk().text()).toContain('収納へ載せました')
  expect((await towns.ask('select 1 from tax_individual.decision where tenant_id = 1 and fiscal_year = 2026 and person_id = $1', [assessed.held])).length).toBe(0)
  expect(clerk().problems).toEqual([])
}, 120_000)

test('the notices of the year are gathered, approved and drawn, and employers have their lists', async () => {
  await open('tax-individual/notices?year=2026')
  await clerk().picture('notices')
  const run = await beginRun(noticePackage as Batch, async () => {
    await clerk().fill('trial', '3')
    await clerk().press('Control+Enter')
  })
  await open(run)
  await clerk().picture('notices-gathered')
  await approve(noticePackage as Batch, run)
  await open(`tax-individual/notices/${run.split('/').at(-1)}`)
  await clerk().picture('notices-printed')
  const link = await clerk().page.locator('a[href*="/pictures/notice-part/"]').first().getAttribute('href')
  const file = await clerk().page.request.get(new URL(link!, clerk().page.url()).href)
  expect([file.status(), file.headers()['content-type']]).toEqual([200, 'application/pdf'])
  await open('tax-individual/collectors?year=2026')
  await clerk().picture('collectors')
  await clerk().page.locator('main table a').last().click()
  await clerk().page.waitForURL(/tax-individual\/collector\//)
  await clerk().command()
  expect(await clerk().text()).toContain('通知書を出しました')
  await clerk().picture('collector')
  expect(clerk().problems).toEqual([])
}, 120_000)

test('corrected in October, what is left of the year is split anew, and what was paid too much is there to be paid back', async () => {
  const [one] = await towns.ask<{ person: string; party: string; statement: string }>(`select d.person_id as person, d.party_id as party, s.statement_id as statement from tax_individual.decision d
    join tax_individual.income_statement s on s.tenant_id = 1 and s.income_year = 2025 and s.person_id = d.person_id and s.recorded_to is null and s.kind = 'salary-report'
    where d.tenant_id = 1 and d.fiscal_year = 2026 and d.method = 'ordinary' and d.annual_tax > 80000 order by d.person_id limit 1`)
  const paid = await towns.a.tx(async (tx) => (await listBalancesOfParty(tx, one!.party)).filter((charge) => charge.instalment <= 2))
  for (const charge of paid) valueOf(await towns.a.run(acceptPayment, { partyId: one!.party, amount: charge.balance, paidOn: '2026-05-12', named: [charge.chargeId], onlyNamed: true, expectedOwed: null }))
  towns.clock.set('2026-10-05T01:00:00Z')
  valueOf(await towns.a.run(acceptIncomeStatement, { statementId: one!.statement, expectedVersion: 1, personId: one!.person, incomeYear: 2025, kind: 'salary-report', payer: '訂正した支払者', receivedOn: '2026-10-02', salaryRevenue: 1_300_000 }))
  const head = await as('kuroda')
  await head.page.goto(clerk().page.url().replace(/\/tax-individual\/.*/, `/tax-individual/person/${one!.person}?year=2026&decision=0`))
  await head.fill('reason', '給与支払報告書の訂正')
  await head.command()
  await head.picture('corrected-october')
  expect(await head.text()).toContain('税額を決めました')
  await head.page.goto(clerk().page.url().replace(/\/tax-individual\/.*/, `/collection/account/${one!.party}`))
  expect(await head.text()).toContain('過誤納')
  await head.picture('corrected-account')
  expect(head.problems).toEqual([])
}, 120_000)
