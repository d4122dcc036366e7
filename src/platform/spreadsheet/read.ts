import { streamXlsxRows } from 'hucre/xlsx'
import { accept, refusalCatalogue, type Outcome } from '../../kernel/outcome.ts'
import type { TextRow } from './row.ts'

export const spreadsheetRefusals = refusalCatalogue('spreadsheet', {
  'too-large': { message: 'ファイルが大きすぎます（{size}MB、{limit}MBまで）。', remedy: '行を分けて、いくつかのファイルにしてください。' },
  'unpacks-too-large': { message: 'ファイルの中身が、広げると大きすぎます（{limit}MBまで）。', remedy: '表計算ソフトで開き、要らないシートや図を消して、保存し直してください。' },
  'too-many-rows': { message: '行が多すぎます（{limit}行まで）。', remedy: '行を分けて、いくつかのファイルにしてください。' },
  'too-many-columns': { message: '{row}行目の列が多すぎます（{limit}列まで）。', remedy: '要らない列を消してください。' },
  'cell-too-long': { message: '{row}行目に、長すぎる欄があります（{limit}字まで）。', remedy: '欄の中身を確かめてください。' },
  'not-text': { message: 'ファイルの文字を読めません。', remedy: '表計算ソフトで開き、「CSV UTF-8」か「Excel ブック（.xlsx）」として保存し直してください。' },
  'csv-unreadable': { message: 'CSVとして読めない行があります。', remedy: '引用符の閉じ忘れがないか確かめてください。' },
  'table-empty': { message: 'ファイルに行がありません。', remedy: '見出しの行から始まる表を選んでください。' },
  'column-unknown': { message: '見出し「{column}」は、決められた列ではありません。', remedy: '使える見出しは、{columns}です。' },
  'column-twice': { message: '見出し「{column}」が2回あります。', remedy: '片方の列を消してください。' },
  'column-missing': { message: '必要な列「{column}」がありません。', remedy: '画面から保存した表を使うか、列を足してください。' },
  'unreadable': { message: 'XLSXのファイルとして読めません。', remedy: '表計算ソフトで開き、「Excel ブック（.xlsx）」として保存し直してください。パスワードは外してください。' },
})

export interface ReadLimits { readonly bytes: number; readonly unpackedBytes: number; readonly rows: number; readonly columns: number; readonly cellLength: number }

const megabyte = 1024 * 1024

export const usualLimits: ReadLimits = { bytes: 20 * megabyte, unpackedBytes: 200 * megabyte, rows: 100_000, columns: 200, cellLength: 4000 }

/**
 * Reads the first sheet of an XLSX file as text, row by row, and stops at the first limit that is passed — XLSXの読込み.
 * A formula gives the value that was stored with it; it is never reckoned.
 */
export async function readXlsx(bytes: Uint8Array, limits: ReadLimits = usualLimits): Promise<Outcome<readonly TextRow[]>> {
  if (bytes.length > limits.bytes) return spreadsheetRefusals.refuse('too-large', { size: Math.ceil(bytes.length / megabyte), limit: Math.floor(limits.bytes / megabyte) })
  const unpacked = declaredSize(bytes)
  if (unpacked === undefined) return spreadsheetRefusals.refuse('unreadable')
  if (unpacked > limits.unpackedBytes) return spreadsheetRefusals.refuse('unpacks-too-large', { limit: Math.floor(limits.unpackedBytes / megabyte) })
  try {
    return await readRows(bytes, limits)
  } catch {
    // The library throws errors of many kinds, plain ones too, at a file that is broken; nothing of ours throws in between.
    return spreadsheetRefusals.refuse('unreadable')
  }
}

async function readRows(bytes: Uint8Array, limits: ReadLimits): Promise<Outcome<readonly TextRow[]>> {
  const rows: TextRow[] = []
  for await (const row of streamXlsxRows(bytes)) {
    if (row.index >= limits.rows) return spreadsheetRefusals.refuse('too-many-rows', { limit: limits.rows })
    if (row.values.length > limits.columns) return spreadsheetRefusals.refuse('too-many-columns', { row: row.index + 1, limit: limits.columns })
    const cells = row.values.map(textOf)
    if (cells.some((cell) => cell.length > limits.cellLength)) return spreadsheetRefusals.refuse('cell-too-long', { row: row.index + 1, limit: limits.cellLength })
    while (rows.length < row.index) rows.push([])
    rows.push(cells)
  }
  return accept(rows)
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  return typeof value === 'string' ? value : String(value)
}

const [endMark, entryMark, zip64] = [0x06054b50, 0x02014b50, 0xffffffff]

/**
 * Bytes that the parts of a packed file say they unpack to; undefined where it is no such file. The library unpacks no part
 * beyond what it says here, so that a part without a size, or one that hides it in a 64-bit field, is not read at all.
 */
function declaredSize(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let end = bytes.length - 22
  while (end >= 0 && end > bytes.length - 65_558 && view.getUint32(end, true) !== endMark) end -= 1
  if (end < 0 || view.getUint32(end, true) !== endMark) return undefined
  let [at, sum] = [view.getUint32(end + 16, true), 0]
  for (let left = view.getUint16(end + 10, true); left > 0; left -= 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== entryMark) return undefined
    const [packed, unpacked] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)]
    if (unpacked === zip64 || (packed > 2 && unpacked === 0)) return undefined
    sum += unpacked
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return sum
}
