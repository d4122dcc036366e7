import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { enterSampleStaff, samplePassword } from '../../src/access/index.ts'
import { startWeb, type WebServer } from '../../src/app/server.ts'
import { findIssued } from '../../src/platform/document/index.ts'
import { readPages } from '../../src/platform/document/typeset/read-back.ts'
import { startWorker, type Worker } from '../../src/platform/job/worker.ts'
import { makeLog } from '../../src/platform/log/index.ts'
import { decodeSymbols, renderPage } from '../support/page-image.ts'
import { fillBoth } from '../support/sample.ts'
import { useTowns } from '../support/town.ts'
import { Clerk, openBrowser, signIn } from './clerk.ts'

/**
 * One town's year in miniature, in a real browser and by keyboard: a family moves in, the copy of its record is issued, the
 * year's tax is assessed and explained, a slip is printed, and the store's file pays it.
 */
const towns = useTowns(import.meta.url, { now: '2026-06-10T01:00:00Z' })
const log = makeLog('silent')
const running: { web?: WebServer; worker?: Worker; browser?: Browser } = {}

beforeAll(async () => {
  await fillBoth(towns, 300)
  for (const town of [towns.a, towns.b]) await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
  running.web = await startWeb(towns.yakuba, { port: 0, host: '127.0.0.1', log })
  running.worker = await startWorker({ queueUrl: towns.urls.jobs, runner: towns.yakuba.runner, registry: towns.yakuba.registry, log, listTenants: async () => [1, 2], findTenant: towns.yakuba.findTenant })
  running.browser = await openBrowser()
}, 180_000)

afterAll(async () => {
  await running.browser?.close()
  await running.worker?.stop()
  await running.web?.close()
})

async function as(loginId: string): Promise<Clerk> {
  if (!running.browser || !running.web) throw new Error('the town is open')
  return await signIn(running.browser, running.web.url, { town: towns.a.code, loginId, password: samplePassword })
}

/** The page on which everybody begins. */
async function picturesOfEntrance(): Promise<void> {
  const context = await running.browser!.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ja-JP' })
  const entrance = new Clerk(await context.newPage())
  await entrance.open(running.web?.url ?? '')
  await entrance.picture('signin')
  expect(entrance.problems).toEqual([])
  await context.close()
}

const url = (path: string): string => `${running.web?.url}${towns.a.code}/${path}`

async function paperOf(clerk: Clerk): Promise<Uint8Array> {
  const href = await clerk.page.locator('a[href*="/documents/"]').first().getAttribute('href')
  const id = href?.split('/').at(-1) ?? ''
  const found = await towns.a.tx((tx) => findIssued(tx, id))
  if (!found) throw new Error('the paper is stored')
  return found.pdf
}

const family = [
  ['堀内　拓真', 'ホリウチ　タクマ', 'H2.3.8', 'male', 'head'], ['堀内　彩香', 'ホリウチ　アヤカ', 'H4.10.21', 'female', 'wife'],
  ['堀内　湊斗', 'ホリウチ　ミナト', 'R1.8.3', 'male', 'child'], ['堀内　紬', 'ホリウチ　ツムギ', 'R6.5.20', 'female', 'child'],
] as const
const found: { personId?: string; payer?: { personId: string; partyId: string } } = {}

test('a family of four moves in: entered by keyboard, sent to review, recorded by another officer', async () => {
  const block = await towns.a.tx(async (tx) => (await tx.db.client.query<{ block: string }>(`select town as block from resident.town_block where numbering = 'lot' order by town limit 1`)).rows[0]?.block ?? '')
  await picturesOfEntrance()
  const clerk = await as('miura')
  await clerk.picture('home')
  await clerk.open(url('resident/moving-in'))
  await clerk.fill('movedOn', 'R8.6.7')
  await clerk.choose('evidence', 'moving-out-certificate')
  await clerk.fill('from.address', '花筏県北浜市東雲町二丁目5番10号')
  await clerk.fill('address.block', block)
  await clerk.fill('address.number', '12番地')
  for (const [index, [name, kana, birth, sex, relationship]] of family.entries()) {
    await clerk.fill(`persons.${index}.name`, name)
    await clerk.fill(`persons.${index}.kana`, kana)
    await clerk.fill(`persons.${index}.birth`, birth)
    await clerk.choose(`persons.${index}.sex`, sex)
    await clerk.choose(`persons.${index}.relationship`, relationship)
    if (index > 0) continue
    await clerk.fill('persons.0.registeredDomicile', '花筏県北浜市東雲町二丁目5番')
    await clerk.fill('persons.0.familyRegisterHead', name)
  }
  await clerk.press('Tab')
  await expect.poll(() => clerk.text(), { timeout: 30_000 }).toContain('住民税は令和9年度から').catch(async (error: unknown) => { await clerk.picture('moving-in-refused'); throw error })
  await clerk.picture('moving-in')
  await clerk.command()
  expect(await clerk.text()).toContain('審査へ回しました')
  expect(clerk.problems).toEqual([])

  const chief = await as('okamoto')
  await chief.open(url('resident/reviews'))
  await chief.page.locator('main table a').last().focus()
  await chief.arrives(/resident\/notification\//, async () => { await chief.press('Enter') })
  await chief.picture('review')
  await chief.command()
  expect(await chief.text()).toContain('記録しました')
  expect(chief.problems).toEqual([])
}, 180_000)

test('the family is found by name, and the copy of its record is issued within twelve keys', async () => {
  const clerk = await as('miura')
  await clerk.press('F2')
  await clerk.type('堀内拓真')
  await clerk.arrives(/resident\/search/, async () => { await clerk.press('Enter') })
  await clerk.picture('search')
  const href = await clerk.page.locator('main table a[href*="/resident/record/"]').first().getAttribute('href')
  found.personId = href?.split('/').at(-1)?.split('?')[0]
  await clerk.open(url(`resident/record/${found.personId}`))
  await clerk.picture('resident')
  clerk.keys = 0
  await clerk.arrives(/certificates\/issue\//, async () => { await clerk.press('Alt+2') })
  await clerk.picture('certificate')
  await clerk.command()
  expect(clerk.keys).toBeLessThanOrEqual(12)
  expect(await clerk.text()).toContain('発行しました')
  const text = (await readPages(await paperOf(clerk))).map((page) => page.text.replaceAll('\n', '')).join('')
  for (const [name] of family) expect(text).toContain(name)
  expect(clerk.problems).toEqual([])
}, 120_000)

test('the year\'s tax is assessed, approved by a second person who types the total, and charged', async () => {
  const officer = await as('nishino')
  await officer.open(url('tax-individual/runs/annual-assessment'))
  await officer.fill('fiscalYear', '2026')
  await officer.arrives(/annual-assessment\/[0-9a-f-]{36}/, async () => { await officer.press('Control+Enter') })
  const run = officer.page.url().split('?')[0] ?? ''
  await untilText(officer, run, '決裁を待っています')
  await officer.picture('batch')
  const total = await towns.a.tx(async (tx) => (await tx.db.client.query<{ total: string }>(`select totals ->> 'annual-tax' as total from platform.batch_run order by opened_at desc limit 1`)).rows[0]?.total ?? '')

  const head = await as('kuroda')
  await head.open(run)
  expect(await head.text()).not.toContain(Number(total).toLocaleString('en-US'))
  await head.fill('total', total)
  await head.command()
  await untilText(head, run, '済みました')
  expect([...officer.problems, ...head.problems]).toEqual([])
}, 180_000)

async function untilText(clerk: Clerk, page: string, words: string): Promise<void> {
  await expect.poll(async () => { await clerk.open(page); return await clerk.text() }, { timeout: 90_000, interval: 1000 }).toContain(words)
}

test('why this amount: every line of a person\'s tax opens with its article', async () => {
  found.payer = await towns.a.tx(async (tx) => (await tx.db.client.query<{ personId: string; partyId: string }>(`
    select p.resident_id as "personId", b.party_id as "partyId" from collection.pub_balance b join party.pub_party p on p.party_id = b.party_id
    where b.balance > 0 and b.instalment = 1 and b.due_on >= '2026-06-10' and b.balance < 300000 order by b.party_id limit 1`)).rows[0])
  const officer = await as('nishino')
  await officer.open(url(`tax-individual/person/${found.payer?.personId}`))
  await officer.picture('tax-worksheet')
  const text = await officer.text()
  for (const words of ['地方税法', '切捨て', '所得割', '均等割']) expect(text).toContain(words)
  expect(officer.problems).toEqual([])
}, 60_000)

test('a payment slip is printed, a scanner reads its bars, and the store\'s file pays it', async () => {
  const officer = await as('kuroda')
  await officer.open(url(`collection/account/${found.payer?.partyId}`))
  await officer.picture('collection')
  await officer.to('chargeId')
  await officer.press('Space')
  await officer.to('_act', 'slip')
  await officer.arrives(/done=/, async () => { await officer.press('Enter') })
  await officer.picture('slip')
  const bars = (await decodeSymbols(await renderPage(await paperOf(officer), 300))).find((symbol) => symbol.identifier === ']C1')
  const code = bars?.text ?? ''
  expect(code).toMatch(/^\d{44}$/)

  const amount = Number(code.slice(37, 43))
  const row = `02,20260610,1015,EAN${code},${code.slice(13, 19)},${code.slice(19, 30)},0,${amount},010,"試験マート",110001,20260625,20260611`
  await officer.open(url('collection/payment-files'))
  await officer.page.setInputFiles('input[name=file]', { name: 'payments.csv', mimeType: 'text/csv', buffer: Buffer.from(`${row}\r\n`) })
  await officer.command()
  await officer.picture('payment-file')
  const before = await balanceOf(found.payer?.partyId ?? '')
  await expect.poll(async () => await balanceOf(found.payer?.partyId ?? ''), { timeout: 60_000 }).toBeLessThanOrEqual(before)
  await expect.poll(async () => await paidOf(found.payer?.partyId ?? ''), { timeout: 60_000 }).toBe(amount)
  await officer.open(url(`collection/account/${found.payer?.partyId}`))
  await officer.picture('collection-paid')
  expect(officer.problems).toEqual([])
}, 180_000)

test('who did all this: the trail names each act with its officer and its moment', async () => {
  const admin = await as('admin')
  await admin.open(url('audit'))
  await admin.picture('audit')
  const text = await admin.text()
  for (const words of ['三浦', '岡本', '西野', '黒田']) expect(text).toContain(words)
  await admin.open(url('tenancy/parameters'))
  await admin.picture('parameters')
  expect(admin.problems).toEqual([])
}, 60_000)

async function balanceOf(partyId: string): Promise<number> {
  return await towns.a.tx(async (tx) => Number((await tx.db.client.query<{ n: string }>('select coalesce(sum(balance), 0) as n from collection.pub_balance where party_id = $1', [partyId])).rows[0]?.n))
}

async function paidOf(partyId: string): Promise<number> {
  return await towns.a.tx(async (tx) => Number((await tx.db.client.query<{ n: string }>('select coalesce(sum(charged - balance), 0) as n from collection.pub_balance where party_id = $1', [partyId])).rows[0]?.n))
}
