import { type PlainDate, maxDate } from '../../kernel/plain-date.ts'
import type { Tx } from '../../platform/command/tx.ts'
import type { Press } from '../../platform/packages/index.ts'
import type { ChargeBalance } from '../charges.ts'
import { listAccountsOfParties } from '../debit/account-store.ts'
import { accountFor } from '../debit/debits.ts'
import { paymentSlipTemplate, type SlipPaper, textsOn } from '../forms.ts'
import { groupBy } from '../group.ts'
import { factsOf, inSlips } from '../late/letter-facts.ts'
import type { CandidateRow } from '../late/letter-store.ts'
import { slipFault } from '../late/rules/demandable.ts'
import { pressOf } from '../packages/shelf.ts'
import type { SlipSpan } from './store.ts'

// What gathering and printing of slips share.

/** Whether each instalment has a slip of its own, or one slip is for as many as it has room for — 期別・全期. */
export const sheetsBy = ['instalment', 'together'] as const
export type SheetBy = (typeof sheetsBy)[number]

/** What an input means on the day on which the run was opened. */
export interface SlipOrder { readonly span: SlipSpan; readonly sheetBy: SheetBy; readonly issuedOn: PlainDate; readonly usableUntil: PlainDate | null }

/** What lies in one envelope: slips, each on a sheet of its own. */
export type SlipsPaper = { readonly slips: readonly SlipPaper[] }

export const slipPress: Press<SlipsPaper> = pressOf('slips', { template: paymentSlipTemplate, textsOf: ({ slips }) => slips.map((slip) => textsOn(slip)) })

/** Those of the instalments of which a slip goes out in the post. */
export async function sentAmong(tx: Tx, rows: readonly CandidateRow[]): Promise<readonly CandidateRow[]> {
  const accounts = groupBy(await listAccountsOfParties(tx, [...new Set(rows.map((row) => row.party_id))]), (account) => account.party_id)
  return rows.filter((row) => slipFault({ ...factsOf(row), isByDebit: accountFor(row, accounts.get(row.party_id) ?? []) !== undefined }) === null)
}

/** The slips of one envelope, by their instalments, each with its last day. */
export function slipsOf(charges: readonly ChargeBalance[], order: SlipOrder): readonly { readonly charges: readonly ChargeBalance[]; readonly usableUntil: PlainDate }[] {
  const sheets = order.sheetBy === 'together' ? inSlips(charges) : charges.map((charge) => [charge])
  return sheets.map((same) => ({ charges: same, usableUntil: order.usableUntil ?? maxDate(firstDue(same), order.issuedOn) }))
}

/** Who pays several at once does so by the first of their days. */
function firstDue(charges: readonly ChargeBalance[]): PlainDate {
  return charges.map((charge) => charge.dueOn).reduce((first, day) => (day < first ? day : first))
}
