import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainDate } from '../../kernel/plain-date.ts'
import { minus, subtract, sumOf, type Yen, yen } from '../../kernel/yen.ts'
import { delinquencyLawBetween } from '../law.ts'
import type { PartOrder } from './debt-part.ts'
import { fitted } from './part-payment.ts'
import { type Account, Book, lowering, type Move, type Notice, postNotice, type PostingState, type SlipFacts } from './posting.ts'
import type { NoticeKind } from './reconcile.ts'

const today = plainDate('2026-06-20')
const charges = ['c1', 'c2', 'c3'] as const
const slips: readonly SlipFacts[] = [
  { slipId: 's1', partyId: 'p', amount: yen(12_300), lines: [{ chargeId: 'c1', kind: 'tax', amount: yen(12_300) }] },
  { slipId: 's2', partyId: 'p', amount: yen(21_500), lines: [{ chargeId: 'c2', kind: 'tax', amount: yen(20_000) }, { chargeId: 'c2', kind: 'late', amount: yen(1_500) }] },
  { slipId: 's3', partyId: 'p', amount: yen(30_100), lines: [{ chargeId: 'c2', kind: 'tax', amount: yen(20_000) }, { chargeId: 'c3', kind: 'tax', amount: yen(10_000) }, { chargeId: 'c3', kind: 'fee', amount: yen(100) }] },
]

/** A second bill of what `s2` bills, made later: with more delinquency charge. */
const secondBill: SlipFacts = { slipId: 's4', partyId: 'p', amount: yen(22_300), lines: [{ chargeId: 'c2', kind: 'tax', amount: yen(20_000) }, { chargeId: 'c2', kind: 'late', amount: yen(2_300) }] }
const ofSecondBill = 5
/** The second bill is paid between the payments at the two stores. */
const paidOns = { A: plainDate('2026-06-18'), second: plainDate('2026-06-19'), B: plainDate('2026-06-20') }

/** Of 20,000 yen about 1,600 accrue from here to the payments, of 16,000 about 1,300, of 9,000 nothing that is taken. */
const dueOfC2 = plainDate('2025-06-30')
const lawOfC2 = delinquencyLawBetween(dueOfC2, today)

/** The fee of a demand after everything, and before everything. */
const orders: readonly PartOrder[] = [['tax', 'late', 'fee'], ['fee', 'tax', 'late']]

function openTown(order: PartOrder = orders[0]!): PostingState {
  let serial = 0
  const newId = (): string => `id-${String((serial += 1)).padStart(6, '0')}`
  const book = new Book({ newId, today, order })
  for (const [index, chargeId] of charges.entries()) {
    const amount = yen([12_300, 20_000, 10_000][index]!)
    book.open(chargeId, 'p', { tax: yen(0), late: yen(0), fee: yen(0), overpaid: yen(0), charged: yen(0) })
    book.enter({ kind: 'charge', effectiveOn: today }, [{ debit: 'receivable', credit: 'revenue', amount, chargeId, partyId: 'p' }])
  }
  book.openLate('c2', { due: dueOfC2, payments: [], reliefs: [], lawUntil: () => lawOfC2, charged: yen(0), writtenOff: yen(0), mostTax: yen(0), isLowered: false, cuts: [] })
  book.enter({ kind: 'demand-fee', effectiveOn: today }, [{ debit: 'fee-receivable', credit: 'fee-revenue', amount: yen(100), chargeId: 'c3', partyId: 'p' }])
  return { book, payments: new Map(), slipCharges: new Map(), newId }
}

/** The desk takes the whole of `c2` with its delinquency charge, before any notice of it is known. */
function takeAtDesk(state: PostingState, paidOn = paidOns.second): PostingState {
  const entry = { effectiveOn: paidOn, paymentId: 'desk' }
  const line = { chargeId: 'c2', partyId: 'p' }
  const live = [
    ...state.book.enter({ ...entry, kind: 'late-charge' }, [{ debit: 'late-receivable', credit: 'late-revenue', amount: yen(1_400), ...line }]),
    ...state.book.enter({ ...entry, kind: 'receipt' }, [{ debit: 'cash', credit: 'receivable', amount: yen(20_000), ...line }, { debit: 'cash', credit: 'late-receivable', amount: yen(1_400), ...line }]),
  ]
  state.payments.set('counter|desk', { paymentId: 'desk', slipId: null, amount: yen(21_400), paidOn, notices: new Set(['confirmed']), lateAtDesk: new Map([['c2', yen(1_400)]]), live })
  return state
}

/** The clerk undoes what was taken at the desk; the page settles the debt after it. */
const deskUndone: Notice = { paymentKey: 'counter|desk', kind: 'reversed', amount: yen(21_400), paidOn: paidOns.second, slip: null, isCodeValid: true }

/** Sums by account and charge. */
function sumsOf(moves: readonly Move[]): Record<string, number> {
  const sums: Record<string, number> = {}
  const add = (account: Account, chargeId: string | null, amount: number): void => { sums[`${account} ${chargeId ?? '-'}`] = (sums[`${account} ${chargeId ?? '-'}`] ?? 0) + amount }
  for (const move of moves) { add(move.debit, move.chargeId, move.amount); add(move.credit, move.chargeId, -move.amount) }
  return Object.fromEntries(Object.entries(sums).filter(([, amount]) => amount !== 0).sort())
}

const notices = fc.array(fc.record({
  slip: fc.constantFrom(0, 1, 2, 3, 4, ofSecondBill), store: fc.constantFrom('A', 'B'), kind: fc.constantFrom<NoticeKind>('preliminary', 'preliminary', 'confirmed', 'confirmed', 'cancelled', 'cancelled', 'reversed'),
}), { maxLength: 14 })

/** Payments at a bank, which takes any amount: always confirmed. */
const bankNotices = fc.array(fc.record({ slip: fc.constantFrom(1, 2), bank: fc.constantFrom('X', 'Y', 'Z'), amount: fc.constantFrom(700, 20_400, 20_900, 21_500, 30_000, 31_000) }), { maxLength: 4 })

function bankNoticeOf(one: { slip: number; bank: string; amount: number }, order: PartOrder = orders[0]!): Notice {
  return { paymentKey: `${one.slip}|${one.bank}|${one.amount}`, kind: 'confirmed', amount: yen(one.amount), paidOn: today, slip: fitted(slips[one.slip]!, yen(one.amount), order), isCodeValid: true }
}

function noticeOf(one: { slip: number; store: string; kind: NoticeKind }): Notice {
  const slip = one.slip === ofSecondBill ? secondBill : (slips[one.slip] ?? null)
  return { paymentKey: `${one.slip}|${one.store}`, kind: one.kind, amount: slip?.amount ?? yen(777), paidOn: one.slip === ofSecondBill ? paidOns.second : paidOns[one.store === 'A' ? 'A' : 'B'], slip, isCodeValid: one.slip !== 4 }
}

/** A later decision about the tax of `c2`. */
interface Decision { readonly to: number }

function decide(book: Book, { to }: Decision): void {
  const difference = subtract(yen(to), book.balancesOf('c2').charged)
  const lines = difference >= 0 ? [{ debit: 'receivable' as const, credit: 'revenue' as const, amount: difference }] : lowering(minus(difference), book.balancesOf('c2').tax, yen(0)).map((line) => ({ debit: 'revenue' as const, ...line }))
  book.enter({ kind: 'charge-change', effectiveOn: today }, lines.map((line) => ({ ...line, chargeId: 'c2', partyId: 'p' })))
  book.settle(['c2'])
}

function post(list: readonly Notice[], order: PartOrder = orders[0]!): PostingState {
  return postTo(openTown(order), list)
}

function postTo(state: PostingState, list: readonly Notice[]): PostingState {
  for (const notice of list) {
    postNotice(state, notice)
    if (notice === deskUndone) state.book.settle(['c2'])
  }
  return state
}

describe('posting of payment notices', () => {
  it('any order and any repetition of the notices leaves the same sums in every account', () => {
    fc.assert(fc.property(notices, bankNotices, fc.constantFrom(...orders), fc.infiniteStream(fc.nat()), (list, atBanks, order, random) => {
      const asked = [...list.map(noticeOf), ...atBanks.map((one) => bankNoticeOf(one, order))]
      const draw = (): number => (random.next().value as number)
      const mixed = [...asked, ...asked.filter(() => draw() % 3 === 0)].map((notice) => ({ notice, at: draw() })).sort((a, b) => a.at - b.at).map(({ notice }) => notice)
      expect(sumsOf(post(mixed, order).book.moves)).toEqual(sumsOf(post(asked, order).book.moves))
    }), { numRuns: 400 })
  })

  it('where the desk took a debt too, any order and any repetition leaves the same sums, and no account is overdrawn', () => {
    fc.assert(fc.property(notices, fc.boolean(), fc.constantFrom(...orders), fc.infiniteStream(fc.nat()), (list, isUndone, order, random) => {
      const draw = (): number => (random.next().value as number)
      const asked = [...list.map(noticeOf), ...(isUndone ? [deskUndone] : [])]
      const mixed = asked.map((notice) => ({ notice, at: draw() })).sort((a, b) => a.at - b.at).map(({ notice }) => notice)
      const [state, other] = [postTo(takeAtDesk(openTown(order)), asked), postTo(takeAtDesk(openTown(order)), mixed)]
      expect(sumsOf(other.book.moves)).toEqual(sumsOf(state.book.moves))
      const { tax, late, fee, overpaid } = state.book.balancesOf('c2')
      expect([Math.min(tax, late, fee, overpaid) >= 0, overpaid === 0 || tax + late + fee === 0]).toEqual([true, true])
    }), { numRuns: 300 })
  })

  it('where the tax is lowered, taken back or raised again between the notices, any order of notices and decisions leaves the same sums, and no more delinquency charge than accrued on what is left', () => {
    const decisions = fc.tuple(fc.constantFrom(0, 9_000, 16_000), fc.array(fc.constantFrom(0, 9_000, 16_000, 20_000), { maxLength: 2 })).map(([first, later]): Decision[] => [first, ...later].map((to) => ({ to })))
    fc.assert(fc.property(notices, decisions, fc.boolean(), fc.constantFrom(...orders), fc.infiniteStream(fc.nat()), (list, decided, isUndone, order, random) => {
      const draw = (): number => (random.next().value as number)
      const asked = [...list.map(noticeOf), ...(isUndone ? [deskUndone] : [])]
      const days = decided.map(draw).sort((a, b) => a - b)
      const mixed = [...asked.map((one) => ({ one, at: draw() })), ...decided.map((one, index) => ({ one, at: days[index]! }))].sort((a, b) => a.at - b.at).map(({ one }) => one)
      const [state, other] = [takeAtDesk(openTown(order)), takeAtDesk(openTown(order))]
      const carryOut = (to: PostingState, one: Notice | Decision): void => { if ('to' in one) decide(to.book, one); else postTo(to, [one]) }
      for (const one of [...asked, ...decided]) carryOut(state, one)
      for (const one of mixed) carryOut(other, one)
      const sums = sumsOf(state.book.moves)
      expect(sumsOf(other.book.moves)).toEqual(sums)
      const { tax, late, fee, overpaid, charged } = state.book.balancesOf('c2')
      expect([Math.min(tax, late, fee, overpaid) >= 0, overpaid === 0 || tax + late + fee === 0, Object.values(sums).reduce((total, amount) => total + amount, 0)]).toEqual([true, true, 0])
      expect(-(sums['late-revenue c2'] ?? 0)).toBeLessThanOrEqual({ 0: 0, 9_000: 0, 16_000: 1_300, 20_000: 1_600 }[charged as number]!)
    }), { numRuns: 300 })
  })

  it.each([
    ['that was paid at a store before it', '2026-06-21', { late: -1_500, overpaid: -21_400 }],
    ['that was paid at a store after it', '2026-06-17', { late: -1_400, overpaid: -21_500 }],
    ['that was paid at a store on the same day', paidOns.A, { late: -1_400, overpaid: -21_500 }],
  ])('a payment of the desk and a slip of the same debt %s charge the delinquency charge once; the later one is too much', (_title, takenOn, { late, overpaid }) => {
    const state = postTo(takeAtDesk(openTown(), plainDate(takenOn)), [noticeOf({ slip: 1, store: 'A', kind: 'confirmed' })])
    const sums = sumsOf(state.book.moves)
    expect([sums['late-revenue c2'], sums['overpayment c2'], sums['late-receivable c2']]).toEqual([late, overpaid, undefined])
    // Whichever is undone, the other one is the bill that counts.
    expect(sumsOf(postTo(state, [noticeOf({ slip: 1, store: 'A', kind: 'reversed' })]).book.moves)).toMatchObject({ 'late-revenue c2': -1_400, 'cash c2': 21_400 })
    const undone = sumsOf(postTo(postTo(takeAtDesk(openTown(), plainDate(takenOn)), [noticeOf({ slip: 1, store: 'A', kind: 'confirmed' })]), [deskUndone]).book.moves)
    expect([undone['late-revenue c2'], undone['overpayment c2'], undone['cash c2']]).toEqual([-1_500, undefined, undefined])
  })

  it('whatever is posted, the sum of all accounts is zero and no account of a charge is overdrawn', () => {
    fc.assert(fc.property(notices, fc.constantFrom(...orders), (list, order) => {
      const { book } = post(list.map(noticeOf), order)
      const sums = sumsOf(book.moves)
      expect(Object.values(sums).reduce((total, amount) => total + amount, 0)).toBe(0)
      for (const chargeId of charges) {
        const balances = book.balancesOf(chargeId)
        expect(Math.min(balances.tax, balances.late, balances.fee, balances.overpaid)).toBeGreaterThanOrEqual(0)
        expect(balances.overpaid === 0 || balances.tax + balances.late + balances.fee === 0).toBe(true)
      }
    }), { numRuns: 300 })
  })

  it('money received stands in the books to the yen: what was announced and not taken back', () => {
    fc.assert(fc.property(notices, (list) => {
      const state = post(list.map(noticeOf))
      const received = Object.entries(sumsOf(state.book.moves)).filter(([key]) => key.startsWith('provisional') || key.startsWith('funds-expected')).reduce((total, [, amount]) => total + amount, 0)
      const standing = [...state.payments.values()].filter((payment) => !payment.notices.has('reversed')).filter((payment) => payment.notices.has('confirmed') || (payment.notices.has('preliminary') && !payment.notices.has('cancelled')))
      expect(received).toBe(sumOf(standing.map((payment) => payment.amount)))
    }), { numRuns: 300 })
  })

  it('a reversal names the line it undoes and turns it round', () => {
    const { book } = post([{ slip: 0, store: 'A', kind: 'preliminary' as const }, { slip: 0, store: 'A', kind: 'cancelled' as const }].map(noticeOf))
    const receipt = book.moves.find((move) => move.kind === 'receipt')!
    const reversal = book.moves.find((move) => move.kind === 'reversal')!
    expect(reversal.reverses).toEqual({ entryId: receipt.entryId, lineNo: receipt.lineNo })
    expect([reversal.debit, reversal.credit, reversal.amount]).toEqual([receipt.credit, receipt.debit, receipt.amount])
  })

  it('a payment announced, taken back, confirmed after all and then reversed leaves nothing but the debt', () => {
    const kinds: NoticeKind[] = ['preliminary', 'cancelled', 'confirmed', 'reversed']
    const { book } = post(kinds.map((kind) => noticeOf({ slip: 0, store: 'A', kind })))
    expect(sumsOf(book.moves.filter((move) => move.chargeId === 'c1'))).toEqual({ 'receivable c1': 12_300, 'revenue c1': -12_300 })
    const undone = book.moves.flatMap((move) => (move.reverses ? [`${move.reverses.entryId}/${move.reverses.lineNo}`] : []))
    expect(new Set(undone).size).toBe(undone.length)
  })

  it('the delinquency charge on a slip is charged once when the slip is paid twice, and the second payment is kept whole', () => {
    const { book } = post([{ slip: 1, store: 'A', kind: 'confirmed' as const }, { slip: 1, store: 'B', kind: 'confirmed' as const }].map(noticeOf))
    const sums = sumsOf(book.moves)
    expect(sums['late-revenue c2']).toBe(-1_500)
    expect(sums['overpayment c2']).toBe(-21_500)
  })

  it('of two slips of one debt, each with its delinquency charge, the one that was paid first charges it; the other is too much, whichever is known first', () => {
    const [first, second, later] = [noticeOf({ slip: 1, store: 'A', kind: 'confirmed' }), noticeOf({ slip: ofSecondBill, store: 'A', kind: 'confirmed' }), noticeOf({ slip: 1, store: 'B', kind: 'confirmed' })]
    for (const order of [[first, second], [second, first]]) {
      const sums = sumsOf(post(order).book.moves)
      expect([sums['late-revenue c2'], sums['overpayment c2']]).toEqual([-1_500, -22_300])
    }
    for (const order of [[later, second], [second, later]]) {
      const sums = sumsOf(post(order).book.moves)
      expect([sums['late-revenue c2'], sums['overpayment c2']]).toEqual([-2_300, -21_500])
    }
    // The first is taken back: the second bill is the one that counts.
    expect(sumsOf(post([first, second, noticeOf({ slip: 1, store: 'A', kind: 'reversed' })]).book.moves)).toMatchObject({ 'late-revenue c2': -2_300 })
  })

  it('two slips that bill a debt in parts each charge the part of the delinquency charge that they name', () => {
    const partOf = (slipId: string, tax: number, late: number): Notice => ({
      paymentKey: slipId, kind: 'confirmed', amount: yen(tax + late), paidOn: today, isCodeValid: true,
      slip: { slipId, partyId: 'p', amount: yen(tax + late), lines: [{ chargeId: 'c2', kind: 'tax' as const, amount: yen(tax) }, { chargeId: 'c2', kind: 'late' as const, amount: yen(late) }].filter((line) => line.amount > 0) },
    })
    const sums = sumsOf(post([partOf('h1', 8_000, 400), partOf('h2', 12_000, 700), partOf('h3', 0, 200)]).book.moves)
    expect([sums['late-revenue c2'], sums['overpayment c2'], sums['receivable c2']]).toEqual([-1_300, undefined, undefined])
    // They were made of the tax as it was: lowered between them or after them, each still keeps its part, up to what accrued on the rest.
    for (const at of [0, 1, 2]) {
      const state = openTown()
      for (const [index, notice] of [partOf('h1', 8_000, 300), partOf('h2', 12_000, 700)].entries()) {
        if (index === at) decide(state.book, { to: 16_000 })
        postTo(state, [notice])
      }
      if (at === 2) decide(state.book, { to: 16_000 })
      expect([sumsOf(state.book.moves)['late-revenue c2'], state.book.balancesOf('c2').overpaid]).toEqual([-1_000, 4_000])
    }
  })

  it('a part of the delinquency charge at a bank and the whole slip elsewhere charge it once, whichever is known first', () => {
    const [part, whole] = [bankNoticeOf({ slip: 1, bank: 'X', amount: 20_400 }), noticeOf({ slip: 1, store: 'A', kind: 'confirmed' })]
    for (const list of [[part, whole], [whole, part]]) {
      const sums = sumsOf(post(list).book.moves)
      expect([sums['late-revenue c2'], sums['overpayment c2']]).toEqual([-1_500, -20_400])
    }
    expect(sumsOf(post([part]).book.moves)).toMatchObject({ 'late-revenue c2': -400 })
  })

  it.each([
    ['money on an unknown slip waits in suspense', 3, 'slipUnknown'],
    ['money on a code with a wrong check digit waits in suspense', 4, 'checkDigitWrong'],
  ] as const)('%s', (_title, slip, exception) => {
    const state = openTown()
    const posted = postNotice(state, noticeOf({ slip, store: 'A', kind: 'confirmed' }))
    expect([posted.outcome, posted.exception]).toEqual(['suspense', exception])
    expect(sumsOf(state.book.moves)['unmatched -']).toBe(-777)
  })

  it('a first payment that is taken back leaves the debt to the second one', () => {
    const list = [['A', 'preliminary'], ['B', 'confirmed'], ['A', 'cancelled']] as const
    const { book } = post(list.map(([store, kind]) => noticeOf({ slip: 0, store, kind })))
    expect(book.balancesOf('c1')).toMatchObject({ tax: 0, overpaid: 0 })
  })

  it.each([['is too much where nothing else is open', 10_000, 100], ['goes to the tax where some of it is open', 9_000, 0]] as const)('the fee of a demand that is taken back after it was paid %s', (_title, paid, overpaid) => {
    const { book } = openTown()
    const [fee] = book.moves.filter((move) => move.kind === 'demand-fee')
    book.enter({ kind: 'receipt', effectiveOn: today }, [{ debit: 'cash', credit: 'receivable', amount: yen(paid), chargeId: 'c3', partyId: 'p' }, { debit: 'cash', credit: 'fee-receivable', amount: yen(100), chargeId: 'c3', partyId: 'p' }])
    book.reverse([fee!], { effectiveOn: today })
    book.settle(['c3'])
    expect(book.balancesOf('c3')).toMatchObject({ tax: 10_000 - paid - (100 - overpaid), fee: 0, overpaid })
  })

  it('delinquency charge of a lowered tax that was written off in part comes off the losses before any of it is too much', () => {
    const { book } = openTown()
    const entry = { effectiveOn: paidOns.A, paymentId: 'desk' }
    const line = { chargeId: 'c2', partyId: 'p' }
    book.enter({ ...entry, kind: 'late-charge' }, [{ debit: 'late-receivable', credit: 'late-revenue', amount: yen(1_600), ...line }])
    book.enter({ ...entry, kind: 'receipt' }, [{ debit: 'cash', credit: 'receivable', amount: yen(20_000), ...line }, { debit: 'cash', credit: 'late-receivable', amount: yen(600), ...line }])
    book.enter({ kind: 'write-off', effectiveOn: today }, [{ debit: 'write-off', credit: 'late-receivable', amount: yen(1_000), ...line }])
    decide(book, { to: 16_000 })
    expect(sumsOf(book.moves)).toMatchObject({ 'late-revenue c2': -1_200, 'write-off c2': 600, 'overpayment c2': -4_000 })
    decide(book, { to: 9_000 })
    expect([sumsOf(book.moves)['late-revenue c2'], sumsOf(book.moves)['write-off c2'], book.balancesOf('c2')]).toEqual([undefined, undefined, expect.objectContaining({ tax: 0, late: 0, overpaid: 11_600 })])
    decide(book, { to: 20_000 })
    const sums = sumsOf(book.moves)
    expect([sums['late-revenue c2'], sums['write-off c2'], sums['overpayment c2']]).toEqual([-1_600, 1_000, undefined])
  })

  it('a charge that falls below what was paid gives an overpayment on that day', () => {
    const { book } = post([noticeOf({ slip: 0, store: 'A', kind: 'confirmed' })])
    book.enter({ kind: 'charge-change', effectiveOn: today }, [{ debit: 'revenue', credit: 'receivable', amount: 2_300 as Yen, chargeId: 'c1', partyId: 'p' }])
    book.settle(['c1'])
    expect(book.balancesOf('c1')).toMatchObject({ tax: 0, overpaid: 2_300 })
  })
})
