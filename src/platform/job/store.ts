import type { Instant } from '../../kernel/plain-date.ts'
import type { Tx } from '../command/tx.ts'
import { sql } from '../db/db.ts'
import type { PageResult, RunCheck, RunState, RunTable, SetAside } from './define.ts'

/** A run as it stands — 一括処理の実行. */
export interface RunRow {
  id: string; name: string; state: RunState; fiscal_year: number; assessment_date: string; recorded_cut_off: Instant
  law_version: string; code_version: string; input: unknown; expected: number; done: number; pages: number; cursor: string | null
  post_cursor: string | null; posted: number; totals: Record<string, number>; checks: RunCheck[] | null; tables: RunTable[]; failure: string | null; restarts: number; restarts_told: number
  opened_by: string; opened_by_name: string; opened_at: Instant; started_at: Instant | null; finished_at: Instant | null; approved_by: string | null; approved_by_name: string | null; approved_at: Instant | null; busy_ms: number
}

export interface NewRun {
  readonly id: string; readonly name: string; readonly fiscalYear: number; readonly assessmentDate: string
  readonly input: unknown; readonly expected: number
}

export async function insertRun(tx: Tx, run: NewRun): Promise<void> {
  await tx.db.run(sql`
    insert into platform.batch_run (tenant_id, id, name, state, fiscal_year, assessment_date, recorded_cut_off, law_version, code_version, input, expected, opened_by, opened_by_name, opened_at)
    values (${tx.tenant}, ${run.id}, ${run.name}, 'running', ${run.fiscalYear}, ${run.assessmentDate}, ${tx.now}, ${tx.law.version}, ${tx.services.codeVersion},
      ${JSON.stringify(run.input)}::jsonb, ${run.expected}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now})`)
}

export async function findRun(tx: Tx, id: string): Promise<RunRow | undefined> {
  return await tx.db.find<RunRow>(sql`select * from platform.batch_run where tenant_id = ${tx.tenant} and id = ${id}`)
}

/** Takes the run for this page; another worker waits, then sees the moved cursor. */
export async function lockRun(tx: Tx, id: string): Promise<RunRow | undefined> {
  return await tx.db.find<RunRow>(sql`select * from platform.batch_run where tenant_id = ${tx.tenant} and id = ${id} for update`)
}

export async function listRuns(tx: Tx, name: string): Promise<RunRow[]> {
  return await tx.db.many<RunRow>(sql`select * from platform.batch_run where tenant_id = ${tx.tenant} and name = ${name} order by opened_at desc limit 50`)
}

/** Runs that were under way when the program stopped; one whose page another program holds goes on there and is left out. */
export async function lockAbandonedRuns(tx: Tx): Promise<{ id: string; name: string; state: RunState; pages: number }[]> {
  return await tx.db.many(sql`select id, name, state, pages from platform.batch_run where tenant_id = ${tx.tenant} and state in ('running', 'approved', 'posting') for update skip locked`)
}

export async function findOpenRun(tx: Tx, name: string, fiscalYear: number): Promise<{ id: string } | undefined> {
  const rows = await tx.db.many<{ id: string }>(sql`
    select id from platform.batch_run where tenant_id = ${tx.tenant} and name = ${name} and fiscal_year = ${fiscalYear}
      and state in ('open', 'running', 'checked', 'approved', 'posting') limit 1`)
  return rows[0]
}

interface PageDone { readonly phase: 'page' | 'post'; readonly result: PageResult; readonly ms: number; readonly restarted: boolean }

/** Moves the cursor in the same transaction as the page's work. */
export async function keepPage(tx: Tx, run: RunRow, page: PageDone): Promise<void> {
  const totals = addTotals(run.totals, page.phase === 'page' ? page.result.totals : {})
  const pageNo = await nextPageNo(tx, run.id, page.phase)
  await tx.db.run(sql`
    insert into platform.batch_page (tenant_id, run_id, phase, page_no, subjects, finished_at, ms, restarted)
    values (${tx.tenant}, ${run.id}, ${page.phase}, ${pageNo}, ${page.result.count}, ${tx.now}, ${page.ms}, ${page.restarted})`)
  if (page.phase === 'page') {
    await tx.db.run(sql`
      update platform.batch_run set cursor = ${page.result.next}, done = done + ${page.result.count}, pages = pages + 1, totals = ${JSON.stringify(totals)}::jsonb,
        started_at = coalesce(started_at, ${tx.now}), busy_ms = busy_ms + ${page.ms}, restarts_told = restarts
      where tenant_id = ${tx.tenant} and id = ${run.id}`)
  } else {
    await tx.db.run(sql`
      update platform.batch_run set post_cursor = ${page.result.next}, posted = posted + ${page.result.count}, state = 'posting', busy_ms = busy_ms + ${page.ms}, restarts_told = restarts
      where tenant_id = ${tx.tenant} and id = ${run.id}`)
  }
  for (const aside of page.result.setAside) await setAside(tx, run.id, aside)
}

/** Another sum of a run that waits for approval. */
export async function changeTotals(tx: Tx, run: RunRow, difference: Readonly<Record<string, number>>): Promise<Record<string, number>> {
  const totals = addTotals(run.totals, difference)
  await tx.db.run(sql`update platform.batch_run set totals = ${JSON.stringify(totals)}::jsonb where tenant_id = ${tx.tenant} and id = ${run.id}`)
  return totals
}

function addTotals(before: Readonly<Record<string, number>>, more: Readonly<Record<string, number>>): Record<string, number> {
  const totals = { ...before }
  for (const [name, amount] of Object.entries(more)) totals[name] = (totals[name] ?? 0) + amount
  return totals
}

async function nextPageNo(tx: Tx, runId: string, phase: 'page' | 'post'): Promise<number> {
  const row = await tx.db.one<{ n: number }>(sql`select coalesce(max(page_no), 0) + 1 as n from platform.batch_page where tenant_id = ${tx.tenant} and run_id = ${runId} and phase = ${phase}`)
  return row.n
}

async function setAside(tx: Tx, runId: string, aside: SetAside): Promise<void> {
  await tx.db.run(sql`
    insert into platform.batch_set_aside (tenant_id, run_id, subject_id, reason, remedy) values (${tx.tenant}, ${runId}, ${aside.subjectId}, ${aside.reason}, ${aside.remedy})
    on conflict (tenant_id, run_id, subject_id) do nothing`)
}

export async function listSetAside(tx: Tx, runId: string): Promise<{ subject_id: string; reason: string; remedy: string }[]> {
  return await tx.db.many(sql`select subject_id, reason, remedy from platform.batch_set_aside where tenant_id = ${tx.tenant} and run_id = ${runId} order by subject_id limit 200`)
}

export async function listPages(tx: Tx, runId: string): Promise<{ page_no: number; subjects: number; ms: number; restarted: boolean; phase: string }[]> {
  return await tx.db.many(sql`select page_no, subjects, ms, restarted, phase from platform.batch_page where tenant_id = ${tx.tenant} and run_id = ${runId} order by phase, page_no limit 2000`)
}

export async function changeState(tx: Tx, id: string, change: { state: RunState; failure?: string | null; checks?: readonly RunCheck[]; tables?: readonly RunTable[] }): Promise<void> {
  const finished = ['checked', 'cancelled', 'posted', 'failed'].includes(change.state)
  await tx.db.run(sql`
    update platform.batch_run set state = ${change.state}, failure = ${change.failure ?? null},
      checks = coalesce(${change.checks ? JSON.stringify(change.checks) : null}::jsonb, checks), tables = coalesce(${change.tables ? JSON.stringify(change.tables) : null}::jsonb, tables), finished_at = case when ${finished} then ${tx.now}::timestamptz else finished_at end
    where tenant_id = ${tx.tenant} and id = ${id}`)
}

export async function countRestart(tx: Tx, id: string): Promise<void> {
  await tx.db.run(sql`update platform.batch_run set restarts = restarts + 1 where tenant_id = ${tx.tenant} and id = ${id}`)
}

export async function keepApproval(tx: Tx, id: string): Promise<void> {
  await tx.db.run(sql`
    update platform.batch_run set state = 'approved', approved_by = ${tx.actor.id}, approved_by_name = ${tx.actor.name}, approved_at = ${tx.now} where tenant_id = ${tx.tenant} and id = ${id}`)
}

/** Puts a piece of work on the queue in this transaction; it starts after the commit. */
export async function enqueue(tx: Tx, work: { task: string; payload: Record<string, unknown>; key?: string }): Promise<void> {
  await tx.db.run(sql`select platform.enqueue(${work.task}, ${JSON.stringify({ ...work.payload, tenant: tx.tenant })}::json, ${work.key ?? null})`)
}
