import { beforeAll, expect, test } from 'vitest'
import { watchPlans } from '../../src/collection/late/plan-jobs.ts'
import { useTowns } from '../support/town.ts'
import type { Clerk } from './clerk.ts'
import { bankFile, type BankLine, choose, customersOf, daySheet, downloaded, fill, findAccount, follow, moved, openAccount, type Payer, push, reach, shopFile, statementOf, tabAndFill, tick, toBand, unfold, untilText, useCollectionTown } from './collection-town.ts'

/**
 * Money that comes in at the counter, by debit, twice, late and by force: five tasks of the collection desk in a real
 * browser, by keyboard, each until the books say the yen that were expected.
 */
const towns = useTowns(import.meta.url, { now: '2026-06-10T01:00:00Z' })
const town = useCollectionTown(towns)
const people: Record<'counter' | 'twice' | 'short' | 'postal' | 'seized' | 'keeps' | 'breaks', Payer> = {} as never

beforeAll(async () => {
  await town.begin()
  people.counter = await town.payer('浜口　拓', 'ハマグチ　タク', { '2025-10-31': 60_000, '2026-02-02': 30_000 })
  people.twice = await town.payer('汐田　重子', 'シオタ　シゲコ', { '2026-06-30': 24_600 })
  people.short = await town.payer('佐崎　弘', 'ササキ　ヒロシ', { '2026-06-30': 20_200 })
  people.postal = await town.payer('守屋　栞', 'モリヤ　シオリ', { '2026-06-30': 30_300 })
  people.seized = await town.payer('沖津　剛', 'オキツ　ツヨシ', { '2025-06-30': 80_000, '2025-09-01': 50_000 })
  people.keeps = await town.payer('真砂　守', 'マサゴ　マモル', { '2025-10-31': 40_000 })
  people.breaks = await town.payer('荒川　延', 'アラカワ　ノブ', { '2025-10-31': 60_000 })
}, 180_000)

/** Clerks whose screens had nothing wrong. */
function expectNoProblems(...clerks: readonly Clerk[]): void {
  for (const clerk of clerks) expect(clerk.problems).toEqual([])
}

test('at the counter: found by name, told where the money goes, paid in two parts with the delinquency charge', async () => {
  const before = await town.accounts()
  const { personId, charges } = people.counter
  const clerk = await town.as('miura')
  await clerk.press('F2')
  await clerk.type('浜口拓')
  await clerk.arrives(/resident\/search/, async () => { await clerk.press('Enter') })
  await clerk.arrives(new RegExp(`resident/record/${personId}`), async () => { await clerk.press('Enter') })
  await follow(clerk, /collection\/person\//, /collection\/person\//)
  // 60,000 since 1 November 2025: 118 + 443 + 2,408 is 2,900 in hundreds; 30,000 since 3 February 2026: 64 + 747 is below 1,000.
  expect(await clerk.text()).toContain('92,900円')
  await tabAndFill(clerk, `order.${charges['2026-02-02']}`, '1')
  await tabAndFill(clerk, 'amount', '70000')
  await reach(clerk, /^確かめる/)
  await clerk.arrives(/collection\/person\//, async () => { await clerk.press('Enter') })
  expect(await clerk.text()).toContain('こう充てる')
  await clerk.command()
  for (const words of ['70,000円を受け取りました', '領収番号 R8-000001', '22,900円']) expect(await clerk.text()).toContain(words)
  await follow(clerk, /^この人の台帳へ戻る/, /collection\/account\//)
  // The last field of another form leads to its own button, never to the one that takes money.
  await clerk.to('usableUntil')
  await clerk.press('Enter')
  expect(await clerk.page.evaluate(() => document.activeElement?.textContent)).toBe('選んだ期の納付書を出す')
  await clerk.to('amount')
  await clerk.command()
  for (const words of ['22,900円を受け取りました', '残りは、いま納めるべき額 0円 です。']) expect(await clerk.text()).toContain(words)

  await town.open(clerk, 'collection/cash-day')
  for (const words of ['手元にあるはずの現金92,900円', 'R8-000002']) expect(await clerk.text()).toContain(words)
  expect(moved(before, await town.accounts())).toEqual({ cash: 92_900, 'late-revenue': -2_900, receivable: -90_000 })
  expect(await daySheet(town, clerk, '2026-06-10')).toMatchObject({ '現金・預金': '92,900', 合計: '0' })
  expectNoProblems(clerk)
}, 120_000)

test('paid twice, at the counter and with the slip at a shop: decided by two officers and sent back to the account', async () => {
  const before = await town.accounts()
  const { twice } = people
  const officer = await town.as('nishino')
  await openAccount(town, officer, twice)
  await tick(officer, 'chargeId', twice.charges['2026-06-30'])
  await push(officer, /^1枚にまとめて出す/)
  await follow(officer, /collection\/slips\//, /collection\/slips\//)
  const code = /\(91\)[\d-]+\s+[\d-]+/.exec(await officer.text())?.[0].replace(/\D/g, '') ?? ''
  expect(code).toHaveLength(44)

  const counter = await town.as('miura')
  await findAccount(town, counter, twice)
  await fill(counter, 'amount', '24600')
  await counter.command()
  expect(await counter.text()).toContain('24,600円を受け取りました')

  const chief = await town.as('kuroda')
  await town.open(chief, 'collection/payment-files')
  await chief.page.setInputFiles('input[name=file]', { name: 'payments.csv', mimeType: 'text/csv', buffer: shopFile(code, { paidOn: '2026-06-10', fundsOn: '2026-06-25' }) })
  await chief.command()
  await follow(chief, /^消込の進みを見る/, /payment-files\/[0-9a-f-]{36}/)
  await untilText(chief, '消込が済みました')

  await town.open(officer, 'collection')
  await follow(officer, /過誤納の処理/, /collection\/refunds/)
  expect(await officer.text()).toContain(twice.name)
  await push(officer, /^誤納として起案/)
  expect(await officer.text()).toContain('ほかの職員が決裁します')
  await town.open(chief, 'collection/refunds')
  await push(chief, /^決裁する/)

  await town.open(officer, 'collection/refunds')
  await follow(officer, /^登録する/, /\/bank$/)
  await register(officer, { purpose: 'refund', bankCode: '0123', branchCode: '045', number: '7654321', holder: 'シオタ　シゲコ' })
  expect(await officer.text()).toContain('ほかの職員が決裁します')
  await town.open(chief, `collection/account/${twice.partyId}/bank`)
  await push(chief, /^振込先として認める/)
  await town.open(officer, 'collection/refunds')
  await push(officer, /^通知書を出す/)

  await town.open(chief, 'collection/refunds')
  await fill(chief, 'transferOn', 'R8.6.17')
  await chief.command()
  const file = await downloaded(chief, /のファイル/)
  expect(file).toHaveLength(4 * 120)
  expect(file.subarray(120, 240).toString('latin1')).toMatch(/^20123 {15}045 {15}.{4}17654321/)
  expect(file.subarray(240, 259).toString('latin1')).toBe('8000001000000024600')

  expect(moved(before, await town.accounts())).toEqual({ 'funds-expected': 24_600, receivable: -24_600 })
  expect(await daySheet(town, chief, '2026-06-17')).toMatchObject({ 過誤納: '0', 還付未済: '0', 合計: '0' })
  await openAccount(town, chief, twice)
  expect(await chief.text()).not.toContain('過誤納 ')
  expectNoProblems(officer, counter, chief)
}, 120_000)

interface NewAccount { readonly purpose: 'debit' | 'refund'; readonly bankCode: string; readonly branchCode: string; readonly number: string; readonly holder: string }

/** Fills in the form of an account and registers it. */
async function register(clerk: Clerk, { purpose, ...account }: NewAccount): Promise<void> {
  await choose(clerk, 'purpose', purpose)
  for (const [name, value] of Object.entries(account)) await fill(clerk, name, value)
  await clerk.command()
  expect(await clerk.text()).toContain(account.number.slice(-3))
}

test('a month of direct debits: accounts, the request, a debit without funds, its letter and second try, the bank\'s money', async () => {
  const before = await town.accounts()
  const officer = await town.as('nishino')
  const accounts = [[people.short, '0123', '067', '2000002', 'ササキ　ヒロシ'], [people.postal, '9900', '12340', '30000031', 'モリヤ　シオリ']] as const
  for (const [payer, bankCode, branchCode, number, holder] of accounts) {
    await town.open(officer, `collection/account/${payer.partyId}/bank`)
    await register(officer, { purpose: 'debit', bankCode, branchCode, number, holder })
  }
  await push(officer, /^開始の通知書を出す/)

  town.day('2026-06-22')
  const chief = await town.as('kuroda')
  await askForDebits(chief, 'R8.6.30')
  const request = await downloaded(chief, /^依頼のファイル/)
  const customers = customersOf(request)
  const lines: readonly BankLine[] = [
    { bank: '0123', branch: '067', number: '2000002', holder: 'ｻｻｷ ﾋﾛｼ', yen: 20_200, newCode: '1', customer: customers[0] ?? '', result: '0' },
    { bank: '9900', branch: '234', number: '3000003', holder: 'ﾓﾘﾔ ｼｵﾘ', yen: 30_300, newCode: '1', customer: customers[1] ?? '', result: '0' },
  ]
  expect(request.equals(bankFile('0630', lines, { isAnswered: false }))).toBe(true)

  const asked = chief.page.url()
  town.day('2026-07-01')
  const july = await town.as('kuroda')
  await july.open(asked)
  await giveResult(july, bankFile('0630', lines.map((line) => (line.yen === 20_200 ? { ...line, result: '1' } : line)), { isAnswered: true }))
  expect(await july.text()).toContain('再振替か納付書')
  await july.picture('collection-debit')
  await push(july, /^通知書を出す/)
  await fill(july, 'debitOn', 'R8.7.15')
  await july.arrives(/collection\/debits\/[0-9a-f-]{36}/, async () => { await july.press('Control+Enter') })
  const again = await downloaded(july, /^依頼のファイル/)
  const second: BankLine = { ...lines[0]!, newCode: '0', customer: customersOf(again)[0] ?? '' }
  expect(again.equals(bankFile('0715', [second], { isAnswered: false }))).toBe(true)

  const askedAgain = july.page.url()
  town.day('2026-07-16')
  const later = await town.as('kuroda')
  await later.open(askedAgain)
  await giveResult(later, bankFile('0715', [second], { isAnswered: true }))
  expect(await later.text()).toContain('すべて振り替えられました')
  await settle(later, { reference: 11, on: '2026-06-30', yen: 30_300 })
  await settle(later, { reference: 12, on: '2026-07-15', yen: 20_200 })

  expect(moved(before, await town.accounts())).toEqual({ cash: 50_500, receivable: -50_500 })
  expect(await daySheet(town, later, '2026-07-15')).toMatchObject({ 合計: '0' })
  await openAccount(town, later, people.short)
  expect(await later.text()).toContain('口座振替')
  expect(await later.text()).toContain('いま納めるべき額0円')
  expectNoProblems(officer, chief, july, later)
}, 180_000)

/** Makes the request for a day and opens it. */
async function askForDebits(clerk: Clerk, day: string): Promise<void> {
  await town.open(clerk, 'collection/debits')
  await fill(clerk, 'debitOn', day)
  await clerk.arrives(/collection\/debits\/[0-9a-f-]{36}/, async () => { await clerk.press('Control+Enter') })
}

async function giveResult(clerk: Clerk, bytes: Buffer): Promise<void> {
  await clerk.page.setInputFiles('input[name=file]', { name: 'result.dat', mimeType: 'application/octet-stream', buffer: bytes })
  await clerk.command()
  expect(await clerk.text()).toContain('消込済み')
}

/** Takes in the statement with a credit of the bank and lays it on the day of the debits that fits. */
async function settle(clerk: Clerk, credit: { readonly reference: number; readonly on: string; readonly yen: number }): Promise<void> {
  await town.open(clerk, 'collection/settlements')
  await clerk.page.setInputFiles('input[name=file]', { name: 'statement.csv', mimeType: 'text/csv', buffer: statementOf(towns.a.code, { ...credit, from: 'ﾚﾝｼﾕｳｷﾞﾝｺｳ' }) })
  await clerk.command()
  expect(await clerk.text()).toContain('合う日があります')
  await push(clerk, /^突き合わせる/)
}

test('seizure and release: demanded by package, seized after ten days, collected, distributed by two officers, released', async () => {
  const before = await town.accounts()
  await demandEverybody('230000')

  town.day('2026-07-27')
  const officer = await town.as('nishino')
  await openAccount(town, officer, people.seized)
  await follow(officer, /^滞納処分/, /collection\/enforcement\//)
  await toBand(officer, 'decision')
  for (const due of ['2025-06-30', '2025-09-01']) {
    await tick(officer, 'chargeId', people.seized.charges[due])
  }
  await choose(officer, 'kind', 'deposit')
  await fill(officer, 'debtorName', '見本銀行　本店')
  await fill(officer, 'debtorAddress', '遠浦県沖見市一番町1番地')
  await fill(officer, 'items', '普通預金の払戻請求権')
  await push(officer, /^差し押さえる/)
  expect(await officer.text()).toContain('送達の記録なし')
  await push(officer, /^債権差押通知書/)
  await unfold(officer, /^送達/)
  await fill(officer, 'servedOn', 'R8.7.27')
  await push(officer, /^記録する/)
  await unfold(officer, /^取立て/)
  await fill(officer, 'amount', '150000')
  await push(officer, /^受け入れる/)
  await push(officer, /^配当を起案する/)
  await officer.picture('collection-distribution')

  const chief = await town.as('kuroda')
  await town.open(chief, 'collection/enforcement')
  await push(chief, /^決裁する/)
  // 80,000 since 1 July 2025: 163 + 2,917 + 4,148 is 7,200; 50,000 since 2 September 2025: 98 + 1,084 + 2,592 is 3,700; the demand cost 100; 9,000 are left.
  await town.open(officer, 'collection/enforcement')
  expect(await officer.text()).toContain('9,000')
  await push(officer, /^交付した/)
  await follow(chief, new RegExp(`enforcement/${people.seized.partyId}`), /collection\/enforcement\//)
  await unfold(chief, /^解除/)
  await choose(chief, 'ending', 'satisfied')
  await fill(chief, 'reason', '取立てにより完納')
  await push(chief, /^選んだ財産/)
  await push(chief, /^第三債務者へ/)

  expect(moved(before, await town.accounts())).toEqual({ cash: 141_000, 'late-revenue': -10_900, 'fee-revenue': -300, 'fee-receivable': 200, receivable: -130_000 })
  expect(await daySheet(town, chief, '2026-07-27')).toMatchObject({ 差押えで受け入れた金: '0', 配当未済: '0', 合計: '0' })
  await openAccount(town, officer, people.seized)
  expect(await officer.text()).toContain('滞納処分')
  expect(await officer.text()).toContain('いま納めるべき額0円')
  expectNoProblems(officer, chief)
}, 180_000)

/** Prints the demands of everybody who owes: gathered by one officer, approved by another who types the total from paper. */
async function demandEverybody(total: string): Promise<void> {
  const officer = await town.as('nishino')
  await town.open(officer, 'collection/arrears')
  await follow(officer, /^督促状を刷る/, /letters\/demand/)
  await officer.arrives(/runs\/demand-package\/[0-9a-f-]{36}/, async () => { await officer.press('Control+Enter') })
  await untilText(officer, '決裁を待っています')
  const chief = await town.as('kuroda')
  await chief.open(officer.page.url())
  await fill(chief, 'total', total)
  await chief.command()
  await untilText(chief, '済みました')
  await follow(chief, /^件数表とファイル/, /letter-package/)
  expect(await chief.text()).toContain('3通')
  expectNoProblems(officer, chief)
}

test('an instalment plan that is kept, and one that is not: agreed, decided by another officer, paid month by month, found in the night, ended with a letter', async () => {
  const before = await town.accounts()
  const officer = await town.as('nishino')
  await agree(officer, people.keeps, { monthly: '25000' })
  // 40,000 since 1 November 2025, 25,000 of it paid on 31 July: 78 + 295 + 2,114 + 115 is 2,600 in hundreds; the demand cost 100.
  for (const words of ['25,000', '17,700', 'R8.8.31']) expect(await officer.text()).toContain(words)
  expect(await officer.text()).toContain('ほかの職員が決裁します')
  await agree(officer, people.breaks, { monthly: '20000' })
  const chief = await town.as('kuroda')
  await town.open(chief, 'collection/arrears')
  expect(await chief.text()).toContain('決裁を待つ分納2件')
  for (const payer of [people.keeps, people.breaks]) {
    await openDebtor(chief, payer)
    await push(chief, /^分納を認める/)
  }
  await openDebtor(officer, people.keeps)
  await push(officer, /^納付書を出す/)

  town.day('2026-07-31')
  const july = await town.as('miura')
  await pay(july, people.keeps, '25000')
  await pay(july, people.breaks, '20000')
  town.day('2026-08-31')
  const august = await town.as('miura')
  await pay(august, people.keeps, '17700')

  town.day('2026-09-01')
  await towns.a.tx((tx) => watchPlans.run(tx, { after: null }))
  const autumn = await town.as('nishino')
  await openDebtor(autumn, people.keeps)
  expect(await autumn.text()).toContain('42,700円／42,700円　完納')
  await town.open(autumn, 'collection/arrears')
  await follow(autumn, new RegExp(people.breaks.name), /collection\/debtor\//)
  expect(await autumn.text()).toContain('R8.8.31の分から 20,000円 が不足')
  // States and sums are whole in the narrowest window that we work in.
  await autumn.page.setViewportSize({ width: 1280, height: 720 })
  expect(await autumn.page.evaluate(() => [...document.querySelectorAll('.facts .scroll-x')].filter((table) => table.scrollWidth > table.clientWidth).length)).toBe(0)
  await autumn.page.setViewportSize({ width: 1440, height: 900 })
  await autumn.picture('collection-debtor')
  await fill(autumn, 'reason', '連絡がないため')
  await push(autumn, /^打ち切り、通知を刷る/)
  expect(await autumn.text()).toContain('打切り')
  // 60,000 since 1 November 2025, 20,000 of it paid on 31 July: 118 + 443 + 3,171 + 319 is 4,000 in hundreds; the demand cost 100.
  expect(await autumn.text()).toContain('いま納めるべき額44,100円')

  expect(moved(before, await town.accounts())).toEqual({ cash: 62_700, 'late-revenue': -2_600, 'fee-receivable': -100, receivable: -60_000 })
  expect(await daySheet(town, autumn, '2026-08-31')).toMatchObject({ 合計: '0' })
  expect(await towns.ask('select 1 from collection.ledger where tenant_id = 2')).toEqual([])
  expectNoProblems(officer, chief, july, august, autumn)
}, 180_000)

async function openDebtor(clerk: Clerk, payer: Payer): Promise<void> {
  await openAccount(town, clerk, payer)
  await follow(clerk, /^滞納者の画面/, /collection\/debtor\//)
}

/** Agrees to a plan from the end of the month on, with the debt acknowledged. */
async function agree(clerk: Clerk, payer: Payer, { monthly }: { monthly: string }): Promise<void> {
  await openDebtor(clerk, payer)
  await tick(clerk, 'chargeId', payer.charges['2025-10-31'])
  await unfold(clerk, /^分納の約束を受ける/)
  await fill(clerk, 'monthly', monthly)
  await fill(clerk, 'firstOn', 'R8.7.31')
  await tick(clerk, 'isAcknowledged')
  await push(clerk, /^計画を作り、誓約書を刷る/)
}

async function pay(clerk: Clerk, payer: Payer, amount: string): Promise<void> {
  await openAccount(town, clerk, payer)
  await fill(clerk, 'amount', amount)
  await clerk.command()
  expect(await clerk.text()).toContain('を受け取りました')
}
