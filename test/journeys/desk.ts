import type { Browser } from 'playwright-core'
import { afterAll } from 'vitest'
import { samplePassword } from '../../src/access/index.ts'
import { startWeb, type WebServer } from '../../src/app/server.ts'
import { makeLog } from '../../src/platform/log/index.ts'
import type { Towns } from '../support/town.ts'
import { openBrowser, signIn, type Clerk } from './clerk.ts'

/** The first town's screens on a free port, and one clerk before them in a real browser. */
export interface Desk {
  /** Starts the screens and signs a member of the sample staff in, by keyboard; needs the sample staff. */
  begin(loginId: string): Promise<void>
  clerk(): Clerk
  /** Signs another member of the sample staff in, at a screen of their own; also the same one, on another day. */
  as(loginId: string): Promise<Clerk>
  /** Opens a screen of the town. */
  open(path: string): Promise<void>
}

/** A desk for a test file; browser and screens end with it. */
export function useDesk(towns: Towns): Desk {
  const running: { web?: WebServer; browser?: Browser; clerk?: Clerk } = {}
  afterAll(async () => {
    await running.browser?.close()
    await running.web?.close()
  })
  const clerk = (): Clerk => {
    if (running.clerk === undefined) throw new Error('the clerk has signed in')
    return running.clerk
  }
  const as = async (loginId: string): Promise<Clerk> => {
    if (running.web === undefined || running.browser === undefined) throw new Error('the screens are open')
    return await signIn(running.browser, running.web.url, { town: towns.a.code, loginId, password: samplePassword })
  }
  return {
    clerk, as,
    async begin(loginId) {
      running.web = await startWeb(towns.yakuba, { port: 0, host: '127.0.0.1', log: makeLog('silent') })
      running.browser = await openBrowser()
      running.clerk = await as(loginId)
    },
    async open(path) { await clerk().open(`${running.web?.url}${towns.a.code}/${path}`) },
  }
}
