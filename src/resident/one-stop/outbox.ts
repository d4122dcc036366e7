import { addDays, type PlainDate } from '../../kernel/plain-date.ts'
import type { Refusal } from '../../kernel/outcome.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { enqueue } from '../../platform/job/store.ts'
import { nextNumber } from '../../platform/number/index.ts'
import { registerLawOn } from '../law.ts'
import { portalFormat, type PortalAnswer, type TownMessage } from './messages.ts'
import * as store from './store.ts'

/** Serial of what is sent, in the order of sending. */
const sentSerial = 'resident.one-stop-sent'
/** The courier's name, for the queue. */
export const courierName = 'resident.carry-move-messages'

/** Puts an answer for the portal into the outbox, in this transaction; the portal's side fetches it — 回答. */
export async function answerPortal(tx: Tx, answer: { readonly thread: string; readonly answer: PortalAnswer['answer']; readonly reasons: readonly Refusal[] }): Promise<void> {
  const { sequence } = await store.findThread(tx, answer.thread)
  const content: PortalAnswer = {
    format: portalFormat, answerId: newId(), applicationId: answer.thread, sequence: sequence + 1, from: tx.office.code, answeredAt: tx.now, answer: answer.answer,
    reasons: answer.reasons.map(({ code, message, remedy, article }) => ({ code, message, remedy, article })),
  }
  const law = registerLawOn(tx.today, tx.office.ordinanceOn(tx.today))
  await store.insertSent(tx, { messageId: content.answerId, sentNo: await nextNumber(tx, sentSerial), thread: answer.thread, sequence: content.sequence, type: answer.answer, toCode: null, content, expiresOn: addDays(tx.today, law.oneStopDraftDays) })
}

/** Puts a message for another town into the outbox, in this transaction, and wakes the courier for after the commit. */
export async function writeToTown(tx: Tx, letter: { readonly thread: string; readonly to: string; readonly content: TownMessage['content']; readonly expiresOn: PlainDate }): Promise<void> {
  const { sequence } = await store.findThread(tx, letter.thread)
  const message: TownMessage = { messageId: newId(), from: tx.office.code, thread: letter.thread, sequence: sequence + 1, sentAt: tx.now, content: letter.content }
  await store.insertSent(tx, { messageId: message.messageId, sentNo: await nextNumber(tx, sentSerial), thread: letter.thread, sequence: message.sequence, type: letter.content.type, toCode: letter.to, content: message, expiresOn: letter.expiresOn })
  await enqueue(tx, { task: courierName, payload: {}, key: `${courierName}:${tx.tenant}` })
}
