import pg from 'pg'
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

/** Payments of a file, for the floor. */
export async function listPaymentIdsOfFile(tx: Tx, fileId: string): Promise<string[]> {
  const rows = await tx.db.many<{ payment_id: string }>(sql`
    select payment_id from collection.payment_file_result where tenant_id = ${tx.tenant} and file_id = ${fileId} and payment_id is not null order by line_no`)
  return rows.map((row) => row.payment_id)
}
