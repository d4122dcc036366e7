import { assert } from '../kernel/assert.ts'
import type { Bench, BenchFigure, BenchOptions, BenchTown } from '../platform/context/manifest.ts'
import { percentiles, timed } from '../platform/context/measure.ts'
import { findIssued } from '../platform/document/index.ts'
import { listResidentIdsOn } from '../resident/index.ts'
import { issue } from './commands.ts'
import { contentFor } from './content.ts'
import { drawDraft } from './draw.ts'
import { loadFacts } from './facts.ts'
import { plainRequest } from './inputs.ts'
import { feeLawOn } from './law.ts'
import type { CopyRequest } from './model.ts'

const warmUp = 20
const defaultCount = 300

/** P5: from the press to the stored file, one clerk, through the real runner — 証明の発行の速さ. */
export const pressToFile: Bench = {
  id: 'P5',
  title: 'certificate PDF, press to file, p95',
  async run(options: BenchOptions): Promise<BenchFigure> {
    const town = await options.town()
    const count = options.count ?? defaultCount
    const requests = await requestsOf(town, count + warmUp)
    options.print(`  ${town.residents} residents, ${count} copies of the resident record, one after the other`)
    const issued: number[] = []
    const drawn: number[] = []
    for (const [index, request] of requests.entries()) {
      const { ms, drawMs } = await oneCopy(town, request)
      if (index < warmUp) continue
      issued.push(ms)
      drawn.push(drawMs)
    }
    const [press, draw] = [percentiles(issued), percentiles(drawn)]
    return {
      value: round(press.p95), unit: 'ms', floor: { name: 'the same paper drawn and thrown away, p95', value: round(draw.p95), unit: 'ms' }, ratio: round(press.p95 / draw.p95),
      must: 500, aim: 100, better: 'lower', more: { median: round(press.median), p99: round(press.p99), max: round(press.max), 'draw median': round(draw.median), copies: issued.length },
    }
  },
}

interface ShownRequest extends CopyRequest { readonly shown: string }

/** Requests of unprotected residents spread over the register, each with the digest that the screen would show. */
async function requestsOf(town: BenchTown, count: number): Promise<readonly ShownRequest[]> {
  return await town.tx(async (tx) => {
    const ids = await listResidentIdsOn(tx, { limit: Math.min(20_000, count * 20) })
    const step = Math.max(1, Math.floor(ids.length / (count * 2)))
    const fees = feeLawOn(tx.today, tx.office.ordinanceOn(tx.today))
    const exemption = fees.feeOf('resident-record-copy') === null ? fees.exemptions.find((one) => one.requester === null)?.code ?? null : null
    const requests: ShownRequest[] = []
    for (let at = 0; requests.length < count && at < ids.length; at += step) {
      const request = { ...plainRequest(ids[at] ?? ''), exemption }
      const facts = await loadFacts(tx, request)
      if (facts !== undefined && facts.guarded.size === 0 && facts.members.length > 0) requests.push({ ...request, shown: facts.shown })
    }
    assert(requests.length > warmUp, 'the sample town has residents to issue for')
    return requests
  })
}

async function oneCopy(town: BenchTown, request: ShownRequest): Promise<{ readonly ms: number; readonly drawMs: number }> {
  let documentId = ''
  const ms = await timed(async () => {
    const answer = await town.run(issue, request)
    assert(answer.ok, `a copy of the sample is issued: ${answer.ok ? '' : answer.refusals.map((refusal) => refusal.code).join()}`)
    documentId = answer.value.sheets[0]?.documentId ?? ''
  })
  const drawMs = await town.tx(async (tx) => {
    assert((await findIssued(tx, documentId)) !== undefined, 'the file is there after the press')
    const facts = await loadFacts(tx, request)
    const paper = facts && await contentFor(tx, facts, { request, isForPaper: true })
    assert(facts !== undefined && paper?.ok === true, 'the paper can be drawn again')
    return await timed(async () => { await drawDraft(tx, { facts, request, sheet: paper.value.sheet }) })
  })
  return { ms, drawMs }
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100
}
