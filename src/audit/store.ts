import type { AuditEntry, Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { sql } from '../platform/db/db.ts'

/** Writes one row of the trail in the transaction that reads or writes — 監査記録. */
export async function writeAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  tx.db.later(sql`
    insert into audit.entry (tenant_id, id, at, actor_id, actor_kind, desk, purpose, action, output, subject_ids, number_revealed, as_of, outcome, correlation_id, detail_digest)
    values (${tx.tenant}, ${newId()}, ${tx.now}, ${tx.actor.id}, ${tx.actor.kind}, ${tx.actor.desk}, ${tx.purpose}, ${entry.action}, ${entry.output},
      ${entry.subjectIds}::uuid[], ${entry.numberRevealed}, ${entry.asOf}, ${entry.outcome}, ${tx.correlationId}, ${entry.detailDigest})`)
}
