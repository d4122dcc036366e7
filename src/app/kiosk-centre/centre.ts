import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { NoAnswer, type CentreRequest, type CentreSheet, type KioskTown, type Refusal } from './boundary.ts'

/** What a kiosk does with its paper: prints it, finds its printer jammed, is given up by the person, or dies and says nothing. */
export type KioskWay = 'print' | 'jam' | 'give-up' | 'die'

/** How a request ended at the centre, with every paper that came out of the kiosk. */
export interface Ended {
  readonly requestId: string
  readonly way: KioskWay
  readonly feeYen: number
  readonly sheets: readonly CentreSheet[]
  readonly papers: readonly { readonly number: string; readonly pdfBase64: string }[]
  readonly refusals: readonly Refusal[]
  /** Numbers the centre heard in different answers to one request: more than one set is a second paper. */
  readonly answers: readonly string[]
}

export interface Patience { readonly tries: number; readonly pauseMs: number }

/** Repeats a message until it is answered, as often as patience lasts. */
async function until<T>({ tries, pauseMs }: Patience, say: () => Promise<T>): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return await say()
    } catch (error) {
      if (!(error instanceof NoAnswer) || left <= 1) throw error
      await sleep(pauseMs)
    }
  }
}

/** Every answer that came, first or later, said as one text; for finding out that a town has answered one request in two ways. */
export function listening(town: KioskTown, heard: Map<string, Set<string>>): KioskTown {
  return {
    ...town,
    async request(asked) {
      const answer = await town.request(asked)
      const said = answer.ok ? answer.sheets.map((sheet) => `${sheet.number} ${sheet.sha256}`).join() : answer.refusals.map((refusal) => refusal.code).join()
      heard.set(asked.requestId, (heard.get(asked.requestId) ?? new Set()).add(said))
      return answer
    },
  }
}

/** Carries one request through: asks, fetches each sheet, looks whether its bytes are those that were announced, and says what became of it. */
export async function serveKiosk(town: KioskTown, asked: CentreRequest, how: { readonly way: KioskWay; readonly patience: Patience; readonly heard: ReadonlyMap<string, ReadonlySet<string>> }): Promise<Ended> {
  const { way, patience } = how
  const ended = (more: Partial<Ended>): Ended => ({ requestId: asked.requestId, way, feeYen: 0, sheets: [], papers: [], refusals: [], answers: [...how.heard.get(asked.requestId) ?? []], ...more })
  const answer = await until(patience, () => town.request(asked))
  if (!answer.ok) return ended({ refusals: answer.refusals })
  const papers: { number: string; pdfBase64: string }[] = []
  for (const sheet of answer.sheets) {
    const paper = await until(patience, () => town.paper(asked.requestId, sheet.lineNo))
    if (!paper.ok) return ended({ feeYen: answer.feeYen, sheets: answer.sheets, refusals: paper.refusals })
    const digest = createHash('sha256').update(paper.pdf).digest('hex')
    if (digest !== sheet.sha256 || paper.number !== sheet.number) throw new Error(`the paper handed over is not the one announced: ${sheet.number}`)
    papers.push({ number: paper.number, pdfBase64: Buffer.from(paper.pdf).toString('base64') })
  }
  if (way === 'give-up') await until(patience, () => town.cancel(asked.requestId, '利用者が取りやめた'))
  if (way === 'print' || way === 'jam') await until(patience, () => town.confirm(asked.requestId, answer.sheets.map(({ number, sha256 }) => ({ number, sha256, printed: way === 'print' }))))
  return ended({ feeYen: answer.feeYen, sheets: answer.sheets, papers: way === 'print' ? papers : [] })
}
