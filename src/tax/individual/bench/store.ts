import { finished, pipeline } from 'node:stream/promises'
import { Writable } from 'node:stream'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import type { Instant } from '../../../kernel/plain-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { sql } from '../../../platform/db/db.ts'

/** The floor under the annual run: the bytes it reads and writes, as plain COPY by the owner — 素のCOPY. */
export interface CopyFloor { readonly outSeconds: number; readonly inSeconds: number; readonly rows: number; readonly megabytes: number }

/** Copies the statements of a year out and the results of a run in, without policy, law or checks. */
export async function measureCopyFloor(ownerUrl: string, what: { tenant: number; incomeYear: number; fiscalYear: number; runId: string }): Promise<CopyFloor> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('select set_config($1, $2, false)', ['app.tenant', String(what.tenant)])
    await client.query('create temporary table copied (like tax_individual.assessment)')
    const results = await copyOut(client, `select * from tax_individual.assessment where tenant_id = ${what.tenant} and period = ${what.fiscalYear} and run_id = '${what.runId}'`)
    const out = await copyOut(client, `select * from tax_individual.income_statement where tenant_id = ${what.tenant} and income_year = ${what.incomeYear} and recorded_to is null`)
    const start = performance.now()
    const target = client.query(copyFrom('copy copied from stdin'))
    for (const piece of results.pieces) if (!target.write(piece)) await new Promise<void>((resolve) => { target.once('drain', resolve) })
    target.end()
    await finished(target)
    const { rows } = await client.query<{ n: string }>('select count(*) as n from copied')
    return { outSeconds: out.seconds, inSeconds: (performance.now() - start) / 1000, rows: Number(rows[0]?.n ?? 0), megabytes: Math.round((out.bytes + results.bytes) / 1_000_000) }
  } finally {
    await client.end()
  }
}

async function copyOut(client: pg.Client, select: string): Promise<{ seconds: number; bytes: number; pieces: readonly Buffer[] }> {
  const pieces: Buffer[] = []
  const start = performance.now()
  await pipeline(client.query(copyTo(`copy (${select}) to stdout`)), new Writable({ write(chunk: Buffer, _encoding, next) { pieces.push(chunk); next() } }))
  return { seconds: (performance.now() - start) / 1000, bytes: pieces.reduce((total, one) => total + one.length, 0), pieces }
}

/** Takes the proposals of earlier measures away; the program itself never deletes a result. */
export async function removeMeasuredRuns(ownerUrl: string, tenant: number, fiscalYear: number): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    await client.query('select set_config($1, $2, false)', ['app.tenant', String(tenant)])
    await client.query(`
      delete from tax_individual.assessment a where a.tenant_id = $1 and a.period = $2 and a.run_id is not null
        and not exists (select from tax_individual.decision d where d.tenant_id = $1 and d.fiscal_year = $2 and d.run_id = a.run_id)`, [tenant, fiscalYear])
    await client.query('vacuum analyze tax_individual.assessment')
    await client.query('analyze tax_individual.income_statement')
  } finally {
    await client.end()
  }
}

/** Households of four or more, for the measure of one household. */
export async function listHouseholdsOfFour(tx: Tx, incomeYear: number, limit: number): Promise<readonly (readonly string[])[]> {
  const rows = await tx.db.many<{ ids: string }>(sql`
    select string_agg(h.person_id::text, ',' order by h.person_id) as ids
    from (
      select distinct p.household_id from tax_individual.income_statement s
      join resident.pub_person_history p on p.tenant_id = ${tx.tenant} and p.person_id = s.person_id and p.valid_to is null and p.recorded_to is null
      where s.tenant_id = ${tx.tenant} and s.income_year = ${incomeYear} and s.recorded_to is null limit ${limit * 4}) w
    join resident.pub_person_history h on h.tenant_id = ${tx.tenant} and h.household_id = w.household_id and h.valid_to is null and h.recorded_to is null and h.is_resident
    group by w.household_id having count(*) >= 4 limit ${limit}`)
  return rows.map((row) => row.ids.split(','))
}

/** Fiscal years with decisions. */
export async function listDecidedYears(tx: Tx): Promise<ReadonlySet<number>> {
  const rows = await tx.db.many<{ fiscal_year: number }>(sql`select distinct d.fiscal_year from tax_individual.decision d where d.tenant_id = ${tx.tenant}`)
  return new Set(rows.map((row) => row.fiscal_year))
}

/** The least that a question to the database costs. */
export async function oneStatement(tx: Tx): Promise<unknown> {
  return await tx.db.one(sql`select 1 as one`)
}

/** A stored result, as the night's check reads it. */
export interface StoredResult { readonly personId: string; readonly factsAt: Instant; readonly codes: readonly number[]; readonly amounts: readonly number[] }

/** A page of the results of a run, in the order of persons. */
export async function pageOfRun(tx: Tx, page: { runId: string; year: number; after: string | null; limit: number }): Promise<readonly StoredResult[]> {
  return await tx.db.many<StoredResult>(sql`
    select a.subject_id as "personId", a.facts_at as "factsAt", a.line_codes as codes, a.yen as amounts from tax_individual.assessment a
    where a.tenant_id = ${tx.tenant} and a.period = ${page.year} and a.run_id = ${page.runId} and a.subject_id > ${page.after ?? '00000000-0000-0000-0000-000000000000'}::uuid
    order by a.subject_id limit ${page.limit}`)
}
