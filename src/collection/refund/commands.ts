import { z } from 'zod'
import { isClosed } from '../../kernel/calendar.ts'
import type { Refused } from '../../kernel/outcome.ts'
import { addDays, type PlainDate } from '../../kernel/plain-date.ts'
import { sumOf } from '../../kernel/yen.ts'
import { nationalClosedDays } from '../../legislation/index.ts'
import { findParty } from '../../party/index.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zText } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { closeBook, openBook } from '../book.ts'
import { bankDayFault } from '../calendar.ts'
import { type AccountRow, changeStates, listAccountsOfParties } from '../debit/account-store.ts'
import { fieldsOf } from '../debit/accounts.ts'
import { debitBanksOf } from '../debit/debits.ts'
import { writeFraming, writeTransferFile } from '../formats/zengin-file.ts'
import { mmddOf } from '../formats/zengin.ts'
import type { DebitBank } from '../law.ts'
import { refuse } from '../refusals.ts'
import type { OverpaidParts } from '../rules/refund-plan.ts'
import { planOf, postRefund } from './refunds.ts'
import * as store from './store.ts'

const zSums = z.object({ refundId: z.string(), overpaid: z.number(), interest: z.number(), appropriated: z.number(), payable: z.number() })

/** Says what is to become of an overpayment, for a second officer to approve — 還付・充当を起案する. */
export const proposeRefund = command({
  name: 'collection.propose-refund', title: '還付・充当を起案する', permission: 'collection.write', keepOutcome: 'for-ever',
  description: 'Reckons what becomes of the overpayment of a charge: interest by its cause, what goes to unpaid debts of the same person in the statutory order, and what goes back. Nothing is written to the ledger before another officer approves.',
  input: z.object({ chargeId: zId, cause: z.enum(['paid-by-mistake', 'assessment-reduced'], { error: '過誤納の理由を選んでください。' }) }), output: zSums,
  async run(tx, { chargeId, cause }) {
    if (await store.findOpenRefund(tx, chargeId)) return refuse('refund-open', { field: '/chargeId' })
    const plan = await planOf(tx, chargeId, { cause, decidedOn: tx.today })
    if (!plan.ok) return plan
    const refundId = newId()
    const { partyId, overpaid, overpaidParts: parts, interest, appropriated, payable, appropriations } = plan.value
    await store.insertRefund(tx, { refundId, chargeId, partyId, cause, overpaid, parts, interest, appropriated, payable, decidedOn: tx.today, lines: appropriations })
    return done({ refundId, overpaid, interest, appropriated, payable }, { subjectIds: await subjectsOf(tx, partyId) })
  },
  async example(tx) {
    const charge = await store.findOverpaidCharge(tx)
    return charge ? { chargeId: charge.charge_id, cause: 'paid-by-mistake' as const } : null
  },
})

async function subjectsOf(tx: Tx, partyId: string): Promise<string[]> {
  const party = await findParty(tx, partyId)
  return party?.residentId ? [party.residentId] : []
}

/** A second officer agrees, and the decision enters the ledger — 還付・充当を決裁する. */
export const decideRefund = command({
  name: 'collection.decide-refund', title: '還付・充当を決裁する', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Approves a decision of another officer. It is reckoned again for its day; where anything of it has changed meanwhile it is refused and has to be proposed anew.',
  input: z.object({ refundId: zId }), output: zSums,
  async run(tx, { refundId }) {
    const refund = await store.lockRefund(tx, refundId)
    const fault = stateFault(refund)
    if (fault || !refund) return fault ?? refuse('refund-not-found', { field: '/refundId' })
    if (refund.proposed_by === tx.actor.id) return refuse('refund-same-officer', { field: '/refundId' })
    const plan = await planOf(tx, refund.charge_id, { cause: refund.cause, decidedOn: refund.decided_on })
    if (!plan.ok) return plan
    const lines = await store.listRefundLines(tx, [refundId])
    if (!isSame(refund, lines, plan.value)) return refuse('refund-changed', { field: '/refundId' })
    await postRefund(tx, refund, lines)
    await store.approve(tx, refundId)
    return done({ refundId, overpaid: refund.overpaid, interest: refund.interest, appropriated: refund.appropriated, payable: refund.payable }, { subjectIds: await subjectsOf(tx, refund.party_id) })
  },
  async example(tx) {
    const refund = await store.findProposed(tx, tx.actor.id)
    return refund ? { refundId: refund.refund_id } : null
  },
})

function stateFault(refund: store.RefundRow | undefined): Refused | undefined {
  if (!refund) return refuse('refund-not-found', { field: '/refundId' })
  if (refund.approved_at !== null) return refuse('refund-decided', { field: '/refundId' })
  return refund.withdrawn_at === null ? undefined : refuse('refund-withdrawn', { field: '/refundId' })
}

function isSame(refund: store.RefundRow, lines: readonly store.RefundLineRow[], plan: { overpaid: number; overpaidParts: OverpaidParts; interest: number; payable: number; appropriations: readonly { chargeId: string; kind: string; amount: number }[] }): boolean {
  const text = (list: readonly { chargeId: string; kind: string; amount: number }[]): string => list.map((one) => `${one.chargeId}|${one.kind}|${one.amount}`).join()
  return refund.overpaid === plan.overpaid && refund.overpaid_late === plan.overpaidParts.late && refund.interest === plan.interest && refund.payable === plan.payable && text(plan.appropriations) === text(lines.map((line) => ({ chargeId: line.charge_id, kind: line.kind, amount: line.amount })))
}

/** Takes a proposal back before it is decided — 起案を取り下げる. */
export const withdrawRefund = command({
  name: 'collection.withdraw-refund', title: '還付・充当の起案を取り下げる', permission: 'collection.write', keepOutcome: 'for-ever',
  description: 'Takes a proposal back; the overpayment waits again.',
  input: z.object({ refundId: zId, reason: zText(200, '理由') }), output: z.object({ refundId: z.string() }),
  async run(tx, { refundId, reason }) {
    const refund = await store.lockRefund(tx, refundId)
    const fault = stateFault(refund)
    if (fault || !refund) return fault ?? refuse('refund-not-found', { field: '/refundId' })
    await store.withdraw(tx, refundId, reason)
    return done({ refundId }, { subjectIds: await subjectsOf(tx, refund.party_id) })
  },
  async example(tx) {
    const proposed = await store.listProposed(tx, 20)
    const refund = proposed.find((one) => one.payable === 0) ?? proposed[0]
    return refund ? { refundId: refund.refund_id, reason: '過誤納の理由を見直す' } : null
  },
})

/** Hands what goes back to a bank: one file for a day — 振込の依頼を作る. */
export const openTransferRun = command({
  name: 'collection.open-transfer-run', title: '還付の振込の依頼を作る', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Makes the transfer file of a bank and day from every approved refund whose payee has an account for refunds. Each stands as paid in the ledger from that day; one that comes back is entered as returned.',
  input: z.object({ transferOn: zDate, bankCode: z.string().regex(/^\d{4}$/, { error: '取りまとめ先を選んでください。' }) }), output: z.object({ runId: z.string(), lines: z.number(), amount: z.number() }),
  async run(tx, { transferOn, bankCode }) {
    const bank = debitBanksOf(tx).find((one) => one.bankCode === bankCode)
    if (!bank) return refuse(debitBanksOf(tx).length === 0 ? 'debit-banks-missing' : 'debit-bank-unknown', { found: bankCode, field: '/bankCode' })
    const fault = bankDayFault(transferOn, tx.today, { past: 'transfer-day-past', field: '/transferOn' })
    if (fault) return fault
    if (await store.findTransferRun(tx, bankCode, transferOn)) return refuse('transfer-run-exists', { field: '/transferOn' })
    const payables = await payablesOf(tx)
    if (payables.length === 0) return refuse('transfer-nothing')
    const { runId, amount } = await keepTransfers(tx, { bank, transferOn }, payables)
    return done({ runId, lines: payables.length, amount })
  },
  async example(tx) {
    const [bank] = debitBanksOf(tx)
    const transferOn = await freeDay(tx, bank?.bankCode ?? '')
    return bank && transferOn && (await payablesOf(tx)).length > 0 ? { transferOn, bankCode: bank.bankCode } : null
  },
})

interface Payable { readonly refund: store.RefundRow; readonly account: AccountRow }

const transfersOfRun = 5_000

/** Approved refunds that can go out: whose payee has an account for refunds, the latest one. */
export async function payablesOf(tx: Tx): Promise<Payable[]> {
  const refunds = await store.listPayable(tx, transfersOfRun)
  const accounts = (await listAccountsOfParties(tx, [...new Set(refunds.map((refund) => refund.party_id))])).filter((one) => one.purpose === 'refund' && one.state === 'active' && one.due_from <= tx.today)
  return refunds.flatMap((refund) => {
    const account = accounts.find((one) => one.party_id === refund.party_id)
    return account ? [{ refund, account }] : []
  })
}

async function keepTransfers(tx: Tx, { bank, transferOn }: { bank: DebitBank; transferOn: PlainDate }, payables: readonly Payable[]): Promise<{ runId: string; amount: number }> {
  const records = writeTransferFile({
    codeClass: bank.code === 'jis' ? '0' : '1', clientCode: bank.clientCode, clientName: bank.clientName, mmdd: mmddOf(transferOn), bankCode: bank.bankCode, bankName: bank.bankName, branchCode: bank.branchCode, branchName: bank.branchName,
    accountType: bank.accountType, accountNumber: bank.accountNumber,
  }, payables.map(({ refund, account }, index) => ({
    ...fieldsOf(tx, account), bankName: '', branchName: '', clearingHouse: bank.clearingHouse, holder: account.holder_kana, amount: String(refund.payable), newCode: '0', customerCode1: String(index + 1).padStart(10, '0'), customerCode2: '0000000000',
    transferClass: '7', ediMark: '',
  })))
  const sha256 = await tx.services.files.put(tx, writeFraming(records, bank))
  const book = await openBook(tx, payables.map(({ refund }) => refund.charge_id))
  const lines = payables.map(({ refund, account }, index) => {
    const [move] = book.enter({ kind: 'transfer', effectiveOn: transferOn }, [{ debit: 'refund-due', credit: 'cash', amount: refund.payable, chargeId: refund.charge_id, partyId: refund.party_id }])
    return { lineNo: index + 1, refundId: refund.refund_id, accountId: account.account_id, amount: refund.payable, entryId: move?.entryId ?? '' }
  })
  await closeBook(tx, book)
  const run = { runId: newId(), bankCode: bank.bankCode, transferOn, lines: lines.length, amount: sumOf(payables.map(({ refund }) => refund.payable)), sha256 }
  await store.insertTransfers(tx, run, lines)
  return run
}

/** The next day on which the bank is open and nothing was handed to it yet, for examples. */
async function freeDay(tx: Tx, bankCode: string): Promise<PlainDate | null> {
  let day = tx.today
  for (let tried = 0; tried < 60; tried += 1) {
    day = addDays(day, 1)
    if (!isClosed('bank', day, nationalClosedDays) && !(await store.findTransferRun(tx, bankCode, day))) return day
  }
  return null
}

/** A transfer came back from the bank: the money is owed to the person again — 振込が戻った. */
export const returnTransfer = command({
  name: 'collection.return-transfer', title: '戻った振込を記録する', permission: 'collection.write', keepOutcome: 'for-ever',
  description: 'Enters that a transfer came back. Its ledger line is reversed, the refund is open again, and the account is put out of use.',
  input: z.object({ runId: zId, lineNo: z.number().int().min(1), returnedOn: zDate, reason: zText(200, '理由') }), output: z.object({ refundId: z.string() }),
  async run(tx, { runId, lineNo, returnedOn, reason }) {
    const transfer = await store.findTransfer(tx, runId, lineNo)
    if (!transfer) return refuse('transfer-not-found', { field: '/runId' })
    if (transfer.returned_on !== null) return refuse('transfer-returned', { field: '/runId' })
    if (returnedOn > tx.today) return refuse('paid-in-future', { field: '/returnedOn' })
    const moves = await store.listMovesOfEntry(tx, transfer.entry_id)
    const book = await openBook(tx, moves.flatMap((move) => move.chargeId ?? []))
    book.reverse(moves, { effectiveOn: returnedOn })
    await closeBook(tx, book)
    await store.insertReturn(tx, { runId, lineNo, returnedOn, reason })
    await changeStates(tx, [{ accountId: transfer.account_id, state: 'suspended', reason: `振込が戻った　${reason}` }])
    return done({ refundId: transfer.refund_id }, { subjectIds: await subjectsOf(tx, transfer.party_id) })
  },
  async example(tx) {
    const transfer = (await store.listTransfers(tx, 200)).find((one) => one.returned_on === null)
    return transfer ? { runId: transfer.run_id, lineNo: transfer.line_no, returnedOn: tx.today, reason: '口座の名義が違う' } : null
  },
})
