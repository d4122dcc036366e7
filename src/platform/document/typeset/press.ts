import type { Worker } from 'node:worker_threads'
import { Bug } from '../../../kernel/assert.ts'
import { startThread } from '../../thread.ts'
import { readOwnPages } from './own-reader.ts'
import { readPages, type ReadPage } from './read-back.ts'
import type { PaperTemplate, TemplateData } from './template.ts'
import { installedFonts, render, type Drawn, type NotDrawn } from './typst.ts'

/** A paper that was drawn and read back, and what stands on it. */
export interface ReadPaper extends Drawn { readonly read: readonly ReadPage[] }

/** What a press is asked for: one paper, and whether its finished pages are to be read. */
export interface PressJob {
  readonly template: PaperTemplate
  readonly data: TemplateData
  readonly images?: Readonly<Record<string, Uint8Array>>
  readonly isRead: boolean
}

/** Draws single papers and reads them back — 帳票を作る所. */
export interface PaperPress {
  print(job: PressJob): Promise<ReadPaper | NotDrawn>
}

/** The press in the caller's own thread: for tests, and for commands that make a paper now and then. */
export const pressHere: PaperPress = {
  async print({ template, data, images, isRead }) {
    const drawn = await render(template, data, { images })
    if (!drawn.drawn) return drawn
    return { ...drawn, read: isRead ? readOwnPages(drawn.pdf) ?? await readPages(drawn.pdf) : [] }
  },
}

/** What the thread answers: the paper, or the words of a fault. */
export type PressAnswer = { readonly no: number } & ({ readonly printed: ReadPaper | NotDrawn } | { readonly fault: string })

interface UnderWay { done(printed: ReadPaper | NotDrawn): void; fail(cause: unknown): void }

/**
 * A press in a thread of its own: while a paper is drawn and read, the program goes on answering. It draws with the fonts that
 * its caller checks the pages by. A thread that has ended fails the papers it held, and the next paper starts another.
 */
export class ThreadPress implements PaperPress {
  readonly #underWay = new Map<number, UnderWay>()
  #worker: Worker | undefined
  #last = 0

  /** Starts the thread before the first paper, which would else wait for it. */
  warm(): void {
    this.#worker ??= this.#start()
  }

  async print(job: PressJob): Promise<ReadPaper | NotDrawn> {
    const printed = await new Promise<ReadPaper | NotDrawn>((done, fail) => {
      this.#last += 1
      this.#underWay.set(this.#last, { done, fail })
      this.#worker ??= this.#start()
      this.#worker.postMessage({ no: this.#last, job })
    })
    if (printed.drawn && JSON.stringify(printed.fontDigests) !== JSON.stringify(installedFonts().digests)) throw new Bug('the fonts on disk have changed since the program was started')
    return printed
  }

  async close(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    await worker?.terminate()
  }

  #start(): Worker {
    // Read now, as the thread does: a face that is added before the first paper would else part the two.
    installedFonts()
    const worker = startThread(new URL('press-thread.ts', import.meta.url), null)
    worker.unref()
    worker.on('message', (answer: PressAnswer) => { this.#take(answer) })
    worker.on('error', (cause) => { this.#end(worker, cause) })
    worker.on('exit', () => { this.#end(worker, new Bug('the thread that draws papers ended before its work')) })
    return worker
  }

  #take(answer: PressAnswer): void {
    const asked = this.#underWay.get(answer.no)
    this.#underWay.delete(answer.no)
    if ('fault' in answer) asked?.fail(new Bug(answer.fault))
    else asked?.done(answer.printed)
  }

  #end(worker: Worker, cause: unknown): void {
    if (this.#worker === worker) this.#worker = undefined
    const held = [...this.#underWay.values()]
    this.#underWay.clear()
    for (const { fail } of held) fail(cause)
  }
}
