import { assert } from '../../../kernel/assert.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import type { RunFacts } from '../../../platform/job/define.ts'
import { drawPart, sumOfPieces, type DrawnPart, type Press } from '../../../platform/packages/index.ts'
import { massPayerNotice, sidesOf, textsOfParcel, type MassPayerPaper } from './forms/payer-mass.ts'
import { payerNoticeOutput, type EmployeeSheets } from './model.ts'
import { listPayerFacts, parcelOf, type ParcelOrder, type PayerFacts } from './payer-package-facts.ts'
import * as store from './payer-package-store.ts'
import { payerShelf, type PayerPiece } from './payer-package-store.ts'

/** How parcels are drawn, their employees' sheets sealed or plain. */
export function payerPress(form: EmployeeSheets): Press<MassPayerPaper> {
  return { shelf: payerShelf, output: payerNoticeOutput, template: massPayerNotice, sidesOfSheet: sidesOf(form), textsOf: textsOfParcel }
}

/** A parcel with the resident that its employer is, if it is one. */
type AddressedPiece = PayerPiece & { readonly residentId: string | null }

/** Draws one file: guard and decisions are asked once more, and whose address is left out is kept with it — 印刷用のファイル. */
export async function drawPayerPart(tx: Tx, run: RunFacts, { partNo, order }: { readonly partNo: number; readonly order: Omit<ParcelOrder, 'place'> }): Promise<DrawnPart> {
  const pieces = await store.listPayerPieces(tx, run.runId, { state: 'ready', partNo })
  const facts = await listPayerFacts(tx, run.fiscalYear, pieces.map((one) => one.partyId))
  const listed = pieces.map((piece): AddressedPiece => ({ ...piece, residentId: facts.get(piece.partyId)?.collector.party.residentId ?? null }))
  const hidden = new Map<string, readonly string[]>()
  return await drawPart<AddressedPiece, MassPayerPaper>(tx, run, {
    press: payerPress(order.form), partNo, listed, changed: new Set(listed.filter((piece) => isChanged(piece, facts.get(piece.partyId))).map((piece) => piece.pieceId)), subjectOf: (piece) => piece.partyId, peopleOn: (piece) => piece.personIds,
    papersOf: async (ready) => {
      const parcels = await parcelsOf(tx, run, { pieces: ready, facts, order })
      for (const { partyId, hiddenIds } of parcels) hidden.set(partyId, hiddenIds)
      return parcels.map((one) => one.paper)
    },
    printed: async (printed) => await store.keepDrawn(tx, run.runId, printed.map(({ piece: { partyId } }) => ({ partyId, hiddenIds: hidden.get(partyId)! }))),
  })
}

/** Whether what was gathered does not hold any more: somebody came, went, or was decided anew. */
function isChanged(piece: PayerPiece, facts: PayerFacts | undefined): boolean {
  const then = new Map(piece.personIds.map((id, index) => [id, piece.decisionNos[index]]))
  return facts === undefined || facts.decisions.length !== then.size || facts.decisions.some((one) => then.get(one.personId) !== one.decisionNo)
}

interface Parcel { readonly partyId: string; readonly paper: MassPayerPaper; readonly hiddenIds: readonly string[] }

async function parcelsOf(tx: Tx, run: RunFacts, { pieces, facts, order }: { readonly pieces: readonly PayerPiece[]; readonly facts: ReadonlyMap<string, PayerFacts>; readonly order: Omit<ParcelOrder, 'place'> }): Promise<readonly Parcel[]> {
  const { numbered } = await sumOfPieces(tx, payerShelf, run.runId)
  const parcels: Parcel[] = []
  for (const { partyId, pieceNo } of pieces) {
    assert(pieceNo !== null, 'a ready parcel has a place')
    parcels.push({ partyId, ...await parcelOf(tx, facts.get(partyId)!, { ...order, place: { piece: pieceNo, pieces: numbered } }) })
  }
  return parcels
}
