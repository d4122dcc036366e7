import type { Outcome } from '../../kernel/outcome.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { FileChannel, NewLine } from '../payment-store.ts'

/** One thing a channel said of a payment, the same for every channel — 納付の出来事. Its key is the payment's: the same again changes nothing. */
export type PaymentEvent = NewLine

/** A file as a profile reads it: whole, or not at all. */
export interface ReadFile {
  readonly encoding: 'utf-8' | 'cp932'
  readonly lines: readonly PaymentEvent[]
  readonly amount: Yen
  /** What the file says of itself, where its layout has a head: the day it was made for and its number of that day. */
  readonly businessOn: PlainDate | null
  readonly sequenceNo: number | null
}

/** What a channel of a town tells the reader. */
export interface ReadingFacts {
  /** Whom its files name as their sender; null where the layout has none, or any is taken. */
  readonly sender: string | null
  /** 団体コード of the town: a file for another one is refused. */
  readonly municipality: string
}

/**
 * A layout in which a channel's files come — ファイルの形. A partner whose layout is given to members only has a profile of its
 * own, put in by `declareProfiles`; the public ones and our own documented ones stand in `profiles.ts`.
 */
export interface ChannelProfile {
  /** Stands on every file read by it; `store-csv13`. */
  readonly name: string
  readonly title: string
  /** How payments of it came. */
  readonly channels: readonly FileChannel[]
  /** `public`: somebody else's layout as published; `own`: the profile of docs/payment-channels.md, into which a partner's layout is turned. */
  readonly layout: 'public' | 'own'
  /** Pure: bytes and facts in, events or every fault out by line and field. */
  decode(bytes: Uint8Array, facts: ReadingFacts): Outcome<ReadFile>
}
