import { createPublicKey, verify } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { fromLetters, toLetters } from '../../kernel/letters.ts'
import { accept, type Outcome } from '../../kernel/outcome.ts'
import { toHalfWidth } from '../../kernel/text.ts'
import type { PublishedKey } from '../../platform/command/tx.ts'
import { sha256Hex } from '../../platform/crypto/index.ts'
import { HandOver } from './messages.ts'
import { oneStopRefusals } from './refusals.ts'

// What stands on a moving-out certificate as symbols: the same content as the message between towns, packed, signed by the
// town's key of verification marks, and cut into as many symbols as it needs. Capital letters, digits and points alone, so
// that a scanner types it under any keyboard. The format is described in `docs/one-stop.md`.

const scheme = 'YMO1'
/** Letters of one symbol: a reader at a counter reads it at 30 mm. */
const lettersOfSymbol = 500
const largest = 200_000

/** What the symbols of one certificate say. */
export interface Certificate { readonly town: string; readonly thread: string; readonly content: HandOver }

/** The part that is signed. */
export function signedTextOf({ town, thread, content }: Certificate): string {
  return [scheme, town, toLetters(Buffer.from(thread.replaceAll('-', ''), 'hex')), toLetters(deflateRawSync(JSON.stringify(content), { level: 9 }))].join('.')
}

/** The symbols of a signed certificate, each with its place among them and the short digest of the whole. */
export function symbolsOf(signedText: string, signed: { readonly keyNo: number; readonly signature: Uint8Array }): readonly string[] {
  const whole = `${signedText}.${signed.keyNo}.${toLetters(signed.signature)}`
  const count = Math.ceil(whole.length / lettersOfSymbol)
  const mark = markOf(whole)
  return Array.from({ length: count }, (_, index) => `${scheme}-${index + 1}-${count}-${mark}-${whole.slice(index * lettersOfSymbol, (index + 1) * lettersOfSymbol)}`)
}

function markOf(whole: string): string {
  return sha256Hex(Buffer.from(whole)).slice(0, 8).toUpperCase()
}

const shape = /YMO1-(\d{1,2})-(\d{1,2})-([0-9A-F]{8})-([0-9A-Z.]+?)(?=YMO1-|$)/g
const wholeShape = /^YMO1\.(\d{6})\.([0-9A-Z]{26})\.([0-9A-Z]+)\.(\d{1,4})\.([0-9A-Z]{103})$/

/** A certificate that was read, and what is to be verified. */
export interface ReadCertificate extends Certificate { readonly digest: string; readonly keyNo: number; readonly signedText: string; readonly signature: Uint8Array }

/**
 * Puts what a scanner typed together, in any order and with repeats — 転出証明書の読取り.
 * @refuses what is no symbol, symbols of two papers, and a paper of which one is lacking
 */
export function readSymbols(typed: string): Outcome<ReadCertificate> {
  const text = toHalfWidth(typed).replace(/\s/g, '').toUpperCase()
  const symbols = [...text.matchAll(shape)].map(([, no, count, mark, part]) => ({ no: Number(no), count: Number(count), mark: mark ?? '', part: part ?? '' }))
  const [first] = symbols
  if (first === undefined) return oneStopRefusals.refuse('certificate-not-symbol', { field: '/symbols' })
  if (symbols.some((one) => one.mark !== first.mark || one.count !== first.count)) return oneStopRefusals.refuse('certificate-two-papers', { field: '/symbols' })
  const parts = new Map(symbols.map((one) => [one.no, one.part]))
  if (parts.size < first.count) return oneStopRefusals.refuse('certificate-symbol-missing', { field: '/symbols', count: first.count, read: parts.size })
  const whole = Array.from({ length: first.count }, (_, index) => parts.get(index + 1) ?? '').join('')
  const read = markOf(whole) === first.mark ? parseWhole(whole) : undefined
  return read === undefined ? oneStopRefusals.refuse('certificate-not-symbol', { field: '/symbols' }) : accept(read)
}

function parseWhole(whole: string): ReadCertificate | undefined {
  const [, town, threadLetters = '', packedLetters = '', keyNo, signatureLetters = ''] = wholeShape.exec(whole) ?? []
  const [thread, packed, signature] = [fromLetters(threadLetters), fromLetters(packedLetters), fromLetters(signatureLetters)]
  if (town === undefined || thread?.length !== 16 || packed === undefined || signature?.length !== 64) return undefined
  const content = unpack(packed)
  if (content === undefined) return undefined
  const hex = Buffer.from(thread).toString('hex')
  return {
    town, thread: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`, content, digest: sha256Hex(Buffer.from(whole)), keyNo: Number(keyNo),
    signedText: whole.split('.').slice(0, 4).join('.'), signature,
  }
}

function unpack(packed: Uint8Array): HandOver | undefined {
  try {
    const parsed = HandOver.safeParse(JSON.parse(inflateRawSync(packed, { maxOutputLength: largest }).toString('utf8')))
    return parsed.success ? parsed.data : undefined
  } catch { return undefined }
}

const spkiHead = Buffer.from('302a300506032b6570032100', 'hex')

/** Whether one of these keys that is not revoked signed the certificate. */
export function isSignedByTown(read: Pick<ReadCertificate, 'keyNo' | 'signedText' | 'signature'>, keys: readonly PublishedKey[]): boolean {
  const key = keys.find((one) => one.keyNo === read.keyNo && !one.isRevoked)
  if (key === undefined) return false
  return verify(null, Buffer.from(read.signedText), createPublicKey({ key: Buffer.concat([spkiHead, key.publicKey]), format: 'der', type: 'spki' }), read.signature)
}
