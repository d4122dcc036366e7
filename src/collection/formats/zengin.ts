import { findPlainDate, type PlainDate, daysBetween, yearOf } from '../../kernel/plain-date.ts'
import { blank, digits, letters, recordPlan } from './record.ts'

// Records of 120 letters that banks exchange — 全銀協規定形式. Direct debit is kind 91, transfer kind 21.

/** Header, the same for both: the day is MMDD without a year. */
export const headerPlan = recordPlan([
  digits('recordType', 'データ区分', 1), digits('kind', '種別コード', 2), digits('codeClass', 'コード区分', 1), digits('clientCode', '委託者コード', 10), letters('clientName', '委託者名', 40),
  digits('mmdd', '引落日・振込指定日', 4), digits('bankCode', '取引銀行番号', 4), letters('bankName', '取引銀行名', 15), digits('branchCode', '取引支店番号', 3), letters('branchName', '取引支店名', 15),
  digits('accountType', '預金種目', 1), digits('accountNumber', '口座番号', 7), blank(17),
])
export type Header = FieldsOf<typeof headerPlan>

/** A debit. In requests the result code is 0. */
export const debitPlan = recordPlan([
  digits('recordType', 'データ区分', 1), digits('bankCode', '引落銀行番号', 4), letters('bankName', '引落銀行名', 15), digits('branchCode', '引落支店番号', 3), letters('branchName', '引落支店名', 15), blank(4),
  digits('accountType', '預金種目', 1), digits('accountNumber', '口座番号', 7), letters('holder', '預金者名', 30), digits('amount', '引落金額', 10), digits('newCode', '新規コード', 1),
  digits('customerNumber', '顧客番号', 20), letters('resultCode', '振替結果コード', 1), blank(8),
])
export type Debit = FieldsOf<typeof debitPlan>

/** A transfer. Bytes 92 to 111 are two customer codes, or one piece of information where the mark is `Y`. */
export const transferPlan = recordPlan([
  digits('recordType', 'データ区分', 1), digits('bankCode', '被仕向銀行番号', 4), letters('bankName', '被仕向銀行名', 15), digits('branchCode', '被仕向支店番号', 3), letters('branchName', '被仕向支店名', 15),
  letters('clearingHouse', '手形交換所番号', 4), digits('accountType', '預金種目', 1), digits('accountNumber', '口座番号', 7), letters('holder', '受取人名', 30), digits('amount', '振込金額', 10),
  digits('newCode', '新規コード', 1), letters('customerCode1', '顧客コード1', 10), letters('customerCode2', '顧客コード2', 10), digits('transferClass', '振込指定区分', 1), letters('ediMark', '識別表示', 1), blank(7),
])
export type Transfer = FieldsOf<typeof transferPlan>

export const debitTrailerPlan = recordPlan([
  digits('recordType', 'データ区分', 1), digits('count', '合計件数', 6), digits('amount', '合計金額', 12), digits('paidCount', '振替済件数', 6), digits('paidAmount', '振替済金額', 12),
  digits('failedCount', '振替不能件数', 6), digits('failedAmount', '振替不能金額', 12), blank(65),
])
export type DebitTrailer = FieldsOf<typeof debitTrailerPlan>

export const transferTrailerPlan = recordPlan([digits('recordType', 'データ区分', 1), digits('count', '合計件数', 6), digits('amount', '合計金額', 12), blank(101)])
export type TransferTrailer = FieldsOf<typeof transferTrailerPlan>

export const endPlan = recordPlan([digits('recordType', 'データ区分', 1), blank(119)])

type FieldsOf<P> = P extends { read(record: string): infer V } ? V : never

export const bankRecordLength = 120

/** Kinds of these files. */
export const debitKind = '91'
export const transferKind = '21'

/** What a result code says, and what follows from it — 振替結果コード. */
export interface DebitResult {
  readonly meaning: string
  readonly paid: boolean
  /** `retry` the next chance or a demand; `renew` the account is no longer good; `suspended` by the holder; `stopped` by us; `look` by hand. */
  readonly next: 'none' | 'retry' | 'renew' | 'suspended' | 'stopped' | 'look'
}

const results: ReadonlyMap<string, DebitResult> = new Map<string, DebitResult>([
  ['0', { meaning: '振替済', paid: true, next: 'none' }],
  ['1', { meaning: '資金不足', paid: false, next: 'retry' }],
  ['2', { meaning: '取引なし', paid: false, next: 'renew' }],
  ['3', { meaning: '預金者の都合による振替停止', paid: false, next: 'suspended' }],
  ['4', { meaning: '預金口座振替依頼書なし', paid: false, next: 'renew' }],
  ['8', { meaning: '委託者の都合による振替停止', paid: false, next: 'stopped' }],
  ['9', { meaning: 'その他', paid: false, next: 'look' }],
])

/** The meaning of a result code; a code that is not in the table has failed, and its reason is not known. */
export function debitResult(code: string): DebitResult {
  return results.get(code) ?? { meaning: '不明', paid: false, next: 'look' }
}

/**
 * The day that a file means by MMDD: of the years around the day of exchange, the one whose date lies nearest to it.
 * Undefined where there is no such day in any of them.
 */
export function dateNearest(mmdd: string, reference: PlainDate): PlainDate | undefined {
  const years = [-1, 0, 1].map((offset) => findPlainDate(`${yearOf(reference) + offset}-${mmdd.slice(0, 2)}-${mmdd.slice(2)}`))
  const found = years.filter((date) => date !== undefined).sort((a, b) => Math.abs(daysBetween(reference, a)) - Math.abs(daysBetween(reference, b)))
  return found[0]
}

/** A day as these files carry it. */
export function mmddOf(date: PlainDate): string {
  return `${date.slice(5, 7)}${date.slice(8)}`
}
