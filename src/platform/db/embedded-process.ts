import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { availableParallelism, totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { takeTurns } from '../taking-turns.ts'
import { identity, serverEnvironment, type Account } from './embedded-account.ts'
import { superuser } from './embedded-cluster.ts'
import { StartRefused, folderProblem, serverProblem } from './embedded-errors.ts'
import { beginningOf } from './embedded-state.ts'
import { serverSettings } from './embedded-settings.ts'
import { makeSocketFolder, removeSocketFolder } from './embedded-socket.ts'

export const host = '127.0.0.1'
const pollMs = 25
const longestLogBytes = 10 * 1024 * 1024

/** Everything one server process is started with. */
export interface ServerPlan {
  readonly native: string
  readonly account: Account
  readonly cluster: string
  readonly password: string
  readonly logFile: string
  readonly fast: boolean
  readonly settings: Readonly<Record<string, string>>
  say(line: string): void
}

export interface RunningServer {
  readonly pid: number
  readonly port: number
  /** The folder of its Unix socket; null where it is reached by TCP alone. */
  readonly socketFolder: string | null
}

/** Where a server is reached; one that comes back does so at the same place. */
type Place = Omit<RunningServer, 'pid'>

/** Starts the server and waits until it answers; tries again where a port was snatched or a killed server is still going down, for a few seconds. */
export async function startServer(plan: ServerPlan, wanted?: Place): Promise<RunningServer> {
  const socketFolder = wanted === undefined ? makeSocketFolder(plan.account) : wanted.socketFolder
  for (let attempt = 1; ; attempt += 1) {
    const port = wanted?.port ?? await freePort()
    try {
      return await startOnce(plan, { port, socketFolder })
    } catch (error) {
      const said = error instanceof StartRefused ? String(error.cause ?? '') : ''
      const passing = /could not bind|Address already in use|pre-existing shared memory block|lock file "[^"]+" already exists/.test(said)
      if (!passing || attempt >= (wanted === undefined ? 50 : 10)) {
        if (wanted === undefined) removeSocketFolder(socketFolder)
        throw error
      }
      await sleep(100)
    }
  }
}

/** Asks the server whether it lets us in. */
export async function answers(port: number, password: string): Promise<boolean> {
  const client = new pg.Client({ host, port, user: superuser, password, database: 'postgres', connectionTimeoutMillis: 5_000 })
  client.on('error', () => { /* A server that goes away while it is being asked has answered: no. */ })
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Orderly stop: sessions are ended, everything is written, the server removes its own note. */
export async function stopServer(server: RunningServer, cluster: string): Promise<void> {
  const note = join(cluster, 'postmaster.pid')
  signal(server.pid, 'SIGINT')
  // Two minutes for a last checkpoint on a slow disk; after that without one, and the next start recovers.
  for (let waited = 0; waited < 240_000; waited += 20) {
    if (beginningOf(server.pid) === undefined || !existsSync(note)) {
      removeSocketFolder(server.socketFolder)
      return
    }
    if (waited === 120_000) signal(server.pid, 'SIGQUIT')
    await sleep(20)
  }
  throw new StartRefused('not-answering', `同梱データベース（プロセス ${server.pid}）が止まりません。このプロセスを止めてから、もう一度実行してください。`)
}

/** Sends a signal to a process that may be gone by now. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** A port nobody listens on at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, host, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

async function startOnce(plan: ServerPlan, place: Place): Promise<RunningServer> {
  const log = openLog(plan.logFile)
  const child = spawn(join(plan.native, 'bin', 'postgres'), serverArguments(plan, place), {
    ...identity(plan.account), cwd: '/', env: serverEnvironment(), stdio: ['ignore', log.descriptor, log.descriptor],
    // Its own process group: Ctrl-C reaches the program alone, which then stops the server in order.
    detached: true,
  })
  closeSync(log.descriptor)
  child.unref()
  await waitUntilAnswering(plan, { child, port: place.port, logStart: log.start })
  if (child.pid !== undefined) await takeTurns(child.pid)
  return { pid: child.pid ?? 0, ...place }
}

async function waitUntilAnswering(plan: ServerPlan, started: { child: ChildProcess; port: number; logStart: number }): Promise<void> {
  const { child } = started
  let failure: Error | undefined
  child.once('error', (error) => { failure = error })
  for (let waited = 0; ; waited += pollMs) {
    if (failure || child.exitCode !== null || child.signalCode !== null) {
      throw serverProblem(failure ? failure.message : readFileSync(plan.logFile).subarray(started.logStart).toString(), plan.cluster)
    }
    if (await answers(started.port, plan.password)) return
    if (waited > 0 && waited % 10_000 === 0) plan.say('データベースの復旧が終わるのを待っています…')
    await sleep(pollMs)
  }
}

function serverArguments(plan: ServerPlan, { port, socketFolder }: Place): string[] {
  const memory = Math.min(totalmem(), process.constrainedMemory() || Number.MAX_SAFE_INTEGER)
  const settings = { ...serverSettings({ memoryBytes: memory, processors: availableParallelism(), fast: plan.fast }), ...plan.settings }
  return ['-D', plan.cluster, '-p', String(port), '-h', host, '-k', socketFolder ?? '', ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** The server's log, kept short: one old one stands beside it. */
function openLog(file: string): { descriptor: number; start: number } {
  try {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > longestLogBytes) renameSync(file, `${file}.1`)
    const descriptor = openSync(file, 'a', 0o600)
    return { descriptor, start: statSync(file).size }
  } catch (error) {
    throw folderProblem(file, error)
  }
}
