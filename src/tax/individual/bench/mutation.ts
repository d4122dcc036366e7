import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
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
import { shareWithPension } from '../after/rules/pension.ts'
import { differing, rulesOutcome, type Rules } from './compared.ts'
import { mutantsOf, type Mutant } from './mutants.ts'

const context = fileURLToPath(new URL('../', import.meta.url))
/** Rules that this measure does not try: they merge statements, search walls or only write, and have tests of their own. */
const leftAlone = new Set(['merge.ts', 'thresholds.ts', 'sheet.ts', 'kinds-lines.ts'])
const households = 2_000

type Load = (path: string) => Record<string, never>

/** A copy of the rules and of the readers of worked examples, in which one file may have another text. */
class Copies {
  readonly #scripts = new Map<string, Script>()
  readonly #others = new Map<string, Record<string, never>>()

  private constructor() {}

  static async read(): Promise<Copies> {
    const copies = new Copies()
    const files = [...readdirSync(join(context, 'rules')).map((name) => join(context, 'rules', name)), ...readdirSync(context).filter((name) => name.startsWith('example-')).map((name) => join(context, name))].filter((path) => !path.endsWith('.test.ts'))
    for (const path of files) copies.#scripts.set(path, scriptOf(readFileSync(path, 'utf8')))
    for (const path of files) {
      for (const [, name] of readFileSync(path, 'utf8').matchAll(/from '(\.[^']+)'/g)) {
        const target = resolve(dirname(path), name!)
        if (!copies.#scripts.has(target)) copies.#others.set(target, (await import(pathToFileURL(target).href)) as Record<string, never>)
      }
    }
    return copies
  }

  /** Loads everything anew, with a mutant in the place of its file. */
  load(mutant: Mutant | null): Load {
    const loaded = new Map<string, { exports: Record<string, never> }>()
    const load: Load = (path) => {
      const other = this.#others.get(path) ?? loaded.get(path)?.exports
      if (other) return other
      const script = mutant !== null && path.endsWith(`/rules/${mutant.file}`) ? scriptOf(mutant.text) : this.#scripts.get(path)!
      const module = { exports: {} }
      loaded.set(path, module)
      ;(script.runInThisContext() as (...given: unknown[]) => void)(module, module.exports, (name: string) => load(resolve(dirname(path), name)))
      return module.exports
    }
    return load
  }
}

function scriptOf(text: string): Script {
  return new Script(`(function (module, exports, require) {${transformSync(text, { loader: 'ts', format: 'cjs', target: 'node20' }).code}\n})`)
}

interface Judge { readonly households: readonly (readonly [DrawnHousehold, Outcome])[]; readonly examples: readonly ExampleFile[] }

/** Whether a copy is found out: it breaks, disagrees with the second computation on a household, or fails a worked example. */
function isFoundOut(load: Load, judge: Judge): boolean {
  try {
    const of = (name: string): never => load(join(context, 'rules', name)) as never
    const { assess } = of('assess.ts') as Pick<Rules, 'assess'>
    const { retirementLevy } = of('retirement.ts') as Pick<Rules, 'retirementLevy'>
    const rules: Rules = { ...(of('collection.ts') as Rules), assess, retirementLevy, shareWithPension }
    if (judge.households.some(([household, literal]) => differing(literal, rulesOutcome(household, rules)).length > 0)) return true
    const { exampleRules } = load(join(context, 'example-rules.ts')) as unknown as { exampleRules: Record<string, ExampleRule> }
    return runExamples(judge.examples, exampleRules).failed > 0
  } catch {
    return true
  }
}

function judgeOf(): Judge {
  const folder = join(context, 'examples')
  const years = [2024, 2025, 2026, 2027].map(fiscalYear)
  const laws = years.map((year) => resolveLaw({ fiscalYear: year, designatedCity: false, ordinance: {} }))
  const drawn = Array.from({ length: households }, (_, index) => drawHousehold(1, years[index % years.length]!, Math.floor(index / years.length)))
  const around = figuresOf(years).filter(isBound).flatMap((figure) => householdsAround(figure, laws))
  return {
    households: [...drawn, ...around].map((household) => [household, literalOutcome(household)] as const),
    examples: readdirSync(folder).map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') })),
  }
}

/** C5: of small slips in the rules, how many the second computation or a worked example finds. */
export const mutationBench: Bench = {
  id: 'C5',
  title: '個人住民税の計算の規則に入れた誤りが見つかる割合（変異スコア）',
  async run(options) {
    const [copies, judge] = [await Copies.read(), judgeOf()]
    const files = readdirSync(join(context, 'rules')).filter((name) => !name.endsWith('.test.ts') && !leftAlone.has(name))
    const all = files.flatMap((name) => mutantsOf(name, readFileSync(join(context, 'rules', name), 'utf8')))
    const step = Math.max(1, Math.ceil(all.length / (options.count ?? all.length)))
    const tried = all.filter((_, index) => index % step === 0)
    if (isFoundOut(copies.load(null), judge)) throw new Error('the rules as they stand are found out: see what the suite says first')
    const survivors: Mutant[] = []
    for (const mutant of tried) {
      await new Promise((resolve) => { setImmediate(resolve) })
      if (isFoundOut(copies.load(mutant), judge)) continue
      survivors.push(mutant)
      options.print(`  survives: ${basename(mutant.file)}:${mutant.line}  ${mutant.from} → ${mutant.to}`)
    }
    return figureOf(tried.length, survivors.length)
  },
}

function figureOf(tried: number, survivors: number): BenchFigure {
  const score = Math.round(((tried - survivors) / tried) * 1000) / 10
  return { value: score, unit: '%', floor: { name: 'mutants', value: tried, unit: '' }, ratio: Math.round(score) / 100, must: 85, aim: null, better: 'higher', more: { survivors } }
}
