import { findPlainDate, type PlainDate } from '../../kernel/plain-date.ts'
import { blank, digits, letters, recordPlan } from './record.ts'

// Records of 500 letters of the special collection from pensions — 年金特別徴収. Only the trailer is printed in a public notice;
// what the members' specification says of the others is not guessed here.

export const pensionRecordLength = 500

const trailerPlan = recordPlan([
  digits('recordType', 'レコード区分', 1), digits('prefecture', '府県', 2), digits('municipality', '市町村', 3), digits('collector', '特別徴収義務者', 3), digits('content', '通知内容コード', 2), blank(1),
  letters('system', '特別徴収制度コード', 1), digits('createdOn', '作成年月日', 8), digits('count', '合計件数', 9), digits('amount1', '金額1', 11), digits('amount2', '金額2', 11), digits('amount3', '金額3', 11), blank(437),
])

/** The last record of a file, with its sums. */
export interface PensionTrailer {
  /** Prefecture and municipality, five digits. */
  readonly municipality: string
  readonly collector: string
  readonly content: string
  readonly system: string
  readonly createdOn: PlainDate
  readonly count: number
  readonly amounts: readonly [number, number, number]
}

export type PensionFault = 'recordLength' | 'recordType' | 'notDigits' | 'dateInvalid'

/** Reads a trailer — トレーラの読み取り. */
export function readPensionTrailer(record: string): { readonly ok: true; readonly trailer: PensionTrailer } | { readonly ok: false; readonly fault: PensionFault } {
  if (record.length !== pensionRecordLength) return { ok: false, fault: 'recordLength' }
  if (!record.startsWith('3')) return { ok: false, fault: 'recordType' }
  if (trailerPlan.faultsOf(record).length > 0) return { ok: false, fault: 'notDigits' }
  const read = trailerPlan.read(record)
  const createdOn = findPlainDate(`${read.createdOn.slice(0, 4)}-${read.createdOn.slice(4, 6)}-${read.createdOn.slice(6)}`)
  if (createdOn === undefined) return { ok: false, fault: 'dateInvalid' }
  return {
    ok: true,
    trailer: {
      municipality: `${read.prefecture}${read.municipality}`, collector: read.collector, content: read.content, system: read.system, createdOn, count: Number(read.count),
      amounts: [Number(read.amount1), Number(read.amount2), Number(read.amount3)],
    },
  }
}

/** Writes a trailer — トレーラの作成. */
export function writePensionTrailer(trailer: PensionTrailer): string {
  const [amount1, amount2, amount3] = trailer.amounts
  return trailerPlan.write({
    recordType: '3', prefecture: trailer.municipality.slice(0, 2), municipality: trailer.municipality.slice(2), collector: trailer.collector, content: trailer.content, system: trailer.system,
    createdOn: trailer.createdOn.replaceAll('-', ''), count: String(trailer.count), amount1: String(amount1), amount2: String(amount2), amount3: String(amount3),
  })
}
