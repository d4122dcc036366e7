import { z } from 'zod'
import { reaction, type Consequence, type Reaction } from '../platform/command/consequence.ts'
import { endTasks, listTasksBegunBy, type BegunTask } from './store.ts'

// What becomes of obligations when the event that began them is taken back.

const Cancelled = z.object({ commandIds: z.array(z.string()) })
const begunBy = (payload: unknown): readonly string[] => Cancelled.parse(payload).commandIds

const nothing = { effectiveOn: null, deadline: null, lostAfter: null, amount: null, amountUnknown: null, letter: null } as const satisfies Partial<Consequence>

/** 異動の取消し: what is open is withdrawn with the event; what was done already is looked at again by whoever did it. */
const eventCancelled = reaction<readonly BegunTask[]>({
  event: 'resident.event-cancelled', context: 'tasks',
  load: (tx, event) => listTasksBegunBy(tx, begunBy(event.payload)),
  preview: (_event, tasks) => tasks.map((task): Consequence => ({
    ...nothing, business: task.business, subjectIds: task.subjectIds, article: task.article,
    ...(task.isOpen
      ? { code: `${task.code}-withdrawn`, title: `「${task.title}」を取り下げます`, detail: '取り消された異動で始めた手続きです。', effect: 'automatic' as const, owner: null }
      : { code: `${task.code}-to-review`, title: `済ませた「${task.title}」を見直す`, detail: '取り消された異動で始めた手続きです。元へ戻すことがないか確かめます。', effect: 'task' as const, owner: task.owner }),
  })),
  async apply(tx, event) {
    const open = (await listTasksBegunBy(tx, begunBy(event.payload))).filter((task) => task.isOpen)
    await endTasks(tx, open.map((task) => task.taskId), { state: 'not-needed', reason: '異動の取消し' })
  },
})

export const taskReactions: readonly Reaction[] = [eventCancelled]
