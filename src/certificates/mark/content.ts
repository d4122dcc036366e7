import { createHash } from 'node:crypto'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { canonicalJson } from '../../kernel/canonical-json.ts'
import type { ReadPage } from '../../platform/document/index.ts'
import type { MarkedKind } from '../model.ts'
import { markScheme } from './format.ts'

/** What a mark signs — 署名する内容. */
export interface SignedContent {
  readonly kind: MarkedKind
  readonly town: string
  readonly number: string
  readonly issuedOn: PlainDate
  readonly pages: readonly Pick<ReadPage, 'text' | 'pictures'>[]
}

/** SHA-256 over kind, town, number, date and the words of every page, without spaces and line breaks, and its pictures where it has any: an imprint is as much as a word. */
export function digestOfContent(content: SignedContent): Uint8Array {
  const { kind, town, number, issuedOn } = content
  const pages = content.pages.map((page) => page.text.replace(/\s/g, ''))
  const pictures = content.pages.flatMap((page) => page.pictures)
  return createHash('sha256').update(canonicalJson({ scheme: markScheme, kind, town, number, issuedOn, pages, ...(pictures.length > 0 ? { pictures } : {}) })).digest()
}
