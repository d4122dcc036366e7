import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The tree under test. */
export const projectDir = fileURLToPath(new URL('../../', import.meta.url))
export const isRoot = process.getuid?.() === 0

/** Another user of this machine, made for a test and removed after it. */
export interface OtherUser { readonly name: string; readonly uid: number; readonly gid: number; readonly home: string }

/** A command that has ended. */
export interface Ended { readonly code: number | null; readonly output: string }

/** A running Yakuba. */
export interface RunningYakuba {
  /** The first address printed, with its closing slash. */
  readonly base: string
  readonly signIns: { readonly ids: readonly string[]; readonly password: string }
  /** From the command to readiness. */
  readonly seconds: number
  output(): string
  /** Stops it as Ctrl-C in a terminal does: the signal reaches npm, the door and the program at once. */
  stop(): Promise<Ended>
  /** Kills everything of it but the database, as a power cut of the program. */
  kill(): Promise<void>
}

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
 * A clone of the tree as it stands, with its packages in place.
 * @param owner copies everything and gives it away; without one, packages are linked file by file
 */
export function makeClone(target: string, owner?: OtherUser): string {
  mkdirSync(dirname(target), { recursive: true })
  copyTree(target)
  const modules = join(projectDir, 'node_modules')
  const linked = !owner && spawnSync('cp', ['-al', modules, target]).status === 0
  if (!linked) execFileSync('cp', ['-a', modules, target])
  if (owner) execFileSync('chown', ['-R', `${owner.uid}:${owner.gid}`, target])
  return target
}

/** Runs a command to its end; as another user when one is given. */
export function runIn(dir: string, command: readonly [string, ...string[]], how: { env?: NodeJS.ProcessEnv; user?: OtherUser; seconds?: number } = {}): Promise<Ended> {
  const child = launch(dir, command, how)
  const heard = listen(child)
  const timer = setTimeout(() => { killGroup(child, 'SIGKILL') }, (how.seconds ?? 120) * 1000)
  return ended(child, heard).finally(() => { clearTimeout(timer) })
}

/** `npm start` on any free port; resolves when `/readyz` says yes. */
export async function startYakuba(dir: string, how: { env?: NodeJS.ProcessEnv; user?: OtherUser } = {}): Promise<RunningYakuba> {
  const begin = performance.now()
  const child = launch(dir, ['npm', 'start'], { ...how, env: { PORT: '0', ...how.env } })
  const heard = listen(child)
  const over = ended(child, heard)
  const base = await firstAddress(child, heard)
  await untilReady(base, child, heard)
  return {
    base, seconds: (performance.now() - begin) / 1000, signIns: readSignIns(heard.text), output: () => heard.text,
    stop: async () => { killGroup(child, 'SIGINT'); return over },
    kill: async () => { killGroup(child, 'SIGKILL'); await over },
  }
}

/** A server held by a program of its own, so that the program can be killed. */
export async function holdServer(dataDir: string, how: { mode?: 'attach' | 'durable'; user?: OtherUser; project?: string } = {}): Promise<HeldServer> {
  const project = how.project ?? projectDir
  const loader = pathToFileURL(join(project, 'node_modules/tsx/dist/loader.mjs')).href
  const child = launch(project, [process.execPath, '--import', loader, join(project, 'test/start/hold-server.ts'), dataDir, how.mode ?? ''], { user: how.user })
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

interface Heard { text: string }

function launch(dir: string, [program, ...args]: readonly [string, ...string[]], how: { env?: NodeJS.ProcessEnv; user?: OtherUser }): ChildProcess {
  const identity = how.user ? { uid: how.user.uid, gid: how.user.gid } : {}
  const home = how.user ? { HOME: how.user.home, USER: how.user.name, LOGNAME: how.user.name } : {}
  return spawn(program, args, { ...identity, cwd: dir, detached: true, env: { ...plainEnvironment(), ...home, ...how.env }, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Our own environment without what the runner of the tests or npm put there. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(npm_|VITEST|NODE_ENV$|NODE_OPTIONS$|TSX_|YAKUBA_|PORT$|TEST$|MODE$|DEV$|PROD$|SSR$|BASE_URL$|INIT_CWD$)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
}

function copyTree(target: string): void {
  const listed = spawnSync('git', ['-c', `safe.directory=${projectDir.replace(/\/$/, '')}`, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: projectDir, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (listed.status !== 0) {
    cpSync(projectDir, target, { recursive: true, filter: (path) => !/\/(node_modules|var|\.git)$/.test(path) })
    return
  }
  for (const file of listed.stdout.split('\0').filter((name) => name !== '' && existsSync(join(projectDir, name)))) {
    mkdirSync(dirname(join(target, file)), { recursive: true })
    cpSync(join(projectDir, file), join(target, file))
  }
}

function listen(child: ChildProcess): Heard {
  const heard: Heard = { text: '' }
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (chunk: string) => { heard.text += chunk })
  return heard
}

function ended(child: ChildProcess, heard: Heard): Promise<Ended> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => { resolve({ code, output: heard.text }) })
  })
}

function killGroup(child: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

async function firstAddress(child: ChildProcess, heard: Heard): Promise<string> {
  for (;;) {
    const found = /http:\/\/[\w.[\]:]+:\d+\//.exec(heard.text)
    if (found) return found[0]
    if (child.exitCode !== null) throw new Error(`npm start ended without an address:\n${heard.text}`)
    await sleep(50)
  }
}

async function untilReady(base: string, child: ChildProcess, heard: Heard): Promise<void> {
  for (;;) {
    const answer = await fetch(new URL('/readyz', base)).catch(() => undefined)
    if (answer?.ok) return
    if (child.exitCode !== null) throw new Error(`npm start ended before it was ready:\n${heard.text}`)
    await sleep(50)
  }
}

function readSignIns(output: string): RunningYakuba['signIns'] {
  const ids = /ID：(.+)/.exec(output)?.[1]?.split('、').map((part) => part.replace(/（.*/, '').trim()) ?? []
  return { ids, password: /パスワード：(\S+)/.exec(output)?.[1] ?? '' }
}

/** Gives one file or folder to a user. */
export function giveTo(user: OtherUser, path: string): void {
  chownSync(path, user.uid, user.gid)
}
