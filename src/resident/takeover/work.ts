import { z } from 'zod'
import { assert } from '../../kernel/assert.ts'
import { refused, type Outcome } from '../../kernel/outcome.ts'
import { stopwatch } from '../../platform/clock/index.ts'
import { zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { job } from '../../platform/job/define.ts'
import { enqueue } from '../../platform/job/store.ts'
import { takeNumbers } from '../../platform/number/index.ts'
import { insertRegister, type RegisterHousehold, type RegisterPerson } from '../bulk/store.ts'
import { csvColumns, placesOf, readRegisterRow, type CsvPerson, type CsvRules } from '../intake/layout.ts'
import { findByHouseholdNumbers } from '../intake/queries.ts'
import { addresseeSerial, householdSerial } from '../number/serial.ts'
import { numberWidth } from '../number/width.ts'
import { listTownBlocks } from '../queries.ts'
import { refusals } from '../refusals.ts'
import { checkIndividualNumber } from '../rules/checks.ts'
import { checkHouseholds, finishTrial, matchRows } from './checking.ts'
import { RowConverter } from './convert.ts'
import { listProfiles } from './queries.ts'
import { columnsOf, readProfile, type ImportProfile } from './profile.ts'
import { reconcileRun } from './reconciliation.ts'
import { forgetCells, highestSerials } from './reconciliation-store.ts'
import { readStretch } from './records.ts'
import { insertRows, listWaiting, markTaken, countTakenMeanwhile } from './row-store.ts'
import { addressDictionary } from './rules/legacy-address.ts'
import * as store from './store.ts'

/** Lines of a page of reading, and persons of a page of writing: one transaction each. */
export const linesPerPage = 4000
export const personsPerPage = 500
const places = placesOf(csvColumns)

/** Works on a trial or take-over page by page; each page is one transaction, and the next one is put on the queue with it. */
export const takeOverJob = job({
  name: 'resident.take-over', title: '旧システムからの引継ぎ', payload: z.object({ runId: zId }),
  async run(tx, { runId }) { if (await workOnce(tx, runId) === 'more') await continueLater(tx, runId) },
  async example(tx) {
    for (const profile of await listProfiles(tx)) {
      const [run] = await store.listRunsOf(tx, profile.profileId)
      if (run !== undefined) return { runId: run.run_id }
    }
    return null
  },
})

export async function continueLater(tx: Tx, runId: string): Promise<void> {
  await enqueue(tx, { task: 'resident.take-over', payload: { runId }, key: `take-over:${tx.tenant}:${runId}` })
}

/** Works one page of whatever the run waits for; a run that was stopped, or waits for a person, is left. */
export async function workOnce(tx: Tx, runId: string): Promise<'more' | 'stop'> {
  const run = await store.lockRun(tx, runId)
  if (run === undefined) return 'stop'
  if (run.state === 'reading') return await readPage(tx, run)
  if (run.state === 'checking') return await checkPage(tx, run)
  return run.state === 'posting' ? await postPage(tx, run) : 'stop'
}

/** The profile as it was when the trial began; it was read before it was kept. */
async function profileOf(tx: Tx, run: store.RunRow): Promise<ImportProfile> {
  const row = await store.findProfile(tx, run.profile_id, run.profile_version)
  const read = row && readProfile(row.content)
  assert(read?.ok === true, 'a kept profile can be read')
  return read.value
}

export function csvRulesOf(tx: Tx): CsvRules {
  const isPractice = tx.office.environment === 'practice'
  return { today: tx.today, isIndividualNumber: (number) => checkIndividualNumber(number, '', isPractice) === false }
}

/** Makes what reads the rows of a file; the first record is its head where the profile says so. */
export async function converterFor(tx: Tx, profile: ImportProfile, from: { readonly profileId: string | null; readonly bytes: Buffer; readonly tellsCells?: boolean }): Promise<Outcome<RowConverter>> {
  const [first] = readStretch(from.bytes, { byte: 0, line: 0 }, { ...profile, limit: 1 }).records
  if (first === undefined) return refusals.refuse('legacy-file-empty', { field: '/fileBase64' })
  const head = profile.head === 'names' ? (first.cells ?? []).map((cell) => cell.trim()) : null
  const missing = head === null ? [] : columnsOf(profile).filter((column) => !head.includes(String(column)))
  if (missing.length > 0) return refused(missing.slice(0, 20).map((column) => refusals.refusal('legacy-column-missing', { field: '/fileBase64', column })))
  return {
    ok: true,
    value: new RowConverter({
      profile, head, dictionary: addressDictionary(await listTownBlocks(tx)), csv: csvRulesOf(tx), tellsCells: from.tellsCells ?? false,
      decisions: from.profileId === null ? new Map() : await store.listDecisions(tx, from.profileId), corrections: from.profileId === null ? new Map() : await store.listCorrectionsByRow(tx, from.profileId),
    }),
  }
}

async function readPage(tx: Tx, run: store.RunRow): Promise<'more'> {
  const watch = stopwatch()
  const profile = await profileOf(tx, run)
  const bytes = await tx.services.files.find(tx, run.file_sha256)
  assert(bytes !== undefined, 'the file of a trial is kept')
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const converter = await converterFor(tx, profile, { profileId: run.profile_id, bytes: buffer })
  assert(converter.ok, 'the head of the file was looked at when the trial began')
  const stretch = readStretch(buffer, { byte: run.cursor_byte, line: run.cursor_line }, { ...profile, limit: linesPerPage })
  const records = run.cursor_byte === 0 && profile.head === 'names' ? stretch.records.slice(1) : stretch.records
  await insertRows(tx, run.run_id, records.map((record) => converter.value.convert(record)))
  const isEnd = stretch.nextByte >= buffer.length
  await store.moveOn(tx, run.run_id, { state: isEnd ? 'checking' : 'reading', byte: stretch.nextByte, line: stretch.nextLine, household: null, lines: records.length, posted: 0, seconds: watch() })
  return 'more'
}

async function checkPage(tx: Tx, run: store.RunRow): Promise<'more' | 'stop'> {
  const watch = stopwatch()
  const profile = await profileOf(tx, run)
  if (run.cursor_household === null) await matchRows(tx, run.run_id, profile)
  const household = await checkHouseholds(tx, run, profile)
  await store.moveOn(tx, run.run_id, { state: 'checking', byte: run.cursor_byte, line: run.cursor_line, household: household ?? run.cursor_household ?? '', lines: 0, posted: 0, seconds: watch() })
  if (household !== null) return 'more'
  await finishTrial(tx, run)
  return 'stop'
}

async function postPage(tx: Tx, run: store.RunRow): Promise<'more' | 'stop'> {
  const watch = stopwatch()
  const rows = await listWaiting(tx, run.run_id, { household: run.cursor_household, line: run.cursor_line, limit: personsPerPage })
  const last = rows.at(-1)
  if (last === undefined) { await finishTakeOver(tx, run); return 'stop' }
  if (await countTakenMeanwhile(tx, rows.map((row) => row.record[places.addressee_number]!)) > 0) { await store.changeState(tx, run.run_id, 'paused'); return 'stop' }
  const rules = csvRulesOf(tx)
  const persons = rows.map((row) => personOf(row, rules))
  const households = await householdsOf(tx, persons)
  const entries = persons.map((person) => entryOf(tx, person, households.ids.get(person.householdNumber)!))
  await insertRegister(tx, { households: households.made, persons: entries })
  await markTaken(tx, run.run_id, entries.map((entry, index) => ({ lineNo: rows[index]!.lineNo, personId: entry.personId })))
  await store.moveOn(tx, run.run_id, { state: 'posting', byte: run.cursor_byte, line: last.lineNo, household: last.householdNumber, lines: 0, posted: entries.length, seconds: watch() })
  return 'more'
}

/** The staged row read once more by the strict check: what was good in the trial is good now. */
function personOf(row: { readonly lineNo: number; readonly record: readonly string[] }, rules: CsvRules): CsvPerson {
  const person = readRegisterRow({ line: row.lineNo, record: row.record, places }, rules, () => undefined)
  assert(person !== undefined, 'a row that waits to be taken passes the check of the register')
  return person
}

async function householdsOf(tx: Tx, persons: readonly CsvPerson[]): Promise<{ readonly ids: ReadonlyMap<string, string>; readonly made: readonly RegisterHousehold[] }> {
  const numbers = [...new Set(persons.map((person) => person.householdNumber))]
  const standing = await findByHouseholdNumbers(tx, numbers)
  const made = numbers.filter((number) => !standing.has(number)).map((householdNumber) => ({ householdId: newId(), householdNumber }))
  return { ids: new Map([...standing, ...made.map((one) => [one.householdNumber, one.householdId] as const)]), made }
}

function entryOf(tx: Tx, person: CsvPerson, householdId: string): RegisterPerson {
  const personId = newId()
  return {
    personId, addresseeNumber: person.addresseeNumber, individualNumber: person.individualNumber, residentCode: person.residentCode,
    history: [{ personId, historyNo: 1, version: 1, validFrom: person.validFrom, validTo: null, recordedAt: tx.now, recordedTo: null, source: { event: 'taken-over', notificationId: null, notifiedOn: null, evidence: '前のシステムからの引継ぎ' }, facts: { ...person.facts, householdId } }],
  }
}

async function finishTakeOver(tx: Tx, run: store.RunRow): Promise<void> {
  assert(run.tallies !== null, 'a trial that was approved was counted')
  await raiseSerials(tx, run.run_id)
  await store.keepPosted(tx, run.run_id, await reconcileRun(tx, { ...run, tallies: run.tallies }, 'both'))
  await forgetCells(tx, run.run_id)
}

/** New numbers begin after those taken over, so that nobody waits while thousands of taken ones are passed by. */
async function raiseSerials(tx: Tx, runId: string): Promise<void> {
  const highest = await highestSerials(tx, runId, numberWidth)
  for (const [kind, serial] of [[addresseeSerial, highest.addressee], [householdSerial, highest.household]] as const) {
    const standing = await takeNumbers(tx, kind, 0) - 1
    if (serial > standing) await takeNumbers(tx, kind, serial - standing)
  }
}
