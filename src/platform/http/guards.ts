import type { Context, MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { randomUUID } from 'node:crypto'
import { stopwatch } from '../clock/index.ts'
import { isDiskFull, Outage } from '../db/database.ts'
import { failureOf, type Log } from '../log/index.ts'
import { answerProblem } from './answer.tsx'
import type { Env } from './env.ts'
import { bug, diskFull, makeProblem, outage, type Problem } from './problem.ts'

const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; object-src 'self'; frame-src 'self'; connect-src 'self'; font-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/** Headers of every answer: strict content policy, nothing kept, nothing sniffed. */
const everyAnswer: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
}

/** Sets the headers of every answer, on the answer itself: through the context each one would make the answer and its body anew. */
export const securityHeaders: MiddlewareHandler<Env> = async (c, next) => {
  await next()
  const { headers } = c.res
  for (const name in everyAnswer) headers.set(name, everyAnswer[name]!)
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
}

/** Refuses what is larger than the building reads; a body of which the length is told is not touched for it. */
export function limitBody(largest: number, refuse: (c: Context<Env>) => Response | Promise<Response>): MiddlewareHandler<Env> {
  const counted = bodyLimit({ maxSize: largest, onError: refuse })
  return async (c, next) => {
    if (c.req.header('transfer-encoding') !== undefined) return await counted(c, next)
    const length = c.req.header('content-length')
    if (length === undefined) return c.req.method === 'GET' || c.req.method === 'HEAD' ? await next() : await counted(c, next)
    return Number(length) > largest ? await refuse(c) : await next()
  }
}

/** Gives each request its correlation id and one log line without personal data. */
export function requestLog(log: Log, observe: (route: string, status: number, seconds: number) => void): MiddlewareHandler<Env> {
  return async (c, next) => {
    const given = c.req.header('x-correlation-id')
    c.set('correlationId', given && /^[A-Za-z0-9-]{8,64}$/.test(given) ? given : randomUUID())
    const watch = stopwatch()
    await next()
    const seconds = watch()
    const route = c.get('routeName') ?? 'other'
    c.res.headers.set('x-correlation-id', c.get('correlationId'))
    observe(route, c.res.status, seconds)
    log.info('request', { correlationId: c.get('correlationId'), route, method: c.req.method, status: c.res.status, ms: Math.round(seconds * 1000) })
  }
}

/** A post from another site is refused: the Origin must be this server. */
export const sameOrigin: MiddlewareHandler<Env> = async (c, next) => {
  if (c.req.method === 'GET' || c.req.method === 'HEAD') return await next()
  const origin = c.req.header('origin')
  const site = c.req.header('sec-fetch-site')
  const host = c.req.header('host')
  const foreign = (origin !== undefined && hostOf(origin) !== host) || (site !== undefined && site !== 'same-origin' && site !== 'none')
  if (foreign) return answerProblem(c, makeProblem(403, { code: 'http.foreign-origin', detail: 'ほかの場所から送られた操作は受け付けません。この画面を開き直してください。', correlationId: c.get('correlationId') }))
  return await next()
}

/** The host an origin names; undefined for `null` and for what is no address. */
function hostOf(origin: string): string | undefined {
  return URL.canParse(origin) ? new URL(origin).host : undefined
}

/** Maps what was thrown: an outage keeps nothing and says so; anything else is a bug with a number to report. */
export function problemOfError(error: unknown, correlationId: string, log: Log): Problem {
  if (error instanceof Outage) {
    log.error('outage', { correlationId, failure: failureOf(error.cause ?? error) })
    return isDiskFull(error) ? diskFull(correlationId) : outage(correlationId)
  }
  log.error('bug', { correlationId, failure: failureOf(error) })
  return bug(correlationId)
}
