import { afterAll, expect, inject, test } from 'vitest'
import { copyLines } from './copy.ts'
import { openDatabase } from './database.ts'
import { sql } from './db.ts'

// Statements of one moment go out together; each answer, and each failure, comes to its own statement.

const database = openDatabase(inject('adminUrl'), { max: 1 })
afterAll(async () => { await database.close() })

test('statements of one moment have each its own rows, in the order they were sent', async () => {
  const rows = await database.transaction(null, async (db) => await Promise.all([1, 2, 3].map(async (n) => await db.many(sql`select ${n}::integer as n from generate_series(1, ${n}) union all select current_setting('app.tenant')::text::integer where false`))))
  expect(rows).toEqual([[{ n: 1 }], [{ n: 2 }, { n: 2 }], [{ n: 3 }, { n: 3 }, { n: 3 }]])
})

test('one that fails takes the transaction with it, and not the answer of the one before', async () => {
  const answers: unknown[] = []
  const work = database.transaction(null, async (db) => {
    await Promise.all([db.one(sql`select ${1}::integer as n`).then((row) => answers.push(row)), db.one(sql`select 1 / ${0}::integer as n`), db.one(sql`select ${3}::integer as n`).then((row) => answers.push(row))])
  })
  await expect(work).rejects.toThrow('division by zero')
  expect(answers).toEqual([{ n: 1 }])
  expect(await database.transaction(null, async (db) => await db.one(sql`select ${4}::integer as n`))).toEqual({ n: 4 })
})

test('a statement that is known brings rows, no rows and counts as it did the first time, and none of another shape', async () => {
  const answers = await Promise.all([1, 2, 3].map(async (n) => await database.transaction(null, async (db) => {
    if (n === 1) await db.run(sql`create temporary table known (n integer, day date, many bigint[])`)
    const entered = await db.run(sql`insert into known values (${n}, ${`2026-04-0${n}`}, ${[n, 10]}::bigint[])`)
    return [entered, await db.many(sql`select * from known where n = ${n}`), await db.find(sql`select * from known where n = ${-n}`), await db.run(sql`update known set n = n where n <= ${n}`)]
  })))
  expect(answers).toEqual([1, 2, 3].map((n) => [1, [{ n, day: `2026-04-0${n}`, many: [n, 10] }], undefined, n]))
  await database.transaction(null, async (db) => { await db.run(sql`alter table known add column more text`) })
  await expect(database.transaction(null, async (db) => await db.many(sql`select * from known where n = ${1}`))).rejects.toThrow('cached plan must not change result type')
})

test('what is sent for later is done before the end, and fails it where it fails', async () => {
  const made = database.transaction(null, async (db) => { await db.run(sql`create temporary table kept (n integer)`); db.later(sql`insert into kept values (${1})`) })
  await made
  const broken = database.transaction(null, async (db) => { await db.run(sql`insert into kept values (${2})`); db.later(sql`insert into kept values (1 / ${0}::integer)`) })
  await expect(broken).rejects.toThrow('division by zero')
  expect(await database.transaction(null, async (db) => await db.many(sql`select n from kept`))).toEqual([{ n: 1 }])
  database.hook = async (text) => { await new Promise((resolve) => { setTimeout(resolve, 5) }); return text }
  await database.transaction(null, async (db) => { await Promise.resolve(); db.later(sql`insert into kept values (${3})`) })
  database.hook = undefined
  expect(await database.transaction(null, async (db) => await db.many(sql`select n from kept order by n`))).toEqual([{ n: 1 }, { n: 3 }])
})

test('lines are copied in between, on the same connection', async () => {
  const sum = await database.transaction(null, async (db) => {
    await Promise.all([db.run(sql`create temporary table numbers (n integer) on commit drop`), db.one(sql`select ${1}::integer as n`)])
    await copyLines(db.client, 'numbers', ['1', '2', '3'])
    return await db.one(sql`select sum(n)::integer as n from numbers where n > ${1}`)
  })
  expect(sum).toEqual({ n: 5 })
})

test('a COPY waits for all that was sent for later before it, and what follows goes out together again', async () => {
  const warned: string[] = []
  const hear = (warning: Error): void => { warned.push(warning.message) }
  process.on('warning', hear)
  const sums = await database.transaction(null, async (db) => {
    await db.run(sql`create temporary table waiting (n integer) on commit drop`)
    for (const n of [10, 20, 30]) db.later(sql`insert into waiting values (${n})`)
    await copyLines(db.client, 'waiting', ['1', '2'])
    db.later(sql`insert into waiting values (${100})`)
    return await Promise.all([1, 2].map(async (least) => await db.one(sql`select sum(n)::integer as n from waiting where n >= ${least}`)))
  })
  expect(sums).toEqual([{ n: 163 }, { n: 162 }])
  await new Promise((resolve) => { setImmediate(resolve) })
  process.off('warning', hear)
  // The driver warns of a statement that it has to keep back.
  expect(warned).toEqual([])
})

test('where one that nobody waited for has failed, the statement behind it is not blamed', async () => {
  const work = database.transaction(null, async (db) => {
    await db.one(sql`select ${1}::integer as n`)
    db.later(sql`select 1 / ${0}::integer as n`)
    await db.one(sql`select ${2}::integer as n`)
  })
  await expect(work).rejects.toThrow('division by zero')
})

test('what is still under way beside a failure reaches neither the end nor the next transaction of the connection', async () => {
  const late: { sent?: Promise<number> } = {}
  const work = database.transaction(null, async (db) => {
    await Promise.all([
      db.one(sql`select ${1}::integer as n`).then(() => { throw new Error('the office says no') }),
      db.one(sql`select pg_sleep(${0.05}), ${2}::integer as n`).then(async () => { late.sent = db.run(sql`insert into kept values (${9})`); await late.sent }),
    ])
  })
  await expect(work).rejects.toThrow('the office says no')
  await expect(late.sent).rejects.toThrow('before the end of its transaction')
  expect(await database.transaction(null, async (db) => await db.many(sql`select n from kept where n = ${9}`))).toEqual([])
})

test('one text over two tables of one name gives the rows of each', async () => {
  const other = openDatabase(inject('adminUrl'), { max: 1 })
  try {
    const read = sql`select * from shaped where n >= ${1}`
    await database.transaction(null, async (db) => { await db.run(sql`create temporary table shaped as select 1 as n`) })
    await other.transaction(null, async (db) => { await db.run(sql`create temporary table shaped as select 1::bigint as n, 'two' as word`) })
    for (const _ of [1, 2]) {
      expect(await database.transaction(null, async (db) => await db.many(read))).toEqual([{ n: 1 }])
      expect(await other.transaction(null, async (db) => await db.many(read))).toEqual([{ n: 1, word: 'two' }])
    }
  } finally { await other.close() }
})

test('where all is asked in the first moment, the end goes out with it, and nothing follows', async () => {
  const once = { isOneMoment: true }
  expect(await database.transaction(null, async (db) => await db.one(sql`select ${1}::integer as n`), once)).toEqual({ n: 1 })
  await expect(database.transaction(null, async (db) => { await db.one(sql`select ${1}::integer as n`); await db.run(sql`insert into kept values (${7})`) }, once)).rejects.toThrow('before the end of its transaction')
  await expect(database.transaction(null, async (db) => await db.one(sql`select 1 / ${0}::integer as n`), once)).rejects.toThrow('division by zero')
  expect(await database.transaction(null, async (db) => await db.many(sql`select n from kept where n = ${7}`))).toEqual([])
})
