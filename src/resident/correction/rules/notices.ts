import type { PlainDate } from '../../../kernel/plain-date.ts'
import { residentRegistrationAct } from '../../../legislation/index.ts'
import type { Consequence } from '../../../platform/command/tx.ts'
import type { FiledAct } from '../store.ts'

interface Cancelling {
  readonly persons: readonly string[]
  readonly on: PlainDate
  /** Whether the record of the person is live while the cancellation is made. */
  wasLive(personId: string): boolean
}

const common = { business: '住民', deadline: null, lostAfter: null, amount: null, amountUnknown: null, effect: 'task', owner: '住民課' } as const satisfies Partial<Consequence>

/**
 * What the register itself has to make up for where it had already written to others — 取消しの後始末.
 * @law basic-resident-registration-act 9(1)
 * @law basic-resident-registration-act 19(1)
 */
export function noticesOf(acts: readonly Pick<FiledAct, 'kind'>[], cancelling: Cancelling): readonly Consequence[] {
  const kinds = new Set(acts.map((act) => act.kind))
  const base = { ...common, subjectIds: cancelling.persons, effectiveOn: cancelling.on }
  return [
    ...(kinds.has('moving-out') ? [{ ...base, code: 'resident.take-back-moving-out-certificate', article: residentRegistrationAct.art('24'), title: '転出証明書を返してもらう', detail: cancelling.persons.some((id) => cancelling.wasLive(id)) ? 'カードで届け出た転出なら、送った転出証明書情報の取消しを知らせます。' : '転出先の市区町村に転入の届出が出ていないかも確かめます。', letter: null }] : []),
    ...(kinds.has('moving-in') ? [{ ...base, code: 'resident.withdraw-moving-in-notice', article: residentRegistrationAct.art('9(1)'), title: '転入通知の取消しを、前の市区町村へ知らせる', detail: null, letter: '転入通知（取消し）' }] : []),
    ...(['moving-in', 'relocation', 'moving-out'].some((kind) => kinds.has(kind)) ? [{ ...base, code: 'resident.withdraw-supplement-notice', article: residentRegistrationAct.art('19(1)'), title: '附票の記載事項通知を送っていれば、取消しを本籍地へ知らせる', detail: null, letter: '戸籍の附票記載事項通知（取消し）' }] : []),
  ]
}
