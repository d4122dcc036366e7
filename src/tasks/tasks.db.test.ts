import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../test/support/town.ts'
import { enterStaff } from '../access/commands.ts'
import { plainDate } from '../kernel/plain-date.ts'
import type { Consequence } from '../platform/command/tx.ts'
import { newId } from '../platform/crypto/index.ts'
import { formValues, noValues, queryValues } from '../platform/http/form.ts'
import { renderPart, type Page, type PageRequest, type ViewState } from '../platform/screen/index.ts'
import { insertMeasures, newMeasure } from '../resident/protection/store.ts'
import { enterHousehold } from '../resident/test-residents.ts'
import { close } from './commands.ts'
import { nearestTasks, writeTasks } from './index.ts'
import { taskPage, tasksPage } from './pages/tasks.tsx'
import { listOfPerson, listOpen, showTask } from './queries.ts'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const made = { person: '', hidden: '', clerk: '' }

const obligation = (more: Partial<Consequence> = {}): Consequence => ({
  code: 'trial.apply', business: '国保', subjectIds: [made.person], title: '国民健康保険の届出を受ける', detail: '汐見台二丁目4番7号', article: null, effectiveOn: plainDate('2026-11-24'),
  deadline: plainDate('2026-12-08'), lostAfter: '資格がさかのぼって見直される', amount: null, amountUnknown: null, letter: null, effect: 'task', owner: '保険係', ...more,
})

beforeAll(async () => {
  await towns.a.tx(async (tx) => {
    const { personIds } = await enterHousehold(tx, { town: '汐見台二丁目', number: '4番7号' }, [{ name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' }])
    const { personIds: hidden } = await enterHousehold(tx, { town: '白鷺一丁目', number: '15番3号' }, [{ name: '佐久間　絢子', kana: 'サクマ　ケンコ', born: '1977-02-01', sex: 'female', relationship: 'head' }])
    await insertMeasures(tx, [{ ...newMeasure(hidden[0]!, { kind: 'other', state: 'in-force', periodFrom: plainDate('2026-06-01'), periodUntil: plainDate('2027-05-31') }), reason: '試験' }])
    Object.assign(made, { person: personIds[0], hidden: hidden[0] })
    await writeTasks(tx, newId(), [
      obligation({ title: '遠い期限', deadline: plainDate('2027-03-31') }), obligation({ title: '近い期限', deadline: plainDate('2026-11-25') }), obligation({ title: '期限なし', deadline: null }),
      obligation({ title: '児童手当の認定', owner: '福祉係', deadline: plainDate('2026-12-01') }), obligation({ title: '知らせるだけ', effect: 'notice' }),
      obligation({ title: '秘密の届出', detail: '白鷺一丁目15番3号', subjectIds: [made.hidden], deadline: plainDate('2026-12-02') }),
    ])
  })
  made.clerk = valueOf(await towns.a.run(enterStaff, { loginId: 'chiba', name: '千葉　早苗', section: '保険係', desk: null, password: 'murasaki-71', validFrom: '2026-04-01', validTo: null })).staffId
})

const titlesOf = async (input: Record<string, unknown> = {}, town: Town = towns.a) => valueOf(await town.ask(listOpen, input)).items.map((item) => item.title)

async function write(more: Partial<Consequence> = {}): Promise<{ taskId: string; expectedVersion: number }> {
  await towns.a.tx((tx) => writeTasks(tx, newId(), [obligation({ title: `閉じる${randomUUID()}`, ...more })]))
  const { items } = valueOf(await towns.a.ask(listOfPerson, { personId: made.person }))
  const newest = items.reduce((a, b) => (a.taskId > b.taskId ? a : b))
  return { taskId: newest.taskId, expectedVersion: newest.version }
}

test('obligations stand in the order of their deadlines, those without one last; what is only told is none', async () => {
  expect(await titlesOf()).toEqual(['近い期限', '児童手当の認定', '秘密の届出', '遠い期限', '期限なし'])
  expect(await titlesOf({}, towns.b)).toEqual([])
})

test('a section sees its own, and every section with something open is counted', async () => {
  expect(await titlesOf({ owner: '福祉係' })).toEqual(['児童手当の認定'])
  expect(valueOf(await towns.a.ask(listOpen, {})).owners).toEqual([{ owner: '保険係', count: 4 }, { owner: '福祉係', count: 1 }])
})

test('pages follow each other without losing or doubling one', async () => {
  const seen: string[] = []
  let cursor: string | null = null
  do {
    const page: { items: readonly { title: string }[]; next: string | null } = valueOf(await towns.a.ask(listOpen, { limit: 2, ...(cursor ? { cursor } : {}) }))
    seen.push(...page.items.map((item) => item.title))
    cursor = page.next
  } while (cursor)
  expect(seen).toEqual(await titlesOf())
})

test('what has no deadline is not among the nearest', async () => {
  expect((await towns.a.tx((tx) => nearestTasks(tx, 10))).map((item) => item.title)).not.toContain('期限なし')
})

test('a done obligation leaves the list and keeps who closed it', async () => {
  const task = await write()
  const actor = staffMember(towns.yakuba, { id: made.clerk })
  valueOf(await towns.a.run(close, { ...task, as: 'done', reason: null }, { actor }))
  expect(valueOf(await towns.a.ask(showTask, { taskId: task.taskId }))).toMatchObject({ state: 'done', closedBy: '千葉　早苗', closedAt: '2026-11-24T01:00:00.000Z' })
  expect(valueOf(await towns.a.ask(listOfPerson, { personId: made.person })).items.map((item) => item.taskId)).not.toContain(task.taskId)
  expect(codesOf(await towns.a.run(close, { ...task, as: 'done', reason: null }))).toEqual(['tasks.closed-already'])
})

test('not needed has to be said why; a stale screen and the other town are refused', async () => {
  const task = await write()
  expect(codesOf(await towns.a.run(close, { ...task, as: 'not-needed', reason: null }))).toEqual(['tasks.reason-missing'])
  expect(codesOf(await towns.a.run(close, { ...task, expectedVersion: 7, as: 'done', reason: null }))).toEqual(['tasks.changed-meanwhile'])
  expect(codesOf(await towns.b.run(close, { ...task, as: 'done', reason: null }))).toEqual(['tasks.not-found'])
  valueOf(await towns.a.run(close, { ...task, as: 'not-needed', reason: '社会保険に入ったため' }))
  expect(valueOf(await towns.a.ask(showTask, { taskId: task.taskId }))).toMatchObject({ state: 'not-needed', reason: '社会保険に入ったため' })
})

interface Visit { readonly params?: Record<string, string>; readonly search?: string; readonly form?: readonly (readonly [string, string])[]; readonly permissions?: readonly string[] }

async function requestOf(visit: Visit): Promise<PageRequest> {
  const actor = visit.permissions ? staffMember(towns.yakuba, { permissions: visit.permissions }) : towns.a.actor
  return await towns.a.tx(async (tx) => ({ params: visit.params ?? {}, query: queryValues(new URL(`http://x/?${visit.search ?? ''}`)), form: visit.form ? formValues(visit.form) : noValues, today: tx.today, actor, office: tx.office, link: (path) => `/992011/${path}` }))
}

async function open(page: Page, visit: Visit): Promise<string> {
  const request = await requestOf(visit)
  const answer = await towns.yakuba.runner.ask(towns.a.caller(request.actor), page.query, page.input(request))
  if (!answer.ok) throw new Error(answer.refusals.map((refusal) => refusal.message).join())
  const state: ViewState = { request, form: request.form, refusals: [], preview: null, carriedOut: null, idempotencyKey: randomUUID(), action: '/992011/tasks', withheld: answer.withheld }
  return String(await renderPart(page.view(answer.value, state)))
}

test('the list shows days left and filters by section; a protected person\'s obligation stays without its words', async () => {
  const html = await open(tasksPage, { permissions: ['tasks.read'] })
  expect(html).toContain('あと1日')
  expect(html).toContain('支援措置の対象の方の手続き')
  expect(html).not.toMatch(/白鷺|秘密の届出/)
  expect(await open(tasksPage, { search: `owner=${encodeURIComponent('福祉係')}` })).not.toContain('近い期限')
})

test('an obligation offers its closing to who may close it; the form reads an empty reason as none', async () => {
  const { taskId } = await write()
  expect(await open(taskPage, { params: { id: taskId } })).toContain('手続きを閉じる <kbd>')
  expect(await open(taskPage, { params: { id: taskId }, permissions: ['tasks.read'] })).not.toContain('手続きを閉じる <kbd>')
  const input = taskPage.acts?.['close']?.input(await requestOf({ params: { id: taskId }, form: [['as', 'done'], ['reason', '　'], ['expectedVersion', '1']] }))
  expect(input).toEqual({ taskId, as: 'done', reason: null, expectedVersion: 1 })
})
