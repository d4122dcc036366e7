import { unreachable } from '../../kernel/assert.ts'
import { courier } from '../../platform/job/define.ts'
import { answerHome, courierName } from './home.ts'
import type { InterMunicipalMessage } from './messages.ts'
import * as store from './store.ts'

const batch = 50

/** Carries questions to home towns and their answers back, sealed in each town under its own key — 広域交付の通知の送達. */
export const interMunicipalCourier = courier<InterMunicipalMessage>({
  name: courierName, title: '広域交付の請求と答えを届ける', schedule: '*/10 * * * *',
  async waiting(tx) {
    const questions = (await store.listUndeliveredRequests(tx, batch)).map((request) => ({ id: request.requestId, to: request.homeCode, message: store.questionOf(tx, request) }))
    const answers = (await store.listUndeliveredAnswers(tx, batch)).map(({ to, answer }) => ({ id: answer.requestId, to, message: answer }))
    return [...questions, ...answers]
  },
  async receive(tx, { message }) {
    switch (message.type) {
      case 'question': return await answerHome(tx, message)
      case 'answer': return await store.keepAnswer(tx, message)
      default: return unreachable(message)
    }
  },
  async settle(tx, { id, message }, delivery) {
    if (message.type === 'question') await store.markRequestDelivered(tx, id, delivery)
    else await store.markAnswerDelivered(tx, id, delivery)
  },
})
