import { sumOf, zeroYen, type Yen } from '../../../../kernel/yen.ts'
import { paymentsInYear, type Asked, type NoneReason } from '../model.ts'

/** What the decisions of a person say now of one pension. */
export type Wanted = { readonly noticeNo: string | null; readonly amounts: readonly Yen[] } | { readonly why: NoneReason }

const nothing: readonly Yen[] = Array.from({ length: paymentsInYear }, () => zeroYen)

/**
 * What a payer of a pension is asked for next, beside what it was asked for last; null where it knows already — 年金特別徴収の依頼.
 * A refused request counts as never made: the next one begins anew where something is still to be taken.
 * @param standing the last request that the payer did not refuse
 * @law local-tax-act 321-7-5(1)
 * @law local-tax-act 321-7-9
 */
export function nextRequest(standing: Asked | undefined, wanted: Wanted): Asked | null {
  const isTaken = standing?.kind === 'start' || standing?.kind === 'change'
  if ('why' in wanted || sumOf(wanted.amounts) === zeroYen) {
    const reason = 'why' in wanted ? wanted.why : 'not-taken'
    if (isTaken) return { kind: 'stop', noticeNo: standing.noticeNo, amounts: nothing, reason: 'stopped' }
    return standing === undefined ? { kind: 'none', noticeNo: null, amounts: nothing, reason } : null
  }
  if (!isTaken) return { kind: 'start', ...wanted, reason: null }
  return standing.amounts.every((amount, index) => amount === wanted.amounts[index]) ? null : { kind: 'change', ...wanted, reason: null }
}
