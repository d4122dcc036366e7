import { csvFile } from './csv.ts'
import type { TextRow } from './row.ts'
import { xlsxFile } from './write.ts'

/** `csv` in UTF-8, `sjis` in Shift_JIS, `xlsx`. */
export const fileFormats = ['csv', 'sjis', 'xlsx'] as const
export type FileFormat = (typeof fileFormats)[number]

export interface ListFile { readonly bytes: Uint8Array; readonly mediaType: string; readonly extension: string }

/** Rows as a file of one of the three formats. */
export async function listFile(rows: readonly TextRow[], format: FileFormat): Promise<ListFile> {
  if (format === 'xlsx') return { bytes: await xlsxFile(rows), mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', extension: 'xlsx' }
  const encoding = format === 'csv' ? 'utf-8' : 'shift_jis'
  return { bytes: csvFile(rows, encoding).bytes, mediaType: `text/csv; charset=${encoding}`, extension: 'csv' }
}
