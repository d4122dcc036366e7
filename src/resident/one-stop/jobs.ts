import { z } from 'zod'
import { job } from '../../platform/job/define.ts'
import { endTask, moveItem } from './inbox.ts'
import { answerPortal } from './outbox.ts'
import * as store from './store.ts'

const atOnce = 500

/** Ends what nobody came for, and takes out the content whose time is over, each night — 受付の期限切れ. */
export const expireMoves = job({
  name: 'resident.expire-one-stop', title: '引越しワンストップの期限切れを閉じる', payload: z.object({}), schedule: '30 15 * * *',
  async run(tx) {
    for (let due = await store.lockExpired(tx, atOnce); due.length > 0; due = await store.lockExpired(tx, atOnce)) {
      for (const item of due.filter((one) => one.state === 'waiting')) {
        await moveItem(tx, item, { state: 'expired', reason: '預かる期間が過ぎたため' })
        await endTask(tx, item.itemId, { state: 'not-needed', reason: '預かる期間が過ぎたため' })
        if (item.origin === 'portal') await answerPortal(tx, { thread: item.thread, answer: 'expired', reasons: [] })
      }
      await store.eraseMessages(tx, due.map((item) => item.itemId))
    }
    await store.eraseSent(tx)
  },
  example: async () => ({}),
})
