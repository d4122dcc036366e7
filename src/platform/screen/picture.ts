import type { Query } from '../command/define.ts'

export interface PictureBytes { readonly mediaType: string; readonly bytes: Uint8Array }

/** A kind of picture that staff see beside a form: the query that is asked each time, and the bytes in its value — 画像. */
export interface Picture<I = unknown, V = unknown> {
  /** The word that stands for it in the address: `pictures/<name>/<id>`. */
  readonly name: string
  readonly query: Query<I, V>
  input(id: string): unknown
  /** None where it is withheld. */
  bytes(value: V): PictureBytes | null
}

/** Declares a picture with the types of its query, and forgets them for the list. */
export function picture<I, V>(definition: Picture<I, V>): Picture {
  return definition as unknown as Picture
}
