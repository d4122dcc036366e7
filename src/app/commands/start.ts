import { samplePassword, sampleSignIns } from '../../access/index.ts'
import { openHeads, signingKey, startSealer } from '../../audit/index.ts'
import { systemClock, stopwatch } from '../../platform/clock/index.ts'
import { drawInThread } from '../../platform/document/index.ts'
import { findRunning } from '../../platform/db/embedded.ts'
import { openDatabase } from '../../platform/db/database.ts'
import { startWorker } from '../../platform/job/worker.ts'
import { failureOf, makeLog } from '../../platform/log/index.ts'
import { takeTurns } from '../../platform/taking-turns.ts'
import { listMunicipalities } from '../../tenancy/index.ts'
import { enterSamples, openYakuba, refuseTakenPort, type OpenYakuba } from '../open.ts'
import { startWeb } from '../server.ts'
import { headsFolder, readSettings, SettingRefused } from '../settings.ts'

const print = (line: string): void => { process.stdout.write(`${line}\n`) }

/** `npm start`: database, migrations, two sample towns at the first start, then screens, API and worker in one process. */
export async function startCommand(_args: readonly string[]): Promise<number> {
  const watch = stopwatch()
  const settings = readSettings(process.env)
  if (settings.databaseUrl === null) refuseSecondStart(settings.dataDir)
  await refuseTakenPort(settings.port, settings.host)
  const open = await openYakuba(settings, { clock: systemClock, print })
  const isFirst = await enterSamples(open, settings.sampleResidents, print)
  const log = makeLog(process.env['YAKUBA_LOG'] === 'info' ? 'info' : 'error')
  await takeTurns(process.pid)
  const press = drawInThread()
  const web = await startWeb(open.yakuba, { port: settings.port, host: settings.host, log })
  const worker = await startWorker({
    queueUrl: open.urls.jobs, runner: open.yakuba.runner, registry: open.yakuba.registry, log,
    listTenants: async () => (await listTowns(open)).map((town) => town.tenant_id),
    findTenant: open.yakuba.findTenant,
  })
  const sealDatabase = openDatabase(open.urls.seal, { max: 1, applicationName: 'yakuba-seal' })
  const sealer = startSealer({ database: sealDatabase, clock: systemClock, heads: openHeads(headsFolder(settings), signingKey(open.masterKey)), onFailure: (error) => { log.error('seal failed', { failure: failureOf(error) }) } })
  open.announce(web.url)
  await announce(open, { url: web.url, isFirst, seconds: watch() })
  press.warm()
  await untilAsked()
  print('止めています。受け付けた操作が終わるのを待ちます。')
  await web.close()
  await worker.stop()
  await press.close()
  await sealer.stop()
  await sealDatabase.close()
  await open.close()
  print('止まりました。')
  return 0
}

/** Says where the running one is, before the port is looked at. */
function refuseSecondStart(dataDir: string): void {
  const running = findRunning(dataDir)
  if (running) throw new SettingRefused(running.message)
}

async function listTowns(open: OpenYakuba) {
  return await open.database.transaction(null, async (db) => await listMunicipalities(db))
}

async function announce(open: OpenYakuba, facts: { url: string; isFirst: boolean; seconds: number }): Promise<void> {
  const towns = await listTowns(open)
  print('')
  print(`  ${facts.url}`)
  print('')
  for (const town of towns) print(`  ${town.code}  ${town.name}${town.environment === 'practice' ? '（研修の町：町民は全員が架空です）' : ''}`)
  if (towns.every((town) => town.environment === 'practice')) {
    print(`  ID：${sampleSignIns.map((sign) => `${sign.loginId}（${sign.section}）`).join('、')}`)
    print(`  パスワード：${samplePassword}`)
  }
  print('')
  print(`  API の説明：${facts.url}api/　　止めるには Ctrl+C　　（起動 ${facts.seconds.toFixed(1)}秒）`)
}

async function untilAsked(): Promise<void> {
  await new Promise<void>((resolve) => {
    // Ctrl+C may arrive more than once; the stop already under way goes on.
    process.on('SIGINT', () => { resolve() })
    process.on('SIGTERM', () => { resolve() })
  })
}
