import { mkdir, open, readdir, readFile, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { TransferError, type Transport } from '../../collection/index.ts'

/** Folders on our own machine, into which something else puts what partners send — ローカルの受け渡しの場所. */
export function openFolder(root: string): Transport {
  return {
    list: async (folder) => await guarded(async () => {
      const entries = (await readdir(join(root, folder), { withFileTypes: true })).filter((entry) => entry.isFile())
      const files = await Promise.all(entries.map(async (entry) => ({ name: entry.name, size: (await stat(join(root, folder, entry.name))).size })))
      return files.sort((a, b) => (a.name < b.name ? -1 : 1))
    }),
    read: async (folder, name, most) => await guarded(async () => {
      if ((await stat(join(root, folder, name))).size > most) throw new TransferError('too-large', name)
      return new Uint8Array(await readFile(join(root, folder, name)))
    }),
    write: async (folder, name, bytes) => {
      await guarded(async () => {
        await mkdir(join(root, folder), { recursive: true })
        const file = await open(join(root, folder, `${name}.tmp`), 'w', 0o640)
        try { await file.writeFile(bytes); await file.sync() } finally { await file.close() }
        await rename(join(root, folder, `${name}.tmp`), join(root, folder, name))
      })
    },
    move: async ({ folder, name }, to) => {
      await guarded(async () => {
        await mkdir(join(root, to), { recursive: true })
        await rename(join(root, folder, name), join(root, to, name))
      })
    },
    close: async () => undefined,
  }
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof TransferError) throw error
    throw new TransferError((error as NodeJS.ErrnoException).code === 'ENOENT' ? 'missing' : 'broken', 'the folder cannot be used', { cause: error })
  }
}
