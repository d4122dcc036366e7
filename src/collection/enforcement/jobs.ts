import { z } from 'zod'
import { job } from '../../platform/job/define.ts'
import { enqueue } from '../../platform/job/store.ts'
import { balanceOf } from '../charges.ts'
import { claimsOf, deriveFor } from './claims.ts'
import * as store from './store.ts'

const chargesOfPage = 500

/** Derives the last day of the right to every instalment that is due, page by page, each night — 時効を調べる. */
export const derivePrescriptions = job({
  name: 'collection.derive-prescriptions', title: '時効を調べる', schedule: '10 17 * * *',
  payload: z.object({ after: z.uuid().nullable().default(null) }),
  async run(tx, { after }) {
    const rows = await store.listChargesAfter(tx, after, chargesOfPage)
    const due = rows.map(balanceOf).filter((balance) => balance.dueOn < tx.today)
    await deriveFor(tx, await claimsOf(tx, due))
    const last = rows.at(-1)
    if (rows.length === chargesOfPage && last) await enqueue(tx, { task: 'collection.derive-prescriptions', payload: { after: last.charge_id } })
  },
  example: async () => ({ after: null }),
})
