import { z } from 'zod'
import { createHash } from 'node:crypto'
import { listBalancesOfSources } from '../../../collection/index.ts'
import { refused, type Refusal } from '../../../kernel/outcome.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { sumOf, zeroYen, type Yen } from '../../../kernel/yen.ts'
import { townDay } from '../../../platform/clock/index.ts'
import { command } from '../../../platform/command/define.ts'
import { zFiscalYear, zId } from '../../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../../platform/command/tx.ts'
import { upload } from '../../../platform/command/upload.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { listPersonsOn } from '../../../resident/index.ts'
import { findAnyPensioner } from '../after/pension-store.ts'
import { levyCode } from '../decide.ts'
import { isAssessedYear, latestAssessedYear } from '../law.ts'
import { refusal, refuse } from '../refusals.ts'
import { findPayer, listPayersByNumber, type Payer } from '../returns/payer-store.ts'
import { firstPensionPayment, laneOf } from '../rules/collection.ts'
import { listLastDecisions, type DecisionRow } from '../store.ts'
import { acceptedCode, paymentsInYear } from './model.ts'
import { readPensionFile, type PensionRow } from './read.ts'
import { nextRequest, type Wanted } from './rules/request.ts'
import * as store from './store.ts'
import { takeLines, type Lines, type Taken } from './take.ts'

const takenOutput = z.object({ fileId: zId, lines: z.int(), entries: z.int(), found: z.int(), results: z.int(), refused: z.int(), stops: z.int() })

/** 年金保険者のファイルを取り込む — 地方税法321条の7の2・321条の7の5・321条の7の9. */
export const takePensionFile = command({
  name: 'tax-individual.take-pension-file', title: '年金保険者のファイルを取り込む', permission: 'tax-individual.write',
  description: 'Takes in a file of pension payers after the profile of docs/pension-csv.md: who may bear the tax, what became of requests, whose pension ends. With any fault nothing is taken, each told by line and column; the same file is taken once.',
  input: z.strictObject({ fileBase64: upload(z.string({ error: 'ファイルを選んでください。' }).min(1, { error: 'ファイルを選んでください。' })) }), output: takenOutput,
  async run(tx, input): Promise<Decision<z.output<typeof takenOutput>>> {
    const bytes = Buffer.from(input.fileBase64, 'base64')
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const before = await store.findTaken(tx, sha256)
    if (before) return refuse('file-twice', { at: printDate(townDay(before.recordedAt), 'short') })
    const read = await readPensionFile(bytes)
    if (!read.ok) return read
    const payers = new Map((await listPayersByNumber(tx, [...new Set(read.value.map((row) => row.payerNumber))])).map((one) => [one.designationNumber, one]))
    const faults = await faultsOf(tx, read.value, payers)
    if (faults.length > 0) return refused(faults)
    const [fileId, groups] = [newId(), linesOf(read.value, payers)]
    await store.insertFile(tx, { fileId, direction: 'in', fiscalYear: read.value[0]!.fiscalYear, payerId: groups.length === 1 ? groups[0]!.payer.payerId : null, sha256: await tx.services.files.put(tx, bytes), rows: read.value.length, amount: zeroYen })
    const taken: Taken[] = []
    for (const lines of groups) taken.push(await takeLines(tx, fileId, lines))
    const sum = (of: (one: Taken) => number): number => taken.reduce((total, one) => total + of(one), 0)
    const tasks = taken.flatMap((one) => one.tasks)
    return done({ fileId, lines: read.value.length, entries: sum((one) => one.entries), found: sum((one) => one.found), results: sum((one) => one.results), refused: sum((one) => one.refused), stops: sum((one) => one.stops) }, { tasks, subjectIds: [...new Set(tasks.flatMap((task) => task.subjectIds))] })
  },
  async example(tx) {
    const found = await findAnyPensioner(tx, latestAssessedYear)
    const [person] = found === undefined ? [] : await listPersonsOn(tx, [found.person_id])
    if (found === undefined || person === undefined) return null
    // One yen more than in the lists before makes it another file.
    const before = (await store.listFiles(tx, latestAssessedYear, 1_000)).length
    return { fileBase64: Buffer.from(`通知の種類,年度,指定番号,受給者番号,氏名,生年月日,年金額,介護の特別徴収\r\n対象者,${latestAssessedYear},${found.designation_number},12345678901234,${person.name},1950-04-01,${found.yearly + before},1\r\n`).toString('base64') }
  },
})

/** What the lines name and we do not know. */
async function faultsOf(tx: Tx, rows: readonly PensionRow[], payers: ReadonlyMap<string, Payer>): Promise<readonly Refusal[]> {
  const faults: Refusal[] = []
  const asked = new Map<string, Promise<ReadonlySet<string>>>()
  for (const row of rows) {
    const payer = payers.get(row.payerNumber)
    if (!isAssessedYear(row.fiscalYear)) faults.push(refusal('year-not-ready', { line: row.line, field: '年度', year: row.fiscalYear }))
    else if (payer === undefined) faults.push(refusal('row-payer-unknown', { line: row.line, field: '指定番号' }))
    else if (payer.report !== 'pension-report') faults.push(refusal('row-payer-report', { line: row.line, field: '指定番号' }))
    else if (row.notice !== 'candidate') {
      const key = `${row.fiscalYear}|${payer.payerId}|${row.notice}`
      if (!asked.has(key)) asked.set(key, knownNumbers(tx, row.fiscalYear, { payerId: payer.payerId, notice: row.notice }))
      if (!(await asked.get(key)!).has(row.recipientNumber)) faults.push(refusal(row.notice === 'result' ? 'pension-not-asked' : 'pension-entry-unknown', { line: row.line, field: '受給者番号' }))
    }
  }
  return faults
}

/** Whom a result can answer, and whose end a payer can tell. */
async function knownNumbers(tx: Tx, year: number, { payerId, notice }: { readonly payerId: string; readonly notice: 'result' | 'stop' }): Promise<ReadonlySet<string>> {
  const rows = notice === 'result' ? await store.listRequests(tx, { fiscalYear: year, payerId }) : await store.listEntries(tx, { fiscalYear: year, payerId })
  return new Set(rows.map((row) => row.recipientNumber))
}

function linesOf(rows: readonly PensionRow[], payers: ReadonlyMap<string, Payer>): readonly Lines[] {
  const groups = new Map<string, { payer: Payer; fiscalYear: number; rows: PensionRow[] }>()
  for (const row of rows) {
    const key = `${row.fiscalYear}|${row.payerNumber}`
    const group = groups.get(key) ?? { payer: payers.get(row.payerNumber)!, fiscalYear: row.fiscalYear, rows: [] }
    group.rows.push(row)
    groups.set(key, group)
  }
  return [...groups.values()]
}

const askedOutput = z.object({ fileId: zId, start: z.int(), change: z.int(), stop: z.int(), none: z.int(), amount: z.int() })

/** 年金からの特別徴収を依頼する — 地方税法321条の7の5第1項. */
export const requestPensionDeductions = command({
  name: 'tax-individual.request-pension-deductions', title: '年金からの特別徴収を依頼する', permission: 'tax-individual.approve',
  description: 'Answers every entry of one pension payer and year by the decisions in force: from whom to take how much in each payment, what changes, where to stop, and of whom nothing is taken and why. Only what the payer does not know yet; the file is taken from the list.',
  input: z.strictObject({ payerId: zId, fiscalYear: zFiscalYear }), output: askedOutput,
  async run(tx, input): Promise<Decision<z.output<typeof askedOutput>>> {
    if (!isAssessedYear(input.fiscalYear)) return refuse('year-not-ready', { field: '/fiscalYear', year: input.fiscalYear })
    const payer = await findPayer(tx, input.payerId)
    const entries = payer ? await store.listEntries(tx, { fiscalYear: input.fiscalYear, payerId: payer.payerId }) : []
    if (!payer || entries.length === 0) return refuse('pension-no-entries', { field: '/payerId', year: input.fiscalYear })
    const fileId = newId()
    const requests = await requestsFor(tx, { payer, fiscalYear: input.fiscalYear, entries, fileId })
    if (requests.length === 0) return refuse('pension-nothing-to-ask', { field: '/payerId' })
    const amount = sumOf(requests.flatMap((one) => one.amounts))
    const count = (kind: store.PensionRequest['kind']): number => requests.filter((one) => one.kind === kind).length
    await store.insertFile(tx, { fileId, direction: 'out', fiscalYear: input.fiscalYear, payerId: payer.payerId, sha256: createHash('sha256').update(JSON.stringify(requests)).digest('hex'), rows: requests.length, amount })
    await store.insertRequests(tx, requests)
    return done({ fileId, start: count('start'), change: count('change'), stop: count('stop'), none: count('none'), amount }, { subjectIds: requests.flatMap((one) => one.personId ?? []) })
  },
  async example(tx) {
    const payerId = await store.findAnyEntryPayer(tx, latestAssessedYear)
    return payerId === undefined ? null : { payerId, fiscalYear: latestAssessedYear }
  },
})

interface Asking { readonly payer: Payer; readonly fiscalYear: number; readonly entries: readonly store.PensionEntry[]; readonly fileId: string }

async function requestsFor(tx: Tx, { payer, fiscalYear: year, entries, fileId }: Asking): Promise<readonly Omit<store.PensionRequest, 'resultCode'>[]> {
  const all = new Map<string, store.PensionRequest[]>()
  for (const one of await store.listRequests(tx, { fiscalYear: year, payerId: payer.payerId })) all.set(one.recipientNumber, [...(all.get(one.recipientNumber) ?? []), one])
  const decisions = new Map((await listLastDecisions(tx, year, entries.flatMap((one) => one.personId ?? []))).map((one) => [one.personId, one]))
  const notices = await noticesOf(tx, [...decisions.values()])
  return entries.flatMap((entry) => {
    const made = all.get(entry.recipientNumber) ?? []
    // What the payer refused was never in force.
    const standing = made.findLast((one) => one.resultCode === null || one.resultCode === acceptedCode)
    const asked = nextRequest(standing, wantedOf(entry, { decision: decisions.get(entry.personId ?? ''), partyId: payer.partyId, notices }))
    if (asked === null || (asked.kind === 'none' && made.length > 0)) return []
    return [{ ...asked, fiscalYear: year, payerId: payer.payerId, recipientNumber: entry.recipientNumber, requestNo: made.length + 1, personId: entry.personId, fileId }]
  })
}

/** The number under which the instalments of each decision stand in the ledger: results name it. */
async function noticesOf(tx: Tx, decisions: readonly DecisionRow[]): Promise<ReadonlyMap<string, string>> {
  const charges = await listBalancesOfSources(tx, levyCode, decisions.map((one) => one.sourceId))
  return new Map(charges.filter((one) => laneOf(one.instalment) === 'pension' && one.noticeNo !== null).map((one) => [one.sourceId, one.noticeNo!]))
}

function wantedOf(entry: store.PensionEntry, { decision, partyId, notices }: { readonly decision: DecisionRow | undefined; readonly partyId: string; readonly notices: ReadonlyMap<string, string> }): Wanted {
  if (entry.personId === null) return { why: 'not-found' }
  if (decision === undefined) return { why: 'no-decision' }
  const amounts = Array.from({ length: paymentsInYear }, (_, index): Yen => decision.instalments.find((one) => one.no === firstPensionPayment + index && (one.partyId ?? decision.partyId) === partyId)?.amount ?? zeroYen)
  return { noticeNo: notices.get(decision.sourceId) ?? null, amounts }
}
