import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { contexts } from '../../src/app/contexts.ts'
import { platformTables } from '../../src/platform/db/tables.ts'
import { withClient } from '../../src/platform/db/roles.ts'
import { systemCaller } from '../../src/platform/job/worker.ts'
import { makeTestWeb, type TestWeb } from '../support/web.ts'
import { prepareEverything } from '../support/everything.ts'
import { useTowns, type Town } from '../support/town.ts'

/**
 * Tries everything the running system has with the key of the other town. What is tried is read from the registry, the
 * catalogue and the router; an entry that cannot be tried fails.
 */
const towns = useTowns(import.meta.url, { now: '2026-06-15T01:00:00Z' })
const tables = [...platformTables, ...contexts.flatMap((context) => context.tables)].filter((table) => table.kind === 'tenant').map((table) => table.name)
const commands = [...new Map(commandNames().map((name) => [name, name])).keys()]
const foreign = new Set<string>()
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

function commandNames(): string[] {
  return contexts.flatMap((context) => (context.commands ?? []).map((command) => command.name))
}

beforeAll(async () => {
  await prepareEverything(towns)
  await collectIds(1, foreign)
  const own = new Set<string>()
  await collectIds(2, own)
  for (const id of own) foreign.delete(id)
}, 240_000)

/** Every UUID that stands in a row of a town. */
async function collectIds(tenant: number, into: Set<string>): Promise<void> {
  await withClient(towns.urls.admin, async (client) => {
    for (const table of tables) {
      const { rows } = await client.query<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t where tenant_id = ${tenant}`)
      for (const { row } of rows) for (const id of row.match(uuid) ?? []) into.add(id)
    }
  })
}

/** Ids that the other town itself has sent in: its own trail may name them afterwards. */
const sentIn = new Set<string>()

function leaks(value: unknown, allowed: unknown): string[] {
  const sent = new Set(JSON.stringify(allowed ?? null).match(uuid) ?? [])
  for (const id of sent) sentIn.add(id)
  return (JSON.stringify(value ?? null).match(uuid) ?? []).filter((id) => foreign.has(id) && !sent.has(id))
}

/** The fingerprint of everything a town has: nothing of the other town's may move it. */
async function fingerprint(tenant: number): Promise<string> {
  return await withClient(towns.urls.admin, async (client) => {
    const parts: string[] = []
    for (const table of tables.filter((name) => !/^(audit\.|platform\.command$)/.test(name))) {
      const { rows } = await client.query<{ print: string }>(`select count(*) || ':' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as print from ${table} t where tenant_id = ${tenant}`)
      parts.push(`${table} ${rows[0]?.print}`)
    }
    return parts.join('\n')
  })
}

/** Runs work with every `tenant_id = $n` of every statement on tenant data taken out: row security alone must hold. */
async function withoutPredicate(work: () => Promise<void>): Promise<void> {
  towns.database.hook = (text) => (text.includes('tenancy.municipality') ? text : text.replace(/(?:\b\w+\.){0,2}tenant_id = (\$\d+)/g, '($1::integer is not null)'))
  try { await work() } finally { towns.database.hook = undefined }
}

describe.each([['as written', (work: () => Promise<void>) => work()], ['with the predicate taken out', withoutPredicate]])('the other town, %s', (_title, how) => {
  test('no query answers with anything of the other town', async () => {
    await how(async () => {
      const failures: string[] = []
      for (const query of towns.yakuba.registry.queries.values()) {
        const input = await towns.a.tx((tx) => query.example(tx))
        if (input === null) { failures.push(`${query.name}: the sample has no example`); continue }
        const answer = await towns.b.ask(query, input)
        if (answer.ok) for (const id of leaks(answer.value, input)) failures.push(`${query.name}: ${id}`)
        const own = await towns.b.tx((tx) => query.example(tx))
        if (own === null) { failures.push(`${query.name}: the second town has no example`); continue }
        const ownAnswer = await towns.b.ask(query, own)
        if (!ownAnswer.ok) failures.push(`${query.name}: its own example is refused: ${ownAnswer.refusals[0]?.code}`)
        else for (const id of leaks(ownAnswer.value, own)) failures.push(`${query.name} (own): ${id}`)
      }
      expect(failures).toEqual([])
    })
  })

  test('no command touches the other town, whatever ids it is given', async () => {
    const before = await fingerprint(1)
    await how(async () => {
      const failures: string[] = []
      for (const command of towns.yakuba.registry.commands.values()) {
        const input = await towns.a.tx((tx) => command.example(tx))
        if (input === null) { failures.push(`${command.name}: the sample has no example`); continue }
        const answer = await towns.b.run(command, input, { dry: true })
        if (answer.ok) for (const id of leaks(answer.value, input)) failures.push(`${command.name}: ${id}`)
        const named = (JSON.stringify(input).match(uuid) ?? []).filter((id) => foreign.has(id))
        if (answer.ok && named.length > 0) failures.push(`${command.name}: accepted ids of the other town`)
      }
      expect(failures).toEqual([])
    })
    expect(await fingerprint(1)).toBe(before)
  })

  test('no job works on the other town', async () => {
    const before = await fingerprint(1)
    await how(async () => {
      for (const job of towns.yakuba.registry.jobs.values()) {
        const payload = await towns.a.tx((tx) => job.example(tx))
        if (payload === null) throw new Error(`${job.name}: the sample has no example`)
        await towns.yakuba.runner.transaction(systemCaller(2, job.name), async (tx) => { await job.run(tx, payload) }).catch(() => undefined)
      }
    })
    expect(await fingerprint(1)).toBe(before)
  })
})

describe('the tables, views and functions of the running database', () => {
  test.each(tables)('%s shows and takes nothing across towns', async (table) => {
    await withClient(towns.urls.app, async (client) => {
      await client.query(`select set_config('app.tenant', '2', false)`)
      expect((await client.query(`select count(*)::int as n from ${table} where tenant_id <> 2`)).rows[0]).toEqual({ n: 0 })
      await client.query(`select set_config('app.tenant', '', false)`)
      expect((await client.query(`select count(*)::int as n from ${table}`)).rows[0]).toEqual({ n: 0 })
      await client.query(`select set_config('app.tenant', '2', false)`)
      const moved = await client.query(`update ${table} set tenant_id = 1 where tenant_id = 2`).catch((error: Error) => error.message)
      if (typeof moved === 'string') expect(moved).toMatch(/permission denied|row-level security/)
      else expect(moved.rowCount).toBe(0)
      const removed = await client.query(`delete from ${table} where tenant_id = 1`).catch((error: Error) => error.message)
      if (typeof removed === 'string') expect(removed).toMatch(/permission denied/)
      else expect(removed.rowCount).toBe(0)
    })
  })

  test('every view shows one town only', async () => {
    const views = await withClient(towns.urls.admin, async (client) => (await client.query<{ name: string }>(`
      select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind = 'v' and n.nspname not like 'pg\\_%' and n.nspname not in ('information_schema', 'graphile_worker')`)).rows)
    const towns2 = await withClient(towns.urls.app, async (client) => {
      await client.query(`select set_config('app.tenant', '2', false)`)
      const seen: [string, number][] = []
      for (const { name } of views.filter((view) => view.name !== 'tenancy.pub_town')) seen.push([name, Number((await client.query(`select count(*) as n from ${name} where tenant_id <> 2`)).rows[0].n)])
      return seen
    })
    expect(towns2.filter(([, n]) => n > 0)).toEqual([])
    expect(views.length).toBeGreaterThan(2)
  })

  test('every function with its owner\'s rights is tried by a query of another town, and refuses without a town', async () => {
    const called = new Set<string>()
    towns.database.hook = (text) => { for (const [, fn] of text.matchAll(/\b([a-z_]+\.[a-z_]+)\(/g)) called.add(fn ?? ''); return text }
    for (const query of towns.yakuba.registry.queries.values()) {
      const input = await towns.a.tx((tx) => query.example(tx))
      if (input !== null) await towns.b.ask(query, input)
    }
    towns.database.hook = undefined
    for (const search of contexts.flatMap((context) => context.searches ?? [])) expect([...called]).toContain(search.fn)
    await withClient(towns.urls.app, async (client) => {
      await expect(client.query(`select platform.enqueue('x', '{"tenant": 2}'::json, null)`)).rejects.toThrow(/own town/)
      await client.query(`select set_config('app.tenant', '2', false)`)
      await expect(client.query(`select platform.enqueue('x', '{"tenant": 1}'::json, null)`)).rejects.toThrow(/own town/)
    })
  })
})

describe('the routes of the running program', () => {
  const web: { value?: TestWeb } = {}
  beforeAll(async () => { web.value = await makeTestWeb(towns) })

  test('every route of a town turns away the other town\'s session and key', async () => {
    const { app, cookieOf, keyOf } = web.value as TestWeb
    const routes = [...new Set(app.routes.filter((route) => route.path.includes(':code')).map((route) => `${route.method} ${route.path}`))]
    expect(routes.length).toBeGreaterThan(commands.length)
    const failures: string[] = []
    for (const route of routes) {
      const [method = 'GET', path = ''] = route.split(' ')
      if (method === 'ALL') continue
      const url = `http://yakuba.test${path.replace(/:code(\{[^}]+\})?/, '992011').replace(/:\w+(\{[^}]+\})?/g, randomUUID())}`
      const headers: Record<string, string> = { cookie: cookieOf(towns.b), authorization: `Bearer ${keyOf(towns.b)}`, host: 'yakuba.test', 'idempotency-key': randomUUID(), 'content-type': path.startsWith('/api') ? 'application/json' : 'application/x-www-form-urlencoded' }
      const posted = path.startsWith('/api') ? '{}' : ''
      const response = await app.fetch(new Request(url, { method, headers, body: method === 'POST' ? posted : undefined, redirect: 'manual' }))
      const turnedAway = [401, 404].includes(response.status) || (response.status === 303 && (response.headers.get('location') ?? '').startsWith('/?town='))
      if (!turnedAway) failures.push(`${route} → ${response.status} ${response.headers.get('location') ?? ''}`)
    }
    expect(failures).toEqual([])
  })

  test('every page opens in its own town, and shows nothing of the other', async () => {
    const { app, cookieOf } = web.value as TestWeb
    const failures: string[] = []
    for (const page of towns.yakuba.registry.pages.values()) {
      const path = await pathOf(page.path, towns.b)
      const response = await app.fetch(new Request(`http://yakuba.test/993018/${path}`, { headers: { cookie: cookieOf(towns.b), host: 'yakuba.test' } }))
      const body = await response.text()
      if (response.status >= 500) failures.push(`${page.name} → ${response.status}`)
      for (const id of body.match(uuid) ?? []) if (foreign.has(id) && !sentIn.has(id)) failures.push(`${page.name}: ${id}`)
    }
    expect(failures).toEqual([])
  })

  /** Fills `:id` from an id of the town; the page may answer that it knows no such record. */
  async function pathOf(path: string, town: Town): Promise<string> {
    const [row] = await town.tx(async (tx) => (await tx.db.client.query<{ id: string }>('select person_id as id from resident.person limit 1')).rows)
    return path.replace(/:\w+/g, row?.id ?? randomUUID())
  }
})

test('the files of one town cannot be read with the keys of another', async () => {
  const bytes = Buffer.from('汐見市の紙')
  const sha256 = await towns.a.tx((tx) => tx.services.files.put(tx, bytes))
  expect(await towns.b.tx((tx) => tx.services.files.find(tx, sha256))).toBeUndefined()
  await withClient(towns.urls.admin, async (client) => { await client.query(`insert into platform.file select 2, sha256, size, place, bytes, stored_at from platform.file where tenant_id = 1 and sha256 = $1`, [sha256]) })
  await expect(towns.b.tx((tx) => tx.services.files.find(tx, sha256))).rejects.toThrow()
})
