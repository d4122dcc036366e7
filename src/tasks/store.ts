import type { Consequence } from '../platform/command/consequence.ts'
import type { Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { sql } from '../platform/db/db.ts'

/** Writes the obligations among the consequences of a command — 期限のある手続き. */
export async function writeTasks(tx: Tx, commandId: string, consequences: readonly Consequence[]): Promise<void> {
  for (const consequence of consequences) if (consequence.effect === 'task') await writeTask(tx, commandId, consequence)
}

async function writeTask(tx: Tx, commandId: string, task: Consequence): Promise<void> {
  const id = newId()
  await tx.db.run(sql`
    insert into tasks.task (tenant_id, id, command_id, code, business, owner, subject_ids, title, detail, article, effective_on, deadline,
      lost_after, amount_yen, amount_per, amount_unknown, letter, state, created_at)
    values (${tx.tenant}, ${id}, ${commandId}, ${task.code}, ${task.business}, ${task.owner ?? task.business}, ${task.subjectIds}::uuid[], ${task.title}, ${task.detail},
      ${task.article === null ? null : JSON.stringify(task.article)}::jsonb, ${task.effectiveOn}, ${task.deadline}, ${task.lostAfter},
      ${task.amount?.yen ?? null}, ${task.amount?.per ?? null}, ${task.amountUnknown}, ${task.letter}, 'open', ${tx.now})`)
  await tx.db.run(sql`
    insert into tasks.task_subject (tenant_id, person_id, task_id) select ${tx.tenant}, person, ${id} from unnest(${task.subjectIds}::uuid[]) person
    on conflict do nothing`)
}

export async function findTask(tx: Tx, id: string): Promise<{ id: string; state: string; version: number; subject_ids: string[] } | undefined> {
  return await tx.db.find(sql`select id, state, version, subject_ids from tasks.task where tenant_id = ${tx.tenant} and id = ${id} for update`)
}

export async function closeTask(tx: Tx, closing: { id: string; state: 'done' | 'not-needed'; reason: string | null }): Promise<void> {
  await tx.db.run(sql`
    update tasks.task set state = ${closing.state}, reason = ${closing.reason}, closed_at = ${tx.now}, closed_by = ${tx.actor.id}, version = version + 1
    where tenant_id = ${tx.tenant} and id = ${closing.id}`)
}
