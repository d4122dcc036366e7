import { inflateSync } from 'node:zlib'
import { assert, Bug } from '../../kernel/assert.ts'

/**
 * A second reader of finished papers, which shares nothing with the one that reads each paper back before it leaves: it walks
 * the objects of the file itself, follows the drawing operators, and turns each glyph back by the table of its font.
 * It knows what our own papers hold and nothing more; anything else in a file stops it.
 * @returns the text of each page in the order of drawing, without any space
 */
export function readPlainly(pdf: Uint8Array): readonly string[] {
  const objects = objectsOf(Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString('latin1'))
  const pages = [...objects.values()].filter((object) => /\/Type\s*\/Page\b(?!s)/.test(object.head))
  const tables = new Map<number, GlyphTable>()
  return pages.map((page) => textOfPage(objects, page, tables).replaceAll(/\s/g, ''))
}

interface PdfObject { readonly head: string; readonly stream: string | null }
type GlyphTable = ReadonlyMap<number, string>

function objectsOf(file: string): ReadonlyMap<number, PdfObject> {
  const objects = new Map<number, PdfObject>()
  const start = /(\d+) 0 obj\b/g
  for (let found = start.exec(file); found; found = start.exec(file)) {
    const object = objectAt(file, start.lastIndex)
    objects.set(Number(found[1]), object)
    start.lastIndex = object.end
  }
  return objects
}

function objectAt(file: string, from: number): PdfObject & { readonly end: number } {
  const end = file.indexOf('endobj', from)
  const begin = /\bstream\r?\n/g
  begin.lastIndex = from
  const stream = begin.exec(file)
  if (!stream || stream.index > end) return { head: file.slice(from, end), stream: null, end }
  const head = file.slice(from, stream.index)
  const length = Number(/\/Length (\d+)/.exec(head)?.[1])
  assert(Number.isSafeInteger(length), 'a stream says how long it is')
  const bytes = file.slice(begin.lastIndex, begin.lastIndex + length)
  return { head, stream: head.includes('/FlateDecode') ? inflated(bytes) : bytes, end: file.indexOf('endobj', begin.lastIndex + length) }
}

function inflated(bytes: string): string {
  return inflateSync(Buffer.from(bytes, 'latin1')).toString('latin1')
}

function textOfPage(objects: ReadonlyMap<number, PdfObject>, page: PdfObject, tables: Map<number, GlyphTable>): string {
  const fonts = new Map([...(/\/Font\s*<<([^>]*)>>/.exec(page.head)?.[1] ?? '').matchAll(/\/(\w+) (\d+) 0 R/g)].map(([, name, id]) => [name, tableOf(objects, Number(id), tables)]))
  const contents = contentsOf(objects, page)
  let font: GlyphTable | undefined
  let text = ''
  // Font changes and the beginnings of strings in the order of drawing.
  const step = /\/(\w+) [\d.]+ Tf|\(/g
  for (let found = step.exec(contents); found; found = step.exec(contents)) {
    if (found[1] !== undefined) { font = fonts.get(found[1]); continue }
    const end = endOfString(contents, step.lastIndex)
    text += drawnBy(font, contents.slice(step.lastIndex, end))
    step.lastIndex = end + 1
  }
  return text
}

/** What is drawn on a page, one part behind the other where it was added to. */
function contentsOf(objects: ReadonlyMap<number, PdfObject>, page: PdfObject): string {
  const parts = [...(/\/Contents \[?([\d R]+)/.exec(page.head)?.[1] ?? '').matchAll(/(\d+) 0 R/g)].map((part) => objects.get(Number(part[1]))?.stream)
  assert(parts.length > 0 && parts.every((part) => typeof part === 'string'), 'a page has contents')
  return parts.join('\n')
}

/** Where the bracket stands that closes a string: brackets inside come in pairs, or with a backslash before them. */
function endOfString(contents: string, from: number): number {
  let open = 1
  for (let at = from; at < contents.length; at += 1) {
    if (contents[at] === '\\') { at += 1; continue }
    if (contents[at] === '(') open += 1
    if (contents[at] === ')') open -= 1
    if (open === 0) return at
  }
  throw new Bug('a string of a page is closed')
}

function drawnBy(font: GlyphTable | undefined, string: string): string {
  assert(font !== undefined, 'text is drawn with a font')
  const bytes = bytesOf(string)
  let text = ''
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const drawn = font.get((bytes[at]! << 8) | bytes[at + 1]!)
    assert(drawn !== undefined, 'every glyph has its text')
    text += drawn
  }
  return text
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

function bytesOf(string: string): Buffer {
  return Buffer.from(string.replaceAll(/\\([0-7]{1,3}|[^])/g, (_all, code: string) => (/^[0-7]/.test(code) ? String.fromCharCode(Number.parseInt(code, 8)) : (escapes[code] ?? code))), 'latin1')
}

function tableOf(objects: ReadonlyMap<number, PdfObject>, id: number, tables: Map<number, GlyphTable>): GlyphTable {
  const known = tables.get(id)
  if (known) return known
  const map = objects.get(Number(/\/ToUnicode (\d+) 0 R/.exec(objects.get(id)?.head ?? '')?.[1]))?.stream
  assert(map !== null && map !== undefined, 'a font says what its glyphs mean')
  const table = new Map<number, string>()
  for (const [, section] of map.matchAll(/beginbfchar([^]*?)endbfchar/g)) for (const [, glyph, text] of (section ?? '').matchAll(/<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>/g)) table.set(Number.parseInt(glyph ?? '', 16), utf16(text ?? ''))
  for (const [, section] of map.matchAll(/beginbfrange([^]*?)endbfrange/g)) addRanges(table, section ?? '')
  tables.set(id, table)
  return table
}

function addRanges(table: Map<number, string>, section: string): void {
  for (const [, first, last, text] of section.matchAll(/<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>/g)) {
    const [from, to, start] = [Number.parseInt(first ?? '', 16), Number.parseInt(last ?? '', 16), Number.parseInt(text ?? '', 16)]
    for (let glyph = from; glyph <= to; glyph += 1) table.set(glyph, utf16((start + glyph - from).toString(16).padStart(text?.length ?? 4, '0')))
  }
}

function utf16(hex: string): string {
  return Buffer.from(hex, 'hex').swap16().toString('utf16le')
}
