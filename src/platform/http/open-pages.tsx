import { Hono } from 'hono'
import type { Context } from 'hono'
import type { Caller } from '../command/runner.ts'
import type { Actor } from '../command/tx.ts'
import { Entrance } from '../screen/index.ts'
import type { OpenPage, OpenRequest } from '../screen/page.ts'
import { renderPage } from '../screen/render.ts'
import { answerProblem } from './answer.tsx'
import { makeFailureLimit, type FailureLimit } from './failure-limit.ts'
import { noValues, queryValues, readForm } from './form.ts'
import type { Env } from './env.ts'
import { makeProblem, statusOf } from './problem.ts'
import type { ScreenParts } from './screens.tsx'

/** Pages without sign-in under `/{code}/open/…`, made from the manifests — 公開の頁. */
export function makeOpenPages(parts: Pick<ScreenParts, 'runner' | 'registry' | 'towns'>): Hono<Env> {
  const open = new Hono<Env>()
  // Every visit counts: whoever guesses numbers here shows no wrong key.
  const limit = makeFailureLimit(() => parts.runner.parts.clock.now())
  for (const page of parts.registry.openPages.values()) {
    const path = `/:code{[0-9]{6}}/open/${page.path}`
    open.get(path, async (c) => await visit({ parts, limit, page }, c))
    if (page.view) open.post(path, async (c) => await visit({ parts, limit, page }, c))
  }
  return open
}

interface Opening { readonly parts: Pick<ScreenParts, 'runner' | 'registry' | 'towns'>; readonly limit: FailureLimit; readonly page: OpenPage }

async function visit({ parts, limit, page }: Opening, c: Context<Env>): Promise<Response> {
  c.set('routeName', `open ${page.name}`)
  const code = c.req.param('code') ?? ''
  const tenant = await parts.towns.findTenant(code)
  if (tenant === undefined) return c.notFound()
  if (limit.isReached(c)) return tooManyVisits(c)
  limit.count(c)
  const form = c.req.method === 'POST' ? await readForm(c.req.raw) : noValues
  const caller: Caller = { tenant, actor: visitorFor(page), purpose: null, correlationId: c.get('correlationId') }
  const office = await parts.runner.transaction(caller, async (tx) => tx.office)
  const request: OpenRequest = { query: queryValues(new URL(c.req.url)), form, office, action: new URL(c.req.url).pathname }
  const input = page.input(request)
  const answer = input === null ? null : await parts.runner.ask(caller, page.query, input)
  const status = answer === null || answer.ok ? 200 : statusOf[answer.reason]
  if (!page.view) return c.json(answer?.ok ? answer.value : null, status as 200)
  const body = page.view(answer?.ok ? answer.value : null, { request, refusals: answer === null || answer.ok ? [] : answer.refusals })
  return new Response(renderPage(<Entrance title={page.title} isReading={page.isReading === true && answer?.ok === true} town={{ above: office.prefecture, name: office.name }} foot={office.environment === 'practice' ? '研修の町です。人はすべて架空です。' : ''}>{body}</Entrance>), { status, headers: { 'content-type': 'text/html; charset=utf-8' } })
}

/** Whoever comes without sign-in may ask the one query of the page. */
function visitorFor(page: OpenPage): Actor {
  return { id: '00000000-0000-7000-8000-000000000002', kind: 'system', name: '公開の頁', section: '公開の頁', desk: null, permissions: new Set([page.query.permission]) }
}

function tooManyVisits(c: Context<Env>): Response {
  return answerProblem(c, makeProblem(429, { code: 'http.too-many-visits', detail: '短い間に何度も開かれたため、止めています。1分ほど待って、開き直してください。', correlationId: c.get('correlationId') }), { 'retry-after': '60' })
}
