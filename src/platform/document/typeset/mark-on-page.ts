import { createHash } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import { assert } from '../../../kernel/assert.ts'
import { qrCode } from '../bars/qr.ts'
import type { ReadPage } from './page-reader.ts'
import { objectOf, openPlainPdf, pageNumbersOf, referenceIn, type PdfFile } from './pdf-file.ts'
import type { MarkPlace } from './template.ts'

/**
 * Puts a mark onto the last page of a finished paper, as a symbol and as a keyword of the file — 検証マーク.
 * The paper is only added to (ISO 32000-1, 7.5.6): it begins with the very bytes that were read back, and what is added draws
 * filled squares and no text, so it says what it said before. The same paper and mark give the same bytes.
 * @param text what a reader of the symbol returns; capitals, digits and points
 */
export function addMark(pdf: Uint8Array, text: string, place: MarkPlace): Uint8Array {
  assert(/^[0-9A-Z.-]+$/.test(text), 'a mark is of letters that need no writing in another way')
  const file = openPlainPdf(pdf)
  const page = file && pageNumbersOf(file)?.at(-1)
  assert(file !== undefined && page !== undefined, 'a paper is laid out as our writer lays files out')
  const added = new Addition(file)
  added.change(page, (head) => replaced(head, /\/Contents (\d+) 0 R/, `/Contents [$1 0 R ${added.next} 0 R]`))
  added.append(drawingOf(text, place, heightOf(file, page)))
  added.change(trailerEntry(file, 'Info'), (head) => replaced(head, /(\n {2}\/Creator )/, `\n  /Keywords (${text})$1`))
  added.changeStream(metadataOf(file), (xml) => replaced(xml, /(<xmp:CreatorTool>)/, `<pdf:Keywords>${text}</pdf:Keywords>$1`))
  return added.finish()
}

/** Whether a piece of text of the last page stands where the mark would stand. */
export function isInPlaceOfMark(pages: readonly ReadPage[], { xMm, yMm, sizeMm }: MarkPlace): boolean {
  return (pages.at(-1)?.lines ?? []).some((line) => {
    const heightMm = (line.sizePt * 25.4) / 72
    return line.endMm > xMm && line.xMm < xMm + sizeMm && line.yMm > yMm && line.yMm - heightMm < yMm + sizeMm
  })
}

/** The symbol with its quiet zone, each run of dark modules one rectangle of a single filled path. */
function drawingOf(text: string, { xMm, yMm, sizeMm }: MarkPlace, pageHeight: number): string {
  const { side, runs } = qrCode(text)
  const points = (mm: number): number => (mm * 72) / 25.4
  const module = points(sizeMm) / side
  const squares = runs.map(({ x, y, length }) => `${x} ${y} ${length} 1 re`).join('\n')
  return `q\n${fixed(module)} 0 0 ${fixed(-module)} ${fixed(points(xMm))} ${fixed(pageHeight - points(yMm))} cm\n0 g\n${squares}\nf\nQ`
}

function fixed(value: number): string {
  return String(Number(value.toFixed(6)))
}

function heightOf(file: PdfFile, page: number): number {
  const height = /\/MediaBox \[0 0 [\d.]+ ([\d.]+)\]/.exec(objectOf(file, page)?.head ?? '')?.[1]
  assert(height !== undefined, 'a page says how high it is')
  return Number(height)
}

function trailerEntry(file: PdfFile, entry: string): number {
  const number = referenceIn(file.trailer, entry)
  assert(number !== undefined, `a finished paper has its ${entry}`)
  return number
}

function metadataOf(file: PdfFile): number {
  const number = referenceIn(objectOf(file, trailerEntry(file, 'Root'))?.head ?? '', 'Metadata')
  assert(number !== undefined, 'a finished paper has its metadata')
  return number
}

/** A text with the one place changed that must be in it once. */
function replaced(text: string, place: RegExp, by: string): string {
  assert(text.match(new RegExp(place, 'g'))?.length === 1, `${place.source} stands once in what the writer has written`)
  return text.replace(place, by)
}

/** What is added at the end of a file: new objects and new versions of old ones, their table, and a trailer that leads to the old table. */
class Addition {
  /** The number that the next new object gets. */
  next: number
  readonly #file: PdfFile
  readonly #parts: Buffer[]
  readonly #offsets = new Map<number, number>()
  #length: number

  constructor(file: PdfFile) {
    const size = /\/Size (\d+)/.exec(file.trailer)?.[1]
    assert(size !== undefined, 'a trailer says how many objects there are')
    this.next = Number(size)
    this.#file = file
    this.#parts = [file.bytes]
    this.#length = file.bytes.length
    this.#write('\n')
  }

  change(number: number, changed: (head: string) => string): void {
    const object = objectOf(this.#file, number)
    assert(object?.stream === null, 'what is changed is a dictionary')
    this.#object(number, changed(object.head))
  }

  changeStream(number: number, changed: (content: string) => string): void {
    const object = objectOf(this.#file, number)
    assert(object?.stream !== undefined && object.stream !== null && !object.head.includes('/Filter'), 'what is changed is a stream that is not packed')
    const content = changed(object.stream.toString('latin1'))
    this.#object(number, `${object.head.replace(/\/Length \d+/, `/Length ${content.length}`)}\nstream\n${content}\nendstream`)
  }

  append(drawing: string): void {
    const packed = deflateSync(Buffer.from(drawing, 'latin1'))
    this.#object(this.next, `<<\n  /Length ${packed.length}\n  /Filter /FlateDecode\n>>\nstream\n${packed.toString('latin1')}\nendstream`)
    this.next += 1
  }

  finish(): Uint8Array {
    const tableAt = this.#length
    const rows = [...this.#offsets].sort(([a], [b]) => a - b).map(([number, offset]) => `${number} 1\n${String(offset).padStart(10, '0')} 00000 n\r\n`)
    this.#write(`xref\n${rows.join('')}${this.#trailer()}startxref\n${tableAt}\n%%EOF`)
    return new Uint8Array(Buffer.concat(this.#parts))
  }

  /** The first name of the file stays, the second is of this version. */
  #trailer(): string {
    const { trailer, tableAt } = this.#file
    const name = createHash('sha256').update(Buffer.concat(this.#parts)).digest('base64').slice(0, 22)
    const sized = replaced(trailer.slice(0, trailer.indexOf('startxref')), /\/Size \d+/, `/Size ${this.next}\n  /Prev ${tableAt}`)
    return replaced(sized, /\/ID \[(\([^()]*\)) \([^()]*\)\]/, `/ID [$1 (${name}==)]`)
  }

  #object(number: number, content: string): void {
    this.#offsets.set(number, this.#length)
    this.#write(`${number} 0 obj\n${content}\nendobj\n`)
  }

  #write(text: string): void {
    const bytes = Buffer.from(text, 'latin1')
    this.#parts.push(bytes)
    this.#length += bytes.length
  }
}
