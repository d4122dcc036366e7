import { randomUUID } from 'node:crypto'
import { samplePassword } from '../../access/index.ts'
import { makeLog } from '../../platform/log/index.ts'
import { makeWebApp } from '../server.ts'
import { foreignIds, tryQuery, tryTables, withoutPredicate, type Way } from './across-towns.ts'
import type { BuildingBench, BuildingFigure } from './figure.ts'
import { withTrialHouse, type TrialHouse } from './trial-house.ts'

/** S2: every query, table and route with the key of the other town; the queries also with the predicate taken out. */
export const isolationBench: BuildingBench = {
  id: 'S2', title: 'rows of another town told or changed, every endpoint and table',
  async run(options) {
    return await withTrialHouse(options.count ?? 300, async (house) => {
      const { towns } = house
      const tried = { queries: 0, tables: 0, routes: 0, leaks: [] as string[] }
      const ids = { foreign: await foreignIds(towns), sentIn: new Set<string>() }
      const ways: readonly Way[] = [async (work) => { await work() }, async (work) => { await withoutPredicate(towns.database, work) }]
      for (const query of towns.yakuba.registry.queries.values()) {
        tried.queries += ways.length
        tried.leaks.push(...await tryQuery(towns, query, { ...ids, ways }))
      }
      for (const [table, rows] of await tryTables(towns)) {
        tried.tables += 1
        if (rows > 0) tried.leaks.push(`${table}: ${rows} rows`)
      }
      await tryRoutes(house, tried)
      for (const leak of tried.leaks) options.print(`  ${leak}`)
      return figureOf(tried)
    })
  },
}

interface Tried { queries: number; tables: number; routes: number; readonly leaks: string[] }

/** Every route of the first town with the session of the second. */
async function tryRoutes({ towns, base, atMinute }: TrialHouse, tried: Tried): Promise<void> {
  const form = new URLSearchParams({ town: towns.b.code, loginId: 'okamoto', password: samplePassword })
  const signedIn = await fetch(base, { method: 'POST', body: form, redirect: 'manual', headers: { origin: base.replace(/\/$/, '') } })
  const cookie = /yakuba_session=[^;]+/.exec(signedIn.headers.get('set-cookie') ?? '')?.[0] ?? ''
  if (cookie === '') throw new Error(`the second town is signed in: ${signedIn.status}`)
  const { app } = makeWebApp(towns.yakuba, makeLog('silent'))
  for (const route of new Set(app.routes.filter((one) => one.path.includes(':code')).map((one) => `${one.method} ${one.path}`))) {
    const [method = 'GET', path = ''] = route.split(' ')
    if (method === 'ALL' || path.includes('/open/')) continue
    // A new minute now and then: so many wrong keys in one are turned away for another reason than the town.
    atMinute(Math.floor(tried.routes / 8))
    tried.routes += 1
    const url = new URL(path.replace(/:code(\{[^}]+\})?/, towns.a.code).replace(/:\w+(\{[^}]+\})?/g, randomUUID()), base)
    const [type, posted] = path.startsWith('/api') ? ['application/json', '{}'] : ['application/x-www-form-urlencoded', '']
    const answer = await fetch(url, { method, redirect: 'manual', headers: { cookie, origin: url.origin, 'idempotency-key': randomUUID(), 'content-type': type }, body: method === 'POST' ? posted : undefined })
    const isTurnedAway = [401, 404].includes(answer.status) || (answer.status === 303 && (answer.headers.get('location') ?? '').startsWith('/?town='))
    if (!isTurnedAway) tried.leaks.push(`${route}: ${answer.status}`)
  }
}

function figureOf(tried: Tried): BuildingFigure {
  const all = tried.queries + tried.tables + tried.routes
  return {
    place: 'two towns', value: tried.leaks.length, unit: 'rows', better: 'lower', must: 0, aim: null, ratio: 0, holds: tried.queries > 0 && tried.routes > 0,
    floor: { name: 'tries', value: all, unit: 'tries' }, more: { 'queries, twice': tried.queries, tables: tried.tables, routes: tried.routes },
  }
}
