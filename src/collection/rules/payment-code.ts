import { checkDigitOf, gs1Number } from '../../kernel/check-digit.ts'
import { findPlainDate, type PlainDate, yearOf } from '../../kernel/plain-date.ts'
import { type Yen, yen } from '../../kernel/yen.ts'

/** What the 44 digits of a convenience-store slip say — コンビニ収納のバーコード. */
export interface PaymentCode {
  readonly companyCode: string
  /** 自由使用欄, 21 digits. */
  readonly freeField: string
  /** 再発行区分: how many times the slip was issued again. */
  readonly reissue: string
  /** YYMMDD, or `999999` where there is no limit. */
  readonly dueDate: string
  /** 印紙フラグ. */
  readonly stampFlag: string
  readonly amount: Yen
}

/** Why no code can be made: the slip is then printed without bars, never with wrong ones. */
export type PaymentCodeFault =
  | 'companyCodeLength' | 'freeFieldLength' | 'reissueInvalid' | 'dueDateInvalid' | 'stampFlagInvalid'
  | 'amountNotPositive' | 'amountOver6Digits' | 'amountOver300000'

export const noDueDate = '999999'
const applicationIdentifier = '91'
const largestInSixDigits = 999_999

/**
 * Builds the 44 digits — バーコードの番号を作る.
 * @param limit largest amount that stores take
 * @law local-autonomy-act 243-2
 */
export function buildPaymentCode(code: PaymentCode, limit: Yen): { readonly ok: true; readonly digits: string } | { readonly ok: false; readonly fault: PaymentCodeFault } {
  const fault = findFault(code, limit)
  if (fault) return { ok: false, fault }
  const body = `${applicationIdentifier}${code.companyCode}${code.freeField}${code.reissue}${code.dueDate}${code.stampFlag}${String(code.amount).padStart(6, '0')}`
  return { ok: true, digits: `${body}${checkDigitOf(gs1Number, body)}` }
}

function findFault(code: PaymentCode, limit: Yen): PaymentCodeFault | undefined {
  if (!/^\d{6}$/.test(code.companyCode)) return 'companyCodeLength'
  if (!/^\d{21}$/.test(code.freeField)) return 'freeFieldLength'
  if (!/^\d$/.test(code.reissue)) return 'reissueInvalid'
  if (!isDueDate(code.dueDate)) return 'dueDateInvalid'
  if (!/^[01]$/.test(code.stampFlag)) return 'stampFlagInvalid'
  if (!Number.isSafeInteger(code.amount) || code.amount <= 0) return 'amountNotPositive'
  if (code.amount > largestInSixDigits) return 'amountOver6Digits'
  return code.amount > limit ? 'amountOver300000' : undefined
}

function isDueDate(text: string): boolean {
  return text === noDueDate || (/^\d{6}$/.test(text) && findPlainDate(`20${text.slice(0, 2)}-${text.slice(2, 4)}-${text.slice(4)}`) !== undefined)
}

export interface ReadPaymentCode extends PaymentCode {
  readonly digits: string
  readonly ai: string
  readonly checkDigit: string
  /** The check digit that would fit; the code is valid where it is the one printed. */
  readonly expectedCheckDigit: string
  readonly valid: boolean
}

/**
 * Reads 44 digits, with `EAN` or brackets in front where a file has them; undefined where they are no such code. Nothing is repaired.
 * @decides nothing: a way of reading
 */
export function readPaymentCode(text: string): ReadPaymentCode | undefined {
  const digits = text.replace(/^EAN/, '').replace(/^\(91\)/, applicationIdentifier)
  if (!/^91\d{42}$/.test(digits)) return undefined
  const expectedCheckDigit = checkDigitOf(gs1Number, digits.slice(0, 43))
  const checkDigit = digits.slice(43)
  const dueDate = digits.slice(30, 36)
  return {
    digits, ai: digits.slice(0, 2), companyCode: digits.slice(2, 8), freeField: digits.slice(8, 29), reissue: digits.slice(29, 30),
    dueDate, stampFlag: digits.slice(36, 37), amount: yen(Number(digits.slice(37, 43))), checkDigit, expectedCheckDigit,
    valid: checkDigit === expectedCheckDigit && isDueDate(dueDate),
  }
}

/**
 * A date as the code carries it.
 * @decides nothing: a way of writing
 */
export function codeDate(date: PlainDate): string {
  return `${String(yearOf(date) % 100).padStart(2, '0')}${date.slice(5, 7)}${date.slice(8)}`
}

/**
 * The two lines of text under the bars.
 * @decides nothing: a way of writing
 */
export function humanReadableLines(digits: string): readonly [string, string] {
  return [
    `(${digits.slice(0, 2)})${digits.slice(2, 8)}-${digits.slice(8, 30)}`,
    `${digits.slice(30, 36)}-${digits.slice(36, 37)}-${digits.slice(37, 43)}-${digits.slice(43)}`,
  ]
}

const startC = 105
const functionOne = 102
const stop = 106
/** Every symbol character is eleven modules wide, the stop character thirteen. */
const modulesOfCharacter = 11
const modulesOfStop = 13
/** Light modules on each side. */
export const quietModules = 10

/**
 * The symbol characters of the bars: start, function one, pairs of digits, check, stop — GS1-128.
 * @decides nothing: a way of writing
 */
export function symbolCharacters(digits: string): readonly number[] {
  const data = [functionOne, ...(digits.match(/\d\d/g) ?? []).map(Number)]
  const check = data.reduce((total, value, index) => total + value * (index + 1), startC) % 103
  return [startC, ...data, check, stop]
}

/**
 * Width of the bars in modules, without the quiet zones.
 * @decides nothing: a measure
 */
export function dataModules(digits: string): number {
  return (symbolCharacters(digits).length - 1) * modulesOfCharacter + modulesOfStop
}
