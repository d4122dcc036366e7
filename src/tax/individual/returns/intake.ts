import { isUtf8 } from 'node:buffer'
import { setImmediate as turn } from 'node:timers/promises'
import { CsvError } from 'csv-parse/sync'
import { accept, refused, type Outcome, type Refusal } from '../../../kernel/outcome.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { RecordScanner } from '../../../platform/spreadsheet/index.ts'
import { refusal, refuse } from '../refusals.ts'
import type { Statement } from '../statement.ts'
import { requiredColumns, returnColumns } from './layout.ts'
import { readReturnRow, type ReturnRow } from './read-row.ts'
import { takePage, type PageTaken } from './take-page.ts'

/** What a file became. */
export interface Taken { readonly lines: number; readonly linked: number; readonly waiting: number; readonly replaced: number; readonly cancelled: number; readonly changed: readonly Pick<Statement, 'personId' | 'incomeYear'>[] }

const pageSize = 1000
/** Past so many faults the rest of the file is not read: nobody reads more. */
const faultLimit = 200
/** So many bytes are read at a time; between two pieces others get their turn. */
const pieceBytes = 64 * 1024

/**
 * Takes a CSV file of returns in, streamed, in the transaction it is given — 課税資料のCSVの取込み.
 * UTF-8, with or without a mark, or Shift_JIS. With any fault the caller must roll back: nothing is half-loaded.
 * @refuses the whole file for any fault, each by line and column
 */
export async function takeReturns(tx: Tx, fileId: string, bytes: Uint8Array): Promise<Outcome<Taken>> {
  const intake = new Intake(tx, fileId)
  const scanner = new RecordScanner()
  const decoder = new TextDecoder(isUtf8(bytes) ? 'utf-8' : 'shift_jis', { fatal: true })
  try {
    for (let from = 0; from < bytes.length && !intake.isGivenUp; from += pieceBytes) {
      await intake.takeAll(scanner.take(decoder.decode(bytes.subarray(from, from + pieceBytes), { stream: true })))
      await turn()
    }
    if (!intake.isGivenUp) await intake.takeAll([...scanner.take(decoder.decode()), ...scanner.end()])
  } catch (error) {
    if (!(error instanceof TypeError) && !(error instanceof CsvError)) throw error
    return refuse('file-unreadable', { line: intake.line + 1 })
  }
  return await intake.finish()
}

/** One file on its way in. */
class Intake {
  readonly #tx: Tx
  readonly #fileId: string
  #head: ReadonlyMap<string, number> | undefined
  #columns = 0
  #page: ReturnRow[] = []
  readonly #faults: Refusal[] = []
  /** Lines by the sender's number of the paper. */
  readonly #seen = new Map<string, number>()
  readonly #taken = { lines: 0, linked: 0, waiting: 0, replaced: 0, cancelled: 0, changed: [] as Pick<Statement, 'personId' | 'incomeYear'>[] }
  line = 0

  constructor(tx: Tx, fileId: string) {
    this.#tx = tx
    this.#fileId = fileId
  }

  get isGivenUp(): boolean {
    return this.#faults.length >= faultLimit || (this.#head === undefined && this.#faults.length > 0)
  }

  async takeAll(records: Iterable<readonly string[]>): Promise<void> {
    for (const record of records) {
      this.line += 1
      if (this.#head === undefined) this.#useHead(record)
      else this.#take(record, this.#head)
      if (this.isGivenUp) return
      if (this.#page.length >= pageSize) await this.#flush()
    }
  }

  async finish(): Promise<Outcome<Taken>> {
    if (!this.isGivenUp) await this.#flush()
    if (this.#faults.length > 0) return refused(this.#faults.slice(0, faultLimit))
    return this.#taken.lines === 0 ? refuse('file-missing', { field: '/fileBase64' }) : accept(this.#taken)
  }

  #useHead(record: readonly string[]): void {
    const head = record.map((cell) => cell.trim())
    const known: ReadonlySet<string> = new Set(returnColumns)
    this.#faults.push(
      ...head.filter((column) => !known.has(column)).map((column) => refusal('file-column-unknown', { line: 1, field: column, column })),
      ...head.filter((column, index) => head.indexOf(column) !== index).map((column) => refusal('file-column-twice', { line: 1, field: column, column })),
      ...requiredColumns.filter((column) => !head.includes(column)).map((column) => refusal('file-column-missing', { line: 1, field: column, column })),
    )
    if (this.#faults.length > 0) return
    this.#head = new Map(head.map((column, index) => [column, index]))
    this.#columns = head.length
  }

  #take(record: readonly string[], head: ReadonlyMap<string, number>): void {
    if (record.length !== this.#columns) { this.#faults.push(refusal('row-columns', { line: this.line, expected: this.#columns, found: record.length })); return }
    const read = readReturnRow(this.line, (column) => plainCell(record[head.get(column) ?? -1]), this.#tx.today)
    if ('faults' in read) { this.#faults.push(...read.faults); return }
    this.#checkOnce(read.row)
    this.#page.push(read.row)
  }

  #checkOnce({ line, content, designationNumber, reportNumber }: ReturnRow): void {
    const key = [content.incomeYear, content.kind, designationNumber ?? '', reportNumber].join('\n')
    const earlier = this.#seen.get(key)
    if (earlier === undefined) this.#seen.set(key, line)
    else this.#faults.push(refusal('row-number-twice', { line, field: '資料番号', earlier }))
  }

  async #flush(): Promise<void> {
    const page = this.#page
    this.#page = []
    if (page.length === 0) return
    const taken: PageTaken = await takePage(this.#tx, this.#fileId, { rows: page, mayWrite: this.#faults.length === 0 })
    this.#faults.push(...taken.faults)
    this.#taken.lines += page.length
    for (const key of ['linked', 'waiting', 'replaced', 'cancelled'] as const) this.#taken[key] += taken[key]
    this.#taken.changed.push(...taken.changed)
  }
}

/** Without the mark that a spreadsheet is given before what it would take for a formula: a loss begins with a minus. */
function plainCell(cell: string | undefined): string | undefined {
  return cell?.replace(/^'(?=[=+\-@])/, '')
}
