import { assert } from '../../kernel/assert.ts'

const evenWeights = [9, 8, 7, 6, 5, 4, 3, 2]
const oddWeights = [3, 4, 5, 6, 7, 8, 9, 2]

/**
 * The two check digits of an OCR line, which stand in front of its body — OCR行の検査数字.
 * @param body the 37 digits of the upper or the 42 of the lower line
 * @law local-autonomy-act 243-2
 */
export function ocrCheckDigits(body: string): string {
  assert(/^\d+$/.test(body), 'an OCR line is digits only')
  const digits = [...body].map(Number)
  const even = digits.filter((_, index) => index % 2 === 0)
  const odd = digits.filter((_, index) => index % 2 === 1)
  const second = (weighted(even, evenWeights) + weighted(odd, [1])) % 10
  const first = (weighted(even, [1]) + weighted(odd, oddWeights) + 2 * second) % 11
  return `${first === 10 ? 0 : first}${second}`
}

/**
 * A whole OCR line: its check digits and its body.
 * @decides nothing: a way of writing
 */
export function ocrLine(body: string): string {
  return `${ocrCheckDigits(body)}${body}`
}

/**
 * Whether the check digits in front of a line fit its body.
 * @decides nothing: a way of reading
 */
export function isOcrLine(line: string): boolean {
  return /^(\d{39}|\d{44})$/.test(line) && ocrCheckDigits(line.slice(2)) === line.slice(0, 2)
}

export interface OcrFacts {
  /** 払込先の口座番号, eleven digits. */
  readonly account: string
  readonly amount: number
  /** 収納機関番号, five digits. */
  readonly billerNumber: string
  readonly stampFlag: string
  /** 税目・料金番号, three digits. */
  readonly levyNumber: string
  /** 納付番号, at most twenty digits. */
  readonly paymentNumber: string
  /** 確認番号, six digits. */
  readonly confirmationNumber: string
  /** First five digits of the municipality code. */
  readonly municipality: string
}

/** Who bears the transfer fee: 2 is the biller. */
const feeBorneByBiller = '2'
const upperReserve = '0'.repeat(5)
/** The slip is not one of the common collection by eLTAX. */
const withoutElTax = '0'
/** Tax office of prefectures (3) and reserve (7). */
const lowerReserve = '0'.repeat(10)

/**
 * The upper (39 digits) and lower (44 digits) OCR line of a slip — 納付書のOCR行.
 * @decides nothing: a way of writing
 */
export function ocrLines(facts: OcrFacts): readonly [upper: string, lower: string] {
  const upper = `${facts.account}${padded(facts.amount, 11)}${feeBorneByBiller}${facts.billerNumber}${facts.stampFlag}${facts.levyNumber}${upperReserve}`
  const lower = `${facts.paymentNumber.padStart(20, '0')}${facts.confirmationNumber}${withoutElTax}${facts.municipality}${lowerReserve}`
  assert(upper.length === 37 && lower.length === 42, 'the parts of the OCR lines have their lengths')
  return [ocrLine(upper), ocrLine(lower)]
}

function weighted(digits: readonly number[], weights: readonly number[]): number {
  return digits.reduce((total, digit, index) => total + digit * weights[index % weights.length]!, 0)
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}
