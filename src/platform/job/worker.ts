import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, parseCronItems, run, runMigrations, type CronItem, type Runner as QueueRunner, type Task, type TaskList, type WorkerEvents } from 'graphile-worker'
import pg from 'pg'
import { z } from 'zod'
import { Bug } from '../../kernel/assert.ts'
import type { Caller, Runner } from '../command/runner.ts'
import type { Actor } from '../command/tx.ts'
import type { Registry } from '../context/registry.ts'
import { Outage } from '../db/database.ts'
import { failureOf, type Log } from '../log/index.ts'
import { carry } from './courier.ts'
import { runPage, runTask } from './engine.ts'
import { openLease, type Lease } from './lease.ts'
import { changeState, countRestart, enqueue, lockAbandonedRuns } from './store.ts'

export interface WorkerParts {
  /** The queue's own role. */
  readonly queueUrl: string
  readonly runner: Runner
  readonly registry: Registry
  readonly log: Log
  listTenants(): Promise<readonly number[]>
  /** The town of a 団体コード; undefined where it is not on this system. */
  findTenant(code: string): Promise<number | undefined>
  /** Work at once; the counter must not slow down. */
  readonly concurrency?: number
}

export interface Worker { stop(): Promise<void> }

/** Makes or brings up to date the queue's own schema. */
export async function migrateQueue(queueUrl: string): Promise<void> {
  await runMigrations({ connectionString: queueUrl, logger: silent })
}

const silent = new Logger(() => () => undefined)

/** Starts the worker: jobs, batches, schedules; runs that a crash left under way go on after their last page. */
export async function startWorker(parts: WorkerParts): Promise<Worker> {
  await migrateQueue(parts.queueUrl)
  const pool = new pg.Pool({ connectionString: parts.queueUrl, max: (parts.concurrency ?? 2) + 3, application_name: 'yakuba-queue' })
  pool.on('error', () => { parts.log.error('queue connection lost') })
  pool.on('connect', (client) => { client.on('error', () => undefined) })
  const state: WorkerState = { stopping: false, queue: undefined, pause: undefined, inHand: new Set() }
  const lease = await openLease(pool, state.inHand)
  await lease.sweep()
  await takeUpUnfinished(parts)
  await runQueue({ parts, pool, lease, state })
  return {
    async stop() {
      state.stopping = true
      clearTimeout(state.pause)
      await state.queue?.stop().catch(() => undefined)
      await lease.stop()
      await pool.end()
    },
  }
}

interface WorkerState { stopping: boolean; queue: QueueRunner | undefined; pause: NodeJS.Timeout | undefined; /** Ids of the jobs that are being done. */ readonly inHand: Set<string> }
interface QueueParts { readonly parts: WorkerParts; readonly pool: pg.Pool; readonly lease: Lease; readonly state: WorkerState }

const restartAfterMs = 1_000

/** Runs the queue; one that gives up because the database was away too long is started again until it holds. */
async function runQueue(queueParts: QueueParts): Promise<void> {
  const { parts, pool, lease, state } = queueParts
  const events: WorkerEvents = new EventEmitter()
  const own: string[] = []
  events.on('pool:create', ({ workerPool }) => { own.push(workerPool.id) })
  const spoiled = firstLookFails(events)
  await lease.around(async () => {
    state.queue = await run({
      pgPool: pool, concurrency: parts.concurrency ?? 2, pollInterval: 2000, noHandleSignals: true, logger: silent, events,
      taskList: taskListOf(parts, state), parsedCronItems: parseCronItems(cronItemsOf(parts)),
      // Gathered answers stop the queue when the database is away; single ones would end the whole program.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    })
    return own
  })
  const queue = state.queue
  void spoiled.then(async () => { await queue?.stop() }).catch(() => undefined)
  void queue?.promise.catch((error: unknown) => { parts.log.error('queue stopped', { failure: failureOf(error) }) }).then(() => { runAgain(queueParts) })
}

/**
 * Resolves where a queue meets an outage before it has once been answered: it keeps the failure of its first look for work as the
 * answer to all later ones, and would never work again.
 */
async function firstLookFails(events: WorkerEvents): Promise<void> {
  await new Promise<void>((resolve) => {
    let isAnswered = false
    for (const answer of ['worker:getJob:empty', 'job:start'] as const) events.on(answer, () => { isAnswered = true })
    events.on('worker:getJob:error', () => { if (!isAnswered) resolve() })
  })
}

function runAgain(queueParts: QueueParts): void {
  const { state, parts } = queueParts
  if (state.stopping) return
  state.pause = setTimeout(() => {
    runQueue(queueParts).catch((error: unknown) => {
      parts.log.error('queue does not start', { failure: failureOf(error) })
      runAgain(queueParts)
    })
  }, restartAfterMs)
}

async function takeUpUnfinished(parts: WorkerParts): Promise<void> {
  for (const tenant of await parts.listTenants()) {
    await parts.runner.transaction(systemCaller(tenant, 'restart'), async (tx) => {
      for (const abandoned of await lockAbandonedRuns(tx)) {
        if (abandoned.pages > 0) await countRestart(tx, abandoned.id)
        await enqueue(tx, { task: runTask, payload: { runId: abandoned.id, name: abandoned.name }, key: `run:${abandoned.id}` })
      }
    })
  }
}

const systemActor: Actor = { id: '00000000-0000-7000-8000-000000000000', kind: 'system', name: 'システム', section: '自動', desk: null, permissions: new Set() }

export function systemCaller(tenant: number, what: string): Caller {
  return { tenant, actor: systemActor, purpose: null, correlationId: `job-${what}` }
}

const runPayload = z.object({ tenant: z.int().positive(), runId: z.uuid(), name: z.string() })
const jobPayload = z.looseObject({ tenant: z.int().positive() })
const schedulePayload = z.looseObject({ job: z.string() })

function taskListOf(parts: WorkerParts, state: WorkerState): TaskList {
  const tasks: TaskList = {
    [runTask]: async (payload) => await runBatch(parts, runPayload.parse(payload), state),
    schedule: async (payload) => await fanOut(parts, schedulePayload.parse(payload).job),
  }
  for (const job of parts.registry.jobs.values()) {
    tasks[job.name] = async (payload) => {
      const { tenant, ...rest } = jobPayload.parse(payload)
      await parts.runner.transaction(systemCaller(tenant, job.name), async (tx) => { await job.run(tx, z.parse(job.payload, rest)) })
    }
  }
  for (const errand of parts.registry.errands.values()) {
    tasks[errand.name] = async (payload) => {
      const { tenant, ...rest } = jobPayload.parse(payload)
      await errand.run(async (work) => await parts.runner.transaction(systemCaller(tenant, errand.name), work), z.parse(errand.payload, rest))
    }
  }
  for (const courier of parts.registry.couriers.values()) {
    tasks[courier.name] = async (payload) => { await carry({ runner: parts.runner, findTenant: parts.findTenant, callerOf: (tenant) => systemCaller(tenant, courier.name) }, courier, jobPayload.parse(payload).tenant) }
  }
  return Object.fromEntries(Object.entries(tasks).map(([name, task]): [string, Task] => [name, async (payload, helpers) => {
    // A number at run time where the types say text: the program reads every int8 as one.
    const id = String(helpers.job.id)
    state.inHand.add(id)
    try { return await throughOutages(async () => await task?.(payload, helpers), state) } finally { state.inHand.delete(id) }
  }]))
}

const [outagePauseMs, outageTries] = [500, 120]

/**
 * Waits while the database is away, and begins the same work again: what was under way is rolled back, and pages that were
 * committed are passed over. Given back to the queue it would wait longer with each outage, up to hours.
 */
async function throughOutages<T>(work: () => Promise<T>, state: WorkerState): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof Outage) || tries === outageTries || state.stopping) throw error
      await sleep(outagePauseMs)
    }
  }
}

/** Page after page, each its own transaction, until the run stops, is cancelled, or the program shuts down. */
async function runBatch(parts: WorkerParts, work: z.infer<typeof runPayload>, state: { stopping: boolean }): Promise<void> {
  const batch = parts.registry.batches.get(work.name)
  if (!batch) throw new Bug(`no batch of this name: ${work.name}`)
  const caller = systemCaller(work.tenant, work.name)
  try {
    let next: 'more' | 'stop' = 'more'
    while (next === 'more' && !state.stopping) next = await parts.runner.transaction(caller, async (tx) => await runPage(tx, batch, work.runId))
  } catch (error) {
    parts.log.error('batch page failed', { tenant: work.tenant, job: work.name, runId: work.runId, failure: failureOf(error) })
    if (isOutage(error)) throw error
    await parts.runner.transaction(caller, async (tx) => { await changeState(tx, work.runId, { state: 'failed', failure: 'このページの計算で止まりました。前のページまでは残っています。' }) })
  }
  if (state.stopping) throw new Error('the program is shutting down; the run goes on at the next start')
}

function isOutage(error: unknown): boolean {
  return error instanceof Error && error.name === 'Outage'
}

async function fanOut(parts: WorkerParts, name: string): Promise<void> {
  for (const tenant of await parts.listTenants()) {
    await parts.runner.transaction(systemCaller(tenant, name), async (tx) => { await enqueue(tx, { task: name, payload: {} }) })
  }
}

function cronItemsOf(parts: WorkerParts): CronItem[] {
  return [...parts.registry.jobs.values(), ...parts.registry.couriers.values(), ...parts.registry.errands.values()].flatMap((job) => (job.schedule ? [{ task: 'schedule', match: job.schedule, identifier: job.name, payload: { job: job.name } }] : []))
}
