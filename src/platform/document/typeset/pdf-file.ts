import { inflateSync } from 'node:zlib'

/** A finished PDF by its own table of objects, the plain way in which our one writer lays its files out. */
export interface PdfFile {
  /** Every byte as one character. */
  readonly text: string
  readonly bytes: Buffer
  /** Where the table of objects stands. */
  readonly tableAt: number
  readonly trailer: string
  /** Where each object stands, by its number. */
  readonly offsets: ReadonlyMap<number, number>
}

/** One object: what stands before its stream, and the stream unpacked. */
export interface PdfObject { readonly head: string; readonly stream: Buffer | null }

/** Bytes of a table's row; a table has one row an object. */
const rowLength = 20

/** Opens a file of one plain table; undefined for anything else, also for one that was added to. */
export function openPlainPdf(pdf: Uint8Array): PdfFile | undefined {
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength)
  const text = bytes.toString('latin1')
  const tableAt = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text.slice(-64))?.[1] ?? Number.NaN)
  const head = Number.isSafeInteger(tableAt) ? /^xref\r?\n0 (\d+)\r?\n/.exec(text.slice(tableAt, tableAt + 32)) : null
  if (!head) return undefined
  const [first, count] = [tableAt + head[0].length, Number(head[1])]
  const trailer = text.slice(first + count * rowLength)
  if (!/^trailer\s/.test(trailer) || /\/(?:Prev|XRefStm|Encrypt)\b/.test(trailer)) return undefined
  const offsets = new Map<number, number>()
  for (let number = 0; number < count; number += 1) {
    const row = text.slice(first + number * rowLength, first + (number + 1) * rowLength)
    if (/^\d{10} 00000 n/.test(row)) offsets.set(number, Number(row.slice(0, 10)))
  }
  return { text, bytes, tableAt, trailer, offsets }
}

/** The object of a number; undefined where it is not there, or is packed in a way that is not known here. */
export function objectOf({ text, bytes, offsets }: PdfFile, number: number): PdfObject | undefined {
  const start = `${number} 0 obj\n`
  const at = offsets.get(number)
  if (at === undefined || !text.startsWith(start, at)) return undefined
  const from = at + start.length
  const [end, stream] = [text.indexOf('\nendobj', from), text.indexOf('\nstream\n', from)]
  if (stream < 0 || end < stream) return end < 0 ? undefined : { head: text.slice(from, end), stream: null }
  const head = text.slice(from, stream)
  const [first, length] = [stream + '\nstream\n'.length, Number(/\/Length (\d+)(?! \d+ R)/.exec(head)?.[1] ?? Number.NaN)]
  if (!text.startsWith('\nendstream', first + length)) return undefined
  const unpacked = unpack(head, bytes.subarray(first, first + length))
  return unpacked && { head, stream: unpacked }
}

function unpack(head: string, bytes: Buffer): Buffer | undefined {
  if (!head.includes('/Filter')) return bytes
  return /\/Filter \/FlateDecode\b/.test(head) && !head.includes('/DecodeParms') ? inflateSync(bytes) : undefined
}

/** The number of the object that an entry of a dictionary names. */
export function referenceIn(head: string, entry: string): number | undefined {
  const found = new RegExp(`/${entry} (\\d+) 0 R`).exec(head)
  return found ? Number(found[1]) : undefined
}

/** Numbers of the pages, in their order; undefined where the tree of pages is not as our writer makes it. */
export function pageNumbersOf(file: PdfFile): readonly number[] | undefined {
  const root = referenceIn(file.trailer, 'Root')
  const pages = root === undefined ? undefined : referenceIn(objectOf(file, root)?.head ?? '', 'Pages')
  return pages === undefined ? undefined : leavesOf(file, pages, 0)
}

/** A tree of pages deeper than this is none of ours. */
const deepest = 8

function leavesOf(file: PdfFile, number: number, depth: number): readonly number[] | undefined {
  const head = objectOf(file, number)?.head
  if (head === undefined || depth > deepest) return undefined
  if (/\/Type \/Page\b/.test(head)) return [number]
  const kids = /\/Kids \[([\d R]*)\]/.exec(head)?.[1]
  const leaves = kids === undefined ? [] : [...kids.matchAll(/(\d+) 0 R/g)].map((kid) => leavesOf(file, Number(kid[1]), depth + 1))
  return leaves.length > 0 && leaves.every((one) => one !== undefined) ? leaves.flat() : undefined
}
