import type { FiscalYear, Instant } from '../../../kernel/plain-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { anyOf, sql } from '../../../platform/db/db.ts'
import type { Cause, OurResult, TheirResult } from './model.ts'
import { pageOfOurs } from './store.ts'

// A comparison under way: the lines that are left, how far it is, what it found.

/** How far a comparison is — 突合の進み. */
export interface ParallelLoad {
  readonly loadId: string
  readonly fiscalYear: FiscalYear
  readonly title: string
  readonly sha256: string
  readonly rows: number
  /** The run whose explanations are carried over. */
  readonly beforeId: string | null
  readonly state: 'running' | 'done'
  readonly parts: number
  readonly partsDone: number
  readonly cursor: string | null
  readonly pages: number
  readonly same: number
  readonly differences: number
  readonly causes: Readonly<Partial<Record<Cause, number>>>
  readonly openedAt: Instant
  readonly openedBy: string
  readonly openedByName: string
}

interface LoadRow {
  load_id: string; fiscal_year: number; title: string; sha256: string; rows: number; before_id: string | null; state: ParallelLoad['state']; parts: number; parts_done: number; cursor: string | null; pages: number; same: number; differences: number
  causes: ParallelLoad['causes']; opened_at: Instant; opened_by: string; opened_by_name: string
}

const loadOf = (row: LoadRow): ParallelLoad => ({
  loadId: row.load_id, fiscalYear: row.fiscal_year as FiscalYear, title: row.title, sha256: row.sha256, rows: row.rows, beforeId: row.before_id, state: row.state, parts: row.parts, partsDone: row.parts_done, cursor: row.cursor, pages: row.pages,
  same: row.same, differences: row.differences, causes: row.causes, openedAt: row.opened_at, openedBy: row.opened_by, openedByName: row.opened_by_name,
})

/** Begins a comparison with the lines of its file, part by part. */
export async function insertLoad(tx: Tx, load: Pick<ParallelLoad, 'loadId' | 'fiscalYear' | 'title' | 'sha256' | 'rows' | 'beforeId'>, parts: readonly (readonly TheirResult[])[]): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.parallel_load (tenant_id, load_id, fiscal_year, title, sha256, rows, before_id, state, parts, parts_done, pages, same, differences, causes, opened_at, opened_by, opened_by_name)
    values (${tx.tenant}, ${load.loadId}, ${load.fiscalYear}, ${load.title}, ${load.sha256}, ${load.rows}, ${load.beforeId}, 'running', ${parts.length}, 0, 0, 0, 0, '{}'::jsonb, ${tx.now}, ${tx.actor.id}, ${tx.actor.name})`)
  for (const [index, results] of parts.entries()) {
    await tx.db.run(sql`insert into tax_individual.parallel_part (tenant_id, load_id, part_no, results) values (${tx.tenant}, ${load.loadId}, ${index + 1}, ${JSON.stringify(results)}::jsonb)`)
  }
}

/** The comparison, held until the transaction ends. */
export async function lockLoad(tx: Tx, loadId: string): Promise<ParallelLoad | undefined> {
  const row = await tx.db.find<LoadRow>(sql`select * from tax_individual.parallel_load l where l.tenant_id = ${tx.tenant} and l.load_id = ${loadId} for update`)
  return row && loadOf(row)
}

/** Comparisons that are not finished, the newest first; of a year, or all. */
export async function listRunningLoads(tx: Tx, fiscalYear: number | null): Promise<readonly ParallelLoad[]> {
  const rows = await tx.db.many<LoadRow>(sql`select * from tax_individual.parallel_load l where l.tenant_id = ${tx.tenant} and l.state = 'running' and (${fiscalYear}::integer is null or l.fiscal_year = ${fiscalYear}) order by l.opened_at desc limit 50`)
  return rows.map(loadOf)
}

/** The newest comparison, finished or not: for examples. */
export async function findAnyLoad(tx: Tx): Promise<ParallelLoad | undefined> {
  const row = await tx.db.find<LoadRow>(sql`select * from tax_individual.parallel_load l where l.tenant_id = ${tx.tenant} order by l.opened_at desc limit 1`)
  return row && loadOf(row)
}

export async function listPartResults(tx: Tx, loadId: string, partNo: number): Promise<readonly TheirResult[]> {
  const { results } = await tx.db.one<{ results: TheirResult[] }>(sql`select p.results from tax_individual.parallel_part p where p.tenant_id = ${tx.tenant} and p.load_id = ${loadId} and p.part_no = ${partNo}`)
  return results
}

/** Remembers whom the file knows. */
export async function insertLoadPersons(tx: Tx, loadId: string, personIds: readonly string[]): Promise<void> {
  if (personIds.length === 0) return
  await tx.db.run(sql`insert into tax_individual.parallel_person (tenant_id, load_id, person_id) select ${tx.tenant}, ${loadId}, n.id from unnest(${[...personIds]}::uuid[]) as n(id) on conflict do nothing`)
}

/** A page of our results, and of these whom the file does not know. */
export async function pageOfUnknown(tx: Tx, load: ParallelLoad, limit: number): Promise<{ readonly unknown: readonly OurResult[]; readonly next: string | null }> {
  const page = await pageOfOurs(tx, { fiscalYear: load.fiscalYear, after: load.cursor, limit })
  const known = new Set((await tx.db.many<{ person_id: string }>(sql`
    select p.person_id from tax_individual.parallel_person p where p.tenant_id = ${tx.tenant} and p.load_id = ${load.loadId} and p.person_id = ${anyOf(page.map((one) => one.personId))}`)).map((row) => row.person_id))
  return { unknown: page.filter((one) => !known.has(one.personId)), next: page.length < limit ? null : page.at(-1)!.personId }
}

/** Moves a comparison on with what its page found. */
export async function keepLoadPage(tx: Tx, load: Pick<ParallelLoad, 'loadId' | 'partsDone' | 'cursor' | 'pages' | 'same' | 'differences' | 'causes'>): Promise<void> {
  await tx.db.run(sql`
    update tax_individual.parallel_load set parts_done = ${load.partsDone}, cursor = ${load.cursor}, pages = ${load.pages}, same = ${load.same}, differences = ${load.differences}, causes = ${JSON.stringify(load.causes)}::jsonb
    where tenant_id = ${tx.tenant} and load_id = ${load.loadId}`)
}

/** Ends a comparison: what it worked with goes. */
export async function finishLoad(tx: Tx, loadId: string): Promise<void> {
  await tx.db.run(sql`update tax_individual.parallel_load set state = 'done' where tenant_id = ${tx.tenant} and load_id = ${loadId}`)
  await tx.db.run(sql`delete from tax_individual.parallel_part where tenant_id = ${tx.tenant} and load_id = ${loadId}`)
  await tx.db.run(sql`delete from tax_individual.parallel_person where tenant_id = ${tx.tenant} and load_id = ${loadId}`)
}
