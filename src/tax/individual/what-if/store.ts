import type { FiscalYear, Instant } from '../../../kernel/plain-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { sql } from '../../../platform/db/db.ts'
import type { Supposition, WhatIf } from './model.ts'
import { noSums, type Change, type Sums } from './sums.ts'

interface WhatIfRow {
  what_if_id: string; title: string; fiscal_year: number; input: Supposition; known_at: Instant; state: WhatIf['state']; cursor: string | null; pages: number; read_count: number; expected: number; busy_ms: number
  result: Sums; by_name: string; opened_at: Instant; finished_at: Instant | null
}

const whatIfOf = (row: WhatIfRow): WhatIf => ({
  whatIfId: row.what_if_id, title: row.title, fiscalYear: row.fiscal_year as FiscalYear, supposition: row.input, knownAt: row.known_at, state: row.state, cursor: row.cursor, pages: row.pages, read: row.read_count,
  expected: row.expected, busyMs: row.busy_ms, sums: row.result, byName: row.by_name, openedAt: row.opened_at, finishedAt: row.finished_at,
})

export async function insertWhatIf(tx: Tx, one: Pick<WhatIf, 'whatIfId' | 'title' | 'fiscalYear' | 'supposition' | 'expected'>): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.what_if (tenant_id, what_if_id, title, fiscal_year, input, known_at, state, pages, read_count, expected, busy_ms, result, by_id, by_name, opened_at)
    values (${tx.tenant}, ${one.whatIfId}, ${one.title}, ${one.fiscalYear}, ${JSON.stringify(one.supposition)}::jsonb, ${tx.now}, 'running', 0, 0, ${one.expected}, 0, ${JSON.stringify(noSums)}::jsonb,
      ${tx.actor.id}, ${tx.actor.name}, ${tx.now})`)
}

export async function findWhatIf(tx: Tx, whatIfId: string): Promise<WhatIf | undefined> {
  const row = await tx.db.find<WhatIfRow>(sql`select * from tax_individual.what_if where tenant_id = ${tx.tenant} and what_if_id = ${whatIfId}`)
  return row && whatIfOf(row)
}

export async function lockWhatIf(tx: Tx, whatIfId: string): Promise<WhatIf | undefined> {
  const row = await tx.db.find<WhatIfRow>(sql`select * from tax_individual.what_if where tenant_id = ${tx.tenant} and what_if_id = ${whatIfId} for update`)
  return row && whatIfOf(row)
}

/** The newest, thrown away or not. */
export async function listWhatIfs(tx: Tx, limit: number): Promise<readonly WhatIf[]> {
  const rows = await tx.db.many<WhatIfRow>(sql`select * from tax_individual.what_if where tenant_id = ${tx.tenant} order by tenant_id desc, what_if_id desc limit ${limit}`)
  return rows.map(whatIfOf)
}

export async function listRunningWhatIfs(tx: Tx): Promise<readonly WhatIf[]> {
  const rows = await tx.db.many<WhatIfRow>(sql`select * from tax_individual.what_if where tenant_id = ${tx.tenant} and state = 'running' order by opened_at limit 200`)
  return rows.map(whatIfOf)
}

export async function changeWhatIfState(tx: Tx, whatIfId: string, state: WhatIf['state']): Promise<void> {
  await tx.db.run(sql`update tax_individual.what_if set state = ${state} where tenant_id = ${tx.tenant} and what_if_id = ${whatIfId}`)
}

/** What a page found: the sums so far, how many were read, where the next page begins. */
export interface WhatIfPage { readonly sums: Sums; readonly read: number; readonly next: string | null; readonly ms: number }

/** Keeps a page; after the last one the calculation is done. */
export async function keepWhatIfPage(tx: Tx, whatIfId: string, page: WhatIfPage): Promise<void> {
  await tx.db.run(sql`
    update tax_individual.what_if set cursor = ${page.next}, pages = pages + 1, read_count = read_count + ${page.read}, busy_ms = busy_ms + ${page.ms}, result = ${JSON.stringify(page.sums)}::jsonb,
      state = case when ${page.next}::uuid is null then 'done' else state end, finished_at = case when ${page.next}::uuid is null then ${tx.now}::timestamptz end
    where tenant_id = ${tx.tenant} and what_if_id = ${whatIfId}`)
}

export async function insertChanges(tx: Tx, whatIfId: string, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return
  await tx.db.run(sql`
    insert into tax_individual.what_if_person (tenant_id, what_if_id, person_id, tax_before, tax_after)
    select ${tx.tenant}, ${whatIfId}, c.id, c.before, c.after
    from unnest(${changes.map((one) => one.personId)}::uuid[], ${changes.map((one) => one.before)}::bigint[], ${changes.map((one) => one.after)}::bigint[]) as c(id, before, after)`)
}

/** Whose amount changes, the largest increases or the largest decreases first. */
export async function listChanges(tx: Tx, question: { readonly whatIfId: string; readonly direction: 'more' | 'less'; readonly limit: number; readonly offset: number }): Promise<readonly Change[]> {
  const { whatIfId, direction, limit, offset } = question
  const rows = direction === 'more'
    ? await tx.db.many<ChangeRow>(sql`
      select person_id, tax_before, tax_after from tax_individual.what_if_person where tenant_id = ${tx.tenant} and what_if_id = ${whatIfId} and difference > 0
      order by tenant_id desc, what_if_id desc, difference desc, person_id desc limit ${limit} offset ${offset}`)
    : await tx.db.many<ChangeRow>(sql`
      select person_id, tax_before, tax_after from tax_individual.what_if_person where tenant_id = ${tx.tenant} and what_if_id = ${whatIfId} and difference < 0
      order by tenant_id, what_if_id, difference, person_id limit ${limit} offset ${offset}`)
  return rows.map((row) => ({ personId: row.person_id, before: row.tax_before as Change['before'], after: row.tax_after as Change['after'] }))
}

interface ChangeRow { person_id: string; tax_before: number; tax_after: number }

export async function deleteChanges(tx: Tx, whatIfId: string): Promise<void> {
  await tx.db.run(sql`delete from tax_individual.what_if_person where tenant_id = ${tx.tenant} and what_if_id = ${whatIfId}`)
}
