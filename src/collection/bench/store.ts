import { finished } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { Tx } from '../../platform/command/tx.ts'
import { sql } from '../../platform/db/db.ts'

/** Seconds for the same ledger lines written bare: no policy, index or check, one commit a page — 素の書込み. */
export async function measureBareInsert(ownerUrl: string, what: { tenant: number; entriesOf: readonly string[]; page: number }): Promise<{ seconds: number; lines: number }> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('select set_config($1, $2, false)', ['app.tenant', String(what.tenant)])
    await client.query('create temporary table source (like collection.ledger)')
    await client.query('insert into source select * from collection.ledger where tenant_id = $1 and payment_id = any($2::uuid[])', [what.tenant, what.entriesOf])
    await client.query('drop table if exists collection.bench_floor')
    await client.query('create table collection.bench_floor (like collection.ledger)')
    const { rows } = await client.query<{ n: number }>('select count(*)::integer as n from source')
    const lines = rows[0]?.n ?? 0
    const start = performance.now()
    for (let from = 0; from < lines; from += what.page) await client.query('insert into collection.bench_floor select * from source offset $1 limit $2', [from, what.page])
    const seconds = (performance.now() - start) / 1000
    await client.query('drop table collection.bench_floor')
    return { seconds, lines }
  } finally {
    await client.end()
  }
}

/** Seconds of a COPY of these bytes into a table of one column — 同じバイト列のCOPY. */
export async function measureBareCopy(ownerUrl: string, bytes: Uint8Array): Promise<number> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('create temporary table incoming_bytes (line text)')
    const start = performance.now()
    const stream = client.query(copyFrom(`copy incoming_bytes from stdin with (format csv, delimiter e'\\x01', quote e'\\x02')`))
    for (let from = 0; from < bytes.length; from += copyPiece) if (!stream.write(bytes.subarray(from, from + copyPiece))) await new Promise<void>((resolve) => { stream.once('drain', resolve) })
    stream.end()
    await finished(stream)
    return (performance.now() - start) / 1000
  } finally {
    await client.end()
  }
}

const copyPiece = 262_144

/** What became of the lines of a file, by outcome and what a person has to look at. */
export async function countResults(tx: Tx, fileId: string): Promise<{ became: string; lines: number; amount: number }[]> {
  return await tx.db.many(sql`
    select concat_ws('/', r.outcome, r.exception) as became, count(*)::integer as lines, sum(l.amount)::bigint as amount
    from collection.payment_file_result r join collection.payment_file_line l on l.tenant_id = ${tx.tenant} and l.file_id = r.file_id and l.line_no = r.line_no
    where r.tenant_id = ${tx.tenant} and r.file_id = ${fileId} group by 1 order by 1`)
}

/** Yen that stand in the books for the payments of a file. */
export async function sumOfFile(tx: Tx, fileId: string): Promise<number> {
  const row = await tx.db.one<{ yen: number }>(sql`
    select coalesce(sum(case when l.debit in ('provisional', 'funds-expected') then l.amount else 0 end - case when l.credit in ('provisional', 'funds-expected') then l.amount else 0 end), 0)::bigint as yen
    from (select distinct payment_id from collection.payment_file_result where tenant_id = ${tx.tenant} and file_id = ${fileId} and payment_id is not null) p
    join collection.ledger l on l.tenant_id = ${tx.tenant} and l.payment_id = p.payment_id`)
  return row.yen
}

/** Charges of one levy. */
export async function countChargesOf(tx: Tx, levyCode: string): Promise<number> {
  return (await tx.db.one<{ n: number }>(sql`select count(*)::integer as n from collection.charge where tenant_id = ${tx.tenant} and levy_code = ${levyCode}`)).n
}

/** Payments of a file, for the floor. */
export async function listPaymentIdsOfFile(tx: Tx, fileId: string): Promise<string[]> {
  const rows = await tx.db.many<{ payment_id: string }>(sql`
    select payment_id from collection.payment_file_result where tenant_id = ${tx.tenant} and file_id = ${fileId} and payment_id is not null order by line_no`)
  return rows.map((row) => row.payment_id)
}
