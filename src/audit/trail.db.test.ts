import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'csv-parse/sync'
import { testKey } from '../../test/support/key.ts'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../test/support/town.ts'
import { enterStaff } from '../access/commands.ts'
import { openDatabase } from '../platform/db/database.ts'
import { withClient } from '../platform/db/roles.ts'
import { noValues, queryValues } from '../platform/http/form.ts'
import { renderPart, type Page, type PageRequest, type ViewState } from '../platform/screen/index.ts'
import { enterHousehold } from '../resident/test-residents.ts'
import { openHeads, sealAll, signingKey } from './index.ts'
import { exportPage } from './pages/export.tsx'
import { officerPage, personPage, trailPage } from './pages/trail.tsx'
import { exportEntries, listEntries, tryFileFor, type AuditTrail } from './queries.ts'

const towns = useTowns(import.meta.url, { now: '2026-04-01T01:00:00Z' })
const made = { kenichi: '', misaki: '', officer: '' }

beforeAll(async () => {
  await towns.a.tx(async (tx) => {
    const { personIds } = await enterHousehold(tx, { town: '汐見台二丁目', number: '4番7号' }, [
      { name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' },
      { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1979-01-20', sex: 'female', relationship: 'wife' },
    ])
    Object.assign(made, { kenichi: personIds[0], misaki: personIds[1] })
  })
  made.officer = valueOf(await towns.a.run(enterStaff, { loginId: 'kido', name: '城戸　隆', section: '総務課', desk: null, password: 'murasaki-71', validFrom: '2026-04-01', validTo: null })).staffId
})

async function look(personIds: readonly string[], more: { at?: string; town?: Town; purpose?: string; by?: string; outcome?: string } = {}): Promise<void> {
  if (more.at) towns.clock.set(more.at)
  const actor = staffMember(towns.yakuba, { id: more.by ?? made.officer })
  await (more.town ?? towns.a).tx(async (tx) => {
    await tx.services.writeAudit({ ...tx, purpose: more.purpose ?? null }, { action: 'view', output: 'resident.person-card', subjectIds: personIds, numberRevealed: false, asOf: null, outcome: more.outcome ?? 'done', detailDigest: 'x' })
  }, actor)
}

const trail = async (input: Record<string, unknown>, town: Town = towns.a): Promise<AuditTrail> => valueOf(await town.ask(listEntries, input))

describe('the trail', () => {
  test('tells of a person who looked, from where and why, and nothing of others', async () => {
    await look([made.kenichi], { at: '2026-04-02T01:00:00Z', purpose: '確認' })
    await look([made.misaki])
    const { person, items } = await trail({ personId: made.kenichi })
    expect(person?.name).toBe('佐久間　健一')
    expect(items.filter((line) => line.output === 'resident.person-card').map((line) => [line.actorName, line.section, line.purpose, line.subjectIds])).toEqual([['城戸　隆', '総務課', '確認', [made.kenichi]]])
  })

  test('remembers that somebody asked it about a person', async () => {
    towns.clock.set('2026-04-03T01:00:00Z')
    await trail({ personId: made.misaki })
    const { items } = await trail({ personId: made.misaki })
    expect(items[0]).toMatchObject({ output: 'audit.entries', title: '監査の記録', actorId: towns.a.actor.id })
  })

  test('tells what an officer did, refused acts included, with the words of the command', async () => {
    towns.clock.set('2026-04-04T01:00:00Z')
    const actor = staffMember(towns.yakuba, { id: made.officer, permissions: [] })
    await towns.a.run(enterStaff, {}, { actor })
    const { officer, items } = await trail({ actorId: made.officer })
    expect(officer).toEqual({ actorId: made.officer, name: '城戸　隆', section: '総務課' })
    expect(items[0]).toMatchObject({ title: '職員を登録する', action: 'command', outcome: 'refused:command.forbidden' })
    expect(new Set(items.map((line) => line.actorId))).toEqual(new Set([made.officer]))
  })

  test('counts a day from midnight to midnight in Japan', async () => {
    for (const at of ['2026-05-09T14:59:59.999Z', '2026-05-09T15:00:00.000Z', '2026-05-10T14:59:59.999Z', '2026-05-10T15:00:00.000Z']) await look([made.kenichi], { at })
    const { items, days } = await trail({ personId: made.kenichi, from: '2026-05-10', until: '2026-05-10' })
    expect(items.map((line) => line.at)).toEqual(['2026-05-10T14:59:59.999Z', '2026-05-09T15:00:00.000Z'])
    expect(days).toEqual([{ day: '2026-05-10', count: 2 }])
  })

  test('is paged without losing or doubling an entry, many of one instant among them', async () => {
    for (let n = 0; n < 7; n += 1) await look([made.kenichi], { at: '2026-05-20T01:00:00Z' })
    await look([made.kenichi], { at: '2026-05-20T02:00:00Z' })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await trail({ actorId: made.officer, from: '2026-05-20', until: '2026-05-20', limit: 3, ...(cursor ? { cursor } : {}) })
      seen.push(...page.items.map((line) => line.entryId))
      cursor = page.next ?? undefined
    } while (cursor)
    expect([seen.length, new Set(seen).size]).toEqual([8, 8])
  })

  test('leads to persons of the town alone, whatever was asked for', async () => {
    await look([made.kenichi, '018aedaf-42e3-7fbf-932b-d8b4926fb4bc'], { at: '2026-05-20T03:00:00Z' })
    const [newest] = (await trail({ actorId: made.officer, from: '2026-05-20', until: '2026-05-20' })).items
    expect(newest?.subjectIds).toEqual([made.kenichi])
  })

  test('of the other town is its own', async () => {
    await look([made.kenichi], { at: '2026-05-21T01:00:00Z', town: towns.b })
    const { person, items } = await trail({ personId: made.kenichi, from: '2026-04-01', until: '2026-05-20' }, towns.b)
    expect([person, items]).toEqual([null, []])
    expect((await trail({ actorId: made.officer }, towns.b)).officer).toBeNull()
  })

  test.each([[{ from: '2026-05-02', until: '2026-05-01' }, 'audit.dates-reversed'], [{ from: '2020-01-01', until: '2026-05-01' }, 'audit.period-too-long'], [{ cursor: 'x' }, 'command.input']])('refuses %o', async (input, code) => {
    expect(codesOf(await towns.a.ask(listEntries, input))).toEqual([code])
  })

  test('says how far it is sealed, and how much waits', async () => {
    await look([made.kenichi], { at: '2026-05-22T01:00:00Z' })
    expect((await trail({})).seal).toBeNull()
    const key = signingKey(testKey)
    const database = openDatabase(towns.urls.seal, { max: 2 })
const isWaiting = async (): Promise<boolean> => await withClient(towns.urls.admin, async (client) => (await client.query('select 1 from audit.entry e where not exists (select 1 from audit.link l where l.tenant_id = e.tenant_id and l.entry_id = e.id) limit 1')).rows.length > 0)
    try { do await sealAll({ database, clock: towns.clock, heads: openHeads(join(towns.folder, 'heads'), key), onFailure: (error) => { throw error } }); while (await isWaiting()) } finally { await database.close() }
    const { seal } = await trail({})
    expect(seal?.rows).toBeGreaterThan(10)
    expect(seal?.waiting).toBe(0)
    expect((await trail({})).seal?.waiting).toBe(1)
  })
})

describe('the file', () => {
  test('has one row an entry, no name of the person, and no cell that a spreadsheet would reckon', async () => {
    await look([made.kenichi, made.misaki], { at: '2026-06-01T01:00:00Z', purpose: '=HYPERLINK("x")' })
    const file = valueOf(await towns.a.ask(exportEntries, { personId: made.kenichi, from: '2026-06-01', until: '2026-06-01' }))
    const rows = parse(file.content, { bom: true, columns: true }) as Record<string, string>[]
    expect(rows).toHaveLength(file.rows)
    expect(rows[0]).toMatchObject({ 日: '2026-06-01', 時刻: '10:00', 職員: '城戸　隆', 対象の人数: '2', 用件: `'=HYPERLINK("x")`, 結果: '済み' })
    expect(file.content).not.toMatch(/佐久間|汐見台/)
    expect(await towns.a.tx((tx) => tryFileFor(tx, made.kenichi))).toContain(rows[0]?.['行の番号'])
  })

  test('asks for a right of its own, and its making is an entry', async () => {
    const reader = staffMember(towns.yakuba, { permissions: ['audit.read'] })
    expect(codesOf(await towns.a.ask(exportEntries, {}, reader))).toEqual(['command.forbidden'])
    towns.clock.set('2026-06-02T01:00:00Z')
    await towns.a.ask(exportEntries, {})
    expect((await trail({})).items.map((line) => [line.output, line.action])).toContainEqual(['audit.export-entries', 'export'])
  })
})

async function open(page: Page, visit: { params?: Record<string, string>; search?: string; permissions?: readonly string[] } = {}): Promise<string> {
  const actor = visit.permissions ? staffMember(towns.yakuba, { permissions: visit.permissions }) : towns.a.actor
  const request: PageRequest = await towns.a.tx(async (tx) => ({ params: visit.params ?? {}, query: queryValues(new URL(`http://x/?${visit.search ?? ''}`)), form: noValues, today: tx.today, actor, office: tx.office, link: (path) => `/992011/${path}` }))
  const answer = await towns.yakuba.runner.ask(towns.a.caller(request.actor), page.query, page.input(request))
  if (!answer.ok) throw new Error(answer.refusals.map((refusal) => refusal.message).join())
  const state: ViewState = { request, form: noValues, refusals: [], preview: null, carriedOut: null, idempotencyKey: randomUUID(), action: '/992011/audit', withheld: answer.withheld }
  return String(await renderPart(page.view(answer.value, state)))
}

describe('the screens', () => {
  test('the day, a person and an officer each show their entries, counts and the state of the chain', async () => {
    await look([made.kenichi, made.misaki], { at: '2026-06-03T01:00:00Z' })
    expect(await open(trailPage)).toContain('城戸　隆')
    const person = await open(personPage, { params: { id: made.kenichi }, search: 'from=R8.5.1&until=R8.6.3' })
    expect(person).toContain('佐久間　健一')
    expect(person).toContain(`/992011/audit/person/${made.misaki}`)
    expect(person).toContain('週ごとの回数')
    expect(await open(officerPage, { params: { id: made.officer } })).toContain('この職員がしたこと')
  })

  test('the file is offered to who may take it', async () => {
    expect(await open(trailPage)).toContain('控えを書き出す')
    expect(await open(trailPage, { permissions: ['audit.read'] })).not.toContain('控えを書き出す')
    expect(await open(exportPage)).toContain('data:text/csv')
  })
})
