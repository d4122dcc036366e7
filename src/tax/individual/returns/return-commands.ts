import { z } from 'zod'
import { refused } from '../../../kernel/outcome.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { printDate } from '../../../kernel/wareki.ts'
import { townDay } from '../../../platform/clock/index.ts'
import { command } from '../../../platform/command/define.ts'
import { zId, zText } from '../../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../../platform/command/tx.ts'
import { upload } from '../../../platform/command/upload.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { findPersonIdByAddresseeNumber } from '../../../resident/index.ts'
import { reviewTasks } from '../commands.ts'
import { latestAssessedYear } from '../law.ts'
import { assessmentDateOf, incomeYearOf } from '../model.ts'
import { refuse } from '../refusals.ts'
import { statementFaults, statementOf } from '../statement-input.ts'
import { closeStatements, findAnyStatementPerson, insertStatement, listKnownPersons, listStatementsNow } from '../store.ts'
import { exampleReturns } from './example.ts'
import { takeReturns } from './intake.ts'
import { findAnyPayer } from './payer-store.ts'
import { contentOf } from './read-row.ts'
import * as store from './return-store.ts'

const zFile = z.strictObject({
  fileBase64: upload(z.string({ error: '課税資料のCSVを選んでください。' }).min(1, { error: '課税資料のCSVを選んでください。' })),
  /** Taken from the screen, or from the link to the tax office and the joint agency. */
  channel: z.enum(['screen', 'link']).default('screen'),
})
const zTaken = z.object({ fileId: zId, lines: z.int(), linked: z.int(), waiting: z.int(), replaced: z.int(), cancelled: z.int() })

/** Takes a file of reports and returns in, all of it or nothing — 課税資料の取込み, 地方税法317条の6. */
export const takeReturnFile = command({
  name: 'tax-individual.take-return-file', title: '課税資料のCSVを取り込む', permission: 'tax-individual.write',
  description: 'Takes a CSV file of the documented profile in: reports of salaries and pensions, inhabitants-tax and income-tax returns, new, corrected or taken back. With any fault nothing is loaded, each by line and column; the same file is taken once. Who is meant for certain gets a statement, the others wait for an officer.',
  input: zFile, output: zTaken,
  async run(tx, input): Promise<Decision<z.output<typeof zTaken>>> {
    const bytes = Buffer.from(input.fileBase64, 'base64')
    if (bytes.length === 0) return refuse('file-missing', { field: '/fileBase64' })
    const sha256 = await tx.services.files.put(tx, bytes)
    await store.lockIntake(tx)
    const earlier = await store.findFileByDigest(tx, sha256)
    if (earlier) return refuse('file-twice', { field: '/fileBase64', at: printDate(townDay(earlier.receivedAt)) })
    const fileId = newId()
    const taken = await takeReturns(tx, fileId, bytes)
    if (!taken.ok) return taken
    const { changed, ...counts } = taken.value
    await store.insertFile(tx, { fileId, sha256, channel: input.channel, ...counts })
    return done({ fileId, ...counts }, { tasks: await reviewTasks(tx, changed) })
  },
  async example(tx) {
    const payer = await findAnyPayer(tx)
    return payer === undefined ? null : { fileBase64: exampleReturns(payer, incomeYearOf(exampleYear), tx.today).toString('base64'), channel: 'screen' as const }
  },
})

/** A year before the one that a run of the examples assesses: rows that wait there hold nothing. */
const exampleYear = fiscalYear(latestAssessedYear - 1)

const rowOutput = z.object({ rowId: zId })
type RowOutput = z.output<typeof rowOutput>
const zLink = z.strictObject({
  rowId: zId,
  /** One of those shown beside the row, or nobody of them: then by number. */
  personId: zId.nullable().default(null),
  addresseeNumber: z.string().regex(/^\d{1,15}$/, { error: '宛名番号は、数字15桁までで入れてください。' }).nullable().default(null),
  reason: zText(200, '理由').nullable().default(null),
})

/** An officer says of whom a row speaks — 個人特定. */
export const linkReturnRow = command({
  name: 'tax-individual.link-return-row', title: '課税資料を人に結ぶ', permission: 'tax-individual.write',
  description: 'Decides of whom a waiting row of a file speaks; it becomes a statement of that person. Somebody who did not live here on the assessment date needs a reason.',
  input: zLink, output: rowOutput,
  async run(tx, input): Promise<Decision<RowOutput>> {
    const row = await store.lockRow(tx, input.rowId)
    if (!row) return refuse('return-not-found', { field: '/rowId' })
    if (row.state !== 'waiting' && row.state !== 'aside') return refuse('return-state', { field: '/rowId' })
    const personId = input.personId ?? (input.addresseeNumber === null ? undefined : await findPersonIdByAddresseeNumber(tx, input.addresseeNumber))
    if (personId === undefined || !(await listKnownPersons(tx, [personId])).has(personId)) return refuse('person-not-found', { field: input.addresseeNumber === null ? '/personId' : '/addresseeNumber' })
    const on = assessmentDateOf(fiscalYear(row.incomeYear + 1))
    const wasResident = (await store.listSpans(tx, [personId], on)).some((span) => span.wasResident)
    if (!wasResident && input.reason === null) return refuse('return-not-resident', { field: '/reason' })
    const content = { ...contentOf(row.content), personId }
    const faults = statementFaults(content, tx.today)
    if (faults.length > 0) return refused(faults)
    const statement = statementOf(content, { standing: undefined, recordedAt: tx.now })
    await insertStatement(tx, statement)
    await store.decideRow(tx, input.rowId, { state: 'linked', why: 'officer', personId, statementId: statement.statementId, reason: input.reason, forwardedTo: null })
    return done({ rowId: input.rowId }, { subjectIds: [personId], tasks: await reviewTasks(tx, [statement]) })
  },
  async example(tx) {
    const [row, personId] = [await store.findAnyRow(tx, 'waiting'), await findAnyStatementPerson(tx)]
    return row === undefined || personId === undefined ? null : { rowId: row.rowId, personId, addresseeNumber: null, reason: '支払者に確かめた' }
  },
})

const zForward = z.strictObject({ rowId: zId, municipality: zText(60, '回送先'), reason: zText(200, '理由') })

/** Sends a row on: the person lived elsewhere on the assessment date — 回送. */
export const forwardReturnRow = command({
  name: 'tax-individual.forward-return-row', title: '課税資料を回送する', permission: 'tax-individual.write',
  description: 'Puts a waiting row on the list of papers that are sent on to another municipality, where the person lived on the assessment date.',
  input: zForward, output: rowOutput,
  run: async (tx, input) => await settle(tx, input.rowId, { state: 'forwarded', reason: input.reason, forwardedTo: input.municipality }),
  example: async (tx) => await exampleOf(tx, 'waiting', { municipality: '花筏県北浜市', reason: '1月1日は北浜市に住所がある' }),
})

const zAside = z.strictObject({ rowId: zId, reason: zText(200, '理由') })

/** Lays a row aside, neither linked nor sent on — 外に置く. */
export const setAsideReturnRow = command({
  name: 'tax-individual.set-aside-return-row', title: '課税資料を外に置く', permission: 'tax-individual.write',
  description: 'Lays a waiting row aside with the reason; the annual assessment does not wait for it.',
  input: zAside, output: rowOutput,
  run: async (tx, input) => await settle(tx, input.rowId, { state: 'aside', reason: input.reason, forwardedTo: null }),
  example: async (tx) => await exampleOf(tx, 'waiting', { reason: '支払者に問い合わせている' }),
})

async function settle(tx: Tx, rowId: string, decision: Pick<store.RowDecision, 'state' | 'reason' | 'forwardedTo'>): Promise<Decision<RowOutput>> {
  const row = await store.lockRow(tx, rowId)
  if (!row) return refuse('return-not-found', { field: '/rowId' })
  if (row.state !== 'waiting') return refuse('return-state', { field: '/rowId' })
  await store.decideRow(tx, rowId, { ...decision, why: row.why, personId: null, statementId: null })
  return done({ rowId })
}

async function exampleOf<T extends object>(tx: Tx, state: store.OpenState, more: T): Promise<(T & { rowId: string }) | null> {
  const row = await store.findAnyRow(tx, state)
  return row === undefined ? null : { rowId: row.rowId, ...more }
}

/** Takes back what was decided about a row: it waits again, and its statement is gone — 個人特定のやり直し. */
export const reopenReturnRow = command({
  name: 'tax-individual.reopen-return-row', title: '課税資料の個人特定をやり直す', permission: 'tax-individual.write',
  description: 'Takes back what was decided about a row, by whomever: it waits for an officer again, and the statement that rested on it is closed.',
  input: zAside, output: rowOutput,
  async run(tx, input): Promise<Decision<RowOutput>> {
    const row = await store.lockRow(tx, input.rowId)
    if (!row) return refuse('return-not-found', { field: '/rowId' })
    if (row.state === 'waiting' || row.state === 'replaced' || row.state === 'cancelled') return refuse('return-state', { field: '/rowId' })
    const statements = row.statementId === null ? [] : await listStatementsNow(tx, [row.statementId])
    await closeStatements(tx, statements.map((one) => one.statementId))
    await store.decideRow(tx, input.rowId, { state: 'waiting', why: row.state === 'linked' ? 'several' : row.why, personId: null, statementId: null, reason: input.reason, forwardedTo: null })
    return done({ rowId: input.rowId }, { subjectIds: statements.map((one) => one.personId), tasks: await reviewTasks(tx, statements) })
  },
  example: async (tx) => await exampleOf(tx, 'aside', { reason: '選び間違い' }) ?? await exampleOf(tx, 'forwarded', { reason: '選び間違い' }),
})
