import { z } from 'zod'
import { printDate } from '../kernel/wareki.ts'
import { sumOf, yen } from '../kernel/yen.ts'
import type { PlainDate } from '../kernel/plain-date.ts'
import { command, noPersons, query } from '../platform/command/define.ts'
import { zDate, zOptionalText, zText, zYen } from '../platform/command/schema.ts'
import { done, type Tx } from '../platform/command/tx.ts'
import { nextNumber } from '../platform/number/index.ts'
import * as store from './cash-store.ts'
import type { CashKind } from './model.ts'
import { refuse } from './refusals.ts'

const zDesk = zText(60, '窓口')

/** Closes the day of a desk: somebody who took none of the money counts it — 日計の締め. */
export const closeDay = command({
  name: 'certificates.close-day', title: '日計を締める', permission: 'certificates.approve',
  description: 'Closes the cash of a desk and day up to a row. The one who closes has taken none of this money and says what was counted; a difference needs a reason. Later rows of the day go into the next closing.',
  input: z.strictObject({ desk: zDesk, on: zDate, throughNo: z.number().int().min(1), countedYen: zYen, differenceReason: zOptionalText(200, '過不足の理由') }),
  output: z.object({ closeNo: z.number(), count: z.number(), yen: z.number(), differenceYen: z.number() }),
  async run(tx, input) {
    const closeNo = await nextNumber(tx, `certificates.close.${input.desk}`)
    const earlier = await store.findOpenDayBefore(tx, input.desk, input.on)
    if (earlier !== undefined) return refuse('earlier-day-open', { day: printDate(earlier), field: '/on' })
    const entries = await store.listOpenEntries(tx, input.desk, input.on)
    const [first, last] = [entries[0], entries.at(-1)]
    if (first === undefined || last === undefined) return refuse('nothing-to-close', { field: '/desk' })
    if (last.entry_no !== input.throughNo) return refuse('cash-changed')
    if (entries.some((entry) => entry.recorded_by === tx.actor.id)) return refuse('closed-by-cashier')
    const total = sumOf(entries.map((entry) => yen(entry.yen)))
    if (input.countedYen !== total && input.differenceReason === null) return refuse('counted-differs', { field: '/countedYen' })
    const count = entries.reduce((sum, entry) => sum + entry.count, 0)
    await store.insertClose(tx, {
      desk: input.desk, close_no: closeNo, business_on: input.on, from_no: first.entry_no, through_no: last.entry_no, count, yen: total,
      counted_yen: input.countedYen, difference_reason: input.countedYen === total ? null : input.differenceReason,
    })
    return done({ closeNo, count, yen: total, differenceYen: input.countedYen - total })
  },
  async example(tx) {
    const found = await store.findDeskToClose(tx)
    if (found === undefined) return null
    const entries = await store.listOpenEntries(tx, found.desk, found.business_on)
    return { desk: found.desk, on: found.business_on, throughNo: found.through_no, countedYen: sumOf(entries.map((entry) => yen(entry.yen))), differenceReason: null }
  },
})

/** Corrects a row of the cash book by another row — 訂正. */
export const correctCash = command({
  name: 'certificates.correct-cash', title: '入金を訂正する', permission: 'certificates.issue',
  description: 'Enters a correcting row, dated today, for a row of the cash book: what is given back or taken besides, with the reason. The row itself stays.',
  input: z.strictObject({ desk: zDesk, entryNo: z.number().int().min(1), count: z.number().int(), yen: z.number().int(), reason: zText(200, '理由') }),
  output: z.object({ desk: z.string(), entryNo: z.number() }),
  async run(tx, input) {
    if (input.count === 0 && input.yen === 0) return refuse('correction-empty', { field: '/yen' })
    // The number is taken first: two corrections of one desk wait for each other, and the second sees the first.
    const entryNo = await nextNumber(tx, cashSerial(input.desk))
    const entry = await store.findEntry(tx, input.desk, input.entryNo)
    if (entry === undefined) return refuse('entry-not-found', { field: '/entryNo' })
    if (entry.kind === 'correction') return refuse('correction-of-correction', { field: '/entryNo' })
    const left = await store.sumOfEntry(tx, input.desk, input.entryNo)
    if (left.count + input.count < 0 || left.yen + input.yen < 0) return refuse('correction-too-large', { field: '/yen' })
    await store.insertEntry(tx, { ...entry, entry_no: entryNo, kind: 'correction', count: input.count, yen: yen(input.yen), corrects_no: entry.entry_no, reason: input.reason })
    return done({ desk: input.desk, entryNo })
  },
  async example(tx) {
    const entry = await store.findAnyFee(tx)
    return entry ? { desk: entry.desk, entryNo: entry.entry_no, count: -1, yen: -entry.yen, reason: '1通を返された' } : null
  },
})

/** Kind of the running number of a desk's cash book. */
export function cashSerial(desk: string): string {
  return `certificates.cash.${desk}`
}

export interface CashLine { readonly documentKind: CashKind; readonly paidCount: number; readonly freeCount: number; readonly yen: number }

/** One desk on one day. */
export interface DeskDay {
  readonly desk: string
  readonly lines: readonly CashLine[]
  readonly count: number
  readonly yen: number
  readonly entries: readonly store.CashEntry[]
  readonly closes: readonly store.DayClose[]
  /** Rows no closing covers yet; null where all are closed. */
  readonly open: { readonly throughNo: number; readonly count: number; readonly isOwn: boolean } | null
  /** Of the yen, what came as postal orders. */
  readonly postalOrderYen: number
}

export interface DailyCash { readonly on: PlainDate; readonly desks: readonly DeskDay[]; readonly count: number; readonly yen: number }

/** Fees of a day by desk and kind, with closings and corrections — 手数料の日計. */
export const dailyCash = query<{ on: PlainDate | null }, DailyCash>({
  name: 'certificates.daily-cash', title: '手数料の日計', permission: 'certificates.read', action: 'list',
  description: 'The cash book of a day, desk by desk: counts and yen by kind of paper, free copies, corrections, and what was closed by whom.',
  input: z.strictObject({ on: zDate.nullable() }), output: z.custom<DailyCash>(),
  async run(tx, input) { return { ok: true, value: await dailyCashOf(tx, input.on ?? tx.today) } },
  ...noPersons,
  async example() { return { on: null } },
})

async function dailyCashOf(tx: Tx, on: PlainDate): Promise<DailyCash> {
  const [entries, closes] = [await store.listEntries(tx, on), await store.listCloses(tx, on)]
  const desks = [...grouped(entries, (entry) => entry.desk)].map(([desk, rows]) => deskDay(desk, { rows, closes: closes.filter((close) => close.desk === desk), me: tx.actor.id }))
  return { on, desks, count: desks.reduce((sum, one) => sum + one.count, 0), yen: desks.reduce((sum, one) => sum + one.yen, 0) }
}

function deskDay(desk: string, { rows, closes, me }: { rows: readonly store.CashEntry[]; closes: readonly store.DayClose[]; me: string }): DeskDay {
  const lines = [...grouped(rows, (row) => row.document_kind)].map(([documentKind, of]): CashLine => ({
    documentKind, paidCount: countOf(of.filter((row) => row.exemption === null)), freeCount: countOf(of.filter((row) => row.exemption !== null)), yen: of.reduce((sum, row) => sum + row.yen, 0),
  }))
  const closedThrough = Math.max(0, ...closes.map((close) => close.through_no))
  const open = rows.filter((row) => row.entry_no > closedThrough)
  return {
    desk, lines, entries: rows, closes, count: countOf(rows), yen: rows.reduce((sum, row) => sum + row.yen, 0),
    postalOrderYen: rows.filter((row) => row.payment === 'postal-order').reduce((sum, row) => sum + row.yen, 0),
    open: open.length === 0 ? null : { throughNo: open.at(-1)?.entry_no ?? 0, count: countOf(open), isOwn: open.some((row) => row.recorded_by === me) },
  }
}

function countOf(rows: readonly store.CashEntry[]): number {
  return rows.reduce((sum, row) => sum + row.count, 0)
}

function grouped<K extends string>(rows: readonly store.CashEntry[], keyOf: (row: store.CashEntry) => K): ReadonlyMap<K, readonly store.CashEntry[]> {
  const groups = new Map<K, store.CashEntry[]>()
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row])
  return groups
}
