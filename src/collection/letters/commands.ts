import { z } from 'zod'
import type { Outcome } from '../../kernel/outcome.ts'
import { command } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../platform/command/tx.ts'
import { findAnyAccount } from '../debit/account-store.ts'
import { findAnyFailure } from '../debit/store.ts'
import { findReturned, listDecided } from '../refund/store.ts'
import { issueLetter, type LetterWords } from './paper.ts'
import { wordsOfOne } from './words.ts'

const output = z.object({ letterId: z.string(), number: z.string(), documentId: z.string() })

/** 還付（充当）通知書を出す */
export const issueRefundNotice = command({
  name: 'collection.issue-refund-notice', title: '還付（充当）通知書を出す', permission: 'collection.issue',
  description: 'Issues the letter about an approved decision on an overpayment: what is given back and what was set off, the account, and a claim form where none is registered.',
  input: z.strictObject({ refundId: zId }), output,
  run: async (tx, { refundId }) => await sendLetter(tx, await wordsOfOne(tx, 'refund-notice', { aboutId: refundId, lineNo: null })),
  async example(tx) {
    const [refund] = await listDecided(tx, 1)
    return refund ? { refundId: refund.refund_id } : null
  },
})

/** 口座振替不能通知書を出す */
export const issueDebitFailureNotice = command({
  name: 'collection.issue-debit-failure-notice', title: '口座振替不能通知書を出す', permission: 'collection.issue',
  description: 'Issues the letter about a debit that the bank could not carry out, with its reason and what is open now.',
  input: z.strictObject({ runId: zId, lineNo: z.int().min(1) }), output,
  run: async (tx, { runId, lineNo }) => await sendLetter(tx, await wordsOfOne(tx, 'debit-failure-notice', { aboutId: runId, lineNo })),
  async example(tx) {
    const failed = await findAnyFailure(tx)
    return failed ? { runId: failed.run_id, lineNo: failed.line_no } : null
  },
})

/** 口座振替開始通知書を出す */
export const issueDebitStartNotice = command({
  name: 'collection.issue-debit-start-notice', title: '口座振替開始通知書を出す', permission: 'collection.issue',
  description: 'Issues the letter that direct debits begin: levy, account by its last digits, holder and first due day.',
  input: z.strictObject({ accountId: zId }), output,
  run: async (tx, { accountId }) => await sendLetter(tx, await wordsOfOne(tx, 'debit-start-notice', { aboutId: accountId, lineNo: null })),
  async example(tx) {
    const account = await findAnyAccount(tx, 'debit')
    return account ? { accountId: account.account_id } : null
  },
})

/** 振込不能のお知らせを出す */
export const issueTransferReturnNotice = command({
  name: 'collection.issue-transfer-return-notice', title: '振込不能のお知らせを出す', permission: 'collection.issue',
  description: 'Issues the letter about a refund whose transfer came back, with the reason of the bank and a new claim form where no other account has been registered since.',
  input: z.strictObject({ runId: zId, lineNo: z.int().min(1) }), output,
  run: async (tx, { runId, lineNo }) => await sendLetter(tx, await wordsOfOne(tx, 'transfer-return-notice', { aboutId: runId, lineNo })),
  async example(tx) {
    const returned = await findReturned(tx, null)
    return returned ? { runId: returned.run_id, lineNo: returned.line_no } : null
  },
})

/** Issues a letter with these words, of a package or by itself. */
export async function sendLetter(tx: Tx, words: Outcome<LetterWords>, kept: { readonly runId: string | null } = { runId: null }): Promise<Decision<z.output<typeof output>>> {
  if (!words.ok) return words
  const issued = await issueLetter(tx, words.value, kept)
  if (!issued.ok) return issued
  const { letterId, number, documentId } = issued.value
  const { residentId } = words.value.party
  return done({ letterId, number, documentId }, { subjectIds: residentId === null ? [] : [residentId] })
}
