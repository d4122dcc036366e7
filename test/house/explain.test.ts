import { expect, test } from 'vitest'
import { contexts } from '../../src/app/contexts.ts'
import { platformTables } from '../../src/platform/db/tables.ts'
import { withClient } from '../../src/platform/db/roles.ts'
import { useTowns } from '../support/town.ts'

/** Every statement of every registered query, explained as the program's role: no sequential scan of a table that grows with the town. */
const towns = useTowns(import.meta.url, { prepared: true })
const large = new Set([...platformTables, ...contexts.flatMap((context) => context.tables)].filter((table) => table.large).map((table) => table.name))

interface PlanNode {
  readonly 'Node Type': string; readonly 'Relation Name'?: string; readonly Schema?: string; readonly Plans?: readonly PlanNode[]
  readonly 'Index Cond'?: string; readonly 'Recheck Cond'?: string; readonly Filter?: string
}

/** Tables walked from end to end, or a whole town of them filtered row by row because no index could carry the condition. */
function walksOf(node: PlanNode, rowsOf: ReadonlyMap<string, number>): string[] {
  const name = node['Relation Name'] ? `${node.Schema}.${node['Relation Name']}` : ''
  const condition = `${node['Index Cond'] ?? ''} ${node['Recheck Cond'] ?? ''}`
  const isWholeTown = /Scan/.test(node['Node Type']) && otherThanTenant(condition) === '' && otherThanTenant(node.Filter ?? '') !== ''
  const own = name && (node['Node Type'] === 'Seq Scan' || (isWholeTown && (rowsOf.get(name) ?? 0) > fewRows)) ? [name] : []
  return [...own, ...(node.Plans ?? []).flatMap((inner) => walksOf(inner, rowsOf))]
}

/** Below this the planner rightly takes any index, so that a plan says nothing about a large table. */
const fewRows = 100

async function countRows(): Promise<ReadonlyMap<string, number>> {
  return await withClient(towns.urls.admin, async (client) => {
    // As the server does by itself in a town that has run for a day: without it no index is read alone.
    await client.query('vacuum analyze')
    const { rows } = await client.query<{ name: string; rows: number }>(`select n.nspname || '.' || c.relname as name, c.reltuples::int as rows from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'r'`)
    return new Map(rows.map((row) => [row.name, row.rows]))
  })
}

/** A condition without its comparisons of the town, its casts and its brackets. */
function otherThanTenant(condition: string): string {
  return condition
    .replace(/\(?(?:\w+\.)?tenant_id = \(?(?:\d+|\$\d+|\(NULLIF\(current_setting\('app\.tenant'::text, true\), ''::text\)\)::integer)\)?/g, '')
    .replace(/AND|[()\s]/g, '')
}

test('no registered query walks a large table from end to end', async () => {
  const statements = new Map<string, { query: string; values: readonly unknown[] }>()
  for (const query of towns.yakuba.registry.queries.values()) {
    const input = await towns.a.tx((tx) => query.example(tx))
    expect(input, `${query.name}: the sample has no example`).not.toBeNull()
    towns.database.hook = (text, values) => {
      if (/^\s*(select|with)\b/i.test(text) && !statements.has(text)) statements.set(text, { query: query.name, values })
      return text
    }
    await towns.a.ask(query, input)
    towns.database.hook = undefined
  }
  expect(statements.size).toBeGreaterThan(10)
  const scans: string[] = []
  const rowsOf = await countRows()
  await towns.a.tx(async (tx) => {
    await tx.db.client.query('set local enable_seqscan = off; set local plan_cache_mode = force_custom_plan')
    for (const [text, { query, values }] of statements) {
      const { rows } = await tx.db.client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(`explain (verbose, format json) ${text}`, [...values])
      const plan = rows[0]?.['QUERY PLAN'][0].Plan
      for (const scanned of plan ? walksOf(plan, rowsOf) : []) if (large.has(scanned)) scans.push(`${query}: ${scanned}\n${text.replace(/\s+/g, ' ').trim()}`)
    }
  })
  expect([...new Set(scans)]).toEqual([])
})
