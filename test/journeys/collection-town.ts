import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import iconv from 'iconv-lite'
import type { Browser } from 'playwright-core'
import { afterAll, expect } from 'vitest'
import { enterSampleStaff, samplePassword } from '../../src/access/index.ts'
import { startWeb, type WebServer } from '../../src/app/server.ts'
import { raiseCharges } from '../../src/collection/index.ts'
import { fiscalYearOf, plainDate } from '../../src/kernel/plain-date.ts'
import { yen } from '../../src/kernel/yen.ts'
import { ensurePartiesForResidents } from '../../src/party/index.ts'
import { startWorker, type Worker } from '../../src/platform/job/worker.ts'
import { makeLog } from '../../src/platform/log/index.ts'
import { enterHousehold } from '../../src/resident/test-residents.ts'
import { fillBoth } from '../support/sample.ts'
import type { Towns } from '../support/town.ts'
import { openBrowser, signIn, signInAt, type Clerk } from './clerk.ts'

// A town with a few people who owe, its officers at their screens, and what stands outside it: a shop, a bank.

/** Somebody who owes, with what they owe by the day on which it is due. */
export interface Payer { readonly personId: string; readonly partyId: string; readonly name: string; readonly number: string; readonly charges: Readonly<Record<string, string>> }

/** The same levy for everybody: the tax on individuals, by its instalments. */
const levyCode = 'individual-inhabitants-tax'
const instalments: Readonly<Record<string, number>> = { '06-30': 1, '09-01': 2, '10-31': 3, '02-02': 4 }

export interface CollectionTown {
  /** Fills both towns, opens the screens of the first and lets its worker work. */
  begin(): Promise<void>
  /** Enters a resident with debts, as a takeover leaves them. */
  payer(name: string, kana: string, debts: Readonly<Record<string, number>>): Promise<Payer>
  /** The clock of the town goes on to a morning. */
  day(date: string): void
  /** A member of the sample staff at a screen of their own, signed in once a day. */
  as(loginId: string): Promise<Clerk>
  open(clerk: Clerk, path: string): Promise<void>
  /** What the accounts of the ledger hold: debits above zero, credits below. */
  accounts(): Promise<Readonly<Record<string, number>>>
}

/** A town of collection for a test file; everything that was started ends with it. */
export function useCollectionTown(towns: Towns): CollectionTown {
  const running: { web?: WebServer; worker?: Worker; browser?: Browser } = {}
  afterAll(async () => {
    await running.browser?.close()
    await running.worker?.stop()
    await running.web?.close()
  })
  const house = { number: 0 }
  const officers = new Map<string, { readonly clerk: Clerk; readonly day: string }>()
  return {
    async begin() {
      await fillBoth(towns, 60)
      for (const town of [towns.a, towns.b]) await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
      const log = makeLog('silent')
      running.web = await startWeb(towns.yakuba, { port: 0, host: '127.0.0.1', log })
      running.worker = await startWorker({ queueUrl: towns.urls.jobs, runner: towns.yakuba.runner, registry: towns.yakuba.registry, log, listTenants: async () => [1, 2], findTenant: towns.yakuba.findTenant })
      running.browser = await openBrowser()
    },
    async payer(name, kana, debts) {
      house.number += 1
      return await towns.a.tx(async (tx) => {
        const [block] = await tx.db.client.query<{ town: string; postal_code: string }>('select town, postal_code from resident.town_block where tenant_id = $1 order by town limit 1', [tx.tenant]).then(({ rows }) => rows)
        const address = { postalCode: block?.postal_code ?? null, townBlockId: null, town: block?.town ?? '', number: `${house.number}番地`, building: null, room: null }
        const { personIds: [personId = ''] } = await enterHousehold(tx, { town: address.town, number: address.number }, [{ name, kana, born: '1980-05-12', sex: 'male', relationship: 'head', address }])
        const partyId = (await ensurePartiesForResidents(tx, [personId])).get(personId) ?? ''
        const sourceId = randomUUID()
        const { chargeIds } = await raiseCharges(tx, Object.entries(debts).map(([due, amount]) => ({
          levyCode, sourceId, instalment: instalments[due.slice(5)] ?? 0, fiscalYear: fiscalYearOf(plainDate(due)), partyId, subjectId: null, noticeNo: null, dueOn: plainDate(due), amount: yen(amount),
        })))
        const { rows } = await tx.db.client.query<{ charge_id: string; due_on: string }>('select charge_id, due_on::text from collection.charge where tenant_id = $1 and charge_id = any($2)', [tx.tenant, chargeIds])
        const { rows: [party] } = await tx.db.client.query<{ number: string }>('select number from party.pub_party where tenant_id = $1 and party_id = $2', [tx.tenant, partyId])
        return { personId, partyId, name, number: party?.number ?? '', charges: Object.fromEntries(rows.map((row) => [row.due_on, row.charge_id])) }
      })
    },
    day(date) { towns.clock.set(`${date}T01:00:00Z`) },
    async as(loginId) {
      if (!running.browser || !running.web) throw new Error('the town is open')
      const [who, known, day] = [{ town: towns.a.code, loginId, password: samplePassword }, officers.get(loginId), towns.clock.now()]
      if (known?.day === day) return known.clerk
      const clerk = known?.clerk ?? await signIn(running.browser, running.web.url, who)
      // The next morning at the same screen: a new browser costs more than all that is done at it.
      if (known) await signInAt(clerk, running.web.url, who)
      officers.set(loginId, { clerk, day })
      return clerk
    },
    async open(clerk, path) { await clerk.open(`${running.web?.url}${towns.a.code}/${path}`) },
    async accounts() {
      const rows = await towns.ask<{ account: string; amount: string }>('select account, sum(amount) as amount from collection.posting where tenant_id = 1 group by account having sum(amount) <> 0 order by account')
      return Object.fromEntries(rows.map((row) => [row.account, Number(row.amount)]))
    },
  }
}

/** What moved between two looks at the accounts; what did not is left out. */
export function moved(before: Readonly<Record<string, number>>, after: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const accounts = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return Object.fromEntries(accounts.map((account) => [account, (after[account] ?? 0) - (before[account] ?? 0)]).filter(([, amount]) => amount !== 0))
}

/**
 * Goes by Tab alone to what is looked for. The keys go off eight at a time, since to wait for each would take longer than the page; those
 * that are still under way when the focus is there do nothing.
 */
async function tabTo(clerk: Clerk, selector: string, words: RegExp = /(?:)/): Promise<void> {
  // From the top of a page past the rail, by the link that stands there for it.
  if (await clerk.page.evaluate(() => document.activeElement === document.body)) for (const key of ['Tab', 'Enter']) await clerk.press(key)
  await clerk.page.evaluate(({ wanted, source }) => {
    const [state, stop] = [{ isThere: false }, new AbortController()]
    const look = (): void => { const at = document.activeElement; state.isThere = state.isThere || Boolean(at?.matches(wanted) && new RegExp(source).test(`${at.textContent?.trim() ?? ''} ${at.getAttribute('href') ?? ''}`)) }
    document.addEventListener('focusin', look, { signal: stop.signal })
    document.addEventListener('keydown', (event) => { if (event.key === 'Tab' && state.isThere) { event.preventDefault(); event.stopImmediatePropagation() } }, { capture: true, signal: stop.signal })
    Object.assign(window, { isThere: () => state.isThere, endTabs: () => { stop.abort() } })
  }, { wanted: selector, source: words.source })
  for (let rounds = 0; rounds < 25; rounds += 1) {
    await Promise.all(Array.from({ length: 8 }, async () => { await clerk.press('Tab') }))
    if (await clerk.page.evaluate(() => (window as unknown as { isThere(): boolean }).isThere())) return await clerk.page.evaluate(() => { (window as unknown as { endTabs(): void }).endTabs() })
  }
  throw new Error(`no way by keys to ${selector} ${words}`)
}

/** Goes by Tab alone to the button of these words. */
export async function reach(clerk: Clerk, words: RegExp): Promise<void> {
  await tabTo(clerk, 'button', words)
}

/** Goes by Tab alone to a field and types into it. */
export async function tabAndFill(clerk: Clerk, name: string, text: string): Promise<void> {
  await tabTo(clerk, `[name="${name}"]`)
  await clerk.press('Control+a')
  await clerk.type(text)
}

/**
 * Goes to a control by the two letters that F8 puts on it: to the next one after the focus, or from the top again. Links and folds open by
 * them and ticks are set; everything else has the focus then.
 */
async function byHint(clerk: Clerk, selector: string, words: RegExp = /(?:)/): Promise<void> {
  await clerk.press('F8')
  const code = await clerk.page.evaluate(({ wanted, source }) => {
    const name = (one: Element): string => `${one.textContent?.trim() ?? ''} ${one.getAttribute('href') ?? ''}`
    const fitting = [...document.querySelectorAll(wanted)].filter((one) => one.checkVisibility() && new RegExp(source).test(name(one)))
    const here = document.activeElement ?? document.body
    const chosen = fitting.find((one) => here !== document.body && here.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING) ?? fitting[0]
    if (!chosen) return null
    const box = chosen.getBoundingClientRect()
    const [left, top] = [Math.max(0, box.right + scrollX - 24), box.bottom + scrollY - 14]
    return [...document.querySelectorAll<HTMLElement>('.kh')].find((hint) => Math.abs(Number.parseFloat(hint.style.left) - left) < 0.1 && Math.abs(Number.parseFloat(hint.style.top) - top) < 0.1)?.textContent ?? null
  }, { wanted: selector, source: words.source })
  if (code === null) throw new Error(`no letters at ${selector} ${words}`)
  await clerk.type(code)
}

const fieldOf = (name: string, value?: string): string => `[name="${name}"]:not([type=hidden])${value === undefined ? '' : `[value="${value}"]`}`

export async function fill(clerk: Clerk, name: string, text: string): Promise<void> {
  await byHint(clerk, fieldOf(name))
  await clerk.press('Control+a')
  await clerk.type(text)
}

export async function choose(clerk: Clerk, name: string, value: string): Promise<void> {
  await byHint(clerk, `select${fieldOf(name)}, input:checked${fieldOf(name)}`)
  await clerk.choose(name, value)
}

/** Ticks one of several things. */
export async function tick(clerk: Clerk, name: string, value?: string): Promise<void> {
  await byHint(clerk, fieldOf(name, value))
}

/** Walks the bands of the page with F6 until the clerk stands in this one. */
export async function toBand(clerk: Clerk, band: 'facts' | 'decision' | 'main' | 'side'): Promise<void> {
  for (let steps = 0; steps < 6; steps += 1) {
    await clerk.press('F6')
    if (await clerk.page.evaluate((name) => document.activeElement?.closest(`[data-band=${name}]`) !== null && document.activeElement !== null, band)) return
  }
  throw new Error(`no band ${band}`)
}

/** Follows a link of these words, or with such an address. */
export async function follow(clerk: Clerk, words: RegExp, address: RegExp): Promise<void> {
  await clerk.arrives(address, async () => { await byHint(clerk, 'a', words) })
}

/** Presses a button of these words, which posts its form, and waits for the confirmation. */
export async function push(clerk: Clerk, words: RegExp): Promise<void> {
  await byHint(clerk, 'button', words)
  await clerk.arrives(/[?&]done=/, async () => { await clerk.press('Enter') })
}

/** Opens a fold of these words. */
export async function unfold(clerk: Clerk, words: RegExp): Promise<void> {
  await byHint(clerk, 'summary', words)
}

/** The bytes behind a link. */
export async function downloaded(clerk: Clerk, words: RegExp): Promise<Buffer> {
  const [download] = await Promise.all([clerk.page.waitForEvent('download'), byHint(clerk, 'a', words)])
  return readFileSync(await download.path())
}

/** Opens somebody's account. */
export async function openAccount(town: CollectionTown, clerk: Clerk, payer: Payer): Promise<void> {
  await town.open(clerk, `collection/account/${payer.partyId}`)
}

/** Opens somebody's account with the number that stands on every letter. */
export async function findAccount(town: CollectionTown, clerk: Clerk, payer: Payer): Promise<void> {
  await town.open(clerk, 'collection')
  await fill(clerk, 'number', payer.number)
  await clerk.arrives(/collection\/find/, async () => { await clerk.press('Enter') })
  await clerk.arrives(/collection\/account\//, async () => { await clerk.press('Enter') })
}

/** A page that changes by itself, looked at until it says so. */
export async function untilText(clerk: Clerk, words: string): Promise<void> {
  await expect.poll(async () => { await clerk.page.reload(); return await clerk.text() }, { timeout: 90_000, interval: 1000 }).toContain(words)
}

/** Opens the books of a day and gives what stands in the last column, account by account. */
export async function daySheet(town: CollectionTown, clerk: Clerk, day: string): Promise<Readonly<Record<string, string>>> {
  await town.open(clerk, `collection/day-sheet?from=${day}&to=${day}`)
  return await clerk.page.evaluate(() => {
    const rows = [...document.querySelector('table')?.querySelectorAll('tbody tr') ?? []]
    return Object.fromEntries(rows.map((row) => [row.querySelector('th')?.innerText ?? '', [...row.querySelectorAll('td')].at(-1)?.innerText ?? '']))
  })
}

// ---- What stands outside -------------------------------------------------------------------------------------------

/** The shop's report of a paid slip: the 44 digits under its bars, as the collection agent hands it on. */
export function shopFile(code: string, { paidOn, fundsOn }: { paidOn: string; fundsOn: string }): Buffer {
  const day = (date: string): string => date.replaceAll('-', '')
  return Buffer.from(`02,${day(paidOn)},1015,EAN${code},${code.slice(13, 19)},${code.slice(19, 30)},0,${Number(code.slice(37, 43))},010,"試験マート",110001,${day(fundsOn)},${day(paidOn)}\r\n`)
}

/** A debit as a bank knows it: the account of its customer, what it was asked for, and what became of it. */
export interface BankLine { readonly bank: string; readonly branch: string; readonly number: string; readonly holder: string; readonly yen: number; readonly newCode: '0' | '1' | '2'; readonly customer: string; readonly result: '0' | '1' }

const digits = (value: number | string, length: number): string => String(value).padStart(length, '0')
const blanks = (length: number): string => ' '.repeat(length)

/**
 * A file of direct debits, written down place by place after the layout of the banks (全銀協, kind 91): 120 bytes a record, one byte a letter.
 * `isAnswered` puts the sums of the results into the trailer, as a bank does.
 */
export function bankFile(mmdd: string, lines: readonly BankLine[], { isAnswered }: { isAnswered: boolean }): Buffer {
  const sums = (chosen: readonly BankLine[]): string => `${digits(chosen.length, 6)}${digits(chosen.reduce((sum, line) => sum + line.yen, 0), 12)}`
  const results = isAnswered ? `${sums(lines.filter((line) => line.result === '0'))}${sums(lines.filter((line) => line.result !== '0'))}` : digits(0, 36)
  const records = [
    `1910${'0000000001'}${'ﾚﾝｼﾕｳ'.padEnd(40)}${mmdd}9999${'ﾚﾝｼﾕｳｷﾞﾝｺｳ'.padEnd(15)}001${'ﾎﾝﾃﾝ'.padEnd(15)}10000001${blanks(17)}`,
    ...lines.map((line) => `2${line.bank}${blanks(15)}${line.branch}${blanks(15)}${blanks(4)}1${digits(line.number, 7)}${line.holder.padEnd(30)}${digits(line.yen, 10)}${line.newCode}${line.customer}${line.result}${blanks(8)}`),
    `8${sums(lines)}${results}${blanks(65)}`,
    `9${blanks(119)}`,
  ]
  for (const record of records) expect(record).toHaveLength(120)
  return iconv.encode(records.join(isAnswered ? '\r\n' : ''), 'Shift_JIS')
}

/** The numbers under which a request asks for its debits, as they stand in bytes 92 to 111 of each. */
export function customersOf(request: Buffer): readonly string[] {
  const records = request.toString('latin1').match(/[^]{120}/g) ?? []
  return records.filter((record) => record.startsWith('2')).map((record) => record.slice(91, 111))
}

/** One credit on the town's account, as the bank's statement lists it. */
export function statementOf(town: string, credit: { readonly reference: number; readonly on: string; readonly yen: number; readonly from: string }): Buffer {
  const day = credit.on.replaceAll('-', '')
  return Buffer.from([`H,statement-csv1,0001,${town},${day},1`, `D,${credit.reference},${day},${credit.yen},${credit.from},ﾌﾘｶｴ`, `T,1,${credit.yen}`, ''].join('\r\n'))
}
