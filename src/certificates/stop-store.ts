import type { Instant } from '../kernel/plain-date.ts'
import type { Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { sql } from '../platform/db/db.ts'
import type { CashKind } from './model.ts'

/** What a stop closes: every way, or the kiosk alone. */
export type StopScope = 'all' | 'kiosk'

/** Issuing that was stopped because a paper was not what was asked for — 発行の停止. */
export interface Stop { readonly stop_id: string; readonly cause: string; readonly document_kind: CashKind | null; readonly scope: StopScope; readonly reason: string | null; readonly stopped_at: Instant; readonly stopped_by: string; readonly stopped_by_name: string }

export async function insertStop(tx: Tx, stop: { readonly cause: string; readonly kind: CashKind | null; readonly reason: string | null; readonly scope?: StopScope }): Promise<void> {
  await tx.db.run(sql`
    insert into certificates.stop (tenant_id, stop_id, cause, document_kind, reason, scope, stopped_at, stopped_by, stopped_by_name)
    values (${tx.tenant}, ${newId()}, ${stop.cause}, ${stop.kind}, ${stop.reason}, ${stop.scope ?? 'all'}, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
}

/** The oldest stop of a scope that nobody has ended. */
export async function findOpenStop(tx: Tx, scope: StopScope = 'all'): Promise<Stop | undefined> {
  return await tx.db.find<Stop>(sql`
    select s.stop_id, s.cause, s.document_kind, s.scope, s.reason, s.stopped_at, s.stopped_by, s.stopped_by_name from certificates.stop s
    where s.tenant_id = ${tx.tenant} and s.scope = ${scope} and not exists (select from certificates.stop_end e where e.tenant_id = ${tx.tenant} and e.stop_id = s.stop_id)
    order by s.stopped_at, s.stop_id limit 1`)
}

/** Whether somebody pressed a request whose paper stopped issuing, and nobody has cleared it up yet. */
export async function hasStopped(tx: Tx, actorId: string, scope: StopScope = 'all'): Promise<boolean> {
  const row = await tx.db.one<{ has: boolean }>(sql`
    select exists (select from certificates.stop s where s.tenant_id = ${tx.tenant} and s.scope = ${scope} and s.stopped_by = ${actorId} and s.cause <> 'by-hand'
      and not exists (select from certificates.stop_end e where e.tenant_id = ${tx.tenant} and e.stop_id = s.stop_id)) as has`)
  return row.has
}

/** Ends every open stop of a scope with what was found; the number of stops ended. */
export async function endStops(tx: Tx, finding: string, scope: StopScope = 'all'): Promise<number> {
  return await tx.db.run(sql`
    insert into certificates.stop_end (tenant_id, stop_id, finding, ended_at, ended_by, ended_by_name)
    select ${tx.tenant}, s.stop_id, ${finding}::text, ${tx.now}::timestamptz, ${tx.actor.id}::uuid, ${tx.actor.name}::text from certificates.stop s
    where s.tenant_id = ${tx.tenant} and s.scope = ${scope} and not exists (select from certificates.stop_end e where e.tenant_id = ${tx.tenant} and e.stop_id = s.stop_id)`)
}
