import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { makeTestWeb, type TestWeb } from '../../../test/support/web.ts'
import { enterSampleStaff } from '../../access/index.ts'
import { fiscalYear, plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import { registerOutsider } from '../../party/commands.ts'
import type { Command, Query } from '../../platform/command/define.ts'
import { withClient } from '../../platform/db/roles.ts'
import { approveProposal, proposeOrdinanceValue } from '../../tenancy/commands.ts'
import { listBalancesOfParty, raiseCharges } from '../charges.ts'
import { showSettlements } from '../channels/queries.ts'
import { loadBankStatement, settleFunds } from '../channels/settlement-commands.ts'
import { acceptPayment } from '../commands.ts'
import { declareLevies } from '../levies.ts'
import { showAccount } from '../queries.ts'
import { postDebitResults } from '../jobs.ts'
import { listTrialBalance } from '../store.ts'
import { endBankAccount, registerBankAccount } from './account-commands.ts'
import { cancelDebitRun, loadDebitResult, openDebitRun } from './commands.ts'
import { debitBanksOf } from './debits.ts'
import { debitFile, listDebitRuns, showBankAccounts, showDebitRun } from './queries.ts'

const towns = useTowns(import.meta.url, { now: '2026-05-10T01:00:00Z' })
const levyCode = 'bathing-tax'
const due = '2026-06-30'
let web: TestWeb

beforeAll(async () => {
  declareLevies([{ code: levyCode, number: '91', title: '入湯税', shortTitle: '入湯税', article: '701-2' }])
  for (const town of [towns.a, towns.b]) await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
  web = await makeTestWeb(towns)
})

async function payer(town: Town): Promise<string> {
  return valueOf(await town.run(registerOutsider, { name: '遠山　渚', kana: 'トオヤマ　ナギサ', postalCode: '9990001', address: '遠浦県沖見市灯台町一丁目2番3号', phone: null, validFrom: '2026-04-01', isSomebodyElse: true })).partyId
}

async function charge(town: Town, partyId: string, amount: number, dueOn = due): Promise<string> {
  return (await town.tx((tx) => raiseCharges(tx, [{ levyCode, sourceId: randomUUID(), instalment: 1, fiscalYear: fiscalYear(2026), partyId, subjectId: null, noticeNo: null, dueOn: plainDate(dueOn), amount: yen(amount) }]))).chargeIds[0]!
}

const account = { purpose: 'debit', levyCode: null, bankCode: '0123', branchCode: '045', symbol: null, accountType: '1', number: '7654321', holder: 'ヤマダ　タロウ', dueFrom: '2026-05-01', appliedOn: '2026-05-01', evidence: null } as const

async function debtor(town: Town, amount: number, more: { number?: string; dueOn?: string } = {}): Promise<{ partyId: string; chargeId: string; accountId: string }> {
  const partyId = await payer(town)
  const { accountId } = valueOf(await town.run(registerBankAccount, { ...account, partyId, number: more.number ?? account.number }))
  return { partyId, accountId, chargeId: await charge(town, partyId, amount, more.dueOn) }
}

async function open(town: Town, debitOn: string, retryOf: string | null = null): Promise<string> {
  return valueOf(await town.run(openDebitRun, { debitOn, bankCode: '9999', retryOf })).runId
}

/** The file as the bank gets it: records of 120 letters, one byte each. */
async function recordsOf(town: Town, runId: string): Promise<string[]> {
  const bytes = Buffer.from(valueOf(await town.ask(debitFile, { runId })).content, 'base64')
  expect(bytes.length % 120).toBe(0)
  return bytes.toString('latin1').match(/[^]{120}/g)!
}

/** A bank: puts a result into byte 112 of each debit, in their order, and reckons the four sums of the trailer. */
function answered(records: readonly string[], codes: readonly string[], spoil: (record: string, index: number) => string = (record) => record): string {
  const debits = records.slice(1, -2).map((record, index) => `${record.slice(0, 111)}${codes[index]}${record.slice(112)}`)
  const sums = (isPaid: boolean): string => {
    const chosen = debits.filter((record) => (record[111] === '0') === isPaid)
    return `${String(chosen.length).padStart(6, '0')}${String(chosen.reduce((sum, record) => sum + Number(record.slice(80, 90)), 0)).padStart(12, '0')}`
  }
  const trailer = `${records.at(-2)!.slice(0, 19)}${sums(true)}${sums(false)}${' '.repeat(65)}`
  return Buffer.from([records[0]!, ...debits, trailer, records.at(-1)!].map(spoil).join('\r\n'), 'latin1').toString('base64')
}

async function balance(town: Town, partyId: string) {
  return (await town.tx((tx) => listBalancesOfParty(tx, partyId)))[0]!
}

describe('accounts', () => {
  it('the holder becomes the letters of banks; what has none is refused with its place', async () => {
    const partyId = await payer(towns.a)
    expect(valueOf(await towns.a.run(registerBankAccount, { ...account, partyId })).holderKana).toBe('ﾔﾏﾀﾞ ﾀﾛｳ')
    const refusals = await towns.a.run(registerBankAccount, { ...account, partyId, holder: 'ヤマ田タロウ' })
    expect(refusals).toMatchObject({ ok: false, refusals: [{ code: 'collection.holder-letters', field: '/holder', message: '口座名義の 3文字目が、銀行のファイルで使えない文字です。' }] })
    expect(codesOf(await towns.a.run(registerBankAccount, { ...account, partyId, holder: 'ガ'.repeat(16) }))).toEqual(['collection.holder-too-long'])
    expect(codesOf(await towns.a.run(registerBankAccount, { ...account, partyId }))).toEqual(['collection.account-already'])
  })

  it.each([
    ['a post account without its symbol', { bankCode: '9900', branchCode: '123', symbol: null }, 'collection.account-branch'],
    ['a symbol of another form', { bankCode: '9900', branchCode: null, symbol: '12345', number: '12345671' }, 'collection.account-symbol'],
    ['a number of the post that does not end in 1', { bankCode: '9900', branchCode: null, symbol: '12340', number: '12345672' }, 'collection.account-number'],
    ['a debit from a transfer account of the post', { bankCode: '9900', branchCode: null, symbol: '00120', number: '123456' }, 'collection.account-not-savings'],
    ['eight digits at any other bank', { number: '12345678' }, 'collection.account-number'],
    ['a savings kind for debits', { accountType: '4' }, 'collection.account-type'],
    ['an application of tomorrow', { appliedOn: '2026-05-11' }, 'collection.account-from-past'],
    ['an unknown levy', { levyCode: 'no-such-levy' }, 'collection.account-levy-unknown'],
  ])('%s is refused', async (_title, more, code) => {
    expect(codesOf(await towns.a.run(registerBankAccount, { ...account, ...more, partyId: await payer(towns.a) } as never))).toEqual([code])
  })

  it('no number stands in the clear, neither in the database nor on the screen, and the other town knows nothing', async () => {
    const { partyId, accountId } = await debtor(towns.a, 5_000, { number: '9182736', dueOn: '2026-12-25' })
    const rows = await towns.ask<{ row: string }>(`select (b.*)::text as row from collection.bank_account b where account_id = $1`, [accountId])
    expect(rows[0]!.row).not.toContain('9182736')
    const shown = valueOf(await towns.a.ask(showBankAccounts, { partyId }))
    expect(JSON.stringify(shown)).not.toContain('9182736')
    expect(shown.accounts[0]).toMatchObject({ number: '****736', state: 'active' })
    expect(codesOf(await towns.b.ask(showBankAccounts, { partyId }))).toEqual(['collection.party-not-found'])
    valueOf(await towns.a.run(endBankAccount, { accountId, reason: '本人の申出' }))
    expect(codesOf(await towns.a.run(endBankAccount, { accountId, reason: '本人の申出' }))).toEqual(['collection.account-ended'])
    expect(valueOf(await towns.a.ask(showBankAccounts, { partyId })).accounts[0]!.state).toBe('ended')
  })
})

describe('a month of direct debits', () => {
  it('asks for what is due and open, posts what came through once, and tries again what failed for want of funds', async () => {
    const [paid, short, gone, settled] = [await debtor(towns.a, 12_300, { number: '1000001' }), await debtor(towns.a, 45_600, { number: '1000002' }), await debtor(towns.a, 700, { number: '1000003' }), await debtor(towns.a, 900, { number: '1000004' })]
    await charge(towns.a, await payer(towns.a), 8_800)
    valueOf(await towns.a.run(acceptPayment, { partyId: settled.partyId, amount: 900, paidOn: '2026-05-10', named: [], onlyNamed: false, expectedOwed: 900 }))
    const runId = await open(towns.a, due)
    const records = await recordsOf(towns.a, runId)
    // By the table of the format guide: kind, client, MMDD, the town's bank; then bank, branch, kind, number, holder, amount, first debit.
    expect(records[0]).toMatch(/^1910{1}0000000001/)
    expect(records[0]!.slice(54, 62)).toBe('06309999')
    const lines = records.slice(1, -2)
    expect(lines).toHaveLength(3)
    expect(lines.map((line) => [line.slice(1, 5), line.slice(20, 23), line.slice(42, 50), Number(line.slice(80, 90)), line[90], line[111]]).sort()).toEqual([
      ['0123', '045', '11000001', 12_300, '1', '0'], ['0123', '045', '11000002', 45_600, '1', '0'], ['0123', '045', '11000003', 700, '1', '0'],
    ])
    expect(lines[0]!.slice(50, 59)).toBe(Buffer.from([0xd4, 0xcf, 0xc0, 0xde, 0x20, 0xc0, 0xdb, 0xb3, 0x20]).toString('latin1'))
    expect(records.at(-2)!.slice(0, 55)).toBe(`8000003000000058600${'0'.repeat(36)}`)
    expect(codesOf(await towns.a.run(openDebitRun, { debitOn: due, bankCode: '9999', retryOf: null }))).toEqual(['collection.debit-run-exists'])

    const codeOf = (line: string): string => ({ '1000001': '0', '1000002': '1', '1000003': '2' })[line.slice(43, 50)]!
    const content = answered(records, lines.map(codeOf))
    expect(valueOf(await towns.a.run(loadDebitResult, { runId, content }))).toEqual({ runId, lines: 3, failed: 2 })
    expect(await balance(towns.a, paid.partyId)).toMatchObject({ balance: 0, paid: 12_300 })
    expect(await balance(towns.a, short.partyId)).toMatchObject({ balance: 45_600 })
    expect(valueOf(await towns.a.ask(showAccount, { partyId: paid.partyId, residentId: null, on: null })).payments).toMatchObject([{ channel: 'direct-debit', state: 'confirmed', amount: 12_300, paidOn: due }])
    expect(codesOf(await towns.a.run(loadDebitResult, { runId, content }))).toEqual(['collection.file-already-loaded'])
    expect(codesOf(await towns.a.run(loadDebitResult, { runId, content: answered(records, ['0', '0', '0']) }))).toEqual(['collection.debit-run-answered'])

    const shown = valueOf(await towns.a.ask(showDebitRun, { runId }))
    expect(shown.state).toBe('posted')
    expect(shown.failures.map(({ code, meaning, next, stillOpen }) => [code, meaning, next, stillOpen]).sort()).toEqual([['1', '資金不足', 'retry', 45_600], ['2', '取引なし', 'renew', 700]])
    expect(valueOf(await towns.a.ask(showBankAccounts, { partyId: gone.partyId })).accounts[0]).toMatchObject({ state: 'suspended', reason: '振替結果 2 取引なし' })

    const again = await open(towns.a, '2026-07-10', runId)
    const retried = await recordsOf(towns.a, again)
    expect(retried.slice(1, -2).map((line) => [line.slice(43, 50), line[90]])).toEqual([['1000002', '0']])
    expect(retried[1]!.slice(91, 111)).not.toBe(lines.find((line) => line.slice(43, 50) === '1000002')!.slice(91, 111))
    // Paid at the counter meanwhile, and the debit comes through all the same: the second payment is kept as overpaid.
    valueOf(await towns.a.run(acceptPayment, { partyId: short.partyId, amount: 45_600, paidOn: '2026-05-10', named: [], onlyNamed: false, expectedOwed: 45_600 }))
    valueOf(await towns.a.run(loadDebitResult, { runId: again, content: answered(retried, ['0']) }))
    expect(await balance(towns.a, short.partyId)).toMatchObject({ balance: 0, overpaid: 45_600 })
    expect((await towns.a.tx((tx) => listTrialBalance(tx))).reduce((sum, row) => sum + row.amount, 0)).toBe(0)
    expect(valueOf(await towns.b.ask(listDebitRuns, {})).runs).toEqual([])
    expect(codesOf(await towns.b.ask(debitFile, { runId }))).toEqual(['collection.debit-run-not-found'])
  })

  it('an answer that differs from the request is refused by record and item, and nothing is posted', async () => {
    const one = await debtor(towns.b, 12_300)
    const runId = await open(towns.b, due)
    const records = await recordsOf(towns.b, runId)
    const refusalsOf = async (content: string): Promise<readonly (string | null)[]> => {
      const answer = await towns.b.run(loadDebitResult, { runId, content })
      return answer.ok ? ['accepted'] : answer.refusals.map((refusal) => `${refusal.line} ${refusal.message}`)
    }
    const replaced = (from: number, text: string) => (record: string, index: number): string => (index === 1 ? `${record.slice(0, from)}${text}${record.slice(from + text.length)}` : record)
    expect(await refusalsOf(answered(records, ['0'], replaced(43, '7654320')))).toEqual(['2 2件目の口座番号が、依頼と違います。'])
    expect(await refusalsOf(answered(records, ['0'], replaced(91, '99999999999999999999')))).toEqual(['2 2件目の顧客番号が、依頼と違います。'])
    expect(await refusalsOf(answered(records, ['0'], replaced(80, '0000012301')))).toEqual(['3 末尾の記録の合計は 1件 12300円、記録を足すと 1件 12301円 で、合計が合いません。', '3 末尾の記録の振替済は 1件 12300円、記録を足すと 1件 12301円 で、合計が合いません。'])
    expect(await refusalsOf(answered(records, ['0'], (record, index) => (index === 0 ? `${record.slice(0, 54)}0701${record.slice(58)}` : record)))).toEqual(['1 結果の見出しの引落日が、依頼と違います。'])
    expect(await refusalsOf(answered([records[0]!, records[1]!, ...records.slice(1)].map((record) => (record.startsWith('8') ? `8000002000000024600${record.slice(19)}` : record)), ['0', '0']))).toEqual(['null 結果は 2件、依頼は 1件です。'])
    expect(await balance(towns.b, one.partyId)).toMatchObject({ balance: 12_300 })
    expect(valueOf(await towns.b.ask(showDebitRun, { runId })).state).toBe('asked')

    valueOf(await towns.b.run(cancelDebitRun, { runId, reason: '銀行に渡していない' }))
    expect(codesOf(await towns.b.run(loadDebitResult, { runId, content: answered(records, ['0']) }))).toEqual(['collection.debit-run-cancelled'])
    const anew = await open(towns.b, due)
    expect((await recordsOf(towns.b, anew)).slice(1, -2)).toHaveLength(1)
  })

  it('every command, query and job has an example once the one before it was carried out', async () => {
    for (const party of [await payer(towns.b), await payer(towns.b)]) await charge(towns.b, party, 4_400, '2026-09-30')
    for (const command of [registerBankAccount, registerBankAccount, openDebitRun, cancelDebitRun, openDebitRun, loadDebitResult, endBankAccount] as unknown as readonly Command[]) {
      const input = await towns.b.tx((tx) => command.example(tx))
      expect([command.name, (await towns.b.run(command, input)).ok]).toEqual([command.name, true])
    }
    for (const query of [showBankAccounts, listDebitRuns, showDebitRun, debitFile] as unknown as readonly Query[]) expect([query.name, (await towns.b.ask(query, await towns.b.tx((tx) => query.example(tx)))).ok]).toEqual([query.name, true])
    const payload = await towns.b.tx((tx) => postDebitResults.example(tx))
    await towns.b.tx((tx) => postDebitResults.run(tx, payload!))
  })

  it.each([
    ['today', '2026-05-10', 'collection.debit-day-past'],
    ['a Sunday', '2026-06-28', 'collection.debit-day-closed'],
    ['a day on which nothing is due', '2026-06-29', 'collection.debit-nothing'],
  ])('a request for %s is refused', async (_title, debitOn, code) => {
    expect(codesOf(await towns.a.run(openDebitRun, { debitOn, bankCode: '9999', retryOf: null }))).toEqual([code])
  })

  it('is carried out on the screens: an account, the request, its file, the answer of the bank', async () => {
    const get = async (path: string): Promise<Response> => await web.app.fetch(new Request(`http://yakuba.test/${towns.a.code}/${path}`, { headers: { host: 'yakuba.test', cookie: web.cookieOf(towns.a), accept: 'text/html' } }))
    const press = async (path: string, fields: Record<string, string | File>): Promise<string> => {
      const body = new FormData()
      for (const [name, value] of Object.entries({ _key: randomUUID(), ...fields })) body.set(name, value)
      const response = await web.app.fetch(new Request(`http://yakuba.test/${towns.a.code}/${path}`, { method: 'POST', body, headers: { host: 'yakuba.test', origin: 'http://yakuba.test', cookie: web.cookieOf(towns.a), accept: 'text/html' } }))
      return response.status === 303 ? response.headers.get('location')!.slice(`/${towns.a.code}/`.length) : `${response.status} ${await response.text()}`
    }
    const partyId = await payer(towns.a)
    await charge(towns.a, partyId, 3_300, '2026-08-31')
    expect(await press(`collection/account/${partyId}/bank`, { _act: 'register', purpose: 'debit', levyCode: '', bankCode: '９９００', branchCode: '12340', accountType: '1', number: '12345671', holder: 'さとう　はなこ', dueFrom: '', appliedOn: '', evidence: '' })).toMatch(/^collection\/account/)
    expect(await (await get(`collection/account/${partyId}/bank`)).text()).toContain('記号 12340')
    const run = /collection\/debits\/[0-9a-f-]{36}/.exec(await press('collection/debits', { _act: 'open', debitOn: 'R8.8.31', bankCode: '9999' }))![0]
    expect(await (await get(run)).text()).toContain('依頼のファイル（120桁）')
    const file = await get(`files/debit-run/${run.slice(-36)}/request/raw`)
    expect([file.headers.get('content-type'), file.headers.get('content-disposition')]).toEqual(['application/octet-stream', 'attachment; filename="debit-run-request.txt"'])
    const records = Buffer.from(await file.arrayBuffer()).toString('latin1').match(/[^]{120}/g)!
    // Digits two to four of the symbol stand where a branch would, and the last digit of the number is dropped.
    expect([records[1]!.slice(1, 5), records[1]!.slice(20, 23), records[1]!.slice(43, 50)]).toEqual(['9900', '234', '1234567'])
    expect(await (await get(`files/debit-run/${run.slice(-36)}/totals/csv`)).text()).toContain('"2026-08-31","9999","9900",,"1","3300"')
    const upload = async (spoil?: (record: string) => string): Promise<string> => await press(run, { _act: 'load', file: new File([Buffer.from(answered(records, ['1'], spoil), 'base64')], 'result.txt') })
    expect(await upload((record) => (record.startsWith('2') ? record.replace('1234567', '1234560') : record))).toContain('2件目の口座番号が、依頼と違います。')
    expect(await upload()).toMatch(/^collection\/debits/)
    expect(await (await get(run)).text()).toContain('1 資金不足')
    expect(await press(run, { _act: 'retry', debitOn: 'R8.9.10', bankCode: '9999' })).toMatch(/^collection\/debits\/[0-9a-f-]{36}/)
    expect((await get('collection/debits')).status).toBe(200)
  })
})

it('two banks on one day each get a file with their own debits, and each one\'s money is settled with its own credit', async () => {
  const town = towns.b
  const [bank] = (await town.tx(async (tx) => debitBanksOf(tx)))
  const { proposalId } = valueOf(await town.run(proposeOrdinanceValue, {
    concept: 'collection.debit-banks', from: '2026-10-01', value: [{ ...bank!, banks: [] }, { ...bank!, bankCode: '0123', clientCode: '0000000002', banks: ['0123'] }], published: '2026-05-10', because: [{ law: 'local-autonomy-act', article: '243-2' }], note: null, reason: '取りまとめ先が二つになる',
  }))
  valueOf(await town.run(approveProposal, { proposalId, expectedVersion: 1 }, { actor: staffMember(towns.yakuba) }))
  towns.clock.set('2026-10-05T01:00:00Z')
  const day = '2026-10-30'
  const [own, elsewhere] = [await debtor(town, 11_100, { dueOn: day, number: '5000001' }), await payer(town)]
  valueOf(await town.run(registerBankAccount, { ...account, partyId: elsewhere, bankCode: '0456', number: '5000002' }))
  await charge(town, elsewhere, 22_200, day)
  const runs: Record<string, string> = {}
  for (const bankCode of ['9999', '0123']) runs[bankCode] = valueOf(await town.run(openDebitRun, { debitOn: day, bankCode, retryOf: null })).runId
  for (const [bankCode, client, payerBank, amount] of [['9999', '0000000001', '0456', 22_200], ['0123', '0000000002', '0123', 11_100]] as const) {
    const records = await recordsOf(town, runs[bankCode]!)
    expect([records[0]!.slice(4, 14), records[0]!.slice(58, 62), records.slice(1, -2).map((line) => [line.slice(1, 5), Number(line.slice(80, 90))])]).toEqual([client, bankCode, [[payerBank, amount]]])
    expect(codesOf(await town.run(openDebitRun, { debitOn: day, bankCode, retryOf: null }))).toEqual(['collection.debit-run-exists'])
    // The answer of one bank does not fit the request of the other.
    expect((await town.run(loadDebitResult, { runId: runs[bankCode === '9999' ? '0123' : '9999']!, content: answered(records, ['0']) })).ok).toBe(false)
    valueOf(await town.run(loadDebitResult, { runId: runs[bankCode]!, content: answered(records, ['0']) }))
  }
  expect([await balance(town, own.partyId), await balance(town, elsewhere)].map((one) => one.balance)).toEqual([0, 0])

  towns.clock.set('2026-11-02T01:00:00Z')
  const statement = [`H,statement-csv1,0001,${town.code},20261102,1`, 'D,1,20261030,22200,BANK A,DEBIT', 'D,2,20261030,11100,BANK B,DEBIT', 'T,2,33300', ''].join('\r\n')
  valueOf(await town.run(loadBankStatement, { content: Buffer.from(statement).toString('base64') }))
  const october = { from: '2026-10-01', to: '2026-10-31' }
  const { groups, credits } = valueOf(await town.ask(showSettlements, october))
  expect(groups.filter((group) => group.fundsOn === day).map((group) => [group.source, group.rest])).toEqual([['direct-debit:0123', 11_100], ['direct-debit:9999', 22_200]])
  for (const credit of credits) {
    expect(credit.fits).toEqual([`direct-debit:${credit.amount === 22_200 ? '9999' : '0123'}|${day}`])
    valueOf(await town.run(settleFunds, { creditId: credit.creditId, groups: [{ source: credit.fits[0]!.split('|')[0], fundsOn: day }] } as never))
  }
  expect(valueOf(await town.ask(showSettlements, october)).groups.filter((group) => group.fundsOn === day)).toEqual([])
})

it('the sums of funds that stood before are those that posting writes', async () => {
  const sums = `select tenant_id, funds_on::text, way, channel_id::text, bank_code, sum(payments)::integer as payments, sum(amount)::bigint as amount from collection.channel_funds group by 1, 2, 3, 4, 5 order by 1, 2, 3, 4, 5`
  const posted = await towns.ask(sums)
  expect(posted.length).toBeGreaterThan(2)
  const made = readFileSync(new URL('../migrations/20260401T0980-sum-funds/up.sql', import.meta.url), 'utf8')
  await towns.ask('delete from collection.channel_funds')
  await withClient(towns.urls.owner, async (client) => { await client.query(made.slice(made.indexOf('do $$'))) })
  expect(await towns.ask(sums)).toEqual(posted)
})
