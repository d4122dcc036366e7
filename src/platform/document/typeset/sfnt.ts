import { assert } from '../../../kernel/assert.ts'

/** What a font file says about itself: family, and which glyph it has for which character and sequence. */
export interface CharacterMap {
  /** Family name as Typst addresses it, `Noto Serif JP`. */
  readonly family: string
  /** Glyph id of a code point (cmap format 4 or 12). */
  readonly glyphs: ReadonlyMap<number, number>
  /** Glyph id of a variation sequence (cmap format 14), by `sequenceKey`; a default sequence has the glyph of its base. */
  readonly sequences: ReadonlyMap<number, number>
}

/** Key of a variation sequence: base code point and selector in one safe integer. */
export function sequenceKey(base: number, selector: number): number {
  return base * 0x200000 + selector
}

/**
 * Reads the character map of one TrueType or OpenType file — 文字対応表.
 * The file is one of the program's own fonts or one the operator installed; a broken one is a bug of the installation.
 */
export function readCharacterMap(file: Uint8Array): CharacterMap {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const cmap = tableAt(view, 'cmap')
  const subtables = listSubtables(view, cmap)
  const glyphs = readGlyphs(view, subtables)
  const variations = subtables.find((subtable) => subtable.format === 14)
  const sequences = variations ? readSequences(view, variations.at, glyphs) : new Map<number, number>()
  return { family: readFamily(view, tableAt(view, 'name')), glyphs, sequences }
}

interface Subtable { readonly at: number, readonly format: number }

function tableAt(view: DataView, wanted: string): number {
  const count = view.getUint16(4)
  for (let record = 12; record < 12 + count * 16; record += 16) {
    const tag = String.fromCharCode(view.getUint8(record), view.getUint8(record + 1), view.getUint8(record + 2), view.getUint8(record + 3))
    if (tag === wanted) return view.getUint32(record + 8)
  }
  assert(false, `a font file has the table ${wanted}`)
}

function listSubtables(view: DataView, cmap: number): readonly Subtable[] {
  const count = view.getUint16(cmap + 2)
  return Array.from({ length: count }, (_, index) => {
    const at = cmap + view.getUint32(cmap + 4 + index * 8 + 4)
    return { at, format: view.getUint16(at) }
  })
}

function readGlyphs(view: DataView, subtables: readonly Subtable[]): ReadonlyMap<number, number> {
  const full = subtables.find((subtable) => subtable.format === 12)
  if (full) return readFormat12(view, full.at)
  const basic = subtables.find((subtable) => subtable.format === 4)
  assert(basic, 'a font file maps Unicode by cmap format 4 or 12')
  return readFormat4(view, basic.at)
}

function readFormat12(view: DataView, at: number): ReadonlyMap<number, number> {
  const glyphs = new Map<number, number>()
  const groups = view.getUint32(at + 12)
  for (let group = at + 16; group < at + 16 + groups * 12; group += 12) {
    const first = view.getUint32(group)
    const last = view.getUint32(group + 4)
    const glyph = view.getUint32(group + 8)
    for (let code = first; code <= last; code += 1) glyphs.set(code, glyph + code - first)
  }
  return glyphs
}

function readFormat4(view: DataView, at: number): ReadonlyMap<number, number> {
  const glyphs = new Map<number, number>()
  const doubled = view.getUint16(at + 6)
  const starts = at + 16 + doubled
  for (let offset = 0; offset < doubled; offset += 2) {
    const first = view.getUint16(starts + offset)
    const last = view.getUint16(at + 14 + offset)
    for (let code = first; code <= last && code < 0xffff; code += 1) {
      const glyph = format4Glyph(view, { starts, doubled, offset }, code)
      if (glyph !== 0) glyphs.set(code, glyph)
    }
  }
  return glyphs
}

interface Segment { readonly starts: number, readonly doubled: number, readonly offset: number }

function format4Glyph(view: DataView, segment: Segment, code: number): number {
  const delta = view.getUint16(segment.starts + segment.doubled + segment.offset)
  const rangeAt = segment.starts + 2 * segment.doubled + segment.offset
  const range = view.getUint16(rangeAt)
  if (range === 0) return (code + delta) & 0xffff
  const first = view.getUint16(segment.starts + segment.offset)
  const glyph = view.getUint16(rangeAt + range + 2 * (code - first))
  return glyph === 0 ? 0 : (glyph + delta) & 0xffff
}

function readSequences(view: DataView, at: number, glyphs: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  const sequences = new Map<number, number>()
  const selectors = view.getUint32(at + 6)
  for (let record = at + 10; record < at + 10 + selectors * 11; record += 11) {
    const selector = uint24(view, record)
    const defaults = view.getUint32(record + 3)
    const others = view.getUint32(record + 7)
    if (defaults) addDefaults(view, at + defaults, (base) => sequences.set(sequenceKey(base, selector), glyphs.get(base) ?? 0))
    if (others) addOthers(view, at + others, (base, glyph) => sequences.set(sequenceKey(base, selector), glyph))
  }
  return sequences
}

function addDefaults(view: DataView, at: number, add: (base: number) => void): void {
  const ranges = view.getUint32(at)
  for (let range = at + 4; range < at + 4 + ranges * 4; range += 4) {
    const first = uint24(view, range)
    const more = view.getUint8(range + 3)
    for (let base = first; base <= first + more; base += 1) add(base)
  }
}

function addOthers(view: DataView, at: number, add: (base: number, glyph: number) => void): void {
  const mappings = view.getUint32(at)
  for (let mapping = at + 4; mapping < at + 4 + mappings * 5; mapping += 5) {
    add(uint24(view, mapping), view.getUint16(mapping + 3))
  }
}

/** Typographic family (name 16) before plain family (name 1), in the English Windows record. */
function readFamily(view: DataView, name: number): string {
  const strings = name + view.getUint16(name + 4)
  const families = new Map<number, string>()
  for (let record = name + 6; record < name + 6 + view.getUint16(name + 2) * 12; record += 12) {
    const isEnglishWindows = view.getUint16(record) === 3 && view.getUint16(record + 4) === 0x409
    if (!isEnglishWindows) continue
    const length = view.getUint16(record + 8)
    families.set(view.getUint16(record + 6), utf16(view, strings + view.getUint16(record + 10), length))
  }
  const family = families.get(16) ?? families.get(1)
  assert(family, 'a font file has an English family name')
  return family
}

function utf16(view: DataView, at: number, bytes: number): string {
  const units = Array.from({ length: bytes / 2 }, (_, index) => view.getUint16(at + index * 2))
  return String.fromCharCode(...units)
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at) * 256 + view.getUint8(at + 2)
}
