import { availableParallelism } from 'node:os'
import { Bug } from '../../../kernel/assert.ts'
import type { Bench, BenchFigure } from '../../../platform/context/manifest.ts'
import { startThread } from '../../../platform/thread.ts'
import type { Seconds, Span } from './second-compare.ts'

const drawnAtATime = 4_000
const millionSeconds = 10 * 60

/** C4: the rules and the second computation of the same tax, amount by amount; one yen apart stops the bench. */
export const secondComputationBench: Bench = {
  id: 'C4',
  title: '個人住民税を別に書いた計算と一円まで突き合わせる（四年度）',
  async run(options) {
    const count = options.count ?? 1_000_000
    const threads = Math.min(availableParallelism(), Math.ceil(count / drawnAtATime))
    const needed = { drawing: 0, rules: 0, both: 0 }
    let spans = 0
    const whenDone = ({ drawing, rules, both }: Seconds): void => {
      needed.drawing += drawing
      needed.rules += rules
      needed.both += both
      spans += 1
      if (spans % 25 === 0) options.print(`  ${spans * drawnAtATime} households`)
    }
    const start = performance.now()
    await compareInThreads(Array.from({ length: threads }, (_, thread) => spansOf(count).filter((_span, index) => index % threads === thread)), whenDone)
    return figureOf(count, { needed, threads, seconds: (performance.now() - start) / 1000 })
  },
}

function spansOf(count: number): readonly Span[] {
  return Array.from({ length: Math.ceil(count / drawnAtATime) }, (_, index) => ({ from: index * drawnAtATime, to: Math.min(count, (index + 1) * drawnAtATime) }))
}

/** One thread for each list; a yen apart in one ends them all. */
async function compareInThreads(lists: readonly (readonly Span[])[], whenDone: (seconds: Seconds) => void): Promise<void> {
  const threads = lists.map((spans) => startThread(new URL('second-thread.ts', import.meta.url), spans))
  try {
    await Promise.all(threads.map((thread) => new Promise<void>((done, fail) => {
      thread.on('message', whenDone)
      thread.on('error', fail)
      thread.on('exit', (code) => { if (code === 0) done(); else fail(new Bug(`a thread of the comparison ended with ${code}`)) })
    })))
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()))
  }
}

function figureOf(count: number, { needed, threads, seconds }: { readonly needed: Seconds; readonly threads: number; readonly seconds: number }): BenchFigure {
  const floor = needed.rules / threads
  // The rules alone are the floor and no part of the comparison.
  const compared = seconds - floor
  return {
    value: round1(compared), unit: 's', floor: { name: 'the rules alone', value: round1(floor), unit: 's' }, ratio: round1(compared / floor),
    must: round1((millionSeconds * count) / 1_000_000), aim: null, better: 'lower',
    more: { households: count, disagreements: 0, threads, 'households a second': Math.round(count / compared), 'seconds of drawing, all threads': round1(needed.drawing), 'seconds of both computations, all threads': round1(needed.both) },
  }
}

function round1(value: number): number {
  return Math.round(value * 10) / 10
}
