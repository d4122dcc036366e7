import { z } from 'zod'
import { command } from '../platform/command/define.ts'
import { zId, zText, zVersion } from '../platform/command/schema.ts'
import { done } from '../platform/command/tx.ts'
import { anyTask } from './queries.ts'
import { taskRefusals } from './refusals.ts'
import { closeTask, findTask } from './store.ts'

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
