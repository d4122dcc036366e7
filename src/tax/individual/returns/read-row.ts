import { z } from 'zod'
import { readDate } from '../../../kernel/date-input.ts'
import type { Refusal } from '../../../kernel/outcome.ts'
import type { PlainDate } from '../../../kernel/plain-date.ts'
import { toHalfWidth } from '../../../kernel/text.ts'
import { type Schema, zOptionalText, zText } from '../../../platform/command/schema.ts'
import { StatementInput } from '../inputs.ts'
import { refusal } from '../refusals.ts'
import { statementFaults, type StatementContent } from '../statement-input.ts'
import { actionWords, columnOfField, contentColumns, kindWords, type LeadColumn, type ReturnColumn, type RowAction } from './layout.ts'

/** Somebody claimed in a row, by what it says of them: it becomes a resident only where exactly one fits. */
export interface Claim { readonly path: string; readonly addresseeNumber: string | null; readonly name: string | null; readonly kana: string | null; readonly birthOn: PlainDate | null }

/** What a row says; of whom, as written. `content` has no person yet. */
export interface ReturnRow {
  readonly line: number
  readonly reportNumber: string
  readonly action: RowAction
  readonly designationNumber: string | null
  readonly addresseeNumber: string | null
  readonly recipientNumber: string | null
  readonly name: string
  readonly kana: string | null
  readonly birthOn: PlainDate | null
  readonly address: string | null
  readonly claims: readonly Claim[]
  readonly content: StatementContent
}

const nobody = '00000000-0000-0000-0000-000000000000'
const Content = StatementInput.omit({ statementId: true, expectedVersion: true })
const zDigits = z.string().regex(/^\d{1,15}$/)
const leadSchemas = { reportNumber: zText(30, '資料番号'), recipientNumber: zOptionalText(25, '受給者番号'), name: zText(100, '氏名'), kana: zOptionalText(100, 'フリガナ'), address: zOptionalText(300, '住所') }

/**
 * Reads one row strictly — 課税資料のCSVの1行. Every fault is reported with its line and column; nothing is guessed.
 * @param cell the value of a column, undefined where the file has not got it
 */
export function readReturnRow(line: number, cell: (column: string) => string | undefined, today: PlainDate): { readonly row: ReturnRow } | { readonly faults: readonly Refusal[] } {
  const reader = new RowReader(line, cell)
  const kind = reader.word('資料の種類', kindWords) ?? 'salary-report'
  const action = reader.isEmpty('処理') ? 'new' : (reader.word('処理', actionWords) ?? 'new')
  const isReport = kind === 'salary-report' || kind === 'pension-report'
  const lead = {
    line, action, reportNumber: reader.text('資料番号', leadSchemas.reportNumber), designationNumber: reader.digits('指定番号', isReport), addresseeNumber: reader.digits('宛名番号', false), recipientNumber: reader.optional('受給者番号', leadSchemas.recipientNumber),
    name: reader.text('氏名', leadSchemas.name), kana: reader.optional('フリガナ', leadSchemas.kana), birthOn: reader.date('生年月日', false), address: reader.optional('住所', leadSchemas.address),
  }
  const raw: Raw = { personId: nobody, kind, payer: null, incomeYear: reader.year('収入の年'), receivedOn: reader.date('受付日', true) }
  for (const column of contentColumns) reader.put(raw, column)
  const claims = takeClaims(raw)
  if (reader.faults.length > 0) return { faults: reader.faults }
  const parsed = Content.safeParse(compacted(raw))
  if (!parsed.success) return { faults: parsed.error.issues.map((issue) => refusal('row-value', { line, field: columnOfField(`/${issue.path.join('/')}`), why: issue.message })) }
  // The name of the payer comes from the register; that it is missing is told by its number.
  const faults = action === 'cancel' ? [] : statementFaults({ ...parsed.data, payer: isReport ? '支払者' : null }, today).map((fault) => ({ ...fault, line, field: columnOfField(fault.field ?? '') }))
  return faults.length > 0 ? { faults } : { row: { ...lead, claims, content: parsed.data } }
}

/** A statement as a row is kept: what it leaves out is not there. */
export type KeptContent = Partial<StatementContent>

/** What a row states, without what it leaves out: most leave out nearly everything, and every row is kept. */
export function keptContent({ paid, condition, ...rest }: StatementContent): KeptContent {
  return { ...stated(rest), paid: stated(paid), condition: stated(condition) } as KeptContent
}

function stated(of: object): object {
  return Object.fromEntries(Object.entries(of).filter(([, value]) => !(value === 0 || value === false || value === null || value === 'none' || (Array.isArray(value) && value.length === 0))))
}

/** The statement again, with nothing where the row left something out. */
export function contentOf(kept: KeptContent): StatementContent {
  return Content.parse({ payer: null, declared: null, ...kept })
}

type Raw = Record<string, unknown>

/** Cells of one row, and what is wrong with them. */
class RowReader {
  readonly faults: Refusal[] = []
  readonly #line: number
  readonly #cell: (column: string) => string | undefined

  constructor(line: number, cell: (column: string) => string | undefined) {
    this.#line = line
    this.#cell = cell
  }

  isEmpty(column: string): boolean {
    return (this.#cell(column) ?? '') === ''
  }

  #fault(column: string, why: string): undefined {
    this.faults.push(refusal('row-value', { line: this.#line, field: column, why }))
    return undefined
  }

  text(column: LeadColumn, schema: Schema<string>): string {
    const read = z.safeParse(schema, this.#cell(column) ?? '')
    return read.success ? read.data : (this.#fault(column, read.error.issues[0]!.message) ?? '')
  }

  optional(column: LeadColumn, schema: Schema<string | null>): string | null {
    const read = z.safeParse(schema, this.#cell(column) || null)
    return read.success ? read.data : (this.#fault(column, read.error.issues[0]!.message) ?? null)
  }

  digits(column: LeadColumn, isRequired: boolean): string | null {
    const typed = this.#cell(column) ?? ''
    if (typed === '') return isRequired ? (this.#fault(column, '支払報告書には指定番号が要ります。') ?? null) : null
    return zDigits.safeParse(typed).success ? typed : (this.#fault(column, `${column}は、数字15桁までです。`) ?? null)
  }

  word<T extends string>(column: string, words: Readonly<Record<string, T>>): T | undefined {
    const typed = this.#cell(column) ?? ''
    if (Object.hasOwn(words, typed)) return words[typed]
    return this.#fault(column, typed === '' ? `${column}が空です。` : `「${typed}」は使えません。${Object.keys(words).join('・')}のどれかです。`)
  }

  year(column: LeadColumn): number {
    const typed = this.#cell(column) ?? ''
    return /^\d{4}$/.test(typed) ? Number(typed) : (this.#fault(column, `${column}は、西暦4桁です。`) ?? 0)
  }

  date(column: string, isRequired: boolean): PlainDate | null {
    const typed = this.#cell(column) ?? ''
    if (typed === '') return isRequired ? (this.#fault(column, `${column}が空です。`) ?? null) : null
    const read = readDate(typed)
    return read.ok ? read.value.date : (this.#fault(column, read.refusals[0]!.message) ?? null)
  }

  whole(column: string): number | undefined {
    const typed = toHalfWidth(this.#cell(column) ?? '').replaceAll(',', '')
    return /^-?\d{1,15}$/.test(typed) ? Number(typed) : this.#fault(column, '金額を円の整数で入れてください。')
  }

  flag(column: string): boolean | undefined {
    const typed = this.#cell(column) ?? ''
    if (typed === '1') return true
    return typed === '0' ? false : this.#fault(column, `「${typed}」は使えません。1（はい）か 0（いいえ）です。`)
  }

  /** Puts the value of a column that is not empty where it belongs. */
  put(raw: Raw, column: ReturnColumn): void {
    if (this.isEmpty(column.column)) return
    const value = this.#valueOf(column)
    if (value !== undefined) setAt(raw, column.path.split('.'), value)
  }

  #valueOf({ column, kind, words }: ReturnColumn): unknown {
    if (kind === 'text') return this.#cell(column)
    if (kind === 'date') return this.date(column, false) ?? undefined
    if (kind === 'flag') return this.flag(column)
    return kind === 'choice' ? this.word(column, words!) : this.whole(column)
  }
}

/** Sets a value at a path; a part of digits is a place in a list. */
function setAt(raw: Raw, [key, ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) { raw[key!] = value; return }
  const next = (raw[key!] ??= /^\d+$/.test(rest[0]!) ? [] : {}) as Raw
  setAt(next, rest, value)
}

/** Takes out who is claimed: the statement itself knows residents only. */
function takeClaims(raw: Raw): readonly Claim[] {
  const claims: Claim[] = []
  const take = (one: unknown, path: string): void => {
    if (typeof one !== 'object' || one === null) return
    const { addresseeNumber = null, name = null, kana = null, birthOn = null } = one as Record<string, string | null>
    for (const key of ['addresseeNumber', 'name', 'kana']) delete (one as Raw)[key]
    claims.push({ path, addresseeNumber, name, kana, birthOn: birthOn as PlainDate | null })
  }
  take(raw['spouse'], 'spouse')
  // Places of the list that the row leaves free are gone from the statement.
  const relatives = compactedList(raw['relatives'])
  relatives.forEach((one, index) => { take(one, `relatives.${index}`) })
  if (relatives.length > 0) raw['relatives'] = relatives
  return claims
}

function compactedList(value: unknown): unknown[] {
  return Array.isArray(value) ? value.filter((one) => one !== undefined) : []
}

/** Lists without the places that the row leaves free. */
function compacted(raw: Raw): Raw {
  const declared = raw['declared'] as Raw | undefined
  if (declared === undefined) return raw
  for (const key of ['landTransfers', 'carriedLosses']) if (declared[key] !== undefined) declared[key] = compactedList(declared[key])
  return raw
}
