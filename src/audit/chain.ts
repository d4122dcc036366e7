import { createHash } from 'node:crypto'
import { canonicalJson } from '../kernel/canonical-json.ts'

/** A row of the trail as it is chained: every column, as text. */
export type ChainedRow = Readonly<Record<string, unknown>>

/** The digest before the first row of a town. */
export const firstDigest: Buffer = createHash('sha256').update('yakuba audit chain').digest()

/** `chain(n) = SHA-256(chain(n-1) ‖ canonical JSON of row n)` — 連鎖ハッシュ. */
export function nextDigest(previous: Uint8Array, row: ChainedRow): Buffer {
  return createHash('sha256').update(previous).update(canonicalJson(row)).digest()
}
