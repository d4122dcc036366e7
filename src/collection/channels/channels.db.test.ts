import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { partners, type PrintedSlip, type Report, type RequestedNotice, strangeSlip } from '../../../test/support/partners.ts'
import { codesOf, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { fiscalYear, plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import { registerOutsider } from '../../party/commands.ts'
import { listBalancesOfParty, raiseCharges } from '../charges.ts'
import { declareLevies } from '../levies.ts'
import { listSuspense } from '../payment-store.ts'
import { showPaymentFile } from '../queries.ts'
import { issueSlips } from '../slips.ts'
import { listTrialBalance } from '../store.ts'
import { loadChannelFile, setChannel } from './commands.ts'
import { channelProfiles } from './profiles.ts'

const towns = useTowns(import.meta.url, { now: '2026-05-25T01:00:00Z' })
const levyCode = 'bathing-tax'
const [levy, year] = ['91', 2026]

beforeAll(() => {
  declareLevies([{ code: levyCode, number: levy, title: '入湯税', shortTitle: '入湯税', article: '701-2' }])
})

interface Debt { readonly partyId: string; readonly slip: PrintedSlip; readonly notice: RequestedNotice }

let notices = 0
/** People who each owe one instalment and hold a slip for it. */
async function debtors(town: Town, amounts: readonly number[]): Promise<readonly Debt[]> {
  const debts: Debt[] = []
  for (const amount of amounts) {
    const partyId = valueOf(await town.run(registerOutsider, { name: '遠山　渚', kana: null, postalCode: '9990001', address: '遠浦県沖見市灯台町一丁目2番3号', phone: null, validFrom: '2026-04-01', isSomebodyElse: true })).partyId
    const notice = { levy, year, notice: `N${(notices += 1)}`, instalment: 1 }
    const raised = await town.tx((tx) => raiseCharges(tx, [{ levyCode, sourceId: randomUUID(), instalment: 1, fiscalYear: fiscalYear(year), partyId, subjectId: null, noticeNo: notice.notice, dueOn: plainDate('2026-06-01'), amount: yen(amount) }]))
    const issued = await town.tx((tx) => issueSlips(tx, [{ chargeIds: raised.chargeIds, usableUntil: plainDate('2026-06-01') }]))
    if (!issued.ok || !issued.value[0]) throw new Error('no slip')
    const { slipKey: key, code, ocr: [upper, lower] } = issued.value[0]
    debts.push({ partyId, notice, slip: { key, bars: code!, upper, lower, amount } })
  }
  return debts
}

async function channelOf(town: Town, profile: string): Promise<string> {
  const input = {
    channelId: null, expectedVersion: 0, title: profile, profile, sender: '777', transport: 'by-hand', host: null, port: null, userName: null, secret: null, hostKey: null, pickUpFolder: null, takenFolder: null, receiptFolder: null,
    wholeWhen: 'trailer', expectedDays: 'none', expectedBy: null, activeFrom: '2026-04-01', activeTo: null,
  }
  return valueOf(await town.run(setChannel, input)).channelId
}

async function load(town: Town, channelId: string, bytes: Buffer) {
  return await town.run(loadChannelFile, { channelId, fileName: 'payments.dat', content: bytes.toString('base64') })
}

async function outcomesOf(town: Town, fileId: string) {
  const file = valueOf(await town.ask(showPaymentFile, { fileId }))
  return Object.fromEntries(file.outcomes.map((row) => [row.outcome, row.lines]))
}

async function standingOf(town: Town, debt: Debt) {
  const [balance] = await town.tx((tx) => listBalancesOfParty(tx, debt.partyId))
  return { balance: balance!.balance, preliminary: balance!.preliminary, overpaid: balance!.overpaid }
}

async function ledgerOf(town: Town) {
  return Object.fromEntries((await town.tx((tx) => listTrialBalance(tx))).map((row) => [row.account, row.amount]))
}

async function suspenseOf(town: Town): Promise<number> {
  return (await town.tx((tx) => listSuspense(tx, 500))).reduce((total, row) => total + row.amount, 0)
}

test('every channel of the program has a partner that plays it', () => {
  expect(channelProfiles().map((profile) => profile.name).sort()).toEqual(Object.keys(partners).sort())
})

describe.each(channelProfiles().map((profile) => [profile.name, profile] as const))('%s', (name) => {
  const partner = partners[name]!
  const delivery = { town: '992011', sender: '777', day: '20260521', number: 1 }
  const report = (debt: Debt, kind: Report['kind'], more: Partial<Report> = {}): Report => ({ kind, slip: debt.slip, notice: debt.notice, amount: debt.slip.amount, serial: 1, day: '20260520', fundsDay: '20260529', ...more })

  it('posts what it reports, keeps a second payment as overpaid, and money that names nothing known in suspense', async () => {
    const town = towns.a
    const channelId = await channelOf(town, name)
    const [one, two] = await debtors(town, [12_300, 8_000]) as [Debt, Debt]
    const before = await suspenseOf(town)
    const unknown = { ...one, slip: strangeSlip(one.slip), notice: { ...one.notice, notice: 'NOBODY' } }
    const reports = [report(one, 'settled', { serial: 1 }), report(two, 'settled', { serial: 2 }), report(two, 'settled', { serial: 3 }), report(unknown, 'settled', { serial: 4 })]
    const file = partner.file(reports, delivery)
    const taken = valueOf(await load(town, channelId, file))
    expect([taken.lines, taken.amount]).toEqual([4, 12_300 + 8_000 + 8_000 + 12_300])
    if (partner.names === 'nothing') {
      expect(await outcomesOf(town, taken.fileId)).toEqual({ suspense: 4 })
      expect((await suspenseOf(town)) - before).toBe(40_600)
    } else {
      expect(await outcomesOf(town, taken.fileId)).toEqual({ confirmed: 3, suspense: 1 })
      expect([await standingOf(town, one), await standingOf(town, two)]).toEqual([{ balance: 0, preliminary: 0, overpaid: 0 }, { balance: 0, preliminary: 0, overpaid: 8_000 }])
      expect((await suspenseOf(town)) - before).toBe(12_300)
    }

    const books = await ledgerOf(town)
    expect(Object.values(books).reduce((total, amount) => total + amount, 0)).toBe(0)
    // The same file, the same payments in another file, and another file under the same number.
    expect(codesOf(await load(town, channelId, file))).toEqual(['collection.file-already-loaded'])
    const again = valueOf(await load(town, channelId, partner.file([...reports].reverse(), { ...delivery, number: 2 })))
    expect(await outcomesOf(town, again.fileId)).toEqual({ duplicate: 4 })
    if (partner.hasHead) expect(codesOf(await load(town, channelId, partner.file([report(one, 'settled', { serial: 9 })], delivery)))).toEqual(['collection.file-sequence'])
    expect(await ledgerOf(town)).toEqual(books)
    expect(await ledgerOf(towns.b)).toEqual({})
  })

  it.runIf(partner.says.length > 1)('takes back what was announced, in whatever order the files come', async () => {
    const town = towns.a
    const channelId = await channelOf(town, name)
    const [one, two, three] = await debtors(town, [5_100, 5_200, 5_300]) as [Debt, Debt, Debt]
    const take = async (reports: readonly Report[], number: number) => await outcomesOf(town, valueOf(await load(town, channelId, partner.file(reports, { ...delivery, number }))).fileId)
    expect(await take([report(one, 'announced', { serial: 21 }), report(two, 'announced', { serial: 22 })], 11)).toEqual({ preliminary: 2 })
    expect(await standingOf(town, one)).toEqual({ balance: 0, preliminary: 5_100, overpaid: 0 })
    expect(await take([report(one, 'taken-back', { serial: 21 }), report(three, 'taken-back', { serial: 23 })], 12)).toEqual({ 'by-hand': 1, cancelled: 1 })
    expect(await standingOf(town, one)).toEqual({ balance: 5_100, preliminary: 0, overpaid: 0 })
    // The announcement that the cancellation was for comes only now; the money of the second comes; its announcement comes late.
    expect(await take([report(three, 'announced', { serial: 23 }), report(two, 'settled', { serial: 22 })], 13)).toEqual({ cancelled: 1, confirmed: 1 })
    expect([await standingOf(town, two), await standingOf(town, three)]).toEqual([{ balance: 0, preliminary: 0, overpaid: 0 }, { balance: 5_300, preliminary: 0, overpaid: 0 }])
    expect(Object.values(await ledgerOf(town)).reduce((total, amount) => total + amount, 0)).toBe(0)
  })

  it('refuses a damaged file whole, with the line and the field, and posts nothing of it', async () => {
    const town = towns.a
    const channelId = await channelOf(town, name)
    const [one, two] = await debtors(town, [6_100, 6_200]) as [Debt, Debt]
    const reports = [report(one, 'settled', { serial: 31 }), report(two, 'settled', { serial: 32 })]
    const whole = partner.file(reports, { ...delivery, number: 21 })
    const books = await ledgerOf(town)
    const refusedOf = async (bytes: Buffer) => {
      const answer = await load(town, channelId, bytes)
      expect(answer.ok).toBe(false)
      return answer.ok ? [] : answer.refusals.map((refusal) => [refusal.code.slice('collection.'.length), refusal.line])
    }
    const inSecond = whole.lastIndexOf('20260520')
    const badDay = Buffer.from(whole)
    badDay.write('20260532', inSecond, 'latin1')
    const second = partner.hasTotals ? 3 : 2
    expect(await refusedOf(badDay)).toEqual([[expect.stringMatching(/^row-(date|code)$/), second]])
    // Cut off in the middle of a row, or (where the file has an end) between two; letters that are none; nothing at all.
    await refusedOf(whole.subarray(0, inSecond + 3))
    if (partner.hasTotals) await refusedOf(whole.subarray(0, whole.lastIndexOf('\r\n', inSecond) + 2))
    await refusedOf(Buffer.concat([whole.subarray(0, inSecond), Buffer.from([0xff, 0x00, 0xfe]), whole.subarray(inSecond + 3)]))
    await refusedOf(Buffer.from('\r\n'))
    if (partner.hasTotals) {
      const otherTotal = Buffer.from(whole)
      const at = whole.lastIndexOf('12300')
      otherTotal.write('12301', at, 'latin1')
      expect(await refusedOf(otherTotal)).toEqual([['total-differs', 4]])
    }
    if (partner.hasHead) expect(await refusedOf(partner.file(reports, { ...delivery, town: '993018', number: 22 }))).toContainEqual(['file-town', 1])
    expect(await ledgerOf(town)).toEqual(books)
    expect(valueOf(await load(town, channelId, whole)).lines).toBe(2)
  })
})
