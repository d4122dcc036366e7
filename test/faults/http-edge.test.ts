import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { signInPolicy } from '../../src/access/sign-in.ts'
import { samplePassword } from '../../src/access/index.ts'
import { makeHttp } from '../../src/platform/http/app.tsx'
import { makeLog } from '../../src/platform/log/index.ts'
import type { TestWeb } from '../support/web.ts'
import { useTowns } from '../support/town.ts'
import { expectProblem, expectSaysWhatToDo, fingerprint, openWeb, postApi, postForm } from './support.ts'

const towns = useTowns(import.meta.url, { now: '2026-06-15T01:00:00Z' })
const made: { web?: TestWeb } = {}
beforeAll(async () => { made.web = await openWeb(towns) })
const web = (): TestWeb => made.web ?? (() => { throw new Error('the edge is opened first') })()

const corporation = { name: '汐見水産株式会社', kana: 'シオミスイサン', corporateNumber: null, postalCode: '9980001', address: '汐音県汐見市港本町一丁目2番3号', phone: null, validFrom: '2026-04-01', isSomebodyElse: true }
const register = 'party/register-corporation'

/** Nothing of the town may have moved, whatever was sent. */
async function expectNothingDone(send: () => Promise<void>): Promise<void> {
  const before = await fingerprint(towns.urls.admin, towns.a.tenant)
  await send()
  expect(await fingerprint(towns.urls.admin, towns.a.tenant)).toEqual(before)
}

describe('a command sent to the API', () => {
  test('is carried out once when it is right, so that the refusals below are not for another reason', async () => {
    const response = await postApi(web(), towns.a, { path: register, input: corporation, key: randomUUID() })
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('partyId')])
  })

  test.each([
    ['broken JSON', '{"name": "汐見'],
    ['no JSON at all', 'name=汐見水産&kana=シオミ'],
    ['an empty body', ''],
    ['bytes that are no UTF-8', new Uint8Array([0x7b, 0x22, 0x6e, 0x22, 0x3a, 0x22, 0x8e, 0xac, 0x8c, 0xa9, 0x22, 0x7d])],
  ])('with %s is refused as unreadable', async (_what, body) => {
    await expectNothingDone(async () => { await expectProblem(await postApi(web(), towns.a, { path: register, body, key: randomUUID() }), { status: 400, code: 'http.bad-json' }) })
  })

  test.each([['is missing', undefined], ['is no UUID', '12345']])('whose Idempotency-Key %s is refused', async (_what, key) => {
    await expectNothingDone(async () => { await expectProblem(await postApi(web(), towns.a, { path: register, input: corporation, key }), { status: 400, code: 'command.bad-key' }) })
  })

  test('with the key of another command is refused as a conflict, and the first outcome stays', async () => {
    const key = randomUUID()
    const first = await postApi(web(), towns.a, { path: register, input: { ...corporation, name: '白鷺商店株式会社' }, key })
    const { value } = await first.json() as { value: { partyId: string } }
    await expectNothingDone(async () => { await expectProblem(await postApi(web(), towns.a, { path: register, input: { ...corporation, name: '別の株式会社' }, key }), { status: 409, code: 'command.key-reused' }) })
    const again = await (await postApi(web(), towns.a, { path: register, input: { ...corporation, name: '白鷺商店株式会社' }, key })).json() as { value: { partyId: string }; repeated: boolean }
    expect([again.value.partyId, again.repeated]).toEqual([value.partyId, true])
  })

  test('pressed ten times at once under one key is carried out once', async () => {
    const key = randomUUID()
    const answers = await Promise.all(Array.from({ length: 10 }, async () => await (await postApi(web(), towns.a, { path: register, input: { ...corporation, name: '東雲運輸株式会社' }, key })).json() as { value: { partyId: string }; repeated: boolean }))
    expect(new Set(answers.map((answer) => answer.value.partyId)).size).toBe(1)
    expect(answers.filter((answer) => !answer.repeated)).toHaveLength(1)
  })

  test('with an impossible date, a control character and a number in place of a text names each field', async () => {
    await expectNothingDone(async () => {
      const problem = await expectProblem(await postApi(web(), towns.a, { path: register, input: { ...corporation, validFrom: '2026-02-30', name: '汐見\u0007水産', address: 5 }, key: randomUUID() }), { status: 400, code: 'command.input' })
      expect(problem.refusals.map((refusal) => refusal.field).sort()).toEqual(['/address', '/name', '/validFrom'])
      for (const refusal of problem.refusals) expectSaysWhatToDo(`${refusal.message}${refusal.remedy}`)
    })
  })

  test('with a field that nobody knows is refused by that field\'s name', async () => {
    await expectNothingDone(async () => {
      const problem = await expectProblem(await postApi(web(), towns.a, { path: 'access/make-api-key', input: { title: '鍵', roleCode: 'chief', validTo: null, isAdministrator: true }, key: randomUUID() }), { status: 403, code: 'command.forbidden' })
      expect(problem.detail).toContain('APIの鍵を作る')
      const unknown = await towns.a.run(towns.yakuba.registry.commands.get('access.make-api-key')!, { title: '鍵', roleCode: 'chief', validTo: null, isAdministrator: true })
      expect(unknown.ok ? [] : unknown.refusals.map((refusal) => refusal.message)).toEqual(['知らない項目があります：isAdministrator。'])
    })
  })

  test.each([['no key', {}], ['a key that nobody has', { authorization: 'Bearer yk_nobody' }], ['the key of the other town', undefined]])('with %s is not let in', async (_what, headers) => {
    const given = headers ?? { authorization: `Bearer ${web().keyOf(towns.b)}` }
    await expectNothingDone(async () => {
      const response = await web().app.fetch(new Request(`http://yakuba.test/api/v1/${towns.a.code}/${register}`, { method: 'POST', body: JSON.stringify(corporation), headers: { 'idempotency-key': randomUUID(), ...given } }))
      expect(response.headers.get('www-authenticate')).toBe('Bearer')
      await expectProblem(response, { status: 401, code: 'http.not-signed-in' })
    })
  })

  test('larger than the building reads is refused before it is read', async () => {
    const { app } = makeHttp({ runner: towns.yakuba.runner, registry: towns.yakuba.registry, database: towns.database, log: makeLog('silent'), version: 'test', bodyLimit: 1000, access: { findSession: async () => undefined, findApiKey: async () => undefined, signOut: async () => undefined }, towns: { findTenant: async () => 1 } })
    const response = await app.fetch(new Request(`http://yakuba.test/api/v1/${towns.a.code}/${register}`, { method: 'POST', body: 'x'.repeat(2000), headers: { 'content-length': '2000' } }))
    await expectProblem(response, { status: 413, code: 'http.too-large' })
  })
})

describe('an address where nothing is', () => {
  test.each([['a path', '/api/v1/992011/no/such'], ['a town', `/api/v1/999999/${register}`], ['a command of the wrong case', '/api/v1/992011/Party/register-corporation']])('answers a program with a problem (%s)', async (_what, path) => {
    await expectProblem(await web().app.fetch(new Request(`http://yakuba.test${path}`, { method: 'POST', body: '{}', headers: { authorization: `Bearer ${web().keyOf(towns.a)}` } })), { status: 404, code: 'http.not-found' })
  })

  test('answers a person with a page that says what to do', async () => {
    const response = await web().app.fetch(new Request('http://yakuba.test/992011/no/such/page', { headers: { accept: 'text/html', cookie: web().cookieOf(towns.a) } }))
    const html = await response.text()
    expect([response.status, response.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
    expect(html).toContain('この番地には何もありません。番地を確かめてください。')
    expect(html).toContain('<html lang="ja">')
  })
})

describe('a post from another site', () => {
  test.each([['another origin', { origin: 'http://evil.test' }], ['no origin that can be told', { origin: 'null' }], ['an origin that is no address', { origin: 'not an address' }], ['a browser that says so', { 'sec-fetch-site': 'cross-site' }]])('is refused (%s)', async (_what, headers) => {
    await expectNothingDone(async () => {
      await expectProblem(await postForm(web(), towns.a, { path: 'party/search', form: { number: '1' }, headers: headers as unknown as Record<string, string> }), { status: 403, code: 'http.foreign-origin' })
    })
  })

  test('is taken where the origin is this server', async () => {
    const response = await postForm(web(), towns.a, { path: 'sign-out-of-nothing', form: {}, headers: { origin: 'http://yakuba.test' } })
    expect(response.status).toBe(404)
  })
})

describe('a session', () => {
  test('that is over leads back to the sign-in of its town, from a page and from a form', async () => {
    const cookie = web().cookieOf(towns.b)
    towns.clock.set('2026-06-16T09:00:00Z')
    const page = await web().app.fetch(new Request('http://yakuba.test/993018/', { headers: { cookie } }))
    const form = await web().app.fetch(new Request('http://yakuba.test/993018/', { method: 'POST', body: new FormData(), headers: { cookie } }))
    towns.clock.set('2026-06-15T01:00:00Z')
    expect([page.status, page.headers.get('location')]).toEqual([303, '/?town=993018'])
    expect([form.status, form.headers.get('location')]).toEqual([303, '/?town=993018'])
  })

  test('of one town opens nothing in the other', async () => {
    const page = await web().app.fetch(new Request('http://yakuba.test/993018/', { headers: { cookie: web().cookieOf(towns.a) } }))
    expect([page.status, page.headers.get('location')]).toEqual([303, '/?town=993018'])
  })
})

describe('a wrong password', () => {
  const signIn = async (loginId: string, password: string): Promise<{ status: number; html: string }> => {
    const form = new FormData()
    for (const [name, value] of [['town', towns.a.code], ['loginId', loginId], ['password', password]] as const) form.set(name, value)
    const response = await web().app.fetch(new Request('http://yakuba.test/', { method: 'POST', body: form, headers: { host: 'yakuba.test' } }))
    return { status: response.status, html: await response.text() }
  }

  test('five times in a row stops the ID for a quarter of an hour, for the right password too; then it opens again', async () => {
    for (let attempt = 1; attempt < signInPolicy.attempts; attempt += 1) expect((await signIn('nishino', 'wrong')).html).toContain('IDかパスワードが違います。')
    const last = await signIn('nishino', 'wrong')
    expect([last.status, last.html.includes('続けて違ったため、このIDを止めています。')]).toEqual([401, true])
    expect((await signIn('nishino', samplePassword)).status).toBe(401)
    towns.clock.set('2026-06-15T01:16:00Z')
    expect((await signIn('nishino', samplePassword)).status).toBe(303)
    towns.clock.set('2026-06-15T01:00:00Z')
  })

  test('leaves the ID in the form, never the password, and tells a wrong ID in the same words', async () => {
    const wrong = await signIn('kuroda', 'himitsu-no-kotoba')
    expect(wrong.html).toContain('value="kuroda"')
    expect(wrong.html).not.toContain('himitsu-no-kotoba')
    expect((await signIn('nobody', 'himitsu-no-kotoba')).html).toContain('IDかパスワードが違います。')
  })
})
