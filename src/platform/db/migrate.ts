import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { assert } from '../../kernel/assert.ts'
import { withClient } from './roles.ts'

/** One forward-only step: `<stamp>-<what>/up.sql` in a context's `migrations/` — 移行. */
export interface Migration { readonly owner: string; readonly name: string; readonly sql: string; readonly digest: string }

/** The database and the program's history disagree; the start goes no further. */
export class MigrationRefused extends Error {
  override readonly name = 'MigrationRefused'
}

/** Where a context keeps its migrations. */
export interface MigrationFolder { readonly owner: string; readonly folder: URL }

/** The platform's own tables come first, under the owner name `platform`. */
export const platformMigrations: MigrationFolder = { owner: 'platform', folder: new URL('./migrations/', import.meta.url) }

/** Reads the migrations of all contexts, in the order of their stamps; within a stamp in the order given. */
export function readMigrations(folders: readonly MigrationFolder[]): readonly Migration[] {
  const all = folders.flatMap(({ owner, folder }) => readFolder(owner, folder))
  return all.sort((a, b) => compareStamps(a.name.slice(0, 13), b.name.slice(0, 13)))
}

function compareStamps(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}

function readFolder(owner: string, folder: URL): Migration[] {
  const path = fileURLToPath(folder)
  if (!existsSync(path)) return []
  return readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => {
    assert(/^\d{8}T\d{4}-[a-z0-9-]+$/.test(entry.name), `a migration's folder is named <stamp>-<what>: ${owner}/${entry.name}`)
    const text = readFileSync(new URL(`${entry.name}/up.sql`, folder), 'utf8')
    return { owner, name: entry.name, sql: text, digest: createHash('sha256').update(text).digest('hex') }
  }).sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** One digest over all migrations: names the template database of the tests. */
export function digestOf(migrations: readonly Migration[]): string {
  return createHash('sha256').update(migrations.map((m) => `${m.owner}/${m.name}:${m.digest}`).join('\n')).digest('hex').slice(0, 16)
}

/**
 * Applies what has not been applied, each migration in its own transaction, as `yakuba_owner`.
 * A migration whose text changed after it was applied stops the start: history goes forward only.
 * @returns the names applied now
 */
export async function migrate(ownerUrl: string, migrations: readonly Migration[]): Promise<readonly string[]> {
  return await withClient(ownerUrl, async (client) => {
    await refuseSuperuser(client)
    await client.query(`create schema if not exists platform`)
    await client.query(`create table if not exists platform.migration (owner text not null, name text not null, digest text not null, applied_at timestamptz not null default now(), primary key (owner, name))`)
    await client.query(`select pg_advisory_lock(hashtext('yakuba:migrate'))`)
    const done = await appliedDigests(client)
    const applied: string[] = []
    for (const migration of migrations) {
      const key = `${migration.owner}/${migration.name}`
      const digest = done.get(key)
      if (digest !== undefined && digest !== migration.digest) throw new MigrationRefused(`移行 ${key} は、このデータベースに入ったあとで書き換えられています。プログラムを前の版に戻すか、別の YAKUBA_DATA_DIR で始めてください。`)
      if (digest === undefined) { await apply(client, migration); applied.push(key) }
    }
    return applied
  })
}

async function refuseSuperuser(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ rolsuper: boolean }>('select rolsuper from pg_roles where rolname = current_user')
  assert(rows[0]?.rolsuper === false, 'migrations never run as superuser')
}

async function appliedDigests(client: pg.Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ owner: string; name: string; digest: string }>('select owner, name, digest from platform.migration')
  return new Map(rows.map((row) => [`${row.owner}/${row.name}`, row.digest]))
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('begin')
    await client.query(migration.sql)
    await client.query('insert into platform.migration (owner, name, digest) values ($1, $2, $3)', [migration.owner, migration.name, migration.digest])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`migration ${migration.owner}/${migration.name} failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}
