import type { Tx } from '../../platform/command/tx.ts'
import { yen } from '../../kernel/yen.ts'
import { getLevy } from '../levies.ts'
import { readPaymentCode } from '../rules/payment-code.ts'
import type { SlipFacts } from '../rules/posting.ts'
import { slipKeyIn, slipKeyLength } from '../slip-number.ts'
import { listChargesOfNotices } from './store.ts'

/** What a notice of a levy is known by, where a payment names no slip — 年度・料金番号・通知書番号・期別. */
export interface NoticeName { readonly levyNumber: string; readonly fiscalYear: number; readonly noticeNo: string; readonly instalment: number }

/** What a payment names: a slip, an instalment of a notice, nothing, or a number that is broken. */
export type Target = { readonly by: 'slip'; readonly slipKey: string } | { readonly by: 'notice'; readonly notice: NoticeName } | { readonly by: 'nothing' } | { readonly by: 'broken' }

/** Digits of a 納付番号 as channels carry it: ours stands at the right. */
export const paymentNumberLength = 20

/** The text of a line that names an instalment of a notice. */
export function noticeCodeOf(notice: NoticeName): string {
  return `notice:${noticeKeyOf(notice)}`
}

export function noticeKeyOf(notice: NoticeName): string {
  return `${notice.levyNumber}|${notice.fiscalYear}|${notice.noticeNo}|${notice.instalment}`
}

const noticeText = /^notice:(\d{2})\|(\d{4})\|([^|]{1,30})\|(\d{1,5})$/

/**
 * Reads what a stored line names — 納付の相手. 44 digits are the bars of a slip, twenty its number, `notice:` an instalment
 * without a slip; an empty text is money that names nothing.
 */
export function targetIn(code: string): Target {
  if (code === '') return { by: 'nothing' }
  const notice = noticeText.exec(code)
  if (notice) return { by: 'notice', notice: { levyNumber: notice[1]!, fiscalYear: Number(notice[2]), noticeNo: notice[3]!, instalment: Number(notice[4]) } }
  if (/^\d+$/.test(code) && code.length === paymentNumberLength) return { by: 'slip', slipKey: code.slice(-slipKeyLength) }
  const bars = readPaymentCode(code)
  return bars?.valid ? { by: 'slip', slipKey: slipKeyIn(bars.freeField) } : { by: 'broken' }
}

/** The charges that these notices name, each as a slip of one line over whatever comes. */
export async function listChargesNamed(tx: Tx, notices: readonly NoticeName[]): Promise<ReadonlyMap<string, SlipFacts>> {
  if (notices.length === 0) return new Map()
  const rows = await listChargesOfNotices(tx, [...new Set(notices.map((notice) => notice.noticeNo))])
  return new Map(rows.map((row) => [
    noticeKeyOf({ levyNumber: getLevy(row.levy_code).number, fiscalYear: row.fiscal_year, noticeNo: row.notice_no, instalment: row.instalment }),
    { slipId: row.charge_id, partyId: row.party_id, amount: yen(0), lines: [{ chargeId: row.charge_id, kind: 'tax' as const, amount: yen(0) }] },
  ]))
}
