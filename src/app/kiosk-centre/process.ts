import { fork, type ChildProcess } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Answered, Cancelled, Confirmed, Handed, KioskTown } from './boundary.ts'
import type { Ended } from './centre.ts'
import type { FaultCount } from './faulty-line.ts'
import type { CentreOrder, CentreReport } from './program.ts'

/** The centre in a process of its own, and what it reports. */
export interface CentreProcess {
  tell(order: CentreOrder): void
  /** Serves requests that are pressed at the same moment; `whenEnded` hears of each, the number left included. */
  serve(requests: Extract<CentreOrder, { say: 'serve' }>['requests'], whenEnded?: (left: number) => void): Promise<{ readonly ended: readonly Ended[]; readonly faults: FaultCount }>
  /** A town as it is reached through the centre's line. */
  townOf(code: string): KioskTown
  end(): void
}

const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

/** Starts the centre and opens its lines. */
export async function startCentre(order: Omit<Extract<CentreOrder, { say: 'open' }>, 'say'>): Promise<CentreProcess> {
  const child = fork(fileURLToPath(new URL('./program.ts', import.meta.url)), { execArgv: ['--import', loader], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const listeners = new Set<(report: CentreReport) => void>()
  child.on('message', (report) => { for (const listen of listeners) listen(report as CentreReport) })
  const hear = <T>(pick: (report: CentreReport) => T | undefined): Promise<T> => heard(child, listeners, pick)
  await hear((report) => report.said === 'loaded' || undefined)
  child.send({ say: 'open', ...order } satisfies CentreOrder)
  await hear((report) => report.said === 'opened' || undefined)
  let messages = 0
  async function message<A>(code: string, method: keyof KioskTown, args: readonly unknown[]): Promise<A> {
    const id = ++messages
    const answer = hear((report) => (report.said === 'answer' && report.id === id ? { value: report.answer as A } : undefined))
    child.send({ say: 'message', id, code, method, args } satisfies CentreOrder)
    return (await answer).value
  }
  return {
    tell: (told) => { child.send(told) },
    async serve(requests, whenEnded) {
      const ended: Ended[] = []
      const done = hear((report) => {
        if (report.said === 'ended') { ended.push(report.ended); whenEnded?.(report.left) }
        return report.said === 'served' ? report.faults : undefined
      })
      child.send({ say: 'serve', requests } satisfies CentreOrder)
      return { faults: await done, ended }
    },
    townOf: (code) => ({
      request: (asked) => message<Answered>(code, 'request', [asked]),
      async paper(requestId, lineNo) {
        const got = await message<Handed>(code, 'paper', [requestId, lineNo])
        return got.ok ? { ...got, pdf: bytesOf(got.pdf) } : got
      },
      confirm: (requestId, sheets) => message<Confirmed>(code, 'confirm', [requestId, sheets]),
      cancel: (requestId, reason) => message<Cancelled>(code, 'cancel', [requestId, reason]),
    }),
    end: () => { child.kill('SIGKILL') },
  }
}

/** Bytes as they come over the line between processes. */
function bytesOf(sent: unknown): Uint8Array {
  const data = (sent as { data?: readonly number[] }).data
  return data === undefined ? Uint8Array.from(Object.values(sent as Record<string, number>)) : Uint8Array.from(data)
}

async function heard<T>(child: ChildProcess, listeners: Set<(report: CentreReport) => void>, pick: (report: CentreReport) => T | undefined): Promise<T> {
  return await new Promise<T>((resolve, reject) => {
    const gone = (): void => { reject(new Error('the centre has ended')) }
    const listen = (report: CentreReport): void => {
      if (report.said === 'failed') { stop(); reject(new Error(report.why)); return }
      const found = pick(report)
      if (found !== undefined) { stop(); resolve(found) }
    }
    const stop = (): void => { listeners.delete(listen); child.off('exit', gone) }
    listeners.add(listen)
    child.once('exit', gone)
  })
}
