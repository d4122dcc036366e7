import { accept, type Accepted, type Refused } from '../../kernel/outcome.ts'
import type { Tx } from '../command/tx.ts'
import { refuseProtected } from '../guard/index.ts'
import type { Part } from './store.ts'

/** Which files leave the office, and whose address may stand in them. */
export interface Taken { readonly output: string; readonly personIds: readonly string[]; readonly parts: readonly Part[] }

/**
 * Files of a package as the printer gets them — 印刷用PDFの取出し.
 * @returns the bytes of each, or null where one is no longer kept
 * @refuses guard.*: somebody in them has come under protection since they were drawn
 */
export async function takeParts(tx: Tx, { output, personIds, parts }: Taken): Promise<Accepted<readonly Uint8Array[] | null> | Refused> {
  const stopped = await refuseProtected(tx, { output, personIds, recipient: 'third-party' })
  if (stopped) return stopped
  const files: Uint8Array[] = []
  for (const { sha256 } of parts) {
    const bytes = await tx.services.files.find(tx, sha256)
    if (bytes === undefined) return accept(null)
    files.push(bytes)
  }
  return accept(files)
}
