import { z } from 'zod'
import { accept, type Refused } from '../../kernel/outcome.ts'
import { addMonths, addYears, endOfMonth, type FiscalYear, fiscalYear, fiscalYearOf, minDate, type PlainDate, startOfFiscalYear, startOfMonth } from '../../kernel/plain-date.ts'
import { fiscalYearText } from '../../kernel/wareki.ts'
import { times, type Yen, yen } from '../../kernel/yen.ts'
import { noPersons, query } from '../../platform/command/define.ts'
import { zDate, zFiscalYear } from '../../platform/command/schema.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { type BudgetItem, collectionLawOn } from '../law.ts'
import { findLevy } from '../levies.ts'
import { refuse } from '../refusals.ts'
import { type DebtPart, partWords } from '../rules/debt-part.ts'
import { addFigures, ageing, ages, closingOf, type ClosingDay, collectionRate, type Figures, noFigures, partsOfYear, type TallyLine, uncollectedOf } from './rules.ts'
import * as store from './store.ts'
import { channelsBetween, tallyUntil } from './tally.ts'

const zFigures = z.object({ charged: z.number(), collected: z.number(), preliminary: z.number(), writtenOff: z.number(), refundDue: z.number(), uncollected: z.number(), rate: z.number().nullable() })

/** Which budget year, as of which day. */
const zAsked = z.object({ year: zFiscalYear.nullable(), on: zDate.nullable() })
interface Asked { readonly year: number | null; readonly on: PlainDate | null }

const zHead = { year: z.number(), yearText: z.string(), on: z.string(), closingOn: z.string(), isFinal: z.boolean() }

interface Frame { readonly year: FiscalYear; readonly on: PlainDate; readonly closing: ClosingDay; readonly closingOn: PlainDate }

/** Never a day in the future, and none after the books of the year were closed. */
function frameOf(tx: Tx, asked: Asked): Frame | Refused {
  if (asked.on !== null && asked.on > tx.today) return refuse('report-in-future', { field: '/on' })
  const closing = collectionLawOn(tx.today).closingDay
  const year = asked.year === null ? fiscalYearOf(asked.on ?? tx.today) : fiscalYear(asked.year)
  const closingOn = closingOf(year, closing)
  return { year, on: minDate(asked.on ?? tx.today, closingOn), closing, closingOn }
}

function headOf({ year, on, closingOn }: Frame) {
  return { year, yearText: fiscalYearText(year), on, closingOn, isFinal: on >= closingOn }
}

function shown(figures: Figures): z.infer<typeof zFigures> {
  return { ...figures, uncollected: uncollectedOf(figures), rate: collectionRate(figures) }
}

const parts = ['current', 'arrears'] as const
const zRates = z.object({
  ...zHead,
  rows: z.array(zFigures.extend({ levyCode: z.string(), title: z.string(), part: z.enum(parts), rateBefore: z.number().nullable() })),
  totals: z.array(zFigures.extend({ part: z.enum([...parts, 'all']), rateBefore: z.number().nullable() })),
  /** At the end of each month up to the day: current and arrears together. */
  months: z.array(z.object({ month: z.string(), charged: z.number(), collected: z.number(), rate: z.number().nullable(), rateBefore: z.number().nullable() })),
  late: zFigures, fee: zFigures,
  ages: z.array(z.object({ key: z.string(), title: z.string(), amount: z.number() })), agesByLevy: z.array(z.object({ title: z.string(), amounts: z.array(z.number()) })),
})
export type Rates = z.infer<typeof zRates>

/** 収納率: by levy, part and month as of a day, with arrears by age. */
export const showCollectionRates = query<Asked, Rates>({
  name: 'collection.collection-rates', title: '収納率を見る', permission: 'collection.read', action: 'list',
  description: 'Charged, collected, given up and still owed of a budget year as of a day, by levy and for current debts and those carried over, with the rate of the year before on the same day, the rate at the end of each month, and what is owed by how long it is overdue.',
  input: zAsked, output: zRates,
  async run(tx, asked) {
    const frame = frameOf(tx, asked)
    if ('ok' in frame) return frame
    return accept(ratesOf(frame, await tallyUntil(tx, frame.on)))
  },
  ...noPersons,
  example: async () => ({ year: null, on: null }),
})

function ratesOf(frame: Frame, lines: readonly TallyLine[]): Rates {
  const { year, closing } = frame
  const before = linesUntil(lines, yearBefore(frame.on))
  const last = fiscalYear(year - 1)
  const rows = leviesOf(lines).flatMap((levyCode) => {
    const [now, then] = [partsOfYear(ofLevy(lines, levyCode), year, { closing, kind: 'tax' }), partsOfYear(ofLevy(before, levyCode), last, { closing, kind: 'tax' })]
    return parts.filter((part) => now[part].charged > 0 || now[part].collected > 0).map((part) => ({ ...shown(now[part]), levyCode, title: findLevy(levyCode)?.shortTitle ?? levyCode, part, rateBefore: collectionRate(then[part]) }))
  })
  const owed = lines.filter((line) => line.fiscalYear <= year)
  const groups = leviesOf(owed).map((levyCode) => ({ title: findLevy(levyCode)?.shortTitle ?? levyCode, amounts: [...ageing(ofLevy(owed, levyCode), frame.on).values()] }))
  const byAge = ageing(owed, frame.on)
  const [late, fee] = [partsOfYear(lines, year, { closing, kind: 'late' }), partsOfYear(lines, year, { closing, kind: 'fee' })]
  return {
    ...headOf(frame), rows, totals: totalsOf(lines, before, frame), months: monthsOf(lines, frame), late: shown(addFigures(late.current, late.arrears)), fee: shown(addFigures(fee.current, fee.arrears)), ages: ages.map(({ key, title }) => ({ key, title, amount: byAge.get(key)! })), agesByLevy: groups,
  }
}

function totalsOf(lines: readonly TallyLine[], before: readonly TallyLine[], { year, closing }: Frame): Rates['totals'] {
  const [now, then] = [partsOfYear(lines, year, { closing, kind: 'tax' }), partsOfYear(before, fiscalYear(year - 1), { closing, kind: 'tax' })]
  const all = { ...now, all: addFigures(now.current, now.arrears) }
  const allThen = { ...then, all: addFigures(then.current, then.arrears) }
  return [...parts, 'all' as const].map((part) => ({ ...shown(all[part]), part, rateBefore: collectionRate(allThen[part]) }))
}

function monthsOf(lines: readonly TallyLine[], frame: Frame): Rates['months'] {
  const first = startOfFiscalYear(frame.year)
  const months = Array.from({ length: 14 }, (_, index) => addMonths(first, index)).filter((month) => month <= frame.on)
  const at = (year: FiscalYear, on: PlainDate): Figures => {
    const { current, arrears } = partsOfYear(linesUntil(lines, on), year, { closing: frame.closing, kind: 'tax' })
    return addFigures(current, arrears)
  }
  return months.map((month) => {
    const [now, then] = [at(frame.year, endOfMonth(month)), at(fiscalYear(frame.year - 1), endOfMonth(yearBefore(month)))]
    return { month, charged: now.charged, collected: now.collected, rate: collectionRate(now), rateBefore: collectionRate(then) }
  })
}

/** Sums stand at the first day of their month; a day inside a month of a year before is met by the month as a whole. */
function linesUntil(lines: readonly TallyLine[], on: PlainDate): readonly TallyLine[] {
  return lines.filter((line) => line.enteredOn <= on)
}

function yearBefore(day: PlainDate): PlainDate {
  return addYears(day, -1)
}

function leviesOf(lines: readonly TallyLine[]): readonly string[] {
  return [...new Set(lines.map((line) => line.levyCode))].toSorted((a, b) => ((findLevy(a)?.number ?? a) < (findLevy(b)?.number ?? b) ? -1 : 1))
}

function ofLevy(lines: readonly TallyLine[], levyCode: string): readonly TallyLine[] {
  return lines.filter((line) => line.levyCode === levyCode)
}

const zBudgetRow = zFigures.extend({ chapter: z.string(), section: z.string(), item: z.string(), part: z.enum([...parts, 'all']), received: z.number() })
const zBudget = z.object({ ...zHead, rows: z.array(zBudgetRow), total: zFigures.extend({ received: z.number() }) })
export type Budget = z.infer<typeof zBudget>

/** 科目別の収入・決算の調書: what stands in the books of a budget year by chapter, section and item. */
export const showBudget = query<Asked, Budget>({
  name: 'collection.budget-report', title: '科目ごとの収入と決算を見る', permission: 'collection.read', action: 'list',
  description: 'Revenue of a budget year as of a day by chapter, section and item, current and carried over, delinquency charges and fees of demands apart: charged, received with what has still to be given back, given up, still owed. From the closing day on it is the settlement of the year.',
  input: zAsked, output: zBudget,
  async run(tx, asked) {
    const frame = frameOf(tx, asked)
    if ('ok' in frame) return frame
    const lines = await tallyUntil(tx, frame.on)
    const rows = budgetRows(lines, frame, collectionLawOn(frame.on, tx.office.ordinanceOn(frame.on)).budgetItems)
    const total = rows.reduce((sum, row) => addFigures(sum, { charged: yen(row.charged), collected: yen(row.collected), writtenOff: yen(row.writtenOff), refundDue: yen(row.refundDue), preliminary: yen(row.preliminary) }), noFigures)
    return accept({ ...headOf(frame), rows, total: { ...shown(total), received: total.collected + total.refundDue } })
  },
  ...noPersons,
  example: async () => ({ year: null, on: null }),
})

interface Items { readonly chapter: string; readonly levies: Readonly<Record<string, BudgetItem>>; readonly late: BudgetItem; readonly fee?: BudgetItem | undefined }

/** Where the revenue of a levy stands; under its own name where the town has not said. */
export function itemOf(items: Items, levyCode: string): BudgetItem {
  const title = findLevy(levyCode)?.title ?? levyCode
  return items.levies[levyCode] ?? { chapter: items.chapter, section: title, item: title }
}

/** Where the fees of demands stand; under their own name where the town has not said. */
export function feeItemOf({ chapter, fee }: Items): BudgetItem {
  return fee ?? { chapter, section: partWords.fee, item: partWords.fee }
}

function budgetRows(lines: readonly TallyLine[], { year, closing }: Frame, items: Items): Budget['rows'] {
  const taxes = leviesOf(lines).flatMap((levyCode) => {
    const found = partsOfYear(ofLevy(lines, levyCode), year, { closing, kind: 'tax' })
    return parts.filter((part) => found[part].charged > 0 || found[part].collected > 0 || found[part].refundDue > 0).map((part) => rowOf(itemOf(items, levyCode), part, found[part]))
  })
  const of = (kind: DebtPart): Figures => { const { current, arrears } = partsOfYear(lines, year, { closing, kind }); return addFigures(current, arrears) }
  const fee = of('fee')
  return [...taxes, rowOf(items.late, 'all' as const, of('late')), ...(fee.charged === 0 && fee.collected === 0 ? [] : [rowOf(feeItemOf(items), 'all' as const, fee)])]
}

/** Received money holds what has still to be given back — 収入済額（うち還付未済額）. */
function rowOf(item: BudgetItem, part: Budget['rows'][number]['part'], figures: Figures): Budget['rows'][number] {
  return { ...item, part, ...shown(figures), received: figures.collected + figures.refundDue }
}

const zCosts = z.object({ ...zHead, rows: z.array(z.object({ month: z.string(), channel: z.string(), pieces: z.number(), amount: z.number(), feeYen: z.number().nullable(), costYen: z.number().nullable() })), totals: z.array(z.object({ channel: z.string(), pieces: z.number(), amount: z.number(), costYen: z.number().nullable() })) })
export type Costs = z.infer<typeof zCosts>

/** 収納チャネルの費用: payments by channel and month with the fee of the contract in each month. */
export const showChannelCosts = query<Asked, Costs>({
  name: 'collection.channel-costs', title: '収納チャネルの費用を見る', permission: 'collection.read', action: 'list',
  description: 'Payments that became money in each month of a fiscal year by channel, with the fee for one as the contracts have it in that month and what it comes to. A channel without a fee in the settings has no costs here.',
  input: zAsked, output: zCosts,
  async run(tx, asked) {
    const frame = frameOf(tx, asked)
    if ('ok' in frame) return frame
    const first = startOfFiscalYear(frame.year)
    const rows = (await channelsBetween(tx, first, frame.on)).filter((line) => line.month < addYears(first, 1)).map((line) => {
      const feeYen = feeOn(tx, line.channel, line.month)
      return { ...line, feeYen, costYen: feeYen === null ? null : times(feeYen, line.pieces) }
    })
    const totals = [...new Set(rows.map((row) => row.channel))].map((channel) => {
      const own = rows.filter((row) => row.channel === channel)
      return { channel, pieces: own.reduce((sum, row) => sum + row.pieces, 0), amount: own.reduce((sum, row) => sum + row.amount, 0), costYen: own.some((row) => row.costYen === null) ? null : own.reduce((sum, row) => sum + (row.costYen ?? 0), 0) }
    })
    return accept({ ...headOf(frame), rows, totals })
  },
  ...noPersons,
  example: async () => ({ year: null, on: null }),
})

function feeOn(tx: Tx, channel: string, month: PlainDate): Yen | null {
  return collectionLawOn(month, tx.office.ordinanceOn(month)).channelFees?.[channel] ?? null
}

const zMonths = z.object({
  closes: z.array(z.object({ month: z.string(), closeNo: z.number(), moves: z.number(), amount: z.number(), digest: z.string(), closedAt: z.string(), closedByName: z.string(), isOwn: z.boolean(), reopenedAt: z.string().nullable(), reopenedByName: z.string().nullable(), reason: z.string().nullable() })),
  /** The month that may be closed next; null where its days are still open. */
  next: z.string().nullable(),
})
export type Months = z.infer<typeof zMonths>

/** 月次の締め: closed months and the one that comes next. */
export const listMonths = query<Record<string, never>, Months>({
  name: 'collection.months', title: '月次の締めを見る', permission: 'collection.read', action: 'list',
  description: 'Months that were closed, with count and sum of their ledger lines and a digest, who closed them and who opened them again, and the month that can be closed next.',
  input: z.object({}), output: zMonths,
  async run(tx) {
    const closes = await store.listCloses(tx, 60)
    const [last] = closes
    const next = last === undefined ? startOfMonth(addMonths(startOfMonth(tx.today), -1)) : addMonths(last.month, 1)
    return accept({ closes: closes.map(({ closedBy, ...one }) => ({ ...one, isOwn: closedBy === tx.actor.id })), next: endOfMonth(next) < tx.today ? next : null })
  },
  ...noPersons,
  example: async () => ({}),
})

