import { CsvError, parse } from 'csv-parse/sync'
import { z } from 'zod'
import { accept, refused, type Outcome } from '../../kernel/outcome.ts'
import { addDays, addMonths, findPlainDate, type PlainDate } from '../../kernel/plain-date.ts'
import { sumOf, yen } from '../../kernel/yen.ts'
import { command, noPersons, query } from '../../platform/command/define.ts'
import { zId, zText } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { upload } from '../../platform/command/upload.ts'
import { isId, newId, sha256Hex } from '../../platform/crypto/index.ts'
import { refusal, refuse } from '../refusals.ts'
import type { OwnSheet, SettlementLine } from './model.ts'
import { compareSettlement } from './rules/settlement.ts'
import * as store from './settlement-store.ts'
import { taskOf } from './stop.ts'

/** A month, `2026-04`; its first day. */
export const zMonth = z.string({ error: '月を選んでください。' }).regex(/^\d{4}-\d{2}(-01)?$/, { error: '月は 2026-04 の形で入れてください。' }).transform((text, context): PlainDate => {
  const first = findPlainDate(`${text.slice(0, 7)}-01`)
  if (first !== undefined) return first
  context.addIssue({ code: 'custom', message: '暦にない月です。' })
  return z.NEVER
})

/** The last day of a month. */
export function endOf(month: PlainDate): PlainDate {
  return addDays(addMonths(month, 1), -1)
}

/** Faults of a file that are told; more say that it is another file. */
const shownFaults = 100

/** Reads the centre's monthly file: request id, number, fee; a heading may stand above. */
export function readSettlement(content: string): Outcome<readonly SettlementLine[]> {
  let rows: { record: string[]; info: { lines: number } }[]
  try {
    rows = parse(content, { relax_column_count: true, skip_empty_lines: true, info: true, bom: true, trim: true }) as unknown as { record: string[]; info: { lines: number } }[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return refuse('settlement-line', { field: '/content', line: Number(error.lines ?? 1) })
  }
  const body = rows[0]?.record[0] === '請求番号' ? rows.slice(1) : rows
  if (body.length === 0) return refuse('settlement-empty', { field: '/content' })
  const faults = body.filter(({ record: [requestId = '', number = '', fee = ''] }) => !isId(requestId) || number === '' || !/^\d{1,7}$/.test(fee))
  if (faults.length > 0) return refused(faults.slice(0, shownFaults).map(({ info }) => refusal('settlement-line', { field: '/content', line: info.lines })))
  return accept(body.map(({ record: [requestId = '', number = '', fee = ''], info }) => ({ line: info.lines, requestId, number, feeYen: Number(fee) })))
}

/** Holds the centre's file of a month against our own rows and makes a list of every difference — 月の精算. */
export const loadKioskSettlement = command({
  name: 'certificates.load-kiosk-settlement', title: 'コンビニ交付の精算のファイルを取り込む', permission: 'certificates.approve',
  description: 'Compares the centre\'s file of a month (CSV: request id, number, fee; in base64) with the sheets printed in it, by number: missing, unknown, doubled lines, other fees, sheets that were not printed here or in another month. Each difference is an item of work. A file that has one unreadable line is refused as a whole.',
  input: z.strictObject({ month: zMonth, content: upload(z.base64({ error: 'ファイルを選んでください。' }).min(1, { error: 'ファイルを選んでください。' }).max(7_000_000, { error: 'ファイルが大きすぎます。月ごとに分けてください。' })) }),
  output: z.object({ settlementId: z.string(), month: z.string(), lines: z.number(), differences: z.number() }),
  async run(tx, { month, content }) {
    const until = endOf(month)
    if (until >= tx.today) return refuse('settlement-future', { field: '/month' })
    const bytes = Buffer.from(content, 'base64')
    const read = readSettlement(bytes.toString('utf8'))
    if (!read.ok) return read
    const own = await ownOf(tx, read.value, { from: month, until })
    const printed = own.filter((sheet) => sheet.isOfMonth && sheet.state === 'printed')
    const differences = compareSettlement(read.value, own)
    const settlementId = newId()
    await store.insertSettlement(tx, {
      settlement_id: settlementId, month, file_digest: sha256Hex(bytes), file_count: read.value.length, file_yen: sumOf(read.value.map((line) => yen(line.feeYen))),
      own_count: printed.length, own_yen: sumOf(printed.map((sheet) => yen(sheet.feeYen))),
    }, differences)
    const tasks = differences.length === 0 ? [] : [taskOf(tx, { code: 'certificates.look-into-settlement', title: 'コンビニ交付の精算の差を確かめる', detail: `${month.slice(0, 7)} のファイルと、こちらの記録が ${differences.length}件 合いません。`, lostAfter: null, path: `certificates/kiosk/settlement?month=${month.slice(0, 7)}` })]
    return done({ settlementId, month: month.slice(0, 7), lines: read.value.length, differences: differences.length }, { tasks })
  },
  async example(tx) {
    const month = addMonths(`${tx.today.slice(0, 7)}-01` as PlainDate, -1)
    return { month, content: Buffer.from(`請求番号,発行番号,手数料\n${newId()},${exampleNumber},200\n`).toString('base64') }
  },
})

/** A number that nobody has: its line is a difference. */
const exampleNumber = 'R0-JU-999999'

/** Every sheet printed in the month, and whatever else bears a number of the file. */
async function ownOf(tx: Tx, lines: readonly SettlementLine[], of: { readonly from: PlainDate; readonly until: PlainDate }): Promise<readonly OwnSheet[]> {
  const printed = (await store.listPrintedIn(tx, of.from, of.until)).map((row): OwnSheet => ({ requestId: row.kiosk_request_id, number: row.number, feeYen: row.fee_yen, state: 'printed', isOfMonth: true }))
  const known = new Set(printed.map((sheet) => sheet.number))
  return [...printed, ...await store.listOwnByNumber(tx, [...new Set(lines.map((line) => line.number))].filter((number) => !known.has(number)), of)]
}

/** Says what was found about a difference — 差の始末. */
export const closeKioskDifference = command({
  name: 'certificates.close-kiosk-difference', title: 'コンビニ交付の精算の差を閉じる', permission: 'certificates.approve',
  description: 'Ends one difference of a settlement with what was found. The difference and both amounts stay on record.',
  input: z.strictObject({ settlementId: zId, lineNo: z.number().int().min(1), finding: zText(200, '分かったこと') }), output: z.object({ settlementId: z.string(), lineNo: z.number() }),
  async run(tx, { settlementId, lineNo, finding }) {
    const isThere = (await store.listDifferences(tx, settlementId)).some((row) => row.line_no === lineNo)
    if (!isThere || await store.endDifference(tx, settlementId, { lineNo, finding }) !== 1) return refuse('difference-not-found', { field: '/lineNo' })
    return done({ settlementId, lineNo })
  },
  async example(tx) {
    const open = await store.findOpenDifference(tx)
    return open ? { settlementId: open.settlement_id, lineNo: open.line_no, finding: 'センターに照会し、翌月の訂正の行で戻ると確かめた' } : null
  },
})

export interface SettlementView {
  readonly month: string
  readonly isOver: boolean
  readonly printed: readonly store.PrintedRow[]
  readonly yen: number
  readonly runs: readonly store.SettlementRow[]
  readonly differences: readonly store.DifferenceRow[]
}

/** The sheets of a month that stores were paid for, and how the centre's file agrees — 月の精算. */
export const kioskSettlement = query<{ month: PlainDate | null }, SettlementView>({
  name: 'certificates.kiosk-settlement', title: 'コンビニ交付の精算', permission: 'certificates.read', action: 'list',
  description: 'Every sheet printed at kiosks in a month with its fee, the comparisons with the centre\'s file, the newest first, and the differences of the newest.',
  input: z.strictObject({ month: zMonth.nullable() }), output: z.custom<SettlementView>(),
  async run(tx, input) {
    const month = input.month ?? addMonths(`${tx.today.slice(0, 7)}-01` as PlainDate, -1)
    const [printed, runs] = [await store.listPrintedIn(tx, month, endOf(month)), await store.listSettlements(tx, month)]
    const differences = runs[0] === undefined ? [] : await store.listDifferences(tx, runs[0].settlement_id)
    return accept({ month: month.slice(0, 7), isOver: endOf(month) < tx.today, printed, yen: sumOf(printed.map((row) => yen(row.fee_yen))), runs, differences })
  },
  ...noPersons,
  async example(tx) { return { month: addMonths(`${tx.today.slice(0, 7)}-01` as PlainDate, -1) } },
})
