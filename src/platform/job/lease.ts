import type pg from 'pg'

/**
 * Which pools of workers live: each holds a lock of its own on one connection, and the lock dies with the program.
 * Work that the queue believes to be in the hands of a pool without a lock was lost by a kill and is freed.
 */
export interface Lease {
  /** Runs `start`, which makes pools of workers and names them; nobody takes them for dead meanwhile. */
  around(start: () => Promise<readonly string[]>): Promise<void>
  /** Frees lost work now; what a killed program's connections still hold is freed by a later round. */
  sweep(): Promise<void>
  stop(): Promise<void>
}

const sweepEveryMs = 1_000

/**
 * Opens the lease and looks for lost work every second.
 * @param inHand ids of the jobs that this program is at; what its own pools hold beside them was taken in a moment in
 *   which the database died, and nobody is at it
 */
export async function openLease(pool: pg.Pool, inHand: ReadonlySet<string>): Promise<Lease> {
  const state: LeaseState = { pool, inHand, suspects: new Set(), client: undefined, own: [], round: Promise.resolve() }
  const sweep = (): Promise<void> => (state.round = state.round.then(async () => await sweepOnce(state)).catch(() => { /* The database is away; the next round asks again. */ }))
  const timer = setInterval(() => { void sweep() }, sweepEveryMs)
  timer.unref()
  return {
    sweep,
    async around(start) {
      // In the turn of a sweep: one beside it, on the same connection, would take the new pool for dead.
      const turn = state.round.then(async () => { await startHeld(state, start) })
      state.round = turn.catch(() => undefined)
      await turn
    },
    async stop() {
      clearInterval(timer)
      await state.round
      state.client?.release(true)
    },
  }
}

interface LeaseState { readonly pool: pg.Pool; readonly inHand: ReadonlySet<string>; suspects: ReadonlySet<string>; client: pg.PoolClient | undefined; own: readonly string[]; round: Promise<void> }

/** Held while a program makes its pool, which may take work before it has its lock. */
const starting = `hashtext('yakuba:worker:starting')`
const lockOfPool = `hashtext('yakuba:worker-pool'), hashtext($1)`

/** The connection of the locks; after an outage a new one with the same locks. */
async function connected(state: LeaseState): Promise<pg.PoolClient> {
  if (state.client) return state.client
  const client = await state.pool.connect()
  client.on('error', () => { if (state.client === client) { state.client = undefined; client.release(true) } })
  await holdOwn(client, state.own)
  state.client = client
  return client
}

async function startHeld(state: LeaseState, start: () => Promise<readonly string[]>): Promise<void> {
  const client = await connected(state)
  await client.query(`select pg_advisory_lock_shared(${starting})`)
  try {
    for (const id of state.own) await client.query(`select pg_advisory_unlock(${lockOfPool})`, [id])
    state.own = []
    state.own = await start()
    await holdOwn(client, state.own)
  } finally {
    await client.query(`select pg_advisory_unlock_shared(${starting})`)
  }
}

async function holdOwn(client: pg.ClientBase, own: readonly string[]): Promise<void> {
  for (const id of own) await client.query(`select pg_advisory_lock(${lockOfPool})`, [id])
}

async function sweepOnce(state: LeaseState): Promise<void> {
  const client = await connected(state)
  await freeForgotten(client, state)
  const { rows: holders } = await client.query<{ id: string }>(`
    select locked_by as id from graphile_worker._private_jobs where locked_by is not null
    union select locked_by from graphile_worker._private_job_queues where locked_by is not null`)
  const others = holders.filter(({ id }) => !state.own.includes(id))
  if (others.length === 0 || !await isTrue(client, `select pg_try_advisory_lock(${starting}) as answer`, [])) return
  try {
    for (const { id } of others) await freeIfDead(client, id)
  } finally {
    await client.query(`select pg_advisory_unlock(${starting})`)
  }
}

/** A job that ends just now looks forgotten too, for a moment: only one that did so in the last round is freed. */
async function freeForgotten(client: pg.ClientBase, state: LeaseState): Promise<void> {
  const { rows } = await client.query<{ id: string }>(`
    select id::text from graphile_worker._private_jobs where locked_by = any($1::text[]) and locked_at < now() - interval '5 seconds'`, [[...state.own]])
  const forgotten = rows.map((row) => row.id).filter((id) => !state.inHand.has(id))
  const sure = forgotten.filter((id) => state.suspects.has(id))
  state.suspects = new Set(forgotten)
  if (sure.length === 0) return
  const held = 'id = any($1::bigint[]) and locked_by = any($2::text[])'
  await client.query(`delete from graphile_worker._private_jobs where ${held} and ${superseded}`, [sure, [...state.own]])
  await client.query(`update graphile_worker._private_jobs set locked_by = null, locked_at = null where ${held}`, [sure, [...state.own]])
}

/**
 * A job in somebody's hands of which the same work was put on the queue again: the queue took its key and its further tries,
 * so that freed it would lie there for ever. None of ours has one try only, and one that failed says why.
 */
const superseded = 'key is null and attempts >= max_attempts and last_error is null'

async function freeIfDead(client: pg.ClientBase, id: string): Promise<void> {
  if (!await isTrue(client, `select pg_try_advisory_lock(${lockOfPool}) as answer`, [id])) return
  await client.query(`delete from graphile_worker._private_jobs where locked_by = $1 and ${superseded}`, [id])
  await client.query('select graphile_worker.force_unlock_workers(array[$1])', [id])
  await client.query(`select pg_advisory_unlock(${lockOfPool})`, [id])
}

async function isTrue(client: pg.ClientBase, text: string, values: readonly unknown[]): Promise<boolean> {
  const { rows } = await client.query<{ answer: boolean }>(text, [...values])
  return rows[0]?.answer === true
}
