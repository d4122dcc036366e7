import { dropBelow, minYen, subtract, sumOf, applyRate, rate, zeroYen, type Rate, type Yen } from '../../../../kernel/yen.ts'
import type { PlainDate } from '../../../../kernel/plain-date.ts'
import type { IndividualTaxLaw } from '../../law.ts'
import { byDueDate, inOrder, isStillToCome, laneOf, lastEmployer, employerOf, type Instalment } from '../../rules/collection.ts'

/** What is taken off: a share of what is still to come, or an amount — 減免の割合または額. */
export type ExemptionMeasure = { readonly kind: 'share'; readonly share: Rate } | { readonly kind: 'amount'; readonly amount: Yen }

export interface ExemptionPlace { readonly before: readonly Instalment[]; readonly appliedOn: PlainDate; readonly today: PlainDate; readonly paidNos: ReadonlySet<number> }

export interface Exempted { readonly instalments: readonly Instalment[]; readonly exemption: Yen; readonly base: Yen }

/**
 * A reduction or exemption on application: it reaches the instalments that were not yet due when it was applied for and that are not paid — 減免.
 * What is left of each is cut to 100 yen, so that the part below goes to the taxpayer. LEGAL DOUBT: where the ordinance rounds otherwise, LD-117.
 * @law local-tax-act 323
 * @law local-tax-act 20-4-2(3)
 */
export function exempt(measure: ExemptionMeasure, place: ExemptionPlace, law: IndividualTaxLaw): Exempted {
  const reached = place.before.filter((one) => isReached(one, place, law))
  const base = sumOf(reached.map((one) => one.amount))
  const after = measure.kind === 'share' ? byShare(reached, measure.share, law) : byAmount(reached, minYen(measure.amount, base))
  const exemption = subtract(base, sumOf(after.map((one) => one.amount)))
  return { instalments: inOrder([...place.before.filter((one) => !reached.includes(one)), ...after]), exemption, base }
}

/** Due after the application, unpaid; a month of salary or a payment of the pension only while the payer can still be told. */
function isReached(one: Instalment, place: ExemptionPlace, law: IndividualTaxLaw): boolean {
  if (place.paidNos.has(one.no) || one.amount === zeroYen || one.dueOn < place.appliedOn) return false
  if (laneOf(one.no) === 'ordinary') return true
  return isStillToCome(one, place.today, law) && (laneOf(one.no) === 'pension' || employerOf(one.no) === lastEmployer(place.before))
}

function byShare(reached: readonly Instalment[], share: Rate, law: IndividualTaxLaw): readonly Instalment[] {
  return reached.map((one) => ({ ...one, amount: dropBelow(law.roundingUnits.tax, applyRate(one.amount, rate(share.den - share.num, share.den))) }))
}

/** An amount is taken off the first instalment it reaches, then off the next ones. */
function byAmount(reached: readonly Instalment[], amount: Yen): readonly Instalment[] {
  let left = amount
  return reached.toSorted(byDueDate).map((one) => {
    const off = minYen(one.amount, left)
    left = subtract(left, off)
    return { ...one, amount: subtract(one.amount, off) }
  })
}
