import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { projectFolder } from '../settings.ts'

/** Who runs a command, with which home. */
export interface RunAs { readonly name: string; readonly uid: number; readonly gid: number; readonly home: string }

/** A command that has ended. */
export interface Ended { readonly code: number | null; readonly output: string }

/** A Yakuba that was started by `npm start` in a folder. */
export interface RunningYakuba {
  /** The first address printed, with its closing slash. */
  readonly base: string
  readonly signIns: { readonly ids: readonly string[]; readonly password: string }
  /** From the command to readiness. */
  readonly seconds: number
  /** Process of `npm`, which leads the group of all but the database. */
  readonly pid: number
  output(): string
  /** Stops it as Ctrl-C in a terminal does: the signal reaches npm, the door and the program at once. */
  stop(): Promise<Ended>
  /** Kills everything of it but the database, as a power cut of the program. */
  kill(): Promise<void>
}

/** `npm start` on any free port; resolves when `/readyz` says yes. */
export async function startYakuba(dir: string, how: { env?: NodeJS.ProcessEnv; user?: RunAs } = {}): Promise<RunningYakuba> {
  const begin = performance.now()
  const child = launch(dir, ['npm', 'start'], { ...how, env: { PORT: '0', ...how.env } })
  const heard = listen(child)
  const over = ended(child, heard)
  const base = await firstAddress(child, heard)
  await untilReady(base, child, heard)
  return {
    base, seconds: (performance.now() - begin) / 1000, signIns: readSignIns(heard.text), pid: child.pid ?? 0, output: () => heard.text,
    stop: async () => { killGroup(child, 'SIGINT'); return over },
    kill: async () => { killGroup(child, 'SIGKILL'); await over },
  }
}

/** What a command has said so far. */
export interface Heard { text: string }

/** Starts a command in a folder, with our environment less what npm and runners of tests put there. */
export function launch(dir: string, [program, ...args]: readonly [string, ...string[]], how: { env?: NodeJS.ProcessEnv; user?: RunAs }): ChildProcess {
  const identity = how.user ? { uid: how.user.uid, gid: how.user.gid } : {}
  const home = how.user ? { HOME: how.user.home, USER: how.user.name, LOGNAME: how.user.name } : {}
  return spawn(program, args, { ...identity, cwd: dir, detached: true, env: { ...plainEnvironment(), ...home, ...how.env }, stdio: ['ignore', 'pipe', 'pipe'] })
}

function plainEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(npm_|VITEST|NODE_ENV$|NODE_OPTIONS$|TSX_|YAKUBA_|PORT$|TEST$|MODE$|DEV$|PROD$|SSR$|BASE_URL$|INIT_CWD$)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)))
}

/** Copies the tree as it stands, without packages and data: what a fresh clone holds. */
export function copyTree(target: string): void {
  const listed = spawnSync('git', ['-c', `safe.directory=${projectFolder.replace(/\/$/, '')}`, 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: projectFolder, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (listed.status !== 0) {
    cpSync(projectFolder, target, { recursive: true, filter: (path) => !/\/(node_modules|var|\.git)$/.test(path) })
    return
  }
  const files = listed.stdout.split('\0').filter((name) => name !== '' && existsSync(join(projectFolder, name)))
  for (const folder of new Set(files.map((file) => dirname(file)))) mkdirSync(join(target, folder), { recursive: true })
  for (const file of files) copyFileSync(join(projectFolder, file), join(target, file))
}

export function listen(child: ChildProcess): Heard {
  const heard: Heard = { text: '' }
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (chunk: string) => { heard.text += chunk })
  return heard
}

export function ended(child: ChildProcess, heard: Heard): Promise<Ended> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => { resolve({ code, output: heard.text }) })
  })
}

export function killGroup(child: ChildProcess, name: NodeJS.Signals): void {
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
