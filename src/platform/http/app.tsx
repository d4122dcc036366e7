import { Hono } from 'hono'
import type { Runner } from '../command/runner.ts'
import type { Registry } from '../context/registry.ts'
import type { Database } from '../db/database.ts'
import type { Log } from '../log/index.ts'
import { assets } from '../screen/assets.ts'
import { answerProblem } from './answer.tsx'
import { makeApi } from './api.ts'
import { ApiPages } from './api-pages.tsx'
import { limitBody, problemOfError, requestLog, sameOrigin, securityHeaders } from './guards.ts'
import type { Env } from './env.ts'
import { makeMetrics, type Metrics } from './metrics.ts'
import { makeOpenPages } from './open-pages.tsx'
import { openApiDocument } from './openapi.ts'
import type { AccessPort, TownPort } from './ports.ts'
import { notFound, tooLarge } from './problem.ts'
import { renderPage } from '../screen/render.ts'
import { makeScreens } from './screens.tsx'

export interface HttpParts {
  readonly runner: Runner
  readonly registry: Registry
  readonly database: Database
  readonly access: AccessPort
  readonly towns: TownPort
  readonly log: Log
  readonly version: string
  /** Largest body that is read, in bytes. */
  readonly bodyLimit: number
  /** Further routes: sign-in, downloads, the counter's home. They come before the generated ones. */
  mount?(app: Hono<Env>): void
}

export interface HttpApp { readonly app: Hono<Env>; readonly metrics: Metrics }

/** The edge: one list of what every request passes, then the routes. */
export function makeHttp(parts: HttpParts): HttpApp {
  const metrics = makeMetrics()
  const app = new Hono<Env>()
  app.use(requestLog(parts.log, metrics.observe))
  app.use(securityHeaders)
  app.use(limitBody(parts.bodyLimit, (c) => answerProblem(c, tooLarge(c.get('correlationId')))))
  mountHealth(app, parts, metrics)
  mountAssets(app)
  mountApi(app, parts)
  app.use(sameOrigin)
  parts.mount?.(app)
  app.route('/', makeOpenPages(parts))
  app.route('/', makeScreens(parts))
  app.notFound((c) => answerProblem(c, notFound(c.get('correlationId'))))
  app.onError((error, c) => answerProblem(c, problemOfError(error, c.get('correlationId'), parts.log)))
  return { app, metrics }
}

function mountHealth(app: Hono<Env>, parts: HttpParts, metrics: Metrics): void {
  app.get('/healthz', (c) => { c.set('routeName', 'healthz'); return c.text('ok') })
  app.get('/readyz', async (c) => {
    c.set('routeName', 'readyz')
    try {
      await parts.database.transaction(null, async (db) => { await db.client.query('select 1') }, { readOnly: true })
      return c.text('ready')
    } catch {
      return c.text('the database is away', 503, { 'retry-after': '5' })
    }
  })
  app.get('/metrics', async (c) => {
    c.set('routeName', 'metrics')
    metrics.setPool(parts.database.pool.totalCount, parts.database.pool.waitingCount)
    return c.body(await metrics.text(), 200, { 'content-type': metrics.contentType })
  })
}

function mountAssets(app: Hono<Env>): void {
  app.get('/assets/:file', (c) => {
    c.set('routeName', 'asset')
    const asset = assets().get(c.req.path)
    if (!asset) return c.notFound()
    if (c.req.header('if-none-match') === asset.etag) return c.body(null, 304, { etag: asset.etag })
    return c.body(Uint8Array.from(asset.body), 200, { 'content-type': asset.type, etag: asset.etag, 'cache-control': 'public, max-age=31536000, immutable' })
  })
}

function mountApi(app: Hono<Env>, parts: HttpParts): void {
  let document: ReturnType<typeof openApiDocument> | undefined
  app.get('/api/v1/openapi.json', (c) => { c.set('routeName', 'openapi'); return c.json(document ??= openApiDocument(parts.registry, parts.version)) })
  app.get('/api/', (c) => { c.set('routeName', 'api pages'); return c.html(renderPage(<ApiPages registry={parts.registry} version={parts.version} />)) })
  app.route('/api/v1', makeApi(parts))
}
