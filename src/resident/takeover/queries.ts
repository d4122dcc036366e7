import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { sql } from '../../platform/db/db.ts'
import type { FindingLine } from './correction-file.ts'

export interface ProfileLine { readonly profileId: string; readonly version: number; readonly name: string; readonly validFrom: PlainDate; readonly content: string; readonly byName: string; readonly recordedAt: Instant; readonly isPosted: boolean; readonly corrections: number; readonly characters: number }

/** Profiles as they stand, those not yet carried through first. */
export async function listProfiles(tx: Tx): Promise<readonly ProfileLine[]> {
  return await tx.db.many<ProfileLine>(sql`
    select * from (
      select p.profile_id as "profileId", p.version, p.name, p.valid_from as "validFrom", p.content, p.by_name as "byName", p.recorded_at as "recordedAt",
        exists (select from resident.take_over_run r where r.tenant_id = ${tx.tenant} and r.profile_id = p.profile_id and r.state in ('posting', 'paused', 'posted')) as "isPosted",
        (select count(*) from resident.take_over_correction c where c.tenant_id = ${tx.tenant} and c.profile_id = p.profile_id and c.recorded_to is null) as corrections,
        (select count(*) from resident.external_character c where c.tenant_id = ${tx.tenant} and c.profile_id = p.profile_id and c.recorded_to is null and c.kind <> 'undecided') as characters
      from resident.import_profile p where p.tenant_id = ${tx.tenant} and p.recorded_to is null) as profiles
    order by "isPosted", "recordedAt" desc`)
}

export interface FindingItem extends FindingLine { readonly personId: string | null }

/** Findings of a trial, of one kind or all, in the order of the lines; the page first and its rows one by one, since the planner knows nothing of new rows. */
export async function listFindings(tx: Tx, runId: string, how: { readonly code: string | null; readonly after: number; readonly limit: number }): Promise<readonly FindingItem[]> {
  return await tx.db.many<FindingItem>(sql`
    select f.line_no as "lineNo", f.legacy_id as "legacyId", r.row_digest as "rowDigest", f.item, f.code, f.level, f.message, f.remedy, f.found, coalesce(f.person_id, r.person_id) as "personId"
    from (
      select * from resident.take_over_finding where tenant_id = ${tx.tenant} and run_id = ${runId} and ${how.code === null ? sql`true` : sql`code = ${how.code}`}
      order by level, line_no, item, code offset ${how.after} limit ${how.limit}) as f
    left join lateral (select row_digest, person_id from resident.take_over_row where tenant_id = ${tx.tenant} and run_id = ${runId} and line_no = f.line_no limit 1) as r on true
    order by f.level, f.line_no, f.item, f.code`)
}

export interface CharacterLine {
  readonly code: string; readonly occurrences: number; readonly legacyIds: readonly string[]
  readonly kind: 'identified' | 'substitute' | 'undecided' | null; readonly written: string | null; readonly mjName: string | null; readonly reason: string | null; readonly byName: string | null; readonly at: Instant | null; readonly hasPicture: boolean
}

/** Characters of the other system: those open in the last trial first, then those decided. */
export async function listCharacters(tx: Tx, profileId: string, runId: string | null): Promise<readonly CharacterLine[]> {
  return await tx.db.many<CharacterLine>(sql`
    select coalesce(o.code, d.code) as code, coalesce(o.occurrences, 0) as occurrences, coalesce(o.legacy_ids, '{}') as "legacyIds",
      d.kind, d.written, d.mj_name as "mjName", d.reason, d.by_name as "byName", d.recorded_at as at, d.picture_sha256 is not null as "hasPicture"
    from (select code, occurrences, legacy_ids from resident.take_over_character where tenant_id = ${tx.tenant} and run_id = ${runId}) as o
    full join (select * from resident.external_character where tenant_id = ${tx.tenant} and profile_id = ${profileId} and recorded_to is null) as d on d.code = o.code
    order by (d.written is null) desc, 2 desc, 1`)
}

/** Codes that the last trial left open. */
export async function listOpenCodes(tx: Tx, profileId: string): Promise<readonly string[]> {
  const rows = await tx.db.many<{ code: string }>(sql`
    select o.code from resident.take_over_character o
    where o.tenant_id = ${tx.tenant} and o.run_id = (select run_id from resident.take_over_run where tenant_id = ${tx.tenant} and profile_id = ${profileId} order by trial_no desc limit 1) order by o.occurrences desc limit 10`)
  return rows.map((row) => row.code)
}

/** Some numbers of the other system in the last trial. */
export async function listRowIds(tx: Tx, profileId: string): Promise<readonly string[]> {
  const rows = await tx.db.many<{ legacy_id: string }>(sql`
    select r.legacy_id from resident.take_over_row r
    where r.tenant_id = ${tx.tenant} and r.run_id = (select run_id from resident.take_over_run where tenant_id = ${tx.tenant} and profile_id = ${profileId} order by trial_no desc limit 1) order by r.line_no limit 3`)
  return rows.map((row) => row.legacy_id)
}

export interface CorrectionLine { readonly legacyId: string; readonly item: string; readonly rowDigest: string; readonly value: string | null; readonly reason: string; readonly byName: string; readonly at: Instant; readonly personId: string | null }

/** Corrections in force, newest first, with the person of the register whom they speak of. */
export async function listCorrections(tx: Tx, profileId: string, how: { readonly after: number; readonly limit: number }): Promise<readonly CorrectionLine[]> {
  return await tx.db.many<CorrectionLine>(sql`
    select c.legacy_id as "legacyId", c.item, c.row_digest as "rowDigest", c.value, c.reason, c.by_name as "byName", c.recorded_at as at,
      (select r.person_id from resident.take_over_row r where r.tenant_id = ${tx.tenant} and r.legacy_id = c.legacy_id and r.person_id is not null
        and r.run_id = (select run_id from resident.take_over_run where tenant_id = ${tx.tenant} and profile_id = ${profileId} order by trial_no desc limit 1) limit 1) as "personId"
    from resident.take_over_correction c where c.tenant_id = ${tx.tenant} and c.profile_id = ${profileId} and c.recorded_to is null
    order by c.recorded_at desc, c.legacy_id, c.item offset ${how.after} limit ${how.limit}`)
}

export interface ComparedKind { readonly code: string; readonly level: string; readonly before: number; readonly now: number; readonly fresh: number; readonly settled: number }

/** Two trials, kind by kind: how many there were and are, and of those how many are new and how many settled, by number and item. */
export async function compareFindings(tx: Tx, runId: string, earlierId: string): Promise<readonly ComparedKind[]> {
  return await tx.db.many<ComparedKind>(sql`
    with now as (select distinct legacy_id, item, code, level from resident.take_over_finding where tenant_id = ${tx.tenant} and run_id = ${runId}),
      before as (select distinct legacy_id, item, code, level from resident.take_over_finding where tenant_id = ${tx.tenant} and run_id = ${earlierId})
    select coalesce(n.code, b.code) as code, coalesce(n.level, b.level) as level, count(b.code) as before, count(n.code) as now, count(*) filter (where b.code is null) as fresh, count(*) filter (where n.code is null) as settled
    from now n full join before b on b.legacy_id = n.legacy_id and b.item = n.item and b.code = n.code and b.level = n.level
    group by 1, 2 order by 2, 4 desc, 3 desc, 1`)
}
