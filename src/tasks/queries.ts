import { z } from 'zod'
import type { Citation } from '../kernel/citation.ts'
import { citationText } from '../kernel/citation.ts'
import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import { query } from '../platform/command/define.ts'
import { zId, zText } from '../platform/command/schema.ts'
import type { TaskItem, Tx } from '../platform/command/tx.ts'
import { sql } from '../platform/db/db.ts'
import { taskRefusals } from './refusals.ts'

export type { TaskItem } from '../platform/command/tx.ts'

export interface TaskList { readonly items: readonly TaskItem[]; readonly next: string | null; readonly atLeast: number }

/** The list of a section beside the names of all sections that have something open. */
export interface OpenTasks extends TaskList { readonly owner: string | null; readonly owners: readonly { readonly owner: string; readonly count: number }[] }

function withholdItem(item: TaskItem, personIds: ReadonlySet<string>): TaskItem {
  return item.subjectIds.some((id) => personIds.has(id)) ? { ...item, title: '支援措置の対象の方の手続き', detail: null } : item
}

/** A protected person's obligation stays on the list; what would tell of an address goes. */
function withholdTasks<L extends TaskList>(value: L, personIds: ReadonlySet<string>): L {
  return { ...value, items: value.items.map((item) => withholdItem(item, personIds)) }
}

const listed = { subjects: (value: TaskList) => value.items.flatMap((item) => item.subjectIds), withhold: withholdTasks }

/** Open obligations of all businesses, nearest deadline first — 期限の番人. */
export const listOpen = query<{ owner?: string; cursor?: string; limit?: number }, OpenTasks>({
  subjects: listed.subjects, withhold: withholdTasks, name: 'tasks.list-open', title: '期限のある手続き', permission: 'tasks.read', action: 'list',
  description: 'Open obligations of all businesses, nearest deadline first, those without a deadline last; `owner` narrows them to a section.',
  input: z.strictObject({ owner: zText(60).optional(), cursor: z.string().regex(/^\d{4}-\d{2}-\d{2}_[0-9a-f-]{36}$/, { error: '続きの印が正しくありません。一覧から開き直してください。' }).optional(), limit: z.int().min(1).max(200).optional() }),
  output: z.custom<OpenTasks>(),
  async run(tx, input) {
    const limit = input.limit ?? 50
    const rows = await selectOpen(tx, { owner: input.owner ?? null, after: input.cursor ?? null, limit: limit + 1 })
    const items = rows.slice(0, limit).map(itemOf)
    return { ok: true, value: { items, next: rows.length > limit ? cursorOf(items.at(-1)) : null, atLeast: rows.length, owner: input.owner ?? null, owners: await countOwners(tx) } }
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

/** One obligation with what became of it. */
export interface TaskCase {
  readonly item: TaskItem
  readonly effectiveOn: PlainDate | null
  readonly state: 'open' | 'done' | 'not-needed'
  readonly reason: string | null
  readonly closedAt: Instant | null
  readonly closedBy: string | null
}

/** One obligation, to be closed — 期限のある手続き一件. */
export const showTask = query<{ taskId: string }, TaskCase>({
  name: 'tasks.show-task', title: '手続き', permission: 'tasks.read', action: 'view', description: 'One obligation with its deadline, article and, once closed, by whom and why.',
  input: z.strictObject({ taskId: zId }), output: z.custom<TaskCase>(),
  subjects: (value) => value.item.subjectIds,
  withhold: (value, personIds) => (value.item.subjectIds.some((id) => personIds.has(id)) ? { ...value, item: withholdItem(value.item, personIds), reason: null } : value),
  async run(tx, input) {
    const row = await selectTask(tx, input.taskId)
    if (!row) return taskRefusals.refuse('not-found', { field: '/taskId' })
    return { ok: true, value: { item: itemOf(row), effectiveOn: row.effective_on, state: row.state, reason: row.reason, closedAt: row.closed_at, closedBy: row.closed_by_name } }
  },
  async example(tx) { const task = await anyTask(tx); return task ? { taskId: task.id } : null },
})

/** The nearest deadlines, for the counter's home by wiring; what has no deadline is on the list alone. */
export async function nearestTasks(tx: Tx, limit: number): Promise<readonly TaskItem[]> {
  const rows = await selectOpen(tx, { owner: null, after: null, limit })
  return rows.filter((row) => row.deadline !== null).map(itemOf)
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
  effective_on: PlainDate | null; deadline: PlainDate | null; lost_after: string | null; amount_yen: number | null; amount_per: string | null; amount_unknown: string | null
  letter: string | null; state: TaskCase['state']; reason: string | null; created_at: Instant; closed_at: Instant | null; version: number
}

const noDeadline = '9999-12-31'

function cursorOf(item: TaskItem | undefined): string | null {
  return item ? `${item.deadline ?? noDeadline}_${item.taskId}` : null
}

interface Listing { readonly owner: string | null; readonly after: string | null; readonly limit: number }

async function selectOpen(tx: Tx, { owner, after, limit }: Listing): Promise<TaskRow[]> {
  const [day, id] = (after ?? '0001-01-01_00000000-0000-0000-0000-000000000000').split('_')
  if (owner !== null) return await tx.db.many<TaskRow>(sql`
    select * from tasks.task where tenant_id = ${tx.tenant} and owner = ${owner} and state = 'open' and (coalesce(deadline, date '9999-12-31'), id) > (${day}::date, ${id}::uuid)
    order by coalesce(deadline, date '9999-12-31'), id limit ${limit}`)
  return await tx.db.many<TaskRow>(sql`
    select * from tasks.task where tenant_id = ${tx.tenant} and state = 'open' and (coalesce(deadline, date '9999-12-31'), id) > (${day}::date, ${id}::uuid)
    order by coalesce(deadline, date '9999-12-31'), id limit ${limit}`)
}

/** Sections with something open, each with how many. */
async function countOwners(tx: Tx): Promise<OpenTasks['owners']> {
  return await tx.db.many(sql`select owner, count(*) as count from tasks.task where tenant_id = ${tx.tenant} and state = 'open' group by owner order by owner limit 50`)
}

async function selectTask(tx: Tx, id: string): Promise<(TaskRow & { closed_by_name: string | null }) | undefined> {
  return await tx.db.find(sql`
    select t.*, w.name as closed_by_name from tasks.task t left join access.pub_actor w on w.tenant_id = ${tx.tenant} and w.id = t.closed_by
    where t.tenant_id = ${tx.tenant} and t.id = ${id}`)
}

async function anySubject(tx: Tx): Promise<string | undefined> {
  const row = await tx.db.find<{ person_id: string }>(sql`select person_id from tasks.task_subject where tenant_id = ${tx.tenant} order by person_id limit 1`)
  return row?.person_id
}

export async function anyTask(tx: Tx): Promise<{ id: string; version: number } | undefined> {
  return await tx.db.find(sql`select id, version from tasks.task where tenant_id = ${tx.tenant} and state = 'open' order by coalesce(deadline, date '9999-12-31'), id limit 1`)
}

function itemOf(row: TaskRow): TaskItem {
  return {
    taskId: row.id, code: row.code, business: row.business, owner: row.owner, subjectIds: row.subject_ids, title: row.title, detail: row.detail,
    article: row.article ? citationText(row.article) : null, deadline: row.deadline, lostAfter: row.lost_after, amountYen: row.amount_yen, amountPer: row.amount_per,
    amountUnknown: row.amount_unknown, letter: row.letter, createdAt: row.created_at, version: row.version,
  }
}
