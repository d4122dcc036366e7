import { findGlyph, type FontFace, type FontSet } from './fonts.ts'
import { findTwin } from './twins.ts'

/** A character or sequence that no face can draw; it stops the paper — 印字できない文字. */
export interface MissingGlyph {
  readonly sequence: string
  /** `U+845B U+E0100` */
  readonly codepoints: string
  /** Where it begins in the text, in UTF-16 units. */
  readonly index: number
}

/** A sequence drawn by its twin of the other collection; the form is the same — 同一字形への読み替え. */
export interface Substitution { readonly from: string, readonly to: string }

/** A text ready to be drawn, or the list of what stops it. */
export interface CheckedText {
  /** What is drawn: the text as received, twins in place where only the twin is there. */
  readonly text: string
  readonly substitutions: readonly Substitution[]
  readonly missing: readonly MissingGlyph[]
  /** The face that draws each variation sequence; Typst alone would draw the base form of a nearer face. */
  readonly sequenceFaces: Readonly<Record<string, string>>
}

const selectorPattern = /[\u{E0100}-\u{E01EF}\u{FE00}-\u{FE0F}]/u
const unitPattern = /(?:[^][\u{E0100}-\u{E01EF}\u{FE00}-\u{FE0F}]|[^])\p{M}*/gu
const undrawable = /^[\p{Cc}\p{Cf}\p{Cs}]/u

/**
 * Looks every character and sequence up in the fonts' own tables before anything is drawn — 字形の確認.
 * A sequence is drawn as it is by the first face that has it; else its twin by the first face that has that.
 */
export function checkText(text: string, fonts: FontSet): CheckedText {
  if (isSimple(text, fonts)) return { text, substitutions: [], missing: [], sequenceFaces: {} }
  const state: CheckState = { drawn: [], substitutions: [], missing: [], sequenceFaces: {} }
  for (const match of text.matchAll(unitPattern)) checkUnit(match[0], match.index, { fonts, state })
  return { text: state.drawn.join(''), substitutions: state.substitutions, missing: state.missing, sequenceFaces: state.sequenceFaces }
}

/** A character or sequence and the glyph that draws it, `Noto Serif JP:16224`; itself where no face has it. */
export interface GlyphOf { readonly text: string, readonly glyph: string }

/**
 * The glyphs a checked text is drawn with. Two texts with equal glyphs look the same on paper, whatever their code points.
 */
export function glyphsOf(text: string, fonts: FontSet): readonly GlyphOf[] {
  return [...text.matchAll(unitPattern)].flatMap(([unit]) => {
    const { head, marks } = splitUnit(unit)
    const face = fonts.faces.find((candidate) => findGlyph(candidate, head) !== undefined)
    return [head, ...marks].map((part) => ({ text: part, glyph: face ? `${face.family}:${findGlyph(face, part) ?? part}` : part }))
  })
}

interface CheckState {
  readonly drawn: string[]
  readonly substitutions: Substitution[]
  readonly missing: MissingGlyph[]
  readonly sequenceFaces: Record<string, string>
}

function checkUnit(unit: string, index: number, check: { readonly fonts: FontSet, readonly state: CheckState }): void {
  const { fonts, state } = check
  if (unit === '\n') {
    state.drawn.push(unit)
    return
  }
  const { head, marks } = splitUnit(unit)
  const choice = chooseFace(head, fonts)
  const isDrawn = choice !== undefined && marks.every((mark) => findGlyph(choice.face, mark) !== undefined)
  if (!isDrawn) {
    state.missing.push({ sequence: unit, codepoints: codepointsOf(unit), index })
    return
  }
  if (choice.sequence !== head) state.substitutions.push({ from: head, to: choice.sequence })
  if (selectorPattern.test(choice.sequence)) state.sequenceFaces[choice.sequence] = choice.face.family
  state.drawn.push(choice.sequence, ...marks)
}

function chooseFace(head: string, fonts: FontSet): { readonly face: FontFace, readonly sequence: string } | undefined {
  const twin = findTwin(head)
  for (const sequence of twin === undefined ? [head] : [head, twin]) {
    const face = undrawable.test(sequence) ? undefined : fonts.faces.find((candidate) => findGlyph(candidate, sequence) !== undefined)
    if (face) return { face, sequence }
  }
  return undefined
}

/** Splits base and selector from the combining marks behind them; a mark alone is its own head. */
function splitUnit(unit: string): { readonly head: string, readonly marks: readonly string[] } {
  const [base = '', ...rest] = unit
  const [second = ''] = rest
  const hasSelector = selectorPattern.test(second)
  return { head: hasSelector ? base + second : base, marks: hasSelector ? rest.slice(1) : rest }
}

function codepointsOf(text: string): string {
  return [...text].map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`).join(' ')
}

/** What is known of each code point of a font set: 0 not asked yet, 1 stands alone and is drawn, 2 needs a closer look. */
const knownCharacters = new WeakMap<FontSet, Uint8Array>()

/** True if every code point stands alone and some face has it: the way of nearly every text in a mass print. */
function isSimple(text: string, fonts: FontSet): boolean {
  const known = knownCharacters.get(fonts) ?? new Uint8Array(0x110000)
  knownCharacters.set(fonts, known)
  for (let index = 0; index < text.length; index += 1) {
    const code = text.codePointAt(index) ?? 0
    if (known[code] === 0) known[code] = standsAlone(code, fonts) ? 1 : 2
    if (known[code] === 2) return false
    if (code > 0xffff) index += 1
  }
  return true
}

function standsAlone(code: number, fonts: FontSet): boolean {
  if (code === 0x0a) return true
  const character = String.fromCodePoint(code)
  return !/[\p{C}\p{M}]/u.test(character) && fonts.faces.some((face) => findGlyph(face, character) !== undefined)
}
