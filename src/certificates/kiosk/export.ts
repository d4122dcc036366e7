import { z } from 'zod'
import { accept } from '../../kernel/outcome.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { townTime } from '../../platform/clock/index.ts'
import { noPersons, query } from '../../platform/command/define.ts'
import { zDate } from '../../platform/command/schema.ts'
import { csvFile, xlsxFile } from '../../platform/spreadsheet/index.ts'
import { cashTitles } from '../model.ts'
import { sheetEnds } from './model.ts'
import { wordsOf } from './said.ts'
import { endOf, zMonth } from './settlement.ts'
import { listPrintedIn } from './settlement-store.ts'
import { listRequestsOn, listSheetsOf } from './store.ts'

/** A list in both layouts, without the ending of its name; nobody's name stands in it. */
export interface KioskFile { readonly title: string; readonly fileName: string; readonly rows: number; readonly csvBase64: string; readonly xlsxBase64: string }

/** @param rows the head first */
async function fileOf(rows: readonly (readonly (string | number)[])[], about: Pick<KioskFile, 'title' | 'fileName'>): Promise<KioskFile> {
  const texts = rows.map((row) => row.map(String))
  const [csv, xlsx] = [csvFile(texts, 'utf-8').bytes, await xlsxFile(texts, 'コンビニ交付')]
  return { ...about, rows: rows.length - 1, csvBase64: Buffer.from(csv).toString('base64'), xlsxBase64: Buffer.from(xlsx).toString('base64') }
}

/** The sheets of a month that stores were paid for, as a file whose first columns are those of the centre's — 精算の控え. */
export const exportKioskSettlement = query<{ month: PlainDate }, KioskFile>({
  name: 'certificates.export-kiosk-settlement', title: 'コンビニ交付の精算の控え', permission: 'certificates.export', action: 'export',
  description: 'Every sheet printed at kiosks in a month with request id, number, fee, day and form as CSV and XLSX; no persons.',
  input: z.strictObject({ month: zMonth }), output: z.custom<KioskFile>(),
  async run(tx, { month }) {
    const printed = await listPrintedIn(tx, month, endOf(month))
    const rows = printed.map((row) => [row.kiosk_request_id, row.number, row.fee_yen, row.ended_on, cashTitles[row.form], row.kiosk, row.store])
    return accept(await fileOf([['請求番号', '発行番号', '手数料', '印刷した日', '証明', '端末', '店'], ...rows], { title: `${month.slice(0, 7)} の精算`, fileName: `kiosk-${tx.office.code}-${month.slice(0, 7)}` }))
  },
  ...noPersons,
  async example(tx) { return { month: `${tx.today.slice(0, 7)}-01` as PlainDate } },
})

/** Largest day that is written into one file. */
const mostOfDay = 50_000

/** The requests of a day as a file — コンビニ交付の一覧の控え. */
export const exportKioskLog = query<{ on: PlainDate }, KioskFile>({
  name: 'certificates.export-kiosk-log', title: 'コンビニ交付の一覧の控え', permission: 'certificates.export', action: 'export',
  description: 'The requests of a day at kiosks with their outcome and how each sheet ended as CSV and XLSX; no persons.',
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
    return accept(await fileOf([['請求番号', '時刻', '証明', '端末', '店', '発行番号', '結果', '手数料'], ...rows], { title: `${on} の一覧`, fileName: `kiosk-log-${tx.office.code}-${on}` }))
  },
  ...noPersons,
  async example(tx) { return { on: tx.today } },
})
