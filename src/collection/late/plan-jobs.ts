import { z } from 'zod'
import { firstId } from '../../platform/db/db.ts'
import { job } from '../../platform/job/define.ts'
import { enqueue } from '../../platform/job/store.ts'
import * as store from './plan-store.ts'
import { standingsOf } from './plans.ts'

/** Plans looked at in one transaction. */
const plansInPage = 200
/** Every night: which plans are behind, and which have been kept to the end — 分納の履行の確認. */
export const watchPlans = job({
  name: 'collection.watch-plans', title: '分納の履行を確かめる',
  payload: z.object({ after: z.uuid().nullable().default(null) }) as unknown as z.ZodType<{ after: string | null }>,
  // Three in the morning of the town.
  schedule: '0 18 * * *',
  async run(tx, { after }) {
    const plans = await store.pageOfRunning(tx, { after: after ?? firstId, limit: plansInPage })
    const standings = await standingsOf(tx, plans, tx.today)
    for (const plan of plans) {
      const standing = standings.get(plan.plan_id)!
      if (standing.isKept) await store.endPlan(tx, plan.plan_id, { as: 'kept', reason: '計画のとおりに完納', documentId: null })
      else if (standing.behindSince !== plan.behind_since) await store.markBehind(tx, plan.plan_id, standing.behindSince)
    }
    const last = plans.at(-1)
    if (last && plans.length === plansInPage) await enqueue(tx, { task: 'collection.watch-plans', payload: { after: last.plan_id } })
  },
  example: async () => ({ after: null }),
})
