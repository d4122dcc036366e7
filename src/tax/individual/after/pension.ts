import type { FiscalYear, Instant } from '../../../kernel/plain-date.ts'
import { zeroYen, type Yen } from '../../../kernel/yen.ts'
import type { Tx } from '../../../platform/command/tx.ts'
import { loadCases, mergeCases } from '../facts.ts'
import type { IndividualTaxLaw } from '../law.ts'
import { assess } from '../rules/assess.ts'
import type { StatedMethod } from '../statement.ts'
import { listRecipients, type PensionRecipient } from './pension-store.ts'
import { isTakenFromPension, reducedTaxOf, shareWithPension, type TaxShares } from './rules/pension.ts'

/** How the tax of one person is shared between a pension and the rest, where the pension takes its part. */
export interface PensionShare extends TaxShares {
  readonly otherLane: StatedMethod
  readonly recipient: PensionRecipient
}

/** Whose tax of a year is taken from a pension, and how much of it: the facts are assessed once more without the pension — 年金特徴の判定. */
export async function pensionShares(tx: Tx, asked: readonly { readonly personId: string; readonly annualTax: Yen; readonly reduced: Yen }[], place: { law: IndividualTaxLaw; factsAt: Instant }): Promise<ReadonlyMap<string, PensionShare>> {
  const { law, factsAt } = place
  const recipients = await listRecipients(tx, law.fiscalYear, asked.filter((one) => one.annualTax > 0).map((one) => one.personId))
  if (recipients.length === 0) return new Map()
  const cases = await loadCases(tx, { fiscalYear: law.fiscalYear as FiscalYear, personIds: recipients.map((one) => one.personId), recordedAt: factsAt })
  const merged = await mergeCases(tx, cases, { law, recordedAt: factsAt })
  const decided = new Map(asked.map((one) => [one.personId, one]))
  return new Map(recipients.flatMap((recipient, index) => {
    const { annualTax, reduced } = decided.get(recipient.personId)!
    const { facts, method } = merged[index]!
    const without = reducedTaxOf(assess({ ...facts, pensionRevenue: zeroYen }, law))
    // What is levied per head matters only beside a reduction.
    const perCapita = reduced === zeroYen ? zeroYen : reducedTaxOf(assess(facts, law)).perCapita
    const shares = shareWithPension({ annualTax, reduced, perCapita }, without, law)
    if (!isTakenFromPension({ birthOn: cases[index]!.birthOn, yearly: recipient.yearly, careWithheld: recipient.careWithheld }, shares.pensionTax, law)) return []
    return [[recipient.personId, { ...shares, otherLane: method, recipient }] as const]
  }))
}
