import { z } from 'zod'
import { issueSlips, listIssuedSlips, type IssuedSlip } from '../../../collection/index.ts'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { findParty, type Party } from '../../../party/index.ts'
import { command } from '../../../platform/command/define.ts'
import { zId, zText } from '../../../platform/command/schema.ts'
import { done, type Decision, type Tx } from '../../../platform/command/tx.ts'
import { issueDocument } from '../../../platform/document/index.ts'
import { withheldFrom } from '../../../platform/guard/index.ts'
import { findRun } from '../../../platform/job/store.ts'
import { findAnyPackage, sumOfPieces, withdrawPackage } from '../../../platform/packages/index.ts'
import { levyCode } from '../decide.ts'
import { lawFor } from '../facts.ts'
import { refuse } from '../refusals.ts'
import { insertNotice, type DecisionRow } from '../store.ts'
import { massNotice } from './forms/tax-notice.ts'
import { noticeOutput } from './model.ts'
import { accessOf, keepAccesses } from '../taxpayer/access.ts'
import * as store from './package-store.ts'
import type { Package, Piece } from './package-store.ts'
import { envelopePaper, payableTerms, textsOfPaper, withoutAddress } from './papers.ts'

const pieceOutput = z.object({ documentId: zId, noticeNo: z.string(), pages: z.int() })

/** One envelope of a package by itself: what was taken out, or what the machine tore — 1件だけ刷る. */
export const issueNoticePiece = command({
  name: 'tax-individual.issue-notice-piece', title: '納税通知書を1件だけ刷る', permission: 'tax-individual.issue',
  description: 'Draws one piece of a package of notices by itself, with the same slips and the same place: a piece that was taken out of the pile, or one that was spoiled in it.',
  input: z.strictObject({ runId: zId, personId: zId }), output: pieceOutput,
  async run(tx, input): Promise<Decision<z.output<typeof pieceOutput>>> {
    const [kept, piece] = [await store.findPackage(tx, input.runId), await store.findPiece(tx, input.runId, input.personId)]
    if (!kept || !piece) return refuse('piece-not-found', { field: '/personId' })
    const decision = (await store.listDecisionsOfPieces(tx, piece.fiscalYear, [piece])).get(piece.personId)
    const party = await findParty(tx, piece.partyId, { levyCode })
    if (!decision || !party) return refuse('piece-not-found', { field: '/personId' })
    if (piece.aside === 'changed') return refuse('piece-changed', { field: '/personId' })
    const issued = await drawPiece(tx, { kept, piece, decision, party })
    if (!issued.ok) return issued
    await insertNotice(tx, { fiscalYear: piece.fiscalYear, personId: piece.personId, decisionNo: piece.decisionNo, documentId: issued.value.documentId })
    return done({ documentId: issued.value.documentId, noticeNo: piece.noticeNo, pages: issued.value.pages }, { subjectIds: [piece.personId] })
  },
  async example(tx) {
    const piece = await store.findAnyPiece(tx)
    return piece === undefined ? null : { runId: piece.runId, personId: piece.personId }
  },
})

interface PieceFacts { readonly kept: Package; readonly piece: Piece; readonly decision: DecisionRow; readonly party: Party }

/** The notice of a protected person is handed over and never put where somebody else may read it: it shows no address. */
async function drawPiece(tx: Tx, { kept, piece, decision, party }: PieceFacts) {
  const withheld = await withheldFrom(tx, { output: noticeOutput, personIds: [piece.personId], recipient: 'self' })
  const place = piece.pieceNo === null ? null : { piece: piece.pieceNo, pieces: (await sumOfPieces(tx, store.noticeShelf, piece.runId)).numbered }
  const issuedOn = piece.state === 'printed' || kept.issuedOn > tx.today ? kept.issuedOn : tx.today
  const access = await accessOf(tx, decision)
  const paper = envelopePaper(tx, { decision, access, party: withheld.has(piece.personId) ? withoutAddress(party) : party, slips: await slipsOf(tx, piece, decision), law: lawFor(tx, fiscalYear(piece.fiscalYear)), issuedOn, place })
  const issued = await issueDocument(tx, {
    output: noticeOutput, kind: 'individual-tax-notice', template: massNotice, data: paper, subjectIds: [piece.personId], request: { runId: piece.runId, decisionNo: piece.decisionNo, place },
    recipient: 'self', serial: piece.noticeNo, mustStand: [...new Set(textsOfPaper(paper).flat())], allowedFor: [piece.personId],
  })
  if (issued.ok) await keepAccesses(tx, [decision], new Map([[decision.personId, access]]))
  return issued
}

/** The slips that were issued for it; a piece that was taken out gets its own now. */
async function slipsOf(tx: Tx, piece: Piece, decision: DecisionRow): Promise<readonly IssuedSlip[]> {
  if (piece.slipIds.length > 0) {
    const slips = new Map((await listIssuedSlips(tx, piece.slipIds)).map((slip) => [slip.slipId, slip]))
    return piece.slipIds.map((id) => slips.get(id)!)
  }
  const terms = (await payableTerms(tx, [decision])).get(decision.sourceId) ?? []
  const issued = await issueSlips(tx, terms.map((term) => ({ chargeIds: [term.chargeId], usableUntil: term.dueOn })))
  const slips = issued.ok ? issued.value.filter((slip) => slip !== null) : []
  await store.keepSlips(tx, { ...piece, slipIds: slips.map((slip) => slip.slipId) })
  return slips
}

/** A package that does not go out: its notices are to be sent again — 一括印刷を取り下げる. */
export const withdrawNoticePackage = command({
  name: 'tax-individual.withdraw-notice-package', title: '納税通知書の一括印刷を取り下げる', permission: 'tax-individual.issue',
  description: 'Says that a printed package does not go out, with the reason. Its decisions count as not yet sent, and the next package has them again.',
  input: z.strictObject({ runId: zId, reason: zText(200, '理由') }), output: z.object({ runId: zId }),
  async run(tx, input): Promise<Decision<{ runId: string }>> {
    const kept = await store.findPackage(tx, input.runId)
    if (!kept) return refuse('package-not-found')
    if (kept.withdrawnAt !== null) return refuse('package-withdrawn')
    if ((await findRun(tx, input.runId))?.state !== 'posted') return refuse('package-not-printed')
    await withdrawPackage(tx, store.noticeShelf, input)
    await store.markUnsent(tx, input.runId)
    return done({ runId: input.runId })
  },
  async example(tx) {
    const runId = await findAnyPackage(tx, store.noticeShelf, { order: 'oldest' })
    return runId === undefined ? null : { runId, reason: '紙が濡れたため' }
  },
})
