import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Script } from 'node:vm'
import { transformSync } from 'esbuild'
import { fiscalYear } from '../../../kernel/plain-date.ts'
import { runExamples, type ExampleFile } from '../../../legislation/index.ts'
import type { Bench, BenchFigure, ExampleRule } from '../../../platform/context/manifest.ts'
import { resolveLaw } from '../law.ts'
import { householdsAround, isBound } from '../literal/bounds.ts'
import { figuresOf } from '../literal/crossed.ts'
import { drawHousehold, type DrawnHousehold } from '../literal/drawn/draw.ts'
import { literalOutcome, type Outcome } from '../literal/outcome.ts'
import { differing, rulesOutcome, type Rules } from './compared.ts'
import { mutantsOf, type Mutant } from './mutants.ts'
import { makeOwnTests } from './own-tests.ts'

const context = fileURLToPath(new URL('../', import.meta.url))
/** Where rules stand, with their tests. */
const folders = ['rules', 'after/rules'] as const
/** The search for walls goes on until it finds one: a slip in it may never end. Its own tests hold it. */
const leftAlone = 'thresholds.ts'
const households = 2_000
/** The properties among the tests draw the same in every run. */
const drawnFrom = 1

/** Everything read anew, with a mutant in the place of its file. */
interface Copy {
  read(path: string): Record<string, never>
  /** Runs the tests of a file; they fail by throwing. */
  holds(testFile: string): boolean
}

/** Copies of the rules, their tests and the readers of worked examples, in which one file may have another text. */
class Copies {
  readonly #scripts = new Map<string, Script>()
  readonly #others = new Map<string, Record<string, never>>()

  readonly #packages: Readonly<Record<string, unknown>>

  private constructor(packages: Readonly<Record<string, unknown>>) {
    this.#packages = packages
  }

  static async read(): Promise<Copies> {
    // What the tests alone use is read when they are run: the program at work has no need of it.
    const { default: draws } = await import('fast-check')
    draws.configureGlobal({ seed: drawnFrom })
    const copies = new Copies({ 'fast-check': draws })
    const readers = readdirSync(context).filter((name) => name.startsWith('example-') && !name.endsWith('.test.ts'))
    const files = [...folders.flatMap((folder) => readdirSync(join(context, folder)).map((name) => join(context, folder, name))), ...readers.map((name) => join(context, name))]
    for (const path of files) copies.#scripts.set(path, scriptOf(readFileSync(path, 'utf8')))
    for (const path of files) {
      for (const [, name] of readFileSync(path, 'utf8').matchAll(/from '(\.[^']+)'/g)) {
        const target = resolve(dirname(path), name!)
        if (!copies.#scripts.has(target)) copies.#others.set(target, (await import(pathToFileURL(target).href)) as Record<string, never>)
      }
    }
    return copies
  }

  get testFiles(): readonly string[] {
    return [...this.#scripts.keys()].filter((path) => path.endsWith('.test.ts'))
  }

  make(mutant: Mutant | null): Copy {
    const loaded = new Map<string, { exports: Record<string, never> }>()
    const packages: Record<string, unknown> = { ...this.#packages }
    const read = (path: string): Record<string, never> => {
      const other = this.#others.get(path) ?? loaded.get(path)?.exports
      if (other) return other
      const script = mutant !== null && path === join(context, mutant.file) ? scriptOf(mutant.text) : this.#scripts.get(path)!
      const module = { exports: {} }
      loaded.set(path, module)
      ;(script.runInThisContext() as (...given: unknown[]) => void)(module, module.exports, (name: string) => packages[name] ?? read(resolve(dirname(path), name)))
      return module.exports
    }
    return {
      read,
      holds(testFile) {
        const own = makeOwnTests()
        packages['vitest'] = own.runner
        read(testFile)
        return own.hold()
      },
    }
  }
}

function scriptOf(text: string): Script {
  return new Script(`(function (module, exports, require) {${transformSync(text, { loader: 'ts', format: 'cjs', target: 'node20' }).code}\n})`)
}

interface Judge { readonly households: readonly (readonly [DrawnHousehold, Outcome])[]; readonly examples: readonly ExampleFile[]; readonly testFiles: readonly string[] }

/** Whether a copy is found out: it breaks, disagrees with the second computation on a household, or fails a worked example or a test of the rules. */
function isFoundOut(copy: Copy, judge: Judge): boolean {
  try {
    const of = (name: string): never => copy.read(join(context, 'rules', name)) as never
    const { assess } = of('assess.ts') as Pick<Rules, 'assess'>
    const { retirementLevy } = of('retirement.ts') as Pick<Rules, 'retirementLevy'>
    const { shareWithPension } = copy.read(join(context, 'after/rules/pension.ts')) as unknown as Pick<Rules, 'shareWithPension'>
    const rules: Rules = { ...(of('collection.ts') as Rules), assess, retirementLevy, shareWithPension }
    if (judge.households.some(([household, literal]) => differing(literal, rulesOutcome(household, rules)).length > 0)) return true
    const { exampleRules } = copy.read(join(context, 'example-rules.ts')) as unknown as { exampleRules: Record<string, ExampleRule> }
    return runExamples(judge.examples, exampleRules).failed > 0 || !judge.testFiles.every((path) => copy.holds(path))
  } catch {
    return true
  }
}

function judgeOf(testFiles: readonly string[]): Judge {
  const folder = join(context, 'examples')
  const years = [2024, 2025, 2026, 2027].map(fiscalYear)
  const laws = years.map((year) => resolveLaw({ fiscalYear: year, designatedCity: false, ordinance: {} }))
  const drawn = Array.from({ length: households }, (_, index) => drawHousehold(1, years[index % years.length]!, Math.floor(index / years.length)))
  const around = figuresOf(years).filter(isBound).flatMap((figure) => householdsAround(figure, laws))
  return {
    households: [...drawn, ...around].map((household) => [household, literalOutcome(household)] as const),
    testFiles,
    examples: readdirSync(folder).map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') })),
  }
}

/** C5: of small slips in the rules, how many the second computation, a worked example or a test of the rules finds. */
export const mutationBench: Bench = {
  id: 'C5',
  title: '個人住民税の計算の規則に入れた誤りが見つかる割合（変異スコア）',
  async run(options) {
    const copies = await Copies.read()
    const judge = judgeOf(copies.testFiles)
    const all = folders.flatMap((folder) => readdirSync(join(context, folder)).filter((name) => !name.endsWith('.test.ts') && name !== leftAlone).flatMap((name) => mutantsOf(`${folder}/${name}`, readFileSync(join(context, folder, name), 'utf8'))))
    const step = Math.max(1, Math.ceil(all.length / (options.count ?? all.length)))
    const tried = all.filter((_, index) => index % step === 0)
    if (isFoundOut(copies.make(null), judge)) throw new Error('the rules as they stand are found out: see what the suite says first')
    const survivors: Mutant[] = []
    for (const mutant of tried) {
      await new Promise((resolve) => { setImmediate(resolve) })
      if (isFoundOut(copies.make(mutant), judge)) continue
      survivors.push(mutant)
      options.print(`  survives: ${mutant.file}:${mutant.line}  ${mutant.from} → ${mutant.to}`)
    }
    return figureOf(tried.length, survivors.length)
  },
}

function figureOf(tried: number, survivors: number): BenchFigure {
  const score = Math.round(((tried - survivors) / tried) * 1000) / 10
  return { value: score, unit: '%', floor: { name: 'mutants', value: tried, unit: '' }, ratio: Math.round(score) / 100, must: 85, aim: null, better: 'higher', more: { survivors } }
}
