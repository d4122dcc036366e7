import { createPublicKey, generateKeyPairSync, createPrivateKey, sign, verify, type KeyObject } from 'node:crypto'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { markText, signedText, type Mark } from './format.ts'

/** A key of a town as it is published — 公開鍵. */
export interface PublicKey {
  readonly keyNo: number
  /** Raw Ed25519 public key, 32 bytes. */
  readonly publicKey: Uint8Array
  /** First day on which it signed. */
  readonly from: PlainDate
  /** Day on which the next key took its place; null while it signs. */
  readonly until: PlainDate | null
  /** Day on which it was revoked: what it signed proves nothing by itself any more. */
  readonly revokedOn: PlainDate | null
}

const spkiHead = Buffer.from('302a300506032b6570032100', 'hex')

/** A fresh pair: the public half raw, the private half as PKCS 8. */
export function newKeyPair(): { readonly publicKey: Uint8Array; readonly secret: Uint8Array } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return { publicKey: publicKey.export({ type: 'spki', format: 'der' }).subarray(spkiHead.length), secret: privateKey.export({ type: 'pkcs8', format: 'der' }) }
}

/** Signs a text of the town's own making: the content of a certificate's symbols. */
export function signText(text: string, secret: Uint8Array): Uint8Array {
  return new Uint8Array(sign(null, Buffer.from(text), createPrivateKey({ key: Buffer.from(secret), format: 'der', type: 'pkcs8' })))
}

/** Signs everything of a mark that stands in front of the signature. */
export function signMark(mark: Omit<Mark, 'signature'>, secret: Uint8Array): { readonly mark: Mark; readonly text: string } {
  const key = createPrivateKey({ key: Buffer.from(secret), format: 'der', type: 'pkcs8' })
  const signed = { ...mark, signature: new Uint8Array(sign(null, Buffer.from(signedText(mark)), key)) }
  return { mark: signed, text: markText(signed) }
}

/** Whether this key signed this mark. */
export function isSignedBy(mark: Mark, key: Pick<PublicKey, 'publicKey'>): boolean {
  return verify(null, Buffer.from(signedText(mark)), keyObjectOf(key.publicKey), mark.signature)
}

function keyObjectOf(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([spkiHead, publicKey]), format: 'der', type: 'spki' })
}
