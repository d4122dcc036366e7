import { fork, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keptOneFile } from '../../bin/one-file.mjs'
import { makeApiKey, setRole } from '../../src/access/commands.ts'
import type { ProgramReport } from '../../src/app/bench/r3-program.ts'
import { killedProgram } from '../../src/app/bench/r3-programs.ts'
import { readPlainly } from '../../src/app/bench/r12-reader.ts'
import { isAsAsked } from '../../src/app/bench/r12.ts'
import type { KioskWay } from '../../src/app/kiosk-centre/centre.ts'
import { httpTown } from '../../src/app/kiosk-centre/http-town.ts'
import { startCentre, type CentreProcess } from '../../src/app/kiosk-centre/process.ts'
import { startWeb, type WebServer } from '../../src/app/server.ts'
import { projectFolder } from '../../src/app/settings.ts'
import { enterKioskCard } from '../../src/certificates/kiosk/cards.ts'
import { closeKioskSheets } from '../../src/certificates/kiosk/confirm.ts'
import { makeLog } from '../../src/platform/log/index.ts'
import { enterHousehold } from '../../src/resident/test-residents.ts'
import { enterSampleOrdinance } from '../../src/tenancy/index.ts'
import { testKey } from '../support/key.ts'
import { useTowns, valueOf, type Town } from '../support/town.ts'
import { keepsTheBoundary } from './boundary.ts'

/** The national centre in a process of its own before the towns' program in another, which is killed; every press falls on one millisecond. */
const now = '2026-11-24T01:42:00.000Z'
const towns = useTowns(import.meta.url, { now })
const seed = 20261124
const homes = [['佐久間　健一', '佐久間　美咲'], ['後藤　真理子', '後藤　蓮'], ['中尾　昇', '中尾　凛']] as const
const keys = new Map<string, string>()
const cards = new Map<string, string>()
const made: { web?: WebServer; centre?: CentreProcess; program?: ChildProcess } = {}

beforeAll(async () => {
  for (const town of [towns.a, towns.b]) {
    await town.tx(enterSampleOrdinance)
    valueOf(await town.run(setRole, { code: 'kiosk-centre', title: 'コンビニ交付の中継センター', permissions: ['certificates-kiosk.release'] }))
    keys.set(town.code, valueOf(await town.run(makeApiKey, { title: 'コンビニ交付', roleCode: 'kiosk-centre', validTo: null })).key)
    for (const [index, names] of homes.entries()) {
      const members = names.map((name, at) => ({ name, kana: 'カナ', furigana: 'シメイ', born: '1977-08-03', sex: 'male' as const, relationship: at === 0 ? 'head' : 'child' }))
      const { personIds } = await town.tx((tx) => enterHousehold(tx, { town: '汐見台二丁目', number: `${index + 1}番1号` }, members))
      const serial = `CARD${town.code}${index}`.padEnd(16, 'X')
      valueOf(await town.run(enterKioskCard, { personId: personIds[0], serial, validUntil: '2030-12-31' }))
      cards.set(`${town.code} ${index}`, serial)
    }
  }
  made.web = await startWeb(towns.yakuba, { port: 0, host: '127.0.0.1', log: makeLog('silent') })
  made.centre = await startCentre({ towns: [towns.a, towns.b].map(({ code }) => ({ code, url: made.web!.url, key: keys.get(code)! })), faults: { loseMessage: 0.12, loseAnswer: 0.15, repeat: 0.2, delayMs: 60 }, seed, patience: { tries: 400, pauseMs: 50 }, timeoutMs: 20_000 })
}, 120_000)
afterAll(async () => {
  made.centre?.end()
  made.program?.kill('SIGKILL')
  await made.web?.close()
})

const reach = (code: string) => ({ card: cards.get(`${code} 0`)!, askedAt: now })

describe('the boundary is the same', () => {
  keepsTheBoundary('over the API with the key of the town', () => ({ ...reach(towns.a.code), town: httpTown({ code: towns.a.code, key: keys.get(towns.a.code)!, url: () => made.web!.url, timeoutMs: 20_000 }) }))
  keepsTheBoundary('through the centre, which loses, repeats and delays', () => ({ ...reach(towns.b.code), town: made.centre!.townOf(towns.b.code) }))

  test('the key of the centre opens nothing else, and nothing of another town', async () => {
    const call = async (code: string, path: string): Promise<number> => (await fetch(`${made.web!.url}api/v1/${code}/${path}`, { headers: { authorization: `Bearer ${keys.get(towns.a.code)!}` } })).status
    expect(await call(towns.a.code, 'certificates/kiosk-log?on=null&state=all&find=null&after=null')).toBe(403)
    expect(await call(towns.b.code, `certificates/kiosk-paper?requestId=${randomUUID()}&lineNo=1`)).toBe(401)
  })
})

/** A second program of the towns in a process of its own, to be killed; gives its address. */
async function startProgram(): Promise<string> {
  const child = fork(await keptOneFile(projectFolder, killedProgram), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  made.program = child
  await once(child, 'message')
  child.send({ appUrl: towns.urls.app, queueUrl: towns.urls.jobs, folder: towns.folder, key: testKey.toString('base64'), at: now })
  const [report] = await once(child, 'message') as [ProgramReport]
  if (report.state !== 'serving') throw new Error(`the program does not serve: ${JSON.stringify(report)}`)
  return report.url
}

/** Requests that were issued in a town, with how each of their sheets ended. */
async function ledgerOf(town: Town) {
  return await town.tx(async (tx) => (await tx.db.client.query<{ request: string; number: string; state: string | null; fee: string; outcome: string }>(`
    select r.kiosk_request_id as request, s.number, e.state, r.fee_yen::text as fee, r.outcome from certificates.kiosk_request r
    left join certificates.kiosk_sheet s on s.tenant_id = $1 and s.kiosk_request_id = r.kiosk_request_id
    left join certificates.kiosk_sheet_end e on e.tenant_id = $1 and e.kiosk_request_id = s.kiosk_request_id and e.line_no = s.line_no where r.tenant_id = $1`, [tx.tenant])).rows)
}

test('RR A-55, RR F-01, RR F-02 (the kiosk): two towns, one millisecond, messages lost, doubled and overtaken, a program killed in the midst and another going on: each request has one paper at most, and it is its own', async () => {
  const before = new Set([...await ledgerOf(towns.a), ...await ledgerOf(towns.b)].map((row) => row.request))
  const url = await startProgram()
  const moveTo = (there: string): void => { for (const { code } of [towns.a, towns.b]) made.centre!.tell({ say: 'moved', code, url: there }) }
  moveTo(url)
  const ways: readonly KioskWay[] = ['print', 'print', 'print', 'jam', 'give-up', 'die']
  const requests = Array.from({ length: 24 }, (_, index) => {
    const [town, home] = [index % 2 === 0 ? towns.a : towns.b, index % homes.length]
    return { code: town.code, home, way: ways[Math.floor(index / 2) % ways.length]!, asked: { requestId: randomUUID() as string, cardSerial: cards.get(`${town.code} ${home}`)!, form: 'resident-record-copy', scope: 'household' as const, items: [], copies: 1, kiosk: `K${index}`, store: '港本町店', askedAt: now } }
  })
  let killedAt = 0
  const { ended, faults } = await made.centre!.serve(requests.map(({ code, asked, way }) => ({ code, asked, way })), (left) => {
    if (left > 18 || killedAt > 0) return
    killedAt = left
    made.program!.kill('SIGKILL')
    moveTo(made.web!.url)
  })

  expect(killedAt).toBeGreaterThan(0)
  for (const [fault, count] of Object.entries(faults)) expect([fault, count > 0]).toEqual([fault, true])
  expect(ended.flatMap((one) => one.refusals.map((refusal) => refusal.code))).toEqual([])
  expect(ended.map((one) => one.answers.length)).toEqual(ended.map(() => 1))
  const codeOf = (requestId: string): string => requests.find(({ asked }) => asked.requestId === requestId)!.code
  const numbers = new Set(ended.flatMap((one) => one.sheets.map((sheet) => `${codeOf(one.requestId)} ${sheet.number}`)))
  for (const one of ended) {
    const { home } = requests.find(({ asked }) => asked.requestId === one.requestId)!
    for (const paper of one.papers) {
      const pdf = Buffer.from(paper.pdfBase64, 'base64')
      expect([one.requestId, isAsAsked(pdf, { number: paper.number, names: homes[home]! })]).toEqual([one.requestId, true])
      for (const [index, names] of homes.entries()) if (index !== home) expect(names.some((name) => readPlainly(pdf).join('').includes(name.replace('　', '')))).toBe(false)
    }
  }
  expect(ended.filter((one) => one.way === 'print').every((one) => one.papers.length === 1)).toBe(true)
  expect(numbers.size).toBe(ended.length)

  towns.clock.set('2026-11-24T02:00:00Z')
  for (const town of [towns.a, towns.b]) {
    await town.tx((tx) => closeKioskSheets.run(tx, {}))
    const own = requests.filter(({ code }) => code === town.code)
    const rows = (await ledgerOf(town)).filter((row) => !before.has(row.request))
    expect(rows).toHaveLength(own.length)
    const endOf = { print: 'printed', jam: 'not-printed', 'give-up': 'cancelled', die: 'timed-out' } as const
    for (const { asked, way } of own) expect([way, rows.find((row) => row.request === asked.requestId)?.state]).toEqual([way, endOf[way]])
    const logged = await town.tx(async (tx) => (await tx.db.client.query<{ number: string; spoiled: boolean }>(`select i.number, s.issuance_id is not null as spoiled from certificates.issuance i left join certificates.spoiled s on s.tenant_id = $1 and s.issuance_id = i.issuance_id where i.tenant_id = $1`, [tx.tenant])).rows)
    for (const row of rows) expect([row.number, logged.find((one) => one.number === row.number)?.spoiled]).toEqual([row.number, row.state !== 'printed'])
    expect(logged).toHaveLength((await ledgerOf(town)).filter((row) => row.number !== null).length)
  }
}, 180_000)
