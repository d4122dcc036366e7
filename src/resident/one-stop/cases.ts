import { z } from 'zod'
import type { Refused } from '../../kernel/outcome.ts'
import { command } from '../../platform/command/define.ts'
import { zId, zText, zVersion } from '../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../platform/command/tx.ts'
import { refusals } from '../refusals.ts'
import { contentOf, endTask, moveItem } from './inbox.ts'
import { mayHandle } from './may-handle.ts'
import { itemStates, type Item } from './model.ts'
import { obligationOf } from './rules.ts'
import { answerPortal } from './outbox.ts'
import { oneStopRefusals } from './refusals.ts'
import * as store from './store.ts'

const zRefuse = z.strictObject({ itemId: zId, expectedVersion: zVersion, reason: zText(300, '断る理由') })
const zMoved = z.object({ itemId: z.string(), state: z.string() })

/** Refuses an announced move with the reason and the way to the counter; the portal is told — 受付を断る. */
export const refuseMove = command({
  name: 'resident.refuse-one-stop', title: '引越しワンストップの受付を断る', permission: 'resident.write',
  description: 'Refuses an item of the inbox of moves with a reason that goes back to whoever announced it. The register does not change.',
  input: zRefuse, output: zMoved,
  async run(tx, input): Promise<Decision<z.infer<typeof zMoved>>> {
    const found = await findOpen(tx, input)
    if (!found.ok) return found
    await moveItem(tx, found.value, { state: 'refused', reason: input.reason })
    await endTask(tx, found.value.itemId, { state: 'not-needed', reason: '断ったため' })
    if (found.value.origin === 'portal') await answerPortal(tx, { thread: found.value.thread, answer: 'refused', reasons: [{ code: 'resident.one-stop-refused', message: input.reason, remedy: '窓口で届け出てください。', article: null, field: null, line: null }] })
    return done({ itemId: input.itemId, state: 'refused' })
  },
  async example(tx) {
    const item = await exampleItem(tx)
    return item && { itemId: item.itemId, expectedVersion: item.stepNo, reason: '同じ内容の転出届を、窓口で受けています。' }
  },
})

const zMerge = z.strictObject({ itemId: zId, expectedVersion: zVersion, intoId: zId })

/** Puts an announced move together with an earlier one of the same people; one filing is made of both — 受付をまとめる. */
export const mergeMove = command({
  name: 'resident.merge-one-stop', title: '引越しワンストップの受付をまとめる', permission: 'resident.write',
  description: 'Marks an item of the inbox of moves as the same as another open one of the same kind, which goes on alone.',
  input: zMerge, output: zMoved,
  async run(tx, input): Promise<Decision<z.infer<typeof zMoved>>> {
    if (input.itemId === input.intoId) return oneStopRefusals.refuse('one-stop-merge-itself', { field: '/intoId' })
    const found = await findOpen(tx, input)
    if (!found.ok) return found
    const into = await store.findItem(tx, input.intoId)
    if (into === undefined) return oneStopRefusals.refuse('one-stop-not-found', { field: '/intoId' })
    if (into.kind !== found.value.kind || into.state !== 'waiting') return oneStopRefusals.refuse('one-stop-merge-other', { field: '/intoId' })
    await moveItem(tx, found.value, { state: 'merged', reason: `受付 ${into.number} にまとめた`, mergedInto: into.itemId })
    await endTask(tx, found.value.itemId, { state: 'not-needed', reason: `受付 ${into.number} にまとめたため` })
    return done({ itemId: input.itemId, state: 'merged' })
  },
  async example(tx) {
    const open = (await store.listItems(tx, { states: ['waiting'], kind: 'moving-in', after: null, limit: 50 })).filter((item) => mayHandle(tx, item))
    const [one, into] = open
    return one === undefined || into === undefined ? null : { itemId: one.itemId, expectedVersion: one.stepNo, intoId: into.itemId }
  },
})

const zReopen = z.strictObject({ itemId: zId, expectedVersion: zVersion, reason: zText(300, '開き直す理由') })

/** Takes a refusal or a merging back: the announced move waits again — 受付を開き直す. */
export const reopenMove = command({
  name: 'resident.reopen-one-stop', title: '引越しワンストップの受付を開き直す', permission: 'resident.write',
  description: 'Takes back that an item was refused or merged by an officer; it waits again. What the sender has cancelled stays cancelled.',
  input: zReopen, output: zMoved,
  async run(tx, input): Promise<Decision<z.infer<typeof zMoved>>> {
    const item = await store.findItem(tx, input.itemId)
    if (item === undefined) return oneStopRefusals.refuse('one-stop-not-found', { field: '/itemId' })
    const { content, isWithdrawn } = await contentOf(tx, item)
    if (!mayHandle(tx, item)) return oneStopRefusals.refuse('one-stop-protected', { field: '/itemId' })
    if ((item.state !== 'refused' && item.state !== 'merged') || item.stepNo !== input.expectedVersion || content === undefined) return oneStopRefusals.refuse('one-stop-decided', { field: '/itemId', state: itemStates[item.state] })
    if (isWithdrawn) return oneStopRefusals.refuse('one-stop-withdrawn', { field: '/itemId' })
    await moveItem(tx, item, { state: 'waiting', reason: input.reason })
    if (item.origin === 'portal') await answerPortal(tx, { thread: item.thread, answer: 'accepted', reasons: [] })
    return done({ itemId: input.itemId, state: 'waiting' }, { tasks: [obligationOf(item, item)] })
  },
  async example(tx) {
    const [item] = (await store.listItems(tx, { states: ['refused', 'merged'], kind: null, after: null, limit: 50 })).filter((one) => mayHandle(tx, one))
    return item === undefined ? null : { itemId: item.itemId, expectedVersion: item.stepNo, reason: '誤って断ったため' }
  },
})

async function findOpen(tx: Tx, input: { readonly itemId: string; readonly expectedVersion: number }): Promise<{ readonly ok: true; readonly value: Item } | Refused> {
  const item = await store.findItem(tx, input.itemId)
  if (item === undefined) return refusals.refuse('one-stop-not-found', { field: '/itemId' })
  if (!mayHandle(tx, item)) return oneStopRefusals.refuse('one-stop-protected', { field: '/itemId' })
  if (item.state !== 'waiting' || item.stepNo !== input.expectedVersion) return oneStopRefusals.refuse('one-stop-decided', { field: '/itemId', state: itemStates[item.state] })
  return { ok: true, value: item }
}

async function exampleItem(tx: Tx): Promise<Item | null> {
  return (await store.listItems(tx, { states: ['waiting'], kind: null, after: null, limit: 50 })).find((item) => mayHandle(tx, item)) ?? null
}
