import { joinMarks, toHalfWidthKana, toKatakana } from './kana.ts'
import { hyphenLikes, toHalfWidth } from './text.ts'

/** What differs from bank to bank — 銀行ごとの文字の決まり. */
export interface ZenginProfile {
  /** What ・ becomes; a period unless the bank says space. */
  readonly middleDot?: '.' | ' '
  /** What ヲ becomes; some banks refuse ｦ. */
  readonly wo?: 'ｦ' | 'ｵ'
  /** Symbols the bank takes; all of the interbank set unless it takes fewer. */
  readonly allowedSymbols?: string
}

export interface ZenginKana { readonly ok: true; readonly kana: string; readonly bytes: number }
export interface ZenginUnmappable {
  readonly ok: false
  readonly error: 'unmappable'
  /** Places of the characters that have no bank letter, counted in characters from 0. */
  readonly positions: readonly number[]
}
export interface ZenginTooLong { readonly ok: false; readonly error: 'tooLong'; readonly bytes: number }

/** Symbols of the interbank set — 全銀で使える記号. */
export const zenginSymbols = '()-.,/｢｣¥'

/**
 * A text in the letters banks exchange: half-width large kana, capitals, digits and few symbols — 全銀カナ.
 * Small kana become large, long marks a hyphen, voiced marks a byte of their own. What has no letter is named with
 * its place; nothing is ever replaced by a question mark or dropped.
 * @returns the kana and its length in bytes, one a letter
 */
export function toZenginKana(text: string, profile: ZenginProfile = {}): ZenginKana | ZenginUnmappable {
  const letters = unitsOf(text).map((unit) => letterOf(unit, profile))
  const positions = letters.flatMap((letter, index) => (letter === undefined ? [index] : []))
  if (positions.length > 0) return { ok: false, error: 'unmappable', positions }
  const kana = letters.join('')
  return { ok: true, kana, bytes: kana.length }
}

/** As `toZenginKana`, refused where it is longer than the field: for names of account holders, which are never cut. */
export function fitZenginKana(text: string, limit: number, profile: ZenginProfile = {}): ZenginKana | ZenginUnmappable | ZenginTooLong {
  const converted = toZenginKana(text, profile)
  if (!converted.ok || converted.bytes <= limit) return converted
  return { ok: false, error: 'tooLong', bytes: converted.bytes }
}

/** Cuts bank kana to a field, never between a letter and its mark: for the name of the requester only. */
export function cutZenginKana(kana: string, limit: number): string {
  if (kana.length <= limit) return kana
  const cutsMark = kana[limit] === 'ﾞ' || kana[limit] === 'ﾟ'
  return kana.slice(0, cutsMark ? limit - 1 : limit)
}

/** The characters of a text with combining and half-width marks joined to their letters, so that a place is a character. */
function unitsOf(text: string): readonly string[] {
  return [...joinMarks(text)]
}

function letterOf(unit: string, profile: ZenginProfile): string | undefined {
  const half = toHalfWidth(toKatakana(unit)).replace(hyphenLikes, '-')
  if (/^[0-9A-Za-z ]$/.test(half)) return half.toUpperCase()
  if (unit === '・') return profile.middleDot ?? '.'
  const symbol = symbolOf.get(half) ?? half
  if ((profile.allowedSymbols ?? zenginSymbols).includes(symbol)) return symbol
  if (half === 'ヲ') return profile.wo ?? 'ｦ'
  if (!/^[ァ-ヴヵヶ]$/.test(half)) return undefined
  return toHalfWidthKana(largeOf.get(half) ?? half)
}

const symbolOf: ReadonlyMap<string, string> = new Map([['「', '｢'], ['」', '｣'], ['、', ','], ['。', '.'], ['￥', '¥'], ['\\', '¥']])

const largeOf: ReadonlyMap<string, string> = new Map([
  ['ァ', 'ア'], ['ィ', 'イ'], ['ゥ', 'ウ'], ['ェ', 'エ'], ['ォ', 'オ'], ['ッ', 'ツ'], ['ャ', 'ヤ'], ['ュ', 'ユ'], ['ョ', 'ヨ'],
  ['ヮ', 'ワ'], ['ヵ', 'カ'], ['ヶ', 'ケ'], ['ヰ', 'イ'], ['ヱ', 'エ'],
])
