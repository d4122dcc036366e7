import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { enterSampleStaff, samplePassword } from '../../src/access/index.ts'
import { startWeb, type WebServer } from '../../src/app/server.ts'
import { makeLog } from '../../src/platform/log/index.ts'
import { fillBoth } from '../support/sample.ts'
import { receivePortalFile } from '../../src/resident/one-stop/portal.ts'
import { useTowns, valueOf } from '../support/town.ts'
import { Clerk, openBrowser, signIn } from './clerk.ts'

/**
 * A fast clerk on a slow line: the answers of the dry runs come late, some much later than others, while the clerk types on.
 * No key is lost, no field loses the focus, and what stands on the screen in the end answers what was typed in the end.
 */
const towns = useTowns(import.meta.url, { now: '2026-06-10T01:00:00Z' })
const running: { web?: WebServer; browser?: Browser; signedIn?: Clerk } = {}

beforeAll(async () => {
  await fillBoth(towns, 60)
  for (const town of [towns.a, towns.b]) await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
  running.web = await startWeb(towns.yakuba, { port: 0, host: '127.0.0.1', log: makeLog('silent') })
  running.browser = await openBrowser()
}, 180_000)

afterAll(async () => {
  await running.browser?.close()
  await running.web?.close()
})

const filing = (town: { readonly code: string }): string => `${running.web?.url}${town.code}/resident/moving-in`

/** The same clerk, signed in once, at a new filing in a new tab. */
async function atTheFiling(): Promise<Clerk> {
  if (!running.browser || !running.web) throw new Error('the town is open')
  running.signedIn ??= await signIn(running.browser, running.web.url, { town: towns.a.code, loginId: 'miura', password: samplePassword })
  const clerk = new Clerk(await running.signedIn.page.context().newPage())
  await clerk.open(filing(towns.a))
  return clerk
}

/** Answers to dry runs come this many milliseconds late, one after the other. */
async function slowLine(clerk: Clerk, delays: readonly number[]): Promise<void> {
  let count = 0
  await clerk.page.route('**/resident/moving-in', async (route) => {
    if (route.request().method() !== 'POST') return await route.continue()
    const delay = delays[count++ % delays.length] ?? 0
    const answer = await route.fetch().catch(() => null)
    await new Promise((resolve) => { setTimeout(resolve, delay) })
    // A request that was given up meanwhile wants no answer any more.
    await (answer ? route.fulfill({ response: answer }) : route.abort()).catch(() => undefined)
  })
}

const people = [['堀内　拓真', 'ホリウチ　タクマ', 'H2.3.8'], ['堀内　彩香', 'ホリウチ　アヤカ', 'H4.10.21']] as const

const focused = async (clerk: Clerk): Promise<string> => await clerk.page.evaluate(() => (document.activeElement as HTMLInputElement | null)?.name ?? '')

test('an answer that comes before the first key of the next field leaves the clerk in that field', async () => {
  const clerk = await atTheFiling()
  for (const [row, [name, kana]] of people.entries()) {
    await clerk.fill(`persons.${row}.name`, name)
    await Promise.all([clerk.page.waitForResponse((response) => response.request().method() === 'POST'), clerk.press('Enter')])
    await expect.poll(() => clerk.page.getAttribute(`[name="persons.${row}.name"]`, 'value'), { timeout: 10_000 }).toBe(name)
    expect(await focused(clerk)).toBe(`persons.${row}.kana`)
    await clerk.type(kana)
    expect(await clerk.page.inputValue(`[name="persons.${row}.kana"]`)).toBe(kana)
  }
}, 120_000)

test.each([
  ['each later than the one before', [50, 200, 400, 700]],
  ['the early ones last', [900, 500, 150, 0]],
  ['at once', [0]],
  ['without order', [300, 0, 650, 20, 120, 800, 60]],
])('answers that come %s lose no key, and the last word of the server is about what was typed last', async (_order, delays) => {
  const clerk = await atTheFiling()
  await slowLine(clerk, delays)
  for (const [row, person] of people.entries()) {
    await clerk.to(`persons.${row}.name`)
    for (const [column, text] of person.entries()) {
      expect(await focused(clerk)).toBe(`persons.${row}.${['name', 'kana', 'birth'][column]}`)
      await clerk.page.keyboard.type(text, { delay: 25 })
      await clerk.press('Enter')
    }
  }
  for (const [row, person] of people.entries()) {
    for (const [column, text] of person.entries()) expect(await clerk.page.inputValue(`[name="persons.${row}.${['name', 'kana', 'birth'][column]}"]`)).toBe(text)
  }
  await expect.poll(() => clerk.page.getAttribute('[name="persons.1.birth"]', 'value'), { timeout: 20_000 }).toBe('H4.10.21')
  const births = people.map((_person, row) => clerk.page.locator(`[name="persons.${row}.birth"]`))
  for (const birth of births) expect(await birth.getAttribute('aria-invalid')).toBeNull()
  expect(clerk.problems).toEqual([])
}, 120_000)

test('a form that comes filled says what it changes before the first key', async () => {
  const person = { name: '堀内　拓真', kana: 'ホリウチ　タクマ', birth: '1990-03-08', sex: 'male', isApplicant: true, relationship: null, individualNumber: null }
  const content = {
    type: 'application', movedOn: '2026-06-08', visitOn: null, applicant: { name: person.name, birth: person.birth, signingCertificate: { state: 'valid', validUntil: '2029-07-21' }, contact: null },
    from: { kind: 'domestic', municipalityCode: '992038', address: '汐音県北浜市東雲町二丁目5番10号' }, to: { kind: 'domestic', municipalityCode: '992011', address: '汐音県汐見市港本町一丁目7番8号' }, persons: [person],
  }
  const line = { format: 'yakuba-one-stop-1', messageId: randomUUID(), applicationId: 'P-1', sequence: 1, kind: 'moving-in', to: '992011', appliedAt: '2026-06-08T03:00:00Z', content }
  const { items: [item] } = valueOf(await towns.a.run(receivePortalFile, { fileBase64: Buffer.from(JSON.stringify(line)).toString('base64') }))
  const clerk = await atTheFiling()
  await clerk.open(`${filing(towns.a)}?oneStop=${item!.itemId}`)
  expect(await clerk.page.inputValue('[name="movedOn"]')).toBe('R8.6.8')
  await expect.poll(() => clerk.page.locator('#refusals').count(), { timeout: 20_000 }).toBe(1)
  expect(await focused(clerk)).toBe('movedOn')
}, 60_000)

test('the reading of a converted name goes into its kana field, until somebody changes it by hand', async () => {
  const clerk = await atTheFiling()
  const kana = async (row: number): Promise<string> => await clerk.page.inputValue(`[name="persons.${row}.kana"]`)
  await clerk.to('persons.0.name')
  await clerk.compose('堀内　拓真', 'ホリウチ　タクマ')
  expect(await clerk.page.inputValue('[name="persons.0.name"]')).toBe('堀内　拓真')
  expect(await kana(0)).toBe('ホリウチ　タクマ')
  // A name that is taken out takes its reading with it; the next one brings its own.
  await clerk.fill('persons.0.name', '')
  await clerk.press('Delete')
  expect(await kana(0)).toBe('')
  await clerk.compose('金　健', 'キン　ケン')
  expect(await kana(0)).toBe('キン　ケン')
  await clerk.fill('persons.0.kana', 'キム　ケン')
  await clerk.to('persons.1.name')
  await clerk.compose('金', 'キン')
  await clerk.fill('persons.0.name', '')
  await clerk.compose('金　健一', 'キン　ケンイチ')
  expect([await kana(0), await kana(1)]).toEqual(['キム　ケン', 'キン'])
}, 60_000)
