import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import type { Bench, BenchFigure } from '../../../platform/context/manifest.ts'
import { startThread } from '../../../platform/thread.ts'
import { context, rulesFolders } from './copies.ts'
import { mutantsOf, type Mutant } from './mutants.ts'

/** A word on how far it is, every so many mutants. */
const toldEvery = 50

/** C5: of small slips in the rules, how many the second computation, a worked example or a test of the rules finds. */
export const mutationBench: Bench = {
  id: 'C5',
  title: '個人住民税の計算の規則に入れた誤りが見つかる割合（変異スコア）',
  async run(options) {
    const all = allMutants()
    const step = Math.max(1, Math.ceil(all.length / (options.count ?? all.length)))
    const tried = all.filter((_, index) => index % step === 0)
    return figureOf(tried.length, await survivorsOf(tried, options.print))
  },
}

function allMutants(): readonly Mutant[] {
  const files = rulesFolders.flatMap((folder) => readdirSync(join(context, folder)).filter((name) => !name.endsWith('.test.ts')).map((name) => `${folder}/${name}`))
  return files.flatMap((file) => mutantsOf(file, readFileSync(join(context, file), 'utf8')))
}

/**
 * The mutants that nobody finds out, in their order; a thread a processor judges them.
 * @param print is told each of them at once, and now and then how far it is
 */
export async function survivorsOf(mutants: readonly Mutant[], print: (line: string) => void): Promise<readonly Mutant[]> {
  const threads = Array.from({ length: Math.min(availableParallelism(), mutants.length) }, () => startThread(new URL('mutation-thread.ts', import.meta.url), null))
  try {
    await Promise.all(threads.map(nextWord))
    const survivors = new Set<Mutant>()
    const start = performance.now()
    const waiting = mutants.values()
    let judged = 0
    await Promise.all(threads.map(async (thread) => {
      for (const mutant of waiting) {
        thread.postMessage(mutant)
        if ((await nextWord(thread)) === false) {
          survivors.add(mutant)
          print(`  survives: ${wordsOf(mutant)}`)
        }
        judged += 1
        if (judged % toldEvery === 0) print(`  ${judged} of ${mutants.length}, ${survivors.size} survive, some ${Math.ceil(((performance.now() - start) / judged) * (mutants.length - judged) / 60_000)} min left`)
      }
    }))
    return mutants.filter((mutant) => survivors.has(mutant))
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()))
  }
}

/** What a thread says next; the error that ended it is thrown. */
async function nextWord(thread: Worker): Promise<unknown> {
  const [word] = (await once(thread, 'message')) as readonly unknown[]
  return word
}

function wordsOf({ file, line, from, to }: Mutant): string {
  return `${file}:${line}  ${from} → ${to}`
}

function figureOf(tried: number, survivors: readonly Mutant[]): BenchFigure {
  const score = Math.round(((tried - survivors.length) / tried) * 1000) / 10
  const each: Record<string, number> = {}
  for (const words of survivors.map(wordsOf)) each[words] = (each[words] ?? 0) + 1
  return {
    value: score, unit: '%', floor: { name: 'mutants', value: tried, unit: '' }, ratio: Math.round(score) / 100, must: 85, aim: null, better: 'higher',
    more: { survivors: survivors.length, ...each },
  }
}
