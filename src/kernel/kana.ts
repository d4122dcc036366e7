import { hyphenLikes } from './text.ts'

/**
 * Katakana in full width, with voiced marks inside their letter — カナの統一.
 * Hiragana and half-width kana become full-width katakana; a hyphen or dash after a kana becomes the long mark;
 * spaces become one full-width space. Everything else stays, so that nothing is lost silently.
 */
export function normaliseKana(text: string): string {
  return toKatakana(joinMarks(text))
    .replace(dashAfterKana, '$1ー')
    .replace(/[\s\u3000]+/g, '\u3000')
    .replace(/^\u3000|\u3000$/g, '')
}

/** Full-width katakana as half-width, each voiced mark a letter of its own — 半角カナ. Other characters stay. */
export function toHalfWidthKana(text: string): string {
  return joinMarks(text).replace(/[\u30A1-\u30FC\u300C\u300D\u3001\u3002]/g, (char) => halfWidthOf.get(char) ?? char)
}

/** Hiragana as katakana; everything else stays. */
export function toKatakana(text: string): string {
  return text.replace(/[\u3041-\u3096\u309D\u309E]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0x60))
}

/** Half-width kana and combining marks as full-width letters; hiragana stays. */
export function joinMarks(text: string): string {
  return text
    .replace(/[\uFF61-\uFF9F]+/g, (run) => run.normalize('NFKC'))
    .replace(/[\u3041-\u30FF][\u3099\u309A]/g, (pair) => pair.normalize('NFC'))
}

/** A kanji that looks like a kana, with the kana that was probably meant — カナに見える漢字. */
export interface LookAlike { readonly index: number; readonly character: string; readonly kana: string }

/** A large kana that is probably a small one: a question for the clerk, never changed silently. */
export interface SmallKanaQuestion { readonly index: number; readonly written: string; readonly suggested: string }

/** What a kana field made of the typed text — フリガナ欄の読み取り. */
export interface KanaReading {
  readonly value: string
  readonly lookAlikes: readonly LookAlike[]
  readonly questions: readonly SmallKanaQuestion[]
  /** Characters that are neither kana nor look-alike, with their places in `value`. */
  readonly foreign: readonly { readonly index: number; readonly character: string }[]
}

/** Reads a kana field; places are counted in characters of `value`. */
export function readKana(typed: string): KanaReading {
  const value = normaliseKana(typed)
  const characters = [...value]
  return {
    value,
    lookAlikes: characters.flatMap((character, index) => {
      const kana = lookAlikes.get(character)
      return kana === undefined ? [] : [{ index, character, kana }]
    }),
    questions: listSmallKanaQuestions(characters),
    foreign: characters.flatMap((character, index) => (isKanaCharacter(character) || lookAlikes.has(character) ? [] : [{ index, character }])),
  }
}

/** The value with every kanji look-alike replaced by its kana: what the one key of the field does. */
export function withoutLookAlikes(value: string): string {
  return normaliseKana([...value].map((character) => lookAlikes.get(character) ?? character).join(''))
}

/** The value with one question answered yes. */
export function withSmallKana(value: string, question: SmallKanaQuestion): string {
  return [...value].map((character, index) => (index === question.index ? question.suggested : character)).join('')
}

/**
 * Large kana that readings seldom have: キヨウコ, リユウ, ジユン, イツペイ.
 * ミヤ, マツ, キヨシ and the like are ordinary names; a question asked too often is no longer read.
 */
function listSmallKanaQuestions(characters: readonly string[]): readonly SmallKanaQuestion[] {
  return characters.flatMap((written, index) => {
    const [before, after] = [characters[index - 1] ?? '', characters[index + 1] ?? '']
    const afterIRow = before !== '' && 'キシチニヒリギジヂビピ'.includes(before)
    const contracted = afterIRow && ((written === 'ヨ' && after === 'ウ') || (written === 'ユ' && /[ウン]/.test(after)))
    const doubled = written === 'ツ' && before !== '' && before !== '\u3000' && /[パピプペポ]/.test(after)
    return contracted || doubled ? [{ index, written, suggested: smallOf[written]! }] : []
  })
}

const smallOf: Readonly<Record<string, string>> = { ヨ: 'ョ', ユ: 'ュ', ツ: 'ッ' }

function isKanaCharacter(character: string): boolean {
  return /^[\u30A1-\u30FA\u30FC-\u30FE\u30FB\u3000]$/.test(character)
}

const dashAfterKana = new RegExp(`([\\u30A1-\\u30FC])${hyphenLikes.source}`, 'g')

const lookAlikes: ReadonlyMap<string, string> = new Map([
  ['力', 'カ'], ['口', 'ロ'], ['二', 'ニ'], ['夕', 'タ'], ['工', 'エ'], ['一', 'ー'], ['八', 'ハ'], ['千', 'チ'], ['三', 'ミ'],
  ['卜', 'ト'], ['才', 'オ'], ['又', 'ヌ'], ['丿', 'ノ'], ['匕', 'ヒ'], ['厶', 'ム'], ['巾', 'ナ'], ['干', 'チ'], ['世', 'セ'],
])

/** Each full-width kana with its half-width letters, read out of the code chart itself. */
const halfWidthOf: ReadonlyMap<string, string> = new Map(
  Array.from({ length: 0xff9e - 0xff61 }, (_, offset) => String.fromCharCode(0xff61 + offset)).flatMap((half) =>
    [half, `${half}\uFF9E`, `${half}\uFF9F`].flatMap((letters): [string, string][] => {
      const full = letters.normalize('NFKC')
      return full.length === 1 ? [[full, letters]] : []
    }),
  ),
)
