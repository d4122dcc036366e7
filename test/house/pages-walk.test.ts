import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Log } from '../../src/platform/log/index.ts'
import { addressText, listPersonsOn } from '../../src/resident/index.ts'
import { visit, visitOwn, type Visited } from '../support/pages.ts'
import { staffMember, useTowns } from '../support/town.ts'
import { makeTestWeb, type TestWeb } from '../support/web.ts'

/** Walks every page of the running system with a record of its own, and looks at what is left behind: the trail, the log, addresses and titles. */
const towns = useTowns(import.meta.url, { prepared: true })
const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const logged: string[] = []
const log: Log = { info: (event, fields) => { logged.push(JSON.stringify({ event, ...fields })) }, error: (event, fields) => { logged.push(JSON.stringify({ event, ...fields })) } }
const visits = new Map<string, Visited & { readonly entries: number; readonly web: TestWeb }>()
/** Names, addresses and numbers of everybody in the town. */
const personal = new Set<string>()

beforeAll(async () => {
  await towns.a.tx(async (tx) => {
    const ids = (await tx.db.client.query<{ id: string }>('select person_id as id from resident.person')).rows.map((row) => row.id)
    for (const person of await listPersonsOn(tx, ids)) {
      for (const text of [person.name, person.name.replaceAll('　', ''), person.kana, addressText(person.address), person.addresseeNumber, person.householdNumber]) if (text && text.length > 3) personal.add(text)
    }
  })
  const webs = [await makeTestWeb(towns, 'okamoto', log), await makeTestWeb(towns, 'admin', log)]
  for (const page of towns.yakuba.registry.pages.values()) {
    for (const web of webs.filter(() => !visits.has(page.name))) {
      const from = await newestXid()
      const visited = await visitOwn(web, towns.a, page)
      if (visited) visits.set(page.name, { ...visited, web, entries: await countEntries(page.query.name, from) })
    }
  }
}, 300_000)

/** Transactions that begin from now on are at least as young as this. */
async function newestXid(): Promise<number> {
  const [row] = await towns.ask<{ xid: number }>('select pg_snapshot_xmax(pg_current_snapshot())::text::bigint as xid')
  return row?.xid ?? 0
}

async function countEntries(output: string, fromXid: number): Promise<number> {
  const [row] = await towns.ask<{ n: number }>(`select count(*) as n from audit.entry where tenant_id = 1 and xid >= $2 and output = $1 and outcome = 'done'`, [output, fromXid])
  return row?.n ?? 0
}

const told = (text: string): readonly string[] => [...personal].filter((secret) => text.includes(secret))

describe('every page of the running system', () => {
  test('opens in its own town with a record of its own', () => {
    expect([...towns.yakuba.registry.pages.keys()].filter((name) => !visits.has(name))).toEqual([])
  })

  test('leaves an entry in the trail', () => {
    expect([...visits].filter(([, visited]) => visited.entries < 1).map(([name]) => name)).toEqual([])
  })

  test('shows no name, address or number in its title, its headers, or an address it leads to', () => {
    const failures: string[] = []
    for (const [name, { body, headers, path }] of visits) {
      const title = /<title>([^<]*)<\/title>/.exec(body)?.[1]
      if (!title) failures.push(`${name}: no title`)
      const links = [...body.matchAll(/(?:href|action|src|hx-[a-z]+|formaction)="([^"]*)"/g)].map((match) => decodeURIComponent((match[1] ?? '').replaceAll('&amp;', '&'))).filter((link) => !link.startsWith('data:'))
      const texts = [title ?? '', decodeURIComponent(path), ...links, ...[...headers].map((header) => header.join(': '))]
      for (const secret of told(texts.join('\n'))) failures.push(`${name}: ${secret} in ${texts.find((text) => text.includes(secret))}`)
    }
    expect(failures).toEqual([])
  })

  test('and every obligation leads to a screen that opens: its own, or the record of each person it is about', async () => {
    const web = await makeTestWeb(towns, 'admin')
    const tasks = await towns.a.tx(async (tx) => (await tx.db.client.query<{ code: string; path: string | null; subject_ids: string[] }>('select distinct on (code) code, path, subject_ids from tasks.task where tenant_id = $1 order by code, created_at desc', [tx.tenant])).rows)
    expect(tasks.length).toBeGreaterThan(15)
    const failures: string[] = []
    for (const { code, path, subject_ids: ids } of tasks) {
      if (path === null && ids.length === 0) failures.push(`${code} leads nowhere`)
      for (const address of path === null ? ids.map((id) => `resident/record/${id}`) : [path]) {
        const { status } = await visit(web, towns.a, address)
        if (status !== 200) failures.push(`${code} leads to ${address}, which answers ${status}`)
      }
    }
    expect(failures).toEqual([])
  })

  test('leaves no name, address or number in the log', () => {
    expect(logged.length).toBeGreaterThan(visits.size)
    expect(told(logged.join('\n')).map((secret) => `${secret} in ${logged.find((line) => line.includes(secret))}`)).toEqual([])
  })

  test('answers an id of this town, asked in the other, as it answers one that nobody has', async () => {
    const failures: string[] = []
    let tried = 0
    for (const [name, { path, web }] of visits) {
      const ids = path.match(uuid) ?? []
      if (ids.length === 0) continue
      tried += 1
      const foreign = await visit(web, towns.b, path)
      const nobody = await visit(web, towns.b, ids.reduce((left, id) => left.replaceAll(id, randomUUID()), path))
      if (foreign.status !== nobody.status) failures.push(`${name}: ${foreign.status}, but ${nobody.status} for an id that nobody has`)
      const plain = (body: string): string => body.replace(uuid, 'id')
      if (plain(foreign.body) !== plain(nobody.body)) failures.push(`${name}: shows something of the other town`)
    }
    expect(tried).toBeGreaterThan(15)
    expect(failures).toEqual([])
  })

  test('carries the strict content policy and is kept by nobody', () => {
    for (const [name, { headers, body }] of visits) {
      expect([name, headers.get('content-security-policy'), headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual([name, expect.stringContaining("default-src 'none'; style-src 'self'; script-src 'self'"), 'no-store', 'nosniff'])
      expect([name, /<script(?![^>]*src=)[^>]*>|\son[a-z]+="|style="/.exec(body)?.[0]]).toEqual([name, undefined])
    }
  })
})

test('every query leaves one entry of its own kind, and one where it is not let through', async () => {
  const failures: string[] = []
  const queries = [...towns.yakuba.registry.queries.values()]
  const inputs = new Map<string, unknown>()
  for (const query of queries) inputs.set(query.name, await towns.a.tx((tx) => query.example(tx)))
  const from = await newestXid()
  const stranger = staffMember(towns.yakuba, { permissions: [] })
  for (const query of queries) {
    if (!(await towns.a.ask(query, inputs.get(query.name))).ok) failures.push(`${query.name}: its example is refused`)
    await towns.a.ask(query, inputs.get(query.name), stranger)
  }
  const entries = await towns.ask<{ output: string; action: string; outcome: string; n: number }>('select output, action, outcome, count(*) as n from audit.entry where tenant_id = 1 and xid >= $1 group by output, action, outcome', [from])
  for (const query of queries) {
    const own = entries.filter(({ output, action }) => output === query.name && action === query.action)
    for (const outcome of ['done', 'refused:command.forbidden']) {
      const n = own.find((entry) => entry.outcome === outcome)?.n ?? 0
      if (n !== 1) failures.push(`${query.name}: ${n} entries, ${outcome}`)
    }
  }
  expect(queries.length).toBeGreaterThan(100)
  expect(failures).toEqual([])
}, 120_000)
