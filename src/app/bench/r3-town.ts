import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { enterSampleStaff } from '../../access/index.ts'
import { assert } from '../../kernel/assert.ts'
import { fixedClock } from '../../platform/clock/index.ts'
import { loadMasterKey, newId } from '../../platform/crypto/index.ts'
import { openDatabase } from '../../platform/db/database.ts'
import { startEmbedded } from '../../platform/db/embedded.ts'
import { migrate } from '../../platform/db/migrate.ts'
import { createRolesAndDatabase, urlOfRole, withClient, withDatabase } from '../../platform/db/roles.ts'
import { migrateQueue, systemCaller } from '../../platform/job/worker.ts'
import { enterSampleOrdinance } from '../../tenancy/index.ts'
import { allMigrations } from '../open.ts'
import { fillTown } from '../sample/fill.ts'
import { enterSampleTowns, sampleTowns } from '../sample-towns.ts'
import { wire, type Yakuba } from '../wiring.ts'
import type { ProgramOrder } from './r3-program.ts'
import type { Place } from './r3-rows.ts'

/** A database server of its own that may be killed, with databases to copy. */
export interface FaultServer {
  readonly adminUrl: string
  /** `kill -9` of the database; it is started again by itself. */
  killDatabase(): void
  readonly databasePid: () => number
  /** Copies a database and its data folder; whoever is still connected to the first is thrown out. */
  copy(from: string, to: string): Promise<void>
  drop(name: string): Promise<void>
  urlOf(name: string): string
  placeOf(name: string): Place
  orderFor(name: string, at: string): ProgramOrder
  /** The program on one of the databases, in this process. */
  within<T>(place: { readonly name: string; readonly at: string }, work: (yakuba: Yakuba) => Promise<T>): Promise<T>
  end(): Promise<void>
}

export interface FaultServerOptions {
  /** Commits reach the system but are not forced to the disk: for tests. */
  readonly fast: boolean
  /** Where the server's folder is made; by default among the temporary files. */
  readonly root?: string
}

/** Starts the server in a folder that is deleted at the end. */
export async function startFaultServer(options: FaultServerOptions): Promise<FaultServer> {
  const folder = mkdtempSync(join(options.root ?? tmpdir(), 'yakuba-faults-'))
  // The server's own account passes through.
  chmodSync(folder, 0o711)
  const key = loadMasterKey(join(folder, 'yakuba.key'))
  const server = await startEmbedded({ dataDir: join(folder, 'data'), fast: options.fast, say: () => undefined })
  const adminUrl = server.ownerUrl
  const filesOf = (name: string): string => join(folder, 'files', name)
  mkdirSync(filesOf(emptyTown), { recursive: true })
  const urlOf = (name: string): string => withDatabase(adminUrl, name)
  const admin = async (...statements: readonly string[]): Promise<void> => {
    await withClient(adminUrl, async (client) => { for (const statement of statements) await client.query(statement) })
  }
  await createRolesAndDatabase(adminUrl, key, emptyTown)
  return {
    adminUrl, urlOf,
    killDatabase: () => { process.kill(server.pid, 'SIGKILL') },
    databasePid: () => server.pid,
    placeOf: (name) => ({ url: urlOf(name), folder: filesOf(name) }),
    async copy(from, to) {
      await admin(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${from}'`, `create database ${to} template ${from} strategy wal_log`, `grant create on database ${to} to yakuba_jobs`)
      cpSync(filesOf(from), filesOf(to), { recursive: true })
    },
    async drop(name) {
      await admin(`drop database if exists ${name} with (force)`)
      rmSync(filesOf(name), { recursive: true, force: true })
    },
    orderFor: (name, at) => ({ appUrl: urlOfRole(urlOf(name), key, 'app'), queueUrl: urlOfRole(urlOf(name), key, 'jobs'), folder: filesOf(name), key: key.toString('base64'), at }),
    async within(place, work) {
      const database = openDatabase(urlOfRole(urlOf(place.name), key, 'app'), { max: 6 })
      try {
        return await work(wire({ database, clock: fixedClock(place.at), masterKey: key, fileFolder: filesOf(place.name) }))
      } finally {
        await database.close()
      }
    },
    async end() { await server.stop(); rmSync(folder, { recursive: true, force: true }) },
  }
}

/** The database of the two sample towns. */
export const emptyTown = 'kill_town'

/** A staff member's API key each for the one who does and the one who approves. */
export interface Bearers { readonly clerk: string; readonly approver: string }

/** Migrates the database, enters both towns, and fills the first with invented people. */
export async function makeTown(server: FaultServer, options: { readonly residents: number; readonly at: string }): Promise<Bearers> {
  const { name, at } = { name: emptyTown, at: options.at }
  const order = server.orderFor(name, at)
  const ownerUrl = urlOfRole(server.urlOf(name), Buffer.from(order.key, 'base64'), 'owner')
  await migrate(ownerUrl, allMigrations())
  await migrateQueue(order.queueUrl)
  await enterSampleTowns(ownerUrl)
  return await server.within({ name, at }, async (yakuba) => {
    const [town, other] = sampleTowns
    await fillTown(yakuba, town.tenantId, { residents: options.residents, seed: 11 })
    await fillTown(yakuba, other.tenantId, { residents: 50, seed: 12 })
    await yakuba.runner.transaction(systemCaller(town.tenantId, 'faults'), async (tx) => {
      await enterSampleStaff(tx, [...yakuba.registry.permissions.keys()])
      await enterSampleOrdinance(tx)
    })
    return { clerk: await makeBearer(yakuba, town.tenantId), approver: await makeBearer(yakuba, town.tenantId) }
  })
}

/** An API key with a chief's rights. */
export async function makeBearer(yakuba: Yakuba, tenant: number): Promise<string> {
  const { key } = await run<{ key: string }>(yakuba, tenant, { name: 'access.make-api-key', input: { title: '測定', roleCode: 'chief', validTo: null } })
  return key
}

/** Carries a command out in this process as the system with every right; what one has proposed, the second decides. */
export async function run<V>(yakuba: Yakuba, tenant: number, { name, input, officer = 'first' }: { readonly name: string; readonly input: unknown; readonly officer?: 'first' | 'second' }): Promise<V> {
  const command = yakuba.registry.commands.get(name)
  assert(command !== undefined, `a command of this name: ${name}`)
  const caller = everyRight(yakuba, tenant)
  const answer = await yakuba.runner.run(officer === 'first' ? caller : { ...caller, actor: { ...caller.actor, id: secondOfficer } }, { command, input, key: newId() })
  assert(answer.ok, `${name} is accepted: ${answer.ok ? '' : answer.refusals.map((refusal) => refusal.message).join('')}`)
  return answer.value as V
}

const secondOfficer = '00000000-0000-7000-8000-000000000002'

export function everyRight(yakuba: Yakuba, tenant: number) {
  const caller = systemCaller(tenant, 'faults')
  return { ...caller, purpose: '故障の試験', actor: { ...caller.actor, permissions: new Set(yakuba.registry.permissions.keys()) } }
}

/** A clerk: who prepares papers sees what the counter sees, and nothing of the protected. */
export function clerk(yakuba: Yakuba, tenant: number) {
  const caller = everyRight(yakuba, tenant)
  return { ...caller, actor: { ...caller.actor, permissions: new Set([...caller.actor.permissions].filter((name) => /\.(read|write|issue|approve|export)$/.test(name))) } }
}
