import { assert } from '../../kernel/assert.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import { listParties } from '../../party/index.ts'
import type { Bench, BenchOptions, BenchTown } from '../../platform/context/manifest.ts'
import { percentiles, timed } from '../../platform/context/measure.ts'
import { newId } from '../../platform/crypto/index.ts'
import { gs1Bars } from '../../platform/document/bars/gs1-128.ts'
import { renderBulk } from '../../platform/document/index.ts'
import { isOnPage, readPages } from '../../platform/document/typeset/read-back.ts'
import { installedFonts } from '../../platform/document/typeset/typst.ts'
import { acceptPayment } from '../commands.ts'
import { massSlipTemplate, type SlipPaper, slipPaper } from '../forms.ts'
import { insertFile, insertWaitingLines, storeWaitingLines } from '../payment-store.ts'
import { linesOfPage, postPageOfFile } from '../payments.ts'
import type { IssuedSlip } from '../slips.ts'
import { fileBench } from './file-bench.ts'
import { lateChargeBench } from './late-bench.ts'
import { makeSlips } from './slips.ts'
import { listPaymentIdsOfFile, measureBareInsert } from './store.ts'

async function storeFile(town: BenchTown, slips: readonly IssuedSlip[]): Promise<string> {
  const fileId = newId()
  await town.tx(async (tx) => {
    await insertFile(tx, { fileId, sha256: fileId, layout: 'csv13', encoding: 'utf-8', lines: slips.length, amount: yen(slips.reduce((sum, slip) => sum + slip.amount, 0)) })
    await storeWaitingLines(tx, slips.map((slip, index) => ({
      lineNo: index + 1, kind: 'confirmed', channel: 'store', code: slip.code ?? '', amount: slip.amount, paidOn: tx.today, paidAt: '12:00', chainCode: '010', storeCode: '1',
      fundsOn: tx.today, paymentKey: `${slip.code ?? ''}|010|1|${tx.today}|12:00`, raw: '',
    })))
    await insertWaitingLines(tx, fileId)
  })
  return fileId
}

/** P9: payments of an agent's file, each page one durable transaction; beside it single payments at the counter. */
const postingBench: Bench = {
  id: 'P9',
  title: '納付の消込（一頁ごとに確定）',
  async run(options) {
    const town = await options.town()
    const slips = await makeSlips(town, options.count ?? 20_000)
    const fileId = await storeFile(town, slips)
    const times: number[] = []
    for (let isFinished = false; !isFinished;) times.push(await timed(async () => { isFinished = (await town.tx((tx) => postPageOfFile(tx, fileId))).isFinished }))
    const seconds = times.reduce((sum, time) => sum + time, 0) / 1000
    const floor = await measureBareInsert(town.ownerUrl, { tenant: town.tenant, entriesOf: await town.tx((tx) => listPaymentIdsOfFile(tx, fileId)), page: linesOfPage })
    const counter = await measureCounter(town, options)
    const [rate, bare] = [slips.length / seconds, floor.lines / floor.seconds]
    return {
      value: Math.round(rate), unit: 'postings/s', floor: { name: 'the same ledger lines bare, a commit a page', value: Math.round(bare), unit: 'lines/s' }, ratio: round2(rate / bare), must: 500, aim: 2_000, better: 'higher',
      more: { 'page p99 ms': round2(percentiles(times).p99), 'counter payments/s': Math.round(counter.rate), 'counter p99 ms': round2(counter.p99) },
    }
  },
}

const clerks = 8

/** Single payments, each a command with its audit row and commit, by several clerks at a time. */
async function measureCounter(town: BenchTown, options: BenchOptions): Promise<{ rate: number; p99: number }> {
  const slips = await makeSlips(town, 2_000)
  const times: number[] = []
  const today: PlainDate = await town.tx(async (tx) => tx.today)
  const start = performance.now()
  const end = start + Math.min(options.seconds, 20) * 1000
  await Promise.all(Array.from({ length: clerks }, async (_, clerk) => {
    for (let index = clerk; index < slips.length && performance.now() < end; index += clerks) {
      const slip = slips[index]!
      times.push(await timed(async () => {
        const answer = await town.run(acceptPayment, { partyId: slip.partyId, amount: slip.amount, paidOn: today, named: slip.lines.map((line) => line.chargeId), onlyNamed: true, expectedOwed: null })
        assert(answer.ok, 'an open instalment is paid')
      }))
    }
  }))
  return { rate: (times.length * 1000) / (performance.now() - start), p99: percentiles(times).p99 }
}

/** P13: slips of a whole run from the database to PDF, one in a hundred read back. */
const printingBench: Bench = {
  id: 'P13',
  title: '納付書の一括印刷（100枚に1枚を読み返す）',
  async run(options) {
    const town = await options.town()
    const slips = await makeSlips(town, options.count ?? 10_000)
    const expected: (readonly string[])[] = []
    const start = performance.now()
    let [pages, setAside, readBack] = [0, 0, 0]
    for await (const slice of renderBulk(massSlipTemplate, papersInOrder(town, slips, expected), { workers: 2 })) {
      pages += slice.drawn.length
      setAside += slice.setAside.length
      if (slice.pdf) readBack += await readBackSome(slice.pdf, slice.drawn.map((item) => expected[item] ?? []))
    }
    const seconds = (performance.now() - start) / 1000
    const bars = measureBars(slips)
    return {
      value: Math.round(pages / seconds), unit: 'pages/s', floor: { name: 'bars of the same slips alone', value: Math.round(bars), unit: 'codes/s' }, ratio: Math.round((pages / seconds / bars) * 10_000) / 10_000, must: 300, aim: 1_000, better: 'higher',
      more: { pages, 'set aside': setAside, 'read back': readBack },
    }
  },
}

async function* papersInOrder(town: BenchTown, slips: readonly IssuedSlip[], expected: (readonly string[])[]): AsyncGenerator<SlipPaper> {
  for (let from = 0; from < slips.length; from += linesOfPage) {
    const page = slips.slice(from, from + linesOfPage)
    const papers = await town.tx(async (tx) => {
      const payers = new Map((await listParties(tx, page.map((slip) => slip.partyId))).map((party) => [party.partyId, party]))
      return page.flatMap((slip, index) => {
        const payer = payers.get(slip.partyId)
        return payer ? [{ ...slipPaper(tx, slip, payer), marks: { sort: String(from + index + 1).padStart(8, '0'), insertBits: (from + index) % 8 } }] : []
      })
    })
    for (const paper of papers) {
      expected.push([paper.payer, paper.number, paper.amountText, ...(paper.bars?.readable ?? [])])
      yield paper
    }
  }
}

const readBackEvery = 100

async function readBackSome(pdf: Uint8Array, texts: readonly (readonly string[])[]): Promise<number> {
  const chosen = texts.flatMap((_, index) => (index % readBackEvery === 0 ? [index] : []))
  const pages = await readPages(pdf, chosen.map((index) => index + 1))
  const fonts = installedFonts()
  for (const [place, page] of pages.entries()) assert(texts[chosen[place]!]?.every((text) => isOnPage(text, page, fonts)), 'the page shows what was asked for')
  return pages.length
}

function measureBars(slips: readonly IssuedSlip[]): number {
  const start = performance.now()
  for (const slip of slips) if (slip.code !== null) gs1Bars(slip.code)
  return (slips.length * 1000) / (performance.now() - start)
}

function round2(value: number): number {
  return Math.round(value * 100) / 100
}

export const collectionBenches: readonly Bench[] = [postingBench, fileBench, lateChargeBench, printingBench]
