import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { z } from 'zod'
import { accept } from '../../kernel/outcome.ts'
import { contexts } from '../../app/contexts.ts'
import { useTowns } from '../../../test/support/town.ts'
import type { Manifest } from '../context/manifest.ts'
import { sql } from '../db/db.ts'
import { withClient } from '../db/roles.ts'
import { makeLog } from '../log/index.ts'
import { nextNumber } from '../number/index.ts'
import { batch, job, type Batch, type PageResult } from './define.ts'
import { openRun, runPage } from './engine.ts'
import { enqueue, findRun, listPages } from './store.ts'
import { startWorker, type Worker } from './worker.ts'

/** A job of this test alone: counts in the town how often it was done, after so long a time. */
const countSlowly = job({
  name: 'clockwork.count-slowly', title: 'ゆっくり数える', payload: z.object({ ms: z.int() }),
  async run(tx, { ms }) { await sleep(ms); await nextNumber(tx, 'clockwork') },
  example: async () => ({ ms: 0 }),
})
/** A batch of this test alone: four pages of ten. */
const countInPages = batch({
  name: 'clockwork.count-in-pages', title: '頁ごとに数える', permission: 'clockwork.write', approvalPermission: 'clockwork.approve', input: z.object({}), unit: '回', approvalTotal: 'counted',
  open: async () => accept({ fiscalYear: 2026, assessmentDate: '2026-01-01', expected: 40 }),
  page: async (_tx, _run, cursor): Promise<PageResult> => ({ next: cursor === '3' ? null : String(Number(cursor ?? 0) + 1), count: 10, setAside: [], totals: { counted: 10 } }),
  checks: async () => [],
  tables: async () => [{ title: '全部', lines: [{ title: '回', count: 40, countBefore: null, yen: 0, yenBefore: null }] }],
  subjectPath: (id) => id,
  post: async (): Promise<PageResult> => ({ next: null, count: 40, setAside: [], totals: {} }),
  example: async () => ({}),
})
const clockwork: Manifest = { name: 'clockwork', schema: 'clockwork', title: '時計', code: 'ZZ', folder: new URL('./none/', import.meta.url), jobs: [countSlowly, countInPages as Batch], tables: [], permissions: [] }
const towns = useTowns(import.meta.url, { contexts: [...contexts, clockwork] })
const workers: Worker[] = []
afterEach(async () => { for (const worker of workers.splice(0)) await worker.stop() })

async function work(): Promise<void> {
  workers.push(await startWorker({ queueUrl: towns.urls.jobs, runner: towns.yakuba.runner, registry: towns.yakuba.registry, log: makeLog('silent'), listTenants: async () => [1, 2], findTenant: towns.yakuba.findTenant }))
}

async function counted(): Promise<number> {
  return (await towns.a.tx((tx) => tx.db.find<{ value: number }>(sql`select value from platform.counter where tenant_id = ${tx.tenant} and kind = 'clockwork'`)))?.value ?? 0
}

async function untilQueueIsEmpty(): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 50) {
    const { rows } = await withClient(towns.urls.admin, async (client) => await client.query('select 1 from graphile_worker._private_jobs'))
    if (rows.length === 0) return
    await sleep(50)
  }
  throw new Error('the queue does not become empty')
}

test('work in the hands of a killed program is freed and done', async () => {
  const before = await counted()
  await towns.a.tx((tx) => enqueue(tx, { task: countSlowly.name, payload: { ms: 0 } }))
  await withClient(towns.urls.admin, async (client) => { await client.query(`update graphile_worker._private_jobs set locked_by = 'pool-of-the-dead', locked_at = now()`) })
  await work()
  await untilQueueIsEmpty()
  expect(await counted()).toBe(before + 1)
})

test('work in the hands of a killed program that was put on the queue again is done once, and leaves nothing there', async () => {
  const before = await counted()
  const order = { task: countSlowly.name, payload: { ms: 0 }, key: 'once' }
  await towns.a.tx((tx) => enqueue(tx, order))
  await withClient(towns.urls.admin, async (client) => { await client.query(`update graphile_worker._private_jobs set attempts = 1, locked_by = 'pool-of-the-dead', locked_at = now()`) })
  await towns.a.tx((tx) => enqueue(tx, order))
  await work()
  await untilQueueIsEmpty()
  expect(await counted()).toBe(before + 1)
})

test('work in the hands of a living program is left to it, however long it takes and whoever starts beside it', async () => {
  const before = await counted()
  await work()
  await towns.a.tx((tx) => enqueue(tx, { task: countSlowly.name, payload: { ms: 4_000 } }))
  await sleep(500)
  await work()
  await untilQueueIsEmpty()
  expect(await counted()).toBe(before + 1)
})

test('a run whose program was killed goes on after its last page, and tells which page was begun again', async () => {
  const opened = await towns.b.tx((tx) => openRun(tx, countInPages, {}))
  const runId = opened.ok ? opened.value.runId : ''
  // The program dies after the first page: its job goes with it.
  await towns.b.tx((tx) => runPage(tx, countInPages as Batch, runId))
  await withClient(towns.urls.admin, async (client) => { await client.query('delete from graphile_worker._private_jobs') })
  await work()
  await untilQueueIsEmpty()
  const run = await towns.b.tx((tx) => findRun(tx, runId))
  expect([run?.state, run?.done, run?.restarts, run?.totals['counted'], run?.tables[0]?.lines[0]?.count]).toEqual(['checked', 40, 1, 40, 40])
  expect((await towns.b.tx((tx) => listPages(tx, runId))).map((page) => [page.page_no, page.restarted])).toEqual([[1, false], [2, true], [3, false], [4, false]])
  expect(await towns.a.tx((tx) => findRun(tx, runId))).toBeUndefined()
})

test('work that a living program took in the moment its database died is freed and done, and what it is at is left to it', async () => {
  const before = await counted()
  await work()
  await towns.a.tx((tx) => enqueue(tx, { task: countSlowly.name, payload: { ms: 8_000 } }))
  await sleep(700)
  // Taken by the same pool and forgotten: the answer never came.
  const { rowCount } = await withClient(towns.urls.admin, async (client) => {
    await client.query(`select graphile_worker.add_job($1, '{"tenant": 1, "ms": 0}', run_at := now() + interval '1 hour', job_key := 'forgotten')`, [countSlowly.name])
    return await client.query(`
      update graphile_worker._private_jobs set run_at = now(), locked_at = now() - interval '9 seconds', attempts = 1, locked_by = (select locked_by from graphile_worker._private_jobs where locked_by is not null limit 1)
      where key = 'forgotten'`)
  })
  expect(rowCount).toBe(1)
  await untilQueueIsEmpty()
  expect(await counted()).toBe(before + 2)
}, 40_000)

test('a program whose database goes away while it looks for work the first time does the work that comes later', async () => {
  const before = await counted()
  await withClient(towns.urls.admin, async (client) => {
    // Nobody can look for work until the looker's connection has been cut.
    await client.query('begin; lock table graphile_worker._private_tasks in access exclusive mode')
    const working = work()
    while (await cutLookers() === 0) await sleep(50)
    await client.query('rollback')
    await working
  })
  await towns.a.tx((tx) => enqueue(tx, { task: countSlowly.name, payload: { ms: 0 } }))
  await untilQueueIsEmpty()
  expect(await counted()).toBe(before + 1)
}, 40_000)

async function cutLookers(): Promise<number> {
  const { rowCount } = await withClient(towns.urls.admin, async (client) => await client.query(`
    select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'yakuba-queue' and wait_event_type = 'Lock' and query like '%_private_tasks%'`))
  return rowCount ?? 0
}
