import type pg from 'pg'
import { withClient } from './roles.ts'

/** Held by whoever has taken indexes away, so that nobody makes them again meanwhile. */
const away = `hashtext('yakuba:waiting-indexes')`
/** Indexes made at the same time: sorting one leaves a processor for another. */
const makers = 2

/**
 * Fills tables without the indexes that only searches need, and makes these when the work is over, which costs a fraction
 * of keeping them up row by row; nor does the server count or tidy these tables in between. Keys stay, unique indexes too. If
 * the program dies meanwhile, `restoreIndexes` of the next start makes them.
 * @param tables names with their schema
 */
export async function withoutIndexes(ownerUrl: string, tables: readonly string[], work: () => Promise<void>): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    await client.query(`select pg_advisory_lock(${away})`)
    await takeAway(client, tables)
    try {
      await work()
    } finally {
      await makeAgain(ownerUrl)
    }
  })
}

/** Makes the indexes that a program which died has taken away; none where another is at it. */
export async function restoreIndexes(ownerUrl: string): Promise<void> {
  await withClient(ownerUrl, async (client) => {
    const { rows: [lock] } = await client.query<{ mine: boolean }>(`select pg_try_advisory_lock(${away}) as mine`)
    if (lock?.mine) await makeAgain(ownerUrl)
  })
}

async function takeAway(client: pg.Client, tables: readonly string[]): Promise<void> {
  await client.query('begin')
  const { rows } = await client.query<{ name: string }>(`
    insert into platform.waiting_index (name, definition)
    select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i
    where not i.indisunique and i.indrelid = any($1::regclass[])
    returning name`, [tables])
  for (const { name } of rows) await client.query(`drop index ${name}`)
  for (const table of tables) await client.query(`alter table ${table} set (autovacuum_enabled = false)`)
  await client.query('commit')
}

async function makeAgain(ownerUrl: string): Promise<void> {
  const waiting = await withClient(ownerUrl, async (client) => (await client.query<Waiting>('select name, definition from platform.waiting_index order by name')).rows)
  await Promise.all(Array.from({ length: Math.min(makers, waiting.length) }, async () => {
    await withClient(ownerUrl, async (client) => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await makeOne(client, next)
    })
  }))
  await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(`select oid::regclass::text as name from pg_class where relkind = 'r' and 'autovacuum_enabled=false' = any(reloptions)`)
    for (const { name } of rows) await client.query(`alter table ${name} reset (autovacuum_enabled)`)
  })
}

interface Waiting { readonly name: string; readonly definition: string }

async function makeOne(client: pg.Client, { name, definition }: Waiting): Promise<void> {
  await client.query('begin')
  await client.query(definition)
  await client.query('delete from platform.waiting_index where name = $1', [name])
  await client.query('commit')
}
