import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { canEnter, runAs, type Account } from './embedded-account.ts'
import { sharedFolder } from './embedded-binaries.ts'
import { StartRefused, folderProblem, otherVersion, serverProblem } from './embedded-errors.ts'
import type { ServerState } from './embedded-state.ts'

const serverMajor = '18'
/** The first role of a fresh cluster; used to make the others, never by the program at work. */
export const superuser = 'postgres'

/** Makes the data folder if it is missing and returns its one true path. */
export function openDataDir(dataDir: string): string {
  try {
    mkdirSync(dataDir, { recursive: true })
    return realpathSync(dataDir)
  } catch (error) {
    throw folderProblem(dataDir, error)
  }
}

/**
 * The folder of the cluster: inside the data folder, or, where the server's account cannot reach that, outside the project.
 * @param remembered what the last start wrote; a cluster stays where it is
 */
export function placeCluster(dataDir: string, account: Account, remembered: ServerState | undefined): string {
  const inside = join(dataDir, 'postgres')
  if (existsSync(join(inside, 'PG_VERSION'))) return inside
  if (remembered && existsSync(join(remembered.cluster, 'PG_VERSION')) && !isCopied(dataDir, remembered)) return remembered.cluster
  if (account.uid === undefined || (canEnter(account, dataDir) && mayGiveAway(dataDir, account))) return inside
  return join(outsideFolder(dataDir, account), 'postgres')
}

/** Makes a new cluster, whole or not at all. */
export function createCluster(native: string, account: Account, target: { cluster: string; password: string; fast: boolean }): void {
  const { cluster } = target
  const draft = `${cluster}.new`
  const passwordFile = `${cluster}.password`
  try {
    rmSync(draft, { recursive: true, force: true })
    mkdirSync(draft, { mode: 0o700 })
    writeFileSync(passwordFile, `${target.password}\n`, { mode: 0o600 })
    for (const path of [draft, passwordFile]) giveTo(account, path)
    runInitdb(native, account, { draft, passwordFile, fast: target.fast })
    renameSync(draft, cluster)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    throw folderProblem(cluster, error)
  } finally {
    rmSync(passwordFile, { force: true })
  }
}

/** Refuses a cluster that another major version made. */
export function checkVersion(cluster: string): void {
  if (readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim() !== serverMajor) throw otherVersion(cluster)
}

/** Gives the first role a new password where the file that held it is lost: whoever owns the folder may. */
export function resetPassword(native: string, account: Account, target: { cluster: string; password: string }): void {
  const command = `alter role ${superuser} password '${target.password}'\n`
  const result = runAs(account, [join(native, 'bin', 'postgres'), '--single', '-D', target.cluster, 'postgres'], command)
  if (result.status !== 0) throw serverProblem(result.stderr, target.cluster)
}

export function newPassword(): string {
  return randomBytes(24).toString('base64url')
}

/** Deletes the cluster and, outside the project, the folder made for it alone. */
export function removeCluster(dataDir: string, cluster: string): void {
  const outside = basename(dirname(cluster)) === keyOf(dataDir)
  rmSync(outside ? dirname(cluster) : cluster, { recursive: true, force: true })
}

function runInitdb(native: string, account: Account, how: { draft: string; passwordFile: string; fast: boolean }): void {
  const result = runAs(account, [
    join(native, 'bin', 'initdb'), '-D', how.draft, '-U', superuser, '-A', 'scram-sha-256', `--pwfile=${how.passwordFile}`,
    '--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', ...(how.fast ? ['--no-sync'] : []),
  ])
  if (result.status === 0) return
  if (result.error) throw new StartRefused('binaries-missing', `initdb を実行できません（${result.error.message}）。node_modules を消してもう一度実行してください。`, result.error)
  throw serverProblem(`${result.stdout}\n${result.stderr}`, how.draft)
}

/** A folder on a share or mounted from outside may be open to the account and still refuse to change hands. */
function mayGiveAway(dataDir: string, account: Account): boolean {
  const trial = mkdtempSync(join(dataDir, '.owner-'))
  try {
    giveTo(account, trial)
    return canEnter(account, trial)
  } catch {
    return false
  } finally {
    rmSync(trial, { recursive: true, force: true })
  }
}

function giveTo(account: Account, path: string): void {
  if (account.uid !== undefined && account.gid !== undefined) chownSync(path, account.uid, account.gid)
}

/** True when the project was copied with its data folder while the original still stands: the cluster outside is the original's. */
function isCopied(dataDir: string, remembered: ServerState): boolean {
  return remembered.dataDir !== dataDir && existsSync(join(remembered.dataDir, 'postgres.json'))
}

function outsideFolder(dataDir: string, account: Account): string {
  const all = join(sharedFolder(account), 'data')
  const ours = join(all, keyOf(dataDir))
  try {
    mkdirSync(ours, { recursive: true })
    // Whatever our umask: the account must pass through; what is inside belongs to it alone.
    for (const folder of [all, ours]) chmodSync(folder, 0o711)
    return ours
  } catch (error) {
    throw folderProblem(ours, error)
  }
}

/** Keeps projects apart by path, with a name a person recognises. */
function keyOf(dataDir: string): string {
  const project = basename(dataDir) === 'var' ? basename(dirname(dataDir)) : basename(dataDir)
  return `${project}-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}`
}
