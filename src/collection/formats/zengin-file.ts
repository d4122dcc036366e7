import { assert } from '../../kernel/assert.ts'
import { accept, type Outcome, refused, type Refusal } from '../../kernel/outcome.ts'
import { sumOf, type Yen, yen } from '../../kernel/yen.ts'
import { refusal, refuse } from '../refusals.ts'
import { type BankCode, readLetters, writeLetters } from './bank-letters.ts'
import type { RecordPlan } from './record.ts'
import { bankRecordLength, type Debit, debitKind, debitPlan, debitResult, debitTrailerPlan, endPlan, type Header, headerPlan, type Transfer, transferKind, transferPlan, transferTrailerPlan } from './zengin.ts'

/** How a bank wants its bytes. */
export interface BankFraming { readonly code: BankCode; readonly lineEnds: 'none' | 'CRLF'; readonly endByte: boolean }

/** The records of a file with the way they were framed. */
export interface FramedRecords extends BankFraming { readonly records: readonly string[] }

const [cr, lf, endByte] = [0x0d, 0x0a, 0x1a]

/**
 * Cuts a file into records of 120 bytes — 記録の切り出し. Taken: no line ends, CR LF after every record, a closing 1A.
 * @refuses a record of another length, with its line; a byte that is no letter, with line and place
 */
export function readFraming(bytes: Uint8Array): Outcome<FramedRecords> {
  const hasEnd = bytes[bytes.length - 1] === endByte
  const body = hasEnd ? bytes.subarray(0, -1) : bytes
  const lineEnds = body[bankRecordLength] === cr && body[bankRecordLength + 1] === lf ? 'CRLF' : 'none'
  const step = bankRecordLength + (lineEnds === 'CRLF' ? 2 : 0)
  if (body.length === 0) return refuse('file-empty')
  const code: BankCode = (body[0] ?? 0) >= 0xf0 ? 'ebcdic' : 'jis'
  const records: string[] = []
  const faults: Refusal[] = []
  for (let at = 0, line = 1; at < body.length; at += step, line += 1) {
    const record = body.subarray(at, at + bankRecordLength)
    const after = body.subarray(at + bankRecordLength, at + step)
    if (record.length !== bankRecordLength || !isLineEnd(after, { lineEnds, isLast: at + step >= body.length })) {
      return refuse('bank-record-length', { line, found: lineEnds === 'none' ? (body.length - at) % step : record.length + after.length })
    }
    const read = readLetters(record, code)
    if (read.ok) records.push(read.text)
    else faults.push(...read.faults.map((fault) => refusal('bank-letter', { line, place: fault.place + 1, found: fault.found })))
  }
  return faults.length > 0 ? refused(faults) : accept({ records, code, lineEnds, endByte: hasEnd })
}

/** The last record may go without its line end. */
function isLineEnd(after: Uint8Array, { lineEnds, isLast }: { lineEnds: BankFraming['lineEnds']; isLast: boolean }): boolean {
  if (lineEnds === 'none' || (isLast && after.length === 0)) return true
  return after[0] === cr && after[1] === lf
}

/** The bytes of records as a bank wants them; a letter that is not in its code is a bug, since names are checked before. */
export function writeFraming(records: readonly string[], framing: BankFraming): Uint8Array {
  const parts = records.flatMap((record) => {
    assert(record.length === bankRecordLength, 'a record of a bank file has 120 letters')
    const written = writeLetters(record, framing.code)
    assert(written.ok, 'every letter of a bank file is one that banks exchange')
    return framing.lineEnds === 'CRLF' ? [written.bytes, Uint8Array.of(cr, lf)] : [written.bytes]
  })
  return new Uint8Array(Buffer.concat([...parts, ...(framing.endByte ? [Uint8Array.of(endByte)] : [])]))
}

export interface Totals { readonly count: number; readonly amount: Yen }

/** A file of direct debits with its sums as they are, those of the trailer having been compared — 口座振替のファイル. */
export interface DebitFile { readonly header: Header; readonly debits: readonly Debit[]; readonly all: Totals; readonly paid: Totals; readonly failed: Totals }

/**
 * Reads the records of a result file of direct debits — 口座振替の結果.
 * @refuses the whole file for any fault: a record of another kind or out of its place, letters in a field for digits, and
 *   totals that are not those of the rows
 */
export function readDebitFile(records: readonly string[]): Outcome<DebitFile> {
  const parts = partsOf(records, debitKind, { line: debitPlan, trailer: debitTrailerPlan })
  if (!parts.ok) return parts
  const { header, lines: debits, trailer } = parts.value
  const paid = totalsOf(debits.filter((debit) => debitResult(debit.resultCode).paid))
  const failed = totalsOf(debits.filter((debit) => !debitResult(debit.resultCode).paid))
  const all = totalsOf(debits)
  const said = [[all, totals(trailer.count, trailer.amount), '合計'], [paid, totals(trailer.paidCount, trailer.paidAmount), '振替済'], [failed, totals(trailer.failedCount, trailer.failedAmount), '振替不能']] as const
  const differing = said.filter(([found, expected]) => found.count !== expected.count || found.amount !== expected.amount)
  if (differing.length > 0) return refused(differing.map(([found, expected, item]) => refusal('bank-total-differs', { line: records.length - 1, item, expected: totalsText(expected), found: totalsText(found) })))
  return accept({ header, debits, all, paid, failed })
}

/**
 * Reads the records of a request, whose sums of results say nothing yet — 口座振替の依頼の読み取り.
 * @refuses as `readDebitFile`, except for those sums
 */
export function readDebitRequest(records: readonly string[]): Outcome<Pick<DebitFile, 'header' | 'debits'>> {
  const parts = partsOf(records, debitKind, { line: debitPlan, trailer: debitTrailerPlan })
  return parts.ok ? accept({ header: parts.value.header, debits: parts.value.lines }) : parts
}

/** Records of a request: every result is 0 and the four sums of results are zero — 口座振替の依頼. */
export function writeDebitFile(header: Omit<Header, 'recordType' | 'kind'>, debits: readonly Omit<Debit, 'recordType' | 'resultCode'>[]): readonly string[] {
  const { count, amount } = totalsOf(debits)
  return [
    headerPlan.write({ ...header, recordType: '1', kind: debitKind }),
    ...debits.map((debit) => debitPlan.write({ ...debit, recordType: '2', resultCode: '0' })),
    debitTrailerPlan.write({ recordType: '8', count: String(count), amount: String(amount), paidCount: '0', paidAmount: '0', failedCount: '0', failedAmount: '0' }),
    endPlan.write({ recordType: '9' }),
  ]
}

/** A file of transfers — 総合振込のファイル. */
export interface TransferFile { readonly header: Header; readonly transfers: readonly Transfer[]; readonly all: Totals }

/**
 * Reads the records of a transfer file — 総合振込の読み取り.
 * @refuses as `readDebitFile`
 */
export function readTransferFile(records: readonly string[]): Outcome<TransferFile> {
  const parts = partsOf(records, transferKind, { line: transferPlan, trailer: transferTrailerPlan })
  if (!parts.ok) return parts
  const { header, lines: transfers, trailer } = parts.value
  const [all, said] = [totalsOf(transfers), totals(trailer.count, trailer.amount)]
  if (all.count === said.count && all.amount === said.amount) return accept({ header, transfers, all })
  return refuse('bank-total-differs', { line: records.length - 1, item: '合計', expected: totalsText(said), found: totalsText(all) })
}

/** Records of a transfer file — 総合振込の作成. */
export function writeTransferFile(header: Omit<Header, 'recordType' | 'kind'>, transfers: readonly Omit<Transfer, 'recordType'>[]): readonly string[] {
  const { count, amount } = totalsOf(transfers)
  return [
    headerPlan.write({ ...header, recordType: '1', kind: transferKind }),
    ...transfers.map((transfer) => transferPlan.write({ ...transfer, recordType: '2' })),
    transferTrailerPlan.write({ recordType: '8', count: String(count), amount: String(amount) }),
    endPlan.write({ recordType: '9' }),
  ]
}

interface Parts<L, T> { readonly header: Header; readonly lines: readonly L[]; readonly trailer: T }
type Read<P> = P extends { read(record: string): infer V } ? V : never

/** Header, lines, one trailer, end: one block a file, each record in its place. */
function partsOf<L extends RecordPlan<string>, T extends RecordPlan<string>>(records: readonly string[], kind: string, plans: { line: L; trailer: T }): Outcome<Parts<Read<L>, Read<T>>> {
  const last = records.length - 1
  if (records.length < 3 || !records[0]?.startsWith('1') || !records[last - 1]?.startsWith('8') || !records[last]?.startsWith('9')) return refuse('total-missing')
  const classes = ['1', ...Array.from({ length: last - 2 }, () => '2'), '8', '9']
  const faults = records.flatMap((record, index): Refusal[] => {
    const line = index + 1
    if (record.length !== bankRecordLength) return [refusal('bank-record-length', { line, found: record.length })]
    if (record[0] !== classes[index]) return [refusal('row-class', { line, found: record[0], field: '/recordType' })]
    const plan: RecordPlan<string> = { 1: headerPlan, 2: plans.line, 8: plans.trailer, 9: endPlan }[record[0] as '1' | '2' | '8' | '9']
    return plan.faultsOf(record).map((fault) => refusal('bank-field', { line, item: fault.item, found: fault.found, field: `/${fault.name}` }))
  })
  const header = headerPlan.read(records[0])
  if (faults.length === 0 && header.kind !== kind) faults.push(refusal('bank-kind', { line: 1, found: header.kind, expected: kind, field: '/kind' }))
  if (faults.length > 0) return refused(faults)
  return accept({ header, lines: records.slice(1, -2).map((record) => plans.line.read(record) as Read<L>), trailer: plans.trailer.read(records[last - 1] ?? '') as Read<T> })
}

function totalsOf(lines: readonly { readonly amount: string }[]): Totals {
  return { count: lines.length, amount: sumOf(lines.map((line) => yen(Number(line.amount)))) }
}

function totals(count: string, amount: string): Totals {
  return { count: Number(count), amount: yen(Number(amount)) }
}

function totalsText({ count, amount }: Totals): string {
  return `${count}件 ${amount}円`
}
