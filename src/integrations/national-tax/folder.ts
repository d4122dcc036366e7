import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ReturnsLink } from '../../tax/individual/index.ts'

/**
 * Files of returns that are put into a folder — 課税資料の受け渡しの場所.
 * A file that is still being written has another ending than `.csv`.
 */
export function folderLink(folder: string): ReturnsLink {
  const moveTo = async (place: string, name: string): Promise<void> => {
    await mkdir(join(folder, place), { recursive: true })
    await rename(join(folder, name), join(folder, place, name))
  }
  return {
    async waiting() {
      const names = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile() && entry.name.toLowerCase().endsWith('.csv')).map((entry) => entry.name)
      return names.toSorted().map((name) => ({ name, bytes: async () => await readFile(join(folder, name)) }))
    },
    taken: async (name) => { await moveTo('taken', name) },
    async refused(name, sentences) {
      await moveTo('refused', name)
      await writeFile(join(folder, 'refused', `${name}.txt`), `${sentences.join('\r\n')}\r\n`)
    },
  }
}
