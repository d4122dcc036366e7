import { expect } from 'vitest'
import { enterSampleStaff } from '../../src/access/index.ts'
import { contexts } from '../../src/app/contexts.ts'
import type { Problem } from '../../src/platform/http/problem.ts'
import { platformTables } from '../../src/platform/db/tables.ts'
import { withClient } from '../../src/platform/db/roles.ts'
import { makeTestWeb, type TestWeb } from '../support/web.ts'
import type { Town, Towns } from '../support/town.ts'

/** The edge of the building with the sample's staff of both towns; nobody lives there unless the test enters somebody. */
export async function openWeb(towns: Towns): Promise<TestWeb> {
  for (const town of [towns.a, towns.b]) await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
  return await makeTestWeb(towns)
}

export interface Post { readonly path: string; readonly input?: unknown; readonly body?: string | Uint8Array<ArrayBuffer>; readonly key?: string; readonly headers?: Record<string, string> }

/** Posts to the API of a town with its bearer key. */
export async function postApi(web: TestWeb, town: Town, post: Post): Promise<Response> {
  return await web.app.fetch(new Request(`http://yakuba.test/api/v1/${town.code}/${post.path}`, {
    method: 'POST', body: post.body ?? JSON.stringify(post.input),
    headers: { host: 'yakuba.test', 'content-type': 'application/json', authorization: `Bearer ${web.keyOf(town)}`, ...(post.key === undefined ? {} : { 'idempotency-key': post.key }), ...post.headers },
  }))
}

/** Posts a form to a screen of a town as its signed-in officer. */
export async function postForm(web: TestWeb, town: Town, post: { readonly path: string; readonly form: Readonly<Record<string, string | File>>; readonly headers?: Record<string, string> }): Promise<Response> {
  const form = new FormData()
  for (const [name, value] of Object.entries(post.form)) form.set(name, value)
  return await web.app.fetch(new Request(`http://yakuba.test/${town.code}/${post.path}`, { method: 'POST', body: form, headers: { host: 'yakuba.test', accept: 'text/html', cookie: web.cookieOf(town), ...post.headers } }))
}

/** A problem as every error of the API is: its code, and a Japanese sentence that also says what to do. */
export async function expectProblem(response: Response, expected: { readonly status: number; readonly code: string }): Promise<Problem> {
  const text = await response.text()
  expect({ status: response.status, type: response.headers.get('content-type'), text: response.status === expected.status ? '' : text }).toEqual({ status: expected.status, type: 'application/problem+json; charset=utf-8', text: '' })
  const problem = JSON.parse(text) as Problem
  expect(problem.code).toBe(expected.code)
  expectSaysWhatToDo(problem.detail)
  expect(problem.correlationId).toMatch(/^[A-Za-z0-9-]{8,64}$/)
  return problem
}

/** What happened and what to do: at least two Japanese sentences, one of which asks for something. */
export function expectSaysWhatToDo(text: string): void {
  expect(text).toMatch(/[\u3040-\u30ff\u4e00-\u9fff][^。]*。[^]*(ください|要りません)。/)
}

const tables = [...platformTables, ...contexts.flatMap((context) => context.tables)].filter((table) => table.kind === 'tenant').map((table) => table.name)

/** Those whose rows tell what was done; not the trail of attempts, nor the memory of their keys. */
export const told = tables.filter((name) => !/^(audit\.|platform\.command$|platform\.preview$)/.test(name))

/** One statement over the tables of a town. */
function printOf(what: string): string {
  return told.map((table) => `select '${table}' as name, count(*) || ':' || coalesce(${what}, 0) as print from ${table} t where tenant_id = $1`).join(' union all ')
}

/** What stands in every table of a town. */
export async function fingerprint(adminUrl: string, tenant: number): Promise<Readonly<Record<string, string>>> {
  return await withClient(adminUrl, async (client) => byTable((await client.query<Print>(printOf('sum(hashtextextended(t::text, 0)::numeric)'), [tenant])).rows))
}

/** The tables of a town as they lie: a row that was written again with what it held is younger, one that is gone is missing. Quick, and of no use across databases. */
export async function rowPrint(towns: Towns, tenant: number): Promise<Readonly<Record<string, string>>> {
  return byTable(await towns.ask<Print>(printOf('max(t.xmin::text::bigint)'), [tenant]))
}

interface Print { readonly name: string; readonly print: string }

function byTable(rows: readonly Print[]): Readonly<Record<string, string>> {
  return Object.fromEntries(rows.map((row) => [row.name, row.print]))
}
