import { refusalCatalogue, refused, type Outcome } from '../../kernel/outcome.ts'
import { stopwatch } from '../clock/index.ts'
import type { Tx } from '../command/tx.ts'
import { newId } from '../crypto/index.ts'
import type { Batch, PageResult, RunFacts, RunProgress } from './define.ts'
import * as store from './store.ts'

export const batchRefusals = refusalCatalogue('batch', {
  'not-found': { message: 'この一括処理は見つかりません。', remedy: '一覧から選び直してください。' },
  'already-open': { message: '{year}年度の同じ一括処理が、もう動いているか決裁を待っています。', remedy: 'その処理を続けるか、取りやめてから始めてください。' },
  'wrong-state': { message: 'この一括処理は、いまの状態ではその操作ができません。', remedy: '画面を開き直して、いまの状態を確かめてください。' },
  'own-run': { message: '自分が始めた一括処理は、自分では決裁できません。', remedy: '別の職員に決裁を頼んでください。', article: '二人での確認' },
  'total-differs': { message: '入れた合計が、計算した合計と違います。', remedy: '印刷した一覧の合計を、もう一度確かめて入れてください。', },
  'check-stopped': { message: '確認で止まった項目があるため、決裁できません。', remedy: '止まった項目の内容を直し、取りやめてからもう一度計算してください。' },
})

export const runTask = 'batch'

/** Opens a run and puts its first page on the queue. */
export async function openRun<I>(tx: Tx, batch: Batch<I>, input: I): Promise<Outcome<{ runId: string }>> {
  const opened = await batch.open(tx, input)
  if (!opened.ok) return opened
  const standing = await store.findOpenRun(tx, batch.name, opened.value.fiscalYear)
  if (standing) return batchRefusals.refuse('already-open', { year: opened.value.fiscalYear })
  const runId = newId()
  await store.insertRun(tx, { id: runId, name: batch.name, input, ...opened.value })
  await store.enqueue(tx, { task: runTask, payload: { runId, name: batch.name }, key: `run:${runId}` })
  return { ok: true, value: { runId } }
}

export async function cancelRun(tx: Tx, runId: string): Promise<Outcome<{ runId: string }>> {
  const run = await store.lockRun(tx, runId)
  if (!run) return batchRefusals.refuse('not-found')
  if (run.state !== 'running' && run.state !== 'checked' && run.state !== 'failed') return batchRefusals.refuse('wrong-state')
  await store.changeState(tx, runId, { state: 'cancelled' })
  return { ok: true, value: { runId } }
}

/** Goes on after the last finished page. */
export async function resumeRun(tx: Tx, runId: string): Promise<Outcome<{ runId: string }>> {
  const run = await store.lockRun(tx, runId)
  if (!run) return batchRefusals.refuse('not-found')
  if (run.state !== 'cancelled' && run.state !== 'failed') return batchRefusals.refuse('wrong-state')
  await store.changeState(tx, runId, { state: run.approved_at === null ? 'running' : 'posting' })
  await store.countRestart(tx, runId)
  await store.enqueue(tx, { task: runTask, payload: { runId, name: run.name }, key: `run:${runId}` })
  return { ok: true, value: { runId } }
}

/** A second person types the total from the printed sheet; then the run is posted. */
export async function approveRun(tx: Tx, batch: Batch, approval: { runId: string; total: number }): Promise<Outcome<{ runId: string }>> {
  const run = await store.lockRun(tx, approval.runId)
  if (!run || run.name !== batch.name) return batchRefusals.refuse('not-found')
  if (run.state !== 'checked') return batchRefusals.refuse('wrong-state')
  const refusals = []
  if (run.opened_by === tx.actor.id) refusals.push(batchRefusals.refusal('own-run'))
  if (run.totals[batch.approvalTotal] !== approval.total) refusals.push(batchRefusals.refusal('total-differs', { field: '/total' }))
  if (run.checks?.some((check) => check.state === 'stopped')) refusals.push(batchRefusals.refusal('check-stopped'))
  refusals.push(...await batch.obstacles?.(tx, factsOf(run)) ?? [])
  if (refusals.length > 0) return refused(refusals)
  await store.keepApproval(tx, approval.runId)
  await store.enqueue(tx, { task: runTask, payload: { runId: approval.runId, name: batch.name }, key: `run:${approval.runId}` })
  return { ok: true, value: { runId: approval.runId } }
}

/**
 * Checks a run once more that waits for approval, after something was taken out of it or put back — 確かめ直し.
 * @param difference what the totals change by
 * @returns false where no such run waits
 */
export async function refreshRun(tx: Tx, batch: Batch, change: { readonly runId: string; readonly difference: Readonly<Record<string, number>> }): Promise<boolean> {
  const run = await store.lockRun(tx, change.runId)
  if (run?.name !== batch.name || run.state !== 'checked') return false
  const totals = await store.changeTotals(tx, run, change.difference)
  await store.changeState(tx, run.id, { state: 'checked', checks: await batch.checks(tx, factsOf(run), totals), tables: await batch.tables(tx, factsOf(run)) })
  return true
}

/** Runs one page in the given transaction; says whether another page is due. */
export async function runPage(tx: Tx, batch: Batch, runId: string): Promise<'more' | 'stop'> {
  const run = await store.lockRun(tx, runId)
  if (!run || run.name !== batch.name) return 'stop'
  if (run.state === 'running') return await runCalculation(tx, batch, run)
  if (run.state === 'approved' || run.state === 'posting') return await runPosting(tx, batch, run)
  return 'stop'
}

async function runCalculation(tx: Tx, batch: Batch, run: store.RunRow): Promise<'more' | 'stop'> {
  const isFinished = run.pages > 0 && run.cursor === null
  if (!isFinished) await onePage(tx, run, { phase: 'page', work: () => batch.page(tx, factsOf(run), run.cursor) })
  const after = isFinished ? run : await store.lockRun(tx, run.id)
  if (after?.cursor !== null) return 'more'
  const checks = await batch.checks(tx, factsOf(run), after.totals)
  await store.changeState(tx, run.id, { state: 'checked', checks, tables: await batch.tables(tx, factsOf(run)) })
  return 'stop'
}

async function runPosting(tx: Tx, batch: Batch, run: store.RunRow): Promise<'more' | 'stop'> {
  const result = await onePage(tx, run, { phase: 'post', work: () => batch.post(tx, factsOf(run), run.post_cursor) })
  if (result.next !== null) return 'more'
  await store.changeState(tx, run.id, { state: 'posted' })
  return 'stop'
}

interface PageWork { readonly phase: 'page' | 'post'; work(): Promise<PageResult> }

async function onePage(tx: Tx, run: store.RunRow, { phase, work }: PageWork): Promise<PageResult> {
  const watch = stopwatch()
  const result = await work()
  await store.keepPage(tx, run, { phase, result, ms: Math.round(watch() * 1000), restarted: run.restarts > run.restarts_told })
  return result
}

export function factsOf(run: store.RunRow): RunFacts {
  return { runId: run.id, fiscalYear: run.fiscal_year, assessmentDate: run.assessment_date, recordedAt: run.recorded_cut_off, lawVersion: run.law_version, codeVersion: run.code_version, input: run.input }
}

/** How far a run is, with its rate and the time left. */
export function progressOf(run: store.RunRow, batch: Batch): RunProgress {
  const isPosting = run.state === 'approved' || run.state === 'posting' || run.state === 'posted'
  const done = isPosting ? run.posted : run.done
  const perSecond = run.busy_ms > 0 ? ((run.done + run.posted) * 1000) / run.busy_ms : 0
  const left = Math.max(0, run.expected - done)
  const isMoving = run.state === 'running' || run.state === 'posting'
  return {
    state: run.state, done, expected: run.expected, pages: run.pages, perSecond: Math.round(perSecond),
    secondsLeft: isMoving && perSecond > 0 ? Math.ceil(left / perSecond) : null,
    amountYen: (run.totals[batch.approvalTotal] ?? null) as RunProgress['amountYen'],
  }
}
