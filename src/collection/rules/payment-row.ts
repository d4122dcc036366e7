import { accept, collect, type Outcome, refused, type Refusal } from '../../kernel/outcome.ts'
import { findPlainDate, type PlainDate } from '../../kernel/plain-date.ts'
import { type Yen, yen } from '../../kernel/yen.ts'
import { refusal } from '../refusals.ts'
import { type ReadPaymentCode, readPaymentCode } from './payment-code.ts'

/** One row of an agent's file, the same for every layout — 収納代行の一件. */
export interface PaymentRow {
  readonly kind: 'preliminary' | 'confirmed' | 'cancelled' | 'postal-correction'
  /** `postal` slips carry another due date in their code; `real-time` is a preliminary of an app. */
  readonly channel: 'store' | 'postal' | 'real-time'
  readonly paidOn: PlainDate
  /** `18:15`, or null where the channel knows no time. */
  readonly paidAt: string | null
  readonly code: ReadPaymentCode
  readonly amount: Yen
  readonly stamp: boolean
  readonly chainCode: string
  readonly storeCode: string
  /** Day on which the money comes to the town's account. */
  readonly fundsOn: PlainDate | null
  readonly createdOn: PlainDate | null
}

type RowKind = Pick<PaymentRow, 'kind' | 'channel'>
const csvTypes: ReadonlyMap<string, RowKind> = new Map<string, RowKind>([
  ['01', { kind: 'preliminary', channel: 'store' }],
  ['02', { kind: 'confirmed', channel: 'store' }],
  ['03', { kind: 'cancelled', channel: 'store' }],
  ['12', { kind: 'confirmed', channel: 'postal' }],
  ['22', { kind: 'postal-correction', channel: 'postal' }],
  ['81', { kind: 'preliminary', channel: 'real-time' }],
])
const fixedTypes: ReadonlyMap<string, RowKind> = new Map([...csvTypes].filter(([type]) => ['01', '02', '03'].includes(type)))

/** Columns of the CSV layout — 13列のCSV. */
export const csvColumns = 13
/** Bytes of a record of the fixed layout. */
export const fixedLength = 120

/**
 * Reads a row of the CSV with thirteen columns — CSVの一行.
 * @refuses every fault of the row, by line and column; a wrong check digit is no fault of the row but stays visible in its code
 * @law local-autonomy-act 243-2
 */
export function readCsvRow(cells: readonly string[], line: number): Outcome<PaymentRow> {
  if (cells.length !== csvColumns) return refused([refusal('row-columns', { line, found: cells.length })])
  const [type, paid, time, barcode, user1, user2, stamp, amount, chain, , store, funds, created] = cells as unknown as Cells
  const kind = kindOf(csvTypes, type, line)
  const code = codeOf(barcode, line)
  const parts = {
    kind, code,
    paidOn: dateOf(paid, { line, item: '収納日', field: '/paidOn' }),
    paidAt: timeOf(time, line),
    amount: amountOf(amount, line),
    stamp: stampOf(stamp, line),
    fundsOn: optionalDate(funds, { line, item: '振込日', field: '/fundsOn' }),
    createdOn: optionalDate(created, { line, item: 'データ作成日', field: '/createdOn' }),
  }
  const cellFaults = [
    ...codeFaults(chain, /^\d{3}$/, { line, item: 'コンビニ本部コード', field: '/chainCode' }),
    ...codeFaults(store, /^\d{1,7}$/, { line, item: '店舗コード', field: '/storeCode' }),
    ...(code.ok ? userFieldFaults(code.value, [user1, user2], line) : []),
  ]
  const faults = [...collect(...Object.values(parts)), ...cellFaults, ...(code.ok && parts.amount.ok && kind.ok ? amountFaults(parts.amount.value, { code: code.value, kind: kind.value.kind, line }) : [])]
  if (faults.length > 0) return refused(faults)
  const read = values(parts)
  return accept({ ...read, ...read.kind, paidAt: read.kind.channel === 'postal' ? null : read.paidAt, chainCode: chain, storeCode: store })
}

type Cells = [string, string, string, string, string, string, string, string, string, string, string, string, string]

/**
 * Reads a data record of 120 bytes — 120バイト固定長の一件. Blanks are part of the record.
 * @refuses every fault of the record, by line and item
 * @law local-autonomy-act 243-2
 */
export function readFixedRecord(record: string, line: number): Outcome<PaymentRow> {
  if (record.length !== fixedLength) return refused([refusal('row-length', { line, found: record.length })])
  if (record[0] !== '2') return refused([refusal('row-class', { line, found: record[0], field: '/recordClass' })])
  const kind = kindOf(fixedTypes, record.slice(1, 3), line)
  const code = codeOf(record.slice(16, 60), line)
  const store = record.slice(63, 70)
  const chain = record.slice(96, 102)
  const parts = {
    kind, code,
    paidOn: dateOf(record.slice(3, 11), { line, item: '収納日', field: '/paidOn' }),
    paidAt: timeOf(record.slice(11, 15), line),
    createdOn: optionalDate(record.slice(72, 80), { line, item: 'データ取得日', field: '/createdOn' }),
    fundsOn: optionalDate(record.slice(80, 88), { line, item: '振込予定日', field: '/fundsOn' }),
  }
  const faults = [
    ...collect(...Object.values(parts)),
    ...codeFaults(store, /^\d{7}$/, { line, item: '店舗コード', field: '/storeCode' }),
    ...codeFaults(chain, /^\d{6}$/, { line, item: 'コンビニ本部コード', field: '/chainCode' }),
    ...(code.ok && code.value.amount === 0 ? [refusal('row-amount', { line, found: '0', field: '/amount' })] : []),
  ]
  if (faults.length > 0) return refused(faults)
  const read = values(parts)
  return accept({ ...read, ...read.kind, amount: read.code.amount, stamp: read.code.stampFlag === '1', chainCode: chain, storeCode: store })
}

/**
 * The key of a payment: same barcode, chain, store and moment are the same payment — 同じ納付の鍵.
 * @law local-autonomy-act 243-2
 */
export function paymentKey(row: PaymentRow): string {
  return [row.code.digits, row.chainCode, row.storeCode, row.paidOn, row.paidAt ?? ''].join('|')
}

interface Place { readonly line: number; readonly item: string; readonly field: string }

function kindOf(types: ReadonlyMap<string, RowKind>, type: string, line: number): Outcome<RowKind> {
  const kind = types.get(type)
  return kind ? accept(kind) : refused([refusal('row-type', { line, found: type, field: '/type' })])
}

function codeOf(text: string, line: number): Outcome<ReadPaymentCode> {
  const code = readPaymentCode(text)
  return code ? accept(code) : refused([refusal('row-barcode', { line, found: text, field: '/barcode' })])
}

function dateOf(text: string, place: Place): Outcome<PlainDate> {
  const date = /^\d{8}$/.test(text) ? findPlainDate(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`) : undefined
  return date === undefined ? refused([refusal('row-date', { ...place, found: text })]) : accept(date)
}

function optionalDate(text: string, place: Place): Outcome<PlainDate | null> {
  return /^0*$/.test(text.trim()) ? accept(null) : dateOf(text, place)
}

function timeOf(text: string, line: number): Outcome<string> {
  const fits = /^([01]\d|2[0-3])[0-5]\d$/.test(text)
  return fits ? accept(`${text.slice(0, 2)}:${text.slice(2)}`) : refused([refusal('row-time', { line, found: text, field: '/paidAt' })])
}

function amountOf(text: string, line: number): Outcome<Yen> {
  return /^[1-9]\d{0,9}$/.test(text) ? accept(yen(Number(text))) : refused([refusal('row-amount', { line, found: text, field: '/amount' })])
}

function stampOf(text: string, line: number): Outcome<boolean> {
  return /^[01]$/.test(text) ? accept(text === '1') : refused([refusal('row-stamp', { line, found: text, field: '/stampFlag' })])
}

function codeFaults(text: string, form: RegExp, place: Place): Refusal[] {
  return form.test(text) ? [] : [refusal('row-code', { ...place, found: text })]
}

/** The agent repeats digits 14 to 30 of the code in two columns; leading zeros lost there mean a spreadsheet has saved the file. */
function userFieldFaults(code: ReadPaymentCode, cells: readonly [string, string], line: number): Refusal[] {
  const expected = [code.digits.slice(13, 19), code.digits.slice(19, 30)]
  return cells.flatMap((cell, index) => (cell === expected[index] ? [] : [refusal('row-code', { line, item: `ユーザー使用欄${index + 1}`, found: cell, field: `/userField${index + 1}` })]))
}

/** A postal correction carries the corrected amount; every other row repeats that of its code. */
function amountFaults(amount: Yen, row: { code: ReadPaymentCode; kind: PaymentRow['kind']; line: number }): Refusal[] {
  if (row.kind === 'postal-correction' || amount === row.code.amount || !row.code.valid) return []
  return [refusal('row-amount-differs', { line: row.line, found: amount, expected: row.code.amount, field: '/amount' })]
}

type Values<P> = { readonly [K in keyof P]: P[K] extends Outcome<infer T> ? T : never }

function values<P extends Record<string, Outcome<unknown>>>(parts: P): Values<P> {
  return Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.ok ? part.value : undefined])) as Values<P>
}
