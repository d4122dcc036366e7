import { samplePassword } from '../../access/index.ts'
import { makeLog } from '../../platform/log/index.ts'
import type { Browser } from 'playwright-core'
import { startWeb } from '../server.ts'
import { sampleTowns } from '../sample-towns.ts'
import type { Yakuba } from '../wiring.ts'
import { signIn, type Clerk } from './clerk.ts'
import { emptyTown, makeTown, startFaultServer } from './r3-town.ts'

const [town] = sampleTowns

/** The sample town open for one measure: screens on a free port, on a database server that is deleted at the end. */
export interface SampleHouse {
  readonly yakuba: Yakuba
  /** Address of the sign-in, with its closing slash. */
  readonly base: string
  readonly tenant: number
  readonly code: string
  /** Signs a member of the sample staff in, by keyboard. */
  as(browser: Browser, loginId: string): Promise<Clerk>
  /** Address of a screen of the town. */
  url(path: string): string
}

/** Day of the measures: one on which a year's assessment lies before the office. */
export const houseDay = '2026-06-10T01:00:00Z'

/** Makes the town, opens it, does the work, and leaves nothing behind. */
export async function withSampleHouse<T>(residents: number, work: (house: SampleHouse) => Promise<T>): Promise<T> {
  const server = await startFaultServer({ fast: false })
  try {
    await makeTown(server, { residents, at: houseDay })
    return await server.within({ name: emptyTown, at: houseDay }, async (yakuba) => {
      const web = await startWeb(yakuba, { port: 0, host: '127.0.0.1', log: makeLog('silent') })
      try {
        return await work({
          yakuba, base: web.url, tenant: town.tenantId, code: town.code,
          as: (browser, loginId) => signIn(browser, web.url, { town: town.code, loginId, password: samplePassword }),
          url: (path) => `${web.url}${town.code}/${path}`,
        })
      } finally {
        await web.close()
      }
    })
  } finally {
    await server.end()
  }
}
