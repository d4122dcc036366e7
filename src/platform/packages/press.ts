import { amountText } from '../../kernel/text.ts'
import type { Tx } from '../command/tx.ts'
import { listMissing, renderBulk, type PaperTemplate, type PrintedSlice, type TemplateData } from '../document/index.ts'
import type { RunCheck, RunFacts, RunTable } from '../job/define.ts'
import type { AsideReason, Shelf } from './shelf.ts'
import * as store from './store.ts'
import type { PieceSums } from './store.ts'

// How the papers of a package are drawn, for the proof and for the printer.

/** What a kind of package is drawn with. */
export interface Press<P extends TemplateData> {
  readonly shelf: Shelf
  /** The output under which its papers leave the office. */
  readonly output: string
  readonly template: PaperTemplate
  /** Sides of each sheet that are printed; one where left out. */
  readonly sidesOfSheet?: 1 | 2
  /** Texts that must stand on the sides of an envelope's sheets, side by side. */
  textsOf(paper: P): readonly (readonly string[])[]
}

/** Whom the protection register keeps out of a pile that leaves the office: nobody's duty opens it. */
export async function stoppedAmong(tx: Tx, personIds: readonly string[], output: string): Promise<ReadonlyMap<string, AsideReason>> {
  if (personIds.length === 0) return new Map()
  const answers = [...(await tx.services.guardAnswer(tx, personIds, { output, recipient: 'third-party', requester: null })).values()]
  return new Map(answers.map((answer) => [answer.personId, answer.ground === 'measure' ? 'protected' as const : 'suppressed' as const]))
}

/** Fewer pieces than these are drawn in the caller's thread: a print thread would take longer to start. */
const drawnHere = 12

/** All the papers as one file. */
export async function* drawnPapers<P extends TemplateData>({ template, textsOf }: Press<P>, papers: readonly P[]): AsyncGenerator<PrintedSlice> {
  if (papers.length === 0) return
  yield* renderBulk(template, papers, { workers: papers.length <= drawnHere ? 0 : 1, sliceSize: papers.length, pagesOf: (paper) => textsOf(paper as P).length })
}

/** A paper to be tried, with the residents that stand on it. */
export interface Tried<P extends TemplateData> { readonly paper: P; readonly subjectIds: readonly string[] }

/** Why a paper cannot be drawn, with the letters that no font has. */
export interface Fault { readonly aside: AsideReason; readonly characters: string | null }

/**
 * Draws papers and throws the sheets away: what has no glyph or does not fit is known before anything is printed — 印刷前の確かめ.
 * @returns the fault by the place of the paper; letters without a glyph go to the list of these
 */
export async function faultsAmong<P extends TemplateData>(tx: Tx, press: Press<P>, tried: readonly Tried<P>[]): Promise<ReadonlyMap<number, Fault>> {
  const faults = new Map<number, Fault>()
  for await (const slice of drawnPapers(press, tried.map((one) => one.paper))) {
    for (const fault of slice.setAside) {
      const missing = fault.reason === 'missing-glyph' ? fault.missing : []
      faults.set(fault.item, { aside: fault.reason, characters: missing.length === 0 ? null : [...new Set(missing.map((glyph) => `${glyph.sequence}（${glyph.codepoints}）`))].join('、') })
      for (const { sequence } of missing) await listMissing(tx, { sequence, output: press.output, subjectIds: [...tried[fault.item]!.subjectIds] })
    }
  }
  return faults
}

/** How many envelopes have no postal code. */
export function postalCheck({ no_postal }: PieceSums): RunCheck {
  return { code: 'postal', title: '郵便番号のない封筒', state: no_postal > 0 ? 'attention' : 'passed', detail: `${amountText(no_postal)}通。順番の終わりに置きます` }
}

/** Envelopes by the number of their sheets, for the table of a run. */
export async function sheetTables(tx: Tx, shelf: Shelf, run: RunFacts): Promise<readonly RunTable[]> {
  const sums = await store.listSumsBySheets(tx, shelf, run.runId)
  return [{ title: '封筒に入れる紙', lines: sums.map((one) => ({ title: `${amountText(one.sheets)}枚`, count: one.pieces, countBefore: null, yen: one.amount, yenBefore: null })) }]
}
