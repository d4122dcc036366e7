import type { Query } from '../command/define.ts'
import type { ListFile } from './file.ts'
import type { TextRow } from './row.ts'

/** A kind of file that staff take with them: the query that is asked anew each time, and the rows in its value — 持ち出す一覧. */
export interface Download<I = unknown, V = unknown> {
  /** The word that stands for it in the address: `files/<name>/<id>/<part>/<format>`. */
  readonly name: string
  readonly query: Query<I, V>
  /** The query's raw input from the two parts of the address. */
  input(id: string, part: string): unknown
  rows(value: V): readonly TextRow[]
  /** The file in a shape that a partner prescribes, byte for byte, under the format `raw`. */
  raw?(value: V): ListFile
}

/** Declares a file with the types of its query, and forgets them for the list. */
export function download<I, V>(definition: Download<I, V>): Download {
  return definition as unknown as Download
}
