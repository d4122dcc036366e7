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

/** A picture as it was drawn: its name in the file, and its size in tenths of a millimetre. */
export interface DrawnPicture { readonly name: string; readonly size: readonly [number, number] }

type Matrix = readonly [number, number, number, number, number, number]

interface DrawnGlyph { readonly unicode: string, readonly width: number }

interface TextState { matrix: Matrix, size: number, characterSpacing: number, wordSpacing: number, scale: number }

const identity: Matrix = [1, 0, 0, 1, 0, 0]

/** Follows the drawing operators that move text about, whoever has taken them from the file; everything else is nothing to read. */
export class PageReader {
  readonly lines: ReadLine[] = []
  readonly pictures: DrawnPicture[] = []
  readonly #heightPt: number
  readonly #saved: TextState[] = []
  #state: TextState = { matrix: identity, size: 0, characterSpacing: 0, wordSpacing: 0, scale: 1 }
  #line: Matrix = identity
  #cursor: Matrix = identity

  constructor(heightPt: number) {
    this.#heightPt = heightPt
  }

  /** @param operator by the name that the large reader gives it */
  take(operator: string, values: readonly unknown[]): void {
    switch (operator) {
      case 'save': this.#saved.push({ ...this.#state }); return
      case 'restore': this.#state = this.#saved.pop() ?? this.#state; return
      case 'transform': this.#state.matrix = multiply(this.#state.matrix, matrixOf(values)); return
      case 'paintFormXObjectBegin': this.#enterForm(values); return
      case 'paintFormXObjectEnd': this.#state = this.#saved.pop() ?? this.#state; return
      case 'beginText': this.#moveTo(identity); return
      case 'setTextMatrix': this.#moveTo(matrixOf(values)); return
      case 'moveText': this.#moveTo(multiply(this.#line, [1, 0, 0, 1, numberAt(values, 0), numberAt(values, 1)])); return
      case 'setFont': this.#state.size = numberAt(values, 1); return
      case 'setCharSpacing': this.#state.characterSpacing = numberAt(values, 0); return
      case 'setWordSpacing': this.#state.wordSpacing = numberAt(values, 0); return
      case 'setHScale': this.#state.scale = numberAt(values, 0) / 100; return
      case 'paintImageXObject': this.#paint(values[0]); return
      case 'showText': this.#show(values[0]); return
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

export function toMm(points: number): number {
  return (points * 25.4) / 72
}
