import { availableParallelism } from 'node:os'
import pg from 'pg'
import { assert } from '../../kernel/assert.ts'
import { dbOn, heard, sendTogether, setPipeline, type Db, type StatementHook } from './db.ts'

/** The pool of the program's role, and the only maker of transactions on tenant data. */
export interface Database {
  /**
   * Runs one transaction of one tenant: commits what `work` returns, rolls back what it throws.
   * @param tenant the tenant's number, or null for reference and directory tables only
   */
  transaction<T>(tenant: number | null, work: (db: Db) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** A hook on every statement, for tests that read plans or take predicates away. */
  hook: StatementHook | undefined
  readonly pool: pg.Pool
  close(): Promise<void>
}

export interface TransactionOptions {
  readonly readOnly?: boolean
  /** Rolls back even on success: a dry run. */
  readonly discard?: boolean
  readonly statementTimeoutMs?: number
  /** What is asked in the first moment is all: the end goes out with it, and a later statement is refused. */
  readonly isOneMoment?: boolean
}

/** The database is away or went away in the middle; nothing was kept — 停止. Retried only by the job runner. */
export class Outage extends Error {
  override readonly name = 'Outage'
}

/** Opens the pool of the program's role. */
export function openDatabase(url: string, options: { max?: number; applicationName?: string } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    // More would only wait for a processor, and each keeps plans and pages of its own.
    max: options.max ?? availableParallelism() * 2 + 2,
    application_name: options.applicationName ?? 'yakuba',
    options: '-c timezone=UTC -c jit=off -c datestyle=ISO,YMD',
    // Where everybody comes at once, waiting for one's turn is no outage.
    connectionTimeoutMillis: 15_000,
    // One that is opened anew knows no statement and has no page at hand.
    idleTimeoutMillis: 600_000,
  })
  pool.on('error', () => { /* An idle connection died; the next request opens another or reports the outage. */ })
  // One that dies between two statements of a transaction fails the next of them; unheard, it would end the program.
  pool.on('connect', (client) => { client.on('error', () => undefined) })
  const database: Database = {
    hook: undefined,
    pool,
    transaction: (tenant, work, how) => runTransaction(database, { tenant, options: how ?? {} }, work),
    close: () => pool.end(),
  }
  return database
}

async function runTransaction<T>(database: Database, { tenant, options }: { tenant: number | null; options: TransactionOptions }, work: (db: Db) => Promise<T>): Promise<T> {
  assert(tenant === null || (Number.isInteger(tenant) && tenant > 0), `not a tenant: ${tenant}`)
  const client = await connect(database.pool)
  const db = dbOn(client, database.hook)
  let broken: Error | undefined
  try {
    setPipeline(client, true)
    const begun = heard(sendTogether(client, { text: opening(tenant, options) }))
    const working = work(db)
    if (!options.isOneMoment || database.hook) await working
    // A hook may keep a statement back; the end must not overtake it.
    if (database.hook) await Promise.all(db.pending)
    db.end()
    await Promise.all([begun, working, ...db.pending, sendTogether(client, { text: options.discard ? 'rollback' : 'commit' })])
    return await working
  } catch (thrown) {
    db.end()
    const error = await firstFailure(thrown, db.pending)
    broken = await rollBack(client, error)
    // Whatever was thrown on a connection that takes no rollback either: the work went with the connection.
    throw broken === undefined || error instanceof Outage ? asOutage(error) : new Outage('the connection died under the transaction', { cause: error })
  } finally {
    client.release(broken)
  }
}

function opening(tenant: number | null, options: TransactionOptions): string {
  const begin = options.readOnly ? 'begin read only' : 'begin'
  const setTenant = `select set_config('app.tenant', '${tenant ?? ''}', true)`
  const timeout = options.statementTimeoutMs ? `; set local statement_timeout = ${Math.trunc(options.statementTimeoutMs)}` : ''
  return `${begin}; ${setTenant}${timeout}`
}

async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  try {
    return await pool.connect()
  } catch (error) {
    throw new Outage('the database cannot be reached', { cause: error })
  }
}

const transactionAborted = '25P02'

/** Where a statement is refused only because one that nobody waited for has failed, that one says why. */
async function firstFailure(thrown: unknown, pending: readonly Promise<unknown>[]): Promise<unknown> {
  if (!(thrown instanceof Error && 'code' in thrown && thrown.code === transactionAborted)) return thrown
  const failed = (await Promise.allSettled(pending)).find((outcome) => outcome.status === 'rejected')
  return failed?.reason ?? thrown
}

async function rollBack(client: pg.PoolClient, error: unknown): Promise<Error | undefined> {
  try {
    await client.query('rollback')
    return undefined
  } catch {
    return error instanceof Error ? error : new Error(String(error))
  }
}

const outageStates = new Set(['57P01', '57P02', '57P03', '53100', '53200', '53300', '58030', '53400'])

function asOutage(error: unknown): unknown {
  if (error instanceof Outage || !(error instanceof Error)) return error
  const state = 'code' in error ? String(error.code) : ''
  const away = state.startsWith('08') || outageStates.has(state) || ['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT'].includes(state)
    || /Connection terminated|Client has encountered a connection error|not queryable|could not extend file|File too large|No space left/.test(error.message)
  return away ? new Outage('the database went away or refused to write', { cause: error }) : error
}

/** What the file store says of a folder that does not take its bytes. */
export const diskRefused = 'the disk refused to write'

/** True where there was no room to write, in the database or in the folder of large files. */
export function isDiskFull(error: unknown): boolean {
  if (error instanceof Error && error.message === diskRefused) return true
  const cause = error instanceof Error ? (error.cause ?? error) : error
  return cause instanceof Error && (('code' in cause && cause.code === '53100') || /No space left|File too large|could not extend file/.test(cause.message))
}
