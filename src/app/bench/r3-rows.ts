import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type pg from 'pg'
import { withClient } from '../../platform/db/roles.ts'

/** A database and the data folder that belongs to it. */
export interface Place { readonly url: string; readonly folder: string }

/**
 * The rows of all tables, what is on the queue, and the files of the data folder, as they were read: ids as they are,
 * moments and measures left out.
 */
export type Rows = ReadonlyMap<string, readonly string[]>

/** The parts of `Rows` that are no table of ours. */
export const queuePart = 'jobs on the queue'
export const folderPart = 'files in the data folder'

/** Columns that say how long something took, or in which transaction it was written. */
const measures = new Set(['xid', 'ms', 'busy_ms', 'restarts', 'restarted', 'restarts_told', 'correlation_id'])

interface Column { readonly table: string; readonly name: string; readonly type: string }

/** One mark for each table; two databases with the same marks have the same rows, ids and moments included. */
export async function marksOf(adminUrl: string): Promise<ReadonlyMap<string, string>> {
  return await withClient(adminUrl, async (client) => {
    const marks = new Map<string, string>()
    for (const table of (await tablesOf(client)).keys()) {
      const { rows } = await client.query<{ mark: string }>(`select count(*) || ':' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) as mark from ${table} t`)
      marks.set(table, rows[0]?.mark ?? '')
    }
    return marks
  })
}

/** Reads everything, leaving out the tables whose mark is the given one. */
export async function readRows(place: Place, known: ReadonlyMap<string, string> = new Map()): Promise<Rows> {
  const marks = await marksOf(place.url)
  return await withClient(place.url, async (client) => {
    const all = new Map<string, readonly string[]>([[folderPart, filesIn(place.folder)], [queuePart, await jobsOf(client)]])
    for (const [table, columns] of await tablesOf(client)) {
      if (marks.get(table) === known.get(table)) continue
      const shown = columns.flatMap((column) => (measures.has(column.name) ? [] : [expressionOf(column)]))
      const { rows } = await client.query<{ row: string }>(`select jsonb_build_array(${shown.join(', ')})::text as row from ${table} t`)
      all.set(table, rows.map((row) => row.row))
    }
    return all
  })
}

/** Files are sealed anew each time and told by their length, like bytes in a row. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile()).map((entry) => {
    const path = join(entry.parentPath, entry.name)
    return JSON.stringify([relative(folder, path), statSync(path).size])
  })
}

/** Work that is still to be done, and work or queues that somebody holds. */
async function jobsOf(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ row: string }>(`
    select jsonb_build_array('job', t.identifier, j.key, j.payload, j.last_error, j.locked_by is not null)::text as row
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    union all select jsonb_build_array('queue', queue_name, locked_by is not null)::text from graphile_worker._private_job_queues where locked_by is not null`)
  return rows.map((row) => row.row)
}

/**
 * A moment is told only by being there; bytes are sealed anew each time and told by their length. A stored file is told by
 * what sealing adds to it: each paper bears a check number drawn by chance, which makes it a few bytes longer or shorter.
 */
function expressionOf({ table, name, type }: Column): string {
  if (table === 'platform.file' && name === 'size') return `t.size > 0`
  if (table === 'platform.file' && name === 'bytes') return `length(t.bytes) - t.size`
  if (type === 'timestamptz') return `t.${name} is null`
  return type === 'bytea' ? `length(t.${name})` : `t.${name}`
}

/** Every table of the catalogue but PostgreSQL's own and the queue's, which is told apart. */
async function tablesOf(client: pg.Client): Promise<ReadonlyMap<string, readonly Column[]>> {
  const { rows } = await client.query<Column>(`
    select format('%I.%I', n.nspname, c.relname) as table, quote_ident(a.attname) as name, y.typname as type
    from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped join pg_type y on y.oid = a.atttypid
    where c.relkind = 'r' and n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'graphile_worker')
    order by 1, a.attnum`)
  const tables = new Map<string, Column[]>()
  for (const row of rows) tables.set(row.table, [...(tables.get(row.table) ?? []), row])
  return tables
}

/** Ids, and digests of what holds ids: told apart by where they stand, not by what they are. */
const tokenPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{64}|[0-9a-f]{32}/g

/** Every id and digest that stands in these rows. */
export function tokensOf(rows: Rows): ReadonlySet<string> {
  const tokens = new Set<string>()
  for (const list of rows.values()) for (const row of list) for (const token of row.match(tokenPattern) ?? []) tokens.add(token)
  return tokens
}

interface NamedRow { readonly table: string; readonly parts: readonly string[]; readonly tokens: readonly string[] }

/**
 * Gives every id that was not there before a name, made from all the places where it stands, so that rows of two runs can be
 * compared although each run made ids of its own.
 */
function withNamedIds(rows: Rows, before: ReadonlySet<string>, rounds: number): Rows {
  const list = [...rows].flatMap(([table, all]) => all.map((row): NamedRow => ({ table, parts: row.split(tokenPattern), tokens: row.match(tokenPattern) ?? [] })))
  let names = new Map<string, string>()
  for (let round = 0; round < rounds; round += 1) names = renamed(list, names, before)
  const named = new Map<string, string[]>([...rows.keys()].map((table) => [table, []]))
  for (const row of list) named.get(row.table)?.push(textOf(row, names, before))
  for (const texts of named.values()) texts.sort()
  return named
}

/** A name reaches as many rows far as there are rounds: person, charge, slip, payment, posting. */
const rounds = 5

function renamed(list: readonly NamedRow[], names: ReadonlyMap<string, string>, before: ReadonlySet<string>): Map<string, string> {
  const places = new Map<string, string[]>()
  for (const row of list) {
    const fresh = row.tokens.some((token) => !before.has(token))
    if (!fresh) continue
    const mark = `${row.table} ${textOf(row, names, before)}`
    for (const [position, token] of row.tokens.entries()) {
      if (before.has(token)) continue
      const marks = places.get(token) ?? []
      marks.push(short(`${position} ${mark}`))
      places.set(token, marks)
    }
  }
  return new Map([...places].map(([token, marks]) => [token, short(marks.sort().join(' '))]))
}

function textOf(row: NamedRow, names: ReadonlyMap<string, string>, before: ReadonlySet<string>): string {
  return row.parts.map((part, index) => {
    const token = row.tokens[index]
    return token === undefined ? part : `${part}${before.has(token) ? token : `id:${names.get(token) ?? ''}`}`
  }).join('')
}

function short(text: string): string {
  return createHash('sha1').update(text).digest('hex').slice(0, 16)
}

/** Everything in one text, sorted: a line a row behind its table, without the ids that were not there before. Moments are left out when rows are read. */
export function exportOf(rows: Rows, before: ReadonlySet<string>): string {
  return [...withNamedIds(rows, before, 0)].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([table, texts]) => texts.map((text) => `${table} ${text}\n`)).join('')
}

/** A row that only one of two runs has. */
export interface Difference { readonly table: string; readonly only: 'disturbed' | 'undisturbed'; readonly row: string }

/** Rows of a run under the names that its ids were given: without any, and from all the places where an id stands. */
export interface NamedRows { readonly plain: Rows; readonly full: Rows }

export function nameIds(rows: Rows, before: ReadonlySet<string>): NamedRows {
  return { plain: withNamedIds(rows, before, 0), full: withNamedIds(rows, before, rounds) }
}

/** Rows that were lost (only undisturbed) or doubled (only disturbed). Rows that differ in themselves are told before rows that differ by what they point at. */
export function differencesOf(undisturbed: NamedRows, disturbed: NamedRows): readonly Difference[] {
  const inThemselves = compare(undisturbed.plain, disturbed.plain)
  return inThemselves.length > 0 ? inThemselves : compare(undisturbed.full, disturbed.full)
}

function compare(undisturbed: Rows, disturbed: Rows): readonly Difference[] {
  const tables = [...new Set([...undisturbed.keys(), ...disturbed.keys()])].sort()
  return tables.flatMap((table) => {
    const [left, right] = [undisturbed.get(table) ?? [], disturbed.get(table) ?? []]
    return [
      ...surplus(left, right).map((row): Difference => ({ table, only: 'undisturbed', row })),
      ...surplus(right, left).map((row): Difference => ({ table, only: 'disturbed', row })),
    ]
  })
}

function surplus(list: readonly string[], other: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const row of other) counts.set(row, (counts.get(row) ?? 0) + 1)
  return list.filter((row) => {
    const left = counts.get(row) ?? 0
    counts.set(row, left - 1)
    return left <= 0
  })
}
