import type { Instant } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { anyOf, sql } from '../../platform/db/db.ts'
import type { Extraction, ExtractionKind, ExtractionPage } from './extraction-model.ts'

interface ExtractionRow {
  extraction_id: string; kind: ExtractionKind; input: unknown; known_at: Instant; state: Extraction['state']; cursor: string | null; pages: number; read_count: number; expected: number
  busy_ms: number; restarts: number; result: unknown; by_id: string; by_name: string; section: string; opened_at: Instant; finished_at: Instant | null; expires_at: Instant | null
}

const extractionOf = (row: ExtractionRow): Extraction => ({
  extractionId: row.extraction_id, kind: row.kind, input: row.input, knownAt: row.known_at, state: row.state, cursor: row.cursor, pages: row.pages, readCount: row.read_count, expected: row.expected,
  busyMs: row.busy_ms, restarts: row.restarts, result: row.result, byId: row.by_id, byName: row.by_name, section: row.section, openedAt: row.opened_at, finishedAt: row.finished_at, expiresAt: row.expires_at,
})

export async function insertExtraction(tx: Tx, one: Pick<Extraction, 'extractionId' | 'kind' | 'input' | 'knownAt' | 'expected' | 'result' | 'expiresAt'>): Promise<void> {
  await tx.db.run(sql`
    insert into resident.extraction (tenant_id, extraction_id, kind, input, known_at, state, pages, read_count, expected, busy_ms, restarts, result, by_id, by_name, section, opened_at, expires_at)
    values (${tx.tenant}, ${one.extractionId}, ${one.kind}, ${JSON.stringify(one.input)}::jsonb, ${one.knownAt}, 'running', 0, 0, ${one.expected}, 0, 0, ${JSON.stringify(one.result)}::jsonb,
      ${tx.actor.id}, ${tx.actor.name}, ${tx.actor.section}, ${tx.now}, ${one.expiresAt})`)
}

export async function findExtraction(tx: Tx, extractionId: string): Promise<Extraction | undefined> {
  const row = await tx.db.find<ExtractionRow>(sql`select * from resident.extraction where tenant_id = ${tx.tenant} and extraction_id = ${extractionId}`)
  return row && extractionOf(row)
}

export async function lockExtraction(tx: Tx, extractionId: string): Promise<Extraction | undefined> {
  const row = await tx.db.find<ExtractionRow>(sql`select * from resident.extraction where tenant_id = ${tx.tenant} and extraction_id = ${extractionId} for update`)
  return row && extractionOf(row)
}

/** The newest of these kinds, in the order in which they were begun; of one state or one officer where that is given. */
export async function listExtractions(tx: Tx, kinds: readonly ExtractionKind[], { limit, state, byId, before }: { readonly limit: number; readonly state?: Extraction['state'] | undefined; readonly byId?: string | undefined; readonly before?: string | undefined }): Promise<readonly Extraction[]> {
  const rows = await tx.db.many<ExtractionRow>(sql`
    select * from resident.extraction where tenant_id = ${tx.tenant} and kind = ${anyOf(kinds, 'text')} and (${state ?? null}::text is null or state = ${state ?? null}) and (${byId ?? null}::uuid is null or by_id = ${byId ?? null})
      and (${before ?? null}::uuid is null or extraction_id < ${before ?? null})
    order by extraction_id desc limit ${limit}`)
  return rows.map(extractionOf)
}

/** Keeps what a page did; after the last one the work is done. */
export async function keepPage(tx: Tx, one: Extraction, { page, ms }: { readonly page: ExtractionPage; readonly ms: number }): Promise<void> {
  await tx.db.run(sql`
    update resident.extraction set cursor = ${page.next}, pages = pages + 1, read_count = read_count + ${page.read}, busy_ms = busy_ms + ${ms}, result = ${JSON.stringify(page.result)}::jsonb,
      state = case when ${page.next}::uuid is null then 'done' else state end, finished_at = case when ${page.next}::uuid is null then ${tx.now}::timestamptz else null end
    where tenant_id = ${tx.tenant} and extraction_id = ${one.extractionId}`)
}

export async function changeState(tx: Tx, extractionId: string, change: { readonly state: Extraction['state']; readonly restarts: number }): Promise<void> {
  await tx.db.run(sql`update resident.extraction set state = ${change.state}, restarts = ${change.restarts} where tenant_id = ${tx.tenant} and extraction_id = ${extractionId}`)
}

/** Works under way, for the job that takes up what a crash left. */
export async function listRunning(tx: Tx): Promise<readonly Extraction[]> {
  const rows = await tx.db.many<ExtractionRow>(sql`select * from resident.extraction where tenant_id = ${tx.tenant} and state = 'running' order by opened_at limit 200`)
  return rows.map(extractionOf)
}
export async function insertPersons(tx: Tx, extractionId: string, personIds: readonly string[]): Promise<void> {
  if (personIds.length === 0) return
  await tx.db.run(sql`insert into resident.extraction_person (tenant_id, extraction_id, person_id) select ${tx.tenant}, ${extractionId}, p.id from unnest(${personIds}::uuid[]) as p(id) on conflict do nothing`)
}

/** Whom a list found, in the order of the ids. */
export async function listPersonsFound(tx: Tx, extractionId: string): Promise<readonly string[]> {
  const rows = await tx.db.many<{ person_id: string }>(sql`select person_id from resident.extraction_person where tenant_id = ${tx.tenant} and extraction_id = ${extractionId} order by tenant_id, extraction_id, person_id`)
  return rows.map((row) => row.person_id)
}

/** Takes the persons out of lists whose days are over; the log of the list stays. */
export async function clearExpired(tx: Tx): Promise<number> {
  return await tx.db.run(sql`
    delete from resident.extraction_person p using resident.extraction e
    where p.tenant_id = ${tx.tenant} and e.tenant_id = ${tx.tenant} and e.extraction_id = p.extraction_id and e.expires_at < ${tx.now}`)
}
