/**
 * Writes a program with all its own modules into one file, to be started by Node alone: it is read in a fraction of the
 * time that hundreds of TypeScript modules take. Packages stay where they are, and each module knows its own place.
 */
import fs from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * @param {string} entry path of the program's first module
 * @param {string} folder where the file is written; packages are looked up from there, so it lies in the project
 * @returns {Promise<string>} path of the file to start
 */
export async function writeOneFile(entry, folder) {
  await writeFiles([entry], { folder, base: path.dirname(entry) })
  return path.join(folder, nameOf(entry))
}

/**
 * Several programs at once; what they share is written once.
 * @param {readonly string[]} entries
 * @param {{ folder: string, base: string, instead?: Readonly<Record<string, string>> }} where each entry lies in `folder` as
 *   it lies in `base`; `instead`: texts that are read in place of what stands in a file, by its path
 */
export async function writeFiles(entries, { folder, base, instead = {} }) {
  const { build } = await import('esbuild')
  await build({ entryPoints: [...entries], outdir: folder, outbase: base, outExtension: { '.js': '.mjs' }, bundle: true, splitting: true, format: 'esm', platform: 'node', packages: 'external', sourcemap: 'linked', plugins: [ownPlace(instead)], logLevel: 'error' })
}

/**
 * The same, kept below `var/program` for as long as nothing of the source has changed.
 * @param {string} project
 * @param {string} entry
 * @returns {Promise<string>}
 */
export async function keptOneFile(project, entry) {
  const all = path.join(project, 'var', 'program')
  const folder = path.join(all, stateOf(project))
  if (!fs.existsSync(folder)) {
    fs.mkdirSync(all, { recursive: true })
    const draft = fs.mkdtempSync(path.join(all, 'draft-'))
    try {
      await writeOneFile(entry, draft)
      // Whoever may read the tree may start it.
      fs.chmodSync(draft, 0o755)
      fs.renameSync(draft, folder)
    } catch (error) {
      fs.rmSync(draft, { recursive: true, force: true })
      // Another start has written it meanwhile.
      if (!fs.existsSync(folder)) throw error
    }
    dropOld(all)
  }
  const program = path.join(folder, nameOf(entry))
  fs.accessSync(program, fs.constants.R_OK)
  return program
}

/** @param {string} entry */
function nameOf(entry) {
  return path.basename(entry).replace(/\.ts$/, '.mjs')
}

/** Digest of what the source is made of, as the file system tells it. @param {string} project */
function stateOf(project) {
  const digest = createHash('sha256')
  for (const name of ['package-lock.json', 'tsconfig.json', 'bin/one-file.mjs', ...fs.readdirSync(path.join(project, 'src'), { recursive: true }).map((file) => path.join('src', String(file))).sort()]) {
    if (!/\.(tsx?|mjs|json)$/.test(name)) continue
    const { size, mtimeMs } = fs.statSync(path.join(project, name))
    digest.update(`${name} ${size} ${mtimeMs}\n`)
  }
  return digest.digest('hex').slice(0, 24)
}

/** Programs of earlier states; the newest ones stay, since somebody may be running on them. @param {string} all */
function dropOld(all) {
  const folders = fs.readdirSync(all).map((name) => path.join(all, name)).map((folder) => ({ folder, at: fs.statSync(folder).mtimeMs })).sort((a, b) => b.at - a.at)
  for (const { folder } of folders.slice(5)) fs.rmSync(folder, { recursive: true, force: true })
}

/**
 * `import.meta.url` names the module as it lies in the tree: beside it are its law, its forms and its migrations.
 * @param {Readonly<Record<string, string>>} instead
 * @returns {import('esbuild').Plugin}
 */
const ownPlace = (instead) => ({
  name: 'own-place',
  setup({ onLoad }) {
    onLoad({ filter: /\.tsx?$/ }, async ({ path: file }) => ({
      contents: (instead[file] ?? await readFile(file, 'utf8')).replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href)),
      loader: file.endsWith('x') ? 'tsx' : 'ts',
    }))
  },
})
