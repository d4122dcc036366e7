import type { Random } from '../../../../kernel/random.ts'
import { compact, type Day } from './seen.ts'
import { weighted } from './payers.ts'

// The bank of the town, by the layouts that banks exchange (全銀協規定形式): it reads and writes places of bytes.

const recordLength = 120

/** A debit that the bank was asked for. */
export interface AskedDebit { readonly account: string; readonly yen: number }

/** What became of it. */
export interface AnsweredDebit extends AskedDebit { readonly code: string }

/** Results of direct debits: paid; no funds; account closed; stopped by its holder; no order; other reasons. */
const results: readonly (readonly [string, number])[] = [['0', 940], ['1', 45], ['2', 4], ['3', 4], ['4', 3], ['8', 1], ['9', 3]]

function recordsIn(request: Buffer): string[] {
  const text = request.toString('latin1').replace(/\r\n/g, '')
  return text.match(/[^]{120}/g) ?? []
}

/** The debits of a request, in their order. */
export function debitsIn(request: Buffer): readonly AskedDebit[] {
  return recordsIn(request).filter((record) => record.startsWith('2')).map((record) => ({ account: record.slice(43, 50), yen: Number(record.slice(80, 90)) }))
}

/** Carries a request out and writes the answer: a result in byte 112 of each debit, and the sums in the trailer. */
export function answerDebits(request: Buffer, random: Random): { readonly bytes: Buffer; readonly debits: readonly AnsweredDebit[] } {
  const [head = '', ...rest] = recordsIn(request)
  const [lines, [trailer = '', end = '']] = [rest.slice(0, -2), rest.slice(-2)]
  const debits = debitsIn(request).map((debit): AnsweredDebit => ({ ...debit, code: weighted(random, results) }))
  const answered = lines.map((line, index) => `${line.slice(0, 111)}${debits[index]!.code}${line.slice(112)}`)
  const sums = (isPaid: boolean): string => {
    const chosen = debits.filter((debit) => (debit.code === '0') === isPaid)
    return `${digits(chosen.length, 6)}${digits(chosen.reduce((total, debit) => total + debit.yen, 0), 12)}`
  }
  const records = [head, ...answered, `${trailer.slice(0, 19)}${sums(true)}${sums(false)}${trailer.slice(55)}`, end]
  return { bytes: Buffer.from(records.join('\r\n'), 'latin1'), debits }
}

/** The same answer with one debit's amount mistyped, so that neither line nor sums are those of the request. */
export function spoiled(answer: Buffer): Buffer {
  const at = recordLength + 2 + 89
  const bytes = Buffer.from(answer)
  bytes[at] = bytes[at] === 0x39 ? 0x30 : bytes[at]! + 1
  return bytes
}

/** The transfers of a file of the town, in their order. */
export function transfersIn(file: Buffer): readonly { readonly account: string; readonly yen: number }[] {
  return recordsIn(file).filter((record) => record.startsWith('2')).map((record) => ({ account: record.slice(43, 50), yen: Number(record.slice(80, 90)) }))
}

/** A credit on the town's account. */
export interface Credit { readonly reference: number; readonly yen: number; readonly from: string }

/** The statement of a day, as docs/payment-channels.md has it. */
export function statementOf(day: Day, credits: readonly Credit[], { town, sender }: { readonly town: string; readonly sender: string }): Buffer {
  const rows = credits.map((credit) => `D,${credit.reference},${compact(day)},${credit.yen},${credit.from},`)
  return Buffer.from([`H,statement-csv1,${sender},${town},${compact(day)},1`, ...rows, `T,${credits.length},${credits.reduce((total, credit) => total + credit.yen, 0)}`, ''].join('\r\n'), 'latin1')
}

function digits(value: number, length: number): string {
  return String(value).padStart(length, '0')
}
