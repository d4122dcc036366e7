import { randomUUID } from 'node:crypto'
import { parseArgs } from 'node:util'
import { systemClock } from '../../platform/clock/index.ts'
import type { Ended, KioskWay } from '../kiosk-centre/centre.ts'
import type { FaultCount } from '../kiosk-centre/faulty-line.ts'
import { startCentre } from '../kiosk-centre/process.ts'

const print = (line: string): void => { process.stdout.write(`${line}\n`) }
const usage = `使い方：npx yakuba simulate-kiosk --town 団体コード --url http://127.0.0.1:3000/ --key APIの鍵 --card カードの番号 [--card …] [--count 件数] [--seed 種] [--calm]
  全国のセンターの代わりを別のプロセスで動かし、動いている研修の町へ、店からの請求を送ります。
  通信は種（--seed）に従って遅れ、重なり、追い越し、失われます。--calm なら何も起こしません。
  鍵は「設定」→「APIの鍵」で、権利「コンビニ交付の請求に答え、紙を渡す」だけの役割で作ります。`

/** `npx yakuba simulate-kiosk`: plays the national centre before a running practice town and says how every request ended. */
export async function simulateKioskCommand(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { town: { type: 'string' }, url: { type: 'string', default: 'http://127.0.0.1:3000/' }, key: { type: 'string' }, card: { type: 'string', multiple: true }, count: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' }, calm: { type: 'boolean', default: false } } })
  const [count, seed] = [Number(values.count), Number(values.seed)]
  if (values.town === undefined || values.key === undefined || values.card === undefined || !Number.isSafeInteger(count) || count < 1 || count > 1_000 || !Number.isSafeInteger(seed)) {
    print(usage)
    return 2
  }
  const { town: code, card: cards } = values
  const faults = values.calm ? { loseMessage: 0, loseAnswer: 0, repeat: 0, delayMs: 0 } : { loseMessage: 0.1, loseAnswer: 0.1, repeat: 0.15, delayMs: 150 }
  const centre = await startCentre({ towns: [{ code, key: values.key, url: values.url.endsWith('/') ? values.url : `${values.url}/` }], faults, seed, patience: { tries: 60, pauseMs: 200 }, timeoutMs: 20_000 })
  const stop = (): void => { centre.end(); print('中止しました。紙を受け取っていない請求は、町の側で書き損じになります。'); process.exit(130) }
  process.once('SIGINT', stop)
  try {
    const began = performance.now()
    const requests = Array.from({ length: count }, (_, index) => ({ code, way: ways[index % ways.length] ?? 'print', asked: requestOf(cards[index % cards.length] ?? '', index) }))
    const { ended, faults: happened } = await centre.serve(requests, (left) => { printProgress({ done: count - left, count, seconds: (performance.now() - began) / 1000 }) })
    printEnd(ended, happened)
    return 0
  } finally {
    process.off('SIGINT', stop)
    centre.end()
  }
}

/** Most kiosks print; some jam, are given up, or are never heard of again. */
const ways: readonly KioskWay[] = ['print', 'print', 'print', 'print', 'jam', 'print', 'give-up', 'print', 'die', 'print']

function requestOf(cardSerial: string, index: number) {
  return { requestId: randomUUID(), cardSerial, form: 'resident-record-copy', scope: 'household' as const, items: [], copies: 1, kiosk: `K${String(index + 1).padStart(4, '0')}`, store: '見本町店', askedAt: systemClock.now() }
}

function printProgress({ done, count, seconds }: { readonly done: number; readonly count: number; readonly seconds: number }): void {
  if (done % 10 === 0 || done === count) print(`  ${done}／${count}件　あと約${Math.ceil((seconds / done) * (count - done))}秒`)
}

function printEnd(ended: readonly Ended[], faults: FaultCount): void {
  const printed = ended.filter((one) => one.papers.length > 0)
  const refused = ended.filter((one) => one.refusals.length > 0)
  print(`印刷 ${printed.length}件、断られた請求 ${refused.length}件、印刷しなかった請求 ${ended.length - printed.length - refused.length}件。手数料 ${printed.reduce((sum, one) => sum + one.feeYen * one.sheets.length, 0)}円。`)
  for (const message of new Set(refused.flatMap((one) => one.refusals.map((refusal) => `${refusal.message}${refusal.remedy}`)))) print(`  ${message}`)
  print(`通信 ${faults.messages}回：届かず ${faults.lostMessages}、答えが届かず ${faults.lostAnswers}、二重 ${faults.repeats}、追い越し ${faults.overtaken}。一つの請求に二通りの答え ${ended.filter((one) => one.answers.length > 1).length}件。`)
}
