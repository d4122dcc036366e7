import { assert } from '../../kernel/assert.ts'
import { sumOf } from '../../kernel/yen.ts'
import { findParty, listParties } from '../../party/index.ts'
import { done, type Decision, type Tx } from '../../platform/command/tx.ts'
import type { RunFacts } from '../../platform/job/define.ts'
import { drawPart, marksOf, sumOfPieces, type DrawnPart } from '../../platform/packages/index.ts'
import { balanceOf } from '../charges.ts'
import { slipPaper } from '../forms.ts'
import { lockedCandidates } from '../late/letter-print.ts'
import type { CandidateRow } from '../late/letter-store.ts'
import { letterShelf } from '../packages/shelf.ts'
import * as packages from '../packages/store.ts'
import type { Piece } from '../packages/store.ts'
import { refuse } from '../refusals.ts'
import { drawSlips } from '../slip-commands.ts'
import { findSlipDocument, insertSlipDocument } from '../slip-store.ts'
import { issueSlips, listIssuedSlips, type IssuedSlip } from '../slips.ts'
import { sentAmong, slipPress, slipsOf, type SlipOrder, type SlipsPaper } from './facts.ts'

/** Draws one file of slips; payments, debits and protection are asked once more while nobody else can write to the debts — 印刷用のファイル. */
export async function drawSlipPart(tx: Tx, run: RunFacts, partNo: number): Promise<DrawnPart> {
  const listed = await packages.listPieces(tx, run.runId, { state: 'ready', partNo })
  const changed = await changedAmong(tx, listed, await lockedCandidates(tx, listed))
  return await drawPart(tx, run, { press: slipPress, partNo, listed, changed, subjectOf: (piece) => piece.partyId, papersOf: async (pieces) => await papersOf(tx, run, pieces), printed: async () => {} })
}

/** Pieces whose slips would not be right any more. */
async function changedAmong(tx: Tx, pieces: readonly Piece[], rows: ReadonlyMap<string, CandidateRow>): Promise<ReadonlySet<string>> {
  const sent = new Set((await sentAmong(tx, [...rows.values()])).map((row) => row.charge_id))
  return new Set(pieces.filter((piece) => !piece.chargeIds.every((id) => sent.has(id)) || sumOf(piece.chargeIds.map((id) => rows.get(id)!.balance)) !== piece.amount).map((piece) => piece.pieceId))
}

async function papersOf(tx: Tx, run: RunFacts, pieces: readonly Piece[]): Promise<readonly SlipsPaper[]> {
  const parties = new Map((await listParties(tx, [...new Set(pieces.map((piece) => piece.partyId))])).map((party) => [party.partyId, party]))
  const slips = new Map((await listIssuedSlips(tx, pieces.flatMap((piece) => piece.slipIds))).map((slip) => [slip.slipId, slip]))
  const { numbered } = await sumOfPieces(tx, letterShelf, run.runId)
  return pieces.map(({ partyId, pieceNo, slipIds }) => {
    const party = parties.get(partyId)
    assert(party !== undefined && pieceNo !== null, 'a numbered piece has an addressee')
    return { slips: slipIds.map((id, index) => ({ ...slipPaper(tx, slips.get(id)!, party), marks: marksOf({ piece: pieceNo, pieces: numbered }, { sheet: index + 1, sheets: slipIds.length }) })) }
  })
}

/** The slips of one envelope by themselves: what was taken out of the pile, or what the machine tore — 1件だけ刷る. */
export async function drawSlipPiece(tx: Tx, piece: Piece, order: SlipOrder): Promise<Decision<{ documentId: string; letterNo: string }>> {
  const rows = await lockedCandidates(tx, [piece])
  const party = await findParty(tx, piece.partyId)
  if (!party) return refuse('letter-not-found', { field: '/pieceId' })
  if ((await changedAmong(tx, [piece], rows)).size > 0) return refuse('letter-changed', { field: '/pieceId' })
  const issued = await slipsOfPiece(tx, piece, { order: { ...order, issuedOn: tx.today }, rows })
  if (issued === null) return refuse('rate-not-published', { year: tx.today.slice(0, 4) })
  const drawn = await drawSlips(tx, issued, new Map([[party.partyId, party]]))
  if (!drawn.ok) return drawn
  const { documentId } = drawn.value
  for (const slip of issued) if (await findSlipDocument(tx, slip.slipId) === undefined) await insertSlipDocument(tx, slip.slipId, documentId)
  const letterNo = piece.letterNo ?? issued[0]!.slipKey
  await packages.keepPiece(tx, { ...piece, letterNo, slipIds: issued.map((slip) => slip.slipId) })
  return done({ documentId, letterNo }, { subjectIds: party.residentId === null ? [] : [party.residentId] })
}

/** The slips that were issued for it; what was taken out gets its own now. Null where the rate of a day is not known. */
async function slipsOfPiece(tx: Tx, piece: Piece, { order, rows }: { readonly order: SlipOrder; readonly rows: ReadonlyMap<string, CandidateRow> }): Promise<readonly IssuedSlip[] | null> {
  if (piece.slipIds.length > 0) return await listIssuedSlips(tx, piece.slipIds)
  const sheets = slipsOf(piece.chargeIds.map((id) => balanceOf(rows.get(id)!)), order)
  const issued = await issueSlips(tx, sheets.map(({ charges, usableUntil }) => ({ chargeIds: charges.map((charge) => charge.chargeId), usableUntil })))
  return issued.ok ? issued.value.filter((slip) => slip !== null) : null
}
