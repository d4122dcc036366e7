import { makeWebApp } from '../../src/app/server.ts'
import type { HttpApp } from '../../src/platform/http/app.tsx'
import { makeLog, type Log } from '../../src/platform/log/index.ts'
import { makeApiKey } from '../../src/access/commands.ts'
import { samplePassword } from '../../src/access/index.ts'
import { valueOf, type Town, type Towns } from './town.ts'

/** The edge of the building without a port, with a signed-in administrator and an API key of each town. */
export interface TestWeb {
  readonly app: HttpApp['app']
  cookieOf(town: Town): string
  keyOf(town: Town): string
}

/** Needs the sample staff of both towns (`prepareEverything`). */
export async function makeTestWeb(towns: Towns, loginId = 'okamoto', log: Log = makeLog('silent')): Promise<TestWeb> {
  const { app } = makeWebApp(towns.yakuba, log)
  const cookies = new Map<string, string>()
  const keys = new Map<string, string>()
  for (const town of [towns.a, towns.b]) {
    cookies.set(town.code, await signIn(app, town, loginId))
    keys.set(town.code, valueOf(await town.run(makeApiKey, { title: '試験', roleCode: 'chief', validTo: null })).key)
  }
  return { app, cookieOf: (town) => cookies.get(town.code) ?? '', keyOf: (town) => keys.get(town.code) ?? '' }
}

async function signIn(app: HttpApp['app'], town: Town, loginId: string): Promise<string> {
  const form = new FormData()
  for (const [name, value] of [['town', town.code], ['loginId', loginId], ['password', samplePassword]] as const) form.set(name, value)
  const response = await app.fetch(new Request('http://yakuba.test/', { method: 'POST', body: form, headers: { host: 'yakuba.test' } }))
  const cookie = /yakuba_session=[^;]+/.exec(response.headers.get('set-cookie') ?? '')?.[0]
  if (!cookie) throw new Error(`sign-in failed: ${response.status}`)
  return cookie
}
