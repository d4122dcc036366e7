import { assert } from './assert.ts'

/** Whether a number is well formed and its check digit right — 検査用数字の確認. */
export type CheckResult =
  | { readonly valid: true }
  | { readonly valid: false; readonly reason: 'format' }
  | { readonly valid: false; readonly expectedCheckDigit: string }

/** One kind of number with a check digit: how long its body is, where the digit stands, how it is made. */
export interface CheckedNumber {
  /** Length of the number without its check digit; a list where several are in use. */
  readonly bodyLengths: readonly number[]
  readonly checkDigitAt: 'start' | 'end'
  /** The check digit of a body; undefined where the body may not be used. */
  findCheckDigit(body: string): string | undefined
}

/** The check digit of a body; crashes where the body has another length or may not be used. */
export function checkDigitOf(kind: CheckedNumber, body: string): string {
  assert(/^\d+$/.test(body) && kind.bodyLengths.includes(body.length), `not a body of this kind of number: ${body.length} characters`)
  const digit = kind.findCheckDigit(body)
  assert(digit !== undefined, 'this body has no check digit')
  return digit
}

/** The whole number of a body. */
export function withCheckDigit(kind: CheckedNumber, body: string): string {
  const digit = checkDigitOf(kind, body)
  return kind.checkDigitAt === 'start' ? `${digit}${body}` : `${body}${digit}`
}

/** Checks a number: half-width digits of the right length first, then its check digit. */
export function checkNumber(kind: CheckedNumber, number: string): CheckResult {
  if (!/^[0-9]+$/.test(number) || !kind.bodyLengths.includes(number.length - 1)) return { valid: false, reason: 'format' }
  const atStart = kind.checkDigitAt === 'start'
  const [digit, body] = atStart ? [number.slice(0, 1), number.slice(1)] : [number.slice(-1), number.slice(0, -1)]
  const expected = kind.findCheckDigit(body)
  if (expected === undefined) return { valid: false, reason: 'format' }
  return digit === expected ? { valid: true } : { valid: false, expectedCheckDigit: expected }
}

/**
 * Individual Number, twelve digits — 個人番号.
 * @law individual-number-ordinance 5
 */
export const individualNumber: CheckedNumber = { bodyLengths: [11], checkDigitAt: 'end', findCheckDigit: individualCheckDigit }

/**
 * Individual Number of a practice town: its last digit is the true one plus five, so that it is nobody's — 練習の町の個人番号.
 * Practice towns take only these, all others only true ones.
 */
export const practiceIndividualNumber: CheckedNumber = {
  bodyLengths: [11],
  checkDigitAt: 'end',
  findCheckDigit: (body) => String((Number(individualCheckDigit(body)) + 5) % 10),
}

/** Twelve zeros have a right check digit and are still nobody's number: forms refuse them. */
export function isPlaceholderNumber(number: string): boolean {
  return /^0+$/.test(number)
}

/**
 * Resident record code, eleven digits — 住民票コード.
 * LEGAL DOUBT: the notice with the rule was not seen; the weights are those of the Individual Number. A wrong check
 * digit is therefore an alert, a wrong length an error.
 */
export const residentRecordCode: CheckedNumber = { bodyLengths: [10], checkDigitAt: 'end', findCheckDigit: individualCheckDigit }

/**
 * Corporate Number, thirteen digits with the check digit in front — 法人番号. A 0 written for a 9 passes the formula.
 * @law corporate-number-ordinance 2
 */
export const corporateNumber: CheckedNumber = {
  bodyLengths: [12],
  checkDigitAt: 'start',
  findCheckDigit: (body) => String(9 - (weightedSum(body, cycle12) % 9)),
}

/** Code of a prefecture or municipality, six digits — 全国地方公共団体コード. */
export const localGovernmentCode: CheckedNumber = {
  bodyLengths: [5],
  checkDigitAt: 'end',
  findCheckDigit: (body) => String((11 - (weightedSum(body, from2) % 11)) % 10),
}

/** The five digits of JIS X 0401 and 0402 inside a code of a prefecture or municipality. */
export function jisCodeOf(code: string): string {
  return code.slice(0, 5)
}

/**
 * Insurer number of health, care and late-stage medical insurance: six or eight digits — 保険者番号.
 * The care insurer of an area differs from its 全国地方公共団体コード in the last digit.
 */
export const insurerNumber: CheckedNumber = { bodyLengths: [5, 7], checkDigitAt: 'end', findCheckDigit: luhnDigit }

/** The number of the law in front and the prefecture of an insurer number of eight digits — 法別番号・都道府県番号. */
export function insurerPartsOf(number: string): { readonly lawNo: string; readonly prefecture: string } | undefined {
  return number.length === 8 ? { lawNo: number.slice(0, 2), prefecture: number.slice(2, 4) } : undefined
}

/** GS1 numbers, bars of payment slips among them: any length — GS1のモジュラス10ウェイト3. */
export const gs1Number: CheckedNumber = {
  bodyLengths: Array.from({ length: 47 }, (_, index) => index + 1),
  checkDigitAt: 'end',
  findCheckDigit: (body) => complement10(weightedSum(body, cycle31)),
}

/**
 * Numbers of addressees and households: a serial and its check digit — 宛名番号・世帯番号.
 * Modulus 11, weights 2 to 7 from the right. A serial of remainder 1 would need the digit 10 and is skipped.
 */
export const addresseeNumber: CheckedNumber = {
  bodyLengths: Array.from({ length: 14 }, (_, index) => index + 1),
  checkDigitAt: 'end',
  findCheckDigit: (body) => {
    const remainder = weightedSum(body, cycle27) % 11
    if (remainder === 1) return undefined
    return remainder === 0 ? '0' : String(11 - remainder)
  },
}

/** The first serial from the given one on that has a check digit, and its number — 付番. */
export function nextAddresseeNumber(serial: number, width: number): { readonly serial: number; readonly number: string } {
  assert(Number.isSafeInteger(serial) && serial > 0, `a serial is a positive whole number: ${serial}`)
  for (let candidate = serial; ; candidate += 1) {
    const body = String(candidate).padStart(width - 1, '0')
    assert(body.length === width - 1, `serials of ${width} digits are used up`)
    const digit = addresseeNumber.findCheckDigit(body)
    if (digit !== undefined) return { serial: candidate, number: `${body}${digit}` }
  }
}

/** A weight by the distance from the right end, 0 for the last digit of the body. */
type Weight = (fromRight: number) => number

const cycle12: Weight = (n) => (n % 2 === 0 ? 1 : 2)
const cycle31: Weight = (n) => (n % 2 === 0 ? 3 : 1)
const cycle27: Weight = (n) => (n % 6) + 2
const from2: Weight = (n) => n + 2
const individualWeight: Weight = (n) => (n < 6 ? n + 2 : n - 4)

function weightedSum(digits: string, weight: Weight): number {
  let sum = 0
  for (let index = digits.length - 1, n = 0; index >= 0; index -= 1, n += 1) sum += digitAt(digits, index) * weight(n)
  return sum
}

function individualCheckDigit(body: string): string {
  const remainder = weightedSum(body, individualWeight) % 11
  return remainder <= 1 ? '0' : String(11 - remainder)
}

/** Weights 2, 1, 2 … from the right; a product of two digits counts as their sum. */
function luhnDigit(body: string): string {
  let sum = 0
  for (let index = body.length - 1, n = 0; index >= 0; index -= 1, n += 1) {
    const product = digitAt(body, index) * (n % 2 === 0 ? 2 : 1)
    sum += product > 9 ? product - 9 : product
  }
  return complement10(sum)
}

function complement10(sum: number): string {
  return String((10 - (sum % 10)) % 10)
}

function digitAt(digits: string, index: number): number {
  return digits.charCodeAt(index) - 48
}
