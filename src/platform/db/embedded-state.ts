import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folderProblem } from './embedded-errors.ts'

/** What one start leaves for the next, and for other processes, in `postgres.json`; readable by its owner alone. */
export interface ServerState {
  /** The data folder this was written for: a copied project brings the file along and must not take it for its own. */
  readonly dataDir: string
  readonly cluster: string
  readonly password: string
  /** Null while no server is known to run. */
  readonly running: { readonly port: number; readonly pid: number; readonly socketFolder: string | null } | null
  /** Where people reach the program, once it serves. */
  readonly address: string | null
}

/** A process and when it began: a number alone comes back after a restart. */
export interface Holder { readonly pid: number; readonly began: string; readonly dataDir: string }

export type LockAnswer = { readonly taken: true; release(): void } | { readonly taken: false; readonly holder: Holder }

export function readState(dataDir: string): ServerState | undefined {
  return readJson<ServerState>(stateFile(dataDir))
}

/** Written beside and moved into place, so that a reader never sees half of it. */
export function writeState(dataDir: string, state: ServerState): void {
  const draft = `${stateFile(dataDir)}.${process.pid}`
  try {
    writeFileSync(draft, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 })
    renameSync(draft, stateFile(dataDir))
  } catch (error) {
    throw folderProblem(dataDir, error)
  }
}

/** Takes the data folder for this process; a lock left by a killed process or copied with the folder counts as free. */
export function takeLock(dataDir: string): LockAnswer {
  const file = lockFile(dataDir)
  const mine: Holder = { pid: process.pid, began: beginningOf(process.pid) ?? '', dataDir }
  for (;;) {
    if (tryCreate(file, mine)) return { taken: true, release: () => rmSync(file, { force: true }) }
    const holder = findHolder(dataDir)
    if (holder) return { taken: false, holder }
    removeStale(file, readJson<Holder>(file))
  }
}

/** The living process that has taken the data folder. */
export function findHolder(dataDir: string): Holder | undefined {
  const holder = readJson<Holder>(lockFile(dataDir))
  return holder && holder.dataDir === dataDir && isSameProcess(holder) ? holder : undefined
}

/** The server's own note of itself, if it was written for this cluster. */
export function serverNote(cluster: string): { pid: number; port: number; socketFolder: string | null } | undefined {
  try {
    const [pid, folder, , port, socketFolder] = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')
    return pid && port && folder === cluster ? { pid: Number(pid), port: Number(port), socketFolder: socketFolder || null } : undefined
  } catch {
    return undefined
  }
}

/** When a process began, as the system says it; undefined when there is none. */
export function beginningOf(pid: number): string | undefined {
  if (process.platform === 'linux') {
    const stat = readText(`/proc/${pid}/stat`)
    // The name in brackets may hold spaces; the beginning is the 20th word after it. A zombie has ended.
    const words = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
    return words && words[0] !== 'Z' ? words[19] : undefined
  }
  const answer = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
  return answer.status === 0 ? answer.stdout.trim() : undefined
}

/** True when this process is a database server, and not another that got its number later. */
export function isServerProcess(pid: number): boolean {
  const command = process.platform === 'linux'
    ? readText(`/proc/${pid}/cmdline`)
    : spawnSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout
  return beginningOf(pid) !== undefined && command !== undefined && command.includes('postgres')
}

function isSameProcess(holder: Holder): boolean {
  return holder.began !== '' && beginningOf(holder.pid) === holder.began
}

/** A lock appears with its content or not at all. */
function tryCreate(file: string, mine: Holder): boolean {
  const draft = `${file}.${randomUUID()}`
  try {
    writeFileSync(draft, JSON.stringify(mine), { mode: 0o600 })
    linkSync(draft, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw folderProblem(file, error)
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Moves the stale lock away before deleting it; a fresh one that another start just made is put back. */
function removeStale(file: string, stale: Holder | undefined): void {
  const aside = `${file}.${randomUUID()}`
  try {
    renameSync(file, aside)
    const moved = readJson<Holder>(aside)
    if (moved?.pid !== stale?.pid || moved?.began !== stale?.began) linkSync(aside, file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'EEXIST') throw folderProblem(file, error)
  } finally {
    rmSync(aside, { force: true })
  }
}

function lockFile(dataDir: string): string {
  return join(dataDir, 'postgres.lock')
}

function stateFile(dataDir: string): string {
  return join(dataDir, 'postgres.json')
}

function readJson<T>(file: string): T | undefined {
  const text = readText(file)
  if (!text) return undefined
  try {
    return JSON.parse(text) as T
  } catch {
    return undefined
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
