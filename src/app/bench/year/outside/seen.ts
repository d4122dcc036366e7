// What can be seen from outside: what is printed on notices and slips, and what partners say of payments. Nothing of the program is
// known in this folder: what is reckoned here is reckoned once more, from what was paid and by whom.

/** `2025-06-30` */
export type Day = string

/** The day so many days later. */
export function daysAfter(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10)
}

/** `20250630` */
export function compact(day: Day): string {
  return day.replaceAll('-', '')
}

/** One instalment as its notice tells it; debts have a number of their own here, since a payer knows no ids. */
export interface Debt {
  readonly debt: number
  readonly person: number
  readonly levy: string
  readonly year: number
  readonly notice: string
  readonly instalment: number
  readonly due: Day
  readonly yen: number
}

/** Of a debt: the tax, its delinquency charge, the fee of the letter that demanded it. */
export interface SlipPart { readonly debt: number; readonly kind: 'tax' | 'late' | 'fee'; readonly yen: number }

/** A slip as it lies before its payer. */
export interface Slip {
  readonly person: number
  /** 納付番号 */
  readonly number: string
  /** Digits under the bars; null where stores may not take it. */
  readonly bars: string | null
  readonly upper: string
  readonly lower: string
  readonly yen: number
  readonly usableUntil: Day
  readonly hasElQr: boolean
  readonly parts: readonly SlipPart[]
}

/** Over which way money came; names are those of the layouts of docs/payment-channels.md. */
export const channels = ['store-csv13', 'store-fixed120', 'mpn-csv1', 'elqr-csv1', 'trustee-csv1', 'bank-slip-fixed140', 'transfer-csv1', 'pension-csv1'] as const
export type Channel = (typeof channels)[number]

/** What a payment names: a slip, an instalment of a notice, or nothing that anybody could know. */
export type Named = { readonly by: 'slip'; readonly slip: Slip } | { readonly by: 'notice'; readonly debt: number } | { readonly by: 'nothing' }

/** How a slip was misread on its way: as a number that nobody gave out, or with digits that do not check. */
export interface Misread { readonly slip: Slip; readonly as: 'strange' | 'broken' }

/** Money that somebody handed to a partner of the town. */
export interface Payment {
  readonly serial: number
  readonly channel: Channel
  readonly yen: number
  readonly day: Day
  /** `0905` */
  readonly time: string
  readonly fundsDay: Day
  readonly named: Named
  /** What was read instead of the slip; then the payment names nothing. */
  readonly misread: Misread | null
  /** The debt that was meant, which the payer can tell when asked. */
  readonly meant: number
}

/** What a partner says of a payment. */
export type Word = 'announced' | 'settled' | 'taken-back' | 'charged-back'
export interface Saying { readonly payment: Payment; readonly word: Word }

/** Money of which nobody knows what it is for: an item of the list that explains it. */
export interface Unknown { readonly channel: Channel; readonly number: string; readonly yen: number; readonly isSettled: boolean }
