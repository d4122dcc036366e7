import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'
import { prepareEverything } from '../../src/app/bench/everything.ts'
import { trialTown, type TrialTown } from '../../src/app/bench/trial-town.ts'
import { wire, type Yakuba } from '../../src/app/wiring.ts'
import { fixedClock } from '../../src/platform/clock/index.ts'
import type { CommandAnswer, QueryAnswer } from '../../src/platform/command/runner.ts'
import type { Manifest } from '../../src/platform/context/manifest.ts'
import { openDatabase, type Database } from '../../src/platform/db/database.ts'
import { urlOfRole, withClient, withDatabase } from '../../src/platform/db/roles.ts'
import type { DiskAdapter } from '../../src/platform/files/index.ts'
import type { Scanner } from '../../src/platform/scan/index.ts'
import { testKey } from './key.ts'

export { staffMember, valueOf } from '../../src/app/bench/trial-town.ts'

/** One of the two towns of a test file. */
export type Town = TrialTown

export interface Towns {
  readonly a: Town
  readonly b: Town
  readonly clock: ReturnType<typeof fixedClock>
  readonly yakuba: Yakuba
  readonly database: Database
  /** URLs of this file's database: the server's administrator, the owner, the program. */
  readonly urls: { readonly admin: string; readonly owner: string; readonly app: string; readonly seal: string; readonly jobs: string }
  readonly folder: string
  /** Asks this file's database as the server's administrator, on one kept connection: a new one costs more than most questions. */
  ask<R extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<R[]>
}

/**
 * A database of this test file with the two towns, wired as the program is.
 * @param file `import.meta.url` of the test
 * @param options.prepared with something of everything in both towns, as on `preparedOn`
 */
export function useTowns(file: string, options: { now?: string; disk?: DiskAdapter; scanner?: Scanner; contexts?: readonly Manifest[]; prepared?: boolean } = {}): Towns {
  const name = `yakuba_test_${createHash('sha256').update(file).digest('hex').slice(0, 12)}_${process.pid}`
  const clock = fixedClock(options.now ?? (options.prepared ? preparedOn : '2026-04-01T01:00:00Z'))
  const made: { towns?: Opened } = {}
  beforeAll(async () => {
    await copyDatabase(options.prepared ? await preparedTemplate() : inject('template'), name)
    made.towns = openTowns(name, { ...options, clock })
  }, 400_000)
  afterAll(async () => {
    await made.towns?.database.close()
    await made.towns?.endAsking()
    if (made.towns) rmSync(made.towns.folder, { recursive: true, force: true })
    await withClient(inject('adminUrl'), async (client) => { await client.query(`drop database if exists ${name} with (force)`) })
  })
  return lazily(() => made.towns)
}

async function copyDatabase(from: string, to: string): Promise<void> {
  await withClient(inject('adminUrl'), async (client) => { await client.query(`create database ${to} template ${from} strategy wal_log`) })
}

interface Opening { readonly clock: Towns['clock']; readonly disk?: DiskAdapter; readonly scanner?: Scanner; readonly contexts?: readonly Manifest[] }

interface Opened extends Towns { endAsking(): Promise<void> }

function openTowns(name: string, { clock, disk, scanner, contexts }: Opening): Opened {
  const admin = withDatabase(inject('adminUrl'), name)
  const urls = { admin, owner: urlOfRole(admin, testKey, 'owner'), app: urlOfRole(admin, testKey, 'app'), seal: urlOfRole(admin, testKey, 'seal'), jobs: urlOfRole(admin, testKey, 'jobs') }
  const database = openDatabase(urls.app, { max: 6 })
  const folder = mkdtempSync(join(tmpdir(), 'yakuba-files-'))
  const yakuba = wire({ database, clock, masterKey: testKey, fileFolder: folder, disk, scanner, contexts })
  // A pool of one connects at the first question, and anew when the server was killed meanwhile.
  const asking = new pg.Pool({ connectionString: admin, max: 1, options: '-c timezone=UTC -c jit=off' })
  asking.on('error', () => undefined)
  return {
    a: trialTown(yakuba, 1, '992011'), b: trialTown(yakuba, 2, '993018'), clock, yakuba, database, urls, folder,
    ask: async (text, values = []) => (await asking.query(text, [...values])).rows,
    endAsking: async () => { await asking.end() },
  }
}

/** Moment at which the towns with something of everything were made. */
export const preparedOn = '2026-06-15T01:00:00Z'

/** The database in which every command and batch was carried out in both towns; the first file that wants it makes it, the others wait. */
async function preparedTemplate(): Promise<string> {
  const name = inject('template').replace('template', 'prepared')
  return await withClient(inject('adminUrl'), async (client) => {
    await client.query(`select pg_advisory_lock(hashtext('yakuba:prepared'))`)
    if ((await client.query('select 1 from pg_database where datname = $1', [name])).rows.length > 0) return name
    const draft = `${name}_${process.pid}`
    await copyDatabase(inject('template'), draft)
    const towns = openTowns(draft, { clock: fixedClock(preparedOn) })
    await prepareEverything(towns)
    await towns.database.close()
    await towns.endAsking()
    rmSync(towns.folder, { recursive: true, force: true })
    await client.query(`alter database ${draft} rename to ${name}`)
    return name
  })
}

/** Lets a test file name `towns.a` at the top while the database is made in `beforeAll`. */
function lazily(get: () => Towns | undefined): Towns {
  return new Proxy({} as Towns, {
    get(_target, key) {
      const towns = get()
      if (!towns) throw new Error('towns are there only inside tests and hooks')
      return towns[key as keyof Towns]
    },
  })
}

/** The codes of a refused answer; an accepted one fails the test. */
export function codesOf(answer: CommandAnswer<unknown> | QueryAnswer<unknown>): readonly string[] {
  if (!answer.ok) return answer.refusals.map((refusal) => refusal.code)
  throw new Error('expected a refusal')
}
