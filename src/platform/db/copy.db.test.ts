import { expect, inject, test } from 'vitest'
import { Bug } from '../../kernel/assert.ts'
import { copyLines } from './copy.ts'
import { openDatabase, Outage } from './database.ts'
import type { Db } from './db.ts'
import { withClient } from './roles.ts'

/** Does work in a transaction whose connection can be cut. */
async function within(work: (db: Db, cut: () => Promise<void>) => Promise<void>): Promise<void> {
  const database = openDatabase(inject('adminUrl'), { max: 1 })
  try {
    await database.transaction(null, async (db) => {
      await db.client.query('create temporary table numbers (n integer, t text) on commit drop')
      const { rows: [own] } = await db.client.query<{ pid: number }>('select pg_backend_pid() as pid')
      await work(db, async () => { await withClient(inject('adminUrl'), async (other) => { await other.query('select pg_terminate_backend($1, 5000)', [own?.pid]) }) })
    })
  } finally {
    await database.close()
  }
}

/** Rows of which one does something as it is asked for. */
function* rows(count: number, at: number, act: () => void): Generator<string> {
  for (let n = 0; n < count; n += 1) {
    if (n === at) act()
    yield `${n}\t${'x'.repeat(200)}`
  }
}

test.each([['the only row', 1], ['the first of many rows', 50_000]])('a connection that died before %s is an outage, and the program goes on', async (_name, count) => {
  await expect(within(async (db, cut) => {
    await cut()
    await copyLines(db.client, 'numbers', rows(count, 0, () => undefined))
  })).rejects.toThrow(Outage)
})

test.each([['among many rows', 200_000, 50_000], ['as the last row is asked for', 1_000, 999]])('a connection that dies %s is an outage, and the program goes on', async (_name, count, at) => {
  await expect(within(async (db, cut) => {
    let cutting: Promise<void> | undefined
    await copyLines(db.client, 'numbers', rows(count, at, () => { cutting = cut() }))
    await cutting
    await db.client.query('select 1')
  })).rejects.toThrow(Outage)
})

test('whatever the work says of a connection that has died under it is an outage', async () => {
  await expect(within(async (_db, cut) => {
    await cut()
    throw new Bug('no answer came')
  })).rejects.toThrow(Outage)
})

test('rows that break off leave the connection fit for the next statement', async () => {
  const broken = new Error('no more rows')
  await within(async (db) => {
    await db.client.query('savepoint before')
    await expect(copyLines(db.client, 'numbers', rows(50_000, 40_000, () => { throw broken }))).rejects.toThrow(broken)
    await db.client.query('rollback to before')
    await copyLines(db.client, 'numbers', rows(3, 0, () => undefined))
    expect((await db.client.query<{ count: number }>('select count(*) from numbers')).rows[0]?.count).toBe(3)
  })
})
