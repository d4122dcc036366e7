import { z } from 'zod'
import { noPersons, query } from '../../platform/command/define.ts'
import { zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { refusals } from '../refusals.ts'
import { exampleProfile } from './example.ts'
import { findingsCsv } from './correction-file.ts'
import { compareFindings, listCharacters, listCorrections, listFindings, listProfiles, type CharacterLine, type ComparedKind, type CorrectionLine, type FindingItem, type ProfileLine } from './queries.ts'
import { isReconciled, linesOf, reconcileRun, type ReconciledLine } from './reconciliation.ts'
import { listUntaken } from './reconciliation-store.ts'
import { linesPerPage, personsPerPage } from './work.ts'
import * as store from './store.ts'
import type { Reconciliation, RunState, Tallies } from './model.ts'

const permission = 'resident.export'

/** A trial as lists and headings show it. */
export interface TrialLine {
  readonly runId: string; readonly profileId: string; readonly trialNo: number; readonly state: RunState; readonly lines: number; readonly errors: number | null; readonly notices: number | null
  readonly openedAt: string; readonly openedByName: string; readonly seconds: number
}

function trialLine(run: store.RunRow): TrialLine {
  return { runId: run.run_id, profileId: run.profile_id, trialNo: run.trial_no, state: run.state, lines: run.lines, errors: run.tallies?.errors ?? null, notices: run.tallies?.notices ?? null, openedAt: run.opened_at, openedByName: run.opened_by_name, seconds: run.work_seconds }
}

export interface TakeOverView { readonly profiles: readonly (Omit<ProfileLine, 'content'> & { readonly trials: readonly TrialLine[] })[] }

/** Other systems whose registers are taken over, with their trials — 旧システムからの引継ぎ. */
export const showTakeOver = query<Record<string, never>, TakeOverView>({
  ...noPersons, name: 'resident.take-over-list', title: '旧システムからの引継ぎ', permission, action: 'list', description: 'Import profiles with their trials and counts.',
  input: z.strictObject({}), output: z.custom<TakeOverView>(),
  async run(tx) {
    const profiles = []
    for (const { content: _content, ...profile } of await listProfiles(tx)) profiles.push({ ...profile, trials: (await store.listRunsOf(tx, profile.profileId)).map(trialLine) })
    return { ok: true, value: { profiles } }
  },
  example: () => Promise.resolve({}),
})

export interface ProfileView { readonly profileId: string | null; readonly version: number | null; readonly name: string; readonly validFrom: string; readonly content: string; readonly byName: string | null; readonly isPosted: boolean }

/** One profile as written; without id the example to begin with — 取込書式. */
export const showProfile = query<{ profileId: string | null }, ProfileView>({
  ...noPersons, name: 'resident.import-profile', title: '取込書式', permission, action: 'view', description: 'An import profile as it stands, or the example to begin a new one.',
  input: z.strictObject({ profileId: zId.nullable() }), output: z.custom<ProfileView>(),
  async run(tx, { profileId }) {
    if (profileId === null) return { ok: true, value: { profileId: null, version: null, name: '', validFrom: tx.today, content: exampleProfile, byName: null, isPosted: false } }
    const found = (await listProfiles(tx)).find((one) => one.profileId === profileId)
    return found === undefined ? refusals.refuse('profile-not-found') : { ok: true, value: found }
  },
  example: async (tx) => ({ profileId: (await listProfiles(tx))[0]?.profileId ?? null }),
})

export interface CharactersView { readonly profileId: string; readonly name: string; readonly trialNo: number | null; readonly characters: readonly CharacterLine[] }

/** Characters of the other system and what was decided of them — 外字の表. */
export const showCharacters = query<{ profileId: string }, CharactersView>({
  ...noPersons, name: 'resident.external-characters', title: '外字の表', permission, action: 'list', description: 'Characters of the other system: open ones of the last trial with count and sample rows, and decisions with officer, time and reason.',
  input: z.strictObject({ profileId: zId }), output: z.custom<CharactersView>(),
  async run(tx, { profileId }) {
    const profile = await store.findProfile(tx, profileId)
    if (profile === undefined) return refusals.refuse('profile-not-found')
    const [last] = await store.listRunsOf(tx, profileId)
    return { ok: true, value: { profileId, name: profile.name, trialNo: last?.trial_no ?? null, characters: await listCharacters(tx, profileId, last?.run_id ?? null) } }
  },
  example: exampleProfileId,
})

async function exampleProfileId(tx: Tx): Promise<{ profileId: string } | null> {
  const [profile] = await listProfiles(tx)
  return profile === undefined ? null : { profileId: profile.profileId }
}

async function exampleRunId(tx: Tx): Promise<{ runId: string } | null> {
  for (const profile of await listProfiles(tx)) {
    const [run] = await store.listRunsOf(tx, profile.profileId)
    if (run !== undefined) return { runId: run.run_id }
  }
  return null
}

export interface CorrectionsView { readonly profileId: string; readonly name: string; readonly items: readonly (Omit<CorrectionLine, 'value'> & { readonly value: string | null })[]; readonly after: number; readonly hasMore: boolean }
const perPage = 50

/** What the office has decided about single rows — 直しの一覧. */
export const showCorrections = query<{ profileId: string; after: number }, CorrectionsView>({
  name: 'resident.take-over-corrections', title: '引継ぎの直し', permission, action: 'list', description: 'Corrections in force, newest first, with officer and reason.',
  input: z.strictObject({ profileId: zId, after: z.int().min(0).default(0) }) as z.ZodType<{ profileId: string; after: number }>, output: z.custom<CorrectionsView>(),
  async run(tx, { profileId, after }) {
    const profile = await store.findProfile(tx, profileId)
    if (profile === undefined) return refusals.refuse('profile-not-found')
    const items = await listCorrections(tx, profileId, { after, limit: perPage + 1 })
    return { ok: true, value: { profileId, name: profile.name, items: items.slice(0, perPage), after, hasMore: items.length > perPage } }
  },
  subjects: (value) => value.items.flatMap((item) => item.personId ?? []),
  withhold: (value, personIds) => ({ ...value, items: value.items.map((item) => (item.personId !== null && personIds.has(item.personId) ? { ...item, value: null } : item)) }),
  example: async (tx) => { const found = await exampleProfileId(tx); return found && { ...found, after: 0 } },
})

export interface TrialView {
  readonly run: TrialLine; readonly profileName: string; readonly profileVersion: number; readonly fileBytes: number; readonly cursorByte: number; readonly bytesPerSecond: number; readonly pagesDone: number; readonly pagesWanted: number; readonly restarts: number
  readonly posted: number; readonly progressAt: string; readonly tallies: Tallies | null; readonly trials: readonly TrialLine[]; readonly earlierId: string | null
  readonly findings: readonly FindingItem[]; readonly code: string | null; readonly after: number; readonly hasMore: boolean
  readonly headCount: number | null; readonly isOutdated: boolean; readonly isLast: boolean
  readonly proposed: { readonly name: string; readonly at: string; readonly isOwn: boolean } | null; readonly approved: { readonly name: string; readonly at: string } | null
}

interface TrialInput { runId: string; code: string | null; after: number }

/** One trial: progress, findings by kind and line by line, beside the trials before — 試行. */
export const showTrial = query<TrialInput, TrialView>({
  name: 'resident.trial', title: '引継ぎの試行', permission, action: 'view', description: 'One trial: progress with time left, counts, findings by kind and one page of them, the trials before.',
  input: z.strictObject({ runId: zId, code: z.string().max(40).nullable().default(null), after: z.int().min(0).default(0) }) as z.ZodType<TrialInput>, output: z.custom<TrialView>(),
  async run(tx, { runId, code, after }) {
    const run = await store.findRun(tx, runId)
    if (run === undefined) return refusals.refuse('trial-not-found')
    return { ok: true, value: await trialView(tx, run, { code, after }) }
  },
  subjects: (value) => value.findings.flatMap((finding) => finding.personId ?? []),
  withhold: (value, personIds) => ({ ...value, findings: value.findings.map((finding) => withheld(finding, personIds)) }),
  example: async (tx) => { const found = await exampleRunId(tx); return found && { ...found, code: null, after: 0 } },
})

function withheld(finding: FindingItem, personIds: ReadonlySet<string>): FindingItem {
  return finding.personId !== null && personIds.has(finding.personId) ? { ...finding, found: null, message: '支援措置の人の行です。責任者が扱います。' } : finding
}

async function trialView(tx: Tx, run: store.RunRow, shown: { readonly code: string | null; readonly after: number }): Promise<TrialView> {
  const [profile, trials] = [await store.findProfile(tx, run.profile_id), await store.listRunsOf(tx, run.profile_id)]
  const findings = await listFindings(tx, run.run_id, { ...shown, limit: perPage + 1 })
  const isPosting = run.approved_at !== null
  const share = isPosting ? run.posted / Math.max(1, run.reconciliation?.file.persons ?? 1) : run.cursor_byte / Math.max(1, run.file_bytes)
  const pages = share === 0 ? 0 : Math.max(1, isPosting ? Math.ceil(run.posted / personsPerPage) : Math.ceil(run.lines / linesPerPage))
  return {
    run: trialLine(run), profileName: profile?.name ?? '', profileVersion: run.profile_version, fileBytes: run.file_bytes, cursorByte: run.cursor_byte, bytesPerSecond: run.work_seconds === 0 ? 0 : run.cursor_byte / run.work_seconds,
    pagesDone: pages, pagesWanted: share === 0 ? 1 : Math.max(pages, Math.round(pages / share)), restarts: run.restarts, posted: run.posted, progressAt: run.progress_at, tallies: run.tallies, trials: trials.map(trialLine),
    earlierId: trials.find((one) => one.trial_no < run.trial_no && one.tallies !== null)?.run_id ?? null,
    findings: findings.slice(0, perPage), code: shown.code, after: shown.after, hasMore: findings.length > perPage,
    headCount: run.reconciliation?.file.persons ?? null, isOutdated: run.state === 'checked' && (profile === undefined || await store.digestOfDecisions(tx, profile) !== run.decisions_digest), isLast: trials[0]?.run_id === run.run_id,
    proposed: run.proposed_at === null ? null : { name: run.proposed_by_name ?? '', at: run.proposed_at, isOwn: run.proposed_by === tx.actor.id }, approved: run.approved_at === null ? null : { name: run.approved_by_name ?? '', at: run.approved_at },
  }
}

export interface FindingsFile { readonly runId: string; readonly profileId: string; readonly trialNo: number; readonly fileName: string; readonly items: readonly FindingItem[]; readonly csv: string }
const fileAtMost = 100_000

/** Every finding of a trial as a file, to be filled in and given back as corrections — 指摘のCSV. */
export const exportFindings = query<{ runId: string; code: string | null }, FindingsFile>({
  name: 'resident.export-findings', title: '引継ぎの指摘のCSV', permission, action: 'export', description: 'Findings of a trial as CSV; its two last columns, filled in, come back as corrections.',
  input: z.strictObject({ runId: zId, code: z.string().max(40).nullable().default(null) }) as z.ZodType<{ runId: string; code: string | null }>, output: z.custom<FindingsFile>(),
  async run(tx, { runId, code }) {
    const run = await store.findRun(tx, runId)
    if (run === undefined) return refusals.refuse('trial-not-found')
    const items = await listFindings(tx, runId, { code, after: 0, limit: fileAtMost })
    return { ok: true, value: { runId, profileId: run.profile_id, trialNo: run.trial_no, fileName: `take-over-findings-${tx.office.code}-${run.trial_no}.csv`, items, csv: findingsCsv(items) } }
  },
  subjects: (value) => value.items.flatMap((item) => item.personId ?? []),
  withhold: (value, personIds) => { const items = value.items.map((item) => withheld(item, personIds)); return { ...value, items, csv: findingsCsv(items) } },
  example: async (tx) => { const found = await exampleRunId(tx); return found && { ...found, code: null } },
})

export interface ComparisonView { readonly run: TrialLine; readonly earlier: TrialLine | null; readonly profileName: string; readonly kinds: readonly ComparedKind[]; readonly since: Tallies['since'] }

/** A trial beside the one before it: what fell, what is new — 試行の比較. */
export const compareTrials = query<{ runId: string }, ComparisonView>({
  ...noPersons, name: 'resident.trial-comparison', title: '試行の比較', permission, action: 'view', description: 'A trial beside the one before it: findings by kind, settled and new ones, rows added, gone and changed.',
  input: z.strictObject({ runId: zId }), output: z.custom<ComparisonView>(),
  async run(tx, { runId }) {
    const run = await store.findRun(tx, runId)
    if (run === undefined) return refusals.refuse('trial-not-found')
    const [profile, trials] = [await store.findProfile(tx, run.profile_id), await store.listRunsOf(tx, run.profile_id)]
    const earlier = trials.find((one) => one.trial_no < run.trial_no && one.tallies !== null)
    return { ok: true, value: { run: trialLine(run), earlier: earlier === undefined ? null : trialLine(earlier), profileName: profile?.name ?? '', kinds: earlier === undefined ? [] : await compareFindings(tx, runId, earlier.run_id), since: run.tallies?.since ?? null } }
  },
  example: exampleRunId,
})

export interface ReconciliationView {
  readonly run: TrialLine; readonly profileName: string; readonly reconciliation: Reconciliation; readonly lines: readonly ReconciledLine[]; readonly isReconciled: boolean
  readonly untaken: readonly { readonly lineNo: number; readonly legacyId: string; readonly state: 'excluded' | 'duplicate' | 'standing'; readonly reason: string | null; readonly byName: string | null }[]
  readonly proposed: { readonly name: string; readonly at: string } | null; readonly approved: { readonly name: string; readonly at: string } | null; readonly postedAt: string | null; readonly fileDigest: string; readonly hidesCount: boolean
}

/** To the person: rows of the file = taken + left out with a reason; both sides counted — 照合表. */
export const showReconciliation = query<{ runId: string }, ReconciliationView>({
  ...noPersons, name: 'resident.reconciliation', title: '引継ぎの照合表', permission, action: 'view', description: 'Reconciliation of a trial or take-over: rows taken and left out by reason, counts of both sides by sex, state, age, town and size of household, digests.',
  input: z.strictObject({ runId: zId }), output: z.custom<ReconciliationView>(),
  async run(tx, { runId }) {
    const run = await store.findRun(tx, runId)
    if (run === undefined) return refusals.refuse('trial-not-found')
    if (run.tallies === null) return refusals.refuse('trial-state', { state: '途中' })
    const profile = await store.findProfile(tx, run.profile_id)
    const reconciliation = run.reconciliation ?? await reconcileRun(tx, { ...run, tallies: run.tallies }, 'file')
    return {
      ok: true,
      value: {
        run: trialLine(run), profileName: profile?.name ?? '', reconciliation, lines: linesOf(reconciliation), isReconciled: isReconciled(reconciliation), untaken: await listUntaken(tx, runId, run.profile_id), fileDigest: run.file_sha256,
        proposed: run.proposed_at === null ? null : { name: run.proposed_by_name ?? '', at: run.proposed_at }, approved: run.approved_at === null ? null : { name: run.approved_by_name ?? '', at: run.approved_at }, postedAt: run.posted_at,
        hidesCount: run.state === 'proposed' && run.proposed_by !== tx.actor.id,
      },
    }
  },
  example: exampleRunId,
})
