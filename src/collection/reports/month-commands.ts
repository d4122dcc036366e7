import { z } from 'zod'
import { assert } from '../../kernel/assert.ts'
import { addDays, addMonths, endOfMonth, type PlainDate, startOfMonth } from '../../kernel/plain-date.ts'
import { printMonth } from '../../kernel/wareki.ts'
import { sumOf } from '../../kernel/yen.ts'
import { findLastSheet, listDays, lockSheets } from '../books/store.ts'
import { command } from '../../platform/command/define.ts'
import { zDate, zText } from '../../platform/command/schema.ts'
import { done, type Tx } from '../../platform/command/tx.ts'
import { refuse } from '../refusals.ts'
import * as store from './store.ts'
import { digestOfMonth, keepTally } from './tally.ts'

const zMonth = z.object({ month: z.string(), closeNo: z.number(), moves: z.number(), amount: z.number(), digest: z.string() })

/** Closes a month whose days are all closed: its figures are kept, and cash of it is no longer taken — 月次を締める. */
export const closeMonth = command({
  name: 'collection.close-month', title: '月次を締める', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Closes a month that is over and whose days are all closed. The sums of its ledger are kept for reports with a digest. Months are closed in their order.',
  input: z.object({ month: zDate }), output: zMonth,
  async run(tx, input) {
    const month = startOfMonth(input.month)
    await lockSheets(tx)
    const fault = await faultOf(tx, month)
    if (fault) return fault
    const earlier = await store.findClose(tx, month)
    if (earlier === undefined) await keepTally(tx, month)
    const days = await listDays(tx, month, endOfMonth(month))
    const close = { month, closeNo: (earlier?.closeNo ?? 0) + 1, moves: days.reduce((total, day) => total + day.moves, 0), amount: sumOf(days.map((day) => day.amount)), digest: await digestOfMonth(tx, month) }
    assert(earlier === undefined || earlier.digest === close.digest, 'the ledger of a month that is over does not change')
    await store.insertClose(tx, close)
    return done(close)
  },
  async example(tx) {
    const [sheet, [last]] = [await findLastSheet(tx), await store.listCloses(tx, 1)]
    if (sheet === undefined || (last !== undefined && last.reopenedAt !== null)) return null
    const month = last === undefined ? addMonths(startOfMonth(addDays(sheet, 1)), -1) : addMonths(last.month, 1)
    return sheet >= endOfMonth(month) ? { month } : null
  },
})

async function faultOf(tx: Tx, month: PlainDate) {
  const [sheet, [last], own] = [await findLastSheet(tx), await store.listCloses(tx, 1), await store.findClose(tx, month)]
  if (own && own.reopenedAt === null) return refuse('month-closed', { month: printMonth(month), field: '/month' })
  if (endOfMonth(month) >= tx.today) return refuse('month-not-over', { field: '/month' })
  if (sheet === undefined || sheet < endOfMonth(month)) return refuse('month-days-open', { month: printMonth(month), field: '/month' })
  const next = last === undefined ? month : addMonths(last.month, 1)
  return own === undefined && month !== next ? refuse('month-order', { month: printMonth(next), field: '/month' }) : undefined
}

/** Opens a closed month again: somebody else than who closed it, with a reason — 月次の締めを解く. */
export const reopenMonth = command({
  name: 'collection.reopen-month', title: '月次の締めを解く', permission: 'collection.approve', keepOutcome: 'for-ever',
  description: 'Opens a closed month again so that cash of its days can be entered, under the day on which that is done: the figures of the month stay as they were kept. Whoever closed it cannot.',
  input: z.object({ month: zDate, reason: zText(200, '理由') }), output: z.object({ month: z.string() }),
  async run(tx, input) {
    const month = startOfMonth(input.month)
    await lockSheets(tx)
    const close = await store.findClose(tx, month)
    if (!close || close.reopenedAt !== null) return refuse('month-not-closed', { month: printMonth(month), field: '/month' })
    if (close.closedBy === tx.actor.id) return refuse('month-same-officer', { field: '/month' })
    await store.reopen(tx, close, input.reason)
    return done({ month })
  },
  async example(tx) {
    const close = (await store.listCloses(tx, 50)).find((one) => one.reopenedAt === null && one.closedBy !== tx.actor.id)
    return close ? { month: close.month, reason: '窓口の現金の入れ忘れが見つかった' } : null
  },
})

/** Whether a month was opened again and not closed since: then cash of its closed days is taken. */
export async function isReopened(tx: Tx, day: PlainDate): Promise<boolean> {
  const close = await store.findClose(tx, startOfMonth(day))
  return close !== undefined && close.reopenedAt !== null
}
