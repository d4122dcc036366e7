import { stringify } from 'csv-stringify/sync'
import { z } from 'zod'
import { accept } from '../../kernel/outcome.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { townTime } from '../../platform/clock/index.ts'
import { noPersons, query } from '../../platform/command/define.ts'
import { zDate } from '../../platform/command/schema.ts'
import { cashTitles } from '../model.ts'
import { sheetEnds } from './model.ts'
import { wordsOf } from './said.ts'
import { endOf, zMonth } from './settlement.ts'
import { listPrintedIn } from './settlement-store.ts'
import { listRequestsOn, listSheetsOf } from './store.ts'

/** A file with its name; nobody's name stands in it. */
export interface KioskFile { readonly title: string; readonly fileName: string; readonly rows: number; readonly content: string }

const csvOf = (rows: readonly (readonly (string | number)[])[]): string => stringify([...rows] as unknown[][], { bom: true, record_delimiter: '\r\n', escape_formulas: true })

/** The sheets of a month that stores were paid for, as a file in the layout of the centre's — 精算のCSV. */
export const exportKioskSettlement = query<{ month: PlainDate }, KioskFile>({
  name: 'certificates.export-kiosk-settlement', title: 'コンビニ交付の精算の控え', permission: 'certificates.export', action: 'export',
  description: 'Every sheet printed at kiosks in a month with request id, number, fee, day and form as CSV; no persons.',
  input: z.strictObject({ month: zMonth }), output: z.custom<KioskFile>(),
  async run(tx, { month }) {
    const printed = await listPrintedIn(tx, month, endOf(month))
    const rows = printed.map((row) => [row.kiosk_request_id, row.number, row.fee_yen, row.ended_on, cashTitles[row.form], row.kiosk, row.store])
    return accept({ title: `${month.slice(0, 7)} の精算`, fileName: `kiosk-${tx.office.code}-${month.slice(0, 7)}.csv`, rows: rows.length, content: csvOf([['請求番号', '発行番号', '手数料', '印刷した日', '証明', '端末', '店'], ...rows]) })
  },
  ...noPersons,
  async example(tx) { return { month: `${tx.today.slice(0, 7)}-01` as PlainDate } },
})

/** Largest day that is written into one file. */
const mostOfDay = 50_000

/** The requests of a day as a file — コンビニ交付の一覧のCSV. */
export const exportKioskLog = query<{ on: PlainDate }, KioskFile>({
  name: 'certificates.export-kiosk-log', title: 'コンビニ交付の一覧の控え', permission: 'certificates.export', action: 'export',
  description: 'The requests of a day at kiosks with their outcome and how each sheet ended as CSV; no persons.',
  input: z.strictObject({ on: zDate }), output: z.custom<KioskFile>(),
  async run(tx, { on }) {
    const requests = await listRequestsOn(tx, { on, state: 'all', find: null, after: null, limit: mostOfDay })
    const sheets = await listSheetsOf(tx, requests.map((row) => row.kiosk_request_id))
    const rows = requests.flatMap((row) => {
      const head = [row.kiosk_request_id, townTime(row.received_at), cashTitles[row.form], row.kiosk, row.store]
      const own = sheets.filter((sheet) => sheet.kiosk_request_id === row.kiosk_request_id)
      if (own.length === 0) return [[...head, '', wordsOf(row.outcome), 0]]
      return own.map((sheet) => [...head, sheet.number, sheet.state === null ? '印刷待ち' : sheetEnds[sheet.state], sheet.state === 'printed' ? row.fee_yen : 0])
    })
    return accept({ title: `${on} の一覧`, fileName: `kiosk-log-${tx.office.code}-${on}.csv`, rows: rows.length, content: csvOf([['請求番号', '時刻', '証明', '端末', '店', '発行番号', '結果', '手数料'], ...rows]) })
  },
  ...noPersons,
  async example(tx) { return { on: tx.today } },
})
