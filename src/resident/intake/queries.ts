import type { Instant } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { PersonOnDate } from '../model.ts'
import { listPersonsOn } from '../queries.ts'
import type { Rejection } from './layout.ts'

/** Ids of persons by 宛名番号, of those that stand in the register already. */
export async function findByAddresseeNumbers(tx: Tx, numbers: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.db.many<{ addressee_number: string; person_id: string }>(sql`
    select addressee_number, person_id from resident.person where tenant_id = ${tx.tenant} and addressee_number = ${anyOf(numbers, 'text')}`)
  return new Map(rows.map((row) => [row.addressee_number, row.person_id]))
}

export async function findByHouseholdNumbers(tx: Tx, numbers: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.db.many<{ household_number: string; household_id: string }>(sql`
    select household_number, household_id from resident.household where tenant_id = ${tx.tenant} and household_number = ${anyOf(numbers, 'text')}`)
  return new Map(rows.map((row) => [row.household_number, row.household_id]))
}

/** The register in the order of 宛名番号, a page after a number. */
export async function listRegisterPage(tx: Tx, after: string, limit: number): Promise<readonly PersonOnDate[]> {
  const rows = await tx.db.many<{ person_id: string }>(sql`
    select person_id from resident.person where tenant_id = ${tx.tenant} and addressee_number > ${after} order by tenant_id, addressee_number limit ${limit}`)
  return await listPersonsOn(tx, rows.map((row) => row.person_id))
}

/** The last number of a page that may hold nobody with a record today. */
export async function findPageEnd(tx: Tx, after: string, limit: number): Promise<string | null> {
  const row = await tx.db.find<{ number: string; more: boolean }>(sql`
    select max(addressee_number) as number, count(*) = ${limit} as more from (
      select addressee_number from resident.person where tenant_id = ${tx.tenant} and addressee_number > ${after} order by tenant_id, addressee_number limit ${limit}) as page`)
  return row?.more ? row.number : null
}

export interface IntakeRun { readonly runId: string; readonly state: 'refused' | 'loaded'; readonly lines: number; readonly persons: number; readonly rejected: number; readonly startedAt: Instant; readonly finishedAt: Instant }

/** Keeps what became of a file, with every rejected field (at most 10,000). */
export async function insertRun(tx: Tx, run: IntakeRun & { readonly fileDigest: string; readonly rejections: readonly Rejection[] }): Promise<void> {
  await tx.db.run(sql`
    insert into resident.intake_run (tenant_id, run_id, file_name_digest, state, lines, persons, rejected, by_id, started_at, finished_at)
    values (${tx.tenant}, ${run.runId}, ${run.fileDigest}, ${run.state}, ${run.lines}, ${run.persons}, ${run.rejected}, ${tx.actor.id}, ${run.startedAt}, ${run.finishedAt})`)
  await tx.db.run(sql`
    insert into resident.intake_rejection (tenant_id, run_id, line_no, field, code, message, remedy)
    select distinct on (r.line, r.field, r.code) ${tx.tenant}, ${run.runId}, r.line, r.field, r.code, r.message, r.remedy
    from jsonb_to_recordset(${JSON.stringify(run.rejections.slice(0, 10_000))}::jsonb) as r(line integer, field text, code text, message text, remedy text)`)
}

interface RunRow { run_id: string; state: IntakeRun['state']; lines: number; persons: number; rejected: number; started_at: Instant; finished_at: Instant }

export async function listRuns(tx: Tx): Promise<readonly IntakeRun[]> {
  const rows = await tx.db.many<RunRow>(sql<RunRow>`
    select run_id, state, lines, persons, rejected, started_at, finished_at from resident.intake_run where tenant_id = ${tx.tenant} order by started_at desc, run_id desc limit 20`)
  return rows.map((row) => ({ runId: row.run_id, state: row.state, lines: row.lines, persons: row.persons, rejected: row.rejected, startedAt: row.started_at, finishedAt: row.finished_at }))
}

export async function listRejections(tx: Tx, runId: string, limit: number): Promise<readonly Rejection[]> {
  return await tx.db.many<Rejection>(sql<Rejection>`
    select line_no as line, field, code, message, remedy from resident.intake_rejection where tenant_id = ${tx.tenant} and run_id = ${runId} order by line_no, field limit ${limit}`)
}
