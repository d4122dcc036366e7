import type { FiscalYear, Instant } from '../../../kernel/plain-date.ts'
import type { Yen } from '../../../kernel/yen.ts'

/** Why a decision is on the list: derived again it gives something else, or somebody asked — 計算し直すと違う・問い合わせ. */
export type RecheckOrigin = 'night' | 'asked'

/** How an item of the list ended: the same yen again, another decision, or an officer's explanation. */
export const resolutions = ['agrees', 'corrected', 'explained'] as const
export type Resolution = (typeof resolutions)[number]

/** The first line of a worksheet that is not the same, with both amounts; null where one of them has no such line. */
export interface LineDifference { readonly code: number; readonly before: Yen | null; readonly after: Yen | null }

/** A decision that gives other lines when it is derived again — 計算し直すと違う決定. */
export interface Finding {
  readonly personId: string
  readonly decisionNo: number
  readonly decidedTax: Yen
  readonly derivedTax: Yen
  readonly first: LineDifference | null
  /** Of all derived lines: the same difference is recognised by it. */
  readonly digest: string
}

/** An item of the work list — 見直しの一件. */
export interface Recheck {
  readonly recheckId: string
  readonly personId: string
  readonly fiscalYear: FiscalYear
  readonly decisionNo: number
  readonly version: number
  readonly origin: RecheckOrigin
  readonly decidedTax: number
  readonly derivedTax: number
  readonly firstLine: number | null
  readonly lineBefore: number | null
  readonly lineAfter: number | null
  readonly note: string | null
  readonly askedByName: string | null
  readonly foundAt: Instant
  readonly seenAt: Instant | null
  readonly resolvedAt: Instant | null
  readonly resolution: Resolution | null
  readonly reason: string | null
  readonly resolvedByName: string | null
}

/** One walk through the decisions of a year — 夜間の再計算. */
export interface Night {
  readonly nightId: string
  readonly fiscalYear: FiscalYear
  readonly state: 'running' | 'done'
  readonly cursor: string | null
  readonly pages: number
  readonly checked: number
  readonly differing: number
  readonly explained: number
  readonly closed: number
  readonly busyMs: number
  readonly openedAt: Instant
  readonly finishedAt: Instant | null
}
