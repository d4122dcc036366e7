/** A decision about one of the other system's own characters. */
export interface CharacterDecision { readonly kind: 'identified' | 'substitute' | 'undecided'; readonly written: string | null }

/** What a text became: the characters nobody has decided on, and whether a substitute was taken. */
export interface CharacterReading { readonly text: string; readonly undecided: readonly string[]; readonly substituted: readonly string[] }

const ownArea = /[\uE000-\uF8FF]/
const ownCharacters = /[\uE000-\uF8FF]/g
/** Stands in a row that is not taken, so that the clerk sees where. */
const placeholder = '〓'

/**
 * Whether a text may hold characters of the other system's own.
 * @decides nothing
 */
export function mayHoldOwn(text: string, pattern: RegExp | null): boolean {
  return ownArea.test(text) || (pattern !== null && pattern.test(text))
}

/**
 * Puts the identified character in the place of each of one's own — 外字の置き換え. What nobody has decided stays open.
 * @param codeOf the name under which decisions are kept: `F040`, `U+E000`
 * @decides nothing
 */
export function replaceOwn(text: string, how: { readonly decisions: ReadonlyMap<string, CharacterDecision>; readonly pattern: RegExp | null; codeOf(character: string): string }): CharacterReading {
  const [undecided, substituted]: [string[], string[]] = [[], []]
  const decide = (code: string): string => {
    const decision = how.decisions.get(code)
    if (decision === undefined || decision.written === null) { undecided.push(code); return placeholder }
    if (decision.kind === 'substitute') substituted.push(code)
    return decision.written
  }
  const plain = how.pattern === null ? text : text.replace(new RegExp(how.pattern.source, 'g'), (_all, number: string) => decide(`ID:${number}`))
  return { text: plain.replace(ownCharacters, (character) => decide(how.codeOf(character))), undecided, substituted }
}

/**
 * The code of a character of the user's area in Shift_JIS: U+E000 is F040, and so on in rows of 188.
 * @decides nothing
 */
export function shiftJisCode(character: string): string {
  const index = character.charCodeAt(0) - 0xe000
  const [row, cell] = [Math.floor(index / 188), index % 188]
  const trail = cell + (cell < 63 ? 0x40 : 0x41)
  return row > 9 ? unicodeCode(character) : `${(0xf0 + row).toString(16)}${trail.toString(16).padStart(2, '0')}`.toUpperCase()
}

/**
 * The code of a character by its place in Unicode.
 * @decides nothing
 */
export function unicodeCode(character: string): string {
  return `U+${character.charCodeAt(0).toString(16).toUpperCase()}`
}
