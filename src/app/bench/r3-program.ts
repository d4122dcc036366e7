import { makeLog } from '../../platform/log/index.ts'
import { fixedClock, systemClock } from '../../platform/clock/index.ts'
import { drawInThread } from '../../platform/document/index.ts'
import { openDatabase } from '../../platform/db/database.ts'
import { startWorker } from '../../platform/job/worker.ts'
import { takeTurns } from '../../platform/taking-turns.ts'
import { listMunicipalities } from '../../tenancy/index.ts'
import { startWeb } from '../server.ts'
import { wire } from '../wiring.ts'

/** What the parent tells a program that has been loaded and waits. */
export interface ProgramOrder {
  readonly appUrl: string
  readonly queueUrl: string
  readonly folder: string
  /** The master key in base64. */
  readonly key: string
  /** The program's clock stands still here, so that two runs differ in nothing but ids; null for the real one. */
  readonly at: string | null
}

/** The clock of a program that stands still goes on to another moment. */
export interface NextMoment { readonly moment: string }

/** What the program tells its parent. */
export type ProgramReport = { readonly state: 'loaded' | 'moment' } | { readonly state: 'serving'; readonly url: string } | { readonly state: 'failed'; readonly why: string }

/** The program as `npm start` runs it, on a database that stands: screens, API and worker in one process that may be killed. */
async function serve(order: ProgramOrder): Promise<string> {
  const database = openDatabase(order.appUrl)
  const still = order.at === null ? null : fixedClock(order.at)
  process.on('message', ({ moment }: NextMoment) => {
    still?.set(moment)
    tell({ state: 'moment' })
  })
  const yakuba = wire({ database, clock: still ?? systemClock, masterKey: Buffer.from(order.key, 'base64'), fileFolder: order.folder })
  const log = makeLog(process.env['YAKUBA_LOG'] === undefined ? 'silent' : 'error')
  await takeTurns(process.pid)
  drawInThread()
  const web = await startWeb(yakuba, { port: 0, host: '127.0.0.1', log })
  await startWorker({
    queueUrl: order.queueUrl, runner: yakuba.runner, registry: yakuba.registry, log,
    findTenant: yakuba.findTenant,
    listTenants: async () => (await database.transaction(null, async (db) => await listMunicipalities(db))).map((town) => town.tenant_id),
  })
  return web.url
}

function tell(report: ProgramReport): void {
  process.send?.(report)
}

process.once('message', (order) => {
  serve(order as ProgramOrder).then((url) => { tell({ state: 'serving', url }) }, (error: unknown) => { tell({ state: 'failed', why: error instanceof Error ? (error.stack ?? error.message) : String(error) }) })
})
// Who started it is gone: nobody needs it any more.
process.once('disconnect', () => { process.exit(0) })
tell({ state: 'loaded' })
