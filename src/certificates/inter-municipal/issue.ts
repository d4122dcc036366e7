import { z } from 'zod'
import { times, yen, type Yen } from '../../kernel/yen.ts'
import { elapsedMs } from '../../platform/clock/index.ts'
import { command } from '../../platform/command/define.ts'
import { zId, zText } from '../../platform/command/schema.ts'
import { done, type Decision, type RefusedAndRemembered, type Tx } from '../../platform/command/tx.ts'
import { nextNumber } from '../../platform/number/index.ts'
import { cashSerial } from '../cash.ts'
import { insertEntry } from '../cash-store.ts'
import { markSpoiled } from '../commands.ts'
import { deskOf } from '../facts.ts'
import { feeLawOn, interMunicipalTermsOn } from '../law.ts'
import type { Fee } from '../model.ts'
import { refuse } from '../refusals.ts'
import { feeOf } from '../rules/request.ts'
import { findOpenStop } from '../stop-store.ts'
import { momentText } from '../words.ts'
import { IssueInterMunicipalInput } from './inputs.ts'
import type { Answer } from './messages.ts'
import { interMunicipalKind } from './model.ts'
import { digestOfAnswer, makeSheet, type MadeSheet } from './paper.ts'
import { fitsQuestion } from './rules/answer.ts'
import * as store from './store.ts'

const zMade = z.object({ issuanceId: z.string(), number: z.string(), documentId: z.string(), pages: z.number() })
const zIssueValue = z.object({ requestId: z.string(), feeYen: z.number(), sheets: z.array(zMade) })

/** Prints what the home town has answered: numbers, papers, log and cash in one transaction — 広域交付の住民票の写しの交付. */
export const issueInterMunicipal = command({
  name: 'certificates.issue-inter-municipal', title: '広域交付の写しを発行する', permission: 'certificates.issue',
  description: 'Prints the copies of a request that its home town has answered within the minutes of `certificates.inter-municipal-terms`; `shown` is the digest that `certificates.inter-municipal-request` gave. Each copy gets its own number; the fee is booked at the desk, once for a request: after a spoiled sheet the missing copies are printed without a further fee.',
  input: IssueInterMunicipalInput, output: zIssueValue,
  async run(tx, { requestId, shown }): Promise<Decision<z.infer<typeof zIssueValue>>> {
    await store.lockRequest(tx, requestId)
    const request = await store.findRequest(tx, requestId)
    if (request === undefined) return refuse('inter-municipal-request-not-found', { field: '/requestId' })
    const answer = printableAnswer(tx, request)
    if (!answer.ok) return answer
    const stopped = await stopOf(tx)
    if (stopped) return stopped
    const earlier = await store.listSheetsOf(tx, [requestId])
    const missing = request.copies - earlier.filter((sheet) => sheet.spoiled_reason === null).length
    if (missing <= 0) return refuse('inter-municipal-issued')
    if (digestOfAnswer(requestId, answer.value) !== shown) return refuse('record-changed')
    const sheets: MadeSheet[] = []
    for (let copyNo = 0; copyNo < missing; copyNo += 1) {
      const made = await makeSheet(tx, { requestId, question: request, answer: answer.value })
      if (!made.ok) return made
      sheets.push(made.value)
    }
    const feeYen = earlier.length > 0 ? yen(0) : await bookFee(tx, request)
    return done({ requestId, feeYen, sheets }, { subjectIds: answer.value.persons.map((person) => person.ref) })
  },
  async example(tx) {
    const request = await store.findNewestRequest(tx, { isPrintable: true })
    return request === undefined || request.answer === null ? null : { requestId: request.requestId, shown: digestOfAnswer(request.requestId, request.answer) }
  },
})

const untold = { 'not-found': 'inter-municipal-not-found', 'member-not-found': 'inter-municipal-member-not-found', 'number-not-recorded': 'inter-municipal-number-not-recorded', 'at-home-town': 'inter-municipal-at-home-town' } as const

/** The answer from which the paper may be made now, or why there is none. */
export function printableAnswer(tx: Tx, request: store.InterMunicipalRequest): { readonly ok: true; readonly value: Answer } | RefusedAndRemembered {
  const { outcome, answer, answeredAt, delivery, homeCode } = request
  if (delivery === 'unknown-town') return refuse('inter-municipal-not-reachable', { town: `団体コード ${homeCode} の市区町村` })
  if (outcome === null || answeredAt === null) return refuse('inter-municipal-waiting')
  if (outcome !== 'answered') return refuse(untold[outcome])
  const { answerMinutes } = interMunicipalTermsOn(tx.today, tx.office.ordinanceOn(tx.today))
  if (answer === null || request.requestedOn !== tx.today || elapsedMs(answeredAt, tx.now) > answerMinutes * 60_000) return refuse('inter-municipal-too-old')
  return fitsQuestion(answer, request) ? { ok: true, value: answer } : refuse('inter-municipal-does-not-fit')
}

async function stopOf(tx: Tx): Promise<RefusedAndRemembered | undefined> {
  const open = await findOpenStop(tx)
  if (open !== undefined) return refuse('issuing-stopped', { at: momentText(open.stopped_at) })
  const { certifier } = tx.office
  return certifier.name.trim() === '' || certifier.title.trim() === '' ? refuse('no-certifier') : undefined
}

/** The fee of a request: that of a copy of the own town's record — 手数料. */
export function feeOfRequest(tx: Tx, { exemption, copies }: Pick<store.InterMunicipalRequest, 'exemption' | 'copies'>): Fee {
  return feeOf({ kind: 'resident-record-copy', requester: { kind: 'self', name: null }, exemption, copies }, feeLawOn(tx.today, tx.office.ordinanceOn(tx.today)))
}

async function bookFee(tx: Tx, request: store.InterMunicipalRequest): Promise<Yen> {
  const [desk, fee] = [deskOf(tx), feeOfRequest(tx, request)]
  await insertEntry(tx, {
    desk, entry_no: await nextNumber(tx, cashSerial(desk)), kind: 'fee', document_kind: interMunicipalKind, payment: 'cash', count: request.copies, yen: times(fee.eachYen, request.copies), exemption: fee.exemption?.code ?? null, request_id: request.requestId, corrects_no: null, reason: null,
  })
  return fee.totalYen
}

/** Marks a sheet as spoiled; it stays in the log and in the store — 書き損じ. */
export const spoilInterMunicipal = command({
  name: 'certificates.spoil-inter-municipal', title: '広域交付の紙を書き損じとして記録する', permission: 'certificates.issue',
  description: 'Marks a sheet of a copy that another town keeps as spoiled, with the reason. Its request may be printed again without a further fee while the answer may still be used.',
  input: z.strictObject({ issuanceId: zId, reason: zText(200, '理由') }), output: z.object({ issuanceId: z.string() }),
  async run(tx, { issuanceId, reason }): Promise<Decision<{ issuanceId: string }>> {
    const found = await store.findSheet(tx, issuanceId)
    if (found === undefined) return refuse('issuance-not-found', { field: '/issuanceId' })
    await store.lockRequest(tx, found.request_id)
    const sheet = await store.findSheet(tx, issuanceId)
    if (sheet === undefined || sheet.spoiled_reason !== null) return refuse('already-spoiled')
    await markSpoiled(tx, sheet, reason)
    return done({ issuanceId })
  },
  async example(tx) {
    const sheet = await store.findAnySheet(tx)
    return sheet === undefined ? null : { issuanceId: sheet.issuance_id, reason: '用紙が詰まった' }
  },
})
