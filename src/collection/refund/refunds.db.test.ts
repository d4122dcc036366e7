import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { makeTestWeb, type TestWeb } from '../../../test/support/web.ts'
import { enterSampleStaff } from '../../access/index.ts'
import { fiscalYear, plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import { registerOutsider } from '../../party/commands.ts'
import type { Command } from '../../platform/command/define.ts'
import type { Actor } from '../../platform/command/tx.ts'
import { type ChargeBalance, type ChargeDraft, listBalancesOfParty, raiseCharges } from '../charges.ts'
import { acceptPayment, confirmPayment, loadPaymentFile, reversePayment } from '../commands.ts'
import { decideBankAccount, registerBankAccount } from '../debit/account-commands.ts'
import { declareLevies } from '../levies.ts'
import { showAccount } from '../queries.ts'
import { issueSlips } from '../slips.ts'
import { listTrialBalance } from '../store.ts'
import { decideRefund, openTransferRun, proposeRefund, returnTransfer, withdrawRefund } from './commands.ts'
import { listRefunds, transferFile } from './queries.ts'

const towns = useTowns(import.meta.url, { now: '2026-05-10T01:00:00Z' })
const levyCode = 'bathing-tax'
let web: TestWeb

beforeAll(async () => {
  declareLevies([{ code: levyCode, number: '91', title: '入湯税', shortTitle: '入湯税', article: '701-2' }])
  for (const town of [towns.a, towns.b]) await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
  web = await makeTestWeb(towns)
})

async function payer(town: Town): Promise<string> {
  return valueOf(await town.run(registerOutsider, { name: '遠山　渚', kana: 'トオヤマ　ナギサ', postalCode: '9990001', address: '遠浦県沖見市灯台町一丁目2番3号', phone: null, validFrom: '2026-04-01', isSomebodyElse: true })).partyId
}

function draft(partyId: string, amount: number, dueOn = '2026-06-01'): ChargeDraft {
  return { levyCode, sourceId: randomUUID(), instalment: 1, fiscalYear: fiscalYear(2026), partyId, subjectId: null, noticeNo: null, dueOn: plainDate(dueOn), amount: yen(amount) }
}

async function charge(town: Town, one: ChargeDraft): Promise<string> {
  return (await town.tx((tx) => raiseCharges(tx, [one]))).chargeIds[0]!
}

/** Paid in full at the counter, then lowered by the tax. */
async function overpaid(town: Town, from: number, to: number): Promise<{ partyId: string; chargeId: string }> {
  const partyId = await payer(town)
  const one = draft(partyId, from)
  const chargeId = await charge(town, one)
  valueOf(await town.run(acceptPayment, { partyId, amount: from, paidOn: '2026-05-10', named: [], onlyNamed: false, expectedOwed: from }))
  await charge(town, { ...one, amount: yen(to) })
  return { partyId, chargeId }
}

const propose = async (town: Town, chargeId: string) => valueOf(await town.run(proposeRefund, { chargeId, cause: 'assessment-reduced' }))
const decide = async (town: Town, refundId: string) => await town.run(decideRefund, { refundId }, { actor: staffMember(towns.yakuba) })

/** An account that one officer has registered and another has agreed to. */
async function account(town: Town, partyId: string, number = '7654321'): Promise<string> {
  const accountId = await registered(town, partyId, number)
  valueOf(await town.run(decideBankAccount, { accountId, isGranted: true, reason: null }, { actor: staffMember(towns.yakuba) }))
  return accountId
}

async function registered(town: Town, partyId: string, number: string): Promise<string> {
  return valueOf(await town.run(registerBankAccount, { partyId, purpose: 'refund', levyCode: null, bankCode: '0123', branchCode: '045', symbol: null, accountType: '4', number, holder: 'トオヤマ　ナギサ', dueFrom: '2026-05-01', appliedOn: '2026-05-01', evidence: null })).accountId
}

async function sums(town: Town): Promise<Readonly<Record<string, number>>> {
  return Object.fromEntries((await town.tx((tx) => listTrialBalance(tx))).map((row) => [row.account, row.amount]))
}

describe('an overpayment', () => {
  it('goes to unpaid debts first; the rest is decided by a second officer, transferred, comes back and goes out again', async () => {
    const { partyId, chargeId } = await overpaid(towns.a, 50_000, 20_000)
    const owedId = await charge(towns.a, draft(partyId, 12_000, '2026-04-30'))
    await charge(towns.a, draft(partyId, 9_000, '2026-08-31'))
    const proposed = await propose(towns.a, chargeId)
    expect(proposed).toMatchObject({ overpaid: 30_000, interest: 0, appropriated: 12_000, payable: 18_000 })
    expect(await sums(towns.a)).toMatchObject({ overpayment: -30_000 })
    expect(codesOf(await towns.a.run(proposeRefund, { chargeId, cause: 'assessment-reduced' }))).toEqual(['collection.refund-open'])
    expect(codesOf(await towns.a.run(decideRefund, { refundId: proposed.refundId }))).toEqual(['collection.refund-same-officer'])
    expect(codesOf(await decide(towns.b, proposed.refundId))).toEqual(['collection.refund-not-found'])
    valueOf(await decide(towns.a, proposed.refundId))
    expect(codesOf(await decide(towns.a, proposed.refundId))).toEqual(['collection.refund-decided'])
    const balances = await towns.a.tx((tx) => listBalancesOfParty(tx, partyId))
    expect(balances.map((one) => [one.dueOn, one.balance, one.overpaid])).toEqual([['2026-04-30', 0, 0], ['2026-06-01', 0, 0], ['2026-08-31', 9_000, 0]])
    // Set off on the tenth day: no delinquency charge grows any more.
    expect(valueOf(await towns.a.ask(showAccount, { partyId, residentId: null, on: '2026-12-01' })).lines.find((line) => line.chargeId === owedId)).toMatchObject({ balance: 0, late: 0 })
    expect(await sums(towns.a)).toMatchObject({ 'refund-due': -18_000 })

    expect(codesOf(await towns.a.run(openTransferRun, { transferOn: '2026-05-20', bankCode: '9999' }))).toEqual(['collection.transfer-nothing'])
    await account(towns.a, partyId)
    expect(codesOf(await towns.a.run(openTransferRun, { transferOn: '2026-05-17', bankCode: '9999' }))).toEqual(['collection.debit-day-closed'])
    const run = valueOf(await towns.a.run(openTransferRun, { transferOn: '2026-05-20', bankCode: '9999' }))
    expect(run).toMatchObject({ lines: 1, amount: 18_000 })
    const bytes = Buffer.from(valueOf(await towns.a.ask(transferFile, { transferOn: '2026-05-20', bankCode: '9999' })).content!, 'base64').toString('latin1')
    const records = bytes.match(/[^]{120}/g)!
    // By the table of the format guide: kind 21, day, then bank, branch, kind, number, amount, telegraphic.
    expect([records.length, records[0]!.slice(0, 3), records[0]!.slice(54, 58)]).toEqual([4, '121', '0520'])
    expect([records[1]!.slice(1, 5), records[1]!.slice(20, 23), records[1]!.slice(42, 50), Number(records[1]!.slice(80, 90)), records[1]![111]]).toEqual(['0123', '045', '47654321', 18_000, '7'])
    expect(records[2]!.slice(0, 19)).toBe('8000001000000018000')
    expect(await sums(towns.a)).toMatchObject({ 'refund-due': 0 })
    expect(codesOf(await towns.a.run(openTransferRun, { transferOn: '2026-05-20', bankCode: '9999' }))).toEqual(['collection.transfer-run-exists'])

    valueOf(await towns.a.run(returnTransfer, { runId: run.runId, lineNo: 1, returnedOn: '2026-05-10', reason: '該当口座なし' }))
    expect(codesOf(await towns.a.run(returnTransfer, { runId: run.runId, lineNo: 1, returnedOn: '2026-05-10', reason: '該当口座なし' }))).toEqual(['collection.transfer-returned'])
    expect(await sums(towns.a)).toMatchObject({ 'refund-due': -18_000 })
    expect(codesOf(await towns.a.run(openTransferRun, { transferOn: '2026-05-21', bankCode: '9999' }))).toEqual(['collection.transfer-nothing'])
    await account(towns.a, partyId, '1111111')
    expect(valueOf(await towns.a.run(openTransferRun, { transferOn: '2026-05-21', bankCode: '9999' }))).toMatchObject({ lines: 1, amount: 18_000 })
    expect(Object.values(await sums(towns.a)).reduce((sum, amount) => sum + amount, 0)).toBe(0)
    expect(valueOf(await towns.b.ask(listRefunds, {}))).toMatchObject({ proposed: [], payable: [], transfers: [] })
  })

  it('a decision that no longer holds is refused, withdrawn and made anew', async () => {
    const { partyId, chargeId } = await overpaid(towns.a, 8_000, 3_000)
    const { refundId } = await propose(towns.a, chargeId)
    await charge(towns.a, draft(partyId, 2_000, '2026-04-30'))
    expect(codesOf(await decide(towns.a, refundId))).toEqual(['collection.refund-changed'])
    valueOf(await towns.a.run(withdrawRefund, { refundId, reason: '未納が見つかった' }))
    expect(codesOf(await decide(towns.a, refundId))).toEqual(['collection.refund-withdrawn'])
    expect(await propose(towns.a, chargeId)).toMatchObject({ appropriated: 2_000, payable: 3_000 })
    expect(codesOf(await towns.a.run(proposeRefund, { chargeId: await charge(towns.a, draft(partyId, 500)), cause: 'paid-by-mistake' }))).toEqual(['collection.refund-nothing'])
  })

  it('preliminary money does not go back before it is confirmed', async () => {
    const partyId = await payer(towns.b)
    const chargeId = await charge(towns.b, draft(partyId, 12_300))
    const issued = await towns.b.tx((tx) => issueSlips(tx, [{ chargeIds: [chargeId], usableUntil: plainDate('2026-06-01') }]))
    const code = issued.ok ? issued.value[0]!.code! : ''
    const row = (store: string): string => `01,20260509,1815,EAN${code},${code.slice(13, 19)},${code.slice(19, 30)},0,12300,010,"試験マート",${store},0,20260510\r\n`
    valueOf(await towns.b.run(loadPaymentFile, { content: Buffer.from(row('110001') + row('110002')).toString('base64') }))
    expect(codesOf(await towns.b.run(proposeRefund, { chargeId, cause: 'paid-by-mistake' }))).toEqual(['collection.refund-preliminary'])
    for (const payment of valueOf(await towns.b.ask(showAccount, { partyId, residentId: null, on: null })).payments) valueOf(await towns.b.run(confirmPayment, { paymentId: payment.paymentId, reason: '代行に確かめた' }))
    expect(valueOf(await towns.b.run(proposeRefund, { chargeId, cause: 'paid-by-mistake' }))).toMatchObject({ overpaid: 12_300, payable: 12_300 })
  })

  it('goes to no account before a second officer has agreed, and to the earlier one until then', async () => {
    const { partyId, chargeId } = await overpaid(towns.b, 9_000, 2_000)
    valueOf(await decide(towns.b, (await propose(towns.b, chargeId)).refundId))
    const accountId = await registered(towns.b, partyId, '2222222')
    const waiting = async () => valueOf(await towns.b.ask(listRefunds, {})).payable.map((row) => [row.account, row.isAccountWaiting])
    expect(await waiting()).toEqual([[null, true]])
    expect(codesOf(await towns.b.run(openTransferRun, { transferOn: '2026-05-19', bankCode: '9999' }))).toEqual(['collection.transfer-nothing'])
    const second = { actor: staffMember(towns.yakuba) }
    const granted = { accountId, isGranted: true, reason: null }
    expect(codesOf(await towns.b.run(decideBankAccount, granted))).toEqual(['collection.account-same-officer'])
    expect(codesOf(await towns.a.run(decideBankAccount, granted, second))).toEqual(['collection.account-not-found'])
    expect(codesOf(await towns.b.run(decideBankAccount, { ...granted, isGranted: false }, second))).toEqual(['collection.account-reason'])
    valueOf(await towns.b.run(decideBankAccount, granted, second))
    expect(codesOf(await towns.b.run(decideBankAccount, granted, second))).toEqual(['collection.account-not-proposed'])
    const other = await registered(towns.b, partyId, '3333333')
    expect(await waiting()).toEqual([['0123-045　****222', true]])
    valueOf(await towns.b.run(decideBankAccount, { accountId: other, isGranted: false, reason: '通帳の名義が違う' }, second))
    expect(await waiting()).toEqual([['0123-045　****222', false]])
    expect(valueOf(await towns.b.run(openTransferRun, { transferOn: '2026-05-19', bankCode: '9999' })).lines).toBe(1)
  })

  it('is worked off on the screen', async () => {
    const { chargeId } = await overpaid(towns.b, 7_000, 1_000)
    const request = async (init: RequestInit = {}): Promise<string> => await (await web.app.fetch(new Request(`http://yakuba.test/${towns.b.code}/collection/refunds`, { ...init, headers: { host: 'yakuba.test', origin: 'http://yakuba.test', cookie: web.cookieOf(towns.b), accept: 'text/html' } }))).text()
    const press = async (fields: Record<string, string>): Promise<string> => {
      const body = new FormData()
      for (const [name, value] of Object.entries({ _key: randomUUID(), ...fields })) body.set(name, value)
      return await request({ method: 'POST', body })
    }
    expect(await request()).toContain('過納として起案')
    await press({ _act: 'propose', chargeId, cause: 'assessment-reduced' })
    expect(await request()).toContain('ほかの職員が決裁します')
    expect(await press({ _act: 'propose', chargeId, cause: 'assessment-reduced' })).toContain('決裁を待つ起案があります')
    expect(await press({ _act: 'transfer', transferOn: 'R8.5.20', bankCode: '9999' })).toContain('振り込むものがありません')
  })

  it('every command has an example once the one before it was carried out', async () => {
    await overpaid(towns.a, 6_000, 0)
    const second = staffMember(towns.yakuba)
    for (const [command, actor] of [[proposeRefund], [decideRefund, second], [registerBankAccount], [registerBankAccount], [decideBankAccount, second], [openTransferRun], [returnTransfer]] as unknown as readonly (readonly [Command, Actor?])[]) {
      const input = await towns.a.tx((tx) => command.example(tx), actor)
      expect([command.name, (await towns.a.run(command, input, { actor })).ok]).toEqual([command.name, true])
    }
  })
})

describe('a charge that is lowered after it was paid with delinquency charge', () => {
  /** 100,000 yen due in June and paid in May: 203, 3,646 and 3,241 yen accrued in July, until December and after it. */
  async function paidLate(amount = 107_000) {
    const partyId = await payer(towns.b)
    const one = draft(partyId, 100_000, '2025-06-30')
    const decideOn = async (to: number) => await towns.b.tx((tx) => raiseCharges(tx, [{ ...one, amount: yen(to) }]))
    const { chargeIds: [chargeId] } = await decideOn(100_000)
    const { paymentId } = valueOf(await towns.b.run(acceptPayment, { partyId, amount, paidOn: '2026-05-10', named: [], onlyNamed: false, expectedOwed: 107_000 }))
    const standing = async () => { const [{ balance, lateCharged, lateBalance, overpaid }] = (await towns.b.tx((tx) => listBalancesOfParty(tx, partyId))) as [ChargeBalance]; return { balance, lateCharged, lateBalance, overpaid } }
    return { partyId, chargeId: chargeId!, paymentId, decideOn, standing }
  }

  it('keeps what accrued on the tax that is left; the rest is too much with the tax, and charged again where the tax rises again', async () => {
    const { chargeId, decideOn, standing } = await paidLate()
    expect(await standing()).toEqual({ balance: 0, lateCharged: 7_000, lateBalance: 0, overpaid: 0 })
    // 122, 2,188 and 1,944 yen.
    await decideOn(60_000)
    expect(await standing()).toEqual({ balance: 0, lateCharged: 4_200, lateBalance: 0, overpaid: 42_800 })
    expect((await decideOn(60_000)).unchanged).toBe(1)
    await decideOn(0)
    expect(await standing()).toEqual({ balance: 0, lateCharged: 0, lateBalance: 0, overpaid: 107_000 })
    await decideOn(100_000)
    expect(await standing()).toEqual({ balance: 0, lateCharged: 7_000, lateBalance: 0, overpaid: 0 })
    await decideOn(60_000)
    const { refundId } = valueOf(await towns.b.run(proposeRefund, { chargeId, cause: 'assessment-reduced' }))
    expect(valueOf(await towns.b.ask(listRefunds, {})).proposed.find((refund) => refund.refundId === refundId)).toMatchObject({ overpaid: 42_800, overpaidLate: 2_800, overpaidFee: 0, payable: 42_800 })
    valueOf(await towns.b.run(decideRefund, { refundId }, { actor: staffMember(towns.yakuba) }))
    // What went back is owed again by the parts it came from.
    await decideOn(100_000)
    expect(await standing()).toEqual({ balance: 40_000, lateCharged: 7_000, lateBalance: 2_800, overpaid: 0 })
    expect(Object.values(await sums(towns.b)).reduce((sum, amount) => sum + amount, 0)).toBe(0)
  })

  it('where only a part of the delinquency charge was paid, goes down to it and no further than what accrued', async () => {
    const { partyId, decideOn, standing } = await paidLate(103_000)
    await decideOn(60_000)
    expect(await standing()).toEqual({ balance: 0, lateCharged: 3_000, lateBalance: 0, overpaid: 40_000 })
    expect(valueOf(await towns.b.ask(showAccount, { partyId, residentId: null, on: null })).owed.late).toBe(1_200)
    // 61, 1,094 and 972 yen.
    await decideOn(30_000)
    expect(await standing()).toEqual({ balance: 0, lateCharged: 2_100, lateBalance: 0, overpaid: 70_900 })
  })

  it('owes the lowered tax alone once its payment is reversed', async () => {
    const { paymentId, decideOn, standing } = await paidLate()
    await decideOn(60_000)
    valueOf(await towns.b.run(reversePayment, { paymentId, reason: '受領の誤り' }))
    expect(await standing()).toEqual({ balance: 60_000, lateCharged: 0, lateBalance: 0, overpaid: 0 })
    expect(Object.values(await sums(towns.b)).reduce((sum, amount) => sum + amount, 0)).toBe(0)
  })
})

describe('the claim of an overpayment', () => {
  it('is not given back after five years', async () => {
    const { chargeId } = await overpaid(towns.a, 6_000, 1_000)
    towns.clock.set('2031-05-10T01:00:00Z')
    expect(codesOf(await towns.a.run(proposeRefund, { chargeId, cause: 'paid-by-mistake' }))).not.toContain('collection.refund-lapsed')
    towns.clock.set('2031-05-11T01:00:00Z')
    expect(codesOf(await towns.a.run(proposeRefund, { chargeId, cause: 'paid-by-mistake' }))).toEqual(['collection.refund-lapsed'])
  })
})
