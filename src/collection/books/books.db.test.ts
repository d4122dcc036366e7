import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { codesOf, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { fiscalYear, plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import { registerOutsider } from '../../party/commands.ts'
import { raiseCharges } from '../charges.ts'
import { acceptPayment, reversePayment } from '../commands.ts'
import { declareLevies } from '../levies.ts'
import { closeDaySheet } from './commands.ts'
import { daySheetDownloads, showDaySheet } from './queries.ts'

const towns = useTowns(import.meta.url, { now: '2026-05-10T01:00:00Z' })
const levyCode = 'bathing-tax'

beforeAll(() => {
  declareLevies([{ code: levyCode, number: '91', title: '入湯税', shortTitle: '入湯税', article: '701-2' }])
})

async function charged(town: Town, amount: number): Promise<string> {
  const partyId = valueOf(await town.run(registerOutsider, { name: '遠山　渚', kana: null, postalCode: '9990001', address: '遠浦県沖見市灯台町一丁目2番3号', phone: null, validFrom: '2026-04-01', isSomebodyElse: true })).partyId
  await town.tx((tx) => raiseCharges(tx, [{ levyCode, sourceId: randomUUID(), instalment: 0, fiscalYear: fiscalYear(2026), partyId, subjectId: null, noticeNo: null, dueOn: plainDate('2026-06-01'), amount: yen(amount) }]))
  return partyId
}

async function pay(town: Town, partyId: string, amount: number, paidOn: string) {
  return await town.run(acceptPayment, { partyId, amount, paidOn, named: [], onlyNamed: false, expectedOwed: null })
}

async function sheet(town: Town, from: string | null = null, to: string | null = null) {
  const value = valueOf(await town.ask(showDaySheet, { from, to }))
  return { ...value, lines: Object.fromEntries(value.lines.map((line) => [line.account, [line.opening, line.debit, line.credit, line.closing]])) }
}

describe('the books', () => {
  it('show each account over a day and a month, closed days first, and take no cash of a closed day', async () => {
    const partyId = await charged(towns.a, 10_000)
    valueOf(await pay(towns.a, partyId, 4_000, '2026-05-10'))
    towns.clock.set('2026-05-11T01:00:00Z')
    const second = valueOf(await pay(towns.a, partyId, 1_500, '2026-05-11'))
    expect((await sheet(towns.a)).lines).toEqual({ cash: [0, 5_500, 0, 5_500], receivable: [0, 10_000, 5_500, 4_500], revenue: [0, 0, 10_000, -10_000] })
    expect((await sheet(towns.a, '2026-05-11', '2026-05-11')).lines).toEqual({ cash: [4_000, 1_500, 0, 5_500], receivable: [6_000, 0, 1_500, 4_500], revenue: [-10_000, 0, 0, -10_000] })
    expect((await sheet(towns.a)).days).toEqual([{ day: '2026-05-11', moves: 1, amount: 1_500, isClosed: false }, { day: '2026-05-10', moves: 2, amount: 14_000, isClosed: false }])

    expect(codesOf(await towns.a.run(closeDaySheet, { day: '2026-05-11' }))).toEqual(['collection.day-not-over'])
    expect(valueOf(await towns.a.run(closeDaySheet, { day: '2026-05-10' }))).toEqual({ day: '2026-05-10', moves: 2 })
    expect(codesOf(await towns.a.run(closeDaySheet, { day: '2026-05-10' }))).toEqual(['collection.day-closed'])
    expect(codesOf(await pay(towns.a, partyId, 500, '2026-05-10'))).toEqual(['collection.day-closed'])
    // What is undone later is entered under its own day: the closed one stays as it was.
    valueOf(await towns.a.run(reversePayment, { paymentId: second.paymentId, reason: '打ち間違い' }))
    const after = await sheet(towns.a, '2026-05-11', '2026-05-11')
    expect(after.lines).toEqual({ cash: [4_000, 1_500, 1_500, 4_000], receivable: [6_000, 1_500, 1_500, 6_000], revenue: [-10_000, 0, 0, -10_000] })
    expect(after.lastClosed).toBe('2026-05-10')
    expect((await sheet(towns.a)).days.map((row) => row.isClosed)).toEqual([false, true])
    towns.clock.set('2026-05-20T01:00:00Z')
    expect(valueOf(await towns.a.run(closeDaySheet, (await towns.a.tx((tx) => closeDaySheet.example(tx)))!))).toEqual({ day: '2026-05-19', moves: 2 })
    expect((await sheet(towns.a, '2026-06-01', '2026-06-30')).lines).toEqual({ cash: [4_000, 0, 0, 4_000], receivable: [6_000, 0, 0, 6_000], revenue: [-10_000, 0, 0, -10_000] })
    expect((await sheet(towns.b)).lines).toEqual({})
  })

  it('a closed day takes neither change nor deletion, and a list is made of the books', async () => {
    await expect(towns.a.tx((tx) => tx.db.client.query('update collection.day_sheet_line set balance = 0'))).rejects.toThrow(/permission denied/)
    const value = valueOf(await towns.a.ask(showDaySheet, { from: '2026-05-01', to: '2026-05-31' }))
    expect(daySheetDownloads[0]!.rows(value)).toEqual([['勘定', '前の残高', '借方', '貸方', '残高'], ['現金・預金', '0', '5500', '1500', '4000'], ['未納の本税', '0', '11500', '5500', '6000'], ['調定（本税）', '0', '0', '10000', '-10000']])
    expect(codesOf(await towns.a.ask(showDaySheet, { from: '2026-05-31', to: '2026-05-01' }))).toEqual(['collection.span-of-days'])
  })
})
