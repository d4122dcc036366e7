import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { projectFolder } from '../settings.ts'

/** A program written into one file, to be started by Node alone. */
export interface OneFile { readonly path: string; remove(): void }

/**
 * Writes a program with all its own modules into one file: it is read in a quarter of the time, which counts where a
 * program is killed and started again dozens of times. Packages stay where they are, and each module knows its own place.
 */
export async function asOneFile(entry: URL): Promise<OneFile> {
  const source = fileURLToPath(entry)
  // Packages are looked up from where the file lies, so it lies in the project.
  mkdirSync(join(projectFolder, 'var'), { recursive: true })
  const folder = mkdtempSync(join(projectFolder, 'var', 'program-'))
  await build({ entryPoints: [source], outdir: folder, outExtension: { '.js': '.mjs' }, bundle: true, splitting: true, format: 'esm', platform: 'node', packages: 'external', sourcemap: 'linked', plugins: [ownPlace], logLevel: 'error' })
  return { path: join(folder, basename(source).replace(/\.ts$/, '.mjs')), remove: () => { rmSync(folder, { recursive: true, force: true }) } }
}

/** `import.meta.url` names the module as it lies in the tree: beside it are its law, its forms and its migrations. */
const ownPlace: Plugin = {
  name: 'own-place',
  setup({ onLoad }) {
    onLoad({ filter: /\.tsx?$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
      loader: path.endsWith('x') ? 'tsx' : 'ts',
    }))
  },
}
