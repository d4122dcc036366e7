import { assert } from './assert.ts'

/**
 * Full-width letters, digits, signs and space as half-width — 全角英数字を半角に.
 * Kana and kanji stay as they are.
 */
export function toHalfWidth(text: string): string {
  return text.replace(/[\uFF01-\uFF5E\u3000]/g, (char) => (char === '\u3000' ? ' ' : String.fromCharCode(char.charCodeAt(0) - 0xfee0)))
}

/** Half-width letters, digits, signs and space as full-width — 半角英数字を全角に. */
export function toFullWidth(text: string): string {
  return text.replace(/[\x20-\x7E]/g, (char) => (char === ' ' ? '\u3000' : String.fromCharCode(char.charCodeAt(0) + 0xfee0)))
}

/** Every character that people type for a hyphen, minus or long mark. */
export const hyphenLikes = /[-\u2010-\u2015\u2212\uFF0D\u2500\u30FC\uFF70]/g

/**
 * The digits of a typed number: half width, without spaces and hyphens; undefined where anything else was typed.
 * `１２３４-5678 9018` is `123456789018`.
 */
export function findDigits(typed: string): string | undefined {
  const digits = toHalfWidth(typed).replace(hyphenLikes, '').replace(/\s/g, '')
  return /^\d+$/.test(digits) ? digits : undefined
}

/** Digits in groups for reading: `groupDigits('123456789018', 4)` is `1234 5678 9018`. */
export function groupDigits(digits: string, size: number): string {
  return digits.replace(new RegExp(`(.{${size}})(?=.)`, 'g'), '$1 ')
}

/** A whole number with leading zeros; crashes where it is wider than the field. */
export function zeroPadded(value: number, width: number): string {
  const text = String(value)
  assert(Number.isSafeInteger(value) && value >= 0 && text.length <= width, `does not fit into ${width} digits: ${value}`)
  return text.padStart(width, '0')
}

/** A postal code as letters bear it, `〒998-0001`; empty where there is none. */
export function postalText(code: string | null): string {
  return code ? `〒${code.slice(0, 3)}-${code.slice(3)}` : ''
}

/** An amount as staff write it, `80,000円`; below zero `△80,000円`. */
export function yenText(amount: number): string {
  return `${amountText(amount)}円`
}

/** An amount without its unit for columns, `80,000`; below zero `△80,000`. */
export function amountText(amount: number): string {
  assert(Number.isSafeInteger(amount), `amount must be a whole number: ${amount}`)
  const digits = String(Math.abs(amount)).replace(/\B(?=(?:\d{3})+$)/g, ',')
  return amount < 0 ? `△${digits}` : digits
}

const selector = '[\\uFE00-\\uFE0F\\u{E0100}-\\u{E01EF}\\u3099\\u309A]'
const oneCharacter = new RegExp(`[^]${selector}*`, 'gu')

/**
 * The characters of a text as people count them: each with its variation selector or voiced mark.
 * 辻 with a selector is one character, so a field of 100 holds 100 of them.
 */
export function charactersOf(text: string): readonly string[] {
  return text.match(oneCharacter) ?? []
}

/** How many characters people see; never the number of UTF-16 units. */
export function characterCount(text: string): number {
  return charactersOf(text).length
}

/** The text cut to so many characters, never inside one. */
export function cutTo(text: string, characters: number): string {
  return charactersOf(text).slice(0, characters).join('')
}

/** Width on fixed-pitch paper: full-width characters 2, half-width ones 1. */
export function columnsOf(text: string): number {
  let columns = 0
  for (const character of charactersOf(text)) columns += /^[\x20-\x7E\u00A5\uFF61-\uFF9F]/.test(character) ? 1 : 2
  return columns
}

/**
 * Fills a text with spaces to a fixed width; crashes where it is wider.
 * @param columns half-width columns; full-width characters take two
 */
export function padToColumns(text: string, columns: number, side: 'left' | 'right' = 'right'): string {
  const missing = columns - columnsOf(text)
  assert(missing >= 0, `does not fit into ${columns} columns`)
  return side === 'right' ? text + ' '.repeat(missing) : ' '.repeat(missing) + text
}
