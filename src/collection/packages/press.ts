import type { Tx } from '../../platform/command/tx.ts'
import { listMissing, renderBulk, type PaperTemplate, type PrintedSlice, type TemplateData } from '../../platform/document/index.ts'
import type { SetAside } from '../../platform/job/define.ts'
import type { SlipMarks } from '../forms.ts'
import { insertBitsOf, sortTextOf } from '../rules/print-marks.ts'
import { asideWords, packageKinds, type AsideReason, type PackageKind } from './model.ts'
import type { Piece } from './store.ts'

// How the papers of a package are drawn, for the proof and for the printer.

/** What a kind of package is drawn with. */
export interface Press<P extends TemplateData> {
  readonly kind: PackageKind
  readonly template: PaperTemplate
  /** Texts that must stand on the sheets of an envelope, sheet by sheet. */
  textsOf(paper: P): readonly (readonly string[])[]
}

/** The place of an envelope in its package. */
export interface Place { readonly piece: number; readonly pieces: number }

/** What the machines read on a sheet; nothing on a paper that is printed by itself. */
export function marksOf(place: Place | null, { sheet, sheets }: { readonly sheet: number; readonly sheets: number }): SlipMarks | null {
  return place === null ? null : { sort: sortTextOf({ ...place, sheet, sheets }), insertBits: insertBitsOf({ ...place, sheet, sheets }) }
}

/** Whom the protection register keeps out of a pile that leaves the office: nobody's duty opens it. */
export async function stoppedAmong(tx: Tx, personIds: readonly string[], kind: PackageKind): Promise<ReadonlyMap<string, AsideReason>> {
  if (personIds.length === 0) return new Map()
  const answers = [...(await tx.services.guardAnswer(tx, personIds, { output: packageKinds[kind].output, recipient: 'third-party', requester: null })).values()]
  return new Map(answers.map((answer) => [answer.personId, answer.ground === 'measure' ? 'protected' as const : 'suppressed' as const]))
}

/** Fewer pieces than these are drawn in the caller's thread: a print thread would take longer to start. */
const drawnHere = 12

/** All the papers as one file. */
export async function* drawnPapers<P extends TemplateData>({ template, textsOf }: Press<P>, papers: readonly P[]): AsyncGenerator<PrintedSlice> {
  if (papers.length === 0) return
  yield* renderBulk(template, papers, { workers: papers.length <= drawnHere ? 0 : 1, sliceSize: papers.length, pagesOf: (paper) => textsOf(paper as P).length })
}

/** Why a paper cannot be drawn, with the letters that no font has. */
export interface Fault { readonly aside: AsideReason; readonly characters: string | null }

/**
 * Draws papers and throws the sheets away: what has no glyph or does not fit is known before anything is printed — 印刷前の確かめ.
 * @returns the fault by the place of the paper; letters without a glyph go to the list of these
 */
export async function faultsAmong<P extends TemplateData>(tx: Tx, press: Press<P>, tried: readonly { readonly paper: P; readonly residentId: string | null }[]): Promise<ReadonlyMap<number, Fault>> {
  const faults = new Map<number, Fault>()
  for await (const slice of drawnPapers(press, tried.map((one) => one.paper))) {
    for (const fault of slice.setAside) {
      const missing = fault.reason === 'missing-glyph' ? fault.missing : []
      faults.set(fault.item, { aside: fault.reason, characters: missing.length === 0 ? null : [...new Set(missing.map((glyph) => `${glyph.sequence}（${glyph.codepoints}）`))].join('、') })
      const { residentId } = tried[fault.item]!
      for (const { sequence } of missing) await listMissing(tx, { sequence, output: packageKinds[press.kind].output, subjectIds: residentId === null ? [] : [residentId] })
    }
  }
  return faults
}

export function setAsideOf(pieces: readonly Pick<Piece, 'partyId' | 'aside'>[]): readonly SetAside[] {
  return pieces.flatMap((one) => (one.aside === null ? [] : [{ subjectId: one.partyId, ...asideWords[one.aside] }]))
}
