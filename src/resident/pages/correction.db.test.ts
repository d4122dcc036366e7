import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import type { Actor } from '../../platform/command/tx.ts'
import { formValues, noValues } from '../../platform/http/form.ts'
import { renderPart, type Page, type PageRequest, type ViewState } from '../../platform/screen/index.ts'
import { approveNotification, registerHouseholdChange, registerRelocation, submitNotification } from '../commands.ts'
import { insertMeasures, newMeasure } from '../index.ts'
import { enterHousehold } from '../test-residents.ts'
import { cancellationPage, comparisonPage, correctionPage, historyPage } from './correction.tsx'

/** The screens of cancelling and correcting, as a clerk fills them in. */
const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const made = { personIds: [] as string[], relocation: '', change: '' }
const filed = { notifiedBy: { relation: 'self', identityProof: 'individual-number-card' }, notifiedOn: '2026-11-24' }

beforeAll(async () => {
  const family = [{ name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' }, { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1979-01-20', sex: 'female', relationship: 'wife' }] as const
  await towns.b.tx((tx) => enterHousehold(tx, { town: '港本町一丁目', number: '1番地' }, family))
  made.personIds = (await towns.a.tx((tx) => enterHousehold(tx, { town: '港本町一丁目', number: '1番地' }, family))).personIds
  const address = { postalCode: null, townBlockId: null, town: '汐見台三丁目', number: '12番5号', building: null, room: null }
  made.relocation = valueOf(await towns.a.run(registerRelocation, { ...filed, movedOn: '2026-11-20', personIds: made.personIds, address, household: { kind: 'keep' } })).notificationId
  made.change = valueOf(await towns.a.run(registerHouseholdChange, { ...filed, changedOn: '2026-11-22', change: 'householder', personIds: [made.personIds[1]] })).notificationId
})

async function requestOf(id: string, form: readonly (readonly [string, string])[], actor: Actor): Promise<PageRequest> {
  return await towns.a.tx(async (tx) => ({ params: { id }, query: noValues, form: formValues(form), today: tx.today, actor, office: tx.office, link: (path) => `/992011/${path}` }))
}

async function open(page: Page, id: string, actor = towns.a.actor): Promise<string> {
  const request = await requestOf(id, [], actor)
  const answer = await towns.yakuba.runner.ask(towns.a.caller(actor), page.query, page.input(request))
  if (!answer.ok) throw new Error(answer.refusals.map((refusal) => refusal.message).join())
  const state: ViewState = { request, form: noValues, refusals: [], preview: null, carriedOut: null, idempotencyKey: randomUUID(), action: '/992011/x', withheld: answer.withheld }
  page.frame(answer.value, request)
  return String(await renderPart(page.view(answer.value, state)))
}

const submit = async (page: Page, id: string, form: readonly (readonly [string, string])[]) => valueOf(await towns.a.run(submitNotification, page.acts!['submit']!.input(await requestOf(id, form, towns.a.actor))))

test('the sheet lays what a filing changed of each person side by side, the head first', async () => {
  const html = (await open(comparisonPage, made.relocation)).replace(/<[^>]*>/g, '|')
  expect(html).toMatch(/佐久間　健一[^佐]*佐久間　健一の記載事項.*港本町一丁目1番地\|+汐見台三丁目12番5号.*佐久間　美咲/)
})

test('the form of a cancellation asks a decision for each later filing, and what is filled in goes to review', async () => {
  const html = await open(cancellationPage, made.relocation)
  expect(html).toContain(`name="later.${made.change}"`)
  const submitted = await submit(cancellationPage, made.relocation, [['notifiedOn', '0'], ['reason', '別の人の届出だった'], ...made.personIds.map((id): [string, string] => ['personIds', id]), [`later.${made.change}`, 'cancel']])
  valueOf(await towns.a.run(approveNotification, { notificationId: submitted.notificationId, expectedVersion: 1 }, { actor: staffMember(towns.yakuba) }))
  const history = (await open(historyPage, made.personIds[0]!)).replace(/<[^>]*>/g, '|')
  expect(history).toMatch(/異動の取消し（修正）.*世帯主の変更\|+.{0,3}\|*取消し済み.*転居\|+.{0,3}\|*取消し済み/)
  expect(await open(comparisonPage, made.relocation)).toContain('この異動は取り消されました')
})

test('the form of a correction shows the recorded values; an empty field stays, and なし takes a value away', async () => {
  const id = made.personIds[1]!
  expect(await open(correctionPage, id)).toContain('いま　佐久間　美咲')
  const submitted = await submit(correctionPage, id, [['notifiedOn', '0'], ['correction', 'clerical-error'], ['from', ''], ['evidence', '戸籍'], ['reason', '書き誤り'], ['items.kana', 'なし'], ['items.birth', 'S54.1.21'], ['items.name', ''], ['items.sex', '']])
  valueOf(await towns.a.run(approveNotification, { notificationId: submitted.notificationId, expectedVersion: 1 }, { actor: staffMember(towns.yakuba) }))
  const sheet = (await open(comparisonPage, submitted.notificationId)).replace(/<[^>]*>/g, '|')
  expect(sheet).toMatch(/便宜上のフリガナ\|+サクマ　ミサキ\|+（なくなる）.*生年月日\|+昭和54年1月20日\|+昭和54年1月21日/)
  expect(sheet).not.toMatch(/氏名\|+佐久間|性別\|+女/)
})

test('an officer without the duty sees of a protected person that something happened, and no value', async () => {
  await towns.a.tx((tx) => insertMeasures(tx, [{ ...newMeasure(made.personIds[0]!, { kind: 'domestic-violence', state: 'in-force', periodFrom: plainDate('2026-06-01'), periodUntil: plainDate('2027-05-31') }), reason: '試験' }]))
  const actor = staffMember(towns.yakuba, { permissions: ['resident.read', 'resident.write'] })
  for (const [page, id] of [[comparisonPage, made.relocation], [historyPage, made.personIds[0]!], [cancellationPage, made.relocation], [correctionPage, made.personIds[1]!]] as const) expect(await open(page, id, actor)).not.toMatch(/港本町|汐見台/)
})
