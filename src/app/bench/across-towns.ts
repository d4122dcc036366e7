import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Query } from '../../platform/command/define.ts'
import type { QueryAnswer } from '../../platform/command/runner.ts'
import type { Database } from '../../platform/db/database.ts'
import { withClient } from '../../platform/db/roles.ts'
import { platformTables } from '../../platform/db/tables.ts'
import { contexts } from '../contexts.ts'
import type { TrialTowns } from './trial-town.ts'

/** Any id the program makes. */
export const idPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** Every table that holds rows of towns. */
export function townTables(): readonly string[] {
  return [...platformTables, ...contexts.flatMap((context) => context.tables)].filter((table) => table.kind === 'tenant').map((table) => table.name)
}

/** Ids that stand in rows of the first town and in none of the second. */
export async function foreignIds(towns: TrialTowns): Promise<ReadonlySet<string>> {
  const foreign = await idsOf(towns, towns.a.tenant)
  for (const id of await idsOf(towns, towns.b.tenant)) foreign.delete(id)
  return foreign
}

async function idsOf(towns: TrialTowns, tenant: number): Promise<Set<string>> {
  const ids = new Set<string>()
  await withClient(towns.urls.admin, async (client) => {
    for (const table of townTables()) {
      const { rows } = await client.query<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t where tenant_id = $1`, [tenant])
      for (const { row } of rows) for (const id of row.match(idPattern) ?? []) ids.add(id)
    }
  })
  return ids
}

/** Runs work with every `tenant_id = $n` of every statement on rows of towns taken out: row security alone must hold. */
export async function withoutPredicate(database: Database, work: () => Promise<void>): Promise<void> {
  database.hook = (text) => (text.includes('tenancy.municipality') ? text : text.replace(/(?:\b\w+\.){0,2}tenant_id = (\$\d+)/g, '($1::integer is not null)'))
  try { await work() } finally { database.hook = undefined }
}

/** Ids of the other town in a value, but for those that had been sent in. */
export function leaksIn(value: unknown, sent: unknown, foreign: ReadonlySet<string>): readonly string[] {
  const own = new Set(JSON.stringify(sent ?? null).match(idPattern) ?? [])
  return (JSON.stringify(value ?? null).match(idPattern) ?? []).filter((id) => foreign.has(id) && !own.has(id))
}

interface Twin { readonly input: unknown; readonly ids: readonly string[]; back(text: string): string }

/** The same input with every id of the other town replaced by one that nobody has, and the way back. */
function unknownTwin(input: unknown, foreign: ReadonlySet<string>): Twin {
  const text = JSON.stringify(input ?? null)
  const ids = [...new Set(text.match(idPattern) ?? [])].filter((id) => foreign.has(id))
  const twins = new Map(ids.map((id) => [id, randomUUID()]))
  const replaced = ids.reduce((left, id) => left.replaceAll(id, twins.get(id) ?? ''), text)
  return { input: JSON.parse(replaced), ids, back: (answer) => ids.reduce((left, id) => left.replaceAll(twins.get(id) ?? '', id), answer) }
}

/** Ids of the first town, and those of them that the second has sent in by itself: its own trail may name them afterwards. */
export interface ForeignIds { readonly foreign: ReadonlySet<string>; readonly sentIn: Set<string> }

const outcomeOf = (answer: QueryAnswer<unknown>): string => (answer.ok ? 'ok' : answer.refusals.map((refusal) => `${refusal.code} ${refusal.field}`).join())

/** A way in which a query is tried: as it is written, or with something taken out of its statements. */
export type Way = (work: () => Promise<void>) => Promise<void>

/**
 * What a query tells the second town of the first, in words; empty where nothing. Its own town is answered first, with the
 * very input that the other town then sends in each way, so that nothing is turned away for another reason than the town.
 */
export async function tryQuery(towns: TrialTowns, query: Query, { foreign, sentIn, ways }: ForeignIds & { readonly ways: readonly Way[] }): Promise<readonly string[]> {
  const input = await towns.a.tx((tx) => query.example(tx))
  if (input === null) return [`${query.name}: the sample has no example`]
  const own = await towns.a.ask(query, input)
  if (!own.ok) return [`${query.name}: its own town is refused: ${outcomeOf(own)}`]
  const ownInput = await towns.b.tx((tx) => query.example(tx))
  if (ownInput === null) return [`${query.name}: the second town has no example`]
  const twin = unknownTwin(input, foreign)
  for (const id of twin.ids) sentIn.add(id)
  const failures: string[] = []
  for (const way of ways) await way(async () => { failures.push(...await tryForeign(towns, query, { input, twin, foreign }), ...await tryOwn(towns, query, { input: ownInput, foreign })) })
  return failures
}

/** What the second town is told of the first when it sends ids of that one in. */
async function tryForeign(towns: TrialTowns, query: Query, { input, twin, foreign }: { readonly input: unknown; readonly twin: Twin; readonly foreign: ReadonlySet<string> }): Promise<readonly string[]> {
  const nobody = await towns.b.ask(query, twin.input)
  const answer = await towns.b.ask(query, input)
  const failures = answer.ok ? leaksIn(answer.value, input, foreign).map((id) => `${query.name}: ${id}`) : []
  const told = (given: QueryAnswer<unknown>): string => (given.ok ? JSON.stringify(given.value ?? null) : outcomeOf(given))
  if (twin.ids.length > 0 && twin.back(told(nobody)) !== told(answer)) failures.push(`${query.name}: an id of the other town is answered otherwise than one that nobody has`)
  return failures
}

/** What the second town is told of the first when it asks for its own. */
async function tryOwn(towns: TrialTowns, query: Query, { input, foreign }: { readonly input: unknown; readonly foreign: ReadonlySet<string> }): Promise<readonly string[]> {
  const answer = await towns.b.ask(query, input)
  if (!answer.ok) return [`${query.name}: the second town is refused: ${outcomeOf(answer)}`]
  return leaksIn(answer.value, input, foreign).map((id) => `${query.name} (own): ${id}`)
}

/** Rows of the first town that each table shows the second, or a connection without a town, and rows of it that can be changed from there. */
export async function tryTables(towns: TrialTowns): Promise<ReadonlyMap<string, number>> {
  return await withClient(towns.urls.app, async (client) => {
    const told = new Map<string, number>()
    for (const table of townTables()) told.set(table, await tryTable(client, towns, table))
    return told
  })
}

async function tryTable(client: pg.Client, towns: TrialTowns, table: string): Promise<number> {
  const asTown = async (tenant: string): Promise<void> => { await client.query(`select set_config('app.tenant', $1, false)`, [tenant]) }
  const count = async (where: string): Promise<number> => Number((await client.query<{ n: string }>(`select count(*) as n from ${table} ${where}`)).rows[0]?.n)
  const changed = async (statement: string): Promise<number> => (await client.query(statement).catch((error: Error) => {
    if (!/permission denied|row-level security/.test(error.message)) throw error
    return { rowCount: 0 }
  })).rowCount ?? 0
  await asTown(String(towns.b.tenant))
  const seen = await count(`where tenant_id <> ${towns.b.tenant}`)
  await asTown('')
  const unbound = await count('')
  await asTown(String(towns.b.tenant))
  return seen + unbound + await changed(`update ${table} set tenant_id = ${towns.a.tenant} where tenant_id = ${towns.b.tenant}`) + await changed(`delete from ${table} where tenant_id = ${towns.a.tenant}`)
}
