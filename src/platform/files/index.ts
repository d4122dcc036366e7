import { mkdir, readFile, rename, unlink, open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { assert } from '../../kernel/assert.ts'
import { sha256Hex, newId } from '../crypto/index.ts'
import { diskRefused, Outage } from '../db/database.ts'
import { sql } from '../db/db.ts'
import type { FileStore, Tx } from '../command/tx.ts'

export type { FileStore } from '../command/tx.ts'

/** Writes and reads whole files in a folder; the place where a full disk shows. */
export interface DiskAdapter {
  write(path: string, bytes: Uint8Array): Promise<void>
  read(path: string): Promise<Uint8Array>
}

/** A disk that syncs before it says yes, and leaves nothing half-written. */
export const localDisk: DiskAdapter = {
  async write(path, bytes) {
    const draft = `${path}.${newId()}.part`
    try {
      await mkdir(dirname(path), { recursive: true })
      const file = await open(draft, 'wx', 0o600)
      try { await file.writeFile(bytes); await file.sync() } finally { await file.close() }
      await rename(draft, path)
    } catch (error) {
      await unlink(draft).catch(() => undefined)
      throw error
    }
  },
  read: async (path) => await readFile(path),
}

const largest = 10 * 1024 * 1024

/** The store over the database (up to 10 MB) and the data folder (larger). */
export function makeFileStore(folder: string, disk: DiskAdapter = localDisk): FileStore {
  const pathOf = (tx: Tx, sha256: string): string => join(folder, String(tx.office.code), sha256.slice(0, 2), sha256)
  return {
    async put(tx, bytes) {
      const sha256 = sha256Hex(bytes)
      if (await isStored(tx, sha256)) return sha256
      const sealed = tx.services.cipher(tx.tenant).seal(bytes, `file:${sha256}`)
      const inFolder = bytes.length > largest
      if (inFolder) await disk.write(pathOf(tx, sha256), sealed).catch((error: unknown) => { throw new Outage(diskRefused, { cause: error }) })
      await insertFile(tx, { sha256, size: bytes.length, place: inFolder ? 'folder' : 'database', bytes: inFolder ? null : sealed })
      return sha256
    },
    async find(tx, sha256) {
      const row = await findFile(tx, sha256)
      if (!row) return undefined
      const sealed = row.place === 'folder' ? await disk.read(pathOf(tx, sha256)) : row.bytes
      assert(sealed !== null, 'a stored file has bytes')
      const plain = tx.services.cipher(tx.tenant).open(sealed, `file:${sha256}`)
      assert(sha256Hex(plain) === sha256, 'a stored file still has its digest')
      return plain
    },
  }
}

async function isStored(tx: Tx, sha256: string): Promise<boolean> {
  return (await tx.db.find(sql`select 1 from platform.file where tenant_id = ${tx.tenant} and sha256 = ${sha256}`)) !== undefined
}

async function findFile(tx: Tx, sha256: string): Promise<{ place: string; bytes: Buffer | null } | undefined> {
  return await tx.db.find<{ place: string; bytes: Buffer | null }>(sql`select place, bytes from platform.file where tenant_id = ${tx.tenant} and sha256 = ${sha256}`)
}

async function insertFile(tx: Tx, file: { sha256: string; size: number; place: string; bytes: Uint8Array | null }): Promise<void> {
  await tx.db.run(sql`
    insert into platform.file (tenant_id, sha256, size, place, bytes, stored_at)
    values (${tx.tenant}, ${file.sha256}, ${file.size}, ${file.place}, ${file.bytes}, ${tx.now})
    on conflict (tenant_id, sha256) do nothing`)
}
