import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { asOneFile, type OneFile } from '../../src/app/bench/one-file.ts'
import { copyTree, ended, killGroup, launch, listen, type Ended } from '../../src/app/bench/started.ts'

export { startYakuba, type Ended, type RunningYakuba } from '../../src/app/bench/started.ts'

/** The tree under test. */
export const projectDir = fileURLToPath(new URL('../../', import.meta.url))
export const isRoot = process.getuid?.() === 0

/** Another user of this machine, made for a test and removed after it. */
export interface OtherUser { readonly name: string; readonly uid: number; readonly gid: number; readonly home: string }

/** Says why a case is left out on this machine; the test is then skipped by name. */
export function leaveOut(why: string): true {
  process.stdout.write(`skipped: ${why}\n`)
  return true
}

/** A folder of this test alone that any user can pass through. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'yakuba-start-'))
  chmodSync(folder, 0o755)
  return folder
}

/** Makes a user with a home below a folder; root only. */
export function addUser(folder: string): OtherUser {
  const name = `yakuba-${process.pid % 100_000}-${Math.floor(performance.now()) % 1000}`
  const home = join(folder, 'home')
  execFileSync('useradd', ['--create-home', '--home-dir', home, '--shell', '/bin/sh', name])
  const [, , uid, gid] = readFileSync('/etc/passwd', 'utf8').split('\n').find((line) => line.startsWith(`${name}:`))?.split(':') ?? []
  return { name, uid: Number(uid), gid: Number(gid), home }
}

export function removeUser(user: OtherUser): void {
  spawnSync('userdel', [user.name])
}

/**
 * A clone of the tree as it stands, with its packages in place: linked file by file where the disk is the same.
 * @param owner gets the tree and every folder; what is linked stays whose it is, and can be read by all
 */
export function makeClone(target: string, owner?: OtherUser): string {
  mkdirSync(dirname(target), { recursive: true })
  copyTree(target)
  const modules = join(projectDir, 'node_modules')
  if (owner) giveAll(owner, target)
  if (spawnSync('cp', ['-al', modules, target]).status === 0) {
    if (owner) execFileSync('find', [join(target, 'node_modules'), '-type', 'd', '-exec', 'chown', `${owner.uid}:${owner.gid}`, '{}', '+'])
    return target
  }
  execFileSync('cp', ['-a', modules, target])
  if (owner) giveAll(owner, target)
  return target
}

function giveAll(owner: OtherUser, path: string): void {
  execFileSync('chown', ['-R', `${owner.uid}:${owner.gid}`, path])
}

/** Runs a command to its end; as another user when one is given. */
export function runIn(dir: string, command: readonly [string, ...string[]], how: { env?: NodeJS.ProcessEnv; user?: OtherUser; seconds?: number } = {}): Promise<Ended> {
  const child = launch(dir, command, how)
  const heard = listen(child)
  const timer = setTimeout(() => { killGroup(child, 'SIGKILL') }, (how.seconds ?? 120) * 1000)
  return ended(child, heard).finally(() => { clearTimeout(timer) })
}

let holder: Promise<OneFile> | undefined

/** Deletes the program that holds servers. */
export async function forgetHolder(): Promise<void> {
  const written = await holder
  holder = undefined
  written?.remove()
}

/** A server held by a program of its own, so that the program can be killed. */
export async function holdServer(dataDir: string, how: { mode?: 'attach' | 'durable'; user?: OtherUser } = {}): Promise<HeldServer> {
  holder ??= asOneFile(new URL('./hold-server.ts', import.meta.url))
  const child = launch(projectDir, [process.execPath, (await holder).path, dataDir, how.mode ?? ''], { user: how.user })
  const heard = listen(child)
  const over = ended(child, heard)
  while (!heard.text.includes('}\n')) {
    if (child.exitCode !== null) throw new Error((await over).output)
    await sleep(20)
  }
  const line = heard.text.split('\n').find((part) => part.startsWith('{')) ?? '{}'
  return {
    ...JSON.parse(line) as HeldFacts, output: () => heard.text,
    stop: async () => { child.kill('SIGTERM'); return over },
    kill: async () => { child.kill('SIGKILL'); await over },
  }
}

interface HeldFacts { readonly pid: number; readonly port: number; readonly cluster: string; readonly ownerUrl: string; readonly attached: boolean }
export interface HeldServer extends HeldFacts {
  output(): string
  stop(): Promise<Ended>
  kill(): Promise<void>
}

/** Deletes a folder, and what a start put outside it because the database's user could not enter it. */
export function cleanUp(folder: string, outside: readonly string[] = []): void {
  for (const path of [folder, ...outside.filter((cluster) => !cluster.startsWith(folder)).map(dirname)]) rmSync(path, { recursive: true, force: true })
}

/** Gives one file or folder to a user. */
export function giveTo(user: OtherUser, path: string): void {
  chownSync(path, user.uid, user.gid)
}
