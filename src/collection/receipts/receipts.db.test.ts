import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { codesOf, staffMember, useTowns, valueOf, type Town } from '../../../test/support/town.ts'
import { fiscalYear, plainDate } from '../../kernel/plain-date.ts'
import { yen } from '../../kernel/yen.ts'
import { registerOutsider } from '../../party/commands.ts'
import { findIssued, readPages } from '../../platform/document/index.ts'
import { trialBalance } from '../books/books.ts'
import { listBalancesOfParty, raiseCharges } from '../charges.ts'
import { acceptPayment, reversePayment } from '../commands.ts'
import { declareLevies } from '../levies.ts'
import { showAccount } from '../queries.ts'
import { cancelReceipt, issueReceiptCopy } from './commands.ts'
import { cashDownloads, showCashDay } from './queries.ts'

const towns = useTowns(import.meta.url, { now: '2026-05-11T01:00:00Z' })
const levyCode = 'bathing-tax'

beforeAll(() => {
  declareLevies([{ code: levyCode, number: '91', title: '入湯税', shortTitle: '入湯税', article: '701-2' }])
})

async function debtor(town: Town, name: string, debts: readonly (readonly [number, string])[]): Promise<{ partyId: string; chargeIds: readonly string[] }> {
  const { partyId } = valueOf(await town.run(registerOutsider, { name, kana: null, postalCode: '9990001', address: '遠浦県沖見市灯台町一丁目2番3号', phone: null, validFrom: '2026-04-01', isSomebodyElse: true }))
  const { chargeIds } = await town.tx((tx) => raiseCharges(tx, debts.map(([amount, dueOn]) => ({ levyCode, sourceId: randomUUID(), instalment: 0, fiscalYear: fiscalYear(2025), partyId, subjectId: null, noticeNo: null, dueOn: plainDate(dueOn), amount: yen(amount) }))))
  return { partyId, chargeIds }
}

const take = async (town: Town, payment: { partyId: string; amount: number; named?: readonly string[]; onlyNamed?: boolean; printsReceipt?: boolean }) => await town.run(acceptPayment, { named: [], onlyNamed: false, expectedOwed: null, paidOn: '2026-05-11', printsReceipt: true, ...payment })
const told = async (town: Town, documentId: string): Promise<string> => (await readPages((await town.tx((tx) => findIssued(tx, documentId)))!.pdf)).map((page) => page.text).join('\n').replace(/\s/g, '')
const cashOf = async (town: Town, day: string | null = null) => valueOf(await town.ask(showCashDay, { day }))
const receiptsOf = async (town: Town, partyId: string) => valueOf(await town.ask(showAccount, { partyId, residentId: null, on: null })).payments.map((one) => one.receipt)

test('money for chosen instalments is receipted by tax and delinquency charge, counted in the cash of the day, and copied as a copy', async () => {
  const { partyId, chargeIds } = await debtor(towns.a, '遠山　渚', [[150_000, '2025-06-30'], [40_000, '2026-03-31']])
  const late = valueOf(await towns.a.ask(showAccount, { partyId, residentId: null, on: null })).lines.find((line) => line.chargeId === chargeIds[0])!.late!
  const taken = valueOf(await take(towns.a, { partyId, amount: 150_000 + late, named: [chargeIds[0]!], onlyNamed: true }))
  expect(taken.receiptNo).toBe('R8-000001')
  const text = await told(towns.a, taken.documentId!)
  for (const words of ['領収証書', 'R8-000001', '遠山渚様', `${(150_000 + late).toLocaleString('en')}円`, late.toLocaleString('en'), '8.5.11', '令和8年5月11日']) expect(text).toContain(words)
  for (const words of ['写し', '灯台町', '40,000']) expect(text).not.toContain(words)
  // A slip that is stamped needs no receipt; both lie in the drawer.
  const stamped = valueOf(await take(towns.a, { partyId, amount: 1_000, printsReceipt: false }))
  expect([stamped.receiptNo, stamped.documentId]).toEqual([null, null])
  const cash = await cashOf(towns.a)
  expect(cash.sums).toEqual({ tax: 151_000, late, fee: 0, undone: 0, rest: 151_000 + late, receipts: 1 })
  expect(cash.rows.map((row) => row.receipt?.receiptNo ?? null)).toEqual(['R8-000001', null])
  expect((await towns.a.tx((tx) => trialBalance(tx, tx.today, tx.today))).find((line) => line.account === 'cash')!.debit).toBe(cash.sums.rest)
  expect(cashDownloads[0]!.rows(cash)[1]).toEqual(['10:00', 'R8-000001', cash.rows[0]!.number, '遠山　渚', 'R8.5.11', '150000', String(late), '0', '0', cash.rows[0]!.receipt!.takenBy])
  expect((await cashOf(towns.b)).rows).toEqual([])

  const { receiptId } = (await receiptsOf(towns.a, partyId)).find((receipt) => receipt !== null)!
  expect(codesOf(await towns.b.run(issueReceiptCopy, { receiptId, reason: '紛失' }))).toEqual(['collection.receipt-not-found'])
  const copy = valueOf(await towns.a.run(issueReceiptCopy, { receiptId, reason: '紛失' }, { actor: staffMember(towns.yakuba) }))
  const again = await told(towns.a, copy.documentId)
  for (const words of ['領収証書（写し）', '写し第1号', 'R8-000001', late.toLocaleString('en')]) expect(again).toContain(words)
  expect([copy.copyNo, valueOf(await towns.a.run(issueReceiptCopy, { receiptId, reason: '勤め先に出す' })).copyNo]).toEqual([1, 2])
})

test('a mistaken receipt is taken back on its day, sheet in hand, and never afterwards', async () => {
  const { partyId } = await debtor(towns.b, '波野　誤', [[9_000, '2026-06-01']])
  const [wrong, right] = [valueOf(await take(towns.b, { partyId, amount: 4_000 })), valueOf(await take(towns.b, { partyId, amount: 3_000 }))]
  const ids = new Map((await receiptsOf(towns.b, partyId)).map((receipt) => [receipt!.receiptNo, receipt!.receiptId]))
  const receiptId = ids.get(wrong.receiptNo!)!
  expect(codesOf(await towns.b.run(reversePayment, { paymentId: wrong.paymentId, reason: '打ち間違い' }))).toEqual(['collection.receipt-stands'])
  expect(codesOf(await towns.b.run(cancelReceipt, { receiptId, reason: '打ち間違い', isReturned: false }))).toEqual(['collection.receipt-not-returned'])
  expect(codesOf(await towns.a.run(cancelReceipt, { receiptId, reason: '打ち間違い', isReturned: true }))).toEqual(['collection.receipt-not-found'])
  valueOf(await towns.b.run(cancelReceipt, { receiptId, reason: '打ち間違い', isReturned: true }))
  expect((await towns.b.tx((tx) => listBalancesOfParty(tx, partyId)))[0]!.balance).toBe(6_000)
  expect(codesOf(await towns.b.run(cancelReceipt, { receiptId, reason: 'もう一度', isReturned: true }))).toEqual(['collection.receipt-void'])
  expect(codesOf(await towns.b.run(issueReceiptCopy, { receiptId, reason: '紛失' }))).toEqual(['collection.receipt-void'])
  expect((await cashOf(towns.b)).sums).toEqual({ tax: 7_000, late: 0, fee: 0, undone: 4_000, rest: 3_000, receipts: 2 })
  // A number is never given again.
  expect([wrong.receiptNo, right.receiptNo, valueOf(await take(towns.b, { partyId, amount: 500 })).receiptNo]).toEqual(['R8-000001', 'R8-000002', 'R8-000003'])
  towns.clock.set('2026-05-12T01:00:00Z')
  expect(codesOf(await towns.b.run(cancelReceipt, { receiptId: ids.get(right.receiptNo!)!, reason: '打ち間違い', isReturned: true }))).toEqual(['collection.receipt-day-over'])
  valueOf(await towns.b.run(reversePayment, { paymentId: right.paymentId, reason: '別の人の分だった' }))
  expect([(await cashOf(towns.b)).sums.rest, (await cashOf(towns.b, '2026-05-11')).sums.rest]).toEqual([-3_000, 3_500])
})
