import { readDate } from '../../../kernel/date-input.ts'
import { accept, refused, type Outcome, type Refusal } from '../../../kernel/outcome.ts'
import { plainDate, type PlainDate } from '../../../kernel/plain-date.ts'
import { toHalfWidth } from '../../../kernel/text.ts'
import { yen, type Yen } from '../../../kernel/yen.ts'
import { readTable, type TableRow } from '../../../platform/spreadsheet/index.ts'
import { refusal } from '../refusals.ts'
import { noticeWords, type PensionNotice } from './model.ts'

// The file of a pension payer: docs/pension-csv.md.

const columns = ['通知の種類', '年度', '指定番号', '受給者番号', '氏名', 'フリガナ', '生年月日', '宛名番号', '住所', '年金額', '介護の特別徴収', '前年度の税額', '結果コード', '発生日', '理由'] as const
type Column = (typeof columns)[number]

interface Lead { readonly line: number; readonly fiscalYear: number; readonly payerNumber: string; readonly recipientNumber: string }
/** One line of a payer's file — 年金保険者の通知の1行. */
export type PensionRow =
  | (Lead & { readonly notice: 'candidate'; readonly name: string; readonly kana: string | null; readonly birthOn: PlainDate; readonly addresseeNumber: string | null; readonly address: string | null; readonly yearly: Yen; readonly careWithheld: boolean; readonly lastYearTax: Yen | null })
  | (Lead & { readonly notice: 'result'; readonly resultCode: string })
  | (Lead & { readonly notice: 'stop'; readonly happenedOn: PlainDate; readonly reason: string | null })

/** Past so many faults nobody reads more. */
const faultLimit = 200

/**
 * Reads a file of a pension payer strictly — 年金保険者のファイル.
 * @refuses the whole file with every fault by line and column, 200 at most; a person who stands twice in the same kind of notice
 */
export async function readPensionFile(bytes: Uint8Array): Promise<Outcome<readonly PensionRow[]>> {
  const read = await readTable(bytes, columns, ['通知の種類', '年度', '指定番号', '受給者番号'])
  if (!read.ok) return read
  const [faults, rows, seen] = [[] as Refusal[], [] as PensionRow[], new Map<string, number>()]
  for (const cells of read.value) {
    const row = new RowReader(cells, faults).row()
    if (row === undefined) { if (faults.length >= faultLimit) break; continue }
    const key = [row.notice, row.fiscalYear, row.payerNumber, row.recipientNumber].join('|')
    const earlier = seen.get(key)
    if (earlier !== undefined) faults.push(refusal('row-number-twice', { line: row.line, field: '受給者番号', earlier }))
    seen.set(key, row.line)
    rows.push(row)
  }
  return faults.length > 0 ? refused(faults.slice(0, faultLimit)) : accept(rows)
}

class RowReader {
  readonly #cells: TableRow<Column>
  readonly #faults: Refusal[]
  #isWhole = true

  constructor(cells: TableRow<Column>, faults: Refusal[]) {
    this.#cells = cells
    this.#faults = faults
  }

  row(): PensionRow | undefined {
    const notice = this.#word()
    const lead: Lead = { line: this.#cells.line, fiscalYear: Number(this.#digits('年度', 4, 4)), payerNumber: this.#digits('指定番号', 1, 20), recipientNumber: this.#digits('受給者番号', 1, 20) }
    const row = this.#rest(notice, lead)
    return this.#isWhole ? row : undefined
  }

  #rest(notice: PensionNotice, lead: Lead): PensionRow {
    switch (notice) {
      case 'candidate': return {
        ...lead, notice, name: this.#text('氏名'), kana: this.#cells.get('フリガナ'), birthOn: this.#date('生年月日'), addresseeNumber: this.#cells.get('宛名番号') === null ? null : this.#digits('宛名番号', 1, 15), address: this.#cells.get('住所'), yearly: this.#yen('年金額'),
        careWithheld: this.#flag(), lastYearTax: this.#cells.get('前年度の税額') === null ? null : this.#yen('前年度の税額'),
      }
      case 'result': return { ...lead, notice, resultCode: this.#digits('結果コード', 2, 2) }
      case 'stop': return { ...lead, notice, happenedOn: this.#date('発生日'), reason: this.#cells.get('理由') }
    }
  }

  #fault(column: Column, why: string): void {
    this.#isWhole = false
    this.#faults.push(refusal('row-value', { line: this.#cells.line, field: column, why }))
  }

  #word(): PensionNotice {
    const word = this.#cells.get('通知の種類') ?? ''
    if (!Object.hasOwn(noticeWords, word)) this.#fault('通知の種類', '「対象者」「依頼結果」「停止」のどれかを入れてください。')
    return noticeWords[word as keyof typeof noticeWords] ?? 'candidate'
  }

  #text(column: Column): string {
    const text = this.#cells.get(column)
    if (text === null || text.length > 100) this.#fault(column, '100字までで入れてください。')
    return text ?? ''
  }

  #digits(column: Column, least: number, most: number): string {
    const text = toHalfWidth(this.#cells.get(column) ?? '')
    if (!/^\d+$/.test(text) || text.length < least || text.length > most) this.#fault(column, least === most ? `数字${least}桁で入れてください。` : `数字${most}桁までで入れてください。`)
    return text
  }

  #yen(column: Column): Yen {
    const text = toHalfWidth(this.#cells.get(column) ?? '').replace(/[,円\s]/g, '')
    if (/^\d{1,12}$/.test(text)) return yen(Number(text))
    this.#fault(column, '金額は、0円以上の円の整数で入れてください。')
    return yen(0)
  }

  #flag(): boolean {
    const text = toHalfWidth(this.#cells.get('介護の特別徴収') ?? '')
    if (text !== '0' && text !== '1') this.#fault('介護の特別徴収', '引かれていれば1、いなければ0を入れてください。')
    return text === '1'
  }

  #date(column: Column): PlainDate {
    const read = readDate(this.#cells.get(column) ?? '')
    if (read.ok) return read.value.date
    this.#fault(column, '日付は 2026-01-31、R8.1.31、令和8年1月31日 のどれかで入れてください。')
    return plainDate('1900-01-01')
  }
}
