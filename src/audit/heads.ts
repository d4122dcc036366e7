import { createPrivateKey, createPublicKey, hkdfSync, sign, verify, type KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Instant } from '../kernel/plain-date.ts'
import { canonicalJson, type MasterKey } from '../platform/crypto/index.ts'
import { localDisk, type DiskAdapter } from '../platform/files/index.ts'

/** Where the chain of a town stood at a moment, signed and kept outside the database — 署名した先端. */
export interface Head {
  readonly code: string
  readonly day: string
  readonly seq: number
  readonly chainDigest: string
  readonly at: Instant
}

export interface SignedHead extends Head { readonly signature: string }

const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The signing key is derived from the key file; the public half lies beside the heads for whoever verifies. */
export function signingKey(master: MasterKey): KeyObject {
  const seed = Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), 'audit:heads', 32))
  return createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' })
}

export function signHead(head: Head, key: KeyObject): SignedHead {
  return { ...head, signature: sign(null, Buffer.from(canonicalJson(head)), key).toString('base64') }
}

export function isSigned({ signature, ...head }: SignedHead, publicKey: KeyObject): boolean {
  return verify(null, Buffer.from(canonicalJson(head)), publicKey, Buffer.from(signature, 'base64'))
}

/** The folder of heads: one file a town, one head a day and the newest one. */
export interface HeadFolder {
  keep(head: SignedHead): Promise<void>
  list(code: string): Promise<readonly SignedHead[]>
  publicKey(): Promise<KeyObject>
}

/** Opens the folder for writing, or for reading alone where no key is handed in. */
export function openHeads(folder: string, key?: KeyObject, disk: DiskAdapter = localDisk): HeadFolder {
  const fileOf = (code: string): string => join(folder, `${code}.json`)
  const keyFile = join(folder, 'public-key.pem')
  const kept = new Map<string, SignedHead[]>()
  async function list(code: string): Promise<SignedHead[]> {
    if (!existsSync(fileOf(code))) return []
    return JSON.parse(await readFile(fileOf(code), 'utf8')) as SignedHead[]
  }
  return {
    list,
    async keep(head) {
      await mkdir(folder, { recursive: true })
      if (key && !existsSync(keyFile)) await disk.write(keyFile, Buffer.from(createPublicKey(key).export({ type: 'spki', format: 'pem' })))
      const heads = kept.get(head.code) ?? await list(head.code)
      const others = heads.filter((other) => other.day !== head.day)
      const next = [...others, head].sort((a, b) => (a.day < b.day ? -1 : 1))
      kept.set(head.code, next)
      await disk.write(fileOf(head.code), Buffer.from(`${JSON.stringify(next, null, 1)}\n`))
    },
    publicKey: async () => createPublicKey(await readFile(keyFile)),
  }
}
