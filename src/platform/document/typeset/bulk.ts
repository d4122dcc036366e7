import type { Worker } from 'node:worker_threads'
import { assert, Bug } from '../../../kernel/assert.ts'
import { startThread } from '../../thread.ts'
import { printSlice, type PrintedSlice, type Slice } from './slice.ts'
import { installedFonts } from './typst.ts'
import type { FontSet } from './fonts.ts'
import type { PaperTemplate, TemplateData } from './template.ts'

export interface BulkOptions {
  /** Print threads; 0 prints in the caller's thread. By default one: it leaves the counter the other core. */
  readonly workers?: number
  /** Items a slice, each slice one PDF. By default 600: about 170 MB of layout at a time. */
  readonly sliceSize?: number
  readonly fonts?: FontSet
  readonly images?: Readonly<Record<string, Uint8Array>>
  /** Pages of each item, for a form whose pieces are of different length; without it each has those of its form. */
  readonly pagesOf?: (item: TemplateData) => number
}

/**
 * Draws the same form for many in slices, in order, with bounded memory — 一括印刷.
 * An item with a missing glyph or a text that does not fit is set aside in its slice; the others are printed.
 * @param items data of one paper each, in print order; read only as fast as the slices are taken
 */
export async function* renderBulk(template: PaperTemplate, items: Iterable<TemplateData> | AsyncIterable<TemplateData>, options: BulkOptions = {}): AsyncGenerator<PrintedSlice> {
  assert(template.pages !== 'any' || options.pagesOf !== undefined, 'the pages of each piece of a mass print are known, so that every page has an owner')
  const fonts = options.fonts ?? installedFonts()
  const presses = openPresses(template, { workers: options.workers ?? 1, fonts, images: options.images ?? {} })
  const underWay: Promise<PrintedSlice>[] = []
  try {
    for await (const slice of slicesOf(items, { size: options.sliceSize ?? 600, pagesOf: options.pagesOf ?? (() => Number(template.pages)) })) {
      underWay.push(presses.print(slice))
      const next = underWay.length > presses.depth ? underWay.shift() : undefined
      if (next) yield await next
    }
    for (const printed of underWay.splice(0)) yield await printed
  } finally {
    void Promise.allSettled(underWay)
    await presses.close()
  }
}

/** What a print thread is started with. */
export interface PressJob {
  readonly template: PaperTemplate
  readonly directories: readonly string[]
  readonly digests: Readonly<Record<string, string>>
  readonly images: Readonly<Record<string, Uint8Array>>
}

interface Presses {
  /** Slices that may be under way at a time: one printing and one waiting in each thread. */
  readonly depth: number
  print(slice: Slice): Promise<PrintedSlice>
  close(): Promise<void>
}

interface PressOptions { readonly workers: number, readonly fonts: FontSet, readonly images: Readonly<Record<string, Uint8Array>> }

function openPresses(template: PaperTemplate, options: PressOptions): Presses {
  if (options.workers === 0) {
    const print = async (slice: Slice) => printSlice(template, slice, options)
    return { depth: 0, print, close: async () => {} }
  }
  const job: PressJob = { template, directories: options.fonts.directories, digests: options.fonts.digests, images: options.images }
  const threads = Array.from({ length: options.workers }, () => new PrintThread(job))
  return {
    depth: threads.length * 2 - 1,
    print: (slice) => leastBusy(threads).print(slice),
    close: async () => { await Promise.all(threads.map((thread) => thread.stop())) },
  }
}

function leastBusy(threads: readonly PrintThread[]): PrintThread {
  const [first, ...others] = threads
  assert(first, 'there is a print thread')
  return others.reduce((idle, thread) => (thread.waiting < idle.waiting ? thread : idle), first)
}

/** One worker thread; answers come back in the order of the questions. */
class PrintThread {
  readonly #worker: Worker
  readonly #asked: { done(printed: PrintedSlice): void, fail(cause: unknown): void }[] = []
  #broken: unknown

  constructor(job: PressJob) {
    this.#worker = startThread(new URL('bulk-worker.ts', import.meta.url), job)
    this.#worker.unref()
    this.#worker.on('message', (printed: PrintedSlice) => this.#asked.shift()?.done(printed))
    this.#worker.on('error', (cause) => this.#breakOff(cause))
    this.#worker.on('exit', () => this.#breakOff(new Bug('a print thread ended before its work')))
  }

  get waiting(): number {
    return this.#asked.length
  }

  print(slice: Slice): Promise<PrintedSlice> {
    if (this.#broken) return Promise.reject(this.#broken)
    this.#worker.ref()
    return new Promise((done, fail) => {
      this.#asked.push({ done, fail })
      this.#worker.postMessage(slice)
    })
  }

  async stop(): Promise<void> {
    await this.#worker.terminate()
  }

  #breakOff(cause: unknown): void {
    this.#broken ??= cause
    for (const { fail } of this.#asked.splice(0)) fail(cause)
  }
}

async function* slicesOf(items: Iterable<TemplateData> | AsyncIterable<TemplateData>, { size, pagesOf }: { readonly size: number, pagesOf(item: TemplateData): number }): AsyncGenerator<Slice> {
  const sliceOf = (first: number, collected: readonly TemplateData[]): Slice => ({ first, items: collected, pages: collected.map(pagesOf) })
  let first = 0
  let collected: TemplateData[] = []
  for await (const item of items) {
    collected.push(item)
    if (collected.length < size) continue
    yield sliceOf(first, collected)
    first += collected.length
    collected = []
  }
  if (collected.length > 0) yield sliceOf(first, collected)
}
