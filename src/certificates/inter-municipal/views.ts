import { z } from 'zod'
import { accept, type Refusal } from '../../kernel/outcome.ts'
import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import { addMs } from '../../platform/clock/index.ts'
import { noPersons, query } from '../../platform/command/define.ts'
import { zDate, zId } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { findLocalGovernmentName } from '../../platform/local-government/index.ts'
import { listPersonsOn } from '../../resident/index.ts'
import { deskOf, issuerOf } from '../facts.ts'
import { feeLawOn, interMunicipalTermsOn, type Exemption } from '../law.ts'
import type { Fee, Sheet } from '../model.ts'
import { refuse, refusals } from '../refusals.ts'
import { feeOfRequest, printableAnswer } from './issue.ts'
import type { AnswerOutcome, HomeRequest } from './model.ts'
import { digestOfAnswer } from './paper.ts'
import { sheetOfAnswer, withoutNumbers } from './rules/sheet.ts'
import * as store from './store.ts'

/** Where a request stands, in one word — 請求の状態. */
export const requestStates = { waiting: '答え待ち', ready: '発行できる', issued: '発行ずみ', untold: '出せない' } as const
export type RequestState = keyof typeof requestStates

export interface RequestLine { readonly requestId: string; readonly recordedAt: Instant; readonly recordedByName: string; readonly homeName: string; readonly askerName: string; readonly copies: number; readonly state: RequestState }

/** What this town answered as the home town; name and cause are null where they are withheld. */
export interface AnswerLine { readonly requestId: string; readonly recordedAt: Instant; readonly askedByName: string; readonly outcome: AnswerOutcome; readonly cause: string | null; readonly personId: string | null; readonly name: string | null; readonly count: number }

export interface InterMunicipalDesk { readonly on: PlainDate; readonly requests: readonly RequestLine[]; readonly next: string | null; readonly answers: readonly AnswerLine[]; readonly hasMoreAnswers: boolean; readonly exemptions: readonly Exemption[]; readonly desk: string }

const shownAtOnce = 50

/** Requests of a day at our counter, and what was answered to other towns — 広域交付の一覧. */
export const interMunicipalDesk = query<{ on: PlainDate | null; after: string | null }, InterMunicipalDesk>({
  name: 'certificates.inter-municipal-desk', title: '広域交付の一覧', permission: 'certificates.read', action: 'list',
  description: 'Requests of a day for copies that other towns keep, 50 at a time, and the newest 50 answers that this town gave as the home town.',
  input: z.strictObject({ on: zDate.nullable(), after: zId.nullable() }), output: z.custom<InterMunicipalDesk>(),
  async run(tx, input) {
    const on = input.on ?? tx.today
    const rows = await store.listRequestsOn(tx, on, { after: input.after, limit: shownAtOnce + 1 })
    const answers = await store.listAnswersOn(tx, on, shownAtOnce + 1)
    const shown = rows.slice(0, shownAtOnce)
    return accept({
      on, requests: await linesOf(tx, shown), next: rows.length > shownAtOnce ? shown.at(-1)?.requestId ?? null : null, answers: await answerLines(tx, answers.slice(0, shownAtOnce)), hasMoreAnswers: answers.length > shownAtOnce,
      exemptions: feeLawOn(tx.today, tx.office.ordinanceOn(tx.today)).exemptions.filter((one) => one.requester === null), desk: deskOf(tx),
    })
  },
  subjects: (value) => value.answers.flatMap((line) => line.personId ?? []),
  withhold: (value, personIds) => ({ ...value, answers: value.answers.map((line) => (line.personId !== null && personIds.has(line.personId) ? { ...line, name: null, cause: null, outcome: 'at-home-town' } : line)) }),
  async example() { return { on: null, after: null } },
})

/** As people call it; the code where the list of municipalities has none of it. */
function townName(code: string): string {
  return findLocalGovernmentName(code) ?? code
}

async function linesOf(tx: Tx, rows: readonly store.InterMunicipalRequest[]): Promise<RequestLine[]> {
  const sheets = await store.listSheetsOf(tx, rows.map((row) => row.requestId))
  return rows.map((row) => ({
    requestId: row.requestId, recordedAt: row.recordedAt, recordedByName: row.recordedByName, homeName: townName(row.homeCode), askerName: row.asker.name, copies: row.copies, state: stateOf(tx, row, sheets.filter((sheet) => sheet.request_id === row.requestId)),
  }))
}

function stateOf(tx: Tx, request: store.InterMunicipalRequest, sheets: readonly store.SheetRow[]): RequestState {
  if (sheets.filter((sheet) => sheet.spoiled_reason === null).length >= request.copies) return 'issued'
  if (request.outcome === null && request.delivery !== 'unknown-town') return 'waiting'
  return printableAnswer(tx, request).ok ? 'ready' : 'untold'
}

async function answerLines(tx: Tx, rows: readonly store.GivenAnswer[]): Promise<AnswerLine[]> {
  const names = new Map((await listPersonsOn(tx, rows.flatMap((row) => row.person_id ?? []))).map((person) => [person.personId, person.name]))
  return rows.map((row) => ({ requestId: row.request_id, recordedAt: row.recorded_at, askedByName: townName(row.asked_by), outcome: row.outcome, cause: row.cause, personId: row.person_id, name: row.person_id === null ? null : names.get(row.person_id) ?? null, count: row.subject_ids.length }))
}

/** One request with its paper as it would be; numbers are left out of what is shown. */
export interface InterMunicipalRequestView {
  readonly requestId: string
  readonly request: HomeRequest
  readonly recordedAt: Instant
  readonly recordedByName: string
  /** The home town as it names itself, or by its code while it has not answered. */
  readonly homeName: string
  readonly state: RequestState
  readonly sheet: Sheet | null
  /** Why the paper cannot be made now. */
  readonly refusals: readonly Refusal[]
  /** To be sent back with `certificates.issue-inter-municipal`; null where nothing may be issued. */
  readonly shown: string | null
  /** What is to be taken; null where it was taken already, or where there is no paper. */
  readonly fee: Fee | null
  readonly usableUntil: Instant | null
  readonly sheets: readonly { readonly issuanceId: string; readonly number: string; readonly documentId: string; readonly spoiledReason: string | null }[]
  readonly desk: string
}

/** One request for a copy that another town keeps: the answer, the paper and the fee — 広域交付の請求. */
export const interMunicipalRequest = query<{ requestId: string }, InterMunicipalRequestView>({
  name: 'certificates.inter-municipal-request', title: '広域交付の請求', permission: 'certificates.issue', action: 'view',
  description: 'One request with what its home town answered, the paper as it would be issued (numbers left out), why it cannot be, the fee, and the digest `shown` that `certificates.issue-inter-municipal` wants back.',
  input: z.strictObject({ requestId: zId }), output: z.custom<InterMunicipalRequestView>(),
  async run(tx, { requestId }) {
    const found = await store.findRequest(tx, requestId)
    return found === undefined ? refuse('inter-municipal-request-not-found', { field: '/requestId' }) : accept(await viewOf(tx, found))
  },
  ...noPersons,
  async example(tx) {
    const request = await store.findNewestRequest(tx, { isPrintable: false })
    return request === undefined ? null : { requestId: request.requestId }
  },
})

async function viewOf(tx: Tx, found: store.InterMunicipalRequest): Promise<InterMunicipalRequestView> {
  const { requestId, recordedAt, recordedByName, answeredAt, asker, homeCode, scope, memberNames, items, purpose, identityCheck, exemption, copies } = found
  const sheets = await store.listSheetsOf(tx, [requestId])
  const [answer, state] = [printableAnswer(tx, found), stateOf(tx, found, sheets)]
  const { answerMinutes } = interMunicipalTermsOn(tx.today, tx.office.ordinanceOn(tx.today))
  return {
    requestId, recordedAt, recordedByName, state, request: { asker, homeCode, scope, memberNames, items, purpose, identityCheck, exemption, copies }, homeName: found.answer?.homeName ?? findLocalGovernmentName(homeCode) ?? `団体コード ${homeCode}`,
    sheet: answer.ok ? sheetOfAnswer({ answer: withoutNumbers(answer.value), items, issuer: issuerOf(tx) }) : null,
    refusals: answer.ok ? [] : answer.refusals, shown: answer.ok && state !== 'issued' ? digestOfAnswer(requestId, answer.value) : null, fee: answer.ok && sheets.length === 0 ? feeOfRequest(tx, found) : null,
    usableUntil: answer.ok && answeredAt !== null ? addMs(answeredAt, answerMinutes * 60_000) : null,
    sheets: sheets.map((sheet) => ({ issuanceId: sheet.issuance_id, number: sheet.number, documentId: sheet.document_id, spoiledReason: sheet.spoiled_reason })), desk: deskOf(tx),
  }
}

/** The sentence that stands for what kept an answer at home, for officers. */
export function causeWords(cause: string): string {
  const code = cause.replace(/^certificates\./, '')
  if (code === 'several') return '同じ氏名・生年月日・性別の住民が2人以上いたため'
  return code in refusals.entries ? refusals.entries[code as keyof typeof refusals.entries].message : cause
}
