import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, inject } from 'vitest'
import { trialTown, type TrialTown } from '../../src/app/bench/trial-town.ts'
import { wire, type Yakuba } from '../../src/app/wiring.ts'
import { fixedClock } from '../../src/platform/clock/index.ts'
import type { CommandAnswer, QueryAnswer } from '../../src/platform/command/runner.ts'
import type { Manifest } from '../../src/platform/context/manifest.ts'
import { openDatabase, type Database } from '../../src/platform/db/database.ts'
import { urlOfRole, withClient, withDatabase } from '../../src/platform/db/roles.ts'
import type { DiskAdapter } from '../../src/platform/files/index.ts'
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
}

/**
 * A database of this test file with the two towns, wired as the program is.
 * @param file `import.meta.url` of the test
 */
export function useTowns(file: string, options: { now?: string; disk?: DiskAdapter; contexts?: readonly Manifest[] } = {}): Towns {
  const name = `yakuba_test_${createHash('sha256').update(file).digest('hex').slice(0, 12)}_${process.pid}`
  const clock = fixedClock(options.now ?? '2026-04-01T01:00:00Z')
  const made: { towns?: Towns } = {}
  beforeAll(async () => {
    const admin = withDatabase(inject('adminUrl'), name)
    await withClient(inject('adminUrl'), async (client) => { await client.query(`create database ${name} template ${inject('template')} strategy wal_log`) })
    const urls = { admin, owner: urlOfRole(admin, testKey, 'owner'), app: urlOfRole(admin, testKey, 'app'), seal: urlOfRole(admin, testKey, 'seal'), jobs: urlOfRole(admin, testKey, 'jobs') }
    const database = openDatabase(urls.app, { max: 6 })
    const folder = mkdtempSync(join(tmpdir(), 'yakuba-files-'))
    const yakuba = wire({ database, clock, masterKey: testKey, fileFolder: folder, disk: options.disk, contexts: options.contexts })
    made.towns = { a: trialTown(yakuba, 1, '992011'), b: trialTown(yakuba, 2, '993018'), clock, yakuba, database, urls, folder }
  })
  afterAll(async () => {
    await made.towns?.database.close()
    if (made.towns) rmSync(made.towns.folder, { recursive: true, force: true })
    await withClient(inject('adminUrl'), async (client) => { await client.query(`drop database if exists ${name} with (force)`) })
  })
  return lazily(() => made.towns)
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
