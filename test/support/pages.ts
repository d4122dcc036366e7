import { pathsOf } from '../../src/app/bench/own-pages.ts'
import type { Page } from '../../src/platform/screen/page.ts'
import type { TestWeb } from './web.ts'
import type { Town } from './town.ts'

export interface Visited { readonly path: string; readonly status: number; readonly body: string; readonly headers: Headers }

export async function visit(web: TestWeb, town: Town, path: string, as: Town = town): Promise<Visited> {
  const response = await web.app.fetch(new Request(`http://yakuba.test/${town.code}/${path}`, { headers: { cookie: web.cookieOf(as), host: 'yakuba.test', accept: 'text/html' }, redirect: 'manual' }))
  return { path, status: response.status, body: await response.text(), headers: response.headers }
}

/**
 * Opens a page of a town with a record of its own, taken from the example of the page's query, or from what else the town
 * has; undefined where none opens it, or where the officer may not open it with any.
 */
export async function visitOwn(web: TestWeb, town: Town, page: Page): Promise<Visited | undefined> {
  for (const path of await pathsOf(town, page)) {
    const visited = await visit(web, town, path)
    if (visited.status === 200) return visited
    if (visited.status === 403) return undefined
  }
  return undefined
}
