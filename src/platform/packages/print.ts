import { assert } from '../../kernel/assert.ts'
import { sumOf } from '../../kernel/yen.ts'
import type { Tx } from '../command/tx.ts'
import { readPages, type TemplateData } from '../document/index.ts'
import { isOnPage } from '../document/typeset/read-back.ts'
import { installedFonts } from '../document/typeset/typst.ts'
import type { PageResult, RunFacts, SetAside } from '../job/define.ts'
import { drawnPapers, stoppedAmong, type Press } from './press.ts'
import { setAsideOf, type Piece, type Shelf } from './shelf.ts'
import * as store from './store.ts'
import type { Numbering, PartSize } from './store.ts'

/** Of so many pieces one is read back from the finished file, and the first and the last. */
const readBackEvery = 100
/** One file for the printer, where a kind of package says nothing else: its sheets are drawn at a time. */
const usualPart: PartSize = { pieces: 120 }

/** How an approved package becomes files. */
export interface Printing {
  readonly shelf: Shelf
  readonly cursor: string | null
  readonly inPart?: PartSize
  /** Looks at the ready pieces once more before they get places; what each file looks at itself needs no such look. */
  lookAgain?(): Promise<readonly SetAside[]>
  /** Takes numbers for so many letters; null where each piece has a number already. */
  numbersOf(count: number): Promise<Numbering | null>
  draw(partNo: number): Promise<DrawnPart>
  /** After the last file. */
  finished?(): Promise<void>
}

export interface DrawnPart { readonly count: number; readonly setAside: readonly SetAside[] }

/** After approval: first the ready pieces get places and numbers, then each page draws one file — 印刷. */
export async function printPage(tx: Tx, { runId }: RunFacts, printing: Printing): Promise<PageResult> {
  const { shelf, cursor } = printing
  if (cursor === null) {
    const setAside = await printing.lookAgain?.() ?? []
    const { ready, aside } = await store.sumOfPieces(tx, shelf, runId)
    if (ready > 0) await store.numberPieces(tx, shelf, { runId, inPart: printing.inPart ?? usualPart, numbering: await printing.numbersOf(ready) })
    return { next: ready === 0 ? null : '1', count: aside, setAside, totals: {} }
  }
  const partNo = Number(cursor)
  const drawn = await printing.draw(partNo)
  const { parts } = await store.sumOfPieces(tx, shelf, runId)
  if (partNo >= parts) await printing.finished?.()
  return { next: partNo < parts ? String(partNo + 1) : null, count: drawn.count, setAside: drawn.setAside, totals: {} }
}

/** A piece whose sheets stand in the finished file. */
export interface Printed<Q extends Piece, P extends TemplateData> { readonly piece: Q; readonly paper: P }

/** One file: its pieces, which of them are out of date, their papers, and what is entered with them. */
export interface PartWork<Q extends Piece, P extends TemplateData> {
  readonly press: Press<P>
  readonly partNo: number
  readonly listed: readonly Q[]
  /** Pieces whose paper would not be right any more. */
  readonly changed: ReadonlySet<string>
  /** By whom the list of the run names a piece that is taken out. */
  subjectOf(piece: Q): string
  /** The residents that stand on its sheets, for the trail; its addressee where left out. */
  peopleOn?(piece: Q): readonly string[]
  papersOf(pieces: readonly Q[]): Promise<readonly P[]>
  /** Enters what goes out with these pieces, in the transaction that draws them. */
  printed(printed: readonly Printed<Q, P>[]): Promise<void>
}

/** Draws one file of a package; guard and facts are asked once more, and whoever is out is out of the file — 印刷用のファイル. */
export async function drawPart<Q extends Piece, P extends TemplateData>(tx: Tx, { runId }: RunFacts, work: PartWork<Q, P>): Promise<DrawnPart> {
  const { listed, changed, press } = work
  const stopped = await stoppedAmong(tx, listed.flatMap((piece) => piece.residentId ?? []), press.output)
  const reasonOf = (piece: Q): string | undefined => stopped.get(piece.residentId ?? '') ?? (changed.has(piece.pieceId) ? 'changed' : undefined)
  const out = new Map(listed.flatMap((piece) => { const reason = reasonOf(piece); return reason === undefined ? [] : [[piece.pieceId, reason] as const] }))
  const pieces = listed.filter((piece) => !out.has(piece.pieceId))
  const papers = await work.papersOf(pieces)
  for await (const slice of drawnPapers(press, papers)) {
    for (const fault of slice.setAside) out.set(pieces[fault.item]!.pieceId, fault.reason)
    if (slice.pdf) await keepPart<Q, P>(tx, runId, { work, pdf: slice.pdf, printed: slice.drawn.map((item) => ({ piece: pieces[item]!, paper: papers[item]! })) })
  }
  for (const aside of new Set(out.values())) await store.takeOutPieces(tx, press.shelf, { runId, pieceIds: [...out].filter(([, reason]) => reason === aside).map(([pieceId]) => pieceId), aside })
  return { count: listed.length, setAside: setAsideOf(press.shelf, listed.map((piece) => ({ subjectId: work.subjectOf(piece), aside: out.get(piece.pieceId) ?? null }))) }
}

interface PrintedPart<Q extends Piece, P extends TemplateData> { readonly work: PartWork<Q, P>; readonly pdf: Uint8Array; readonly printed: readonly Printed<Q, P>[] }

async function keepPart<Q extends Piece, P extends TemplateData>(tx: Tx, runId: string, { work, pdf, printed }: PrintedPart<Q, P>): Promise<void> {
  const { shelf, output, template, textsOf, sidesOfSheet = 1 } = work.press
  const texts = printed.map(({ paper }) => textsOf(paper))
  await readBack(pdf, texts)
  const sha256 = await tx.services.files.put(tx, pdf)
  const pieces = printed.map(({ piece }) => piece)
  await store.insertPart(tx, shelf, {
    runId, partNo: work.partNo, firstNo: pieces[0]!.pieceNo!, lastNo: pieces.at(-1)!.pieceNo!, pieces: pieces.length, pages: texts.reduce((sum, sides) => sum + sides.length, 0) / sidesOfSheet, amount: sumOf(pieces.map((piece) => piece.amount)), sha256, templateVersion: template.version,
  })
  await store.markPrinted(tx, shelf, { runId, pieceIds: pieces.map((piece) => piece.pieceId) })
  await work.printed(printed)
  const peopleOn = work.peopleOn ?? ((piece: Q): readonly string[] => (piece.residentId === null ? [] : [piece.residentId]))
  await tx.services.writeAudit(tx, { action: 'print', output, subjectIds: [...new Set(pieces.flatMap(peopleOn))], numberRevealed: false, asOf: null, outcome: 'done', detailDigest: sha256 })
}

/** Reads the sides of some envelopes from the finished file; one that does not say what it should stops the print. */
async function readBack(pdf: Uint8Array, envelopes: readonly (readonly (readonly string[])[])[]): Promise<void> {
  const fonts = installedFonts()
  let first = 1
  for (const [index, texts] of envelopes.entries()) {
    if (index % readBackEvery === 0 || index === envelopes.length - 1) {
      const pages = await readPages(pdf, texts.map((_side, side) => first + side))
      for (const [side, page] of pages.entries()) assert(texts[side]!.every((text) => text === '' || isOnPage(text, page, fonts)), 'a sheet of a mass print shows what was asked for')
    }
    first += texts.length
  }
}
