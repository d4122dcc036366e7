import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { useTowns, valueOf, type Town } from '../../test/support/town.ts'
import { makeTestWeb, type TestWeb } from '../../test/support/web.ts'
import { enterSampleStaff } from '../access/index.ts'
import { fiscalYear, plainDate } from '../kernel/plain-date.ts'
import { yen } from '../kernel/yen.ts'
import { registerOutsider } from '../party/commands.ts'
import { listBalancesOfParty, raiseCharges } from './charges.ts'
import { declareLevies } from './levies.ts'
import { issueSlips } from './slips.ts'
import { showDesk } from './queries.ts'

const towns = useTowns(import.meta.url, { now: '2026-05-10T01:00:00Z' })
const levyCode = 'bathing-tax'
let web: TestWeb

beforeAll(async () => {
  declareLevies([{ code: levyCode, number: '91', title: '入湯税', shortTitle: '入湯税', article: '701-2' }])
  for (const town of [towns.a, towns.b]) await town.tx((tx) => enterSampleStaff(tx, [...towns.yakuba.registry.permissions.keys()]))
  web = await makeTestWeb(towns)
})

async function debtor(town: Town, amount: number, due = '2026-06-01'): Promise<{ partyId: string; chargeId: string; number: string }> {
  const { partyId, number } = valueOf(await town.run(registerOutsider, { name: '遠山　渚', kana: 'トオヤマ　ナギサ', postalCode: '9990001', address: '遠浦県沖見市灯台町一丁目2番3号', phone: null, validFrom: '2026-04-01', isSomebodyElse: true }))
  const raised = await town.tx((tx) => raiseCharges(tx, [{ levyCode, sourceId: randomUUID(), instalment: 0, fiscalYear: fiscalYear(2025), partyId, subjectId: null, noticeNo: null, dueOn: plainDate(due), amount: yen(amount) }]))
  return { partyId, chargeId: raised.chargeIds[0]!, number }
}

async function open(town: Town, path: string): Promise<string> {
  const response = await web.app.fetch(new Request(`http://yakuba.test/${town.code}/${path}`, { headers: { host: 'yakuba.test', cookie: web.cookieOf(town), accept: 'text/html' } }))
  return `${response.status} ${await response.text()}`
}

async function press(town: Town, path: string, fields: Record<string, string | File>): Promise<string> {
  const body = new FormData()
  for (const [name, value] of Object.entries({ _key: randomUUID(), ...fields })) body.set(name, value)
  const response = await web.app.fetch(new Request(`http://yakuba.test/${town.code}/${path}`, { method: 'POST', body, headers: { host: 'yakuba.test', origin: 'http://yakuba.test', cookie: web.cookieOf(town), accept: 'text/html' } }))
  if (response.status !== 303) return `${response.status} ${await response.text()}`
  return await open(town, response.headers.get('location')!.slice(`/${town.code}/`.length))
}

describe('the account page', () => {
  it('shows what is owed with the days and rates behind the delinquency charge', async () => {
    const { partyId } = await debtor(towns.a, 150_000, '2025-06-30')
    const html = await open(towns.a, `collection/account/${partyId}`)
    expect(html).toMatch(/^200/)
    expect(html).toContain('遠山　渚')
    for (const words of ['年 2.4％', '年 8.7％', '年 9.1％', '150,000']) expect(html).toContain(words)
    expect(html).toContain('<title>収納と滞納')
  })

  it('says first where the money would go, then takes it and says what is left', async () => {
    const { partyId, chargeId } = await debtor(towns.a, 10_800)
    const fields = { _act: 'accept', partyId, amount: '６，０００', paidOn: '', [`order.${chargeId}`]: '1', expectedOwed: '10800' }
    const tried = await press(towns.a, `collection/account/${partyId}`, { ...fields, _dry: '1' })
    expect(tried).toContain('こう充てる')
    expect((await towns.a.tx((tx) => listBalancesOfParty(tx, partyId)))[0]!.balance).toBe(10_800)
    expect(await press(towns.a, `collection/account/${partyId}`, fields)).toContain('6,000円を受け取りました')
    expect((await towns.a.tx((tx) => listBalancesOfParty(tx, partyId)))[0]!.balance).toBe(4_800)
  })

  it('refuses too much beside the field, with what is owed', async () => {
    const { partyId } = await debtor(towns.a, 10_800)
    const html = await press(towns.a, `collection/account/${partyId}`, { _act: 'accept', partyId, amount: '20,000', paidOn: '', expectedOwed: '' })
    expect(html).toMatch(/^422/)
    expect(html).toContain('未納の合計 10,800円 より多く')
    expect(html).toContain('value="20,000"')
  })

  it('issues a slip of the chosen instalments and links to its paper', async () => {
    const { partyId, chargeId } = await debtor(towns.a, 10_800)
    const html = await press(towns.a, `collection/account/${partyId}`, { _act: 'slip', chargeId, usableUntil: 'R8.6.1' })
    expect(html).toContain('納付書を出しました')
    expect(html).toMatch(/documents\/[0-9a-f-]{36}/)
    const slip = /collection\/slips\/[0-9a-f-]{36}/.exec(html)![0]
    expect(await open(towns.a, slip)).toMatch(/\(91\)912345-99201/)
  })

  it('of another town is not found', async () => {
    const { partyId } = await debtor(towns.a, 10_800)
    expect(await open(towns.b, `collection/account/${partyId}`)).not.toContain('遠山　渚')
  })

  it('is opened by the number, which never stands in an address', async () => {
    const { partyId, number } = await debtor(towns.a, 10_800)
    expect(await press(towns.a, 'collection/find', { number })).toContain(`collection/account/${partyId}`)
  })
})

describe('the pages of payment files', () => {
  it('name every fault of a refused file by its line, then take the mended one and show what became of it', async () => {
    const { partyId, chargeId } = await debtor(towns.b, 12_300)
    const issued = await towns.b.tx((tx) => issueSlips(tx, [{ chargeIds: [chargeId], usableUntil: plainDate('2026-06-01') }]))
    const code = issued.ok ? issued.value[0]!.code! : ''
    const row = (day: string): string => `02,${day},1815,EAN${code},${code.slice(13, 19)},${code.slice(19, 30)},0,12300,010,"試験マート",110001,20260605,20260521\r\n`
    const upload = async (text: string): Promise<string> => await press(towns.b, 'collection/payment-files', { _act: 'load', file: new File([text], 'payments.csv') })
    const refused = await upload(row('20260520') + row('20260532'))
    expect(refused).toContain('2行目の収納日「20260532」は、暦にない日付です。')
    expect(await upload(row('20260520'))).toContain('1件 12,300円 のファイルを受け取りました')
    const [file] = valueOf(await towns.b.ask(showDesk, {})).files
    const html = await open(towns.b, `collection/payment-files/${file!.fileId}`)
    expect(html).toContain('消込が済みました')
    expect(html).toContain('確定した')
    expect((await towns.b.tx((tx) => listBalancesOfParty(tx, partyId)))[0]!.balance).toBe(0)
    expect(await open(towns.b, 'collection')).toMatch(/^200/)
  })
})

describe('the page of an addressee', () => {
  it('registers a delivery address, and the next slip goes there', async () => {
    const { partyId } = await debtor(towns.a, 10_800)
    const html = await press(towns.a, `party/${partyId}`, { _act: 'set', postalCode: '998-8001', address: '汐音県朝凪町港本町二丁目8番地2', addressee: '大森　誠司　様方', reason: '長期の出張', validFrom: '', validTo: '' })
    expect(html).toContain('送付先を登録しました')
    expect(html).toContain('汐音県朝凪町港本町二丁目8番地2')
    expect(await open(towns.a, `collection/account/${partyId}`)).toContain('大森　誠司　様方')
  })
})
