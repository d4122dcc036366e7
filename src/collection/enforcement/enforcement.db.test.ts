import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { makeTestWeb, type TestWeb } from '../../../test/support/web.ts'
import { enterSampleStaff } from '../../access/index.ts'
import { fiscalYear, plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import { registerOutsider } from '../../party/commands.ts'
import type { Command } from '../../platform/command/define.ts'
import { type ChargeBalance, type ChargeDraft, listBalancesOfParty, raiseCharges } from '../charges.ts'
import { acceptPayment } from '../commands.ts'
import { chargeFees } from '../late/demand-fees.ts'
import { declareLevies } from '../levies.ts'
import { showAccount } from '../queries.ts'
import { listTrialBalance } from '../store.ts'
import { type CaseFilter, caseListDownloads, type CaseRow, listEnforcementCases } from './case-list.ts'
import { claimsOfCharges } from './claims.ts'
import { acceptSeizedMoney, confirmHandOver, decideDistribution, proposeDistribution, reverseDistribution, withdrawDistribution } from './distribution-commands.ts'
import { listLines } from './distribution-store.ts'
import { recordClaimEvent, withdrawClaimEvent } from './event-commands.ts'
import { derivePrescriptions } from './jobs.ts'
import { endDeliveryRequest, requestDelivery } from './request-commands.ts'
import { liftSeizure, recordSeizureService, seizeProperty } from './seizure-commands.ts'
import { exportTransferList } from './queries.ts'
import { listPrescriptionsUntil } from './store.ts'
import { cancelSuspension, decideSuspension, proposeSuspension, reviewSuspension } from './suspension-commands.ts'
import { loadTransferResult, transferCase } from './transfer-commands.ts'
import { decideWriteOff, proposeWriteOff, withdrawWriteOff } from './write-off-commands.ts'

const towns = useTowns(import.meta.url, { now: '2026-06-15T01:00:00Z' })
const levyCode = 'bathing-tax'

let web: TestWeb

beforeAll(async () => {
  declareLevies([{ code: levyCode, number: '91', title: '入湯税', shortTitle: '入湯税', article: '701-2' }])
  for (const town of [towns.a, towns.b]) await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
})

interface Debtor { readonly partyId: string; readonly chargeIds: readonly string[]; readonly drafts: readonly ChargeDraft[] }

async function debtor(town: Town, ...debts: readonly (readonly [dueOn: string, amount: number])[]): Promise<Debtor> {
  const { partyId } = valueOf(await town.run(registerOutsider, { name: '遠山　渚', kana: 'トオヤマ　ナギサ', postalCode: '9990001', address: '遠浦県沖見市灯台町一丁目2番3号', phone: null, validFrom: '2020-04-01', isSomebodyElse: true }))
  const drafts = debts.map(([dueOn, amount], index): ChargeDraft => ({ levyCode, sourceId: randomUUID(), instalment: index + 1, fiscalYear: fiscalYear(Number(dueOn.slice(0, 4))), partyId, subjectId: null, noticeNo: null, dueOn: plainDate(dueOn), amount: yen(amount) }))
  return { partyId, drafts, chargeIds: (await town.tx((tx) => raiseCharges(tx, drafts))).chargeIds }
}

const second = <I, V>(town: Town, command: Command<I, V>, input: unknown) => town.run(command, input, { actor: staffMember(towns.yakuba) })
const balances = (town: Town, partyId: string): Promise<ChargeBalance[]> => town.tx((tx) => listBalancesOfParty(tx, partyId))
const lastDay = async (town: Town, chargeId: string) => (await town.tx((tx) => claimsOfCharges(tx, [chargeId])))[0]!.course.completesOn
const record = (town: Town, chargeIds: readonly string[], kind: string, on: string, until: string | null = null) => town.run(recordClaimEvent, { chargeIds, kind, on, until, note: '台帳の控え' })
const sums = async (town: Town): Promise<Readonly<Record<string, number>>> => Object.fromEntries((await town.tx((tx) => listTrialBalance(tx))).map((row) => [row.account, row.amount]))
const total = (all: Readonly<Record<string, number>>): number => Object.values(all).reduce((sum, one) => sum + one, 0)
const deposit = { kind: 'deposit', debtorName: '見本銀行　本店', debtorAddress: '遠浦県沖見市一番町1番地', items: [{ description: '普通預金の払戻請求権', amount: null }, { description: '定期預金の払戻請求権', amount: 50_000 }], salary: null }

/** The rows of one addressee in the list of cases. */
const casesOf = async (town: Town, partyId: string, show: CaseFilter = 'all', kind: string | null = null): Promise<readonly CaseRow[]> => valueOf(await town.ask(listEnforcementCases, { show, kind, until: null, page: 1 })).rows.filter((row) => row.partyId === partyId)

/** A debtor whose instalment was demanded long enough ago. */
async function seizable(town: Town, ...debts: readonly (readonly [string, number])[]): Promise<Debtor> {
  const one = await debtor(town, ...debts)
  valueOf(await record(town, one.chargeIds, 'demand', '2026-06-02'))
  return one
}

async function seized(town: Town, one: Debtor): Promise<string> {
  const { seizureId } = valueOf(await town.run(seizeProperty, { partyId: one.partyId, chargeIds: one.chargeIds, ...deposit }))
  return seizureId
}

describe('a claim of five years ago', () => {
  it('is on the list before it lapses, is written off after it by a second officer, and is neither owed nor paid then', async () => {
    const { partyId, chargeIds: [chargeId = '', other = ''] } = await debtor(towns.a, ['2021-06-30', 40_000], ['2021-05-31', 30_000])
    // The fee of its demand is gone with the debt.
    await towns.a.tx((tx) => chargeFees(tx, [{ chargeId: other, partyId, feeBalance: yen(0) }], { asked: new Map([[other, yen(100)]]), issuedOn: tx.today }))
    await towns.a.tx((tx) => derivePrescriptions.run(tx, { after: null }))
    const near = (await towns.a.tx((tx) => listPrescriptionsUntil(tx, plainDate('2026-12-31'), 50))).filter((row) => [chargeId, other].includes(row.charge_id))
    expect(near.map((row) => [row.charge_id, row.completes_on])).toEqual([[other, '2026-05-31'], [chargeId, '2026-06-30']])
    expect(await casesOf(towns.a, partyId, 'prescription')).toMatchObject([{ completesOn: '2026-05-31', nextOn: '2026-05-31', owed: 70_100, seized: [] }])
    expect([await casesOf(towns.a, partyId, 'seized'), await casesOf(towns.b, partyId)]).toEqual([[], []])
    const propose = (ids: readonly string[]) => towns.a.run(proposeWriteOff, { chargeIds: ids, cause: 'prescription', ground: '督促の記録がない' })
    expect(codesOf(await propose([chargeId]))).toEqual(['collection.not-lapsed'])
    const { writeOffIds: [writeOffId = ''] } = valueOf(await propose([other]))
    expect(codesOf(await propose([other]))).toEqual(['collection.write-off-open'])
    expect(codesOf(await towns.a.run(decideWriteOff, { writeOffId }))).toEqual(['collection.write-off-same-officer'])
    expect(codesOf(await second(towns.b, decideWriteOff, { writeOffId }))).toEqual(['collection.write-off-not-found'])
    expect(valueOf(await second(towns.a, decideWriteOff, { writeOffId }))).toEqual({ tax: 30_000, late: 0, fee: 100 })
    expect(codesOf(await second(towns.a, decideWriteOff, { writeOffId }))).toEqual(['collection.write-off-decided'])
    expect((await balances(towns.a, partyId)).find((one) => one.chargeId === other)).toMatchObject({ charged: 30_000, paid: 0, balance: 0, feeBalance: 0, writtenOff: 30_000 })
    expect(valueOf(await towns.a.ask(showAccount, { partyId, residentId: null, on: null })).lines.find((line) => line.chargeId === other)).toMatchObject({ paid: 0, balance: 0, late: 0 })
    expect(await sums(towns.a)).toMatchObject({ 'write-off': 30_100 })
  })

  it('lives on by what happened to it, and a wrong record is struck out', async () => {
    const { chargeIds: [chargeId = ''] } = await debtor(towns.a, ['2021-06-30', 40_000])
    expect(codesOf(await record(towns.a, [chargeId], 'demand', '2021-06-30'))).toEqual(['collection.demand-before-due'])
    expect(codesOf(await record(towns.a, [chargeId], 'extension', '2022-01-01'))).toEqual(['collection.event-needs-end'])
    valueOf(await record(towns.a, [chargeId], 'demand', '2021-07-20'))
    const { eventIds: [eventId = ''] } = valueOf(await record(towns.a, [chargeId], 'acknowledgement', '2024-04-10'))
    expect(await lastDay(towns.a, chargeId)).toBe('2029-04-10')
    valueOf(await towns.a.run(withdrawClaimEvent, { eventId, reason: '別の人の記録' }))
    expect(codesOf(await towns.a.run(withdrawClaimEvent, { eventId, reason: '別の人の記録' }))).toEqual(['collection.event-withdrawn'])
    expect(await lastDay(towns.a, chargeId)).toBe('2026-07-30')
  })

  it('a lowered tax comes off what was written off, and gives nobody an overpayment', async () => {
    const { partyId, drafts, chargeIds: [chargeId = ''] } = await debtor(towns.a, ['2021-05-31', 30_000])
    valueOf(await towns.a.run(proposeWriteOff, { chargeIds: [chargeId], cause: 'prescription', ground: '完成' }).then(async (answer) => await second(towns.a, decideWriteOff, { writeOffId: valueOf(answer).writeOffIds[0]! })))
    await towns.a.tx((tx) => raiseCharges(tx, [{ ...drafts[0]!, amount: yen(12_000) }]))
    expect((await balances(towns.a, partyId))[0]).toMatchObject({ charged: 12_000, paid: 0, balance: 0, overpaid: 0, writtenOff: 12_000 })
  })
})

describe('a seizure', () => {
  it('waits for the ten days of a demand, keeps the claims alive, and takes in money that is distributed by a second officer', async () => {
    const one = await debtor(towns.a, ['2025-06-30', 60_000], ['2025-09-01', 40_000])
    const { partyId, chargeIds } = one
    const seize = (more: Record<string, unknown> = {}) => towns.a.run(seizeProperty, { partyId, chargeIds, ...deposit, ...more })
    expect(codesOf(await seize())).toEqual(['collection.seizure-undemanded'])
    valueOf(await record(towns.a, [chargeIds[0]!], 'demand', '2025-07-20'))
    valueOf(await record(towns.a, [chargeIds[1]!], 'demand', '2026-06-05'))
    expect(codesOf(await seize())).toEqual(['collection.seizure-too-early'])
    towns.clock.set('2026-06-16T01:00:00Z')
    expect(codesOf(await seize({ debtorName: null }))).toEqual(['collection.third-party-missing'])
    expect(codesOf(await seize({ partyId: (await debtor(towns.a, ['2025-06-30', 1_000])).partyId }))).toEqual(['collection.other-party'])
    const { seizureId, tax } = valueOf(await seize())
    expect(tax).toBe(100_000)
    expect(await lastDay(towns.a, chargeIds[0]!)).toBeNull()
    expect(await casesOf(towns.a, partyId, 'seized', 'deposit')).toMatchObject([{ seized: ['deposit'], seizedOn: '2026-06-16', isUnserved: true, unshared: 0 }])
    expect(await casesOf(towns.a, partyId, 'seized', 'salary')).toEqual([])
    valueOf(await towns.a.run(recordSeizureService, { seizureId, servedOn: '2026-06-16' }))

    expect(codesOf(await towns.b.run(acceptSeizedMoney, { seizureId, requestId: null, amount: 1, receivedOn: '2026-06-16' }))).toEqual(['collection.seizure-not-found'])
    const { moneyId } = valueOf(await towns.a.run(acceptSeizedMoney, { seizureId, requestId: null, amount: 130_000, receivedOn: '2026-06-16' }))
    expect(await sums(towns.a)).toMatchObject({ 'seized-money': -130_000 })
    expect(await casesOf(towns.a, partyId, 'money')).toMatchObject([{ isUnserved: false, unshared: 130_000, proposed: 0, deliverOn: null }])
    expect(codesOf(await second(towns.a, liftSeizure, { seizureId, lineNos: [], ending: 'lifted', reason: '完納' }))).toEqual(['collection.money-undistributed'])
    const state = { kind: 'requested', creditor: '見本税務署', rankedOn: '2022-03-15', requestedOn: '2026-06-16', principal: 10_000, late: 500 }
    const proposed = valueOf(await towns.a.run(proposeDistribution, { moneyId, others: [state], sentOn: '2026-06-16' }))
    expect(codesOf(await towns.a.run(decideDistribution, { distributionId: proposed.distributionId }))).toEqual(['collection.distribution-same-officer'])
    const { distributionId } = proposed
    expect(await casesOf(towns.a, partyId, 'money')).toMatchObject([{ unshared: 0, proposed: 130_000, deliverOn: '2026-06-23', nextOn: '2026-06-23' }])
    const lines = await towns.a.tx((tx) => listLines(tx, [distributionId]))
    const late = lines.filter((line) => line.kind === 'own').reduce((sum, line) => sum + line.late, 0)
    expect(lines.map((line) => [line.kind, line.tax])).toEqual([['own', 60_000], ['own', 40_000], ['requested', 10_000], ['surplus', 130_000 - 110_500 - late]])
    expect(late).toBeGreaterThan(5_000)
    valueOf(await second(towns.a, decideDistribution, { distributionId }))
    expect((await balances(towns.a, partyId)).map((balance) => [balance.balance, balance.paid, balance.lateBalance])).toEqual([[0, 60_000, 0], [0, 40_000, 0]])
    expect(await sums(towns.a)).toMatchObject({ 'seized-money': 0, 'distribution-due': -(130_000 - 100_000 - late) })
    expect(valueOf(await towns.a.ask(showAccount, { partyId, residentId: null, on: null })).owed.total).toBe(0)
    expect([await casesOf(towns.a, partyId, 'money'), await casesOf(towns.a, partyId, 'delivery')]).toMatchObject([[], [{ unshared: 0, proposed: 0, handOver: 30_000 - late, owed: 0 }]])
    const listed = valueOf(await towns.a.ask(listEnforcementCases, { show: 'delivery', kind: null, until: null, page: null }))
    expect([listed.sums.handOver, caseListDownloads[0]!.rows(listed)[1]!.slice(3, 9)]).toEqual([30_000 - late, ['預貯金', 'R8.6.16', '0', '0', String(30_000 - late), 'R8.6.23']])
    expect(codesOf(await towns.a.run(confirmHandOver, { distributionId, lineNo: 3, handedOn: '2026-06-16' }))).toEqual(['collection.hand-over-early'])
    towns.clock.set('2026-06-24T01:00:00Z')
    valueOf(await towns.a.run(confirmHandOver, { distributionId, lineNo: 3, handedOn: '2026-06-24' }))
    expect(await casesOf(towns.a, partyId, 'delivery')).toMatchObject([{ handOver: 30_000 - late - 10_500 }])
    expect(codesOf(await towns.a.run(confirmHandOver, { distributionId, lineNo: 3, handedOn: '2026-06-24' }))).toEqual(['collection.line-handed'])
    expect(codesOf(await second(towns.a, reverseDistribution, { distributionId, reason: '順位の誤り' }))).toEqual(['collection.distribution-handed'])
    expect(valueOf(await second(towns.a, liftSeizure, { seizureId, lineNos: [1], ending: 'satisfied', reason: '完納' })).isEnded).toBe(false)
    expect(valueOf(await second(towns.a, liftSeizure, { seizureId, lineNos: [], ending: 'satisfied', reason: '完納' })).isEnded).toBe(true)
    expect(total(await sums(towns.a))).toBe(0)
  })

  it('an approved distribution is undone by opposite entries, and the debts stand again', async () => {
    const one = await seizable(towns.a, ['2026-05-31', 50_000])
    const seizureId = await seized(towns.a, one)
    const before = await sums(towns.a)
    const { moneyId } = valueOf(await towns.a.run(acceptSeizedMoney, { seizureId, requestId: null, amount: 20_000, receivedOn: '2026-06-24' }))
    const propose = async () => valueOf(await towns.a.run(proposeDistribution, { moneyId, others: [], sentOn: '2026-06-24' })).distributionId
    const withdrawn = await propose()
    valueOf(await towns.a.run(withdrawDistribution, { distributionId: withdrawn, reason: '抵当権' }))
    const distributionId = await propose()
    valueOf(await second(towns.a, decideDistribution, { distributionId }))
    expect((await balances(towns.a, one.partyId))[0]).toMatchObject({ balance: 30_000 })
    valueOf(await second(towns.a, reverseDistribution, { distributionId, reason: '抵当権の見落とし' }))
    expect((await balances(towns.a, one.partyId))[0]).toMatchObject({ balance: 50_000, overpaid: 0, paid: 0 })
    expect(await sums(towns.a)).toEqual({ ...before, cash: (before['cash'] ?? 0) + 20_000, 'seized-money': (before['seized-money'] ?? 0) - 20_000 })
    // The claims changed after the proposal: it has to be proposed anew.
    const stale = await propose()
    valueOf(await towns.a.run(acceptPayment, { partyId: one.partyId, amount: 45_000, paidOn: '2026-06-24', named: [], onlyNamed: false, expectedOwed: null }))
    expect(codesOf(await second(towns.a, decideDistribution, { distributionId: stale }))).toEqual(['collection.distribution-changed'])
  })

  it('of a salary leaves what the law protects', async () => {
    const one = await seizable(towns.a, ['2026-05-31', 50_000])
    const seize = (pay: number) => towns.a.run(seizeProperty, { partyId: one.partyId, chargeIds: one.chargeIds, ...deposit, kind: 'salary', salary: { pay, incomeTax: 5_000, inhabitantTax: 10_000, socialInsurance: 35_000, relatives: 0, months: 1 } })
    expect(codesOf(await seize(150_000))).toEqual(['collection.salary-protected'])
    expect(valueOf(await seize(250_000)).seizable).toBe(80_000)
  })

  it('is refused in an extension and in a suspension, and while it stands nothing is written off', async () => {
    const one = await seizable(towns.a, ['2026-05-31', 50_000])
    valueOf(await record(towns.a, one.chargeIds, 'extension', '2026-06-10', '2026-12-31'))
    expect(codesOf(await towns.a.run(seizeProperty, { partyId: one.partyId, chargeIds: one.chargeIds, ...deposit }))).toEqual(['collection.seizure-extended'])
    const other = await seizable(towns.a, ['2026-05-31', 50_000])
    await seized(towns.a, other)
    expect(codesOf(await towns.a.run(proposeWriteOff, { chargeIds: other.chargeIds, cause: 'prescription', ground: '完成' }))).toEqual(['collection.write-off-seized'])
    expect(codesOf(await towns.a.run(proposeSuspension, { partyId: other.partyId, chargeIds: other.chargeIds, ground: 'hardship', findings: '生活保護' }))).toEqual(['collection.suspension-seized'])
  })
})

describe('a request for delivery', () => {
  it('holds the prescription while it stands and begins it anew at its end, and its money goes to the taxes', async () => {
    const one = await seizable(towns.a, ['2026-05-31', 50_000])
    const { requestId } = valueOf(await towns.a.run(requestDelivery, { partyId: one.partyId, chargeIds: one.chargeIds, kind: 'participating-seizure', authority: '見本地方裁判所', proceeding: '不動産競売' }))
    expect(await lastDay(towns.a, one.chargeIds[0]!)).toBeNull()
    const { moneyId } = valueOf(await towns.a.run(acceptSeizedMoney, { seizureId: null, requestId, amount: 10_000, receivedOn: '2026-06-24' }))
    expect(codesOf(await towns.a.run(endDeliveryRequest, { requestId, endedOn: '2026-06-24', reason: '配当の終了' }))).toEqual(['collection.money-undistributed'])
    const { distributionId } = valueOf(await towns.a.run(proposeDistribution, { moneyId, others: [], sentOn: '2026-06-24' }))
    valueOf(await second(towns.a, decideDistribution, { distributionId }))
    valueOf(await towns.a.run(endDeliveryRequest, { requestId, endedOn: '2026-06-24', reason: '配当の終了' }))
    expect(await lastDay(towns.a, one.chargeIds[0]!)).toBe('2031-06-24')
    expect((await balances(towns.a, one.partyId))[0]).toMatchObject({ balance: 40_000 })
  })
})

describe('a suspension of disposition', () => {
  it('is decided by a second officer, looked at each year, and ends with the duty after three years', async () => {
    const one = await debtor(towns.a, ['2026-05-31', 50_000])
    const { suspensionId } = valueOf(await towns.a.run(proposeSuspension, { partyId: one.partyId, chargeIds: one.chargeIds, ground: 'whereabouts-unknown', findings: '居所が分からない' }))
    expect(codesOf(await towns.a.run(decideSuspension, { suspensionId }))).toEqual(['collection.suspension-same-officer'])
    valueOf(await second(towns.a, decideSuspension, { suspensionId }))
    expect(codesOf(await towns.a.run(proposeSuspension, { partyId: one.partyId, chargeIds: one.chargeIds, ground: 'no-property', findings: 'なし' }))).toEqual(['collection.suspension-exists'])
    valueOf(await record(towns.a, one.chargeIds, 'demand', '2026-06-02'))
    expect(codesOf(await towns.a.run(seizeProperty, { partyId: one.partyId, chargeIds: one.chargeIds, ...deposit }))).toEqual(['collection.seizure-suspended'])
    expect(valueOf(await towns.a.run(reviewSuspension, { suspensionId, findings: '変わりない' })).nextBy).toBe('2027-06-24')
    const propose = (cause: string) => towns.a.run(proposeWriteOff, { chargeIds: one.chargeIds, cause, ground: '停止' })
    expect(codesOf(await propose('clearly-uncollectable'))).toEqual(['collection.extinction-needs-no-property'])
    towns.clock.set('2029-06-24T01:00:00Z')
    expect(codesOf(await propose('suspension-continued'))).toEqual(['collection.suspension-too-young'])
    towns.clock.set('2029-06-25T01:00:00Z')
    const { writeOffIds: [writeOffId = ''] } = valueOf(await propose('suspension-continued'))
    valueOf(await second(towns.a, decideWriteOff, { writeOffId }))
    expect((await balances(towns.a, one.partyId))[0]).toMatchObject({ balance: 0, writtenOff: 50_000 })
    expect(codesOf(await second(towns.a, cancelSuspension, { suspensionId, reason: '所在が分かった' }))).toEqual(['collection.suspension-ended'])
    towns.clock.set('2026-06-24T01:00:00Z')
  })

  it('for want of property the duty may end at once; a proposal falls with the suspension', async () => {
    const one = await debtor(towns.a, ['2026-05-31', 50_000])
    const { suspensionId } = valueOf(await towns.a.run(proposeSuspension, { partyId: one.partyId, chargeIds: one.chargeIds, ground: 'no-property', findings: '財産がない' }))
    valueOf(await second(towns.a, decideSuspension, { suspensionId }))
    const { writeOffIds: [writeOffId = ''] } = valueOf(await towns.a.run(proposeWriteOff, { chargeIds: one.chargeIds, cause: 'clearly-uncollectable', ground: '限定承認' }))
    valueOf(await second(towns.a, cancelSuspension, { suspensionId, reason: '不動産が見つかった' }))
    expect(codesOf(await second(towns.a, decideWriteOff, { writeOffId }))).toEqual(['collection.write-off-changed'])
    valueOf(await towns.a.run(withdrawWriteOff, { writeOffId, reason: '停止の取消し' }))
    expect((await balances(towns.a, one.partyId))[0]).toMatchObject({ balance: 50_000, writtenOff: 0 })
  })
})

describe('a case with a joint body', () => {
  it('is handed over once, and what the body reports is posted once', async () => {
    const one = await debtor(towns.a, ['2026-05-31', 50_000], ['2026-09-30', 50_000])
    const handed = valueOf(await towns.a.run(transferCase, { partyId: one.partyId, body: '見本県滞納整理機構' }))
    expect(handed.claims).toBe(1)
    expect(codesOf(await towns.a.run(transferCase, { partyId: one.partyId, body: '見本県滞納整理機構' }))).toEqual(['collection.transfer-open'])
    const [claim] = await towns.a.tx(async (tx) => (await tx.db.client.query<{ claim_no: string }>('select claim_no from collection.case_transfer_claim where transfer_id = $1', [handed.transferId])).rows)
    const load = (rows: string) => towns.a.run(loadTransferResult, { content: Buffer.from(`送金番号,債権番号,領収日,納付額\r\n${rows}`, 'utf8').toString('base64') })
    expect(codesOf(await load(`S1,99999999,2026-06-20,1000\r\n`))).toEqual(['collection.result-claim-unknown'])
    expect(codesOf(await load(`S1,${claim!.claim_no},2026-06-20,1000\r\nS2,${claim!.claim_no},2026-06-20,60000\r\n`))).toEqual(['collection.result-too-much'])
    expect(codesOf(await load(`S1,${claim!.claim_no},2026-06-31,1000\r\n`))).toEqual(['collection.result-value'])
    expect(valueOf(await load(`S1,${claim!.claim_no},2026-06-20,1000\r\n`))).toEqual({ posted: 1, known: 0, amount: 1_000 })
    expect(valueOf(await load(`S1,${claim!.claim_no},2026-06-20,1000\r\nS3,${claim!.claim_no},2026-06-21,500\r\n`))).toEqual({ posted: 1, known: 1, amount: 500 })
    expect((await balances(towns.a, one.partyId))[0]).toMatchObject({ balance: 48_500, paid: 1_500 })
    expect(total(await sums(towns.a))).toBe(0)
  })
})

describe('the screens and letters', () => {
  // The clock has moved since: an older session has ended.
  beforeAll(async () => { web = await makeTestWeb(towns, 'kuroda') })

  const html = async (path: string): Promise<string> => {
    const response = await web.app.fetch(new Request(`http://yakuba.test/${towns.a.code}/${path}`, { headers: { host: 'yakuba.test', cookie: web.cookieOf(towns.a), accept: 'text/html' } }))
    return `${response.status} ${await response.text()}`
  }
  const press = async (path: string, fields: Readonly<Record<string, string>>): Promise<string> => {
    const body = new FormData()
    for (const [name, value] of Object.entries({ _key: randomUUID(), ...fields })) body.append(name, value)
    const response = await web.app.fetch(new Request(`http://yakuba.test/${towns.a.code}/${path}`, { method: 'POST', body, headers: { host: 'yakuba.test', origin: 'http://yakuba.test', cookie: web.cookieOf(towns.a), accept: 'text/html' } }))
    return response.status === 303 ? await html(response.headers.get('location')!.slice(`/${towns.a.code}/`.length)) : `${response.status} ${await response.text()}`
  }

  it('a case is seized, its letters are issued, money comes and is distributed, all from its page', async () => {
    const one = await seizable(towns.a, ['2026-05-31', 50_000])
    const path = `collection/enforcement/${one.partyId}`
    const before = await html(path)
    for (const words of ['遠山　渚', '時効の経過', '地方税法18条の2第1項2号', '更新', 'R13.6.12']) expect(before).toContain(words)
    expect(await press(path, { _act: 'seize', chargeId: one.chargeIds[0]!, kind: 'deposit', debtorName: '', items: '普通預金' })).toContain('第三債務者が要ります')
    // What was refused stays open with what was chosen, and nothing is chosen in the forms beside it.
    const refused = await press(path, { _act: 'suspend', chargeId: one.chargeIds[0]!, ground: 'no-property', findings: '' })
    expect(refused).toMatch(/<details class="sect" open=""><summary>滞納処分の停止を起案する<\/summary>/)
    expect(refused.match(/checked=""/g)).toHaveLength(1)
    const seizedPage = await press(path, { _act: 'seize', chargeId: one.chargeIds[0]!, kind: 'deposit', debtorName: '見本銀行　本店', debtorAddress: '遠浦県沖見市一番町1番地', items: '普通預金\n定期預金' })
    expect(seizedPage).toContain('差押えの間は完成しない')
    const [seizureId = ''] = /name="seizureId" value="([0-9a-f-]{36})"/.exec(seizedPage)?.slice(1) ?? []
    expect(await press(path, { _act: 'letter', letter: 'claim-seizure-notice', recordId: seizureId })).toContain('印刷する（PDF）')
    expect(await press(path, { _act: 'letter', letter: 'seizure-release', recordId: seizureId })).toContain('いまの状態では出せません')
    const paid = await press(path, { _act: 'money', seizureId, requestId: '', amount: '30,000', receivedOn: '' })
    const [moneyId = ''] = /name="moneyId" value="([0-9a-f-]{36})"/.exec(paid)?.slice(1) ?? []
    expect(await press(path, { _act: 'distribute', moneyId, sentOn: '', 'kind.1': 'secured', 'creditor.1': '見本銀行', 'rankedOn.1': 'R2.4.1', 'requestedOn.1': '', 'principal.1': '10,000', 'late.1': '' })).toContain('見本銀行')
    const desk = await html('collection/enforcement')
    for (const words of ['時効の近い期', '続いている差押え', 'ほかの職員が決裁します', '遠山　渚']) expect(desk).toContain(words)
  })

  it('seized things are offered from the page: what is refused stays typed, and what is offered is offered no second time', async () => {
    const { partyId, chargeIds } = await seizable(towns.a, ['2026-05-31', 50_000])
    const path = `collection/enforcement/${partyId}`
    const seizedPage = await press(path, { _act: 'seize', chargeId: chargeIds[0]!, kind: 'movables', items: '小型船外機　1台' })
    const [, seizureId = ''] = /name="_act" value="announce".*?name="seizureId" value="([0-9a-f-]{36})"/s.exec(seizedPage) ?? []
    const offer = { _act: 'announce', seizureId, lineNo: '1', estimate: '150,000', estimateGround: '買取業者2者の見積り', deposit: '', method: 'bids', auctionOn: 'R8.6.24', auctionTime: '午前10時', place: '市役所1階会議室', decisionOn: '', payBy: '', conditions: '', shortenedReason: '' }
    const refused = await press(path, offer)
    expect(refused).toMatch(/<details class="sect" open=""><summary>公売を公告する/)
    for (const words of ['value="買取業者2者の見積り"', 'href="#f-auctionOn"']) expect(refused).toContain(words)
    const offered = await press(path, { ...offer, shortenedReason: '保管に費用がかかるため' })
    for (const words of ['印刷する（PDF）', '公売通知書', '150,000']) expect(offered).toContain(words)
    expect(offered).not.toContain('<summary>公売を公告する')
  })

  it('a list for the joint body has a row for each claim, and a letter to the debtor shows the address', async () => {
    const list = valueOf(await towns.a.ask(exportTransferList, { on: plainDate('2026-06-24') }))
    expect(list.rows[0]).toContain('債権番号')
    expect(list.rows[1]).toEqual(expect.arrayContaining(['遠山　渚', '遠浦県沖見市灯台町一丁目2番3号', '50000']))
  })
})
