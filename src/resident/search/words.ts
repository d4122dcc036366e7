import { normaliseKana } from '../../kernel/kana.ts'
import { findEraPrefix, readDate, typedText } from '../../kernel/date-input.ts'
import { addressSearchKey, bigramsOf, kanaSearchKey, nameSearchKey } from '../../kernel/search-key.ts'
import { addYears, dateOf, endOfMonth, type PlainDate, yearOf } from '../../kernel/plain-date.ts'
import { findDigits } from '../../kernel/text.ts'
import { yearText } from '../../kernel/wareki.ts'

/** What a clerk wants to do with the person: a word of procedure at the end of the line. */
export type SearchVerb = 'relocation' | 'moving-out' | 'moving-in' | 'birth' | 'death' | 'certificate' | 'payment'

/** How a line was understood — こう読みました. Each part prints itself back. */
export interface SearchReading {
  readonly kana: readonly string[]
  /** Kanji or Latin words, as typed. */
  readonly names: readonly string[]
  readonly born: { readonly from: PlainDate; readonly to: PlainDate; readonly text: string } | null
  readonly addresses: readonly string[]
  /** 宛名番号 or 世帯番号, digits only. */
  readonly numbers: readonly string[]
  readonly individualNumber: string | null
  readonly residentCode: string | null
  readonly ticket: string | null
  readonly verb: SearchVerb | null
  /** Words that were not understood. */
  readonly rest: readonly string[]
}

const verbs: ReadonlyMap<string, SearchVerb> = new Map([
  ['転居', 'relocation'], ['転居届', 'relocation'], ['転出', 'moving-out'], ['転出届', 'moving-out'], ['転入', 'moving-in'], ['転入届', 'moving-in'],
  ['出生', 'birth'], ['死亡', 'death'], ['住民票', 'certificate'], ['証明', 'certificate'], ['納付', 'payment'], ['収納', 'payment'],
])

/**
 * Reads a search line word by word: kana, kanji, date, address, number, ticket, verb — 検索語の分類.
 * @param isTown whether a word is the name of a town of this municipality
 */
export function readSearch(line: string, isTown: (word: string) => boolean): SearchReading {
  const found = { kana: [] as string[], names: [] as string[], addresses: [] as string[], numbers: [] as string[], rest: [] as string[] }
  const single: { born: SearchReading['born']; individualNumber: string | null; residentCode: string | null; ticket: string | null; verb: SearchVerb | null } = { born: null, individualNumber: null, residentCode: null, ticket: null, verb: null }
  for (const word of line.trim().split(/[\s\u3000]+/).filter((part) => part !== '')) {
    const verb = verbs.get(word)
    const digits = findDigits(word)
    const born = readBirth(word)
    if (verb !== undefined) single.verb = verb
    else if (born !== undefined) single.born = born
    else if (digits !== undefined && !/[ァ-ヶー]/.test(word)) sortDigits(digits, found, single)
    else if (/^[A-Za-zＡ-Ｚａ-ｚ][0-9０-９]{3}$/.test(word)) single.ticket = word.normalize('NFKC').toUpperCase()
    else if (isKana(word)) found.kana.push(normaliseKana(word))
    else if (isAddress(word, isTown)) found.addresses.push(word)
    else if (/[一-龠々〆ヶ\u{20000}-\u{3FFFF}\uF900-\uFAFFA-Za-zＡ-Ｚａ-ｚ]/u.test(word)) found.names.push(word)
    else found.rest.push(word)
  }
  return { ...found, ...single }
}

function sortDigits(digits: string, found: { numbers: string[]; rest: string[] }, single: { individualNumber: string | null; residentCode: string | null }): void {
  if (digits.length === 12) single.individualNumber = digits
  else if (digits.length === 11) single.residentCode = digits
  else if (digits.length <= 10) found.numbers.push(digits)
  else found.rest.push(digits)
}

function isKana(word: string): boolean {
  return /^(?:[\u3041-\u3096\u30A1-\u30FE\uFF66-\uFF9Fー－‐-]|\u3099|\u309A)+$/.test(word)
}

/** No name has a figure in it; a word of kanji with one is an address. */
function isAddress(word: string, isTown: (word: string) => boolean): boolean {
  const hasNumber = /[0-9０-９]/.test(word) && /[一-龠々]/.test(word)
  return hasNumber || /[一二三四五六七八九十百]+(?:丁目|番地|番)/.test(word) || isTown(word)
}

/** A birth date, month or year: `S52.8.3`, `昭和52年8月`, `昭和52`, `1977`. Seven and eight digits are dates where they can be. */
function readBirth(word: string): SearchReading['born'] | undefined {
  if (!/[0-9０-９元]/.test(word)) return undefined
  const exact = readDate(word)
  if (exact.ok) return { from: exact.value.date, to: exact.value.date, text: exact.value.text }
  const text = typedText(word)
  const prefix = findEraPrefix(text)
  const era = prefix && /^(\d{1,2})(?:年|\.|$)(?:(\d{1,2})(?:月|\.|$))?(?:生)?$/.exec(prefix.rest)
  if (prefix && era) return monthOrYear(yearOf(prefix.era.from) + Number(era[1]) - 1, era[2], `${prefix.era.name}${yearText(Number(era[1]))}年`)
  const western = /^((?:18|19|20)\d{2})(?:年|[./-]|$)(?:(\d{1,2})(?:月|[./-]|$))?(?:生)?$/.exec(text)
  return western ? monthOrYear(Number(western[1]), western[2], `${western[1]}年`) : undefined
}

function monthOrYear(year: number, month: string | undefined, text: string): SearchReading['born'] | undefined {
  if (month === undefined) return { from: dateOf(year, 1, 1), to: dateOf(year, 12, 31), text: text.startsWith(String(year)) ? text : `${text}＝${year}年` }
  const number = Number(month)
  if (number < 1 || number > 12) return undefined
  const from = dateOf(year, number, 1)
  return { from, to: endOfMonth(from), text: `${text}${number}月` }
}

/** The same search a year wider on both sides. */
export function widened(born: NonNullable<SearchReading['born']>): NonNullable<SearchReading['born']> {
  return { from: addYears(born.from, -1), to: addYears(born.to, 1), text: `${born.text}の前後1年` }
}

/** Folded keys of a reading: what the indexes are asked for. */
export interface SearchKeys { readonly kana: string; readonly givenKana: string; readonly name: string; readonly addresses: readonly string[] }

export function keysOf(reading: SearchReading): SearchKeys {
  const [first = '', ...others] = reading.kana
  return { kana: kanaSearchKey(first), givenKana: kanaSearchKey(others.join('')), name: nameSearchKey(reading.names.join('')), addresses: reading.addresses.map(addressSearchKey) }
}

/** Pair lists for the search inside a name: all pairs of the kanji and of each kana word. */
export function pairsInside(keys: SearchKeys): readonly (readonly string[])[] {
  const wanted = [keys.name, keys.kana, keys.givenKana].filter((key) => [...key].length >= 2).flatMap(bigramsOf)
  return wanted.length === 0 ? [] : [wanted]
}

/**
 * Pair lists for a reading with one wrong kana: wherever the slip is, it lies in one part of the reading, and the pairs of
 * the other parts stand. Long readings have three parts, so that the index is asked three times; of short ones each kana is
 * a part, or too few pairs would be left.
 */
export function pairsWithSlip(keys: SearchKeys): readonly (readonly string[])[] {
  const key = [...`${keys.kana}${keys.givenKana}`]
  if (key.length < 4) return []
  const length = key.length < 6 ? 1 : Math.ceil(key.length / 3)
  const starts = Array.from({ length: Math.ceil(key.length / length) }, (_, part) => part * length)
  // Pairs are counted where they stand: of a reading that repeats itself one pair may stand in several places.
  const isEnough = (start: number): boolean => Math.max(0, start - 1) + Math.max(0, key.length - start - length - 1) >= 2
  return starts.filter(isEnough).map((start) => [...pairsOf(key.slice(0, start)), ...pairsOf(key.slice(start + length))])
}

/** Pairs of neighbours; a single character has none. */
function pairsOf(characters: readonly string[]): readonly string[] {
  return characters.length < 2 ? [] : bigramsOf(characters.join(''))
}

/** Patterns of `like`: a reading fits one of them that begins with what was typed, but for one kana wrong, missing or too many — フリガナの書き間違い. */
export function slipPatterns(typed: string): readonly string[] {
  const kana = [...typed].map((one) => one.replace(/[\\%_]/, '\\$&'))
  const slipped = kana.flatMap((_, at) => {
    const [before, rest] = [kana.slice(0, at).join(''), kana.slice(at + 1).join('')]
    return [`${before}_${rest}%`, `${before}${rest}%`, `${before}_${kana[at]}${rest}%`]
  })
  return [...new Set(slipped)].filter((pattern) => pattern !== '%')
}
