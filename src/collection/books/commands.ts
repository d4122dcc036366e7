import { z } from 'zod'
import { addDays } from '../../kernel/plain-date.ts'
import { printDate } from '../../kernel/wareki.ts'
import { command } from '../../platform/command/define.ts'
import { zDate } from '../../platform/command/schema.ts'
import { done } from '../../platform/command/tx.ts'
import { refuse } from '../refusals.ts'
import { trialBalance } from './books.ts'
import * as store from './store.ts'

/** Closes a day and all before it: its balances stand from now on, and cash of it is no longer taken — 日計表を締める. */
export const closeDaySheet = command({
  name: 'collection.close-day-sheet', title: '日計表を締める', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Closes a day that is over, with every day before it that was not closed. The balance of every account is written once; money that was taken on a closed day is refused at the counter.',
  input: z.object({ day: zDate }), output: z.object({ day: z.string(), moves: z.number() }),
  async run(tx, { day }) {
    if (day >= tx.today) return refuse('day-not-over', { field: '/day' })
    await store.lockSheets(tx)
    const last = await store.findLastSheet(tx)
    if (last !== undefined && day <= last) return refuse('day-closed', { day: printDate(last), field: '/day' })
    const first = last === undefined ? day : addDays(last, 1)
    const lines = await trialBalance(tx, first, day)
    const moves = (await store.listDays(tx, first, day)).reduce((total, one) => total + one.moves, 0)
    await store.insertSheet(tx, { day, moves, lines: lines.map((line) => ({ account: line.account, debit: line.debit, credit: line.credit, balance: line.closing })) })
    return done({ day, moves })
  },
  async example(tx) {
    const [last, day] = [await store.findLastSheet(tx), addDays(tx.today, -1)]
    return last === undefined || last < day ? { day } : null
  },
})
