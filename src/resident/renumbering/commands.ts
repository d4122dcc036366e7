import { z } from 'zod'
import type { Refused } from '../../kernel/outcome.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zId, zText } from '../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../platform/command/tx.ts'
import { upload } from '../../platform/command/upload.ts'
import { newId } from '../../platform/crypto/index.ts'
import { csvFile } from '../../platform/spreadsheet/index.ts'
import { findExampleHead } from '../notification/example-store.ts'
import { guardAnswer } from '../protection/answer.ts'
import { findPersonOn, listTownBlocks } from '../queries.ts'
import { refusals } from '../refusals.ts'
import { stampOf } from './check.ts'
import { addressColumns, readAddresses, readTownChanges, townColumns } from './files.ts'
import { zRenumberingKind } from './inputs.ts'
import type { Renumbering } from './model.ts'
import { findRunOf } from './runs.ts'
import { isConcerned, newAddressOf } from './rules/renumbering.ts'
import * as store from './store.ts'

const zCase = z.object({ renumberingId: z.string() })
const zFile = upload(z.string({ error: 'CSVを選んでください。' }).min(1, { error: 'CSVを選んでください。' }))

/** Opens a case: what is changed, by which public notice, from which day — 住居表示・町名地番の変更の事案. */
export const openRenumbering = command({
  name: 'resident.open-renumbering', title: '住居表示・町名地番の変更の事案を作る', permission: 'resident.write',
  description: 'Opens a case of bulk work on addresses: new house numbers, a renamed town, new lots or a new boundary, with the public notice and the day from which it holds.',
  input: z.strictObject({ kind: zRenumberingKind, title: zText(100, '事案の名前'), announcement: zText(100, '告示'), effectiveOn: zDate }), output: zCase,
  async run(tx, input) {
    const renumberingId = newId()
    await store.insertCase(tx, { renumberingId, ...input })
    return done({ renumberingId })
  },
  example: async (tx) => ({ kind: 'lot-number' as const, title: '見本の地番の変更', announcement: '見本の告示', effectiveOn: tx.today }),
})

/** Opens a case that may still be worked on, locked; refuses one that is closed or under way. */
async function openCase(tx: Tx, renumberingId: string): Promise<{ readonly ok: true; readonly value: Renumbering } | Refused> {
  const one = await store.lockCase(tx, renumberingId)
  if (one === undefined) return refusals.refuse('renumbering-not-found', { field: '/renumberingId' })
  if (one.withdrawnAt !== null) return refusals.refuse('renumbering-closed', { field: '/renumberingId' })
  const run = await findRunOf(tx, renumberingId)
  return run !== undefined && ['running', 'checked', 'approved', 'posting', 'failed'].includes(run.state) ? refusals.refuse('renumbering-running', { field: '/renumberingId' }) : { ok: true, value: one }
}

/** Takes the old and new names in, the whole file or nothing — 町名の新旧の取込み. */
export const takeRenumberingTowns = command({
  name: 'resident.take-renumbering-towns', title: '町名の新旧の対照を取り込む', permission: 'resident.write',
  description: 'Takes a CSV file with what becomes of towns and lots, checked against the address dictionary by line and column. Any fault refuses the whole file; a later file takes the place of an earlier one.',
  input: z.strictObject({ renumberingId: zId, fileBase64: zFile }), output: z.object({ renumberingId: z.string(), lines: z.number() }),
  async run(tx, input): Promise<Decision<{ renumberingId: string; lines: number }>> {
    const opened = await openCase(tx, input.renumberingId)
    if (!opened.ok) return opened
    if (opened.value.appliedAt !== null) return refusals.refuse('renumbering-closed', { field: '/renumberingId' })
    const read = await readTownChanges(Buffer.from(input.fileBase64, 'base64'), await listTownBlocks(tx))
    if (!read.ok) return read
    await store.replaceTowns(tx, input.renumberingId, read.value)
    return done({ renumberingId: input.renumberingId, lines: read.value.length })
  },
  async example(tx) {
    const [one] = (await store.listCases(tx)).filter((each) => each.withdrawnAt === null && each.appliedAt === null)
    const found = await findExampleHead(tx)
    const [person, blocks] = [found === undefined ? undefined : await findPersonOn(tx, found.personId), await listTownBlocks(tx)]
    if (one === undefined || person === undefined || !blocks.some((block) => block.town === person.address.town)) return null
    return { renumberingId: one.renumberingId, fileBase64: base64Of([[...townColumns], [person.address.town, person.address.number, person.address.town, `${person.address.number}の5`, '', '', '', '', '']]) }
  },
})

function base64Of(rows: readonly (readonly string[])[]): string {
  return Buffer.from(csvFile(rows, 'utf-8').bytes).toString('base64')
}

/**
 * Extracts everybody whose address the case changes, with a stamp of the record's state and the new address where the
 * dictionary gives it — 対象者の抽出. A later extraction takes up those who were listed and left.
 */
export const extractRenumbering = command({
  name: 'resident.extract-renumbering', title: '住居表示・町名地番の変更の対象者を抽出する', permission: 'resident.write',
  description: 'Extracts the residents of the towns and lots of a case as they stand now, each with a stamp of the state of the record. Protected records are taken up only by an officer in charge. Those already updated stay as they are.',
  input: z.strictObject({ renumberingId: zId }), output: z.object({ renumberingId: z.string(), persons: z.number() }),
  async run(tx, input): Promise<Decision<{ renumberingId: string; persons: number }>> {
    const opened = await openCase(tx, input.renumberingId)
    if (!opened.ok) return opened
    const towns = await store.listTowns(tx, input.renumberingId)
    if (towns.length === 0) return refusals.refuse('renumbering-without-towns', { field: '/renumberingId' })
    const updated = new Set((await store.listLines(tx, input.renumberingId)).filter((line) => line.outcome === 'updated').map((line) => line.personId))
    const living = (await store.listLivingIn(tx, [...new Set(towns.map((town) => town.oldTown))])).filter(({ personId, facts }) => isConcerned(facts.address, towns) && !updated.has(personId))
    if (living.length === 0) return refusals.refuse('renumbering-nobody', { field: '/renumberingId' })
    const answers = await guardAnswer(tx, living.map((one) => one.personId))
    await store.replaceLines(tx, input.renumberingId, living.map((one) => ({
      personId: one.personId, householdId: one.facts.householdId, stamp: stampOf(one), oldAddress: one.facts.address, newAddress: newAddressOf(one.facts.address, towns), byDuty: answers.get(one.personId)?.mayReveal === true,
    })))
    await store.keepMoment(tx, input.renumberingId, 'extracted')
    return done({ renumberingId: input.renumberingId, persons: living.length }, { subjectIds: living.map((one) => one.personId) })
  },
  async example(tx) {
    for (const one of (await store.listCases(tx)).filter((each) => each.withdrawnAt === null && each.appliedAt === null).toReversed()) {
      const towns = await store.listTowns(tx, one.renumberingId)
      const living = await store.listLivingIn(tx, [...new Set(towns.map((town) => town.oldTown))])
      if (living.some(({ facts }) => isConcerned(facts.address, towns))) return { renumberingId: one.renumberingId }
    }
    return null
  },
})

/** Takes the new address of each person in, the whole file or nothing — 新しい番号の取込み. */
export const takeRenumberingLines = command({
  name: 'resident.take-renumbering-lines', title: '対象者の新しい住所を取り込む', permission: 'resident.write',
  description: 'Takes the extraction file back with the new numbers filled in. Number, stamp, town and number of every row are checked by line and column; any fault refuses the whole file.',
  input: z.strictObject({ renumberingId: zId, fileBase64: zFile }), output: z.object({ renumberingId: z.string(), persons: z.number() }),
  async run(tx, input): Promise<Decision<{ renumberingId: string; persons: number }>> {
    const opened = await openCase(tx, input.renumberingId)
    if (!opened.ok) return opened
    const lines = (await store.listLines(tx, input.renumberingId)).filter((line) => line.outcome !== 'updated')
    if (lines.length === 0) return refusals.refuse('renumbering-not-extracted', { field: '/renumberingId' })
    const answers = await guardAnswer(tx, lines.map((line) => line.personId))
    const read = await readAddresses(Buffer.from(input.fileBase64, 'base64'), lines.filter((line) => answers.get(line.personId)?.mayReveal !== false), await store.listTowns(tx, input.renumberingId))
    if (!read.ok) return read
    await store.keepAddresses(tx, input.renumberingId, read.value)
    return done({ renumberingId: input.renumberingId, persons: read.value.length }, { subjectIds: read.value.map((one) => one.personId) })
  },
  async example(tx) {
    const one = await store.findCaseWithOpenLines(tx)
    if (one === undefined) return null
    const [lines, head] = [(await store.listLines(tx, one.renumberingId)).filter((each) => each.outcome !== 'updated'), await findExampleHead(tx)]
    const first = lines.find((each) => each.personId === head?.personId) ?? lines[0]
    const [town] = await store.listTowns(tx, one.renumberingId)
    const rows = lines.filter((each) => each.householdId === first?.householdId).map((line): Partial<Record<(typeof addressColumns)[number], string>> => ({ 宛名番号: line.addresseeNumber, 新町名: town!.newTown, 新番号: '777番地', 状態印: line.stamp }))
    return { renumberingId: one.renumberingId, fileBase64: base64Of([[...addressColumns], ...rows.map((cells) => addressColumns.map((column) => cells[column] ?? ''))]) }
  },
})

/** Takes a case back before anybody was updated by it — 事案の取下げ. */
export const withdrawRenumbering = command({
  name: 'resident.withdraw-renumbering', title: '住居表示・町名地番の変更の事案を取り下げる', permission: 'resident.write',
  description: 'Withdraws a case by which nobody has been updated. What was updated is taken back filing by filing, as any recorded event.',
  input: z.strictObject({ renumberingId: zId }), output: zCase,
  async run(tx, input): Promise<Decision<{ renumberingId: string }>> {
    const opened = await openCase(tx, input.renumberingId)
    if (!opened.ok) return opened
    if (opened.value.appliedAt !== null) return refusals.refuse('renumbering-closed', { field: '/renumberingId' })
    await store.keepMoment(tx, input.renumberingId, 'withdrawn')
    return done({ renumberingId: input.renumberingId })
  },
  async example(tx) {
    const open = (await store.listCases(tx)).filter((each) => each.withdrawnAt === null && each.appliedAt === null)
    // The newest extracted case is left for the batch.
    const one = open.find((each) => each.extractedAt === null) ?? open.slice(1).at(-1)
    return one === undefined ? null : { renumberingId: one.renumberingId }
  },
})
