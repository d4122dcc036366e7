import { z } from 'zod'
import { query } from '../platform/command/define.ts'
import type { DeskItem, TaskItem, Tx } from '../platform/command/tx.ts'

/** What waits for the operator this morning. */
export interface DayView {
  readonly deadlines: readonly TaskItem[]
  readonly desk: readonly DeskItem[]
}

const deadlinesShown = 12

/** The day view of the counter: deadlines of all businesses, and what lies on the operator's desk — 窓口の一日. */
export const dayView = query<Record<string, never>, DayView>({
  name: 'counter.day-view', title: '窓口の一日', permission: 'counter.read', action: 'list',
  description: 'Nearest deadlines of all businesses and the drafts, returned and waiting filings of the operator.',
  input: z.strictObject({}), output: z.custom<DayView>(),
  async run(tx) { return { ok: true, value: { deadlines: await tx.services.nearestTasks(tx, deadlinesShown), desk: await deskOf(tx) } } },
  subjects: (value) => [...value.deadlines.flatMap((task) => task.subjectIds), ...value.desk.flatMap((item) => item.personIds)],
  withhold: (value, personIds) => ({
    deadlines: value.deadlines.map((task) => (task.subjectIds.some((id) => personIds.has(id)) ? { ...task, title: '支援措置の対象の方の手続き', detail: null } : task)),
    desk: value.desk.map((item) => (item.personIds.some((id) => personIds.has(id)) ? { ...item, note: '担当の者が扱います' } : item)),
  }),
  async example() { return {} },
})

async function deskOf(tx: Tx): Promise<readonly DeskItem[]> {
  const lists = tx.services.deskLists.filter((list) => tx.actor.permissions.has(list.permission))
  const items: DeskItem[] = []
  for (const list of lists) items.push(...await list.list(tx))
  return items.sort((a, b) => (a.at < b.at ? 1 : -1))
}
