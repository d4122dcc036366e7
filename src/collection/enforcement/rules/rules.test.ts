import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { addDays, plainDate, type PlainDate } from '../../../kernel/plain-date.ts'
import { yen } from '../../../kernel/yen.ts'
import { collectionLawOn } from '../../law.ts'
import type { PartOrder } from '../../rules/debt-part.ts'
import type { ClaimEvent, ClaimEventKind } from '../model.ts'
import { type Claimant, distribute } from './distribution.ts'
import { isGoneOn, prescription, type Prescription } from './prescription.ts'
import { seizableSalary } from './salary.ts'
import { decisionDays, type SaleFault, saleFault, type SaleTerms } from './sale.ts'

const law = collectionLawOn(plainDate('2026-06-15'))
const due = plainDate('2021-06-30')
const happened = (kind: ClaimEventKind, on: string, until: string | null = null): ClaimEvent => ({ kind, on: plainDate(on), until: until === null ? null : plainDate(until) })
const course = (...events: readonly ClaimEvent[]): Prescription => prescription({ due, events }, law.prescription.usual)

describe('the prescription of a claim', () => {
  test.each([
    ['督促がなければ、法定納期限の翌日から5年', [], '2026-06-30'],
    ['督促は10日を経過した日まで完成を猶予し、翌日から新しい5年が始まる', [happened('demand', '2021-07-20')], '2026-07-30'],
    ['二度目の督促は催告と同じで、新しい5年を始めない', [happened('demand', '2021-07-20'), happened('demand', '2024-01-10')], '2026-07-30'],
    ['催告は6か月だけ完成を延ばす', [happened('reminder', '2026-06-01')], '2026-12-01'],
    ['催告で延びているあいだの催告は、何も延ばさない', [happened('reminder', '2026-06-01'), happened('reminder', '2026-11-30')], '2026-12-01'],
    ['承認の日の翌日から新しい5年が始まる', [happened('acknowledgement', '2025-04-10')], '2030-04-10'],
    ['一部を納めた日の翌日から新しい5年が始まる', [happened('part-payment', '2025-04-10')], '2030-04-10'],
    ['差押えが解除された日の翌日から新しい5年が始まる', [happened('seizure', '2023-05-01', '2024-02-29')], '2029-02-28'],
    ['取り消された差押えは、6か月だけ完成を延ばす', [{ ...happened('seizure', '2026-05-01', '2026-06-20'), isAnnulled: true }], '2026-12-20'],
    ['徴収猶予のあいだは進行しない', [happened('extension', '2022-04-01', '2023-03-31')], '2027-06-30'],
    ['重なる猶予の日は一度だけ数える', [happened('extension', '2022-04-01', '2022-04-10'), happened('extension', '2022-04-05', '2022-04-20')], '2026-07-20'],
    ['偽りその他不正の行為があれば、初めの2年は進行しない', [happened('fraud', '2022-01-01')], '2028-06-30'],
    ['滞納処分の停止は時効を止めない', [happened('suspension', '2023-04-01')], '2026-06-30'],
    ['完成したあとの承認は何も始めない', [happened('acknowledgement', '2026-07-01')], '2026-06-30'],
  ])('%s', (_title, events, last) => expect(course(...events).completesOn).toBe(last))

  test.each(['seizure', 'delivery-request', 'participating-seizure', 'extension'] as const)('does not complete while a living %s holds it', (kind) => {
    const found = course(happened(kind, '2023-05-01'))
    expect(found).toMatchObject({ completesOn: null, heldBy: kind })
    expect(isGoneOn(found, plainDate('2099-01-01'))).toBe(false)
  })

  it('is gone on the day after its last day, and on no day before', () => {
    expect([0, 1].map((days) => isGoneOn(course(), addDays(plainDate('2026-06-30'), days)))).toEqual([false, true])
  })

  it('of two seizures the one that stands holds it', () => {
    expect(course(happened('seizure', '2023-05-01', '2024-05-01'), happened('seizure', '2023-08-01')).completesOn).toBeNull()
  })

  it('names each event with its article, and what it did', () => {
    expect(course(happened('demand', '2021-07-20'), happened('demand', '2024-01-10'), happened('acknowledgement', '2026-09-01')).steps.map(({ effect, article, completesOn }) => [effect, article.article, completesOn])).toEqual([
      ['renewed', '18-2(1)(2)', '2026-07-30'], ['postponed', '150', '2026-07-30'], ['too-late', '152(1)', '2026-07-30'],
    ])
  })

  it('of a premium is two years, and every demand begins them anew at once', () => {
    const premium = law.prescription.levies['nhi-premium']!
    const last = (...events: readonly ClaimEvent[]) => prescription({ due: plainDate('2024-07-31'), events }, premium).completesOn
    expect([last(), last(happened('demand', '2024-08-20')), last(happened('demand', '2024-08-20'), happened('demand', '2025-02-20'))]).toEqual(['2026-07-31', '2026-08-20', '2027-02-20'])
  })

  const kinds = fc.constantFrom<ClaimEventKind>('demand', 'reminder', 'acknowledgement', 'part-payment', 'extension', 'seizure', 'delivery-request')
  const events = fc.array(fc.record({ kind: kinds, at: fc.nat(2_500), days: fc.option(fc.nat(400), { nil: null }) }), { maxLength: 6 }).map((list) => list.map(({ kind, at, days }): ClaimEvent => {
    const on = addDays(due, at + 1)
    return { kind, on, until: ['extension', 'seizure', 'delivery-request'].includes(kind) && days !== null ? addDays(on, days) : null }
  }))

  it('halted from its first day, it runs by the calendar from the end of the halt: a leap day in the halt gives no day more', () => {
    const demand: ClaimEvent = { kind: 'demand', on: plainDate('2023-02-18'), until: null }
    expect(course(demand, { kind: 'extension', on: plainDate('2023-02-08'), until: plainDate('2024-02-29') }).completesOn).toBe('2029-02-28')
    expect(course(demand, { kind: 'extension', on: plainDate('2023-03-02'), until: plainDate('2024-02-29') }).completesOn).toBe('2029-02-28')
  })

  it('nothing that happens brings its last day forward, and the order in which events are told does not matter', () => {
    fc.assert(fc.property(events, (list) => {
      const days = course(...list).steps.map((step) => step.completesOn)
      for (const [index, day] of days.entries()) expect(day === null || day >= (days[index - 1] ?? '2026-06-30')).toBe(true)
      expect(course(...list.toReversed()).completesOn).toBe(course(...list).completesOn)
    }))
  })
})

describe('what of a salary may be seized', () => {
  const salary = (pay: number, more: { relatives?: number; months?: number } = {}) => seizableSalary({ pay: yen(pay), incomeTax: yen(5_000), inhabitantTax: yen(10_000), socialInsurance: yen(35_000), relatives: more.relatives ?? 0, months: more.months ?? 1 }, law.livingPart)

  it('leaves taxes, insurance, the living part and a fifth of the rest', () => {
    expect(salary(250_000)).toEqual({ taxes: 15_000, insurance: 35_000, living: 100_000, standing: 20_000, protected: 170_000, seizable: 80_000 })
  })

  test.each([
    [150_000, 0], [150_001, 0], [150_002, 1], [149_999, 0],
  ])('of %i yen, %i yen: a part of a yen is left to the debtor', (pay, seizable) => expect(salary(pay).seizable).toBe(seizable))

  it('more relatives leave more, and two months twice as much', () => {
    expect([salary(250_000, { relatives: 1 }).living, salary(250_000, { relatives: 2 }).living, salary(500_000, { relatives: 1, months: 2 }).living]).toEqual([145_000, 190_000, 290_000])
  })

  it('the share for the debtor’s standing is at most twice the living part', () => {
    expect([salary(1_150_000).standing, salary(1_150_001).standing, salary(3_000_000).standing]).toEqual([200_000, 200_000, 200_000])
  })
})

describe('the days of a public sale', () => {
  const terms = (over: Partial<Record<keyof SaleTerms, unknown>> = {}): SaleTerms => ({ kind: 'real-estate', announcedOn: plainDate('2026-06-15'), isShortened: false, auctionOn: plainDate('2026-06-26'), decisionOn: plainDate('2026-07-03'), payBy: plainDate('2026-07-03'), estimate: yen(1_000_001), deposit: null, ...over } as SaleTerms)
  const movables = { kind: 'movables', decisionOn: plainDate('2026-06-26'), payBy: plainDate('2026-06-26') }
  test.each<[string, Partial<Record<keyof SaleTerms, unknown>>, SaleFault | null]>([
    ['公告の日と公売の日の間に、まる10日ある', {}, null],
    ['間が9日しかない', { auctionOn: plainDate('2026-06-25'), decisionOn: plainDate('2026-07-02'), payBy: plainDate('2026-07-02') }, 'auction-day'],
    ['動産は、短縮すればその日に売れる', { ...movables, isShortened: true, auctionOn: plainDate('2026-06-15'), decisionOn: plainDate('2026-06-15'), payBy: plainDate('2026-06-15') }, null],
    ['不動産は、短縮しても見積価額の公告から3日は空ける', { isShortened: true, auctionOn: plainDate('2026-06-18'), decisionOn: plainDate('2026-06-25'), payBy: plainDate('2026-06-25') }, 'auction-day'],
    ['4日目なら売れる', { isShortened: true, auctionOn: plainDate('2026-06-19'), decisionOn: plainDate('2026-06-26'), payBy: plainDate('2026-06-26') }, null],
    ['不動産の売却決定は、公売の日を入れて7日を経過した日から', { decisionOn: plainDate('2026-07-02'), payBy: plainDate('2026-07-02') }, 'decision-day'],
    ['21日を経過した日まで', { decisionOn: plainDate('2026-07-17'), payBy: plainDate('2026-07-17') }, null],
    ['その次の日は遅い', { decisionOn: plainDate('2026-07-18'), payBy: plainDate('2026-07-18') }, 'decision-day'],
    ['動産の売却決定は公売の日', movables, null],
    ['動産の売却決定が次の日', { ...movables, decisionOn: plainDate('2026-06-27'), payBy: plainDate('2026-06-27') }, 'decision-day'],
    ['代金の期限は30日まで延ばせる', { payBy: plainDate('2026-08-02') }, null],
    ['31日は延ばせない', { payBy: plainDate('2026-08-03') }, 'payment-day'],
    ['期限が売却決定より前', { payBy: plainDate('2026-07-02') }, 'payment-day'],
    ['保証金は見積価額の10％から', { deposit: yen(100_000) }, 'deposit-small'],
    ['1円上なら足りる', { deposit: yen(100_001) }, null],
  ])('%s', (_title, over, fault) => expect(saleFault(terms(over), law.publicSale)).toBe(fault))

  it('before 2021 land was decided on when seven days had passed, on no other day', () => {
    expect(decisionDays(terms(), collectionLawOn(plainDate('2020-12-31')).publicSale)).toEqual(['2026-07-03', '2026-07-03'])
  })
})

describe('the distribution of money', () => {
  const one = (id: string, kind: Claimant['kind'], rankedOn: string, principal: number, late = 0, requestedOn: string | null = null): Claimant => ({ id, kind, rankedOn: plainDate(rankedOn), principal: yen(principal), late: yen(late), fee: yen(0), requestedOn: requestedOn as PlainDate | null })
  const given = (proceeds: number, ...claimants: readonly Claimant[]) => {
    const { lines, surplus } = distribute(yen(proceeds), claimants, ['tax', 'late', 'fee'])
    return { ...Object.fromEntries(lines.map((line) => [line.id, [line.principal, line.late]])), surplus }
  }

  it('goes to costs, then to the principals of the tax that seized, then to its delinquency charges, and the rest to the debtor', () => {
    expect(given(100_000, one('new', 'own', '2025-08-31', 30_000, 2_000), one('old', 'own', '2025-06-30', 30_000, 3_000), one('costs', 'costs', '2026-01-01', 1_500)))
      .toEqual({ costs: [1_500, 0], old: [30_000, 3_000], new: [30_000, 2_000], surplus: 33_500 })
    expect(given(61_000, one('old', 'own', '2025-06-30', 30_000, 3_000), one('new', 'own', '2025-08-31', 30_000, 2_000))).toEqual({ old: [30_000, 1_000], new: [30_000, 0], surplus: 0 })
  })

  it('the fee of the demand stands where the town puts it: after the delinquency charges of all, or before their taxes', () => {
    const claimants = ['old', 'new'].map((id, index) => ({ ...one(id, 'own', `2025-0${6 + index}-30`, 30_000, 2_000), fee: yen(100) }))
    const shares = (order: PartOrder) => distribute(yen(62_050), claimants, order).lines.map((line) => [line.principal, line.late, line.fee])
    expect(shares(['tax', 'late', 'fee'])).toEqual([[30_000, 2_000, 0], [30_000, 50, 0]])
    expect(shares(['fee', 'tax', 'late'])).toEqual([[30_000, 1_850, 100], [30_000, 0, 100]])
  })

  it('a mortgage of before the due date goes first, one of after it last, and one of the same day first', () => {
    const tax = one('tax', 'own', '2025-06-30', 30_000)
    expect(given(40_000, tax, one('bank', 'secured', '2025-06-29', 20_000))).toMatchObject({ bank: [20_000, 0], tax: [20_000, 0] })
    expect(given(40_000, tax, one('bank', 'secured', '2025-06-30', 20_000))).toMatchObject({ bank: [20_000, 0], tax: [20_000, 0] })
    expect(given(40_000, tax, one('bank', 'secured', '2025-07-01', 20_000))).toMatchObject({ bank: [10_000, 0], tax: [30_000, 0] })
  })

  it('the tax that seized goes before an older tax that asked for delivery, and of two that asked the earlier one goes first', () => {
    expect(given(50_000, one('asked-late', 'requested', '2020-01-01', 20_000, 0, '2026-03-01'), one('asked-early', 'requested', '2024-01-01', 15_000, 0, '2026-02-01'), one('tax', 'own', '2025-06-30', 30_000)))
      .toEqual({ tax: [30_000, 0], 'asked-early': [15_000, 0], 'asked-late': [5_000, 0], surplus: 0 })
  })

  it('where a secured claim stands between an older tax that asked and the tax that seized, taxes get in all what their days give them', () => {
    // The older tax opens 20,000 for taxes; the bank takes its 30,000 next; of the 20,000 the tax that seized goes first.
    expect(given(50_000, one('tax', 'own', '2025-06-30', 40_000), one('state', 'requested', '2023-03-15', 20_000, 0, '2026-02-01'), one('bank', 'secured', '2024-04-01', 30_000)))
      .toEqual({ bank: [30_000, 0], tax: [20_000, 0], state: [0, 0], surplus: 0 })
  })

  it('no yen is lost or made, nobody gets more than is owed, and nothing is left over while somebody is unpaid', () => {
    const claimant = fc.record({ kind: fc.constantFrom<Claimant['kind']>('costs', 'own', 'requested', 'secured'), day: fc.nat(900), principal: fc.nat(60_000), late: fc.nat(4_000), asked: fc.nat(900), fee: fc.constantFrom(0, 100) })
    fc.assert(fc.property(fc.nat(200_000), fc.array(claimant, { maxLength: 7 }), fc.constantFrom<PartOrder>(['tax', 'late', 'fee'], ['fee', 'tax', 'late']), (proceeds, list, order) => {
      const claimants = list.map((each, index) => ({ ...one(String(index), each.kind, addDays(plainDate('2023-01-01'), each.day), each.principal, each.late, each.kind === 'requested' ? addDays(plainDate('2023-01-01'), each.asked) : null), fee: yen(each.kind === 'own' ? each.fee : 0) }))
      const found = distribute(yen(proceeds), claimants, order)
      expect(found.distributed + found.surplus).toBe(proceeds)
      expect(found.lines).toHaveLength(claimants.length)
      const owed = claimants.reduce((total, each) => total + each.principal + each.late + each.fee, 0)
      expect(found.surplus).toBe(Math.max(0, proceeds - owed))
      for (const line of found.lines) {
        const claim = claimants.find((each) => each.id === line.id)!
        expect(line.principal >= 0 && line.principal <= claim.principal && line.late >= 0 && line.late <= claim.late && line.fee >= 0 && line.fee <= claim.fee).toBe(true)
      }
    }))
  })
})
