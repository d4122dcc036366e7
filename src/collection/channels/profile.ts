import type { Outcome } from '../../kernel/outcome.ts'
import type { PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import type { FileChannel, NewLine } from '../payment-store.ts'

/** One thing a channel said of a payment, the same for every channel — 納付の出来事. Its key is the payment's: the same again changes nothing. */
export type PaymentEvent = NewLine

/** A file as a profile reads it: whole, or not at all. */
export interface ReadFile extends FileHead {
  readonly lines: readonly PaymentEvent[]
  readonly amount: Yen
}

interface FileHead {
  readonly encoding: 'utf-8' | 'cp932'
  /** What the file says of itself, where its layout has a head: the day it was made for and its number of that day. */
  readonly businessOn: PlainDate | null
  readonly sequenceNo: number | null
}

/** What a file is as a whole, told when its last line has been read. */
export interface FileEnd extends FileHead { readonly count: number; readonly amount: Yen }

/** A file on its way: one event after the other, and at the end what it is as a whole, or every fault. */
export type FileReading = Generator<PaymentEvent, Outcome<FileEnd>>

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
  /** The same event by event, for layouts whose files are as large as a town; the events count only where the end is accepted. */
  stream?(bytes: Uint8Array): FileReading
}
