import { z } from 'zod'
import type { Tx } from '../platform/command/tx.ts'
import { job } from '../platform/job/define.ts'
import { enqueue } from '../platform/job/store.ts'
import { cancelRegistration, record } from './cancel.ts'
import { reasonOfLeaving } from './rules/reaction.ts'
import { findRegistration, listOvertaken, lockSealOf } from './store.ts'

/** Registrations worked off in one transaction. */
const page = 200

/**
 * Five minutes after midnight in Japan: cancels what the register has overtaken (a day of moving out that was reached),
 * and puts under review whoever bears another name — 日次の自動処理.
 * A certificate asks the register itself, so nothing can be issued that waits for this.
 */
export const followRegister = job({
  name: 'seal.follow-register', title: '印鑑登録を住民記録に合わせる',
  payload: z.object({}),
  schedule: '5 15 * * *',
  async run(tx) {
    const overtaken = await listOvertaken(tx, page)
    for (const one of overtaken) await follow(tx, one)
    if (overtaken.length === page) await enqueue(tx, { task: 'seal.follow-register', payload: {} })
  },
  example: async () => ({}),
})

async function follow(tx: Tx, { registrationId, personId, status, ceasedOn }: Awaited<ReturnType<typeof listOvertaken>>[number]): Promise<void> {
  await lockSealOf(tx, personId)
  const now = await findRegistration(tx, registrationId)
  if (now === undefined || now.state === 'cancelled') return
  const reason = reasonOfLeaving(status)
  if (reason !== null) await cancelRegistration(tx, registrationId, { reason, on: ceasedOn ?? tx.today, note: null, isAutomatic: true })
  else if (now.state === 'live') await record(tx, registrationId, { facts: { state: 'review' }, event: 'review-opened', note: '住民記録の氏名・旧氏・通称が、登録のときと違います', isAutomatic: true })
}
