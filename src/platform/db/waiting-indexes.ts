import type pg from 'pg'
import { withClient } from './roles.ts'

/** Held by whoever has taken indexes away, so that nobody makes them again meanwhile. */
const away = `hashtext('yakuba:waiting-indexes')`
/** Indexes made at the same time, those of the largest tables first, each by one process: helpers would only be in the way of the other, and their parts have to be merged. */
const makers = 2

/**
 * Fills tables without their indexes, and makes these when the work is over, which costs a fraction of keeping them up row by
 * row; nor does the server count or tidy these tables in between. Keys that a foreign key leans on stay. Meanwhile row security
 * does not hold for the tables' owner, so that the work may COPY into them as the owner (`0038-fill-as-owner.md`); for everybody
 * else it holds as ever. If the program dies meanwhile, `restoreIndexes` of the next start makes all as it was.
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
  const { rows } = await client.query<{ name: string; drop: string }>(`
    with waiting as (
      insert into platform.waiting_index (name, definition)
      select i.indexrelid::regclass::text, case when c.oid is null then pg_get_indexdef(i.indexrelid) else format('alter table %s add constraint %I %s', i.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) end
      from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.contype in ('p', 'u')
      where i.indrelid = any($1::regclass[]) and not exists (select from pg_constraint f where f.conindid = i.indexrelid and f.contype = 'f')
      returning name)
    select w.name, case when c.oid is null then 'drop index ' || w.name else format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname) end as drop
    from waiting w left join pg_constraint c on c.conindid = w.name::regclass and c.contype in ('p', 'u')`, [tables])
  for (const { drop } of rows) await client.query(drop)
  for (const table of tables) await client.query(`alter table ${table} set (autovacuum_enabled = false), no force row level security`)
  await client.query('commit')
}

async function makeAgain(ownerUrl: string): Promise<void> {
  const { waiting, tables } = await withClient(ownerUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(`select oid::regclass::text as name from pg_class where relkind = 'r' and 'autovacuum_enabled=false' = any(reloptions)`)
    for (const { name } of rows) await client.query(`alter table ${name} force row level security`)
    return { tables: rows, waiting: (await client.query<Waiting>(`
      select name, definition from platform.waiting_index
      order by pg_relation_size(substring(definition from '(?: ON |^alter table )(\\S+)')::regclass) desc, name`)).rows }
  })
  await Promise.all(Array.from({ length: Math.min(makers, waiting.length) }, async () => {
    await withClient(ownerUrl, async (client) => {
      await client.query('set max_parallel_maintenance_workers = 0')
      for (let next = waiting.shift(); next; next = waiting.shift()) await makeOne(client, next)
    })
  }))
  await withClient(ownerUrl, async (client) => {
    for (const { name } of tables) await client.query(`alter table ${name} reset (autovacuum_enabled)`)
  })
}

interface Waiting { readonly name: string; readonly definition: string }

async function makeOne(client: pg.Client, { name, definition }: Waiting): Promise<void> {
  await client.query('begin')
  await client.query(definition)
  await client.query('delete from platform.waiting_index where name = $1', [name])
  await client.query('commit')
}
