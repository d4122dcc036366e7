import type { Instant, PlainDate } from '../../kernel/plain-date.ts'

/** Where an announced move comes from — 届いた先. */
export const origins = { portal: 'ポータル', town: 'ほかの市区町村', paper: '転出証明書の紙' } as const
export type Origin = keyof typeof origins

/** Which filing it prepares; the same words as the kinds of filings. */
export const itemKinds = { 'moving-out': '転出届', 'moving-in': '転入届', relocation: '転居届', 'moving-in-notice': '転入通知' } as const
export type ItemKind = keyof typeof itemKinds

/** Where it stands — 受付の状態. */
export const itemStates = { waiting: '受付', submitted: '審査中', settled: '記録済み', refused: '断った', cancelled: '取消し', merged: 'まとめた', expired: '期限切れ' } as const
export type ItemState = keyof typeof itemStates

/** The days and the marks that a message gives to its item. */
export interface ItemDays {
  readonly movedOn: PlainDate
  /** Last day of the filing; null where no law sets one. */
  readonly dueOn: PlainDate | null
  /** Last day on which the content is kept. */
  readonly expiresOn: PlainDate
}

export interface ItemStanding extends ItemDays { readonly personCount: number; readonly isProtected: boolean }

/** One announced move with its present state — 引越しの受付. */
export interface Item extends ItemStanding {
  readonly itemId: string
  /** 受付番号 */
  readonly number: string
  readonly origin: Origin
  readonly kind: ItemKind
  /** The portal's application, or the filing of the town that was left. */
  readonly thread: string
  /** 団体コード of the other town; null for the portal. */
  readonly counterpartCode: string | null
  readonly receivedAt: Instant
  readonly stepNo: number
  readonly state: ItemState
  readonly reason: string | null
  readonly notificationId: string | null
  readonly mergedInto: string | null
  readonly byName: string
  readonly recordedAt: Instant
}

/** A message as received; the content is gone once its time is over. */
export interface ReceivedMessage { readonly messageId: string; readonly sequence: number; readonly type: string; readonly sentAt: Instant; readonly receivedAt: Instant; readonly content: string | null }
