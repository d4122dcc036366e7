import { download, type Download } from '../../platform/spreadsheet/index.ts'
import { debitFile } from './queries.ts'

/** The request as the bank gets it, and the sheet of its totals. */
export const debitDownloads: readonly Download[] = [
  download({
    name: 'debit-run', query: debitFile, input: (runId) => ({ runId }), rows: (value) => value.rows,
    raw: (value) => ({ bytes: new Uint8Array(Buffer.from(value.content, 'base64')), mediaType: 'application/octet-stream', extension: 'txt' }),
  }),
]
