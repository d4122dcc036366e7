import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeOneFile } from '../../../bin/one-file.mjs'
import { projectFolder } from '../settings.ts'

/** A program written into one file, to be started by Node alone. */
export interface OneFile { readonly path: string; remove(): void }

/** Writes a program for one test or measure: that counts where it is killed and started again dozens of times. */
export async function asOneFile(entry: URL): Promise<OneFile> {
  mkdirSync(join(projectFolder, 'var'), { recursive: true })
  const folder = mkdtempSync(join(projectFolder, 'var', 'program-'))
  // Whoever it is started as may read it.
  chmodSync(folder, 0o755)
  return { path: await writeOneFile(fileURLToPath(entry), folder), remove: () => { rmSync(folder, { recursive: true, force: true }) } }
}
