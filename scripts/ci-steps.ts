import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the project, whatever folder we were called from. */
export const projectDir = fileURLToPath(new URL('../', import.meta.url))

/** How many tests went which way. */
export interface Tally { readonly passed: number; readonly failed: number; readonly skipped: number }

/** Where a step puts what it has to tell. */
export type Say = (text: string) => void

/** One step of a run, such as the type check: its heading, and its count when it has ended. */
export interface Step { readonly title: string; run(say: Say): Promise<Tally> }

/** The part of vitest's JSON report that we count. */
export interface VitestReport {
  readonly testResults: readonly { readonly name: string; readonly status: string; readonly message?: string; readonly assertionResults: readonly { readonly status: string }[] }[]
  readonly success: boolean
}

/** Type check of the whole tree; counts as one test. One checker: each further one works out the same large types again. */
export const typeCheck: Step = { title: '型の検査 (tsc)', run: (say) => asOneTest(['typescript', 'bin/tsc'], ['-p', '.', '--checkers', '1'], say) }

/** Lint of the whole tree; counts as one test. */
export const lint: Step = { title: '書き方の検査 (oxlint)', run: (say) => asOneTest(['oxlint', 'bin/oxlint'], [], say) }

/** Begins a step beside those before it, on a core that would wait; what it tells comes when its turn has come. */
export function begin(step: Step): Step {
  const told: string[] = []
  const ended = step.run((text) => { told.push(text) })
  ended.catch(() => undefined)
  return { title: step.title, async run(say) { const tally = await ended; say(told.join('')); return tally } }
}

/** Runs all steps, also after a failed one, and ends with the line that the office reads: `tests: N passed, N failed, N skipped`. */
export async function runSteps(steps: readonly Step[]): Promise<number> {
  let total: Tally = { passed: 0, failed: 0, skipped: 0 }
  for (const step of steps) {
    console.log(`\n── ${step.title}`)
    total = add(total, await step.run((text) => { process.stdout.write(text) }))
  }
  console.log(`\n${lastLine(total)}`)
  return total.failed === 0 ? 0 : 1
}

export function lastLine(total: Tally): string {
  return `tests: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`
}

/**
 * Counts a report.
 * @param exitCode of vitest itself: an error outside any test must not look like a green run
 */
export function countReport(report: VitestReport | undefined, exitCode: number): Tally {
  if (!report) return { passed: 0, failed: 1, skipped: 0 }
  const files = report.testResults
  const states = files.flatMap((file) => file.assertionResults.map((test) => test.status))
  const passed = states.filter((state) => state === 'passed').length
  const failed = states.filter((state) => state === 'failed').length
  const broken = files.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed')).length
  const outside = exitCode !== 0 && failed + broken === 0 ? 1 : 0
  return { passed, failed: failed + broken + outside, skipped: states.length - passed - failed }
}

/** Runs vitest and counts from its own report, so that a file that cannot even be loaded is counted too. */
export async function runVitest(args: readonly string[]): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), 'yakuba-report-'))
  const reportFile = join(folder, 'report.json')
  try {
    const exitCode = await runNode(packageFile('vitest', 'vitest.mjs'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`, ...args])
    const text = await readFile(reportFile, 'utf8').catch(() => undefined)
    return countReport(text === undefined ? undefined : JSON.parse(text) as VitestReport, exitCode)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function asOneTest([name, file]: readonly [string, string], args: readonly string[], say: Say): Promise<Tally> {
  const exitCode = await runNode(packageFile(name, file), args, say)
  say(exitCode === 0 ? '問題ありません。\n' : '上の箇所を直してください。\n')
  return exitCode === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 }
}

function packageFile(name: string, file: string): string {
  return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), file)
}

/**
 * Runs a tool of `node_modules` with this Node, in the project folder, and returns its exit code.
 * @param say hears what it writes; by default it writes to our own terminal
 */
function runNode(file: string, args: readonly string[], say?: Say): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file, ...args], { cwd: projectDir, stdio: say ? ['ignore', 'pipe', 'pipe'] : 'inherit' })
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => { say?.(text) })
    const pass = (name: NodeJS.Signals) => { child.kill(name) }
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, pass)
    child.once('error', reject)
    child.once('close', (code) => {
      for (const name of ['SIGINT', 'SIGTERM'] as const) process.removeListener(name, pass)
      resolve(code ?? 1)
    })
  })
}

function add(one: Tally, other: Tally): Tally {
  return { passed: one.passed + other.passed, failed: one.failed + other.failed, skipped: one.skipped + other.skipped }
}
