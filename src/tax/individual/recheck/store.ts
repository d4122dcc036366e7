import type { FiscalYear, Instant } from '../../../kernel/plain-date.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { anyOf, sql } from '../../../platform/db/db.ts'
import type { Finding, Night, Recheck, RecheckOrigin, Resolution } from './model.ts'

interface NightRow {
  night_id: string; fiscal_year: number; state: Night['state']; cursor: string | null; pages: number; checked: number; differing: number; explained: number; closed: number; busy_ms: number; opened_at: Instant; finished_at: Instant | null
}

const nightOf = (row: NightRow): Night => ({
  nightId: row.night_id, fiscalYear: row.fiscal_year as FiscalYear, state: row.state, cursor: row.cursor, pages: row.pages, checked: row.checked, differing: row.differing, explained: row.explained, closed: row.closed,
  busyMs: row.busy_ms, openedAt: row.opened_at, finishedAt: row.finished_at,
})

/** Begins a walk through a year; nothing where one is under way. */
export async function insertNight(tx: Tx, night: Pick<Night, 'nightId' | 'fiscalYear'>): Promise<number> {
  return await tx.db.run(sql`
    insert into tax_individual.recheck_night (tenant_id, night_id, fiscal_year, state, pages, checked, differing, explained, closed, busy_ms, opened_at)
    values (${tx.tenant}, ${night.nightId}, ${night.fiscalYear}, 'running', 0, 0, 0, 0, 0, 0, ${tx.now})
    on conflict (tenant_id, fiscal_year) where state = 'running' do nothing`)
}

export async function listRunningNights(tx: Tx): Promise<readonly Night[]> {
  return (await tx.db.many<NightRow>(sql`select * from tax_individual.recheck_night where tenant_id = ${tx.tenant} and state = 'running' order by fiscal_year`)).map(nightOf)
}

/** Takes the walk for this page; another worker waits, then sees the moved cursor. */
export async function lockNight(tx: Tx, nightId: string): Promise<Night | undefined> {
  const row = await tx.db.find<NightRow>(sql`select * from tax_individual.recheck_night where tenant_id = ${tx.tenant} and night_id = ${nightId} for update`)
  return row && nightOf(row)
}

/** The latest walks, the newest first. */
export async function listNights(tx: Tx, limit: number): Promise<readonly Night[]> {
  return (await tx.db.many<NightRow>(sql`select * from tax_individual.recheck_night where tenant_id = ${tx.tenant} order by opened_at desc, fiscal_year desc limit ${limit}`)).map(nightOf)
}

/** What a page did, and where the next one begins. */
export interface NightPage { readonly next: string | null; readonly checked: number; readonly differing: number; readonly explained: number; readonly closed: number; readonly ms: number }

/** Keeps a page; after the last one the walk is done. */
export async function keepNightPage(tx: Tx, nightId: string, page: NightPage): Promise<void> {
  await tx.db.run(sql`
    update tax_individual.recheck_night set cursor = ${page.next}, pages = pages + 1, checked = checked + ${page.checked}, differing = differing + ${page.differing}, explained = explained + ${page.explained}, closed = closed + ${page.closed},
      busy_ms = busy_ms + ${page.ms}, state = case when ${page.next}::uuid is null then 'done' else state end, finished_at = case when ${page.next}::uuid is null then ${tx.now}::timestamptz end
    where tenant_id = ${tx.tenant} and night_id = ${nightId}`)
}

/** Whether anybody was decided for a year. */
export async function isDecidedYear(tx: Tx, fiscalYear: number): Promise<boolean> {
  return (await tx.db.many(sql`select 1 from tax_individual.decision d where d.tenant_id = ${tx.tenant} and d.fiscal_year = ${fiscalYear} limit 1`)).length > 0
}

interface RecheckRow {
  recheck_id: string; person_id: string; fiscal_year: number; decision_no: number; version: number; origin: RecheckOrigin; decided_tax: number; derived_tax: number; first_line: number | null; line_before: number | null; line_after: number | null
  derived_digest: string | null; note: string | null; asked_by_name: string | null; found_at: Instant; seen_at: Instant | null; resolved_at: Instant | null; resolution: Resolution | null; reason: string | null; resolved_by_name: string | null
}

const columns = sql.raw('r.recheck_id, r.person_id, r.fiscal_year, r.decision_no, r.version, r.origin, r.decided_tax, r.derived_tax, r.first_line, r.line_before, r.line_after, r.derived_digest, r.note, r.asked_by_name, r.found_at, r.seen_at, r.resolved_at, r.resolution, r.reason, r.resolved_by_name')

/** An item with the digest of the lines it was found with. */
export interface KnownRecheck extends Recheck { readonly digest: string | null }

const recheckOf = (row: RecheckRow): KnownRecheck => ({
  recheckId: row.recheck_id, personId: row.person_id, fiscalYear: row.fiscal_year as FiscalYear, decisionNo: row.decision_no, version: row.version, origin: row.origin, decidedTax: row.decided_tax, derivedTax: row.derived_tax, firstLine: row.first_line, lineBefore: row.line_before,
  lineAfter: row.line_after, digest: row.derived_digest, note: row.note, askedByName: row.asked_by_name, foundAt: row.found_at, seenAt: row.seen_at, resolvedAt: row.resolved_at, resolution: row.resolution, reason: row.reason, resolvedByName: row.resolved_by_name,
})

/** Items of these persons and a year that are open, or that an officer has explained. */
export async function listKnown(tx: Tx, fiscalYear: number, personIds: readonly string[]): Promise<readonly KnownRecheck[]> {
  if (personIds.length === 0) return []
  const rows = await tx.db.many<RecheckRow>(sql`
    select ${columns} from tax_individual.recheck r
    where r.tenant_id = ${tx.tenant} and r.fiscal_year = ${fiscalYear} and r.person_id = ${anyOf(personIds)} and (r.resolved_at is null or r.resolution = 'explained') order by r.person_id, r.found_at`)
  return rows.map(recheckOf)
}

/** Puts decisions that differ on the list. */
export async function insertFindings(tx: Tx, fiscalYear: number, findings: readonly Finding[]): Promise<void> {
  if (findings.length === 0) return
  const column = <T>(of: (one: Finding) => T): T[] => findings.map(of)
  await tx.db.run(sql`
    insert into tax_individual.recheck (tenant_id, recheck_id, fiscal_year, person_id, decision_no, origin, version, decided_tax, derived_tax, first_line, line_before, line_after, derived_digest, found_at, seen_at)
    select ${tx.tenant}, f.recheck_id, ${fiscalYear}, f.person_id, f.decision_no, 'night', 1, f.decided_tax, f.derived_tax, f.first_line, f.line_before, f.line_after, f.digest, ${tx.now}, ${tx.now}
    from unnest(${column(() => newId())}::uuid[], ${column((one) => one.personId)}::uuid[], ${column((one) => one.decisionNo)}::smallint[], ${column((one) => one.decidedTax)}::bigint[], ${column((one) => one.derivedTax)}::bigint[],
      ${column((one) => one.first?.code ?? null)}::smallint[], ${column((one) => one.first?.before ?? null)}::bigint[], ${column((one) => one.first?.after ?? null)}::bigint[], ${column((one) => one.digest)}::text[])
      as f (recheck_id, person_id, decision_no, decided_tax, derived_tax, first_line, line_before, line_after, digest)`)
}

/** The same item seen again, with what it gives now; another difference is another version of it. */
export async function updateFindings(tx: Tx, fiscalYear: number, findings: readonly Finding[]): Promise<void> {
  if (findings.length === 0) return
  const column = <T>(of: (one: Finding) => T): T[] => findings.map(of)
  await tx.db.run(sql`
    update tax_individual.recheck r set seen_at = ${tx.now}, version = case when r.derived_digest is distinct from f.digest then r.version + 1 else r.version end, derived_tax = f.derived_tax, first_line = f.first_line,
      line_before = f.line_before, line_after = f.line_after, derived_digest = f.digest
    from unnest(${column((one) => one.personId)}::uuid[], ${column((one) => one.decisionNo)}::smallint[], ${column((one) => one.derivedTax)}::bigint[],
      ${column((one) => one.first?.code ?? null)}::smallint[], ${column((one) => one.first?.before ?? null)}::bigint[], ${column((one) => one.first?.after ?? null)}::bigint[], ${column((one) => one.digest)}::text[])
      as f (person_id, decision_no, derived_tax, first_line, line_before, line_after, digest)
    where r.tenant_id = ${tx.tenant} and r.fiscal_year = ${fiscalYear} and r.person_id = f.person_id and r.decision_no = f.decision_no and r.origin = 'night' and r.resolved_at is null`)
}

/** Ends items by themselves. */
export async function resolveItems(tx: Tx, items: readonly Recheck[], resolution: Resolution): Promise<number> {
  if (items.length === 0) return 0
  return await tx.db.run(sql`
    update tax_individual.recheck set resolved_at = ${tx.now}, resolution = ${resolution} where tenant_id = ${tx.tenant} and recheck_id = ${anyOf(items.map((one) => one.recheckId))} and resolved_at is null`)
}

/** Puts a decision on the list because somebody asked. */
export async function insertAsked(tx: Tx, asked: { readonly recheckId: string; readonly fiscalYear: number; readonly personId: string; readonly decisionNo: number; readonly decidedTax: number; readonly note: string }): Promise<void> {
  await tx.db.run(sql`
    insert into tax_individual.recheck (tenant_id, recheck_id, fiscal_year, person_id, decision_no, origin, version, decided_tax, derived_tax, found_at, note, asked_by_name)
    values (${tx.tenant}, ${asked.recheckId}, ${asked.fiscalYear}, ${asked.personId}, ${asked.decisionNo}, 'asked', 1, ${asked.decidedTax}, ${asked.decidedTax}, ${tx.now}, ${asked.note}, ${tx.actor.name})`)
}

/** Whether a decision has an open item. */
export async function hasOpen(tx: Tx, of: Pick<Recheck, 'fiscalYear' | 'personId' | 'decisionNo'>): Promise<boolean> {
  return (await listKnown(tx, of.fiscalYear, [of.personId])).some((one) => one.resolvedAt === null && one.decisionNo === of.decisionNo)
}

/** An open item, held until the transaction ends. */
export async function lockOpen(tx: Tx, recheckId: string): Promise<Recheck | undefined> {
  const row = await tx.db.find<RecheckRow>(sql`select ${columns} from tax_individual.recheck r where r.tenant_id = ${tx.tenant} and r.recheck_id = ${recheckId} and r.resolved_at is null for update`)
  return row && recheckOf(row)
}

/** An officer says why the decision may stay. */
export async function explainItem(tx: Tx, recheckId: string, reason: string): Promise<void> {
  await tx.db.run(sql`
    update tax_individual.recheck set resolved_at = ${tx.now}, resolution = 'explained', reason = ${reason}, resolved_by = ${tx.actor.id}, resolved_by_name = ${tx.actor.name}
    where tenant_id = ${tx.tenant} and recheck_id = ${recheckId} and resolved_at is null`)
}

/** What waits for somebody, the newest first. */
export async function listOpenRechecks(tx: Tx, limit: number): Promise<readonly Recheck[]> {
  const rows = await tx.db.many<RecheckRow>(sql`select ${columns} from tax_individual.recheck r where r.tenant_id = ${tx.tenant} and r.resolved_at is null order by r.found_at desc, r.recheck_id desc limit ${limit}`)
  return rows.map(recheckOf)
}

/** What ended, by itself or by an officer, the newest first. */
export async function listResolvedRechecks(tx: Tx, limit: number): Promise<readonly Recheck[]> {
  const rows = await tx.db.many<RecheckRow>(sql`
    select ${columns} from tax_individual.recheck r where r.tenant_id = ${tx.tenant} and r.resolved_at is not null order by r.found_at desc, r.recheck_id desc limit ${limit}`)
  return rows.map(recheckOf)
}

export async function countOpen(tx: Tx): Promise<number> {
  return (await tx.db.one<{ n: number }>(sql`select count(*)::integer as n from tax_individual.recheck r where r.tenant_id = ${tx.tenant} and r.resolved_at is null`)).n
}

/** Some open item: for examples of commands. */
export async function findAnyOpen(tx: Tx): Promise<Recheck | undefined> {
  return (await listOpenRechecks(tx, 1))[0]
}
