import type { Query } from '../../../platform/command/define.ts'
import type { TextRow } from '../../../platform/spreadsheet/index.ts'
import { imageOf, showReturnImage } from '../entry/entry-queries.ts'
import { exportPayers, payersRows } from './payer-queries.ts'
import { exportForwarded, forwardedRows } from './return-queries.ts'

/** A kind of file that staff take from this tax: the query that is asked anew each time, and the rows in its value. */
export interface Download { readonly query: Query; input(id: string, part: string): unknown; rows(value: unknown): readonly TextRow[] }

function download<I, V>(definition: { readonly query: Query<I, V>; input(id: string, part: string): unknown; rows(value: V): readonly TextRow[] }): Download {
  return definition as unknown as Download
}

/** Files by the word that stands for them in their address. */
export const downloads: ReadonlyMap<string, Download> = new Map([
  ['payers', download({ query: exportPayers, input: (year, filter) => ({ fiscalYear: Number(year), filter: filter === 'all' ? null : filter }), rows: payersRows })],
  ['forwarded-returns', download({ query: exportForwarded, input: (year) => ({ fiscalYear: Number(year) }), rows: forwardedRows })],
])

/** A kind of picture that staff see beside a form: the query that is asked each time, and the bytes in its value; none where it is withheld. */
export interface Picture { readonly query: Query; input(id: string): unknown; bytes(value: unknown): { readonly mediaType: string; readonly bytes: Uint8Array } | null }

/** Pictures by the word that stands for them in their address. */
export const pictures: ReadonlyMap<string, Picture> = new Map([['returns', { query: showReturnImage as Query, input: (imageId: string) => ({ imageId }), bytes: imageOf as Picture['bytes'] }]])
