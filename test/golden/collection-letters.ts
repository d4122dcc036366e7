import { randomUUID } from 'node:crypto'
import { raiseCharges, type ChargeDraft } from '../../src/collection/charges.ts'
import { acceptPayment } from '../../src/collection/commands.ts'
import { decideBankAccount, registerBankAccount } from '../../src/collection/debit/account-commands.ts'
import { loadDebitResult, openDebitRun } from '../../src/collection/debit/commands.ts'
import { debitFile } from '../../src/collection/debit/queries.ts'
import { issueDebitFailureNotice, issueDebitStartNotice, issueRefundNotice, issueTransferReturnNotice } from '../../src/collection/letters/commands.ts'
import { decideRefund, openTransferRun, proposeRefund, returnTransfer } from '../../src/collection/refund/commands.ts'
import { listRefunds } from '../../src/collection/refund/queries.ts'
import { fiscalYear, plainDate } from '../../src/kernel/plain-date.ts'
import { yen } from '../../src/kernel/yen.ts'
import { ensurePartiesForResidents } from '../../src/party/index.ts'
import type { CommandAnswer } from '../../src/platform/command/runner.ts'
import { findIssued } from '../../src/platform/document/index.ts'
import { codesOf, staffMember, valueOf, type Town } from '../support/town.ts'
import { enter } from './households.ts'
import type { Maker, Made, Wanted } from './makers.ts'

// How the letters of collection come about for a household.

const counterDay = '2026-11-24T01:42:00.000Z'
const returnDay = '2026-12-10T01:42:00.000Z'
/** One run of a bank a day: each family has its own. */
const debitDays = { typical: '2026-12-25', longest: '2026-12-24', rare: '2026-12-28', overflow: '2026-12-22' } as const

/** Debts that come before the refund, so many months late. */
const debtsOf: Readonly<Record<Wanted['family'], readonly number[]>> = { typical: [1], longest: [1, 2, 3, 4], rare: [], overflow: [] }

async function paperOf(town: Town, answer: CommandAnswer<{ readonly documentId: string }>): Promise<Made> {
  if (!answer.ok) return codesOf(answer)
  return (await town.tx((tx) => findIssued(tx, answer.value.documentId)))!.pdf
}

async function payer({ towns, town, family }: Wanted): Promise<string> {
  towns.clock.set(counterDay)
  const [personId] = await enter(town, family, { headOnly: true })
  return await town.tx(async (tx) => (await ensurePartiesForResidents(tx, [personId!])).get(personId!)!)
}

const draft = (partyId: string, instalment: number, dueOn: string, amount: number): ChargeDraft => ({ levyCode: 'individual-inhabitants-tax', sourceId: randomUUID(), instalment, fiscalYear: fiscalYear(2026), partyId, subjectId: null, noticeNo: null, dueOn: plainDate(dueOn), amount: yen(amount) })

async function account({ towns, town }: Wanted, partyId: string, purpose: 'debit' | 'refund'): Promise<string> {
  const { accountId } = valueOf(await town.run(registerBankAccount, { partyId, purpose, levyCode: null, bankCode: '0123', branchCode: '045', symbol: null, accountType: '1', number: '7654321', holder: 'シオミ　タロウ', dueFrom: '2026-11-01', appliedOn: '2026-11-20', evidence: null }))
  if (purpose === 'refund') valueOf(await town.run(decideBankAccount, { accountId, isGranted: true, reason: null }, { actor: staffMember(towns.yakuba) }))
  return accountId
}

/** Lowered after it was paid; the longest with debts that come first, and nobody but the typical with an account. */
async function refundNotice(wanted: Wanted): Promise<Made> {
  const { town, family } = wanted
  const partyId = await payer(wanted)
  const paid = draft(partyId, 1, '2026-12-25', 900_000)
  const { chargeIds } = await town.tx((tx) => raiseCharges(tx, [paid]))
  valueOf(await town.run(acceptPayment, { partyId, amount: 900_000, paidOn: '2026-11-24', named: [], onlyNamed: false, expectedOwed: null }))
  await town.tx((tx) => raiseCharges(tx, [{ ...paid, amount: yen(100_000) }, ...debtsOf[family].map((no) => draft(partyId, no + 1, `2026-0${no + 5}-30`, 120_000))]))
  if (family === 'typical') await account(wanted, partyId, 'refund')
  const { refundId } = valueOf(await town.run(proposeRefund, { chargeId: chargeIds[0]!, cause: 'assessment-reduced' }))
  valueOf(await town.run(decideRefund, { refundId }, { actor: staffMember(wanted.towns.yakuba) }))
  return await paperOf(town, await town.run(issueRefundNotice, { refundId }))
}

const transferDays = { typical: '2026-12-01', longest: '2026-12-02', rare: '2026-12-03', overflow: '2026-12-04' } as const

/** Paid twice and sent to an account that is not there; the longest has registered another one since, and needs no claim. */
async function transferReturn(wanted: Wanted): Promise<Made> {
  const { towns, town, family } = wanted
  const partyId = await payer(wanted)
  const paid = draft(partyId, 1, '2026-12-25', 900_000)
  const { chargeIds } = await town.tx((tx) => raiseCharges(tx, [paid]))
  valueOf(await town.run(acceptPayment, { partyId, amount: 900_000, paidOn: '2026-11-24', named: [], onlyNamed: false, expectedOwed: null }))
  await town.tx((tx) => raiseCharges(tx, [{ ...paid, amount: yen(100_000) }]))
  await account(wanted, partyId, 'refund')
  const { refundId } = valueOf(await town.run(proposeRefund, { chargeId: chargeIds[0]!, cause: 'assessment-reduced' }))
  valueOf(await town.run(decideRefund, { refundId }, { actor: staffMember(towns.yakuba) }))
  valueOf(await town.run(openTransferRun, { transferOn: transferDays[family], bankCode: '9999' }))
  const { runId, lineNo } = valueOf(await town.ask(listRefunds, {})).transfers.find((one) => one.partyId === partyId)!
  towns.clock.set(returnDay)
  valueOf(await town.run(returnTransfer, { runId, lineNo, returnedOn: '2026-12-10', reason: family === 'longest' ? '口座名義相違。届出の名義のカナと、通帳の名義のカナが違う。金融機関の支店の統合の前の番号であった' : '該当の口座なし' }))
  if (family === 'longest') await account(wanted, partyId, 'refund')
  return await paperOf(town, await town.run(issueTransferReturnNotice, { runId, lineNo }))
}

async function debitFailure(wanted: Wanted): Promise<Made> {
  const { town, family } = wanted
  const partyId = await payer(wanted)
  await account(wanted, partyId, 'debit')
  await town.tx((tx) => raiseCharges(tx, [draft(partyId, 3, debitDays[family], 54_000)]))
  const { runId } = valueOf(await town.run(openDebitRun, { debitOn: debitDays[family], bankCode: '9999', retryOf: null }))
  const records = Buffer.from(valueOf(await town.ask(debitFile, { runId })).content, 'base64').toString('latin1').match(/[^]{120}/g)!
  // The bank says 1, want of funds, and reckons the trailer.
  const sum = String(54_000).padStart(12, '0')
  const answer = [records[0]!, `${records[1]!.slice(0, 111)}1${records[1]!.slice(112)}`, `8000001${sum}000000${'0'.repeat(12)}000001${sum}${' '.repeat(65)}`, records[3]!].join('')
  valueOf(await town.run(loadDebitResult, { runId, content: Buffer.from(answer, 'latin1').toString('base64') }))
  return await paperOf(town, await town.run(issueDebitFailureNotice, { runId, lineNo: 1 }))
}

async function debitStart(wanted: Wanted): Promise<Made> {
  const accountId = await account(wanted, await payer(wanted), 'debit')
  return await paperOf(wanted.town, await wanted.town.run(issueDebitStartNotice, { accountId }))
}

export const letterMakers: Readonly<Record<string, Maker>> = { 'collection.refund-notice': refundNotice, 'collection.transfer-return-notice': transferReturn, 'collection.debit-failure-notice': debitFailure, 'collection.debit-start-notice': debitStart }
