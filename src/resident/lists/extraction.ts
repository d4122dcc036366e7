import { assert } from '../../kernel/assert.ts'
import type { Instant } from '../../kernel/plain-date.ts'
import { stopwatch } from '../../platform/clock/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { enqueue } from '../../platform/job/store.ts'
import type { Extraction, ExtractionKind, ExtractionPage } from './extraction-model.ts'
import { findExtraction, insertExtraction, keepPage, lockExtraction } from './extraction-store.ts'

/** How one kind of work reads a page of the register and adds it to what was found before. */
export interface ExtractionMethod { readonly kind: ExtractionKind; readonly empty: unknown; page(tx: Tx, one: Extraction): Promise<ExtractionPage> }

/** Name of the job that does one page and asks for the next. */
export const pageJob = 'resident.take-up-extraction'

export interface ExtractionOrder { readonly input: unknown; readonly knownAt: Instant | null; readonly expected: number; readonly expiresAt: Instant | null }

/**
 * Begins a work on the register — 抽出・集計の開始. The first page is done at once, so that a small town has its answer with
 * the press; the others follow on the queue, each in a transaction of its own.
 */
export async function beginExtraction(tx: Tx, method: ExtractionMethod, order: ExtractionOrder): Promise<Extraction> {
  const extractionId = newId()
  await insertExtraction(tx, { extractionId, kind: method.kind, input: order.input, knownAt: order.knownAt ?? tx.now, expected: order.expected, result: method.empty, expiresAt: order.expiresAt })
  await doPage(tx, method, extractionId)
  const begun = await findExtraction(tx, extractionId)
  assert(begun !== undefined, 'an extraction that was begun is there')
  return begun
}

/** Does the next page of a running work and asks for the one after it; nothing where it was stopped meanwhile. */
export async function doPage(tx: Tx, method: ExtractionMethod, extractionId: string): Promise<void> {
  const one = await lockExtraction(tx, extractionId)
  if (one === undefined || one.state !== 'running') return
  const watch = stopwatch()
  const page = await method.page(tx, one)
  await keepPage(tx, one, { page, ms: Math.round(watch() * 1000) })
  if (page.next !== null) await enqueue(tx, { task: pageJob, payload: { extractionId }, key: `extraction:${extractionId}:${one.pages + 1}` })
}
