import { setTimeout as sleep } from 'node:timers/promises'
import { issueSlips } from '../../collection/index.ts'
import { assert } from '../../kernel/assert.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import { sql } from '../../platform/db/db.ts'
import { withClient } from '../../platform/db/roles.ts'
import { sampleTowns } from '../sample-towns.ts'
import type { Yakuba } from '../wiring.ts'
import type { Client, Press } from './r3-client.ts'
import { clerk, everyRight, type Bearers } from './r3-town.ts'

/** Where a work is done: by whom, through which program, on which database. */
export interface WorkPlace {
  readonly client: Client
  readonly bearers: Bearers
  /** URL of the server's administrator for this database: to look how far the program is. */
  readonly adminUrl: string
}

/** A piece of a day's work that is disturbed: what the counter presses, and what goes on behind it. */
export interface Work {
  readonly name: string
  /** Does the whole of it, waiting where the program works by itself. */
  perform(place: WorkPlace): Promise<void>
}

const [town] = sampleTowns

/** The annual assessment of individual inhabitants tax: opened, calculated in pages, approved by another, posted in pages. */
export function assessmentWork(key: (step: number) => string): Work {
  return {
    name: 'batch',
    async perform({ client, bearers, adminUrl }) {
      const { runId } = await client.press<{ runId: string }>({ path: 'tax-individual/open-annual-assessment', input: { fiscalYear: 2026 }, key: key(1), bearer: bearers.clerk })
      const totals = await untilState(adminUrl, { runId, state: 'checked' })
      await client.press({ path: 'tax-individual/approve-annual-assessment', input: { runId, total: totals['annual-tax'] }, key: key(2), bearer: bearers.approver })
      await untilState(adminUrl, { runId, state: 'posted' })
    },
  }
}

/** Files of a collection agent, each taken in and posted to the last line before the next comes. */
export function paymentFileWork(files: readonly string[], key: (step: number) => string): Work {
  return {
    name: 'payment file',
    async perform({ client, bearers, adminUrl }) {
      for (const [index, file] of files.entries()) {
        const content = Buffer.from(file, 'utf8').toString('base64')
        const { fileId } = await client.press<{ fileId: string }>({ path: 'collection/load-payment-file', input: { content }, key: key(index), bearer: bearers.clerk })
        await until(async () => (await look<{ open: number }>(adminUrl, {
          text: `select f.lines - (select count(*) from collection.payment_file_result r where r.tenant_id = f.tenant_id and r.file_id = f.file_id)::int as open from collection.payment_file f where f.file_id = $1`, values: [fileId],
        }))[0]?.open === 0, `posting of file ${index + 1}`)
      }
    },
  }
}

/** Papers with numbers, one after the other at one desk. */
export function paperWork(papers: readonly Omit<Press, 'key' | 'bearer'>[], key: (step: number) => string): Work {
  return {
    name: 'certificate',
    async perform({ client, bearers }) {
      for (const [index, paper] of papers.entries()) await client.press({ ...paper, key: key(index), bearer: bearers.clerk })
    },
  }
}

/** Waits until a run of a batch is so far; its totals then. */
export async function untilState(adminUrl: string, wanted: { runId: string; state: string }): Promise<Record<string, number>> {
  let totals: Record<string, number> = {}
  await until(async () => {
    const [row] = await look<{ state: string; totals: Record<string, number>; failure: string | null }>(adminUrl, { text: 'select state, totals, failure from platform.batch_run where id = $1', values: [wanted.runId] })
    if (row?.state === 'failed') throw new Error(`the run failed: ${row.failure}`)
    totals = row?.totals ?? {}
    return row?.state === wanted.state
  }, `run to be ${wanted.state}`)
  return totals
}

const patienceMs = 90_000
const pollMs = 20

/** Waits until something holds, as it will when the program has done its work. */
export async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  for (let waited = 0; waited < patienceMs; waited += pollMs) {
    if (await holds()) return
    await sleep(pollMs)
  }
  throw new Error(`waited in vain: ${what}`)
}

/** Looks into the database from outside; while it is away, there is nothing to be seen. */
async function look<R>(adminUrl: string, statement: { text: string; values: readonly unknown[] }): Promise<readonly R[]> {
  try {
    return await withClient(adminUrl, async (client) => {
      client.on('error', () => undefined)
      return (await client.query({ text: statement.text, values: [...statement.values] })).rows as R[]
    })
  } catch {
    return []
  }
}

/** Gives slips for open instalments, unprinted, so that agents have something to report. */
export async function slipCodes(yakuba: Yakuba, wanted: { readonly slips: number; readonly usableUntil: string }): Promise<readonly string[]> {
  const usableUntil = plainDate(wanted.usableUntil)
  return await yakuba.runner.transaction(everyRight(yakuba, town.tenantId), async (tx) => {
    const charges = await tx.db.many<{ charge_id: string }>(sql`
      select charge_id from collection.charge where tenant_id = ${tx.tenant} and due_on >= ${usableUntil} order by charge_id limit ${wanted.slips}`)
    const issued = await issueSlips(tx, charges.map((charge) => ({ chargeIds: [charge.charge_id], usableUntil })))
    assert(issued.ok, 'open instalments get their slips')
    return issued.value.flatMap((slip) => slip?.code ?? [])
  })
}

/**
 * What an agent says of these slips on two days: preliminary reports of all, twice for every seventh (paid at two stores);
 * the next day confirmations, a cancellation for every eleventh, and here and there a slip that nobody knows.
 */
export function paymentFilesOf(codes: readonly string[]): readonly string[] {
  const first = codes.flatMap((code, index) => [row('01', code, index), ...(index % 7 === 0 ? [row('01', code, index + 500_000)] : [])])
  const second = codes.flatMap((code, index) => [row(index % 11 === 0 ? '03' : '02', code, index), ...(index % 13 === 0 ? [row('02', unknownSlip(code), index)] : [])])
  return [first.join(''), second.join('')]
}

function row(kind: string, code: string, store: number): string {
  return `${kind},20260622,1815,EAN${code},${code.slice(13, 19)},${code.slice(19, 30)},0,${Number(code.slice(37, 43))},010,"見本の店",${1_000_000 + store},20260630,20260623\r\n`
}

/** A code whose last digits say something else: its check digit does not fit. */
function unknownSlip(code: string): string {
  return `${code.slice(0, 43)}${(Number(code[43]) + 1) % 10}`
}

/** Papers of several businesses: notices of tax, payment slips, and copies of the resident record where the building issues them. */
export async function papersFor(yakuba: Yakuba, wanted: { readonly each: number; readonly usableUntil: string }): Promise<readonly Omit<Press, 'key' | 'bearer'>[]> {
  const { persons, charges, residents } = await yakuba.runner.transaction(everyRight(yakuba, town.tenantId), async (tx) => ({
    persons: await tx.db.many<{ id: string }>(sql`select person_id as id from tax_individual.decision where tenant_id = ${tx.tenant} and fiscal_year = 2026 and method = 'ordinary' order by person_id limit ${wanted.each}`),
    charges: await tx.db.many<{ id: string }>(sql`select charge_id as id from collection.charge where tenant_id = ${tx.tenant} and due_on >= ${wanted.usableUntil} order by charge_id desc limit ${wanted.each}`),
    residents: await tx.db.many<{ id: string }>(sql`select person_id as id from resident.person where tenant_id = ${tx.tenant} order by person_id limit ${wanted.each * 3}`),
  }))
  const copies = (await copyRequests(yakuba, residents.map((person) => person.id))).slice(0, wanted.each)
  return Array.from({ length: wanted.each }, (_, index) => [
    ...(copies[index] === undefined ? [] : [{ path: 'certificates/issue', input: copies[index] }]),
    ...(persons[index] === undefined ? [] : [{ path: 'tax-individual/issue-notice', input: { personId: persons[index].id, fiscalYear: 2026 } }]),
    ...(charges[index] === undefined ? [] : [{ path: 'collection/issue-slip', input: { chargeIds: [charges[index].id], usableUntil: wanted.usableUntil } }]),
  ]).flat()
}

/** Requests for copies of the resident record that nothing stops, each with the digest of what the clerk was shown. */
export async function copyRequests(yakuba: Yakuba, personIds: readonly string[]): Promise<readonly unknown[]> {
  const prepare = yakuba.registry.queries.get('certificates.prepare')
  if (prepare === undefined) return []
  const requests: unknown[] = []
  for (const personId of personIds) {
    const request = { personId, scope: 'household', subjectIds: [], items: [], requester: { kind: 'self', name: null }, identityCheck: 'individual-number-card', purpose: null, exemption: null, copies: 1 }
    const answer = await yakuba.runner.ask(clerk(yakuba, town.tenantId), prepare, request)
    const shown = answer.ok ? (answer.value as { shown: string | null }).shown : null
    if (shown !== null) requests.push({ ...request, shown })
  }
  return requests
}
