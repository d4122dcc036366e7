import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from '../../platform/db/db.ts'
import { newId } from '../../platform/crypto/index.ts'
import { findIssued } from '../../platform/document/index.ts'
import type { Bench, BenchFigure, BenchOptions } from '../../platform/context/manifest.ts'
import { randomFor } from '../sample/random.ts'
import { sampleTowns } from '../sample-towns.ts'
import type { Yakuba } from '../wiring.ts'
import { readPlainly } from './r12-reader.ts'
import { makeClient } from './r3-client.ts'
import { makePrograms } from './r3-programs.ts'
import { emptyTown, everyRight, makeTown, startFaultServer, type Bearers, type FaultServer } from './r3-town.ts'
import { copyRequests } from './r3-works.ts'

const [town] = sampleTowns
const at = '2026-06-23T01:00:00Z'
/** Requests under way at the same time, in both processes together. */
const atOnce = 200

/** R12: copies of the resident record under pressure and kills, each read back by a second reader and compared with the register. */
export const pagesBench: Bench = {
  id: 'R12', title: 'Certificates, 200 at a time in two processes that are killed: pages that are not what was asked for',
  async run(options) {
    const server = await startFaultServer({ fast: false })
    try {
      const bearers = await makeTown(server, { residents: 2_000, at })
      const requests = await server.within({ name: emptyTown, at }, async (yakuba) => await copyRequests(yakuba, await listPersons(yakuba)))
      options.print(`  ${requests.length} residents whose copy may be issued`)
      const issued = await issueUnderKills({ server, bearers, requests, options })
      options.print(`  ${issued.papers.length} papers, ${issued.kills} kills; reading every page`)
      return figureOf(issued, await server.within({ name: emptyTown, at }, async (yakuba) => await countMismatches(yakuba, issued.papers, options)))
    } finally {
      await server.end()
    }
  },
}

async function listPersons(yakuba: Yakuba): Promise<string[]> {
  return await yakuba.runner.transaction(everyRight(yakuba, town.tenantId), async (tx) => (await tx.db.many<{ person_id: string }>(sql`select person_id from resident.person where tenant_id = ${tx.tenant} order by person_id limit 600`)).map((row) => row.person_id))
}

interface Paper { readonly personId: string; readonly documentId: string; readonly number: string }
interface Issuing { readonly papers: readonly Paper[]; readonly kills: number; readonly seconds: number }
interface Load { readonly server: FaultServer; readonly bearers: Bearers; readonly requests: readonly unknown[]; readonly options: BenchOptions }

/** Both programs under the load; every few seconds one of them, at random, is killed and started again. */
async function issueUnderKills({ server, bearers, requests, options }: Load): Promise<Issuing> {
  const programs = [await makePrograms(), await makePrograms()]
  const random = randomFor(12, options.seconds)
  const state = { kills: 0, next: 0, isOver: false }
  const papers: Paper[] = []
  try {
    for (const program of programs) await program.start(server.orderFor(emptyTown, at))
    const [start, wanted] = [performance.now(), options.count ?? Number.POSITIVE_INFINITY]
    const isOver = (): boolean => performance.now() - start > options.seconds * 1000 || state.next >= wanted
    const asking = Promise.all(Array.from({ length: atOnce }, async (_, index) => {
      const client = makeClient(town.code, () => programs[index % 2]!.url())
      while (!isOver()) {
        const input = requests[state.next++ % requests.length] as { personId: string }
        const { sheets } = await client.press<{ sheets: readonly { number: string; documentId: string }[] }>({ path: 'certificates/issue', input, key: newId(), bearer: bearers.clerk })
        for (const sheet of sheets) papers.push({ personId: input.personId, documentId: sheet.documentId, number: sheet.number })
      }
    })).finally(() => { state.isOver = true })
    asking.catch(() => undefined)
    while (!state.isOver) {
      await Promise.race([asking, sleep(2_000 + random.next() * 4_000)])
      if (isOver()) break
      await random.pick(programs).killAndRestart()
      state.kills += 1
    }
    await asking
    return { papers, kills: state.kills, seconds: (performance.now() - start) / 1000 }
  } finally {
    for (const program of programs) program.end()
  }
}

interface Mismatches { readonly pages: number; readonly wrong: number; readonly papersOfTown: number; readonly numbersTwice: number; readonly gaps: number }

/** Opens every paper again and looks for its number and for everybody of the household, as the register says by itself. */
async function countMismatches(yakuba: Yakuba, papers: readonly Paper[], options: BenchOptions): Promise<Mismatches> {
  let [pages, wrong] = [0, 0]
  for (const [index, paper] of papers.entries()) {
    const { pdf, names, number } = await yakuba.runner.transaction(everyRight(yakuba, town.tenantId), async (tx) => ({
      pdf: (await findIssued(tx, paper.documentId))?.pdf,
      number: (await tx.db.find<{ number: string }>(sql`select number from certificates.issuance where tenant_id = ${tx.tenant} and document_id = ${paper.documentId}`))?.number,
      names: (await tx.db.many<{ name: string }>(sql`
        select m.name from resident.pub_person_history p join resident.pub_person_history m on m.tenant_id = ${tx.tenant} and m.household_id = p.household_id and m.is_resident
        where p.tenant_id = ${tx.tenant} and p.person_id = ${paper.personId}
          and p.recorded_to is null and p.valid_from <= ${tx.today} and (p.valid_to is null or p.valid_to > ${tx.today})
          and m.recorded_to is null and m.valid_from <= ${tx.today} and (m.valid_to is null or m.valid_to > ${tx.today})`)).map((row) => row.name),
    }))
    const read = pdf === undefined ? [] : readPlainly(pdf)
    pages += read.length
    if (number !== paper.number || !standsOn(read, { number: paper.number, names })) {
      wrong += 1
      options.print(`  not as asked for: document ${paper.documentId}`)
    }
    if (index % 1_000 === 999) options.print(`  ${index + 1} read, ${wrong} wrong`)
  }
  return { pages, wrong, ...await countOfTown(yakuba) }
}

/** Whether a paper, as the second reader sees it, bears this number and everybody of the household. */
export function isAsAsked(pdf: Uint8Array, asked: Asked): boolean {
  return standsOn(readPlainly(pdf), asked)
}

interface Asked { readonly number: string; readonly names: readonly string[] }

/** Pages that were not read hold nobody. */
function standsOn(pages: readonly string[], { number, names }: Asked): boolean {
  const text = plain(pages.join(''))
  return names.length > 0 && [number, ...names].every((value) => text.includes(plain(value)))
}

/** Spaces and grouping are for the eye; a selector that the font draws with the plain glyph is not read back. */
function plain(value: string): string {
  return value.replaceAll(/[\s\-－‐]|[\u{FE00}-\u{FE0F}]|[\u{E0100}-\u{E01EF}]/gu, '')
}

/** Papers that nobody asked for, numbers given twice, and numbers that are missing in the row. */
async function countOfTown(yakuba: Yakuba): Promise<Pick<Mismatches, 'papersOfTown' | 'numbersTwice' | 'gaps'>> {
  return await yakuba.runner.transaction(everyRight(yakuba, town.tenantId), async (tx) => {
    const row = await tx.db.one<{ papers: number; numbers: number; taken: number }>(sql`
      select count(*)::int as papers, count(distinct number)::int as numbers, (select count(*) from platform.document where tenant_id = ${tx.tenant} and kind = 'resident-record-copy')::int as taken
      from certificates.issuance where tenant_id = ${tx.tenant}`)
    return { papersOfTown: row.papers, numbersTwice: row.papers - row.numbers, gaps: Math.abs(row.taken - row.papers) }
  })
}

function figureOf(issuing: Issuing, found: Mismatches): BenchFigure {
  const unasked = Math.abs(found.papersOfTown - issuing.papers.length)
  return {
    value: found.wrong + unasked + found.numbersTwice + found.gaps, unit: 'papers', better: 'lower', must: 0, aim: null, ratio: 0,
    floor: { name: 'pages read by the second reader', value: found.pages, unit: 'pages' },
    more: { papers: issuing.papers.length, pages: found.pages, kills: issuing.kills, 'papers a second': Math.round(issuing.papers.length / issuing.seconds), 'not as asked for': found.wrong, 'lost or issued twice': unasked, 'numbers given twice': found.numbersTwice },
  }
}
