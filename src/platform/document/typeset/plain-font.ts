import { objectOf, referenceIn, type PdfFile } from './pdf-file.ts'

/** What a glyph of the file stands for, and how wide it is in thousandths of an em. */
export interface PlainGlyph { readonly unicode: string; readonly width: number }

/** Finds the glyph of a code; undefined where the font does not say what it stands for. */
export type PlainFont = (code: number) => PlainGlyph | undefined

/** Reads a font as our writer embeds it: glyphs by two bytes, with a table of what they stand for; undefined for any other. */
export function plainFont(file: PdfFile, number: number): PlainFont | undefined {
  const head = objectOf(file, number)?.head ?? ''
  const meanings = meaningsOf(objectOf(file, referenceIn(head, 'ToUnicode') ?? -1)?.stream?.toString('latin1') ?? '')
  const widths = widthsOf(objectOf(file, Number(/\/DescendantFonts \[(\d+) 0 R\]/.exec(head)?.[1] ?? -1))?.head ?? '')
  if (!/\/Subtype \/Type0\b/.test(head) || !/\/Encoding \/Identity-H\b/.test(head) || !meanings || !widths) return undefined
  const known = new Map<number, PlainGlyph>()
  return (code) => {
    const unicode = meanings.get(code)
    if (unicode === undefined) return undefined
    const glyph = known.get(code) ?? { unicode, width: widths(code) }
    known.set(code, glyph)
    return glyph
  }
}

/** The table from glyphs to characters; undefined where it is written in another way than one by one. */
function meaningsOf(table: string): ReadonlyMap<number, string> | undefined {
  if (!table.includes('<0000> <FFFF>\nendcodespacerange') || /beginbfrange|usecmap/.test(table)) return undefined
  const meanings = new Map<number, string>()
  for (const found of table.matchAll(/beginbfchar\n([^]*?)endbfchar/g)) {
    const rows = found[1]!.trimEnd().split('\n')
    for (const row of rows) {
      const [, code, letters] = /^<([0-9A-F]{4})> <((?:[0-9A-F]{4})+)>$/.exec(row) ?? []
      if (code === undefined || letters === undefined) return undefined
      meanings.set(Number.parseInt(code, 16), Buffer.from(letters, 'hex').swap16().toString('utf16le'))
    }
  }
  return meanings
}

/** Widths by code: runs of one width, or one behind the other from a first code. */
function widthsOf(head: string): ((code: number) => number) | undefined {
  const other = /\/DW (\d+)/.exec(head)?.[1]
  const listed = /\/W \[((?:[\d.\s]|\[[\d.\s]*\])*)\]/.exec(head)?.[1]
  if (other === undefined || listed === undefined) return undefined
  const widths = new Map<number, number>()
  for (const [, first, each, last, width] of listed.matchAll(/(\d+)\s*(?:\[([^\]]*)\]|\s(\d+) ([\d.]+))/g)) {
    if (each !== undefined) each.trim().split(/\s+/).forEach((one, index) => widths.set(Number(first) + index, Number(one)))
    else for (let code = Number(first); code <= Number(last); code += 1) widths.set(code, Number(width))
  }
  return (code) => widths.get(code) ?? Number(other)
}
