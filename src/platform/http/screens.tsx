import { Hono } from 'hono'
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import type { Child } from 'hono/jsx'
import { randomUUID } from 'node:crypto'
import type { Refusal } from '../../kernel/outcome.ts'
import { isId } from '../crypto/index.ts'
import type { Caller, CommandAnswer, Runner, Stopped } from '../command/runner.ts'
import { findCommand } from '../command/store.ts'
import type { Office } from '../command/tx.ts'
import type { Registry } from '../context/registry.ts'
import type { Act, CarriedOut, FormValues, Page, PageRequest, Preview, ViewState } from '../screen/page.ts'
import { renderPage } from '../screen/render.ts'
import { noValues, queryValues, readForm } from './form.ts'
import type { Env } from './env.ts'
import type { AccessPort, Session, TownPort } from './ports.ts'
import { StoppedPage, TownFrame, type FrameFacts } from './town-frame.tsx'
import { statusOf } from './problem.ts'

export interface ScreenParts { readonly runner: Runner; readonly registry: Registry; readonly access: AccessPort; readonly towns: TownPort }

export const sessionCookie = 'yakuba_session'

/** Staff screens under `/{code}/…`, made from the manifests' pages. */
export function makeScreens(parts: ScreenParts): Hono<Env> {
  const screens = new Hono<Env>()
  for (const page of parts.registry.pages.values()) {
    const path = page.path === '' ? '/:code{[0-9]{6}}/' : `/:code{[0-9]{6}}/${page.path}`
    screens.get(path, async (c) => await show(parts, c, page))
    screens.post(path, async (c) => await post(parts, c, page))
  }
  return screens
}

interface Visit {
  readonly caller: Caller
  readonly session: Session
  readonly code: string
  readonly office: Office
  readonly request: PageRequest
  readonly action: string
}

/** The signed-in staff member of this town, or where to go instead. */
export async function visitOf(parts: ScreenParts, c: Context<Env>, form: FormValues): Promise<Visit | Response> {
  const code = c.req.param('code') ?? ''
  const tenant = await parts.towns.findTenant(code)
  if (tenant === undefined) return c.notFound()
  const token = getCookie(c, sessionCookie)
  const session = token ? await parts.access.findSession(tenant, token) : undefined
  if (!session) return c.redirect(`/?town=${code}`, 303)
  const caller: Caller = { tenant, actor: session.actor, purpose: session.purpose, correlationId: c.get('correlationId') }
  const { office, today } = await parts.runner.transaction(caller, async (tx) => ({ office: tx.office, today: tx.today }))
  const url = new URL(c.req.url)
  const request: PageRequest = {
    params: c.req.param() as Record<string, string>, query: queryValues(url), form, today, actor: session.actor, office,
    link: (path) => `/${code}/${path}`,
  }
  return { caller, session, code, office, request, action: url.pathname }
}

async function show(parts: ScreenParts, c: Context<Env>, page: Page): Promise<Response> {
  c.set('routeName', `page ${page.name}`)
  const visit = await visitOf(parts, c, noValues)
  if (visit instanceof Response) return visit
  const doneId = visit.request.query.get('done')
  const carriedOut = doneId && isId(doneId) ? await findCarriedOut(parts, visit, doneId) : null
  return await draw(parts, c, { page, visit, status: 200, state: { carriedOut } })
}

async function findCarriedOut(parts: ScreenParts, visit: Visit, id: string): Promise<CarriedOut | null> {
  const kept = await parts.runner.transaction(visit.caller, async (tx) => await findCommand(tx, id))
  if (!kept?.outcome?.ok) return null
  const command = parts.registry.commands.get(kept.name)
  return { command: kept.name, title: command?.title ?? kept.name, value: kept.outcome.value, consequences: kept.consequences ?? [], at: kept.at }
}

async function post(parts: ScreenParts, c: Context<Env>, page: Page): Promise<Response> {
  c.set('routeName', `page ${page.name}`)
  const form = await readForm(c.req.raw)
  c.set('typed', form)
  const visit = await visitOf(parts, c, form)
  if (visit instanceof Response) return visit
  const name = form.get('_act')
  const act = name === undefined ? undefined : page.acts?.[name]
  if (!act || name === undefined) return await draw(parts, c, { page, visit, status: 200, state: { form } })
  return await press(parts, c, { page, visit, act, name })
}

interface Press { readonly page: Page; readonly visit: Visit; readonly act: Act; readonly name: string }

async function press(parts: ScreenParts, c: Context<Env>, { page, visit, act, name }: Press): Promise<Response> {
  const { form } = visit.request
  const dry = form.get('_dry') !== undefined
  const given = form.get('_key') ?? ''
  const key = isId(given) ? given : randomUUID()
  const answer = await parts.runner.run(visit.caller, { command: act.command, input: act.input(visit.request), key, dry, previewId: form.get('_preview') || null })
  if (!answer.ok) return await draw(parts, c, { page, visit, status: statusOf[answer.reason], state: { form, refusals: answer.refusals } })
  if (dry) return await draw(parts, c, { page, visit, status: 200, state: { form, preview: previewOf(answer, name), idempotencyKey: key } })
  const path = act.after ? `/${visit.code}/${act.after(answer.value, visit.request)}` : visit.action
  return c.redirect(`${path}${path.includes('?') ? '&' : '?'}done=${answer.commandId}`, 303)
}

function previewOf(answer: CommandAnswer<unknown> & { ok: true }, name: string): Preview {
  return { id: answer.previewId ?? '', act: name, consequences: answer.consequences, value: answer.value }
}

interface Drawing { readonly page: Page; readonly visit: Visit; readonly status: number; readonly state: Partial<ViewState> & { refusals?: readonly Refusal[] } }

async function draw(parts: ScreenParts, c: Context<Env>, { page, visit, status, state }: Drawing): Promise<Response> {
  const answer = await parts.runner.ask(visit.caller, page.query, page.input(visit.request))
  if (!answer.ok) return drawStopped(c, answer, { facts: frameFacts(parts, visit), code: visit.code })
  const view: ViewState = {
    request: visit.request, form: noValues, refusals: [], preview: null, carriedOut: null,
    idempotencyKey: randomUUID(), action: visit.action, withheld: answer.withheld, ...state,
  }
  const body = page.view(answer.value, view)
  const frame = page.frame(answer.value, visit.request)
  return html(c, status, <TownFrame facts={frameFacts(parts, visit, page)} frame={{ ...frame, isProtected: frame.isProtected ?? answer.withheld.size > 0 }}>{body}</TownFrame>)
}

function drawStopped(c: Context<Env>, stopped: Stopped, { facts, code }: { facts: FrameFacts; code: string }): Response {
  const status = stopped.refusals.some((refusal) => refusal.code.endsWith('.not-found')) ? 404 : statusOf[stopped.reason]
  return html(c, status, <TownFrame facts={facts} frame={{ title: '開けませんでした' }}><StoppedPage refusals={stopped.refusals} back={`/${code}/`} /></TownFrame>)
}

export function frameFacts(parts: ScreenParts, visit: Visit, page?: Page): FrameFacts {
  const current = page?.name.split('.')[0]
  return { registry: parts.registry, office: visit.office, actor: visit.caller.actor, now: parts.runner.parts.clock.now(), current, page: page?.name }
}

function html(c: Context<Env>, status: number, body: Child): Response {
  return new Response(renderPage(body), { status, headers: { 'content-type': 'text/html; charset=utf-8' } })
}

