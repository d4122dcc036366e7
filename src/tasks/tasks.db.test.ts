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
import { close, handOver } from './commands.ts'
import { pressingItems } from './desk.ts'
import { nearestTasks, writeTasks } from './index.ts'
import { exportPage } from './pages/export.tsx'
import { handOverPage } from './pages/hand-over.tsx'
import { taskPage, tasksPage } from './pages/tasks.tsx'
import { exportOpen, listOfPerson, listOpen, showTask } from './queries.ts'
import { warningLawOn } from './law.ts'
import { warningOf } from './rules.ts'

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

test.each([
  ['eight days ahead nothing is said', '2026-12-02', 'none'], ['seven days ahead it is near', '2026-12-01', 'near'], ['on its last day it is near', '2026-11-24', 'near'],
  ['the day after it is past', '2026-11-23', 'overdue'], ['seven days after it is still the section\'s', '2026-11-17', 'overdue'], ['eight days after it is the superior\'s', '2026-11-16', 'long-overdue'],
])('of a deadline %s', (_title, deadline, expected) => {
  const today = plainDate('2026-11-24')
  expect(warningOf(plainDate(deadline), today, warningLawOn(today))).toBe(expected)
  expect(warningOf(null, today, warningLawOn(today))).toBe('none')
})

test('an office that wants to hear earlier sets its own days', () => {
  const today = plainDate('2026-11-24')
  const law = warningLawOn(today, { 'tasks.warning-days': { before: 30, after: 0 } })
  expect(['2026-12-24', '2026-12-25', '2026-11-23'].map((deadline) => warningOf(plainDate(deadline), today, law))).toEqual(['near', 'none', 'long-overdue'])
})

test('the list narrows to what is near or past its day, counts both, and puts what is past its day first', async () => {
  await towns.b.tx(async (tx) => {
    const { personIds } = await enterHousehold(tx, { town: '汐見台二丁目', number: '4番8号' }, [{ name: '林　三郎', kana: 'ハヤシ　サブロウ', born: '1977-08-03', sex: 'male', relationship: 'head' }])
    const of = (title: string, deadline: string | null, owner = '年金係') => obligation({ title, owner, subjectIds: personIds, deadline: deadline === null ? null : plainDate(deadline) })
    await writeTasks(tx, newId(), [of('遠い', '2026-12-02'), of('きょう', '2026-11-24'), of('七日前', '2026-12-01'), of('過ぎた', '2026-11-23'), of('長く過ぎた', '2026-11-01'), of('なし', null), of('よその係', '2026-11-01', '学務係')])
  })
  const of = { owner: '年金係' }
  expect(await titlesOf(of, towns.b)).toEqual(['長く過ぎた', '過ぎた', 'きょう', '七日前', '遠い', 'なし'])
  expect(await titlesOf({ ...of, due: 'overdue' }, towns.b)).toEqual(['長く過ぎた', '過ぎた'])
  expect(await titlesOf({ ...of, due: 'near' }, towns.b)).toEqual(['きょう', '七日前'])
  expect(valueOf(await towns.b.ask(listOpen, of))).toMatchObject({ pressing: { overdue: 2, near: 2, all: 6 }, nearDays: 7 })
  expect(valueOf(await towns.b.ask(listOpen, {})).pressing).toEqual({ overdue: 3, near: 2, all: 7 })
  expect((await towns.b.tx((tx) => pressingItems({ ...tx, actor: { ...tx.actor, section: '年金係　主任' } }))).map((item) => [item.state, item.title, item.path])).toEqual([
    ['期限切れ', '期限の過ぎた手続き 2件', 'tasks?owner=%E5%B9%B4%E9%87%91%E4%BF%82&due=overdue'], ['期限が近い', '期限の近い手続き 2件', 'tasks?owner=%E5%B9%B4%E9%87%91%E4%BF%82&due=near'],
  ])
})

test('an obligation handed over stays open in the other section with its deadline, and keeps whence it came', async () => {
  const task = await write({ deadline: plainDate('2026-12-20') })
  const to = (owner: string, more = {}) => ({ ...task, owner, reason: '児童手当に関わるため', ...more })
  expect(codesOf(await towns.a.run(handOver, to('保険係')))).toEqual(['tasks.owner-same'])
  expect(codesOf(await towns.a.run(handOver, to('秘書係')))).toEqual(['tasks.owner-unknown'])
  expect(codesOf(await towns.a.run(handOver, to('福祉係', { expectedVersion: 9 })))).toEqual(['tasks.changed-meanwhile'])
  expect(codesOf(await towns.b.run(handOver, to('学務係')))).toEqual(['tasks.not-found'])
  valueOf(await towns.a.run(handOver, to('福祉係'), { actor: staffMember(towns.yakuba, { id: made.clerk }) }))
  const found = valueOf(await towns.a.ask(showTask, { taskId: task.taskId }))
  expect(found).toMatchObject({ state: 'open', item: { owner: '福祉係', deadline: '2026-12-20', version: 2 }, handovers: [{ from: '保険係', to: '福祉係', reason: '児童手当に関わるため', by: '千葉　早苗' }] })
  expect(await titlesOf({ owner: '福祉係' })).toContain(found.item.title)
  valueOf(await towns.a.run(handOver, { ...to('保険係'), expectedVersion: 2 }))
  expect(valueOf(await towns.a.ask(showTask, { taskId: task.taskId })).handovers.map((one) => one.to)).toEqual(['福祉係', '保険係'])
  valueOf(await towns.a.run(close, { taskId: task.taskId, as: 'done', reason: null, expectedVersion: 3 }))
  expect(codesOf(await towns.a.run(handOver, { ...to('福祉係'), expectedVersion: 4 }))).toEqual(['tasks.closed-already'])
})

test('the file holds the list of the screen, without names, addresses or a protected person\'s words, and no formula', async () => {
  await write({ title: '=1+1', owner: '=係', deadline: plainDate('2026-12-30') })
  const html = await open(exportPage, { search: `owner=${encodeURIComponent('=係')}`, permissions: ['tasks.read'] })
  const csvOf = (page: string) => Buffer.from(/base64,([^"]+)"/.exec(page)![1]!, 'base64').toString('utf8')
  expect(csvOf(html).split('\r\n').slice(0, 2).map((line) => line.replace(/,[^,]*$/, ''))).toEqual(['\uFEFF期限,残りの日数,手続き,業務,係,過ぎると,根拠,出す紙,対象の人数', "2026-12-30,36,'=1+1,国保,'=係,資格がさかのぼって見直される,,,1"])
  const all = csvOf(await open(exportPage, { permissions: ['tasks.read'] }))
  expect(all.split('\r\n').length - 2).toBe(valueOf(await towns.a.ask(exportOpen, {})).items.length)
  expect(all).toContain('支援措置の対象の方の手続き')
  expect(all).not.toMatch(/白鷺|汐見台|秘密の届出|佐久間/)
})

test('the page that hands over offers the other sections to who may close, and reads what was typed', async () => {
  const { taskId } = await write()
  const html = await open(handOverPage, { params: { id: taskId } })
  expect(html).toMatch(/<option value="福祉係"/)
  expect(html).not.toMatch(/<option value="保険係"/)
  expect(await open(handOverPage, { params: { id: taskId }, permissions: ['tasks.read'] })).not.toContain('<select')
  expect(handOverPage.acts?.['hand-over']?.input(await requestOf({ params: { id: taskId }, form: [['owner', '福祉係'], ['reason', ' 担当 '], ['expectedVersion', '1']] }))).toEqual({ taskId, owner: '福祉係', reason: '担当', expectedVersion: 1 })
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
