import type { Query } from '../../platform/command/define.ts'
import type { TextRow } from '../../platform/spreadsheet/index.ts'
import { statisticsRows } from '../statistics/views.ts'
import { listRows } from './views.ts'

/** A kind of file that staff take from the register: the query that is asked anew each time, and the rows in its value. */
export interface Download { readonly query: Query; input(id: string, part: string): unknown; rows(value: unknown): readonly TextRow[] }

function download<I, V>(definition: { readonly query: Query<I, V>; input(id: string, part: string): unknown; rows(value: V): readonly TextRow[] }): Download {
  return definition as unknown as Download
}

/** Files by the word that stands for them in their address. */
export const downloads: ReadonlyMap<string, Download> = new Map([
  ['list', download({ query: listRows, input: (extractionId) => ({ extractionId }), rows: (value) => [value.head, ...value.rows.map((row) => row.cells)] })],
  ['statistics', download({ query: statisticsRows, input: (extractionId, table) => ({ extractionId, table }), rows: (value) => value.rows })],
])
