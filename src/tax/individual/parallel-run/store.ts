import type { FiscalYear, Instant } from '../../../kernel/plain-date.ts'
import type { Yen } from '../../../kernel/yen.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { anyOf, sql, type RawBuilder } from '../../../platform/db/db.ts'
import { decidedAmounts } from '../decided-lines.ts'
import { lines, type LineKey } from '../lines.ts'
import type { CollectionMethod } from '../statement.ts'
import type { Cause, Difference, OurResult } from './model.ts'

/** A load as it was kept: one file, and what the comparison found — 比べた一回. */
export interface ParallelRun {
  readonly loadId: string
  readonly fiscalYear: FiscalYear
  readonly title: string
  readonly rows: number
  readonly same: number
  readonly causes: Readonly<Partial<Record<Cause, number>>>
  readonly loadedAt: Instant
  readonly loadedByName: string
}

interface RunRow { load_id: string; fiscal_year: number; title: string; rows: number; same: number; causes: ParallelRun['causes']; loaded_at: Instant; loaded_by_name: string }
const runOf = (row: RunRow): ParallelRun => ({ loadId: row.load_id, fiscalYear: row.fiscal_year as FiscalYear, title: row.title, rows: row.rows, same: row.same, causes: row.causes, loadedAt: row.loaded_at, loadedByName: row.loaded_by_name })

/** Keeps a finished comparison under the name of who loaded the file. */
export async function insertRun(tx: Tx, run: Pick<ParallelRun, 'loadId' | 'fiscalYear' | 'title' | 'rows' | 'same' | 'causes'> & { readonly sha256: string; readonly openedAt: Instant; readonly openedBy: string; readonly openedByName: string }): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.parallel_run (tenant_id, load_id, fiscal_year, title, sha256, rows, same, causes, loaded_at, loaded_by, loaded_by_name)
    values (${tx.tenant}, ${run.loadId}, ${run.fiscalYear}, ${run.title}, ${run.sha256}, ${run.rows}, ${run.same}, ${JSON.stringify(run.causes)}::jsonb, ${run.openedAt}, ${run.openedBy}, ${run.openedByName})`)
}

/** Loads of a year, the newest first. */
export async function listRuns(tx: Tx, fiscalYear: number, limit: number): Promise<readonly ParallelRun[]> {
  return (await tx.db.many<RunRow>(sql`select * from tax_individual.parallel_run r where r.tenant_id = ${tx.tenant} and r.fiscal_year = ${fiscalYear} order by r.loaded_at desc, r.load_id desc limit ${limit}`)).map(runOf)
}

export async function findRun(tx: Tx, loadId: string): Promise<ParallelRun | undefined> {
  const row = await tx.db.find<RunRow>(sql`select * from tax_individual.parallel_run r where r.tenant_id = ${tx.tenant} and r.load_id = ${loadId}`)
  return row && runOf(row)
}

/** Some load: for examples. */
export async function findAnyRun(tx: Tx): Promise<ParallelRun | undefined> {
  const rows = await tx.db.many<RunRow>(sql`select * from tax_individual.parallel_run r where r.tenant_id = ${tx.tenant} order by r.fiscal_year desc, r.loaded_at desc limit 1`)
  return rows.map(runOf)[0]
}

interface OurRow { person_id: string; annual_tax: number; method: CollectionMethod; is_decided: boolean; instalments: number[] | null; line_codes: number[]; yen: Yen[] }

const resultOf = (row: OurRow): OurResult => ({
  personId: row.person_id, annualTax: row.annual_tax as Yen, method: row.method, lines: decidedAmounts({ codes: row.line_codes, amounts: row.yen }), instalments: row.is_decided && row.method === 'ordinary' ? ((row.instalments ?? []) as Yen[]) : null,
})

/** The decision in force of a person, else the newest calculation; of all, or of these persons. */
function ours(tx: Tx, fiscalYear: number, condition: RawBuilder<boolean>): RawBuilder<OurRow> {
  return sql<OurRow>`
    select distinct on (a.subject_id) a.subject_id as person_id, coalesce(d.annual_tax, a.annual_tax) as annual_tax, coalesce(d.method, a.method) as method, d.decision_no is not null as is_decided, d.instalments, a.line_codes, a.yen
    from tax_individual.assessment a
    left join tax_individual.decision d on d.tenant_id = ${tx.tenant} and d.fiscal_year = a.period and d.person_id = a.subject_id and d.assessment_id = a.assessment_id
    where a.tenant_id = ${tx.tenant} and a.period = ${fiscalYear} and ${condition}
    order by a.subject_id, d.decision_no desc nulls last, a.recorded_at desc`
}

/** Our results of these persons. */
export async function listOurs(tx: Tx, fiscalYear: number, personIds: readonly string[]): Promise<ReadonlyMap<string, OurResult>> {
  if (personIds.length === 0) return new Map()
  return new Map((await tx.db.many<OurRow>(ours(tx, fiscalYear, sql<boolean>`a.subject_id = ${anyOf(personIds)}`))).map((row) => [row.person_id, resultOf(row)]))
}

/** A page of our results in the order of persons. */
export async function pageOfOurs(tx: Tx, page: { readonly fiscalYear: number; readonly after: string | null; readonly limit: number }): Promise<readonly OurResult[]> {
  const after = page.after ?? '00000000-0000-0000-0000-000000000000'
  return (await tx.db.many<OurRow>(sql`${ours(tx, page.fiscalYear, sql<boolean>`a.subject_id > ${after}::uuid`)} limit ${page.limit}`)).map(resultOf)
}

/** A difference with where it stands in the file, and its explanation. */
export interface KeptDifference extends Difference {
  readonly no: number
  readonly lineNo: number | null
  readonly number: string | null
  readonly personId: string | null
  readonly reason: string | null
  readonly explainedAt: Instant | null
  readonly explainedBy: string | null
  readonly explainedByName: string | null
}

export async function insertDifferences(tx: Tx, loadId: string, found: readonly KeptDifference[]): Promise<void> {
  if (found.length === 0) return
  const column = <T>(of: (one: KeptDifference) => T): T[] => found.map(of)
  await tx.db.run(sql`
    insert into tax_individual.parallel_difference (tenant_id, load_id, difference_no, line_no, number, person_id, cause, theirs, ours, line_code, line_theirs, line_ours, reason, explained_at, explained_by, explained_by_name)
    select ${tx.tenant}, ${loadId}, f.* from unnest(${column((one) => one.no)}::integer[], ${column((one) => one.lineNo)}::integer[], ${column((one) => one.number)}::text[], ${column((one) => one.personId)}::uuid[], ${column((one) => one.cause)}::text[],
      ${column((one) => one.theirs)}::bigint[], ${column((one) => one.ours)}::bigint[], ${column((one) => (one.line ? lines[one.line.key].code : null))}::smallint[], ${column((one) => one.line?.theirs ?? null)}::bigint[], ${column((one) => one.line?.ours ?? null)}::bigint[],
      ${column((one) => one.reason)}::text[], ${column((one) => one.explainedAt)}::timestamptz[], ${column((one) => one.explainedBy)}::uuid[], ${column((one) => one.explainedByName)}::text[]) as f`)
}

interface DifferenceRow {
  difference_no: number; line_no: number | null; number: string | null; person_id: string | null; cause: Cause; theirs: number | null; ours: number | null; line_code: number | null; line_theirs: number | null; line_ours: number | null
  reason: string | null; explained_at: Instant | null; explained_by: string | null; explained_by_name: string | null
}

const keyOfCode = new Map(Object.entries(lines).map(([key, line]) => [line.code, key as LineKey]))

const differenceOf = (row: DifferenceRow): KeptDifference => ({
  no: row.difference_no, lineNo: row.line_no, number: row.number, personId: row.person_id, cause: row.cause, theirs: row.theirs as Yen | null, ours: row.ours as Yen | null,
  line: row.line_code === null ? null : { key: keyOfCode.get(row.line_code)!, theirs: row.line_theirs as Yen, ours: row.line_ours as Yen }, reason: row.reason, explainedAt: row.explained_at, explainedBy: row.explained_by, explainedByName: row.explained_by_name,
})

/** Which differences of a load are wanted. */
export interface DifferenceFilter { readonly cause: Cause | null; readonly isOpenOnly: boolean; readonly after: number; readonly limit: number }

/** Differences of a load after a number, by cause, those without an explanation alone or all. */
export async function listDifferences(tx: Tx, loadId: string, { cause, isOpenOnly, after, limit }: DifferenceFilter): Promise<readonly KeptDifference[]> {
  const rows = await tx.db.many<DifferenceRow>(sql`
    select * from tax_individual.parallel_difference d
    where d.tenant_id = ${tx.tenant} and d.load_id = ${loadId} and d.difference_no > ${after} and (${cause}::text is null or d.cause = ${cause}) and (not ${isOpenOnly} or d.reason is null)
    order by d.difference_no limit ${limit}`)
  return rows.map(differenceOf)
}

/** What of a load was explained about these: carried to the next one where the same stands again. */
export async function listExplained(tx: Tx, loadId: string, about: { readonly personIds: readonly string[]; readonly numbers: readonly string[] }): Promise<readonly KeptDifference[]> {
  return (await tx.db.many<DifferenceRow>(sql`
    select * from tax_individual.parallel_difference d where d.tenant_id = ${tx.tenant} and d.load_id = ${loadId} and d.reason is not null and (d.person_id = ${anyOf(about.personIds)} or d.number = any(${[...about.numbers]}::text[])) order by d.difference_no`)).map(differenceOf)
}

/** Persons of loads by cause, and how many of each have an explanation now. */
export async function countCauses(tx: Tx, loadIds: readonly string[]): Promise<readonly { readonly load_id: string; readonly cause: Cause; readonly persons: number; readonly explained: number; readonly yen: number }[]> {
  if (loadIds.length === 0) return []
  return await tx.db.many(sql`
    select d.load_id, d.cause, count(*)::integer as persons, count(d.reason)::integer as explained, coalesce(sum(coalesce(d.ours, 0) - coalesce(d.theirs, 0)), 0)::bigint as yen
    from tax_individual.parallel_difference d where d.tenant_id = ${tx.tenant} and d.load_id = ${anyOf(loadIds)} group by d.load_id, d.cause`)
}

/** One difference, held until the transaction ends. */
export async function lockDifference(tx: Tx, loadId: string, no: number): Promise<KeptDifference | undefined> {
  const row = await tx.db.find<DifferenceRow>(sql`select * from tax_individual.parallel_difference d where d.tenant_id = ${tx.tenant} and d.load_id = ${loadId} and d.difference_no = ${no} for update`)
  return row && differenceOf(row)
}

export async function keepExplanation(tx: Tx, { loadId, no }: { readonly loadId: string; readonly no: number }, reason: string): Promise<void> {
  await tx.db.run(sql`
    update tax_individual.parallel_difference set reason = ${reason}, explained_at = ${tx.now}, explained_by = ${tx.actor.id}, explained_by_name = ${tx.actor.name} where tenant_id = ${tx.tenant} and load_id = ${loadId} and difference_no = ${no}`)
}
