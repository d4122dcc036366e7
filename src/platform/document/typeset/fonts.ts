import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { assert } from '../../../kernel/assert.ts'
import { readCharacterMap, sequenceKey, type CharacterMap } from './sfnt.ts'
import { listTwins } from './twins.ts'

/** Whose variation sequences a font draws: those of the package fonts, or those of IPAmj Mincho. */
export type SequenceCollection = 'adobe-japan1' | 'moji-joho'

/** One face that paper may be drawn with — 書体. */
export interface FontFace {
  readonly family: string
  readonly file: Buffer
  /** SHA-256 of the file, hexadecimal; stands with every document drawn with it. */
  readonly digest: string
  readonly characters: CharacterMap
}

/** All faces a document may use, in drawing order. */
export interface FontSet {
  /** Faces for names and running text; the first that has a character draws it. */
  readonly faces: readonly FontFace[]
  /** Further files handed to Typst: gothic and its bold, and what the operator added for OCR lines. */
  readonly others: readonly FontFace[]
  /** Font lists by use, as the templates get them. */
  readonly families: { readonly mincho: readonly string[], readonly gothic: readonly string[], readonly ocr: readonly string[] }
  /** SHA-256 by family and file. */
  readonly digests: Readonly<Record<string, string>>
  /** The folders it was loaded from, so that a print thread can load the same. */
  readonly directories: readonly string[]
}

const namesFamily = 'IPAmjMincho'
const ocrFamilies: readonly string[] = ['OCRB', 'OCR-B', 'OCR B', 'OCR-B 10 BT']
const systemDirectories = ['/usr/share/fonts/truetype/ipamj', '/usr/share/fonts/opentype/ipamj', '/usr/share/fonts/ipamj-mincho-fonts', '/usr/local/share/fonts/ipamj']

/**
 * Loads the faces paper is drawn with: those that come as packages, and before them IPAmj Mincho where it is installed.
 * @param directories folders with further fonts; by default `YAKUBA_FONT_DIR`, else where the system keeps IPAmj Mincho
 */
export function loadFonts(directories: readonly string[] = fontDirectories()): FontSet {
  const installed = directories.flatMap(listFontFiles).map(loadFace)
  const isNames = (face: FontFace) => face.family === namesFamily
  const isOcr = (face: FontFace) => ocrFamilies.includes(face.family)
  const faces = [
    ...installed.filter(isNames),
    loadFace(packageFile('@expo-google-fonts/noto-serif-jp', '400Regular/NotoSerifJP_400Regular.ttf')),
    loadFace(packageFile('@expo-google-fonts/biz-udmincho', '400Regular/BIZUDMincho_400Regular.ttf')),
    ...installed.filter((face) => !isNames(face) && !isOcr(face)),
  ]
  const gothic = loadFace(packageFile('@expo-google-fonts/biz-udgothic', '400Regular/BIZUDGothic_400Regular.ttf'))
  const bold = loadFace(packageFile('@expo-google-fonts/biz-udgothic', '700Bold/BIZUDGothic_700Bold.ttf'))
  const ocr = installed.filter(isOcr)
  const mincho = [...new Set(faces.map((face) => face.family))]
  const all = { faces, others: [gothic, bold, ...ocr] }
  return {
    ...all,
    families: { mincho, gothic: [gothic.family, ...mincho], ocr: [...ocr.map((face) => face.family), gothic.family] },
    digests: digestsOf([...all.faces, ...all.others]),
    directories,
  }
}

/** Every file of the set, as Typst gets them. */
export function fontFiles(fonts: FontSet): readonly Buffer[] {
  return [...fonts.faces, ...fonts.others].map((face) => face.file)
}

/**
 * Glyph id of one character, or of a character with a variation selector; nothing if the font's own table has none.
 * @param sequence one code point, or a base character and its selector
 */
export function findGlyph(face: FontFace, sequence: string): number | undefined {
  const [base, selector, ...rest] = [...sequence].map((character) => character.codePointAt(0) ?? 0)
  assert(base !== undefined && rest.length === 0, 'a sequence is one character, with at most one selector')
  const glyph = selector === undefined ? face.characters.glyphs.get(base) : face.characters.sequences.get(sequenceKey(base, selector))
  return glyph === 0 ? undefined : glyph
}

/** Whose sequences a face knows, decided by the twin table: the collection of which it has more. */
export function collectionOf(face: FontFace): SequenceCollection {
  const has = (sequence: string) => findGlyph(face, sequence) !== undefined
  const twins = listTwins()
  const adobe = twins.filter((twin) => has(twin.adobeJapan1)).length
  const moji = twins.filter((twin) => has(twin.mojiJoho)).length
  return moji > adobe ? 'moji-joho' : 'adobe-japan1'
}

function fontDirectories(): readonly string[] {
  const chosen = process.env['YAKUBA_FONT_DIR']
  if (chosen !== undefined) return chosen === '' ? [] : [chosen]
  return systemDirectories
}

function listFontFiles(directory: string): readonly string[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory).filter((name) => /\.(ttf|otf)$/i.test(name)).sort().map((name) => join(directory, name))
}

function packageFile(name: string, path: string): string {
  return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), path)
}

function loadFace(path: string): FontFace {
  const file = readFileSync(path)
  const characters = readCharacterMap(file)
  return { family: characters.family, file, digest: createHash('sha256').update(file).digest('hex'), characters }
}

function digestsOf(faces: readonly FontFace[]): Readonly<Record<string, string>> {
  const seen = new Map<string, number>()
  return Object.fromEntries(faces.map((face) => {
    const nth = (seen.get(face.family) ?? 0) + 1
    seen.set(face.family, nth)
    return [nth === 1 ? face.family : `${face.family} ${nth}`, face.digest]
  }))
}
