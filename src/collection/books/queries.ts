import { z } from 'zod'
import { daysBetween, endOfMonth, type PlainDate, startOfMonth } from '../../kernel/plain-date.ts'
import { noPersons, query } from '../../platform/command/define.ts'
import { zDate } from '../../platform/command/schema.ts'
import { download, type Download } from '../../platform/spreadsheet/index.ts'
import { refuse } from '../refusals.ts'
import { accountWords } from './words.ts'
import { trialBalance } from './books.ts'
import * as store from './store.ts'

const zSheet = z.object({
  from: z.string(), to: z.string(), lastClosed: z.string().nullable(),
  lines: z.array(z.object({ account: z.string(), title: z.string(), opening: z.number(), debit: z.number(), credit: z.number(), closing: z.number() })),
  days: z.array(z.object({ day: z.string(), moves: z.number(), amount: z.number(), isClosed: z.boolean() })),
})
export type DaySheet = z.infer<typeof zSheet>

const longestSpan = 400

/** The books over a day, a month or a year, account by account — 試算表・日計. */
export const showDaySheet = query<{ from: PlainDate | null; to: PlainDate | null }, DaySheet>({
  name: 'collection.day-sheet', title: '試算表を見る', permission: 'collection.read', action: 'view',
  description: 'Opening balance, both sides and closing balance of every account of the ledger between two days (this month where none is named), and the days with what was entered on them.',
  input: z.object({ from: zDate.nullable(), to: zDate.nullable() }), output: zSheet,
  async run(tx, input) {
    const from = input.from ?? startOfMonth(input.to ?? tx.today)
    const to = input.to ?? endOfMonth(from)
    if (to < from || daysBetween(from, to) > longestSpan) return refuse('span-of-days', { days: longestSpan, field: '/to' })
    const last = await store.findLastSheet(tx)
    return {
      ok: true,
      value: {
        from, to, lastClosed: last ?? null, lines: (await trialBalance(tx, from, to)).map((line) => ({ ...line, title: accountWords[line.account] })),
        days: (await store.listDays(tx, from, to)).map((row) => ({ ...row, isClosed: last !== undefined && row.day <= last })),
      },
    }
  },
  ...noPersons,
  example: async () => ({ from: null, to: null }),
})

/** The trial balance as a list. */
export const daySheetDownloads: readonly Download[] = [
  download<{ from: PlainDate | null; to: PlainDate | null }, DaySheet>({
    name: 'day-sheet', query: showDaySheet, input: (from, to) => ({ from, to }),
    rows: (value) => [['勘定', '前の残高', '借方', '貸方', '残高'], ...value.lines.map((line) => [line.title, ...[line.opening, line.debit, line.credit, line.closing].map(String)])],
  }),
]
