import { z } from 'zod'
import { assert } from '../kernel/assert.ts'
import { refused } from '../kernel/outcome.ts'
import { yen } from '../kernel/yen.ts'
import { command } from '../platform/command/define.ts'
import { zId, zText } from '../platform/command/schema.ts'
import { done, type Decision, type RefusedAndRemembered, type Tx } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { keepPlans } from '../platform/db/db.ts'
import { spoilIssued } from '../platform/document/index.ts'
import { nextNumber } from '../platform/number/index.ts'
import { cashSerial } from './cash.ts'
import { insertEntry } from './cash-store.ts'
import { contentFor } from './content.ts'
import { isInForce } from './disclosure/model.ts'
import { listRegistrationsOf } from './disclosure/store.ts'
import { issueCopy, refuseHousehold } from './draw.ts'
import { findExamplePerson } from './example.ts'
import { deskOf, loadFacts, nextIssuanceNumber, type LoadedFacts } from './facts.ts'
import { IssueInput, plainRequest } from './inputs.ts'
import { newCheckCode } from './mark/format.ts'
import { insertMark } from './mark/key-store.ts'
import { birthIndexOf, codeIndexOf } from './mark/verify.ts'
import { feeLawOn } from './law.ts'
import type { CopyRequest, Fee } from './model.ts'
import { refuse } from './refusals.ts'
import { checkRequest, feeOf, subjectsOf } from './rules/request.ts'
import { birthOf } from './rules/sheet.ts'
import { findOpenStop, type Stop } from './stop-store.ts'
import { stopOnMismatch } from './stop.ts'
import * as store from './store.ts'
import { momentText } from './words.ts'

const zIssued = z.object({ issuanceId: z.string(), number: z.string(), documentId: z.string(), pages: z.number() })
type IssuedSheet = z.infer<typeof zIssued>
const zIssueValue = z.object({ requestId: z.string(), feeYen: z.number(), sheets: z.array(zIssued) })

/** Issues papers of the register at the counter or by mail: numbers, papers, log and cash in one transaction — 証明の交付. */
export const issue = command({
  name: 'certificates.issue', title: '証明を発行する', permission: 'certificates.issue',
  description: 'Issues a paper of the register: copy or certificate of items of a live or closed record, or the certificate of a filed move-out (a later issue repeats the first). `shown` is the digest that `certificates.prepare` gave: if person or record differ from what was shown, nothing is issued. Each copy gets its own number; the fee is booked at the desk.',
  input: IssueInput, output: zIssueValue,
  async run(tx, { shown, ...request }): Promise<Decision<z.infer<typeof zIssueValue>>> {
    keepPlans(tx.db)
    const [facts, open] = await Promise.all([loadFacts(tx, request), findOpenStop(tx)])
    if (facts === undefined) return refuse('person-not-found', { field: '/personId' })
    const fees = feeLawOn(tx.today, tx.office.ordinanceOn(tx.today))
    const stopped = stopOf(tx, facts, { request, open }) ?? refusedOrNot(checkRequest(facts, request, fees))
    if (stopped) return stopped
    if (facts.shown !== shown) return refuse('record-changed')
    const [requestId, fee] = [newId(), feeOf(request, fees)]
    const subjectIds = subjectsOf(facts, request).map((subject) => subject.personId)
    await store.insertRequest(tx, {
      ...request, requestId, onPaper: subjectIds, feeYen: fee.totalYen, shown, desk: deskOf(tx), exemptionTaken: fee.exemption?.code ?? null,
      filingId: facts.moveOut?.notificationId ?? null, repeatsIssuanceId: facts.firstIssue?.issuanceId ?? null,
    })
    const sheets: IssuedSheet[] = []
    for (let copyNo = 1; copyNo <= request.copies; copyNo += 1) {
      const made = await makeSheet(tx, { facts, request, requestId, copyNo, reissueOf: null })
      if (!made.ok) return made
      sheets.push(made.value)
    }
    await bookFee(tx, { requestId, request, fee })
    return done({ requestId, feeYen: fee.totalYen, sheets }, { subjectIds })
  },
  async example(tx) {
    const personId = await findExamplePerson(tx)
    // A third party where the person wants to be told of it, so that there is something to tell.
    const isTold = personId !== undefined && (await listRegistrationsOf(tx, personId)).some((one) => isInForce(one, tx.today))
    const asking = isTold ? { requester: { kind: 'third-party', name: '株式会社　沖見' }, identityCheck: 'two-documents', purpose: '債権の保全' } as const : {}
    const request = personId === undefined ? undefined : { ...plainRequest(personId), ...asking }
    const facts = request && await loadFacts(tx, request)
    const fees = feeLawOn(tx.today, tx.office.ordinanceOn(tx.today))
    // A town without a fee can still issue what is free.
    const exemption = fees.feeOf('resident-record-copy') === null ? fees.exemptions.find((one) => one.requester === null)?.code ?? null : null
    return request && facts ? { ...request, exemption, shown: facts.shown } : null
  },
})

/** What stops a request before it is looked at: a mismatch that nobody has cleared up, no certifier, or an agent for a protected person. */
function stopOf(tx: Tx, facts: LoadedFacts, { request, open }: { readonly request: CopyRequest; readonly open: Stop | undefined }): RefusedAndRemembered | undefined {
  if (open !== undefined) return refuse('issuing-stopped', { at: momentText(open.stopped_at) })
  const { certifier } = tx.office
  if (certifier.name.trim() === '' || certifier.title.trim() === '') return refuse('no-certifier')
  return facts.guarded.size > 0 && request.requester.kind === 'agent' ? refuse('protected-agent', { field: '/requester/kind' }) : undefined
}

function refusedOrNot(refusals: ReturnType<typeof checkRequest>): RefusedAndRemembered | undefined {
  return refusals.length > 0 ? refused(refusals) : undefined
}

export interface SheetToMake { readonly facts: LoadedFacts; readonly request: CopyRequest; readonly requestId: string; readonly copyNo: number; readonly reissueOf: string | null }

/** One sheet: takes its number, draws, signs, reads back, stores, enters it in the log. */
export async function makeSheet(tx: Tx, { facts, request, requestId, copyNo, reissueOf }: SheetToMake): Promise<{ ok: true; value: IssuedSheet } | RefusedAndRemembered> {
  const [stopped, paper] = await Promise.all([refuseHousehold(tx, facts, request), contentFor(tx, facts, { request, isForPaper: true })])
  if (stopped) return stopped
  if (!paper.ok) return paper
  const number = await nextIssuanceNumber(tx, request.kind)
  const checkCode = newCheckCode()
  const drawn = await issueCopy(tx, { facts, request, requestId, number, checkCode, paper: paper.value })
  if (!drawn.ok) return stopOnMismatch(drawn, request.kind)
  const issuanceId = newId()
  const { documentId, pages, mark } = drawn.value
  await store.insertIssuance(tx, { issuanceId, requestId, kind: request.kind, number, copyNo, documentId, pages, reissueOf, desk: deskOf(tx) })
  const birthIndexes = subjectsOf(facts, request).map((subject) => birthIndexOf(tx, birthOf(subject)))
  await insertMark(tx, { issuanceId, keyNo: mark.keyNo, digest: mark.digest, signature: mark.signature, codeIndex: codeIndexOf(tx, checkCode), birthIndexes })
  return { ok: true, value: { issuanceId, number, documentId, pages } }
}

async function bookFee(tx: Tx, { requestId, request, fee }: { readonly requestId: string; readonly request: CopyRequest; readonly fee: Fee }): Promise<void> {
  const desk = deskOf(tx)
  await insertEntry(tx, {
    desk, entry_no: await nextNumber(tx, cashSerial(desk)), kind: 'fee', document_kind: request.kind, payment: request.delivery === 'mail' ? 'postal-order' : 'cash', count: request.copies, yen: yen(fee.totalYen),
    exemption: fee.exemption?.code ?? null, request_id: requestId, corrects_no: null, reason: null,
  })
}

const zReason = zText(200, '理由')

/** Marks a sheet as spoiled; it stays in the log and in the store — 書き損じ. */
export const spoil = command({
  name: 'certificates.spoil', title: '書き損じとして記録する', permission: 'certificates.issue',
  description: 'Marks an issued sheet as spoiled, with the reason. Nothing is deleted and the fee stays booked; money given back is a correction of the cash book.',
  input: z.strictObject({ issuanceId: zId, reason: zReason }), output: z.object({ issuanceId: z.string() }),
  async run(tx, input) {
    const row = await findLocked(tx, input.issuanceId)
    if (row === undefined) return refuse('issuance-not-found', { field: '/issuanceId' })
    if (row.spoiled_at !== null) return refuse('already-spoiled')
    if (row.delivery === 'kiosk') return refuse('kiosk-sheet')
    await markSpoiled(tx, row, input.reason)
    return done({ issuanceId: row.issuance_id }, { subjectIds: row.subject_ids })
  },
  async example(tx) {
    const row = await store.findAnyIssuance(tx, null)
    return row ? { issuanceId: row.issuance_id, reason: '用紙が詰まった' } : null
  },
})

async function findLocked(tx: Tx, issuanceId: string): Promise<store.IssuanceRow | undefined> {
  await store.lockIssuance(tx, issuanceId)
  return await store.findIssuance(tx, issuanceId)
}

export async function markSpoiled(tx: Tx, row: Pick<store.IssuanceRow, 'issuance_id' | 'document_id'>, reason: string): Promise<void> {
  const [entered, marked] = [await store.insertSpoiled(tx, row.issuance_id, reason), await spoilIssued(tx, row.document_id)]
  assert(entered === 1 && marked, 'a sheet is spoiled once')
}

/** Prints a spoiled sheet again under a new number; the fee is taken once — 刷り直し. */
export const reissue = command({
  name: 'certificates.reissue', title: '刷り直す', permission: 'certificates.issue',
  description: 'Marks a sheet of today as spoiled, if it is not yet, and issues the same request again under a new number without a further fee. If the record has changed since, nothing is issued: it needs a new request.',
  input: z.strictObject({ issuanceId: zId, reason: zReason }), output: z.object({ spoiledNumber: z.string(), sheet: zIssued }),
  async run(tx, input) {
    const row = await findLocked(tx, input.issuanceId)
    if (row === undefined) return refuse('issuance-not-found', { field: '/issuanceId' })
    if (row.replaced_by !== null) return refuse('already-reissued', { number: row.replaced_by })
    if (row.delivery === 'kiosk') return refuse('kiosk-sheet')
    if (row.issued_on !== tx.today) return refuse('reissue-another-day')
    const open = await findOpenStop(tx)
    if (open !== undefined) return refuse('issuing-stopped', { at: momentText(open.stopped_at) })
    const request = requestOf(row)
    const facts = await loadFacts(tx, request, row.request_id)
    if (facts === undefined || facts.shown !== row.shown_digest) return refuse('record-changed')
    if (row.spoiled_at === null) await markSpoiled(tx, row, input.reason)
    const made = await makeSheet(tx, { facts, request, requestId: row.request_id, copyNo: row.copy_no, reissueOf: row.issuance_id })
    return made.ok ? done({ spoiledNumber: row.number, sheet: made.value }, { subjectIds: row.subject_ids }) : made
  },
  async example(tx) {
    const row = await store.findAnyIssuance(tx, tx.today)
    return row ? { issuanceId: row.issuance_id, reason: '用紙が詰まった' } : null
  },
})

function requestOf(row: store.IssuanceRow): CopyRequest {
  return {
    kind: row.kind, personId: row.person_id, scope: row.scope, subjectIds: row.subject_ids, items: row.items, requester: { kind: row.requester_kind, name: row.requester_name },
    identityCheck: row.identity_check, purpose: row.purpose, exemption: row.exemption, copies: row.copies, delivery: row.delivery, mailTo: row.mail_to, postalOrderYen: row.postal_order_yen,
  }
}
