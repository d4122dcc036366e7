import { createServer } from 'node:net'
import { join } from 'node:path'
import { enterSampleStaff } from '../access/index.ts'
import { clamdScanner } from '../integrations/malware-scan/index.ts'
import { systemClock, type Clock } from '../platform/clock/index.ts'
import { loadMasterKey, type MasterKey } from '../platform/crypto/index.ts'
import { openDatabase, type Database } from '../platform/db/database.ts'
import { startEmbedded } from '../platform/db/embedded.ts'
import { migrate, platformMigrations, readMigrations } from '../platform/db/migrate.ts'
import { createRolesAndDatabase, urlOfRole, withClient, withDatabase } from '../platform/db/roles.ts'
import { restoreIndexes } from '../platform/db/waiting-indexes.ts'
import { migrateQueue, systemCaller } from '../platform/job/worker.ts'
import { enterSampleOrdinance } from '../tenancy/index.ts'
import { enterSampleTowns, sampleTowns } from './sample-towns.ts'
import { SettingRefused, type Settings } from './settings.ts'
import { wire, type Yakuba } from './wiring.ts'
import { contexts } from './contexts.ts'

/** An open building: database up, migrated, wired. */
export interface OpenYakuba {
  readonly yakuba: Yakuba
  readonly database: Database
  readonly urls: { readonly owner: string; readonly app: string; readonly seal: string; readonly jobs: string }
  readonly masterKey: MasterKey
  /** Folder of large files. */
  readonly fileFolder: string
  /** Tells later starts of the same folder where people reach this one. */
  announce(address: string): void
  close(): Promise<void>
}

export interface OpenOptions {
  /** Name of the database inside the server. */
  readonly databaseName?: string
  readonly clock?: Clock
  /** Joins a server that runs already: for commands beside a running `npm start`. */
  readonly besideRunning?: boolean
  print(line: string): void
}

/** Brings the database up, migrates it, and wires the program. Everything that runs begins here. */
export async function openYakuba(settings: Settings, options: OpenOptions): Promise<OpenYakuba> {
  const server = await openServer(settings, options)
  try {
    const masterKey = loadMasterKey(settings.keyFile)
    const urls = await prepareDatabase(server.adminUrl, masterKey, { settings, name: options.databaseName ?? 'yakuba' })
    const applied = await migrate(urls.owner, allMigrations())
    await restoreIndexes(urls.owner)
    await migrateQueue(urls.jobs)
    if (applied.length > 0) options.print(`データベースを新しくしました（${applied.length}件）。`)
    const database = openDatabase(urls.app)
    const fileFolder = join(settings.dataDir, 'files')
    const yakuba = wire({ database, clock: options.clock ?? systemClock, masterKey, fileFolder, scanner: settings.scanner === null ? undefined : clamdScanner(settings.scanner) })
    return { yakuba, database, urls, masterKey, fileFolder, announce: server.announce, async close() { await database.close(); await server.stop() } }
  } catch (error) {
    await server.stop()
    throw error
  }
}

export function allMigrations() {
  return readMigrations([platformMigrations, ...contexts.map((context) => ({ owner: context.name, folder: new URL('./migrations/', context.folder) }))])
}

async function openServer(settings: Settings, options: OpenOptions): Promise<{ adminUrl: string; announce(address: string): void; stop(): Promise<void> }> {
  if (settings.databaseUrl !== null) return { adminUrl: settings.databaseUrl, announce: () => undefined, stop: async () => undefined }
  const server = await startEmbedded({ dataDir: settings.dataDir, whenRunning: options.besideRunning ? 'attach' : 'refuse' })
  options.print(`組み込みのPostgreSQLを動かしています（データの場所：${server.dataDir}）。`)
  return { adminUrl: server.ownerUrl, announce: (address) => { server.announce(address) }, stop: () => server.stop() }
}

interface Preparing { readonly settings: Settings; readonly name: string }

async function prepareDatabase(adminUrl: string, masterKey: MasterKey, { settings, name }: Preparing): Promise<OpenYakuba['urls']> {
  const isOwner = new URL(adminUrl).username === 'yakuba_owner'
  const database = settings.databaseUrl !== null ? new URL(adminUrl).pathname.slice(1) || name : name
  const target = database === 'postgres' ? name : database
  if (!isOwner) await createRolesAndDatabase(adminUrl, masterKey, target)
  const url = withDatabase(adminUrl, target)
  const owner = isOwner ? url : urlOfRole(url, masterKey, 'owner')
  await refuseOldServer(owner)
  return { owner, app: urlOfRole(url, masterKey, 'app'), seal: urlOfRole(url, masterKey, 'seal'), jobs: urlOfRole(url, masterKey, 'jobs') }
}

async function refuseOldServer(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ version: number }>(`select current_setting('server_version_num')::int as version`)
    const version = Math.floor((rows[0]?.version ?? 0) / 10_000)
    if (version < 15) throw new SettingRefused(`PostgreSQL ${version} では動きません。15以上を用意してください。`)
  })
}

/**
 * Enters the two sample towns with their staff and residents where the directory is empty, and finishes what a start
 * before was stopped in the middle of.
 * @param residents of each of the two
 */
export async function enterSamples(open: OpenYakuba, residents: number, print: (line: string) => void): Promise<boolean> {
  const { rows } = await withClient(open.urls.owner, async (client) => await client.query<{ code: string }>('select code from tenancy.municipality'))
  if (rows.length === 0) await enterSampleTowns(open.urls.owner)
  else if (!sampleTowns.every((town) => rows.some((row) => row.code === town.code))) return false
  const { fillTown, isFilled } = await import('./sample/fill.ts')
  const missing: (typeof sampleTowns)[number][] = []
  for (const town of sampleTowns) if (!(await isFilled(open.yakuba, town.tenantId))) missing.push(town)
  if (missing.length > 0) print('研修の町を二つ作っています（町民は全員が架空です）。')
  const permissions = [...open.yakuba.registry.permissions.keys()]
  for (const town of missing) {
    await open.yakuba.runner.transaction(systemCaller(town.tenantId, 'sample'), async (tx) => { await enterSampleStaff(tx, permissions); await enterSampleOrdinance(tx) })
    await fillTown(open.yakuba, town.tenantId, { residents, seed: town.tenantId, print })
  }
  if (missing.length > 0) await withClient(open.urls.owner, async (client) => { await client.query('analyze') })
  return missing.length > 0
}

const whyTaken: Readonly<Record<string, string>> = { EADDRINUSE: 'は、ほかのプログラムが使っています。', EACCES: 'を開く権利がありません。' }

/** Says by name that a port is taken, before anything is started. */
export async function refuseTakenPort(port: number, host: string): Promise<void> {
  if (port === 0) return
  await new Promise<void>((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const why = whyTaken[error.code ?? ''] ?? `を開けません（${error.code}）。`
      reject(new SettingRefused(`ポート ${port} ${why}\n別の番号で始めてください：  PORT=${port + 1} npm start`))
    })
    probe.listen(port, host, () => { probe.close(() => { resolve() }) })
  })
}
