import { assert } from '../../kernel/assert.ts'
import { plainDate, type PlainDate } from '../../kernel/plain-date.ts'
import { minus, subtract, sum, sumOf, type Yen, zeroYen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import type { Account } from '../rules/posting.ts'
import * as store from './store.ts'

/** An account over a span of days — 試算表の一行. */
export interface TrialLine { readonly account: Account; readonly opening: Yen; readonly debit: Yen; readonly credit: Yen; readonly closing: Yen }

/** Before any ledger. */
const beginning = plainDate('1900-01-01')

/**
 * Every account from one day to another, from the last closed day before it on — 試算表.
 * Sums of opening, movement and closing are zero; anything else is a bug and stops.
 */
export async function trialBalance(tx: Tx, from: PlainDate, to: PlainDate): Promise<TrialLine[]> {
  const last = await store.findLastSheet(tx, from)
  const closed = new Map((last ? await store.listSheetLines(tx, last) : []).map((line) => [line.account, line.balance]))
  const moved = new Map((await store.listMoved(tx, { after: last ?? beginning, from, to })).map((line) => [line.account, line]))
  const lines = [...new Set([...closed.keys(), ...moved.keys()])].sort().map((account): TrialLine => {
    const line = moved.get(account)
    const opening = sum(closed.get(account) ?? zeroYen, line?.before ?? zeroYen)
    const [debit, credit] = [line?.debit ?? zeroYen, line?.credit ?? zeroYen]
    return { account, opening, debit, credit, closing: subtract(sum(opening, debit), credit) }
  })
  assert(sumOf(lines.map((line) => line.closing)) === zeroYen && sumOf(lines.flatMap((line) => [line.debit, minus(line.credit)])) === zeroYen, 'the books balance')
  return lines
}
