import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { decodeSymbols, type PageImage } from '../../../test/support/page-image.ts'
import { makeTestWeb, type TestWeb } from '../../../test/support/web.ts'
import { enterSampleStaff } from '../../access/index.ts'
import { fiscalYear, plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import { dailyCash } from '../../certificates/cash.ts'
import { findIssued, readPages } from '../../platform/document/index.ts'
import { registerCorporation } from '../../party/commands.ts'
import { ensurePartyForResident } from '../../party/index.ts'
import { insertMeasures, newMeasure } from '../../resident/index.ts'
import { enterPersons } from '../../tax/individual/test-taxpayers.ts'
import { enterSampleOrdinance } from '../../tenancy/index.ts'
import { type ChargeDraft, raiseCharges } from '../charges.ts'
import { closeDaySheet } from '../books/commands.ts'
import { citizenPath } from '../citizen/page.tsx'
import { closeCitizenPage, reopenCitizenPage } from '../citizen/commands.ts'
import { missesOfTownAtMost, openStatement } from '../citizen/queries.ts'
import { acceptPayment, cancelPayment, confirmPayment, loadPaymentFile } from '../commands.ts'
import { elQrSymbol } from '../formats/elqr.ts'
import { showAccount } from '../queries.ts'
import { issueSlips, type IssuedSlip } from '../slips.ts'
import { issueDebitFailureNotice, issueRefundNotice } from '../letters/commands.ts'
import { decideRefund, proposeRefund } from '../refund/commands.ts'
import { listRefunds } from '../refund/queries.ts'
import { accountingFile } from './accounting.ts'
import { approveCarryOver, openCarryOver, withdrawCarryOver } from './carry-over/commands.ts'
import { listCarryOvers } from './carry-over/queries.ts'
import { closeMonth, reopenMonth } from './month-commands.ts'
import { listMonths, showBudget, showChannelCosts, showCollectionRates } from './queries.ts'
import { issueTaxCertificate, TaxCertificateInput } from '../tax-certificates/commands.ts'
import { prepareTaxCertificate } from '../tax-certificates/queries.ts'

const towns = useTowns(import.meta.url, { now: '2026-05-10T01:00:00Z' })
/** One on which the sample towns print eL-QRs. */
const levyCode = 'light-vehicle-tax'
const born = '1985-07-01'
let web: TestWeb

beforeAll(async () => {
  for (const town of [towns.a, towns.b]) {
    await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
    await town.tx(enterSampleOrdinance)
  }
  web = await makeTestWeb(towns)
})

interface Debtor { readonly personId: string; readonly partyId: string }

async function debtor(town: Town = towns.a): Promise<Debtor> {
  return await town.tx(async (tx) => {
    const [personId] = await enterPersons(tx, [{ born }])
    return { personId: personId!, partyId: await ensurePartyForResident(tx, personId!) }
  })
}

async function charge(town: Town, partyId: string, amount: number, how: { dueOn?: string; year?: number; instalment?: number } = {}): Promise<string> {
  const draft: ChargeDraft = { levyCode, sourceId: randomUUID(), instalment: how.instalment ?? 1, fiscalYear: fiscalYear(how.year ?? 2026), partyId, subjectId: null, noticeNo: null, dueOn: plainDate(how.dueOn ?? '2026-06-01'), amount: yen(amount) }
  return (await town.tx((tx) => raiseCharges(tx, [draft]))).chargeIds[0]!
}

async function slipFor(town: Town, chargeId: string, usableUntil = '2026-06-01'): Promise<IssuedSlip> {
  const issued = await town.tx((tx) => issueSlips(tx, [{ chargeIds: [chargeId], usableUntil: plainDate(usableUntil) }]))
  return issued.ok ? issued.value[0]! : (() => { throw new Error('no slip') })()
}

async function fileOf(town: Town, ...rows: readonly (readonly [kind: string, slip: IssuedSlip, store?: number])[]): Promise<void> {
  const text = rows.map(([kind, slip, store = 110_001]) => `${kind},20260509,1815,EAN${slip.code!},${slip.code!.slice(13, 19)},${slip.code!.slice(19, 30)},0,${slip.amount},010,"試験マート",${store},${kind === '02' ? '20260520' : '0'},20260510\r\n`).join('')
  valueOf(await town.run(loadPaymentFile, { content: Buffer.from(text).toString('base64') }))
}

async function paymentsOf(town: Town, partyId: string) {
  return valueOf(await town.ask(showAccount, { partyId, residentId: null, on: null })).payments
}

/** The path of a drawn symbol as an image of four dots a module. */
function imageOfPath(path: string, side: number): PageImage {
  const scale = 4
  const rgba = new Uint8ClampedArray(side * side * scale * scale * 4).fill(255)
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1) for (let column = Number(x) * scale; column < (Number(x) + Number(run)) * scale; column += 1) rgba.fill(0, (row * side * scale + column) * 4, (row * side * scale + column) * 4 + 3)
  }
  return { width: side * scale, height: side * scale, rgba, png: () => Buffer.alloc(0) }
}

describe('the page on which a resident sees what is owed', () => {
  const open = (slip: Pick<IssuedSlip, 'slipKey'>, birth = 'S60.7.1', town: Town = towns.a) => town.ask(openStatement, { number: slip.slipKey, birth }, staffMember(towns.yakuba, { permissions: ['collection.read'] }))

  it('follows a slip from unpaid over the preliminary report to confirmed, and back where the report is cancelled', async () => {
    const { partyId } = await debtor()
    const [first, second] = [await slipFor(towns.a, await charge(towns.a, partyId, 12_300)), await slipFor(towns.a, await charge(towns.a, partyId, 8_000, { instalment: 2, dueOn: '2026-08-31' }), '2026-08-31')]
    const unpaid = valueOf(await open(first))
    expect(unpaid.slip).toMatchObject({ state: 'payable', amount: 12_300, levyTitle: '軽自動車税', way: { elQr: first.elQr, confirmation: first.confirmation } })
    // The other instalment with the slip that was issued for it.
    expect(unpaid.others).toMatchObject([{ balance: 8_000, late: 0, isOverdue: false, way: { amount: 8_000, elQr: second.elQr } }])
    expect(JSON.stringify(unpaid)).not.toMatch(/課太郎|港本町|1985/)
    await fileOf(towns.a, ['01', first])
    expect(valueOf(await open(first)).slip).toMatchObject({ state: 'preliminary', way: null, payments: [{ paidOn: '2026-05-09', amount: 12_300, isConfirmed: false }] })
    const [payment] = await paymentsOf(towns.a, partyId)
    valueOf(await towns.a.run(cancelPayment, { paymentId: payment!.paymentId, reason: '店の取消し' }))
    expect(valueOf(await open(first)).slip).toMatchObject({ state: 'payable', payments: [] })
    await fileOf(towns.a, ['02', first, 110_002])
    expect(valueOf(await open(first)).slip).toMatchObject({ state: 'confirmed', payments: [{ isConfirmed: true }] })
    expect(valueOf(await open(second))).toMatchObject({ slip: { state: 'payable' }, others: [] })
  })

  it('tells what became of a slip that can no longer be paid as it is, and what is owed with its delinquency charge', async () => {
    const { partyId } = await debtor()
    const chargeId = await charge(towns.a, partyId, 200_000, { dueOn: '2025-06-30', year: 2025 })
    const old = await slipFor(towns.a, chargeId, '2025-06-30')
    const expired = valueOf(await open(old))
    expect(expired).toMatchObject({ slip: { state: 'expired', way: null }, others: [{ isOverdue: true, balance: 200_000, way: null }] })
    expect(expired.others[0]!.late).toBeGreaterThan(1_000)
    const fresh = await slipFor(towns.a, chargeId, '2026-05-20')
    expect(valueOf(await open(old)).others).toMatchObject([{ way: { amount: fresh.amount } }])
    expect(fresh.late).toBeGreaterThan(0)
    valueOf(await towns.a.run(acceptPayment, { partyId, amount: 50_000, paidOn: '2026-05-10', named: [], onlyNamed: false, expectedOwed: null }))
    expect(valueOf(await open(fresh))).toMatchObject({ slip: { state: 'changed' }, others: [{ balance: 150_000, way: null }] })
  })

  it('answers a wrong number, a wrong birth date, another town and a closed page alike', async () => {
    const { partyId } = await debtor()
    const slip = await slipFor(towns.a, await charge(towns.a, partyId, 5_000))
    const alike = async (answer: ReturnType<typeof open>): Promise<unknown> => { const given = await answer; return given.ok ? 'opened' : given.refusals.map((one) => [one.code, one.message, one.remedy, one.field]) }
    const wrong = await alike(open({ slipKey: '9999999999999995' }))
    expect(wrong).toMatchObject([['collection.citizen-page-not-opened', expect.anything(), expect.anything(), null]])
    expect(await alike(open(slip, '1985-07-02'))).toEqual(wrong)
    expect(await alike(open(slip, born, towns.b))).toEqual(wrong)
    valueOf(await towns.a.run(closeCitizenPage, { partyId, reason: '本人の申出' }))
    expect(await alike(open(slip))).toEqual(wrong)
    expect(codesOf(await towns.a.run(closeCitizenPage, { partyId, reason: 'もう一度' }))).toEqual(['collection.citizen-page-as-wanted'])
    expect(codesOf(await towns.b.run(reopenCitizenPage, { partyId, reason: 'よその町' }))).toEqual(['collection.party-not-found'])
    valueOf(await towns.a.run(reopenCitizenPage, { partyId, reason: '本人の申出' }))
    expect(valueOf(await open(slip)).slip.amount).toBe(5_000)
    expect(codesOf(await open({ slipKey: `${slip.slipKey.slice(0, -1)}${(Number(slip.slipKey.slice(-1)) + 1) % 10}` }))).toEqual(['collection.citizen-number-mistyped'])
    expect(codesOf(await open(slip, 'きのう'))).toEqual(['kernel.date-unreadable'])
  })

  it('says of a protected person no more than the slip in the hand', async () => {
    const { personId, partyId } = await debtor()
    const slip = await slipFor(towns.a, await charge(towns.a, partyId, 7_000))
    await charge(towns.a, partyId, 9_000, { instalment: 2 })
    await towns.a.tx((tx) => insertMeasures(tx, [{ ...newMeasure(personId, { kind: 'domestic-violence', state: 'in-force', periodFrom: tx.today, periodUntil: null }), reason: '試験' }]))
    await fileOf(towns.a, ['02', slip])
    const told = valueOf(await open(slip))
    expect(told).toMatchObject({ slip: { state: 'confirmed', amount: 7_000, payments: [] }, others: [] })
  })

  it('is read on a telephone without script, with a symbol that a reader decodes to the digits of the slip', async () => {
    const { partyId } = await debtor()
    const slip = await slipFor(towns.a, await charge(towns.a, partyId, 4_560))
    const path = `http://yakuba.test/${towns.a.code}/open/${citizenPath}`
    const form = new FormData()
    for (const [name, value] of [['number', slip.slipKey.replace(/(\d{4})(?=\d)/g, '$1-')], ['birth', '昭和60年7月1日']] as const) form.set(name, value)
    const asked = await (await web.app.fetch(new Request(`${path}?number=${slip.slipKey}`, { headers: { host: 'yakuba.test' } }))).text()
    expect(asked).toContain(`value="${slip.slipKey}"`)
    expect(asked).not.toContain('軽自動車税')
    const html = await (await web.app.fetch(new Request(path, { method: 'POST', body: form, headers: { host: 'yakuba.test', origin: 'http://yakuba.test' } }))).text()
    for (const words of ['まだ納められていません', '4,560円', 'name="viewport"', 'aria-label="軽自動車税の納付書のeL-QR']) expect(html).toContain(words)
    const [, side, drawn] = /viewBox="0 0 (\d+) \d+"[^>]*><rect[^>]*><\/rect><path d="([^"]+)"/.exec(html) ?? []
    // Version 6 has 41 modules a side, and a quiet zone of four round it.
    expect(Number(side)).toBe(17 + elQrSymbol.version * 4 + 8)
    expect(await decodeSymbols(imageOfPath(drawn!, Number(side)))).toEqual([{ text: slip.elQr, identifier: ']Q1' }])
  })

  it('closes after ten wrong birth dates over all slips of a person, and stops for the hour after many in a town', async () => {
    const { partyId } = await debtor(towns.b)
    const slips = [await slipFor(towns.b, await charge(towns.b, partyId, 1_000)), await slipFor(towns.b, await charge(towns.b, partyId, 2_000, { instalment: 2 }))]
    for (let tries = 0; tries < 9; tries += 1) await open(slips[tries % 2]!, '1990-01-01', towns.b)
    expect((await open(slips[0]!, born, towns.b)).ok).toBe(true)
    for (let tries = 0; tries < 10; tries += 1) await open(slips[tries % 2]!, '1990-01-01', towns.b)
    expect((await open(slips[0]!, born, towns.b)).ok).toBe(false)
    valueOf(await towns.b.run(reopenCitizenPage, { partyId, reason: '本人が窓口に来た' }))
    for (let tries = 20; tries < missesOfTownAtMost; tries += 1) await open({ slipKey: '9999999999999995' }, born, towns.b)
    expect(codesOf(await open(slips[0]!, born, towns.b))).toEqual(['collection.citizen-page-paused'])
    towns.clock.set('2026-05-10T02:00:00Z')
    expect((await open(slips[0]!, born, towns.b)).ok).toBe(true)
    towns.clock.set('2026-05-10T01:00:00Z')
  })
})

describe('certificates of what was paid', () => {
  const choices = ['light-vehicle-tax:2025', 'light-vehicle-tax:2026']
  const request = (partyId: string, more: Record<string, unknown> = {}) => ({ ...TaxCertificateInput.parse({ kind: 'tax-payment-certificate', partyId, choices, requester: { kind: 'self', name: null }, identityCheck: 'passport' }), ...more })
  const wordsOf = async (documentId: string): Promise<string> => await towns.a.tx(async (tx) => (await readPages((await findIssued(tx, documentId))!.pdf)).map((page) => page.text).join('').replace(/\s/g, ''))

  it('certify confirmed money alone, per levy and year, with the fee in the cash book and a signed mark', async () => {
    const { partyId } = await debtor()
    const [paid, announced] = [await charge(towns.a, partyId, 12_300, { dueOn: '2026-05-31' }), await charge(towns.a, partyId, 8_000, { instalment: 2, dueOn: '2026-08-31' })]
    await charge(towns.a, partyId, 30_000, { year: 2025, dueOn: '2025-06-30' })
    await fileOf(towns.a, ['02', await slipFor(towns.a, paid)], ['01', await slipFor(towns.a, announced, '2026-08-31')])
    const view = valueOf(await towns.a.ask(prepareTaxCertificate, { partyId }))
    expect(view.rows).toMatchObject([{ fiscalYearText: '令和8年度', charged: 20_300, paid: 12_300, preliminary: 8_000, unpaid: 8_000, notYetDue: 8_000, overdue: 0, late: 0 }, { charged: 30_000, paid: 0, overdue: 30_000 }])
    expect(view.rows[1]!.late).toBeGreaterThan(1_000)
    expect(view.obstacles['no-arrears-certificate']).toMatchObject({ message: expect.stringContaining('2025年度') as string })
    expect(codesOf(await towns.a.run(issueTaxCertificate, request(partyId, { kind: 'no-arrears-certificate' })))).toEqual(['collection.certificate-arrears'])
    const before = valueOf(await towns.a.ask(dailyCash, { on: null }))
    const issued = valueOf(await towns.a.run(issueTaxCertificate, request(partyId, { copies: 2 })))
    expect([issued.feeYen, issued.sheets.map((one) => one.number)]).toEqual([600, [expect.stringMatching(/^R8-NZ-\d{6}$/), expect.stringMatching(/^R8-NZ-\d{6}$/)]])
    expect(valueOf(await towns.a.ask(dailyCash, { on: null })).yen - before.yen).toBe(600)
    const words = await wordsOf(issued.sheets[0]!.documentId)
    for (const text of ['令和8年度軽自動車税20,30012,3008,0008,0000', '令和7年度軽自動車税30,000030,0000', '汐見課太郎', issued.sheets[0]!.number]) expect(words).toContain(text)
    expect(await towns.ask('select count(*)::integer as n from certificates.marked_paper where number = $1', [issued.sheets[0]!.number])).toEqual([{ n: 1 }])
    expect(valueOf(await towns.a.ask(prepareTaxCertificate, { partyId })).certificates).toHaveLength(2)
    expect(codesOf(await towns.b.ask(prepareTaxCertificate, { partyId }))).toEqual(['collection.party-not-found'])
    expect(codesOf(await towns.b.run(issueTaxCertificate, request(partyId)))).toEqual(['collection.party-not-found'])
  })

  it('of no arrears: not on preliminary money, nor before a delinquency charge is paid, but with terms still to come', async () => {
    const { partyId } = await debtor()
    const overdue = await charge(towns.a, partyId, 6_000, { dueOn: '2026-04-30' })
    await charge(towns.a, partyId, 6_000, { instalment: 2, dueOn: '2026-08-31' })
    const slip = await slipFor(towns.a, overdue, '2026-05-20')
    await fileOf(towns.a, ['01', slip])
    const ask = async () => await towns.a.run(issueTaxCertificate, request(partyId, { kind: 'no-arrears-certificate', choices: [] }))
    expect(codesOf(await ask())).toEqual(['collection.certificate-preliminary'])
    const [payment] = await paymentsOf(towns.a, partyId)
    valueOf(await towns.a.run(confirmPayment, { paymentId: payment!.paymentId, reason: '領収証書を見た' }))
    const issued = valueOf(await ask())
    expect(await wordsOf(issued.sheets[0]!.documentId)).toContain('滞納がないことを証明します')
  })

  it('by mail bring postal orders; a corporation has them too; what is wrong is said all at once', async () => {
    const { partyId } = valueOf(await towns.a.run(registerCorporation, { name: '株式会社うしお運輸', kana: null, corporateNumber: null, postalCode: '9980002', address: '汐音県汐見市工業団地一丁目1番', phone: null, validFrom: '2026-01-01', isSomebodyElse: true }))
    await charge(towns.a, partyId, 9_000)
    const mail = { delivery: 'mail', identityCheck: 'representative-seal', requester: { kind: 'agent', name: '行政書士' } }
    expect(codesOf(await towns.a.run(issueTaxCertificate, request(partyId, { ...mail, postalOrderYen: 200, requester: { kind: 'agent', name: null }, exemption: 'none-such' })))).toEqual(['collection.certificate-requester', 'collection.certificate-exemption', 'collection.certificate-postal-orders'])
    expect(valueOf(await towns.a.run(issueTaxCertificate, request(partyId, { ...mail, postalOrderYen: 450 })))).toMatchObject({ feeYen: 300, returnYen: 150 })
    expect(valueOf(await towns.a.ask(dailyCash, { on: null })).desks[0]!.postalOrderYen).toBe(300)
    expect(valueOf(await towns.a.run(issueTaxCertificate, request(partyId, { requester: { kind: 'official', name: '汐音県庁' }, identityCheck: 'staff-card', purpose: '許認可' }))).feeYen).toBe(0)
    expect(codesOf(await towns.a.run(issueTaxCertificate, request(partyId, { choices: ['light-vehicle-tax:2019'] })))).toEqual(['collection.certificate-nothing'])
  })

  it('of a protected person go to nobody but the person', async () => {
    const { personId, partyId } = await debtor()
    await charge(towns.a, partyId, 7_000)
    await towns.a.tx((tx) => insertMeasures(tx, [{ ...newMeasure(personId, { kind: 'domestic-violence', state: 'in-force', periodFrom: tx.today, periodUntil: null }), reason: '試験' }]))
    const clerk = staffMember(towns.yakuba, { permissions: ['collection.read', 'collection.issue'] })
    expect((await towns.a.run(issueTaxCertificate, request(partyId, { requester: { kind: 'agent', name: '知人' } }), { actor: clerk })).ok).toBe(false)
    expect(valueOf(await towns.a.ask(prepareTaxCertificate, { partyId }, clerk)).payer).toMatchObject({ address: null, birth: null })
  })

  it('are issued on the screen', async () => {
    const { partyId } = await debtor()
    await charge(towns.a, partyId, 7_000)
    const path = `http://yakuba.test/${towns.a.code}/collection/certificates/${partyId}`
    const headers = { host: 'yakuba.test', origin: 'http://yakuba.test', cookie: web.cookieOf(towns.a), accept: 'text/html' }
    const html = await (await web.app.fetch(new Request(path, { headers }))).text()
    for (const words of ['300円を受け取り、証明書を発行する', '令和8年度　軽自動車税', '納期未到来']) expect(html).toContain(words)
    const body = new FormData()
    for (const [name, value] of Object.entries({ _act: 'issue', _key: randomUUID(), kind: 'tax-payment-certificate', choices: 'light-vehicle-tax:2026', copies: '1', 'requester.kind': 'self', identityCheck: 'passport', delivery: 'counter' })) body.set(name, value)
    const pressed = await web.app.fetch(new Request(path, { method: 'POST', body, headers }))
    expect(pressed.status).toBe(303)
    expect(await (await web.app.fetch(new Request(`http://yakuba.test${pressed.headers.get('location')!}`, { headers }))).text()).toMatch(/発行しました　R8-NZ-\d{6}/)
  })
})

describe('reports and the closing of months', () => {
  const pay = async (partyId: string, amount: number, paidOn: string) => await towns.b.run(acceptPayment, { partyId, amount, paidOn, named: [], onlyNamed: false, expectedOwed: null })
  const rates = async (on: string, year = 2026) => valueOf(await towns.b.ask(showCollectionRates, { year, on }))
  const close = async (month: string) => await towns.b.run(closeMonth, { month })

  it('tell what was charged, collected and is owed as of a day, and a closed month never tells anything else', async () => {
    towns.clock.set('2026-06-10T01:00:00Z')
    const { partyId } = await debtor(towns.b)
    await charge(towns.b, partyId, 40_000, { dueOn: '2026-06-30' })
    await charge(towns.b, partyId, 50_000, { year: 2024, dueOn: '2024-06-30' })
    valueOf(await pay(partyId, 60_000, '2026-06-10'))
    // Two slips of the page for residents are open since May; the older debt was paid first.
    const june = await rates('2026-06-10')
    expect(june.rows).toMatchObject([{ title: '軽自動車税', part: 'current', charged: 43_000, collected: 10_000, uncollected: 33_000, rate: 2_326 }, { part: 'arrears', charged: 50_000, collected: 50_000, rate: 10_000 }])
    expect(june.totals.find((row) => row.part === 'all')).toMatchObject({ charged: 93_000, collected: 60_000 })
    expect(june.months.map((row) => [row.month, row.charged, row.collected])).toEqual([['2026-04-01', 0, 0], ['2026-05-01', 3_000, 0], ['2026-06-01', 93_000, 60_000]])
    expect(Object.fromEntries(june.ages.map((row) => [row.key, row.amount]))).toMatchObject({ 'not-due': 30_000, quarter: 3_000 })
    expect((await rates('2026-05-31')).totals.find((row) => row.part === 'all')).toMatchObject({ charged: 3_000, collected: 0 })
    expect(codesOf(await towns.b.ask(showCollectionRates, { year: 2026, on: '2026-06-11' }))).toEqual(['collection.report-in-future'])

    towns.clock.set('2026-07-02T01:00:00Z')
    expect(codesOf(await close('2026-07-01'))).toEqual(['collection.month-not-over'])
    expect(codesOf(await close('2026-06-01'))).toEqual(['collection.month-days-open'])
    valueOf(await towns.b.run(closeDaySheet, { day: '2026-06-30' }))
    const before = await rates('2026-06-30')
    const closed = valueOf(await close('2026-06-01'))
    expect(codesOf(await close('2026-06-01'))).toEqual(['collection.month-closed'])
    expect(await rates('2026-06-30')).toEqual(before)
    await charge(towns.b, partyId, 7_000, { instalment: 3 })
    valueOf(await pay(partyId, 5_000, '2026-07-02'))
    expect(await rates('2026-06-30')).toEqual(before)
    expect((await rates('2026-07-02')).totals.find((row) => row.part === 'all')).toMatchObject({ charged: 100_000, collected: 65_000 })

    expect(codesOf(await pay(partyId, 1_000, '2026-06-29'))).toEqual(['collection.day-closed'])
    expect(codesOf(await towns.b.run(reopenMonth, { month: '2026-06-01', reason: '入れ忘れ' }))).toEqual(['collection.month-same-officer'])
    expect(codesOf(await towns.a.run(reopenMonth, { month: '2026-06-01', reason: 'よその町' }))).toEqual(['collection.month-not-closed'])
    valueOf(await towns.b.run(reopenMonth, { month: '2026-06-01', reason: '入れ忘れ' }, { actor: staffMember(towns.yakuba) }))
    valueOf(await pay(partyId, 1_000, '2026-06-29'))
    expect(await rates('2026-06-30')).toEqual(before)
    expect(valueOf(await close('2026-06-01'))).toEqual({ ...closed, closeNo: 2 })
    expect(valueOf(await towns.b.ask(listMonths, {}))).toMatchObject({ next: null, closes: [{ closeNo: 2, isOwn: true, reopenedAt: null }, { closeNo: 1, reason: '入れ忘れ' }] })
    expect(valueOf(await towns.a.ask(listMonths, {})).closes).toEqual([])
    towns.clock.set('2026-09-02T01:00:00Z')
    valueOf(await towns.b.run(closeDaySheet, { day: '2026-08-31' }))
    expect(codesOf(await close('2026-08-01'))).toEqual(['collection.month-order'])
    await expect(towns.b.tx((tx) => tx.db.client.query('update collection.month_tally set amount = 0'))).rejects.toThrow(/permission denied/)
  })

  it('give channels with the fee of the contract, and days to the accounting system', async () => {
    expect(valueOf(await towns.b.ask(showChannelCosts, { year: 2026, on: null })).totals).toEqual([{ channel: 'counter', pieces: 3, amount: 66_000, costYen: null }])
    await towns.ask(`insert into tenancy.ordinance_value (tenant_id, concept, row_no, valid_from, value, published, because, recorded_at) values (2, 'collection.channel-fees', 2, '2026-07-01', '{"counter": 11}', '2026-06-01', '[]', '2026-06-01T00:00:00Z')`)
    expect(valueOf(await towns.b.ask(showChannelCosts, { year: 2026, on: null })).rows).toMatchObject([{ month: '2026-06-01', pieces: 1, feeYen: null }, { month: '2026-07-01', pieces: 2, feeYen: 11, costYen: 22 }])
    const file = valueOf(await towns.b.ask(accountingFile, { from: '2026-06-10', to: '2026-07-02' }))
    expect(file.rows.slice(0, 4)).toEqual([
      ['日付', '会計年度', '款', '項', '目', '区分', '種類', '金額'], ['2026-06-10', '2026', '市町村税', '軽自動車税', '軽自動車税', '滞納繰越', '調定', '50000'], ['2026-06-10', '2026', '市町村税', '軽自動車税', '軽自動車税', '滞納繰越', '収入', '50000'], ['2026-06-10', '2026', '市町村税', '軽自動車税', '軽自動車税', '現年', '調定', '40000'],
    ])
    expect(codesOf(await towns.b.ask(accountingFile, { from: '2026-06-01', to: '2026-07-02' }))).toEqual(['collection.span-of-days'])
  })

  it('settle a year at the end of May, and carry what is owed over', async () => {
    towns.clock.set('2027-05-31T01:00:00Z')
    expect(codesOf(await towns.b.run(openCarryOver, { fromYear: 2026 }))).toEqual(['collection.carry-over-early'])
    towns.clock.set('2027-06-02T01:00:00Z')
    const settled = valueOf(await towns.b.ask(showBudget, { year: 2026, on: null }))
    expect(settled).toMatchObject({ on: '2027-05-31', isFinal: true, rows: [{ part: 'current', charged: 50_000, received: 16_000, uncollected: 34_000 }, { part: 'arrears', charged: 50_000, received: 50_000 }, { section: '延滞金、加算金及び過料', charged: 0 }] })
    expect(valueOf(await towns.b.ask(showBudget, { year: 2027, on: null })).rows).toMatchObject([{ part: 'arrears', charged: 34_000, received: 0 }, {}])
    expect(valueOf(await towns.a.run(openCarryOver, { fromYear: 2020 }))).toMatchObject({ lines: 0, tax: 0 })
    const first = valueOf(await towns.b.run(openCarryOver, { fromYear: 2026 }))
    expect(first).toMatchObject({ tax: 34_000, late: 0 })
    valueOf(await towns.b.run(withdrawCarryOver, { runId: first.runId, reason: '見直す' }))
    const run = valueOf(await towns.b.run(openCarryOver, { fromYear: 2026 }))
    expect(codesOf(await towns.b.run(openCarryOver, { fromYear: 2026 }))).toEqual(['collection.carry-over-exists'])
    const another = { actor: staffMember(towns.yakuba) }
    expect(codesOf(await towns.b.run(approveCarryOver, { runId: run.runId, totalYen: 34_000 }))).toEqual(['collection.carry-over-same-officer'])
    expect(codesOf(await towns.b.run(approveCarryOver, { runId: run.runId, totalYen: 33_999 }, another))).toEqual(['collection.carry-over-total'])
    expect(codesOf(await towns.a.run(approveCarryOver, { runId: run.runId, totalYen: 34_000 }, another))).toEqual(['collection.carry-over-not-found'])
    valueOf(await towns.b.run(approveCarryOver, { runId: run.runId, totalYen: 34_000 }, another))
    expect(codesOf(await towns.b.run(withdrawCarryOver, { runId: run.runId, reason: '遅い' }))).toEqual(['collection.carry-over-approved'])
    expect(valueOf(await towns.b.ask(listCarryOvers, {}))).toMatchObject({ next: null, runs: [{ approvedByName: expect.anything(), entries: [{ kind: 'tax', amount: 34_000 }] }, { reason: '見直す' }] })
    expect(await towns.ask('select from_year, to_year, amount::integer from collection.carry_over_entry where tenant_id = 2')).toEqual([{ from_year: 2026, to_year: 2027, amount: 34_000 }])
  })

  it('are shown with a chart and its figures, and taken along as a list', async () => {
    const open = async (path: string): Promise<string> => await (await web.app.fetch(new Request(`http://yakuba.test/${towns.b.code}/${path}`, { headers: { host: 'yakuba.test', cookie: web.cookieOf(towns.b), accept: 'text/html' } }))).text()
    towns.clock.set('2026-05-10T01:00:00Z')
    for (const [path, words] of [['collection/reports', '月ごとの推移'], ['collection/reports/budget', '財務会計へ渡すファイル'], ['collection/reports/channels', '収納チャネルごとの件数'], ['collection/months', '締めた月'], ['collection/carry-over', '滞納繰越']] as const) expect(await open(path)).toContain(words)
    expect(await open('collection/reports')).toContain('<polyline')
    const csv = await web.app.fetch(new Request(`http://yakuba.test/${towns.b.code}/files/collection-rates/2026/2026-05-10/csv`, { headers: { host: 'yakuba.test', cookie: web.cookieOf(towns.b) } }))
    expect(await csv.text()).toContain('"軽自動車税","現年課税分","3000"')
  })
})

describe('letters', () => {
  it('about a decided overpayment say what is given back and where to, once a second officer has decided', async () => {
    towns.clock.set('2026-05-10T01:00:00Z')
    const { partyId } = await debtor()
    const draft: ChargeDraft = { levyCode, sourceId: randomUUID(), instalment: 1, fiscalYear: fiscalYear(2026), partyId, subjectId: null, noticeNo: null, dueOn: plainDate('2026-06-01'), amount: yen(30_000) }
    const { chargeIds } = await towns.a.tx((tx) => raiseCharges(tx, [draft]))
    valueOf(await towns.a.run(acceptPayment, { partyId, amount: 30_000, paidOn: '2026-05-10', named: [], onlyNamed: false, expectedOwed: null }))
    await towns.a.tx((tx) => raiseCharges(tx, [{ ...draft, amount: yen(10_000) }]))
    const { refundId } = valueOf(await towns.a.run(proposeRefund, { chargeId: chargeIds[0]!, cause: 'assessment-reduced' }))
    expect(codesOf(await towns.a.run(issueRefundNotice, { refundId }))).toEqual(['collection.letter-not-decided'])
    valueOf(await towns.a.run(decideRefund, { refundId }, { actor: staffMember(towns.yakuba) }))
    expect(codesOf(await towns.b.run(issueRefundNotice, { refundId }))).toEqual(['collection.refund-not-found'])
    const letter = valueOf(await towns.a.run(issueRefundNotice, { refundId }))
    expect(letter.number).toMatch(/^R8-KJ-\d{6}$/)
    const words = await towns.a.tx(async (tx) => (await readPages((await findIssued(tx, letter.documentId))!.pdf)).map((page) => page.text).join('').replace(/\s/g, ''))
    for (const text of ['過誤納金還付（充当）通知書', '還付する額20,000円', '過誤納金還付請求書']) expect(words).toContain(text)
    expect(valueOf(await towns.a.ask(listRefunds, {})).decided).toMatchObject([{ payable: 20_000, letter: { number: letter.number } }])
    expect(codesOf(await towns.a.run(issueDebitFailureNotice, { runId: refundId, lineNo: 1 }))).toEqual(['collection.letter-no-failure'])
  })
})
