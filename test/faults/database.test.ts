import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { samplePassword } from '../../src/access/index.ts'
import { emptyTown, makeTown, startFaultServer, type Bearers, type FaultServer } from '../../src/app/bench/r3-town.ts'
import { makeWebApp } from '../../src/app/server.ts'
import type { Yakuba } from '../../src/app/wiring.ts'
import { makeLog } from '../../src/platform/log/index.ts'
import { withClient } from '../../src/platform/db/roles.ts'
import { expectProblem, fingerprint } from './support.ts'

// A server of this file alone: it is killed in the middle of requests, and its files are limited in size.

const at = '2026-06-15T01:00:00Z'
const town = { tenant: 1, code: '992011' }
const made: { server?: FaultServer; bearers?: Bearers; edge?: Edge; close?: () => Promise<void> } = {}
const server = (): FaultServer => made.server ?? (() => { throw new Error('the server is started first') })()

beforeAll(async () => {
  made.server = await startFaultServer({ fast: true })
  made.bearers = await makeTown(made.server, { residents: 60, at })
}, 240_000)
afterAll(async () => {
  await made.close?.()
  await made.server?.end()
})

interface Edge { readonly yakuba: Yakuba; fetch(path: string, init?: RequestInit): Promise<Response>; post(path: string, input: unknown, key: string): Promise<Response>; print(): Promise<unknown> }

/** The whole program on the server, wired once: what a killed database leaves of its connections, the next test begins with. */
async function openEdge(): Promise<Edge> {
  return await new Promise((resolve, reject) => {
    const over: Promise<void> = server().within({ name: emptyTown, at }, async (yakuba) => {
      const end = new Promise<void>((close) => { made.close = async () => { close(); await over } })
      resolve(edgeOf(yakuba))
      await end
    })
    over.catch(reject)
  })
}

function edgeOf(yakuba: Yakuba): Edge {
  const { app } = makeWebApp(yakuba, makeLog('silent'))
  const fetch = async (path: string, init: RequestInit = {}): Promise<Response> => await app.fetch(new Request(`http://yakuba.test${path}`, init))
  return {
    yakuba, fetch,
    post: (path, input, key) => fetch(`/api/v1/${town.code}/${path}`, { method: 'POST', body: JSON.stringify(input), headers: { authorization: `Bearer ${made.bearers!.clerk}`, 'idempotency-key': key } }),
    print: () => fingerprint(server().urlOf(emptyTown), town.tenant),
  }
}

async function onTheEdge(work: (edge: Edge) => Promise<void>): Promise<void> {
  made.edge ??= await openEdge()
  await work(made.edge)
}

/** Kills the database the first time a statement of this kind goes out. */
function killAt(yakuba: Yakuba, statement: RegExp): { readonly killed: () => boolean } {
  const state = { killed: false }
  yakuba.database.hook = async (text) => {
    if (!state.killed && statement.test(text)) {
      state.killed = true
      server().killDatabase()
      await sleep(50)
    }
    return text
  }
  return { killed: () => state.killed }
}

async function untilReady(edge: Edge): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 50) {
    if ((await edge.fetch('/readyz')).status === 200) return
    await sleep(50)
  }
  throw new Error('the database does not come back')
}

const corporation = { name: '汐見水産株式会社', kana: 'シオミスイサン', corporateNumber: null, postalCode: '9980001', address: '汐音県汐見市港本町一丁目2番3号', phone: null, validFrom: '2026-04-01', isSomebodyElse: true }

describe('a database that goes away in the middle of a request', () => {
  test('is told with 503 and when to come again; the program says that it is not ready, then ready, and the same press succeeds exactly once', async () => {
    await onTheEdge(async (edge) => {
      const [before, key] = [await edge.print(), randomUUID()]
      const { killed } = killAt(edge.yakuba, /insert into party\.party/)
      const response = await edge.post('party/register-corporation', corporation, key)
      expect([killed(), response.headers.get('retry-after')]).toEqual([true, '10'])
      const problem = await expectProblem(response, { status: 503, code: 'http.outage' })
      expect(problem.detail).toContain('何も保存していません')
      const away = await edge.fetch('/readyz')
      expect([away.status, away.headers.get('retry-after')]).toEqual([503, '5'])
      expect((await edge.fetch('/healthz')).status).toBe(200)
      await untilReady(edge)
      expect(await edge.print()).toEqual(before)
      const answers = [await edge.post('party/register-corporation', corporation, key), await edge.post('party/register-corporation', corporation, key)]
      const values = await Promise.all(answers.map(async (answer) => await answer.json() as { value: { partyId: string }; repeated: boolean }))
      expect(values.map((one) => one.repeated)).toEqual([false, true])
      expect(values[0]!.value).toEqual(values[1]!.value)
      const { rows } = await withClient(server().urlOf(emptyTown), async (client) => await client.query('select count(*)::int as n from party.profile where tenant_id = 1 and name = $1', [corporation.name]))
      expect(rows).toEqual([{ n: 1 }])
    })
  })

  test('gives the form back with everything that was typed and its key, and the press from there is taken', async () => {
    await onTheEdge(async (edge) => {
      const cookie = await signIn(edge)
      const { partyId } = (await (await edge.post('party/register-corporation', { ...corporation, name: '白鷺商店株式会社' }, randomUUID())).json() as { value: { partyId: string } }).value
      const typed = { _act: 'set', _key: randomUUID(), postalCode: '998-8001', address: '汐音県汐見市港本町二丁目8番地2', addressee: '大森　誠司　様方', reason: '長期の出張', validFrom: '', validTo: '' }
      const before = await edge.print()
      killAt(edge.yakuba, /insert into party\./)
      const away = await press(edge, { cookie, path: `party/${partyId}`, typed })
      const html = await away.text()
      expect([away.status, away.headers.get('content-type'), away.headers.get('retry-after')]).toEqual([503, 'text/html; charset=utf-8', '10'])
      expect(html).toContain('データベースにつながらないため、何も保存していません。')
      const fields = Object.fromEntries([...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map((match) => [match[1]!, match[2]!]))
      expect(fields).toEqual(typed)
      await untilReady(edge)
      expect(await edge.print()).toEqual(before)
      const again = await press(edge, { cookie, path: `party/${partyId}`, typed: fields })
      expect(again.status).toBe(303)
      expect(await (await edge.fetch(again.headers.get('location')!, { headers: { cookie } })).text()).toContain('大森　誠司　様方')
    })
  })

  test('in the middle of a file for the register is no fault of the file: 503, and the same file is taken afterwards', async () => {
    await onTheEdge(async (edge) => {
      const rows = Array.from({ length: 40 }, (_, index) => `${addresseeNumbers[index]},0000${String(100_000 + index)},沖田　凪,オキタ　ナギ,1980-02-29,1,世帯主,港本町一丁目,12番地,2003-06-14,汐音県汐見市,本人\r\n`)
      const csv = `addressee_number,household_number,name,kana,birth_date,sex,relationship,town,number,became_resident_on,registered_domicile,family_register_head\r\n${rows.join('')}`
      const [before, key, input] = [await edge.print(), randomUUID(), { fileBase64: Buffer.from(csv, 'utf8').toString('base64') }]
      killAt(edge.yakuba, /insert into resident\.person /)
      await expectProblem(await edge.post('resident/import-register', input, key), { status: 503, code: 'http.outage' })
      await untilReady(edge)
      expect(await edge.print()).toEqual(before)
      const taken = await edge.post('resident/import-register', input, key)
      expect([taken.status, await taken.json()]).toEqual([200, expect.objectContaining({ repeated: false })])
    })
  }, 120_000)
})

/** Forty addressee numbers with their check digits, in a range that nobody has. */
const addresseeNumbers = Array.from({ length: 60 }, (_, index) => withCheckDigit(700_000_000 + index)).flatMap((number) => number ?? []).slice(0, 40)

function withCheckDigit(serial: number): string | null {
  const digits = String(serial)
  const sum = [...digits].reverse().reduce((total, digit, index) => total + Number(digit) * (index % 6 + 2), 0)
  const remainder = sum % 11
  return remainder === 1 ? null : `${digits}${remainder === 0 ? 0 : 11 - remainder}`
}

async function signIn(edge: Edge): Promise<string> {
  const form = new FormData()
  for (const [name, value] of [['town', town.code], ['loginId', 'kuroda'], ['password', samplePassword]] as const) form.set(name, value)
  const response = await edge.fetch('/', { method: 'POST', body: form, headers: { host: 'yakuba.test' } })
  return /yakuba_session=[^;]+/.exec(response.headers.get('set-cookie') ?? '')?.[0] ?? ''
}

async function press(edge: Edge, { cookie, path, typed }: { cookie: string; path: string; typed: Readonly<Record<string, string>> }): Promise<Response> {
  const form = new FormData()
  for (const [name, value] of Object.entries(typed)) form.set(name, value)
  return await edge.fetch(`/${town.code}/${path}`, { method: 'POST', body: form, headers: { host: 'yakuba.test', accept: 'text/html', cookie } })
}

// A full disk as the database meets it: no file of the server may grow past 16 MB, which is what its log files have.
const canLimit = spawnSync('prlimit', ['--version']).status === 0

describe.skipIf(!canLimit)('a database whose file size is limited', () => {
  const segment = 16 * 1024 * 1024

  function limitFiles(bytes: number | 'unlimited'): void {
    const first = server().databasePid()
    const children = readFileSync(`/proc/${first}/task/${first}/children`, 'utf8').split(' ').filter(Boolean)
    const { uid, gid } = statSync(`/proc/${first}`)
    for (const pid of [String(first), ...children]) {
      const limited = spawnSync('prlimit', ['--pid', pid, `--fsize=${bytes}:`], { uid, gid, encoding: 'utf8' })
      if (limited.status !== 0 && pid === String(first)) throw new Error(`the server cannot be limited: ${limited.stderr}`)
    }
  }

  test('refuses in words what finds no room, keeps nothing of it, goes on with what has room, and takes the same press when the limit is lifted', async () => {
    await withClient(server().urlOf(emptyTown), async (client) => {
      await client.query(`set session_replication_role = replica; insert into collection.payment_file_line select 2, '00000000-0000-7000-8000-000000000001', n, 'preliminary', 'store', '0', 1, '2026-01-01', null, '0', '0', null, 'k', repeat('x', 880) from generate_series(1, 16384) n; checkpoint`)
    })
    const code = `91908${'1234567890'.repeat(4)}`.slice(0, 44)
    const lines = Array.from({ length: 3000 }, (_, index) => `01,20260605,1815,EAN${code},${code.slice(13, 19)},${code.slice(19, 30)},0,1000,010,"見本の店",${100_000 + index},0,20260606\r\n`)
    const [input, key] = [{ content: Buffer.from(lines.join(''), 'utf8').toString('base64') }, randomUUID()]
    limitFiles(segment)
    try {
      await onTheEdge(async (edge) => {
        const before = await edge.print()
        const response = await edge.post('collection/load-payment-file', input, key)
        const problem = await expectProblem(response, { status: 503, code: 'http.disk-full' })
        expect(response.headers.get('retry-after')).toBe('10')
        expect(problem.detail).toContain('何も保存していません')
        expect(await edge.print()).toEqual(before)
        expect((await edge.post('party/register-corporation', { ...corporation, name: '東雲運輸株式会社' }, randomUUID())).status).toBe(200)
        limitFiles('unlimited')
        const taken = await edge.post('collection/load-payment-file', input, key)
        expect([taken.status, await taken.json()]).toEqual([200, expect.objectContaining({ repeated: false, value: expect.objectContaining({ lines: 3000 }) as unknown })])
      })
    } finally {
      limitFiles('unlimited')
    }
  }, 120_000)
})
