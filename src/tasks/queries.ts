import { z } from 'zod'
import type { Citation } from '../kernel/citation.ts'
import { citationText } from '../kernel/citation.ts'
import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import { query } from '../platform/command/define.ts'
import { zId, zText } from '../platform/command/schema.ts'
import type { TaskItem, Tx } from '../platform/command/tx.ts'
import { sql } from '../platform/db/db.ts'

export type { TaskItem } from '../platform/command/tx.ts'

export interface TaskList { readonly items: readonly TaskItem[]; readonly next: string | null; readonly atLeast: number }

const listed = { subjects: (value: TaskList) => value.items.flatMap((item) => item.subjectIds), withhold: withholdTasks }

/** A protected person's obligation stays on the list; what would tell of an address goes. */
function withholdTasks(value: TaskList, personIds: ReadonlySet<string>): TaskList {
  return { ...value, items: value.items.map((item) => (item.subjectIds.some((id) => personIds.has(id)) ? { ...item, title: '支援措置の対象の方の手続き', detail: null } : item)) }
}

/** Open obligations of all businesses, nearest deadline first — 期限の番人. */
export const listOpen = query<{ owner?: string; limit?: number }, TaskList>({
  ...listed, name: 'tasks.list-open', title: '期限のある手続き', permission: 'tasks.read', action: 'list',
  description: 'Open obligations of all businesses, nearest deadline first; `owner` narrows them to a section.',
  input: z.strictObject({ owner: zText(60).optional(), limit: z.int().min(1).max(200).optional() }), output: z.custom<TaskList>(),
  async run(tx, input) {
    const limit = input.limit ?? 50
    const rows = await selectOpen(tx, { owner: input.owner ?? null, limit: limit + 1 })
    return { ok: true, value: { items: rows.slice(0, limit).map(itemOf), next: null, atLeast: rows.length } }
  },
  async example() { return {} },
})

/** Open obligations of one person — この人に残っていること. */
export const listOfPerson = query<{ personId: string }, TaskList>({
  ...listed, name: 'tasks.list-of-person', title: '残っていること', permission: 'tasks.read', action: 'view', description: 'Open obligations of one person across all businesses.',
  input: z.strictObject({ personId: zId }), output: z.custom<TaskList>(),
  async run(tx, input) { return { ok: true, value: await tasksOfPerson(tx, input.personId) } },
  async example(tx) { const personId = await anySubject(tx); return personId === undefined ? null : { personId } },
})

/** The nearest deadlines, for the counter's home by wiring. */
export async function nearestTasks(tx: Tx, limit: number): Promise<readonly TaskItem[]> {
  return (await selectOpen(tx, { owner: null, limit })).map(itemOf)
}

/** Open obligations of one person, for pages of other rooms by wiring. */
export async function tasksOfPerson(tx: Tx, personId: string): Promise<TaskList> {
  const rows = await tx.db.many<TaskRow>(sql`
    select t.* from tasks.task_subject s join tasks.task t on t.tenant_id = ${tx.tenant} and t.id = s.task_id
    where s.tenant_id = ${tx.tenant} and s.person_id = ${personId} and t.state = 'open' order by t.deadline nulls last limit 100`)
  return { items: rows.map(itemOf), next: null, atLeast: rows.length }
}

interface TaskRow {
  id: string; code: string; business: string; owner: string; subject_ids: string[]; title: string; detail: string | null; article: Citation | null
  deadline: PlainDate | null; lost_after: string | null; amount_yen: number | null; amount_per: string | null; amount_unknown: string | null
  letter: string | null; created_at: Instant; version: number
}

async function selectOpen(tx: Tx, how: { owner: string | null; limit: number }): Promise<TaskRow[]> {
  return await tx.db.many<TaskRow>(sql`
    select * from tasks.task where tenant_id = ${tx.tenant} and state = 'open' and deadline is not null and (${how.owner}::text is null or owner = ${how.owner})
    order by deadline limit ${how.limit}`)
}

async function anySubject(tx: Tx): Promise<string | undefined> {
  const row = await tx.db.find<{ person_id: string }>(sql`select person_id from tasks.task_subject where tenant_id = ${tx.tenant} order by person_id limit 1`)
  return row?.person_id
}

export async function anyTask(tx: Tx): Promise<{ id: string; version: number } | undefined> {
  return await tx.db.find(sql`select id, version from tasks.task where tenant_id = ${tx.tenant} and state = 'open' order by id limit 1`)
}

function itemOf(row: TaskRow): TaskItem {
  return {
    taskId: row.id, code: row.code, business: row.business, owner: row.owner, subjectIds: row.subject_ids, title: row.title, detail: row.detail,
    article: row.article ? citationText(row.article) : null, deadline: row.deadline, lostAfter: row.lost_after, amountYen: row.amount_yen, amountPer: row.amount_per,
    amountUnknown: row.amount_unknown, letter: row.letter, createdAt: row.created_at, version: row.version,
  }
}
