import type { Page } from '../../src/platform/screen/page.ts'
import type { TestWeb } from './web.ts'
import type { Town } from './town.ts'

/** The texts and numbers that stand anywhere in a value, for the `:id` parts of a path. */
function scalarsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : [value]
  if (typeof value === 'number') return [String(value)]
  if (value === null || typeof value !== 'object') return []
  return Object.values(value).flatMap(scalarsOf)
}

/** Every way to fill the parts of a path with these values. */
function filled(path: string, values: readonly string[]): readonly string[] {
  const part = /:\w+/.exec(path)?.[0]
  return part === undefined ? [path] : values.flatMap((value) => filled(path.replace(part, encodeURIComponent(value)), values))
}

export interface Visited { readonly path: string; readonly status: number; readonly body: string; readonly headers: Headers }

export async function visit(web: TestWeb, town: Town, path: string, as: Town = town): Promise<Visited> {
  const response = await web.app.fetch(new Request(`http://yakuba.test/${town.code}/${path}`, { headers: { cookie: web.cookieOf(as), host: 'yakuba.test', accept: 'text/html' }, redirect: 'manual' }))
  return { path, status: response.status, body: await response.text(), headers: response.headers }
}

/**
 * Opens a page of a town with a record of its own, taken from the example of the page's query, or from what else the town
 * has; undefined where none opens it.
 */
export async function visitOwn(web: TestWeb, town: Town, page: Page): Promise<Visited | undefined> {
  const example = await town.tx((tx) => page.query.example(tx))
  const values = [...new Set([...scalarsOf(example), ...await standing(town, page)])]
  for (const path of filled(page.path, values)) {
    const visited = await visit(web, town, path)
    if (visited.status === 200) return visited
  }
  return undefined
}

/** A resident, for pages whose query tells of a person in other words. */
async function standing(town: Town, page: Page): Promise<readonly string[]> {
  if (!page.path.includes(':')) return []
  return await town.tx(async (tx) => (await tx.db.client.query<{ id: string }>('select person_id as id from resident.person order by 1 limit 3')).rows.map((row) => row.id))
}
