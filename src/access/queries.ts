import type { Tx } from '../platform/command/tx.ts'
import { sql } from '../platform/db/db.ts'

export async function anyStaffId(tx: Tx): Promise<string | undefined> {
  const row = await tx.db.find<{ id: string }>(sql`select id from access.staff where tenant_id = ${tx.tenant} order by id limit 1`)
  return row?.id
}

export async function anyApiKeyId(tx: Tx): Promise<string | undefined> {
  const row = await tx.db.find<{ id: string }>(sql`select id from access.api_key where tenant_id = ${tx.tenant} and revoked_at is null order by id limit 1`)
  return row?.id
}
