import { z } from 'zod'
import { job } from '../../../platform/job/define.ts'
import { askForPage, comparePage, pageJob } from './compare.ts'
import { findAnyLoad, listRunningLoads, lockLoad } from './load-store.ts'

/** The next page of a comparison. Killed anywhere, it is done again from the page before — 突合の一頁. */
export const compareParallelPage = job({
  name: pageJob, title: '他システムとの突合の次の頁', payload: z.object({ loadId: z.uuid() }),
  async run(tx, { loadId }) {
    if (await comparePage(tx, loadId)) await askForPage(tx, (await lockLoad(tx, loadId))!)
  },
  async example(tx) {
    const load = await findAnyLoad(tx)
    return load === undefined ? null : { loadId: load.loadId }
  },
})

/** Takes up comparisons that a crash left, every ten minutes — 止まった突合を続ける. */
export const takeUpComparisons = job({
  name: 'tax-individual.take-up-comparisons', title: '止まった突合を続ける', payload: z.object({}), schedule: '*/10 * * * *',
  async run(tx) { for (const one of await listRunningLoads(tx, null)) await askForPage(tx, one) },
  example: async () => ({}),
})
