import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { isAsAsked } from '../../app/bench/r12.ts'
import { readPlainly } from '../../app/bench/r12-reader.ts'
import { findIssued, readKeywords } from '../../platform/document/index.ts'
import { carry } from '../../platform/job/courier.ts'
import { systemCaller } from '../../platform/job/worker.ts'
import { registerMovingOut } from '../../resident/commands.ts'
import { insertNumbers } from '../../resident/number/store.ts'
import { fileMeasure } from '../../resident/protection/filing.ts'
import { enterHousehold, type Wanted } from '../../resident/test-residents.ts'
import { enterSampleOrdinance } from '../../tenancy/index.ts'
import { dailyCash } from '../cash.ts'
import { verifyMark } from '../mark/verify.ts'
import { resumeIssuing, stopIssuing } from '../stop.ts'
import { askHomeTown } from './ask.ts'
import { interMunicipalCourier } from './courier.ts'
import { issueInterMunicipal, spoilInterMunicipal } from './issue.ts'
import { eraseInterMunicipal } from './jobs.ts'
import type { AskInput } from './inputs.ts'
import { Answer } from './messages.ts'
import { interMunicipalDesk, interMunicipalRequest } from './views.ts'

/** A resident of 朝凪町 at the counter of 汐見市: both towns through their registered commands and the courier between them. */
const now = '2026-11-24T01:42:00.000Z'
const towns = useTowns(import.meta.url, { now })
const domicile = '汐音県朝凪町東浜12番地'
let lot = 0

beforeAll(async () => { for (const town of [towns.a, towns.b]) await town.tx(enterSampleOrdinance) })
beforeEach(() => { towns.clock.set(now) })

interface Home { readonly ids: readonly string[]; readonly surname: string; readonly asker: AskInput['asker'] }

/** A couple with a child in 朝凪町, under a surname of their own. */
async function home(more: Partial<Wanted> = {}): Promise<Home> {
  lot += 1
  const surname = `凪野${'一二三四五六七八九十甲乙丙丁戊己庚'[lot - 1]}`
  const member = (given: string, relationship: string, over: Partial<Wanted>): Wanted => ({ name: `${surname}　${given}`, kana: 'ナギノ', furigana: 'ナギノ', born: '1977-08-03', sex: 'male', relationship, registeredDomicile: domicile, familyRegisterHead: `${surname}　筆`, previousAddress: '汐音県北浜市東雲町5番10号', ...over })
  const { personIds } = await towns.b.tx((tx) => enterHousehold(tx, { town: '汐見台一丁目', number: `${lot}番1号` }, [member('健', 'head', more), member('泉', 'wife', { sex: 'female', formerSurname: '東' }), member('空', 'child', { born: '2017-07-30' })]))
  return { ids: personIds, surname, asker: { name: `${surname}　健`, birthOn: '1977-08-03' as AskInput['asker']['birthOn'], sex: 'male', residentCode: null } }
}

const request = ({ asker }: Pick<Home, 'asker'>, over: Partial<AskInput> = {}): AskInput => ({ homeCode: '993018', asker, scope: 'household', memberNames: [], items: [], identityCheck: 'driving-licence', purpose: null, exemption: null, copies: 1, ...over })
const deliver = (sender: Town) => carry({ runner: towns.yakuba.runner, findTenant: towns.yakuba.findTenant, callerOf: (tenant) => systemCaller(tenant, 'test') }, interMunicipalCourier, sender.tenant)

/** Asks, and has the letters carried there and back. */
async function asked(input: AskInput): Promise<string> {
  const { requestId } = valueOf(await towns.a.run(askHomeTown, input))
  await deliver(towns.a)
  await deliver(towns.b)
  return requestId
}

const view = async (requestId: string) => valueOf(await towns.a.ask(interMunicipalRequest, { requestId }))
const issueOf = async (requestId: string) => await towns.a.run(issueInterMunicipal, { requestId, shown: (await view(requestId)).shown ?? '0'.repeat(64) })
const pdfOf = async (documentId: string) => (await towns.a.tx((tx) => findIssued(tx, documentId)))!.pdf
const cashOf = async () => valueOf(await towns.a.ask(dailyCash, { on: null })).yen
const trailOf = (town: Town) => town.tx(async (tx) => (await tx.db.client.query<{ action: string; outcome: string; number_revealed: boolean; subject_ids: string[] }>(`select action, outcome, number_revealed, subject_ids from audit.entry where tenant_id = $1 and output = 'certificates.inter-municipal-copy' order by at`, [tx.tenant])).rows)

describe('a copy that another town keeps', () => {
  test('is asked of the home town, answered by its register, printed here with number, fee and mark, and stands in the trail of both', async () => {
    const family = await home()
    const before = await cashOf()
    const requestId = await asked(request(family, { items: ['relationship'], copies: 2 }))
    const seen = await view(requestId)
    expect([seen.state, seen.homeName, seen.fee?.totalYen, seen.sheet?.badges]).toEqual(['ready', '汐音県朝凪町', 600, ['広域交付']])
    const issued = valueOf(await issueOf(requestId))
    expect(issued.sheets.map((sheet) => sheet.number)).toEqual(['R8-JW-000001', 'R8-JW-000002'])
    const pdf = await pdfOf(issued.sheets[0]!.documentId)
    expect(isAsAsked(pdf, { number: 'R8-JW-000001', names: ['健', '泉', '空'].map((given) => `${family.surname}　${given}`) })).toBe(true)
    const words = readPlainly(pdf).join('').replace(/\s/g, '')
    for (const text of ['汐音県朝凪町汐見台一丁目1番1号', '汐音県朝凪町から通知された事項', '汐見市長', '汐音県北浜市東雲町5番10号', '旧氏東', '続柄', '世帯主', '広域交付']) expect(words).toContain(text)
    expect(words).not.toContain(domicile)
    expect(words).not.toContain('筆頭者凪野')
    expect(await cashOf()).toBe(before + 600)
    expect((await trailOf(towns.b)).at(-1)).toEqual({ action: 'export', outcome: 'done', number_revealed: false, subject_ids: family.ids })
    const prints = await trailOf(towns.a)
    expect([prints.map((row) => row.action), prints.map((row) => row.subject_ids.length), prints.some((row) => row.subject_ids.some((id) => family.ids.includes(id)))]).toEqual([['print', 'print'], [3, 3], false])
    expect(codesOf(await issueOf(requestId))).toEqual(['certificates.inter-municipal-issued'])
  })

  test('shows a number on paper alone, for a purpose, and both trails say that it was revealed', async () => {
    const family = await home()
    await towns.b.tx((tx) => insertNumbers(tx, [{ personId: family.ids[0]!, kind: 'individual-number', number: '123456789018', reason: '付番' }]))
    const input = request(family, { scope: 'self', items: ['individual-number'], purpose: '勤務先の年末調整' })
    expect(codesOf(await towns.a.run(askHomeTown, { ...input, purpose: null }))).toEqual(['certificates.number-purpose-missing'])
    const requestId = await asked(input)
    expect(JSON.stringify(await view(requestId))).not.toContain('123456789018')
    const { sheets: [sheet] } = valueOf(await issueOf(requestId))
    const words = readPlainly(await pdfOf(sheet!.documentId)).join('')
    expect([words.replace(/\s/g, '').includes('123456789018'), words.includes('泉')]).toEqual([true, false])
    expect([(await trailOf(towns.b)).at(-1)?.number_revealed, (await trailOf(towns.a)).at(-1)]).toMatchObject([true, { action: 'reveal', number_revealed: true }])
    expect((await view(await asked({ ...input, scope: 'household' }))).refusals.map((refusal) => refusal.code)).toEqual(['certificates.inter-municipal-number-not-recorded'])
  })

  test('is of those of the household who were named, and of nobody outside it', async () => {
    const [family, other] = [await home(), await home()]
    const { sheets: [sheet] } = valueOf(await issueOf(await asked(request(family, { scope: 'persons', memberNames: [`${family.surname}　空`] }))))
    const words = readPlainly(await pdfOf(sheet!.documentId)).join('')
    expect([words.includes('空'), words.includes('健')]).toEqual([true, false])
    const outside = await view(await asked(request(family, { scope: 'persons', memberNames: [`${other.surname}　空`] })))
    expect([outside.sheet, outside.refusals.map((refusal) => refusal.code)]).toEqual([null, ['certificates.inter-municipal-member-not-found']])
  })

  test('is spoiled and printed again without a further fee, and the public page knows each sheet', async () => {
    const requestId = await asked(request(await home()))
    const { sheets: [first] } = valueOf(await issueOf(requestId))
    const cash = await cashOf()
    const pdf = await pdfOf(first!.documentId)
    const checkCode = /[0-9A-Z]{4}(-[0-9A-Z]{4}){3}/.exec(readPlainly(pdf).join(''))![0]
    const mark = await readKeywords(pdf) ?? ''
    const verdict = async () => valueOf(await towns.a.ask(verifyMark, { mark, number: first!.number, checkCode, birth: '昭和52年8月3日' })).verdict
    expect(await verdict()).toBe('genuine')
    valueOf(await towns.a.run(spoilInterMunicipal, { issuanceId: first!.issuanceId, reason: '用紙が詰まった' }))
    expect([await verdict(), codesOf(await towns.a.run(spoilInterMunicipal, { issuanceId: first!.issuanceId, reason: '用紙が詰まった' }))]).toEqual(['spoiled', ['certificates.already-spoiled']])
    const again = valueOf(await issueOf(requestId))
    expect([again.feeYen, again.sheets.length, await cashOf()]).toEqual([0, 1, cash])
  })
})

describe('what stays at home', () => {
  test('the copy of a protected household, for the person too: the counter hears the very words of two persons of one name, and the home town keeps why', async () => {
    const [family, twin] = [await home(), await home()]
    await towns.b.tx((tx) => enterHousehold(tx, { town: '汐見台一丁目', number: '90番' }, [{ name: twin.asker.name, kana: 'ナギノ', born: '1977-08-03', sex: 'male', relationship: 'head' }]))
    valueOf(await towns.b.run(fileMeasure, { personId: family.ids[1], kind: 'domestic-violence', filedOn: '2026-11-24', filer: 'self', identityProof: 'passport' }))
    const [kept, doubled] = [await view(await asked(request(family))), await view(await asked(request(twin)))]
    expect(kept.refusals).toEqual(doubled.refusals)
    expect([kept.state, kept.sheet, kept.refusals.map((refusal) => refusal.code)]).toEqual(['untold', null, ['certificates.inter-municipal-at-home-town']])
    expect((await trailOf(towns.b)).slice(-2).map((row) => row.outcome)).toEqual(['refused:guard.protected', 'refused:several'])
    const clerk = staffMember(towns.yakuba, { permissions: ['certificates.read'] })
    const line = valueOf(await towns.b.ask(interMunicipalDesk, { on: null, after: null }, clerk)).answers.find((one) => one.personId === family.ids[0])
    expect(line).toMatchObject({ outcome: 'at-home-town', count: 0 })
    expect(codesOf(await issueOf(kept.requestId))).toEqual(['certificates.inter-municipal-at-home-town'])
  })

  test('what nobody there bears, a record that is closed by then, and everything while the home town has stopped', async () => {
    const family = await home()
    const outcomeOf = async (input: AskInput) => (await view(await asked(input))).refusals.map((refusal) => refusal.code.replace('certificates.inter-municipal-', '')).join()
    expect(await outcomeOf(request({ asker: { ...family.asker, birthOn: '1977-08-04' as AskInput['asker']['birthOn'] } }))).toBe('not-found')
    expect(await outcomeOf(request({ asker: { ...family.asker, residentCode: '12345678903' } }))).toBe('not-found')
    valueOf(await towns.b.run(registerMovingOut, { notifiedBy: { relation: 'self', identityProof: 'passport' }, notifiedOn: '2026-11-24', movedOn: '2026-11-20', personIds: family.ids, to: { kind: 'domestic', municipalityCode: null, address: '汐音県北浜市中央三丁目8番2号' } }))
    expect(await outcomeOf(request(family))).toBe('not-found')
    const staying = await home()
    valueOf(await towns.b.run(stopIssuing, { reason: '紙の取違えの知らせ' }))
    expect(await outcomeOf(request(staying))).toBe('at-home-town')
    valueOf(await towns.b.run(resumeIssuing, { finding: '別の町の紙だった' }, { actor: staffMember(towns.yakuba) }))
    expect(await outcomeOf(request(staying))).toBe('')
  })
})

describe('between the towns', () => {
  test('a town that is not on this system is not reached: nothing is sent, and the clerk is told the way', async () => {
    const family = await home()
    const requests = async () => valueOf(await towns.a.ask(interMunicipalDesk, { on: null, after: null })).requests.length
    const before = await requests()
    const answer = await towns.a.run(askHomeTown, request(family, { homeCode: '131016' }))
    expect(answer.ok ? [] : answer.refusals.map(({ code, field, message, remedy }) => [code, field, message.includes('東京都千代田区'), remedy.includes('住基ネットの端末')])).toEqual([['certificates.inter-municipal-not-reachable', '/homeCode', true, true]])
    expect(codesOf(await towns.a.run(askHomeTown, request(family, { homeCode: '992011', identityCheck: 'interview' })))).toEqual(['certificates.inter-municipal-own-town', 'certificates.inter-municipal-identity'])
    expect(await requests()).toBe(before)
  })

  test('a letter is applied once, an answer of a town that was not asked is not kept, and without an answer nothing is printed', async () => {
    const family = await home()
    const { requestId } = valueOf(await towns.a.run(askHomeTown, request(family)))
    const [state, empty] = [(await view(requestId)).state, codesOf(await issueOf(requestId))]
    expect([state, empty]).toEqual(['waiting', ['certificates.inter-municipal-waiting']])
    const [letter] = await towns.a.tx((tx) => interMunicipalCourier.waiting(tx))
    for (let time = 0; time < 2; time += 1) await towns.b.tx((tx) => interMunicipalCourier.receive(tx, letter!))
    const answers = await towns.b.tx((tx) => interMunicipalCourier.waiting(tx))
    expect(answers.map((one) => [one.id, one.to])).toEqual([[requestId, '992011']])
    const told = Answer.parse(answers[0]!.message)
    await towns.a.tx((tx) => interMunicipalCourier.receive(tx, { ...answers[0]!, message: { ...told, from: '993026' } }))
    expect((await view(requestId)).state).toBe('waiting')
    await towns.a.tx((tx) => interMunicipalCourier.receive(tx, { ...answers[0]!, message: { ...told, persons: told.persons.slice(1) } }))
    expect([(await view(requestId)).sheet, codesOf(await issueOf(requestId))]).toEqual([null, ['certificates.inter-municipal-does-not-fit']])
    await deliver(towns.a)
    await deliver(towns.b)
    expect((await view(requestId)).state).toBe('untold')
    expect(codesOf(await towns.b.ask(interMunicipalRequest, { requestId }))).toEqual(['certificates.inter-municipal-request-not-found'])
  })

  test('an answer is good for its minutes on its day; then the home town is asked anew, and the night takes the content out', async () => {
    const requestId = await asked(request(await home()))
    towns.clock.set('2026-11-24T02:12:00.000Z')
    const seen = await view(requestId)
    expect(seen.state).toBe('ready')
    towns.clock.set('2026-11-24T02:12:01.000Z')
    expect([(await view(requestId)).sheet, codesOf(await towns.a.run(issueInterMunicipal, { requestId, shown: seen.shown! }))]).toEqual([null, ['certificates.inter-municipal-too-old']])
    const kept = (town: Town) => town.tx(async (tx) => (await tx.db.client.query<{ n: number }>('select (select count(*) from certificates.inter_municipal_request where tenant_id = $1 and sealed_answer is not null)::int + (select count(*) from certificates.inter_municipal_answer where tenant_id = $1 and sealed is not null)::int as n', [tx.tenant])).rows[0]!.n)
    expect([await kept(towns.a) > 0, await kept(towns.b)]).toEqual([true, 0])
    towns.clock.set('2026-11-24T15:20:00.000Z')
    await towns.a.tx((tx) => eraseInterMunicipal.run(tx, {}))
    expect(await kept(towns.a)).toBe(0)
  })
})
