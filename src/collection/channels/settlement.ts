import { addDays, type PlainDate } from '../../kernel/plain-date.ts'
import { subtract, sumOf, type Yen } from '../../kernel/yen.ts'
import type { Tx } from '../../platform/command/tx.ts'
import { date, amount as amountColumn, digits, type FramedFile, readFramed, text } from './framed-csv.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import { type FundsRow, listOpenFunds, type NewCredit } from './settlement-store.ts'

/** A day of a channel with what has not arrived of its money. */
export interface FundsGroup { readonly source: string; readonly title: string | null; readonly channel: string; readonly fundsOn: PlainDate; readonly payments: number; readonly amount: Yen; readonly rest: Yen }

/** Money is looked for this far back; what is older has to be asked of the ledger. */
export const daysOfFunds = 400

/** What the town still waits for, by channel and day of funds — 資金化を待つ金. */
export async function openFunds(tx: Tx): Promise<FundsGroup[]> {
  return groupsOf(await listOpenFunds(tx, { since: addDays(tx.today, -daysOfFunds) }))
}

/** The same of some days alone. */
export async function openFundsOn(tx: Tx, days: readonly PlainDate[]): Promise<FundsGroup[]> {
  return groupsOf(await listOpenFunds(tx, { on: [...new Set(days)] }))
}

function groupsOf(rows: readonly FundsRow[]): FundsGroup[] {
  return rows.map((row) => ({ source: row.source, title: row.title, channel: row.channel, fundsOn: row.funds_on, payments: row.payments, amount: row.amount, rest: subtract(row.amount, row.settled) }))
}

/**
 * Days of one channel that add up to a credit — 突合せの案. One day alone before several that follow each other; nothing where none
 * fits to the yen. It is a proposal: a person decides.
 */
export function fittingFunds(credit: { readonly amount: Yen; readonly creditedOn: PlainDate }, groups: readonly FundsGroup[]): readonly FundsGroup[] {
  const possible = groups.filter((group) => group.fundsOn <= credit.creditedOn && group.rest > 0)
  const alone = possible.filter((group) => group.rest === credit.amount).at(-1)
  if (alone) return [alone]
  for (const source of new Set(possible.map((group) => group.source))) {
    const days = possible.filter((group) => group.source === source)
    for (let from = 0; from < days.length; from += 1) {
      for (let to = from + 2; to <= days.length; to += 1) {
        const run = days.slice(from, to)
        if (sumOf(run.map((group) => group.rest)) === credit.amount) return run
      }
    }
  }
  return []
}

/** Profile of the bank's statement: credits of one day on the town's account. */
export const statementProfile = 'statement-csv1'

const statementColumns = { reference: digits('照会番号', 'reference', { from: 1, to: 20 }), creditedOn: date('勘定日', 'creditedOn'), amount: amountColumn('入金額', 'amount'), remitter: text('振込依頼人名', 'remitter', 48), note: text('摘要', 'note', 40) }

/** Reads a bank's statement of credits in our frame — 入金明細の読み取り. */
export function readStatement(bytes: Uint8Array, municipality: string): Outcome<FramedFile<NewCredit>> {
  return readFramed(bytes, {
    profile: statementProfile, columns: statementColumns,
    event: (cells, head): NewCredit => ({ statementKey: `${head.sender}|${cells.creditedOn}|${cells.reference}`, creditedOn: cells.creditedOn, amount: cells.amount, remitter: cells.remitter, note: cells.note === '' ? null : cells.note }),
  }, { sender: null, municipality })
}
