import { withClient } from '../../platform/db/roles.ts'
import { randomFor } from '../sample/random.ts'
import type { BuildingBench, BuildingFigure } from './figure.ts'
import { drawKills, openDay, disturb, type Day } from './r3-kills.ts'

const killsOfRun = 3
const seed = 20_260_602

/** C3: an agent's files are posted while program and database are killed; then every sum of the ledger is compared. */
export const balanceBench: BuildingBench = {
  id: 'C3', title: 'sum of postings equals balances after a fault run',
  async run(options) {
    const day = await openDay({ fast: false, residents: 500, slips: 560, papersOfEach: 3 })
    try {
      const [random, wanted] = [randomFor(seed, 3), options.count ?? 20]
      const work = day.works.find((one) => one.work.name === 'payment file')
      if (!work) throw new Error('the day has the work of an agent')
      const state = { kills: 0, runs: 0, yen: 0, postings: 0 }
      for (; state.kills < wanted; state.runs += 1) {
        const what = state.runs % 4 === 3 ? 'database' : 'program'
        const run = await disturb(day.parts, work, drawKills(random, { ms: work.ms, count: what === 'database' ? 1 : Math.min(killsOfRun, wanted - state.kills), what }))
        const books = await readBooks(day)
        state.kills += run.kills.length
        state.yen += books.yen
        state.postings += books.postings
        options.print(`  ${String(state.kills).padStart(4)} kills: ${books.postings} postings, ${books.yen} yen apart`)
      }
      return figureOf(state)
    } finally {
      await day.end()
    }
  },
}

/**
 * Yen by which the books disagree: payments beside the money posted for them, and what all owe beside what they were charged
 * less what stands as paid. Payments, and what was said of them, are rows of their own beside the ledger.
 */
async function readBooks({ parts }: Day): Promise<{ readonly yen: number; readonly postings: number }> {
  return await withClient(parts.server.urlOf('kill_run'), async (client) => {
    const { rows } = await client.query<{ yen: string; postings: string }>(`
      with paid as (
        select y.tenant_id, y.payment_id, case when exists (select from collection.payment_notice n where n.tenant_id = y.tenant_id and n.payment_id = y.payment_id and n.kind in ('cancelled', 'reversed')) then 0 else y.amount end as live from collection.payment y),
      money as (
        select p.live, coalesce((select sum(o.amount) from collection.posting o where o.tenant_id = p.tenant_id and o.payment_id = p.payment_id and o.account in ('provisional', 'funds-expected', 'cash')), 0) as posted from paid p),
      owed as (select coalesce(sum(balance + late_balance + fee_balance), 0) as balance, coalesce(sum(charged + late_charged + fee_charged), 0) as charged from collection.pub_balance),
      beside as (select coalesce(-sum(amount), 0) as held from collection.posting where account in ('overpayment', 'unmatched', 'write-off'))
      select (select coalesce(sum(abs(live - posted)), 0) from money)
        + (select abs(owed.balance - (owed.charged - (select coalesce(sum(live), 0) from paid) + beside.held)) from owed, beside) as yen,
        (select count(*) from collection.posting) as postings`)
    return { yen: Number(rows[0]?.yen), postings: Number(rows[0]?.postings) }
  })
}

function figureOf(state: { readonly kills: number; readonly runs: number; readonly yen: number; readonly postings: number }): BuildingFigure {
  return {
    place: '500 residents', value: state.yen, unit: 'yen', better: 'lower', must: 0, aim: null, ratio: 0, holds: state.postings > 0,
    floor: { name: 'postings compared', value: state.postings, unit: 'postings' }, more: { kills: state.kills, runs: state.runs },
  }
}
