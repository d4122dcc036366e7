import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeApiKey, revokeApiKey, setRole } from '../../src/access/commands.ts'
import { signInPolicy } from '../../src/access/sign-in.ts'
import { samplePassword } from '../../src/access/index.ts'
import { withClient } from '../../src/platform/db/roles.ts'
import { makeHttp } from '../../src/platform/http/app.tsx'
import { failuresPerMinute } from '../../src/platform/http/failure-limit.ts'
import { makeLog } from '../../src/platform/log/index.ts'
import type { TestWeb } from '../support/web.ts'
import { useTowns, valueOf, type Town } from '../support/town.ts'
import { expectProblem, expectSaysWhatToDo, rowPrint, openWeb, postApi, postForm } from './support.ts'

const towns = useTowns(import.meta.url, { now: '2026-06-15T01:00:00Z' })
const made: { web?: TestWeb } = {}
beforeAll(async () => { made.web = await openWeb(towns) })
const web = (): TestWeb => made.web ?? (() => { throw new Error('the edge is opened first') })()

const corporation = { name: '汐見水産株式会社', kana: 'シオミスイサン', corporateNumber: null, postalCode: '9980001', address: '汐音県汐見市港本町一丁目2番3号', phone: null, validFrom: '2026-04-01', isSomebodyElse: true }
const register = 'party/register-corporation'

/** Nothing of the town may have moved, whatever was sent. */
async function expectNothingDone(send: () => Promise<void>): Promise<void> {
  const before = await rowPrint(towns, towns.a.tenant)
  await send()
  expect(await rowPrint(towns, towns.a.tenant)).toEqual(before)
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

  test.each([['half a character', '\uD842'], ['the character of number zero', '沖\u0000田']])('with %s is refused by its field, and nothing is kept', async (_what, name) => {
    await expectNothingDone(async () => {
      const response = await postApi(web(), towns.a, { path: register, input: { ...corporation, name }, key: randomUUID() })
      expect([response.status, (await response.json() as { refusals: { field: string }[] }).refusals.map((refusal) => refusal.field)]).toEqual([400, ['/name']])
    })
  })

  test('larger than the building reads is refused before it is read, whether it tells its length or not', async () => {
    const { app } = makeHttp({ runner: towns.yakuba.runner, registry: towns.yakuba.registry, database: towns.database, log: makeLog('silent'), version: 'test', bodyLimit: 1000, access: { findSession: async () => undefined, findApiKey: async () => undefined, signOut: async () => undefined }, towns: { findTenant: async () => 1 } })
    for (const told of ['2000', undefined]) {
      const response = await app.fetch(new Request(`http://yakuba.test/api/v1/${towns.a.code}/${register}`, { method: 'POST', body: 'x'.repeat(2000), headers: told === undefined ? {} : { 'content-length': told } }))
      expect([response.headers.get('x-content-type-options'), response.headers.get('cache-control')]).toEqual(['nosniff', 'no-store'])
      await expectProblem(response, { status: 413, code: 'http.too-large' })
    }
  })
})

describe('a key that changes between two requests', () => {
  const look = { words: 'シオミ', includePast: true, widerBirth: false, allowSlip: false, cursor: null, limit: 5 }
  const send = async (key: string, post: { path?: string; body?: string; purpose?: string } = {}, town: Town = towns.a): Promise<Response> => await web().app.fetch(new Request(`http://yakuba.test/api/v1/${town.code}/${post.path ?? 'resident/search-persons'}`, {
    method: 'POST', body: post.body ?? JSON.stringify(look), headers: { authorization: `Bearer ${key}`, 'idempotency-key': randomUUID(), ...(post.purpose === undefined ? {} : { 'x-purpose': post.purpose }) },
  }))
  const entries = async (): Promise<unknown> => await towns.ask('select count(*) as n from audit.entry where actor_kind = $1', ['key'])
  const newKey = async (roleCode: string, town: Town = towns.a): Promise<{ keyId: string; key: string }> => valueOf(await town.run(makeApiKey, { title: '連携', roleCode, validTo: null }))

  test('is let in no more once it is stopped, whatever it asks and however wrongly, and nothing is kept', async () => {
    const asked: readonly (readonly [string, Parameters<typeof send>[1], number])[] = [
      ['a search', {}, 200], ['a refused search', { body: '{"words": 5}' }, 400], ['broken JSON', { body: '{' }, 400], ['a purpose that cannot be read', { purpose: '%E3' }, 400],
      ['a command', { path: register, body: JSON.stringify({ ...corporation, name: '汐見製氷株式会社' }) }, 200], ['a command beyond its rights', { path: 'access/make-api-key', body: '{}' }, 403],
    ]
    const other = await newKey('chief', towns.b)
    for (const [what, post, status] of asked) {
      const { keyId, key } = await newKey('chief')
      for (const _time of [1, 2]) expect([what, (await send(key, post)).status]).toEqual([what, status])
      valueOf(await towns.a.run(revokeApiKey, { keyId }))
      const before = await entries()
      await expectNothingDone(async () => { for (const _time of [1, 2]) await expectProblem(await send(key, post), { status: 401, code: 'http.not-signed-in' }) })
      expect(await entries()).toEqual(before)
    }
    expect((await send(other.key, {}, towns.b)).status).toBe(200)
  })

  test('has no right any more that its role has lost, and has it again at once', async () => {
    const role = async (permissions: readonly string[]): Promise<void> => { valueOf(await towns.a.run(setRole, { code: 'machine', title: '機械', permissions })) }
    await role(['resident.read'])
    const { key } = await newKey('machine')
    for (const _time of [1, 2]) expect((await send(key)).status).toBe(200)
    await role(['party.read'])
    for (const _time of [1, 2]) await expectProblem(await send(key), { status: 403, code: 'command.forbidden' })
    await role(['resident.read'])
    for (const _time of [1, 2]) expect((await send(key)).status).toBe(200)
  })

  test('opens nothing once its last day is over', async () => {
    const { key } = valueOf(await towns.a.run(makeApiKey, { title: '連携', roleCode: 'chief', validTo: '2026-06-16' }))
    for (const _time of [1, 2]) expect((await send(key)).status).toBe(200)
    towns.clock.set('2026-06-15T15:00:00Z')
    await expectProblem(await send(key), { status: 401, code: 'http.not-signed-in' })
    towns.clock.set('2026-06-15T01:00:00Z')
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
      await expectProblem(await postForm(web(), towns.a, { path: 'party/search', form: { number: '1' }, headers: { accept: 'application/json', ...headers as unknown as Record<string, string> } }), { status: 403, code: 'http.foreign-origin' })
    })
  })

  test('is refused to a person with a page', async () => {
    const response = await postForm(web(), towns.a, { path: 'party/search', form: { number: '1' }, headers: { origin: 'http://evil.test' } })
    expect([response.status, response.headers.get('content-type')]).toEqual([403, 'text/html; charset=utf-8'])
    expect(await response.text()).toContain('この画面を開き直してください。')
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

describe('who is not let in', () => {
  const trailOf = async (): Promise<readonly { actor_id: string; action: string; outcome: string }[]> => await withClient(towns.urls.admin, async (client) => (await client.query(`select actor_id, action, outcome from audit.entry where tenant_id = 1 and output = 'access.sign-in' order by xid desc, at desc limit 1`)).rows as { actor_id: string; action: string; outcome: string }[])
  const send = async (loginId: string, password: string, headers: Record<string, string> = {}): Promise<Response> => {
    const form = new FormData()
    for (const [name, value] of [['town', towns.a.code], ['loginId', loginId], ['password', password]] as const) form.set(name, value)
    return await web().app.fetch(new Request('http://yakuba.test/', { method: 'POST', body: form, headers: { host: 'yakuba.test', ...headers } }))
  }

  test('stands in the trail as who is: each sign-in, a wrong password and an ID that nobody has', async () => {
    const { rows: [staff] } = await withClient(towns.urls.admin, async (client) => await client.query<{ id: string }>(`select id from access.staff where tenant_id = 1 and login_id = 'kuroda'`))
    expect((await send('kuroda', samplePassword)).status).toBe(303)
    expect(await trailOf()).toEqual([{ actor_id: staff?.id, action: 'sign-in', outcome: 'done' }])
    await send('kuroda', 'wrong')
    expect(await trailOf()).toEqual([{ actor_id: staff?.id, action: 'sign-in', outcome: 'refused:access.sign-in-failed' }])
    await send('nobody-here', 'wrong')
    expect((await trailOf())[0]).toMatchObject({ action: 'sign-in', outcome: 'refused:access.sign-in-failed' })
    expect((await trailOf())[0]?.actor_id).not.toBe(staff?.id)
  })

  test('gets a cookie that no script reads, of this town alone, and over TLS only where the way there is TLS', async () => {
    const plain = (await send('kuroda', samplePassword)).headers.get('set-cookie') ?? ''
    expect(plain).toMatch(/HttpOnly/)
    expect(plain).toMatch(/SameSite=Lax/)
    expect(plain).toMatch(/Path=\/992011(;|$)/)
    expect(plain).not.toMatch(/Secure/)
    expect((await send('kuroda', samplePassword, { 'x-forwarded-proto': 'https' })).headers.get('set-cookie')).toMatch(/Secure/)
  })

  test('is stopped for the rest of the minute after sixty wrong tries from one address, at the sign-in and at the API, while those who are in go on', async () => {
    const key = web().keyOf(towns.a)
    const cookie = web().cookieOf(towns.a)
    towns.clock.set('2026-06-15T01:30:00Z')
    for (let n = 0; n < failuresPerMinute; n += 1) expect((await send(`nobody-${n}`, 'wrong')).status).toBe(401)
    const stopped = await send('kuroda', samplePassword)
    expect([stopped.status, stopped.headers.get('retry-after')]).toEqual([429, '60'])
    expect(await stopped.text()).toContain('1分ほど待って、もう一度してください。')
    expect((await web().app.fetch(new Request(`http://yakuba.test/${towns.a.code}/`, { headers: { cookie } }))).status).toBe(200)
    const wrongKey = async (): Promise<Response> => await web().app.fetch(new Request(`http://yakuba.test/api/v1/${towns.a.code}/${register}`, { method: 'POST', body: '{}', headers: { authorization: 'Bearer yk_nobody' } }))
    for (let n = 0; n < failuresPerMinute; n += 1) expect((await wrongKey()).status).toBe(401)
    const away = await wrongKey()
    expect(away.headers.get('retry-after')).toBe('60')
    await expectProblem(away, { status: 429, code: 'http.too-many' })
    towns.clock.set('2026-06-15T01:31:00Z')
    expect((await send('kuroda', samplePassword)).status).toBe(303)
    expect((await web().app.fetch(new Request(`http://yakuba.test/api/v1/${towns.a.code}/${register}`, { method: 'POST', body: '{}', headers: { authorization: `Bearer ${key}` } }))).status).toBe(400)
    towns.clock.set('2026-06-15T01:00:00Z')
  }, 120_000)

  test.each([['cut in the middle', '%E3%81'], ['with a control character', '%07'], ['too long', 'x'.repeat(201)]])('with a stated purpose that is %s is told so', async (_what, purpose) => {
    await expectProblem(await postApi(web(), towns.a, { path: register, input: corporation, key: randomUUID(), headers: { 'x-purpose': purpose } }), { status: 400, code: 'http.bad-purpose' })
  })
})
