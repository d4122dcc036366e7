import { createPublicKey, generateKeyPairSync, createPrivateKey, sign, verify, type KeyObject } from 'node:crypto'
import { assert } from '../../kernel/assert.ts'
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

/** Both halves of a key that signs: the public one raw, the private one as PKCS 8. */
export interface SigningKey { readonly publicKey: Uint8Array; readonly secret: Uint8Array }

const spkiHead = Buffer.from('302a300506032b6570032100', 'hex')
/** What stands before the 32 bytes of a private half (RFC 8410, 7). */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')

/** A fresh pair. */
export function newKeyPair(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return { publicKey: publicKey.export({ type: 'spki', format: 'der' }).subarray(spkiHead.length), secret: privateKey.export({ type: 'pkcs8', format: 'der' }) }
}

/** Signs a text of the town's own making: the content of a certificate's symbols. */
export function signText(text: string, key: SigningKey): Uint8Array {
  return new Uint8Array(sign(null, Buffer.from(text), privateKeyOf(key)))
}

/** Signs everything of a mark that stands in front of the signature. */
export function signMark(mark: Omit<Mark, 'signature'>, key: SigningKey): { readonly mark: Mark; readonly text: string } {
  const signed = { ...mark, signature: signText(signedText(mark), key) }
  return { mark: signed, text: markText(signed) }
}

/** The halves are handed over bare: having PKCS 8 read takes as long as twenty signatures. */
function privateKeyOf({ publicKey, secret }: SigningKey): KeyObject {
  assert(secret.length === pkcs8Head.length + 32 && pkcs8Head.equals(secret.subarray(0, pkcs8Head.length)), 'the private half of a key is PKCS 8 without attributes')
  const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
  return createPrivateKey({ key: { kty: 'OKP', crv: 'Ed25519', x: base64url(publicKey), d: base64url(secret.subarray(pkcs8Head.length)) }, format: 'jwk' })
}

/** Whether this key signed this mark. */
export function isSignedBy(mark: Mark, key: Pick<PublicKey, 'publicKey'>): boolean {
  return verify(null, Buffer.from(signedText(mark)), keyObjectOf(key.publicKey), mark.signature)
}

function keyObjectOf(publicKey: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([spkiHead, publicKey]), format: 'der', type: 'spki' })
}
