import { randomBytes } from 'node:crypto'
import { assert } from '../../kernel/assert.ts'
import { fromLetters, toLetters } from '../../kernel/letters.ts'
import { findPlainDate, type PlainDate } from '../../kernel/plain-date.ts'
import { toHalfWidth } from '../../kernel/text.ts'

/** What a verification mark says — 検証マーク. In the clear it holds the number and the date of the paper, nothing of a person. */
export interface Mark {
  /** 団体コード of the town that signed. */
  readonly town: string
  readonly keyNo: number
  readonly number: string
  readonly issuedOn: PlainDate
  /** SHA-256 of the content, 32 bytes. */
  readonly digest: Uint8Array
  /** Ed25519 over everything before it, 64 bytes. */
  readonly signature: Uint8Array
}

/** First letters of every mark, with the number of its scheme. */
export const markScheme = 'YM1'

const shape = /YM1\.(\d{6})\.(\d{1,4})\.([A-Z]\d{1,3}-[A-Z]{2}-\d{6,})\.(\d{8})\.([0-9A-Z]{52})\.([0-9A-Z]{103})(?![0-9A-Z])/

/** The part of the mark that is signed. */
export function signedText(mark: Omit<Mark, 'signature'>): string {
  return [markScheme, mark.town, String(mark.keyNo), mark.number, mark.issuedOn.replaceAll('-', ''), toLetters(mark.digest)].join('.')
}

/** The mark as the symbol carries it: 190 characters for most papers. */
export function markText(mark: Mark): string {
  return `${signedText(mark)}.${toLetters(mark.signature)}`
}

/** Finds the mark in what was pasted: the bare text, a text broken over lines, or an address that carries it. */
export function findMark(pasted: string): Mark | undefined {
  const [, town, keyNo, number, day, digest, signature] = shape.exec(toHalfWidth(pasted).replace(/\s/g, '').toUpperCase()) ?? []
  if (town === undefined || keyNo === undefined || number === undefined || day === undefined || digest === undefined || signature === undefined) return undefined
  const issuedOn = findPlainDate(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`)
  const bytes = { digest: fromLetters(digest), signature: fromLetters(signature) }
  if (issuedOn === undefined || bytes.digest?.length !== 32 || bytes.signature?.length !== 64) return undefined
  return { town, keyNo: Number(keyNo), number, issuedOn, digest: bytes.digest, signature: bytes.signature }
}

/** A fresh check code for one sheet, `AB12-CD34-EF56-GH78`: it stands on the paper and not in the symbol — 照合番号. */
export function newCheckCode(): string {
  const code = toLetters(randomBytes(10))
  assert(code.length === 16, 'a check code has 16 letters')
  return code.replace(/(.{4})(?=.)/g, '$1-')
}

/** A check code as typed, in capitals without hyphens and spaces; letters that look like digits are read as digits. */
export function plainCheckCode(typed: string): string {
  return toHalfWidth(typed).toUpperCase().replace(/[^0-9A-Z]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1')
}
