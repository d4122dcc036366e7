import { randomBytes } from 'node:crypto'
import { toLetters } from '../../../kernel/letters.ts'
import { toHalfWidth } from '../../../kernel/text.ts'

// The number on a notice that opens its worksheet: 18 letters drawn by lot (90 bits) and two that check them, in groups of four.

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const [drawnLetters, prime, step] = [18, 1021, 3]

/** A fresh number, `AB12-CD34-EF56-GH78-JK90` — 計算書の番号. */
export function newTaxpayerCode(): string {
  const drawn = toLetters(randomBytes(12)).slice(0, drawnLetters)
  return `${drawn}${checkLetters(drawn)}`.replace(/(.{4})(?=.)/g, '$1-')
}

/** Two letters that change with any one letter, and where two neighbours are swapped. */
function checkLetters(drawn: string): string {
  let [sum, weight] = [0, 1]
  for (const letter of drawn) {
    sum = (sum + letters.indexOf(letter) * weight) % prime
    weight = (weight * step) % prime
  }
  return `${letters[sum >> 5]}${letters[sum & 31]}`
}

/**
 * A number as typed, without hyphens and spaces; letters that look like digits are read as digits.
 * @returns undefined where it is none that was ever given out, by its check letters
 */
export function readTaxpayerCode(typed: string): string | undefined {
  const plain = toHalfWidth(typed).toUpperCase().replace(/[^0-9A-Z]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
  if (plain.length !== drawnLetters + 2 || [...plain].some((letter) => !letters.includes(letter))) return undefined
  return checkLetters(plain.slice(0, drawnLetters)) === plain.slice(drawnLetters) ? plain : undefined
}
