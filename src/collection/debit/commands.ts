import { z } from 'zod'
import type { Refused } from '../../kernel/outcome.ts'
import { zeroPadded } from '../../kernel/text.ts'
import { printDate } from '../../kernel/wareki.ts'
import { townDay } from '../../platform/clock/index.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zText } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { upload } from '../../platform/command/upload.ts'
import { sha256Hex } from '../../platform/crypto/index.ts'
import { enqueue } from '../../platform/job/store.ts'
import { bankDayFault } from '../calendar.ts'
import { refuse } from '../refusals.ts'
import { debitBanksOf, debitsOfPage, draftsOf, keepRun, postPageOfDebits, readAnswer } from './debits.ts'
import * as store from './store.ts'

const debitOrder = z.object({
  debitOn: zDate,
  /** 取引銀行番号 of the bank that takes the file. */
  bankCode: z.string().regex(/^\d{4}$/, { error: '取りまとめ先を選んでください。' }),
  /** The run whose failed debits are tried again — 再振替; null for what is due on the day. */
  retryOf: zId.nullable(),
})

const zRun = z.object({ runId: z.string(), lines: z.number(), amount: z.number() })

/** Asks a bank for the debits of a day — 口座振替の依頼を作る. */
export const openDebitRun = command({
  name: 'collection.open-debit-run', title: '口座振替の依頼を作る', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Makes the request file for one bank and day: every open instalment due on that day whose payer has an account, or those of another run that failed for want of funds. The file is kept as made; the same bank and day is not asked twice.',
  input: debitOrder, output: zRun,
  async run(tx, input) {
    const bank = debitBanksOf(tx).find((one) => one.bankCode === input.bankCode)
    if (debitBanksOf(tx).length === 0) return refuse('debit-banks-missing')
    if (!bank) return refuse('debit-bank-unknown', { found: input.bankCode, field: '/bankCode' })
    const fault = bankDayFault(input.debitOn, tx.today, { past: 'debit-day-past', field: '/debitOn' }) ?? await retryFault(tx, input.retryOf)
    if (fault) return fault
    await store.lockRuns(tx)
    if (await store.findStandingRun(tx, bank.bankCode, input.debitOn)) return refuse('debit-run-exists', { field: '/debitOn' })
    const order = { bank, debitOn: input.debitOn, retryOf: input.retryOf }
    const drafts = await draftsOf(tx, order)
    if (drafts.length === 0) return refuse('debit-nothing', { field: '/debitOn' })
    const { runId, lines, amount } = await keepRun(tx, order, drafts)
    return done({ runId, lines, amount })
  },
  async example(tx) {
    const debitOn = await store.findDayWithDebits(tx, tx.today)
    const [bank] = debitBanksOf(tx)
    return debitOn && bank ? { debitOn, bankCode: bank.bankCode, retryOf: null } : null
  },
})

async function retryFault(tx: Tx, runId: string | null): Promise<Refused | undefined> {
  if (runId === null) return undefined
  const run = await store.findRun(tx, runId)
  if (!run) return refuse('debit-run-not-found', { field: '/retryOf' })
  return run.posted < run.lines ? refuse('debit-retry-early', { field: '/retryOf' }) : undefined
}

/** Takes back a request that the bank has not been given — 依頼を取り消す. */
export const cancelDebitRun = command({
  name: 'collection.cancel-debit-run', title: '口座振替の依頼を取り消す', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Cancels a request before the bank has answered, so that the day can be asked again. Whoever cancels says that the bank has not taken the file.',
  input: z.object({ runId: zId, reason: zText(200, '理由') }), output: z.object({ runId: z.string() }),
  async run(tx, { runId, reason }) {
    await store.lockRuns(tx)
    const run = await store.findRun(tx, runId)
    if (!run) return refuse('debit-run-not-found', { field: '/runId' })
    if (run.cancelled_at !== null) return refuse('debit-run-cancelled', { field: '/runId' })
    if (run.received_at !== null) return refuse('debit-run-answered', { field: '/runId' })
    await store.cancelRun(tx, runId, reason)
    return done({ runId })
  },
  async example(tx) {
    const run = await store.findUnansweredRun(tx)
    return run ? { runId: run.run_id, reason: '銀行に渡す前に、対象を直した' } : null
  },
})

const zContent = upload(z.base64({ error: 'ファイルを選んでください。' }).min(1, { error: 'ファイルを選んでください。' }).max(60_000_000, { error: 'ファイルは40MBまでです。' }))

/** Takes in what the bank answered — 振替結果を受け取る. */
export const loadDebitResult = command({
  name: 'collection.load-debit-result', title: '口座振替の結果を受け取る', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Reads the result file of a run. Any fault, and any field that differs from the request, refuses the whole file by line and item. Results are stored in one transaction; a file of one page is posted with them, a larger one in pages afterwards. The same file or a second answer is refused.',
  input: z.object({ runId: zId, content: zContent }), output: z.object({ runId: z.string(), lines: z.number(), failed: z.number() }),
  async run(tx, { runId, content }) {
    const bytes = new Uint8Array(Buffer.from(content, 'base64'))
    const sha256 = sha256Hex(bytes)
    await store.lockRuns(tx)
    const run = await store.findRun(tx, runId)
    if (!run) return refuse('debit-run-not-found', { field: '/runId' })
    if (run.cancelled_at !== null) return refuse('debit-run-cancelled', { field: '/runId' })
    const earlier = await store.findResultFileByDigest(tx, sha256)
    if (earlier) return refuse('file-already-loaded', { loaded: printDate(townDay(earlier.received_at)), field: '/content' })
    if (run.received_at !== null) return refuse('debit-run-answered', { field: '/runId' })
    const answer = readAnswer(bytes, await requestOf(tx, run))
    if (!answer.ok) return answer
    await store.insertResults(tx, { runId, sha256, codes: answer.value })
    if (run.lines < debitsOfPage) await postPageOfDebits(tx, runId)
    else await enqueue(tx, { task: 'collection.post-debit-results', payload: { runId } })
    return done({ runId, lines: run.lines, failed: answer.value.filter((code) => code !== '0').length })
  },
  async example(tx) {
    const run = await store.findUnansweredRun(tx)
    return run ? { runId: run.run_id, content: exampleAnswer(await requestOf(tx, run)) } : null
  },
})

/** The bytes that were handed over. */
export async function requestOf(tx: Tx, run: { sha256: string }): Promise<Uint8Array> {
  const bytes = await tx.services.files.find(tx, run.sha256)
  if (!bytes) throw new Error('the file of a run is kept')
  return bytes
}

/** The request as a bank of a practice town answers that carried out all but the first, for want of funds; the sums of its trailer follow. */
function exampleAnswer(request: Uint8Array): string {
  const [length, amountAt, resultAt] = [120, 80, 111]
  const text = Buffer.from(request).toString('latin1')
  const amount = Number(text.slice(length + amountAt, length + amountAt + 10))
  const sums = (count: number, sum: number): string => `${zeroPadded(count, 6)}${zeroPadded(sum, 12)}`
  const failed = `${text.slice(0, length + resultAt)}1${text.slice(length + resultAt + 1)}`
  return Buffer.from(failed.replace(/8(\d{6})(\d{12})0{36}(?= {65})/, (_trailer, count: string, sum: string) => `8${count}${sum}${sums(Number(count) - 1, Number(sum) - amount)}${sums(1, amount)}`), 'latin1').toString('base64')
}
