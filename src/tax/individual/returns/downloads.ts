import { download, type Download } from '../../../platform/spreadsheet/index.ts'
import { exportPayers, payersRows } from './payer-queries.ts'
import { exportForwarded, forwardedRows } from './return-queries.ts'

/** Files that staff take: the ledger of payers, and returns that belong to other municipalities. */
export const returnsDownloads: readonly Download[] = [
  download({ name: 'payers', query: exportPayers, input: (year, filter) => ({ fiscalYear: Number(year), filter: filter === 'all' ? null : filter }), rows: payersRows }),
  download({ name: 'forwarded-returns', query: exportForwarded, input: (year) => ({ fiscalYear: Number(year) }), rows: forwardedRows }),
]
