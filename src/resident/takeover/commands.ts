import { z } from 'zod'
import { accept, refused, type Outcome } from '../../kernel/outcome.ts'
import { characterCount } from '../../kernel/text.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zText } from '../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../platform/command/tx.ts'
import { upload } from '../../platform/command/upload.ts'
import { newId } from '../../platform/crypto/index.ts'
import { listTownBlocks } from '../queries.ts'
import { refusals } from '../refusals.ts'
import { decisionOf, readCharacterRows } from './character-file.ts'
import { readCorrections } from './correction-file.ts'
import { exampleFile, exampleProfile } from './example.ts'
import { isCorrectionItem, runStateTitles } from './model.ts'
import { previewFile, type PreviewRow } from './preview.ts'
import { readProfile } from './profile.ts'
import { continueLater, converterFor, workOnce } from './work.ts'
import * as store from './store.ts'
import { listProfiles, listOpenCodes, listRowIds } from './queries.ts'

const permission = 'resident.export'
const zFile = upload(z.string())

const zProfile = z.strictObject({
  profileId: zId.nullable(), expectedVersion: z.int().nullable().default(null), name: zText(60, '取込書式の名前'), validFrom: zDate,
  content: upload(z.string({ error: '取込書式を入れてください。' }).min(1, { error: '取込書式を入れてください。' }).max(60_000, { error: '取込書式は6万字までです。' }), 'text'),
  /** A file to look at with it; it is not kept. */
  sampleBase64: zFile.nullable().default(null),
})
const zSaved = z.object({ profileId: z.string(), version: z.number(), preview: z.custom<readonly PreviewRow[]>() })

/** Keeps how a file of another system is read, as a new version — 取込書式を決める. */
export const saveImportProfile = command({
  name: 'resident.decide-import-profile', title: '取込書式を決める', permission,
  description: 'Keeps an import profile (YAML or JSON) as a new version. With a sample file, a dry run shows what its first rows become.',
  input: zProfile, output: zSaved,
  async run(tx, input): Promise<Decision<z.infer<typeof zSaved>>> {
    const read = readProfile(input.content)
    const standing = input.profileId === null ? undefined : await store.lockProfile(tx, input.profileId)
    if (input.profileId !== null && standing === undefined) return refusals.refuse('profile-not-found')
    if (standing !== undefined && input.expectedVersion !== standing.version) return refusals.refuse('profile-version', { by: standing.byName })
    if (!read.ok) return read
    const preview = input.sampleBase64 === null ? null : await previewFile(tx, read.value, { profileId: input.profileId, bytes: Buffer.from(input.sampleBase64, 'base64') })
    if (preview?.ok === false) return preview
    const [profileId, version] = [input.profileId ?? newId(), (standing?.version ?? 0) + 1]
    await store.insertProfile(tx, { profileId, version, name: input.name, validFrom: input.validFrom, content: input.content })
    return done({ profileId, version, preview: preview?.value ?? [] })
  },
  keptValue: ({ profileId, version }) => ({ profileId, version, preview: [] }),
  example: async (tx) => {
    const known = (await listProfiles(tx)).find((one) => !one.isPosted)
    return { profileId: known?.profileId ?? null, expectedVersion: known?.version ?? null, name: '旧住民記録システム', validFrom: tx.today, content: exampleProfile, sampleBase64: null }
  },
})

const zCharacter = z.strictObject({
  code: z.string().regex(/^(?:[0-9A-F]{4}|U\+[0-9A-F]{4,6}|ID:[0-9A-Za-z]{1,20})$/, { error: '外字の番号の形が違います。' }), kind: z.enum(['identified', 'substitute', 'undecided'], { error: '同定したか、代わりの字か、未定かを選んでください。' }),
  written: z.string().max(12).nullable(), mjName: z.string().regex(/^MJ\d{6}$/, { error: 'MJ文字図形名は、MJと数字6桁です。' }).nullable().default(null), reason: zText(300, '理由'), pictureBase64: upload(z.string().max(4_000_000)).nullable().default(null),
})
const zCharacters = z.strictObject({ profileId: zId, characters: z.array(zCharacter).max(5000).default([]), fileBase64: zFile.nullable().default(null) })

/** Records which character each of the other system's own is; a substitute is said to be one — 外字の同定. */
export const decideExternalCharacter = command({
  name: 'resident.decide-external-character', title: '外字を決める', permission,
  description: 'Records decisions on characters of the other system: identified, substitute (another shape, labelled as such) or undecided; with reason and, where given, a picture as evidence; one by one or as the table of characters with its last columns filled in. Later trials use them.',
  input: zCharacters, output: z.object({ count: z.number() }),
  async run(tx, input): Promise<Decision<{ count: number }>> {
    if (await store.findProfile(tx, input.profileId) === undefined) return refusals.refuse('profile-not-found')
    const fromFile = input.fileBase64 === null ? accept([]) : await decisionsIn(Buffer.from(input.fileBase64, 'base64'))
    if (!fromFile.ok) return fromFile
    const characters = [...input.characters, ...fromFile.value]
    if (characters.length === 0) return refusals.refuse('character-none', { field: '/characters' })
    const faults = characters.flatMap((one, index) => faultOf(one).map((code) => refusals.refusal(code, { field: `/characters/${index}/${code === 'character-picture' ? 'pictureBase64' : 'written'}` })))
    if (faults.length > 0) return refused(faults)
    const entries: store.CharacterEntry[] = []
    for (const { pictureBase64, ...one } of characters) entries.push({ ...one, written: one.kind === 'undecided' ? null : one.written, picture: pictureBase64 === null ? null : await tx.services.files.put(tx, Buffer.from(pictureBase64, 'base64')) })
    await store.insertDecisions(tx, input.profileId, entries)
    return done({ count: entries.length })
  },
  async example(tx) {
    const [profile] = await listProfiles(tx)
    if (profile === undefined) return null
    const [code] = await listOpenCodes(tx, profile.profileId)
    return { profileId: profile.profileId, characters: [{ code: code ?? 'F040', kind: 'identified' as const, written: '𠮷', mjName: 'MJ007031', reason: '戸籍の文字の帳票と見比べた', pictureBase64: null }], fileBase64: null }
  },
})

/** The decisions of a table of characters; a row that says none is refused with its line. */
async function decisionsIn(bytes: Uint8Array): Promise<Outcome<readonly z.infer<typeof zCharacter>[]>> {
  const rows = await readCharacterRows(bytes)
  if (!rows.ok) return rows
  const read = rows.value.map((row) => ({ row, parsed: zCharacter.safeParse(decisionOf(row)) }))
  const faults = read.flatMap(({ row, parsed }) => (parsed.success ? [] : [refusals.refusal('character-row', { line: row.line, field: '/fileBase64', why: parsed.error.issues[0]?.message ?? '' })]))
  return faults.length > 0 ? refused(faults.slice(0, 20)) : accept(read.flatMap(({ parsed }) => (parsed.success ? [parsed.data] : [])))
}

function faultOf(one: z.infer<typeof zCharacter>): readonly ('character-written' | 'character-own' | 'character-picture')[] {
  const isOneCharacter = one.kind === 'undecided' || (one.written !== null && characterCount(one.written) === 1)
  const bytes = one.pictureBase64 === null ? null : Buffer.from(one.pictureBase64, 'base64')
  const isPicture = bytes === null || bytes.subarray(1, 4).toString('latin1') === 'PNG' || (bytes[0] === 0xff && bytes[1] === 0xd8)
  return [...(isOneCharacter ? [] : ['character-written' as const]), ...(/[\uE000-\uF8FF\u{F0000}-\u{10FFFF}]/u.test(one.written ?? '') ? ['character-own' as const] : []), ...(isPicture ? [] : ['character-picture' as const])]
}

const zCorrection = z.strictObject({ legacyId: zText(40, '旧の番号'), item: z.string(), rowDigest: z.string().max(16).default(''), value: z.string().max(400).nullable(), reason: zText(200, '理由') })
const zCorrections = z.strictObject({ profileId: zId, corrections: z.array(zCorrection).max(50_000).default([]), fileBase64: zFile.nullable().default(null) })

/** Records what is to be read in the place of a cell, whom to leave out, and who is who — 直し. The file itself is never edited. */
export const correctLegacyRows = command({
  name: 'resident.correct-take-over', title: '引継ぎの行を直す', permission,
  description: 'Records corrections by the number of the other system and the item, one by one or as the CSV of findings with its two last columns filled in. They hold for every later trial until they are withdrawn.',
  input: zCorrections, output: z.object({ count: z.number() }),
  async run(tx, input): Promise<Decision<{ count: number }>> {
    if (await store.findProfile(tx, input.profileId) === undefined) return refusals.refuse('profile-not-found')
    const fromFile = input.fileBase64 === null ? accept([]) : await readCorrections(Buffer.from(input.fileBase64, 'base64'))
    if (!fromFile.ok) return fromFile
    const all = new Map([...input.corrections, ...fromFile.value].map((one) => [`${one.legacyId}\n${one.item}\n${one.rowDigest}`, one]))
    const strange = [...all.values()].filter((one) => !isCorrectionItem(one.item))
    if (strange.length > 0) return refused(strange.slice(0, 20).map((one) => refusals.refusal('correction-item', { field: '/corrections', item: one.item })))
    if (all.size === 0) return refusals.refuse('correction-empty', { field: '/corrections' })
    await store.insertCorrections(tx, input.profileId, [...all.values()])
    return done({ count: all.size })
  },
  async example(tx) {
    const [profile] = await listProfiles(tx)
    if (profile === undefined) return null
    const [legacyId] = await listRowIds(tx, profile.profileId)
    return { profileId: profile.profileId, corrections: [{ legacyId: legacyId ?? '0000000019', item: 'kana', rowDigest: '', value: 'ニホン　タロウ', reason: '届書で確かめた' }], fileBase64: null }
  },
})

const zCorrectionKey = z.strictObject({ profileId: zId, legacyId: z.string().min(1), item: z.string(), rowDigest: z.string().default('') })

/** Takes a correction back; the row reads again as it stands in the file — 直しを取り下げる. */
export const withdrawCorrection = command({
  name: 'resident.withdraw-take-over-correction', title: '引継ぎの直しを取り下げる', permission,
  description: 'Ends a correction. What was recorded stays readable.',
  input: zCorrectionKey, output: z.object({ legacyId: z.string() }),
  async run(tx, input): Promise<Decision<{ legacyId: string }>> {
    return await store.closeCorrection(tx, input.profileId, input) ? done({ legacyId: input.legacyId }) : refusals.refuse('correction-not-found')
  },
  async example(tx) {
    for (const profile of await listProfiles(tx)) {
      const [found] = await store.listCorrectionsByRow(tx, profile.profileId)
      if (found) return { profileId: profile.profileId, legacyId: found[0], item: found[1][0]!.item, rowDigest: found[1][0]!.rowDigest }
    }
    return null
  },
})

const zTrial = z.strictObject({ profileId: zId, fileBase64: zFile })
/** Rows of so many trials are kept for comparison. */
const keptTrials = 3
/** A file of up to so many bytes is read while the clerk waits. */
const smallBytes = 100_000

/** Reads a file of another system for trial: nothing enters the register — 引継ぎの試行. */
export const openTrial = command({
  name: 'resident.open-trial', title: '引継ぎの試行を始める', permission,
  description: 'Begins a trial: the file is kept encrypted, read by the profile, and every row checked on the queue, small files at once. Nothing enters the register.',
  input: zTrial, output: z.object({ runId: z.string() }),
  async run(tx, input): Promise<Decision<{ runId: string }>> {
    const profile = await store.lockProfile(tx, input.profileId)
    if (profile === undefined) return refusals.refuse('profile-not-found')
    const bytes = Buffer.from(input.fileBase64, 'base64')
    if (bytes.length === 0) return refusals.refuse('legacy-file-missing', { field: '/fileBase64' })
    const earlier = await store.listRunsOf(tx, input.profileId)
    if (earlier.some((run) => run.state === 'posted' || run.state === 'posting' || run.state === 'paused')) return refusals.refuse('take-over-done')
    if (earlier.some((run) => run.state === 'reading' || run.state === 'checking' || run.state === 'proposed')) return refusals.refuse('trial-running')
    const read = readProfile(profile.content)
    if (!read.ok) return read
    const converter = await converterFor(tx, read.value, { profileId: input.profileId, bytes })
    if (!converter.ok) return converter
    for (const old of earlier.slice(keptTrials - 1)) await store.eraseRows(tx, old.run_id)
    const runId = newId()
    await store.insertRun(tx, {
      run_id: runId, profile_id: input.profileId, profile_version: profile.version, trial_no: (earlier[0]?.trial_no ?? 0) + 1, file_sha256: await tx.services.files.put(tx, bytes), file_bytes: bytes.length, decisions_digest: await store.digestOfDecisions(tx, profile),
    })
    await workNow(tx, runId, bytes.length)
    return done({ runId })
  },
  async example(tx) {
    const blocks = await listTownBlocks(tx)
    for (const profile of await listProfiles(tx)) {
      const runs = await store.listRunsOf(tx, profile.profileId)
      if (profile.content === exampleProfile && runs.every((run) => run.state === 'checked' || run.state === 'cancelled')) return { profileId: profile.profileId, fileBase64: exampleFile(blocks[0]).toString('base64') }
    }
    return null
  },
})

/** Small files are worked through while the clerk waits; the others begin on the queue. */
async function workNow(tx: Tx, runId: string, bytes: number): Promise<void> {
  if (bytes > smallBytes) { await continueLater(tx, runId); return }
  while (await workOnce(tx, runId) === 'more') { /* The next page. */ }
}

const RunId = z.strictObject({ runId: zId })
const zRunId = z.object({ runId: z.string() })
const stallMs = 120_000

/** Stops a trial, or the writing into the register, at the end of the present page — 取りやめる・止める. */
export const cancelTrial = command({
  name: 'resident.cancel-trial', title: '引継ぎの試行を取りやめる', permission,
  description: 'Stops a trial or pauses the take-over at the end of the present page. What has been written stays; it can be resumed.',
  input: RunId, output: zRunId,
  async run(tx, { runId }): Promise<Decision<{ runId: string }>> {
    const run = await store.lockRun(tx, runId)
    if (run === undefined) return refusals.refuse('trial-not-found')
    if (run.state === 'posting') await store.changeState(tx, runId, 'paused')
    else if (run.state === 'reading' || run.state === 'checking' || run.state === 'checked') await store.changeState(tx, runId, 'cancelled')
    else return refusals.refuse('trial-state', { state: stateWord(run) })
    return done({ runId })
  },
  example: async (tx) => await exampleRun(tx, (run) => run.state === 'reading' || run.state === 'checking' || run.state === 'checked' || run.state === 'posting'),
})

/** Goes on after the last finished page, also where a program was killed and nothing has moved for two minutes — 続ける. */
export const resumeTrial = command({
  name: 'resident.resume-trial', title: '引継ぎの試行を続ける', permission,
  description: 'Goes on with a stopped trial or take-over after its last finished page; also with one that has not moved for two minutes.',
  input: RunId, output: zRunId,
  async run(tx, { runId }): Promise<Decision<{ runId: string }>> {
    const run = await store.lockRun(tx, runId)
    if (run === undefined) return refusals.refuse('trial-not-found')
    const isStalled = ['reading', 'checking', 'posting'].includes(run.state) && Date.parse(tx.now) - Date.parse(run.progress_at) > stallMs
    if (run.state !== 'cancelled' && run.state !== 'paused' && !isStalled) return refusals.refuse('trial-state', { state: stateWord(run) })
    await store.takeUp(tx, runId, stateToTakeUp(run))
    await workNow(tx, runId, run.file_bytes)
    return done({ runId })
  },
  example: async (tx) => await exampleRun(tx, (run) => run.state === 'cancelled' || run.state === 'paused'),
})

function stateToTakeUp(run: store.RunRow): store.RunRow['state'] {
  if (run.approved_at !== null) return 'posting'
  return run.cursor_byte < run.file_bytes ? 'reading' : 'checking'
}

function stateWord(run: store.RunRow): string {
  return runStateTitles[run.state]
}

async function exampleRun(tx: Tx, isFit: (run: store.RunRow) => boolean): Promise<{ runId: string } | null> {
  for (const profile of await listProfiles(tx)) {
    const fit = (await store.listRunsOf(tx, profile.profileId)).find(isFit)
    if (fit !== undefined) return { runId: fit.run_id }
  }
  return null
}

export { exampleRun, RunId, stateWord, workNow, zRunId }
