import { addDays, fiscalYear, type PlainDate } from '../../../kernel/plain-date.ts'
import { yenText } from '../../../kernel/text.ts'
import { fiscalYearText } from '../../../kernel/wareki.ts'
import { localTaxAct } from '../../../legislation/index.ts'
import type { Consequence } from '../../../platform/command/consequence.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { newId } from '../../../platform/crypto/index.ts'
import { insertChange } from '../after/change-store.ts'
import { listRecipients, replaceRecipient } from '../after/pension-store.ts'
import { taskOf } from '../commands.ts'
import { lawFor } from '../facts.ts'
import { incomeYearOf } from '../model.ts'
import { matchAll } from '../returns/matching.ts'
import type { Payer } from '../returns/payer-store.ts'
import { firstPensionPayment, monthOfInstalment } from '../rules/collection.ts'
import { listDecidedPersons } from '../store.ts'
import { acceptedCode, requestTitles } from './model.ts'
import type { PensionRow } from './read.ts'
import * as store from './store.ts'

// What becomes of the lines of a payer's file, kind by kind.

/** What a file did. */
export interface Taken { readonly entries: number; readonly found: number; readonly results: number; readonly refused: number; readonly stops: number; readonly tasks: readonly Consequence[] }

type Of<N extends PensionRow['notice']> = Extract<PensionRow, { notice: N }>

/** Lines of one payer and year. */
export interface Lines { readonly payer: Payer; readonly fiscalYear: number; readonly rows: readonly PensionRow[] }

export async function takeLines(tx: Tx, fileId: string, lines: Lines): Promise<Taken> {
  const of = <N extends PensionRow['notice']>(notice: N): readonly Of<N>[] => lines.rows.filter((row): row is Of<N> => row.notice === notice)
  const candidates = await takeCandidates(tx, fileId, { ...lines, rows: of('candidate') })
  const results = await takeResults(tx, fileId, { ...lines, rows: of('result') })
  const stops = await takeStops(tx, { ...lines, rows: of('stop') })
  return { ...candidates, ...results, stops: stops.stops, tasks: [...candidates.tasks, ...results.tasks, ...stops.tasks] }
}

interface LinesOf<N extends PensionRow['notice']> { readonly payer: Payer; readonly fiscalYear: number; readonly rows: readonly Of<N>[] }

/** Whom the payer named: found in the register or not, and kept as what the first decision rests on. */
async function takeCandidates(tx: Tx, fileId: string, { payer, fiscalYear: year, rows }: LinesOf<'candidate'>): Promise<Pick<Taken, 'entries' | 'found' | 'tasks'>> {
  const matches = await matchAll(tx, rows, incomeYearOf(fiscalYear(year)))
  const entries = rows.map((row, index) => { const match = matches[index]!; return { row, personId: match.kind === 'certain' ? match.personId : null } })
  await store.saveEntries(tx, entries.map(({ row, personId }) => ({ fiscalYear: year, payerId: payer.payerId, recipientNumber: row.recipientNumber, fileId, lineNo: row.line, name: row.name, kana: row.kana, birthOn: row.birthOn, yearly: row.yearly, careWithheld: row.careWithheld, personId })))
  const found = entries.filter((one) => one.personId !== null)
  const ids = found.map((one) => one.personId!)
  const [standing, decided] = [new Map((await listRecipients(tx, year, ids)).map((one) => [one.personId, one])), await listDecidedPersons(tx, fiscalYear(year), ids)]
  const tasks: Consequence[] = []
  for (const { row, personId } of found) {
    const before = standing.get(personId!)
    if (before?.payerId === payer.payerId && before.yearly === row.yearly && before.careWithheld === row.careWithheld && before.lastYearTax === row.lastYearTax && before.recipientNumber === row.recipientNumber) continue
    await replaceRecipient(tx, { fiscalYear: year, personId: personId!, version: (before?.version ?? 0) + 1, payerId: payer.payerId, yearly: row.yearly, careWithheld: row.careWithheld, lastYearTax: row.lastYearTax, recipientNumber: row.recipientNumber })
    if (decided.has(personId!)) tasks.push(lookAgain(year, personId!, `年金額 ${yenText(row.yearly)}の対象者の通知が、決定のあとに届きました。`))
  }
  return { entries: rows.length, found: found.length, tasks }
}

/** What the payer answered to requests: a refused one becomes a change that a second officer carries out. */
async function takeResults(tx: Tx, fileId: string, { payer, fiscalYear: year, rows }: LinesOf<'result'>): Promise<Pick<Taken, 'results' | 'refused' | 'tasks'>> {
  if (rows.length === 0) return { results: 0, refused: 0, tasks: [] }
  const last = new Map((await store.listRequests(tx, { fiscalYear: year, payerId: payer.payerId, numbers: rows.map((row) => row.recipientNumber) })).map((one) => [one.recipientNumber, one]))
  await store.keepResults(tx, fileId, rows.map((row) => ({ fiscalYear: year, payerId: payer.payerId, recipientNumber: row.recipientNumber, requestNo: last.get(row.recipientNumber)!.requestNo, resultCode: row.resultCode })))
  const refused = rows.filter((row) => row.resultCode !== acceptedCode)
  const tasks: Consequence[] = []
  for (const row of refused) {
    const request = last.get(row.recipientNumber)!
    if (request.personId === null || request.kind === 'none') continue
    if (request.kind === 'start') tasks.push(...await endPension(tx, { payer, year, personId: request.personId, happenedOn: dayBeforeFirst(tx, year, request), note: `年金保険者が依頼を受け付けなかった（結果コード ${row.resultCode}）` }))
    else tasks.push(lookAgain(year, request.personId, `年金保険者が${requestTitles[request.kind]}を受け付けませんでした（結果コード ${row.resultCode}）。`))
  }
  return { results: rows.length, refused: refused.length, tasks }
}

/** Nothing that was asked for will be taken. */
function dayBeforeFirst(tx: Tx, year: number, { amounts }: store.PensionRequest): PlainDate {
  return addDays(monthOfInstalment(firstPensionPayment + Math.max(0, amounts.findIndex((amount) => amount > 0)), lawFor(tx, fiscalYear(year))), -1)
}

/** The payer pays no more, or takes no more: what was to come from the pension becomes terms once a second officer has looked. */
async function takeStops(tx: Tx, { payer, fiscalYear: year, rows }: LinesOf<'stop'>): Promise<Pick<Taken, 'stops' | 'tasks'>> {
  if (rows.length === 0) return { stops: 0, tasks: [] }
  const persons = new Map((await store.listEntries(tx, { fiscalYear: year, payerId: payer.payerId, numbers: rows.map((row) => row.recipientNumber) })).map((entry) => [entry.recipientNumber, entry.personId]))
  const tasks: Consequence[] = []
  for (const row of rows) {
    const personId = persons.get(row.recipientNumber)
    if (personId) tasks.push(...await endPension(tx, { payer, year, personId, happenedOn: row.happenedOn, note: row.reason }))
  }
  return { stops: rows.length, tasks }
}

/** Receives the end of the pension's part as a change of collection — 年金特徴の中止. */
async function endPension(tx: Tx, { payer, year, personId, happenedOn, note }: { readonly payer: Payer; readonly year: number; readonly personId: string; readonly happenedOn: PlainDate; readonly note: string | null }): Promise<readonly Consequence[]> {
  const isNew = await insertChange(tx, { changeId: newId(), fiscalYear: year, personId, kind: 'pension-stop', payerId: payer.payerId, newPayerId: null, happenedOn, receivedOn: tx.today, firstMonth: null, lumpAsked: false, payToMay: null, note })
  if (!isNew) return []
  return [taskOf({
    code: 'tax-individual.carry-out-pension-stop', subjectId: personId, title: `${fiscalYearText(fiscalYear(year))}の年金からの特別徴収をやめる`, detail: note, letter: null, article: localTaxAct.art('321-7-9'),
  })]
}

function lookAgain(year: number, personId: string, detail: string): Consequence {
  return taskOf({ code: 'tax-individual.review-pension', subjectId: personId, title: `${fiscalYearText(fiscalYear(year))}の年金からの特別徴収を見直す`, detail, letter: null, article: localTaxAct.art('321-7-5(1)') })
}
