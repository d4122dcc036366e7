import { findPlainDate } from '../../kernel/plain-date.ts'
import { isOcrLine, ocrLine } from '../rules/ocr-line.ts'

/** What the 255 digits of an eL-QR say — 地方税統一QRコード. */
export interface ElQr {
  /** Account number of the joint collecting body in the upper line, eleven digits. */
  readonly jointAccount: string
  readonly amount: number
  /** 税目・料金番号, three digits. */
  readonly taxItem: string
  /** 案件特定キー, twenty digits. */
  readonly caseKey: string
  /** 確認番号, six digits. */
  readonly confirmation: string
  /** 共通納税機関コード, five digits. */
  readonly organisation: string
  /** Tax office of a prefecture; `000` for a municipality. */
  readonly office: string
  /** 賦課年度 and 課税年度, western years. */
  readonly levyYear: string
  readonly taxYear: string
  /** 期別, two digits; `00` for the whole year. */
  readonly period: string
  /** 納期限 and 支払期限, YYYYMMDD: after the first, delinquency charge may arise; after the second nobody takes it. */
  readonly dueDate: string
  readonly payLimit: string
}

/** Why a code cannot be made or read, in the order in which a reader looks. */
export type ElQrFault =
  | 'length' | 'notDigits' | 'tagOrder' | 'crcMismatch' | 'ocrCheckDigitMismatch' | 'amountMismatch' | 'dateInvalid' | 'organisationMismatch'
  | 'amountNotPositive' | 'amountOver11Digits' | 'fieldLength'

/** 収納機関番号 of the joint collecting body, the same in every eL-QR. */
export const jointBillerNumber = '13800'
const [feeBorneByBiller, noStamp, elTaxUse] = ['2', '0', '0']
export const elQrLength = 255
/** Characters up to and including the tag and length of the CRC. */
const checkedLength = 250
/** QR version, error correction and mode that 255 digits fill exactly. */
export const elQrSymbol = { version: 6, errorCorrection: 'M', mode: 'numeric' } as const

const widths = {
  jointAccount: 11, taxItem: 3, caseKey: 20, confirmation: 6, organisation: 5, office: 3, levyYear: 4, taxYear: 4, period: 2, dueDate: 8, payLimit: 8,
} as const satisfies Partial<Record<keyof ElQr, number>>

type Built = { readonly ok: true; readonly text: string; readonly mpn: string } | { readonly ok: false; readonly fault: ElQrFault }

/** The 255 digits of a code — eL-QRを作る. */
export function buildElQr(code: ElQr): Built {
  const fault = faultOf(code)
  if (fault) return { ok: false, fault }
  const amount = String(code.amount).padStart(11, '0')
  const upper = ocrLine(`${code.jointAccount}${amount}${feeBorneByBiller}${jointBillerNumber}${noStamp}${code.taxItem}00000`)
  const lower = ocrLine(`${code.caseKey}${code.confirmation}${elTaxUse}${code.organisation}${code.office}0000000`)
  const mpn = `${upper}${lower}`
  const dates = `${code.levyYear}${code.taxYear}${code.period}${code.dueDate}${code.payLimit}`
  const body = `${tagged('00', '01')}${tagged('01', '12')}${tagged('27', `${tagged('00', jointBillerNumber)}${tagged('01', mpn)}`)}${tagged('54', amount)}${tagged('62', dates)}${tagged('80', '0'.repeat(85))}6305`
  return { ok: true, text: `${body}${crcDigits(body)}`, mpn }
}

function faultOf(code: ElQr): ElQrFault | undefined {
  if (Object.entries(widths).some(([name, width]) => !new RegExp(`^\\d{${width}}$`).test(String(code[name as keyof ElQr])))) return 'fieldLength'
  if (!Number.isSafeInteger(code.amount) || code.amount <= 0) return 'amountNotPositive'
  if (String(code.amount).length > 11) return 'amountOver11Digits'
  return isDay(code.dueDate) && isDay(code.payLimit) ? undefined : 'dateInvalid'
}

function tagged(tag: string, value: string): string {
  return `${tag}${String(value.length).padStart(2, '0')}${value}`
}

/** What was read, with every fault in the order in which a reader looks; `code` is there where the digits stand in their places. */
export interface ElQrReading { readonly faults: readonly ElQrFault[]; readonly code?: ElQr; readonly mpn?: string; readonly crc?: string }

const layout = /^00020101021227960005138000183(\d{83})5411(\d{11})6226(\d{4})(\d{4})(\d{2})(\d{8})(\d{8})8085\d{85}6305(\d{5})$/

/**
 * Reads and checks 255 digits — eL-QRを読む. Nothing is repaired.
 * @param organisation the body's own code, where the code must be one of ours
 */
export function readElQr(text: string, organisation?: string): ElQrReading {
  if (text.length !== elQrLength) return { faults: ['length'] }
  if (!/^\d+$/.test(text)) return { faults: ['notDigits'] }
  const match = layout.exec(text)
  if (!match) return { faults: ['tagOrder'] }
  const [, mpn = '', amount = '', levyYear = '', taxYear = '', period = '', dueDate = '', payLimit = '', crc = ''] = match
  const [upper, lower] = [mpn.slice(0, 39), mpn.slice(39)]
  const code: ElQr = {
    jointAccount: upper.slice(2, 13), amount: Number(amount), taxItem: upper.slice(31, 34), caseKey: lower.slice(2, 22), confirmation: lower.slice(22, 28),
    organisation: lower.slice(29, 34), office: lower.slice(34, 37), levyYear, taxYear, period, dueDate, payLimit,
  }
  const checks: readonly (readonly [ElQrFault, boolean])[] = [
    ['crcMismatch', crc === crcDigits(text.slice(0, checkedLength))],
    ['ocrCheckDigitMismatch', isOcrLine(upper) && isOcrLine(lower)],
    ['amountMismatch', upper.slice(13, 24) === amount],
    ['dateInvalid', isDay(dueDate) && isDay(payLimit)],
    ['organisationMismatch', organisation === undefined || organisation === code.organisation],
  ]
  return { faults: checks.filter(([, holds]) => !holds).map(([fault]) => fault), code, mpn, crc }
}

function isDay(text: string): boolean {
  return findPlainDate(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`) !== undefined
}

/** The eL番号 as the code carries it: body, case, confirmation, tax item. */
export function elNumberOf(code: Pick<ElQr, 'organisation' | 'caseKey' | 'confirmation' | 'taxItem'>): readonly [string, string, string, string] {
  return [code.organisation, code.caseKey, code.confirmation, code.taxItem]
}

/** CRC-16 with polynomial 1021 that begins with FFFF, no bit reversed. */
export function crc16(text: string): number {
  let crc = 0xffff
  for (const letter of text) {
    crc ^= letter.charCodeAt(0) << 8
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1) & 0xffff
  }
  return crc
}

/** The CRC in five decimal digits. */
export function crcDigits(text: string): string {
  return String(crc16(text) % 100_000).padStart(5, '0')
}
