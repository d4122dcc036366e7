import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf } from '../../../../test/support/town.ts'
import { formValues, noValues } from '../../../platform/http/form.ts'
import type { Actor } from '../../../platform/command/tx.ts'
import { renderPart, type Page, type PageRequest, type ViewState } from '../../../platform/screen/index.ts'
import { decideAmount } from '../decision-commands.ts'
import type { YearMonth } from '../model.ts'
import { enterOwners, enterVehicles } from '../test-vehicles.ts'
import { changePage, deregisterPage, exemptionPage, transferPage } from './changes.tsx'
import { homePage, ownerPage, registerPage } from './owner.tsx'
import { vehiclePage } from './vehicle.tsx'

const towns = useTowns(import.meta.url, { now: '2026-05-12T01:00:00Z' })
const made = { person: '', number: '', vehicle: '', plate: '汐見 580 さ 12-34' }
type Fields = readonly (readonly [string, string])[]

beforeAll(async () => {
  made.person = (await towns.a.tx((tx) => enterOwners(tx, [{}])))[0]!
  made.vehicle = (await towns.a.tx((tx) => enterVehicles(tx, [{ ownerId: made.person, plate: made.plate, firstInspected: '2012-07' as YearMonth }])))[0]!
  valueOf(await towns.a.run(decideAmount, { vehicleId: made.vehicle, fiscalYear: 2026, expectedDecisionNo: 0, reason: '当初の決定' }))
})

async function requestOf(params: Record<string, string>, form: Fields = []): Promise<PageRequest> {
  return await towns.a.tx(async (tx) => ({ params, query: noValues, form: formValues(form), today: tx.today, actor: towns.a.actor, office: tx.office, link: (path) => `/992011/${path}` }))
}

async function open(page: Page, params: Record<string, string>, how: { form?: Fields; actor?: Actor; state?: Partial<ViewState> } = {}): Promise<string> {
  const request = await requestOf(params, how.form)
  const answer = await towns.yakuba.runner.ask(towns.a.caller(how.actor), page.query, page.input(request))
  if (!answer.ok) throw new Error(answer.refusals.map((refusal) => refusal.message).join())
  const state: ViewState = { request, form: request.form, refusals: [], preview: null, carriedOut: null, idempotencyKey: randomUUID(), action: '/992011/x', withheld: answer.withheld, ...how.state }
  expect(page.frame(answer.value, request).title).not.toMatch(/汐見|12-34/)
  return String(await renderPart(page.view(answer.value, state)))
}

/** Posts a form of a page as a browser would. */
async function post(page: Page, act: string, params: Record<string, string>, form: Fields) {
  const { command, input } = page.acts![act]!
  return await towns.a.run(command, input(await requestOf(params, form)))
}

test('the record shows who is taxed, the facts, and why this amount, with article and buttons', async () => {
  const html = await open(vehiclePage, { id: made.vehicle })
  for (const words of ['汐見　乗太郎', made.plate, '2012-07', '重課の税率', '附則30条', '条番号だけのものは地方税法', '12,900', '令和8年度 − 平成24年度', '納税通知書を出す', '車検用の納税証明書を出す', '未納']) expect(html).toContain(words)
})

test('a protected owner shows neither address nor birthday on any screen of a vehicle', async () => {
  const hidden = (await towns.a.tx((tx) => enterOwners(tx, [{ isProtected: true }])))[0]!
  const vehicle = (await towns.a.tx((tx) => enterVehicles(tx, [{ ownerId: hidden }])))[0]!
  const actor = staffMember(towns.yakuba, { permissions: ['tax-light-vehicle.read'] })
  const screens = [await open(ownerPage, { kind: 'resident', id: hidden }, { actor }), await open(registerPage, { kind: 'resident', id: hidden }, { actor })]
  for (const page of [vehiclePage, transferPage, changePage, deregisterPage, exemptionPage]) screens.push(await open(page, { id: vehicle }, { actor }))
  for (const html of screens) {
    expect(html).toContain('表示しません')
    expect(html).not.toMatch(/港本町|昭和45年/)
  }
})

test('a moped is registered from the form with an era date, found by its plate, and scrapped', async () => {
  const registered = await post(registerPage, 'register', { kind: 'resident', id: made.person }, [['plate', '汐見市 さ 55'], ['class', 'moped-90'], ['energy', 'petrol'], ['displacementCc', '８９'], ['registeredOn', 'R8.5.1']])
  const { vehicleId } = valueOf(registered) as { vehicleId: string }
  expect(await open(homePage, {}, { form: [['plate', '汐見市 さ 55']] })).toContain('原付二種乙')
  expect(await open(ownerPage, { kind: 'resident', id: made.person })).toContain('汐見市 さ 55')
  valueOf(await post(deregisterPage, 'deregister', { id: vehicleId }, [['expectedVersion', '1'], ['deregisteredOn', 'R8.5.12']]))
  expect(await open(homePage, {}, { form: [['plate', '汐見市 さ 55']] })).toContain('廃車')
})

test('what was refused stands beside its field and in the summary', async () => {
  const form: Fields = [['plate', made.plate], ['class', 'moped-50'], ['displacementCc', '51'], ['registeredOn', 'R8.5.1']]
  const answer = await post(registerPage, 'register', { kind: 'resident', id: made.person }, form)
  expect(codesOf(answer)).toEqual(['tax-light-vehicle.class-does-not-fit', 'tax-light-vehicle.plate-taken'])
  const html = await open(registerPage, { kind: 'resident', id: made.person }, { form, state: { refusals: answer.ok ? [] : answer.refusals } })
  expect(html).toContain('href="#f-plate"')
  expect(html).toMatch(/排気量か出力が「原付一種（50cc以下）」の範囲に入りません。/)
})

test('a transfer names the new owner by number, and an unknown number is refused at its field', async () => {
  const [buyer] = await towns.a.tx((tx) => enterOwners(tx, [{}]))
  const number = /宛名番号<\/dt><dd>(\d+)/.exec(await open(ownerPage, { kind: 'resident', id: buyer! }))![1]!
  const [vehicle] = await towns.a.tx((tx) => enterVehicles(tx, [{ ownerId: made.person }]))
  const form = (to: string): Fields => [['expectedVersion', '1'], ['owner.number', to], ['plate', '汐見 580 さ 99'], ['transferredOn', 'R8.5.10']]
  const wrong = await post(transferPage, 'transfer', { id: vehicle! }, form('1'))
  expect(wrong.ok ? [] : wrong.refusals.map((one) => one.field)).toEqual(['/owner/number'])
  valueOf(await post(transferPage, 'transfer', { id: vehicle! }, form(number)))
  expect(await open(ownerPage, { kind: 'resident', id: buyer! })).toContain('汐見 580 さ 99')
})

test('an exemption is applied for and decided on its page', async () => {
  const number = /宛名番号<\/dt><dd>(\d+)/.exec(await open(ownerPage, { kind: 'resident', id: made.person }))![1]!
  const fields: Fields = [['fiscalYear', '2026'], ['appliedOn', 'R8.5.12'], ['ground', 'disabled-person'], ['personNumber', number], ['handbook.part', 'sight'], ['handbook.grade', '1'], ['handbook.driver', 'family']]
  const { exemptionId } = valueOf(await post(exemptionPage, 'apply', { id: made.vehicle }, fields)) as { exemptionId: string }
  expect(await open(exemptionPage, { id: made.vehicle })).toContain('減免しない')
  expect(valueOf(await post(exemptionPage, 'decide', { id: made.vehicle }, [['exemptionId', exemptionId], ['expectedVersion', '1'], ['decision', 'approved']]))).toMatchObject({ annualTax: 0 })
  expect(await open(vehiclePage, { id: made.vehicle })).toContain('減免する額')
})
