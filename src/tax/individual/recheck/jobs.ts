import { z } from 'zod'
import { job } from '../../../platform/job/define.ts'
import { beginNight, pageJob, recheckPage } from './night.ts'
import { listNights } from './store.ts'

/** At two in the morning in Japan: every decision in force again, from the facts and law it rested on — 夜間の再計算. */
export const recheckAssessments = job({
  name: 'tax-individual.recheck-assessments', title: '決定を全件計算し直して確かめる', payload: z.object({}), schedule: '0 17 * * *',
  run: beginNight,
  example: async () => ({}),
})

/** The next page of a walk. Killed anywhere, it is done again from the page before — 再計算の一頁. */
export const recheckNextPage = job({
  name: pageJob, title: '決定の再計算の次の頁', payload: z.object({ nightId: z.uuid() }),
  run: (tx, { nightId }) => recheckPage(tx, nightId),
  async example(tx) {
    const [night] = await listNights(tx, 1)
    if (night) return { nightId: night.nightId }
    await beginNight(tx)
    const [begun] = await listNights(tx, 1)
    return begun ? { nightId: begun.nightId } : null
  },
})
