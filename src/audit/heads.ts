import { createPrivateKey, createPublicKey, hkdfSync, sign, verify, type KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assert } from '../kernel/assert.ts'
import type { Instant } from '../kernel/plain-date.ts'
import { canonicalJson } from '../kernel/canonical-json.ts'
import { digestOfJson, sha256Hex, type MasterKey } from '../platform/crypto/index.ts'
import { localDisk, type DiskAdapter } from '../platform/files/index.ts'

/** Where the chain of a town stood at a moment, signed and kept outside the database — 署名した先端. */
export interface Head {
  readonly code: string
  readonly day: string
  readonly seq: number
  readonly chainDigest: string
  readonly at: Instant
  /** Digest of the head of the day before, so that no day can be taken out; null for a town's first day. */
  readonly previous: string | null
}
export type Signed<T> = T & { readonly signature: string }
export type SignedHead = Signed<Head>

/** How far every town's heads go, signed as a whole: a head that is taken away is missed — 先端の一覧. */
export interface Roster {
  readonly at: Instant
  readonly towns: Readonly<Record<string, { readonly day: string; readonly seq: number; readonly heads: number }>>
}

const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The signing key is derived from the key file; the public half lies beside the heads for whoever verifies. */
export function signingKey(master: MasterKey): KeyObject {
  const seed = Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), 'audit:heads', 32))
  return createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' })
}

function signed<T extends object>(value: T, key: KeyObject): Signed<T> {
  return { ...value, signature: sign(null, Buffer.from(canonicalJson(value)), key).toString('base64') }
}

function isSigned({ signature, ...value }: Signed<object>, publicKey: KeyObject): boolean {
  return typeof signature === 'string' && verify(null, Buffer.from(canonicalJson(value)), publicKey, Buffer.from(signature, 'base64'))
}

/** The folder of heads: one file a town with one head a day and the newest one, and the roster over all of them. */
export interface HeadFolder {
  /** Signs and keeps a head; one of the same day gives way to it. */
  keep(head: Omit<Head, 'previous'>): Promise<void>
  /** Signs how far all towns are; called once after a round of heads. */
  keepRoster(at: Instant): Promise<void>
  list(code: string): Promise<readonly SignedHead[]>
  /** The newest head of a town, after all of its heads have been checked; the sealer goes on from there. */
  trusted(code: string): Promise<SignedHead | undefined>
  /** What is wrong with the heads of a town by themselves, one sentence each. */
  faultsOf(code: string): Promise<readonly string[]>
  /** The towns that have a file of heads or stand in the roster. */
  codes(): Promise<readonly string[]>
  /** SHA-256 of the public key, to be compared with the one that was handed over; null where there is no key. */
  fingerprint(): Promise<string | null>
}

/** The heads do not fit what is to be sealed: nothing is signed over it. */
export class SealRefused extends Error {
  override readonly name = 'SealRefused'
  readonly code: 'heads-broken' | 'head-differs'
  constructor(code: 'heads-broken' | 'head-differs') { super(code); this.code = code }
}

/** Opens the folder for writing, or for reading alone where no key is handed in. */
export function openHeads(folder: string, key?: KeyObject, disk: DiskAdapter = localDisk): HeadFolder {
  const keyFile = join(folder, 'public-key.pem')
  const kept = new Map<string, SignedHead[]>()
  const publicKey = async (): Promise<KeyObject | null> => (existsSync(keyFile) ? createPublicKey(await readFile(keyFile)) : null)
  const list = async (code: string): Promise<SignedHead[]> => await read<SignedHead[]>(join(folder, `${code}.json`)) ?? []
  const roster = async (): Promise<Signed<Roster> | null> => await read<Signed<Roster>>(join(folder, rosterFile))
  const write = async (file: string, value: unknown): Promise<void> => { await disk.write(join(folder, file), Buffer.from(`${JSON.stringify(value, null, 1)}\n`)) }
  const faults = async (code: string, publicHalf: KeyObject | null): Promise<string[]> => faultsOfHeads(code, { heads: await list(code), roster: await roster(), publicKey: publicHalf })

  async function load(code: string): Promise<SignedHead[]> {
    assert(key, 'heads are kept with the key')
    const known = kept.get(code)
    if (known) return known
    if ((await faults(code, createPublicKey(key))).length > 0) throw new SealRefused('heads-broken')
    const heads = await list(code)
    kept.set(code, heads)
    return heads
  }
  return {
    list,
    trusted: async (code) => (await load(code)).at(-1),
    async keep(head) {
      assert(key, 'heads are kept with the key')
      const earlier = (await load(head.code)).filter((other) => other.day < head.day)
      const next = [...earlier, signed({ ...head, previous: digestOfHead(earlier.at(-1)) }, key)]
      await mkdir(folder, { recursive: true })
      if (!existsSync(keyFile)) await disk.write(keyFile, Buffer.from(createPublicKey(key).export({ type: 'spki', format: 'pem' })))
      // A head without a roster is a fault: the empty roster stands before the first head, also if we are killed in between.
      if (earlier.length === 0 && await roster() === null) await write(rosterFile, signed({ at: head.at, towns: {} }, key))
      await write(`${head.code}.json`, next)
      kept.set(head.code, next)
    },
    async keepRoster(at) {
      assert(key, 'the roster is kept with the key')
      const towns = { ...(await roster())?.towns }
      for (const [code, heads] of kept) { const last = heads.at(-1); if (last) towns[code] = { day: last.day, seq: last.seq, heads: heads.length } }
      await write(rosterFile, signed({ at, towns }, key))
    },
    faultsOf: async (code) => await faults(code, await publicKey()),
    async codes() {
      const files = existsSync(folder) ? await readdir(folder) : []
      return [...new Set([...files.flatMap((file) => /^([0-9]{6})\.json$/.exec(file)?.[1] ?? []), ...Object.keys((await roster())?.towns ?? {})])].sort()
    },
    async fingerprint() {
      const publicHalf = await publicKey()
      return publicHalf && sha256Hex(publicHalf.export({ type: 'spki', format: 'der' }))
    },
  }
}

const rosterFile = 'roster.json'

async function read<T>(path: string): Promise<T | null> {
  return existsSync(path) ? JSON.parse(await readFile(path, 'utf8')) as T : null
}

function digestOfHead(head: SignedHead | undefined): string | null {
  return head ? digestOfJson(head) : null
}

interface Kept { readonly heads: readonly SignedHead[]; readonly roster: Signed<Roster> | null; readonly publicKey: KeyObject | null }

/** Signatures, the link from each day to the one before, and the roster, which the heads may be ahead of but never behind. */
function faultsOfHeads(code: string, { heads, roster, publicKey }: Kept): string[] {
  if (heads.length === 0 && roster === null) return []
  if (publicKey === null) return ['先端の署名を確かめる公開鍵がありません。先端のフォルダーを、控えから戻してください。']
  const faults: string[] = []
  for (const [index, head] of heads.entries()) {
    if (head.code !== code || !isSigned(head, publicKey)) faults.push(`${head.day} の先端の署名が合いません。`)
    if ((head.previous ?? null) !== digestOfHead(heads[index - 1])) faults.push(`${head.day} の先端の前にあった先端が、消されたか、書き換えられています。`)
  }
  if (roster === null || !isSigned(roster, publicKey)) return [...faults, '先端の一覧（roster.json）がないか、署名が合いません。']
  const known = roster.towns[code]
  const last = heads.at(-1)
  if (known && (!last || last.seq < known.seq || heads.length < known.heads)) faults.push(`先端の一覧では ${known.day} の ${known.seq} 件目まで封じてありますが、その先端がありません。先端が消されたか、古いものに戻されています。`)
  return faults
}
