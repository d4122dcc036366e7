import { expect, inject, test } from 'vitest'
import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import { Bug } from '../../kernel/assert.ts'
import { CopyRows } from './copy-rows.ts'
import { copyRows } from './copy.ts'
import { openDatabase } from './database.ts'
import { sql } from './db.ts'

const columns = 'n integer, t text, j jsonb, b bytea, u uuid, s smallint, i integer, g bigint, o boolean, d date, z timestamptz'

interface Row { t: string | null; j: unknown; b: Buffer | null; u: string | null; s: number | null; i: number | null; g: number | null; o: boolean | null; d: PlainDate | null; z: Instant | null }

const id = '01890a5d-ac96-774b-bcce-b302099a8057'
const rows: readonly Row[] = [
  { t: '葛󠄀城　𠮷野\tタブ\\名\n', j: { 'キー': ['"', 1, null], n: 1.5 }, b: Buffer.from([0, 255, 10]), u: id, s: -32_768, i: -2_147_483_648, g: -9_007_199_254_740_991, o: true, d: '0001-01-01' as PlainDate, z: '0001-01-01T00:00:00.000Z' as Instant },
  { t: '', j: [], b: Buffer.alloc(0), u: id.toUpperCase(), s: 32_767, i: 2_147_483_647, g: 9_007_199_254_740_991, o: false, d: '9999-12-31' as PlainDate, z: '2026-04-01T23:59:59.999Z' as Instant },
  { t: 'é'.repeat(300_000), j: '終', b: Buffer.alloc(300_000, 7), u: null, s: 0, i: 0, g: 4_294_967_296, o: null, d: '1868-10-23' as PlainDate, z: '2026-04-01T09:00:00+09:00' as Instant },
  { t: null, j: null, b: null, u: null, s: null, i: null, g: null, o: null, d: null, z: null },
]

test('values of every kind come back as they went in, none where there was none', async () => {
  const written = new CopyRows(11)
  for (const [n, row] of rows.entries()) written.row().integer(n).text(row.t).json(row.j).bytea(row.b).uuid(row.u).smallint(row.s).integer(row.i).bigint(row.g).boolean(row.o).date(row.d).timestamptz(row.z)
  const database = openDatabase(inject('adminUrl'), { max: 1 })
  try {
    const back = await database.transaction(null, async (db) => {
      await db.client.query(`create temporary table every_kind (${columns}) on commit drop`)
      await copyRows(db.client, 'every_kind', written)
      return await db.many<Row>(sql`select t, j, b, u, s, i, g, o, d::text, to_char(z at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as z from every_kind order by n`)
    })
    expect(back).toEqual(rows.map((row) => ({ ...row, u: row.u?.toLowerCase() ?? null, z: row.z === '2026-04-01T09:00:00+09:00' ? '2026-04-01T00:00:00.000Z' : row.z })))
  } finally {
    await database.close()
  }
})

const begun = (): CopyRows => new CopyRows(2).row().integer(1)

test.each([
  ['a row without its last value', () => { begun().row() }],
  ['the last of the rows without its last value', () => { begun().finish() }],
  ['a value more than columns', () => { begun().integer(2).integer(3) }],
  ['half a character', () => { begun().text('\uD842') }],
  ['an id that is none', () => { begun().uuid(id.replace('c', 'x')) }],
  ['a moment that is none', () => { begun().timestamptz('gestern' as Instant) }],
])('%s is a bug', (_name, write) => { expect(write).toThrow(Bug) })
