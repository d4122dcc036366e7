import { serve, type ServerType } from '@hono/node-server'
import type { AddressInfo } from 'node:net'
import { findSession, makeKeyReader, signOut } from '../access/index.ts'
import type { TransactionOptions } from '../platform/db/database.ts'
import { townDay } from '../platform/clock/index.ts'
import type { ReadActor } from '../platform/command/runner.ts'
import { makeHttp, type HttpApp } from '../platform/http/app.tsx'
import type { AccessPort, TownPort } from '../platform/http/ports.ts'
import { makeLog, type Log } from '../platform/log/index.ts'
import { findTenantByCode } from '../tenancy/index.ts'
import { mountRoutes } from './routes.tsx'
import { codeVersion } from './version.ts'
import type { Yakuba } from './wiring.ts'

export interface WebServer { readonly url: string; close(): Promise<void> }

/** The whole edge of the building, without a port: what the server serves and the tests call. */
export function makeWebApp(yakuba: Yakuba, log: Log): HttpApp {
  const towns = townPort(yakuba)
  const access = accessPort(yakuba)
  return makeHttp({
    runner: yakuba.runner, registry: yakuba.registry, database: yakuba.database, access, towns, log, version: codeVersion,
    bodyLimit: 200 * 1024 * 1024, mount: (hono) => { mountRoutes(hono, { yakuba, access, towns }) },
  })
}

/** Serves staff screens and API. */
export async function startWeb(yakuba: Yakuba, options: { port: number; host: string; log?: Log }): Promise<WebServer> {
  const { app } = makeWebApp(yakuba, options.log ?? makeLog())
  const server = await listen(app.fetch, options)
  const address = server.address() as AddressInfo
  const shown = options.host === '0.0.0.0' ? '127.0.0.1' : options.host
  return { url: `http://${shown}:${address.port}/`, close: () => closeServer(server) }
}

async function listen(fetch: (request: Request) => Response | Promise<Response>, options: { port: number; host: string }): Promise<ServerType> {
  return await new Promise((resolve, reject) => {
    const server = serve({ fetch, port: options.port, hostname: options.host }, () => { resolve(server) })
    server.once('error', reject)
  })
}

/** Stops taking requests, lets those under way end (10 seconds at most), then closes. */
async function closeServer(server: ServerType): Promise<void> {
  await new Promise<void>((resolve) => {
    const limit = setTimeout(() => { if ('closeAllConnections' in server) server.closeAllConnections(); resolve() }, 10_000)
    server.close(() => { clearTimeout(limit); resolve() })
    if ('closeIdleConnections' in server) server.closeIdleConnections()
  })
}

function townPort(yakuba: Yakuba): TownPort {
  const known = new Map<string, number>()
  return {
    async findTenant(code) {
      if (!/^[0-9]{6}$/.test(code)) return undefined
      const before = known.get(code)
      if (before !== undefined) return before
      const tenant = await yakuba.database.transaction(null, async (db) => await findTenantByCode(db, code))
      if (tenant !== undefined) known.set(code, tenant)
      return tenant
    },
  }
}

function accessPort(yakuba: Yakuba): AccessPort {
  const at = <T>(tenant: number, work: (place: Parameters<typeof findSession>[0]) => Promise<T>, how: TransactionOptions = {}): Promise<T> => yakuba.database.transaction(tenant, async (db) => {
    const now = yakuba.clock.now()
    return await work({ db, tenant, now, today: townDay(now) })
  }, how)
  const keys = makeKeyReader()
  return {
    async findSession(tenant, token) {
      const actor = await at(tenant, async (place) => await findSession(place, token))
      return actor ? { actor, token, purpose: null } : undefined
    },
    async findApiKey(tenant, key) {
      const read: ReadActor = async (place) => await keys.readApiKey(place, key)
      const remembered = keys.rememberedApiKey(tenant, key)
      if (remembered !== undefined) return { actor: remembered, readActorAgain: read }
      const actor = await at(tenant, read, { isOneMoment: true })
      return actor && { actor }
    },
    signOut: (tenant, token) => at(tenant, async (place) => { await signOut(place, token) }),
  }
}
