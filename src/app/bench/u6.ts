import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { assert } from '../../kernel/assert.ts'
import type { BuildingBench, BuildingFigure } from './figure.ts'
import { projectFolder } from '../settings.ts'
import { startYakuba } from './started.ts'

const idleSeconds = 60

/** U6: proportional memory of everything that `npm start` leaves running, a minute after readiness. */
export const idleMemoryBench: BuildingBench = {
  id: 'U6', title: 'idle memory of the running sample, PSS of all processes incl. PostgreSQL, a minute after readiness',
  async run(options) {
    const folder = mkdtempSync(join(tmpdir(), 'yakuba-idle-'))
    chmodSync(folder, 0o755)
    const running = await startYakuba(projectFolder, { env: { YAKUBA_DATA_DIR: join(folder, 'data') } })
    try {
      options.print(`  ready after ${running.seconds.toFixed(1)} s; now idle for ${idleSeconds} s`)
      await sleep(idleSeconds * 1000)
      const processes = belowOf(running.pid)
      for (const one of processes) options.print(`  ${String(one.pid).padStart(8)}  ${megabytes(one.pssBytes).toFixed(1).padStart(7)} MB  ${one.command}`)
      return figureOf(processes, await bareNode())
    } finally {
      await running.stop()
      const outside = /データベースの置き場所: (\S+?)（/.exec(running.output())?.[1]
      for (const path of [folder, ...(outside === undefined || outside.startsWith(folder) ? [] : [dirname(outside)])]) rmSync(path, { recursive: true, force: true })
    }
  },
}

interface RunningProcess { readonly pid: number; readonly command: string; readonly pssBytes: number }

/** A process and all that it has started, as the kernel counts their shares of memory. */
function belowOf(root: number): readonly RunningProcess[] {
  const parents = new Map(readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    const stat = readProc(name, 'stat')
    return stat === null ? [] : [[Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])] as const]
  }))
  const below = new Set([root])
  for (let size = 0; size < below.size;) {
    size = below.size
    for (const [pid, parent] of parents) if (below.has(parent)) below.add(pid)
  }
  return [...below].flatMap((pid) => {
    const shares = /^Pss:\s+(\d+) kB/m.exec(readProc(String(pid), 'smaps_rollup') ?? '')?.[1]
    return shares === undefined ? [] : [{ pid, command: nameOf(pid), pssBytes: Number(shares) * 1024 }]
  })
}

/** What a process is, without the folders of this machine. */
function nameOf(pid: number): string {
  const words = (readProc(String(pid), 'cmdline') ?? '').split('\0').map((word) => word.replaceAll(/(?:file:\/\/)?\/\S*\//g, ''))
  return words.join(' ').trim().slice(0, 60)
}

/** Null for a process that has just ended. */
function readProc(pid: string, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}

/** A Node that has nothing to do: what any program on it pays. */
async function bareNode(): Promise<number> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000); process.stdout.write("up")'], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await once(child.stdout, 'data')
    await sleep(1000)
    return belowOf(child.pid ?? 0).reduce((sum, one) => sum + one.pssBytes, 0)
  } finally {
    child.kill('SIGKILL')
  }
}

function figureOf(processes: readonly RunningProcess[], bare: number): BuildingFigure {
  const sum = (wanted: (one: RunningProcess) => boolean): number => processes.filter(wanted).reduce((total, one) => total + one.pssBytes, 0)
  const isDatabase = (one: RunningProcess): boolean => /^postgres\b/.test(one.command)
  const [all, database] = [sum(() => true), sum(isDatabase)]
  assert(database > 0, 'the database is among the processes of the sample')
  return {
    place: 'sample', value: Math.round(megabytes(all)), unit: 'MB', better: 'lower', must: 1_000, aim: 600, ratio: Math.round((all / (database + bare)) * 100) / 100,
    floor: { name: 'the same database and a Node with nothing to do', value: Math.round(megabytes(database + bare)), unit: 'MB' },
    more: { processes: processes.length, 'database MB': Math.round(megabytes(database)), 'program MB': Math.round(megabytes(sum((one) => /start-alone\.cjs|cli\.ts start/.test(one.command)))), 'npm, shell and door MB': Math.round(megabytes(sum((one) => !isDatabase(one) && !/start-alone\.cjs|cli\.ts start/.test(one.command)))) },
  }
}

function megabytes(bytes: number): number {
  return bytes / 1_000_000
}
