import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { staffMember, useTowns, valueOf } from '../../../test/support/town.ts'
import { plainDate } from '../../kernel/plain-date.ts'
import type { CommandAnswer } from '../../platform/command/runner.ts'
import type { Actor } from '../../platform/command/tx.ts'
import { formValues, noValues } from '../../platform/http/form.ts'
import { renderPart, type Page, type PageRequest, type ViewState } from '../../platform/screen/index.ts'
import { insertMeasures, newMeasure } from '../../resident/index.ts'
import { enterHousehold } from '../../resident/test-residents.ts'
import { dailyCashPage } from './daily-cash.tsx'
import { issuePage, previewPage } from './issue.tsx'
import { historyPage, logPage, missingPage, sheetPage } from './lists.tsx'

const towns = useTowns(import.meta.url, { now: '2026-11-24T01:42:00Z' })
const made = { kenichi: '', misaki: '', hidden: '' }

beforeAll(async () => {
  await towns.a.tx(async (tx) => {
    await tx.db.client.query(`insert into tenancy.ordinance_value (tenant_id, concept, row_no, valid_from, value, published, because, recorded_at) values (1, 'certificates.resident-record-copy-fee', 1, '2000-04-01', '300', '2000-03-24', '[]', '2000-03-24T00:00:00Z')`)
    const { personIds } = await enterHousehold(tx, { town: '汐見台二丁目', number: '4番7号' }, [
      { name: '佐久間　健一', kana: 'サクマ　ケンイチ', born: '1977-08-03', sex: 'male', relationship: 'head' }, { name: '佐久間　美咲', kana: 'サクマ　ミサキ', born: '1979-01-20', sex: 'female', relationship: 'wife' },
    ])
    const { personIds: hidden } = await enterHousehold(tx, { town: '白鷺一丁目', number: '15番3号' }, [{ name: '宮地　絢子', kana: 'ミヤジ　アヤコ', born: '1977-02-01', sex: 'female', relationship: 'head' }])
    await insertMeasures(tx, [{ ...newMeasure(hidden[0]!, { kind: 'other', state: 'in-force', periodFrom: plainDate('2026-06-01'), periodUntil: plainDate('2027-05-31') }), reason: '試験' }])
    Object.assign(made, { kenichi: personIds[0], misaki: personIds[1], hidden: hidden[0] })
  })
})

type Pairs = readonly (readonly [string, string])[]
interface Visit { readonly params?: Record<string, string>; readonly query?: Pairs; readonly form?: Pairs; readonly actor?: Actor; readonly state?: Partial<ViewState> }

const clerk = (...more: string[]) => staffMember(towns.yakuba, { permissions: ['certificates.read', 'certificates.issue', ...more] })

async function requestOf(visit: Visit): Promise<PageRequest> {
  const actor = visit.actor ?? towns.a.actor
  return await towns.a.tx(async (tx) => ({ params: visit.params ?? {}, query: formValues(visit.query ?? []), form: formValues(visit.form ?? []), today: tx.today, actor, office: tx.office, link: (path) => `/992011/${path}` }))
}

async function open(page: Page, visit: Visit = {}): Promise<string> {
  const request = await requestOf(visit)
  const answer = await towns.yakuba.runner.ask(towns.a.caller(request.actor), page.query, page.input(request))
  if (!answer.ok) throw new Error(answer.refusals.map((refusal) => refusal.message).join())
  const state: ViewState = { request, form: visit.form ? request.form : noValues, refusals: [], preview: null, carriedOut: null, idempotencyKey: randomUUID(), action: '/992011/x', withheld: answer.withheld, ...visit.state }
  page.frame(answer.value, request)
  return String(await renderPart(page.view(answer.value, state)))
}

/** What the browser would post: every field of the page's form as it stands. */
function fieldsOf(html: string): [string, string][] {
  const fields: [string, string][] = []
  for (const [tag] of html.matchAll(/<input [^>]*>/g)) {
    const name = /name="([^"]*)"/.exec(tag)?.[1]
    const isChoice = /type="(radio|checkbox)"/.test(tag)
    if (name !== undefined && (!isChoice || / checked/.test(tag))) fields.push([name, /value="([^"]*)"/.exec(tag)?.[1] ?? ''])
  }
  for (const [, name = '', options = ''] of html.matchAll(/<select[^>]*name="([^"]*)"[^>]*>([^]*?)<\/select>/g)) fields.push([name, /value="([^"]*)" selected/.exec(options)?.[1] ?? /value="([^"]*)"/.exec(options)?.[1] ?? ''])
  return fields
}

async function press(page: Page, name: string, visit: Visit): Promise<CommandAnswer<unknown>> {
  const found = page.acts?.[name]
  if (!found) throw new Error(`${page.name} has no act ${name}`)
  const request = await requestOf(visit)
  return await towns.a.run(found.command, found.input(request), { actor: request.actor })
}

const id = (personId: string) => ({ params: { id: personId } })

describe('the page of one request', () => {
  test('it opens ready to be pressed: household, nothing added, fee on the button, checks with the time of the question', async () => {
    const html = await open(issuePage, { ...id(made.kenichi), actor: clerk() })
    expect(html).toContain('300円を受け取り、1通を発行する')
    expect(html).toMatch(/支援措置はありません（10:42 に照会）/)
    expect(html).toContain('世帯全員（2人）')
    expect(html).toContain('3つが一致しています')
    expect(html).toContain('汐音県汐見市汐見台二丁目4番7号')
    expect(html.match(/<input type="checkbox"[^>]* checked/g)).toBeNull()
    expect(html).not.toContain('国籍・地域')
  })

  test('posted as it stands the form issues the paper, and the confirmation leads to it', async () => {
    const actor = clerk()
    const form = fieldsOf(await open(issuePage, { ...id(made.kenichi), actor }))
    const value = valueOf(await press(issuePage, 'issue', { ...id(made.kenichi), actor, form })) as { sheets: readonly { number: string; documentId: string; issuanceId: string }[]; feeYen: number }
    expect(value.feeYen).toBe(300)
    const html = await open(issuePage, { ...id(made.kenichi), actor, state: { carriedOut: { command: 'certificates.issue', title: '', value, consequences: [], at: '' } } })
    expect(html).toContain(`/992011/documents/${value.sheets[0]!.documentId}`)
    expect(html).toContain(`発行しました　${value.sheets[0]!.number}`)
    expect(html).not.toContain('data-command')
    expect(html).toContain('前回と同じ項目')
  })

  test('what is ticked changes the paper, the fee and the button', async () => {
    const form: Pairs = [['scope', 'persons'], ['subjectIds', made.misaki], ['items', 'relationship'], ['requester.kind', 'household'], ['identityCheck', 'driving-licence'], ['purpose', ''], ['exemption', 'disaster'], ['copies', '２']]
    const html = await open(issuePage, { ...id(made.kenichi), form })
    expect(html).toContain('手数料なしで、2通を発行する')
    expect(html).toMatch(/<th scope="row">続柄<\/th><td>妻<\/td>/)
    expect(html.slice(html.indexOf('class="sheet"'))).not.toContain('健一</b>')
  })

  test('a number of copies that is no number is refused beside its field', async () => {
    const form: [string, string][] = fieldsOf(await open(issuePage, id(made.kenichi))).map(([name, value]) => (name === 'copies' ? [name, 'たくさん'] : [name, value]))
    const answer = await press(issuePage, 'issue', { ...id(made.kenichi), form })
    expect(answer.ok ? [] : answer.refusals.map((refusal) => [refusal.field, refusal.message])).toEqual([['/copies', '通数を数字で入れてください。']])
    const html = await open(issuePage, { ...id(made.kenichi), form, state: { refusals: answer.ok ? [] : answer.refusals } })
    expect(html).toContain('value="たくさん"')
  })

  test('a form of one person posted to the address of another issues nothing', async () => {
    const form = fieldsOf(await open(issuePage, id(made.kenichi)))
    const answer = await press(issuePage, 'issue', { ...id(made.misaki), form })
    expect(answer.ok ? [] : answer.refusals.map((refusal) => refusal.code)).toEqual(['certificates.record-changed'])
  })

  test('a general clerk sees of a protected person the name and the sentence, no day, place, paper or button', async () => {
    for (const page of [issuePage, previewPage]) {
      const html = await open(page, { ...id(made.hidden), actor: clerk() })
      expect(html).toContain('確認に少し時間をいただきます')
      expect(html).not.toMatch(/白鷺|15番3号|2月1日|data-command|class="sheet"/)
    }
    const officer = await open(issuePage, { ...id(made.hidden), actor: clerk('resident.release') })
    expect(officer).toMatch(/白鷺[^]*data-command/)
  })

  test('the paper alone shows every page', async () => {
    const html = await open(previewPage, { ...id(made.kenichi), query: [['scope', 'household'], ['items', 'domicile']] })
    expect(html).toContain('汐音県汐見市港本町一丁目12番地')
    expect(html).toContain('相違ないことを証明する')
  })
})

describe('what was issued', () => {
  test('the log and the history lead to the sheet, which can be printed again from there', async () => {
    const log = await open(logPage)
    const issuanceId = /certificates\/sheet\/([0-9a-f-]{36})/.exec(log)?.[1] ?? ''
    expect(await open(historyPage, id(made.misaki))).toContain(issuanceId)
    expect(await open(sheetPage, id(issuanceId))).toContain('新しい番号で刷り直す')
    const again = valueOf(await press(sheetPage, 'reissue', { ...id(issuanceId), form: [['reason', '用紙が詰まった']] }))
    expect(again).toMatchObject({ sheet: { number: expect.any(String) } })
    const html = await open(sheetPage, id(issuanceId))
    expect(html).toContain('用紙が詰まった')
    expect(html).not.toContain('新しい番号で刷り直す')
  })

  test('of a protected person the log tells no name and the history nothing', async () => {
    const officer = clerk('resident.release')
    valueOf(await press(issuePage, 'issue', { ...id(made.hidden), actor: officer, form: fieldsOf(await open(issuePage, { ...id(made.hidden), actor: officer })) }))
    expect(await open(logPage, { actor: officer })).toContain('宮地')
    expect(await open(logPage, { actor: clerk() })).not.toContain('宮地')
    expect(await open(historyPage, { ...id(made.hidden), actor: clerk() })).toContain('責任者が扱います')
  })

  test('who took the money is told that another closes; another closes from the page', async () => {
    const cashier = clerk('certificates.approve')
    valueOf(await press(issuePage, 'issue', { ...id(made.kenichi), actor: cashier, form: fieldsOf(await open(issuePage, { ...id(made.kenichi), actor: cashier })) }))
    expect(await open(dailyCashPage, { actor: cashier })).toContain('締めるのは、受け取っていない職員です')
    const chief = { ...clerk('certificates.approve'), id: randomUUID() }
    const form = fieldsOf(await open(dailyCashPage, { actor: chief })).filter(([name]) => ['desk', 'on', 'throughNo'].includes(name)).slice(0, 3)
    valueOf(await press(dailyCashPage, 'close', { actor: chief, form: [...form, ['countedYen', '９００'], ['differenceReason', '']] }))
    expect(await open(dailyCashPage, { actor: chief })).toMatch(/締めました[^]*帳簿 900円、数えた現金 900円/)
  })

  test('the list of missing characters says that there are none', async () => {
    expect(await open(missingPage)).toContain('書けない文字で止まった紙はありません')
  })
})
