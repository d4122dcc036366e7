import { z } from 'zod'
import { query } from '../platform/command/define.ts'
import type { DeskItem, TaskItem, Tx } from '../platform/command/tx.ts'
import { listPersonsOn } from '../resident/index.ts'

/** An obligation with the name of the first person it is about; null where it is about nobody, or the name is withheld. */
export interface NamedTask extends TaskItem { readonly personName: string | null }

/** What waits for the operator this morning. */
export interface DayView {
  readonly deadlines: readonly NamedTask[]
  readonly desk: readonly DeskItem[]
}

const deadlinesShown = 12

/** The day view of the counter: deadlines of all businesses, and what lies on the operator's desk — 窓口の一日. */
export const dayView = query<Record<string, never>, DayView>({
  name: 'counter.day-view', title: '窓口の一日', permission: 'counter.read', action: 'list',
  description: 'Nearest deadlines of all businesses and the drafts, returned and waiting filings of the operator.',
  input: z.strictObject({}), output: z.custom<DayView>(),
  async run(tx) { return { ok: true, value: { deadlines: await nameTasks(tx, await tx.services.nearestTasks(tx, deadlinesShown)), desk: await deskOf(tx) } } },
  subjects: (value) => [...value.deadlines.flatMap((task) => task.subjectIds), ...value.desk.flatMap((item) => item.personIds)],
  withhold: (value, personIds) => ({
    deadlines: value.deadlines.map((task) => (task.subjectIds.some((id) => personIds.has(id)) ? { ...task, title: '支援措置の対象の方の手続き', detail: null, personName: null } : task)),
    desk: value.desk.map((item) => (item.personIds.some((id) => personIds.has(id)) ? { ...item, note: '担当の者が扱います' } : item)),
  }),
  async example() { return {} },
})

async function nameTasks(tx: Tx, tasks: readonly TaskItem[]): Promise<readonly NamedTask[]> {
  const persons = await listPersonsOn(tx, tasks.flatMap((task) => task.subjectIds[0] ?? []))
  const names = new Map(persons.map((person) => [person.personId, person.name || '（氏名未定）']))
  return tasks.map((task) => ({ ...task, personName: names.get(task.subjectIds[0] ?? '') ?? null }))
}

async function deskOf(tx: Tx): Promise<readonly DeskItem[]> {
  const lists = tx.services.deskLists.filter((list) => tx.actor.permissions.has(list.permission))
  const items: DeskItem[] = []
  for (const list of lists) items.push(...await list.list(tx))
  return items.sort((a, b) => (a.at < b.at ? 1 : -1))
}
