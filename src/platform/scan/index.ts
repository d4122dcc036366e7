import type { Instant } from '../../kernel/plain-date.ts'
import type { Tx } from '../command/tx.ts'
import { newId, sha256Hex } from '../crypto/index.ts'
import { sql } from '../db/db.ts'
import type { BroughtFile, Verdict } from './scanner.ts'

export { type BroughtFile, type Scanner, ScannerAway, type Verdict } from './scanner.ts'

/** Says in the words of the office what a scanner found. */
export function saidOf(verdict: Exclude<Verdict, { readonly kind: 'clean' }>): string {
  return verdict.kind === 'infected' ? `ウイルスが見つかりました（${verdict.said}）` : `ウイルスの検査ができない中身です（${verdict.said}）`
}

/** Keeps a file aside, sealed under the town's key, with what was said of it — 隔離. */
export async function holdFile(tx: Tx, file: BroughtFile & { readonly said: string; readonly cameBy: string }): Promise<void> {
  await tx.services.files.put(tx, file.bytes)
  await tx.db.run(sql`
    insert into platform.held_file (tenant_id, held_id, sha256, size, file_name, said, came_by, held_at, held_by)
    values (${tx.tenant}, ${newId()}, ${sha256Hex(file.bytes)}, ${file.bytes.length}, ${file.name}, ${file.said}, ${file.cameBy}, ${tx.now}, ${tx.actor.id})`)
}

export interface HeldFile { held_id: string; sha256: string; size: number; file_name: string | null; said: string; came_by: string; held_at: Instant }

/** What was kept aside lately of the files of one business, newest first. */
export async function listHeldFiles(tx: Tx, business: string, limit: number): Promise<HeldFile[]> {
  return await tx.db.many(sql`
    select held_id, sha256, size, file_name, said, came_by, held_at from platform.held_file
    where tenant_id = ${tx.tenant} and came_by like ${`${business}.%`} order by held_at desc, held_id desc limit ${limit}`)
}
