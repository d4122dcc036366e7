import type { Yen } from '../../../kernel/yen.ts'

/** What a payer of pensions tells us — 年金保険者からの通知の種類. */
export const noticeWords = { 対象者: 'candidate', 依頼結果: 'result', 停止: 'stop' } as const
export type PensionNotice = (typeof noticeWords)[keyof typeof noticeWords]

/** What we ask of it — 依頼の区分. */
export const requestTitles = { start: '開始', change: '変更', stop: '中止', none: '対象外' } as const
export type RequestKind = keyof typeof requestTitles
export const requestKinds = Object.keys(requestTitles) as [RequestKind, ...RequestKind[]]

/** Why nothing is taken from a pension — 対象外の理由. */
export const noneReasons = {
  'not-found': '該当する人がいない', 'no-decision': '税額の決定がない', 'not-taken': '年金から引く税額がない', stopped: '徴収の方法が変わった',
} as const
export type NoneReason = keyof typeof noneReasons

/** The code of a result that means yes. */
export const acceptedCode = '00'

/** Payments of a pension in a fiscal year, April to February. */
export const paymentsInYear = 6

/** What is in force at a payer about one entry, or what we ask now — 依頼の内容. */
export interface Asked { readonly kind: RequestKind; readonly noticeNo: string | null; readonly amounts: readonly Yen[]; readonly reason: NoneReason | null }
