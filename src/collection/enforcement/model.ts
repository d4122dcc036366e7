import type { PlainDate } from '../../kernel/plain-date.ts'

/** What happens to a claim and bears on its prescription — 時効に関わる出来事. */
export const claimEventKinds = ['notice', 'demand', 'reminder', 'acknowledgement', 'part-payment', 'extension', 'fraud', 'seizure', 'delivery-request', 'participating-seizure', 'suspension'] as const
export type ClaimEventKind = (typeof claimEventKinds)[number]

/** What an officer enters by hand: letters and promises of before, taken over from paper or another system. */
export const enteredKinds = ['demand', 'reminder', 'acknowledgement', 'extension', 'fraud'] as const
export type EnteredKind = (typeof enteredKinds)[number]

/** One dated event of a claim. */
export interface ClaimEvent {
  readonly kind: ClaimEventKind
  /** The day of its effect: issue of the demand, day of the payment, first day of an extension. */
  readonly on: PlainDate
  /** Last day of what lasts; null where it still lasts, or where nothing lasts. */
  readonly until: PlainDate | null
  /** A seizure that was taken back as unlawful, and not lifted. */
  readonly isAnnulled?: boolean
}

/** Kinds that last from one day to another. */
export const lastingKinds: ReadonlySet<ClaimEventKind> = new Set(['notice', 'extension', 'seizure', 'delivery-request', 'participating-seizure', 'suspension'])

/** Property that is seized — 差し押さえる財産. */
export const propertyKinds = ['deposit', 'salary', 'insurance', 'other-claim', 'real-estate', 'movables'] as const
export type PropertyKind = (typeof propertyKinds)[number]

/** Property that somebody else owes the debtor: a notice to that third party seizes it — 債権. */
export const owedKinds: ReadonlySet<PropertyKind> = new Set(['deposit', 'salary', 'insurance', 'other-claim'])

/** How property is offered — 公売の方法. */
export const saleMethods = ['bids', 'ascending'] as const
export type SaleMethod = (typeof saleMethods)[number]

/** How a sale is over: paid; or without a bid, called off, cancelled since the taxes were paid, since the price was not — 公売の終わり. */
export const saleEndings = ['sold', 'no-bid', 'called-off', 'paid-up', 'price-unpaid'] as const
export type SaleEnding = (typeof saleEndings)[number]

/** Why a disposition is suspended: items 1 to 3 of article 15-7(1) — 滞納処分の停止の理由. */
export const suspensionGrounds = ['no-property', 'hardship', 'whereabouts-unknown'] as const
export type SuspensionGround = (typeof suspensionGrounds)[number]

/** Why a claim is written off — 不納欠損の理由. */
export const writeOffCauses = ['prescription', 'suspension-continued', 'clearly-uncollectable'] as const
export type WriteOffCause = (typeof writeOffCauses)[number]
