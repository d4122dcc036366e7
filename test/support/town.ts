import { createHash, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, inject } from 'vitest'
import { wire, type Yakuba } from '../../src/app/wiring.ts'
import { fixedClock } from '../../src/platform/clock/index.ts'
import type { Command, Query } from '../../src/platform/command/define.ts'
import type { Caller, CommandAnswer, QueryAnswer } from '../../src/platform/command/runner.ts'
import type { Actor, Tx } from '../../src/platform/command/tx.ts'
import type { Manifest } from '../../src/platform/context/manifest.ts'
import { openDatabase, type Database } from '../../src/platform/db/database.ts'
import { urlOfRole, withClient, withDatabase } from '../../src/platform/db/roles.ts'
import type { DiskAdapter } from '../../src/platform/files/index.ts'
import { testKey } from './key.ts'

/** One of the two towns of a test file. */
export interface Town {
  readonly tenant: number
  readonly code: string
  /** A staff member with every permission; `as` makes another. */
  readonly actor: Actor
  caller(actor?: Actor): Caller
  /** Through the real runner; `key` and `previewId` as a form would send them. */
  run<I, V>(command: Command<I, V>, input: unknown, how?: { key?: string; previewId?: string | null; dry?: boolean; actor?: Actor }): Promise<CommandAnswer<V>>
  ask<I, V>(query: Query<I, V>, input: unknown, actor?: Actor): Promise<QueryAnswer<V>>
  /** A bare transaction of this town. */
  tx<T>(work: (tx: Tx) => Promise<T>, actor?: Actor): Promise<T>
}

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
    made.towns = { a: town(yakuba, 1, '992011'), b: town(yakuba, 2, '993018'), clock, yakuba, database, urls, folder }
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

function town(yakuba: Yakuba, tenant: number, code: string): Town {
  const actor = staffMember(yakuba, { id: tenant === 1 ? '00000000-0000-7000-8000-0000000000a1' : '00000000-0000-7000-8000-0000000000b1' })
  const caller = (who: Actor = actor): Caller => ({ tenant, actor: who, purpose: '試験', correlationId: `test-${randomUUID()}` })
  return {
    tenant, code, actor, caller,
    run: (command, input, how = {}) => yakuba.runner.run(caller(how.actor), { command, input, key: how.key ?? randomUUID(), previewId: how.previewId, dry: how.dry }),
    ask: (query, input, who) => yakuba.runner.ask(caller(who), query, input),
    tx: (work, who) => yakuba.runner.transaction(caller(who), work),
  }
}

/** A staff member; with every permission of the building unless told. */
export function staffMember(yakuba: Yakuba, how: { id?: string; permissions?: readonly string[] } = {}): Actor {
  return {
    id: how.id ?? randomUUID(), kind: 'staff', name: '試験　花子', section: '住民課', desk: '1番窓口',
    permissions: new Set(how.permissions ?? yakuba.registry.permissions.keys()),
  }
}

/** The value of an accepted answer; a refusal fails the test with its sentences. */
export function valueOf<V>(answer: CommandAnswer<V> | QueryAnswer<V>): V {
  if (answer.ok) return answer.value
  throw new Error(`refused: ${answer.refusals.map((refusal) => `${refusal.code} ${refusal.field ?? ''} ${refusal.message}`).join(' / ')}`)
}

/** The codes of a refused answer; an accepted one fails the test. */
export function codesOf(answer: CommandAnswer<unknown> | QueryAnswer<unknown>): readonly string[] {
  if (!answer.ok) return answer.refusals.map((refusal) => refusal.code)
  throw new Error('expected a refusal')
}
