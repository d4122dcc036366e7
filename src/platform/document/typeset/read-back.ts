import { createHash } from 'node:crypto'
import type * as Pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { FontSet } from './fonts.ts'
import { checkText, glyphsOf, type GlyphOf } from './glyph-check.ts'
import { PageReader, toMm, type DrawnPicture, type ReadPage } from './page-reader.ts'

export type { ReadLine, ReadPage } from './page-reader.ts'

/**
 * Reads the pages of a finished PDF — 読み戻し. A character counts only if its glyph stands in the content stream.
 * @param pages only these numbers; by default all
 */
export async function readPages(pdf: Uint8Array, pages?: readonly number[]): Promise<readonly ReadPage[]> {
  const pdfjs = await pdfReader()
  const task = openPdf(pdfjs, pdf)
  try {
    const file = await task.promise
    const wanted = pages ?? Array.from({ length: file.numPages }, (_, index) => index + 1)
    const names: OperatorNames = new Map(Object.entries(pdfjs.OPS).map(([name, operator]) => [operator, name]))
    const read: ReadPage[] = []
    for (const number of wanted) read.push(await readPage(await file.getPage(number), names))
    return read
  } finally {
    await task.destroy()
  }
}

/** The text of a whole PDF in reading order, pieces and pages apart by line breaks. */
export async function textOf(pdf: Uint8Array): Promise<string> {
  return (await readPages(pdf)).map((page) => page.text).join('\n')
}

/** The keywords of a PDF as its writer put them in; `null` where there are none or the file cannot be opened — 見出し語. */
export async function readKeywords(pdf: Uint8Array): Promise<string | null> {
  const task = openPdf(await pdfReader(), pdf)
  try {
    const { info } = await (await task.promise).getMetadata()
    const keywords: unknown = 'Keywords' in info ? info.Keywords : null
    return typeof keywords === 'string' ? keywords : null
  } catch (error) {
    if (error instanceof Error && error.name === 'InvalidPDFException') return null
    throw error
  } finally {
    await task.destroy()
  }
}

/**
 * Whether a text stands on a page as it should: every character drawn by the very glyph the check chose for it, a twin
 * where only the twin is there. A long text may have been wrapped, with or without the space at the break. Two code
 * points that the font draws with one glyph (a sequence that is the base form) count as the same, because a PDF names a
 * glyph once.
 * @param expected as received, before the glyph check
 */
export function isOnPage(expected: string, page: ReadPage, fonts: FontSet): boolean {
  return isOnAnyPage(expected, [page], fonts)
}

/** The same over all pages of a paper; most texts stand plainly on one, and only the others are looked for glyph by glyph. */
export function isOnAnyPage(expected: string, pages: readonly ReadPage[], fonts: FontSet): boolean {
  const { text, missing } = checkText(expected.replaceAll('\n', ''), fonts)
  if (missing.length > 0) return false
  if (pages.some((page) => page.text.includes(text))) return true
  const wanted = glyphsOf(text, fonts)
  return pages.some((page) => {
    const read = glyphsOfPage(page, fonts)
    return read.some((_, start) => standsAt(wanted, read, start))
  })
}

/** Made once a page: every text of a request is looked for on it. */
const readGlyphs = new WeakMap<ReadPage, readonly GlyphOf[]>()

function glyphsOfPage(page: ReadPage, fonts: FontSet): readonly GlyphOf[] {
  const known = readGlyphs.get(page)
  if (known) return known
  const glyphs = page.lines.flatMap((line) => [...glyphsOf(line.text, fonts), lineEnd])
  readGlyphs.set(page, glyphs)
  return glyphs
}

const lineEnd: GlyphOf = { text: '\n', glyph: '\n' }

function standsAt(wanted: readonly GlyphOf[], read: readonly GlyphOf[], start: number): boolean {
  let at = start
  for (const glyph of wanted) {
    const isBreak = read[at] === lineEnd
    while (read[at] === lineEnd) at += 1
    if (read[at]?.glyph === glyph.glyph) at += 1
    else if (!(isBreak && /\s/.test(glyph.text))) return false
  }
  return true
}

type Reader = typeof Pdfjs
type PdfPage = Awaited<ReturnType<Awaited<ReturnType<Reader['getDocument']>['promise']>['getPage']>>

/** By a name of its own, since it comes without types. */
const workingHalf: string = 'pdfjs-dist/legacy/build/pdf.worker.mjs'
let loaded: Promise<Reader> | undefined

/** The reader is a large program, and most starts come and go before the first page is read. */
export async function pdfReader(): Promise<Reader> {
  loaded ??= load()
  return await loaded
}

/**
 * Both halves of the reader bring slower functions of their own for old engines and put them in place of the engine's, for
 * everybody in the program: each list that grows and each text that is written or read as JSON would pay for it.
 */
async function load(): Promise<Reader> {
  globalThis.FontFace ??= UnusedFontFace as unknown as typeof FontFace
  const owners: readonly object[] = [JSON, Array.prototype, Function.prototype]
  const before = owners.map((owner) => Object.getOwnPropertyDescriptors(owner))
  const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs')
  await import(workingHalf)
  for (const [index, owner] of owners.entries()) Object.defineProperties(owner, before[index]!)
  return pdfjs
}

/** What a browser makes of a font's bytes; the reader asks for it by this name. Nothing is drawn here, so it keeps none. */
class UnusedFontFace { readonly loaded = Promise.resolve(this) }

/** With a document that takes fonts as a browser's does: the reader would else work out the outline of every glyph, or write every font as text, half of its time. */
function openPdf(pdfjs: Reader, pdf: Uint8Array) {
  return pdfjs.getDocument({ data: new Uint8Array(pdf), verbosity: 0, useSystemFonts: false, disableFontFace: false, isEvalSupported: false, ownerDocument: { fonts: new Set() } as never })
}

type OperatorNames = ReadonlyMap<number, string>

async function readPage(page: PdfPage, names: OperatorNames): Promise<ReadPage> {
  const { width, height } = page.getViewport({ scale: 1 })
  const { fnArray, argsArray } = await page.getOperatorList()
  const reader = new PageReader(height)
  for (let index = 0; index < fnArray.length; index += 1) {
    const values: unknown = argsArray[index]
    reader.take(names.get(fnArray[index] ?? 0) ?? '', Array.isArray(values) ? values : [])
  }
  return {
    number: page.pageNumber,
    widthMm: toMm(width),
    heightMm: toMm(height),
    lines: reader.lines,
    text: reader.lines.map((line) => line.text).join('\n'),
    pictures: await Promise.all(reader.pictures.map(async (picture) => await digestOfPicture(page, picture))),
  }
}

/** SHA-256 over the size on the page and every dot. */
async function digestOfPicture(page: PdfPage, { name, size }: DrawnPicture): Promise<string> {
  // Pictures are unpacked beside the drawing: they may come after it.
  const dots = await new Promise<unknown>((resolve) => { (name.startsWith('g_') ? page.commonObjs : page.objs).get(name, resolve) })
  if (!isPicture(dots)) throw new Error('a picture of the page cannot be read back')
  return createHash('sha256').update(JSON.stringify([...size, dots.width, dots.height])).update(dots.data).digest('hex')
}

function isPicture(value: unknown): value is { readonly width: number; readonly height: number; readonly data: Uint8Array } {
  return typeof value === 'object' && value !== null && 'width' in value && 'height' in value && 'data' in value && ArrayBuffer.isView(value.data)
}
