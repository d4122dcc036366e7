import { withClient } from '../../platform/db/roles.ts'
import { measureUndisturbed, type KillParts, type Measured } from './r3-kills.ts'
import { makePrograms } from './r3-programs.ts'
import { emptyTown, makeBearer, makeTown, startFaultServer, type FaultServerOptions } from './r3-town.ts'
import type { Work } from './r3-works.ts'
import { sampleTowns } from '../sample-towns.ts'
import { Office } from './year/office.ts'
import { openYearTown, type YearTown } from './year/town.ts'
import { live, type Lived, type YearPlan } from './year/walk.ts'

/** A town that has lived through its year once, undisturbed. */
export interface YearRun {
  readonly parts: KillParts
  readonly work: Measured
  /** What the last run of the year was like: the undisturbed one, or the one disturbed after it. */
  readonly lived: () => Lived
  end(): Promise<void>
}

const [sample] = sampleTowns
/** The sample tells the lives of its people up to its own day; the year begins with those who were registered by then. */
const filledAt = '2026-04-02T00:00:00Z'

export interface YearOptions extends FaultServerOptions { readonly residents: number; readonly plan: YearPlan }

/** Makes a server and a town, opens its ways of paying, and lives through the year once. */
export async function openYear({ residents, plan, ...options }: YearOptions): Promise<YearRun> {
  const server = await startFaultServer(options)
  const programs = await makePrograms()
  const end = async (): Promise<void> => { programs.end(); await server.end() }
  try {
    const at = `${plan.from}T00:00:00Z`
    await makeTown(server, { residents, at: filledAt })
    const { town, ...bearers } = await server.within({ name: emptyTown, at }, async (yakuba) => ({
      town: await openYearTown(yakuba, { day: plan.from, seed: plan.seed }), clerk: await makeBearer(yakuba, sample.tenantId), approver: await makeBearer(yakuba, sample.tenantId),
    }))
    const parts = { server, programs, bearers }
    await withClient(server.urlOf(emptyTown), async (client) => { await client.query('analyze') })
    const runs: Lived[] = []
    const work = await measureUndisturbed(parts, yearWork(parts, { town, plan, runs }), { base: emptyTown, at })
    return { parts, work, lived: () => runs.at(-1)!, end }
  } catch (error) {
    await end()
    throw error
  }
}

/** The year as a work that is disturbed: the clock of the program goes on with the days. */
function yearWork({ server, programs }: KillParts, { town, plan, runs }: { readonly town: YearTown; readonly plan: YearPlan; readonly runs: Lived[] }): Work {
  return {
    name: 'year',
    async perform({ client, bearers, adminUrl }) {
      const name = new URL(adminUrl).pathname.slice(1)
      await server.within({ name, at: `${plan.from}T00:00:00Z` }, async (yakuba) => {
        await withClient(adminUrl, async (eye) => {
          runs.push(await live(new Office({ client, bearers, adminUrl, eye, yakuba, town, setProgramMoment: async (at) => { await programs.setMoment(at) } }), plan))
        })
      })
    },
  }
}
