import { assert } from '../../kernel/assert.ts'
import { sumOf } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { readPages, type TemplateData } from '../../platform/document/index.ts'
import { isOnPage } from '../../platform/document/typeset/read-back.ts'
import { installedFonts } from '../../platform/document/typeset/typst.ts'
import type { PageResult, RunFacts, SetAside } from '../../platform/job/define.ts'
import { packageKinds, type AsideReason } from './model.ts'
import { drawnPapers, setAsideOf, stoppedAmong, type Press } from './press.ts'
import * as store from './store.ts'
import type { Numbering, Piece } from './store.ts'

/** Of so many pieces one is read back from the finished file, and the first and the last. */
const readBackEvery = 100
/** Pieces of one file for the printer. */
const piecesInPart = 120

/** How an approved package becomes files. */
export interface Printing {
  readonly cursor: string | null
  /** Takes numbers for so many letters. */
  numbersOf(count: number): Promise<Numbering>
  draw(partNo: number): Promise<DrawnPart>
}

export interface DrawnPart { readonly count: number; readonly setAside: readonly SetAside[] }

/** After approval: first the ready pieces get places and numbers, then each page draws one file — 印刷. */
export async function printPage(tx: Tx, run: RunFacts, { cursor, numbersOf, draw }: Printing): Promise<PageResult> {
  if (cursor === null) {
    const { ready, aside } = await store.sumOfPieces(tx, run.runId)
    if (ready > 0) await store.numberPieces(tx, run.runId, { inPart: piecesInPart, numbering: await numbersOf(ready) })
    return { next: ready === 0 ? null : '1', count: aside, setAside: [], totals: {} }
  }
  const partNo = Number(cursor)
  const drawn = await draw(partNo)
  const { parts } = await store.sumOfPieces(tx, run.runId)
  return { next: partNo < parts ? String(partNo + 1) : null, count: drawn.count, setAside: drawn.setAside, totals: {} }
}

/** One file: its pieces, which of them are out of date, their papers, and what is entered with them. */
export interface PartWork<P extends TemplateData> {
  readonly press: Press<P>
  readonly partNo: number
  readonly listed: readonly Piece[]
  /** Pieces whose paper would not be right any more. */
  readonly changed: ReadonlySet<string>
  papersOf(pieces: readonly Piece[]): Promise<readonly P[]>
  /** Enters what goes out with these pieces, in the transaction that draws them. */
  printed(pieces: readonly Piece[]): Promise<void>
}

/** Draws one file of a package; guard and facts are asked once more, and whoever is out is out of the file — 印刷用のファイル. */
export async function drawPart<P extends TemplateData>(tx: Tx, run: RunFacts, work: PartWork<P>): Promise<DrawnPart> {
  const { listed, changed, press } = work
  const stopped = await stoppedAmong(tx, listed.flatMap((piece) => piece.residentId ?? []), press.kind)
  const reasonOf = (piece: Piece): AsideReason | undefined => stopped.get(piece.residentId ?? '') ?? (changed.has(piece.pieceId) ? 'changed' : undefined)
  const out = new Map(listed.flatMap((piece) => { const reason = reasonOf(piece); return reason === undefined ? [] : [[piece.pieceId, reason] as const] }))
  const pieces = listed.filter((piece) => !out.has(piece.pieceId))
  const papers = await work.papersOf(pieces)
  for await (const slice of drawnPapers(press, papers)) {
    for (const fault of slice.setAside) out.set(pieces[fault.item]!.pieceId, fault.reason)
    if (slice.pdf) await keepPart<P>(tx, run, { work, pdf: slice.pdf, printed: slice.drawn.map((item) => ({ piece: pieces[item]!, paper: papers[item]! })) })
  }
  for (const aside of new Set(out.values())) await store.takeOutPieces(tx, run.runId, { pieceIds: [...out].filter(([, reason]) => reason === aside).map(([pieceId]) => pieceId), aside })
  return { count: listed.length, setAside: setAsideOf(listed.map((piece) => ({ ...piece, aside: out.get(piece.pieceId) ?? null }))) }
}

interface PrintedPart<P extends TemplateData> { readonly work: PartWork<P>; readonly pdf: Uint8Array; readonly printed: readonly { readonly piece: Piece; readonly paper: P }[] }

async function keepPart<P extends TemplateData>(tx: Tx, run: RunFacts, { work, pdf, printed }: PrintedPart<P>): Promise<void> {
  const { kind, template, textsOf } = work.press
  const texts = printed.map(({ paper }) => textsOf(paper))
  await readBack(pdf, texts)
  const sha256 = await tx.services.files.put(tx, pdf)
  const pieces = printed.map(({ piece }) => piece)
  await store.insertPart(tx, run.runId, {
    partNo: work.partNo, firstNo: pieces[0]!.pieceNo!, lastNo: pieces.at(-1)!.pieceNo!, pieces: pieces.length, pages: texts.reduce((sum, sheets) => sum + sheets.length, 0), amount: sumOf(pieces.map((piece) => piece.amount)), sha256, templateVersion: template.version,
  })
  await store.markPrinted(tx, run.runId, pieces.map((piece) => piece.pieceId))
  await work.printed(pieces)
  await tx.services.writeAudit(tx, { action: 'print', output: packageKinds[kind].output, subjectIds: [...new Set(pieces.flatMap((piece) => piece.residentId ?? []))], numberRevealed: false, asOf: null, outcome: 'done', detailDigest: sha256 })
}

/** Reads the sheets of some envelopes from the finished file; one that does not say what it should stops the print. */
async function readBack(pdf: Uint8Array, envelopes: readonly (readonly (readonly string[])[])[]): Promise<void> {
  const fonts = installedFonts()
  let first = 1
  for (const [index, texts] of envelopes.entries()) {
    if (index % readBackEvery === 0 || index === envelopes.length - 1) {
      const pages = await readPages(pdf, texts.map((_sheet, sheet) => first + sheet))
      for (const [sheet, page] of pages.entries()) assert(texts[sheet]!.every((text) => text === '' || isOnPage(text, page, fonts)), 'a sheet of a mass print shows what was asked for')
    }
    first += texts.length
  }
}
