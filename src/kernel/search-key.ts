import { joinMarks, toKatakana } from './kana.ts'
import { hyphenLikes } from './text.ts'
import { variantGroups } from './variant-characters.ts'

/**
 * Search key of a kana name — フリガナの検索キー. The same function is put on the stored name and on the query.
 * Plain, voiced and semi-voiced kana are equal (ヂ=ジ, ヅ=ズ, ヴ=ブ too, so チ and シ, ツ and ス meet as well),
 * small and large, オ and ヲ, ハ and ワ; spaces, long marks and hyphens are ignored; after a kana of the o-row
 * ウ is オ from the second place on (オウノ, オオノ). The order of the result puts exact readings first.
 */
export function kanaSearchKey(kana: string): string {
  return keyOfPlainKana(kana) ?? keyOfAnyKana(kana)
}

/** The key of full-width katakana and spaces alone, which nearly every reading is; undefined where anything else stands in it. A town of millions has millions of readings. */
function keyOfPlainKana(kana: string): string | undefined {
  let [key, isAfterO] = ['', false]
  for (let index = 0; index < kana.length; index += 1) {
    const code = kana.charCodeAt(index)
    if (code === wideSpace) continue
    const folded = plainKana[code - firstKana]
    if (folded === undefined) return undefined
    // ウ after the o-row is of the o-row itself.
    const isLong = isAfterO && folded === 'ウ'
    key += isLong ? 'オ' : folded
    isAfterO = isLong || isOfORow[code - firstKana]!
  }
  return key
}

function keyOfAnyKana(kana: string): string {
  const katakana = toKatakana(joinMarks(kana))
    .replace(/ヴ([ァィェォュ])/g, (_, small: string) => voicedWithSmall[small]!)
    .replace(hyphenLikes, '')
  let key = ''
  for (const char of katakana.normalize('NFKC').toUpperCase()) {
    const folded = foldedKana.get(char) ?? char
    if (folded === 'ウ' && key !== '' && oRow.includes(key.at(-1)!)) key += 'オ'
    else if (/[^\s・･'’.,]/.test(folded)) key += folded
  }
  return key
}

/**
 * Search key of a name in kanji or Latin letters — 氏名の検索キー.
 * Variation selectors and spaces fall away, variants become the first of their group, Latin letters plain capitals,
 * hiragana katakana; company marks such as （株） are not searched. The stored name itself never changes.
 */
export function nameSearchKey(name: string): string {
  return keyOfPlainName(name) ?? keyOfAnyName(name)
}

/** The key of the common kanji, of kana and spaces alone; undefined where anything else, or perhaps a company mark, stands in it. */
function keyOfPlainName(name: string): string | undefined {
  let key = ''
  for (let index = 0; index < name.length; index += 1) {
    const code = name.charCodeAt(index)
    if (code === wideSpace) continue
    if (code >= firstKanji && code <= lastKanji && code !== firstOfCompany) key += representatives.get(name[index]!) ?? name[index]!
    else if (code >= firstKana && code <= lastKana) key += name[index]!
    else if (code >= firstHiragana && code <= lastHiragana) key += String.fromCharCode(code + firstKana - firstHiragana)
    else return undefined
  }
  return key
}

function keyOfAnyName(name: string): string {
  const plain = plainLatin(withoutSelectors(name).normalize('NFKC')).toUpperCase()
  return foldVariants(toKatakana(plain).replace(companyMarks, '').replace(nameSigns, ''))
}

/**
 * Search key of an address — 住所の検索キー.
 * `中央一丁目２番３号`, `中央1-2-3` and `字中央１丁目２の３` give `中央1-2-3`. Variants are folded as in names.
 */
export function addressSearchKey(address: string): string {
  const plain = withoutSelectors(address).normalize('NFKC').toUpperCase().replace(/\s/g, '')
  const numbered = plain
    .replace(/[〇一二三四五六七八九十百]+(?=丁目|番地|番(?![町丁])|号|条|線|の\d)/g, (numeral) => String(kanjiNumber(numeral)))
    .replace(/(\d)[\u2010-\u2015\u2212\u2500\u30FC-]+(?=\d)/g, '$1-')
    .replace(/(\d)(?:丁目|番地|番(?![町丁])|号室?)[のノ]?/g, '$1-')
    .replace(/(\d)[のノ](?=\d)/g, '$1-')
    .replace(/(?<!\d)0+(?=\d)/g, '')
    .replace(/(\d)-+(?=\D|$)/g, '$1')
  return foldVariants(foldPlaceKana(numbered.replace(/大字|(?<![一-龠])字(?=[一-龠])/g, '')))
}

/** The text with every variant replaced by the first of its group — 異体字の同一視. */
export function foldVariants(text: string): string {
  let folded = ''
  for (const character of text) folded += representatives.get(character) ?? character
  return folded
}

/** The text without variation selectors; for keys only, the stored text keeps them. */
export function withoutSelectors(text: string): string {
  return text.replace(/[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]/gu, '')
}

/** Pairs of neighbouring characters of a key, each once, for the bigram index; a key of one character is its own pair. */
export function bigramsOf(key: string): readonly string[] {
  const characters = [...key]
  if (characters.length < 2) return characters
  return [...new Set(characters.slice(1).map((character, index) => `${characters[index]}${character}`))]
}

function plainLatin(text: string): string {
  return text.replace(/[\u00C0-\u024F\u1E00-\u1EFF]/g, (char) => char.normalize('NFD').replace(/[\u0300-\u036F]/g, ''))
}

function foldPlaceKana(text: string): string {
  return text.replace(/[ヶヵけがガ](?=[一-龠])/g, 'ケ').replace(/[のノ之乃](?=[一-龠])/g, 'ノ').replace(/ッ/g, 'ツ')
}

/** 一 to 九百九十九, and digit by digit where no unit is written (二〇). */
function kanjiNumber(numeral: string): number {
  if (!/[十百]/.test(numeral)) return Number([...numeral].map((char) => kanjiDigits.indexOf(char)).join(''))
  const [, hundreds, tens, ones] = /^(?:(.?)百)?(?:(.?)十)?(.?)$/.exec(numeral) ?? []
  return timesUnit(hundreds) * 100 + timesUnit(tens) * 10 + (ones ? kanjiDigits.indexOf(ones) : 0)
}

/** What stands before 百 or 十: nothing written is one of it, no 百 or 十 at all is none. */
function timesUnit(char: string | undefined): number {
  if (char === undefined) return 0
  return char === '' ? 1 : kanjiDigits.indexOf(char)
}

const kanjiDigits = '〇一二三四五六七八九'

const companyMarks = /\((?:株|有|合|資|名|社|財|学|宗|医|福|独|特非|一社|一財|公社|公財)\)|株式会社|有限会社|合同会社|合資会社|合名会社/g
const nameSigns = /[\s・･,.'’`´=_/()-]/g

const voicedWithSmall: Readonly<Record<string, string>> = { ァ: 'バ', ィ: 'ビ', ェ: 'ベ', ォ: 'ボ', ュ: 'ビュ' }

const oRow = 'オコソトノホモヨロ'

const wideSpace = 0x3000
/** ぁ to ゖ, ァ to ヶ, and the kanji that normalisation leaves alone. */
const [firstHiragana, lastHiragana, firstKana, lastKana, firstKanji, lastKanji] = [0x3041, 0x3096, 0x30a1, 0x30f6, 0x4e00, 0x9fff]
/** 会, as in 株式会社. */
const firstOfCompany = 0x4f1a

const foldedKana: ReadonlyMap<string, string> = new Map(
  `ガカ ギキ グク ゲケ ゴコ ザサ ジシ ズス ゼセ ゾソ ダタ ヂシ チシ ヅス ツス ッス デテ ドト バハ パハ ビヒ ピヒ ブフ プフ ベヘ ペヘ ボホ ポホ ヴフ
  ワハ ヮハ ヲオ ヰイ ヱエ ァア ィイ ゥウ ェエ ォオ ャヤ ュユ ョヨ ヵカ ヶケ ヷハ ヸヒ ヹヘ ヺホ`
    .split(/\s+/)
    .map((pair) => [pair[0]!, pair[1]!]),
)

/** What each katakana from ァ on is folded to; ヴ is none of them, since what follows may belong to it. */
const plainKana: readonly (string | undefined)[] = Array.from({ length: lastKana - firstKana + 1 }, (_, index) => String.fromCharCode(firstKana + index)).map((char) => (char === 'ヴ' ? undefined : foldedKana.get(char) ?? char))

/** Whether what each is folded to is of the o-row. */
const isOfORow: readonly boolean[] = plainKana.map((folded) => folded !== undefined && oRow.includes(folded))

const representatives: ReadonlyMap<string, string> = new Map(
  variantGroups.flatMap((group) => {
    const [first, ...variants] = [...group]
    return variants.map((variant): [string, string] => [variant, first!])
  }),
)
