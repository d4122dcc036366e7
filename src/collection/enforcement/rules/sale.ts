import { dayWhenPassed } from '../../../kernel/period.ts'
import { addDays, type PlainDate } from '../../../kernel/plain-date.ts'
import { times, type Yen } from '../../../kernel/yen.ts'
import type { CollectionLaw } from '../../law.ts'
import type { PropertyKind } from '../model.ts'

/** What a public notice says of a sale — 公売公告の内容. */
export interface SaleTerms {
  readonly kind: PropertyKind
  readonly announcedOn: PlainDate
  /** The thing costs too much to keep, or loses its value: the interval may be shorter — 公告期間の短縮. */
  readonly isShortened: boolean
  readonly auctionOn: PlainDate
  readonly decisionOn: PlainDate
  readonly payBy: PlainDate
  readonly estimate: Yen
  readonly deposit: Yen | null
}

export type SaleFault = 'auction-day' | 'decision-day' | 'payment-day' | 'deposit-small'
type SaleLaw = CollectionLaw['publicSale']

/**
 * The first day on which what is announced today may be sold — 公売の日.
 * The days lie whole between the notice and the sale. Where they are shortened, the notice of the estimate of land and houses still needs its own.
 * LEGAL DOUBT: LD-160, whether the day of the notice counts.
 * @law national-tax-collection-act 95(1)
 * @law national-tax-collection-act 99(1)
 */
export function earliestAuction({ kind, announcedOn, isShortened }: Pick<SaleTerms, 'kind' | 'announcedOn' | 'isShortened'>, law: SaleLaw): PlainDate {
  if (!isShortened) return addDays(announcedOn, law.noticeDays + 1)
  return kind === 'real-estate' ? addDays(announcedOn, law.estimateNoticeDays + 1) : announcedOn
}

/**
 * The days between which a sale is decided on: of movables the day of the sale, of land and houses when days have passed, that of the sale counted in — 売却決定の日.
 * @law national-tax-collection-act 111
 * @law national-tax-collection-act 113(1)
 */
export function decisionDays({ kind, auctionOn }: Pick<SaleTerms, 'kind' | 'auctionOn'>, law: SaleLaw): readonly [first: PlainDate, last: PlainDate] {
  if (kind !== 'real-estate') return [auctionOn, auctionOn]
  return [dayWhenPassed(auctionOn, law.decisionDays, 'in'), dayWhenPassed(auctionOn, law.latestDecisionDays, 'in')]
}

/**
 * The last day to which the time for the price may be extended — 買受代金の納付の期限.
 * @law national-tax-collection-act 115(2)
 */
export function latestPayment({ decisionOn }: Pick<SaleTerms, 'decisionOn'>, law: SaleLaw): PlainDate {
  return addDays(decisionOn, law.paymentDays)
}

/**
 * What of a public notice is not allowed, or null — 公売公告の審査.
 * @law national-tax-collection-act 95(1)
 * @law national-tax-collection-act 100(1)
 */
export function saleFault(terms: SaleTerms, law: SaleLaw): SaleFault | null {
  const [first, last] = decisionDays(terms, law)
  if (terms.auctionOn < earliestAuction(terms, law)) return 'auction-day'
  if (terms.decisionOn < first || terms.decisionOn > last) return 'decision-day'
  if (terms.payBy < terms.decisionOn || terms.payBy > latestPayment(terms, law)) return 'payment-day'
  return terms.deposit !== null && times(terms.deposit, 100) < times(terms.estimate, law.depositPercent) ? 'deposit-small' : null
}
