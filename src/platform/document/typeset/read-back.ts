import { createHash } from 'node:crypto'
import type * as Pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { FontSet } from './fonts.ts'
import { checkText, glyphsOf, type GlyphOf } from './glyph-check.ts'

/** One finished page, read from the PDF's own bytes. */
export interface ReadPage {
  /** 1 for the first. */
  readonly number: number
  readonly widthMm: number
  readonly heightMm: number
  /** Pieces of text in the order they were drawn, which is the order the form puts them in. */
  readonly lines: readonly ReadLine[]
  /** All pieces, one a line. */
  readonly text: string
  /** Digest of each picture with its size on the page, in the order they were drawn; drawings in lines are none. */
  readonly pictures: readonly string[]
}

/** A piece of text on one base line without a gap. */
export interface ReadLine {
  readonly text: string
  /** Left end and base line, millimetres from the upper left corner. */
  readonly xMm: number
  readonly yMm: number
  /** Right end. */
  readonly endMm: number
  readonly sizePt: number
}

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
    const read: ReadPage[] = []
    for (const number of wanted) read.push(await readPage(await file.getPage(number), pdfjs.OPS))
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

type Matrix = readonly [number, number, number, number, number, number]

async function readPage(page: PdfPage, operators: Reader['OPS']): Promise<ReadPage> {
  const { width, height } = page.getViewport({ scale: 1 })
  const { fnArray, argsArray } = await page.getOperatorList()
  const reader = new PageReader(height, operators)
  for (let index = 0; index < fnArray.length; index += 1) {
    const values: unknown = argsArray[index]
    reader.take(fnArray[index] ?? 0, Array.isArray(values) ? values : [])
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

/** A picture as it was drawn: its name in the file, and its size in tenths of a millimetre. */
interface DrawnPicture { readonly name: string; readonly size: readonly [number, number] }

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

interface DrawnGlyph { readonly unicode: string, readonly width: number }

interface TextState { matrix: Matrix, size: number, characterSpacing: number, wordSpacing: number, scale: number }

const identity: Matrix = [1, 0, 0, 1, 0, 0]

/** Follows the drawing operators that move text about; everything else is nothing to read. */
class PageReader {
  readonly lines: ReadLine[] = []
  readonly pictures: DrawnPicture[] = []
  readonly #heightPt: number
  readonly #operators: Reader['OPS']
  readonly #saved: TextState[] = []
  #state: TextState = { matrix: identity, size: 0, characterSpacing: 0, wordSpacing: 0, scale: 1 }
  #line: Matrix = identity
  #cursor: Matrix = identity

  constructor(heightPt: number, operators: Reader['OPS']) {
    this.#heightPt = heightPt
    this.#operators = operators
  }

  take(operator: number, values: readonly unknown[]): void {
    const OPS = this.#operators
    switch (operator) {
      case OPS.save: this.#saved.push({ ...this.#state }); return
      case OPS.restore: this.#state = this.#saved.pop() ?? this.#state; return
      case OPS.transform: this.#state.matrix = multiply(this.#state.matrix, matrixOf(values)); return
      case OPS.paintFormXObjectBegin: this.#enterForm(values); return
      case OPS.paintFormXObjectEnd: this.#state = this.#saved.pop() ?? this.#state; return
      case OPS.beginText: this.#moveTo(identity); return
      case OPS.setTextMatrix: this.#moveTo(matrixOf(values)); return
      case OPS.moveText: this.#moveTo(multiply(this.#line, [1, 0, 0, 1, numberAt(values, 0), numberAt(values, 1)])); return
      case OPS.setFont: this.#state.size = numberAt(values, 1); return
      case OPS.setCharSpacing: this.#state.characterSpacing = numberAt(values, 0); return
      case OPS.setWordSpacing: this.#state.wordSpacing = numberAt(values, 0); return
      case OPS.setHScale: this.#state.scale = numberAt(values, 0) / 100; return
      case OPS.paintImageXObject: this.#paint(values[0]); return
      case OPS.showText: this.#show(values[0]); return
      default:
    }
  }

  #enterForm(values: readonly unknown[]): void {
    this.#saved.push({ ...this.#state })
    if (values[0]) this.#state.matrix = multiply(this.#state.matrix, matrixOf(values))
  }

  /** A picture fills the unit square of its state. */
  #paint(name: unknown): void {
    const [a, b, c, d] = this.#state.matrix
    const tenths = (points: number): number => Math.round(toMm(points) * 10)
    if (typeof name === 'string') this.pictures.push({ name, size: [tenths(Math.hypot(a, b)), tenths(Math.hypot(c, d))] })
  }

  #moveTo(matrix: Matrix): void {
    this.#line = matrix
    this.#cursor = matrix
  }

  #show(glyphs: unknown): void {
    if (!Array.isArray(glyphs)) return
    const from = multiply(this.#state.matrix, this.#cursor)
    const letters = glyphs.map((glyph: unknown) => this.#advance(glyph))
    const to = multiply(this.#state.matrix, this.#cursor)
    this.#add({
      text: letters.join(''),
      xMm: toMm(from[4]),
      yMm: toMm(this.#heightPt - from[5]),
      endMm: toMm(to[4]),
      sizePt: this.#state.size * Math.hypot(from[2], from[3]),
    })
  }

  /** Moves the cursor by a glyph, or by a correction in thousandths of an em. */
  #advance(glyph: unknown): string {
    const { size, scale, characterSpacing, wordSpacing } = this.#state
    if (typeof glyph === 'number') {
      this.#shift((-glyph / 1000) * size * scale)
      return ''
    }
    if (!isDrawnGlyph(glyph)) return ''
    const spacing = characterSpacing + (glyph.unicode === ' ' ? wordSpacing : 0)
    this.#shift(((glyph.width / 1000) * size + spacing) * scale)
    return glyph.unicode
  }

  #shift(by: number): void {
    this.#cursor = multiply(this.#cursor, [1, 0, 0, 1, by, 0])
  }

  /** Typst draws each script apart: pieces that touch are one piece of text. */
  #add(piece: ReadLine): void {
    const last = this.lines.at(-1)
    const gap = toMm(0.3 * piece.sizePt)
    const touches = last && Math.abs(last.yMm - piece.yMm) < 0.1 && Math.abs(last.endMm - piece.xMm) < gap
    if (!touches) {
      this.lines.push(piece)
      return
    }
    this.lines[this.lines.length - 1] = { ...last, text: last.text + piece.text, endMm: piece.endMm }
  }
}

function isDrawnGlyph(value: unknown): value is DrawnGlyph {
  return typeof value === 'object' && value !== null && 'unicode' in value && 'width' in value
    && typeof value.unicode === 'string' && typeof value.width === 'number'
}

/** Operators hand a matrix over as six numbers, as one array of six, or as a map of six. */
function matrixOf(values: readonly unknown[]): Matrix {
  const source = values.length === 1 ? Object.values(values[0] ?? {}) : values
  const [a, b, c, d, e, f] = Array.from({ length: 6 }, (_, index) => numberAt(source, index))
  return [a ?? 1, b ?? 0, c ?? 0, d ?? 1, e ?? 0, f ?? 0]
}

function numberAt(values: readonly unknown[], index: number): number {
  const value = values[index]
  return typeof value === 'number' ? value : 0
}

function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer
  const [g, h, i, j, k, l] = inner
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f]
}

function toMm(points: number): number {
  return (points * 25.4) / 72
}
