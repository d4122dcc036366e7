import { Hono } from 'hono'
import type { Context } from 'hono'
import { isId } from '../crypto/index.ts'
import { zText } from '../command/schema.ts'
import type { Command, Query } from '../command/define.ts'
import { ActorHasChanged, runnerRefusals, type Caller, type Runner } from '../command/runner.ts'
import type { Registry } from '../context/registry.ts'
import { limitFailures, makeFailureLimit } from './failure-limit.ts'
import type { Env } from './env.ts'
import type { AccessPort, TownPort } from './ports.ts'
import { badJson, badPurpose, notFound, notSignedIn, problemOf, problemResponse, type Problem } from './problem.ts'

export interface ApiParts { readonly runner: Runner; readonly registry: Registry; readonly access: AccessPort; readonly towns: TownPort }

/** REST under `/api/v1/{code}/{context}/{name}`, made from the manifests. */
export function makeApi(parts: ApiParts): Hono<Env> {
  const api = new Hono<Env>()
  api.use(limitFailures(makeFailureLimit(() => parts.runner.parts.clock.now())))
  for (const command of parts.registry.commands.values()) {
    api.post(`/:code/${pathOf(command.name)}`, async (c) => await answerCommand(parts, c, command))
  }
  for (const query of parts.registry.queries.values()) {
    const path = `/:code/${pathOf(query.name)}`
    if (query.sensitive) api.post(path, async (c) => await answerQuery(parts, c, { query, input: await readJson(c) }))
    else api.get(path, async (c) => await answerQuery(parts, c, { query, input: queryInput(c) }))
  }
  return api
}

/** `tax-individual.decide-amount` → `tax-individual/decide-amount` */
export function pathOf(name: string): string {
  return name.replace('.', '/')
}

/** Answers who asks; where the actor was another than the one read last, asks anew who it is. */
async function answering(parts: ApiParts, c: Context<Env>, { name, answer }: { readonly name: string; answer(caller: Caller): Promise<Response> }): Promise<Response> {
  c.set('routeName', `api ${name}`)
  for (;;) {
    const caller = await callerOf(parts, c)
    if (caller instanceof Response) return caller
    try {
      const purpose = readPurpose(c.req.header('x-purpose'))
      return await (purpose === undefined ? answerUnasked(parts, caller, badPurpose(caller.correlationId)) : answer({ ...caller, purpose }))
    } catch (error) {
      if (!(error instanceof ActorHasChanged)) throw error
    }
  }
}

async function callerOf(parts: ApiParts, c: Context<Env>): Promise<Caller | Response> {
  const correlationId = c.get('correlationId')
  const tenant = await parts.towns.findTenant(c.req.param('code') ?? '')
  if (tenant === undefined) return problemResponse(notFound(correlationId))
  const bearer = /^Bearer (\S+)$/.exec(c.req.header('authorization') ?? '')?.[1]
  const holder = bearer ? await parts.access.findApiKey(tenant, bearer) : undefined
  if (!holder) return problemResponse(notSignedIn(correlationId), { 'www-authenticate': 'Bearer' })
  return { tenant, actor: holder.actor, readActorAgain: holder.readActorAgain, purpose: null, correlationId }
}

/** What never comes to the runner is told to nobody else either. */
async function answerUnasked(parts: ApiParts, caller: Caller, problem: Problem): Promise<Response> {
  await parts.runner.confirm(caller)
  return problemResponse(problem)
}

/** Percent-encoded UTF-8 without control characters; undefined where it cannot be read. */
function readPurpose(header: string | undefined): string | null | undefined {
  if (!header) return null
  try {
    const read = zText(200).safeParse(decodeURIComponent(header))
    return read.success ? read.data : undefined
  } catch {
    return undefined
  }
}

async function answerCommand(parts: ApiParts, c: Context<Env>, command: Command): Promise<Response> {
  return await answering(parts, c, { name: command.name, async answer(caller) {
    const input = await readJson(c)
    if (input === unreadable) return await answerUnasked(parts, caller, badJson(caller.correlationId))
    const dry = c.req.query('dry') === 'true'
    const key = c.req.header('idempotency-key') ?? ''
    if (!dry && !isId(key)) return await answerUnasked(parts, caller, problemOf({ ...runnerRefusals.refuse('bad-key'), reason: 'input' }, caller.correlationId))
    const answer = await parts.runner.run(caller, { command, input, key, dry, previewId: c.req.header('x-preview-id') ?? null })
    if (!answer.ok) return problemResponse(problemOf(answer, caller.correlationId))
    return c.json({ value: answer.value ?? null, consequences: answer.consequences, commandId: dry ? null : answer.commandId, previewId: answer.previewId, repeated: answer.repeated })
  } })
}

async function answerQuery(parts: ApiParts, c: Context<Env>, { query, input }: { query: Query; input: unknown }): Promise<Response> {
  return await answering(parts, c, { name: query.name, async answer(caller) {
    if (input === unreadable) return await answerUnasked(parts, caller, badJson(caller.correlationId))
    const answer = await parts.runner.ask(caller, query, input)
    if (!answer.ok) return problemResponse(problemOf(answer, caller.correlationId))
    return c.json({ value: answer.value ?? null, withheld: [...answer.withheld] })
  } })
}

const unreadable = Symbol('unreadable')

async function readJson(c: Context<Env>): Promise<unknown> {
  try {
    const bytes = await c.req.arrayBuffer()
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return unreadable
  }
}

/** Query strings: numbers and booleans are read as such, a repeated name is a list. */
function queryInput(c: Context<Env>): unknown {
  const input: Record<string, unknown> = {}
  for (const [name, values] of Object.entries(c.req.queries())) {
    const read = values.map(readScalar)
    input[name] = read.length === 1 ? read[0] : read
  }
  return input
}

function readScalar(text: string): unknown {
  if (text === 'true') return true
  if (text === 'false') return false
  if (text === 'null' || text === '') return null
  return /^(0|[1-9]\d{0,8})$/.test(text) ? Number(text) : text
}
