import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { codesOf, useTowns, valueOf, type Town } from '../../test/support/town.ts'
import { decodeSymbols, renderPage } from '../../test/support/page-image.ts'
import { checkDigitOf, gs1Number } from '../kernel/check-digit.ts'
import { fiscalYear, plainDate } from '../kernel/plain-date.ts'
import { yen } from '../kernel/yen.ts'
import { registerOutsider } from '../party/commands.ts'
import { sql } from '../platform/db/db.ts'
import { findIssued } from '../platform/document/index.ts'
import { readPages } from '../platform/document/typeset/read-back.ts'
import { enterSampleOrdinance } from '../tenancy/index.ts'
import { listBalancesOfParty, listBalancesOfSubjects, raiseCharges, type ChargeDraft } from './charges.ts'
import { acceptPayment, cancelPayment, confirmPayment, loadPaymentFile, reversePayment } from './commands.ts'
import { readElQr } from './formats/elqr.ts'
import { elNumberText } from './forms.ts'
import { declareLevies } from './levies.ts'
import { listOverpayments, storeWaitingLines } from './payment-store.ts'
import { linesOfPage, postPageOfFile } from './payments.ts'
import { showAccount, showDesk, showPaymentFile } from './queries.ts'
import { isOcrLine } from './rules/ocr-line.ts'
import { issueManySlips, issueSlip, reissueSlip } from './slip-commands.ts'
import { showSlip } from './slip-query.ts'
import { issueSlips, type IssuedSlip } from './slips.ts'
import { listSlips } from './slip-store.ts'
import { assignSuspense } from './suspense-commands.ts'
import { listTrialBalance } from './store.ts'

const towns = useTowns(import.meta.url, { now: '2026-05-10T01:00:00Z' })
const levyCode = 'bathing-tax'

beforeAll(() => {
  declareLevies([{ code: levyCode, number: '91', title: '入湯税', shortTitle: '入湯税', article: '701-2' }])
})

async function payerIn(town: Town, name = '遠山　渚'): Promise<string> {
  return valueOf(await town.run(registerOutsider, { name, kana: null, postalCode: '9990001', address: '遠浦県沖見市灯台町一丁目2番3号', phone: null, validFrom: '2026-04-01', isSomebodyElse: true })).partyId
}

function draft(partyId: string, amount: number, more: Partial<ChargeDraft> = {}): ChargeDraft {
  return { levyCode, sourceId: randomUUID(), instalment: 0, fiscalYear: fiscalYear(2026), partyId, subjectId: null, noticeNo: null, dueOn: plainDate('2026-06-01'), amount: yen(amount), ...more }
}

async function charged(town: Town, partyId: string, amount: number, more: Partial<ChargeDraft> = {}): Promise<string> {
  return (await town.tx((tx) => raiseCharges(tx, [draft(partyId, amount, more)]))).chargeIds[0]!
}

async function slipFor(town: Town, chargeId: string, usableUntil = '2026-06-01'): Promise<IssuedSlip> {
  const issued = await town.tx((tx) => issueSlips(tx, [{ chargeIds: [chargeId], usableUntil: plainDate(usableUntil) }]))
  if (!issued.ok || !issued.value[0]) throw new Error('no slip')
  return issued.value[0]
}

async function balanceOf(town: Town, partyId: string) {
  const [balance] = await town.tx((tx) => listBalancesOfParty(tx, partyId))
  return balance!
}

/** The 44 digits by the agents' table, put together by hand: town A's part, the key, no reissue, day, no stamp, amount, and the digit of modulus 10 with weights 3 and 1 from the right. */
function digitsOf(slipKey: string, slip: { usableUntil: string; amount: string }): string {
  const body = `9191234599201${slipKey}0${slip.usableUntil}0${slip.amount}`
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * ((body.length - index) % 2 === 1 ? 3 : 1), 0)
  return `${body}${(10 - (sum % 10)) % 10}`
}

/** A row of the agent's CSV. */
function csvRow(code: string, more: { type?: string; day?: string; time?: string; store?: string; amount?: number } = {}): string {
  const { type = '02', day = '20260520', time = '1815', store = '110001', amount = Number(code.slice(37, 43)) } = more
  return `${type},${day},${time},EAN${code},${code.slice(13, 19)},${code.slice(19, 30)},0,${amount},010,"試験マート",${store},${type === '02' ? '20260605' : '0'},20260521`
}

async function load(town: Town, rows: readonly string[]): Promise<string> {
  return valueOf(await town.run(loadPaymentFile, { content: Buffer.from(`${rows.join('\r\n')}\r\n`, 'utf8').toString('base64') })).fileId
}

async function post(town: Town, fileId: string): Promise<void> {
  for (let finished = false; !finished;) finished = (await town.tx((tx) => postPageOfFile(tx, fileId))).isFinished
}

async function loadAndPost(town: Town, rows: readonly string[]): Promise<string> {
  const fileId = await load(town, rows)
  await post(town, fileId)
  return fileId
}

async function sumOfLedger(town: Town): Promise<number> {
  return (await town.tx((tx) => listTrialBalance(tx))).reduce((total, row) => total + row.amount, 0)
}

describe('charges', () => {
  it('the same decision charged twice is charged once, and a corrected amount writes the difference', async () => {
    const partyId = await payerIn(towns.a)
    const first = draft(partyId, 10_800)
    const raised = await towns.a.tx((tx) => raiseCharges(tx, [first]))
    expect(raised).toMatchObject({ raised: 1, changed: 0, difference: 10_800 })
    expect(await towns.a.tx((tx) => raiseCharges(tx, [first]))).toMatchObject({ raised: 0, changed: 0, unchanged: 1, difference: 0 })
    expect(await towns.a.tx((tx) => raiseCharges(tx, [{ ...first, amount: yen(7_200) }]))).toMatchObject({ changed: 1, difference: -3_600 })
    expect(await balanceOf(towns.a, partyId)).toMatchObject({ charged: 7_200, balance: 7_200, overpaid: 0 })
    expect(await sumOfLedger(towns.a)).toBe(0)
  })

  it('a charge lowered below what was paid leaves the difference as overpaid', async () => {
    const partyId = await payerIn(towns.a)
    const one = draft(partyId, 10_800)
    await towns.a.tx((tx) => raiseCharges(tx, [one]))
    valueOf(await towns.a.run(acceptPayment, { partyId, amount: 10_800, paidOn: '2026-05-10', named: [], onlyNamed: false, expectedOwed: 10_800 }))
    await towns.a.tx((tx) => raiseCharges(tx, [{ ...one, amount: yen(0) }]))
    expect(await balanceOf(towns.a, partyId)).toMatchObject({ charged: 0, balance: 0, overpaid: 10_800 })
  })

  it('the arrears of a vehicle are found over all its years, and not in the other town', async () => {
    const subjectId = randomUUID()
    const partyId = await payerIn(towns.a)
    await charged(towns.a, partyId, 10_800, { subjectId, fiscalYear: fiscalYear(2025), dueOn: plainDate('2025-06-02') })
    await charged(towns.a, partyId, 10_800, { subjectId })
    expect((await towns.a.tx((tx) => listBalancesOfSubjects(tx, levyCode, [subjectId]))).map((one) => one.fiscalYear)).toEqual([2025, 2026])
    expect(await towns.b.tx((tx) => listBalancesOfSubjects(tx, levyCode, [subjectId]))).toEqual([])
  })

  it('the ledger takes neither change nor deletion', async () => {
    await charged(towns.a, await payerIn(towns.a), 5_000)
    await expect(towns.a.tx((tx) => tx.db.client.query('update collection.ledger set amount = 1'))).rejects.toThrow(/permission denied/)
    await expect(towns.a.tx((tx) => tx.db.client.query('delete from collection.ledger'))).rejects.toThrow(/permission denied/)
  })
})

describe('slips', () => {
  it('the printed sheet decodes to the 44 digits of the slip, and its OCR lines and number stand on it', async () => {
    const chargeId = await charged(towns.a, await payerIn(towns.a), 12_300)
    const issued = valueOf(await towns.a.run(issueSlip, { chargeIds: [chargeId], usableUntil: '2026-06-01' }))
    const [row] = await towns.a.tx((tx) => listSlips(tx, [issued.slips[0]!.slipId]))
    const paper = await towns.a.tx((tx) => findIssued(tx, issued.documentId))
    const digits = digitsOf(row!.slip_key, { usableUntil: '260601', amount: '012300' })
    expect(row!.code).toBe(digits)
    for (const dpi of [300, 600]) expect(await decodeSymbols(await renderPage(paper!.pdf, dpi))).toEqual([{ text: digits, identifier: ']C1' }])
    const lines = (await readPages(paper!.pdf))[0]!.lines.map((line) => line.text)
    const [upper, lower] = [`(91)912345-${digits.slice(8, 30)}`, `260601-0-012300-${digits.slice(43)}`]
    expect(lines.filter((text) => /^\(91\)|^\d{6}-\d-\d{6}-\d$/.test(text))).toEqual([upper, lower])
    const ocr = lines.filter((text) => /^\d{39}$|^\d{44}$/.test(text))
    expect(ocr.map(isOcrLine)).toEqual([true, true])
    expect(ocr[1]!.slice(2, 22)).toBe(row!.slip_key.padStart(20, '0'))
    expect(Number(ocr[0]!.slice(13, 24))).toBe(12_300)
    expect(row!.code!.slice(37, 43)).toBe('012300')
    expect(row!.code!.slice(30, 36)).toBe('260601')
  })

  it('of a levy on which the town prints eL-QRs bears one that says the same as its OCR lines; of any other levy none', async () => {
    await towns.b.tx((tx) => enterSampleOrdinance(tx))
    const partyId = await payerIn(towns.b)
    const chargeId = await charged(towns.b, partyId, 12_300, { levyCode: 'light-vehicle-tax', dueOn: plainDate('2026-06-01') })
    const slip = await slipFor(towns.b, chargeId, '2026-06-15')
    const read = readElQr(slip.elQr ?? '', '99301')
    expect(read.faults).toEqual([])
    expect(read.mpn).toBe(slip.ocr.join(''))
    expect(read.code).toMatchObject({ amount: slip.amount, caseKey: slip.slipKey.padStart(20, '0'), confirmation: slip.confirmation, taxItem: '003', levyYear: '2026', taxYear: '2026', period: '00', dueDate: '20260601', payLimit: '20260615' })
    const printed = valueOf(await towns.b.run(issueSlip, { chargeIds: [chargeId], usableUntil: '2026-06-15' }))
    const paper = await towns.b.tx((tx) => findIssued(tx, printed.documentId))
    const symbols = await decodeSymbols(await renderPage(paper!.pdf, 300))
    expect(symbols.map((symbol) => symbol.identifier).sort()).toEqual([']C1', ']Q1'])
    const shown = valueOf(await towns.b.ask(showSlip, { slipId: printed.slips[0]!.slipId }))
    expect(shown.elNumber).toBe(elNumberText(symbols.find((symbol) => symbol.identifier === ']Q1')!.text))
    expect((await slipFor(towns.b, await charged(towns.b, partyId, 500))).elQr).toBeNull()
    expect((await slipFor(towns.b, await charged(towns.b, partyId, 600, { levyCode: 'light-vehicle-tax', instalment: 112 }))).elQr).toBeNull()
    const two = await Promise.all([1, 2].map((instalment) => charged(towns.b, partyId, 700, { levyCode: 'light-vehicle-tax', instalment })))
    const both = await towns.b.tx((tx) => issueSlips(tx, [{ chargeIds: two, usableUntil: plainDate('2026-06-01') }]))
    expect(both.ok && both.value[0]?.elQr).toBeNull()
  })

  it.each([
    [300_000, true],
    [300_001, false],
  ])('a slip over %i yen has bars: %s', async (amount, hasBars) => {
    const chargeId = await charged(towns.a, await payerIn(towns.a), amount)
    const issued = valueOf(await towns.a.run(issueSlip, { chargeIds: [chargeId], usableUntil: '2026-06-01' }))
    expect(issued.slips[0]!.hasBars).toBe(hasBars)
    const paper = await towns.a.tx((tx) => findIssued(tx, issued.documentId))
    expect((await decodeSymbols(await renderPage(paper!.pdf, 300))).length).toBe(hasBars ? 1 : 0)
  })

  it('a slip for a day after the due date carries the delinquency charge up to that day', async () => {
    const chargeId = await charged(towns.a, await payerIn(towns.a), 150_000, { dueOn: plainDate('2025-06-30') })
    const slip = await slipFor(towns.a, chargeId, '2025-09-10')
    expect(slip.code).toBeNull()
    const later = await slipFor(towns.a, chargeId, '2026-06-10')
    expect(later.tax).toBe(150_000)
    // 31日 2.4% = 305、2025年の残り153日 8.7% = 5,470、2026年161日 9.1% = 6,020 → 11,795 → 11,700
    expect(later.late).toBe(11_700)
    expect(later.amount).toBe(161_700)
  })

  it('a slip issued again has a new key and its count, and nothing is issued for what is paid', async () => {
    const partyId = await payerIn(towns.a)
    const chargeId = await charged(towns.a, partyId, 4_000)
    const first = valueOf(await towns.a.run(issueSlip, { chargeIds: [chargeId], usableUntil: '2026-06-01' })).slips[0]!
    const again = valueOf(await towns.a.run(reissueSlip, { slipId: first.slipId, usableUntil: '2026-06-20' })).slips[0]!
    const rows = await towns.a.tx((tx) => listSlips(tx, [first.slipId, again.slipId]))
    expect(rows.map((row) => row.reissue)).toEqual([0, 1])
    expect(again.slipKey).not.toBe(first.slipKey)
    expect(rows[1]!.code![29]).toBe('1')
    valueOf(await towns.a.run(acceptPayment, { partyId, amount: 4_000, paidOn: '2026-05-10', named: [], onlyNamed: false, expectedOwed: null }))
    expect(codesOf(await towns.a.run(reissueSlip, { slipId: first.slipId, usableUntil: '2026-06-20' }))).toEqual(['collection.nothing-to-pay'])
  })

  it('many instalments give one sheet each in one document', async () => {
    const partyId = await payerIn(towns.a)
    const source = randomUUID()
    const raised = await towns.a.tx((tx) => raiseCharges(tx, [1, 2, 3].map((instalment) => draft(partyId, 5_000, { sourceId: source, instalment }))))
    const issued = valueOf(await towns.a.run(issueManySlips, { chargeIds: raised.chargeIds, usableUntil: '2026-06-01' }))
    const paper = await towns.a.tx((tx) => findIssued(tx, issued.documentId))
    expect(paper!.row.pages).toBe(3)
    expect(new Set(issued.slips.map((slip) => slip.slipKey)).size).toBe(3)
  })

  it('a slip into a year whose rate is not published is refused, never counted with another rate', async () => {
    const chargeId = await charged(towns.a, await payerIn(towns.a), 150_000)
    expect(codesOf(await towns.a.run(issueSlip, { chargeIds: [chargeId], usableUntil: '2027-02-01' }))).toEqual(['collection.rate-not-published'])
  })

  it('instalments of two people do not go on one sheet, and another town knows none of them', async () => {
    const one = await charged(towns.a, await payerIn(towns.a), 5_000)
    const other = await charged(towns.a, await payerIn(towns.a), 5_000)
    expect(codesOf(await towns.a.run(issueSlip, { chargeIds: [one, other], usableUntil: '2026-06-01' }))).toEqual(['collection.slip-mixed-levies'])
    expect(codesOf(await towns.b.run(issueSlip, { chargeIds: [one], usableUntil: '2026-06-01' }))).toEqual(['collection.charge-not-found'])
  })
})

describe('two slips of one debt, each with its delinquency charge', () => {
  it('charge it once when both are paid, in whatever files and order: the second is too much, and counts when the first is taken back', async () => {
    const partyId = await payerIn(towns.a)
    const chargeId = await charged(towns.a, partyId, 150_000, { dueOn: plainDate('2025-06-30') })
    const [first, second] = [await slipFor(towns.a, chargeId, '2026-05-31'), await slipFor(towns.a, chargeId, '2026-08-31')]
    expect([first.tax, second.tax, second.late > first.late, first.late > 0]).toEqual([150_000, 150_000, true, true])
    const standing = async () => {
      const { balance, overpaid } = await balanceOf(towns.a, partyId)
      const [row] = await towns.ask<{ late: string }>(`select coalesce(sum(case when credit = 'late-revenue' then amount when debit = 'late-revenue' then -amount else 0 end), 0)::text as late from collection.ledger where charge_id = $1`, [chargeId])
      return [balance, Number(row!.late), overpaid]
    }
    // The later payment becomes known first.
    await loadAndPost(towns.a, [csvRow(second.code!, { day: '20260508' })])
    expect(await standing()).toEqual([0, second.late, 0])
    await loadAndPost(towns.a, [csvRow(first.code!, { type: '01', day: '20260507' })])
    expect(await standing()).toEqual([0, first.late, second.amount])
    await loadAndPost(towns.a, [csvRow(first.code!, { type: '03', day: '20260507' })])
    expect(await standing()).toEqual([0, second.late, 0])
    expect(await sumOfLedger(towns.a)).toBe(0)
  })

  it('or when the desk took the debt too: what was paid later is an overpayment, tax and delinquency charge, and waits for its refund', async () => {
    const partyId = await payerIn(towns.a)
    const chargeId = await charged(towns.a, partyId, 150_000, { dueOn: plainDate('2025-06-30') })
    const slip = await slipFor(towns.a, chargeId, '2026-05-31')
    const owed = valueOf(await towns.a.ask(showAccount, { partyId, residentId: null, on: null })).owed.total
    const { paymentId } = valueOf(await towns.a.run(acceptPayment, { partyId, amount: owed, paidOn: '2026-05-10', named: [], onlyNamed: false, expectedOwed: owed }))
    const standing = async () => { const { lateCharged, lateBalance, overpaid } = await balanceOf(towns.a, partyId); return [lateCharged, lateBalance, overpaid] }
    const refundable = async () => (await towns.a.tx((tx) => listOverpayments(tx, 100))).filter((one) => one.charge_id === chargeId).map((one) => one.amount)
    expect(await standing()).toEqual([owed - 150_000, 0, 0])
    // Announced from a store of the day after: the desk was first.
    await loadAndPost(towns.a, [csvRow(slip.code!, { type: '01', day: '20260511' })])
    expect([await standing(), await refundable()]).toEqual([[owed - 150_000, 0, slip.amount], [slip.amount]])
    await loadAndPost(towns.a, [csvRow(slip.code!, { type: '03', day: '20260511' })])
    expect([await standing(), await refundable()]).toEqual([[owed - 150_000, 0, 0], []])
    // Confirmed from another store of the day before: the slip was first, and what the desk took goes back.
    await loadAndPost(towns.a, [csvRow(slip.code!, { day: '20260509', store: '110002' })])
    expect([await standing(), await refundable()]).toEqual([[slip.late, 0, owed], [owed]])
    valueOf(await towns.a.run(reversePayment, { paymentId, reason: '受領の誤り' }))
    expect([await standing(), await refundable()]).toEqual([[slip.late, 0, 0], []])
    expect(await sumOfLedger(towns.a)).toBe(0)
  })
})

describe('a charge that is lowered after it was paid with delinquency charge', () => {
  it('leaves the same books as one that was lowered before its old slip was paid at a store, and owes the lowered tax alone once that payment is taken back', async () => {
    const states = []
    for (const order of ['paid-first', 'lowered-first']) {
      const partyId = await payerIn(towns.a)
      const one = draft(partyId, 100_000, { dueOn: plainDate('2025-06-30') })
      const { chargeIds: [chargeId] } = await towns.a.tx((tx) => raiseCharges(tx, [one]))
      const slip = await slipFor(towns.a, chargeId!, '2026-05-31')
      const lower = async () => await towns.a.tx((tx) => raiseCharges(tx, [{ ...one, amount: yen(60_000) }]))
      if (order === 'lowered-first') await lower()
      await loadAndPost(towns.a, [csvRow(slip.code!, { type: '01', day: '20260507' })])
      if (order === 'paid-first') await lower()
      const { balance, lateCharged, overpaid } = await balanceOf(towns.a, partyId)
      states.push([balance, lateCharged, overpaid === slip.amount - 60_000 - lateCharged])
      await loadAndPost(towns.a, [csvRow(slip.code!, { type: '03', day: '20260507' })])
      expect(await balanceOf(towns.a, partyId)).toMatchObject({ balance: 60_000, lateCharged: 0, lateBalance: 0, overpaid: 0 })
    }
    // 122, 2,188 and 1,899 yen until 7 May.
    expect(states).toEqual([[0, 4_200, true], [0, 4_200, true]])
  })
})

describe('money at the counter', () => {
  it('what the payer names comes first, then the oldest; the rest of an instalment stays open', async () => {
    const partyId = await payerIn(towns.a)
    const old = await charged(towns.a, partyId, 30_000, { dueOn: plainDate('2026-03-31') })
    const named = await charged(towns.a, partyId, 10_800)
    const taken = valueOf(await towns.a.run(acceptPayment, { partyId, amount: 20_000, paidOn: '2026-05-10', named: [named], onlyNamed: false, expectedOwed: null }))
    expect(taken.allocations).toEqual([{ chargeId: named, kind: 'tax', amount: 10_800 }, { chargeId: old, kind: 'tax', amount: 9_200 }])
    const balances = await towns.a.tx((tx) => listBalancesOfParty(tx, partyId))
    expect(balances.map((one) => one.balance)).toEqual([20_800, 0])
  })

  it('the tax is paid before its delinquency charge, and both together close the debt', async () => {
    const partyId = await payerIn(towns.a)
    const chargeId = await charged(towns.a, partyId, 150_000, { dueOn: plainDate('2025-06-30') })
    const account = valueOf(await towns.a.ask(showAccount, { partyId, residentId: null, on: null }))
    expect(account.owed.tax).toBe(150_000)
    const taken = valueOf(await towns.a.run(acceptPayment, { partyId, amount: account.owed.total, paidOn: '2026-05-10', named: [], onlyNamed: false, expectedOwed: account.owed.total }))
    expect(taken.allocations.map((one) => one.kind)).toEqual(['tax', 'late'])
    const after = valueOf(await towns.a.ask(showAccount, { partyId, residentId: null, on: '2026-12-31' }))
    expect(after.owed.total).toBe(0)
    expect(after.lines[0]!.chargeId).toBe(chargeId)
  })

  it('more than is owed, money of tomorrow and an account that has changed are refused', async () => {
    const partyId = await payerIn(towns.a)
    await charged(towns.a, partyId, 5_000)
    const pay = { partyId, amount: 5_001, paidOn: '2026-05-10', named: [], onlyNamed: false, expectedOwed: null }
    expect(codesOf(await towns.a.run(acceptPayment, pay))).toEqual(['collection.amount-above-owed'])
    expect(codesOf(await towns.a.run(acceptPayment, { ...pay, amount: 100, paidOn: '2026-05-11' }))).toEqual(['collection.paid-in-future'])
    expect(codesOf(await towns.a.run(acceptPayment, { ...pay, amount: 100, expectedOwed: 4_000 }))).toEqual(['collection.changed-meanwhile'])
    expect(codesOf(await towns.b.run(acceptPayment, { ...pay, amount: 100 }))).toEqual(['collection.party-not-found'])
  })

  it('a payment pressed twice is taken once; reversed, the debt stands again and nothing is lost from the ledger', async () => {
    const partyId = await payerIn(towns.a)
    await charged(towns.a, partyId, 5_000)
    const key = randomUUID()
    const pay = { partyId, amount: 3_000, paidOn: '2026-05-10', named: [], onlyNamed: false, expectedOwed: null }
    const { paymentId } = valueOf(await towns.a.run(acceptPayment, pay, { key }))
    expect(valueOf(await towns.a.run(acceptPayment, pay, { key })).paymentId).toBe(paymentId)
    expect((await balanceOf(towns.a, partyId)).balance).toBe(2_000)
    valueOf(await towns.a.run(reversePayment, { paymentId, reason: '受領の誤り' }))
    expect((await balanceOf(towns.a, partyId)).balance).toBe(5_000)
    expect(codesOf(await towns.a.run(reversePayment, { paymentId, reason: 'もう一度' }))).toEqual(['collection.payment-already-reversed'])
    expect(await sumOfLedger(towns.a)).toBe(0)
  })
})

describe('files of the agent', () => {
  it('a preliminary report shows the slip as paid, a confirmed one settles it, a cancelled one opens it again', async () => {
    const partyId = await payerIn(towns.a)
    const slip = await slipFor(towns.a, await charged(towns.a, partyId, 12_300))
    await loadAndPost(towns.a, [csvRow(slip.code!, { type: '01' })])
    expect(await balanceOf(towns.a, partyId)).toMatchObject({ balance: 0, paid: 12_300, preliminary: 12_300 })
    await loadAndPost(towns.a, [csvRow(slip.code!, { type: '03' })])
    expect(await balanceOf(towns.a, partyId)).toMatchObject({ balance: 12_300, paid: 0, preliminary: 0 })
    await loadAndPost(towns.a, [csvRow(slip.code!, { type: '01', time: '1900' }), csvRow(slip.code!, { type: '02', time: '1900' })])
    expect(await balanceOf(towns.a, partyId)).toMatchObject({ balance: 0, paid: 12_300, preliminary: 0 })
  })

  it('the same file is refused by its bytes, the same rows in another file change nothing', async () => {
    const partyId = await payerIn(towns.a)
    const slip = await slipFor(towns.a, await charged(towns.a, partyId, 8_000))
    const rows = [csvRow(slip.code!)]
    await loadAndPost(towns.a, rows)
    const again = await towns.a.run(loadPaymentFile, { content: Buffer.from(`${rows.join('\r\n')}\r\n`, 'utf8').toString('base64') })
    expect(codesOf(again)).toEqual(['collection.file-already-loaded'])
    const fileId = await loadAndPost(towns.a, [...rows, ...rows])
    expect(await balanceOf(towns.a, partyId)).toMatchObject({ balance: 0, overpaid: 0 })
    expect(valueOf(await towns.a.ask(showPaymentFile, { fileId })).outcomes).toEqual([{ outcome: 'duplicate', lines: 2, amount: 16_000 }])
  })

  it('a second payment at another store is kept as overpaid, whole', async () => {
    const partyId = await payerIn(towns.a)
    const slip = await slipFor(towns.a, await charged(towns.a, partyId, 9_000))
    await loadAndPost(towns.a, [csvRow(slip.code!), csvRow(slip.code!, { store: '110002' })])
    expect(await balanceOf(towns.a, partyId)).toMatchObject({ balance: 0, paid: 9_000, overpaid: 9_000 })
  })

  it('a file with a broken row is refused as a whole, by line and column, and nothing of it is kept', async () => {
    const partyId = await payerIn(towns.a)
    const slip = await slipFor(towns.a, await charged(towns.a, partyId, 7_000))
    const bad = csvRow(slip.code!).replace('20260520', '20260231')
    const answer = await towns.a.run(loadPaymentFile, { content: Buffer.from([csvRow(slip.code!), bad, csvRow(slip.code!, { amount: 6_999 })].join('\n'), 'utf8').toString('base64') })
    if (answer.ok) throw new Error('must be refused')
    expect(answer.refusals.map((refusal) => [refusal.code, refusal.line, refusal.field])).toEqual([['collection.row-date', 2, '/paidOn'], ['collection.row-amount-differs', 3, '/amount']])
    expect((await balanceOf(towns.a, partyId)).balance).toBe(7_000)
  })

  it('CP932 and a heading are read, and text that is neither is refused', async () => {
    const partyId = await payerIn(towns.a)
    const slip = await slipFor(towns.a, await charged(towns.a, partyId, 6_000))
    const { default: iconv } = await import('iconv-lite')
    const heading = '種別,収納日,収納時刻,バーコード情報,ユーザー使用欄1,ユーザー使用欄2,印紙フラグ,金額,コンビニ本部コード,名称,店舗コード,振込日,データ作成日'
    const fileId = valueOf(await towns.a.run(loadPaymentFile, { content: iconv.encode(`${heading}\r\n${csvRow(slip.code!)}\r\n`, 'cp932').toString('base64') })).fileId
    await post(towns.a, fileId)
    expect((await balanceOf(towns.a, partyId)).balance).toBe(0)
    expect(codesOf(await towns.a.run(loadPaymentFile, { content: Buffer.from([0x30, 0x31, 0x2c, 0xff, 0xff, 0x81]).toString('base64') }))).toEqual(['collection.file-encoding'])
  })

  it('records of 120 bytes are read between a header and a trailer whose total must fit', async () => {
    const partyId = await payerIn(towns.a)
    const slip = await slipFor(towns.a, await charged(towns.a, partyId, 5_500))
    const record = `202202605200931` + `1${slip.code}   000123400202605212026060500000000000010`.padEnd(105, ' ')
    const file = (trailer: string): string => Buffer.from(['1'.padEnd(120, ' '), record, trailer.padEnd(120, ' '), '9'.padEnd(120, ' ')].join('\r\n'), 'latin1').toString('base64')
    expect(codesOf(await towns.a.run(loadPaymentFile, { content: file('8000001000000005501') }))).toEqual(['collection.total-differs'])
    const fileId = valueOf(await towns.a.run(loadPaymentFile, { content: file('8000001000000005500') })).fileId
    await post(towns.a, fileId)
    expect((await balanceOf(towns.a, partyId)).balance).toBe(0)
  })

  it('money on an unknown slip or a wrong check digit waits in suspense and is named by line', async () => {
    const unknown = ['91', '912345', '99201', '9100000000099999', '0', '260601', '0', '000100'].join('')
    const code = `${unknown}${checkDigitOf(gs1Number, unknown)}`
    const wrong = `${unknown}${(Number(code[43]) + 1) % 10}`
    const fileId = await loadAndPost(towns.b, [csvRow(code), csvRow(wrong)])
    const value = valueOf(await towns.b.ask(showPaymentFile, { fileId }))
    expect(value.exceptionLines.map((line) => [line.lineNo, line.exception])).toEqual([[1, 'slipUnknown'], [2, 'checkDigitWrong']])
    expect((await towns.b.tx((tx) => listTrialBalance(tx))).find((row) => row.account === 'unmatched')!.amount).toBe(-200)
  })

  it('a slip of one town is unknown in the other: its money never shows there', async () => {
    const partyId = await payerIn(towns.a)
    const slip = await slipFor(towns.a, await charged(towns.a, partyId, 3_300))
    const fileId = await loadAndPost(towns.b, [csvRow(slip.code!)])
    expect(valueOf(await towns.b.ask(showPaymentFile, { fileId })).outcomes).toEqual([{ outcome: 'suspense', lines: 1, amount: 3_300 }])
    expect((await balanceOf(towns.a, partyId)).balance).toBe(3_300)
  })

  it('money whose debt was not known goes to the instalment that a clerk finds, whole and once', async () => {
    const partyId = await payerIn(towns.a)
    const unknown = (await slipFor(towns.b, await charged(towns.b, await payerIn(towns.b), 6_600))).code!
    const chargeId = await charged(towns.a, partyId, 6_000)
    await loadAndPost(towns.a, [csvRow(unknown, { store: '110008' }), csvRow(unknown, { type: '01', store: '110009' })])
    const held = valueOf(await towns.a.ask(showDesk, {})).suspense.filter((row) => row.amount === 6_600)
    expect(held).toHaveLength(2)
    const told = valueOf(await towns.a.ask(showAccount, { partyId, residentId: null, on: null })).suspense
    expect(told.filter((row) => row.amount === 6_600).map((row) => row.fits)).toEqual([false, false])
    const answers = await Promise.all(held.map((row) => towns.a.run(assignSuspense, { paymentId: row.paymentId, chargeId, reason: '領収書を見た' })))
    const done = answers.findIndex((answer) => answer.ok)
    expect(codesOf(answers[1 - done]!)).toEqual(['collection.suspense-preliminary'])
    expect(await balanceOf(towns.a, partyId)).toMatchObject({ balance: 0, paid: 6_000, overpaid: 600 })
    expect(codesOf(await towns.a.run(assignSuspense, { paymentId: held[done]!.paymentId, chargeId, reason: '領収書を見た' }))).toEqual(['collection.suspense-nothing'])
    expect(codesOf(await towns.b.run(assignSuspense, { paymentId: held[done]!.paymentId, chargeId, reason: '領収書を見た' }))).toEqual(['collection.payment-not-found'])
    expect(await sumOfLedger(towns.a)).toBe(0)
  })

  it('a preliminary payment is confirmed or cancelled by hand, a confirmed one is not', async () => {
    const partyId = await payerIn(towns.a)
    const slip = await slipFor(towns.a, await charged(towns.a, partyId, 2_200))
    await loadAndPost(towns.a, [csvRow(slip.code!, { type: '01' })])
    const paymentId = valueOf(await towns.a.ask(showAccount, { partyId, residentId: null, on: null })).payments[0]!.paymentId
    valueOf(await towns.a.run(confirmPayment, { paymentId, reason: '収納代行に確かめた' }))
    expect(await balanceOf(towns.a, partyId)).toMatchObject({ balance: 0, preliminary: 0 })
    expect(codesOf(await towns.a.run(cancelPayment, { paymentId, reason: '誤り' }))).toEqual(['collection.payment-not-preliminary'])
    expect(codesOf(await towns.a.run(reversePayment, { paymentId, reason: '誤り' }))).toEqual(['collection.payment-by-file'])
  })

  it('posting broken off in the middle of a page goes on after the last whole page and gives the same ledger', async () => {
    const partyId = await payerIn(towns.b)
    const count = linesOfPage + 40
    const source = randomUUID()
    const raised = await towns.b.tx((tx) => raiseCharges(tx, Array.from({ length: count }, (_, index) => draft(partyId, 1_000 + index, { sourceId: source, instalment: index }))))
    const issued = await towns.b.tx((tx) => issueSlips(tx, raised.chargeIds.map((chargeId) => ({ chargeIds: [chargeId], usableUntil: plainDate('2026-06-01') }))))
    if (!issued.ok) throw new Error('no slips')
    const fileId = await load(towns.b, issued.value.map((slip) => csvRow(slip!.code!)))
    await towns.b.tx((tx) => postPageOfFile(tx, fileId))
    await expect(towns.b.tx(async (tx) => { await postPageOfFile(tx, fileId); throw new Error('the power goes') })).rejects.toThrow('the power goes')
    expect(valueOf(await towns.b.ask(showPaymentFile, { fileId })).posted).toBe(linesOfPage)
    await post(towns.b, fileId)
    const balances = await towns.b.tx((tx) => listBalancesOfParty(tx, partyId))
    expect(balances.filter((one) => one.balance !== 0 || one.overpaid !== 0 || one.paid !== one.charged)).toEqual([])
    expect(await sumOfLedger(towns.b)).toBe(0)
  })

  it('a reader that breaks in the middle of a file leaves nothing, and the connection goes on', async () => {
    const line = { kind: 'confirmed' as const, channel: 'store' as const, code: '', amount: yen(1), paidOn: plainDate('2026-05-01'), paidAt: null, chainCode: '', storeCode: '', fundsOn: null, paymentKey: '', raw: '' }
    function* breaking() { yield { ...line, lineNo: 1 }; throw new Error('the reader breaks') }
    await towns.b.tx(async (tx) => {
      await tx.db.run(sql`savepoint before_reading`)
      await expect(storeWaitingLines(tx, breaking())).rejects.toThrow('the reader breaks')
      await tx.db.run(sql`rollback to before_reading`)
      expect(await tx.db.many(sql`select 1 as alive`)).toEqual([{ alive: 1 }])
    })
  })

  it('two workers on the same file at once post every line once', async () => {
    const partyId = await payerIn(towns.b)
    const slip = await slipFor(towns.b, await charged(towns.b, partyId, 4_400))
    const fileId = await load(towns.b, [csvRow(slip.code!)])
    await Promise.all([1, 2, 3].map(() => towns.b.tx((tx) => postPageOfFile(tx, fileId))))
    expect(await balanceOf(towns.b, partyId)).toMatchObject({ balance: 0, overpaid: 0 })
  })
})
