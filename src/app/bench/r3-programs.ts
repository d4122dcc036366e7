import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { keptOneFile } from '../../../bin/one-file.mjs'
import { Bug } from '../../kernel/assert.ts'
import { projectFolder } from '../settings.ts'
import type { NextMoment, ProgramOrder, ProgramReport } from './r3-program.ts'

/** A program in a process of its own that is killed and started again. */
export interface Programs {
  /** Starts the program; resolves when it serves. */
  start(order: ProgramOrder): Promise<void>
  /** Where it serves; waits while it is being started. */
  url(): Promise<string>
  /** The clock of the program, and of any that takes its place, goes on to a moment; resolves when it has. */
  setMoment(at: string): Promise<void>
  /** `kill -9`, and the same program again. */
  killAndRestart(): Promise<void>
  /** `kill -9`, and nothing after it. */
  kill(): void
  /** Ends whatever is left. */
  end(): void
}

/** The program that is killed. */
export const killedProgram = fileURLToPath(new URL('./r3-program.ts', import.meta.url))

/** Keeps one loaded program in reserve, so that a restart does not wait for its code to be read. */
export async function makePrograms(): Promise<Programs> {
  const code = await keptOneFile(projectFolder, killedProgram)
  let spare = load(code)
  let running: ChildProcess | undefined
  let serving: Promise<string> = Promise.reject(new Bug('no program has been started'))
  serving.catch(() => undefined)
  let last: ProgramOrder | undefined
  async function start(order: ProgramOrder): Promise<void> {
    last = order
    const { child, loaded } = spare
    running = child
    spare = load(code)
    serving = loaded.then(() => serve(child, order))
    serving.catch(() => undefined)
    await serving
  }
  function kill(): void {
    running?.kill('SIGKILL')
    running = undefined
  }
  return {
    start, kill,
    url: () => serving,
    async setMoment(at) {
      if (last === undefined) throw new Bug('no program has been started')
      last = { ...last, at }
      for (let isTold = false; !isTold;) {
        await serving
        isTold = running !== undefined && await tellMoment(running, at)
      }
    },
    async killAndRestart() {
      if (last === undefined) throw new Bug('no program has been started')
      kill()
      await start(last)
    },
    end() { kill(); spare.child.kill('SIGKILL') },
  }
}

function load(code: string): { child: ChildProcess; loaded: Promise<void> } {
  // What the parent was started with is for reading the tree; the program is written.
  const child = fork(code, { cwd: projectFolder, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const loaded = hear(child).then((report) => { if (report.state !== 'loaded') throw new Bug('a program first says that it is loaded') })
  loaded.catch(() => undefined)
  return { child, loaded }
}

async function serve(child: ChildProcess, order: ProgramOrder): Promise<string> {
  const heard = hear(child)
  child.send(order)
  const report = await heard
  if (report.state !== 'serving') throw new Error(`the program did not start: ${report.state === 'failed' ? report.why : report.state}`)
  return report.url
}

/** False where the program was killed before it had heard. */
async function tellMoment(child: ChildProcess, moment: string): Promise<boolean> {
  const heard = hear(child)
  child.send({ moment } satisfies NextMoment, () => undefined)
  return (await heard).state === 'moment'
}

async function hear(child: ChildProcess): Promise<ProgramReport> {
  const gone = new AbortController()
  try {
    const [report] = await Promise.race([
      once(child, 'message', { signal: gone.signal }) as Promise<[ProgramReport]>,
      once(child, 'exit', { signal: gone.signal }).then((): [ProgramReport] => [{ state: 'failed', why: 'the process ended' }]),
    ])
    return report
  } finally {
    gone.abort()
  }
}
