import { checkData, type DataGlyph } from './data-check.ts'
import type { FontSet } from './fonts.ts'
import type { Substitution } from './glyph-check.ts'
import type { PaperTemplate, TemplateData } from './template.ts'
import { compile, countPages, type CheckedItem } from './typst.ts'

/** Some items of a mass print that are drawn together. */
export interface Slice {
  /** Place of the first item in the whole run, 0 for the first. */
  readonly first: number
  readonly items: readonly TemplateData[]
  /** How many pages each item gives. */
  readonly pages: readonly number[]
}

/** One PDF of a mass print, and whose pages it holds. */
export interface PrintedSlice {
  readonly first: number
  readonly count: number
  /** Nothing if every item was set aside. */
  readonly pdf: Uint8Array | null
  /** Place in the whole run of each item drawn, in page order; each has as many pages as were said of it. */
  readonly drawn: readonly number[]
  /** Items that were not drawn, and why: they go to the list, never to paper. */
  readonly setAside: readonly SetAside[]
  readonly substitutions: readonly (Substitution & { readonly item: number })[]
}

export type SetAside =
  | { readonly item: number, readonly reason: 'missing-glyph', readonly missing: readonly DataGlyph[] }
  | { readonly item: number, readonly reason: 'does-not-fit' }

interface SliceOptions { readonly fonts: FontSet, readonly images: Readonly<Record<string, Uint8Array>> }

interface Candidate extends CheckedItem { readonly item: number, readonly pages: number }

/** Checks and draws one slice. */
export function printSlice(template: PaperTemplate, slice: Slice, options: SliceOptions): PrintedSlice {
  const checked = slice.items.map((data, index) => ({ item: slice.first + index, pages: slice.pages[index] ?? 0, ...checkData(data, options.fonts) }))
  const unknown = checked.filter(({ missing }) => missing.length > 0).map(({ item, missing }) => ({ item, reason: 'missing-glyph' as const, missing }))
  const candidates = checked.filter(({ missing }) => missing.length === 0)
  const { pdf, drawn, tooLong } = drawAll(template, candidates, options)
  const isDrawn = new Set(drawn)
  return {
    first: slice.first,
    count: slice.items.length,
    pdf,
    drawn,
    setAside: [...unknown, ...tooLong.map((item) => ({ item, reason: 'does-not-fit' as const }))].sort((a, b) => a.item - b.item),
    substitutions: checked.filter(({ item }) => isDrawn.has(item))
      .flatMap(({ item, substitutions }) => substitutions.map((substitution) => ({ item, ...substitution }))),
  }
}

interface DrawnSlice { readonly pdf: Uint8Array | null, readonly drawn: readonly number[], readonly tooLong: readonly number[] }

/** All at once; only if that fails one by one, to find who does not fit. */
function drawAll(template: PaperTemplate, candidates: readonly Candidate[], options: SliceOptions): DrawnSlice {
  if (candidates.length === 0) return { pdf: null, drawn: [], tooLong: [] }
  const pdf = draw(template, candidates, options)
  if (pdf) return { pdf, drawn: candidates.map(({ item }) => item), tooLong: [] }
  const fitting = candidates.filter((candidate) => draw(template, [candidate], options) !== undefined)
  const left = candidates.filter((candidate) => !fitting.includes(candidate)).map(({ item }) => item)
  return { pdf: fitting.length > 0 ? draw(template, fitting, options) ?? null : null, drawn: fitting.map(({ item }) => item), tooLong: left }
}

/** Each item must give the pages that were said of it, or a page would belong to nobody. */
function draw(template: PaperTemplate, candidates: readonly Candidate[], options: SliceOptions): Uint8Array | undefined {
  const items = candidates.map(({ data, sequenceFaces }) => ({ data, sequenceFaces }))
  const pdf = compile(template, items, options)
  return pdf && countPages(pdf) === candidates.reduce((sum, { pages }) => sum + pages, 0) ? pdf : undefined
}
