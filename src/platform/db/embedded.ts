import { existsSync, realpathSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { serverAccount } from './embedded-account.ts'
import { prepareBinaries } from './embedded-binaries.ts'
import { checkVersion, createCluster, newPassword, openDataDir, placeCluster, removeCluster, resetPassword, superuser } from './embedded-cluster.ts'
import { StartRefused } from './embedded-errors.ts'
import { answers, host, signal, startServer, stopServer, type RunningServer, type ServerPlan } from './embedded-process.ts'
import { removeSocketFolder, standingSocket } from './embedded-socket.ts'
import { beginningOf, findHolder, isServerProcess, readState, serverNote, takeLock, writeState, type Holder } from './embedded-state.ts'

export { StartRefused, type EmbeddedProblem } from './embedded-errors.ts'

export interface EmbeddedOptions {
  /** Where this installation keeps its data; made if missing. */
  readonly dataDir: string
  /** For tests alone: what is stored survives the death of the server, not of the machine. */
  readonly fast?: boolean
  /** When another process already runs this data folder: refuse and say where it serves, or use its server. */
  readonly whenRunning?: 'refuse' | 'attach'
  /** Server settings in place of ours, for benches. */
  readonly settings?: Readonly<Record<string, string>>
  /** Lines for the person at the keyboard; standard output unless told. */
  readonly say?: (line: string) => void
}

/** The embedded PostgreSQL of one data folder — 同梱データベース. */
export interface Embedded {
  readonly port: number
  readonly pid: number
  /** Signs in as the first role, which may do anything: for making roles and databases, never for the program at work. */
  readonly ownerUrl: string
  /** The server's own folder; inside the data folder, or outside the project where its account cannot reach that. */
  readonly dataDir: string
  /** True when another process started the server; `stop` then leaves it running. */
  readonly attached: boolean
  /** Tells later starts at which address people reach the program. */
  announce(address: string): void
  /** Orderly stop; may be called twice. */
  stop(): Promise<void>
  /** Stops and deletes everything that was stored, for tests and benches. */
  discard(): Promise<void>
}

/**
 * Starts PostgreSQL on a data folder, making it on the first start, and keeps it running until `stop`.
 * A server that outlived its killed program is taken over; one that dies is started again on the same port.
 * @throws StartRefused with a Japanese sentence that says why and what to do
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const dataDir = openDataDir(options.dataDir)
  const lock = takeLock(dataDir)
  if (!lock.taken) {
    if (options.whenRunning === 'attach') return attach(dataDir, lock.holder)
    throw alreadyRunning(dataDir, lock.holder)
  }
  try {
    const plan = preparePlan(dataDir, options)
    const server = await takeOver(plan) ?? await startServer(plan)
    return keep({ dataDir, plan, release: lock.release }, server)
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Finds or makes everything the server needs before it can start. */
function preparePlan(dataDir: string, options: EmbeddedOptions): ServerPlan {
  const say = options.say ?? ((line: string) => process.stdout.write(`${line}\n`))
  const fast = options.fast ?? false
  const remembered = readState(dataDir)
  const account = serverAccount(join(dataDir, 'postgres'))
  const native = prepareBinaries(account)
  const cluster = placeCluster(dataDir, account, remembered)
  const password = remembered?.cluster === cluster ? remembered.password : newPassword()
  const isNew = !existsSync(join(cluster, 'PG_VERSION'))
  const plan = { native, account, cluster, password, logFile: join(dataDir, 'postgres.log'), fast, settings: options.settings ?? {}, say }
  if (isNew) createCluster(native, account, { cluster, password, fast })
  else checkVersion(cluster)
  dropForeignNote(cluster)
  if (!isNew && remembered?.cluster !== cluster && !serverNote(cluster)) resetPassword(native, account, { cluster, password })
  writeState(dataDir, { dataDir, cluster, password, running: null, address: null })
  if (!cluster.startsWith(dataDir)) say(`データベースの置き場所: ${cluster}（利用者 ${account.name} がプロジェクトのフォルダーに入れないため）`)
  return plan
}

/** A server that outlived the program that started it goes on under us; one that is just going down is awaited. */
async function takeOver(plan: ServerPlan): Promise<RunningServer | undefined> {
  for (let waited = 0; waited < 60_000; waited += 100) {
    const server = serverNote(plan.cluster)
    if (!server) return undefined
    if (await answers(server.port, plan.password)) return { ...server, socketFolder: standingSocket(server) }
    await sleep(100)
    dropForeignNote(plan.cluster)
  }
  throw new StartRefused('not-answering', `前に動いていたデータベース（プロセス ${serverNote(plan.cluster)?.pid}）が応答しません。このプロセスを止めてから、もう一度実行してください。`)
}

/** A note left by `kill -9`, by a restart of the machine or by a copied folder names no server of ours. */
function dropForeignNote(cluster: string): void {
  const note = serverNote(cluster)
  if (note && isServerProcess(note.pid)) return
  if (note) removeSocketFolder(note.socketFolder)
  rmSync(join(cluster, 'postmaster.pid'), { force: true })
}

interface Keeping { readonly dataDir: string; readonly plan: ServerPlan; release(): void }

/** Watches over a running server until it is told to stop. */
function keep(keeping: Keeping, first: RunningServer): Embedded {
  const { dataDir, plan } = keeping
  const state = { dataDir, cluster: plan.cluster, password: plan.password, address: null as string | null }
  let server = first
  let stopping: Promise<void> | undefined
  const note = () => writeState(dataDir, { ...state, running: server })
  const watch = watchOver(() => server.pid, async () => {
    plan.say('データベースが止まったため、起動し直しています…')
    server = await startServer(plan, first)
    note()
  })
  // A crash of the program must not leave the server behind.
  const onExit = () => signal(server.pid, 'SIGINT')
  process.once('exit', onExit)
  const stop = async () => {
    await watch.end()
    await stopServer(server, plan.cluster)
    process.removeListener('exit', onExit)
    writeState(dataDir, { ...state, running: null, address: null })
    keeping.release()
  }
  note()
  return {
    ...handleOf(plan, first), attached: false,
    get pid() { return server.pid },
    announce: (address) => { state.address = address; note() },
    stop: () => (stopping ??= stop()),
    discard: async () => {
      await (stopping ??= stop())
      removeCluster(dataDir, plan.cluster)
      for (const file of ['postgres.json', 'postgres.log']) rmSync(join(dataDir, file), { force: true })
    },
  }
}

/** Looks every quarter of a second whether the server lives, and starts it again if not, for as long as that takes. */
function watchOver(pid: () => number, restart: () => Promise<void>): { end(): Promise<void> } {
  let round: Promise<void> = Promise.resolve()
  let told = ''
  const state = { resting: true, ended: false }
  const timer = setInterval(() => {
    if (!state.resting || beginningOf(pid()) !== undefined) return
    state.resting = false
    round = restart().then(() => { state.resting = true; told = '' }, async (error: unknown) => {
      const why = error instanceof Error ? error.message : String(error)
      // The program goes on answering that its database is away; what is in the way may be gone at the next look.
      if (why !== told) process.stderr.write(`${why}\n`)
      told = why
      for (let waited = 0; waited < restartPauseMs && !state.ended; waited += 250) await sleep(250)
      state.resting = true
    })
  }, 250)
  timer.unref()
  return { end: async () => { state.ended = true; clearInterval(timer); await round } }
}

/** Between two tries to bring the server back, after the short ones of a start have all failed. */
const restartPauseMs = 1_000

/** Uses the server that another process of this data folder runs; waits while that one is still starting. */
async function attach(dataDir: string, holder: Holder): Promise<Embedded> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    const state = readState(dataDir)
    if (state?.running && await answers(state.running.port, state.password)) {
      return {
        ...handleOf(state, { ...state.running, socketFolder: standingSocket(state.running) }), attached: true,
        announce: () => undefined, stop: async () => undefined, discard: async () => undefined,
      }
    }
    if (beginningOf(holder.pid) !== holder.began) return startEmbedded({ dataDir, whenRunning: 'attach' })
    await sleep(50)
  }
  throw new StartRefused('not-answering', `プロセス ${holder.pid} が使っているデータベースが応答しません。そのプロセスを止めてから、もう一度実行してください。`)
}

/**
 * The program that runs on a data folder at this moment, if one does; asks without starting anything.
 * @returns the sentence to refuse a second start with, before its port is looked at
 */
export function findRunning(dataDir: string): StartRefused | undefined {
  if (!existsSync(dataDir)) return undefined
  const path = realpathSync(dataDir)
  const holder = findHolder(path)
  return holder && alreadyRunning(path, holder)
}

function alreadyRunning(dataDir: string, holder: Holder): StartRefused {
  const address = readState(dataDir)?.address
  const where = address ? `${address} で開けます` : 'まだ起動の途中です'
  return new StartRefused('already-running', `この Yakuba はすでに動いています。${where}（プロセス ${holder.pid}、データ ${dataDir}）。もう一つ動かすには、環境変数 YAKUBA_DATA_DIR に別のフォルダー、PORT に別の番号を指定してください。`)
}

function handleOf(plan: { cluster: string; password: string }, server: RunningServer) {
  return {
    port: server.port, pid: server.pid, dataDir: plan.cluster,
    ownerUrl: `postgresql://${superuser}:${encodeURIComponent(plan.password)}@${encodeURIComponent(server.socketFolder ?? host)}:${server.port}/postgres`,
  }
}
