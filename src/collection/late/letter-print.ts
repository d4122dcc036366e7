import { assert } from '../../kernel/assert.ts'
import { sumOf } from '../../kernel/yen.ts'
import { listParties } from '../../party/index.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { newId } from '../../platform/crypto/index.ts'
import { readPages } from '../../platform/document/index.ts'
import { isOnPage } from '../../platform/document/typeset/read-back.ts'
import { installedFonts } from '../../platform/document/typeset/typst.ts'
import type { RunFacts, SetAside } from '../../platform/job/define.ts'
import { accruedOn } from '../accrual.ts'
import { balanceOf } from '../charges.ts'
import { listIssuedSlips } from '../slips.ts'
import { lockCharges } from '../store.ts'
import { insertDemands } from './demand-store.ts'
import { drawnLetters, letterFault, setAsideOf, stoppedAmong, type LetterOrder } from './letter-facts.ts'
import * as store from './letter-store.ts'
import type { CandidateRow, Piece } from './letter-store.ts'
import { debtLetter, letterPaper, textsOfLetter, type LetterPaper } from './letters.ts'
import { letterOutputs, type AsideReason } from './model.ts'

/** Of so many pieces one is read back from the finished file, and the first and the last. */
const readBackEvery = 100

/**
 * Draws one file of a package — 印刷用のファイル.
 * Payments, guard and corrections are asked once more while nobody else can write to the debts; what is drawn is demanded in the
 * same transaction, so that no demand stands for what was paid before.
 */
export async function drawLetterPart(tx: Tx, run: RunFacts, { order, partNo }: { readonly order: LetterOrder; readonly partNo: number }): Promise<{ readonly count: number; readonly setAside: readonly SetAside[] }> {
  const listed = await store.listPieces(tx, run.runId, { state: 'ready', partNo })
  const rows = await lockedCandidates(tx, listed)
  const [changed, stopped] = [changedAmong(listed, rows, order), await stoppedAmong(tx, listed.flatMap((piece) => piece.residentId ?? []))]
  const reasonOf = (piece: Piece): AsideReason | undefined => stopped.get(piece.residentId ?? '') ?? (changed.has(piece.pieceId) ? 'changed' : undefined)
  const out = new Map(listed.flatMap((piece) => { const reason = reasonOf(piece); return reason === undefined ? [] : [[piece.pieceId, reason] as const] }))
  const pieces = listed.filter((piece) => !out.has(piece.pieceId))
  const papers = await papersOf(tx, run, { order, pieces, rows })
  for await (const slice of drawnLetters(papers)) {
    for (const fault of slice.setAside) out.set(pieces[fault.item]!.pieceId, fault.reason)
    const printed = slice.drawn.map((item) => ({ piece: pieces[item]!, paper: papers[item]! }))
    if (slice.pdf) await keepPart(tx, run, { order, partNo, pdf: slice.pdf, printed, rows })
  }
  for (const aside of new Set(out.values())) await store.takeOutPieces(tx, run.runId, { pieceIds: [...out].filter(([, reason]) => reason === aside).map(([pieceId]) => pieceId), aside })
  return { count: listed.length, setAside: setAsideOf(listed.map((piece) => ({ ...piece, aside: out.get(piece.pieceId) ?? null }))) }
}

/** The instalments of pieces as they stand now; nobody else writes to them until this transaction ends. */
export async function lockedCandidates(tx: Tx, pieces: readonly Piece[]): Promise<ReadonlyMap<string, CandidateRow>> {
  const ids = [...new Set(pieces.flatMap((piece) => piece.chargeIds))]
  await lockCharges(tx, ids)
  return new Map((await store.listCandidatesById(tx, ids)).map((row) => [row.charge_id, row]))
}

/** Pieces whose letter would not be right any more: something was paid, corrected, deferred or demanded meanwhile. */
function changedAmong(pieces: readonly Piece[], rows: ReadonlyMap<string, CandidateRow>, order: LetterOrder): ReadonlySet<string> {
  return new Set(pieces.filter((piece) => {
    const own = piece.chargeIds.map((id) => rows.get(id)!)
    return own.some((row) => letterFault(order.kind, row, order.issuedOn) !== null) || sumOf(own.map((row) => row.balance)) !== piece.amount
  }).map((piece) => piece.pieceId))
}

interface PartFacts { readonly order: LetterOrder; readonly pieces: readonly Piece[]; readonly rows: ReadonlyMap<string, CandidateRow> }

async function papersOf(tx: Tx, run: RunFacts, { order, pieces, rows }: PartFacts): Promise<readonly LetterPaper[]> {
  const parties = new Map((await listParties(tx, [...new Set(pieces.map((piece) => piece.partyId))])).map((party) => [party.partyId, party]))
  const slips = new Map((await listIssuedSlips(tx, pieces.flatMap((piece) => piece.slipIds))).map((slip) => [slip.slipId, slip]))
  const charges = pieces.map((piece) => piece.chargeIds.map((id) => balanceOf(rows.get(id)!)))
  const late = await accruedOn(tx, charges.flat(), order.usableUntil)
  const { numbered } = await store.sumOfPieces(tx, run.runId)
  return pieces.map((piece, index) => {
    const party = parties.get(piece.partyId)
    assert(party !== undefined && piece.letterNo !== null && piece.pieceNo !== null, 'a numbered piece has an addressee')
    return letterPaper(tx, { ...order, party, letterNo: piece.letterNo, charges: charges[index]!, late, slips: piece.slipIds.map((id) => slips.get(id)!), place: { piece: piece.pieceNo, pieces: numbered } })
  })
}

interface PrintedPart { readonly order: LetterOrder; readonly partNo: number; readonly pdf: Uint8Array; readonly printed: readonly { readonly piece: Piece; readonly paper: LetterPaper }[]; readonly rows: ReadonlyMap<string, CandidateRow> }

async function keepPart(tx: Tx, run: RunFacts, { order, partNo, pdf, printed, rows }: PrintedPart): Promise<void> {
  await readBack(pdf, printed.map(({ paper }) => paper))
  const sha256 = await tx.services.files.put(tx, pdf)
  const pieces = printed.map(({ piece }) => piece)
  await store.insertPart(tx, run.runId, {
    partNo, firstNo: pieces[0]!.pieceNo!, lastNo: pieces.at(-1)!.pieceNo!, pieces: pieces.length, pages: printed.reduce((sum, { paper }) => sum + paper.slips.length + 1, 0), amount: sumOf(pieces.map((piece) => piece.amount)), sha256, templateVersion: debtLetter.version,
  })
  await store.markPrinted(tx, run.runId, pieces.map((piece) => piece.pieceId))
  if (order.kind === 'demand') await demandPieces(tx, pieces, { order, rows })
  await tx.services.writeAudit(tx, { action: 'print', output: letterOutputs[order.kind], subjectIds: [...new Set(pieces.flatMap((piece) => piece.residentId ?? []))], numberRevealed: false, asOf: null, outcome: 'done', detailDigest: sha256 })
}

/** Enters the demands of printed pieces, one for each instalment — 督促. */
export async function demandPieces(tx: Tx, pieces: readonly Piece[], { order, rows }: Pick<PrintedPart, 'order' | 'rows'>): Promise<void> {
  await insertDemands(tx, pieces.flatMap((piece) => piece.chargeIds.map((chargeId) => ({
    demandId: newId(), chargeId, partyId: piece.partyId, runId: piece.runId, pieceId: piece.pieceId, letterNo: piece.letterNo!, issuedOn: order.issuedOn, unpaid: rows.get(chargeId)!.balance,
  }))))
}

/** Reads the sheets of some envelopes from the finished file; one that does not say what it should stops the print. */
async function readBack(pdf: Uint8Array, papers: readonly LetterPaper[]): Promise<void> {
  const fonts = installedFonts()
  let first = 1
  for (const [index, paper] of papers.entries()) {
    const texts = textsOfLetter(paper)
    if (index % readBackEvery === 0 || index === papers.length - 1) {
      const pages = await readPages(pdf, texts.map((_sheet, sheet) => first + sheet))
      for (const [sheet, page] of pages.entries()) assert(texts[sheet]!.every((text) => text === '' || isOnPage(text, page, fonts)), 'a sheet of a mass print shows what was asked for')
    }
    first += texts.length
  }
}
