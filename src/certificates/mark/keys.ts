import { z } from 'zod'
import { assert } from '../../kernel/assert.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { townDay } from '../../platform/clock/index.ts'
import { command, noPersons, query } from '../../platform/command/define.ts'
import { zText } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { refuse } from '../refusals.ts'
import { newKeyPair, type PublicKey, type SigningKey } from './key.ts'
import * as store from './key-store.ts'

const context = (keyNo: number): string => `certificates.signing-key:${keyNo}`

/** The key that signs today: made with the first paper, in the same transaction. */
export async function currentKey(tx: Tx): Promise<SigningKey & { readonly keyNo: number }> {
  const found = await store.findSecret(tx) ?? await firstKey(tx)
  return { keyNo: found.key_no, publicKey: found.public_key, secret: tx.services.cipher(tx.tenant).open(found.sealed, context(found.key_no)) }
}

async function firstKey(tx: Tx): Promise<store.SecretRow> {
  await store.lockKeys(tx)
  if (await store.findSecret(tx) === undefined) await makeKey(tx)
  const made = await store.findSecret(tx)
  assert(made !== undefined, 'a key that was made is there')
  return made
}

/** Makes the next key; the number it got. */
async function makeKey(tx: Tx): Promise<number> {
  const keyNo = ((await store.listKeys(tx)).at(-1)?.key_no ?? 0) + 1
  const { publicKey, secret } = newKeyPair()
  await store.insertKey(tx, { keyNo, publicKey, sealed: tx.services.cipher(tx.tenant).seal(secret, context(keyNo)) })
  return keyNo
}

/** Ends the period of the key in use, destroys its private half and makes the next one; the numbers of both. */
async function replaceKey(tx: Tx): Promise<{ readonly retired: number | null; readonly keyNo: number }> {
  const current = await store.findSecret(tx)
  if (current) {
    await store.insertKeyEnd(tx, { keyNo: current.key_no, kind: 'retired', reason: null })
    await store.deleteSecret(tx, current.key_no)
  }
  return { retired: current?.key_no ?? null, keyNo: await makeKey(tx) }
}

/** Takes the next signing key into use — 署名鍵の更新. Papers of the old one stay genuine. */
export const rotateSigningKey = command({
  name: 'certificates.rotate-signing-key', title: '署名鍵を替える', permission: 'certificates.configure',
  description: 'Ends the period of the key that signs papers, destroys its private half and makes the next one. The public half stays published for ever: papers signed with it stay genuine.',
  input: z.strictObject({}), output: z.object({ retired: z.number().nullable(), keyNo: z.number() }),
  async run(tx) {
    await store.lockKeys(tx)
    return done(await replaceKey(tx))
  },
  async example() { return {} },
})

/** Says that a private key may be in foreign hands — 署名鍵を止める. Its marks count only together with the issue log. */
export const revokeSigningKey = command({
  name: 'certificates.revoke-signing-key', title: '署名鍵を止める', permission: 'certificates.configure',
  description: 'Revokes a signing key because its private half may be known to somebody else; a key in use is replaced at once. Papers it signed are still recognised by the issue log of the town, but no longer by the published keys alone.',
  input: z.strictObject({ keyNo: z.int({ error: '鍵の番号を選んでください。' }).min(1, { error: '鍵の番号を選んでください。' }), reason: zText(200, '止める理由') }),
  output: z.object({ keyNo: z.number(), next: z.number().nullable() }),
  async run(tx, input) {
    await store.lockKeys(tx)
    const key = (await store.listKeys(tx)).find((one) => one.key_no === input.keyNo)
    if (key === undefined) return refuse('signing-key-not-found', { field: '/keyNo' })
    if (await store.insertKeyEnd(tx, { keyNo: key.key_no, kind: 'revoked', reason: input.reason }) === 0) return refuse('signing-key-revoked', { field: '/keyNo' })
    const next = key.retired_at === null ? (await replaceKey(tx)).keyNo : null
    return done({ keyNo: key.key_no, next })
  },
  async example(tx) {
    const key = (await store.listKeys(tx)).find((one) => one.revoked_at === null)
    return key ? { keyNo: key.key_no, reason: '鍵ファイルの控えが持ち出された' } : null
  },
})

/** The keys of a town as they are published; a key whose period is over stays. */
export async function publicKeysOf(tx: Tx): Promise<readonly PublicKey[]> {
  const dayOf = (at: store.KeyRow['valid_from'] | null): PlainDate | null => (at === null ? null : townDay(at))
  return (await store.listKeys(tx)).map((row) => ({
    keyNo: row.key_no, publicKey: Uint8Array.from(row.public_key), from: townDay(row.valid_from), until: dayOf(row.retired_at), revokedOn: dayOf(row.revoked_at),
  }))
}

const zDay = z.string().regex(/^\d{4}-\d{2}-\d{2}$/)

/** The published keys of a town, as one file: with it alone papers are verified elsewhere. */
export const PublishedKeys = z.strictObject({
  format: z.literal('yakuba-public-keys-1'), town: z.string().regex(/^\d{6}$/), name: z.string(),
  keys: z.array(z.strictObject({ keyNo: z.int(), algorithm: z.literal('Ed25519'), publicKey: z.string().regex(/^[0-9a-f]{64}$/), from: zDay, until: zDay.nullable(), revokedOn: zDay.nullable() })),
})
export type PublishedKeys = z.infer<typeof PublishedKeys>

/** The public keys of the town, for whoever verifies papers — 公開鍵の一覧. */
export const publicKeys = query<Record<string, never>, PublishedKeys>({
  name: 'certificates.public-keys', title: '署名鍵の公開鍵', permission: 'certificates.read', action: 'view',
  description: 'The public halves of all keys with which the town ever signed papers, with their periods. The same file is published without sign-in.',
  input: z.strictObject({}), output: PublishedKeys,
  async run(tx) {
    const keys = (await publicKeysOf(tx)).map((key) => ({ ...key, algorithm: 'Ed25519' as const, publicKey: Buffer.from(key.publicKey).toString('hex') }))
    return { ok: true, value: { format: 'yakuba-public-keys-1', town: tx.office.code, name: tx.office.name, keys } }
  },
  ...noPersons,
  async example() { return {} },
})
