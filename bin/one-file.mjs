/**
 * Writes a program with all its own modules and the packages that are nothing but JavaScript into one file, to be started
 * by Node alone: it is read in a fraction of the time that hundreds of modules take. Packages that bring files or
 * machine code of their own stay where they are, and each module knows its own place.
 */
import fs from 'node:fs'
import { createHash } from 'node:crypto'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { isDeepStrictEqual } from 'node:util'

/** What starts a written program: stands beside it. */
const starter = fileURLToPath(new URL('./one-file-starter.cjs', import.meta.url))

/** Packages that may move into the file; every other one is looked up as always. */
const movable = new Set([
  '@holiday-jp/holiday_jp', '@hono/node-server', 'bwip-js', 'csv-parse', 'csv-stringify', 'graphile-worker', 'hono', 'hucre', 'iconv-lite',
  'kysely', 'pg', 'pg-copy-streams', 'pino', 'pngjs', 'prom-client', 'qr', 'yaml', 'zod',
])

/** What movable packages ask for and may do without, or read from beside themselves. */
const immovable = new Set(['cosmiconfig', 'pg-native', 'pino-pretty', 'thread-stream', 'typescript'])

/**
 * @param {string} entry path of the program's first module
 * @param {string} folder where the file is written; packages are looked up from there, so it lies in the project
 * @returns {Promise<string>} path of the file to start
 */
export async function writeOneFile(entry, folder) {
  const { build } = await import('esbuild')
  const program = path.join(folder, nameOf(entry))
  await build({
    entryPoints: [entry], outfile: program.replace(/\.cjs$/, '.program.js'), bundle: true, format: 'cjs', platform: 'node', target: 'node20', supported: { 'dynamic-import': false }, mainFields: ['module', 'main'],
    sourcemap: 'external', sourcesContent: false, plugins: [packagesApart, lawReadBefore, ownPlace(withPlainImports)], logLevel: 'error',
  })
  wrapInAscii(program.replace(/\.cjs$/, '.program.js'))
  fs.copyFileSync(starter, program)
  return program
}

/**
 * esbuild leaves characters in patterns and comments as they are; one of them would make the engine keep the whole text at two bytes a
 * character and read it several times as slowly. The function that Node puts around a module stands in the file, so that no start copies
 * the text to add it. Lines stay where they are.
 * @param {string} file
 */
function wrapInAscii(file) {
  const text = fs.readFileSync(file, 'utf8').replace(/\P{ASCII}/gu, (char) => char.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''))
  fs.writeFileSync(file, `(function (require, module, exports) {${text}\n})`, 'latin1')
}

/**
 * Several programs at once as modules; what they share is written once, and all packages stay outside.
 * @param {readonly string[]} entries
 * @param {{ folder: string, base: string, instead?: Readonly<Record<string, string>> }} where each entry lies in `folder` as
 *   it lies in `base`; `instead`: texts that are read in place of what stands in a file, by its path
 */
export async function writeFiles(entries, { folder, base, instead = {} }) {
  const { build } = await import('esbuild')
  await build({ entryPoints: [...entries], outdir: folder, outbase: base, outExtension: { '.js': '.mjs' }, bundle: true, splitting: true, format: 'esm', platform: 'node', packages: 'external', sourcemap: 'linked', sourcesContent: false, plugins: [ownPlace((source, file) => instead[file] ?? source)], logLevel: 'error' })
}

/**
 * The same, kept below `var/program` for as long as nothing of the source has changed.
 * @param {string} project
 * @param {string} entry
 * @returns {Promise<string>}
 */
export async function keptOneFile(project, entry) {
  const all = path.join(project, 'var', 'program')
  const folder = path.join(all, `${path.basename(entry, '.ts')}-${stateOf(project)}`)
  if (!fs.existsSync(folder)) {
    fs.mkdirSync(all, { recursive: true })
    const draft = fs.mkdtempSync(path.join(all, 'draft-'))
    try {
      await writeOneFile(entry, draft)
      // The writer would stay as a process of its own for as long as the program runs.
      await (await import('esbuild')).stop()
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
  return path.basename(entry).replace(/\.ts$/, '.cjs')
}

/** Digest of what the source is made of, as the file system tells it. @param {string} project */
function stateOf(project) {
  const digest = createHash('sha256').update(process.version)
  for (const name of ['package-lock.json', 'tsconfig.json', 'bin/one-file.mjs', path.relative(project, starter), ...fs.readdirSync(path.join(project, 'src'), { recursive: true }).map((file) => path.join('src', String(file))).sort()]) {
    if (!/\.(tsx?|[cm]js|json)$|\/law\/[^/]+$/.test(name)) continue
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

/** @type {import('esbuild').Plugin} */
const packagesApart = {
  name: 'packages-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path: wanted, importer }) => {
      const name = wanted.split('/').slice(0, wanted.startsWith('@') ? 2 : 1).join('/')
      const isOurs = !importer.split(path.sep).includes('node_modules')
      return (isOurs ? movable.has(name) : !immovable.has(name)) ? undefined : { path: wanted, external: true }
    })
  },
}

/**
 * The law that lies beside the rules is parsed once, when the program is written, and checked at every start as always.
 * @type {import('esbuild').Plugin}
 */
const lawReadBefore = {
  name: 'law-read-before',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]legislation[\\/]read-before\.ts$/ }, async ({ path: file }) => {
      const folders = await parseLaw(path.dirname(path.dirname(file)))
      return { contents: `export const readBefore = new Map(JSON.parse(${JSON.stringify(JSON.stringify(folders))}).map(([folder, files]) => [folder, new Map(files)]))`, loader: 'js' }
    })
  },
}

/** Every folder of law whose files can be parsed; what cannot is left to the start, which names the line. @param {string} src */
async function parseLaw(src) {
  const { parseDocument } = await import('yaml')
  const folders = fs.readdirSync(src, { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory() && entry.name === 'law').map((entry) => path.join(entry.parentPath, entry.name))
  return folders.flatMap((folder) => {
    const files = fs.readdirSync(folder).map((name) => {
      const text = fs.readFileSync(path.join(folder, name), 'utf8')
      const document = name.endsWith('.yaml') ? parseDocument(text) : undefined
      const content = document?.toJS() ?? null
      return { isExact: !document?.errors.length && isDeepStrictEqual(JSON.parse(JSON.stringify(content)), content), entry: [name, { digest: createHash('sha256').update(text).digest('hex'), content }] }
    })
    return files.every((file) => file.isExact) ? [[folder, files.map((file) => file.entry)]] : []
  })
}

/** In two parts, so that this module says the same where it has been written into a program itself. */
const place = ['import.meta', 'url'].join('.')

/**
 * `import.meta.url` names the module as it lies in the tree: beside it are its law, its forms and its migrations.
 * @param {(source: string, file: string) => string} changed
 * @returns {import('esbuild').Plugin}
 */
const ownPlace = (changed) => ({
  name: 'own-place',
  setup({ onLoad }) {
    onLoad({ filter: /\.(tsx?|mjs)$/ }, ({ path: file }) => {
      if (file.split(path.sep).includes('node_modules')) return undefined
      const source = fs.readFileSync(file, 'utf8')
      const contents = changed(source, file).replaceAll(place, JSON.stringify(pathToFileURL(file).href))
      // What stays as it is, the writer reads faster by itself than it takes it from here.
      return contents === source ? undefined : { contents, loader: file.endsWith('x') ? 'tsx' : 'ts' }
    })
  },
})

/** A list that awaits its modules one by one becomes a list of plain imports, since one file cannot wait while it is read. @param {string} source */
function withPlainImports(source) {
  const awaited = /^ {2}\(await import\(('[^']+')\)\)\.(\w+),$/gm
  const imports = [...source.matchAll(awaited)].map(([, module, name], index) => `import { ${name} as listed${index} } from ${module};`)
  let count = 0
  return imports.join('') + source.replace(awaited, () => `  listed${count++},`)
}
