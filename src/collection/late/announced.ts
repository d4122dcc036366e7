import type { Tx } from '../../platform/command/tx.ts'
import { noticeCodeOf } from '../channels/target.ts'
import { getLevy } from '../levies.ts'
import { listUnpostedFiles } from '../payment-store.ts'
import type { BalanceRow } from '../store.ts'
import { listNamedInLines, listSlipNamesOf } from './announced-store.ts'

/**
 * Instalments for which a file that has been taken in brings money, as long as its lines are still being posted — 消込の途中の納付.
 * A line names the bars of a slip, its number, or an instalment of a notice.
 */
export async function announcedAmong(tx: Tx, charges: readonly BalanceRow[]): Promise<ReadonlySet<string>> {
  const fileIds = charges.length === 0 ? [] : (await listUnpostedFiles(tx)).map((file) => file.file_id)
  if (fileIds.length === 0) return new Set()
  const names = new Map<string, Set<string>>()
  const name = (code: string, chargeId: string): void => { names.set(code, (names.get(code) ?? new Set()).add(chargeId)) }
  for (const slip of await listSlipNamesOf(tx, charges.map((charge) => charge.charge_id))) {
    name(slip.slip_key, slip.charge_id)
    if (slip.code !== null) name(slip.code, slip.charge_id)
  }
  for (const charge of charges) if (charge.notice_no !== null) name(noticeCodeOf({ levyNumber: getLevy(charge.levy_code).number, fiscalYear: charge.fiscal_year, noticeNo: charge.notice_no, instalment: charge.instalment }), charge.charge_id)
  const found = await listNamedInLines(tx, fileIds, [...names.keys()])
  return new Set(found.flatMap((code) => [...names.get(code) ?? []]))
}
