import type { Instant, PlainDate } from '../../kernel/plain-date.ts'
import type { Address } from '../model.ts'
import type { RenumberingKind } from './inputs.ts'

/** A case of bulk work on addresses — 住居表示・町名地番の変更の事案. */
export interface Renumbering {
  readonly renumberingId: string
  readonly kind: RenumberingKind
  readonly title: string
  readonly announcement: string
  readonly effectiveOn: PlainDate
  readonly openedBy: string
  readonly openedByName: string
  readonly openedAt: Instant
  readonly extractedAt: Instant | null
  readonly appliedAt: Instant | null
  readonly withdrawnAt: Instant | null
}

/** What the dictionary says anew of a town, or of one lot of it — 町名の新旧の対照. */
export interface TownChange {
  readonly lineNo: number
  readonly oldTown: string
  /** One lot; null where the whole town is meant and lots keep their numbers. */
  readonly oldNumber: string | null
  readonly newTown: string
  readonly newNumber: string | null
  readonly newKana: string | null
  readonly newPostalCode: string | null
  readonly newBlockId: string | null
  readonly newNumbering: 'residential' | 'lot' | null
  /** The old name is used no longer from the day on. */
  readonly closes: boolean
}

/** One person concerned, as the record stood when it was extracted — 対象者の行. */
export interface RenumberingLine {
  readonly personId: string
  readonly householdId: string
  readonly stamp: string
  readonly oldAddress: Address
  readonly newAddress: Address | null
  readonly byDuty: boolean
  readonly outcome: 'updated' | 'listed' | null
  readonly reason: string | null
  readonly notificationId: string | null
}
