import { courier } from '../../platform/job/define.ts'
import { takeIn } from './inbox.ts'
import { TownMessage } from './messages.ts'
import type { ItemKind } from './model.ts'
import { courierName } from './outbox.ts'
import * as store from './store.ts'

const batch = 50

/** What a message between towns prepares where it arrives: the moving-in of a family, or the notice that closes their record. */
const kindOfContent: Readonly<Record<TownMessage['content']['type'], ItemKind>> = { 'hand-over': 'moving-in', 'hand-over-withdrawn': 'moving-in', arrival: 'moving-in-notice', 'arrival-withdrawn': 'moving-in-notice' }

/** Carries moves from town to town: sealed by each under its own key, once by the id of the message — 転出証明書情報・転入通知の送達. */
export const moveCourier = courier<TownMessage>({
  name: courierName, title: '転出証明書情報と転入通知を届ける', schedule: '*/10 * * * *',
  waiting: async (tx) => (await store.listUndelivered(tx, batch)).map((sent) => ({ id: sent.messageId, to: sent.toCode ?? '', message: TownMessage.parse(JSON.parse(sent.content)) })),
  async receive(tx, { message }) {
    await takeIn(tx, {
      messageId: message.messageId, origin: 'town', kind: kindOfContent[message.content.type], thread: message.thread, counterpartCode: message.from, sequence: message.sequence, type: message.content.type, sentAt: message.sentAt,
      content: message.content, isProtected: message.content.isProtected,
    })
  },
  settle: async (tx, letter, outcome) => { await store.markDelivered(tx, letter.id, outcome) },
})
