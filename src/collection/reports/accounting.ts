import { z } from 'zod'
import { accept } from '../../kernel/outcome.ts'
import { daysBetween, type PlainDate } from '../../kernel/plain-date.ts'
import type { Yen } from '../../kernel/yen.ts'
import { noPersons, query } from '../../platform/command/define.ts'
import { zDate } from '../../platform/command/schema.ts'
import type { TextRow } from '../../platform/spreadsheet/index.ts'
import { groupBy } from '../group.ts'
import { type BudgetItem, collectionLawOn } from '../law.ts'
import { refuse } from '../refusals.ts'
import type { DebtPart } from '../rules/debt-part.ts'
import { feeItemOf, itemOf } from './queries.ts'
import { budgetYearOf, figuresOf } from './rules.ts'
import * as store from './store.ts'

/** What the accounting system is told of a day, budget year and item — 財務会計への一行. */
export interface AccountingEntry extends BudgetItem {
  readonly day: PlainDate
  readonly budgetYear: number
  readonly part: 'current' | 'arrears'
  readonly what: 'charged' | 'received' | 'refund-due' | 'written-off'
  /** Below zero where it was taken back. */
  readonly amount: Yen
}

/** A file as one accounting system reads it: the boundary for those whose layout is agreed with the vendor — 財務会計への様式. */
export interface AccountingLayout { readonly name: string; rows(entries: readonly AccountingEntry[]): readonly TextRow[] }

const whatWords: Readonly<Record<AccountingEntry['what'], string>> = { charged: '調定', received: '収入', 'refund-due': '還付未済', 'written-off': '不納欠損' }

/** Our own layout, described in `docs/accounting-csv.md`. */
export const plainLayout: AccountingLayout = {
  name: 'plain-1',
  rows: (entries) => [
    ['日付', '会計年度', '款', '項', '目', '区分', '種類', '金額'],
    ...entries.map((one) => [one.day, String(one.budgetYear), one.chapter, one.section, one.item, one.part === 'current' ? '現年' : '滞納繰越', whatWords[one.what], String(one.amount)]),
  ],
}

const zSpan = z.object({ from: zDate, to: zDate })
const zFile = z.object({ from: z.string(), to: z.string(), rows: z.array(z.array(z.string())) })

const longestSpan = 31

/** 財務会計へ渡す日計: what was charged, received and given up on each day, by budget year and item. */
export const accountingFile = query<{ from: PlainDate; to: PlainDate }, z.infer<typeof zFile>>({
  name: 'collection.accounting-file', title: '財務会計へ渡すファイルを取り出す', permission: 'collection.approve', action: 'export',
  description: 'Entries for the accounting system for at most 31 days: date, budget year, chapter, section, item, current or carried over, kind and amount. A day that is over gives the same lines however often it is asked for.',
  input: zSpan, output: zFile,
  async run(tx, { from, to }) {
    if (to < from || daysBetween(from, to) >= longestSpan) return refuse('span-of-days', { days: longestSpan, field: '/to' })
    if (to > tx.today) return refuse('report-in-future', { field: '/to' })
    const closing = collectionLawOn(tx.today).closingDay
    const entries = (await store.listDayLines(tx, from, to)).map((line) => ({ line, budgetYear: budgetYearOf(line.fiscalYear, line.day, closing), items: collectionLawOn(line.day, tx.office.ordinanceOn(line.day)).budgetItems }))
    const groups = groupBy(entries, ({ line, budgetYear }) => `${line.day}|${budgetYear}|${line.levyCode}|${line.fiscalYear === budgetYear ? 'current' : 'arrears'}`)
    const rows = [...groups.values()].flatMap((group) => {
      const { line, budgetYear, items } = group[0]!
      const part = line.fiscalYear === budgetYear ? 'current' as const : 'arrears' as const
      const of = (kind: DebtPart, item: BudgetItem): AccountingEntry[] => entriesOf(group.map((one) => one.line), kind, { day: line.day, budgetYear, part, ...item })
      return [...of('tax', itemOf(items, line.levyCode)), ...of('late', items.late), ...of('fee', feeItemOf(items))]
    })
    return accept({ from, to, rows: plainLayout.rows(rows).map((row) => [...row]) })
  },
  ...noPersons,
  example: async (tx) => ({ from: tx.today, to: tx.today }),
})

type Place = Omit<AccountingEntry, 'what' | 'amount'>

function entriesOf(lines: readonly store.DayLine[], kind: DebtPart, place: Place): AccountingEntry[] {
  const figures = figuresOf(lines.map((line) => ({ ...line, enteredOn: line.day })), kind)
  const amounts = [['charged', figures.charged], ['received', figures.collected], ['refund-due', figures.refundDue], ['written-off', figures.writtenOff]] as const
  return amounts.filter(([, amount]) => amount !== 0).map(([what, amount]) => ({ ...place, what, amount }))
}
