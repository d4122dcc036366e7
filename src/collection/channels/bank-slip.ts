import { accept, collect, type Outcome, refused, type Refusal } from '../../kernel/outcome.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { sumOf, type Yen, yen } from '../../kernel/yen.ts'
import { digits, blank, recordPlan, type FieldValues } from '../formats/record.ts'
import { withoutEndMark } from '../payment-file.ts'
import { refusal, refuse } from '../refusals.ts'
import { isOcrLine } from '../rules/ocr-line.ts'
import { compactDate } from './framed-csv.ts'
import type { PaymentEvent, ReadFile, ReadingFacts } from './profile.ts'

// Slips that banks took and sent back (済通), as the firm that reads them writes them down: our own layout of 140 letters a
// record with the two OCR lines as they were read (docs/payment-channels.md). A batch is a head, its slips and an end.

const recordLength = 140
const headPlan = recordPlan([digits('recordType', 'レコード区分', 1), digits('municipality', '団体コード', 6), digits('batchOn', '作成日', 8), digits('batchNo', '束番号', 6), digits('bank', '取りまとめ金融機関', 4), blank(115)])
const slipPlan = recordPlan([
  digits('recordType', 'レコード区分', 1), digits('item', '束の中の番号', 6), digits('upper', 'OCR上段', 39), digits('lower', 'OCR下段', 44), digits('receivedOn', '領収日', 8), digits('amount', '領収金額', 11), digits('bank', '領収金融機関', 4),
  digits('branch', '領収支店', 3), digits('image', '画像番号', 12), blank(12),
])
const endPlan = recordPlan([digits('recordType', 'レコード区分', 1), digits('count', '件数', 6), digits('total', '合計金額', 12), blank(121)])

type Slip = FieldValues<'recordType' | 'item' | 'upper' | 'lower' | 'receivedOn' | 'amount' | 'bank' | 'branch' | 'image'>
interface Head { readonly batchOn: PlainDate; readonly batchNo: string }

const shownFaults = 100

/**
 * Reads a batch of bank slips — 済通の読み取り. Part payments are allowed at a bank: the amount is what was handed over, and may
 * differ from what the line was printed with.
 * @refuses the whole batch for any fault, each by record and field
 */
export function readBankSlips(bytes: Uint8Array, facts: ReadingFacts): Outcome<ReadFile> {
  const text = withoutEndMark(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'))
  if (!/^[\r\n\x20-\x7e]*$/.test(text)) return refuse('file-encoding')
  const records = /[\r\n]/.test(text) ? text.split(/\r?\n/).filter((record) => record !== '') : (text.match(/[^]{1,140}/g) ?? [])
  const [first, ...rest] = records
  if (first === undefined) return refuse('file-empty')
  const head = headOf(first, facts)
  if (!head.ok) return head
  const last = rest.at(-1)
  if (last?.[0] !== '8') return refuse('total-missing')
  const read = rest.slice(0, -1).map((record, index) => slipIn(record, index + 2, { head: head.value, facts }))
  const faults = collect(...read)
  if (faults.length > 0) return refused(faults.slice(0, shownFaults))
  const lines = read.flatMap((one) => (one.ok ? [one.value] : []))
  if (lines.length === 0) return refuse('file-empty')
  const total = sumOf(lines.map((line) => line.amount))
  const fault = totalFault(last, records.length, { count: lines.length, total })
  return fault ? refused([fault]) : accept({ encoding: 'utf-8', lines, amount: total, businessOn: head.value.batchOn, sequenceNo: Number(head.value.batchNo) })
}

function headOf(record: string, facts: ReadingFacts): Outcome<Head> {
  if (record.length !== recordLength || record[0] !== '1') return refuse('file-format-of', { profile: bankSlipProfile })
  const faults = fieldFaults(headPlan.faultsOf(record), 1)
  const { municipality, batchOn: day, batchNo } = headPlan.read(record)
  const batchOn = compactDate(day)
  if (municipality !== facts.municipality) faults.push(refusal('file-town', { line: 1, found: municipality, field: '/municipality' }))
  if (batchOn === undefined) faults.push(refusal('row-date', { line: 1, item: '作成日', found: day, field: '/batchOn' }))
  return faults.length > 0 || batchOn === undefined ? refused(faults) : accept({ batchOn, batchNo })
}

export const bankSlipProfile = 'bank-slip-fixed140'

function slipIn(record: string, line: number, { head, facts }: { head: Head; facts: ReadingFacts }): Outcome<PaymentEvent> {
  if (record.length !== recordLength) return refused([refusal('row-length-of', { line, found: record.length, expected: recordLength })])
  if (record[0] !== '2') return refused([refusal('row-class', { line, found: record[0], field: '/recordClass' })])
  const faults = fieldFaults(slipPlan.faultsOf(record), line)
  if (faults.length > 0) return refused(faults)
  const slip = slipPlan.read(record)
  const receivedOn = compactDate(slip.receivedOn)
  const found = slipFaults(slip, line, facts)
  if (receivedOn === undefined) found.push(refusal('row-date', { line, item: '領収日', found: slip.receivedOn, field: '/receivedOn' }))
  else if (receivedOn > head.batchOn) found.push(refusal('row-date-after', { line, item: '領収日', found: slip.receivedOn, field: '/receivedOn' }))
  if (found.length > 0 || receivedOn === undefined) return refused(found)
  return accept(eventOf({ slip, receivedOn, head }, line, record))
}

/** The same image of the same slip is the same payment, in whatever batch it comes again. */
function eventOf({ slip, receivedOn, head }: { slip: Slip; receivedOn: PlainDate; head: Head }, lineNo: number, raw: string): PaymentEvent {
  return {
    lineNo, raw, kind: 'confirmed', channel: 'bank-slip', code: slip.lower.slice(2, 22), amount: amountIn(slip), paidOn: receivedOn, paidAt: null, fundsOn: head.batchOn,
    chainCode: slip.bank, storeCode: slip.branch, paymentKey: `bank-slip|${slip.bank}|${slip.branch}|${receivedOn}|${slip.image}|${slip.lower.slice(2, 22)}`,
  }
}

/** Reject classes of the trade: check digits, somebody else's slip, no amount. An unknown number is no fault: it waits in suspense. */
function slipFaults(slip: Slip, line: number, facts: ReadingFacts): Refusal[] {
  const checks: readonly (readonly [string, string, boolean])[] = [['OCR上段', 'upper', isOcrLine(slip.upper)], ['OCR下段', 'lower', isOcrLine(slip.lower)]]
  return [
    ...checks.filter(([, , holds]) => !holds).map(([item, field]) => refusal('row-ocr', { line, item, found: slip[field as 'upper' | 'lower'], field: `/${field}` })),
    ...(slip.lower.slice(29, 34) === facts.municipality.slice(0, 5) ? [] : [refusal('file-town', { line, found: slip.lower.slice(29, 34), field: '/lower' })]),
    ...(amountIn(slip) > 0 ? [] : [refusal('row-amount', { line, found: slip.amount, field: '/amount' })]),
  ]
}

function amountIn(slip: Slip): Yen {
  return yen(Number(slip.amount))
}

function fieldFaults(faults: readonly { readonly name: string; readonly item: string; readonly found: string }[], line: number): Refusal[] {
  return faults.map(({ name, item, found }) => refusal('row-code', { line, item, found, field: `/${name}` }))
}

function totalFault(record: string, line: number, found: { count: number; total: Yen }): Refusal | undefined {
  const end = endPlan.read(record)
  const said = `${Number(end.count)}件 ${Number(end.total)}円`
  const counted = `${found.count}件 ${found.total}円`
  return said === counted && record.length === recordLength ? undefined : refusal('total-differs', { line, expected: said, found: counted })
}
