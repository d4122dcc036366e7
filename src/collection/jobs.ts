import { z } from 'zod'
import { job } from '../platform/job/define.ts'
import { enqueue } from '../platform/job/store.ts'
import { postPageOfDebits } from './debit/debits.ts'
import { listRuns, listUnpostedRuns } from './debit/store.ts'
import { findFile, listFiles, listUnpostedFiles } from './payment-store.ts'
import { postPageOfFile } from './payments.ts'

/** Posts one page of a file and asks for the next in the same transaction: killed anywhere, nothing is lost or doubled — 消込. */
export const postPaymentFile = job({
  name: 'collection.post-payment-file', title: '納付のファイルを消し込む',
  payload: z.object({ fileId: z.uuid() }),
  async run(tx, { fileId }) {
    const { isFinished } = await postPageOfFile(tx, fileId)
    if (!isFinished) await enqueue(tx, { task: 'collection.post-payment-file', payload: { fileId } })
  },
  async example(tx) {
    const [file] = await listFiles(tx, 1)
    return file ? { fileId: file.file_id } : null
  },
})

/** Posts one page of the results of a debit run and asks for the next in the same transaction — 振替結果の消込. */
export const postDebitResults = job({
  name: 'collection.post-debit-results', title: '口座振替の結果を消し込む',
  payload: z.object({ runId: z.uuid() }),
  async run(tx, { runId }) {
    const { isFinished } = await postPageOfDebits(tx, runId)
    if (!isFinished) await enqueue(tx, { task: 'collection.post-debit-results', payload: { runId } })
  },
  async example(tx) {
    const [run] = await listRuns(tx, 1)
    return run ? { runId: run.run_id } : null
  },
})

/** Takes up files whose posting stopped, every ten minutes. */
export const takeUpPaymentFiles = job({
  name: 'collection.take-up-payment-files', title: '止まった消込を続ける',
  payload: z.object({}),
  schedule: '*/10 * * * *',
  async run(tx) {
    for (const { file_id: fileId } of await listUnpostedFiles(tx)) {
      const file = await findFile(tx, fileId)
      if (file) await enqueue(tx, { task: 'collection.post-payment-file', payload: { fileId }, key: `payment-file:${fileId}:${file.posted}` })
    }
    for (const { run_id: runId, posted } of await listUnpostedRuns(tx)) await enqueue(tx, { task: 'collection.post-debit-results', payload: { runId }, key: `debit-run:${runId}:${posted}` })
  },
  example: async () => ({}),
})
