import { plainDate } from '../../kernel/plain-date.ts'
import { readKeywords, readPages } from '../../platform/document/index.ts'
import { markedKindKeys, markedKinds } from '../model.ts'
import { digestOfContent } from './content.ts'
import { findMark, type Mark } from './format.ts'
import type { PublicKey } from './key.ts'
import type { PublishedKeys } from './keys.ts'
import { genuine, judged, judgeSignature, type Judgement } from './verdict.ts'

export interface OfflineAnswer extends Judgement {
  readonly mark: Mark | null
  /** True where the words of a PDF were compared; a mark alone says nothing of the words on the paper. */
  readonly hasComparedWords: boolean
}

/**
 * Verifies a PDF or a mark with the published keys alone: no database, no network — 手もとでの検証.
 * Whether a sheet was spoiled or reissued only the town's own page can tell.
 */
export async function verifyOffline(paper: { readonly pdf: Uint8Array } | { readonly text: string }, published: PublishedKeys): Promise<OfflineAnswer> {
  const mark = findMark('pdf' in paper ? await readKeywords(paper.pdf) ?? '' : paper.text) ?? null
  const judgement = mark === null ? judged('unknown', 'no-mark') : await judge(paper, { mark, published })
  return { ...judgement, mark, hasComparedWords: mark !== null && 'pdf' in paper }
}

async function judge(paper: { readonly pdf: Uint8Array } | { readonly text: string }, { mark, published }: { readonly mark: Mark; readonly published: PublishedKeys }): Promise<Judgement> {
  const keys = published.keys.map(publicKeyOf)
  const stopped = judgeSignature(mark, published.town, keys)
  if (stopped) return stopped
  if ('pdf' in paper && !(await hasSignedWords(paper.pdf, mark))) return judged('altered', 'words-differ')
  return keys.some((key) => key.keyNo === mark.keyNo && key.revokedOn !== null) ? judged('unknown', 'key-revoked') : genuine
}

async function hasSignedWords(pdf: Uint8Array, mark: Mark): Promise<boolean> {
  const letters = mark.number.split('-')[1]
  const kind = markedKindKeys.find((one) => markedKinds[one].letters === letters)
  if (kind === undefined) return false
  const digest = digestOfContent({ kind, town: mark.town, number: mark.number, issuedOn: mark.issuedOn, pages: await readPages(pdf) })
  return Buffer.from(digest).equals(mark.digest)
}

function publicKeyOf(key: PublishedKeys['keys'][number]): PublicKey {
  const dayOf = (day: string | null) => (day === null ? null : plainDate(day))
  return { keyNo: key.keyNo, publicKey: Uint8Array.from(Buffer.from(key.publicKey, 'hex')), from: plainDate(key.from), until: dayOf(key.until), revokedOn: dayOf(key.revokedOn) }
}
