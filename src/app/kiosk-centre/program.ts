import type { CentreRequest, KioskTown } from './boundary.ts'
import { listening, serveKiosk, type Ended, type KioskWay, type Patience } from './centre.ts'
import { faultyLine, numbersFrom, type FaultCount, type Faults } from './faulty-line.ts'
import { httpTown } from './http-town.ts'

/** What whoever started the centre tells it. */
export type CentreOrder =
  | { readonly say: 'open'; readonly towns: readonly { readonly code: string; readonly url: string; readonly key: string }[]; readonly faults: Faults; readonly seed: number; readonly patience: Patience; readonly timeoutMs: number }
  /** The town's program has come back under another address. */
  | { readonly say: 'moved'; readonly code: string; readonly url: string }
  /** Requests of kiosks, all pressed at the same moment. */
  | { readonly say: 'serve'; readonly requests: readonly { readonly code: string; readonly asked: CentreRequest; readonly way: KioskWay }[] }
  /** One message over the line, for whoever tries the boundary itself. */
  | { readonly say: 'message'; readonly id: number; readonly code: string; readonly method: keyof KioskTown; readonly args: readonly unknown[] }

export type CentreReport =
  | { readonly said: 'loaded' } | { readonly said: 'opened' }
  | { readonly said: 'ended'; readonly ended: Ended; readonly left: number }
  | { readonly said: 'served'; readonly faults: FaultCount }
  | { readonly said: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly said: 'failed'; readonly why: string; readonly id?: number }

interface Centre { readonly lines: ReadonlyMap<string, KioskTown>; readonly urls: Map<string, string>; readonly heard: Map<string, Set<string>>; readonly count: FaultCount; readonly patience: Patience }

let centre: Centre | undefined

function tell(report: CentreReport): void {
  process.send?.(report)
}

function open(order: Extract<CentreOrder, { say: 'open' }>): Centre {
  const urls = new Map(order.towns.map((town) => [town.code, town.url]))
  const heard = new Map<string, Set<string>>()
  const count: FaultCount = { messages: 0, lostMessages: 0, lostAnswers: 0, repeats: 0, overtaken: 0 }
  const lines = new Map(order.towns.map(({ code, key }, index) => {
    const direct = listening(httpTown({ code, key, url: () => urls.get(code) ?? '', timeoutMs: order.timeoutMs }), heard)
    return [code, faultyLine(direct, { faults: order.faults, random: numbersFrom(order.seed + index), count })]
  }))
  return { lines, urls, heard, count, patience: order.patience }
}

function lineTo(code: string): KioskTown {
  const line = centre?.lines.get(code)
  if (line === undefined) throw new Error(`no town ${code}`)
  return line
}

async function serve({ requests }: Extract<CentreOrder, { say: 'serve' }>): Promise<void> {
  if (centre === undefined) throw new Error('the centre is not open')
  const { heard, patience, count } = centre
  let left = requests.length
  await Promise.all(requests.map(async ({ code, asked, way }) => {
    const ended = await serveKiosk(lineTo(code), asked, { way, patience, heard })
    left -= 1
    tell({ said: 'ended', ended, left })
  }))
  tell({ said: 'served', faults: count })
}

async function pass({ id, code, method, args }: Extract<CentreOrder, { say: 'message' }>): Promise<void> {
  const say = lineTo(code)[method] as (...parts: readonly unknown[]) => Promise<unknown>
  for (let tries = centre?.patience.tries ?? 1; ; tries -= 1) {
    try {
      tell({ said: 'answer', id, answer: await say(...args) })
      return
    } catch (error) {
      if (tries <= 1 || !(error instanceof Error) || error.name !== 'NoAnswer') throw error
    }
  }
}

async function obey(order: CentreOrder): Promise<void> {
  switch (order.say) {
    case 'open': centre = open(order); tell({ said: 'opened' }); return
    case 'moved': centre?.urls.set(order.code, order.url); return
    case 'serve': await serve(order); return
    case 'message': await pass(order)
  }
}

process.on('message', (order: CentreOrder) => {
  obey(order).catch((error: unknown) => { tell({ said: 'failed', why: error instanceof Error ? (error.stack ?? error.message) : String(error), ...('id' in order ? { id: order.id } : {}) }) })
})
// Who started it is gone: nobody needs it any more.
process.once('disconnect', () => { process.exit(0) })
tell({ said: 'loaded' })
