import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { foreignIds, idPattern, townTables, tryQuery, tryTables, withoutPredicate, type Way } from '../../src/app/bench/across-towns.ts'
import { contexts } from '../../src/app/contexts.ts'
import { withClient } from '../../src/platform/db/roles.ts'
import { runPage } from '../../src/platform/job/engine.ts'
import { systemCaller } from '../../src/platform/job/worker.ts'
import { rowPrint } from '../faults/support.ts'
import { makeTestWeb, type TestWeb } from '../support/web.ts'
import { useTowns, type Town } from '../support/town.ts'

/**
 * Tries everything the running system has with the key of the other town (commands: `isolation-commands.test.ts`). What is tried is read from the registry, the
 * catalogue and the router; an entry that cannot be tried fails.
 */
const towns = useTowns(import.meta.url, { prepared: true })
const commands = [...new Map(commandNames().map((name) => [name, name])).keys()]
const found: { foreign?: ReadonlySet<string> } = {}
const foreign = (): ReadonlySet<string> => found.foreign ?? new Set()
/** Ids that the other town itself has sent in: its own trail may name them afterwards. */
const sentIn = new Set<string>()

function commandNames(): string[] {
  return contexts.flatMap((context) => (context.commands ?? []).map((command) => command.name))
}

beforeAll(async () => {
  found.foreign = await foreignIds(towns)
}, 240_000)

const withPredicateTakenOut: Way = async (work) => { await withoutPredicate(towns.database, work) }
/** Functions that a query of the other town has called. */
const called = new Set<string>()
const notingFunctions: Way = async (work) => {
  towns.database.hook = (text) => { for (const [, fn] of text.matchAll(/\b([a-z_]+\.[a-z_]+)\(/g)) called.add(fn ?? ''); return text }
  try { await work() } finally { towns.database.hook = undefined }
}

test('no query answers the other town with anything, as written or with the predicate taken out', async () => {
  const failures: string[] = []
  for (const query of towns.yakuba.registry.queries.values()) failures.push(...await tryQuery(towns, query, { foreign: foreign(), sentIn, ways: [notingFunctions, withPredicateTakenOut] }))
  expect(failures).toEqual([])
}, 120_000)

describe.each<[string, Way]>([['as written', async (work) => { await work() }], ['with the predicate taken out', withPredicateTakenOut]])('the other town, %s', (_title, how) => {
  test('no job and no page of a batch works on the other town', async () => {
    const tries: (() => Promise<unknown>)[] = []
    for (const job of towns.yakuba.registry.jobs.values()) {
      const payload = await towns.a.tx((tx) => job.example(tx))
      expect(payload, `${job.name}: the sample has no example`).not.toBeNull()
      await towns.yakuba.runner.transaction(systemCaller(1, job.name), async (tx) => { await job.run(tx, payload) })
      tries.push(() => towns.yakuba.runner.transaction(systemCaller(2, job.name), async (tx) => { await job.run(tx, payload) }).catch(() => undefined))
    }
    for (const errand of towns.yakuba.registry.errands.values()) {
      const payload = await towns.a.tx((tx) => errand.example(tx))
      expect(payload, `${errand.name}: the sample has no example`).not.toBeNull()
      await errand.run(async (work) => await towns.yakuba.runner.transaction(systemCaller(1, errand.name), work), payload)
      tries.push(() => errand.run(async (work) => await towns.yakuba.runner.transaction(systemCaller(2, errand.name), work), payload).catch(() => undefined))
    }
    for (const batch of towns.yakuba.registry.batches.values()) {
      const runs = await towns.a.tx(async (tx) => (await tx.db.client.query<{ id: string }>('select id from platform.batch_run where name = $1', [batch.name])).rows)
      expect(runs.length, `${batch.name}: the sample has no run`).toBeGreaterThan(0)
      for (const { id } of runs) tries.push(async () => { expect(await towns.b.tx((tx) => runPage(tx, batch, id))).toBe('stop') })
    }
    expect(tries.length).toBeGreaterThan(3)
    const before = await rowPrint(towns, 1)
    await how(async () => { for (const one of tries) await one() })
    expect(await rowPrint(towns, 1)).toEqual(before)
  }, 120_000)
})

describe('the tables, views and functions of the running database', () => {
  test('every table shows and takes nothing across towns', async () => {
    const told = await tryTables(towns)
    expect([...told.keys()]).toEqual(townTables())
    expect([...told].filter(([, rows]) => rows > 0)).toEqual([])
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
    for (const [no, route] of routes.entries()) {
      // A new minute now and then: so many wrong keys in one are turned away for another reason than the town.
      towns.clock.set(`2026-06-15T01:${String(Math.floor(no / 30)).padStart(2, '0')}:00Z`)
      const [method = 'GET', path = ''] = route.split(' ')
      if (method === 'ALL' || path.includes('/open/')) continue
      const url = `http://yakuba.test${path.replace(/:code(\{[^}]+\})?/, '992011').replace(/:\w+(\{[^}]+\})?/g, randomUUID())}`
      const headers: Record<string, string> = { cookie: cookieOf(towns.b), authorization: `Bearer ${keyOf(towns.b)}`, host: 'yakuba.test', 'idempotency-key': randomUUID(), 'content-type': path.startsWith('/api') ? 'application/json' : 'application/x-www-form-urlencoded' }
      const posted = path.startsWith('/api') ? '{}' : ''
      const response = await app.fetch(new Request(url, { method, headers, body: method === 'POST' ? posted : undefined, redirect: 'manual' }))
      const turnedAway = [401, 404].includes(response.status) || (response.status === 303 && (response.headers.get('location') ?? '').startsWith('/?town='))
      if (!turnedAway) failures.push(`${route} → ${response.status} ${response.headers.get('location') ?? ''}`)
    }
    towns.clock.set('2026-06-15T01:00:00Z')
    expect(failures).toEqual([])
  })

  test('every page without sign-in shows nothing of the other town, and no more to those who are signed in', async () => {
    const { app, cookieOf } = web.value as TestWeb
    const failures: string[] = []
    for (const page of towns.yakuba.registry.openPages.values()) {
      const input = await towns.a.tx((tx) => page.query.example(tx))
      const form = new URLSearchParams(Object.entries(input as Record<string, unknown>).map(([name, value]) => [name, String(value)]))
      for (const method of page.view ? ['GET', 'POST'] : ['GET']) {
        const bodies = await Promise.all(['', cookieOf(towns.a), cookieOf(towns.b)].map(async (cookie) => await (await app.fetch(new Request(`http://yakuba.test/993018/open/${page.path}`, { method, headers: { cookie, host: 'yakuba.test' }, body: method === 'POST' ? form : undefined }))).text()))
        if (new Set(bodies).size !== 1) failures.push(`${page.name}: differs by session`)
        for (const id of bodies[0]?.match(idPattern) ?? []) failures.push(`${page.name}: shows an id, ${id}`)
      }
    }
    expect(towns.yakuba.registry.openPages.size).toBeGreaterThan(0)
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
      for (const id of body.match(idPattern) ?? []) if (foreign().has(id) && !sentIn.has(id)) failures.push(`${page.name}: ${id}`)
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
