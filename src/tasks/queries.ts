import { z } from 'zod'
import type { Citation } from '../kernel/citation.ts'
import { citationText } from '../kernel/citation.ts'
import type { Instant, PlainDate } from '../kernel/plain-date.ts'
import { query } from '../platform/command/define.ts'
import { zId, zText } from '../platform/command/schema.ts'
import type { TaskItem, Tx } from '../platform/command/tx.ts'
import { sql } from '../platform/db/db.ts'
import { warningLawOn, type WarningLaw } from './law.ts'
import { taskRefusals } from './refusals.ts'
import { dues, spanOf, warningOf, type Due, type DueSpan } from './rules.ts'

export type { TaskItem } from '../platform/command/tx.ts'

export interface TaskList { readonly items: readonly TaskItem[]; readonly next: string | null; readonly atLeast: number }

/** The list of a section beside the names of all sections that have something open, and how much of it is pressing. */
export interface OpenTasks extends TaskList {
  readonly owner: string | null
  readonly due: Due | null
  readonly owners: readonly { readonly owner: string; readonly count: number }[]
  /** Of the section, or of all: past their day, near it, and all. */
  readonly pressing: { readonly overdue: number; readonly near: number; readonly all: number }
  /** From how many days ahead a deadline counts as near. */
  readonly nearDays: number
}

function withholdItem(item: TaskItem, personIds: ReadonlySet<string>): TaskItem {
  return item.subjectIds.some((id) => personIds.has(id)) ? { ...item, title: '支援措置の対象の方の手続き', detail: null } : item
}

/** A protected person's obligation stays on the list; what would tell of an address goes. */
function withholdTasks<L extends TaskList>(value: L, personIds: ReadonlySet<string>): L {
  return { ...value, items: value.items.map((item) => withholdItem(item, personIds)) }
}

const listed = { subjects: (value: TaskList) => value.items.flatMap((item) => item.subjectIds), withhold: withholdTasks }

const zOwner = zText(60).optional()
const zDue = z.enum(dues, { error: '「期限切れ」か「近い」を選んでください。' }).optional()

/** Open obligations of all businesses, nearest deadline first — 期限の番人. */
export const listOpen = query<{ owner?: string; due?: Due; cursor?: string; limit?: number }, OpenTasks>({
  subjects: listed.subjects, withhold: withholdTasks, name: 'tasks.list-open', title: '期限のある手続き', permission: 'tasks.read', action: 'list',
  description: 'Open obligations of all businesses, nearest deadline first, so that what is past its day leads; those without a deadline last. `owner` narrows them to a section, `due` to what is past its day or near it.',
  input: z.strictObject({ owner: zOwner, due: zDue, cursor: z.string().regex(/^\d{4}-\d{2}-\d{2}_[0-9a-f-]{36}$/, { error: '続きの印が正しくありません。一覧から開き直してください。' }).optional(), limit: z.int().min(1).max(200).optional() }),
  output: z.custom<OpenTasks>(),
  async run(tx, { owner = null, due = null, cursor = null, limit = 50 }) {
    const law = lawOf(tx)
    const rows = await selectOpen(tx, { owner, span: spanOf(due, tx.today, law), after: cursor, limit: limit + 1 })
    const items = rows.slice(0, limit).map((row) => itemOf(row, tx, law))
    return { ok: true, value: {
      items, next: rows.length > limit ? cursorOf(items.at(-1)) : null, atLeast: rows.length, owner, due, owners: await countOwners(tx), pressing: await countPressing(tx, owner, law), nearDays: law.warningDays.before,
    } }
  },
  async example() { return {} },
})

/** A list as it leaves for a spreadsheet: no name and no address stand in it. */
export interface TaskFile extends TaskList { readonly fileName: string; readonly owner: string | null; readonly due: Due | null }

/** A file longer than this is asked for section by section. */
const mostInFile = 20_000

/** The list of open obligations as a file — 期限のある手続きのCSV. */
export const exportOpen = query<{ owner?: string; due?: Due }, TaskFile>({
  subjects: listed.subjects, withhold: withholdTasks, name: 'tasks.export-open', title: '期限のある手続きの控え', permission: 'tasks.read', action: 'export',
  description: 'The whole list of open obligations, of a section or of all, in the order of the screen.',
  input: z.strictObject({ owner: zOwner, due: zDue }), output: z.custom<TaskFile>(),
  async run(tx, { owner = null, due = null }) {
    const law = lawOf(tx)
    const rows = await selectOpen(tx, { owner, span: spanOf(due, tx.today, law), after: null, limit: mostInFile + 1 })
    if (rows.length > mostInFile) return taskRefusals.refuse('too-many-for-file', { field: '/owner', most: String(mostInFile) })
    return { ok: true, value: { items: rows.map((row) => itemOf(row, tx, law)), next: null, atLeast: rows.length, fileName: `tasks-${tx.office.code}-${tx.today}.csv`, owner, due } }
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
  /** From section to section, oldest first. */
  readonly handovers: readonly Handover[]
  /** Sections that an obligation may be handed to. */
  readonly sections: readonly string[]
}

export interface Handover { readonly from: string; readonly to: string; readonly reason: string; readonly at: Instant; readonly by: string | null }

/** One obligation, to be closed — 期限のある手続き一件. */
export const showTask = query<{ taskId: string }, TaskCase>({
  name: 'tasks.show-task', title: '手続き', permission: 'tasks.read', action: 'view', description: 'One obligation with its deadline, article and, once closed, by whom and why.',
  input: z.strictObject({ taskId: zId }), output: z.custom<TaskCase>(),
  subjects: (value) => value.item.subjectIds,
  withhold: (value, personIds) => (value.item.subjectIds.some((id) => personIds.has(id)) ? { ...value, item: withholdItem(value.item, personIds), reason: null, handovers: value.handovers.map((one) => ({ ...one, reason: '' })) } : value),
  async run(tx, input) {
    const row = await selectTask(tx, input.taskId)
    if (!row) return taskRefusals.refuse('not-found', { field: '/taskId' })
    return { ok: true, value: { item: itemOf(row, tx, lawOf(tx)), handovers: await selectHandovers(tx, row.id), sections: await selectSections(tx), effectiveOn: row.effective_on, state: row.state, reason: row.reason, closedAt: row.closed_at, closedBy: row.closed_by_name } }
  },
  async example(tx) { const task = await anyTask(tx); return task ? { taskId: task.id } : null },
})

/** The nearest deadlines, for the counter's home by wiring; what has no deadline is on the list alone. */
export async function nearestTasks(tx: Tx, limit: number): Promise<readonly TaskItem[]> {
  const law = lawOf(tx)
  const rows = await selectOpen(tx, { owner: null, span: spanOf(null, tx.today, law), after: null, limit })
  return rows.filter((row) => row.deadline !== null).map((row) => itemOf(row, tx, law))
}

/** Open obligations of one person, for pages of other rooms by wiring. */
export async function tasksOfPerson(tx: Tx, personId: string): Promise<TaskList> {
  const rows = await tx.db.many<TaskRow>(sql`
    select t.* from tasks.task_subject s join tasks.task t on t.tenant_id = ${tx.tenant} and t.id = s.task_id
    where s.tenant_id = ${tx.tenant} and s.person_id = ${personId} and t.state = 'open' order by t.deadline nulls last limit 100`)
  const law = lawOf(tx)
  return { items: rows.map((row) => itemOf(row, tx, law)), next: null, atLeast: rows.length }
}

interface TaskRow {
  id: string; code: string; business: string; owner: string; subject_ids: string[]; title: string; detail: string | null; article: Citation | null
  effective_on: PlainDate | null; deadline: PlainDate | null; lost_after: string | null; amount_yen: number | null; amount_per: string | null; amount_unknown: string | null
  letter: string | null; path: string | null; state: TaskCase['state']; reason: string | null; created_at: Instant; closed_at: Instant | null; version: number
}

const noDeadline = '9999-12-31'

function cursorOf(item: TaskItem | undefined): string | null {
  return item ? `${item.deadline ?? noDeadline}_${item.taskId}` : null
}

interface Listing { readonly owner: string | null; readonly span: DueSpan; readonly after: string | null; readonly limit: number }

async function selectOpen(tx: Tx, { owner, span, after, limit }: Listing): Promise<TaskRow[]> {
  const [day, id] = (after ?? `${span.from}_00000000-0000-0000-0000-000000000000`).split('_')
  if (owner !== null) return await tx.db.many<TaskRow>(sql`
    select * from tasks.task where tenant_id = ${tx.tenant} and owner = ${owner} and state = 'open' and (due_on, id) > (${day}::date, ${id}::uuid)
      and due_on <= ${span.through}::date
    order by due_on, id limit ${limit}`)
  return await tx.db.many<TaskRow>(sql`
    select * from tasks.task where tenant_id = ${tx.tenant} and state = 'open' and (due_on, id) > (${day}::date, ${id}::uuid)
      and due_on <= ${span.through}::date
    order by due_on, id limit ${limit}`)
}

function lawOf(tx: Tx): WarningLaw {
  return warningLawOn(tx.today, tx.office.ordinanceOn(tx.today))
}

/** How many are past their day, near it, and open at all. */
async function countPressing(tx: Tx, owner: string | null, law: WarningLaw): Promise<OpenTasks['pressing']> {
  const near = spanOf('near', tx.today, law)
  return await tx.db.one(sql`
    select count(*) filter (where due_on < ${near.from}::date) as overdue, count(*) filter (where due_on between ${near.from}::date and ${near.through}::date) as near, count(*) as all
    from tasks.task where tenant_id = ${tx.tenant} and state = 'open' and (${owner}::text is null or owner = ${owner})`)
}

/** What presses in the sections a member of staff belongs to: `住民課 窓口係` answers for 住民課 too. */
export async function pressingOfActor(tx: Tx): Promise<readonly { readonly owner: string; readonly overdue: number; readonly near: number }[]> {
  const near = spanOf('near', tx.today, lawOf(tx))
  const sections = [tx.actor.section, tx.actor.section.split(/[ \u3000]/)[0]]
  return await tx.db.many(sql`
    select owner, count(*) filter (where deadline < ${near.from}::date) as overdue, count(*) filter (where deadline >= ${near.from}::date) as near
    from tasks.task where tenant_id = ${tx.tenant} and state = 'open' and owner = any(${sections}::text[]) and due_on <= ${near.through}::date group by owner order by owner`)
}

async function selectHandovers(tx: Tx, taskId: string): Promise<readonly Handover[]> {
  return await tx.db.many<Handover>(sql`
    select h.from_owner as "from", h.to_owner as "to", h.reason, h.handed_at as at, w.name as by from tasks.handover h
    left join access.pub_actor w on w.tenant_id = ${tx.tenant} and w.id = h.handed_by
    where h.tenant_id = ${tx.tenant} and h.task_id = ${taskId} order by h.line_no`)
}

/** Sections that have something open, and those that staff belong to. */
export async function selectSections(tx: Tx): Promise<readonly string[]> {
  const rows = await tx.db.many<{ owner: string }>(sql`
    select owner from tasks.task where tenant_id = ${tx.tenant} and state = 'open' union select section from access.pub_actor where tenant_id = ${tx.tenant} and section <> 'API' order by 1 limit 200`)
  return rows.map((row) => row.owner)
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

export async function anyTask(tx: Tx): Promise<{ id: string; version: number; owner: string } | undefined> {
  return await tx.db.find(sql`select id, version, owner from tasks.task where tenant_id = ${tx.tenant} and state = 'open' order by due_on, id limit 1`)
}

function itemOf(row: TaskRow, { today }: Tx, law: WarningLaw): TaskItem {
  return {
    taskId: row.id, code: row.code, business: row.business, owner: row.owner, subjectIds: row.subject_ids, title: row.title, detail: row.detail,
    article: row.article ? citationText(row.article) : null, deadline: row.deadline, warning: warningOf(row.deadline, today, law), lostAfter: row.lost_after, amountYen: row.amount_yen, amountPer: row.amount_per,
    amountUnknown: row.amount_unknown, letter: row.letter, path: row.path, createdAt: row.created_at, version: row.version,
  }
}
