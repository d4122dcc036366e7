import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainDate } from '../../../kernel/plain-date.ts'
import { minus, notBelowZero, subtract, type Yen, yen } from '../../../kernel/yen.ts'
import { lateLines } from '../../payments.ts'
import { allocate } from '../../rules/allocation.ts'
import { receivableOf } from '../../rules/debt-part.ts'
import { Book, lowering, type Move } from '../../rules/posting.ts'
import { type Claimant, distribute } from './distribution.ts'
import { enterDistribution, enterHandOver, enterMoney, enterWriteOff, undoEntry } from './entries.ts'

// Anything that can happen to the claims of one debtor, in any order, as the office would do it.

const today = plainDate('2026-06-15')
const partyId = 'debtor'
const claims = ['first', 'second', 'third'] as const

type Happening = { readonly kind: 'charge' | 'demand' | 'pay' | 'seize' | 'undo' | 'hand-over' | 'write-off'; readonly claim: (typeof claims)[number]; readonly amount: number; readonly late: number }
const happening: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constantFrom('charge' as const, 'demand' as const, 'pay' as const, 'seize' as const, 'undo' as const, 'hand-over' as const, 'write-off' as const), claim: fc.constantFrom(...claims), amount: fc.nat(90_000), late: fc.nat(3_000),
})

/** The office with its book; what is known beside the balances of the book is counted from its lines. */
function office() {
  const ids = { next: 0 }
  const book = new Book({ newId: () => `id-${ids.next += 1}`, today, order: ['tax', 'late', 'fee'] })
  for (const claim of claims) book.open(claim, partyId, { tax: yen(0), late: yen(0), fee: yen(0), overpaid: yen(0), charged: yen(0) })
  const distributed: { entered: Move[]; due: Yen; isHanded: boolean }[] = []
  const sumOf = (account: Move['debit'], chargeId?: string): Yen => yen(book.moves.filter((move) => chargeId === undefined || move.chargeId === chargeId).reduce((total, move) => total + (move.debit === account ? move.amount : 0) - (move.credit === account ? move.amount : 0), 0))
  const writtenOff = (claim: string): Yen => yen(book.moves.filter((move) => move.chargeId === claim).reduce((total, move) => total + (move.debit === 'write-off' && move.credit === 'receivable' ? move.amount : 0) - (move.credit === 'write-off' ? move.amount : 0), 0))
  return { book, distributed, sumOf, writtenOff }
}

function carryOut({ book, distributed, sumOf, writtenOff }: ReturnType<typeof office>, { kind, claim, amount, late }: Happening): void {
  const open = () => claims.map((chargeId) => ({ chargeId, due: today, tax: notBelowZero(book.balancesOf(chargeId).tax), late: yen(Math.max(late, book.balancesOf(chargeId).late)), fee: notBelowZero(book.balancesOf(chargeId).fee) }))
  const standing = (chargeId: string): Yen => book.balancesOf(chargeId).late
  switch (kind) {
    case 'charge': {
      const difference = subtract(yen(amount), minus(sumOf('revenue', claim)))
      if (difference >= 0) book.enter({ kind: 'charge-change', effectiveOn: today }, [{ debit: 'receivable', credit: 'revenue', amount: difference, chargeId: claim, partyId }])
      else book.enter({ kind: 'charge-change', effectiveOn: today }, lowering(minus(difference), book.balancesOf(claim).tax, writtenOff(claim)).map((line) => ({ debit: 'revenue', ...line, chargeId: claim, partyId })))
      book.settle([claim])
      return
    }
    case 'demand': {
      book.enter({ kind: 'demand-fee', effectiveOn: today }, [{ debit: 'fee-receivable', credit: 'fee-revenue', amount: yen(100), chargeId: claim, partyId }])
      book.settle([claim])
      return
    }
    case 'pay': {
      const { allocations } = allocate(yen(amount), open(), { named: [claim], order: ['tax', 'late', 'fee'] })
      book.enter({ kind: 'late-charge', effectiveOn: today }, lateLines(allocations, standing).map((line) => ({ debit: 'late-receivable', credit: 'late-revenue', ...line, partyId })))
      book.enter({ kind: 'receipt', effectiveOn: today, paymentId: 'counter' }, allocations.map(({ chargeId, kind: part, amount: paid }) => ({ debit: 'cash', credit: receivableOf[part], amount: paid, chargeId, partyId })))
      return
    }
    case 'seize': {
      if (amount === 0) return
      enterMoney(book, { partyId, amount: yen(amount), receivedOn: today })
      const shared = distribute(yen(amount), open().map((item): Claimant => ({ id: item.chargeId, kind: 'own', rankedOn: item.due, requestedOn: null, principal: item.tax, late: item.late, fee: item.fee })), ['tax', 'late', 'fee'])
      const own = shared.lines.flatMap((line) => [{ chargeId: line.id, kind: 'tax' as const, amount: line.principal }, { chargeId: line.id, kind: 'late' as const, amount: line.late }, { chargeId: line.id, kind: 'fee' as const, amount: line.fee }]).filter((one) => one.amount > 0)
      distributed.push({ entered: enterDistribution(book, { partyId, amount: yen(amount), receivedOn: today, own, paymentId: 'seizure', lateLines: lateLines(own, standing) }), due: shared.surplus, isHanded: false })
      return
    }
    case 'undo': {
      const last = distributed.pop()
      if (last?.isHanded) distributed.push(last)
      else if (last) { for (const entryId of new Set(last.entered.map((move) => move.entryId))) undoEntry(book, last.entered.filter((move) => move.entryId === entryId)); book.settle(claims) }
      return
    }
    case 'hand-over': {
      const share = distributed.find((one) => !one.isHanded && one.due > 0)
      if (share) { enterHandOver(book, { partyId, amount: share.due, handedOn: today }); share.isHanded = true }
      return
    }
    case 'write-off': { enterWriteOff(book, { chargeId: claim, partyId, tax: notBelowZero(book.balancesOf(claim).tax), late: notBelowZero(book.balancesOf(claim).late), fee: notBelowZero(book.balancesOf(claim).fee), goneOn: today }) }
  }
}

describe('the ledger under disposition of delinquency', () => {
  it('any sequence of events leaves the sum of postings at zero and no claim, waiting money or share below zero', () => {
    fc.assert(fc.property(fc.array(happening, { maxLength: 25 }), (sequence) => {
      const here = office()
      for (const one of sequence) {
        carryOut(here, one)
        for (const claim of claims) {
          const balances = here.book.balancesOf(claim)
          expect([balances.tax >= 0, balances.late >= 0, balances.fee >= 0, balances.overpaid >= 0, here.writtenOff(claim) >= 0]).toEqual([true, true, true, true, true])
        }
        expect([here.sumOf('seized-money') <= 0, here.sumOf('distribution-due') <= 0]).toEqual([true, true])
      }
      const accounts = new Map<string, number>()
      for (const move of here.book.moves) {
        expect(move.amount).toBeGreaterThan(0)
        accounts.set(move.debit, (accounts.get(move.debit) ?? 0) + move.amount)
        accounts.set(move.credit, (accounts.get(move.credit) ?? 0) - move.amount)
      }
      expect([...accounts.values()].reduce((total, amount) => total + amount, 0)).toBe(0)
    }), { numRuns: 300 })
  })
})
