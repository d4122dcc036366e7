/** What payers send in: reports of salaries and of pensions — 支払報告書. */
export const reportKinds = ['salary-report', 'pension-report'] as const
export type ReportKind = (typeof reportKinds)[number]

export const reportTitles: Readonly<Record<ReportKind, string>> = { 'salary-report': '給与', 'pension-report': '年金' }

/** What a payer announced of a year on its summary sheet — 総括表. */
export interface Announced {
  /** 0: nothing is reported. */
  readonly persons: number
  /** Null where the sheet states none. */
  readonly total: number | null
}

/** Reports of a payer that have arrived and are in force. */
export interface Loaded { readonly persons: number; readonly total: number }

/** How what arrived stands against what was announced — 照合の結果. */
export const ledgerStates = ['missing', 'short', 'over', 'total-differs', 'silent', 'not-announced', 'declared-none', 'complete'] as const
export type LedgerState = (typeof ledgerStates)[number]

export const ledgerStateTitles: Readonly<Record<LedgerState, string>> = {
  missing: '一件も届いていない', short: '足りない', over: '多い', 'total-differs': '額が違う', silent: '去年は届いた', 'not-announced': '総括表がない', 'declared-none': '報告なしの申出', complete: 'そろった',
}

/** Whether somebody decided to go on without the rest. */
export type WaiverState = 'none' | 'proposed' | 'approved'
