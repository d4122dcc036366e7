import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { decodeSymbols, type PageImage } from '../../../test/support/page-image.ts'
import { makeTestWeb, type TestWeb } from '../../../test/support/web.ts'
import { enterSampleStaff } from '../../access/index.ts'
import { fiscalYear, plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import { ensurePartyForResident } from '../../party/index.ts'
import { insertMeasures, newMeasure } from '../../resident/index.ts'
import { enterPersons } from '../../tax/individual/test-taxpayers.ts'
import { enterSampleOrdinance } from '../../tenancy/index.ts'
import { type ChargeDraft, raiseCharges } from '../charges.ts'
import { citizenPath } from '../citizen/page.tsx'
import { closeCitizenPage, reopenCitizenPage } from '../citizen/commands.ts'
import { missesOfTownAtMost, openStatement } from '../citizen/queries.ts'
import { acceptPayment, cancelPayment, confirmPayment, loadPaymentFile } from '../commands.ts'
import { elQrSymbol } from '../formats/elqr.ts'
import { showAccount } from '../queries.ts'
import { issueSlips, type IssuedSlip } from '../slips.ts'

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
    expect(Number(side)).toBe(elQrSymbol.modules + 8)
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
