import type { fixedClock } from '../../platform/clock/index.ts'
import { migrate } from '../../platform/db/migrate.ts'
import { urlOfRole } from '../../platform/db/roles.ts'
import { migrateQueue } from '../../platform/job/worker.ts'
import { makeLog } from '../../platform/log/index.ts'
import { allMigrations } from '../open.ts'
import { enterSampleTowns, sampleTowns } from '../sample-towns.ts'
import { startWeb } from '../server.ts'
import { prepareEverything } from './everything.ts'
import { emptyTown, startFaultServer } from './r3-town.ts'
import { trialTown, type TrialTowns } from './trial-town.ts'

/** Both towns with something of everything, and their screens on a free port. */
export interface TrialHouse {
  readonly towns: TrialTowns
  /** Address of the sign-in, with its closing slash. */
  readonly base: string
  /** So many minutes after the beginning of the trial's day. */
  atMinute(minute: number): void
}

/** Day of the trials: the middle of a fiscal year's first quarter. */
const trialDay = '2026-06-15T01:00:00Z'

/** Makes both towns on a server of their own, carries every command and batch out, does the work, and leaves nothing behind. */
export async function withTrialHouse<T>(residents: number, work: (house: TrialHouse) => Promise<T>): Promise<T> {
  const server = await startFaultServer({ fast: true })
  try {
    const order = server.orderFor(emptyTown, trialDay)
    const key = Buffer.from(order.key, 'base64')
    await migrate(urlOfRole(server.urlOf(emptyTown), key, 'owner'), allMigrations())
    await migrateQueue(order.queueUrl)
    await enterSampleTowns(urlOfRole(server.urlOf(emptyTown), key, 'owner'))
    return await server.within({ name: emptyTown, at: trialDay }, async (yakuba) => {
      const [a, b] = sampleTowns.map((town) => trialTown(yakuba, town.tenantId, town.code))
      if (a === undefined || b === undefined) throw new Error('there are two sample towns')
      const towns: TrialTowns = { a, b, yakuba, database: yakuba.runner.parts.database, urls: { admin: server.urlOf(emptyTown), app: order.appUrl } }
      // `within` wires the program with a clock that stands still until it is set.
      const clock = yakuba.runner.parts.clock as ReturnType<typeof fixedClock>
      await prepareEverything(towns, residents)
      const web = await startWeb(yakuba, { port: 0, host: '127.0.0.1', log: makeLog('silent') })
      try {
        return await work({ towns, base: web.url, atMinute: (minute) => { clock.set(new Date(Date.parse(trialDay) + minute * 60_000).toISOString()) } })
      } finally {
        await web.close()
      }
    })
  } finally {
    await server.end()
  }
}
