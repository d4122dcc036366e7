import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir, tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createBrotliDecompress } from 'node:zlib'

/** A Chromium that starts on this machine, for the journeys and for pictures of the screens. */
export interface Chromium {
  readonly path: string
  /** The whole environment to start it with: ours, and the fonts of the packages. */
  readonly env: Record<string, string>
  readonly args: readonly string[]
}

/** No browser, and none could be installed; the message is Japanese and names the four things tried. */
export class ChromiumMissing extends Error {
  override readonly name = 'ChromiumMissing'
}

const packageVersion = '147.0.0'
/** The first is the same browser without windows and menus: a journey costs it two thirds of the processor time. */
const commandNames = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
/** Older Debian has the second alone. */
const debianPackages = ['chromium-headless-shell', 'chromium']
const fontPackages = ['@expo-google-fonts/biz-udgothic', '@expo-google-fonts/biz-udmincho', '@expo-google-fonts/noto-serif-jp']

/**
 * Finds Chromium in this order: `YAKUBA_CHROMIUM`; the search path; Debian's package, installed where we are root;
 * the npm package that carries one, installed once into the cache folder.
 */
export async function findChromium(): Promise<Chromium> {
  const named = process.env['YAKUBA_CHROMIUM']
  if (named) return asNamed(named)
  const tried = ['環境変数 YAKUBA_CHROMIUM：指定なし']
  for (const look of [onPath, fromDebian, fromNpm]) {
    const found = await look()
    if ('path' in found) return found
    tried.push(found.why)
  }
  throw new ChromiumMissing([
    'Chromium がないため、画面の試験ができません。次の4つを試しました。',
    ...tried.map((line, index) => `  ${index + 1}. ${line}`),
    'Chromium を入れるか、環境変数 YAKUBA_CHROMIUM に実行ファイルの場所を指定してから、もう一度実行してください。',
  ].join('\n'))
}

type Found = Chromium | { readonly why: string }

function asNamed(path: string): Chromium {
  const found = startable(path)
  if ('path' in found) return found
  throw new ChromiumMissing(`環境変数 YAKUBA_CHROMIUM の ${path} を起動できません（${found.why}）。正しい場所を指定するか、指定をやめてください。`)
}

function onPath(): Found {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const candidates = folders.flatMap((folder) => commandNames.map((name) => join(folder, name)))
  const faults: string[] = []
  for (const path of candidates.filter((one) => existsSync(one))) {
    const found = startable(path)
    if ('path' in found) return found
    faults.push(found.why)
  }
  return { why: `PATH：${faults[0] ?? `${commandNames.join('、')} のどれもありません`}` }
}

function fromDebian(): Found {
  const title = `Debian のパッケージ（apt-get install ${debianPackages.join('、')}）`
  if (process.getuid?.() !== 0) return { why: `${title}：root ではないため入れられません` }
  if (run('apt-get', ['--version']).status !== 0) return { why: `${title}：apt-get がありません` }
  const options = { DEBIAN_FRONTEND: 'noninteractive' }
  run('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=300', 'update'], options)
  let why = ''
  for (const name of debianPackages) {
    process.stdout.write(`Chromium を入れています… (apt-get install ${name} fonts-noto-cjk)\n`)
    const result = run('apt-get', ['-q', '-y', '-o', 'DPkg::Lock::Timeout=300', 'install', '--no-install-recommends', name, 'fonts-noto-cjk'], options)
    const found = result.status === 0 ? onPath() : { why: lastLine(result) }
    if ('path' in found) return found
    why = found.why
  }
  return { why: `${title}：${why}` }
}

async function fromNpm(): Promise<Found> {
  const title = `npm のパッケージ（@sparticuz/chromium ${packageVersion}）`
  if (process.platform !== 'linux' || process.arch !== 'x64') return { why: `${title}：Linux の x64 でしか動きません` }
  const folder = join(cacheFolder(), `chromium-${packageVersion}`)
  if (!existsSync(folder)) {
    const failure = await unpackFromNpm(folder)
    if (failure) return { why: `${title}：${failure}` }
  }
  const found = startable(join(folder, 'chromium'), { LD_LIBRARY_PATH: join(folder, 'lib') })
  // It comes without the helper that sets up a sandbox, and it only ever sees our own pages.
  return 'path' in found ? { ...found, args: [...new Set([...found.args, '--no-sandbox'])] } : { why: `${title}：${found.why}` }
}

/** Installs beside the target and moves it into place; returns what went wrong, if anything did. */
async function unpackFromNpm(folder: string): Promise<string | undefined> {
  const draft = mkdtempSync(`${folder}.`)
  try {
    process.stdout.write('Chromium を入れています… (npm install @sparticuz/chromium)\n')
    const result = run('npm', ['install', '--prefix', draft, '--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund', `@sparticuz/chromium@${packageVersion}`])
    if (result.status !== 0) return lastLine(result)
    const packed = join(draft, 'node_modules', '@sparticuz', 'chromium', 'bin')
    await unpackBrotli(join(packed, 'chromium.br'), join(draft, 'chromium'))
    for (const name of ['al2023', 'swiftshader']) {
      await unpackBrotli(join(packed, `${name}.tar.br`), join(draft, `${name}.tar`))
      if (run('tar', ['--no-same-owner', '-xf', join(draft, `${name}.tar`), '-C', draft]).status !== 0) return `${name}.tar を展開できません`
      rmSync(join(draft, `${name}.tar`))
    }
    rmSync(join(draft, 'node_modules'), { recursive: true })
    renameSync(draft, folder)
    return undefined
  } catch (error) {
    // Two tests may unpack at once; whichever was first has done the work of both.
    return existsSync(folder) ? undefined : String(error)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

async function unpackBrotli(packed: string, target: string): Promise<void> {
  await pipeline(createReadStream(packed), createBrotliDecompress(), createWriteStream(target, { mode: 0o755 }))
}

/** Tries it: a name on the search path may be a stub that only asks to install something. */
function startable(path: string, extra: Record<string, string> = {}): Found {
  const env = { ...browserEnvironment(), ...extra }
  const args = ['--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]
  const result = run(path, ['--version', ...args], env)
  return result.status === 0 ? { path, env, args } : { why: `${path} が起動しません（${lastLine(result)}）` }
}

function browserEnvironment(): Record<string, string> {
  const ours = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return { ...Object.fromEntries(ours), FONTCONFIG_FILE: fontSettings() }
}

/** Writes a fontconfig file with the fonts of the packages in front, so that Japanese looks the same on every machine. */
function fontSettings(): string {
  const require = createRequire(import.meta.url)
  const folders = [...fontPackages.map((name) => dirname(require.resolve(`${name}/package.json`))), process.env['YAKUBA_FONT_DIR']]
  const prefer = (generic: string, family: string) => `<alias binding="strong"><family>${generic}</family><prefer><family>${family}</family></prefer></alias>`
  const text = [
    '<?xml version="1.0"?>', '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">', '<fontconfig>',
    '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>',
    ...folders.filter((folder) => folder).map((folder) => `<dir>${escapeXml(folder ?? '')}</dir>`),
    `<cachedir>${escapeXml(join(cacheFolder(), 'fontconfig'))}</cachedir>`,
    prefer('sans-serif', 'BIZ UDGothic'), prefer('monospace', 'BIZ UDGothic'), prefer('serif', 'Noto Serif JP'),
    '</fontconfig>', '',
  ].join('\n')
  const file = join(cacheFolder(), `fonts-${createHash('sha256').update(text).digest('hex').slice(0, 12)}.conf`)
  if (!existsSync(file)) {
    const draft = `${file}.${process.pid}`
    writeFileSync(draft, text)
    renameSync(draft, file)
  }
  return file
}

/** The person's own cache; where there is none to write, a folder of this user below the temporary one. */
function cacheFolder(): string {
  const home = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'yakuba')
  try {
    mkdirSync(home, { recursive: true })
    return home
  } catch {
    const folder = join(tmpdir(), `yakuba-${process.getuid?.() ?? 0}`)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    return folder
  }
}

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): SpawnSyncReturns<string> {
  return spawnSync(program, args, { encoding: 'utf8', timeout: 600_000, env: { ...process.env, ...env } })
}

function lastLine(result: SpawnSyncReturns<string>): string {
  const lines = `${result.stdout}\n${result.stderr}`.trim().split('\n').filter((line) => !/A complete log of this run/.test(line))
  return result.error?.message ?? (lines.at(-1) || `終了コード ${result.status}`)
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
