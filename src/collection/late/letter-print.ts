import { assert } from '../../kernel/assert.ts'
import { notBelowZero, sumOf, type Yen, zeroYen } from '../../kernel/yen.ts'
import { listParties } from '../../party/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import type { RunFacts } from '../../platform/job/define.ts'
import { drawPart, sumOfPieces, type DrawnPart } from '../../platform/packages/index.ts'
import { accruedOn } from '../accrual.ts'
import { balanceOf } from '../charges.ts'
import { letterShelf } from '../packages/shelf.ts'
import * as packages from '../packages/store.ts'
import type { Piece } from '../packages/store.ts'
import { listIssuedSlips } from '../slips.ts'
import { lockCharges } from '../store.ts'
import { chargeFees, feesAsked } from './demand-fees.ts'
import { insertDemands } from './demand-store.ts'
import { letterFault, letterPress, type LetterOrder, unpaidIn } from './letter-facts.ts'
import { listCandidatesById, type CandidateRow } from './letter-store.ts'
import { letterPaper, type LetterPaper } from './letters.ts'
import type { LetterKind } from './model.ts'

/**
 * Draws one file of a package — 印刷用のファイル.
 * Payments and corrections are asked once more while nobody else can write to the debts; what is drawn is demanded in the
 * same transaction, so that no demand stands for what was paid before.
 */
export async function drawLetterPart(tx: Tx, run: RunFacts, { order, partNo }: { readonly order: LetterOrder; readonly partNo: number }): Promise<DrawnPart> {
  const listed = await packages.listPieces(tx, run.runId, { state: 'ready', partNo })
  const [rows, asked] = [await lockedCandidates(tx, listed), await feesAsked(tx, listed.flatMap((piece) => piece.slipIds))]
  return await drawPart(tx, run, {
    press: letterPress(order.kind), partNo, listed, changed: changedAmong(listed, { order, rows, asked }), subjectOf: (piece) => piece.partyId, papersOf: async (pieces) => await papersOf(tx, run, { order, pieces, rows, asked }),
    printed: async (printed) => { if (order.kind === 'demand') await demandPieces(tx, printed.map(({ piece }) => piece), { order, rows, asked }) },
  })
}

/** The instalments of pieces as they stand now; nobody else writes to them until this transaction ends. */
export async function lockedCandidates(tx: Tx, pieces: readonly Piece[]): Promise<ReadonlyMap<string, CandidateRow>> {
  const ids = [...new Set(pieces.flatMap((piece) => piece.chargeIds))]
  await lockCharges(tx, ids)
  return new Map((await listCandidatesById(tx, ids)).map((row) => [row.charge_id, row]))
}

/** Pieces whose letter would not be right any more: something was paid, corrected, deferred or demanded meanwhile. */
function changedAmong(pieces: readonly Piece[], { order, rows, asked }: LetterFacts): ReadonlySet<string> {
  return new Set(pieces.filter((piece) => {
    const own = piece.chargeIds.map((id) => rows.get(id)!)
    return own.some((row) => letterFault(order.kind, row, order.issuedOn) !== null) || sumOf(own.map((row) => unpaidIn(order.kind, balanceOf(row)))) !== piece.amount || own.some((row) => isFeeChanged(order.kind, row, asked))
  }).map((piece) => piece.pieceId))
}

/** A reminder asks for the fees that stand, a demand for its own besides. */
function isFeeChanged(kind: LetterKind, row: CandidateRow, asked: ReadonlyMap<string, Yen>): boolean {
  const [onSlip, stands] = [asked.get(row.charge_id) ?? zeroYen, notBelowZero(row.fee_balance)]
  return kind === 'demand' ? onSlip < stands : onSlip !== stands
}

interface LetterFacts { readonly order: LetterOrder; readonly rows: ReadonlyMap<string, CandidateRow>; readonly asked: ReadonlyMap<string, Yen> }

interface PartFacts extends LetterFacts { readonly pieces: readonly Piece[] }

async function papersOf(tx: Tx, run: RunFacts, { order, pieces, rows, asked }: PartFacts): Promise<readonly LetterPaper[]> {
  const parties = new Map((await listParties(tx, [...new Set(pieces.map((piece) => piece.partyId))])).map((party) => [party.partyId, party]))
  const slips = new Map((await listIssuedSlips(tx, pieces.flatMap((piece) => piece.slipIds))).map((slip) => [slip.slipId, slip]))
  const charges = pieces.map((piece) => piece.chargeIds.map((id) => balanceOf(rows.get(id)!)))
  const late = await accruedOn(tx, charges.flat(), order.usableUntil)
  const { numbered } = await sumOfPieces(tx, letterShelf, run.runId)
  return pieces.map((piece, index) => {
    const party = parties.get(piece.partyId)
    assert(party !== undefined && piece.letterNo !== null && piece.pieceNo !== null, 'a numbered piece has an addressee')
    return letterPaper(tx, { ...order, party, letterNo: piece.letterNo, charges: charges[index]!, late, fees: asked, slips: piece.slipIds.map((id) => slips.get(id)!), place: { piece: piece.pieceNo, pieces: numbered } })
  })
}

/** Enters the demands of printed pieces, one for each instalment, with the fee of each letter; what was demanded before stays as it is — 督促. */
export async function demandPieces(tx: Tx, pieces: readonly Piece[], { order, rows, asked }: LetterFacts): Promise<void> {
  const demands = pieces.flatMap((piece) => piece.chargeIds.map((chargeId) => ({ piece, row: rows.get(chargeId)! }))).filter(({ row }) => !row.is_demanded)
  const fees = await chargeFees(tx, demands.map(({ row }) => ({ chargeId: row.charge_id, partyId: row.party_id, feeBalance: row.fee_balance })), { asked, issuedOn: order.issuedOn })
  await insertDemands(tx, demands.map(({ piece, row }) => ({
    demandId: newId(), chargeId: row.charge_id, partyId: piece.partyId, runId: piece.runId, pieceId: piece.pieceId, letterNo: piece.letterNo!, issuedOn: order.issuedOn, unpaid: row.balance, ...fees.get(row.charge_id) ?? { fee: zeroYen, feeEntryId: null },
  })))
}
