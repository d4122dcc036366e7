import { copyRows } from './copy.ts'
import type { CopyRows } from './copy-rows.ts'
import { sql, type Db } from './db.ts'

/** A table and the columns that bulk rows have, in their order; the first is `tenant_id`. */
export interface BulkTable { readonly name: string; readonly columns: readonly string[] }

/**
 * Enters rows in bulk — 一括登録. Under row security COPY goes into a temporary table of this connection, and one insert-select
 * from there; where the table's security does not hold for the role (`waiting-indexes.ts`), COPY goes straight in.
 */
export async function enterRows(tx: { readonly db: Db; readonly tenant: number }, table: BulkTable, rows: CopyRows): Promise<void> {
  if (rows.count === 0) return
  const { client } = tx.db
  const columns = table.columns.join(', ')
  const { secured } = await tx.db.one<{ secured: boolean }>(sql`select row_security_active(${table.name}) as secured`)
  if (!secured) { await copyRows(client, `${table.name} (${columns})`, rows); return }
  const incoming = `incoming_${table.name.replace('.', '_')}`
  await client.query(`create temporary table if not exists ${incoming} (like ${table.name}) on commit delete rows; truncate ${incoming}`)
  await copyRows(client, `${incoming} (${columns})`, rows)
  await tx.db.run(sql`insert into ${sql.raw(table.name)} (${sql.raw(columns)}) select ${sql.raw(columns)} from ${sql.raw(incoming)} where tenant_id = ${tx.tenant}`)
}
