import { z } from 'zod'
import { command } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { enqueue } from '../../platform/job/store.ts'
import { job } from '../../platform/job/define.ts'
import { refusals } from '../refusals.ts'
import { movementsMethod, populationMethod } from '../statistics/methods.ts'
import type { Extraction, ExtractionKind } from './extraction-model.ts'
import { changeState, listExtractions, listRunning, lockExtraction } from './extraction-store.ts'
import { doPage, pageJob, type ExtractionMethod } from './extraction.ts'
import { listMethod } from './select.ts'

const methods: Readonly<Record<ExtractionKind, ExtractionMethod>> = { list: listMethod(), population: populationMethod(), movements: movementsMethod() }
const kinds = Object.keys(methods) as ExtractionKind[]

const zExtraction = z.strictObject({ extractionId: zId })
const zStopped = z.object({ extractionId: z.string() })

/** Stops a work at the end of its page; one that is done is taken out of use — 集計・抽出を止める. */
export const cancelExtraction = command({
  name: 'resident.cancel-extraction', title: '抽出・集計を止める', permission: 'resident.export',
  description: 'Stops figures or a list at the end of the present page. What was found so far is kept, and the work can be resumed.',
  input: zExtraction, output: zStopped,
  async run(tx, { extractionId }) {
    const one = await lockExtraction(tx, extractionId)
    if (one === undefined) return refusals.refuse('extraction-not-found')
    if (one.state === 'cancelled') return refusals.refuse('extraction-stopped-already')
    await changeState(tx, extractionId, { state: 'cancelled', restarts: one.restarts })
    return done({ extractionId })
  },
  example: (tx) => anyOne(tx, ['running', 'done']),
})

/** Goes on after the last page that was read — 集計・抽出を続ける. */
export const resumeExtraction = command({
  name: 'resident.resume-extraction', title: '抽出・集計を続ける', permission: 'resident.export', description: 'Goes on with stopped figures or a stopped list after the last page that was read.',
  input: zExtraction, output: zStopped,
  async run(tx, { extractionId }) {
    const one = await lockExtraction(tx, extractionId)
    if (one === undefined) return refusals.refuse('extraction-not-found')
    if (one.state !== 'cancelled') return refusals.refuse('extraction-not-stopped')
    const isFinished = one.finishedAt !== null
    await changeState(tx, extractionId, { state: isFinished ? 'done' : 'running', restarts: one.restarts + (isFinished ? 0 : 1) })
    if (!isFinished) await enqueue(tx, { task: pageJob, payload: { extractionId }, key: keyOf(one) })
    return done({ extractionId })
  },
  example: (tx) => anyOne(tx, ['cancelled']),
})

async function anyOne(tx: Tx, states: readonly Extraction['state'][]): Promise<{ extractionId: string } | null> {
  for (const state of states) {
    const [one] = await listExtractions(tx, kinds, { limit: 1, state })
    if (one !== undefined) return { extractionId: one.extractionId }
  }
  return null
}

/** The next page of a work. Killed anywhere, it is done again from the page before — 抽出の一頁. */
export const readExtractionPage = job({
  name: pageJob, title: '抽出・集計の次の頁を読む', payload: z.object({ extractionId: z.uuid() }),
  async run(tx, { extractionId }) {
    const one = await lockExtraction(tx, extractionId)
    if (one !== undefined) await doPage(tx, methods[one.kind], extractionId)
  },
  example: (tx) => anyOne(tx, ['running', 'done', 'cancelled']),
})

/** Takes up works that a crash left, every ten minutes — 止まった抽出を続ける. */
export const takeUpExtractions = job({
  name: 'resident.take-up-extractions', title: '止まった抽出・集計を続ける', payload: z.object({}), schedule: '*/10 * * * *',
  async run(tx) { for (const one of await listRunning(tx)) await enqueue(tx, { task: pageJob, payload: { extractionId: one.extractionId }, key: keyOf(one) }) },
  example: async () => ({}),
})

/** One page is on the queue once, however often it is asked for. */
function keyOf(one: Extraction): string {
  return `extraction:${one.extractionId}:${one.pages}`
}
