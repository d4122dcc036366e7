import { setTimeout as sleep } from 'node:timers/promises'
import { withClient } from '../../platform/db/roles.ts'
import type { Random } from '../sample/random.ts'
import { makeClient } from './r3-client.ts'
import { makePrograms, type Programs } from './r3-programs.ts'
import { differencesOf, marksOf, nameIds, readRows, tokensOf, type Difference, type NamedRows, type Rows } from './r3-rows.ts'
import { emptyTown, makeTown, startFaultServer, type Bearers, type FaultServer, type FaultServerOptions } from './r3-town.ts'
import { assessmentWork, papersFor, paperWork, paymentFilesOf, paymentFileWork, slipCodes, type Work } from './r3-works.ts'
import { sampleTowns } from '../sample-towns.ts'

/** A work with the database it begins on and what an undisturbed run made of it. */
export interface Measured {
  readonly work: Work
  /** Database it begins on. */
  readonly base: string
  /** Database after the undisturbed run. */
  readonly after: string
  readonly at: string
  /** How long the undisturbed run took, from the first press to the last row. */
  readonly ms: number
  /** Presses of the undisturbed run. */
  readonly presses: number
  readonly marks: ReadonlyMap<string, string>
  readonly known: ReadonlySet<string>
  /** Rows of the tables that the work changed, with the queue and the data folder after it. */
  readonly rows: Rows
  readonly named: NamedRows
}

export interface KillParts { readonly server: FaultServer; readonly programs: Programs; readonly bearers: Bearers }

const [town] = sampleTowns

/** Runs the work once without disturbing it and keeps what it left. */
export async function measureUndisturbed(parts: KillParts, work: Work, place: { readonly base: string; readonly at: string }): Promise<Measured> {
  const { server } = parts
  const after = `${place.base}_${work.name.replaceAll(' ', '_')}`
  const marks = await marksOf(server.urlOf(place.base))
  const known = tokensOf(await readRows(server.placeOf(place.base)))
  await server.copy(place.base, after)
  const { ms, presses } = await perform(parts, { work, database: after, at: place.at, kills: [] })
  const rows = await readRows(server.placeOf(after), marks)
  return { work, base: place.base, after, at: place.at, ms, presses, marks, known, rows, named: nameIds(rows, known) }
}

/** What another database has more or less than the undisturbed run left. */
export async function differencesFrom(server: FaultServer, measured: Measured, database: string): Promise<readonly Difference[]> {
  return differencesOf(measured.named, nameIds(await readRows(server.placeOf(database), measured.marks), measured.known))
}

/** One disturbance: after so many milliseconds of serving, and not before a press has begun, the program or the database is killed. */
export interface Kill { readonly fromPress?: number; readonly afterMs: number; readonly what: 'program' | 'database' }

export interface DisturbedRun {
  readonly work: string
  /** Where it was done; the next run takes its place. */
  readonly database: string
  /** Kills that fell into the work; a moment after its end does not count. */
  readonly kills: readonly Kill[]
  /** How often the client had to ask again. */
  readonly repeats: number
  readonly differences: readonly Difference[]
  /** Jobs that are still on the queue although everything is done. */
  readonly jobsLeft: number
}

/** Runs the work on a fresh copy, kills as planned, and compares every row with the undisturbed run. */
export async function disturb(parts: KillParts, measured: Measured, kills: readonly Kill[]): Promise<DisturbedRun> {
  const { server } = parts
  const database = 'kill_run'
  await server.drop(database)
  await server.copy(measured.base, database)
  // A killed database recovers what was written since its last checkpoint: the work, and not the copying before it.
  if (kills.some((kill) => kill.what === 'database')) await withClient(server.adminUrl, async (client) => { await client.query('checkpoint') })
  const done = await perform(parts, { work: measured.work, database, at: measured.at, kills })
  return { work: measured.work.name, database, kills: done.kills, repeats: done.repeats, differences: await differencesFrom(server, measured, database), jobsLeft: done.jobsLeft }
}

interface Performance { readonly work: Work; readonly database: string; readonly at: string; readonly kills: readonly Kill[] }

async function perform(parts: KillParts, { work, database, at, kills }: Performance): Promise<{ ms: number; presses: number; kills: readonly Kill[]; repeats: number; jobsLeft: number }> {
  const { server, programs, bearers } = parts
  await programs.start(server.orderFor(database, at))
  const client = makeClient(town.code, () => programs.url())
  const state = { isDone: false }
  const start = performance.now()
  const working = work.perform({ client, bearers, adminUrl: server.urlOf(database) }).finally(() => { state.isDone = true })
  working.catch(() => undefined)
  const made: Kill[] = []
  for (const kill of kills) {
    await programs.url()
    while (!state.isDone && client.begun() < (kill.fromPress ?? 0)) await sleep(2)
    await Promise.race([working, sleep(kill.afterMs)])
    if (state.isDone) break
    if (kill.what === 'program') await programs.killAndRestart()
    else server.killDatabase()
    made.push(kill)
  }
  await working
  const ms = performance.now() - start
  const jobsLeft = await endProgram(programs, server.urlOf(database))
  return { ms, presses: client.begun(), kills: made, repeats: client.repeats(), jobsLeft }
}

/**
 * Ends the program when the queue has nothing left of the work, and tells how many jobs stay all the same. The clock may put
 * its own jobs there between the last look and the end: they are of no work, and the program is started again to do them.
 */
async function endProgram(programs: Programs, adminUrl: string): Promise<number> {
  for (;;) {
    const left = await queueEmpties(adminUrl)
    programs.kill()
    await sessionsEnd(adminUrl)
    if (left > 0 || await jobsOnQueue(adminUrl) === 0) return left
    await programs.killAndRestart()
  }
}

async function jobsOnQueue(adminUrl: string): Promise<number> {
  return await withClient(adminUrl, async (client) => Number((await client.query<{ left: string }>('select count(*) as left from graphile_worker._private_jobs')).rows[0]?.left))
}

/** What a killed program was just doing is committed or rolled back when the database has noticed its end. */
async function sessionsEnd(adminUrl: string): Promise<void> {
  await withClient(adminUrl, async (client) => {
    for (let left = 1; left > 0;) {
      left = Number((await client.query<{ left: string }>(`select count(*) as left from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`)).rows[0]?.left)
      if (left > 0) await sleep(20)
    }
  })
}

/** Waits until the queue has nothing left of the work; a job that a killed worker still holds would stay. */
async function queueEmpties(adminUrl: string): Promise<number> {
  for (let waited = 0; ; waited += 100) {
    try {
      const left = await jobsOnQueue(adminUrl)
      if (left === 0 || waited >= queuePatienceMs) return left
    } catch (error) {
      // The database was killed as the work came to its end, and is being started again.
      if (waited >= queuePatienceMs) throw error
    }
    await sleep(100)
  }
}

const queuePatienceMs = 45_000

/** Moments over the whole of a run that takes so long, from a seed; each counts from the end of the one before. */
export function drawKills(random: Random, plan: { readonly ms: number; readonly count: number; readonly what: Kill['what'] }): readonly Kill[] {
  const moments = Array.from({ length: plan.count }, () => random.next() * plan.ms).sort((a, b) => a - b)
  return moments.map((moment, index) => ({ afterMs: Math.round(moment - (moments[index - 1] ?? 0)), what: plan.what }))
}

/** Moments within presses of the whole of a work, or just after them, from a seed: however slow the machine is, the work goes on between them. */
export function drawKillsAmongPresses(random: Random, plan: { readonly presses: number; readonly count: number; readonly what: Kill['what'] }): readonly Kill[] {
  const presses = Array.from({ length: plan.count }, () => 1 + Math.floor(random.next() * plan.presses * shareBeforeEnd)).sort((a, b) => a - b)
  return presses.map((fromPress) => ({ fromPress, afterMs: Math.round(random.next() * longestPressMs), what: plan.what }))
}

/** So that the last kill too falls before the end. */
const shareBeforeEnd = 0.98

/** About as long as the slower presses of a day take, with what goes on behind them. */
const longestPressMs = 200

export interface KillPlan {
  /** Kills that must fall into the work. */
  readonly count: number
  /** Kills of one run; the same work is disturbed again and again until it ends. */
  readonly perRun: number
  readonly what: Kill['what']
  readonly random: Random
}

/** Disturbs fresh copies of the work until so many kills have fallen into it. */
export async function killTimes(parts: KillParts, measured: Measured, plan: KillPlan): Promise<readonly DisturbedRun[]> {
  const runs: DisturbedRun[] = []
  for (let made = 0; made < plan.count;) {
    const kills = drawKills(plan.random, { ms: measured.ms, count: Math.min(plan.perRun, plan.count - made), what: plan.what })
    const run = await disturb(parts, measured, kills)
    made += run.kills.length
    runs.push(run)
  }
  return runs
}

/** The three works of a day on one town: assessment, agents' files, papers. */
export interface Day { readonly parts: KillParts; readonly works: readonly Measured[]; end(): Promise<void> }

export interface DayOptions extends FaultServerOptions { readonly residents: number; readonly slips: number; readonly papersOfEach: number }

const dayAt = '2026-06-23T01:00:00Z'
const usableUntil = '2026-06-30'

/** Makes a server, a town, and the undisturbed run of each work; agents and papers go on from the assessment. */
export async function openDay(options: DayOptions): Promise<Day> {
  const server = await startFaultServer(options)
  const programs = await makePrograms()
  const end = async (): Promise<void> => { programs.end(); await server.end() }
  try {
    const parts = { server, programs, bearers: await makeTown(server, { residents: options.residents, at: dayAt }) }
    const batch = await measureUndisturbed(parts, assessmentWork(keyOf(1)), { base: emptyTown, at: dayAt })
    const assessed = { name: batch.after, at: dayAt }
    const codes = await server.within(assessed, async (yakuba) => await slipCodes(yakuba, { slips: options.slips, usableUntil }))
    const papers = await server.within(assessed, async (yakuba) => await papersFor(yakuba, { each: options.papersOfEach, usableUntil }))
    const base = { base: assessed.name, at: dayAt }
    const file = await measureUndisturbed(parts, paymentFileWork(paymentFilesOf(codes), keyOf(2)), base)
    const paper = await measureUndisturbed(parts, paperWork(papers, keyOf(3)), base)
    return { parts, works: [batch, file, paper], end }
  } catch (error) {
    await end()
    throw error
  }
}

/** The annual assessment of one town alone, after an undisturbed run. */
export interface AnnualRun { readonly parts: KillParts; readonly work: Measured; end(): Promise<void> }

/** Makes a server, a town, and the undisturbed run of its assessment. */
export async function openAnnualRun(options: Pick<DayOptions, 'fast' | 'root' | 'residents'>): Promise<AnnualRun> {
  const server = await startFaultServer(options)
  const programs = await makePrograms()
  const end = async (): Promise<void> => { programs.end(); await server.end() }
  try {
    const parts = { server, programs, bearers: await makeTown(server, { residents: options.residents, at: dayAt }) }
    return { parts, work: await measureUndisturbed(parts, assessmentWork(keyOf(1)), { base: emptyTown, at: dayAt }), end }
  } catch (error) {
    await end()
    throw error
  }
}

/** Keys of the presses of one work, the same in every run. */
function keyOf(work: number): (step: number) => string {
  return (step) => `00000000-0000-7000-8000-${String(work * 1_000_000 + step).padStart(12, '0')}`
}
