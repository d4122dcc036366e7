import { z } from 'zod'
import type { Tx } from '../platform/command/tx.ts'
import { reaction, type Consequence, type Reaction } from '../platform/command/consequence.ts'
import { endTasks, listTasksBegunBy, type BegunTask } from './store.ts'

// What becomes of obligations when the event that began them is taken back.

const Cancelled = z.object({ commandIds: z.array(z.string()), part: z.object({ commandId: z.string().nullable(), personIds: z.array(z.string()) }).nullable().default(null) })

/** Obligations of a filing that stays for others fall where they are about those alone who go back; where they are about others too, they are looked at again. */
interface Fallen { readonly task: BegunTask; readonly isForOthers: boolean }

async function fallenWith(tx: Tx, payload: unknown): Promise<readonly Fallen[]> {
  const { commandIds, part } = Cancelled.parse(payload)
  const back = new Set(part?.personIds)
  const ofPart = part?.commandId == null ? [] : (await listTasksBegunBy(tx, [part.commandId])).filter((task) => task.subjectIds.some((id) => back.has(id)))
  return [...(await listTasksBegunBy(tx, commandIds)).map((task) => ({ task, isForOthers: false })), ...ofPart.map((task) => ({ task, isForOthers: !task.subjectIds.every((id) => back.has(id)) }))]
}

const nothing = { effectiveOn: null, deadline: null, lostAfter: null, amount: null, amountUnknown: null, letter: null } as const satisfies Partial<Consequence>

/** 異動の取消し: what is open is withdrawn with the event; what was done already is looked at again by whoever did it. */
const eventCancelled = reaction<readonly Fallen[]>({
  event: 'resident.event-cancelled', context: 'tasks',
  load: (tx, event) => fallenWith(tx, event.payload),
  preview: (_event, fallen) => fallen.map(({ task, isForOthers }): Consequence => ({
    ...nothing, business: task.business, subjectIds: task.subjectIds, article: task.article,
    ...(task.isOpen && !isForOthers
      ? { code: `${task.code}-withdrawn`, title: `「${task.title}」を取り下げます`, detail: '取り消された異動で始めた手続きです。', effect: 'automatic' as const, owner: null }
      : { code: `${task.code}-to-review`, title: `${task.isOpen ? '' : '済ませた'}「${task.title}」を見直す`, detail: `取り消された異動で始めた手続きです。${task.isOpen ? '取り消した人を除いて、残る人の分を行います。' : '元へ戻すことがないか確かめます。'}`, effect: 'task' as const, owner: task.owner }),
  })),
  async apply(tx, event) {
    const open = (await fallenWith(tx, event.payload)).filter(({ task, isForOthers }) => task.isOpen && !isForOthers)
    await endTasks(tx, open.map(({ task }) => task.taskId), { state: 'not-needed', reason: '異動の取消し' })
  },
})

export const taskReactions: readonly Reaction[] = [eventCancelled]
