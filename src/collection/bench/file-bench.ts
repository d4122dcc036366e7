import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { assert } from '../../kernel/assert.ts'
import type { Bench, BenchTown } from '../../platform/context/manifest.ts'
import { percentiles, timed } from '../../platform/context/measure.ts'
import { type FileToTake, takeIn } from '../channels/intake.ts'
import { readAnyOfStores } from '../channels/profiles.ts'
import { postPageOfFile } from '../payments.ts'
import { AgentFile } from './agent-file.ts'
import { pagesOfSlips } from './slips.ts'
import { countResults, measureBareCopy, sumOfFile } from './store.ts'

const seed = 20_261_129
const linesOfAgent = 1_000_000

/** P9F: a file of an agent as large as a city, from its bytes to the last posted page, with the memory it takes. */
export const fileBench: Bench = {
  id: 'P9F', title: '納付のファイルの受取りと消込（100万行、記憶量）',
  async run(options) {
    const town = await options.town()
    const file = await writeFile(town, options.count ?? linesOfAgent)
    options.print(`  ${file.lines.toLocaleString('ja-JP')} lines, ${Math.round(file.bytes.length / megabyte)} MB`)
    const floor = await measureBareCopy(town.ownerUrl, file.bytes)
    const memory = new Memory()
    const { fileId, seconds: reading } = await takeFile(town, file, memory)
    const { times, seconds: posting } = await postFile(town, { fileId, lines: file.lines, memory })
    await checkBooks(town, fileId, file)
    const growth = memory.growth()
    assert(growth.live <= mostGrowth, `the memory of the program stays flat: ${JSON.stringify(growth)} MB`)
    const [rate, bare] = [file.lines / (reading + posting), file.lines / floor]
    return {
      value: Math.round(rate), unit: 'rows/s', floor: { name: 'COPY of the same bytes into a temporary table', value: Math.round(bare), unit: 'rows/s' }, ratio: round2(bare / rate), must: 500, aim: 2_000, better: 'higher',
      more: {
        lines: file.lines, 'rows/s from bytes to stored lines': Math.round(file.lines / reading), 'rows/s posted': Math.round(file.lines / posting), 'page p99 ms': round2(percentiles(times).p99),
        'MB of the file': Math.round(file.bytes.length / megabyte), 'MB at the most (RSS)': memory.most(), 'MB RSS grew from first to last tenth': growth.resident, 'MB in use grew from first to last tenth': growth.live,
      },
    }
  },
}

interface Written extends Pick<AgentFile, 'lines' | 'standing' | 'expected'> { readonly bytes: Uint8Array }

async function writeFile(town: BenchTown, count: number): Promise<Written> {
  const file = new AgentFile(await town.tx(async (tx) => await Promise.resolve(tx.today)), seed)
  for await (const page of pagesOfSlips(town, count)) {
    for (const slip of page) {
      assert(slip.code !== null, 'a store takes a slip of so few yen')
      if (file.reached < count) file.take(slip.code)
    }
    if (file.reached >= count) break
  }
  const bytes = file.end()
  return { bytes, lines: file.lines, standing: file.standing, expected: file.expected }
}

async function takeFile(town: BenchTown, file: Written, memory: Memory): Promise<{ fileId: string; seconds: number }> {
  const start = performance.now()
  const taken = await town.tx((tx) => takeIn(tx, { bytes: file.bytes, channel: null, fileName: null, read: (bytes) => watched(readAnyOfStores(bytes), looksEvery(file.lines), (done) => { memory.look('reading', done / file.lines) }) }))
  assert(taken.ok && taken.value.lines === file.lines, 'the file of an agent is taken whole')
  return { fileId: taken.value.fileId, seconds: (performance.now() - start) / 1000 }
}

/** The same reading; tells now and then how far it is. */
function* watched(reading: ReturnType<FileToTake['read']>, every: number, tell: (done: number) => void): ReturnType<FileToTake['read']> {
  let done = 0
  let step = reading.next()
  for (; !step.done; step = reading.next()) {
    if (done % every === 0) tell(done)
    done += 1
    yield step.value
  }
  return step.value
}

async function postFile(town: BenchTown, { fileId, lines, memory }: { fileId: string; lines: number; memory: Memory }): Promise<{ times: number[]; seconds: number }> {
  const times: number[] = []
  let [posted, looked] = [0, 0]
  for (let isFinished = false; !isFinished;) {
    times.push(await timed(async () => {
      const page = await town.tx((tx) => postPageOfFile(tx, fileId))
      isFinished = page.isFinished
      posted += page.posted
    }))
    if (posted - looked >= looksEvery(lines)) { memory.look('posting', posted / lines); looked = posted }
  }
  return { times, seconds: times.reduce((sum, time) => sum + time, 0) / 1000 }
}

/** Every line became what was written for, and the money that stands is the agent's, to the yen. */
async function checkBooks(town: BenchTown, fileId: string, file: Written): Promise<void> {
  const [found, standing] = await town.tx(async (tx) => [await countResults(tx, fileId), await sumOfFile(tx, fileId)] as const)
  const said = [...file.expected].map(([became, { lines, amount }]) => `${became} ${lines} ${amount}`).sort()
  const became = found.map((row) => `${row.became} ${row.lines} ${row.amount}`).sort()
  assert(said.join('\n') === became.join('\n'), `each line becomes what it says: ${said.join(', ')}; found ${became.join(', ')}`)
  assert(standing === file.standing, `the money in the books is that of the file: ${standing} beside ${file.standing}`)
}

const megabyte = 1_048_576
/** Memory is looked at fifty times on the way. */
const looksEvery = (lines: number): number => Math.ceil(lines / 50)
/** Megabytes by which what is in use may grow from the first to the last tenth of a file, whatever its length. */
const mostGrowth = 16

type Stage = 'reading' | 'posting'

/** Memory of the program on the way through a file. What is in use is measured with the rubbish collected. */
class Memory {
  readonly #seen: { readonly stage: Stage; readonly done: number; readonly resident: number; readonly live: number }[] = []
  readonly #collect: () => void

  constructor() {
    setFlagsFromString('--expose-gc')
    this.#collect = runInNewContext('gc') as () => void
  }

  look(stage: Stage, done: number): void {
    const resident = process.memoryUsage.rss()
    if (done >= 0.1 && done <= 0.9) { this.#seen.push({ stage, done, resident, live: 0 }); return }
    this.#collect()
    const { heapUsed, external } = process.memoryUsage()
    this.#seen.push({ stage, done, resident, live: heapUsed + external })
  }

  most(): number {
    return inMegabytes(Math.max(...this.#seen.map((one) => one.resident)))
  }

  /** Of the stage that grew more. */
  growth(): { readonly resident: number; readonly live: number } {
    const of = (stage: Stage, key: 'resident' | 'live'): number => {
      const most = (among: (done: number) => boolean): number => Math.max(...this.#seen.filter((one) => one.stage === stage && among(one.done)).map((one) => one[key]))
      return inMegabytes(most((done) => done > 0.9) - most((done) => done < 0.1))
    }
    return { resident: Math.max(of('reading', 'resident'), of('posting', 'resident')), live: Math.max(of('reading', 'live'), of('posting', 'live')) }
  }
}

function inMegabytes(bytes: number): number {
  return Math.round(bytes / megabyte)
}

function round2(value: number): number {
  return Math.round(value * 100) / 100
}
