import { z } from 'zod'
import { command } from '../../../platform/command/define.ts'
import { zFiscalYear, zId, zText } from '../../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../../platform/command/tx.ts'
import { refreshRun } from '../../../platform/job/engine.ts'
import { findOpenRun, findRun } from '../../../platform/job/store.ts'
import type { Batch } from '../../../platform/job/define.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { annualAssessment, totalsOf } from '../jobs.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { refuse } from '../refusals.ts'
import { listDecidedPersons, listKnownPersons } from '../store.ts'
import { comparedWithLastYear } from './causes-of-run.ts'
import { closeHold, findAnyHold, findAnyUndecided, insertHold, listHolds, listProposals } from './hold-store.ts'

const HeldPerson = z.strictObject({ fiscalYear: zFiscalYear, personId: zId })
const output = z.object({ personId: zId, fiscalYear: z.int() })
type Held = z.output<typeof output>

/** Keeps a person out of the posting of a year until somebody has looked — 決定を保留する. */
export const holdDecision = command({
  name: 'tax-individual.hold-decision', title: '税額の決定を保留する', permission: 'tax-individual.write',
  description: 'Keeps one person out of the annual assessment of a year, with the reason. A run that waits for approval is summed and checked again without the person; whoever holds somebody does not approve that run.',
  input: HeldPerson.extend({ reason: zText(200, '理由') }), output,
  async run(tx, input): Promise<Decision<Held>> {
    const obstacle = await obstacleTo(tx, input)
    if (obstacle !== null) return refuse(obstacle, { field: '/personId', year: input.fiscalYear })
    if ((await listHolds(tx, input.fiscalYear, [input.personId])).size > 0) return refuse('hold-standing', { field: '/personId' })
    await insertHold(tx, input)
    await sumAgain(tx, input, -1)
    return done({ personId: input.personId, fiscalYear: input.fiscalYear }, { subjectIds: [input.personId] })
  },
  async example(tx) {
    const personId = await findAnyUndecided(tx, exampleYear)
    return personId === undefined ? null : { fiscalYear: exampleYear, personId, reason: '前年の10倍の所得。支払者に確かめる' }
  },
})

/** A year before the one that a run of the examples assesses. */
const exampleYear = fiscalYear(latestAssessedYear - 1)

/** Lets a person be decided with the others again — 保留を解く. */
export const liftHold = command({
  name: 'tax-individual.lift-hold', title: '税額の決定の保留を解く', permission: 'tax-individual.write',
  description: 'Ends a hold. Where a run waits for approval that has calculated the person, its sums and checks have the person again.',
  input: HeldPerson, output,
  async run(tx, input): Promise<Decision<Held>> {
    if (await isMoving(tx, input.fiscalYear)) return refuse('run-calculating', { field: '/fiscalYear' })
    if ((await listHolds(tx, input.fiscalYear, [input.personId])).size === 0) return refuse('hold-missing', { field: '/personId' })
    await closeHold(tx, input.fiscalYear, input.personId)
    await sumAgain(tx, input, 1)
    return done({ personId: input.personId, fiscalYear: input.fiscalYear }, { subjectIds: [input.personId] })
  },
  async example(tx) {
    const hold = await findAnyHold(tx)
    return hold === undefined ? null : { fiscalYear: fiscalYear(hold.fiscalYear), personId: hold.personId }
  },
})

async function obstacleTo(tx: Tx, { fiscalYear: year, personId }: z.output<typeof HeldPerson>): Promise<'year-not-ready' | 'person-not-found' | 'hold-decided' | 'run-calculating' | null> {
  if (!isAssessedYear(year)) return 'year-not-ready'
  if (!(await listKnownPersons(tx, [personId])).has(personId)) return 'person-not-found'
  if ((await listDecidedPersons(tx, year, [personId])).size > 0) return 'hold-decided'
  return (await isMoving(tx, year)) ? 'run-calculating' : null
}

async function waitingRun(tx: Tx, year: number): Promise<Awaited<ReturnType<typeof findRun>>> {
  const open = await findOpenRun(tx, annualAssessment.name, year)
  return open && await findRun(tx, open.id)
}

/** A run that is counting or posting just now would count the person half. */
async function isMoving(tx: Tx, year: number): Promise<boolean> {
  const run = await waitingRun(tx, year)
  return run !== undefined && run.state !== 'checked'
}

/** Takes what a waiting run proposes for a person out of its sums, or puts it back. */
async function sumAgain(tx: Tx, { fiscalYear: year, personId }: z.output<typeof HeldPerson>, sign: 1 | -1): Promise<void> {
  const run = await waitingRun(tx, year)
  if (run === undefined) return
  const proposals = await listProposals(tx, { fiscalYear: year, runId: run.id }, [personId])
  const totals = totalsOf(proposals, await comparedWithLastYear(tx, year, proposals))
  await refreshRun(tx, annualAssessment as Batch, { runId: run.id, difference: Object.fromEntries(Object.entries(totals).map(([key, amount]) => [key, amount * sign])) })
}
