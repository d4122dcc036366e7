import { PageReader, toMm, type ReadPage } from './page-reader.ts'
import { objectOf, openPlainPdf, pageNumbersOf, referenceIn, type PdfFile } from './pdf-file.ts'
import { plainFont, type PlainFont } from './plain-font.ts'

/**
 * Reads a paper that was just drawn here, in a twelfth of the time of the large reader and with the same result — 読み戻し.
 * It knows what our writer writes for text and lines and nothing more.
 * @returns undefined where anything is unknown to it: pictures, other fonts, other operators; the large reader then has the word
 */
export function readOwnPages(pdf: Uint8Array): readonly ReadPage[] | undefined {
  const file = openPlainPdf(pdf)
  const numbers = file && pageNumbersOf(file)
  if (!file || !numbers) return undefined
  const fonts = new Map<number, PlainFont | undefined>()
  const pages: ReadPage[] = []
  for (const number of numbers) {
    const page = readPage(file, { number, place: pages.length + 1, fonts })
    if (!page) return undefined
    pages.push(page)
  }
  return pages
}

interface PageToRead { readonly number: number; readonly place: number; readonly fonts: Map<number, PlainFont | undefined> }

function readPage(file: PdfFile, { number, place, fonts }: PageToRead): ReadPage | undefined {
  const head = objectOf(file, number)?.head ?? ''
  const box = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(head)
  const content = objectOf(file, referenceIn(head, 'Contents') ?? -1)?.stream?.toString('latin1')
  if (!box || content === undefined || /\/(?:Rotate|CropBox|UserUnit|Annots)\b/.test(head)) return undefined
  const [width, height] = [Number(box[1]), Number(box[2])]
  const reader = new PageReader(height)
  if (!follow(content, reader, fontsOf(file, head, fonts))) return undefined
  return { number: place, widthMm: toMm(width), heightMm: toMm(height), lines: reader.lines, text: reader.lines.map((line) => line.text).join('\n'), pictures: [] }
}

type FontsOfPage = ReadonlyMap<string, PlainFont | undefined>

/** The fonts of a page by the names it gives them; each is read once a file. */
function fontsOf(file: PdfFile, head: string, known: Map<number, PlainFont | undefined>): FontsOfPage {
  const listed = /\/Font <<([^<>]*)>>/.exec(head)?.[1] ?? ''
  return new Map([...listed.matchAll(/\/(\w+) (\d+) 0 R/g)].map((found): [string, PlainFont | undefined] => {
    const number = Number(found[2])
    if (!known.has(number)) known.set(number, plainFont(file, number))
    return [found[1]!, known.get(number)]
  }))
}

/** What moves text about, by its name in a file and in the reader of pages. */
const followed = new Map([['q', 'save'], ['Q', 'restore'], ['cm', 'transform'], ['BT', 'beginText'], ['Tm', 'setTextMatrix'], ['Td', 'moveText']])

/** What draws lines and surfaces, or says how: nothing to read. */
const passedOver = new Set('m l c v y h re S s f F f* B B* b b* n W W* w J j M d ri i gs CS cs SC SCN sc scn G g RG rg K k ET Tr'.split(' '))

/** Hands the operators of a page to the reader; false at the first that is not known. */
function follow(content: string, reader: PageReader, fonts: FontsOfPage): boolean {
  let font: PlainFont | undefined
  let operands: Operand[] = []
  for (const token of tokensOf(content)) {
    if (token === undefined) return false
    if (typeof token !== 'string') { operands.push(token); continue }
    const moving = followed.get(token)
    if (moving !== undefined) reader.take(moving, operands)
    else if (token === 'Tf') {
      const [name, size] = operands
      font = isName(name) ? fonts.get(name.name) : undefined
      reader.take('setFont', [null, size])
    } else if (token === 'TJ' || token === 'Tj') {
      const glyphs = font && glyphsOf(operands, font)
      if (!glyphs) return false
      reader.take('showText', [glyphs])
    } else if (!passedOver.has(token)) return false
    operands = []
  }
  return operands.length === 0
}

interface Name { readonly name: string }
interface Codes { readonly codes: string }
type Operand = number | Name | Codes

function isName(operand: Operand | undefined): operand is Name {
  return typeof operand === 'object' && 'name' in operand
}

/** Glyphs and the corrections between them; undefined where the font cannot name one. */
function glyphsOf(operands: readonly Operand[], font: PlainFont): readonly unknown[] | undefined {
  const glyphs: unknown[] = []
  for (const operand of operands) {
    if (typeof operand === 'number') { glyphs.push(operand); continue }
    if (isName(operand) || operand.codes.length % 2 !== 0) return undefined
    for (let at = 0; at < operand.codes.length; at += 2) {
      const glyph = font((operand.codes.charCodeAt(at) << 8) | operand.codes.charCodeAt(at + 1))
      if (!glyph) return undefined
      glyphs.push(glyph)
    }
  }
  return glyphs
}

/** A number, a name, an operator, a bracket of a list (which only sets strings beside each other), or the beginning of a string. */
const tokenShape = /\s*(?:(-?\d*\.?\d+|-?\d+\.)(?=[\s[\](/<]|$)|\/([^\s/[\]()<>{}%]+)|([A-Za-z]+\*?)|([[\]])|(\()|<([0-9A-Fa-f]*)>)/y

/** The content of a page piece by piece: operators as strings, and undefined, the last, where something else stands. */
function* tokensOf(content: string): Generator<Operand | string | undefined> {
  const end = content.trimEnd().length
  let at = 0
  while (at < end) {
    tokenShape.lastIndex = at
    const found = tokenShape.exec(content)
    if (!found) { yield undefined; return }
    at = tokenShape.lastIndex
    if (found[1] !== undefined) yield Number(found[1])
    else if (found[2] !== undefined) yield { name: found[2] }
    else if (found[3] !== undefined) yield found[3]
    else if (found[6] !== undefined) yield { codes: Buffer.from(found[6], 'hex').toString('latin1') }
    else if (found[5] !== undefined) {
      const string = stringAt(content, at)
      if (!string) { yield undefined; return }
      at = string.end
      yield string
    }
  }
}

const escaped: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f', '(': '(', ')': ')', '\\': '\\' }

/** The string that begins behind its bracket: brackets inside come in pairs, or with a backslash before them. */
function stringAt(content: string, from: number): (Codes & { readonly end: number }) | undefined {
  let [open, codes] = [1, '']
  for (let at = from; at < content.length; at += 1) {
    const letter = content[at]!
    if (letter === '\\') {
      const octal = /^[0-7]{1,3}/.exec(content.slice(at + 1, at + 4))?.[0]
      const plain = octal === undefined ? escaped[content[at + 1] ?? ''] : String.fromCharCode(Number.parseInt(octal, 8) & 255)
      if (plain === undefined) return undefined
      codes += plain
      at += octal?.length ?? 1
      continue
    }
    if (letter === '\r') return undefined
    if (letter === '(') open += 1
    if (letter === ')') open -= 1
    if (open === 0) return { codes, end: at + 1 }
    codes += letter
  }
  return undefined
}
