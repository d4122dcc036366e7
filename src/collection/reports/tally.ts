import { canonicalJson } from '../../kernel/canonical-json.ts'
import { endOfMonth, type PlainDate, startOfMonth } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { sha256Hex } from '../../platform/crypto/index.ts'
import type { TallyLine } from './rules.ts'
import * as store from './store.ts'

/**
 * Sums of the ledger up to a day: closed months as they were kept, later days from the ledger itself — 集計.
 * Lines are entered under the day on which they are written, so what is read for a past day never changes.
 */
export async function tallyUntil(tx: Tx, on: PlainDate): Promise<readonly TallyLine[]> {
  const through = await store.findTalliedThrough(tx, on)
  return [...await store.listTally(tx, through), ...through < on ? await store.listLedgerSums(tx, through, on) : []]
}

/** Payments that became money from the first day of a month on, by month and channel. */
export async function channelsBetween(tx: Tx, from: PlainDate, on: PlainDate): Promise<readonly store.ChannelLine[]> {
  const through = await store.findTalliedThrough(tx, on)
  const live = through < on ? await store.listChannelSums(tx, through, on) : []
  return [...await store.listChannelTally(tx, { from, through }), ...live.filter((line) => line.month >= from)]
}

/** Keeps the sums of a month that is over, with those of every month before it that were not kept. */
export async function keepTally(tx: Tx, month: PlainDate): Promise<void> {
  const through = endOfMonth(month)
  const before = await store.findTalliedThrough(tx, through)
  await store.insertTally(tx, through, await store.listLedgerSums(tx, before, through))
  await store.insertChannelTally(tx, through, await store.listChannelSums(tx, before, through))
}

/** A digest of the ledger's sums in a month: the same as long as nothing of it has changed. */
export async function digestOfMonth(tx: Tx, month: PlainDate): Promise<string> {
  const from = startOfMonth(month)
  const lines = (await store.listDayLines(tx, from, endOfMonth(month))).map((line) => [line.day, line.levyCode, line.fiscalYear, line.dueOn, line.debit, line.credit, line.amount])
  return sha256Hex(canonicalJson(lines))
}
