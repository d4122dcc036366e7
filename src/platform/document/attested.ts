import type { FontSet } from './typeset/fonts.ts'
import { isOnPage, type ReadPage } from './typeset/read-back.ts'

/** Who signs a certificate and with which seal — 認証者と公印. */
export interface Attestation { readonly title: string; readonly name: string; readonly seal: string }

/** A seal is drawn in short pieces, larger than the words beside it. */
const leastSealPt = 9.6
const mostLettersOfPiece = 4

/**
 * Whether a finished paper is signed, sealed and numbered: the number on every page, certifier and seal on the last — 出力の検査.
 * The seal counts only where its letters stand as a seal, large and in a square; the same words in a sentence are none.
 */
export function isAttested(pages: readonly ReadPage[], { attested, serial }: { readonly attested: Attestation | undefined; readonly serial: string | null }, fonts: FontSet): boolean {
  const last = pages.at(-1)
  if (last === undefined || attested === undefined || serial === null || serial.trim() === '') return false
  if ([attested.title, attested.name, attested.seal].some((words) => words.trim() === '')) return false
  const isSigned = isOnPage(attested.title, last, fonts) && isOnPage(attested.name, last, fonts)
  return isSigned && sealOn(last).includes(attested.seal) && pages.every((page) => isOnPage(serial, page, fonts))
}

function sealOn(page: ReadPage): string {
  return page.lines.filter((line) => line.sizePt >= leastSealPt && [...line.text].length <= mostLettersOfPiece).map((line) => line.text).join('')
}
