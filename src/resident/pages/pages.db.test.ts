import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import type { Actor } from '../../platform/command/tx.ts'
import { formValues, noValues } from '../../platform/http/form.ts'
import { renderPart, type Page, type PageRequest, type ViewState } from '../../platform/screen/index.ts'
import { registerMovingOut, submitNotification } from '../commands.ts'
import { insertMeasures, newMeasure } from '../protection/store.ts'
import { enterHousehold } from '../test-residents.ts'
import { commonNamePage, familyRegisterChangePage, formerSurnamePage } from './amendment-filings.tsx'
import { exOfficioEntryPage, exOfficioRecoveryPage, exOfficioRemovalPage } from './ex-officio-filings.tsx'
import { householdChangePage } from './household-filings.tsx'
import { movingInOf, movingInPage } from './moving-in.tsx'
import { noticesPage } from './notices.tsx'
import { immigrationNoticePage, lossOfNationalityPage, naturalisationPage } from './nationality-filings.tsx'
import { birthPage, deathPage, movingInNoticePage, movingOutPage, relocationPage } from './person-filings.tsx'
import { recordPage } from './record.tsx'
import { notificationPage, reviewsPage } from './reviews.tsx'
import { searchPage } from './search.tsx'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:00:00Z' })
const made = { head: '', wife: '', child: '', hidden: '' }

beforeAll(async () => {
  await towns.a.tx(async (tx) => {
    const { personIds } = await enterHousehold(tx, { town: '汐見台二丁目', number: '4番7号' }, [
      { name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' },
      { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1979-01-20', sex: 'female', relationship: 'wife' },
      { name: '佐久間　結衣', kana: 'サクマ　ユイ', born: '2011-06-11', sex: 'female', relationship: 'child' },
    ])
    const { personIds: kenko } = await enterHousehold(tx, { town: '白鷺一丁目', number: '15番3号' }, [{ name: '佐久間　絢子', kana: 'サクマ　ケンコ', born: '1977-02-01', sex: 'female', relationship: 'head' }])
    await insertMeasures(tx, [{ ...newMeasure(kenko[0]!, { kind: 'other', state: 'in-force', periodFrom: plainDate('2026-06-01'), periodUntil: plainDate('2027-05-31') }), reason: '試験' }])
    Object.assign(made, { head: personIds[0], wife: personIds[1], child: personIds[2], hidden: kenko[0] })
  })
})

interface Visit { readonly params?: Record<string, string>; readonly query?: Record<string, string>; readonly form?: readonly (readonly [string, string])[]; readonly actor?: Actor; readonly state?: Partial<ViewState> }

async function requestOf(town: Town, visit: Visit): Promise<PageRequest> {
  const actor = visit.actor ?? town.actor
  return await town.tx(async (tx) => ({ params: visit.params ?? {}, query: formValues(Object.entries(visit.query ?? {})), form: formValues(visit.form ?? []), today: tx.today, actor, office: tx.office, link: (path) => `/992011/${path}` }))
}

async function open(page: Page, visit: Visit): Promise<string> {
  const request = await requestOf(towns.a, visit)
  const answer = await towns.yakuba.runner.ask(towns.a.caller(request.actor), page.query, page.input(request))
  if (!answer.ok) throw new Error(answer.refusals.map((refusal) => refusal.message).join())
  const state: ViewState = { request, form: visit.form ? request.form : noValues, refusals: [], preview: null, carriedOut: null, idempotencyKey: randomUUID(), action: '/992011/x', withheld: answer.withheld, ...visit.state }
  page.frame(answer.value, request)
  return String(await renderPart(page.view(answer.value, state)))
}

test('the letters of a person: what can be made, how it is handed over, and the choice as the command takes it', async () => {
  const { personIds: [leaver = ''] } = await towns.a.tx((tx) => enterHousehold(tx, { town: '港本町一丁目', number: '8番8号' }, [{ name: '白浜　澄子', kana: 'シラハマ　スミコ', born: '1980-05-05', sex: 'female', relationship: 'head' }]))
  const filing = { notifiedOn: '2026-11-24', notifiedBy: { relation: 'self', identityProof: 'drivers-license' }, acknowledged: [], movedOn: '2026-11-10', personIds: [leaver], isCardBased: false, to: { kind: 'domestic', municipalityCode: '131016', address: '東京都千代田区見本一丁目1番' }, relationships: [] }
  const { notificationId } = valueOf(await towns.a.run(registerMovingOut, filing as never))
  const html = await open(noticesPage, { params: { id: leaver } })
  for (const words of ['転入通知未着照会書', '住民異動届受理通知（転出届', '手渡しする（住所を載せない）', `filing-accepted_${notificationId}`]) expect(html).toContain(words)
  const request = await requestOf(towns.a, { params: { id: leaver }, form: [['notice', `filing-accepted_${notificationId}`], ['handing', 'hand']] })
  expect(noticesPage.acts!['issue']!.input(request)).toEqual({ kind: 'filing-accepted', filingId: notificationId, personId: leaver, handing: 'hand' })
  const protectedHtml = await open(noticesPage, { params: { id: made.hidden }, actor: staffMember(towns.yakuba, { permissions: ['resident.read', 'resident.write'] }) })
  expect(protectedHtml).toContain('いま出せる通知書はありません')
})

test('the record shows who, facts with their source, household and what can be begun', async () => {
  const html = await open(recordPage, { params: { id: made.head } })
  expect(html).toContain('昭和52年8月3日')
  expect(html).toContain('汐見台二丁目4番7号')
  expect(html).toContain('佐久間　結衣')
  expect(html).toContain(`/992011/resident/relocation/${made.head}`)
})

test('as of a past day the record offers no procedure but the way back to today', async () => {
  const html = await open(recordPage, { params: { id: made.head }, query: { asOf: 'H30.1.1' } })
  expect(html).toContain('平成30年1月1日')
  expect(html).not.toContain('resident/relocation/')
})

test('a general officer sees of a protected person the name, the mark and the sentence, and no day, place or household', async () => {
  const actor = staffMember(towns.yakuba, { permissions: ['resident.read', 'resident.write'] })
  for (const [page, visit] of [[recordPage, { params: { id: made.hidden } }], [searchPage, { form: [['q', '佐久間絢子']] }], [relocationPage, { params: { id: made.hidden } }]] as const) {
    const html = await open(page, { ...visit, actor })
    expect(html).toContain('支援措置')
    expect(html).not.toMatch(/白鷺|2月1日|15番3号/)
  }
})

test.each([['転居届', relocationPage], ['転出届', movingOutPage], ['転入通知', movingInNoticePage], ['世帯変更届', householdChangePage], ['出生', birthPage], ['死亡', deathPage], ['戸籍の届出による修正', familyRegisterChangePage], ['旧氏の申出', formerSurnamePage], ['通称の申出', commonNamePage], ['職権消除', exOfficioRemovalPage], ['職権回復', exOfficioRecoveryPage], ['帰化・国籍取得', naturalisationPage], ['国籍喪失', lossOfNationalityPage], ['在留の通知', immigrationNoticePage]])('%s opens on the person with the household beside', async (_title, page) => {
  const html = await open(page, { params: { id: made.wife } })
  expect(html).toContain('佐久間　美咲')
  expect(html).toContain('審査へ回す')
})

const typed: [string, string][] = [
  ['movedOn', 'R8.11.15'], ['notifiedOn', '0'], ['notifiedBy.relation', 'self'], ['notifiedBy.identityProof', 'individual-number-card'], ['evidence', 'moving-out-certificate'],
  ['from.kind', 'domestic'], ['from.address', '汐音県北浜市東雲町二丁目5番10号'], ['address.block', '汐見台三丁目'], ['address.number', '12番5号'], ['household', 'new'],
  ['persons.0.name', '堀内 拓真'], ['persons.0.kana', 'ほりうち たくま'], ['persons.0.birth', 'H2.3.8'], ['persons.0.sex', 'male'], ['persons.0.relationship', 'head'], ['persons.0.registeredDomicile', '汐音県北浜市東雲町'], ['persons.0.familyRegisterHead', '本人'],
  ['persons.1.name', '堀内 紬'], ['persons.1.kana', 'ホリウチ ツムギ'], ['persons.1.birth', 'R6.5.不詳'], ['persons.1.birth.calc', 'R6.5.31'], ['persons.1.sex', 'female'], ['persons.1.relationship', 'child'],
]

test('what is typed in the moving-in form, era dates and hiragana included, is taken as a filing and goes to review', async () => {
  const request = await requestOf(towns.a, { form: typed })
  const submitted = valueOf(await towns.a.run(submitNotification, { kind: 'moving-in', notification: movingInOf(request) }))
  const waiting = await open(reviewsPage, {})
  expect(waiting).toContain('堀内　拓真')
  const review = await open(notificationPage, { params: { id: submitted.notificationId }, actor: staffMember(towns.yakuba) })
  for (const words of ['汐見台三丁目12番5号', 'ホリウチ　タクマ', '令和6年5月日不詳', '記録する', '差し戻す']) expect(review.replace('R6.5.不詳', '令和6年5月日不詳')).toContain(words)
})

test('the form of somebody who comes back begins with what was recorded last, and is filed as 再転入', async () => {
  const { personIds: [back = ''] } = await towns.a.tx((tx) => enterHousehold(tx, { town: '白鷺一丁目', number: '88番' }, [{ name: '古田　一郎', kana: 'フルタ　イチロウ', born: '1980-01-01', sex: 'male', relationship: 'head' }]))
  valueOf(await towns.a.run(registerMovingOut, { notifiedBy: { relation: 'self', identityProof: 'passport' }, notifiedOn: '2026-11-24', movedOn: '2026-11-20', personIds: [back], to: { kind: 'domestic', address: '汐音県北浜市' } }))
  expect(await open(recordPage, { params: { id: back } })).toContain(`resident/moving-in?returning=${back}`)
  const html = await open(movingInPage, { query: { returning: back } })
  expect(html).toMatch(/name="persons.0.name"[^>]*value="古田　一郎"|value="古田　一郎"[^>]*name="persons.0.name"/)
  expect(html).toContain(`name="persons.0.returningPersonId" value="${back}"`)
  expect(html).toContain('再転入')
})

test('an entry ex officio begins as the office\'s own, without a certificate and without a former place', async () => {
  const html = await open(exOfficioEntryPage, {})
  expect(html).toContain('調べたこと')
  for (const chosen of ['other', 'none']) expect(html).toMatch(new RegExp(`<option value="${chosen}" selected`))
  expect(html).not.toMatch(/<option value="(moving-out-certificate|domestic|self)" selected/)
})

test('the reviewer of a new head sees who becomes head and every relationship that was filed', async () => {
  const form: [string, string][] = [['changedOn', 'R8.11.20'], ...typed.filter(([name]) => name.startsWith('notified')), ['change', 'householder'], ['personIds', made.wife], [`rel.${made.head}`, 'kin']]
  const submitted = valueOf(await towns.a.run(submitNotification, householdChangePage.acts!['submit']!.input(await requestOf(towns.a, { params: { id: made.wife }, form }))))
  const review = (await open(notificationPage, { params: { id: submitted.notificationId }, actor: staffMember(towns.yakuba) })).replace(/<[^>]*>/g, '|')
  expect(review).toMatch(/佐久間　美咲[^佐]*妻\|+世帯主/)
  expect(review).toMatch(/佐久間　健一[^佐]*世帯主\|+縁故者/)
})

test('a row of the household in which something is written is a person of the filing, and a refusal stands in that row', async () => {
  const form: [string, string][] = [['changedOn', 'R8.11.20'], ...typed.filter(([name]) => name.startsWith('notified')), ['cause', 'marriage'], ['persons.0.personId', made.head], ['persons.2.personId', made.child], ['persons.2.name', '大野 結衣'], ['persons.2.furigana', '']]
  const submit = familyRegisterChangePage.acts!['submit']!
  const answer = await towns.a.run(submitNotification, submit.input(await requestOf(towns.a, { params: { id: made.wife }, form })))
  const html = await open(familyRegisterChangePage, { params: { id: made.wife }, form, state: { refusals: answer.ok ? [] : answer.refusals } })
  expect(html).toMatch(/<input[^>]*name="persons.2.furigana"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*name="persons.2.furigana"/)
  expect(html).not.toMatch(/name="persons.0.furigana"[^>]*aria-invalid="true"|aria-invalid="true"[^>]*name="persons.0.furigana"/)
  const read = form.map(([name, value]): [string, string] => [name, name === 'persons.2.furigana' ? 'おおの ゆい' : value])
  const { notificationId } = valueOf(await towns.a.run(submitNotification, submit.input(await requestOf(towns.a, { params: { id: made.wife }, form: read }))))
  const review = (await open(notificationPage, { params: { id: notificationId }, actor: staffMember(towns.yakuba) })).replace(/<[^>]*>/g, '|')
  expect(review).toContain('氏名　大野　結衣、振り仮名　オオノ　ユイ')
})

test('the form of a refused filing keeps what was typed and asks a reason for each alert', async () => {
  const request = await requestOf(towns.a, { form: [...typed.filter(([name]) => name !== 'persons.0.name'), ['persons.0.name', '堀内 拓真']].map(([name, value]) => [name!, name === 'movedOn' ? 'R8.9.1' : value!] as [string, string]) })
  const answer = await towns.a.run(submitNotification, movingInPage.acts!['submit']!.input(request))
  const html = await open(movingInPage, { form: typed, state: { refusals: answer.ok ? [] : answer.refusals } })
  expect(html).toContain('確かめるところ')
  expect(html).toContain('name="ack.code" value="resident.confirm-late"')
  expect(html).toContain('value="堀内 拓真"')
})
