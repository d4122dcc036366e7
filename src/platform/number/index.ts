import { sql } from '../db/db.ts'
import type { Tx } from '../command/tx.ts'

/**
 * Takes the next number of a kind — 採番. One row per tenant and kind, locked until the transaction ends, so no
 * number is lost or doubled.
 */
export async function nextNumber(tx: Tx, kind: string): Promise<number> {
  return await takeNumbers(tx, kind, 1)
}

/** Takes `count` numbers at once and returns the first. */
export async function takeNumbers(tx: Tx, kind: string, count: number): Promise<number> {
  const row = await tx.db.one<{ value: number }>(sql`
    insert into platform.counter (tenant_id, kind, value) values (${tx.tenant}, ${kind}, ${count})
    on conflict (tenant_id, kind) do update set value = platform.counter.value + ${count} where platform.counter.tenant_id = ${tx.tenant}
    returning value`)
  return row.value - count + 1
}

/** A number with leading zeros, as people read it. */
export function padNumber(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}
