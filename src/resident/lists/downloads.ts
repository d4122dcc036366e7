import { download, type Download } from '../../platform/spreadsheet/index.ts'
import { statisticsRows } from '../statistics/views.ts'
import { listRows } from './views.ts'

/** Files that staff take from the register. */
export const downloads: readonly Download[] = [
  download({ name: 'list', query: listRows, input: (extractionId) => ({ extractionId }), rows: (value) => [value.head, ...value.rows.map((row) => row.cells)] }),
  download({ name: 'statistics', query: statisticsRows, input: (extractionId, table) => ({ extractionId, table }), rows: (value) => value.rows }),
]
