import { daysBetween, dateOf, type FiscalYear, fiscalYear, fiscalYearOf, type PlainDate } from '../../kernel/plain-date.ts'
import { maxYen, minus, subtract, sum, type Yen, zeroYen } from '../../kernel/yen.ts'
import { type DebtPart, receivableOf } from '../rules/debt-part.ts'
import type { Account } from '../rules/posting.ts'

/** The day on which the books of a fiscal year end — 出納閉鎖の日. */
export interface ClosingDay { readonly month: number; readonly day: number }

/**
 * The last day on which money is entered for a fiscal year — 出納閉鎖期日.
 * @law local-autonomy-act 235-5
 */
export function closingOf(year: FiscalYear, closing: ClosingDay): PlainDate {
  return dateOf(year + 1, closing.month, closing.day)
}

/**
 * The budget year in which a line of the ledger counts — 会計年度の所属.
 * Until the books of the old year are closed, debts of the old year and before are entered there; afterwards they have been carried over. A debt of a
 * later year counts in its own.
 * @law local-autonomy-act 208
 * @law local-autonomy-act 235-5
 */
export function budgetYearOf(chargeYear: FiscalYear, enteredOn: PlainDate, closing: ClosingDay): FiscalYear {
  const year = fiscalYearOf(enteredOn)
  const last = fiscalYear(year - 1)
  const open = enteredOn <= closingOf(last, closing) ? last : year
  return chargeYear > open ? chargeYear : open
}

/** Sums of the ledger with one pair of accounts — 集計の一行. */
export interface TallyLine {
  /** Any day of the month in which they were entered. */
  readonly enteredOn: PlainDate
  readonly levyCode: string
  readonly fiscalYear: FiscalYear
  readonly dueOn: PlainDate
  readonly debit: Account
  readonly credit: Account
  readonly amount: Yen
}

/** What the reports say of some debts — 調定・収入・不納欠損・未収入. */
export interface Figures {
  readonly charged: Yen
  /** Money that went to the debts, with what was set off. */
  readonly collected: Yen
  /** Neither charged back nor collected: given up — 不納欠損. */
  readonly writtenOff: Yen
  /** Too much, not given back yet — 還付未済. */
  readonly refundDue: Yen
  /** Of the money, what only a preliminary report has announced. */
  readonly preliminary: Yen
}

export const noFigures: Figures = { charged: zeroYen, collected: zeroYen, writtenOff: zeroYen, refundDue: zeroYen, preliminary: zeroYen }

/** Money, and what was paid earlier and is set off or moved on. */
const moneyAccounts: ReadonlySet<string> = new Set<Account>(['provisional', 'funds-expected', 'cash', 'unmatched', 'overpayment', 'refund-due'])

const revenueOf: Readonly<Record<DebtPart, Account>> = { tax: 'revenue', late: 'late-revenue', fee: 'fee-revenue' }

/**
 * Sums lines of the tally to what a report says — 集計.
 * Whatever takes a debt away and is neither the charge itself nor money has been given up. What is too much, and what is preliminary, is kept without
 * regard to the part of the debt: both stand with the tax.
 * @law local-autonomy-act 233
 */
export function figuresOf(lines: Iterable<TallyLine>, kind: DebtPart): Figures {
  let found = noFigures
  for (const line of lines) found = addFigures(found, figuresOfLine(line, kind))
  return found
}

function figuresOfLine({ debit, credit, amount }: TallyLine, kind: DebtPart): Figures {
  const [receivable, revenue] = [receivableOf[kind], revenueOf[kind]]
  const paid = credit === receivable ? amount : minus(amount)
  const other = otherThan(receivable, { debit, credit })
  const into = (account: Account): Yen => subtract(debit === account ? amount : zeroYen, credit === account ? amount : zeroYen)
  // A charge that is lowered after it was given up: less charged, and less given up.
  const lowered = otherThan(revenue, { debit, credit }) === 'write-off' ? minus(into('write-off')) : zeroYen
  const isTax = kind === 'tax'
  return {
    charged: minus(sum(other === revenue ? paid : zeroYen, lowered)), collected: other !== null && moneyAccounts.has(other) ? paid : zeroYen,
    writtenOff: subtract(other !== null && other !== revenue && !moneyAccounts.has(other) ? paid : zeroYen, lowered),
    refundDue: isTax ? minus(sum(into('overpayment'), into('refund-due'))) : zeroYen, preliminary: isTax ? into('provisional') : zeroYen,
  }
}

/** The account on the other side; null where the line does not touch this one. */
function otherThan(account: Account, { debit, credit }: { readonly debit: Account; readonly credit: Account }): Account | null {
  if (credit === account) return debit
  return debit === account ? credit : null
}

/**
 * Adds figures.
 * @decides nothing: adds up
 */
export function addFigures(one: Figures, other: Figures): Figures {
  return {
    charged: sum(one.charged, other.charged), collected: sum(one.collected, other.collected), writtenOff: sum(one.writtenOff, other.writtenOff), refundDue: sum(one.refundDue, other.refundDue), preliminary: sum(one.preliminary, other.preliminary),
  }
}

/**
 * What is still owed — 収入未済額.
 * @law local-autonomy-act 233
 */
export function uncollectedOf({ charged, collected, writtenOff }: Figures): Yen {
  return subtract(subtract(charged, collected), writtenOff)
}

/**
 * Figures of a budget year as of a day, for the debts of the year itself and for those carried over — 現年課税分・滞納繰越分.
 * What is carried over is what was still owed when the books of the year before were closed, or now where they are not.
 * @law local-autonomy-act 235-5
 */
export function partsOfYear(lines: readonly TallyLine[], year: FiscalYear, { closing, kind }: { closing: ClosingDay; kind: DebtPart }): { readonly current: Figures; readonly arrears: Figures } {
  const inYear = lines.filter((line) => budgetYearOf(line.fiscalYear, line.enteredOn, closing) === year)
  const current = figuresOf(inYear.filter((line) => line.fiscalYear === year), kind)
  const before = figuresOf(lines.filter((line) => line.fiscalYear < year && budgetYearOf(line.fiscalYear, line.enteredOn, closing) < year), kind)
  const within = figuresOf(inYear.filter((line) => line.fiscalYear < year), kind)
  const arrears = { ...within, charged: sum(within.charged, uncollectedOf(before)), refundDue: sum(within.refundDue, before.refundDue), preliminary: sum(within.preliminary, before.preliminary) }
  return { current, arrears }
}

/**
 * Share of the charge that was collected, in hundredths of a percent, rounded half up; null where nothing is charged — 収納率.
 * @law local-autonomy-act 233
 */
export function collectionRate({ charged, collected }: Pick<Figures, 'charged' | 'collected'>): number | null {
  if (charged <= zeroYen) return null
  return Number((BigInt(collected) * 20_000n + BigInt(charged)) / (2n * BigInt(charged)))
}

/** How long a debt has been overdue, and in which words — 滞納の期間. */
export const ages = [
  { key: 'not-due', title: '納期限の前', days: 0 }, { key: 'quarter', title: '3か月まで', days: 92 }, { key: 'year', title: '1年まで', days: 366 }, { key: 'two-years', title: '2年まで', days: 731 }, { key: 'three-years', title: '3年まで', days: 1_096 },
  { key: 'five-years', title: '5年まで', days: 1_827 }, { key: 'older', title: '5年を超える', days: Number.POSITIVE_INFINITY },
] as const
export type AgeKey = (typeof ages)[number]['key']

/**
 * In which group a due day falls on a day.
 * @decides nothing: names a span of days
 */
export function ageOf(dueOn: PlainDate, on: PlainDate): AgeKey {
  const days = daysBetween(dueOn, on)
  return ages.find((one) => days <= one.days)!.key
}

/**
 * What is owed by how long it has been overdue — 滞納の年齢構成.
 * @decides nothing: adds up
 */
export function ageing(lines: readonly TallyLine[], on: PlainDate): ReadonlyMap<AgeKey, Yen> {
  const found = new Map<AgeKey, Yen>(ages.map((one) => [one.key, zeroYen]))
  for (const line of lines) {
    const age = ageOf(line.dueOn, on)
    found.set(age, sum(found.get(age)!, uncollectedOf(figuresOfLine(line, 'tax'))))
  }
  return new Map([...found].map(([key, amount]) => [key, maxYen(zeroYen, amount)]))
}
