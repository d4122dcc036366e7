import { toHalfWidth } from '../../kernel/text.ts'

// The bars of the post beside an address — カスタマバーコード. Postal code, what is to be extracted of the address, a check.

const addressLength = 13
const modulus = 19
/** CC1 is 11, CC8 is 18. */
const controls = 8

/** The twenty characters of the bars and their check: digits, `-`, and `CC1` to `CC8`. */
export interface CustomerBarcode { readonly characters: readonly string[]; readonly checkDigit: string }

/**
 * The bars of an address.
 * @param address all that follows the part which the postal code says, or the numbers of it alone
 * @returns undefined where the postal code has not seven digits
 */
export function customerBarcode(postalCode: string, address: string): CustomerBarcode | undefined {
  const code = toHalfWidth(postalCode).replace('-', '')
  if (!/^\d{7}$/.test(code)) return undefined
  const numbers = [...displayNumbers(address)].flatMap(charactersOf).slice(0, addressLength)
  const characters = [...code, ...numbers, ...Array.from({ length: addressLength - numbers.length }, () => 'CC4')]
  const sum = characters.reduce((total, character) => total + valueOf(character), 0)
  return { characters, checkDigit: characterOf((modulus - (sum % modulus)) % modulus) }
}

/**
 * What of an address the bars carry — 住所表示番号の抜き出し.
 * Digits, hyphens and letters that stand alone; kanji numbers before 丁目 and its like as digits. What lies between becomes
 * one hyphen, none beside a letter, none at either end. F behind a digit is a storey and not a letter.
 */
export function displayNumbers(address: string): string {
  const plain = toHalfWidth(address).toUpperCase().replace(/[&/・･.]/g, '').replace(/[‐‑–—−ー―](?=\d)/g, '-')
  const arabic = plain.replace(/[〇一二三四五六七八九十百千]+(?=丁目|丁|番地|番|号|地割|線|の|ノ)/g, (numeral) => String(numberOf(numeral)))
  const extracted = arabic.replace(/(\d)F(?![A-Z])/g, '$1-').replace(/[A-Z]{2,}/g, '-').replace(/[^0-9A-Z]+/g, '-')
  return extracted.replace(/-?([A-Z])-?/g, '$1').replace(/^-|-$/g, '')
}

const digitValues = new Map([...'〇一二三四五六七八九'].map((kanji, value) => [kanji, value]))
const unitValues = new Map([['十', 10], ['百', 100], ['千', 1_000]])

function numberOf(numeral: string): number {
  if (![...numeral].some((kanji) => unitValues.has(kanji))) return Number([...numeral].map((kanji) => digitValues.get(kanji)).join(''))
  let [total, digit] = [0, 0]
  for (const kanji of numeral) {
    const unit = unitValues.get(kanji)
    if (unit === undefined) { digit = digitValues.get(kanji) ?? 0; continue }
    total += Math.max(1, digit) * unit
    digit = 0
  }
  return total + digit
}

/** A letter takes two characters: a control for its ten, and its place in them. */
function charactersOf(letter: string): readonly string[] {
  const index = letter.charCodeAt(0) - 'A'.charCodeAt(0)
  return index >= 0 && index < 26 ? [`CC${Math.trunc(index / 10) + 1}`, String(index % 10)] : [letter]
}

function valueOf(character: string): number {
  if (character === '-') return 10
  return character.startsWith('CC') ? 10 + Number(character.slice(2)) : Number(character)
}

function characterOf(value: number): string {
  if (value < 10) return String(value)
  return value === 10 ? '-' : `CC${Math.min(value - 10, controls)}`
}
