import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { digestOfJson } from '../../platform/crypto/index.ts'
import { sql } from '../../platform/db/db.ts'
import type { RowCorrection } from './convert.ts'
import type { Reconciliation, RunState, Tallies } from './model.ts'
import type { CharacterDecision } from './rules/characters.ts'

export interface ProfileRow { readonly profileId: string; readonly version: number; readonly name: string; readonly validFrom: PlainDate; readonly content: string; readonly byName: string; readonly recordedAt: Instant }

const profileColumns = sql.raw('profile_id as "profileId", version, name, valid_from as "validFrom", content, by_name as "byName", recorded_at as "recordedAt"')

/** A profile as it stands, or as it was in a version. */
export async function findProfile(tx: Tx, profileId: string, version?: number): Promise<ProfileRow | undefined> {
  return await tx.db.find<ProfileRow>(sql`
    select ${profileColumns} from resident.import_profile where tenant_id = ${tx.tenant} and profile_id = ${profileId} and ${version === undefined ? sql`recorded_to is null` : sql`version = ${version}`}`)
}

/** The profile held until the transaction ends. */
export async function lockProfile(tx: Tx, profileId: string): Promise<ProfileRow | undefined> {
  return await tx.db.find<ProfileRow>(sql`select ${profileColumns} from resident.import_profile where tenant_id = ${tx.tenant} and profile_id = ${profileId} and recorded_to is null for update`)
}

export async function insertProfile(tx: Tx, profile: { readonly profileId: string; readonly version: number; readonly name: string; readonly validFrom: PlainDate; readonly content: string }): Promise<void> {
  await tx.db.run(sql`update resident.import_profile set recorded_to = ${tx.now} where tenant_id = ${tx.tenant} and profile_id = ${profile.profileId} and recorded_to is null`)
  await tx.db.run(sql`
    insert into resident.import_profile (tenant_id, profile_id, version, name, valid_from, content, by_id, by_name, recorded_at)
    values (${tx.tenant}, ${profile.profileId}, ${profile.version}, ${profile.name}, ${profile.validFrom}, ${profile.content}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now})`)
}

/** What was decided of each character of the other system. */
export async function listDecisions(tx: Tx, profileId: string): Promise<ReadonlyMap<string, CharacterDecision>> {
  const rows = await tx.db.many<CharacterDecision & { code: string }>(sql`
    select code, kind, written from resident.external_character where tenant_id = ${tx.tenant} and profile_id = ${profileId} and recorded_to is null`)
  return new Map(rows.map(({ code, kind, written }) => [code, { kind, written }]))
}

export interface CharacterEntry extends CharacterDecision { readonly code: string; readonly mjName: string | null; readonly reason: string; readonly picture: string | null }

/** Records decisions, each beside the one before. */
export async function insertDecisions(tx: Tx, profileId: string, entries: readonly CharacterEntry[]): Promise<void> {
  const rows = JSON.stringify(entries)
  await tx.db.run(sql`
    update resident.external_character c set recorded_to = ${tx.now} from jsonb_to_recordset(${rows}::jsonb) as g(code text)
    where c.tenant_id = ${tx.tenant} and c.profile_id = ${profileId} and c.code = g.code and c.recorded_to is null`)
  await tx.db.run(sql`
    insert into resident.external_character (tenant_id, profile_id, code, version, kind, written, mj_name, reason, picture_sha256, by_id, by_name, recorded_at)
    select ${tx.tenant}, ${profileId}, g.code, 1 + coalesce((select max(c.version) from resident.external_character c where c.tenant_id = ${tx.tenant} and c.profile_id = ${profileId} and c.code = g.code), 0),
      g.kind, g.written, g."mjName", g.reason, g.picture, ${tx.actor.id}, ${tx.actor.name}, ${tx.now}
    from jsonb_to_recordset(${rows}::jsonb) as g(code text, kind text, written text, "mjName" text, reason text, picture text)`)
}

/** Corrections in force by the number of the row in the other system; of these numbers, or of all. */
export async function listCorrectionsByRow(tx: Tx, profileId: string): Promise<ReadonlyMap<string, readonly RowCorrection[]>> {
  const rows = await tx.db.many<{ legacy_id: string; item: string; row_digest: string; value: string | null }>(sql`
    select legacy_id, item, row_digest, value from resident.take_over_correction where tenant_id = ${tx.tenant} and profile_id = ${profileId} and recorded_to is null`)
  const found = new Map<string, RowCorrection[]>()
  for (const row of rows) {
    const one = { item: row.item, rowDigest: row.row_digest, value: row.value }
    const known = found.get(row.legacy_id)
    if (known === undefined) found.set(row.legacy_id, [one])
    else known.push(one)
  }
  return found
}

export interface CorrectionEntry { readonly legacyId: string; readonly item: string; readonly rowDigest: string; readonly value: string | null; readonly reason: string }

/** Records corrections, each beside the one it takes the place of. */
export async function insertCorrections(tx: Tx, profileId: string, entries: readonly CorrectionEntry[]): Promise<void> {
  const rows = JSON.stringify(entries)
  await tx.db.run(sql`
    update resident.take_over_correction c set recorded_to = ${tx.now}
    from jsonb_to_recordset(${rows}::jsonb) as g("legacyId" text, item text, "rowDigest" text)
    where c.tenant_id = ${tx.tenant} and c.profile_id = ${profileId} and c.legacy_id = g."legacyId" and c.item = g.item and c.row_digest = g."rowDigest" and c.recorded_to is null`)
  await tx.db.run(sql`
    insert into resident.take_over_correction (tenant_id, profile_id, legacy_id, item, row_digest, version, value, reason, by_id, by_name, recorded_at)
    select ${tx.tenant}, ${profileId}, g."legacyId", g.item, g."rowDigest",
      1 + coalesce((select max(c.version) from resident.take_over_correction c where c.tenant_id = ${tx.tenant} and c.profile_id = ${profileId} and c.legacy_id = g."legacyId" and c.item = g.item and c.row_digest = g."rowDigest"), 0),
      g.value, g.reason, ${tx.actor.id}, ${tx.actor.name}, ${tx.now}
    from jsonb_to_recordset(${rows}::jsonb) as g("legacyId" text, item text, "rowDigest" text, value text, reason text)`)
}

/** Ends a correction; false where there is none in force. */
export async function closeCorrection(tx: Tx, profileId: string, key: Pick<CorrectionEntry, 'legacyId' | 'item' | 'rowDigest'>): Promise<boolean> {
  return (await tx.db.run(sql`
    update resident.take_over_correction set recorded_to = ${tx.now}
    where tenant_id = ${tx.tenant} and profile_id = ${profileId} and legacy_id = ${key.legacyId} and item = ${key.item} and row_digest = ${key.rowDigest} and recorded_to is null`)) === 1
}

/** Says whether profile, characters and corrections are what they were: everything a trial was read with. */
export async function digestOfDecisions(tx: Tx, profile: Pick<ProfileRow, 'profileId' | 'version'>): Promise<string> {
  const row = await tx.db.one<Record<string, unknown>>(sql`
    select (select md5(coalesce(string_agg(code || version, ',' order by code), '')) from resident.external_character where tenant_id = ${tx.tenant} and profile_id = ${profile.profileId} and recorded_to is null) as characters,
      (select md5(coalesce(string_agg(legacy_id || item || row_digest || version, ',' order by legacy_id, item, row_digest), '')) from resident.take_over_correction
        where tenant_id = ${tx.tenant} and profile_id = ${profile.profileId} and recorded_to is null) as corrections`)
  return digestOfJson({ version: profile.version, ...row })
}

export interface RunRow {
  readonly run_id: string; readonly profile_id: string; readonly profile_version: number; readonly trial_no: number; readonly state: RunState; readonly file_sha256: string; readonly file_bytes: number; readonly decisions_digest: string
  readonly cursor_byte: number; readonly cursor_line: number; readonly cursor_household: string | null; readonly lines: number; readonly posted: number; readonly pages: number; readonly restarts: number; readonly work_seconds: number
  readonly tallies: Tallies | null; readonly reconciliation: Reconciliation | null
  readonly opened_by: string; readonly opened_by_name: string; readonly opened_at: Instant; readonly progress_at: Instant; readonly checked_at: Instant | null
  readonly proposed_by: string | null; readonly proposed_by_name: string | null; readonly proposed_at: Instant | null; readonly approved_by: string | null; readonly approved_by_name: string | null; readonly approved_at: Instant | null; readonly posted_at: Instant | null
}

export async function findRun(tx: Tx, runId: string): Promise<RunRow | undefined> {
  return await tx.db.find<RunRow>(sql`select * from resident.take_over_run where tenant_id = ${tx.tenant} and run_id = ${runId}`)
}

export async function lockRun(tx: Tx, runId: string): Promise<RunRow | undefined> {
  return await tx.db.find<RunRow>(sql`select * from resident.take_over_run where tenant_id = ${tx.tenant} and run_id = ${runId} for update`)
}

/** Trials of a profile, the last one first. */
export async function listRunsOf(tx: Tx, profileId: string): Promise<readonly RunRow[]> {
  return await tx.db.many<RunRow>(sql`select * from resident.take_over_run where tenant_id = ${tx.tenant} and profile_id = ${profileId} order by trial_no desc`)
}

export async function insertRun(tx: Tx, run: Pick<RunRow, 'run_id' | 'profile_id' | 'profile_version' | 'trial_no' | 'file_sha256' | 'file_bytes' | 'decisions_digest'>): Promise<void> {
  await tx.db.run(sql`
    insert into resident.take_over_run (tenant_id, run_id, profile_id, profile_version, trial_no, state, file_sha256, file_bytes, decisions_digest, opened_by, opened_by_name, opened_at, progress_at)
    values (${tx.tenant}, ${run.run_id}, ${run.profile_id}, ${run.profile_version}, ${run.trial_no}, 'reading', ${run.file_sha256}, ${run.file_bytes}, ${run.decisions_digest}, ${tx.actor.id}, ${tx.actor.name}, ${tx.now}, ${tx.now})`)
}

/** What one page has moved on. */
export interface Progress { readonly state: RunState; readonly byte: number; readonly line: number; readonly household: string | null; readonly lines: number; readonly posted: number; readonly seconds: number }

export async function moveOn(tx: Tx, runId: string, progress: Progress): Promise<void> {
  await tx.db.run(sql`
    update resident.take_over_run set state = ${progress.state}, cursor_byte = ${progress.byte}, cursor_line = ${progress.line}, cursor_household = ${progress.household}, lines = lines + ${progress.lines}, posted = posted + ${progress.posted},
      pages = pages + 1, work_seconds = work_seconds + ${progress.seconds}, progress_at = ${tx.now}
    where tenant_id = ${tx.tenant} and run_id = ${runId}`)
}

export async function changeState(tx: Tx, runId: string, state: RunState): Promise<void> {
  await tx.db.run(sql`update resident.take_over_run set state = ${state} where tenant_id = ${tx.tenant} and run_id = ${runId}`)
}

/** Goes on after the last finished page. */
export async function takeUp(tx: Tx, runId: string, state: RunState): Promise<void> {
  await tx.db.run(sql`update resident.take_over_run set state = ${state}, restarts = restarts + 1, progress_at = ${tx.now} where tenant_id = ${tx.tenant} and run_id = ${runId}`)
}

export async function keepTallies(tx: Tx, runId: string, tallies: Tallies): Promise<void> {
  await tx.db.run(sql`
    update resident.take_over_run set state = 'checked', tallies = ${JSON.stringify(tallies)}::jsonb, checked_at = ${tx.now}, progress_at = ${tx.now}, cursor_line = 0, cursor_household = null where tenant_id = ${tx.tenant} and run_id = ${runId}`)
}

export async function keepProposal(tx: Tx, runId: string, reconciliation: Reconciliation): Promise<void> {
  await tx.db.run(sql`
    update resident.take_over_run set state = 'proposed', proposed_by = ${tx.actor.id}, proposed_by_name = ${tx.actor.name}, proposed_at = ${tx.now}, reconciliation = ${JSON.stringify(reconciliation)}::jsonb where tenant_id = ${tx.tenant} and run_id = ${runId}`)
}

export async function dropProposal(tx: Tx, runId: string): Promise<void> {
  await tx.db.run(sql`
    update resident.take_over_run set state = 'checked', proposed_by = null, proposed_by_name = null, proposed_at = null, reconciliation = null where tenant_id = ${tx.tenant} and run_id = ${runId}`)
}

export async function keepApproval(tx: Tx, runId: string): Promise<void> {
  await tx.db.run(sql`
    update resident.take_over_run set state = 'posting', approved_by = ${tx.actor.id}, approved_by_name = ${tx.actor.name}, approved_at = ${tx.now}, progress_at = ${tx.now}, cursor_line = 0, cursor_household = null, work_seconds = 0
    where tenant_id = ${tx.tenant} and run_id = ${runId}`)
}

export async function keepPosted(tx: Tx, runId: string, reconciliation: Reconciliation): Promise<void> {
  await tx.db.run(sql`update resident.take_over_run set state = 'posted', posted_at = ${tx.now}, reconciliation = ${JSON.stringify(reconciliation)}::jsonb where tenant_id = ${tx.tenant} and run_id = ${runId}`)
}

/** The trial's rows are no longer kept; counts and findings by kind are. */
export async function eraseRows(tx: Tx, runId: string): Promise<void> {
  await tx.db.run(sql`delete from resident.take_over_row where tenant_id = ${tx.tenant} and run_id = ${runId}`)
  await tx.db.run(sql`delete from resident.take_over_finding where tenant_id = ${tx.tenant} and run_id = ${runId}`)
  await tx.db.run(sql`delete from resident.take_over_character where tenant_id = ${tx.tenant} and run_id = ${runId}`)
}
