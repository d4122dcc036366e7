import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { Book } from './book.ts'
import type { Channel, Debt, Payment, Saying, Slip, Word } from './seen.ts'

const debt: Debt = { debt: 1, person: 0, levy: '01', year: 2025, notice: 'F0', instalment: 1, due: '2025-06-30', yen: 10_000 }
const slip: Slip = { person: 0, number: '0100000000000018', bars: '9'.repeat(44), upper: '', lower: '', yen: 10_300, usableUntil: '2025-07-20', hasElQr: true, parts: [{ debt: 1, kind: 'tax', yen: 10_000 }, { debt: 1, kind: 'late', yen: 300 }] }

/** A second bill of the same debt, made later. */
const again: Slip = { ...slip, number: '0100000000000026', yen: 10_500, parts: [{ debt: 1, kind: 'tax', yen: 10_000 }, { debt: 1, kind: 'late', yen: 500 }] }

function payment(serial: number, how: { yen?: number; channel?: Channel; named?: Payment['named'] } = {}): Payment {
  return { serial, channel: how.channel ?? 'store-csv13', yen: how.yen ?? slip.yen, day: '2025-07-10', time: '1015', fundsDay: '2025-07-18', named: how.named ?? { by: 'slip', slip }, misread: null, meant: 1 }
}

function bookOf(sayings: readonly (readonly [Payment, Word])[]): Book {
  const book = new Book()
  book.owe(debt)
  for (const [said, word] of sayings) book.hear({ payment: said, word } satisfies Saying)
  return book
}

test('the world outside knows nothing of the program: it imports its own files, chance, and nothing else', () => {
  const folder = new URL('./', import.meta.url)
  const imports = readdirSync(folder).filter((name) => !name.endsWith('.test.ts')).flatMap((name) => [...readFileSync(new URL(name, folder), 'utf8').matchAll(/from '([^']+)'/g)].map((match) => match[1]!))
  expect(imports.filter((path) => !path.startsWith('./') && path !== '../../../../kernel/random.ts')).toEqual([])
  expect(imports.length).toBeGreaterThan(5)
})

describe('the second book', () => {
  test.each<[string, readonly (readonly [Payment, Word])[], { tax: number; late: number; over: number; fee?: number }]>([
    ['a payment that was taken back is owed again', [[payment(1), 'taken-back'], [payment(1), 'announced']], { tax: 10_000, late: 0, over: 0 }],
    ['what is settled stands, whatever else is said', [[payment(1), 'settled'], [payment(1), 'taken-back'], [payment(1), 'announced'], [payment(1), 'settled']], { tax: 0, late: 0, over: 0 }],
    ['who pays twice gets the second back, and owes the delinquency charge once', [[payment(1), 'settled'], [payment(2), 'announced']], { tax: 0, late: 0, over: 10_300 }],
    ['a bank takes a part, which goes to the tax first', [[payment(1, { yen: 10_100, channel: 'bank-slip-fixed140' }), 'settled']], { tax: 0, late: 0, over: 0 }],
    ['a part at a bank and the whole elsewhere owe the whole delinquency charge', [[payment(1, { yen: 10_100, channel: 'bank-slip-fixed140' }), 'settled'], [payment(2), 'settled']], { tax: 0, late: 0, over: 10_100 }],
    ['two slips of the debt owe the delinquency charge of one', [[payment(1), 'settled'], [payment(2, { yen: 10_500, named: { by: 'slip', slip: again } }), 'settled']], { tax: 0, late: 0, over: 10_500 }],
    ['another amount than the printed one lies in suspense', [[payment(1, { yen: 10_301, channel: 'mpn-csv1' }), 'settled']], { tax: 10_000, late: 0, over: 0 }],
  ])('%s', (_title, sayings, standing) => {
    for (const order of [sayings, [...sayings].reverse()]) {
      const book = bookOf(order)
      expect(book.standingOf(1)).toEqual({ fee: 0, ...standing })
      expect(Object.values(book.sums()).reduce((total, yen) => total + yen, 0)).toBe(0)
    }
  })

  test('the fee of a letter is owed besides, is paid after tax and delinquency charge, and paid twice once', () => {
    const demanded: Slip = { ...slip, yen: 10_400, parts: [...slip.parts, { debt: 1, kind: 'fee', yen: 100 }] }
    const paid = (serial: number, yen: number): readonly [Payment, Word] => [payment(serial, { yen, channel: 'bank-slip-fixed140', named: { by: 'slip', slip: demanded } }), 'settled']
    for (const [sayings, standing] of [[[], { tax: 10_000, late: 0, fee: 100, over: 0 }], [[paid(1, 10_360)], { tax: 0, late: 0, fee: 40, over: 0 }], [[paid(1, 10_400), paid(2, 10_400)], { tax: 0, late: 0, fee: 0, over: 10_400 }]] as const) {
      const book = bookOf([])
      book.demand([1], 100)
      for (const [said, word] of sayings) book.hear({ payment: said, word })
      expect([book.standingOf(1), book.sums()['fee-revenue'], Object.values(book.sums()).reduce((total, yen) => total + yen, 0)]).toEqual([standing, -100, 0])
    }
  })

  test.each([['2025-07-08', { tax: 0, late: 0, fee: 0, over: 10_300 }], ['2025-07-12', { tax: 0, late: 0, fee: 0, over: 10_200 }]])('of the desk on %s and a slip of 10 July the one that was paid first owes the delinquency charge', (day, standing) => {
    const book = bookOf([])
    const undo = book.take({ parts: [{ debt: 1, kind: 'tax', yen: 10_000 }, { debt: 1, kind: 'late', yen: 200 }], way: 'desk', day })
    book.hear({ payment: payment(1), word: 'settled' })
    expect([book.standingOf(1), Object.values(book.sums()).reduce((total, yen) => total + yen, 0)]).toEqual([standing, 0])
    undo()
    expect([book.standingOf(1), book.sums()['late-revenue']]).toEqual([{ tax: 0, late: 0, fee: 0, over: 0 }, -300])
  })

  test.each([
    ['what accrued on the rest is owed: 61, 1,094 and 1,189 yen in July, until December and after it', 30_000, 2_300],
    ['nothing is left of the tax', 0, 0],
    ['so little is left that nothing is taken', 9_000, 0],
    ['more accrued than was ever asked for', 100_000, 5_000],
  ])('of a tax that is lowered after it was paid late, %s', (_title, left, late) => {
    const book = new Book()
    book.owe({ ...debt, yen: 100_000 })
    book.take({ parts: [{ debt: 1, kind: 'tax', yen: 100_000 }, { debt: 1, kind: 'late', yen: 5_000 }], way: 'desk', day: '2026-06-08' })
    book.change(1, 20_000)
    book.change(1, left)
    expect([book.standingOf(1), book.sums()['late-revenue'] ?? 0]).toEqual([{ tax: 0, late: 0, fee: 0, over: 105_000 - left - late }, late === 0 ? 0 : -late])
  })

  test('the fee of a letter falls with the last of its debts', () => {
    const book = bookOf([])
    book.owe({ ...debt, debt: 2, instalment: 2, yen: 5_000 })
    book.demand([1, 2], 100)
    book.change(1, 0)
    expect(book.standingOf(1)).toEqual({ tax: 0, late: 0, fee: 100, over: 0 })
    book.change(2, 0)
    expect([book.standingOf(1), book.sums()]).toEqual([{ tax: 0, late: 0, fee: 0, over: 0 }, {}])
  })

  test('money in suspense is an item with the number of the partner until somebody knows whose it is', () => {
    const lost = payment(7, { channel: 'transfer-csv1', named: { by: 'nothing' } })
    const book = bookOf([[lost, 'settled']])
    expect(book.unknowns()).toEqual([{ channel: 'transfer-csv1', number: '7', yen: 10_300, isSettled: true }])
    book.assign(lost, 1)
    expect([book.unknowns(), book.standingOf(1)]).toEqual([[], { tax: 0, late: 0, fee: 0, over: 300 }])
  })

  test('a receipt that is undone leaves nothing, and an overpayment that goes back is owed until it is sent', () => {
    const book = bookOf([])
    const before = book.sums()
    book.take({ parts: [{ debt: 1, kind: 'tax', yen: 4_000 }, { debt: 1, kind: 'late', yen: 100 }], way: 'desk', day: '2025-07-01' })()
    expect(book.sums()).toEqual(before)
    book.take({ parts: [{ debt: 1, kind: 'tax', yen: 12_000 }], way: 'debit', day: '2025-06-30' })
    book.decide({ debt: 1, overpaid: 2_000, interest: 0, appropriated: [], payable: 2_000, decidedOn: '2025-07-20' })
    expect(book.sums()).toEqual({ revenue: -10_000, 'funds-expected': 12_000, 'refund-due': -2_000 })
    book.send(2_000)
    expect(book.sums()).toEqual({ revenue: -10_000, 'funds-expected': 12_000, cash: -2_000 })
  })
})
