import { download, type Download } from '../../platform/spreadsheet/index.ts'
import { transferFile } from './queries.ts'

/** Transfers of a day as the bank gets them, and the sheet of their sums. */
export const transferDownloads: readonly Download[] = [
  download<{ transferOn: string; bankCode: string }, { content: string | null; rows: string[][] }>({
    name: 'transfer-run', query: transferFile, input: (transferOn, bankCode) => ({ transferOn, bankCode }), rows: (value) => value.rows,
    raw: (value) => ({ bytes: new Uint8Array(Buffer.from(value.content ?? '', 'base64')), mediaType: 'application/octet-stream', extension: 'txt' }),
  }),
]
