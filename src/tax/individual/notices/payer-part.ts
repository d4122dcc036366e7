import { assert } from '../../../kernel/assert.ts'
import { sumOf } from '../../../kernel/yen.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import type { RunFacts } from '../../../platform/job/define.ts'
import { massPayerNotice, textsOfParcel, type MassPayerPaper } from './forms/payer-mass.ts'
import { payerNoticeOutput, type AsideReason } from './model.ts'
import { insertPart } from './package-store.ts'
import { listPayerFacts, parcelOf, type ParcelOrder, type PayerFacts } from './payer-package-facts.ts'
import * as store from './payer-package-store.ts'
import type { PayerPiece } from './payer-package-store.ts'
import { drawn, readBack, stoppedAmong, type Press } from './press.ts'

export const payerPress: Press<MassPayerPaper> = { template: massPayerNotice, output: payerNoticeOutput, textsOf: textsOfParcel }

interface PrintedParcel { readonly piece: PayerPiece; readonly paper: MassPayerPaper; readonly hiddenIds: readonly string[] }

/** Draws one file: guard and decisions are asked once more, the finished sheets are read back, and the bytes are kept — 印刷用のファイル. */
export async function drawPayerPart(tx: Tx, run: RunFacts, work: { readonly partNo: number; readonly order: Omit<ParcelOrder, 'place'> }): Promise<{ readonly count: number; readonly out: readonly Pick<PayerPiece, 'partyId' | 'aside'>[] }> {
  const listed = await store.listPayerPieces(tx, run.runId, { state: 'ready', partNo: work.partNo })
  const facts = await listPayerFacts(tx, run.fiscalYear, listed.map((one) => one.partyId))
  const out = new Map<string, AsideReason>()
  const stopped = await stoppedAmong(tx, [...facts.values()].flatMap((one) => one.collector.party.residentId ?? []), payerNoticeOutput)
  for (const piece of listed) {
    const found = facts.get(piece.partyId)
    const reason = isChanged(piece, found) ? 'changed' : stopped.get(found?.collector.party.residentId ?? '')
    if (reason !== undefined) out.set(piece.partyId, reason)
  }
  const parcels = await parcelsOf(tx, run, { pieces: listed.filter((one) => !out.has(one.partyId)), facts, order: work.order })
  for await (const slice of drawn(payerPress, parcels.map((one) => one.paper))) {
    for (const fault of slice.setAside) out.set(parcels[fault.item]!.piece.partyId, fault.reason)
    if (slice.pdf) await keepPart(tx, run, { partNo: work.partNo, pdf: slice.pdf, printed: slice.drawn.map((item) => parcels[item]!) })
  }
  for (const aside of new Set(out.values())) await store.takeOutPayerPieces(tx, run.runId, { partyIds: [...out].filter(([, reason]) => reason === aside).map(([partyId]) => partyId), aside })
  return { count: listed.length, out: [...out].map(([partyId, aside]) => ({ partyId, aside })) }
}

/** Whether what was gathered does not hold any more: somebody came, went, or was decided anew. */
function isChanged(piece: PayerPiece, facts: PayerFacts | undefined): boolean {
  const then = new Map(piece.personIds.map((id, index) => [id, piece.decisionNos[index]]))
  return facts === undefined || facts.decisions.length !== then.size || facts.decisions.some((one) => then.get(one.personId) !== one.decisionNo)
}

async function parcelsOf(tx: Tx, run: RunFacts, { pieces, facts, order }: { readonly pieces: readonly PayerPiece[]; readonly facts: ReadonlyMap<string, PayerFacts>; readonly order: Omit<ParcelOrder, 'place'> }): Promise<readonly PrintedParcel[]> {
  const { numbered } = await store.sumOfPayerPieces(tx, run.runId)
  const parcels: PrintedParcel[] = []
  for (const piece of pieces) {
    assert(piece.pieceNo !== null, 'a ready parcel has a place')
    parcels.push({ piece, ...await parcelOf(tx, facts.get(piece.partyId)!, { ...order, place: { piece: piece.pieceNo, pieces: numbered, sheets: piece.sheets } }) })
  }
  return parcels
}

async function keepPart(tx: Tx, run: RunFacts, { partNo, pdf, printed }: { readonly partNo: number; readonly pdf: Uint8Array; readonly printed: readonly PrintedParcel[] }): Promise<void> {
  await readBack(pdf, payerPress, printed.map((one) => one.paper))
  const sha256 = await tx.services.files.put(tx, pdf)
  const pieces = printed.map((one) => one.piece)
  await insertPart(tx, run.runId, {
    partNo, firstNo: pieces[0]!.pieceNo!, lastNo: pieces.at(-1)!.pieceNo!, pieces: pieces.length, pages: pieces.reduce((sum, piece) => sum + piece.sheets, 0), annualTax: sumOf(pieces.map((piece) => piece.annualTax)), sha256, templateVersion: massPayerNotice.version,
  })
  await store.markPayersPrinted(tx, run.runId, printed.map(({ piece, hiddenIds }) => ({ partyId: piece.partyId, hiddenIds })))
  await tx.services.writeAudit(tx, { action: 'print', output: payerNoticeOutput, subjectIds: [...new Set(pieces.flatMap((piece) => piece.personIds))], numberRevealed: false, asOf: null, outcome: 'done', detailDigest: sha256 })
}
