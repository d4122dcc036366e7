import type { Writable } from 'node:stream'
import { sql, type RawBuilder } from 'kysely'
import pg from 'pg'
import { assert } from '../../kernel/assert.ts'
import { compile, statementName, type Statement } from './compiled.ts'
import { KnownRows } from './known-rows.ts'

export { sql } from 'kysely'
export type { RawBuilder } from 'kysely'
export { builder, type Statement } from './compiled.ts'

/** Before every id there is: where a walk through a table in the order of ids begins. */
export const firstId = '00000000-0000-0000-0000-000000000000'

/** Runs statements inside one transaction. */
export interface Db {
  /** All rows. */
  many<R>(statement: Statement): Promise<R[]>
  /** Exactly one row; anything else is a bug. */
  one<R>(statement: Statement): Promise<R>
  /** One row or undefined; more is a bug. */
  find<R>(statement: Statement): Promise<R | undefined>
  /** The number of rows changed. */
  run(statement: Statement): Promise<number>
  /** Sends a statement that nobody waits for: it goes out with what follows, and where it fails the transaction fails. */
  later(statement: Statement): void
  /** The connection, for COPY streams in bulk rooms only. */
  readonly client: pg.ClientBase
}

/** Sees every statement before it goes out: tests read plans or take predicates away. */
export type StatementHook = (text: string, values: readonly unknown[]) => string | Promise<string>

// The driver's own list of type numbers leaves the array types out.
type TypeNumber = (typeof pg.types.builtins)[keyof typeof pg.types.builtins]
const bigintArray = 1016 as TypeNumber
const dateArray = 1182 as TypeNumber

configureTypes()

function configureTypes(): void {
  const asText = (value: string): string => value
  pg.types.setTypeParser(pg.types.builtins.DATE, asText)
  pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (value) => new Date(value).toISOString())
  pg.types.setTypeParser(pg.types.builtins.INT8, (value) => {
    const number = Number(value)
    assert(Number.isSafeInteger(number), 'a bigint from the database is past the safe range')
    return number
  })
  pg.types.setTypeParser(bigintArray, (value) => (value === '{}' ? [] : value.slice(1, -1).split(',').map(Number)))
  pg.types.setTypeParser(dateArray, (value) => (value === '{}' ? [] : value.slice(1, -1).split(',')))
}

/** Statements of one transaction, and those among them whose outcome nobody has waited for yet. */
export interface OpenDb extends Db {
  readonly pending: Promise<unknown>[]
  /** From here on nothing goes out any more: what is still under way beside a failure must not reach the next transaction of the connection. */
  end(): void
}

/**
 * Runs statements on one connection, each as a named prepared statement. Those that are sent in the same moment go out
 * together, and each answer comes to its own statement: the program waits once for all of them.
 */
export function dbOn(client: pg.ClientBase, hook?: StatementHook): OpenDb {
  const pending: Promise<unknown>[] = []
  let hasEnded = false
  // A hook that takes its time with one statement must not let the next one overtake it.
  let turn = Promise.resolve('')
  async function query(statement: Statement): Promise<pg.QueryResult> {
    const compiled = compile(statement)
    const text = hook ? await (turn = heard(turn.catch(() => '').then(async () => await hook(compiled.text, compiled.values)))) : compiled.text
    assert(!hasEnded, 'a statement comes before the end of its transaction')
    const values = [...compiled.values]
    if (values.length === 0) return await sendTogether(client, { text, values })
    return await sendTogether(client, { text, values, name: hook ? statementName(text) : compiled.name })
  }
  return {
    pending,
    client,
    end() { hasEnded = true },
    later(statement) { pending.push(heard(query(statement))) },
    async many<R>(statement: Statement) { return (await query(statement)).rows as R[] },
    async one<R>(statement: Statement) {
      const { rows } = await query(statement)
      assert(rows.length === 1, `expected one row, got ${rows.length}`)
      return rows[0] as R
    },
    async find<R>(statement: Statement) {
      const { rows } = await query(statement)
      assert(rows.length <= 1, `expected at most one row, got ${rows.length}`)
      return rows[0] as R | undefined
    },
    async run(statement) { return (await query(statement)).rowCount ?? 0 },
  }
}

/** Sends a statement with all others of this moment: the driver writes each by itself, which costs a call of the system and wakes the server each time. */
export async function sendTogether(client: pg.ClientBase, query: pg.QueryConfig): Promise<pg.QueryResult> {
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Writable } }).connection
  stream.cork()
  process.nextTick(() => { stream.uncork() })
  return query.name === undefined ? await client.query(query) : await runPrepared(client, { ...query, name: query.name })
}

type Told = (error: Error | null, result: pg.QueryResult) => void

async function runPrepared(client: pg.ClientBase, query: pg.QueryConfig & { readonly name: string }): Promise<pg.QueryResult> {
  const known = client as unknown as { query(query: KnownRows, told: Told): void }
  try {
    return await new Promise((resolve, reject) => { known.query(new KnownRows(query), (error, result) => { if (error) reject(error); else resolve(result) }) })
  } catch (error) {
    // Where the answer came in says nothing; who asked does.
    if (error instanceof Error) Error.captureStackTrace(error)
    throw error
  }
}

/** A promise whose failure is told to whoever waits for it later, and does not end the program before. */
export function heard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined)
  return promise
}

/** Waits for all that was sent and does work that cannot share the line, as a COPY cannot; behind it statements go out together again. */
export async function aloneOn(client: pg.ClientBase, work: () => Promise<void>): Promise<void> {
  if (!(client as unknown as { readonly pipeline: boolean }).pipeline) { await work(); return }
  await client.query('select')
  setPipeline(client, false)
  await work()
  await client.query('select')
  setPipeline(client, true)
}

/** Whether statements go out before those ahead of them are answered. */
export function setPipeline(client: pg.ClientBase, pipeline: boolean): void {
  (client as unknown as { pipeline: boolean }).pipeline = pipeline
}

/**
 * Keeps the plan of each statement that follows in the transaction, where one plan is good for every value: few rows by keys. Left to itself the
 * server plans a statement with a list of ids anew each time, which costs more than to carry it out.
 */
export function keepPlans(db: Db): void {
  db.later(sql`select set_config('plan_cache_mode', ${'force_generic_plan'}, true)`)
}

/** `value in (list)` as one array parameter, so that the statement keeps one plan. */
export function anyOf(values: readonly string[], type: 'uuid' | 'text' | 'date' | 'integer' = 'uuid'): RawBuilder<boolean> {
  return sql`any(${values}::${sql.raw(type)}[])`
}
