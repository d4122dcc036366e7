import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { CashKind, Item } from '../model.ts'

/** Papers that may be given at a kiosk — コンビニ交付の証明. */
export const kioskForms = ['resident-record-copy', 'record-items', 'seal-registration-certificate'] as const satisfies readonly CashKind[]
export type KioskForm = (typeof kioskForms)[number]

/** Where paper of a kiosk is made, as it stands at the foot of each page and in the log. */
export const kioskDesk = 'コンビニ交付'

/** The whole household, or whoever holds the card. */
export const kioskScopes = { self: '本人だけ', household: '世帯全員' } as const
export type KioskScope = keyof typeof kioskScopes

/** What may be asked for at a kiosk: no history, and no number, whose purpose nobody could examine there. */
export const kioskItems: Readonly<Record<KioskForm, readonly Item[]>> = {
  'resident-record-copy': ['relationship', 'domicile', 'nationality', 'residence-status'],
  'record-items': ['birth', 'sex', 'address', 'building', 'became-resident', 'address-fixed', 'previous-address', 'relationship', 'domicile', 'nationality', 'residence-status'],
  'seal-registration-certificate': [],
}

/** A request as the centre hands it on — コンビニ交付の請求. */
export interface KioskRequest {
  readonly requestId: string
  readonly cardSerial: string
  readonly form: KioskForm
  readonly scope: KioskScope
  readonly items: readonly Item[]
  readonly copies: number
  readonly kiosk: string
  readonly store: string
  readonly askedAt: Instant
}

/** How a sheet ended: printed and paid for, or spoiled without a fee — 印刷の結果. */
export const sheetEnds = { printed: '印刷ずみ', 'not-printed': '印刷されず', cancelled: '取りやめ', 'timed-out': '知らせなし' } as const
export type SheetEnd = keyof typeof sheetEnds

/** Reports that fit nothing that was issued; each but the last closes the kiosk at once. */
export const reportFaults = {
  'unknown-request': '出していない紙を刷ったと知らせがあった', 'other-paper': '別の請求の紙を刷ったと知らせがあった', 'digest-differs': '刷った紙が、出した紙と違った', 'request-reused': '同じ請求番号で、内容の違う請求が来た',
  late: '時間切れのあとに、刷ったと知らせがあった',
} as const
export type ReportFault = keyof typeof reportFaults

/** A sheet of a request with how it stands. */
export interface KioskSheet {
  readonly lineNo: number; readonly issuanceId: string | null; readonly number: string; readonly documentId: string; readonly pageDigest: string; readonly pages: number; readonly issuedAt: Instant
  readonly end: { readonly state: SheetEnd; readonly on: PlainDate; readonly at: Instant } | null
}

/** A card as it stands today — 利用登録したカード. */
export interface KioskCard { readonly cardId: string; readonly personId: string; readonly validUntil: PlainDate; readonly state: 'usable' | 'stopped'; readonly enteredAt: Instant; readonly reason: string | null }

/** A line of the centre's monthly file. */
export interface SettlementLine { readonly line: number; readonly requestId: string; readonly number: string; readonly feeYen: number }

/** A sheet of ours that was printed in the month, or that ended otherwise. */
export interface OwnSheet { readonly requestId: string; readonly number: string; readonly feeYen: number; readonly state: SheetEnd | null; readonly isOfMonth: boolean }

/** How a line of the file and our own row disagree — 精算の差. */
export const differenceKinds = {
  missing: 'センターのファイルにない', unknown: 'この町が出していない番号', doubled: '同じ番号が二度ある', 'not-printed': 'こちらでは印刷されていない', 'other-month': '別の月に刷った紙', 'fee-differs': '手数料が違う', 'request-differs': '請求番号が違う',
} as const
export type DifferenceKind = keyof typeof differenceKinds
export interface Difference { readonly kind: DifferenceKind; readonly number: string; readonly requestId: string | null; readonly ownYen: number | null; readonly fileYen: number | null; readonly fileLine: number | null }
