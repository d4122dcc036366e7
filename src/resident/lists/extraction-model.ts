import type { Instant } from '../../kernel/plain-date.ts'

/** What goes through the register page by page: a list of persons, the population of a day, the movements of a period. */
export type ExtractionKind = 'list' | 'population' | 'movements'

/** One such work: who asked for it, how far it is, what it has found so far — 抽出. */
export interface Extraction {
  readonly extractionId: string
  readonly kind: ExtractionKind
  readonly input: unknown
  /** Facts recorded later are not seen. */
  readonly knownAt: Instant
  readonly state: 'running' | 'cancelled' | 'done'
  /** Last id of the register that was read; null before the first page and after the last. */
  readonly cursor: string | null
  readonly pages: number
  readonly readCount: number
  /** Ids of the register there were when it began. */
  readonly expected: number
  readonly busyMs: number
  readonly restarts: number
  readonly result: unknown
  readonly byId: string
  readonly byName: string
  readonly section: string
  readonly openedAt: Instant
  readonly finishedAt: Instant | null
  readonly expiresAt: Instant | null
}

/** What one page did: the result so far, how many ids it read, and where the next begins; null after the last. */
export interface ExtractionPage { readonly result: unknown; readonly read: number; readonly next: string | null }

/** How far a work is, for the screen. */
export interface ExtractionProgress { readonly state: Extraction['state']; readonly read: number; readonly expected: number; readonly pages: number; readonly secondsLeft: number | null }

/** Progress from what was kept with each page. */
export function progressOf(one: Extraction): ExtractionProgress {
  const perSecond = one.busyMs > 0 ? (one.readCount * 1000) / one.busyMs : 0
  const secondsLeft = one.state === 'running' && perSecond > 0 ? Math.ceil(Math.max(0, one.expected - one.readCount) / perSecond) : null
  return { state: one.state, read: one.readCount, expected: one.expected, pages: one.pages, secondsLeft }
}
