import { z } from 'zod'
import { command, noPersons, query, type Command, type Query } from '../command/define.ts'
import { zId } from '../command/schema.ts'
import { done, type Tx } from '../command/tx.ts'
import type { Batch, RunCheck, RunProgress, RunTable } from './define.ts'
import { approveRun, batchRefusals, cancelRun, openRun, progressOf, resumeRun } from './engine.ts'
import * as store from './store.ts'

const runOutput = z.object({ runId: z.uuid() })
const RunId = z.strictObject({ runId: zId })

/** The commands and queries that every batch has, made from its declaration. */
export interface BatchDoors {
  readonly open: Command<unknown, { runId: string }>
  readonly cancel: Command<{ runId: string }, { runId: string }>
  readonly resume: Command<{ runId: string }, { runId: string }>
  readonly approve: Command<{ runId: string; total: number }, { runId: string }>
  readonly runs: Query<Record<string, never>, RunList>
  readonly run: Query<{ runId: string }, RunView>
}

export interface RunListItem { readonly runId: string; readonly fiscalYear: number; readonly state: string; readonly openedAt: string; readonly done: number; readonly expected: number }
export interface RunList { readonly title: string; readonly items: readonly RunListItem[] }

export interface RunView {
  readonly runId: string
  readonly title: string
  readonly unit: string
  readonly fiscalYear: number
  readonly assessmentDate: string
  readonly recordedAt: string
  readonly lawVersion: string
  readonly codeVersion: string
  readonly openedAt: string
  readonly openedByName: string
  readonly approvedAt: string | null
  readonly approvedByName: string | null
  readonly isOwn: boolean
  readonly progress: RunProgress
  readonly pages: readonly { readonly number: number; readonly subjects: number; readonly restarted: boolean }[]
  readonly restarts: number
  readonly checks: readonly RunCheck[]
  readonly tables: readonly RunTable[]
  /** `path` is the page of the subject, below the town. */
  readonly setAside: readonly { readonly subjectId: string; readonly path: string; readonly reason: string; readonly remedy: string }[]
  readonly failure: string | null
}

const doors = new Map<string, BatchDoors>()

/** `tax-individual.annual-assessment` → `tax-individual.open-annual-assessment` and its sisters; made once a batch. */
export function doorsOf(batch: Batch): BatchDoors {
  let made = doors.get(batch.name)
  if (!made) { made = makeDoors(batch); doors.set(batch.name, made) }
  return made
}

function makeDoors(batch: Batch): BatchDoors {
  const [context = '', name = ''] = batch.name.split('.')
  const named = (verb: string): string => `${context}.${verb}-${name}`
  const readPermission = `${context}.read`
  return {
    open: command({
      name: named('open'), title: `${batch.title}を始める`, permission: batch.permission, description: `Opens a run of ${batch.name}: fixes year, date, recorded-at cut-off and law version, and starts on the queue.`,
      input: batch.input, output: runOutput,
      async run(tx, input) { return ofOutcome(await openRun(tx, batch, input)) },
      example: (tx) => batch.example(tx),
    }),
    cancel: command({
      name: named('cancel'), title: `${batch.title}を取りやめる`, permission: batch.permission, description: 'Stops the run at the end of the present page; nothing has been posted.',
      input: RunId, output: runOutput, async run(tx, input) { return ofOutcome(await cancelRun(tx, input.runId)) }, example: (tx) => anyRun(tx, batch.name),
    }),
    resume: command({
      name: named('resume'), title: `${batch.title}を続ける`, permission: batch.permission, description: 'Goes on after the last finished page.',
      input: RunId, output: runOutput, async run(tx, input) { return ofOutcome(await resumeRun(tx, input.runId)) }, example: (tx) => anyRun(tx, batch.name),
    }),
    approve: command({
      name: named('approve'), title: `${batch.title}を決裁する`, permission: batch.approvalPermission, description: 'A second person types the total from the printed sheet; the run is then posted.',
      input: z.strictObject({ runId: zId, total: z.int({ error: '印刷した一覧の合計を、円の整数で入れてください。' }) }), output: runOutput,
      async run(tx, input) { return ofOutcome(await approveRun(tx, batch, input)) },
      async example(tx) { const run = await anyRun(tx, batch.name); return run && { ...run, total: 0 } },
    }),
    runs: query<Record<string, never>, RunList>({
      ...noPersons, name: named('list'), title: `${batch.title}の一覧`, permission: readPermission, description: 'Runs, newest first.', action: 'list',
      input: z.strictObject({}), output: z.custom<RunList>(),
      async run(tx) { return { ok: true, value: { title: batch.title, items: (await store.listRuns(tx, batch.name)).map(listItem) } } },
      async example() { return {} },
    }),
    run: query<{ runId: string }, RunView>({
      ...noPersons, name: named('show'), title: `${batch.title}の進み`, permission: readPermission, description: 'One run: progress with rate and time left, checks, persons set aside.', action: 'view',
      input: RunId, output: z.custom<RunView>(),
      async run(tx, input) {
        const run = await store.findRun(tx, input.runId)
        return run?.name === batch.name ? { ok: true, value: await viewOf(tx, batch, run) } : batchRefusals.refuse('not-found')
      },
      example: (tx) => anyRun(tx, batch.name),
    }),
  }
}

function ofOutcome(outcome: Awaited<ReturnType<typeof openRun>>) {
  return outcome.ok ? done(outcome.value) : outcome
}

async function anyRun(tx: Tx, name: string): Promise<{ runId: string } | null> {
  const [run] = await store.listRuns(tx, name)
  return run ? { runId: run.id } : null
}

function listItem(run: store.RunRow): RunListItem {
  return { runId: run.id, fiscalYear: run.fiscal_year, state: run.state, openedAt: run.opened_at, done: run.done, expected: run.expected }
}

async function viewOf(tx: Tx, batch: Batch, run: store.RunRow): Promise<RunView> {
  const pages = await store.listPages(tx, run.id)
  return {
    runId: run.id, title: batch.title, unit: batch.unit, fiscalYear: run.fiscal_year, assessmentDate: run.assessment_date, recordedAt: run.recorded_cut_off, lawVersion: run.law_version, codeVersion: run.code_version,
    openedAt: run.opened_at, openedByName: run.opened_by_name, approvedAt: run.approved_at, approvedByName: run.approved_by_name, isOwn: run.opened_by === tx.actor.id, tables: run.tables,
    progress: progressOf(run, batch), restarts: run.restarts, checks: run.checks ?? [], failure: run.failure,
    pages: pages.filter((page) => page.phase === 'page').map((page) => ({ number: page.page_no, subjects: page.subjects, restarted: page.restarted })),
    setAside: (await store.listSetAside(tx, run.id)).map((row) => ({ subjectId: row.subject_id, path: batch.subjectPath(row.subject_id), reason: row.reason, remedy: row.remedy })),
  }
}
