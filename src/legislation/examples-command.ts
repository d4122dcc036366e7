import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ExampleRule } from '../platform/context/manifest.ts'
import type { ExampleFamilies } from './example-vectors.ts'
import { runExamples, type Difference, type ExampleResult, type ExampleRun } from './examples.ts'

const sourceFolder = fileURLToPath(new URL('../', import.meta.url))
const exampleFile = /\.(ya?ml|json)$/

/** Where the report goes, line by line. */
export type Print = (line: string) => void

/**
 * `npx yakuba examples run [files…]` — runs worked examples and prints every difference by field.
 * @param args files, folders or patterns (`*`, `**`, `?`) from anywhere; every `examples/` folder of the program where none is given
 * @returns 0 where nothing failed, 1 where a case failed or nothing was found
 */
export async function runExamplesCommand(args: readonly string[], { rules, families = {} }: { rules: Readonly<Record<string, ExampleRule>>; families?: ExampleFamilies }, print: Print = printLine): Promise<number> {
  const named = args.map((arg) => ({ arg, paths: filesOf(arg) }))
  const missing = named.filter(({ paths }) => paths.length === 0)
  for (const { arg } of missing) print(`ファイルが見つかりません: ${arg}`)
  const paths = args.length === 0 ? ownExamples() : named.flatMap((one) => one.paths)
  const files = [...new Set(paths)].map((path) => ({ path: relative(process.cwd(), path), text: readFileSync(path, 'utf8') }))
  const run = runExamples(files, rules, families)
  for (const line of reportLines(run)) print(line)
  return run.failed > 0 || missing.length > 0 || run.results.length === 0 ? 1 : 0
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** The worked examples of every context of the program. */
export function ownExamples(): readonly string[] {
  return filesBelow(sourceFolder).filter((path) => /[\\/]examples[\\/][^\\/]+\.ya?ml$/.test(path))
}

/** The report: each case with a difference, then `N passed, N failed`. */
export function reportLines(run: ExampleRun): readonly string[] {
  const doubted = run.doubted > 0 ? `, ${run.doubted} doubted` : ''
  return [...run.results.filter(({ differences }) => differences.length > 0).flatMap(caseLines), `${run.passed} passed, ${run.failed} failed${doubted}`]
}

function caseLines(result: ExampleResult): readonly string[] {
  const mark = result.state === 'doubted' ? `疑義 ${result.doubt}` : '不一致'
  const rule = result.rule === null ? '' : `（${result.rule}）`
  return [`${mark} ${result.path}:${result.line} ${result.title}${rule}`, ...result.differences.map((difference) => `  ${differenceText(difference)}`)]
}

function differenceText({ field, expected, actual, reason, near }: Difference): string {
  if (reason !== null) return reason
  const others = near ? `（近い項目: ${near.join('、')}）` : ''
  return `${field}: 期待 ${JSON.stringify(expected)} ／ 結果 ${actual === undefined ? `なし (not returned)${others}` : JSON.stringify(actual)}`
}

function filesOf(arg: string): readonly string[] {
  const path = resolve(arg)
  if (existsSync(path)) return statSync(path).isDirectory() ? filesBelow(path).filter((file) => exampleFile.test(file)) : [path]
  const wild = arg.search(/[*?]/)
  if (wild < 0) return []
  const folder = resolve(arg.slice(0, wild).replace(/[^/\\]*$/, ''))
  const matches = patternOf(resolve(arg))
  return existsSync(folder) ? filesBelow(folder).filter((file) => exampleFile.test(file) && matches.test(file)) : []
}

/** `**` stands for any folders, `*` and `?` for characters of one name. */
function patternOf(glob: string): RegExp {
  const source = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*\*\/|\*\*|\*|\?/g, (wild) => {
    if (wild === '**/') return '(?:.*/)?'
    if (wild === '**') return '.*'
    return wild === '*' ? '[^/]*' : '[^/]'
  })
  return new RegExp(`^${source}$`)
}

function filesBelow(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    if (entry.name === 'node_modules' || entry.name.startsWith('.')) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? filesBelow(path) : [path]
  })
}
