import { assert } from '../../../kernel/assert.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { listMissing, readPages, renderBulk, type PaperTemplate, type PrintedSlice, type TemplateData } from '../../../platform/document/index.ts'
import { isOnPage } from '../../../platform/document/typeset/read-back.ts'
import { installedFonts } from '../../../platform/document/typeset/typst.ts'
import type { AsideReason } from './model.ts'

// How the papers of a package are drawn, proved and read back, whoever they go to.

/** What a kind of package is drawn with. */
export interface Press<P extends TemplateData> {
  readonly template: PaperTemplate
  readonly output: string
  /** Texts that must stand on the sides of one piece, side by side. */
  textsOf(paper: P): readonly (readonly string[])[]
}

/** Fewer pieces than these are drawn in the caller's thread: a print thread would take longer to start. */
const drawnHere = 12
/** Of so many pieces one is read back from the finished file, and the first and the last. */
const readBackEvery = 100

/** All the papers as one file. */
export async function* drawn<P extends TemplateData>({ template, textsOf }: Press<P>, papers: readonly P[]): AsyncGenerator<PrintedSlice> {
  if (papers.length === 0) return
  yield* renderBulk(template, papers, { workers: papers.length <= drawnHere ? 0 : 1, sliceSize: papers.length, pagesOf: (paper) => textsOf(paper as P).length })
}

/** Why a paper cannot be drawn, with the letters that no font has. */
export interface Fault { readonly aside: AsideReason; readonly characters: string | null }

/**
 * Draws papers and throws the sheets away: what has no glyph or does not fit is known before anything is printed — 印刷前の確かめ.
 * @returns the fault by the place of the paper; letters without a glyph go to the list of these
 */
export async function faultsAmong<P extends TemplateData>(tx: Tx, press: Press<P>, tried: readonly { readonly paper: P; readonly subjectIds: readonly string[] }[]): Promise<ReadonlyMap<number, Fault>> {
  const faults = new Map<number, Fault>()
  for await (const slice of drawn(press, tried.map((one) => one.paper))) {
    for (const fault of slice.setAside) {
      const missing = fault.reason === 'missing-glyph' ? fault.missing : []
      faults.set(fault.item, { aside: fault.reason, characters: missing.length === 0 ? null : [...new Set(missing.map((glyph) => `${glyph.sequence}（${glyph.codepoints}）`))].join('、') })
      for (const { sequence } of missing) await listMissing(tx, { sequence, output: press.output, subjectIds: [...tried[fault.item]!.subjectIds] })
    }
  }
  return faults
}

/** Reads the sides of some pieces from the finished file; one that does not say what it should stops the print. */
export async function readBack<P extends TemplateData>(pdf: Uint8Array, { textsOf }: Press<P>, papers: readonly P[]): Promise<void> {
  const fonts = installedFonts()
  let first = 1
  for (const [index, paper] of papers.entries()) {
    const texts = textsOf(paper)
    if (index % readBackEvery === 0 || index === papers.length - 1) {
      const pages = await readPages(pdf, texts.map((_side, side) => first + side))
      for (const [side, page] of pages.entries()) assert(texts[side]!.every((text) => text === '' || isOnPage(text, page, fonts)), 'a sheet of a mass print shows what was asked for')
    }
    first += texts.length
  }
}

/** Whom the protection register keeps out of a pile that leaves the office: nobody's duty opens it. */
export async function stoppedAmong(tx: Tx, personIds: readonly string[], output: string): Promise<ReadonlyMap<string, AsideReason>> {
  const answers = personIds.length === 0 ? [] : [...(await tx.services.guardAnswer(tx, personIds, { output, recipient: 'third-party', requester: null })).values()]
  return new Map(answers.map((answer) => [answer.personId, answer.ground === 'measure' ? 'protected' as const : 'suppressed' as const]))
}
