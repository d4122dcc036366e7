import type { FiscalYear, Instant } from '../../../kernel/plain-date.ts'
import type { Sums } from './sums.ts'

/** What is supposed — 仮定. */
export interface Supposition {
  /** Values of the town in place of those in force: concept and value as the ordinance would give them. */
  readonly values: readonly { readonly concept: string; readonly value: unknown }[]
  /** The law of another fiscal year, put on the facts of the year that is calculated; null for its own. */
  readonly lawYear: FiscalYear | null
}

/** A calculation over everybody with other values, which decides nothing — 税制改正・条例改正の試算. */
export interface WhatIf {
  readonly whatIfId: string
  readonly title: string
  readonly fiscalYear: FiscalYear
  readonly supposition: Supposition
  readonly knownAt: Instant
  readonly state: 'running' | 'stopped' | 'done' | 'discarded'
  readonly cursor: string | null
  readonly pages: number
  /** Persons calculated, and persons with statements when it began. */
  readonly read: number
  readonly expected: number
  readonly busyMs: number
  readonly sums: Sums
  readonly byName: string
  readonly openedAt: Instant
  readonly finishedAt: Instant | null
}

/** How long it will still take, from the pages so far; null where it is not running or nothing is known. */
export function secondsLeft(one: WhatIf): number | null {
  if (one.state !== 'running' || one.busyMs === 0 || one.read === 0) return null
  return Math.ceil((Math.max(0, one.expected - one.read) * one.busyMs) / (one.read * 1000))
}
