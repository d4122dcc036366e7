import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { assert } from '../../kernel/assert.ts'
import { drawBytes } from './random.ts'

/** The key from which the keys of towns, roles and heads are derived; kept in a file outside the database. */
export type MasterKey = Buffer

/** Reads the key file, or makes it (0600) where there is none — 鍵ファイル. */
export function loadMasterKey(path: string): MasterKey {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  }
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'hex')
  assert(key.length === 32, `key file must hold 32 bytes in hex: ${path}`)
  return key
}

/** Encryption under one town's keys — 暗号. */
export interface Cipher {
  /** AES-256-GCM; `context` is bound in, so a value cannot be moved to another column or row. */
  seal(plain: string | Uint8Array, context: string): Buffer
  open(sealed: Uint8Array, context: string): Buffer
  /** Keyed digest for equality look-up without decrypting. */
  blindIndex(plain: string, context: string): Buffer
}

/**
 * The cipher of one town. Each value gets its own data key, wrapped under the town's key (envelope).
 * Layout: version 1 byte, wrap nonce 12, wrapped key 32, wrap tag 16, nonce 12, tag 16, text.
 */
export function cipherFor(master: MasterKey, tenant: number): Cipher {
  const townKey = derive(master, `town:${tenant}:seal`)
  const blindKey = derive(master, `town:${tenant}:blind`)
  return {
    seal(plain, context) {
      const dataKey = drawBytes(32)
      const wrapped = encrypt(townKey, dataKey, `wrap:${context}`)
      const body = encrypt(dataKey, typeof plain === 'string' ? Buffer.from(plain, 'utf8') : plain, context)
      return Buffer.concat([Buffer.of(1), wrapped, body])
    },
    open(sealed, context) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
      assert(bytes[0] === 1 && bytes.length >= 89, 'not a sealed value')
      const dataKey = decrypt(townKey, bytes.subarray(1, 61), `wrap:${context}`)
      return decrypt(dataKey, bytes.subarray(61), context)
    },
    blindIndex: (plain, context) => createHmac('sha256', blindKey).update(`${context}\0${plain}`).digest().subarray(0, 16),
  }
}

function derive(master: MasterKey, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), purpose, 32))
}

function encrypt(key: Buffer, plain: Uint8Array, context: string): Buffer {
  const nonce = drawBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(context, 'utf8'))
  const text = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text])
}

function decrypt(key: Buffer, sealed: Buffer, context: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12))
  decipher.setAAD(Buffer.from(context, 'utf8'))
  decipher.setAuthTag(sealed.subarray(12, 28))
  return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()])
}
