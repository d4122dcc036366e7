import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../test/support/town.ts'
import { withClient } from '../platform/db/roles.ts'
import { formValues, noValues } from '../platform/http/form.ts'
import { renderPart, type CarriedOut, type Page, type PageRequest, type ViewState } from '../platform/screen/index.ts'
import { assignRole, endAssignment, enterStaff, liftLock, makeApiKey, resetPassword, revokeApiKey, setRole } from './commands.ts'
import { enterSampleStaff, findSession, makeKeyReader, samplePassword, sampleSignIns, signIn, signOut } from './index.ts'
import { keysPage } from './pages/keys.tsx'
import { rolePage, rolesPage } from './pages/roles.tsx'
import { staffMemberPage } from './pages/staff-member.tsx'
import { staffPage } from './pages/staff.tsx'
import { listKeys, listRoles, listStaff, showStaff } from './queries.ts'

const towns = useTowns(import.meta.url, { now: '2026-04-01T01:00:00Z' })
const password = 'murasaki-no-kumo-71'

beforeAll(async () => {
  for (const town of [towns.a, towns.b]) await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
})

let count = 0
async function newStaff(more: Record<string, unknown> = {}): Promise<{ staffId: string; loginId: string }> {
  const loginId = `staff${(count += 1)}`
  const { staffId } = valueOf(await towns.a.run(enterStaff, { loginId, name: '新居　職', section: '住民課', desk: null, password, validFrom: '2026-04-01', validTo: null, ...more }))
  return { staffId, loginId }
}

const enter = (loginId: string, given = password, town: Town = towns.a) => town.tx((tx) => signIn(tx, { loginId, password: given }))
const actorOf = (token: string, town: Town = towns.a) => town.tx((tx) => findSession(tx, token))

async function tokenOf(loginId: string): Promise<string> {
  const outcome = await enter(loginId)
  if (!outcome.ok) throw new Error(outcome.refusals[0]?.code)
  return outcome.value.token
}

const refusalOf = async (loginId: string, given = 'wrong') => { const outcome = await enter(loginId, given); return outcome.ok ? 'entered' : outcome.refusals[0]?.code }

describe('sign-in', () => {
  test('ID and password open a session; a wrong one and an unknown ID are refused alike', async () => {
    const { staffId, loginId } = await newStaff()
    expect((await actorOf(await tokenOf(loginId)))?.id).toBe(staffId)
    expect([await refusalOf(loginId), await refusalOf('nobody')]).toEqual(['access.sign-in-failed', 'access.sign-in-failed'])
    expect(await refusalOf(loginId, `${password} `)).toBe('access.sign-in-failed')
  })

  test('the ID and password of one town open nothing in the other, and its session is none there', async () => {
    const { loginId } = await newStaff()
    expect((await enter(loginId, password, towns.b)).ok).toBe(false)
    const token = await tokenOf(loginId)
    expect(await actorOf(token, towns.b)).toBeUndefined()
    expect(await actorOf(token)).toBeDefined()
  })

  test('five failures in a row lock the ID, even for the right password, until fifteen minutes are over', async () => {
    towns.clock.set('2026-04-01T01:00:00Z')
    const { loginId } = await newStaff()
    const codes: (string | undefined)[] = []
    for (let n = 0; n < 5; n += 1) codes.push(await refusalOf(loginId))
    expect(codes).toEqual([...Array<string>(4).fill('access.sign-in-failed'), 'access.locked'])
    towns.clock.set('2026-04-01T01:14:59Z')
    expect(await refusalOf(loginId, password)).toBe('access.locked')
    towns.clock.set('2026-04-01T01:15:01Z')
    expect(await refusalOf(loginId, password)).toBe('entered')
  })

  test('after a lock is over the count begins anew, and four failures with a success between lock nothing', async () => {
    towns.clock.set('2026-04-01T02:00:00Z')
    const { loginId } = await newStaff()
    for (let n = 0; n < 5; n += 1) await refusalOf(loginId)
    towns.clock.set('2026-04-01T02:16:00Z')
    for (let n = 0; n < 4; n += 1) expect(await refusalOf(loginId)).toBe('access.sign-in-failed')
    expect(await refusalOf(loginId, password)).toBe('entered')
    for (let n = 0; n < 4; n += 1) expect(await refusalOf(loginId)).toBe('access.sign-in-failed')
  })

  test('an administrator lifts a lock, or gives a new password that ends what is open under the old one', async () => {
    const { staffId, loginId } = await newStaff()
    const token = await tokenOf(loginId)
    for (let n = 0; n < 5; n += 1) await refusalOf(loginId)
    valueOf(await towns.a.run(liftLock, { staffId }))
    expect(await refusalOf(loginId, password)).toBe('entered')
    valueOf(await towns.a.run(resetPassword, { staffId, password: 'kogane-no-inaho' }))
    expect(await actorOf(token)).toBeUndefined()
    expect([await refusalOf(loginId, password), await refusalOf(loginId, 'kogane-no-inaho')]).toEqual(['access.sign-in-failed', 'entered'])
  })

  test('a session ends after an idle hour, after twelve hours in all, and when the person leaves', async () => {
    towns.clock.set('2026-04-02T00:00:00Z')
    const { loginId } = await newStaff()
    const [idle, busy, left] = [await tokenOf(loginId), await tokenOf(loginId), await tokenOf(loginId)]
    await towns.a.tx((tx) => signOut(tx, left))
    expect(await actorOf(left)).toBeUndefined()
    for (let minute = 50; minute < 12 * 60; minute += 50) {
      towns.clock.set(new Date(Date.parse('2026-04-02T00:00:00Z') + minute * 60_000).toISOString())
      expect(await actorOf(busy), `after ${minute} minutes`).toBeDefined()
    }
    expect(await actorOf(idle)).toBeUndefined()
    towns.clock.set('2026-04-02T12:00:01Z')
    expect(await actorOf(busy)).toBeUndefined()
  })

  test('whoever does not work here yet, or no longer, does not get in', async () => {
    towns.clock.set('2026-04-02T01:00:00Z')
    const ahead = await newStaff({ validFrom: '2026-04-03' })
    expect(await refusalOf(ahead.loginId, password)).toBe('access.sign-in-failed')
    const last = await newStaff({ validTo: '2026-04-03' })
    const token = await tokenOf(last.loginId)
    towns.clock.set('2026-04-02T15:00:01Z') // 3 April in Japan
    expect(await refusalOf(ahead.loginId, password)).toBe('entered')
    expect([await actorOf(token), await refusalOf(last.loginId, password)]).toEqual([undefined, 'access.sign-in-failed'])
  })
})

describe('roles', () => {
  test('of the sample staff only the officers in charge of protected people may begin, lift or release a measure', async () => {
    towns.clock.set('2026-04-02T01:00:00Z')
    const rightsOf = async (loginId: string) => {
      const outcome = await enter(loginId, samplePassword)
      return outcome.ok ? [...((await actorOf(outcome.value.token))?.permissions ?? [])].filter((permission) => permission.startsWith('resident-protection.')).sort() : ['not let in']
    }
    const all = ['resident-protection.approve', 'resident-protection.release', 'resident-protection.write']
    expect(Object.fromEntries(await Promise.all(sampleSignIns.map(async ({ loginId }) => [loginId, await rightsOf(loginId)])))).toEqual({ miura: [], okamoto: all, hayashi: all, nishino: [], kuroda: [], admin: [] })
  })

  test('a role dated ahead takes effect on its day and ends on its last, without a new sign-in', async () => {
    towns.clock.set('2026-04-05T14:30:00Z')
    const { staffId, loginId } = await newStaff()
    valueOf(await towns.a.run(setRole, { code: 'reader', title: '閲覧', permissions: ['resident.read'] }))
    valueOf(await towns.a.run(assignRole, { staffId, roleCode: 'reader', validFrom: '2026-04-06', validTo: '2026-04-07' }))
    const rights = async (at: string) => { towns.clock.set(at); return [...((await actorOf(await tokenOf(loginId)))?.permissions ?? [])] }
    const token = await tokenOf(loginId)
    expect((await actorOf(token))?.permissions.size).toBe(0)
    expect(valueOf(await towns.a.ask(showStaff, { staffId })).assignments.map((one) => one.state)).toEqual(['ahead'])
    towns.clock.set('2026-04-05T15:00:01Z') // 6 April in Japan
    expect([...((await actorOf(token))?.permissions ?? [])]).toEqual(['resident.read'])
    expect(await rights('2026-04-06T14:59:00Z')).toEqual(['resident.read'])
    expect(await rights('2026-04-06T15:00:01Z')).toEqual([])
  })

  test('what a role loses its staff lose at once; a right that no context declares is refused', async () => {
    const { staffId, loginId } = await newStaff()
    valueOf(await towns.a.run(setRole, { code: 'two', title: '二つ', permissions: ['resident.read', 'party.read'] }))
    valueOf(await towns.a.run(assignRole, { staffId, roleCode: 'two', validFrom: '2026-04-01', validTo: null }))
    const token = await tokenOf(loginId)
    expect((await actorOf(token))?.permissions.size).toBe(2)
    valueOf(await towns.a.run(setRole, { code: 'two', title: '二つ', permissions: ['party.read'] }))
    expect([...((await actorOf(token))?.permissions ?? [])]).toEqual(['party.read'])
    expect(codesOf(await towns.a.run(setRole, { code: 'two', title: '二つ', permissions: ['party.read', 'resident.fly'] }))).toEqual(['access.permission-unknown'])
  })

  test('the last administrator cannot be taken away, neither by the role nor by its end', async () => {
    expect(codesOf(await towns.b.run(setRole, { code: 'administrator', title: '管理', permissions: ['access.read'] }))).toEqual(['access.last-administrator'])
    const admin = valueOf(await towns.b.ask(listStaff, {})).items.find((line) => line.loginId === 'admin')
    const [assignment] = valueOf(await towns.b.ask(showStaff, { staffId: admin?.staffId })).assignments
    expect(codesOf(await towns.b.run(endAssignment, { assignmentId: assignment?.assignmentId, validTo: '2026-05-01' }))).toEqual(['access.last-administrator'])
  })
})

describe('keys of the API', () => {
  const keys = makeKeyReader()
  const actorOfKey = (key: string, town: Town) => town.tx((tx) => keys.readApiKey(tx, key))

  test('a key opens its own town alone, with the rights of its role, until it is stopped', async () => {
    const { keyId, key } = valueOf(await towns.a.run(makeApiKey, { title: '連携', roleCode: 'counter', validTo: null }))
    expect((await actorOfKey(key, towns.a))?.permissions.has('resident.read')).toBe(true)
    expect(await actorOfKey(key, towns.b)).toBeUndefined()
    expect(codesOf(await towns.b.run(revokeApiKey, { keyId }))).toEqual(['access.key-not-found'])
    valueOf(await towns.a.run(revokeApiKey, { keyId }))
    expect(await actorOfKey(key, towns.a)).toBeUndefined()
    expect(codesOf(await towns.a.run(revokeApiKey, { keyId }))).toEqual(['access.key-not-found'])
  })

  test('a key is remembered as one and the same until its name or a right changes, each town and key for itself, and not at all once it is stopped', async () => {
    const reader = makeKeyReader()
    const read = (key: string, town: Town = towns.a) => town.tx((tx) => reader.readApiKey(tx, key))
    const { keyId, key } = valueOf(await towns.a.run(makeApiKey, { title: '連携', roleCode: 'counter', validTo: null }))
    const other = valueOf(await towns.b.run(makeApiKey, { title: '連携', roleCode: 'counter', validTo: null }))
    expect(reader.rememberedApiKey(towns.a.tenant, key)).toBeUndefined()
    const first = await read(key)
    await read(other.key, towns.b)
    expect([await read(key), reader.rememberedApiKey(towns.a.tenant, key)].map((actor) => actor === first)).toEqual([true, true])
    expect(reader.rememberedApiKey(towns.b.tenant, key)).toBeUndefined()
    await towns.ask("update access.api_key set title = '別の連携' where tenant_id = $1 and id = $2", [towns.a.tenant, keyId])
    expect((await read(key))?.name).toBe('別の連携')
    expect(reader.rememberedApiKey(towns.a.tenant, key)).not.toBe(first)
    valueOf(await towns.a.run(revokeApiKey, { keyId }))
    expect([await read(key), reader.rememberedApiKey(towns.a.tenant, key)]).toEqual([undefined, undefined])
    expect(reader.rememberedApiKey(towns.b.tenant, other.key)?.name).toBe('連携')
  })

  test('a key past its day opens nothing', async () => {
    towns.clock.set('2026-04-10T01:00:00Z')
    const { key } = valueOf(await towns.a.run(makeApiKey, { title: '連携', roleCode: 'counter', validTo: '2026-04-11' }))
    expect(await actorOfKey(key, towns.a)).toBeDefined()
    towns.clock.set('2026-04-10T15:00:00Z')
    expect(await actorOfKey(key, towns.a)).toBeUndefined()
  })
})

test('no password and no key stands anywhere in the database, not even as a bare digest', async () => {
  const { staffId, loginId } = await newStaff()
  valueOf(await towns.a.run(resetPassword, { staffId, password: 'kogane-no-inaho' }))
  expect(codesOf(await towns.a.run(enterStaff, { loginId, name: '二人目', section: '住民課', desk: null, password, validFrom: '2026-04-01', validTo: null }))).toEqual(['access.login-taken'])
  const { key } = valueOf(await towns.a.run(makeApiKey, { title: '連携', roleCode: 'counter', validTo: null }))
  const { createHash } = await import('node:crypto')
  const secrets = [password, 'kogane-no-inaho', key].flatMap((secret) => [secret, createHash('sha256').update(secret).digest('hex'), Buffer.from(secret).toString('hex'), Buffer.from(secret).toString('base64')])
  const allowed = new Set([createHash('sha256').update(key).digest('hex')])
  const found: string[] = []
  await withClient(towns.urls.admin, async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(`select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relkind in ('r', 'p') and n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema'`)
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select to_jsonb(t)::text as row from ${name} t`)
      for (const { row } of rows) for (const secret of secrets) if (row.includes(secret) && !(allowed.has(secret) && name === 'access.api_key')) found.push(`${name}: ${secret.slice(0, 8)}`)
    }
  })
  expect(found).toEqual([])
})

interface Visit { readonly params?: Record<string, string>; readonly form?: readonly (readonly [string, string])[]; readonly permissions?: readonly string[]; readonly carriedOut?: CarriedOut }

async function requestOf(visit: Visit): Promise<PageRequest> {
  const actor = visit.permissions ? staffMember(towns.yakuba, { permissions: visit.permissions }) : towns.a.actor
  return await towns.a.tx(async (tx) => ({ params: visit.params ?? {}, query: noValues, form: formValues(visit.form ?? []), today: tx.today, actor, office: tx.office, link: (path) => `/992011/${path}` }))
}

async function open(page: Page, visit: Visit = {}): Promise<string> {
  const request = await requestOf(visit)
  const answer = await towns.yakuba.runner.ask(towns.a.caller(request.actor), page.query, page.input(request))
  if (!answer.ok) throw new Error(answer.refusals.map((refusal) => refusal.message).join())
  const state: ViewState = { request, form: request.form, refusals: [], preview: null, carriedOut: visit.carriedOut ?? null, idempotencyKey: randomUUID(), action: '/992011/x', withheld: answer.withheld }
  return String(await renderPart(page.view(answer.value, state)))
}

describe('the screens', () => {
  test('staff are listed with their roles of today, and may be entered only by who may change them', async () => {
    const html = await open(staffPage)
    expect(html).toContain('三浦　由佳')
    expect(html).toContain('係長・審査、支援措置の責任者')
    expect(html).toContain('最初のパスワード')
    expect(await open(staffPage, { permissions: ['access.read'] })).not.toContain('最初のパスワード')
  })

  test('a staff member shows roles ahead and offers the new ones; a locked ID offers to be lifted', async () => {
    towns.clock.set('2026-04-11T01:00:00Z')
    const { staffId, loginId } = await newStaff()
    expect(await open(staffMemberPage, { params: { id: staffId } })).not.toContain('停止を解く</button>')
    for (let n = 0; n < 5; n += 1) await refusalOf(loginId)
    valueOf(await towns.a.run(assignRole, { staffId, roleCode: 'tax', validFrom: '2026-05-01', validTo: null }))
    const html = await open(staffMemberPage, { params: { id: staffId } })
    expect(html).toContain('これから')
    expect(html).toContain('停止を解く</button>')
  })

  test('a role shows every right of the building by business, ticked where it has it', async () => {
    const html = await open(rolePage, { params: { role: 'counter' } })
    expect(html).toMatch(/value="resident.read" checked/)
    expect(html).not.toMatch(/value="access.configure" checked/)
    const { items } = valueOf(await towns.a.ask(listRoles, {}))
    for (const { title } of items.flatMap((role) => role.permissions.slice(0, 3))) expect(html).toContain(title)
    expect(await open(rolesPage)).toContain('システム管理者')
    const input = rolePage.acts?.['set']?.input(await requestOf({ params: { role: 'counter' }, form: [['title', '窓口'], ['permissions', 'resident.read'], ['permissions', 'party.read']] }))
    expect(input).toEqual({ code: 'counter', title: '窓口', permissions: ['resident.read', 'party.read'] })
  })

  test('a new key is on the screen once, and never again', async () => {
    const { key, keyId } = valueOf(await towns.a.run(makeApiKey, { title: '連携', roleCode: 'counter', validTo: null }))
    keysPage.acts?.['make']?.after?.({ keyId, key }, await requestOf({}))
    const carriedOut = { command: 'access.make-api-key', title: '', value: { keyId, key: '（一度だけ表示しました）' }, consequences: [], at: '2026-04-01T00:00:00Z' }
    expect(await open(keysPage, { carriedOut })).toContain(key)
    const again = await open(keysPage, { carriedOut })
    expect(again).not.toContain(key)
    expect(again).toContain('もう表示できません')
    expect(JSON.stringify(valueOf(await towns.a.ask(listKeys, {})))).not.toContain(key)
  })
})
