import type { Consequence } from '../platform/command/consequence.ts'
import type { OpenTask, TaskEnding, Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { sql } from '../platform/db/db.ts'

/** Writes the obligations among the consequences of a command — 期限のある手続き. */
export async function writeTasks(tx: Tx, commandId: string, consequences: readonly Consequence[]): Promise<void> {
  for (const consequence of consequences) if (consequence.effect === 'task') await writeTask(tx, commandId, consequence)
}

async function writeTask(tx: Tx, commandId: string, task: Consequence): Promise<void> {
  const id = newId()
  tx.db.later(sql`
    insert into tasks.task (tenant_id, id, command_id, code, business, owner, subject_ids, title, detail, article, effective_on, deadline,
      lost_after, amount_yen, amount_per, amount_unknown, letter, path, state, created_at)
    values (${tx.tenant}, ${id}, ${commandId}, ${task.code}, ${task.business}, ${task.owner ?? task.business}, ${task.subjectIds}::uuid[], ${task.title}, ${task.detail},
      ${task.article === null ? null : JSON.stringify(task.article)}::jsonb, ${task.effectiveOn}, ${task.deadline}, ${task.lostAfter},
      ${task.amount?.yen ?? null}, ${task.amount?.per ?? null}, ${task.amountUnknown}, ${task.letter}, ${task.path ?? null}, 'open', ${tx.now})`)
  tx.db.later(sql`
    insert into tasks.task_subject (tenant_id, person_id, task_id) select ${tx.tenant}, person, ${id} from unnest(${task.subjectIds}::uuid[]) person
    on conflict do nothing`)
}

export async function findTask(tx: Tx, id: string): Promise<{ id: string; state: string; version: number; owner: string; subject_ids: string[] } | undefined> {
  return await tx.db.find(sql`select id, state, version, owner, subject_ids from tasks.task where tenant_id = ${tx.tenant} and id = ${id} for update`)
}

export async function closeTask(tx: Tx, closing: { id: string; state: 'done' | 'not-needed'; reason: string | null }): Promise<void> {
  await tx.db.run(sql`
    update tasks.task set state = ${closing.state}, reason = ${closing.reason}, closed_at = ${tx.now}, closed_by = ${tx.actor.id}, version = version + 1
    where tenant_id = ${tx.tenant} and id = ${closing.id}`)
}

/** Puts an obligation on another section's list and keeps whence it came. */
export async function handTask(tx: Tx, handing: { id: string; from: string; to: string; reason: string }): Promise<void> {
  await tx.db.run(sql`update tasks.task set owner = ${handing.to}, version = version + 1 where tenant_id = ${tx.tenant} and id = ${handing.id}`)
  await tx.db.run(sql`
    insert into tasks.handover (tenant_id, task_id, line_no, from_owner, to_owner, reason, handed_at, handed_by)
    select ${tx.tenant}, ${handing.id}, count(*) + 1, ${handing.from}, ${handing.to}, ${handing.reason}, ${tx.now}, ${tx.actor.id} from tasks.handover where tenant_id = ${tx.tenant} and task_id = ${handing.id}`)
}

interface SettledRow { id: string; code: string; business: string; subject_ids: string[]; title: string; article: OpenTask['article'] }

/** Open obligations of these codes whose subjects are all among these, locked, in the order of their ids. */
export async function listSettledTasks(tx: Tx, codes: readonly string[], subjectIds: readonly string[]): Promise<readonly OpenTask[]> {
  if (subjectIds.length === 0) return []
  const rows = await tx.db.many<SettledRow>(sql`
    select t.id, t.code, t.business, t.subject_ids, t.title, t.article from tasks.task t
    where t.tenant_id = ${tx.tenant} and t.state = 'open' and t.code = any(${codes}::text[])
      and t.id in (select s.task_id from tasks.task_subject s where s.tenant_id = ${tx.tenant} and s.person_id = any(${subjectIds}::uuid[]))
    order by t.id for update`)
  const settled = new Set(subjectIds)
  return rows.filter((row) => row.subject_ids.every((id) => settled.has(id)))
    .map((row) => ({ taskId: row.id, code: row.code, business: row.business, subjectIds: row.subject_ids, title: row.title, article: row.article }))
}

/** An obligation that a command began, and where it stands. */
export interface BegunTask extends OpenTask { readonly owner: string; readonly isOpen: boolean }

/** Obligations that these commands began and that are open or done, locked, in the order of their ids. */
export async function listTasksBegunBy(tx: Tx, commandIds: readonly string[]): Promise<readonly BegunTask[]> {
  if (commandIds.length === 0) return []
  const rows = await tx.db.many<SettledRow & { owner: string; state: string }>(sql`
    select t.id, t.code, t.business, t.subject_ids, t.title, t.article, t.owner, t.state from tasks.task t
    where t.tenant_id = ${tx.tenant} and t.command_id = any(${commandIds}::uuid[]) and t.state <> 'not-needed' order by t.id for update`)
  return rows.map((row) => ({ taskId: row.id, code: row.code, business: row.business, subjectIds: row.subject_ids, title: row.title, article: row.article, owner: row.owner, isOpen: row.state === 'open' }))
}

/** Ends obligations that an event has settled; who recorded the event stands as the one who closed them. */
export async function endTasks(tx: Tx, taskIds: readonly string[], ending: TaskEnding): Promise<void> {
  for (const id of taskIds) await closeTask(tx, { id, ...ending })
}
