import { z } from 'zod'
import { command } from '../platform/command/define.ts'
import { zId, zText, zVersion } from '../platform/command/schema.ts'
import { done } from '../platform/command/tx.ts'
import { anyTask, selectSections } from './queries.ts'
import { taskRefusals } from './refusals.ts'
import { closeTask, findTask, handTask } from './store.ts'

/** Closes an obligation as done, or as not needed with a reason — 手続きを閉じる. */
export const close = command({
  name: 'tasks.close', title: '手続きを閉じる', permission: 'tasks.write', description: 'Closes an obligation: done, or not needed (with a reason).',
  input: z.strictObject({ taskId: zId, as: z.enum(['done', 'not-needed'], { error: '「済んだ」か「要らない」を選んでください。' }), reason: zText(400, '理由').nullable(), expectedVersion: zVersion }),
  output: z.object({ taskId: z.uuid() }),
  async run(tx, input) {
    const task = await findTask(tx, input.taskId)
    if (!task) return taskRefusals.refuse('not-found', { field: '/taskId' })
    if (task.state !== 'open') return taskRefusals.refuse('closed-already', { field: '/taskId' })
    if (task.version !== input.expectedVersion) return taskRefusals.refuse('changed-meanwhile', { field: '/expectedVersion' })
    if (input.as === 'not-needed' && input.reason === null) return taskRefusals.refuse('reason-missing', { field: '/reason' })
    await closeTask(tx, { id: task.id, state: input.as, reason: input.reason })
    return done({ taskId: task.id }, { subjectIds: task.subject_ids })
  },
  async example(tx) {
    const task = await anyTask(tx)
    return task ? { taskId: task.id, as: 'done' as const, reason: null, expectedVersion: task.version } : null
  },
})

/** Hands an obligation to another section, where it stays open with its deadline — 係へ引き継ぐ. */
export const handOver = command({
  name: 'tasks.hand-over', title: '手続きを引き継ぐ', permission: 'tasks.write', description: 'Hands an obligation to another section; it stays open there, with its deadline, and keeps from whom it came and why.',
  input: z.strictObject({ taskId: zId, owner: zText(60, '引き継ぐ係'), reason: zText(400, '理由'), expectedVersion: zVersion }),
  output: z.object({ taskId: z.uuid(), owner: z.string() }),
  async run(tx, input) {
    const task = await findTask(tx, input.taskId)
    if (!task) return taskRefusals.refuse('not-found', { field: '/taskId' })
    if (task.state !== 'open') return taskRefusals.refuse('closed-already', { field: '/taskId' })
    if (task.version !== input.expectedVersion) return taskRefusals.refuse('changed-meanwhile', { field: '/expectedVersion' })
    if (task.owner === input.owner) return taskRefusals.refuse('owner-same', { field: '/owner', owner: input.owner })
    if (!(await selectSections(tx)).includes(input.owner)) return taskRefusals.refuse('owner-unknown', { field: '/owner', owner: input.owner })
    await handTask(tx, { id: task.id, from: task.owner, to: input.owner, reason: input.reason })
    return done({ taskId: task.id, owner: input.owner }, { subjectIds: task.subject_ids })
  },
  async example(tx) {
    const task = await anyTask(tx)
    const owner = task && (await selectSections(tx)).find((one) => one !== task.owner)
    return task && owner !== undefined ? { taskId: task.id, owner, reason: '担当が違うため', expectedVersion: task.version } : null
  },
})
